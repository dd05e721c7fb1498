//! Facts for the store's tests: a whole case, and one fact of every kind.

mod lane;
mod people;
mod procedure;
mod seats;
mod together;

use crate::domain::Moment;
use crate::domain::analysis::{Curve, Discrepancy, FilterChain, Mark, Polarity};
use crate::domain::container::{CheckDigit, ContainerNumber};
use crate::domain::country::CountryCode;
use crate::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::lane::{ImageFault, Input, LaneFault};
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::{Officer, OfficerId, Role, SealNumber};
use crate::domain::plate::Plate;
use crate::domain::purge::Purge;
use crate::domain::registration::{
    ContainerLoad, DocumentKind, Driver, GoodsLine, Ground, Party, PartyRole, Radiation, RadiationUnit,
    RadiationValue, RecordedContainer, RecordedTaxId, Registration, ShippingDocument, Vehicle, VehicleKind,
};
use crate::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use crate::domain::signed::Signed;
use crate::domain::step::{By, Conclusion, Confirmation, LaneCheck, SheetRecord, Verdict};
use crate::domain::tax_id::TaxId;
use crate::domain::time::{ClockReading, ClockSync};
use crate::domain::units::{Grams, Millimetres};
use chrono::NaiveDate;

/// The day of the samples' cases.
pub(super) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

pub(super) fn number(serial: u32) -> CaseNumber {
    CaseNumber::new("39855302", day(), serial).unwrap()
}

fn at(seconds: i64) -> Moment {
    Moment::from_timestamp(1_795_400_000 + seconds, 120_000_000).unwrap()
}

fn oms() -> By {
    By::Officer(Officer {
        id: OfficerId::parse("akhmetov.a").unwrap(),
        name: "Ахметов А.".into(),
        role: Role::Oms,
    })
}

/// A fact of a case, by the OMS, some seconds into the day.
pub(super) fn case_entry(serial: u32, seconds: i64, fact: CaseFact) -> Entry {
    Entry::new(at(seconds), oms(), Fact::Case { number: number(serial), fact })
}

/// A fact of the booth, by the station.
pub(super) fn booth_entry(fact: BoothFact) -> Entry {
    Entry::new(at(0), By::Station, Fact::Booth { fact })
}

/// What was registered.
pub(super) fn registration() -> Registration {
    let container = ContainerNumber::parse("CSQU3054383").unwrap();
    let ground = Ground::Departure { request_number: "17/4".into(), request_date: day() };
    let container =
        RecordedContainer { number: container, check: CheckDigit::Matches, reason: None, load: None };
    Registration {
        containers: vec![container],
        documents: vec![ShippingDocument {
            kind: DocumentKind::Waybill,
            number: "4471".into(),
            date: Some(day()),
        }],
        goods: vec![GoodsLine {
            code: "0805".to_owned(),
            code_reason: None,
            description: "цитрусовые".into(),
            packages: Some(1_296),
            gross: Grams(20_400_000),
            net: None,
            origin: None,
        }],
        ..Registration::bare(ground, Plate::parse("123ABC16").unwrap())
    }
}

pub(super) fn registered(serial: u32) -> Entry {
    case_entry(serial, 0, CaseFact::Registered(registration()))
}

pub(super) fn mark(mark_number: u16) -> CaseFact {
    CaseFact::MarkPlaced(Mark {
        number: mark_number,
        x: 10,
        y: 20,
        width: 30,
        height: 40,
        note: "плотный предмет".into(),
        proposed_by: None,
    })
}

/// The image whose original holds the bytes `abc`.
pub(super) fn image() -> ImageRecord {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    ImageRecord {
        sha256: ImageHash::parse(abc).unwrap(),
        bytes: 3,
        format: "TIFF".to_owned(),
        width: 4_212,
        height: 903,
        bits: 16,
        energies: 2,
        depth: Depth::Full,
    }
}

