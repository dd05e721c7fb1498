//! Accounts: who may sign in at this booth. One supervisor proposes, another activates; only what is open now can be chosen.

mod form;
mod questions;
mod view;

use crate::domain::account::{Account, AccountState, AccountStep, MAX_ACCOUNTS, decide_account};
use crate::domain::officer::{OfficerId, Role};
use crate::station::contract::people::{FirstPin, PeopleRequest};
use crate::station::contract::{Answer, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::day::Day;
use crate::ui::screens::{CurrentScreen, Screen};
use form::AccountForm;
use ratatui::Frame;

/// What the screen is at.
#[derive(Debug, Default)]
enum Mode {
    /// The list.
    #[default]
    List,
    /// A proposal is being typed.
    Form(Box<AccountForm>),
    /// First PINs, shown this once.
    FirstPins(Vec<FirstPin>),
}

/// The list with what is open over it.
#[derive(Debug, Default)]
pub struct PeopleScreen {
    chosen: Option<OfficerId>,
    mode: Mode,
}

/// Every account: those that wait for a supervisor first, then by name of sign-in.
fn accounts<'a>(scene: &Scene<'a>) -> Vec<&'a Account> {
    let mut all: Vec<&Account> = scene.snapshot.day.people.accounts.values().collect();
    all.sort_by_key(|account| match account.state {
        AccountState::Proposed { .. } => 0,
        AccountState::Locked => 1,
        AccountState::Active => 2,
        AccountState::Disabled => 3,
    });
    all
}

/// The step that a key takes with an account, and that needs no more to be typed.
fn step(action: Action, account: &Account) -> Option<AccountStep> {
    let id = account.id.clone();
    Some(match action {
        Action::ActivateAccount => AccountStep::Activate { id },
        Action::WithdrawAccount => AccountStep::Withdraw { id },
        Action::UnlockAccount => AccountStep::Unlock { id },
        Action::ResetPin => AccountStep::ResetPin { id },
        Action::DisableAccount => AccountStep::Disable { id },
        Action::EnableAccount => AccountStep::Enable { id, roles: account.roles.clone() },
        _ => return None,
    })
}

fn refused(text: String) -> Vec<Outcome> {
    vec![Outcome::Say(Saying::refused(text))]
}

impl PeopleScreen {
    /// With first PINs that came in: whoever has left meanwhile sees them all the same, for nobody sees them again.
    pub fn with_first_pins(pins: &[FirstPin]) -> Self {
        let chosen = pins.first().map(|pin| pin.officer.clone());
        Self { chosen, mode: Mode::FirstPins(pins.to_vec()) }
    }

    fn place(&self, all: &[&Account]) -> usize {
        all.iter().position(|account| Some(&account.id) == self.chosen.as_ref()).unwrap_or(0)
    }

