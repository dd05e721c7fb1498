//! Domain values as phrases: ids only, the words are in the catalogue.

mod facts;
pub mod figures;
mod together;

pub use facts::{fact, fact_kind, maker};
pub use figures::figures;
pub use together::{action_kind, note_kind};
pub mod day;
pub mod earlier;
pub mod intake;
pub mod lane;
pub mod papers;
pub mod people;
pub mod registration;
pub mod seats;

use crate::domain::Moment;
use crate::domain::booth::ScanBar;
use crate::domain::case::{Case, CaseState};
use crate::domain::check::{CheckFault, CheckTest};
use crate::domain::exemption::ExemptionGround;
use crate::domain::lane::{
    Contact, DeviceKind, Impediment, Input, LaneFault, LaneView, Link, SourceState, Stage,
};
use crate::domain::officer::Role;
use crate::domain::policy::Wording;
use crate::domain::refusal::{ImportFault, Refusal, Requirement, Undecoded};
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{
    ContainerLoad, DocumentKind, Field, FieldFault, RadiationUnit, Spot, VehicleKind,
};
use crate::domain::scan::{Depth, NoImage, ScanEnd};
use crate::domain::step::{Conclusion, StepKind, Verdict};
use crate::domain::supervision::OutcomeResult;
use crate::domain::time::booth_time;
use crate::words::{Language, Value, Words};
use serde::Serialize;

/// The phrase of a value that has no contents: `<prefix>-<its name with dashes>`.
fn named<T: Serialize>(words: Words, prefix: &str, value: &T) -> String {
    let name = serde_json::to_value(value).ok();
    let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or("unknown");
    words.say(&format!("{prefix}-{}", name.replace('_', "-")))
}

/// A case's state.
pub fn state(words: Words, state: CaseState) -> String {
    named(words, "state", &state)
}

/// A role, short: OMS, OAC.
pub fn role(words: Words, role: Role) -> String {
    named(words, "role", &role)
}

/// A verdict's mark, as the Order words it.
pub fn verdict(words: Words, verdict: Verdict) -> String {
    named(words, "verdict", &verdict)
}

/// A wording of the policy, in the person's language.
pub fn wording(words: Words, wording: &Wording) -> String {
    match words.language() {
        Language::Kk => wording.kk.clone(),
        Language::Ru => wording.ru.clone(),
        Language::En => wording.en.clone(),
    }
}

/// The mark as it was entered: in the policy's wording of that time, or in the catalogue's where none was kept.
pub fn mark(words: Words, conclusion: &Conclusion) -> String {
    match &conclusion.mark {
        Some(entered) => wording(words, entered),
        None => verdict(words, conclusion.verdict),
    }
}

/// What an examination came to.
pub fn outcome(words: Words, result: OutcomeResult) -> String {
    named(words, "outcome", &result)
}

/// A ground of exemption.
pub fn exemption(words: Words, ground: ExemptionGround) -> String {
    named(words, "exemption", &ground)
}

/// A kind of shipping document.
pub fn document_kind(words: Words, kind: DocumentKind) -> String {
    named(words, "document", &kind)
}

/// The name of a form's field.
pub fn field(words: Words, field: Field) -> String {
    named(words, "field", &field)
}

/// A field with its row where the form has it in rows: "goods 2: gross mass, kg".
pub fn spot(words: Words, spot: Spot) -> String {
    let name = field(words, spot.field);
    let Some(group) = spot.field.group() else { return name };
    let id = match group {
        RowGroup::Trailer => "row-trailer",
        RowGroup::Container => "row-container",
        RowGroup::Document => "row-document",
        RowGroup::Goods => "row-goods",
        RowGroup::RiskProfile => "row-risk-profile",
    };
    let number = u32::from(spot.row) + 1;
    words.say_with(id, &[("number", Value::from(number)), ("field", Value::from(name))])
}

/// A kind of vehicle.
pub fn vehicle_kind(words: Words, kind: VehicleKind) -> String {
    named(words, "vehicle", &kind)
}

/// How much of a container the goods take.
pub fn container_load(words: Words, load: ContainerLoad) -> String {
    named(words, "load", &load)
}

