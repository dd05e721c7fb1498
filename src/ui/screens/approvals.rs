//! Approvals: what somebody has asked another person to approve, word for word; approved with a PIN, refused, withdrawn.

mod view;
mod wording;

use crate::domain::approval::{ApprovalNumber, Pending, may_second};
use crate::domain::text::CleanText;
use crate::station::contract::approvals::digest;
use crate::station::contract::{Answer, Pin, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::overlays::reason::MAX_REASON_CHARS;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::day::Day;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field, FieldKind};
use crate::words::Value;
use ratatui::Frame;

/// What the screen is at.
#[derive(Debug)]
enum Mode {
    /// Reading.
    List,
    /// The PIN that approves is being typed.
    Pin(Field),
    /// Why it is refused is being typed.
    Reason(Field),
}

/// The list, and how far the chosen action was scrolled.
#[derive(Debug)]
pub struct Approvals {
    chosen: Option<ApprovalNumber>,
    first: usize,
    mode: Mode,
    /// The station was asked and has not answered.
    asked: bool,
}

impl Default for Approvals {
    fn default() -> Self {
        Self { chosen: None, first: 0, mode: Mode::List, asked: false }
    }
}

/// Whether this officer may be the second person.
pub fn may_approve(pending: &Pending, scene: &Scene<'_>) -> bool {
    let people = &scene.snapshot.booth.policy.policy.people;
    let officer = scene.session.map(|session| &session.officer);
    !pending.is_over(scene.now)
        && officer.is_some_and(|officer| may_second(&pending.by, officer, people).is_ok())
}

/// The digest of what is shown; none where the journal's is another one: nobody approves what is not what was asked.
fn shown_digest(pending: &Pending) -> Option<String> {
    let own = digest(pending.asked.number, &pending.by, &pending.asked.action);
    (own == pending.asked.sha256).then_some(own)
}

fn is_own(pending: &Pending, scene: &Scene<'_>) -> bool {
    scene.session.is_some_and(|session| session.officer.id == pending.by.id)
}

impl Approvals {
    fn place(&self, scene: &Scene<'_>) -> usize {
        let all = &scene.snapshot.day.approvals;
        all.iter().position(|pending| Some(pending.asked.number) == self.chosen).unwrap_or(0)
    }

