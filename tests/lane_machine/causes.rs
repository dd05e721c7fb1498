//! Which trouble may be told as which fault: a fault that nothing explains was made up.

use super::booth::{Booth, Trouble};
use super::truth::Truth;
use intrascope::domain::lane::{DeviceKind, LaneFault};
use intrascope::domain::scan::ScanEnd;
use intrascope::scanner::simulator::fault::{DeviceFault, LineFault};
use intrascope::scanner::source::SourceProfile;
use std::time::Duration;

/// A trouble may be told so late: the longest watchdog has 5 s, and its consequence a second.
const TOLD_WITHIN: Duration = Duration::from_secs(7);

/// An input that opens is told by the next readings.
const MIRRORED_WITHIN: Duration = Duration::from_secs(1);

/// Whether something that was done explains the fault.
pub fn explains(fault: LaneFault, booth: &Booth, truth: &Truth) -> bool {
    let lately = truth.last().at.saturating_sub(MIRRORED_WITHIN);
    explains_since(fault, lately, booth, truth)
}

/// The same where an input may have opened since `lately`.
fn explains_since(fault: LaneFault, lately: Duration, booth: &Booth, truth: &Truth) -> bool {
    use DeviceFault as F;
    let now = truth.last().at;
    let since = now.saturating_sub(TOLD_WITHIN);
    let touched = |kind| booth.was_touched(kind, since);
    let (portal, source) = (touched(DeviceKind::Portal), touched(DeviceKind::Source));
    let had = |faults: &[F]| booth.had(since, faults);
    match fault {
        LaneFault::Opened(input) => truth.was_open(input, lately),
        LaneFault::EmergencyStop => truth.keyless_at.is_some_and(|at| at >= lately),
        LaneFault::StaleView => {
            portal || source || had(&[F::PortalFrozen, F::PortalReset, F::SourceReset, F::SourceImplausible])
        }
        LaneFault::Source(_) => source || had(&[F::SourceArc]),
        LaneFault::NoBeam => {
            let of_source = [F::NoHighVoltage, F::SourceRefuses, F::SourceReset, F::SourceLocal];
            portal || source || had(&of_source) || had(&[F::Conflict, F::PortalReset, F::PortalFrozen])
        }
        LaneFault::BeamStuck => {
            let of_modulator = [F::SourceRefuses, F::SourceLocal, F::SourceReset];
            let disobeys = booth.start.profile == SourceProfile::Scandinova && had(&of_modulator);
            source || disobeys || had(&[F::HighVoltageStuck, F::SourceImplausible])
        }
        LaneFault::DeviceReset(DeviceKind::Portal) => portal || had(&[F::PortalReset]),
        LaneFault::DeviceReset(DeviceKind::Source) => source || had(&[F::SourceReset, F::SourceLocal]),
        LaneFault::DeviceReset(kind) => touched(kind),
        // A vehicle that nobody heard of is missed by the number of the next one, whenever it comes.
        LaneFault::Implausible(DeviceKind::Monitor) => {
            booth.was_touched(DeviceKind::Monitor, Duration::ZERO)
                || booth.had(Duration::ZERO, of_device(DeviceKind::Monitor))
        }
        LaneFault::DeviceLost(kind) | LaneFault::Implausible(kind) => touched(kind) || had(of_device(kind)),
        LaneFault::Conflict => {
            // What a bad line makes of the words of a source without a checksum may be a beam.
            let is_misread = is_mangled(booth, DeviceKind::Source, since);
            portal || is_misread || had(&[F::Conflict, F::PortalReset, F::HighVoltageStuck])
        }
        LaneFault::Speed => had(&[F::TooFast, F::SpeedDead, F::SpeedImplausible]),
        LaneFault::Setpoint => {
            source || had(&[F::SetpointDrifts, F::SourceReset, F::SourceRefuses, F::SourceLocal])
        }
        LaneFault::Calibration => touched(DeviceKind::Detector) || had(&[F::NoisyCalibration]),
        LaneFault::WrongDevice => DeviceKind::ALL.into_iter().any(|kind| is_mangled(booth, kind, since)),
        // No vehicle stays in the beam, and no link is lost without its device's name.
        LaneFault::TooLong | LaneFault::LinkLost => false,
    }
}

/// Faults by which a device says what cannot be, or nothing.
fn of_device(kind: DeviceKind) -> &'static [DeviceFault] {
    use DeviceFault as F;
    match kind {
        DeviceKind::Portal => &[F::SpeedImplausible, F::PortalReset, F::PortalFrozen],
        DeviceKind::Source => &[F::SourceImplausible, F::SourceReset, F::SetpointDrifts],
        DeviceKind::Monitor => {
            &[F::MonitorImplausible, F::GammaUnsaid, F::NoNeutronLines, F::OccupancyTwice, F::MonitorHigh]
        }
        DeviceKind::Detector => &[F::WrongScan],
    }
}

/// Whether words of the line were changed since then.
pub fn is_mangled(booth: &Booth, kind: DeviceKind, since: Duration) -> bool {
    use LineFault as L;
    [L::Noise, L::Truncated, L::BitFlip, L::DigitSwap, L::WrongBaud]
        .into_iter()
        .any(|fault| booth.was_on(Trouble::Line(kind, fault), since))
}

/// Whether this end of a scan that was accepted at `from` is one that something led to.
pub fn is_earned(end: &ScanEnd, from: Duration, booth: &Booth, truth: &Truth) -> bool {
    let since = truth.last().at.saturating_sub(TOLD_WITHIN);
    match end {
        ScanEnd::Completed { .. } => truth.exposed > Duration::from_secs(2),
        ScanEnd::Stopped => booth.stopped_at.is_some_and(|at| at >= from),
        ScanEnd::Refused(_) => {
            let detector = booth.was_touched(DeviceKind::Detector, since);
            detector || booth.was_touched(DeviceKind::Source, since) || booth.had(since, REFUSING)
        }
        // The end comes after the last words, and its cause was before them.
        ScanEnd::Faulted(fault) => explains_since(*fault, from, booth, truth),
    }
}

/// A source that refuses says so with a code: because it is told to, for a fault of its own, or because its chain is open.
const REFUSING: &[DeviceFault] = &[
    DeviceFault::SourceRefuses,
    DeviceFault::SourceArc,
    DeviceFault::SourceLocal,
    DeviceFault::SourceReset,
    DeviceFault::DoorOpens,
    DeviceFault::GateOpens,
    DeviceFault::CurtainCrossed,
    DeviceFault::EmergencyStop,
];
