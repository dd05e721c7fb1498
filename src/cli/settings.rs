//! The station's settings file: strict TOML, every fault with its line or its name, defaults where there is one answer.

mod check;
mod key;
mod lane;
mod seats;
mod syntax;

pub(super) use crate::domain::seat::Place;
pub(super) use check::SettingsFault;
pub(super) use seats::SeatConfig;

use super::args::StationArgs;
use super::plaint::Told;
use super::{data, say};
use crate::paper::print::Printer;
use crate::scanner::DriverSettings;
use crate::scanner::detector::DetectorSettings;
use crate::scanner::driver::{self, Devices};
use crate::scanner::monitor::MonitorSettings;
use crate::scanner::portal::PortalSettings;
use crate::scanner::source::SourceSettings;
use crate::scanner::supervisor::{LastUse, Rules};
use crate::words::{Value, Words};
use anyhow::Result;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Where the package puts the file.
pub(super) const FILE: &str = "/etc/intrascope/station.toml";

/// Settings are a page of text; what is longer is none.
const MAX_BYTES: u64 = 64 * 1024;

/// How a station runs as a service.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StationConfig {
    /// What the booth is called.
    pub(super) booth: BoothConfig,
    /// Where it keeps its cases.
    #[serde(default)]
    pub(super) data: DataConfig,
    /// How it reaches the complex.
    pub(super) scanner: ScannerConfig,
    /// How it prints; without the section, sheets stay in the outbox.
    #[serde(default)]
    pub(super) printer: Option<PrinterConfig>,
    /// When a console that nobody touches is locked.
    #[serde(default)]
    pub(super) idle: IdleConfig,
    /// Who may work from where.
    #[serde(default = "seats::usual", rename = "seat")]
    pub(super) seats: Vec<SeatConfig>,
    /// Where the seats' sockets are.
    #[serde(default)]
    pub(super) sockets: SocketsConfig,
}

/// What the booth is called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoothConfig {
    /// Customs post code, first part of every case number: 2, 5 or 8 digits.
    pub(super) post_code: String,
    /// Customs post, by name.
    pub(super) post_name: String,
    /// Inspection complex; with the post it names the booth's key.
    pub(super) ic_name: String,
}

/// Where the booth keeps its cases.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DataConfig {
    /// The data folder.
    pub(super) folder: PathBuf,
    /// Second place of the originals; goes before the policy's.
    pub(super) copies: Option<PathBuf>,
    /// Second place of the journal; goes before the policy's.
    pub(super) mirror: Option<PathBuf>,
}

impl Default for DataConfig {
    /// Where the unit's `StateDirectory` is.
    fn default() -> Self {
        Self { folder: PathBuf::from("/var/lib/intrascope"), copies: None, mirror: None }
    }
}

/// How the station reaches the complex: its devices, each on a line of its own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScannerConfig {
    /// The folder into which the complex drops its images.
    pub(super) drop: PathBuf,
    /// The portal's PLC.
    pub(super) portal: PortalSettings,
    /// The source.
    pub(super) source: SourceSettings,
    /// The radiation portal monitor.
    pub(super) monitor: MonitorSettings,
    /// The detector's preview link.
    pub(super) detector: DetectorSettings,
    /// What the supervisor goes by; its setpoint is the source's.
    #[serde(default)]
    pub(super) rules: Rules,
}

impl ScannerConfig {
    /// The devices.
    pub(super) fn devices(&self) -> Devices {
        Devices {
            portal: self.portal.clone(),
            source: self.source.clone(),
            monitor: self.monitor.clone(),
            detector: self.detector.clone(),
        }
    }
}

/// How the station prints.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrinterConfig {
    /// Queue of the printing system.
    pub(super) queue: String,
}

/// Minutes after which a console that nobody touches is locked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct IdleConfig {
    local_minutes: u16,
    remote_minutes: u16,
}

impl Default for IdleConfig {
    /// Ten in the booth, where others pass by; fifteen over SSH.
    fn default() -> Self {
        Self { local_minutes: 10, remote_minutes: 15 }
    }
}

impl IdleConfig {
    /// How long a console at such a place may stand untouched.
    pub(super) fn after(&self, place: Place) -> Duration {
        let minutes = match place {
            Place::Local => self.local_minutes,
            Place::Remote => self.remote_minutes,
        };
        Duration::from_mins(u64::from(minutes))
    }
}

/// Where the seats' sockets are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SocketsConfig {
    /// The folder.
    pub(super) folder: PathBuf,
}

impl Default for SocketsConfig {
    /// Where the unit's `RuntimeDirectory` is.
    fn default() -> Self {
        Self { folder: PathBuf::from("/run/intrascope") }
    }
}

impl StationConfig {
    /// The settings of a file.
    pub(super) fn read(path: &Path) -> Result<Self, SettingsFault> {
        let unreadable = |error: std::io::Error| SettingsFault::Unreadable(error.to_string());
        let size = fs::metadata(path).map_err(unreadable)?.len();
        if size > MAX_BYTES {
            return Err(SettingsFault::TooLong { bytes: size, most: MAX_BYTES });
        }
        Self::parse(&fs::read_to_string(path).map_err(unreadable)?)
    }

    /// The settings of a text.
    pub(super) fn parse(text: &str) -> Result<Self, SettingsFault> {
        let config: Self = toml::from_str(text).map_err(|error| SettingsFault::of_toml(text, &error))?;
        check::check(&config, text)?;
        Ok(config)
    }

    /// How the driver is set up.
    pub(super) fn driver(&self, last_use: LastUse) -> DriverSettings {
        DriverSettings {
            devices: self.scanner.devices(),
            rules: self.scanner.rules.clone().with(&self.scanner.source),
            last_use,
            drop: self.scanner.drop.clone(),
            image_deadline: driver::DEFAULT_IMAGE_DEADLINE,
        }
    }

    /// How it prints.
    pub(super) fn printer(&self) -> Option<Printer> {
        let command = vec!["lp".to_owned()];
        self.printer.as_ref().map(|printer| Printer { command, queue: printer.queue.clone() })
    }

    /// Where a seat's consoles attach.
    pub(super) fn socket(&self, seat: &SeatConfig) -> PathBuf {
        self.sockets.folder.join(format!("{}.sock", seat.name))
    }
}

/// A file's fault in the person's language, with the file's name before it.
pub(super) fn told(path: &Path, fault: &SettingsFault, words: Words) -> Told {
    let file = Value::from(path.display().to_string());
    let why = Value::from(fault.describe(words));
    Told(words.say_with("settings-refused", &[("file", file), ("why", why)]))
}

/// `intrascope station --check`: exit code 0 when the settings are some.
pub(super) fn check(args: &StationArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let config = StationConfig::read(&args.config).map_err(|fault| told(&args.config, &fault, words))?;
    say(&words.say_with(
        "settings-hold",
        &[
            ("post", Value::from(config.booth.post_name.clone())),
            ("ic", Value::from(config.booth.ic_name.clone())),
            ("seats", Value::from(config.seats.len())),
        ],
    ))?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod lane_tests;
#[cfg(test)]
mod tests;
