//! The shift: opened, its figures so far, handed over with what is left open, taken over item by item, closed with a PIN.

mod items;
mod view;

use crate::domain::authority::authorise_role;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::shift::{Handover, Shift, ShiftNumber};
use crate::domain::step::StepKind;
use crate::domain::text::CleanText;
use crate::station::contract::day::{DayRequest, MAX_NOTES};
use crate::station::contract::drafts::{DayForm, DraftKey};
use crate::station::contract::{Answer, Pin, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::day::Day;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::FieldKind;
use crate::ui::widgets::form::{Entry, Form};
use crate::ui::widgets::note_line::MAX_NOTE_CHARS;
use crate::words::Value;
use ratatui::Frame;

/// What the screen is at.
#[derive(Debug, Default)]
enum Mode {
    /// Looking, and acknowledging items.
    #[default]
    Overview,
    /// Typing notes for the next shift.
    Notes(Notes),
    /// Typing the PIN.
    Pin(Ending, Form),
}

/// Notes typed so far, and the line in which the next one is typed.
#[derive(Debug)]
struct Notes {
    kept: Vec<CleanText>,
    form: Form,
}

/// How the shift ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    TakeOver,
    Close,
}

/// What the station was asked for and has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Opening,
    Passing,
    Item,
    Taking,
    Closing,
}

/// The screen of the shift.
#[derive(Debug, Default)]
pub struct ShiftScreen {
    mode: Mode,
    /// The chosen item of the list.
    place: usize,
    asked: Option<Asked>,
}

fn shift<'a>(scene: &'a Scene<'_>) -> Option<&'a Shift> {
    scene.snapshot.day.shift.as_ref()
}

fn handover<'a>(scene: &'a Scene<'_>) -> Option<&'a Handover> {
    shift(scene).and_then(|shift| shift.handover.as_ref())
}

/// Whether the hand-over is the signed-in officer's own: somebody else takes it over.
fn is_own(handover: &Handover, scene: &Scene<'_>) -> bool {
    scene.session.is_some_and(|session| session.officer.id == handover.by.id)
}

/// Why a step with the shift is not open now.
fn hindrance(action: Action, scene: &Scene<'_>) -> Option<Refusal> {
    let Some(session) = scene.session else { return Some(Refusal::NotSignedIn) };
    let step = match action {
        Action::OpenShift => StepKind::OpenShift,
        Action::PassShift => StepKind::HandOverShift,
        Action::CloseShift => StepKind::CloseShift,
        _ => StepKind::AcknowledgeItem,
    };
    if let Err(refusal) = authorise_role(session.officer.role, step) {
        return Some(refusal);
    }
    let Some(shift) = shift(scene) else {
        return (action != Action::OpenShift).then_some(Refusal::NoShift);
    };
    let needs = |requirement| Some(Refusal::Requirement(requirement));
    match (action, &shift.handover) {
        (Action::OpenShift, _) => Some(Refusal::ShiftOpen),
        (Action::CloseShift, _) if !items::left_open(scene).is_empty() => needs(Requirement::Handover),
        (Action::PassShift | Action::CloseShift, _) => None,
        (_, None) => needs(Requirement::Handover),
        (_, Some(handover)) if is_own(handover, scene) => Some(Refusal::OwnHandover),
        (Action::TakeOver, Some(handover)) if !handover.open_items().is_empty() => {
            needs(Requirement::Acknowledgement)
        }
        (_, Some(_)) => None,
    }
}

fn refused(text: String) -> Vec<Outcome> {
    vec![Outcome::Say(Saying::refused(text))]
}

