//! Looking on at another console: what its officer has on the screen, drawn here at an own size and read only.

mod child;
mod view;

use crate::domain::number::CaseNumber;
use crate::domain::officer::Role;
use crate::domain::seat::SeatName;
use crate::station::contract::seats::{
    ConsoleId, ConsoleView, Ended, Lock, Pointing, Presence, SeatRequest, SessionView, Shown, Token,
};
use crate::station::contract::{Answer, Request, Session};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose};
use crate::ui::scene::{Grain, Placement, Scene};
use crate::ui::screens::desk::Desk;
use crate::ui::screens::{CurrentScreen, Screen};
use child::Child;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Rows above the watched screen: whose it is.
const BANNER_ROWS: u16 = 1;

/// Looking on at one session of one console.
#[derive(Debug)]
pub struct Watch {
    console: ConsoleId,
    seat: SeatName,
    /// The officer at the console, as the screens that are drawn here take their own.
    session: Session,
    /// What the child was made from.
    made_from: Arc<Shown>,
    child: Child,
    over: Option<Over>,
    asked: Asked,
}

/// Whether the station was asked to let this console look on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    No,
    Waiting,
    /// It said yes; what it publishes may not say so yet.
    Granted,
}

/// Why there is nothing to look on at any more.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Over {
    /// The officer signed out.
    SignedOut,
    /// The session ended without its officer.
    Ended(Ended),
    /// The console is gone.
    Gone,
    /// The station refused.
    Refused,
}

/// How it stands with the watched session.
#[derive(Debug)]
enum Standing<'a> {
    /// The station lets this console look on, and the other one shows by whom it is watched.
    On(&'a Arc<Shown>),
    /// The station has not said so yet.
    Waiting,
    /// The session is locked: it shows nothing.
    Locked,
    Over(Over),
}

impl Watch {
    /// Looks on at the session of a console.
    pub fn new(console: &ConsoleView, session: &SessionView) -> Self {
        Self {
            console: console.id,
            seat: console.seat.clone(),
            session: Session {
                id: session.id,
                officer: session.officer.clone(),
                // What opens a session is its console's alone; nothing drawn here asks for anything in its name.
                token: Token::default(),
            },
            made_from: Arc::default(),
            child: Child::Nothing,
            over: None,
            asked: Asked::No,
        }
    }

    fn standing<'a>(&self, scene: &Scene<'a>) -> Standing<'a> {
        if let Some(over) = &self.over {
            return Standing::Over(over.clone());
        }
        let snapshot = scene.snapshot;
        if is_locked(scene) {
            return Standing::Waiting;
        }
        let Some(console) = snapshot.consoles.iter().find(|console| console.id == self.console) else {
            return Standing::Over(Over::Gone);
        };
        match &console.session {
            Some(session) if session.id == self.session.id && console.presence == Presence::Gone => {
                Standing::Over(Over::Gone)
            }
            Some(session) if session.id == self.session.id => {
                let is_on = snapshot.own_console().and_then(|own| own.watching) == Some(self.console);
                match (session.lock, is_on) {
                    (Lock::Locked, _) => Standing::Locked,
                    (Lock::Open, true) => Standing::On(&console.shown),
                    (Lock::Open, false) => Standing::Waiting,
                }
            }
            _ => {
                let ended = console.ended.as_ref().filter(|ended| ended.session == self.session.id);
                Standing::Over(ended.cloned().map_or(Over::SignedOut, Over::Ended))
            }
        }
    }

    /// Brings the child to what the other console shows now.
    fn sync(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        match self.standing(scene) {
            Standing::On(shown) => self.show(&Arc::clone(shown), scene),
            // A lock has ended the looking on; it is asked for anew once the session is open again.
            Standing::Waiting if is_locked(scene) => {
                self.clear();
                self.asked = Asked::No;
                Vec::new()
            }
            Standing::Waiting => {
                self.clear();
                self.ask()
            }
            Standing::Locked => {
                self.clear();
                Vec::new()
            }
            Standing::Over(over) => {
                self.clear();
                self.over = Some(over);
                Vec::new()
            }
        }
    }

    fn clear(&mut self) {
        self.child = Child::Nothing;
        self.made_from = Arc::default();
    }

    fn ask(&mut self) -> Vec<Outcome> {
        let watch = Request::Seat(SeatRequest::Watch(self.console));
        let (asked, outcomes) = match self.asked {
            Asked::No => (Asked::Waiting, vec![Outcome::Ask(Purpose::Watch, watch)]),
            Asked::Waiting => (Asked::Waiting, Vec::new()),
            // Where it still says nothing next time, the looking on has ended meanwhile, as a lock ends it.
            Asked::Granted => (Asked::No, Vec::new()),
        };
        self.asked = asked;
        outcomes
    }

    fn show(&mut self, shown: &Arc<Shown>, scene: &Scene<'_>) -> Vec<Outcome> {
        let inner = inner(&self.session, scene);
        let is_new = !Arc::ptr_eq(shown, &self.made_from) && *shown != self.made_from;
        let mut outcomes = Vec::new();
        if is_new && !self.child.fits(&self.made_from, shown) {
            self.child = Child::of(shown, &self.session.officer, &inner);
            outcomes.extend(self.child.update(Input::Entered, &inner));
        }
        self.made_from = Arc::clone(shown);
        outcomes.extend(self.child.follow(shown, &inner));
        outcomes.extend(self.child.update(Input::Refreshed, &inner));
        outcomes
    }

    fn answered(&mut self, answer: Box<Answer>, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.asked == Asked::Waiting {
            self.asked = Asked::Granted;
            if answer.is_err() {
                self.over = Some(Over::Refused);
            }
            return Vec::new();
        }
        self.tell(Input::Answered { purpose: Purpose::Watch, answer }, scene)
    }

    fn tell(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let inner = inner(&self.session, scene);
        self.child.update(input, &inner)
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if action == Action::Back && !self.child.has_something_open() {
            let unwatch = Request::Seat(SeatRequest::Unwatch);
            return vec![
                Outcome::Ask(Purpose::Watch, unwatch),
                Outcome::Go(Box::new(CurrentScreen::Desk(Desk::at(self.console)))),
            ];
        }
        self.tell(Input::Action(action), scene)
    }
}

