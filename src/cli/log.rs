//! The log: what an engineer reads after something went wrong. It goes to a file; the screen is the console's.

use crate::domain::text::shown;
use anyhow::Result;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
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
        .with_writer(Mutex::new(Shown(file)))
        .finish();
    Ok(tracing::subscriber::set_global_default(subscriber)?)
}

/// A file that is read on terminals: what has no shape is marked before it is written. The log hands over whole lines.
struct Shown<W>(W);

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(shown(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_log_cannot_draw() {
        let mut written = Vec::new();
        writeln!(Shown(&mut written), "снимок \u{1b}[2J\u{202e}.tif").unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "снимок \u{fffd}[2J\u{fffd}.tif\n");
    }
}
