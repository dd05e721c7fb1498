//! The notes of a case over the screen that they were opened from: read, written, acknowledged, answered.

mod form;
mod view;

use crate::domain::authority::{authorise_case, authorise_role};
use crate::domain::case::Case;
use crate::domain::note::{Note, NoteKind};
use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::domain::step::{Step, StepKind};
use crate::station::contract::drafts::{DraftKey, FormKind};
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::{CurrentScreen, Screen, shown_with};
use form::{NoteForm, Writing};
use ratatui::Frame;
use std::sync::Arc;

/// The list, what is being typed over it, and the screen to go back to.
#[derive(Debug)]
pub struct Notes {
    number: CaseNumber,
    /// As the station last answered: the only copy of a case that is finished.
    answered: Option<Arc<Case>>,
    chosen: usize,
    form: Option<NoteForm>,
    /// A step was asked for and its answer has not come.
    asked: bool,
    back: Box<CurrentScreen>,
}

/// Whether a note waits for this officer.
pub fn waits_for_own(note: &Note, scene: &Scene<'_>) -> bool {
    let Some(officer) = scene.session.map(|session| &session.officer) else { return false };
    let step = match note.written.kind {
        NoteKind::Instruction => StepKind::AcknowledgeNote,
        NoteKind::Note | NoteKind::Question => StepKind::AnswerNote,
    };
    let is_own = note.stamp.officer.as_ref().is_some_and(|by| by.id == officer.id);
    let may = authorise_role(officer.role, step).is_ok();
    note.is_open() && note.is_to(officer.role) && !is_own && may
}

impl Notes {
    /// The notes of a case, over a screen.
    pub fn over(back: CurrentScreen, number: CaseNumber) -> Self {
        // The newest is what somebody comes for.
        let chosen = usize::MAX;
        Self { number, answered: None, chosen, form: None, asked: false, back: Box::new(back) }
    }

