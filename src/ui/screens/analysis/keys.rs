//! What each key does on the analysis screen, mode by mode.

use super::framing::Framing;
use super::viewer::Viewer;
use super::{Analysis, Mode, NoteFor, filters, pane, take, view};
use crate::domain::analysis::Mark;
use crate::domain::case::CaseState;
use crate::domain::step::Step;
use crate::domain::text::CleanText;
use crate::ui::keymap::Action;
use crate::ui::message::{Input, Outcome, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::scene::Scene;
use crate::ui::screens::CurrentScreen;
use crate::ui::screens::documents::Documents;
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::verdict::VerdictPage;
use crate::ui::widgets::note_line::{MAX_NOTE_CHARS, NoteLine};
use crate::words::Value;

/// One arrow moves by an eighth of what is shown: seven eighths stay, so that nothing is passed over.
const PAN_SHARE: f64 = 0.125;

/// One page key magnifies by half as much again: five presses from a whole truck to its parcels.
const ZOOM_FACTOR: f64 = 1.5;

impl Analysis {
    /// Whether an action would do something now.
    pub(super) fn is_open_now(&self, action: Action) -> bool {
        if !matches!(self.mode, Mode::Look) {
            return true;
        }
        let in_analysis = self.case.state == CaseState::InAnalysis;
        let is_shown = self.viewer.as_ref().is_some_and(|viewer| viewer.tone().is_some());
        match action {
            Action::Back | Action::ShowRecord | Action::Documents => true,
            Action::EarlierCases => self.lookout.cases().is_some(),
            Action::NextField => is_shown && self.has_zones(),
            Action::Confirm | Action::Delete => {
                in_analysis && (self.selected_mark().is_some() || self.chosen_proposal().is_some())
            }
            Action::RefuseImage => in_analysis && self.case.registration.is_some(),
            Action::AskOpinion => in_analysis && self.case.opinion_awaited().is_none(),
            Action::PlaceMark | Action::Verdict => in_analysis && is_shown,
            _ => is_shown,
        }
    }

    /// Takes a key's meaning.
    pub(super) fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if !self.is_open_now(action) {
            return self.say_closed(action, scene);
        }
        if action == Action::EarlierCases {
            return self.list_earlier(scene);
        }
        match &mut self.mode {
            Mode::Look => self.look(action, scene),
            Mode::Filters => self.filter(action, scene),
            Mode::Frame(framing) => {
                let framing = *framing;
                self.frame(framing, action)
            }
            Mode::Note(what, note) => match action {
                Action::Confirm if !note.is_sent() => {
                    let what = *what;
                    self.note(what, scene)
                }
                Action::Back => self.leave_note(scene),
                other => {
                    note.edit(&Input::Action(other));
                    Vec::new()
                }
            },
        }
    }

    /// Why a key that officers look for does nothing here.
    fn say_closed(&self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let id = match action {
            Action::RefuseImage if self.case.registration.is_none() => "analysis-no-lane",
            Action::AskOpinion => "analysis-opinion-waits",
            Action::Verdict | Action::PlaceMark => "analysis-image-first",
            Action::Confirm | Action::Delete => "analysis-no-mark-chosen",
            Action::NextField => "analysis-no-marks",
            Action::EarlierCases => "earlier-none",
            _ => return Vec::new(),
        };
        vec![Outcome::Say(Saying::refused(scene.words.say(id)))]
    }

    fn look(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::Back => self.leave(CurrentScreen::Queue(Queue::default()), scene),
            Action::ShowRecord => {
                let record = Record::new(self.case.number.clone());
                self.leave(CurrentScreen::Record(record), scene)
            }
            Action::Documents => {
                let documents = Documents::new(Box::new(self.clone()));
                vec![Outcome::Go(Box::new(CurrentScreen::Documents(Box::new(documents))))]
            }
            Action::Verdict => {
                let page = VerdictPage::new(Box::new(self.clone()));
                vec![Outcome::Go(Box::new(CurrentScreen::Verdict(Box::new(page))))]
            }
            Action::Filters => {
                self.mode = Mode::Filters;
                Vec::new()
            }
            Action::PlaceMark => self.begin_frame(),
            Action::RefuseImage => {
                self.mode = Mode::Note(NoteFor::Refusal, NoteLine::new(""));
                Vec::new()
            }
            Action::AskOpinion => vec![self.ask_opinion(scene)],
            Action::NextField => self.next_mark(scene),
            Action::Confirm if self.chosen.is_some() => self.keep_proposal(),
            Action::Delete if self.chosen.is_some() => self.dismiss_proposal(),
            Action::Confirm => self.edit_note(),
            Action::Delete => self.ask_remove(scene),
            other => self.move_or_tone(other, scene),
        }
    }

    pub(super) fn move_or_tone(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(viewer) = &mut self.viewer else { return Vec::new() };
        let (across, down) = pan_shares(scene);
        match action {
            Action::Left => viewer.pan(-across, 0.0),
            Action::Right => viewer.pan(across, 0.0),
            Action::Up => viewer.pan(0.0, -down),
            Action::Down => viewer.pan(0.0, down),
            Action::ZoomIn => viewer.zoom_by(1.0 / ZOOM_FACTOR),
            Action::ZoomOut => viewer.zoom_by(ZOOM_FACTOR),
            Action::WholeImage => viewer.show_whole(),
            Action::Invert | Action::Curve => return change_tone(viewer, action, scene),
            _ => return Vec::new(),
        }
        vec![viewer.render(pane(scene))]
    }

    fn filter(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(viewer) = &mut self.viewer else { return Vec::new() };
        match action {
            Action::Back => {
                self.mode = Mode::Look;
                Vec::new()
            }
            Action::AutoWindow => {
                viewer.automatic_tone();
                vec![viewer.render(pane(scene))]
            }
            other => change_tone(viewer, other, scene),
        }
    }

    fn begin_frame(&mut self) -> Vec<Outcome> {
        let Some(viewer) = &self.viewer else { return Vec::new() };
        if let Some(shown) = viewer.shown() {
            self.mode = Mode::Frame(Framing::about(viewer.cursor(), shown.view.visible(), viewer.image()));
        }
        Vec::new()
    }

    pub(super) fn frame(&mut self, mut framing: Framing, action: Action) -> Vec<Outcome> {
        self.mode = match action {
            Action::Back => Mode::Look,
            Action::Confirm => Mode::Note(NoteFor::NewMark(framing), NoteLine::new("")),
            other => {
                if let Some((viewer, shown)) = self.viewer.as_ref().and_then(|v| Some((v, v.shown()?))) {
                    framing.change(other, shown.view.visible(), viewer.image());
                }
                Mode::Frame(framing)
            }
        };
        Vec::new()
    }

    fn next_mark(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let middle = self.choose_next();
        match (&mut self.viewer, middle) {
            (Some(viewer), Some((x, y))) => {
                viewer.go_to(x, y);
                vec![viewer.render(pane(scene))]
            }
            _ => Vec::new(),
        }
    }

    fn edit_note(&mut self) -> Vec<Outcome> {
        if let Some((number, note)) = self.selected_mark().map(|mark| (mark.number, mark.note.to_string())) {
            self.mode = Mode::Note(NoteFor::Mark(number), NoteLine::new(&note));
        }
        Vec::new()
    }

    fn ask_remove(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(mark) = self.selected_mark() else { return Vec::new() };
        let number = mark.number;
        let question = scene.words.say_with("analysis-ask-remove", &[("number", Value::from(number))]);
        let details = Some(mark.note.to_string()).filter(|note| !note.is_empty());
        let on_yes = take(&self.case, Step::RemoveMark { number });
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details.into_iter().collect(), on_yes)))]
    }

    /// Enter in a note: the step that it belongs to.
    fn note(&mut self, what: NoteFor, scene: &Scene<'_>) -> Vec<Outcome> {
        let Mode::Note(_, note) = &mut self.mode else { return Vec::new() };
        let text = CleanText::bounded(note.value(), MAX_NOTE_CHARS);
        let mark = match what {
            NoteFor::Refusal if text.is_empty() => {
                let said = scene.words.say("analysis-reason-first");
                return vec![Outcome::Say(Saying::refused(said))];
            }
            NoteFor::Refusal => return vec![self.ask_refusal(text, scene)],
            NoteFor::NewMark(framing) => self
                .viewer
                .as_ref()
                .map(|viewer| framing.mark(self.case.marks_placed.saturating_add(1), text, viewer.image())),
            NoteFor::Mark(number) => self.mark(number).map(|mark| Mark { note: text, ..mark.clone() }),
        };
        let Some(mark) = mark else { return Vec::new() };
        if let Mode::Note(_, note) = &mut self.mode {
            note.set_sent();
        }
        vec![take(&self.case, Step::PlaceMark(mark))]
    }

    fn ask_refusal(&self, reason: CleanText, scene: &Scene<'_>) -> Outcome {
        let question = scene
            .words
            .say_with("analysis-ask-refuse", &[("number", Value::from(self.case.number.to_string()))]);
        let details = vec![reason.to_string(), scene.words.say("analysis-ask-refuse-detail")];
        let on_yes = take(&self.case, Step::RefuseImage { reason });
        Outcome::Confirm(Box::new(Confirm::new(question, details, on_yes)))
    }

    pub(super) fn leave_note(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        match &self.mode {
            Mode::Note(_, note) if note.is_sent() => Vec::new(),
            Mode::Note(_, note) if note.is_changed() => {
                let question = scene.words.say("analysis-ask-discard");
                let details = vec![note.value().to_owned()];
                vec![Outcome::Confirm(Box::new(Confirm::new(question, details, Outcome::Discard)))]
            }
            Mode::Note(NoteFor::NewMark(framing), _) => {
                self.mode = Mode::Frame(*framing);
                Vec::new()
            }
            _ => {
                self.mode = Mode::Look;
                Vec::new()
            }
        }
    }

    /// Leaves the case; what was typed for the verdict is kept by nobody else, so it is asked first.
    fn leave(&self, screen: CurrentScreen, scene: &Scene<'_>) -> Vec<Outcome> {
        let go = Outcome::Go(Box::new(screen));
        if self.draft.is_empty() {
            return vec![go];
        }
        let question = scene.words.say("analysis-ask-leave");
        let details = vec![scene.words.say("analysis-ask-leave-detail")];
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details, go)))]
    }
}

/// What an arrow moves by, as shares of the pane: whole cells, so that a terminal can go on showing what it has of the picture.
fn pan_shares(scene: &Scene<'_>) -> (f64, f64) {
    let area = view::panes(scene.body).image;
    let share = |cells: u16| {
        let cells = f64::from(cells.max(1));
        (cells * PAN_SHARE).round().max(1.0) / cells
    };
    (share(area.width), share(area.height))
}

fn change_tone(viewer: &mut Viewer, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
    let mut is_changed = false;
    viewer.change_tone(|tone| is_changed = filters::change(tone, action));
    if is_changed { vec![viewer.render(pane(scene))] } else { Vec::new() }
}
