//! The image as another officer has it on the screen: followed, or looked around in; pointed at, and marks proposed.

use super::framing::Framing;
use super::proposals::Pointer;
use super::viewer::{Extent, Held, View, Viewer};
use super::{Analysis, Duty, Mode, NoteFor, Trouble, newest, pane, view};
use crate::domain::case::{Case, CaseState};
use crate::domain::text::CleanText;
use crate::imaging::viewport::{Area, ImageSize};
use crate::station::contract::seats::{Pointing, SeatRequest, Shown, ShownView};
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::shown_with;
use crate::ui::widgets::image_pane::pixels_a_row;
use crate::ui::widgets::note_line::MAX_NOTE_CHARS;
use ratatui::Frame;
use std::sync::Arc;

/// One arrow moves the pointer by this share of what is shown: two columns of eighty.
const POINTER_SHARE: f64 = 1.0 / 40.0;

/// Millionths of a zoom, and thousandths of a pixel, as a view is told of.
const MILLIONTHS: f64 = 1e6;
const THOUSANDTHS: f64 = 1e3;

/// Somebody who looks on at another officer's image.
#[derive(Debug, Clone)]
pub(super) struct Guest {
    /// Whose image it is.
    name: String,
    sight: Sight,
    /// The part of the image that the officer has.
    view: Option<ShownView>,
    /// Where this one points, image pixels.
    pointer: Option<(f64, f64)>,
}

/// Whose view is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The officer's, as it moves.
    Officers,
    /// An own one.
    Own,
}

impl Analysis {
    /// The image of a case as an officer of this name has it open.
    pub fn watched(case: Arc<Case>, name: String) -> Self {
        let guest = Guest { name, sight: Sight::Officers, view: None, pointer: None };
        Self { duty: Duty::LookOn, guest: Some(guest), ..Self::new(case) }
    }

    /// Whose view is shown.
    pub fn sight(&self) -> Sight {
        self.guest.as_ref().map_or(Sight::Own, |guest| guest.sight)
    }

    /// The bindings of whoever looks on.
    pub fn watch_layer(&self) -> Layer {
        match self.mode {
            Mode::Frame(_) => Layer::MarkFrame,
            Mode::Note(..) => Layer::Note,
            Mode::Look | Mode::Filters => Layer::Watch,
        }
    }

    /// Where whoever looks on points.
    pub fn pointing(&self) -> Option<Pointing> {
        let (x, y) = self.guest.as_ref()?.pointer?;
        Some(Pointing { case: self.case.number.clone(), x: pixel(x), y: pixel(y) })
    }

    /// What others are told of the image on this screen.
    pub(super) fn told(&self, screen: Layer, scene: &Scene<'_>) -> Shown {
        Shown { view: self.told_view(scene), ..shown_with(screen, &self.case.number) }
    }

    fn told_view(&self, scene: &Scene<'_>) -> Option<ShownView> {
        let viewer = self.viewer.as_ref()?;
        let (View { viewport, .. }, extent) = viewer.asked()?;
        let a_row = viewport.zoom * f64::from(pixels_a_row(scene.display));
        let zoom_millionths = match extent {
            Extent::Whole => u64::MAX,
            Extent::Part => count(a_row * MILLIONTHS),
        };
        Some(ShownView {
            centre: (thousandths(viewport.centre_x), thousandths(viewport.centre_y)),
            zoom_millionths,
            tone: viewer.tone().cloned(),
            cross: Some(viewer.cursor_pixel()),
        })
    }

    /// Takes the view that the officer has now.
    pub fn follow(&mut self, view: Option<&ShownView>, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(guest) = self.guest.as_mut().filter(|guest| guest.view.as_ref() != view) else {
            return Vec::new();
        };
        guest.view = view.cloned();
        let outcomes = if guest.sight == Sight::Officers { self.show_officers(scene) } else { Vec::new() };
        self.compose(scene);
        outcomes
    }

    fn show_officers(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(view) = self.guest.as_ref().and_then(|guest| guest.view.clone()) else { return Vec::new() };
        let Some(viewer) = &mut self.viewer else { return Vec::new() };
        viewer.hold(held(&view, scene), view.cross, view.tone);
        vec![viewer.render(pane(scene))]
    }