    fn account<'a>(&self, scene: &Scene<'a>) -> Option<&'a Account> {
        let all = accounts(scene);
        all.get(self.place(&all)).copied()
    }

    fn turn(&mut self, action: Action, scene: &Scene<'_>) {
        let all = accounts(scene);
        let (place, last) = (self.place(&all), all.len().saturating_sub(1));
        let next = match action {
            Action::Up => place.saturating_sub(1),
            Action::Down => place + 1,
            Action::PageUp => place.saturating_sub(view::PAGE),
            _ => place + view::PAGE,
        };
        self.chosen = all.get(next.min(last)).map(|account| account.id.clone());
    }

    /// Whether the station would take this step from this officer now.
    fn is_allowed(action: Action, account: &Account, scene: &Scene<'_>) -> bool {
        let (Some(session), Some(step)) = (scene.session, step(action, account)) else { return false };
        decide_account(&scene.snapshot.day.people, &session.officer, &step).is_ok()
    }

    /// Whether this officer may propose accounts at all.
    fn may_propose(scene: &Scene<'_>) -> bool {
        let people = &scene.snapshot.day.people;
        let own = scene.session.and_then(|session| people.account(&session.officer.id));
        let is_supervisor = own.is_some_and(|own| own.is_active() && own.roles.contains(&Role::Supervisor));
        is_supervisor && people.accounts.len() < MAX_ACCOUNTS
    }

    fn ask(step: AccountStep) -> Outcome {
        Outcome::Ask(Purpose::People, Request::People(PeopleRequest::Step(step)))
    }

    fn act_list(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::Back => return vec![Outcome::Go(Box::new(CurrentScreen::Day(Day::at_people())))],
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => self.turn(action, scene),
            Action::NewAccount if Self::may_propose(scene) => {
                self.mode = Mode::Form(Box::new(AccountForm::of_new()));
            }
            other => {
                let account = self.account(scene).filter(|account| Self::is_allowed(other, account, scene));
                let Some(account) = account else { return Vec::new() };
                // What was asked about stays chosen while the list moves.
                self.chosen = Some(account.id.clone());
                if other == Action::EnableAccount {
                    self.mode = Mode::Form(Box::new(AccountForm::of_known(account)));
                } else if let Some(step) = step(other, account) {
                    return vec![Self::confirm(step, account, scene)];
                }
            }
        }
        Vec::new()
    }

    fn confirm(step: AccountStep, account: &Account, scene: &Scene<'_>) -> Outcome {
        let (question, details) = questions::of(&step, account, scene);
        Outcome::Confirm(Box::new(Confirm::new(question, details, Self::ask(step))))
    }

    fn act_form(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let Mode::Form(form) = &mut self.mode else { return Vec::new() };
        let sends = action == Action::Save || (action == Action::Confirm && form.is_at_end());
        if sends {
            return match form.proposal(scene) {
                Ok((step, account)) => vec![Self::confirm(step, &account, scene)],
                Err(said) => refused(said),
            };
        }
        if action != Action::Back {
            form.act(action);
            return Vec::new();
        }
        if form.is_changed() {
            return vec![Outcome::Confirm(Box::new(Confirm::leaving(Outcome::Discard, scene.words)))];
        }
        self.mode = Mode::List;
        Vec::new()
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match answer {
            Ok(_) => {
                self.mode = Mode::List;
                vec![Outcome::Say(Saying::done(scene.words.say("people-done")))]
            }
            // What was typed stays.
            Err(_) => Vec::new(),
        }
    }

    /// Esc over a first PIN: it will not be shown again.
    fn ask_close(scene: &Scene<'_>) -> Vec<Outcome> {
        let question = scene.words.say("people-ask-close-pin");
        let details = vec![scene.words.say("people-ask-close-pin-detail")];
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details, Outcome::Discard)))]
    }
}

impl Screen for PeopleScreen {
    fn layer(&self) -> Layer {
        match self.mode {
            Mode::List => Layer::People,
            Mode::Form(_) => Layer::DayForm,
            Mode::FirstPins(_) => Layer::FirstPin,
        }
    }

    fn takes_text(&self) -> bool {
        matches!(&self.mode, Mode::Form(form) if form.takes_text())
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        match (&self.mode, action) {
            (Mode::List, Action::NewAccount) => Self::may_propose(scene),
            (
                Mode::List,
                Action::ActivateAccount
                | Action::WithdrawAccount
                | Action::UnlockAccount
                | Action::ResetPin
                | Action::DisableAccount
                | Action::EnableAccount,
            ) => {
                let account = self.account(scene);
                account.is_some_and(|account| Self::is_allowed(action, account, scene))
            }
            (Mode::Form(_), Action::RemoveNote) => false,
            (Mode::Form(form), Action::Toggle) => !form.takes_text(),
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action) => {
                return match self.mode {
                    Mode::List => self.act_list(action, scene),
                    Mode::Form(_) => self.act_form(action, scene),
                    Mode::FirstPins(_) if action == Action::Back => Self::ask_close(scene),
                    Mode::FirstPins(_) => Vec::new(),
                };
            }
            Input::Typed(_) | Input::Pasted(_) => {
                if let Mode::Form(form) = &mut self.mode {
                    form.edit(&input);
                }
            }
            Input::Answered { purpose: Purpose::People, answer } => return self.answered(&answer, scene),
            Input::Discarded => self.mode = Mode::List,
            Input::Entered | Input::Refreshed => {
                // What is shown as chosen is chosen: the list must not slip under a key.
                self.chosen = self.account(scene).map(|account| account.id.clone());
            }
            Input::Answered { .. } | Input::Rendered(_) => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
