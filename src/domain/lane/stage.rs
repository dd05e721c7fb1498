//! Where the whole lane stands: the supervisor's states.

use serde::{Deserialize, Serialize};

/// The states of the lane's supervisor (reference design 4.3). What is said here was reported by the devices, never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Stage {
    /// A device has no port, or its connection was lost.
    #[default]
    Disconnected,
    /// Devices are asked who they are; nothing that changes them is sent.
    Verifying,
    /// All are there, high voltage is reported off.
    Standby,
    /// The source stood idle too long, or nobody knows how long.
    WarmupRequired,
    /// The source is warmed up by its schedule.
    Conditioning {
        /// Counted from 1.
        step: u8,
        /// So many.
        of: u8,
        /// Time left of this step, milliseconds.
        left_ms: u32,
    },
    /// The detector's dark is measured, with high voltage reported off.
    CalibratingDark,
    /// The detector's air is measured, with the beam reported on and nothing in it.
    CalibratingAir,
    /// A scan may be requested.
    Ready,
    /// The warning sounds.
    Armed {
        /// Time left, milliseconds.
        left_ms: u32,
    },
    /// The beam was asked for and is not yet reported.
    BeamRequested,
    /// The beam is reported on.
    Scanning,
    /// The beam was asked off and is not yet reported off.
    Stopping,
    /// The beam is reported off; image and figures are bound to the scan.
    Finalising,
    /// A fault is latched.
    Fault,
    /// The emergency stop was reported; only the key at the panel takes it back.
    EmergencyStop,
}