    /// Takes an input as far as it changes nothing of the case.
    pub fn watch(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let outcomes = match input {
            Input::Entered => {
                self.look_at_proposals(scene);
                self.open_picture(scene).into_iter().collect()
            }
            Input::Refreshed => {
                self.case = newest(&self.case, scene);
                self.look_at_proposals(scene);
                match &mut self.viewer {
                    Some(viewer) if viewer.is_for_other(pane(scene)) => self.watch_resized(scene),
                    _ => Vec::new(),
                }
            }
            Input::Rendered(rendered) => {
                self.rendered(*rendered);
                Vec::new()
            }
            Input::Answered { purpose, answer } => self.watch_answered(purpose, *answer, scene),
            Input::Action(action) => self.watch_key(action, scene),
            Input::Discarded => {
                self.mode = Mode::Look;
                Vec::new()
            }
            typed @ (Input::Typed(_) | Input::Pasted(_)) => {
                if let Mode::Note(_, note) = &mut self.mode {
                    note.edit(&typed);
                }
                Vec::new()
            }
        };
        self.compose(scene);
        outcomes
    }

    fn watch_resized(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.sight() == Sight::Officers {
            return self.show_officers(scene);
        }
        self.viewer.as_mut().map(|viewer| viewer.render(pane(scene))).into_iter().collect()
    }

