//! The console: the model of one seat. `update` is its only change, `draw` its only view.

mod drafting;
mod reasons;
mod seated;
mod shared;
mod together;

use crate::domain::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::seat::Place;
use crate::station::contract::seats::{Link, SeatRequest};
use crate::station::contract::{Answer, NoticeKind, Preview, Reply, Request, Session, Snapshot};
use crate::ui::alarms;
use crate::ui::console::seated::Told;
use crate::ui::console::together::Alone;
use crate::ui::drafting::Drafting;
use crate::ui::frame::{self, MIN_COLUMNS, MIN_ROWS};
use crate::ui::keymap::{Action, Keymap, Layer};
use crate::ui::message::{Code, Display, Effect, Input, Key, Message, Outcome, Purpose, Saying, Sharpness};
use crate::ui::overlays::Overlay;
use crate::ui::overlays::confirm::{Answered, Confirm};
use crate::ui::overlays::help::Help;
use crate::ui::overlays::lost;
use crate::ui::overlays::reason::Again;
use crate::ui::phrases;
use crate::ui::scene::{Grain, Placement, Scene};
use crate::ui::screens::CurrentScreen;
use crate::ui::screens::people::PeopleScreen;
use crate::ui::screens::queue::Queue;
use crate::ui::screens::sign_in::SignIn;
use crate::ui::theme::Theme;
use crate::ui::widgets::scrub::scrub;
use crate::words::{Language, Value, Words};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Outcomes may lead to outcomes (a new screen asks for what it needs); a screen never needs more turns than this.
const MAX_TURNS: usize = 16;

/// One seat.
#[derive(Debug)]
pub struct Console {
    words: Words,
    theme: Theme,
    display: Display,
    now: Moment,
    session: Option<Session>,
    snapshot: Arc<Snapshot>,
    preview: Arc<Preview>,
    screen: CurrentScreen,
    overlay: Option<Overlay>,
    saying: Option<Saying>,
    /// How this console stands with its station.
    link: Link,
    /// The locked session that was set aside while another officer signs in.
    aside: Option<Session>,
    /// The last step on its way: if it comes late, it is taken again after its reason.
    sent: Option<Again>,
    /// The last step on its way that one person may not be let take alone.
    alone: Option<Alone>,
    /// The form that is being typed.
    drafting: Drafting,
    /// A draft was refused, and it was said.
    draft_refused: bool,
    /// How the picture stands on the screen.
    sharpness: Sharpness,
}

/// What a console starts with.
#[derive(Debug)]
pub struct Setup {
    /// Language of the first screen.
    pub language: Language,
    /// Styles.
    pub theme: Theme,
    /// The display as probed.
    pub display: Display,
    /// The station's state.
    pub snapshot: Arc<Snapshot>,
    /// The time.
    pub now: Moment,
}

impl Console {
    /// A console with nobody signed in.
    pub fn new(setup: Setup) -> Self {
        Self {
            words: Words::new(setup.language),
            theme: setup.theme,
            display: setup.display,
            now: setup.now,
            session: None,
            snapshot: setup.snapshot,
            preview: Arc::default(),
            screen: CurrentScreen::SignIn(SignIn::default()),
            overlay: None,
            saying: None,
            link: Link::Up,
            aside: None,
            sent: None,
            alone: None,
            drafting: Drafting::default(),
            draft_refused: false,
            sharpness: Sharpness::default(),
        }
    }

