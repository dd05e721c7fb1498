//! Cargo for the simulated scanner that is read from image files: each scan takes the next one, round and round.

use crate::domain::number::ScanId;
use crate::formats::{self, Depth, FormatError, ImageHead, Limits, RowSink};
use crate::scanner::simulator::{Cargo, CargoError, CargoImage};
use anyhow::{Context, Result};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// The files in turn.
#[derive(Debug)]
pub(super) struct FileCargo {
    files: Vec<PathBuf>,
    next: usize,
}

impl FileCargo {
    /// Looks at every file's head, so that a wrong one is told before the first truck comes.
    pub(super) fn open(files: &[PathBuf]) -> Result<Self> {
        for file in files {
            let reader = BufReader::new(File::open(file).with_context(|| format!("{}", file.display()))?);
            formats::probe(reader).with_context(|| format!("{}", file.display()))?;
        }
        Ok(Self { files: files.to_vec(), next: 0 })
    }
}

impl Cargo for FileCargo {
    fn next_scan(&mut self, _scan: &ScanId) -> Result<CargoImage, CargoError> {
        let file = self
            .files
            .get(self.next % self.files.len().max(1))
            .ok_or_else(|| CargoError::Source("no file".to_owned()))?;
        self.next = self.next.wrapping_add(1);
        let failed = |error: FormatError| CargoError::Source(format!("{}: {error}", file.display()));
        let (head, planes) = read(file).map_err(failed)?;
        let significant_bits = match head.depth() {
            Depth::Full => head.significant_bits,
            Depth::Reduced => head.significant_bits.min(8),
        };
        CargoImage::new(head.width, head.height, planes, significant_bits)
    }
}

fn read(file: &Path) -> Result<(ImageHead, Vec<Vec<u16>>), FormatError> {
    let mut planes = Planes::default();
    let head = formats::read_rows(BufReader::new(File::open(file)?), &Limits::default(), &mut planes)?;
    Ok((head, planes.pixels))
}

#[derive(Debug, Default)]
struct Planes {
    pixels: Vec<Vec<u16>>,
}

impl RowSink for Planes {
    fn begin(&mut self, head: &ImageHead) -> Result<(), FormatError> {
        self.pixels = vec![Vec::new(); usize::from(head.planes)];
        Ok(())
    }

    fn row(&mut self, plane: u8, row: &[u16]) -> Result<(), FormatError> {
        if let Some(pixels) = self.pixels.get_mut(usize::from(plane)) {
            pixels.extend_from_slice(row);
        }
        Ok(())
    }
}
