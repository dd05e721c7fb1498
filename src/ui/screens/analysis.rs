//! The analysis: the OAC reads the image beside its shipping documents, marks zones, and goes on to the verdict.

mod earlier;
pub mod filters;
mod framing;
mod inks;
mod keys;
mod looking;
mod opinion;
mod proposals;
mod view;
mod viewer;
mod watching;
pub mod wording;

pub use opinion::opinion_line;
pub use watching::Sight;

use crate::domain::analysis::{FilterChain, Mark};
use crate::domain::case::{Case, CaseState};
use crate::domain::officer::Role;
use crate::domain::procedure::is_left_behind;
use crate::domain::refusal::Refusal;
use crate::domain::step::Step;
use crate::imaging::viewport::Screen as PaneScreen;
use crate::station::contract::filters::filters_of;
use crate::station::contract::seats::{Proposal, Shown};
use crate::station::contract::{Answer, Reply, Request};
use crate::terminal::graphics::Picture;
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, PictureMode, Purpose, Rendered, Saying};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::earlier::lookout::Lookout;
use crate::ui::screens::verdict::Draft;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::image_pane;
use crate::ui::widgets::note_line::NoteLine;
use crate::words::Value;
use framing::Framing;
use inks::Overlay;
use ratatui::Frame;
use std::sync::Arc;
use viewer::Viewer;
use watching::Guest;

/// One case on the OAC's screen. Documents and verdict carry it with them, so that coming back loses nothing.
#[derive(Debug, Clone)]
pub struct Analysis {
    case: Arc<Case>,
    viewer: Option<Viewer>,
    trouble: Option<Trouble>,
    mode: Mode,
    selected: Option<u16>,
    /// What supervisors propose to mark on this image.
    proposals: Vec<Proposal>,
    /// The proposal that keys now act on; then no mark is selected.
    chosen: Option<u32>,
    /// The proposal whose mark is on its way to the record.
    keeping: Option<u32>,
    /// Who looks on here, where it is another officer's image.
    guest: Option<Guest>,
    composed: Option<Composed>,
    duty: Duty,
    lookout: Lookout,
    /// What was typed for the verdict so far.
    pub(super) draft: Draft,
}

/// Whether the person works with the image or only looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Duty {
    /// Marks are placed, a verdict follows.
    Work,
    /// Nothing can be changed.
    LookOn,
}

/// What keys do.
#[derive(Debug, Clone)]
enum Mode {
    /// Arrows pan, the page keys zoom.
    Look,
    /// Arrows change the window.
    Filters,
    /// Arrows move a frame.
    Frame(Framing),
    /// A note is typed.
    Note(NoteFor, NoteLine),
}

/// What a note is for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum NoteFor {
    /// A new mark in this frame.
    NewMark(Framing),
    /// The mark with this number.
    Mark(u16),
    /// The reason for which the image is refused.
    Refusal,
}

/// Why there is no image in the pane.
#[derive(Debug, Clone)]
enum Trouble {
    /// The station refused.
    Refused(Refusal),
    /// It could not be rendered.
    Render(String),
}

/// The picture with its overlay, and what it was made of.
#[derive(Debug, Clone)]
struct Composed {
    of: Overlay,
    picture: Arc<Picture>,
}

/// A step with a case, at the revision that the person looked at.
pub(super) fn take(case: &Case, step: Step) -> Outcome {
    let request =
        Request::Take { case: case.number.clone(), revision: case.revision, step: Box::new(step), pin: None };
    Outcome::Ask(Purpose::Step, request)
}

/// The case as it is now: an answer may be newer than the last snapshot.
pub(super) fn newest(known: &Arc<Case>, scene: &Scene<'_>) -> Arc<Case> {
    match scene.snapshot.case(&known.number) {
        Some(case) if case.revision >= known.revision => Arc::clone(case),
        _ => Arc::clone(known),
    }
}

/// The screen on which the person who looks goes on with a case.
pub(super) fn onward(case: &Arc<Case>, scene: &Scene<'_>) -> Outcome {
    let screen = match scene.session {
        Some(session) => CurrentScreen::for_officer(case, &session.officer),
        None => CurrentScreen::for_case(case, Role::Supervisor),
    };
    Outcome::Go(Box::new(screen))
}