/// Whether the own session is locked: then this console is told of no other one, which says nothing of them.
fn is_locked(scene: &Scene<'_>) -> bool {
    let own = scene.snapshot.own_console().and_then(|own| own.session.as_ref());
    own.is_some_and(|session| session.lock == Lock::Locked)
}

/// The surroundings of the watched screen: its officer, the rows below the banner, ages in whole seconds.
fn inner<'a>(session: &'a Session, scene: &Scene<'a>) -> Scene<'a> {
    let body = scene.body;
    let rows = BANNER_ROWS.min(body.height);
    Scene {
        session: Some(session),
        body: Rect { y: body.y + rows, height: body.height - rows, ..body },
        grain: Grain::Coarse,
        ..*scene
    }
}

/// Whether this screen may ask such a thing: to look, and to propose; nothing else, whatever the screens that it draws can do.
fn is_open_to_watchers(request: &Request) -> bool {
    matches!(
        request,
        Request::Seat(
            SeatRequest::Watch(_)
                | SeatRequest::Unwatch
                | SeatRequest::Propose { .. }
                | SeatRequest::Dismiss { .. }
        ) | Request::OpenPicture(_)
            | Request::ShowCase(_)
            | Request::Earlier(_)
    )
}

impl Screen for Watch {
    fn layer(&self) -> Layer {
        self.child.layer()
    }

    fn takes_text(&self) -> bool {
        self.child.layer() == Layer::Note
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        let is_supervisor = scene.session.is_some_and(|session| session.officer.role == Role::Supervisor);
        action == Action::Back || (is_supervisor && self.child.is_open(action))
    }

    fn case(&self, _scene: &Scene<'_>) -> Option<CaseNumber> {
        self.made_from.case.clone()
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let mut outcomes = match input {
            Input::Entered | Input::Refreshed => self.sync(scene),
            Input::Action(action) => self.act(action, scene),
            Input::Answered { purpose: Purpose::Watch, answer } => self.answered(answer, scene),
            other => self.tell(other, scene),
        };
        outcomes.retain(|outcome| match outcome {
            Outcome::Ask(_, request) => is_open_to_watchers(request),
            _ => true,
        });
        outcomes
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene)
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        Shown { screen: Layer::Watch.name().as_str().into(), ..Shown::default() }
    }

    fn pointing(&self) -> Option<Pointing> {
        self.child.pointing()
    }
}
