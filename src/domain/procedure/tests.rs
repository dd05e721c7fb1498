//! Cells of the procedure that no table of roles and states shows: what a decision looks at besides them.

use super::*;
use crate::domain::analysis::{Curve, Discrepancy, FilterChain, Mark, Polarity};
use crate::domain::fact::{BoothFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{OfficerId, Role};
use crate::domain::policy::{Leave, People};
use crate::domain::purge::Purge;
use crate::domain::registration::{DocumentDraft, Draft, GoodsDraft};
use crate::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd};
use crate::domain::shift::ShiftNumber;
use crate::domain::step::{By, SheetRecord};
use crate::domain::supervision::Override;

fn now() -> Moment {
    Moment::from_timestamp(1_795_400_000, 0).unwrap()
}

fn officer(id: &str, role: Role) -> Officer {
    Officer { id: OfficerId::parse(id).unwrap(), name: id.into(), role }
}

fn scan() -> ScanId {
    ScanId::new(&CaseNumber::parse("39855302/231126/000001").unwrap(), 1)
}

/// A registered case with these facts, all of them by one OMS.
fn case(facts: &[CaseFact]) -> Case {
    let draft = Draft {
        plate: "123ABC16".into(),
        documents: vec![DocumentDraft { number: "4471".into(), ..DocumentDraft::default() }],
        goods: vec![GoodsDraft {
            code: "0805".into(),
            description: "лимоны".into(),
            gross: "20400".into(),
            ..GoodsDraft::default()
        }],
        ..Draft::default()
    };
    let by = By::Officer(officer("a", Role::Oms));
    let number = CaseNumber::parse("39855302/231126/000001").unwrap();
    let first = CaseFact::Registered(draft.check().unwrap());
    let mut case = Case::begin(number, now(), &by, &first).unwrap();
    for fact in facts {
        case.apply(now(), &by, fact);
    }
    case
}

fn image() -> CaseFact {
    let image = ImageRecord {
        sha256: ImageHash::parse(&"0a".repeat(32)).unwrap(),
        bytes: 3,
        format: "TIFF".into(),
        width: 100,
        height: 50,
        bits: 16,
        energies: 1,
        depth: Depth::Full,
    };
    CaseFact::ImageAccepted { scan: scan(), image, manifest: None }
}

fn requested() -> CaseFact {
    CaseFact::ScanRequested { scan: scan(), kind: ScanKind::First }
}

fn ended(end: ScanEnd) -> CaseFact {
    CaseFact::ScanEnded { scan: scan(), end }
}

fn conclusion(verdict: Verdict) -> Conclusion {
    Conclusion {
        verdict,
        analysis: "плотный предмет".into(),
        recommendation: "досмотр".into(),
        filters: FilterChain {
            low: 0,
            high: 65_535,
            curve: Curve::Linear,
            polarity: Polarity::Normal,
            sharpen: 0,
        },
        viewed_percent: 100,
        mark: None,
        record: None,
    }
}

fn ruled(verdict: Verdict) -> Vec<CaseFact> {
    vec![requested(), image(), CaseFact::VerdictGiven(Box::new(conclusion(verdict)))]
}

fn decided(case: &Case, officer: &Officer, step: &Step, booth: &BoothState) -> Result<CaseFact, Refusal> {
    let (policy, lane) = (Policy::default(), LaneView::default());
    decide(case, officer, step, Circumstances { policy: &policy, booth, now: now(), lane: &lane })
}

#[test]
fn what_the_beam_has_passed_through_is_not_exempt() {
    let exempt = Step::Exempt(Exemption {
        ground: ExemptionGround::LiveFish,
        dimensions: None,
        alternative: "осмотр".into(),
    });
    let oms = officer("a", Role::Oms);
    let completed = ScanEnd::Completed { columns: 9, lost: 0, beam_ms: 9, dose_nsv: Some(9) };
    let unfit = CaseFact::ImageUnfit { scan: scan(), reason: "смаз".into() };
    let began = CaseFact::BeamBegan { scan: scan() };
    let missing = CaseFact::ImageMissing { scan: scan(), why: crate::domain::lane::ImageFault::NeverCame };
    for (facts, may) in [
        (vec![], true),
        (vec![requested(), ended(ScanEnd::Refused(3))], true),
        (vec![requested(), ended(ScanEnd::Stopped)], true),
        (vec![requested(), began, ended(ScanEnd::Stopped)], false),
        (vec![requested(), ended(completed), missing], false),
        (vec![requested(), image(), unfit], false),
    ] {
        let case = case(&facts);
        let granted = decided(&case, &oms, &exempt, &BoothState::default());
        assert_eq!(granted.is_ok(), may, "{facts:?}: {granted:?}");
    }
}

