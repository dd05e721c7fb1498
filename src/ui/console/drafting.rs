//! The console at work with drafts: it follows the form on the screen, brings back what was typed, and lets go what is given up.

use super::Console;
use crate::station::contract::drafts::KeptDraft;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::drafting::Taken;
use crate::ui::message::{Effect, Message, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::words::Value;

/// Whether a message says that a step was taken.
pub(super) fn taken(message: &Message) -> Taken {
    let Message::Answered { purpose, answer } = message else { return Taken::No };
    let is_of_step = matches!(
        purpose,
        Purpose::Register
            | Purpose::Step
            | Purpose::Verdict
            | Purpose::Day
            | Purpose::Reason
            | Purpose::Approval
    );
    if is_of_step && answer.is_ok() { Taken::Yes } else { Taken::No }
}

impl Console {
    /// After every message: what is typed now is followed. What leaves with the session goes before it ends.
    pub(super) fn follow_draft(&mut self, taken: Taken, effects: &mut Vec<Effect>) {
        let scene = self.scene();
        let screen = self.screen.current();
        let typed = self.session.as_ref().and(screen.draft_key(&scene)).map(|key| (key, screen.draft()));
        let now = self.now;
        let requests = self.drafting.follow(typed, now, taken);
        let asks = |request| {
            let purpose = match request {
                Request::Draft(_) => Purpose::Draft,
                _ => Purpose::KeepDraft,
            };
            Effect::Ask { purpose, request }
        };
        let ends = |effect: &Effect| matches!(effect, Effect::Ask { request: Request::SignOut, .. });
        if let Some(place) = effects.iter().position(ends) {
            let last = self.drafting.flush();
            effects.splice(place..place, requests.into_iter().chain(last).map(asks));
        } else {
            effects.extend(requests.into_iter().map(asks));
        }
    }

    /// A draft came in, or could not be kept: the first refusal is said, and no further one.
    pub(super) fn draft_answered(&mut self, purpose: Purpose, answer: &Answer) {
        match (purpose, answer) {
            (Purpose::Draft, Ok(Reply::Draft(Some(draft)))) => self.restore(draft),
            (Purpose::KeepDraft, Err(refusal)) if !self.draft_refused => {
                self.draft_refused = true;
                let why = Value::from(phrases::refusal(self.words, refusal));
                self.saying = Some(Saying::refused(self.words.say_with("draft-not-kept", &[("why", why)])));
            }
            (Purpose::KeepDraft, Ok(_)) => self.draft_refused = false,
            _ => {}
        }
    }

    fn restore(&mut self, draft: &KeptDraft) {
        let Some(text) = self.drafting.restorable(draft) else { return };
        if !self.with_screen(|screen, scene| screen.current_mut().restore(text, scene)) {
            return;
        }
        let typed = self.screen.current().draft();
        self.drafting.restored(typed);
        let values = [
            ("name", Value::from(draft.author.name.to_string())),
            ("at", Value::from(phrases::day::minute(draft.at))),
        ];
        self.saying = Some(Saying::done(self.words.say_with("draft-restored", &values)));
    }

    /// A question before a form is left says what becomes of what is typed.
    pub(super) fn asked(&self, mut confirm: Box<Confirm>) -> Box<Confirm> {
        if self.screen.current().draft_key(&self.scene()).is_some() {
            confirm.keep(self.words);
        }
        confirm
    }

    /// What is typed is given up.
    pub(super) fn give_up_draft(&mut self, effects: &mut Vec<Effect>) {
        if let Some(request) = self.drafting.give_up() {
            effects.push(Effect::Ask { purpose: Purpose::KeepDraft, request });
        }
    }
}