/// A unit of the radiation control.
pub fn radiation_unit(words: Words, unit: RadiationUnit) -> String {
    named(words, "unit", &unit)
}

/// The name of an input of the chain.
pub fn input(words: Words, input: Input) -> String {
    named(words, "input", &input)
}

/// What an input reports: each input has words of its own for closed and open.
pub fn contact(words: Words, input: Input, contact: Contact) -> String {
    match contact {
        Contact::Unknown => words.say("contact-unknown"),
        Contact::Closed => named(words, "contact-closed", &input),
        Contact::Open => named(words, "contact-open", &input),
    }
}

/// What the source reports.
pub fn source(words: Words, source: SourceState) -> String {
    named(words, "source", &source)
}

/// What is left to be done for a step.
pub fn requirement(words: Words, requirement: Requirement) -> String {
    named(words, "requirement", &requirement)
}

/// A step's name.
pub fn step(words: Words, step: StepKind) -> String {
    named(words, "step", &step)
}

/// The depth flag; nothing for full depth.
pub fn depth_flag(words: Words, depth: Option<Depth>) -> Option<String> {
    match depth {
        Some(Depth::Reduced) => Some(words.say("depth-reduced")),
        Some(Depth::Full) | None => None,
    }
}

/// The depth flag of a case for a frame's corner; empty for full depth.
pub fn depth_corner(words: Words, case: &Case) -> String {
    let depth = case.image().map(|image| image.depth);
    depth_flag(words, depth).map_or_else(String::new, |flag| format!(" × {flag} "))
}

/// The depth flag where there is little room; nothing for full depth.
pub fn depth_flag_short(words: Words, depth: Option<Depth>) -> Option<String> {
    depth_flag(words, depth).map(|_| words.say("depth-reduced-short"))
}

/// What is wrong with a field.
pub fn field_fault(words: Words, fault: FieldFault) -> String {
    match fault {
        FieldFault::Missing => words.say("fault-missing"),
        FieldFault::RequestMissing => words.say("fault-request-missing"),
        FieldFault::Format => words.say("fault-format"),
        FieldFault::ContainerCategory => words.say("fault-container-category"),
        FieldFault::CheckDigit(digit) => {
            words.say_with("fault-check-digit", &[("digit", Value::from(digit))])
        }
        FieldFault::TooLong => words.say("fault-too-long"),
        FieldFault::UnusualLength => words.say("fault-unusual-length"),
        FieldFault::TaxIdImpossible => words.say("fault-tax-id-impossible"),
        FieldFault::NoCountry => words.say("fault-no-country"),
        FieldFault::NetOverGross => words.say("fault-net-over-gross"),
        FieldFault::NotInList => words.say("fault-not-in-list"),
        FieldFault::TooMany(most) => words.say_with("fault-too-many", &[("most", Value::from(most))]),
    }
}

/// Why the lane forbids a scan.
pub fn impediment(words: Words, impediment: Impediment) -> String {
    let with_input = |id, name| words.say_with(id, &[("input", Value::from(input(words, name)))]);
    match impediment {
        Impediment::Disconnected => words.say("impediment-disconnected"),
        Impediment::Stale => words.say("impediment-stale"),
        Impediment::Open(name) => with_input("impediment-open", name),
        Impediment::Unknown(name) => with_input("impediment-unknown", name),
        Impediment::SourceNotReady => words.say("impediment-source-not-ready"),
        Impediment::Fault => words.say("impediment-fault"),
        Impediment::Busy => words.say("impediment-busy"),
        Impediment::NoImageFolder => words.say("impediment-no-image-folder"),
        Impediment::Device(kind) => {
            words.say_with("impediment-device", &[("device", Value::from(device(words, kind)))])
        }
        Impediment::WarmupRequired => words.say("impediment-warmup"),
        Impediment::NotCalibrated => words.say("impediment-not-calibrated"),
        Impediment::EmergencyStop => words.say("impediment-emergency-stop"),
        Impediment::ImageAwaited => words.say("impediment-image-awaited"),
    }
}

