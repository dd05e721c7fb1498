//! One entry for every fact that the whole procedure added: supervision, shifts, malfunctions, checks, policy.

use crate::domain::case::CaseState;
use crate::domain::check::{CheckTest, CheckValues, DoseReading, Limit, judge};
use crate::domain::fact::{BoothFact, CaseFact, Entry, PolicyChange};
use crate::domain::malfunction::{
    ImageTest, MalfunctionNumber, MalfunctionStep, Service, Symptom, TestResult, Told,
};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::shift::{HandoverItem, ShiftFigures, ShiftNumber, ShiftSummary};
use crate::domain::step::{By, Verdict};
use crate::domain::supervision::{Agreement, Opinion, Outcome, OutcomeResult, Override, Recheck};
use crate::store::samples::{booth_entry, case_entry, conclusion, image, number, signed};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(super) fn supervisor() -> Officer {
    let id = OfficerId::parse("zhumabaeva.s").unwrap();
    Officer { id, name: "Жұмабаева С.".into(), role: Role::Supervisor }
}

/// Every such fact.
pub(super) fn entries() -> Vec<Entry> {
    let by = |entry: Entry| Entry { by: By::Officer(supervisor()), ..entry };
    let cases = case_facts().into_iter().map(|fact| case_entry(1, 70, fact));
    let booth = booth_facts().into_iter().map(booth_entry);
    cases.chain(booth).map(by).collect()
}

fn case_facts() -> Vec<CaseFact> {
    let text = || "спор о плотности".into();
    let given = Override {
        reason: text(),
        conclusion: conclusion(),
        marks: Vec::new(),
        discrepancies: Vec::new(),
        second: None,
    };
    vec![
        CaseFact::Imported {
            file: "a.tif".into(),
            image: image(),
            manifest: None,
            policy: Some("ab".into()),
        },
        CaseFact::DelayExplained { state: CaseState::Queued, reason: text() },
        CaseFact::SecondOpinionAsked { reason: text() },
        CaseFact::OpinionGiven(Opinion { sees: Verdict::UnderSuspicion, text: text() }),
        CaseFact::RecheckAsked { reason: text() },
        CaseFact::Rechecked(Recheck { agreement: Agreement::Differs, text: text() }),
        CaseFact::Reopened { reason: text(), second: None },
        CaseFact::Overridden(Box::new(given)),
        CaseFact::Cancelled { reason: text(), second: None },
        CaseFact::OutcomeRecorded(Outcome {
            result: OutcomeResult::Confirmed,
            found: "сигареты, 40 блоков".into(),
            documents: vec!["АД-7".into()],
        }),
    ]
}

fn booth_facts() -> Vec<BoothFact> {
    let (shift, malfunction) = (ShiftNumber(2), MalfunctionNumber(3));
    let follow = |step| BoothFact::MalfunctionFollowed { number: malfunction, step };
    let items = vec![
        HandoverItem::Case { number: number(1), state: CaseState::Queued },
        HandoverItem::Malfunction { number: malfunction },
        HandoverItem::Check,
        HandoverItem::Note { text: "ключ у дежурного".into() },
    ];
    let figures = ShiftFigures { registered: 3, ..ShiftFigures::default() };
    let summary = ShiftSummary { shift, figures, record: Some(Box::new(signed())) };
    let symptom = Symptom {
        part: "детектор 4".into(), symptom: "полоса".into(), service: Service::Stopped
    };
    vec![
        BoothFact::PolicyChanged(PolicyChange {
            sha256: "cd".into(),
            before: Some("ab".into()),
            text: "v".into(),
        }),
        BoothFact::ShiftOpened { shift },
        BoothFact::HandoverBegan { items },
        BoothFact::HandoverAcknowledged { item: 0 },
        BoothFact::ShiftClosed(Box::new(summary)),
        BoothFact::MalfunctionFound { number: malfunction, symptom },
        follow(MalfunctionStep::Tell(Told { whom: "дежурный".into(), how: "телефон".into() })),
        follow(MalfunctionStep::Repair("замена платы".into())),
        follow(MalfunctionStep::Test(ImageTest {
            result: TestResult::Passed, note: "сталь 280 мм".into()
        })),
        BoothFact::ReturnedToService { number: malfunction, second: supervisor(), approval: None },
        BoothFact::DailyCheckDone(Box::new(check())),
    ]
}

fn check() -> crate::domain::check::DailyCheck {
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let limit = |test| (test, Limit { pass: 4, limited: 12 });
    let limits = BTreeMap::from([limit(CheckTest::DeadChannels), limit(CheckTest::Wire)]);
    let dose = DoseReading {
        place: "кабина".into(),
        rate_nsv_h: 120,
        device: "ДКГ-07 № 1412".into(),
        verified_until: day,
    };
    let values = BTreeMap::from([(CheckTest::DeadChannels, 2), (CheckTest::Wire, 9)]);
    judge(CheckValues { values, doses: vec![dose], note: "нет".into() }, &limits, day).unwrap()
}
