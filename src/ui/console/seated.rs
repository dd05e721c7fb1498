//! The console's own session: locked, ended without its officer, or left behind by a station that went away.

use super::Console;
use crate::domain::lane::LaneView;
use crate::station::contract::Snapshot;
use crate::station::contract::seats::{Link, Lock};
use crate::ui::keymap::Action;
use crate::ui::message::{Effect, Input, Purpose, Saying};
use crate::ui::overlays::Overlay;
use crate::ui::overlays::locked::Locked;
use crate::ui::phrases;
use crate::ui::screens::CurrentScreen;
use crate::ui::screens::queue::Queue;
use crate::ui::screens::sign_in::SignIn;
use std::sync::Arc;

/// Whether the screen below is told of what comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Yes,
    /// The session is locked: the screen keeps what it had, and shows nothing.
    No,
}

impl Console {
    /// Looks at what the newest snapshot says of this console's own session.
    pub(super) fn look_at_session(&mut self, effects: &mut Vec<Effect>) -> Told {
        let Some(session) = self.session.as_ref().map(|session| session.id) else { return Told::Yes };
        let own = self.snapshot.own_console();
        if let Some(ended) = own.and_then(|own| own.ended.as_ref()).filter(|ended| ended.session == session) {
            let said = phrases::seats::ended(self.words, ended);
            self.leave(said, effects);
            return Told::Yes;
        }
        match (is_locked(&self.snapshot), &self.overlay) {
            (true, Some(Overlay::Locked(_))) => Told::No,
            (true, _) => {
                self.overlay = Some(Overlay::Locked(Locked::new(&self.snapshot.booth)));
                self.saying = None;
                Told::No
            }
            (false, Some(Overlay::Locked(_))) => {
                self.overlay = None;
                Told::Yes
            }
            (false, _) => Told::Yes,
        }
    }

    /// The link to the station changed.
    pub(super) fn link_changed(&mut self, link: Link, effects: &mut Vec<Effect>) {
        if link == Link::Anew && self.session.is_some() {
            let said = self.words.say("said-sign-in-anew");
            self.leave(said, effects);
        }
        if !matches!(link, Link::Up | Link::Anew) {
            // What was reported last is no state of the lane any more: nothing on the screen may look ready.
            let unknown = Snapshot { lane: LaneView::default(), ..(*self.snapshot).clone() };
            self.snapshot = Arc::new(unknown);
        }
        self.link = link;
    }

    /// The session is over without its officer: the sign-in says why.
    fn leave(&mut self, said: String, effects: &mut Vec<Effect>) {
        self.session = None;
        self.aside = None;
        self.sent = None;
        self.go(CurrentScreen::SignIn(SignIn::default()), effects);
        self.saying = Some(Saying::refused(said));
        effects.push(Effect::Bell);
    }

    /// A key while the session is locked.
    pub(super) fn locked_key(&mut self, mut locked: Locked, action: Action, effects: &mut Vec<Effect>) {
        self.saying = None;
        if action == Action::AnotherOfficer {
            // The session stays the station's, locked, until somebody's PIN takes the seat over.
            self.aside = self.session.take();
            self.go(CurrentScreen::SignIn(SignIn::default()), effects);
            self.saying = Some(Saying::done(self.words.say("said-set-aside")));
            return;
        }
        if let Some(request) = locked.update(action) {
            effects.push(Effect::Ask { purpose: Purpose::Unlock, request });
        }
        self.overlay = Some(Overlay::Locked(locked));
    }

    /// Back from the sign-in to the session that was set aside.
    pub(super) fn back_to_own(&mut self, effects: &mut Vec<Effect>) {
        if let Some(session) = self.aside.take() {
            self.session = Some(session);
            self.go(CurrentScreen::Queue(Queue::default()), effects);
            self.look_at_session(effects);
        }
    }

    /// Text typed or pasted while the session is locked; false where it is not.
    pub(super) fn locked_text(&mut self, input: &Input) -> bool {
        let Some(Overlay::Locked(locked)) = &mut self.overlay else { return false };
        locked.edit(input);
        self.saying = None;
        true
    }
}

fn is_locked(snapshot: &Snapshot) -> bool {
    let session = snapshot.own_console().and_then(|own| own.session.as_ref());
    session.is_some_and(|session| session.lock == Lock::Locked)
}
