//! What the console does for work of several people: notes over a screen, and an approval where nobody does something alone.

use super::Console;
use crate::domain::approval::{Action as Asked, ActionKind};
use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::station::contract::day::DayRequest;
use crate::station::contract::{Pin, Request};
use crate::ui::message::{Effect, Outcome, Purpose};
use crate::ui::notices;
use crate::ui::overlays::Overlay;
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::CurrentScreen;
use crate::ui::screens::notes::Notes;
use crate::ui::screens::queue::Queue;
use crate::ui::widgets::text_block;
use crate::words::Value;

/// Columns of a line of the question's window, its frame aside.
const COLUMNS: usize = 66;

/// What may turn out to need a second person, with the PIN that came with it.
#[derive(Debug)]
pub(super) struct Alone {
    purpose: Purpose,
    action: Box<Asked>,
    pin: Option<Pin>,
}

impl Alone {
    /// Whether an answer for this purpose is its answer.
    pub(super) fn is_for(&self, purpose: Purpose) -> bool {
        self.purpose == purpose
    }

    fn of(purpose: Purpose, request: &Request) -> Option<Self> {
        let (action, pin) = match request {
            Request::Take { case, revision, step, pin } => {
                ActionKind::of_step(step.kind())?;
                let (case, revision, taken) = (case.clone(), *revision, step.clone());
                (Asked::Step { case, revision, taken }, pin.clone())
            }
            Request::Day(DayRequest::Return { number, .. }) => {
                (Asked::ReturnToService { number: *number }, None)
            }
            _ => return None,
        };
        Some(Self { purpose, action: Box::new(action), pin })
    }
}

impl Console {
    /// Remembers what is asked for alone, until its answer.
    pub(super) fn remember_alone(&mut self, purpose: Purpose, request: &Request) {
        if let Some(alone) = Alone::of(purpose, request) {
            self.alone = Some(alone);
        }
    }

    /// Opens the notes of the case on the screen; that one waits behind them as it is.
    pub(super) fn open_notes(&mut self, effects: &mut Vec<Effect>) {
        let Some(number) = self.screen.current().case(&self.scene()) else { return };
        let back = std::mem::replace(&mut self.screen, CurrentScreen::Queue(Queue::default()));
        self.go(CurrentScreen::Notes(Box::new(Notes::over(back, number))), effects);
    }

    /// What waits for whoever is signed in; a locked session shows nothing of the work.
    pub(super) fn notices(&self, case: Option<&CaseNumber>, scene: &Scene<'_>) -> Vec<String> {
        if self.session.is_none() || matches!(self.overlay, Some(Overlay::Locked(_))) {
            return Vec::new();
        }
        notices::raised(case, self.screen.current().layer(), scene)
    }

    /// Nobody does this alone: the same action can be asked for, word for word.
    pub(super) fn offer_approval(&mut self, purpose: Purpose, refusal: &Refusal) {
        let alone = self.alone.take_if(|alone| alone.purpose == purpose);
        let (Some(alone), Refusal::NeedsSecond(kind), None) = (alone, refusal, &self.overlay) else { return };
        let what = Value::from(phrases::action_kind(self.words, *kind));
        let question = self.words.say_with("approvals-ask", &[("what", what)]);
        let details = text_block::lines(&self.words.say("approvals-ask-detail"), COLUMNS);
        let request = Request::Propose { action: alone.action, pin: alone.pin };
        let on_yes = Outcome::Ask(Purpose::Approval, request);
        self.overlay = Some(Overlay::Confirm(Box::new(Confirm::new(question, details, on_yes))));
    }
}