/// A latched fault: what happened.
pub fn lane_fault(words: Words, fault: LaneFault) -> String {
    let with_device = |id, kind| words.say_with(id, &[("device", Value::from(device(words, kind)))]);
    match fault {
        LaneFault::LinkLost => words.say("lane-fault-link-lost"),
        LaneFault::Opened(name) => {
            words.say_with("lane-fault-opened", &[("input", Value::from(input(words, name)))])
        }
        LaneFault::StaleView => words.say("lane-fault-stale-view"),
        LaneFault::Source(code) => words.say_with("lane-fault-source", &[("code", Value::from(code))]),
        LaneFault::BeamStuck => words.say("lane-fault-beam-stuck"),
        LaneFault::NoBeam => words.say("lane-fault-no-beam"),
        LaneFault::TooLong => words.say("lane-fault-too-long"),
        LaneFault::WrongDevice => words.say("lane-fault-wrong-device"),
        LaneFault::DeviceLost(kind) => with_device("lane-fault-device-lost", kind),
        LaneFault::Implausible(kind) => with_device("lane-fault-implausible", kind),
        LaneFault::DeviceReset(kind) => with_device("lane-fault-device-reset", kind),
        LaneFault::Conflict => words.say("lane-fault-conflict"),
        LaneFault::Speed => words.say("lane-fault-speed"),
        LaneFault::Setpoint => words.say("lane-fault-setpoint"),
        LaneFault::Calibration => words.say("lane-fault-calibration"),
        LaneFault::EmergencyStop => words.say("lane-fault-emergency-stop"),
    }
}

/// A device of the lane by its name.
pub fn device(words: Words, kind: DeviceKind) -> String {
    match kind {
        DeviceKind::Portal => words.say("device-portal"),
        DeviceKind::Source => words.say("device-source"),
        DeviceKind::Monitor => words.say("device-monitor"),
        DeviceKind::Detector => words.say("device-detector"),
    }
}

/// A latched fault: what to do.
pub fn lane_fault_advice(words: Words, fault: LaneFault) -> String {
    match fault {
        LaneFault::BeamStuck => words.say("lane-advice-beam-stuck"),
        LaneFault::EmergencyStop => words.say("lane-advice-emergency-stop"),
        LaneFault::Opened(_) => words.say("lane-advice-opened"),
        LaneFault::LinkLost
        | LaneFault::DeviceLost(_)
        | LaneFault::StaleView
        | LaneFault::NoBeam
        | LaneFault::TooLong
        | LaneFault::Speed => words.say("lane-advice-look"),
        LaneFault::Source(_)
        | LaneFault::WrongDevice
        | LaneFault::Implausible(_)
        | LaneFault::DeviceReset(_)
        | LaneFault::Conflict
        | LaneFault::Setpoint
        | LaneFault::Calibration => words.say("lane-advice-engineer"),
    }
}

/// How a scan ended.
pub fn scan_end(words: Words, end: &ScanEnd) -> String {
    match end {
        ScanEnd::Completed { columns, lost, .. } => words.say_with(
            "scan-end-completed",
            &[("columns", Value::from(*columns)), ("lost", Value::from(*lost))],
        ),
        ScanEnd::Stopped => words.say("scan-end-stopped"),
        ScanEnd::Refused(code) => words.say_with("scan-end-refused", &[("code", Value::from(*code))]),
        ScanEnd::Faulted(fault) => {
            words.say_with("scan-end-faulted", &[("fault", Value::from(lane_fault(words, *fault)))])
        }
    }
}

/// Why a scan has no image to analyse.
pub fn no_image(words: Words, why: &NoImage) -> String {
    match why {
        NoImage::Missing(missing) => named(words, "image-fault", &missing.why),
        NoImage::Unfit { reason } => {
            words.say_with("image-unfit", &[("reason", Value::from(reason.to_string()))])
        }
    }
}