/// The sheet whose file holds the bytes `abc`.
pub(super) fn sheet() -> SheetRecord {
    SheetRecord {
        file: "39855302-231126-000001.pdf".to_owned(),
        sha256: image().sha256.as_str().to_owned(),
        printer: Some("queued".to_owned()),
    }
}

fn conclusion() -> Conclusion {
    Conclusion {
        verdict: Verdict::WithoutSuspicion,
        analysis: "груз однороден".into(),
        recommendation: "".into(),
        filters: FilterChain {
            low: 12_000,
            high: 48_000,
            curve: Curve::Logarithm,
            polarity: Polarity::Normal,
            sharpen: 2,
        },
        viewed_percent: 98,
        mark: None,
        record: None,
    }
}

/// Every kind of fact of a case, in an order that a case could nearly have.
pub(super) fn case_facts() -> Vec<CaseFact> {
    let scan = ScanId::new(&number(1), 1);
    let dimensions =
        Dimensions { length: Millimetres(18_700), width: Millimetres(2_500), height: Millimetres(4_000) };
    let lane = LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
    let repeat = ScanKind::Repeat { reason: "смаз".into() };
    let completed = ScanEnd::Completed { columns: 4_212, lost: 3, beam_ms: 21_000, dose_nsv: Some(90) };
    let faulted = ScanEnd::Faulted(LaneFault::Opened(Input::Gates));
    let exemption = Exemption {
        ground: ExemptionGround::Oversize,
        dimensions: Some(dimensions),
        alternative: "досмотр".into(),
    };
    vec![
        CaseFact::Registered(registration()),
        CaseFact::Imported { file: "scan.tif".into(), image: image(), manifest: None, policy: None },
        CaseFact::Admitted(GateAnswers { dimensions }),
        CaseFact::NotApplied(exemption),
        CaseFact::LaneConfirmed(lane),
        CaseFact::ScanRequested { scan: scan.clone(), kind: ScanKind::First },
        CaseFact::ScanRequested { scan: scan.clone(), kind: repeat },
        CaseFact::PrewarningBegan { scan: scan.clone() },
        CaseFact::BeamBegan { scan: scan.clone() },
        CaseFact::ScanEnded { scan: scan.clone(), end: completed },
        CaseFact::ScanEnded { scan: scan.clone(), end: ScanEnd::Stopped },
        CaseFact::ScanEnded { scan: scan.clone(), end: faulted },
        CaseFact::ScanEnded { scan: scan.clone(), end: ScanEnd::Refused(3) },
        CaseFact::ImageAccepted { scan: scan.clone(), image: image(), manifest: None },
        CaseFact::ImageMissing { scan: scan.clone(), why: ImageFault::NeverCame },
        CaseFact::ImageUnfit { scan, reason: "смаз".into() },
        CaseFact::AnalysisBegan,
        mark(1),
        CaseFact::MarkRemoved { number: 1 },
        CaseFact::DiscrepancyNoted(Discrepancy { goods_line: 0, note: "мест больше".into() }),
        CaseFact::DiscrepancyRemoved { goods_line: 0 },
        CaseFact::VerdictGiven(Box::new(conclusion())),
        CaseFact::SheetPrinted(sheet()),
        CaseFact::Sealed { seal: SealNumber::parse("0417").unwrap() },
        CaseFact::HandedOver { to: "Серік Б., пост 7".into() },
    ]
}

/// Every kind of fact of the booth.
pub(super) fn booth_facts() -> Vec<BoothFact> {
    let scan = ScanId::new(&number(1), 1);
    vec![
        BoothFact::StationStarted { version: "0.1.0".to_owned() },
        BoothFact::StationStopped,
        BoothFact::SignedIn,
        BoothFact::SignInRefused { officer: "akhmetov.a".into() },
        BoothFact::SignedOut,
        BoothFact::ScannerConnected { identity: "IC-2".into() },
        BoothFact::ScannerLost,
        BoothFact::FaultRaised(LaneFault::Source(17)),
        BoothFact::FaultAcknowledged(LaneFault::BeamStuck),
        BoothFact::StopRequested { scan: Some(scan) },
        BoothFact::IndexRebuilt { frames: 4_000 },
        BoothFact::TailCut { bytes: 512 },
    ]
}

