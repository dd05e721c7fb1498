//! One entry for every fact that people make together: notes, proposed marks, approvals and what they brought about.

use crate::domain::analysis::Mark;
use crate::domain::approval::{Action, ApprovalNumber, Asked, Seconded};
use crate::domain::case::Revision;
use crate::domain::fact::{BoothFact, CaseFact, Entry};
use crate::domain::malfunction::MalfunctionNumber;
use crate::domain::note::{NoteKind, Written};
use crate::domain::officer::{Officer, Role};
use crate::domain::purge::Purge;
use crate::domain::step::{By, Step};
use crate::domain::supervision::Override;
use crate::store::samples::procedure::supervisor;
use crate::store::samples::{booth_entry, case_entry, conclusion, image, number};

fn second() -> Seconded {
    Seconded { approval: ApprovalNumber(4), by: supervisor() }
}

/// Every such fact.
pub(super) fn entries() -> Vec<Entry> {
    let by = |entry: Entry| Entry { by: By::Officer(supervisor()), ..entry };
    let cases = case_facts().into_iter().map(|fact| case_entry(1, 95, fact));
    let booth = booth_facts().into_iter().map(booth_entry);
    cases.chain(booth).map(by).collect()
}

fn case_facts() -> Vec<CaseFact> {
    let note = |number, kind, to| CaseFact::NoteWritten {
        number,
        note: Written { kind, to, text: "посмотрите вторую ось".into() },
    };
    let proposed_by = Some(Officer { role: Role::Supervisor, ..supervisor() });
    let mark = Mark { number: 2, x: 1, y: 2, width: 3, height: 4, note: "тень".into(), proposed_by };
    let (marks, discrepancies) = (vec![mark.clone()], Vec::new());
    let conclusion = conclusion();
    let over = Override {
        reason: "ошибка".into(),
        conclusion,
        marks,
        discrepancies,
        second: Some(Box::new(second())),
    };
    let approval = Some(ApprovalNumber(4));
    let purge = Purge {
        reason: "срок".into(),
        second: supervisor(),
        images: vec![image().sha256],
        sheet: None,
        approval,
    };
    vec![
        note(1, NoteKind::Note, None),
        note(2, NoteKind::Instruction, Some(Role::Oac)),
        note(3, NoteKind::Question, None),
        CaseFact::NoteAcknowledged { number: 2 },
        CaseFact::NoteAnswered { number: 3, text: "груз догружен".into() },
        CaseFact::MarkPlaced(mark),
        CaseFact::Reopened { reason: "ошибка".into(), second: Some(Box::new(second())) },
        CaseFact::Cancelled { reason: "уехал".into(), second: Some(Box::new(second())) },
        CaseFact::Overridden(Box::new(over)),
        CaseFact::Purged(Box::new(purge)),
    ]
}

fn booth_facts() -> Vec<BoothFact> {
    let asked = |serial, action| {
        BoothFact::ApprovalAsked(Box::new(Asked {
            number: ApprovalNumber(serial),
            action,
            sha256: "ab".into(),
            expires: "2026-11-23T02:23:20Z".parse().unwrap(),
        }))
    };
    let taken = Box::new(Step::Reopen { reason: "ошибка".into() });
    let step = Action::Step { case: number(1), revision: Revision(9), taken };
    let (one, malfunction) = (ApprovalNumber(1), MalfunctionNumber(3));
    vec![
        asked(1, Action::Purge { cases: vec![number(1)], reason: "срок".into() }),
        asked(2, step),
        asked(3, Action::ReturnToService { number: malfunction }),
        BoothFact::ApprovalRefused { number: one, reason: "рано".into() },
        BoothFact::ApprovalWithdrawn { number: one },
        BoothFact::ApprovalExpired { number: one },
        BoothFact::ReturnedToService {
            number: malfunction,
            second: supervisor(),
            approval: Some(ApprovalNumber(4)),
        },
    ]
}
