//! What the journal writes to: a file, or in tests a file that fails as disks do.

use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// The file that is appended to.
pub(in crate::store) trait Medium: Debug + Send {
    /// Writes all of `bytes` at `offset`.
    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Returns once everything written is on the disk.
    fn sync(&self) -> io::Result<()>;
}

impl Medium for File {
    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.write_all_at(bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Opens a segment for appending.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Medium>> {
    Ok(Box::new(OpenOptions::new().write(true).open(path)?))
}
