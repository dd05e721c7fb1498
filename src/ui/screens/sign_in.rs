//! Sign-in: who sits down here; the complex's state and the stop key are there before anybody does.
//!
//! In training the officers stand on the screen. In service nobody is named: account name and PIN are typed.

mod view;

use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::refusal::Refusal;
use crate::domain::seat::{Person, SeatFault, SeatName};
use crate::station::contract::seats::SeatRequest;
use crate::station::contract::{Booth, Pin, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::Screen;
use crate::ui::widgets::field::{Field, FieldKind};
use crate::words::Value;
use ratatui::Frame;

/// The longest account name (useradd(8)).
const MAX_ACCOUNT: usize = 32;

/// Which part is being typed or chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum At {
    /// The account's name.
    #[default]
    Account,
    /// The role, where the seat has more than one.
    Role,
    /// The PIN.
    Pin,
}

/// The chosen officer, or what was typed so far.
#[derive(Debug)]
pub struct SignIn {
    chosen: usize,
    account: Field,
    role: usize,
    at: At,
    digits: Field,
    secret: Field,
    /// What was asked last: a taken seat is taken over with it.
    asked: Option<(OfficerId, Role, Pin)>,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            chosen: 0,
            account: Field::new(FieldKind::Account, MAX_ACCOUNT),
            role: 0,
            at: At::default(),
            digits: Field::new(FieldKind::Pin, Pin::MAX_CHARS),
            secret: Field::new(FieldKind::Secret, Pin::MAX_CHARS),
            asked: None,
        }
    }
}

fn is_training(booth: &Booth) -> bool {
    booth.training.is_some()
}

/// The officers who may sign in at this seat, in training.
fn roster<'a>(scene: &Scene<'a>) -> Vec<&'a Officer> {
    let roles = scene.snapshot.own_console().map(|own| &own.roles);
    let fits = |officer: &&Officer| roles.is_none_or(|roles| roles.contains(&officer.role));
    scene.snapshot.booth.roster.iter().filter(fits).collect()
}

/// The roles of this seat.
fn roles(scene: &Scene<'_>) -> Vec<Role> {
    scene.snapshot.own_console().map_or_else(|| vec![Role::Oms], |own| own.roles.clone())
}

/// The account that opened this console, where nobody else signs in.
fn fixed_account<'a>(scene: &Scene<'a>) -> Option<&'a str> {
    let own = scene.snapshot.own_console().filter(|own| own.person == Person::OfAccount)?;
    own.account.as_ref().map(crate::domain::text::CleanText::as_str)
}

impl SignIn {
    fn pin(&self, booth: &Booth) -> &Field {
        if is_training(booth) { &self.digits } else { &self.secret }
    }

    fn pin_mut(&mut self, booth: &Booth) -> &mut Field {
        if is_training(booth) { &mut self.digits } else { &mut self.secret }
    }

    /// What is typed next. The account of a remote console is the kernel's word, and a seat with one role has no choice.
    fn at(&self, scene: &Scene<'_>) -> At {
        match self.at {
            At::Account if is_training(&scene.snapshot.booth) || fixed_account(scene).is_some() => {
                if roles(scene).len() > 1 && !is_training(&scene.snapshot.booth) { At::Role } else { At::Pin }
            }
            At::Role if roles(scene).len() < 2 => At::Pin,
            at => at,
        }
    }

    fn turn(&mut self, action: Action, scene: &Scene<'_>) {
        if is_training(&scene.snapshot.booth) {
            let count = roster(scene).len().max(1);
            self.chosen = match action {
                Action::Up => (self.chosen + count - 1) % count,
                _ => (self.chosen + 1) % count,
            };
            self.digits.clear();
            return;
        }
        let order = [At::Account, At::Role, At::Pin];
        let place = order.iter().position(|at| *at == self.at(scene)).unwrap_or(0);
        let next = if action == Action::Up { place + order.len() - 1 } else { place + 1 };
        self.at = order[next % order.len()];
        // A part that there is nothing to choose in is stepped over.
        if self.at == At::Role && roles(scene).len() < 2 {
            self.at = if action == Action::Up { At::Account } else { At::Pin };
        }
    }