/// Why a file makes no case.
pub fn import_fault(words: Words, fault: &ImportFault) -> String {
    let with =
        |id, name: &'static str, value: &str| words.say_with(id, &[(name, Value::from(value.to_owned()))]);
    match fault {
        ImportFault::Unknown => words.say("format-unknown"),
        ImportFault::NotSupported(what) => with("format-not-supported", "what", what),
        ImportFault::TooLarge(what) => with("format-too-large", "what", what),
        ImportFault::Damaged => words.say("format-damaged"),
        ImportFault::Empty => words.say("format-empty"),
        ImportFault::Unreadable(why) => with("format-io", "why", why),
        ImportFault::NotKept(why) => with("refusal-store", "why", why),
        ImportFault::NotDecoded(why) => with("format-not-decoded", "why", &undecoded(words, why)),
    }
}

fn undecoded(words: Words, why: &Undecoded) -> String {
    match why {
        Undecoded::NotStarted { error } => {
            words.say_with("decoder-not-started", &[("why", Value::from(error.clone()))])
        }
        Undecoded::Ended { signal } => words.say_with("decoder-ended", &[("signal", Value::from(*signal))]),
        Undecoded::TooLong => words.say("decoder-too-long"),
        Undecoded::NoAnswer => words.say("decoder-no-answer"),
    }
}

/// A refusal, in a sentence.
pub fn refusal(words: Words, refusal: &Refusal) -> String {
    let text = |id, name: &'static str, value: String| words.say_with(id, &[(name, Value::from(value))]);
    match refusal {
        Refusal::NotSignedIn => words.say("refusal-not-signed-in"),
        Refusal::WrongPin => words.say("refusal-wrong-pin"),
        Refusal::WaitAfterWrongPin { seconds } => {
            words.say_with("refusal-wait-after-wrong-pin", &[("seconds", Value::from(*seconds))])
        }
        Refusal::Role(kind) => text("refusal-role", "step", step(words, *kind)),
        Refusal::State { step: kind, state: at } => words.say_with(
            "refusal-state",
            &[("step", Value::from(step(words, *kind))), ("state", Value::from(state(words, *at)))],
        ),
        Refusal::SamePerson => words.say("refusal-same-person"),
        Refusal::TakenBy(name) => text("refusal-taken-by", "name", name.clone()),
        Refusal::Changed => words.say("refusal-changed"),
        Refusal::NoCase => words.say("refusal-no-case"),
        Refusal::Form(faults) if faults.iter().any(|(_, fault)| *fault == FieldFault::RequestMissing) => {
            words.say("refusal-departure")
        }
        Refusal::Form(faults) => match faults.first() {
            Some((name, fault)) => words.say_with(
                "refusal-form",
                &[
                    ("field", Value::from(spot(words, *name))),
                    ("fault", Value::from(field_fault(words, *fault))),
                ],
            ),
            None => words.say("refusal-changed"),
        },
        Refusal::Requirement(lacking) => text("refusal-requirement", "what", requirement(words, *lacking)),
        Refusal::Lane(why) => text("refusal-lane", "why", impediment(words, *why)),
        Refusal::LaneTaken => words.say("refusal-lane-taken"),
        Refusal::Store(why) => text("refusal-store", "why", why.clone()),
        Refusal::Picture(why) => text("refusal-picture", "why", why.clone()),
        Refusal::Paper(why) => text("refusal-paper", "why", why.clone()),
        Refusal::Import(why) => text("refusal-import", "why", import_fault(words, why)),
        Refusal::Intake(why) => text("refusal-intake", "why", intake::fault(words, why)),
        Refusal::DiskFull => words.say("refusal-disk-full"),
        Refusal::IndexNotReady { percent } => text("refusal-index-not-ready", "percent", percent.to_string()),
        Refusal::SecondPerson => words.say("refusal-second-person"),
        Refusal::NotFinished => words.say("refusal-not-finished"),
        Refusal::BeforeTerm { due } => text("refusal-before-term", "due", due.format("%d.%m.%Y").to_string()),
        Refusal::AlreadyPurged => words.say("refusal-already-purged"),
        Refusal::OwnVerdict => words.say("refusal-own-verdict"),
        Refusal::OtherRole => words.say("refusal-other-role"),
        Refusal::Late { state: at, minutes, limit } => late(words, *at, (*minutes, *limit)),
        Refusal::Barred(bar) => scan_bar(words, *bar),
        Refusal::Check(fault) => check_fault(words, *fault),
        Refusal::ShiftOpen | Refusal::NoShift | Refusal::OwnHandover | Refusal::NoMalfunction => {
            day::refusal(words, refusal)
        }
        Refusal::Seat(fault) => seats::fault(words, fault),
        Refusal::OwnNote
        | Refusal::NoteOpen { .. }
        | Refusal::NeedsSecond(_)
        | Refusal::NothingToApprove(_)
        | Refusal::SameSession
        | Refusal::NoApproval
        | Refusal::ApprovalOver
        | Refusal::OthersApproval
        | Refusal::NoDraft => together::refusal(words, refusal),
        Refusal::Account(_)
        | Refusal::Secret(_)
        | Refusal::PinMustBeSet
        | Refusal::AccountLocked
        | Refusal::SeatPaused { .. }
        | Refusal::TooManySignIns => people::refusal(words, refusal),
        Refusal::StationGone => words.say("refusal-station-gone"),
    }
}

