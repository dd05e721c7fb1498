//! How the storage stands, as every console shows it.

pub use crate::store::DiskLevel;
use serde::{Deserialize, Serialize};

/// Disk, copies, mirror and index. The default is a storage that lacks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Storage {
    /// The disk of the data folder.
    pub disk: Disk,
    /// Originals whose second copy is still to be made.
    pub copies_due: u32,
    /// Originals that were found damaged and have no good copy.
    pub damaged_originals: u32,
    /// The index of cases.
    pub index: IndexProgress,
    /// The second device of the journal.
    pub mirror: MirrorState,
}

/// The disk of the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Disk {
    /// Share in use, percent.
    pub percent: u8,
    /// What follows from it.
    pub level: DiskLevel,
}

/// How far the index of cases is. The journal does not wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexProgress {
    /// It knows every case.
    #[default]
    Ready,
    /// It is being built from the journal: older cases are not found yet.
    Building {
        /// How much of the journal it has taken, percent.
        percent: u8,
    },
    /// It could not be built; what it said.
    Failed(String),
}

/// Whether the journal is also written to a second device.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MirrorState {
    /// None is configured.
    #[default]
    Off,
    /// Every fact is on it before it is answered.
    Joined,
    /// It is there again and is being brought up to the journal.
    CatchingUp,
    /// It is configured and does not take facts.
    Lost(MirrorTrouble),
}

/// Why a mirror does not take facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MirrorTrouble {
    /// The device is not there, or was never made a mirror.
    NotThere,
    /// It is the mirror of another journal.
    Foreign,
    /// It holds other facts than the journal.
    Differs,
    /// Another process writes it.
    InUse,
    /// It does not answer.
    Hung,
    /// The system refused; what it said.
    Failed(String),
}
