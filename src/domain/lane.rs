//! What the lane reports: the interlock chain, the source, the gates, each with the age of its last word.
//!
//! The software is a permissive in series with the hardware chain: it mirrors, refuses, requests and stops.
//! **Invariant:** an unknown or stale reading never counts as good.

mod devices;
mod exposure;
mod monitor;
mod stage;

pub use devices::{DeviceKind, DeviceView, Devices, LinkCounters, LinkHint};
pub use exposure::{Exposure, Followed, Microamps, Setpoint, SourceRead, TenthsKv};
pub use monitor::{CHART_SAMPLES, MonitorAlarm, MonitorView, Occupancy};
pub use stage::Stage;

use crate::domain::number::ScanId;
use crate::domain::scan::ScanEnd;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// In the beam a view older than this drops the request (reference design: interlock changes end the beam at once).
pub const MAX_VIEW_AGE: Duration = Duration::from_millis(300);

/// The warning before the beam: IEC 62523 4.8 asks for at least five seconds, audible and visible.
pub const MIN_PREWARNING: Duration = Duration::from_secs(5);

/// A two-valued input as reported. There is a third value: nobody has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// Nothing was reported.
    #[default]
    Unknown,
    /// Reported closed (chain), released (E-stop), pressed (search button).
    Closed,
    /// Reported open.
    Open,
}

/// What the source says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// Nothing was reported.
    #[default]
    Unknown,
    /// Off, not warmed up.
    Off,
    /// Warming up.
    WarmingUp,
    /// Ready for a request.
    Ready,
    /// Pre-warning sounds.
    Prewarning,
    /// Beam reported on.
    BeamOn,
    /// A fault is latched.
    Faulted,
}

/// The inputs of the interlock chain, as mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct ChainInputs {
    /// The whole chain, as the portal's own logic reports it.
    pub chain: Contact,
    /// Emergency stops, all of them released.
    pub emergency_stop: Contact,
    /// Doors of the zone, all of them.
    pub doors: Contact,
    /// Gates at both ends.
    pub gates: Contact,
    /// The light curtain at the zone's edge.
    pub light_curtain: Contact,
    /// The search ("last man out") button.
    pub search_button: Contact,
}

/// An input by name, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Interlock chain.
    Chain,
    /// Emergency stop.
    EmergencyStop,
    /// Doors.
    Doors,
    /// Gates.
    Gates,
    /// Light curtain.
    LightCurtain,
    /// Search button.
    SearchButton,
}

impl ChainInputs {
    /// Every input with its name.
    pub fn named(&self) -> [(Input, Contact); 6] {
        [
            (Input::Chain, self.chain),
            (Input::EmergencyStop, self.emergency_stop),
            (Input::Doors, self.doors),
            (Input::Gates, self.gates),
            (Input::LightCurtain, self.light_curtain),
            (Input::SearchButton, self.search_button),
        ]
    }

    /// Sets one input.
    pub const fn set(&mut self, input: Input, contact: Contact) {
        match input {
            Input::Chain => self.chain = contact,
            Input::EmergencyStop => self.emergency_stop = contact,
            Input::Doors => self.doors = contact,
            Input::Gates => self.gates = contact,
            Input::LightCurtain => self.light_curtain = contact,
            Input::SearchButton => self.search_button = contact,
        }
    }
}

/// Why the beam may not be requested, or must be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "input", rename_all = "snake_case")]
pub enum Impediment {
    /// The device does not answer.
    Disconnected,
    /// This device of the lane is not there, or not yet identified.
    Device(DeviceKind),
    /// The source stood idle so long that it has to be warmed up first, or nobody knows for how long.
    WarmupRequired,
    /// The detector has no valid dark or air calibration.
    NotCalibrated,
    /// The emergency stop is pressed, or was and its key is not yet turned at the panel.
    EmergencyStop,
    /// The image of the last scan is still awaited, or did not come: see its case.
    ImageAwaited,
    /// The last word is too old.
    Stale,
    /// An input is reported open.
    Open(Input),
    /// An input was never reported.
    Unknown(Input),
    /// The source is not ready.
    SourceNotReady,
    /// A latched fault awaits acknowledgement.
    Fault,
    /// A scan is already on.
    Busy,
    /// The folder into which the complex drops its images cannot be used.
    NoImageFolder,
}

