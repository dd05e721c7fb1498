//! Faults by name: the list, and the reading of `[DEVICE:]NAME@TIME[+DURATION]`.

use super::{DeviceFault, Fault, LineFault, PlannedFault};
use crate::domain::lane::DeviceKind;
use std::str::FromStr;
use std::time::Duration;

/// Faults of devices and of the hall.
const DEVICE: [(DeviceFault, &str, &str); 32] = [
    (DeviceFault::EmergencyStop, "emergency-stop", "Somebody presses the emergency stop"),
    (DeviceFault::DoorOpens, "door-opens", "A door opens"),
    (DeviceFault::GateOpens, "gate-opens", "A gate opens"),
    (DeviceFault::CurtainCrossed, "curtain-crossed", "Somebody crosses the light curtain of the zone"),
    (DeviceFault::TooFast, "too-fast", "The vehicle passes at 9 m/s"),
    (DeviceFault::SpeedImplausible, "speed-implausible", "The portal reports a speed of 80 m/s"),
    (DeviceFault::SpeedDead, "speed-dead", "No speed sensor is alive"),
    (
        DeviceFault::PortalReset,
        "portal-reset",
        "The portal is reset: its boot stamp changes, its outputs are off",
    ),
    (
        DeviceFault::PortalFrozen,
        "portal-frozen",
        "The portal answers, but its echoed counter stands still and its inputs stay what they were",
    ),
    (
        DeviceFault::Conflict,
        "conflict",
        "The portal gives no permit, and the source has its beam on without one",
    ),
    (
        DeviceFault::SourceReset,
        "source-reset",
        "The source is reset to its defaults: local mode, setpoints 0, watchdog default",
    ),
    (DeviceFault::SourceLocal, "source-local", "The source goes to local mode"),
    (DeviceFault::SourceArc, "source-arc", "The source reports an arc"),
    (DeviceFault::NoHighVoltage, "no-high-voltage", "High voltage does not come on"),
    (DeviceFault::HighVoltageStuck, "high-voltage-stuck", "High voltage does not go off when it is told to"),
    (
        DeviceFault::SetpointDrifts,
        "setpoint-drifts",
        "The source reads back another setpoint than it was given",
    ),
    (DeviceFault::SourceImplausible, "source-implausible", "The source reads back its highest value, 4095"),
    (DeviceFault::SourceRefuses, "source-refuses", "The source refuses every order that changes it"),
    (DeviceFault::GammaAlarm, "gamma-alarm", "The monitor sees a gamma source in the vehicle, and says so"),
    (DeviceFault::GammaUnsaid, "gamma-unsaid", "The same, and it does not say so"),
    (DeviceFault::NeutronAlarm, "neutron-alarm", "The monitor sees neutrons"),
    (DeviceFault::MonitorTamper, "monitor-tamper", "The monitor's cabinet is opened"),
    (DeviceFault::MonitorHigh, "monitor-high", "A detector of the monitor counts too high"),
    (DeviceFault::MonitorImplausible, "monitor-implausible", "The monitor reports 999999 counts"),
    (DeviceFault::OccupancyTwice, "occupancy-twice", "The monitor tells of the end of a vehicle twice"),
    (
        DeviceFault::NoNeutronLines,
        "no-neutron-lines",
        "The monitor ends a vehicle without a single neutron line",
    ),
    (DeviceFault::ColumnsLost, "columns-lost", "The detector loses every tenth column"),
    (DeviceFault::NoisyCalibration, "noisy-calibration", "The detector's calibration is noisy"),
    (DeviceFault::WrongScan, "wrong-scan", "The detector names another scan"),
    (DeviceFault::ImageMissing, "image-missing", "The image never comes"),
    (DeviceFault::ImageMisnamed, "image-misnamed", "The image comes under another scan's name"),
    (DeviceFault::ImageAltered, "image-altered", "The image differs from its manifest"),
];

/// Faults of lines.
const LINE: [(LineFault, &str, &str); 16] = [
    (LineFault::Noise, "noise", "Noise before, within and after frames"),
    (LineFault::LostReply, "lost-reply", "Answers do not come"),
    (LineFault::LateReply, "late-reply", "Answers come 400 ms late"),
    (LineFault::DuplicateReply, "duplicate-reply", "Answers come twice"),
    (LineFault::Truncated, "truncated", "Answers are cut in half"),
    (LineFault::Trickle, "trickle", "Answers come byte by byte, 30 ms apart"),
    (LineFault::BitFlip, "bit-flip", "A bit of every answer is changed"),
    (LineFault::DigitSwap, "digit-swap", "Two neighbouring digits or bytes are exchanged"),
    (LineFault::StuckFrame, "stuck-frame", "The same answer comes for ever"),
    (LineFault::Break, "break", "Zero bytes without end, as a line at rest on the wrong level"),
    (LineFault::WrongBaud, "wrong-baud", "Every byte is mangled, as at another speed"),
    (LineFault::Unplug, "unplug", "The port goes away for 3 s"),
    (LineFault::Slow, "slow", "Answers take 0.9 of their time"),
    (LineFault::Banner, "banner", "A boot banner between answers"),
    (LineFault::NotReading, "not-reading", "Nothing that is sent is read"),
    (LineFault::Flood, "flood", "Valid words, thousands a second"),
];