fn officer_name(scene: &Scene<'_>) -> Value<'static> {
    Value::from(scene.session.map_or_else(String::new, |session| session.officer.name.to_string()))
}

impl ShiftScreen {
    fn ask(&mut self, asked: Asked, request: DayRequest) -> Vec<Outcome> {
        // A question that was answered with no leaves nothing to wait for.
        if matches!(self.asked, Some(Asked::Item | Asked::Taking | Asked::Closing)) {
            return Vec::new();
        }
        self.asked = Some(asked);
        vec![Outcome::Ask(Purpose::Day, Request::Day(request))]
    }

    /// F5, F6, F7, F9 and Enter of the overview.
    fn begin(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(refusal) = hindrance(action, scene) {
            return refused(phrases::refusal(scene.words, &refusal));
        }
        let pin = || {
            let kind = FieldKind::of_secret(&scene.snapshot.booth);
            Form::new(vec![Entry::text(kind, Pin::MAX_CHARS)])
        };
        match action {
            Action::OpenShift => self.ask_open(scene),
            Action::PassShift => {
                let form = Form::new(vec![Entry::text(FieldKind::Text, MAX_NOTE_CHARS)]);
                self.mode = Mode::Notes(Notes { kept: Vec::new(), form });
                Vec::new()
            }
            Action::TakeOver => {
                self.mode = Mode::Pin(Ending::TakeOver, pin());
                Vec::new()
            }
            Action::CloseShift => {
                self.mode = Mode::Pin(Ending::Close, pin());
                Vec::new()
            }
            _ => self.acknowledge(scene),
        }
    }

    fn ask_open(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let number = ShiftNumber(scene.snapshot.day.last_shift.saturating_add(1));
        let question = scene.words.say_with("shift-ask-open", &[("number", Value::from(number.0))]);
        let details = vec![scene.words.say_with("shift-ask-open-detail", &[("name", officer_name(scene))])];
        let on_yes = Outcome::Ask(Purpose::Day, Request::Day(DayRequest::OpenShift));
        self.asked = Some(Asked::Opening);
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details, on_yes)))]
    }

    /// Enter: the chosen item, and no other.
    fn acknowledge(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(handover) = handover(scene) else { return Vec::new() };
        let place = self.place.min(handover.items.len().saturating_sub(1));
        let Ok(item) = u16::try_from(place) else { return Vec::new() };
        if handover.items.is_empty() || handover.acknowledged.contains_key(&item) {
            return Vec::new();
        }
        self.ask(Asked::Item, DayRequest::AcknowledgeItem { item })
    }

    /// F5 in the notes: the list is made by the station; here the person is told how long it will be.
    fn ask_pass(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Mode::Notes(notes) = &mut self.mode else { return Vec::new() };
        if !notes.keep() {
            return refused(full(scene));
        }
        let count = items::left_open(scene).len() + notes.kept.len();
        let number = shift(scene).map_or(0, |shift| shift.number.0);
        let question = scene.words.say_with("shift-ask-pass", &[("number", Value::from(number))]);
        let details = vec![scene.words.say_with("shift-ask-pass-detail", &[("count", Value::from(count))])];
        let request = Request::Day(DayRequest::HandOver { notes: notes.kept.clone() });
        self.asked = Some(Asked::Passing);
        let on_yes = Outcome::Ask(Purpose::Day, request);
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details, on_yes)))]
    }

    fn end(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Mode::Pin(ending, form) = &self.mode else { return Vec::new() };
        if form.typed(0).is_empty() {
            return refused(scene.words.say("shift-pin-first"));
        }
        let pin = Pin::new(form.typed(0));
        match ending {
            Ending::TakeOver => self.ask(Asked::Taking, DayRequest::TakeOver { pin }),
            Ending::Close => self.ask(Asked::Closing, DayRequest::CloseShift { pin }),
        }
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        // An answer to what another screen asked is none of this one's.
        let Some(asked) = self.asked.take() else { return Vec::new() };
        if answer.is_err() {
            // What was typed stays, but for the PIN.
            if let Mode::Pin(_, form) = &mut self.mode {
                form.clear(0);
            }
            return Vec::new();
        }
        let words = scene.words;
        let said = match asked {
            Asked::Item => {
                self.place += 1;
                words.say("shift-acknowledged")
            }
            Asked::Passing => words.say("shift-passed"),
            Asked::Taking => words.say("shift-taken"),
            Asked::Closing => words.say("shift-closed"),
            Asked::Opening => words.say("shift-opened"),
        };
        if asked != Asked::Item {
            (self.mode, self.place) = (Mode::Overview, 0);
        }
        vec![Outcome::Say(Saying::done(said))]
    }

    /// Leaves notes or PIN; typed notes are asked about first.
    fn close(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let typed = match &self.mode {
            Mode::Notes(notes) => !notes.kept.is_empty() || notes.form.is_changed(),
            Mode::Pin(..) | Mode::Overview => false,
        };
        if typed {
            return vec![Outcome::Confirm(Box::new(Confirm::leaving(Outcome::Discard, scene.words)))];
        }
        self.mode = Mode::Overview;
        Vec::new()
    }

    fn act_overview(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let last = items::shown(scene).len().saturating_sub(1);
        self.place = match action {
            Action::Up => self.place.min(last).saturating_sub(1),
            Action::Down => (self.place + 1).min(last),
            Action::PageUp => self.place.min(last).saturating_sub(view::PAGE),
            Action::PageDown => (self.place + view::PAGE).min(last),
            Action::Back => return vec![Outcome::Go(Box::new(CurrentScreen::Day(Day::default())))],
            Action::OpenShift
            | Action::PassShift
            | Action::TakeOver
            | Action::CloseShift
            | Action::Confirm => return self.begin(action, scene),
            _ => self.place,
        };
        Vec::new()
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (&mut self.mode, action) {
            (Mode::Overview, _) => return self.act_overview(action, scene),
            (_, Action::Back) => return self.close(scene),
            (Mode::Notes(_), Action::Save) => return self.ask_pass(scene),
            (Mode::Notes(notes), Action::Confirm) => {
                if !notes.keep() {
                    return refused(full(scene));
                }
            }
            (Mode::Notes(notes), Action::RemoveNote) => notes.take_back(),
            (Mode::Pin(..), Action::Save | Action::Confirm) => return self.end(scene),
            (Mode::Notes(Notes { form, .. }) | Mode::Pin(_, form), other) => {
                form.update(&Input::Action(other));
            }
        }
        Vec::new()
    }
}

