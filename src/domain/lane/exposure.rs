//! What the source reads back, and what one scan exposed: figures of the devices, never of the commands.

use super::Occupancy;
use serde::{Deserialize, Serialize};

/// Tenths of a kilovolt (of a kiloelectronvolt for a linac).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenthsKv(pub u32);

/// Microamperes of beam current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Microamps(pub u32);

/// Voltage and current together: what is asked for, or what is read back of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Setpoint {
    /// Voltage.
    pub kv: TenthsKv,
    /// Current.
    pub current: Microamps,
}

/// What the source reads back of itself; `None` is what it has not said or cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct SourceRead {
    /// The setpoint as the source holds it.
    pub setpoint: Option<Setpoint>,
    /// Voltage measured.
    pub kv: Option<TenthsKv>,
    /// Current measured.
    pub current: Option<Microamps>,
    /// Hours with the beam on, in tenths, by the device's own counter.
    pub hours_tenths: Option<u32>,
}

/// Whether an exposure's figures are all there is of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    /// The beam was reported off, or there was none.
    #[default]
    ToItsEnd,
    /// The source was lost, or the console, before the beam was reported off: the figures are the least that it was.
    Lost,
}

impl Followed {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_to_its_end(&self) -> bool {
        *self == Self::ToItsEnd
    }
}

/// What one scan, or a warm-up, exposed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Exposure {
    /// Highest voltage read back while the beam was reported on.
    pub kv_max: Option<TenthsKv>,
    /// Highest current read back while the beam was reported on.
    pub current_max: Option<Microamps>,
    /// From the first reading with the beam on to the last, milliseconds.
    pub beam_ms: u32,
    /// Current over time as it was read back, microampere-seconds; none where the source does not tell its current.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_uas: Option<u32>,
    /// Whether the beam was followed to its end.
    #[serde(default, skip_serializing_if = "Followed::is_to_its_end")]
    pub followed: Followed,
    /// The source's own hour counter before the beam, tenths.
    pub hours_before: Option<u32>,
    /// The same after it.
    pub hours_after: Option<u32>,
    /// Dose at the operator's place over the exposure, nanosieverts.
    pub dose_nsv: Option<u32>,
    /// Gamma background of the radiation portal monitor before the scan, counts a second over all detectors.
    pub background: Option<u32>,
    /// What the monitor saw of the vehicle.
    pub occupancy: Option<Occupancy>,
}

impl Exposure {
    /// Of a scan of which nobody can tell any more what was exposed.
    pub fn lost() -> Self {
        Self { followed: Followed::Lost, ..Self::default() }
    }

    /// Whether there was a beam, or may have been one.
    pub fn had_beam(&self) -> bool {
        self.beam_ms > 0 || self.kv_max.is_some() || self.followed == Followed::Lost
    }
}
