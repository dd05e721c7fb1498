//! The radiation portal monitor: lines of TSA and Rapiscan (VM-250, SC-77x), read strictly, their alarms checked by their own counts.
//!
//! Sources: `sandialabs/SRLS` (`RPMSimulator.ts`, `RPMProfile.ts`) writes these lines, `Botts-Innovative-Research/osh-oakridge-modules`
//! (`MessageHandler.java`, `GammaThresholdOutput.java`) reads them, Sandia's `SpecUtils` quotes daily files of them. The monitor speaks unasked
//! and is never written to.

pub mod driver;
pub mod line;
mod reader;
pub mod rule;
mod traffic;

pub use driver::MonitorDriver;

use crate::scanner::line::Line;
use crate::scanner::line::LineSettings;
use crate::scanner::range::RangeFault;
use serde::Deserialize;
use std::time::Duration;

/// RS-232 of these monitors is not public; 9 600 8N1 is what most devices of their age have, and the settings file can say otherwise.
pub const USUAL: LineSettings = LineSettings::plain(9_600);

/// Standard deviations over the background that are an alarm, tenths: 5.0 is SRLS's own.
const USUAL_SIGMA_TENTHS: u32 = 50;

/// Seconds between two backgrounds, as SRLS sends them.
const USUAL_BACKGROUND_S: u32 = 5;

/// The monitor in the settings file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitorSettings {
    /// Its line.
    pub line: Line,
    /// Standard deviations over the gamma background that are an alarm, tenths: 10 to 200.
    #[serde(default = "usual_sigma_tenths")]
    pub gamma_sigma_tenths: u32,
    /// The same of neutrons.
    #[serde(default = "usual_sigma_tenths")]
    pub neutron_sigma_tenths: u32,
    /// Seconds between two backgrounds while no vehicle is in it: 1 to 60.
    #[serde(default = "usual_background_s")]
    pub background_s: u32,
}

const fn usual_sigma_tenths() -> u32 {
    USUAL_SIGMA_TENTHS
}

const fn usual_background_s() -> u32 {
    USUAL_BACKGROUND_S
}

impl MonitorSettings {
    /// The usual settings on this line.
    pub const fn on(line: Line) -> Self {
        Self {
            line,
            gamma_sigma_tenths: USUAL_SIGMA_TENTHS,
            neutron_sigma_tenths: USUAL_SIGMA_TENTHS,
            background_s: USUAL_BACKGROUND_S,
        }
    }

    /// Whether every field can be used.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn check(&self) -> Result<(), RangeFault> {
        RangeFault::find(&[
            ("gamma_sigma_tenths", self.gamma_sigma_tenths, 10..=200),
            ("neutron_sigma_tenths", self.neutron_sigma_tenths, 10..=200),
            ("background_s", self.background_s, 1..=60),
        ])
    }

    /// Without a gamma line for so long between vehicles it is silent: two backgrounds and a second.
    pub(crate) fn background_limit(&self) -> Duration {
        Duration::from_secs(u64::from(self.background_s) * 2 + 1)
    }
}

#[cfg(test)]
mod tests;