    /// The newer of what the snapshot and the last answer hold.
    fn case<'a>(&'a self, scene: &'a Scene<'_>) -> Option<&'a Arc<Case>> {
        let current = scene.snapshot.case(&self.number);
        [current, self.answered.as_ref()].into_iter().flatten().max_by_key(|case| case.revision)
    }

    fn place(&self, case: &Case) -> usize {
        self.chosen.min(case.notes.len().saturating_sub(1))
    }

    fn note<'a>(&self, case: &'a Case) -> Option<&'a Note> {
        case.notes.get(self.place(case))
    }

    /// Whether the procedure lets this officer take the step now.
    fn may(step: StepKind, case: &Case, scene: &Scene<'_>) -> bool {
        let officer = scene.session.map(|session| &session.officer);
        let in_one = scene.snapshot.booth.in_one();
        case.purge.is_none()
            && officer.is_some_and(|officer| authorise_case(officer, step, case, in_one).is_ok())
    }

    /// Whether the chosen note is of a kind and waits for this officer.
    fn may_meet(&self, kind: NoteKind, step: StepKind, scene: &Scene<'_>) -> bool {
        let Some(case) = self.case(scene) else { return false };
        let fits = |note: &Note| note.written.kind == kind && waits_for_own(note, scene);
        self.note(case).is_some_and(fits) && Self::may(step, case, scene)
    }

    fn turn(&mut self, action: Action, scene: &Scene<'_>) {
        let Some(case) = self.case(scene) else { return };
        let (place, last) = (self.place(case), case.notes.len().saturating_sub(1));
        self.chosen = match action {
            Action::Up => place.saturating_sub(1),
            Action::Down => place + 1,
            Action::PageUp => place.saturating_sub(view::PAGE),
            _ => place + view::PAGE,
        }
        .min(last);
    }

    fn take(&mut self, step: Step, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(case) = self.case(scene) else { return Vec::new() };
        let (number, revision) = (case.number.clone(), case.revision);
        if self.asked {
            return Vec::new();
        }
        self.asked = true;
        let request = Request::Take { case: number, revision, step: Box::new(step), pin: None };
        vec![Outcome::Ask(Purpose::Step, request)]
    }

    fn act_list(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if !self.is_open(action, scene) {
            return Vec::new();
        }
        let Some(case) = self.case(scene).cloned() else { return self.act_back(action) };
        let number = self.note(&case).map_or(0, |note| note.number);
        match action {
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => self.turn(action, scene),
            Action::WriteNote => {
                let may_instruct = Self::may(StepKind::Instruct, &case, scene);
                self.form = Some(NoteForm::of_note(may_instruct));
            }
            Action::AnswerNote => self.form = Some(NoteForm::of_answer(number)),
            Action::AcknowledgeNote => return self.take(Step::AcknowledgeNote { number }, scene),
            other => return self.act_back(other),
        }
        Vec::new()
    }

    fn act_back(&mut self, action: Action) -> Vec<Outcome> {
        if action != Action::Back {
            return Vec::new();
        }
        let back = std::mem::replace(self.back.as_mut(), CurrentScreen::Queue(Queue::default()));
        vec![Outcome::Go(Box::new(back))]
    }

    fn act_form(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(form) = &mut self.form else { return Vec::new() };
        match action {
            _ if self.asked => Vec::new(),
            Action::Save => self.send(scene),
            Action::Confirm if form.takes_text() => self.send(scene),
            Action::Back => {
                self.form = None;
                Vec::new()
            }
            other => {
                form.act(other);
                Vec::new()
            }
        }
    }

    fn send(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(form) = &self.form else { return Vec::new() };
        match form.step() {
            Ok(step) => self.take(step, scene),
            Err(requirement) => {
                let refusal = Refusal::Requirement(requirement);
                let said = phrases::refusal(scene.words, &refusal);
                vec![Outcome::Say(Saying::refused(said))]
            }
        }
    }

    fn answered(&mut self, purpose: Purpose, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        let is_step = purpose == Purpose::Step && std::mem::take(&mut self.asked);
        match answer {
            Ok(Reply::Case(case)) if case.number == self.number => self.answered = Some(case),
            Ok(Reply::Done(case)) if is_step && case.number == self.number => {
                if matches!(self.form.take().map(|form| form.writing), Some(Writing::Note)) {
                    self.chosen = usize::MAX;
                }
                self.answered = Some(case);
                return vec![Outcome::Say(Saying::done(scene.words.say("notes-done")))];
            }
            // The text stays; a newer look at the case makes the step possible again.
            Err(Refusal::Changed) if is_step => {
                return vec![Outcome::Ask(Purpose::Case, Request::ShowCase(self.number.clone()))];
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Screen for Notes {
    fn layer(&self) -> Layer {
        if self.form.is_some() { Layer::DayForm } else { Layer::Notes }
    }

    fn takes_text(&self) -> bool {
        self.form.as_ref().is_some_and(NoteForm::takes_text)
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        if let Some(form) = &self.form {
            return match action {
                Action::Back => true,
                Action::RemoveNote | Action::PageUp | Action::PageDown => false,
                Action::NextField => form.writing == Writing::Note,
                Action::Toggle => !form.takes_text(),
                _ => !self.asked,
            };
        }
        let may = |step| self.case(scene).is_some_and(|case| Self::may(step, case, scene));
        match action {
            Action::WriteNote => may(StepKind::WriteNote),
            Action::AcknowledgeNote => self.may_meet(NoteKind::Instruction, StepKind::AcknowledgeNote, scene),
            Action::AnswerNote => self.may_meet(NoteKind::Question, StepKind::AnswerNote, scene),
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered if self.case(scene).is_none() => {
                return vec![Outcome::Ask(Purpose::Case, Request::ShowCase(self.number.clone()))];
            }
            Input::Action(action) if self.form.is_some() => return self.act_form(action, scene),
            Input::Action(action) => return self.act_list(action, scene),
            Input::Typed(_) | Input::Pasted(_) => {
                if let (Some(form), false) = (&mut self.form, self.asked) {
                    form.edit(&input);
                }
            }
            Input::Answered { purpose, answer } => return self.answered(purpose, *answer, scene),
            Input::Entered | Input::Refreshed | Input::Rendered(_) | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draft_key(&self, _scene: &Scene<'_>) -> Option<DraftKey> {
        let form = match self.form.as_ref()?.writing {
            Writing::Note => FormKind::Note,
            Writing::Answer(_) => FormKind::Answer,
        };
        Some(DraftKey::Case { number: self.number.clone(), form })
    }

    fn draft(&self) -> Option<String> {
        self.form.as_ref().and_then(NoteForm::kept)
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        self.form.as_mut().is_some_and(|form| form.restore(text))
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        shown_with(Layer::Notes, &self.number)
    }

    fn case(&self, _scene: &Scene<'_>) -> Option<CaseNumber> {
        // They are open already.
        None
    }
}
