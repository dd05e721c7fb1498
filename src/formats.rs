//! Image files to rows of 16-bit grey: PNG, TIFF and JPEG, with limits checked from the header before anything is decoded.

mod grey;
mod jpeg;
mod png;
mod probe;
mod tiff;

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use crate::imaging::pyramid::{MAX_HEIGHT, MAX_WIDTH};
use crate::imaging::{Origin, PyramidError, PyramidWriter};
pub use probe::{ImageFormat, probe};

/// Most bytes held to decode what cannot be read row by row: a TIFF strip, an interlaced PNG, a JPEG.
/// 256 MiB is one strip of 16-bit grey at 134 million pixels, eight times the largest scan known (8 000 × 2 000).
const HELD_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// What is accepted. Checked from the header, before memory is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub max_width: u32,
    pub max_height: u32,
    pub max_pixels: u64,
    pub max_file_bytes: u64,
}

impl Default for Limits {
    /// The largest pyramid, at most 160 million pixels (ten times a scan of 8 000 × 2 000) in a file of 1 GiB
    /// (two energies of 160 million pixels at 2 bytes are 640 MB).
    fn default() -> Self {
        Self {
            max_width: MAX_WIDTH,
            max_height: MAX_HEIGHT,
            max_pixels: 160_000_000,
            max_file_bytes: 1024 * 1024 * 1024,
        }
    }
}

impl Limits {
    pub(crate) fn check_size(&self, width: u32, height: u32) -> Result<(), FormatError> {
        if width == 0 || height == 0 {
            return Err(FormatError::Empty);
        }
        if width > self.max_width {
            return Err(FormatError::TooLarge("width"));
        }
        if height > self.max_height {
            return Err(FormatError::TooLarge("height"));
        }
        if u64::from(width) * u64::from(height) > self.max_pixels {
            return Err(FormatError::TooLarge("number of pixels"));
        }
        Ok(())
    }
}

/// What an image file says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageHead {
    pub format: ImageFormat,
    pub width: u32,
    pub height: u32,
    /// Bits of a stored sample: 8 or 16.
    pub bits: u8,
    /// Bits of it that were measured, at most `bits`.
    pub significant_bits: u8,
    /// 1, or 2 for high and low energy.
    pub planes: u8,
    pub coding: Coding,
}

impl ImageHead {
    /// Whether the file holds what the detectors measured.
    pub fn depth(&self) -> Depth {
        if self.significant_bits > 8 && self.coding == Coding::Lossless {
            Depth::Full
        } else {
            Depth::Reduced
        }
    }
}

/// How much of the measurement is left in a file. An officer must know: dense cargo cannot be opened in 8 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// More than 8 bits, stored without loss.
    Full,
    /// 8 bits or fewer, or lossy.
    Reduced,
}

/// Whether decoding gives back the values that were encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coding {
    Lossless,
    Lossy,
}

/// Why an image file was refused.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("the image file could not be read: {0}")]
    Io(#[from] std::io::Error),
    #[error("the file is no image this program knows")]
    Unknown,
    #[error("{0} images are not supported yet")]
    NotSupportedYet(&'static str),
    #[error("images with {0} are not supported")]
    Unsupported(&'static str),
    #[error("the image has no pixels")]
    Empty,
    #[error("the image is too large: {0}")]
    TooLarge(&'static str),
    #[error("the image file ends too early")]
    Truncated,
    #[error("the image file is damaged: {0}")]
    Damaged(String),
    #[error(transparent)]
    Pyramid(#[from] PyramidError),
}

/// What takes the rows of an image: first the head, then every row of plane 0 from the top, then of plane 1.
pub trait RowSink {
    /// # Errors
    /// Refuses the image, and no row follows.
    fn begin(&mut self, head: &ImageHead) -> Result<(), FormatError>;
    /// Takes a row of `head.width` values, 8-bit values scaled by 257.
    ///
    /// # Errors
    /// Stops the reading.
    fn row(&mut self, plane: u8, row: &[u16]) -> Result<(), FormatError>;
}

/// Reads an image file into `sink`, row by row.
///
/// # Errors
/// Any [`FormatError`]; rows given before the error are to be thrown away.
pub fn read_rows<R: BufRead + Seek>(
    mut reader: R,
    limits: &Limits,
    sink: &mut dyn RowSink,
) -> Result<ImageHead, FormatError> {
    check_file_size(&mut reader, limits)?;
    match probe::recognise(&mut reader)? {
        ImageFormat::Png => png::read(reader, limits, sink),
        ImageFormat::Tiff => tiff::read(reader, limits, sink),
        ImageFormat::Jpeg => jpeg::read(reader, limits, sink),
    }
}

/// Whether a file is of a kind that has no published structure to recognise: UFF goes by its name.
pub fn is_unread_by_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("uff"))
}

/// Reads an original image file straight into a pyramid in `out`.
///
/// # Errors
/// Any [`FormatError`]; what is in `out` is then not a pyramid.
pub fn ingest<W: Write + Seek>(
    original: &Path,
    limits: &Limits,
    original_sha256_hex: &str,
    out: W,
) -> Result<ImageHead, FormatError> {
    if is_unread_by_name(original) {
        return Err(FormatError::NotSupportedYet("UFF"));
    }
    ingest_rows(BufReader::new(File::open(original)?), limits, original_sha256_hex, out)
}

/// Reads an image into a pyramid in `out`, whatever its name is.
///
/// # Errors
/// Any [`FormatError`]; what is in `out` is then not a pyramid.
pub fn ingest_rows<R: BufRead + Seek, W: Write + Seek>(
    reader: R,
    limits: &Limits,
    original_sha256_hex: &str,
    out: W,
) -> Result<ImageHead, FormatError> {
    let mut sink = PyramidSink { sha256: original_sha256_hex, stage: Stage::Waiting(out) };
    let head = read_rows(reader, limits, &mut sink)?;
    match sink.stage {
        Stage::Writing(writer) => writer.finish()?,
        Stage::Waiting(_) | Stage::Refused => return Err(PyramidError::Rows.into()),
    };
    Ok(head)
}

fn check_file_size<R: Seek>(reader: &mut R, limits: &Limits) -> Result<(), FormatError> {
    let bytes = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(0))?;
    if bytes > limits.max_file_bytes {
        return Err(FormatError::TooLarge("file"));
    }
    Ok(())
}

/// A pyramid that begins when the head of the image is known.
struct PyramidSink<'a, W> {
    sha256: &'a str,
    stage: Stage<W>,
}

enum Stage<W> {
    Waiting(W),
    Writing(PyramidWriter<W>),
    Refused,
}

impl<W: Write + Seek> RowSink for PyramidSink<'_, W> {
    fn begin(&mut self, head: &ImageHead) -> Result<(), FormatError> {
        let Stage::Waiting(out) = std::mem::replace(&mut self.stage, Stage::Refused) else {
            return Err(PyramidError::Rows.into());
        };
        let origin = Origin {
            width: head.width,
            height: head.height,
            planes: head.planes,
            significant_bits: head.significant_bits,
            sha256: self.sha256.to_owned(),
        };
        self.stage = Stage::Writing(PyramidWriter::new(out, origin)?);
        Ok(())
    }

    fn row(&mut self, plane: u8, row: &[u16]) -> Result<(), FormatError> {
        match &mut self.stage {
            Stage::Writing(writer) => Ok(writer.push_row(plane, row)?),
            Stage::Waiting(_) | Stage::Refused => Err(PyramidError::Rows.into()),
        }
    }
}

#[cfg(test)]
mod tests;
