//! Who sits in the modelled booth, what may happen there, and the papers that every move is made of.

pub use crate::support::desk::conclusion;
use crate::support::desk::draft;
use intrascope::domain::Moment;
use intrascope::domain::analysis::{Discrepancy, Mark};
use intrascope::domain::check::{CheckTest, CheckValues, DoseReading};
use intrascope::domain::exemption::Dimensions;
use intrascope::domain::malfunction::{MalfunctionStep, Service};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::registration::Registration;
use intrascope::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd};
use intrascope::domain::step::Step;
use intrascope::domain::text::CleanText;
use intrascope::domain::time::booth_day;
use intrascope::domain::units::Millimetres;

/// Two OMS, two OAC, one person who is both and a supervisor too, two supervisors.
pub const SEATS: [(&str, Role); 9] = [
    ("oms.one", Role::Oms),
    ("oms.two", Role::Oms),
    ("oac.one", Role::Oac),
    ("oac.two", Role::Oac),
    ("dual", Role::Oms),
    ("dual", Role::Oac),
    ("dual", Role::Supervisor),
    ("sup.one", Role::Supervisor),
    ("sup.two", Role::Supervisor),
];

/// Width and height of every image.
pub const IMAGE: (u32, u32) = (200, 100);

/// Cases of one life of the booth.
pub const MAX_CASES: usize = 4;

/// Purges of these images never name a real file.
const NO_FILE: &str = "0a";

/// Something that happens in the booth.
#[derive(Debug, Clone)]
pub enum Move {
    Present { seat: usize },
    Import { seat: usize },
    Take { case: usize, seat: usize, step: Box<Step> },
    Lane { case: usize, report: Report },
    LaneTurns(Lane),
    Day { seat: usize, deed: Deed },
    Purge { case: usize, first: usize, second: usize },
    SignIn { seat: usize },
    Wait { minutes: i64 },
    Restart,
}

/// Whether the lane lets a scan be requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Ready,
    Faulted,
}

/// What the scanner says of a case's last scan.
#[derive(Debug, Clone)]
pub enum Report {
    Prewarning,
    Beam,
    Ended(ScanEnd),
    Image,
    Missing,
}

/// A step of the booth's day.
#[derive(Debug, Clone)]
pub enum Deed {
    OpenShift,
    HandOver { note: CleanText },
    Acknowledge { item: u16 },
    TakeOver,
    CloseShift,
    Report { part: CleanText, symptom: CleanText, service: Service },
    Follow { number: u32, step: MalfunctionStep },
    Return { number: u32, second: usize },
    Check(Measured),
}

/// A daily check, by what comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    Good,
    Limited,
    Bad,
    MeterOverdue,
    NoValue,
    NoDose,
}

pub fn officer(seat: usize) -> Officer {
    let (id, role) = SEATS[seat];
    Officer { id: OfficerId::parse(id).unwrap(), name: id.into(), role }
}

/// So many seconds after the booth began: 09:00 at the booth.
pub fn moment(seconds: i64) -> Moment {
    let start: Moment = "2026-11-23T04:00:00Z".parse().unwrap();
    start + chrono::TimeDelta::seconds(seconds)
}

pub fn text(word: &str) -> CleanText {
    word.into()
}

/// Two goods lines, so that a discrepancy may name the wrong one.
pub fn registration() -> Registration {
    let mut registration = draft().check().unwrap();
    registration.goods.push(registration.goods[0].clone());
    registration
}

pub fn image() -> ImageRecord {
    ImageRecord {
        sha256: ImageHash::parse(&NO_FILE.repeat(32)).unwrap(),
        bytes: 3,
        format: "TIFF".into(),
        width: IMAGE.0,
        height: IMAGE.1,
        bits: 16,
        energies: 1,
        depth: Depth::Full,
    }
}

pub fn size(length: u32, width: u32, height: u32) -> Dimensions {
    Dimensions { length: Millimetres(length), width: Millimetres(width), height: Millimetres(height) }
}

pub fn mark(number: u16, (x, y): (u32, u32), (width, height): (u32, u32)) -> Mark {
    Mark { number, x, y, width, height, note: "плотно".into(), proposed_by: None }
}

pub fn noted(goods_line: u16, note: &str) -> Discrepancy {
    Discrepancy { goods_line, note: note.into() }
}

pub fn measured(kind: Measured, now: Moment) -> CheckValues {
    let day = booth_day(now);
    let usual = |test: CheckTest| match kind {
        Measured::Limited => test.usual_limit().limited,
        _ => test.usual_limit().pass,
    };
    let mut values: std::collections::BTreeMap<_, _> =
        CheckTest::ALL.into_iter().map(|test| (test, usual(test))).collect();
    match kind {
        Measured::Bad => drop(values.insert(CheckTest::DeadChannels, 900)),
        Measured::NoValue => drop(values.remove(&CheckTest::Wire)),
        _ => {}
    }
    let verified_until = if kind == Measured::MeterOverdue { day.pred_opt().unwrap() } else { day };
    let dose = DoseReading {
        place: "кабина".into(),
        rate_nsv_h: 120,
        device: "ДКГ-07 № 1412".into(),
        verified_until,
    };
    let doses = if kind == Measured::NoDose { Vec::new() } else { vec![dose] };
    CheckValues { values, doses, note: text("") }
}