/// The latest time of a fault: a simulator that runs for longer is started anew for its faults.
const MAX_TIME: Duration = Duration::from_hours(30 * 24);

/// A text that is no planned fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultText {
    /// No such fault.
    #[error("there is no fault {0:?}; --faults lists them")]
    Name(String),
    /// No such device.
    #[error("there is no device {0:?}: portal, source, monitor or detector")]
    Device(String),
    /// A fault of a device or of the hall is bound to its own device.
    #[error("{0:?} is no fault of a line: it is written without a device")]
    NotOfALine(String),
    /// No time.
    #[error(
        "a fault is written [DEVICE:]NAME@TIME[+DURATION], such as late-reply@12s or source:noise@500ms+3s"
    )]
    Time,
}

/// Every fault: its name, whether it can be put on a line by the device's name, and what it does.
pub fn list() -> impl Iterator<Item = (&'static str, bool, &'static str)> {
    let devices = DEVICE.iter().map(|(_, name, what)| (*name, false, *what));
    devices.chain(LINE.iter().map(|(_, name, what)| (*name, true, *what)))
}

impl DeviceFault {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        DEVICE.iter().map(|(fault, _, _)| *fault)
    }
}

impl LineFault {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        LINE.iter().map(|(fault, _, _)| *fault)
    }
}

impl FromStr for PlannedFault {
    type Err = FaultText;

    fn from_str(text: &str) -> Result<Self, FaultText> {
        let (what, when) = text.rsplit_once('@').ok_or(FaultText::Time)?;
        let (at, lasts) = match when.split_once('+') {
            Some((at, lasts)) => (time(at)?, Some(time(lasts)?)),
            None => (time(when)?, None),
        };
        Ok(Self { fault: fault(what)?, at, lasts })
    }
}

fn fault(text: &str) -> Result<Fault, FaultText> {
    let (device, name) = text.split_once(':').map_or((None, text), |(device, name)| (Some(device), name));
    if let Some((fault, ..)) = DEVICE.iter().find(|(_, known, _)| *known == name) {
        return match device {
            None => Ok(Fault::Device(*fault)),
            Some(_) => Err(FaultText::NotOfALine(name.to_owned())),
        };
    }
    let (fault, ..) =
        LINE.iter().find(|(_, known, _)| *known == name).ok_or_else(|| FaultText::Name(name.to_owned()))?;
    // The portal's line is the one on which a wrong answer costs most.
    let kind = device.map_or(Ok(DeviceKind::Portal), |device| {
        let found = DeviceKind::ALL.into_iter().find(|kind| kind.id() == device);
        found.ok_or_else(|| FaultText::Device(device.to_owned()))
    })?;
    Ok(Fault::Line(kind, *fault))
}

/// A time with its unit: `ms`, `s` or `min`.
fn time(text: &str) -> Result<Duration, FaultText> {
    let units = [("ms", 1u64), ("min", 60_000), ("s", 1_000)];
    let found = units.into_iter().find_map(|(unit, millis)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(Duration::from_millis(number.checked_mul(millis)?))
    });
    found.filter(|time| *time <= MAX_TIME).ok_or(FaultText::Time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<PlannedFault, FaultText> {
        text.parse()
    }

    #[test]
    fn faults_are_read_with_their_time_and_their_line() {
        let late = PlannedFault {
            fault: Fault::Line(DeviceKind::Portal, LineFault::LateReply),
            at: Duration::from_secs(12),
            lasts: None,
        };
        assert_eq!(read("late-reply@12s"), Ok(late));
        let noise = read("source:noise@500ms+2min").unwrap();
        assert_eq!(noise.fault, Fault::Line(DeviceKind::Source, LineFault::Noise));
        assert_eq!((noise.at.as_millis(), noise.lasts), (500, Some(Duration::from_mins(2))));
        assert_eq!(read("emergency-stop@0s").unwrap().fault, Fault::Device(DeviceFault::EmergencyStop));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(read("late-replie@12s"), Err(FaultText::Name("late-replie".to_owned())));
        assert_eq!(read("gate:noise@12s"), Err(FaultText::Device("gate".to_owned())));
        assert_eq!(read("portal:source-arc@1s"), Err(FaultText::NotOfALine("source-arc".to_owned())));
        for text in ["noise", "noise@", "noise@12", "noise@-1s", "noise@1h", "noise@1s+", "noise@99999999min"]
        {
            assert_eq!(read(text), Err(FaultText::Time), "{text}");
        }
    }

    #[test]
    fn every_fault_has_a_name_of_its_own_and_is_read_by_it() {
        let names: std::collections::BTreeSet<_> = list().map(|(name, ..)| name).collect();
        assert_eq!(names.len(), list().count());
        assert!(names.iter().all(|name| read(&format!("{name}@1s")).is_ok()));
    }

    proptest! {
        #[test]
        fn no_text_is_more_than_refused(text: String) {
            if let Ok(planned) = read(&text) {
                prop_assert!(planned.at <= MAX_TIME);
            }
        }
    }
}
