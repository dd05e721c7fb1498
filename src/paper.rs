//! The printed sheet: the X-ray image with the case, the verdict and the place of the seal, as a PDF and on a printer.
//!
//! Owns the sheet's layout. It reads no clock and keeps no state: the same case printed at the same moment gives the same bytes.

mod canvas;
mod checkpoint;
mod column;
mod fields;
mod findings;
mod picture;
pub mod print;
pub mod sheet;
mod stamp;
mod typeface;

use crate::domain::text::CleanText;

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The case has no verdict: there is nothing to stamp yet.
    #[error("the case has no verdict, so there is no sheet to print")]
    NoVerdict,
    /// The image's bytes are not `width × height`, or it is empty or too large.
    #[error("an image of {width} × {height} pixels with {bytes} bytes cannot be printed")]
    Image {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Bytes given.
        bytes: usize,
    },
    /// The checkpoint is longer than a code on the sheet can carry.
    #[error("a checkpoint of {bytes} bytes has no room on the sheet")]
    Checkpoint {
        /// Its length.
        bytes: usize,
    },
    /// The built-in fonts could not be read: the program itself is damaged.
    #[error("the built-in font cannot be read")]
    Font,
    /// The PDF could not be written.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
    /// No print command is set.
    #[error("no print command is set")]
    NoPrintCommand,
    /// The print command could not be started or waited for.
    #[error("the print command could not be run: {0}")]
    PrintCommand(#[from] std::io::Error),
    /// The print command did not end in time and was killed.
    #[error("the print command did not answer within {0} s")]
    PrintTime(u64),
    /// The print command refused the sheet; what it said.
    #[error("the printer refused the sheet: {0}")]
    PrintRefused(CleanText),
}