    fn pending<'a>(&self, scene: &Scene<'a>) -> Option<&'a Pending> {
        scene.snapshot.day.approvals.get(self.place(scene))
    }

    fn turn(&mut self, action: Action, scene: &Scene<'_>) {
        let all = &scene.snapshot.day.approvals;
        let (place, last) = (self.place(scene), all.len().saturating_sub(1));
        let next = if action == Action::Up { place.saturating_sub(1) } else { (place + 1).min(last) };
        self.chosen = all.get(next).map(|pending| pending.asked.number);
        self.first = 0;
    }

    fn scroll(&mut self, action: Action, scene: &Scene<'_>) {
        let count = self.pending(scene).map_or(0, |pending| view::text_lines(pending, scene).len());
        let last = count.saturating_sub(view::TEXT_ROWS);
        self.first = match action {
            Action::PageUp => self.first.saturating_sub(view::TEXT_ROWS),
            _ => (self.first + view::TEXT_ROWS).min(last),
        };
    }

    fn act_list(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if !self.is_open(action, scene) {
            return Vec::new();
        }
        match action {
            Action::Up | Action::Down => self.turn(action, scene),
            Action::PageUp | Action::PageDown => self.scroll(action, scene),
            Action::Approve => self.mode = Mode::Pin(Field::secret(&scene.snapshot.booth)),
            Action::RefuseApproval => {
                self.mode = Mode::Reason(Field::new(FieldKind::Text, MAX_REASON_CHARS));
            }
            Action::WithdrawApproval => return self.ask_withdraw(scene),
            Action::Back => {
                return vec![Outcome::Go(Box::new(CurrentScreen::Day(Day::at_approvals())))];
            }
            _ => {}
        }
        Vec::new()
    }

    fn ask_withdraw(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(pending) = self.pending(scene) else { return Vec::new() };
        let number = pending.asked.number;
        let values = [("number", Value::from(number.0))];
        let question = scene.words.say_with("approvals-ask-withdraw", &values);
        let request = Request::WithdrawApproval { number };
        let on_yes = Outcome::Ask(Purpose::Approval, request);
        vec![Outcome::Confirm(Box::new(Confirm::new(question, Vec::new(), on_yes)))]
    }

    fn send(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let refuse = |text| vec![Outcome::Say(Saying::refused(text))];
        let Some(pending) = self.pending(scene) else { return Vec::new() };
        let number = pending.asked.number;
        let request = match &self.mode {
            Mode::List => return Vec::new(),
            Mode::Pin(pin) if pin.value().is_empty() => return refuse(scene.words.say("shift-pin-first")),
            Mode::Pin(pin) => {
                let Some(sha256) = shown_digest(pending) else {
                    return refuse(scene.words.say("approvals-differs"));
                };
                Request::Approve { number, sha256, pin: Pin::new(pin.value()) }
            }
            Mode::Reason(reason) => {
                let reason = CleanText::bounded(reason.value(), MAX_REASON_CHARS);
                if reason.is_empty() {
                    return refuse(scene.words.say("approvals-reason-first"));
                }
                Request::RefuseApproval { number, reason }
            }
        };
        self.asked = true;
        vec![Outcome::Ask(Purpose::Approval, request)]
    }

    fn act_form(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (action, &mut self.mode) {
            (Action::Back, _) => self.mode = Mode::List,
            _ if self.asked => {}
            (Action::Save | Action::Confirm, _) => return self.send(scene),
            (Action::PageUp | Action::PageDown, _) => self.scroll(action, scene),
            (other, Mode::Pin(field) | Mode::Reason(field)) => {
                field.edit(other);
            }
            (_, Mode::List) => {}
        }
        Vec::new()
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        self.asked = false;
        if answer.is_err() {
            // A reason stays; a PIN does not.
            if let Mode::Pin(pin) = &mut self.mode {
                pin.clear();
            }
            return Vec::new();
        }
        let said = match std::mem::replace(&mut self.mode, Mode::List) {
            Mode::Pin(_) => scene.words.say("approvals-done"),
            Mode::Reason(_) => scene.words.say("approvals-refused"),
            Mode::List => scene.words.say("approvals-withdrawn"),
        };
        vec![Outcome::Say(Saying::done(said))]
    }

    /// What is being approved may be gone: then nothing else slips under the PIN.
    fn refreshed(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let is_there = self.pending(scene).map(|pending| pending.asked.number) == self.chosen;
        let was_typing = !matches!(self.mode, Mode::List);
        self.chosen = self.pending(scene).map(|pending| pending.asked.number);
        if is_there {
            return Vec::new();
        }
        (self.mode, self.first) = (Mode::List, 0);
        if was_typing && !self.asked {
            return vec![Outcome::Say(Saying::refused(scene.words.say("refusal-no-approval")))];
        }
        Vec::new()
    }
}

impl Screen for Approvals {
    fn layer(&self) -> Layer {
        if matches!(self.mode, Mode::List) { Layer::Approvals } else { Layer::DayForm }
    }

    fn takes_text(&self) -> bool {
        !matches!(self.mode, Mode::List)
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        let pending = self.pending(scene);
        match (&self.mode, action) {
            (Mode::List, Action::Approve) => {
                pending.is_some_and(|one| may_approve(one, scene) && shown_digest(one).is_some())
            }
            (Mode::List, Action::RefuseApproval) => pending.is_some_and(|one| may_approve(one, scene)),
            (Mode::List, Action::WithdrawApproval) => pending.is_some_and(|one| is_own(one, scene)),
            (Mode::List, _) => true,
            (_, Action::RemoveNote | Action::NextField | Action::PreviousField | Action::Toggle) => false,
            _ => !self.asked,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action) => {
                return if matches!(self.mode, Mode::List) {
                    self.act_list(action, scene)
                } else {
                    self.act_form(action, scene)
                };
            }
            Input::Typed(c) => {
                if let (Mode::Pin(field) | Mode::Reason(field), false) = (&mut self.mode, self.asked) {
                    field.type_char(c);
                }
            }
            Input::Pasted(text) => {
                if let (Mode::Pin(field) | Mode::Reason(field), false) = (&mut self.mode, self.asked) {
                    field.paste(&text);
                }
            }
            Input::Answered { purpose: Purpose::Approval, answer } => return self.answered(&answer, scene),
            Input::Entered | Input::Refreshed => return self.refreshed(scene),
            Input::Answered { .. } | Input::Rendered(_) | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