/// What the scanner's first-out fault was. Latched until its cause is gone and an officer acknowledges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "input", rename_all = "snake_case")]
pub enum LaneFault {
    /// The link to the device was lost.
    LinkLost,
    /// An input opened.
    Opened(Input),
    /// The view grew too old in the beam.
    StaleView,
    /// The source reported a fault with this code.
    Source(u16),
    /// The beam was still reported on after the stop's deadline: use the emergency stop.
    BeamStuck,
    /// The device did not begin the scan in its time.
    NoBeam,
    /// The beam lasted longer than a scan may.
    TooLong,
    /// Another device answers than the one that is configured.
    WrongDevice,
    /// The link to this device was lost while it was needed.
    DeviceLost(DeviceKind),
    /// This device reported what cannot be: out of its range, or in conflict with what was set.
    Implausible(DeviceKind),
    /// This device was reset, or lost its settings, by itself.
    DeviceReset(DeviceKind),
    /// Two devices contradict each other: the source reports its beam on while the portal gives no permit.
    Conflict,
    /// The vehicle's speed left its window.
    Speed,
    /// The source did not take its setpoint: what it reads back differs.
    Setpoint,
    /// The detector's calibration is out of its limits.
    Calibration,
    /// The emergency stop was pressed. Only the key at the panel takes it back.
    EmergencyStop,
}

/// Where a scan stands, as the driver knows it from the device's reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum ScanPhase {
    /// No scan.
    #[default]
    Idle,
    /// Asked for; the device has not yet confirmed the warning.
    Requested {
        /// Whose.
        scan: ScanId,
    },
    /// The warning sounds.
    Prewarning {
        /// Whose.
        scan: ScanId,
        /// Time left as the device last reported it, milliseconds.
        remaining_ms: u32,
    },
    /// The beam is reported on.
    Beam {
        /// Whose.
        scan: ScanId,
        /// Columns received.
        columns: u32,
        /// Columns expected, as the device announced.
        columns_expected: u32,
        /// Columns known to be lost.
        lost: u32,
    },
    /// A stop was asked for and is not yet confirmed.
    Stopping {
        /// Whose.
        scan: ScanId,
    },
}

impl ScanPhase {
    /// The scan that this phase belongs to.
    pub fn scan(&self) -> Option<&ScanId> {
        match self {
            Self::Idle => None,
            Self::Requested { scan }
            | Self::Prewarning { scan, .. }
            | Self::Beam { scan, .. }
            | Self::Stopping { scan } => Some(scan),
        }
    }
}

/// Everything that the lane screen shows, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LaneView {
    /// Whether the link is up and the device identified.
    pub link: Link,
    /// Identity as the device reported it.
    pub identity: Option<String>,
    /// Inputs as mirrored.
    pub inputs: ChainInputs,
    /// Source.
    pub source: SourceState,
    /// Warm-up left as the device reported it, milliseconds.
    pub warmup_ms: u32,
    /// Time since the request to which the last status answered, milliseconds; `None` before the first.
    pub age_ms: Option<u32>,
    /// Where the scan stands.
    pub phase: ScanPhase,
    /// The latched first-out fault.
    pub fault: Option<LaneFault>,
    /// Dose read back over the running or last scan, nanosieverts at the operator's place.
    pub dose_nsv: Option<u32>,
    /// Frames refused for damage since the link came up.
    pub frames_damaged: u32,
    /// Where the whole lane stands.
    #[serde(default)]
    pub stage: Stage,
    /// Each device by itself.
    #[serde(default)]
    pub devices: Devices,
    /// What the radiation portal monitor says.
    #[serde(default)]
    pub monitor: MonitorView,
    /// What the source reads back.
    #[serde(default)]
    pub source_read: SourceRead,
    /// The vehicle's speed as the portal reports it, millimetres a second.
    #[serde(default)]
    pub speed_mm_s: Option<u32>,
}

/// The state of the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// No port.
    #[default]
    Down,
    /// Port open, device not yet identified.
    Verifying,
    /// Device identified and answering.
    Up,
}

impl LaneView {
    /// Whether the view is fresh enough to act on.
    pub fn is_fresh(&self) -> bool {
        self.age_ms.is_some_and(|age| Duration::from_millis(u64::from(age)) <= MAX_VIEW_AGE)
    }

    /// The first reason, if any, why a scan may not be requested now.
    pub fn impediment(&self) -> Option<Impediment> {
        if self.link != Link::Up {
            return Some(Impediment::Disconnected);
        }
        if self.fault.is_some() {
            return Some(Impediment::Fault);
        }
        if !self.is_fresh() {
            return Some(Impediment::Stale);
        }
        if self.phase != ScanPhase::Idle {
            return Some(Impediment::Busy);
        }
        let of_stage = match self.stage {
            Stage::WarmupRequired => Some(Impediment::WarmupRequired),
            Stage::Standby | Stage::CalibratingDark | Stage::CalibratingAir => {
                Some(Impediment::NotCalibrated)
            }
            Stage::Conditioning { .. }
            | Stage::Armed { .. }
            | Stage::BeamRequested
            | Stage::Scanning
            | Stage::Stopping => Some(Impediment::Busy),
            Stage::Finalising => Some(Impediment::ImageAwaited),
            Stage::EmergencyStop => Some(Impediment::EmergencyStop),
            _ => None,
        };
        chain_impediment(&self.inputs)
            .or(of_stage)
            .or_else(|| (self.source != SourceState::Ready).then_some(Impediment::SourceNotReady))
    }
}

