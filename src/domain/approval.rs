//! Approvals: what policy lets nobody do alone is asked for by one person and carried out on another person's word.

use crate::domain::Moment;
use crate::domain::case::Revision;
use crate::domain::malfunction::MalfunctionNumber;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, Role};
use crate::domain::policy::People;
use crate::domain::refusal::Refusal;
use crate::domain::step::{Step, StepKind};
use crate::domain::text::CleanText;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Approvals that may be pending at one time: more than a booth's supervisors decide in ten minutes.
pub const MAX_PENDING: usize = 32;

/// How long an approval may be pending. Whoever comes later asks again, and looks at the case as it is then.
pub const PENDING_FOR: TimeDelta = TimeDelta::minutes(10);

/// An approval's number in this booth, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApprovalNumber(pub u32);

/// What can need two people, by the name that policy has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Pictures and sheets go after their term.
    Purge,
    /// Another verdict in place of the one that stands.
    Override,
    /// A case goes back into analysis.
    Reopen,
    /// A case is not carried on.
    Cancel,
    /// The complex is used again after a malfunction.
    ReturnToService,
}

impl ActionKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Purge, Self::Override, Self::Reopen, Self::Cancel, Self::ReturnToService];

    /// The kind of a step with a case; none for steps that one person always takes.
    pub fn of_step(step: StepKind) -> Option<Self> {
        match step {
            StepKind::Override => Some(Self::Override),
            StepKind::Reopen => Some(Self::Reopen),
            StepKind::Cancel => Some(Self::Cancel),
            _ => None,
        }
    }

    /// The step by which the table of authority knows it.
    pub fn step(self) -> StepKind {
        match self {
            Self::Purge => StepKind::Purge,
            Self::Override => StepKind::Override,
            Self::Reopen => StepKind::Reopen,
            Self::Cancel => StepKind::Cancel,
            Self::ReturnToService => StepKind::ReturnToService,
        }
    }
}

/// The exact action that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// A purge.
    Purge {
        /// Of which cases.
        cases: Vec<CaseNumber>,
        /// Why.
        reason: CleanText,
    },
    /// A step with a case.
    Step {
        /// Which case.
        case: CaseNumber,
        /// The revision that was looked at: a case that has moved on is not the one that was approved.
        revision: Revision,
        /// Which step.
        taken: Box<Step>,
    },
    /// A return to service.
    ReturnToService {
        /// After which malfunction.
        number: MalfunctionNumber,
    },
}

impl Action {
    /// Its kind; none for a step that one person takes.
    pub fn kind(&self) -> Option<ActionKind> {
        match self {
            Self::Purge { .. } => Some(ActionKind::Purge),
            Self::Step { taken, .. } => ActionKind::of_step(taken.kind()),
            Self::ReturnToService { .. } => Some(ActionKind::ReturnToService),
        }
    }
}

/// What was asked, as the journal keeps it; who asked and when is the entry's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its number.
    pub number: ApprovalNumber,
    /// What is to be done.
    pub action: Action,
    /// SHA-256 over the number, the person and the action, lower-case hexadecimal.
    pub sha256: String,
    /// When it ends by itself.
    pub expires: Moment,
}

/// An approval that waits for the second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Who asked.
    pub by: Officer,
    /// When.
    pub at: Moment,
    /// What.
    #[serde(flatten)]
    pub asked: Asked,
}

/// On whose word besides the entry's own officer something was done, and which approval that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seconded {
    /// The approval.
    pub approval: ApprovalNumber,
    /// The second person.
    pub by: Officer,
}

impl Pending {
    /// Whether its time is over. A clock that was set back behind the asking ends it too: nobody knows how long ago it was.
    pub fn is_over(&self, now: Moment) -> bool {
        now >= self.asked.expires || now < self.at
    }
}

/// Whether an officer may be the second person of what another has asked, whatever it is.
pub fn may_second(asker: &Officer, officer: &Officer, people: &People) -> Result<(), Refusal> {
    if asker.id == officer.id {
        return Err(Refusal::SecondPerson);
    }
    if people.approvers.contains(&officer.role) { Ok(()) } else { Err(Refusal::Role(StepKind::Approve)) }
}

/// Whether an action may be taken by one person alone.
pub fn may_alone(kind: Option<ActionKind>, people: &People) -> Result<(), Refusal> {
    match kind {
        Some(kind) if people.two_people.contains(&kind) => Err(Refusal::NeedsSecond(kind)),
        _ => Ok(()),
    }
}

/// The roles that may be second persons as shipped.
pub(in crate::domain) const USUAL_APPROVERS: [Role; 1] = [Role::Supervisor];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::officer::OfficerId;

    const ROLES: [Role; 3] = [Role::Oms, Role::Oac, Role::Supervisor];

    fn officer(id: &str, role: Role) -> Officer {
        Officer { id: OfficerId::parse(id).unwrap(), name: id.into(), role }
    }

    #[test]
    fn nist_800_53_ac_3_2_another_person_of_a_role_that_policy_names_is_the_second() {
        for approvers in [vec![Role::Supervisor], vec![Role::Oms, Role::Oac], vec![]] {
            let people = People { approvers: approvers.iter().copied().collect(), ..People::default() };
            for (role, asker) in ROLES.into_iter().flat_map(|role| ROLES.map(|asker| (role, asker))) {
                let asker = officer("a", asker);
                let own = may_second(&asker, &officer("a", role), &people);
                assert_eq!(own, Err(Refusal::SecondPerson), "whatever the role: {role:?}");
                let expected =
                    if approvers.contains(&role) { Ok(()) } else { Err(Refusal::Role(StepKind::Approve)) };
                assert_eq!(may_second(&asker, &officer("b", role), &people), expected, "{role:?}");
            }
        }
    }

    #[test]
    fn what_policy_names_nobody_does_alone() {
        for named in ActionKind::ALL {
            let people = People { two_people: [named].into(), ..People::default() };
            for kind in ActionKind::ALL {
                let alone = may_alone(Some(kind), &people);
                assert_eq!(alone, if kind == named { Err(Refusal::NeedsSecond(kind)) } else { Ok(()) });
            }
            assert_eq!(may_alone(None, &people), Ok(()));
        }
        for step in StepKind::ALL {
            let kind = ActionKind::of_step(step);
            assert!(kind.is_none_or(|kind| kind.step() == step), "{step:?}");
        }
    }

    #[test]
    fn an_approval_is_over_after_its_time_and_when_the_clock_goes_back_behind_it() {
        let at: Moment = "2026-11-23T04:00:00Z".parse().unwrap();
        let asked = Asked {
            number: ApprovalNumber(1),
            action: Action::ReturnToService { number: MalfunctionNumber(1) },
            sha256: String::new(),
            expires: at + PENDING_FOR,
        };
        let pending = Pending { by: officer("a", Role::Oms), at, asked };
        for (seconds, is_over) in [(0, false), (599, false), (600, true), (9_999, true), (-1, true)] {
            assert_eq!(pending.is_over(at + TimeDelta::seconds(seconds)), is_over, "{seconds}");
        }
    }
}