/// One fact of every kind, in the order in which the kinds came to be.
pub(super) fn every_fact() -> Vec<Entry> {
    let cases = (0..).zip(case_facts()).map(|(seconds, fact)| case_entry(1, seconds, fact));
    let booth = booth_facts().into_iter().map(booth_entry);
    cases
        .chain(booth)
        .chain(later_case_entries())
        .chain(later_booth_facts().into_iter().map(booth_entry))
        .chain(procedure::entries())
        .chain([case_entry(1, 90, CaseFact::Registered(whole_registration()))])
        .chain(seats::entries())
        .chain(together::entries())
        .chain(people::entries())
        .chain(lane::entries())
        .collect()
}

/// A registration with every field that the whole form has, and with every number that fails its check.
pub(super) fn whole_registration() -> Registration {
    let failing = ContainerNumber::parse("TCNU1234560").unwrap();
    let container = RecordedContainer {
        check: failing.check_digit(),
        number: failing,
        reason: Some("так нанесено".into()),
        load: Some(ContainerLoad::Part),
    };
    let party = |role, id: &str| {
        let id = TaxId::parse(id).unwrap();
        let tax_id = RecordedTaxId { check: id.check(), id, reason: Some("так в CMR".into()) };
        Party { role, name: "ТОО «Алма»".into(), tax_id: Some(tax_id) }
    };
    let mut whole = registration();
    *whole.vehicle = Vehicle {
        kind: Some(VehicleKind::HeavyTruck),
        country: Some(CountryCode::parse("KG").unwrap()),
        trailers: vec![Plate::parse("12ABC16").unwrap()],
        driver: Some(Driver {
            name: "Әбдірахманов Қ. Ө.".into(), document: Some("N 00000000".into())
        }),
        axles: Some(5),
    };
    whole.containers.push(container);
    whole.goods.push(GoodsLine {
        code: "08061".to_owned(),
        code_reason: Some("так в накладной".into()),
        net: Some(Grams(19_000_000)),
        origin: Some(CountryCode::parse("UZ").unwrap()),
        ..whole.goods[0].clone()
    });
    whole.parties =
        vec![party(PartyRole::Consignee, "120940001107"), party(PartyRole::Carrier, "700207400940")];
    whole.risk_profiles = vec!["11/10000/01122026/00017/01".into()];
    whole.radiation = Some(Box::new(Radiation {
        value: RadiationValue(120),
        unit: RadiationUnit::MicrosievertPerHour,
        device: "РКС-01".into(),
        number: "0417".into(),
        verification: Some("KZ 17".into()),
    }));
    whole.policy = Some("ab".repeat(32));
    whole.imported_from = Some(Box::new("form.json".into()));
    whole
}

/// What the second version added to cases: parties, manifests, records of verdicts, purges, the other clocks.
fn later_case_entries() -> Vec<Entry> {
    let scan = ScanId::new(&number(1), 1);
    let parties =
        vec![Party { role: PartyRole::Consignee, name: "ТОО «Алма»".into(), tax_id: None }];
    let supervisor =
        Officer {
            id: OfficerId::parse("serik.b").unwrap(), name: "Серік Б.".into(), role: Role::Supervisor
        };
    let purge = Purge {
        reason: "срок хранения".into(),
        second: supervisor,
        images: vec![image().sha256],
        sheet: Some(sheet().sha256),
        approval: None,
    };
    let clock = ClockReading { uptime_ms: 12_345, boot: "b".to_owned(), sync: ClockSync::Free };
    let facts = [
        CaseFact::Registered(Registration { parties, ..registration() }),
        CaseFact::Imported {
            file: "scan.tif".into(),
            image: image(),
            manifest: Some(Box::new(signed())),
            policy: None,
        },
        CaseFact::ImageAccepted { scan, image: image(), manifest: Some(Box::new(signed())) },
        CaseFact::VerdictGiven(Box::new(Conclusion { record: Some(Box::new(signed())), ..conclusion() })),
        CaseFact::Purged(Box::new(purge)),
    ];
    facts.map(|fact| Entry { clock: Some(clock.clone()), ..case_entry(1, 60, fact) }).into()
}

