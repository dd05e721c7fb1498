//! The log: what an engineer reads after something went wrong. It goes to a file; the screen is the console's.

use anyhow::Result;
use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

/// A log that has grown beyond this is put aside at the next start, so that there are at most two of them.
const MAX_LOG_BYTES: u64 = 8 << 20;

/// Begins to write the log into the data folder.
pub(super) fn begin(folder: &Path) -> Result<()> {
    let folder = folder.join("log");
    fs::create_dir_all(&folder)?;
    let path = folder.join("intrascope.log");
    if fs::metadata(&path).is_ok_and(|log| log.len() > MAX_LOG_BYTES) {
        fs::rename(&path, folder.join("intrascope.log.1"))?;
    }
    let file: File = OpenOptions::new().create(true).append(true).open(&path)?;
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::level_filters::LevelFilter::INFO)
        .with_writer(Mutex::new(file))
        .finish();
    Ok(tracing::subscriber::set_global_default(subscriber)?)
}