    fn watch_answered(&mut self, purpose: Purpose, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match (purpose, answer) {
            (Purpose::Picture, Ok(Reply::Picture(picture))) => {
                self.trouble = None;
                let first = self.viewer.insert(Viewer::new(picture)).render(pane(scene));
                let officers = self.show_officers(scene);
                if officers.is_empty() { vec![first] } else { officers }
            }
            (Purpose::Picture, Err(refusal)) => {
                self.trouble = Some(Trouble::Refused(refusal));
                Vec::new()
            }
            (Purpose::Watch, answer) => match (&mut self.mode, answer) {
                (Mode::Note(_, note), Ok(_)) if note.is_sent() => {
                    self.mode = Mode::Look;
                    vec![Outcome::Say(Saying::done(scene.words.say("watch-proposed")))]
                }
                (Mode::Note(_, note), Err(_)) => {
                    note.reopen();
                    Vec::new()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Whether an action of whoever looks on would do something now.
    pub fn may_watch(&self, action: Action) -> bool {
        let is_shown = self.viewer.as_ref().is_some_and(|viewer| viewer.shown().is_some());
        match (&self.mode, action) {
            (Mode::Frame(_) | Mode::Note(..), _) => true,
            (_, Action::ProposeMark) => is_shown && self.case.state == CaseState::InAnalysis,
            (_, Action::NextField) => self.has_zones(),
            (_, Action::Delete) => self.pointing().is_some() || self.chosen.is_some(),
            _ => is_shown,
        }
    }

    fn watch_key(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if !self.may_watch(action) {
            return Vec::new();
        }
        match &mut self.mode {
            Mode::Frame(framing) => {
                let framing = *framing;
                // The earlier cases belong to whoever works on the case.
                if action == Action::EarlierCases { Vec::new() } else { self.frame(framing, action) }
            }
            Mode::Note(NoteFor::NewMark(framing), note) => match action {
                Action::Confirm if !note.is_sent() => {
                    let (framing, text) = (*framing, CleanText::bounded(note.value(), MAX_NOTE_CHARS));
                    note.set_sent();
                    self.propose(framing, text)
                }
                Action::Back => self.leave_note(scene),
                other => {
                    note.edit(&Input::Action(other));
                    Vec::new()
                }
            },
            _ => self.watch_look(action, scene),
        }
    }

    fn propose(&self, framing: Framing, note: CleanText) -> Vec<Outcome> {
        let Some(viewer) = &self.viewer else { return Vec::new() };
        // The number counts nothing until the mark is kept.
        let mark = framing.mark(0, note, viewer.image());
        let request = SeatRequest::Propose { case: self.case.number.clone(), mark };
        vec![Outcome::Ask(Purpose::Watch, Request::Seat(request))]
    }

    fn watch_look(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::Follow => self.turn_sight(scene),
            Action::ProposeMark => {
                self.propose_frame();
                Vec::new()
            }
            Action::Delete if self.chosen.is_some() => self.dismiss_proposal(),
            Action::Delete => {
                self.guest.iter_mut().for_each(|guest| guest.pointer = None);
                Vec::new()
            }
            Action::NextField => {
                if let Some(middle) = self.choose_next() {
                    self.guest.iter_mut().for_each(|guest| guest.pointer = Some(middle));
                }
                Vec::new()
            }
            Action::Left | Action::Right | Action::Up | Action::Down if self.sight() == Sight::Officers => {
                self.move_pointer(action);
                Vec::new()
            }
            other => self.look_around(other, scene),
        }
    }

    /// Pans or magnifies: from here on the view is an own one.
    fn look_around(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let action = match action {
            Action::PageUp => Action::ZoomIn,
            Action::PageDown => Action::ZoomOut,
            other => other,
        };
        if self.sight() == Sight::Officers {
            self.turn_sight(scene);
        }
        let outcomes = self.move_or_tone(action, scene);
        let cursor = self.viewer.as_ref().map(Viewer::cursor);
        if matches!(action, Action::Left | Action::Right | Action::Up | Action::Down) {
            self.guest.iter_mut().for_each(|guest| guest.pointer = cursor);
        }
        outcomes
    }

    fn turn_sight(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(guest) = &mut self.guest else { return Vec::new() };
        guest.sight = match guest.sight {
            Sight::Officers => Sight::Own,
            Sight::Own => Sight::Officers,
        };
        match guest.sight {
            Sight::Officers => self.show_officers(scene),
            Sight::Own => {
                self.viewer.iter_mut().for_each(Viewer::let_go);
                Vec::new()
            }
        }
    }

    fn move_pointer(&mut self, action: Action) {
        let Some((viewer, guest)) = self.viewer.as_ref().zip(self.guest.as_mut()) else { return };
        let Some(shown) = viewer.shown() else { return };
        let visible = shown.view.visible();
        let (across, down) = (visible.width * POINTER_SHARE, visible.height * POINTER_SHARE);
        let (x, y) = guest.pointer.unwrap_or_else(|| middle(visible));
        let moved = match action {
            Action::Left => (x - across, y),
            Action::Right => (x + across, y),
            Action::Up => (x, y - down),
            _ => (x, y + down),
        };
        guest.pointer = Some(within(moved, visible, viewer.image()));
    }

    fn propose_frame(&mut self) {
        let Some(viewer) = &self.viewer else { return };
        let Some(shown) = viewer.shown() else { return };
        let visible = shown.view.visible();
        let pointer = self.guest.as_ref().and_then(|guest| guest.pointer);
        let about = pointer.unwrap_or_else(|| middle(visible));
        self.mode = Mode::Frame(Framing::about(about, visible, viewer.image()));
    }

    /// The cross of whoever looks on, where this is such a screen; `Err` leaves the officer's own cross where it is.
    pub(super) fn guests_cursor(&self) -> Result<Option<(f64, f64)>, OwnImage> {
        self.guest.as_ref().map(|guest| guest.pointer).ok_or(OwnImage)
    }

    /// The officer's cross, for whoever looks on at it.
    pub(super) fn officers_cross(&self) -> Option<Pointer> {
        let guest = self.guest.as_ref()?;
        Some(Pointer::at(guest.view.as_ref()?.cross?, guest.name.clone()))
    }

    /// Draws as the analysis does.
    pub fn draw_watched(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene)
    }
}

/// The image is the officer's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OwnImage;

/// A view that was told of, on this display.
fn held(view: &ShownView, scene: &Scene<'_>) -> Held {
    let a_row = f64::from(pixels_a_row(scene.display));
    #[expect(clippy::cast_precision_loss, reason = "a view is fitted to whole pixels anyway")]
    let (x, y, zoom) = (view.centre.0 as f64, view.centre.1 as f64, view.zoom_millionths as f64);
    let zoom = (view.zoom_millionths < u64::MAX).then_some(zoom / MILLIONTHS / a_row);
    Held { centre: (x / THOUSANDTHS, y / THOUSANDTHS), zoom }
}

fn middle(area: Area) -> (f64, f64) {
    (area.x + area.width / 2.0, area.y + area.height / 2.0)
}

/// Holds a point on what is shown of the image.
fn within((x, y): (f64, f64), visible: Area, image: ImageSize) -> (f64, f64) {
    let right = (visible.x + visible.width).min(f64::from(image.width) - 1.0);
    let bottom = (visible.y + visible.height).min(f64::from(image.height) - 1.0);
    (x.min(right).max(visible.x.max(0.0)), y.min(bottom).max(visible.y.max(0.0)))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn pixel(value: f64) -> u32 {
    value as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn count(value: f64) -> u64 {
    (value as u64).clamp(1, u64::MAX - 1)
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
fn thousandths(value: f64) -> i64 {
    (value * THOUSANDTHS).round() as i64
}