fn signed() -> Signed {
    let (text, key, signature) = ("{}".to_owned(), "intrascope/booth+00+AA".to_owned(), "AA==".to_owned());
    Signed { text, key, signature }
}

/// What the second version added to the booth.
fn later_booth_facts() -> Vec<BoothFact> {
    vec![
        BoothFact::KeyMade { key: "intrascope/booth+00+AA".to_owned() },
        BoothFact::Restored { epoch: 2, facts: 400, root: "ab".to_owned(), from: "usb".into() },
        BoothFact::MirrorLost { why: "No such device".into() },
        BoothFact::MirrorJoined { frames: 12 },
        BoothFact::Healed { what: "segment 3".into() },
        BoothFact::Repaired {
            lost_from: 400,
            lost_to: Some(402),
            kept_in: "journal-damaged-0001".to_owned(),
        },
        BoothFact::ClockJumped { by_ms: -3_600_000 },
        BoothFact::DiskFilled { percent: 95 },
        BoothFact::OriginalDamaged { sha256: image().sha256 },
        BoothFact::BackupMade { to: "usb".into(), facts: 400 },
    ]
}

/// A case from its registration to its seal.
pub(super) fn whole_case(serial: u32) -> Vec<Entry> {
    let scan = ScanId::new(&number(serial), 1);
    let fits = |fact: &CaseFact| {
        !matches!(
            fact,
            CaseFact::Imported { .. }
                | CaseFact::NotApplied(_)
                | CaseFact::ScanRequested { kind: ScanKind::Repeat { .. }, .. }
                | CaseFact::ScanEnded {
                    end: ScanEnd::Stopped | ScanEnd::Refused(_) | ScanEnd::Faulted(_),
                    ..
                }
                | CaseFact::ImageMissing { .. }
                | CaseFact::ImageUnfit { .. }
                | CaseFact::HandedOver { .. }
                | CaseFact::Purged(_)
                | CaseFact::DelayExplained { .. }
                | CaseFact::SecondOpinionAsked { .. }
                | CaseFact::OpinionGiven(_)
                | CaseFact::RecheckAsked { .. }
                | CaseFact::Rechecked(_)
                | CaseFact::Reopened { .. }
                | CaseFact::Overridden(_)
                | CaseFact::Cancelled { .. }
                | CaseFact::OutcomeRecorded(_)
                | CaseFact::NoteWritten { .. }
                | CaseFact::NoteAcknowledged { .. }
                | CaseFact::NoteAnswered { .. }
        )
    };
    let facts = case_facts().into_iter().filter(fits).map(|fact| match fact {
        CaseFact::ScanRequested { kind, .. } => CaseFact::ScanRequested { scan: scan.clone(), kind },
        CaseFact::BeamBegan { .. } => CaseFact::BeamBegan { scan: scan.clone() },
        CaseFact::ScanEnded { end, .. } => CaseFact::ScanEnded { scan: scan.clone(), end },
        CaseFact::ImageAccepted { image, manifest, .. } => {
            CaseFact::ImageAccepted { scan: scan.clone(), image, manifest }
        }
        other => other,
    });
    (0..).zip(facts).map(|(seconds, fact)| case_entry(serial, seconds, fact)).collect()
}
