//! The high-voltage source: its settings, and one driver for each protocol that such sources speak.

mod any;
mod dialect;
mod exchange;
mod machine;
pub mod scandinova;
pub mod spellman;
pub mod technix;

use crate::domain::lane::Setpoint;
use crate::scanner::line::{Endpoint, Line, LineSettings};
pub use any::{AnySource, UnknownSource};
pub use exchange::{DRAIN_SILENCE, REPLY_LIMIT};
pub use machine::{DOWN_AFTER, Machine, ROUND};
pub use scandinova::ScandinovaDriver;
use serde::Deserialize;
pub use spellman::SpellmanDriver;
pub use spellman::frame::Coverage;
pub use technix::TechnixDriver;

/// 8N1 at 9600: both Spellman's XRV and Technix SR leave the works so.
pub const USUAL: LineSettings = LineSettings::plain(9_600);

/// What the two-byte converters of all these sources count to.
pub const FULL_COUNT: u16 = 4_095;

/// Which source, and so which protocol with which numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceProfile {
    /// Spellman XRV.
    SpellmanXrv,
    /// Spellman uX and uXHP.
    SpellmanUx,
    /// Technix SR.
    TechnixSr,
    /// A linac modulator of `ScandiNova`, over Modbus.
    Scandinova,
}

/// A source in the settings file. Voltages are tenths of a kilovolt, currents microamperes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSettings {
    /// Its line.
    pub line: Line,
    /// Which it is.
    pub profile: SourceProfile,
    /// The model that has to answer, letter for letter. A Technix does not name itself: there it is only shown.
    pub model: String,
    /// The firmware that has to answer, letter for letter; left out, any. Neither family has a public command for a serial number.
    #[serde(default)]
    pub firmware: Option<String>,
    /// What its converters' highest count means.
    pub full_scale: Setpoint,
    /// What the site allows.
    pub limit: Setpoint,
    /// What a scan is made with.
    pub setpoint: Setpoint,
    /// What a Spellman's checksum covers.
    #[serde(default)]
    pub checksum: Coverage,
}

/// What is wrong with a source's settings; each names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SourceFault {
    /// The full scale is nothing.
    #[error("full_scale: both kv and current must be more than 0")]
    FullScale,
    /// The limit is beyond the full scale.
    #[error("limit: must be within full_scale")]
    Limit,
    /// The setpoint is beyond the limit.
    #[error("setpoint: must be within limit")]
    Setpoint,
    /// The setpoint has no voltage.
    #[error("setpoint: kv must be more than 0")]
    NoVoltage,
    /// No model is named.
    #[error("model: must be named")]
    Model,
    /// A line without network has a checksum.
    #[error("checksum: only a tcp: port can do without")]
    Checksum,
}

impl SourceSettings {
    /// Whether they can be driven by.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> Result<(), SourceFault> {
        let fits = |what: Setpoint, bound: Setpoint| what.kv <= bound.kv && what.current <= bound.current;
        if self.full_scale.kv.0 == 0 || self.full_scale.current.0 == 0 {
            return Err(SourceFault::FullScale);
        }
        if !fits(self.limit, self.full_scale) {
            return Err(SourceFault::Limit);
        }
        if !fits(self.setpoint, self.limit) {
            return Err(SourceFault::Setpoint);
        }
        if self.setpoint.kv.0 == 0 {
            return Err(SourceFault::NoVoltage);
        }
        if self.model.trim().is_empty() {
            return Err(SourceFault::Model);
        }
        if self.checksum == Coverage::None && !matches!(self.line.port, Endpoint::Tcp(_)) {
            return Err(SourceFault::Checksum);
        }
        Ok(())
    }
}

/// The count nearest to `value`, where `full` is the highest. Never beyond it.
pub(super) fn to_count(value: u32, full: u32) -> u16 {
    let full = u64::from(full).max(1);
    let count = (u64::from(value) * u64::from(FULL_COUNT) + full / 2) / full;
    u16::try_from(count).unwrap_or(FULL_COUNT).min(FULL_COUNT)
}

/// What a count means, where the highest means `full`; `over` tenths tell how far the converter reaches beyond (10 is not at all).
pub(super) fn from_count(count: u16, full: u32, over: u8) -> u32 {
    let divisor = u64::from(FULL_COUNT) * 10;
    let value = (u64::from(count) * u64::from(full) * u64::from(over) + divisor / 2) / divisor;
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
