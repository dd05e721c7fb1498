//! How the storage stands, as every console shows it.

pub use crate::store::DiskLevel;

/// What a console shows of the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Storage {
    /// The disk of the data folder.
    pub disk: Disk,
    /// Originals that wait for their second copy.
    pub copies_due: u32,
    /// Originals found damaged since the start that no second copy could heal.
    pub damaged_originals: u32,
}

/// How full the disk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disk {
    /// Used part, percent.
    pub percent: u8,
    /// The step that it has reached.
    pub level: DiskLevel,
}