impl Notes {
    /// The typed note joins the others; false where there is no room for it.
    fn keep(&mut self) -> bool {
        let typed = self.form.text(0);
        if typed.is_empty() {
            return true;
        }
        if self.kept.len() >= MAX_NOTES {
            return false;
        }
        self.kept.push(typed);
        self.form.clear(0);
        true
    }

    /// The last note comes back into the line, where there is nothing else.
    fn take_back(&mut self) {
        if self.form.typed(0).is_empty()
            && let Some(note) = self.kept.pop()
        {
            self.form.replace(0, Entry::filled(FieldKind::Text, MAX_NOTE_CHARS, note.as_str()));
        }
    }
}

fn full(scene: &Scene<'_>) -> String {
    scene.words.say_with("shift-notes-full", &[("count", Value::from(MAX_NOTES))])
}

impl Screen for ShiftScreen {
    fn layer(&self) -> Layer {
        if matches!(self.mode, Mode::Overview) { Layer::Shift } else { Layer::DayForm }
    }

    fn takes_text(&self) -> bool {
        !matches!(self.mode, Mode::Overview)
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        match (&self.mode, action) {
            (Mode::Overview, Action::Confirm) => {
                hindrance(action, scene).is_none()
                    && handover(scene).is_some_and(|handover| !handover.open_items().is_empty())
            }
            (
                Mode::Overview,
                Action::OpenShift | Action::PassShift | Action::TakeOver | Action::CloseShift,
            ) => hindrance(action, scene).is_none(),
            (Mode::Notes(notes), Action::RemoveNote) => {
                !notes.kept.is_empty() && notes.form.typed(0).is_empty()
            }
            (Mode::Pin(..), Action::RemoveNote | Action::NextField) | (Mode::Notes(_), Action::NextField) => {
                false
            }
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(_) | Input::Pasted(_) => match &mut self.mode {
                Mode::Notes(Notes { form, .. }) | Mode::Pin(_, form) => form.update(&input),
                Mode::Overview => {}
            },
            Input::Answered { purpose: Purpose::Day, answer } => return self.answered(&answer, scene),
            Input::Discarded => self.mode = Mode::Overview,
            Input::Entered | Input::Refreshed | Input::Answered { .. } | Input::Rendered(_) => {}
        }
        Vec::new()
    }

    fn draft_key(&self, _scene: &Scene<'_>) -> Option<DraftKey> {
        matches!(self.mode, Mode::Notes(_)).then_some(DraftKey::Day { form: DayForm::HandOver })
    }

    fn draft(&self) -> Option<String> {
        let Mode::Notes(notes) = &self.mode else { return None };
        let all: Vec<&str> = notes.kept.iter().map(CleanText::as_str).chain([notes.form.typed(0)]).collect();
        if all.iter().all(|note| note.is_empty()) { None } else { serde_json::to_string(&all).ok() }
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        let Mode::Notes(notes) = &mut self.mode else { return false };
        let Ok(mut all) = serde_json::from_str::<Vec<String>>(text) else { return false };
        let line = CleanText::bounded(&all.pop().unwrap_or_default(), MAX_NOTE_CHARS);
        let kept = all.iter().take(MAX_NOTES).map(|note| CleanText::bounded(note, MAX_NOTE_CHARS));
        notes.kept = kept.collect();
        notes.form.replace(0, Entry::filled(FieldKind::Text, MAX_NOTE_CHARS, line.as_str()));
        true
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
