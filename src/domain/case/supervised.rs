//! What supervision makes of a case: opinions and re-checks beside the verdict, earlier rulings behind it.

use crate::domain::case::{Case, CaseState, Stamp};
use crate::domain::fact::CaseFact;
use crate::domain::step::Verdict;
use crate::domain::supervision::{Delay, Override, Ruling, Stamped};
use crate::domain::text::CleanText;

impl Case {
    pub(super) fn apply_supervision(&mut self, stamp: Stamp, fact: &CaseFact) {
        match fact {
            CaseFact::DelayExplained { state, reason } => {
                let what = Delay { state: *state, since: self.since, reason: reason.clone() };
                self.delays.push(Stamped { stamp, what });
            }
            CaseFact::SecondOpinionAsked { reason } => {
                self.opinion_asked = Some(Stamped { stamp, what: reason.clone() });
            }
            CaseFact::OpinionGiven(opinion) => {
                self.opinion_asked = None;
                self.opinions.push(Stamped { stamp, what: opinion.clone() });
            }
            CaseFact::RecheckAsked { reason } => {
                self.recheck_asked = Some(Stamped { stamp, what: reason.clone() });
            }
            CaseFact::Rechecked(recheck) => {
                self.recheck_asked = None;
                self.rechecks.push(Stamped { stamp, what: recheck.clone() });
            }
            CaseFact::Reopened { reason, .. } => {
                self.put_behind(&stamp, reason);
                self.state = CaseState::Queued;
            }
            CaseFact::Overridden(by) => self.overridden(stamp, by),
            CaseFact::Cancelled { reason, .. } => {
                self.stamps.closed = Some(stamp.clone());
                self.cancelled = Some(Stamped { stamp, what: reason.clone() });
                self.state = CaseState::Cancelled;
            }
            CaseFact::OutcomeRecorded(outcome) => {
                self.stamps.closed = Some(stamp.clone());
                self.outcomes.push(Stamped { stamp, what: outcome.clone() });
                self.state = CaseState::Examined;
            }
            _ => {}
        }
    }

    /// The verdict that stands goes behind the case, with all that belongs to it. Its outcomes stay: they are of the vehicle.
    fn put_behind(&mut self, stamp: &Stamp, reason: &CleanText) {
        if let Some(conclusion) = self.conclusion.take() {
            self.rulings.push(Ruling {
                conclusion,
                given: self.stamps.verdict.take(),
                image: self.image().map(|image| image.sha256.clone()),
                marks: std::mem::take(&mut self.marks),
                discrepancies: std::mem::take(&mut self.discrepancies),
                sheet: self.sheet.take(),
                seal: self.seal.take(),
                handed_to: self.handed_to.take(),
                ended: stamp.clone(),
                reason: reason.clone(),
            });
        }
        self.recheck_asked = None;
        self.opinion_asked = None;
        let stamps = &mut self.stamps;
        for taken in [
            &mut stamps.analysis_begun,
            &mut stamps.printed,
            &mut stamps.sealed,
            &mut stamps.handed_over,
            &mut stamps.closed,
        ] {
            *taken = None;
        }
    }

    fn overridden(&mut self, stamp: Stamp, by: &Override) {
        self.put_behind(&stamp, &by.reason);
        self.state = match by.conclusion.verdict {
            Verdict::WithoutSuspicion => CaseState::Cleared,
            Verdict::UnderSuspicion => CaseState::Suspected,
        };
        self.conclusion = Some(by.conclusion.clone());
        self.marks.clone_from(&by.marks);
        self.marks_placed = by.marks.iter().map(|mark| mark.number).fold(self.marks_placed, u16::max);
        self.discrepancies.clone_from(&by.discrepancies);
        self.stamps.verdict = Some(stamp);
        // The state may be the one it was: the new verdict's time runs anew all the same.
        self.since = self.changed_at;
    }

    /// The question for a second opinion that still waits: a verdict answers it too.
    pub fn opinion_awaited(&self) -> Option<&Stamped<CleanText>> {
        self.opinion_asked.as_ref().filter(|_| self.state == CaseState::InAnalysis)
    }

    /// Whether the time in the present state has been explained.
    pub fn delay_explained(&self) -> bool {
        self.delays.iter().any(|delay| delay.what.state == self.state && delay.what.since == self.since)
    }
}
