//! Whichever source the settings name, behind one driver.

use super::scandinova::{self, ScandinovaDriver};
use super::spellman::SpellmanDriver;
use super::technix::TechnixDriver;
use super::{SourceProfile, SourceSettings, USUAL};
use crate::domain::lane::{LinkCounters, LinkHint};
use crate::scanner::device::{Driver, Output, Uptime};
use crate::scanner::line::LineSettings;
use crate::scanner::reports::{SourceOrder, SourceReport};
use crate::scanner::supervisor::Rise;
use std::str::FromStr;

/// The driver of the source that a booth has.
pub enum AnySource {
    /// A Spellman XRV or uX.
    Spellman(Box<SpellmanDriver>),
    /// A Technix SR.
    Technix(Box<TechnixDriver>),
    /// A `ScandiNova` modulator.
    Scandinova(Box<ScandinovaDriver>),
}

impl AnySource {
    /// The driver for these settings.
    pub fn new(settings: &SourceSettings) -> Self {
        match settings.profile {
            SourceProfile::SpellmanXrv | SourceProfile::SpellmanUx => {
                Self::Spellman(Box::new(SpellmanDriver::new(settings)))
            }
            SourceProfile::TechnixSr => Self::Technix(Box::new(TechnixDriver::new(settings))),
            SourceProfile::Scandinova => Self::Scandinova(Box::new(ScandinovaDriver::new(settings))),
        }
    }

    fn driver(&self) -> &dyn Driver<Order = SourceOrder, Report = SourceReport> {
        match self {
            Self::Spellman(driver) => &**driver,
            Self::Technix(driver) => &**driver,
            Self::Scandinova(driver) => &**driver,
        }
    }

    fn driver_mut(&mut self) -> &mut dyn Driver<Order = SourceOrder, Report = SourceReport> {
        match self {
            Self::Spellman(driver) => &mut **driver,
            Self::Technix(driver) => &mut **driver,
            Self::Scandinova(driver) => &mut **driver,
        }
    }
}

impl Driver for AnySource {
    type Order = SourceOrder;
    type Report = SourceReport;

    fn opened(&mut self, now: Uptime) {
        self.driver_mut().opened(now);
    }

    fn gone(&mut self, now: Uptime, hint: LinkHint) {
        self.driver_mut().gone(now, hint);
    }

    fn received(&mut self, now: Uptime, bytes: &[u8]) {
        self.driver_mut().received(now, bytes);
    }

    fn tick(&mut self, now: Uptime) {
        self.driver_mut().tick(now);
    }

    fn order(&mut self, now: Uptime, order: SourceOrder) {
        self.driver_mut().order(now, order);
    }

    fn stop(&mut self, now: Uptime) {
        self.driver_mut().stop(now);
    }

    fn next(&mut self) -> Option<Output<SourceReport>> {
        self.driver_mut().next()
    }

    fn counters(&self) -> LinkCounters {
        self.driver().counters()
    }
}

/// A text that names no source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no source {0:?}: spellman-xrv, spellman-ux, technix-sr or scandinova")]
pub struct UnknownSource(pub String);

impl SourceProfile {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SpellmanXrv, Self::SpellmanUx, Self::TechnixSr, Self::Scandinova];

    /// The word of command lines.
    pub const fn id(self) -> &'static str {
        match self {
            Self::SpellmanXrv => "spellman-xrv",
            Self::SpellmanUx => "spellman-ux",
            Self::TechnixSr => "technix-sr",
            Self::Scandinova => "scandinova",
        }
    }
}

impl FromStr for SourceProfile {
    type Err = UnknownSource;

    fn from_str(text: &str) -> Result<Self, UnknownSource> {
        let found = Self::ALL.into_iter().find(|profile| profile.id() == text);
        found.ok_or_else(|| UnknownSource(text.to_owned()))
    }
}

impl SourceProfile {
    /// How a source of this protocol comes to standby.
    pub const fn rise(self) -> Rise {
        match self {
            Self::SpellmanXrv | Self::SpellmanUx | Self::TechnixSr => Rise::ByItself,
            // Its state machine starts in 1, off, and leaves it for a target that is written.
            Self::Scandinova => Rise::WhenOrdered,
        }
    }
}

impl SourceSettings {
    /// How such a source's line is usually set.
    pub const fn usual(&self) -> LineSettings {
        match self.profile {
            SourceProfile::SpellmanXrv | SourceProfile::SpellmanUx | SourceProfile::TechnixSr => USUAL,
            SourceProfile::Scandinova => scandinova::USUAL,
        }
    }
}