impl Analysis {
    /// Opens.
    pub fn new(case: Arc<Case>) -> Self {
        Self {
            case,
            viewer: None,
            trouble: None,
            mode: Mode::Look,
            selected: None,
            proposals: Vec::new(),
            chosen: None,
            keeping: None,
            guest: None,
            composed: None,
            duty: Duty::Work,
            lookout: Lookout::default(),
            draft: Draft::default(),
        }
    }

    /// The case in analysis.
    pub fn case(&self) -> &Arc<Case> {
        &self.case
    }

    /// Takes the case as it is now.
    pub fn set_case(&mut self, case: Arc<Case>) {
        self.case = case;
    }

    /// The filter chain in force; none before the first picture was shown.
    pub fn chain(&self) -> Option<FilterChain> {
        self.viewer.as_ref().and_then(Viewer::tone).map(filters_of)
    }

    /// Share of the image that was on the screen at reading size, percent.
    pub fn viewed_percent(&self) -> u8 {
        self.viewer.as_ref().map_or(0, Viewer::seen_percent)
    }

    fn entered(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        self.case = newest(&self.case, scene);
        self.look_at_proposals(scene);
        let is_left = self.is_to_be_taken_over(scene);
        match (&mut self.viewer, self.case.state) {
            (Some(viewer), _) => vec![viewer.render(pane(scene))],
            (None, CaseState::Queued) => vec![take(&self.case, Step::BeginAnalysis)],
            // Its reader went with the shift before: whoever opens it goes on with it.
            (None, CaseState::InAnalysis) if is_left => vec![take(&self.case, Step::BeginAnalysis)],
            (None, _) => {
                let mut outcomes: Vec<Outcome> = self.open_picture(scene).into_iter().collect();
                outcomes.extend(self.somebody_elses(scene).map(|said| Outcome::Say(Saying::refused(said))));
                outcomes
            }
        }
    }

    /// Nothing where no picture can be shown: it would count as looked at.
    fn open_picture(&self, scene: &Scene<'_>) -> Option<Outcome> {
        let request = Request::OpenPicture(self.case.number.clone());
        (scene.display.graphics != PictureMode::Words).then_some(Outcome::Ask(Purpose::Picture, request))
    }

    fn is_to_be_taken_over(&self, scene: &Scene<'_>) -> bool {
        let reader = self.case.analysed_by();
        scene.session.is_some_and(|session| {
            session.officer.role == Role::Oac
                && reader != Some(&session.officer.id)
                && is_left_behind(&self.case, &scene.snapshot.day)
        })
    }

    /// Another officer has the case: this one looks on.
    fn somebody_elses(&self, scene: &Scene<'_>) -> Option<String> {
        let reader = self.case.stamps.analysis_begun.as_ref()?.officer.as_ref()?;
        let is_mine = scene.session.is_some_and(|session| session.officer.id == reader.id);
        let name = [("name", Value::from(reader.name.to_string()))];
        (!is_mine).then(|| scene.words.say_with("analysis-somebody-elses", &name))
    }

    fn refreshed(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let known = self.case.opinions.len();
        self.case = newest(&self.case, scene);
        self.look_at_proposals(scene);
        if !matches!(self.case.state, CaseState::Queued | CaseState::InAnalysis) {
            return vec![onward(&self.case, scene)];
        }
        let mut outcomes = self.opinion_came(known, scene);
        match &mut self.viewer {
            Some(viewer) if viewer.is_for_other(pane(scene)) => outcomes.push(viewer.render(pane(scene))),
            _ => outcomes.extend(self.look_again(scene)),
        }
        outcomes
    }

    fn rendered(&mut self, rendered: Rendered) {
        if let Some(viewer) = &mut self.viewer {
            self.trouble = viewer.take(rendered).err().map(Trouble::Render);
        }
    }

