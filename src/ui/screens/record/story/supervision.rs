//! What supervision added to a case: opinions, re-checks, delays, outcomes, cancellation; and the policy it began under.

use super::{Entry, Story};
use crate::domain::case::{Case, Stamp};
use crate::domain::supervision::{Agreement, Delay, Opinion, Outcome, Stamped};
use crate::ui::phrases;
use crate::words::{Value, Words};

/// Digits of a policy's SHA-256 that tell two policies of one booth apart; `--json` has all.
const POLICY_DIGITS: usize = 12;

impl Story {
    pub(super) fn supervision(&mut self, case: &Case) {
        if let Some(cancelled) = &case.cancelled {
            self.heading("record-cancelled");
            self.row("record-reason", cancelled.what.to_string());
            self.told_by(&cancelled.stamp);
        }
        for delay in &case.delays {
            self.delay(delay);
        }
        if let Some(asked) = &case.opinion_asked {
            self.heading("record-opinion-asked");
            self.row("record-reason", asked.what.to_string());
            self.told_by(&asked.stamp);
        }
        for given in &case.opinions {
            self.opinion(given);
        }
        if let Some(asked) = &case.recheck_asked {
            self.heading("record-recheck-asked");
            self.row("record-reason", asked.what.to_string());
            self.told_by(&asked.stamp);
        }
        for done in &case.rechecks {
            self.heading("record-recheck");
            self.row("record-recheck-result", agreement(self.words, done.what.agreement));
            self.row("record-recheck-text", done.what.text.to_string());
            self.told_by(&done.stamp);
        }
        for recorded in &case.outcomes {
            self.outcome(recorded);
        }
    }

    fn delay(&mut self, delay: &Stamped<Delay>) {
        self.heading("record-delay");
        self.row("record-state", phrases::state(self.words, delay.what.state));
        let values = [
            ("since", Value::from(phrases::date_time(delay.what.since))),
            ("span", Value::from(phrases::span(delay.what.since, delay.stamp.at))),
        ];
        self.row("record-delay-since", self.words.say_with("record-delay-span", &values));
        self.row("record-reason", delay.what.reason.to_string());
        self.told_by(&delay.stamp);
    }

    fn opinion(&mut self, given: &Stamped<Opinion>) {
        self.heading("record-opinion");
        self.row("record-opinion-sees", phrases::verdict(self.words, given.what.sees));
        self.row("record-opinion-text", given.what.text.to_string());
        self.told_by(&given.stamp);
    }

    fn outcome(&mut self, recorded: &Stamped<Outcome>) {
        self.heading("record-outcome");
        self.row("record-outcome-result", phrases::outcome(self.words, recorded.what.result));
        if !recorded.what.found.is_empty() {
            self.row("record-outcome-found", recorded.what.found.to_string());
        }
        for document in &recorded.what.documents {
            self.row("record-outcome-document", document.to_string());
        }
        self.told_by(&recorded.stamp);
    }

    fn told_by(&mut self, stamp: &Stamp) {
        let said = self.stamped(stamp);
        self.row("record-told-by", said);
    }

    /// The policy that was in force when the case began.
    pub(super) fn policy(&mut self, case: &Case) {
        let Some(hash) = &case.policy else { return };
        let short: String = hash.chars().take(POLICY_DIGITS).collect();
        let mark = if hash.chars().count() > POLICY_DIGITS { "…" } else { "" };
        self.entries.push(Entry::Heading(self.words.say("record-policy")));
        self.row("record-policy-hash", format!("{short}{mark}"));
    }
}

/// Whether a re-check came to the same.
fn agreement(words: Words, agreement: Agreement) -> String {
    words.say(match agreement {
        Agreement::Agrees => "agreement-agrees",
        Agreement::Differs => "agreement-differs",
    })
}