    fn edit(&mut self, action: Action, scene: &Scene<'_>) {
        match self.at(scene) {
            At::Account => {
                self.account.edit(action);
            }
            At::Role if matches!(action, Action::Left | Action::Right) => {
                self.role = (self.role + 1) % roles(scene).len().max(1);
            }
            At::Role => {}
            At::Pin => {
                self.pin_mut(&scene.snapshot.booth).edit(action);
            }
        }
    }

    fn type_text(&mut self, input: &Input, scene: &Scene<'_>) {
        let field = match self.at(scene) {
            At::Account => &mut self.account,
            At::Role => return,
            At::Pin => self.pin_mut(&scene.snapshot.booth),
        };
        match input {
            Input::Typed(c) => field.type_char(*c),
            Input::Pasted(text) => field.paste(text),
            _ => {}
        }
    }

    /// Who signs in, as far as it was said.
    fn person(&self, scene: &Scene<'_>) -> Option<(OfficerId, Role)> {
        if is_training(&scene.snapshot.booth) {
            return roster(scene).get(self.chosen).map(|officer| (officer.id.clone(), officer.role));
        }
        let account = fixed_account(scene).unwrap_or(self.account.value());
        let role = roles(scene).get(self.role).copied()?;
        OfficerId::parse(account).ok().map(|id| (id, role))
    }

    fn sign_in(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some((officer, role)) = self.person(scene) else {
            self.at = At::Account;
            return vec![Outcome::Say(Saying::refused(scene.words.say("refusal-wrong-pin")))];
        };
        let field = self.pin_mut(&scene.snapshot.booth);
        let pin = Pin::new(field.value());
        field.clear();
        self.asked = Some((officer.clone(), role, pin.clone()));
        vec![Outcome::Ask(Purpose::SignIn, Request::SignIn { officer, role, pin })]
    }

    /// The PIN that was sent last: whoever must set an own one need not type the first one twice.
    pub fn take_sent(&mut self) -> Option<Pin> {
        self.asked.take().map(|(_, _, pin)| pin)
    }

    /// Somebody is signed in here, or this officer elsewhere: the question is put before that session ends.
    fn refused(&mut self, refusal: &Refusal, scene: &Scene<'_>) -> Vec<Outcome> {
        let asked = self.asked.take();
        let (Refusal::Seat(SeatFault::Taken { by, seat }), Some((officer, role, pin))) = (refusal, asked)
        else {
            return Vec::new();
        };
        self.asked = Some((officer.clone(), role, pin.clone()));
        let question = take_over_question(by, seat, scene);
        let request = Request::Seat(SeatRequest::TakeOver { officer, role, pin });
        let details = vec![scene.words.say("ask-take-over-detail")];
        let confirm = Confirm::new(question, details, Outcome::Ask(Purpose::SignIn, request));
        vec![Outcome::Confirm(Box::new(confirm))]
    }
}

fn take_over_question(by: &str, seat: &SeatName, scene: &Scene<'_>) -> String {
    let seat = phrases::seats::seat(scene.words, seat);
    scene
        .words
        .say_with("ask-take-over", &[("name", Value::from(by.to_owned())), ("seat", Value::from(seat))])
}

impl Screen for SignIn {
    fn layer(&self) -> Layer {
        Layer::SignIn
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        match action {
            Action::Confirm => !self.pin(&scene.snapshot.booth).value().is_empty(),
            // Only a console that set a locked session aside goes back to it; it looks at the key before this screen does.
            Action::Back => false,
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let is_typed = !self.pin(&scene.snapshot.booth).value().is_empty();
        match input {
            Input::Action(action @ (Action::Up | Action::Down)) => self.turn(action, scene),
            Input::Action(Action::Confirm) if is_typed => return self.sign_in(scene),
            Input::Action(Action::Confirm) => self.turn(Action::Down, scene),
            Input::Action(action) => self.edit(action, scene),
            Input::Typed(_) | Input::Pasted(_) => self.type_text(&input, scene),
            Input::Answered { purpose: Purpose::SignIn, answer } => {
                if let Err(refusal) = answer.as_ref() {
                    return self.refused(refusal, scene);
                }
            }
            Input::Entered
            | Input::Answered { .. }
            | Input::Rendered(_)
            | Input::Refreshed
            | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
