//! The faults that the simulator can be told to have, by name: of a line, of a device, of the hall.

mod names;

use crate::domain::lane::DeviceKind;
pub use names::{FaultText, list};
use std::time::Duration;

/// A fault of a device or of the hall: the devices look for it in the [`super::world::World`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceFault {
    /// Somebody presses the emergency stop.
    EmergencyStop,
    /// A door opens.
    DoorOpens,
    /// A gate opens.
    GateOpens,
    /// Somebody crosses the light curtain of the zone.
    CurtainCrossed,
    /// The vehicle passes at 9 m/s.
    TooFast,
    /// The portal reports a speed of 80 m/s.
    SpeedImplausible,
    /// No speed sensor is alive.
    SpeedDead,
    /// The portal is reset: its boot stamp changes, its outputs are off.
    PortalReset,
    /// The portal answers, but its echoed counter stands still and its inputs stay what they were.
    PortalFrozen,
    /// The portal gives no permit, and the source has its beam on without one.
    Conflict,
    /// The source is reset to its defaults: local mode, setpoints 0, watchdog default.
    SourceReset,
    /// The source goes to local mode.
    SourceLocal,
    /// The source reports an arc.
    SourceArc,
    /// High voltage does not come on.
    NoHighVoltage,
    /// High voltage does not go off when it is told to.
    HighVoltageStuck,
    /// The source reads back another setpoint than it was given.
    SetpointDrifts,
    /// The source reads back its highest value, 4095.
    SourceImplausible,
    /// The source refuses every order that changes it.
    SourceRefuses,
    /// The monitor sees a gamma source in the vehicle, and says so.
    GammaAlarm,
    /// The same, and it does not say so.
    GammaUnsaid,
    /// The monitor sees neutrons.
    NeutronAlarm,
    /// The monitor's cabinet is opened.
    MonitorTamper,
    /// A detector of the monitor counts too high.
    MonitorHigh,
    /// The monitor reports 999999 counts.
    MonitorImplausible,
    /// The monitor tells of the end of a vehicle twice.
    OccupancyTwice,
    /// The monitor ends a vehicle without a single neutron line.
    NoNeutronLines,
    /// The detector loses every tenth column.
    ColumnsLost,
    /// The detector's calibration is noisy.
    NoisyCalibration,
    /// The detector names another scan.
    WrongScan,
    /// The image never comes.
    ImageMissing,
    /// The image comes under another scan's name.
    ImageMisnamed,
    /// The image differs from its manifest.
    ImageAltered,
}

/// A fault of a line, whatever is said on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineFault {
    /// Noise before, within and after frames.
    Noise,
    /// Answers do not come.
    LostReply,
    /// Answers come 400 ms late.
    LateReply,
    /// Answers come twice.
    DuplicateReply,
    /// Answers are cut in half.
    Truncated,
    /// Answers come byte by byte, 30 ms apart.
    Trickle,
    /// A bit of every answer is changed.
    BitFlip,
    /// Two neighbouring digits or bytes are exchanged.
    DigitSwap,
    /// The same answer comes for ever.
    StuckFrame,
    /// Zero bytes without end, as a line at rest on the wrong level.
    Break,
    /// Every byte is mangled, as at another speed.
    WrongBaud,
    /// The port goes away for 3 s.
    Unplug,
    /// Answers take 0.9 of their time.
    Slow,
    /// A boot banner between answers.
    Banner,
    /// Nothing that is sent is read.
    NotReading,
    /// Valid words, thousands a second.
    Flood,
}

/// A fault, when it begins and how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedFault {
    /// Which.
    pub fault: Fault,
    /// When, from the simulator's start.
    pub at: Duration,
    /// How long; `None` is to the end.
    pub lasts: Option<Duration>,
}

/// Any fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Of a device or the hall.
    Device(DeviceFault),
    /// Of a device's line.
    Line(DeviceKind, LineFault),
}