    /// Who is signed in.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Goes to a screen, whatever the present one is; what is to be done comes back.
    pub fn go_to(&mut self, screen: CurrentScreen) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.go(screen, &mut effects);
        effects
    }

    /// Takes a message; what is to be done comes back.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        let taken = drafting::taken(&message);
        match message {
            Message::Key(key) => self.key(key, &mut effects),
            Message::Pasted(text) if self.overlay.is_none() => self.tell(Input::Pasted(text), &mut effects),
            Message::Pasted(text) => {
                let pasted = Input::Pasted(text);
                let _ = self.locked_text(&pasted) || self.reason_text(&pasted);
            }
            Message::Resized(display) => {
                self.display = display;
                self.tell(Input::Refreshed, &mut effects);
            }
            Message::Snapshot(snapshot) => {
                let before = std::mem::replace(&mut self.snapshot, snapshot);
                if alarms::has_new(&before, &self.snapshot) {
                    effects.push(Effect::Bell);
                }
                if self.look_at_session(&mut effects) == Told::Yes {
                    self.tell(Input::Refreshed, &mut effects);
                }
            }
            Message::Link(link) => self.link_changed(link, &mut effects),
            Message::Preview(preview) => {
                self.preview = preview;
                self.tell(Input::Refreshed, &mut effects);
            }
            Message::Notice(notice) => self.noticed(&notice.what, &mut effects),
            Message::Answered { purpose, answer } => self.answered(purpose, answer, &mut effects),
            Message::Rendered(rendered) => self.tell(Input::Rendered(rendered), &mut effects),
            Message::Clock(now) => self.now = now,
            Message::Sharpness(sharpness) => self.sharpness = sharpness,
        }
        self.follow_draft(taken, &mut effects);
        effects
    }

    fn noticed(&mut self, what: &NoticeKind, effects: &mut Vec<Effect>) {
        effects.extend(bell(what));
        // What a key was answered with stands longer: the jump is in the journal in any case.
        if let (NoticeKind::ClockJumped { by_ms }, None) = (what, &self.saying) {
            let by = Value::from(phrases::jump(*by_ms));
            self.saying = Some(Saying::done(self.words.say_with("said-clock-jumped", &[("by", by)])));
        }
    }

    fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let action = self.meaning(key);
        if action == Some(Action::StopScan) {
            self.stop(effects);
            return;
        }
        if let (None, Code::Char(c)) = (action, key.code)
            && !key.modifiers.ctrl
            && !key.modifiers.alt
            && (self.locked_text(&Input::Typed(c)) || self.reason_text(&Input::Typed(c)))
        {
            return;
        }
        // An alarm does not wait until a text is typed.
        if action == Some(Action::AcknowledgeFault) {
            self.act(Action::AcknowledgeFault, effects);
            return;
        }
        if let Some(overlay) = self.overlay.take() {
            self.overlay_key(overlay, action, effects);
            return;
        }
        self.saying = None;
        match (action, key.code) {
            (Some(action), _) => self.act(action, effects),
            (None, Code::Char(c))
                if self.screen.current().takes_text() && !key.modifiers.ctrl && !key.modifiers.alt =>
            {
                self.tell(Input::Typed(c), effects);
            }
            (None, _) => {}
        }
    }

    /// What a key means now. In a text field a plain character is text, never a command; screens that mix fields and check
    /// boxes say by their focus which it is.
    fn meaning(&self, key: Key) -> Option<Action> {
        let is_char = matches!(key.code, Code::Char(_));
        if is_char && (key.modifiers.ctrl || key.modifiers.alt) {
            return None;
        }
        let typing = match &self.overlay {
            Some(overlay) => matches!(overlay, Overlay::Reason(_) | Overlay::Locked(_)),
            None => self.screen.current().takes_text(),
        };
        if is_char && typing { None } else { Keymap::built_in().action(self.layer(), key.code) }
    }

    fn layer(&self) -> Layer {
        match &self.overlay {
            Some(Overlay::Confirm(_)) => Layer::Confirm,
            Some(Overlay::Help(_)) => Layer::Help,
            Some(Overlay::Reason(_)) => Layer::Reason,
            Some(Overlay::Locked(_)) => Layer::Locked,
            None => self.screen.current().layer(),
        }
    }

    /// Whoever does not see the lane does not stop it.
    fn can_stop(&self) -> bool {
        self.snapshot.own_console().is_none_or(|own| own.place == Place::Local)
    }

    fn stop(&mut self, effects: &mut Vec<Effect>) {
        if !self.can_stop() {
            self.saying = Some(Saying::refused(self.words.say("said-no-stop-here")));
            return;
        }
        // The stop itself never waits for the loop; the request brings it into the journal.
        effects.push(Effect::Stop);
        effects.push(Effect::Ask { purpose: Purpose::Stop, request: Request::StopScan });
        self.saying = Some(Saying::done(self.words.say("said-stop")));
    }

    fn overlay_key(&mut self, overlay: Overlay, action: Option<Action>, effects: &mut Vec<Effect>) {
        let Some(action) = action else {
            self.overlay = Some(overlay);
            return;
        };
        match overlay {
            Overlay::Help(help) => self.overlay = help.update(action).map(Overlay::Help),
            Overlay::Reason(reason) => self.reason_key(reason, action, effects),
            Overlay::Locked(locked) => self.locked_key(locked, action, effects),
            Overlay::Confirm(confirm) => match confirm.update(action) {
                Answered::Open(confirm) => self.overlay = Some(Overlay::Confirm(Box::new(confirm))),
                Answered::No => self.saying = Some(Saying::done(self.words.say("said-not-done"))),
                Answered::Yes(outcome) => self.settle(vec![outcome], effects),
                Answered::Dropped(outcome) => {
                    self.settle(vec![outcome], effects);
                    self.give_up_draft(effects);
                }
            },
        }
        if self.overlay.is_none() {
            self.tell(Input::Refreshed, effects);
        }
    }

    fn act(&mut self, action: Action, effects: &mut Vec<Effect>) {
        match action {
            Action::Help => self.overlay = Some(Overlay::Help(Help::new(self.screen.current().layer()))),
            Action::Language => {
                self.words = Words::new(self.words.language().next());
                self.tell(Input::Refreshed, effects);
            }
            Action::AcknowledgeFault => {
                effects
                    .push(Effect::Ask { purpose: Purpose::Acknowledge, request: Request::AcknowledgeFault });
            }
            Action::Notes => self.open_notes(effects),
            Action::Approvals if self.session.is_some() => {
                self.go(CurrentScreen::Approvals(Box::default()), effects);
            }
            Action::SignOut => self.ask_sign_out(),
            Action::Lock if self.session.is_some() => {
                effects
                    .push(Effect::Ask { purpose: Purpose::Lock, request: Request::Seat(SeatRequest::Lock) });
            }
            Action::Back if self.aside.is_some() => self.back_to_own(effects),
            Action::Quit => {
                let question = self.words.say("ask-quit");
                self.overlay =
                    Some(Overlay::Confirm(Box::new(Confirm::new(question, Vec::new(), Outcome::Quit))));
            }
            action => self.tell(Input::Action(action), effects),
        }
    }

    fn ask_sign_out(&mut self) {
        if self.session.is_some() {
            let question = self.words.say("ask-sign-out");
            let details = vec![self.words.say("ask-sign-out-detail")];
            let on_yes = Outcome::Ask(Purpose::SignOut, Request::SignOut);
            self.overlay = Some(Overlay::Confirm(Box::new(Confirm::new(question, details, on_yes))));
        }
    }

    fn answered(&mut self, purpose: Purpose, answer: Box<Answer>, effects: &mut Vec<Effect>) {
        match (purpose, answer.as_ref()) {
            (Purpose::SignIn, Ok(Reply::SignedIn(session))) => {
                self.session = Some(session.clone());
                self.aside = None;
                self.go(CurrentScreen::Queue(Queue::default()), effects);
            }
            (Purpose::SignIn, Ok(Reply::PinToBeSet(session))) => self.pin_to_be_set(session.clone(), effects),
            (Purpose::People, Ok(Reply::FirstPins(pins))) if self.session.is_some() => {
                let screen = PeopleScreen::with_first_pins(pins);
                self.go(CurrentScreen::People(Box::new(screen)), effects);
            }
            (Purpose::SignOut, Ok(_)) => {
                self.session = None;
                self.sent = None;
                self.go(CurrentScreen::SignIn(SignIn::default()), effects);
            }
            (Purpose::Stop | Purpose::Lock | Purpose::Unlock, Ok(_)) => {}
            (Purpose::Acknowledge, Ok(_)) => {
                self.saying = Some(Saying::done(self.words.say("said-acknowledged")));
            }
            (Purpose::Acknowledge, Err(Refusal::Lane(why))) => {
                let why = Value::from(phrases::impediment(self.words, *why));
                let said = self.words.say_with("refusal-acknowledge", &[("why", why)]);
                self.saying = Some(Saying::refused(said));
            }
            (Purpose::Reason, _) => self.reason_answered(answer, effects),
            (Purpose::Draft | Purpose::KeepDraft, _) => self.draft_answered(purpose, &answer),
            (Purpose::Approval, Ok(Reply::ApprovalAsked(number))) => {
                let number = Value::from(number.0);
                self.saying =
                    Some(Saying::done(self.words.say_with("approvals-asked", &[("number", number)])));
            }
            (_, Err(refusal)) => {
                self.saying = Some(Saying::refused(phrases::refusal(self.words, refusal)));
                self.tell(Input::Answered { purpose, answer: answer.clone() }, effects);
                self.answered_late(purpose, &answer);
                self.offer_approval(purpose, refusal);
            }
            (_, Ok(_)) => {
                self.sent.take_if(|sent| sent.purpose == purpose);
                self.alone.take_if(|alone| alone.is_for(purpose));
                self.tell(Input::Answered { purpose, answer }, effects);
            }
        }
    }

    fn go(&mut self, screen: CurrentScreen, effects: &mut Vec<Effect>) {
        self.screen = screen;
        self.overlay = None;
        self.tell(Input::Entered, effects);
    }

    fn tell(&mut self, input: Input, effects: &mut Vec<Effect>) {
        let outcomes = self.with_screen(|screen, scene| screen.current_mut().update(input, scene));
        self.settle(outcomes, effects);
    }

    /// The screen is taken out while it updates, so that it can be changed beside a borrowed scene.
    fn with_screen<T>(&mut self, change: impl FnOnce(&mut CurrentScreen, &Scene<'_>) -> T) -> T {
        let mut screen = std::mem::replace(&mut self.screen, CurrentScreen::Queue(Queue::default()));
        let result = change(&mut screen, &self.scene());
        self.screen = screen;
        result
    }

    fn settle(&mut self, outcomes: Vec<Outcome>, effects: &mut Vec<Effect>) {
        let mut waiting = std::collections::VecDeque::from(outcomes);
        for _ in 0..MAX_TURNS {
            let Some(outcome) = waiting.pop_front() else { return };
            match outcome {
                Outcome::Ask(purpose, request) => {
                    self.remember(purpose, &request);
                    self.remember_alone(purpose, &request);
                    effects.push(Effect::Ask { purpose, request });
                }
                Outcome::Reason(reason) => self.overlay = Some(Overlay::Reason(reason)),
                Outcome::Render(job) => effects.push(Effect::Render(job)),
                Outcome::Say(saying) => self.saying = Some(saying),
                Outcome::Confirm(confirm) => self.overlay = Some(Overlay::Confirm(self.asked(confirm))),
                Outcome::Quit => effects.push(Effect::Quit),
                Outcome::Discard => {
                    let more = self
                        .with_screen(|screen, scene| screen.current_mut().update(Input::Discarded, scene));
                    waiting.extend(more);
                }
                Outcome::Go(screen) => {
                    self.screen = *screen;
                    let more =
                        self.with_screen(|screen, scene| screen.current_mut().update(Input::Entered, scene));
                    waiting.extend(more);
                }
            }
        }
    }

    fn scene(&self) -> Scene<'_> {
        let area = Rect::new(0, 0, self.display.columns, self.display.rows);
        Scene {
            snapshot: &self.snapshot,
            preview: &self.preview,
            session: self.session.as_ref(),
            words: self.words,
            theme: &self.theme,
            display: self.display,
            body: frame::bands(area).body,
            now: self.now,
            grain: Grain::of(self.display),
        }
    }

    /// Draws the whole screen; a sixel picture is handed back for the loop to put on the terminal.
    pub fn draw(&self, frame: &mut Frame<'_>) -> Option<Placement> {
        let placement = self.lay_out(frame);
        if let (Some(_), Sharpness::Draft) = (&placement, self.sharpness) {
            frame::draw_draft(frame, &self.scene());
        }
        scrub(frame.buffer_mut());
        placement
    }

    fn lay_out(&self, frame: &mut Frame<'_>) -> Option<Placement> {
        let scene = self.scene();
        if frame.area().width < MIN_COLUMNS || frame.area().height < MIN_ROWS {
            frame::draw_too_small(frame, &scene);
            return None;
        }
        let bands = frame::bands(frame.area());
        let screen = self.screen.current();
        let case = screen.case(&scene);
        let notices = self.notices(case.as_ref(), &scene);
        frame::draw_top(frame, &bands, &scene, &notices);
        frame::draw_message(frame, &bands, &scene, (self.saying.as_ref(), &notices));
        let fault = self.snapshot.lane.fault.is_some();
        let overlaid = self.overlay.is_some();
        let is_open = |action| match action {
            Action::AcknowledgeFault => fault && self.session.is_some(),
            Action::Back if self.aside.is_some() => true,
            Action::Lock | Action::Approvals => self.session.is_some(),
            Action::Notes => case.is_some(),
            Action::StopScan => self.can_stop(),
            Action::Help | Action::SignOut | Action::Quit | Action::Language => true,
            other => match &self.overlay {
                Some(Overlay::Reason(reason)) => reason.is_open(other),
                Some(Overlay::Locked(locked)) => locked.is_open(other),
                _ => overlaid || screen.is_open(other, &scene),
            },
        };
        frame::draw_footer(frame, &bands, &scene, self.layer(), &is_open);
        match &self.overlay {
            // The cells that a window writes on are told from the picture's by the display: the rest of it stays.
            Some(Overlay::Confirm(confirm)) => {
                let placement = screen.draw(frame, &scene);
                confirm.draw(frame, bands.body, &scene);
                placement
            }
            Some(Overlay::Help(help)) => {
                help.draw(frame, bands.body, &scene);
                None
            }
            Some(Overlay::Reason(reason)) => {
                let placement = screen.draw(frame, &scene);
                reason.draw(frame, bands.body, &scene);
                placement
            }
            // Nothing of the work is drawn below it.
            Some(Overlay::Locked(locked)) => {
                locked.draw(frame, bands.body, &scene);
                None
            }
            None if !matches!(self.link, Link::Up | Link::Anew) => {
                let placement = screen.draw(frame, &scene);
                lost::draw(&self.link, frame, bands.body, &scene);
                placement
            }
            None => screen.draw(frame, &scene),
        }
    }
}

/// What rings the bell: new alarms, nothing else.
fn bell(what: &NoticeKind) -> Option<Effect> {
    match what {
        NoticeKind::FaultRaised(_) | NoticeKind::StoreFailed(_) => Some(Effect::Bell),
        NoticeKind::CaseMoved { .. }
        | NoticeKind::FaultCleared(_)
        | NoticeKind::ClockJumped { .. }
        | NoticeKind::StoreRecovered => None,
    }
}