#[test]
fn a_session_older_than_the_shift_does_not_make_one_officer_both_operators() {
    let (oms, oac) = (officer("a", Role::Oms), officer("a", Role::Oac));
    let mut booth = BoothState::default();
    let opened = Fact::Booth { fact: BoothFact::ShiftOpened { shift: ShiftNumber(1) } };
    booth.apply(&Entry::new(now(), By::Officer(oms), opened));
    let file = CaseFact::Imported { file: "a.tif".into(), image: picture(), manifest: None, policy: None };
    let number = CaseNumber::parse("39855302/231126/000002").unwrap();
    let case = Case::begin(number, now(), &By::Station, &file).unwrap();
    assert_eq!(decided(&case, &oac, &Step::BeginAnalysis, &booth), Err(Refusal::OtherRole));
    let other = officer("b", Role::Oac);
    assert_eq!(decided(&case, &other, &Step::BeginAnalysis, &booth), Ok(CaseFact::AnalysisBegan));
    let people = People { oms_and_oac_in_one: Leave::Allowed, ..People::default() };
    let (policy, lane) = (Policy { people, ..Policy::default() }, LaneView::default());
    let at = Circumstances { policy: &policy, booth: &booth, now: now(), lane: &lane };
    assert_eq!(decide(&case, &oac, &Step::BeginAnalysis, at), Ok(CaseFact::AnalysisBegan));
}

fn picture() -> ImageRecord {
    match image() {
        CaseFact::ImageAccepted { image, .. } => image,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_override_names_each_mark_and_each_goods_line_once() {
    let case = case(&ruled(Verdict::WithoutSuspicion));
    let mark = |number| Mark { number, x: 1, y: 1, width: 9, height: 9, note: "".into(), proposed_by: None };
    let noted = || Discrepancy { goods_line: 0, note: "мест больше".into() };
    let over = |numbers: &[u16], discrepancies| {
        let step = Step::Override(Box::new(Override {
            reason: "ошибка".into(),
            conclusion: conclusion(Verdict::UnderSuspicion),
            marks: numbers.iter().copied().map(mark).collect(),
            discrepancies,
            second: None,
        }));
        decided(&case, &officer("s", Role::Supervisor), &step, &BoothState::default())
    };
    let known = Err(Refusal::Requirement(Requirement::KnownMark));
    assert!(over(&[1, 2], vec![noted()]).is_ok());
    for numbers in [&[1, 1][..], &[0], &[1, 3], &[u16::MAX]] {
        assert_eq!(over(numbers, Vec::new()), known, "{numbers:?}");
    }
    let twice = over(&[], vec![noted(), noted()]);
    assert_eq!(twice, Err(Refusal::Requirement(Requirement::KnownGoodsLine)));
}

#[test]
fn a_question_about_an_image_goes_with_the_image() {
    let asked = CaseFact::SecondOpinionAsked { reason: "тень".into() };
    let unfit = CaseFact::ImageUnfit { scan: scan(), reason: "смаз".into() };
    let open = [requested(), image(), CaseFact::AnalysisBegan, asked.clone()];
    assert!(case(&open).opinion_asked.is_some());
    assert_eq!(case(&[&open[..], &[unfit]].concat()).opinion_asked, None);
    let reopened = CaseFact::Reopened { reason: "ошибка".into(), second: None };
    let ruled = ruled(Verdict::WithoutSuspicion);
    assert_eq!(
        case(&[&[requested(), image(), asked], &ruled[2..], &[reopened]].concat()).opinion_asked,
        None
    );
}

#[test]
fn no_sheet_is_recorded_of_what_was_purged() {
    let gone = Purge {
        reason: "срок".into(),
        second: officer("s", Role::Supervisor),
        images: vec![],
        sheet: None,
        approval: None,
    };
    let handed = CaseFact::HandedOver { to: "Серік Б.".into() };
    let facts = [ruled(Verdict::UnderSuspicion), vec![handed, CaseFact::Purged(Box::new(gone))]].concat();
    let sheet = SheetRecord { file: "a.pdf".into(), sha256: "ab".into(), printer: None };
    let (oac, step) = (officer("b", Role::Oac), Step::RecordSheet(sheet));
    let booth = BoothState::default();
    assert_eq!(decided(&case(&facts), &oac, &step, &booth), Err(Refusal::AlreadyPurged));
    assert!(decided(&case(&facts[..4]), &oac, &step, &booth).is_ok());
}
