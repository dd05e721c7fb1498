//! What the devices report to the supervisor, and what it orders of them.
//!
//! Requested, reported and interlock are kept apart: an order says what is asked, a report what the device says, and the
//! interlock is what the device says of its own chain.

use super::device::{LinkReport, Reading};
use crate::domain::lane::{ChainInputs, Contact, MonitorView, Occupancy, Setpoint, SourceRead, SourceState};
use crate::domain::number::ScanId;

/// A two-valued output as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Switch {
    /// Off; where there is a choice, the resting state.
    #[default]
    Off,
    /// On.
    On,
}

/// A two-valued thing as it is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Reported {
    /// Nothing was reported.
    #[default]
    Unknown,
    /// Reported off.
    Off,
    /// Reported on.
    On,
}

/// What the portal says, all of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PortalStatus {
    /// The mirror of the interlock chain.
    pub inputs: ChainInputs,
    /// Whether the key at the panel still has to be turned after an emergency stop.
    pub key_reset: Reported,
    /// Whether a vehicle is where the beam goes (the curtain of the object, not the one of the zone).
    pub object: Reported,
    /// Horn, as the portal drives it.
    pub horn: Reported,
    /// Warning lights, as the portal drives them.
    pub lights: Reported,
    /// The scan permit as the portal holds it: asked for by us and granted by its own logic.
    pub permit: Reported,
    /// The vehicle's speed, millimetres a second; `None` where no sensor is alive.
    pub speed_mm_s: Option<u16>,
    /// Dose since the portal began to count, nanosieverts at the operator's place; `None` without a meter.
    pub dose_nsv: Option<u32>,
}

/// Outputs that are asked of the portal: levels, written again with every heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PortalOutputs {
    /// Horn.
    pub horn: Switch,
    /// Warning lights.
    pub lights: Switch,
    /// Scan permit: a request; the portal's own chain decides.
    pub permit: Switch,
    /// Gates closed; off leaves them to the portal.
    pub gates_closed: Switch,
}

/// What the portal's driver tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PortalReport {
    /// Its link.
    Link(LinkReport),
    /// A status whose echoed counter and boot stamp are right.
    Status(Reading<PortalStatus>),
    /// A value out of its range: refused, not clamped.
    Implausible,
}

/// What is asked of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PortalOrder {
    /// These outputs from now on.
    Outputs(PortalOutputs),
}

/// What the source says, all of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SourceStatus {
    /// Its state. `Off` and `Ready` both mean that high voltage is reported off; `Prewarning` is its own pre-warning.
    pub state: SourceState,
    /// Its own interlock input, polarity already undone.
    pub interlock: Contact,
    /// Whether it is under remote control.
    pub remote: Reported,
    /// What it reads back.
    pub read: SourceRead,
    /// Its fault, 0 is none; numbered as in its protocol's documentation.
    pub fault: u16,
    /// Warm-up left as the device itself counts it, seconds.
    pub warmup_s: u32,
}

/// What the source's driver tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SourceReport {
    /// Its link.
    Link(LinkReport),
    /// A status.
    Status(Reading<SourceStatus>),
    /// Setpoints were sent, and two readings of them agree with what was sent.
    Prepared(Setpoint),
    /// It refused an order with this code, or two readings of its setpoint differ from what was sent (`None`). Never tried again.
    Refused {
        /// Which.
        order: SourceOrder,
        /// Its code.
        code: Option<u16>,
    },
    /// A value out of its range: refused, not clamped.
    Implausible,
}

/// What is asked of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceOrder {
    /// Set voltage and current with high voltage off, and read them back twice.
    Prepare(Setpoint),
    /// High voltage on. Sent once.
    BeamOn,
    /// High voltage off. Before everything else, repeated until it is confirmed.
    BeamOff,
    /// An officer acknowledged its fault. Sent once.
    ClearFault,
    /// From off to standby, without high voltage: an officer asked. Sent once, and only to a source that does not rise by itself.
    Standby,
}

/// What the monitor's driver tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MonitorReport {
    /// Its link.
    Link(LinkReport),
    /// Background, counts, alarms as they stand; dated from its last line.
    View(Reading<MonitorView>),
    /// A vehicle has left it.
    OccupancyEnded(Occupancy),
    /// A line out of its range or order: refused, not clamped.
    Implausible,
}

/// What the detector's calibration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Calibration {
    /// Without beam.
    Dark,
    /// With beam and nothing in it.
    Air,
}

/// The figures of a calibration, in counts of 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CalibrationFigures {
    /// Mean over all pixels.
    pub mean: u16,
    /// Standard deviation in time, mean over all pixels, hundredths of a count.
    pub noise_hundredths: u32,
    /// Pixels at the end of their range.
    pub saturated: u16,
    /// Pixels that do not follow.
    pub dead: u16,
}

/// What the detector says, all of one instant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DetectorStatus {
    /// The scan whose columns it sends.
    pub scan: Option<ScanId>,
    /// Columns made of it.
    pub columns: u32,
    /// Columns that it will have, where it knows.
    pub columns_expected: u32,
    /// Columns that it threw away because it had no credit.
    pub dropped: u32,
    /// Temperature, tenths of a degree Celsius.
    pub temperature_tenths: i16,
}

/// What the detector's driver tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DetectorReport {
    /// Its link.
    Link(LinkReport),
    /// A status.
    Status(Reading<DetectorStatus>),
    /// A column of the scan that was begun.
    Column {
        /// Its number, counted from 0.
        number: u32,
        /// Top pixel first.
        pixels: Vec<u8>,
    },
    /// A calibration has ended.
    Calibrated(Calibration, CalibrationFigures),
    /// The last column of the scan was sent; so many there were.
    Ended {
        /// Whose.
        scan: ScanId,
        /// Columns made.
        columns: u32,
        /// Columns thrown away by the detector.
        dropped: u32,
    },
    /// It refused with this code.
    Refused(u16),
    /// A value out of its range.
    Implausible,
}

/// What is asked of the detector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DetectorOrder {
    /// Bind what comes to this scan.
    Begin(ScanId),
    /// The scan is over; keep its image if it is whole.
    End(ScanId, Outcome),
    /// Calibrate.
    Calibrate(Calibration),
}

/// Whether the image of a scan is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The whole vehicle was scanned.
    Whole,
    /// It was ended before.
    Broken,
}