    fn answered(&mut self, purpose: Purpose, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match (purpose, answer) {
            (Purpose::Step, Ok(Reply::Done(case))) => self.step_done(case, scene),
            (Purpose::Picture, Ok(Reply::Picture(picture))) => {
                self.trouble = None;
                vec![self.viewer.insert(Viewer::new(picture)).render(pane(scene))]
            }
            (Purpose::Step | Purpose::Picture, Err(refusal)) => {
                if let Mode::Note(_, note) = &mut self.mode {
                    note.reopen();
                }
                self.keeping = None;
                if self.viewer.is_none() {
                    self.trouble = Some(Trouble::Refused(refusal));
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn step_done(&mut self, case: Arc<Case>, scene: &Scene<'_>) -> Vec<Outcome> {
        let before = std::mem::replace(&mut self.case, case);
        if self.case.state == CaseState::Queued {
            // Only the reason of the wait was written: the analysis is still to begin.
            return vec![take(&self.case, Step::BeginAnalysis)];
        }
        if self.case.state != CaseState::InAnalysis {
            return vec![
                onward(&self.case, scene),
                Outcome::Say(Saying::done(scene.words.say("analysis-image-refused"))),
            ];
        }
        if self.viewer.is_none() {
            return self.open_picture(scene).into_iter().collect();
        }
        let said = match std::mem::replace(&mut self.mode, Mode::Look) {
            Mode::Note(NoteFor::NewMark(_), note) if note.is_sent() => {
                self.selected = Some(self.case.marks_placed);
                Some(("analysis-mark-placed", self.case.marks_placed))
            }
            Mode::Note(NoteFor::Mark(number), note) if note.is_sent() => Some(("analysis-note-kept", number)),
            other => {
                self.mode = other;
                let gone = before.marks.iter().find(|mark| self.mark(mark.number).is_none());
                gone.map(|mark| ("analysis-mark-removed", mark.number))
            }
        };
        let say = |(id, number): (&str, u16)| {
            Outcome::Say(Saying::done(scene.words.say_with(id, &[("number", Value::from(number))])))
        };
        let kept = self.proposal_kept().map(|dismissed| (dismissed, self.case.marks_placed));
        let said = said.or(kept.as_ref().map(|(_, number)| ("analysis-mark-placed", *number)));
        let dismissed = kept.map(|(dismissed, _)| dismissed);
        said.map(say).into_iter().chain(dismissed).collect()
    }

    /// The mark with this number, if it stands.
    fn mark(&self, number: u16) -> Option<&Mark> {
        self.case.marks.iter().find(|mark| mark.number == number)
    }

    /// The mark that keys now act on.
    fn selected_mark(&self) -> Option<&Mark> {
        self.selected.and_then(|number| self.mark(number))
    }

    /// Draws the overlay anew when anything in it has changed.
    fn compose(&mut self, scene: &Scene<'_>) {
        let Some(shown) = self.viewer.as_ref().and_then(Viewer::shown) else {
            self.composed = None;
            return;
        };
        let (frame, cursor) = match &self.mode {
            Mode::Frame(framing) | Mode::Note(NoteFor::NewMark(framing), _) => (Some(framing.area), None),
            _ => (None, self.guests_cursor().unwrap_or(Some(shown.cursor))),
        };
        let of = Overlay {
            generation: shown.generation,
            marks: self.case.marks.clone(),
            selected: self.selected,
            frame,
            cursor,
            proposals: self.proposals.clone(),
            chosen: self.chosen,
            pointers: self.pointers(scene),
        };
        if self.composed.as_ref().is_some_and(|composed| composed.of == of) {
            return;
        }
        self.composed = inks::compose(shown, &of, scene.display)
            .map(|picture| Composed { of, picture: Arc::new(picture) });
    }
}

/// The pixels of the image pane.
fn pane(scene: &Scene<'_>) -> PaneScreen {
    let (width, height, pixel_aspect) = image_pane::pane_pixels(view::panes(scene.body).image, scene.display);
    PaneScreen { width, height, pixel_aspect }
}

impl Screen for Analysis {
    fn layer(&self) -> Layer {
        match self.mode {
            Mode::Look => Layer::Analysis,
            Mode::Filters => Layer::Filters,
            Mode::Frame(_) => Layer::MarkFrame,
            Mode::Note(..) => Layer::Note,
        }
    }

    fn takes_text(&self) -> bool {
        matches!(self.mode, Mode::Note(..))
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        self.is_open_now(action)
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let outcomes = match input {
            Input::Entered => self.entered(scene),
            Input::Refreshed => self.refreshed(scene),
            Input::Rendered(rendered) => {
                self.rendered(*rendered);
                self.look_out()
            }
            Input::Answered { purpose: Purpose::Earlier(question), answer } => {
                self.earlier_found(question, *answer)
            }
            Input::Answered { purpose, answer } => self.answered(purpose, *answer, scene),
            Input::Action(action) => self.act(action, scene),
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

    fn shown(&self, scene: &Scene<'_>) -> Shown {
        self.told(Layer::Analysis, scene)
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene)
    }
}
