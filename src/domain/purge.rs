//! Purge: pictures and sheets of a finished case go after their term, on the word of two people; their digests stay.
//!
//! The Order's public summary names no term. The shipped default is policy, not from the Order.

use crate::domain::Moment;
use crate::domain::approval::ApprovalNumber;
use crate::domain::case::Case;
use crate::domain::officer::Officer;
use crate::domain::refusal::Refusal;
use crate::domain::scan::ImageHash;
use crate::domain::text::CleanText;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// What was purged of a case. The entry's officer is the one who proposed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// Why.
    pub reason: CleanText,
    /// The second person.
    pub second: Officer,
    /// Digests of the originals that went.
    pub images: Vec<ImageHash>,
    /// Digest of the sheet that went, lower-case hexadecimal.
    pub sheet: Option<String>,
    /// By which approval the second person said so; none where both gave their PINs at one place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalNumber>,
}

/// How long pictures are kept after a case's last fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term(TimeDelta);

impl Default for Term {
    /// Five years, one of them a leap year: policy, not from the Order.
    fn default() -> Self {
        Self::days(1_826)
    }
}

impl Term {
    /// So many days.
    pub fn days(days: u32) -> Self {
        Self(TimeDelta::days(i64::from(days)))
    }
}

/// Whether a case's pictures may go now: it is finished, its term is over, and two different people say so.
pub fn may_purge(
    case: &Case,
    term: Term,
    now: Moment,
    first: &Officer,
    second: &Officer,
) -> Result<(), Refusal> {
    if first.id == second.id {
        return Err(Refusal::SecondPerson);
    }
    is_due(case, term, now)
}

/// Whether a case's pictures may go now, whoever says so.
pub fn is_due(case: &Case, term: Term, now: Moment) -> Result<(), Refusal> {
    if case.purge.is_some() {
        return Err(Refusal::AlreadyPurged);
    }
    if !case.state.is_finished() {
        return Err(Refusal::NotFinished);
    }
    let due = case.changed_at.checked_add_signed(term.0).unwrap_or(Moment::MAX_UTC);
    if now < due { Err(Refusal::BeforeTerm { due: due.date_naive() }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::CaseState;
    use crate::domain::fact::CaseFact;
    use crate::domain::number::CaseNumber;
    use crate::domain::officer::{OfficerId, Role};
    use crate::domain::step::By;

    fn at(days: i64) -> Moment {
        Moment::from_timestamp(1_795_400_000, 0).unwrap() + TimeDelta::days(days)
    }

    fn officer(id: &str) -> Officer {
        Officer { id: OfficerId::parse(id).unwrap(), name: id.into(), role: Role::Supervisor }
    }

    /// A case whose last fact is of day 0.
    fn finished() -> Case {
        let purge = Purge {
            reason: "r".into(),
            second: officer("b"),
            images: Vec::new(),
            sheet: None,
            approval: None,
        };
        let number = CaseNumber::parse("39855302/231126/000001").unwrap();
        let case = Case::begin(number, at(0), &By::Station, &CaseFact::Purged(Box::new(purge))).unwrap();
        Case { purge: None, ..case }
    }

    fn decide(case: &Case, days: i64, second: &str) -> Result<(), Refusal> {
        may_purge(case, Term::days(100), at(days), &officer("a"), &officer(second))
    }

    #[test]
    fn two_people_may_purge_a_finished_case_after_its_term() {
        let due = at(100).date_naive();
        assert_eq!(decide(&finished(), 100, "b"), Ok(()));
        assert_eq!(decide(&finished(), 99, "b"), Err(Refusal::BeforeTerm { due }));
        assert_eq!(decide(&finished(), -5, "b"), Err(Refusal::BeforeTerm { due }), "a clock set back");
        assert_eq!(decide(&finished(), 100, "a"), Err(Refusal::SecondPerson));
    }

    #[test]
    fn only_what_is_finished_goes_and_only_once() {
        for state in CaseState::ALL {
            let case = Case { state, ..finished() };
            let expected = if state.is_finished() { Ok(()) } else { Err(Refusal::NotFinished) };
            assert_eq!(decide(&case, 4_000, "b"), expected, "{state:?}");
        }
        let purge = Purge {
            reason: "r".into(),
            second: officer("b"),
            images: Vec::new(),
            sheet: None,
            approval: None,
        };
        let case = Case { purge: Some(purge), ..finished() };
        assert_eq!(decide(&case, 4_000, "b"), Err(Refusal::AlreadyPurged));
    }

    #[test]
    fn a_term_without_end_never_ends() {
        let never = Term::days(u32::MAX);
        let refused = may_purge(&finished(), never, at(1_000_000), &officer("a"), &officer("b"));
        assert!(matches!(refused, Err(Refusal::BeforeTerm { .. })));
        let five_years = Moment::from_timestamp(1_795_400_000, 0).unwrap() + TimeDelta::days(1_825);
        let refused = may_purge(&finished(), Term::default(), five_years, &officer("a"), &officer("b"));
        assert!(matches!(refused, Err(Refusal::BeforeTerm { .. })));
    }
}