fn late(words: Words, at: CaseState, (minutes, limit): (u32, u32)) -> String {
    let at = Value::from(state(words, at));
    let minutes = ("minutes", Value::from(minutes));
    words.say_with("refusal-late", &[("state", at), minutes, ("limit", Value::from(limit))])
}

/// Why the booth's own state refuses scans.
pub fn scan_bar(words: Words, bar: ScanBar) -> String {
    match bar {
        ScanBar::OutOfService(number) => {
            words.say_with("bar-out-of-service", &[("number", Value::from(number.0))])
        }
        ScanBar::CheckFailed => words.say("bar-check-failed"),
        ScanBar::CheckMissing => words.say("bar-check-missing"),
        ScanBar::NoShift => words.say("bar-no-shift"),
    }
}

/// A test of the daily check.
pub fn check_test(words: Words, test: CheckTest) -> String {
    named(words, "check", &test)
}

/// What a check lacks.
pub fn check_fault(words: Words, fault: CheckFault) -> String {
    match fault {
        CheckFault::Missing(test) => {
            words.say_with("check-missing", &[("test", Value::from(check_test(words, test)))])
        }
        CheckFault::Dose => words.say("check-no-dose"),
        CheckFault::TooManyDoses => words.say("check-too-many-doses"),
    }
}

/// What the inspection complex reports of itself, in one or two words for the header.
pub fn complex_state(words: Words, lane: &LaneView) -> String {
    match (lane.link, lane.fault) {
        (Link::Down, _) => words.say("complex-no-link"),
        (Link::Verifying, _) => words.say("complex-verifying"),
        (Link::Up, Some(_)) => words.say("complex-fault"),
        (Link::Up, None) if !lane.is_fresh() => words.say("complex-stale"),
        (Link::Up, None) if lane.source == SourceState::WarmingUp => {
            let left_ms = match lane.stage {
                Stage::Conditioning { left_ms, .. } => left_ms,
                _ => lane.warmup_ms,
            };
            words.say_with("complex-warming-up", &[("seconds", Value::from(left_ms.div_ceil(1_000)))])
        }
        (Link::Up, None) => source(words, lane.source),
    }
}

/// Date and time as all three languages write them: `23.11.2026 14:05:09`, booth time.
pub fn date_time(moment: Moment) -> String {
    booth_time(moment).format("%d.%m.%Y %H:%M:%S").to_string()
}

/// By how much a clock was set: `+01:00:00`.
pub fn jump(by_ms: i64) -> String {
    let seconds = by_ms.unsigned_abs() / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let sign = if by_ms < 0 { '−' } else { '+' };
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}")
}

/// Time of day: `14:05:09`, booth time.
pub fn clock(moment: Moment) -> String {
    booth_time(moment).format("%H:%M:%S").to_string()
}

/// How long something has waited: a span, or days where there are two or more.
pub fn age(words: Words, from: Moment, to: Moment) -> String {
    let days = (to - from).num_days();
    if days >= 2 { words.say_with("age-days", &[("days", Value::from(days))]) } else { span(from, to) }
}

/// A span as minutes and seconds, `01:12`, or hours where there are any; never negative, the clock may have been set back.
pub fn span(from: Moment, to: Moment) -> String {
    let seconds = (to - from).num_seconds().max(0);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}