/// The first input that is not reported closed.
pub fn chain_impediment(inputs: &ChainInputs) -> Option<Impediment> {
    inputs.named().into_iter().find_map(|(input, contact)| match contact {
        Contact::Closed => None,
        Contact::Open => Some(Impediment::Open(input)),
        Contact::Unknown => Some(Impediment::Unknown(input)),
    })
}

/// What the scanner room tells the station; each counts, none may be dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LaneReport {
    /// The device was identified.
    Connected {
        /// As it reported itself.
        identity: String,
    },
    /// The link is gone.
    Disconnected,
    /// The pre-warning is reported on.
    PrewarningBegan {
        /// Whose.
        scan: ScanId,
    },
    /// The beam is reported on.
    BeamBegan {
        /// Whose.
        scan: ScanId,
    },
    /// The scan ended, whatever the way. Sent exactly once for every accepted request.
    ScanEnded {
        /// Whose.
        scan: ScanId,
        /// How.
        end: ScanEnd,
    },
    /// What a scan, or a warm-up without one, exposed: read back, never what was commanded. Before its `ScanEnded`.
    Exposed {
        /// Whose; `None` for a warm-up or a calibration.
        scan: Option<ScanId>,
        /// The figures.
        exposure: Exposure,
    },
    /// A fault was latched.
    FaultRaised(LaneFault),
    /// The latched fault was cleared by an officer after its cause had gone.
    FaultCleared(LaneFault),
    /// A complete image lies in the drop folder: named by the scan id, its digest proved.
    ImageDropped {
        /// Whose.
        scan: ScanId,
        /// What its manifest says.
        image: DroppedImage,
    },
    /// No acceptable image came for the scan.
    ImageMissing {
        /// Whose.
        scan: ScanId,
        /// Why.
        why: ImageFault,
    },
}

/// A complete file in the drop folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedImage {
    /// Where it lies.
    pub path: std::path::PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, lower-case hexadecimal, recomputed and equal to the manifest's.
    pub sha256: String,
}

/// Why a scan has no acceptable image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageFault {
    /// Nothing came in time.
    NeverCame,
    /// The manifest is no manifest or names another scan.
    BadManifest,
    /// Size or digest differ from the manifest.
    DigestDiffers,
    /// The file is no image that can be read.
    Unreadable,
    /// The station restarted while the scan was on, and the device knows nothing of it.
    Interrupted,
    /// The store did not keep the file.
    NotKept,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> LaneView {
        let closed = Contact::Closed;
        LaneView {
            link: Link::Up,
            inputs: ChainInputs {
                chain: closed,
                emergency_stop: closed,
                doors: closed,
                gates: closed,
                light_curtain: closed,
                search_button: closed,
            },
            source: SourceState::Ready,
            age_ms: Some(120),
            ..LaneView::default()
        }
    }

    #[test]
    fn nothing_reported_is_an_impediment() {
        assert_eq!(LaneView::default().impediment(), Some(Impediment::Disconnected));
        assert_eq!(ready().impediment(), None);
    }

    #[test]
    fn each_input_alone_forbids_the_beam_when_open_or_unknown() {
        type Set = fn(&mut ChainInputs, Contact);
        let with = |change: Set, contact| {
            let mut view = ready();
            change(&mut view.inputs, contact);
            view.impediment()
        };
        let inputs: [(Input, Set); 6] = [
            (Input::Chain, |i, c| i.chain = c),
            (Input::EmergencyStop, |i, c| i.emergency_stop = c),
            (Input::Doors, |i, c| i.doors = c),
            (Input::Gates, |i, c| i.gates = c),
            (Input::LightCurtain, |i, c| i.light_curtain = c),
            (Input::SearchButton, |i, c| i.search_button = c),
        ];
        for (input, change) in inputs {
            assert_eq!(with(change, Contact::Open), Some(Impediment::Open(input)));
            assert_eq!(with(change, Contact::Unknown), Some(Impediment::Unknown(input)));
        }
    }

    #[test]
    fn a_stale_view_forbids_the_beam() {
        assert_eq!(LaneView { age_ms: Some(301), ..ready() }.impediment(), Some(Impediment::Stale));
        assert_eq!(LaneView { age_ms: None, ..ready() }.impediment(), Some(Impediment::Stale));
        assert_eq!(LaneView { age_ms: Some(300), ..ready() }.impediment(), None);
    }
}
