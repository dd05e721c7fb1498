//! The text overlay at work: what it sends, what the station answers, and the late step that is taken once more.

use super::Console;
use crate::domain::procedure::can_be_late;
use crate::domain::refusal::{Refusal, Requirement};
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::Action;
use crate::ui::message::{Effect, Input, Purpose, Saying};
use crate::ui::overlays::Overlay;
use crate::ui::overlays::reason::{Again, Reason, Typed};
use crate::ui::phrases;
use crate::words::Value;

impl Console {
    /// Remembers what may be refused for coming late, until its answer. Of two on their way for one purpose nobody could tell
    /// which one an answer is for: then none is taken again by itself.
    pub(super) fn remember(&mut self, purpose: Purpose, request: &Request) {
        let is_late = match request {
            Request::Take { step, .. } => can_be_late(step.kind()),
            Request::PrintSheet { .. } => true,
            _ => false,
        };
        if is_late {
            let is_second = self.sent.as_ref().is_some_and(|sent| sent.purpose == purpose);
            self.sent = (!is_second).then(|| Again { purpose, request: request.clone() });
        }
    }

    /// A key while a text is typed over the screen.
    pub(super) fn reason_key(&mut self, reason: Box<Reason>, action: Action, effects: &mut Vec<Effect>) {
        self.saying = None;
        match reason.update(action) {
            Typed::Open(reason) => self.overlay = Some(Overlay::Reason(reason)),
            Typed::Empty(reason) => {
                let what = Value::from(phrases::requirement(self.words, Requirement::Reason));
                self.saying =
                    Some(Saying::refused(self.words.say_with("refusal-requirement", &[("what", what)])));
                self.overlay = Some(Overlay::Reason(reason));
            }
            Typed::AskedToLeave(reason) => {
                self.saying = Some(Saying::refused(self.words.say("reason-leave")));
                self.overlay = Some(Overlay::Reason(reason));
            }
            Typed::Left => self.saying = Some(Saying::done(self.words.say("said-not-done"))),
            Typed::Sent(reason, request) => {
                effects.push(Effect::Ask { purpose: Purpose::Reason, request });
                self.overlay = Some(Overlay::Reason(reason));
            }
        }
    }

    /// Text typed or pasted over the screen; false where no such text is asked for.
    pub(super) fn reason_text(&mut self, input: &Input) -> bool {
        let Some(Overlay::Reason(reason)) = &mut self.overlay else { return false };
        reason.edit(input);
        self.saying = None;
        true
    }

    /// The station's answer to what was typed.
    pub(super) fn reason_answered(&mut self, answer: Box<Answer>, effects: &mut Vec<Effect>) {
        let mut reason = match self.overlay.take() {
            Some(Overlay::Reason(reason)) => reason,
            other => {
                self.overlay = other;
                return;
            }
        };
        match answer.as_ref() {
            Ok(Reply::Done(case)) => {
                let revision = case.revision;
                self.saying = Some(Saying::done(self.words.say("reason-kept")));
                match reason.again(revision) {
                    // The screen waits for the answer to the step that was late.
                    Some(Again { purpose, request }) => {
                        self.remember(purpose, &request);
                        effects.push(Effect::Ask { purpose, request });
                    }
                    None => self.tell(Input::Answered { purpose: Purpose::Step, answer }, effects),
                }
                return;
            }
            Ok(Reply::Case(case)) => {
                reason.renew(case.revision);
                let state = Value::from(phrases::state(self.words, case.state));
                let said = self.words.say_with("reason-changed", &[("state", state)]);
                self.saying = Some(Saying::refused(said));
            }
            Err(Refusal::Changed) => {
                // Only a newer look at the case makes the step possible again; the text waits for it.
                let request = Request::ShowCase(reason.number().clone());
                effects.push(Effect::Ask { purpose: Purpose::Reason, request });
                self.overlay = Some(Overlay::Reason(reason));
                return;
            }
            Ok(Reply::ApprovalAsked(number)) => {
                let number = Value::from(number.0);
                self.saying =
                    Some(Saying::done(self.words.say_with("approvals-asked", &[("number", number)])));
                return;
            }
            Err(refusal) => {
                if matches!(refusal, Refusal::NeedsSecond(_)) {
                    reason.ask_second(self.words.say("approvals-reason-second"));
                }
                self.saying = Some(Saying::refused(phrases::refusal(self.words, refusal)));
            }
            Ok(_) => {}
        }
        reason.reopen();
        self.overlay = Some(Overlay::Reason(reason));
    }

    /// A step came late: its reason is asked for over whatever screen asked for the step.
    pub(super) fn answered_late(&mut self, purpose: Purpose, answer: &Answer) {
        let sent = self.sent.take_if(|sent| sent.purpose == purpose);
        // What is typed or asked over the screen by now is not swept away: the refusal stands on the message line.
        if self.overlay.is_some() {
            return;
        }
        let (Err(refusal @ Refusal::Late { .. }), Some(again)) = (answer, sent) else { return };
        let case = match &again.request {
            Request::Take { case, revision, .. } | Request::PrintSheet { case, revision, .. } => {
                (case.clone(), *revision)
            }
            _ => return,
        };
        let number = Value::from(case.0.to_string());
        let title = self.words.say_with("reason-delay-title", &[("number", number)]);
        let details = vec![phrases::refusal(self.words, refusal), self.words.say("reason-delay-detail")];
        self.saying = None;
        self.overlay = Some(Overlay::Reason(Box::new(Reason::of_delay(title, details, case, again))));
    }
}
