//! What the decoding process does, once it is confined.

use crate::confine::Confinement;
use crate::domain::refusal::ImportFault;
use crate::domain::scan::ImageHash;
use crate::formats::{self, FormatError, ImageHead, Limits, RowSink};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufReader, BufWriter};

/// What is to be made of an image.
#[derive(Debug)]
pub enum Task<'a> {
    /// Nothing: it is read to its last row.
    Look,
    /// Tiles in this file, which name the original by its hash.
    Tiles(&'a ImageHash, &'a File),
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Report {
    /// How far the process was confined while it read.
    pub confinement: Confinement,
    /// What the image says of itself, or why it is none.
    pub found: Result<ImageHead, ImportFault>,
}

/// Decodes an image in this process, which is confined so far.
pub fn decode(original: File, task: &Task<'_>, confinement: Confinement) -> Report {
    let (reader, limits) = (BufReader::new(original), Limits::default());
    let found = match task {
        Task::Look => formats::read_rows(reader, &limits, &mut Nowhere),
        Task::Tiles(hash, tiles) => {
            formats::ingest_rows(reader, &limits, hash.as_str(), BufWriter::new(*tiles))
        }
    };
    Report { confinement, found: found.map_err(fault) }
}

/// Keeps no row.
struct Nowhere;

impl RowSink for Nowhere {
    fn begin(&mut self, _head: &ImageHead) -> Result<(), FormatError> {
        Ok(())
    }

    fn row(&mut self, _plane: u8, _row: &[u16]) -> Result<(), FormatError> {
        Ok(())
    }
}

/// Why a file makes no picture, as a person is told.
pub fn fault(error: FormatError) -> ImportFault {
    match error {
        FormatError::Unknown => ImportFault::Unknown,
        FormatError::NotSupportedYet(kind) | FormatError::Unsupported(kind) => {
            ImportFault::NotSupported(kind.to_owned())
        }
        FormatError::Empty => ImportFault::Empty,
        FormatError::TooLarge(what) => ImportFault::TooLarge(what.to_owned()),
        FormatError::Truncated | FormatError::Damaged(_) => ImportFault::Damaged,
        FormatError::Io(error) => ImportFault::Unreadable(error.to_string()),
        FormatError::Pyramid(error) => ImportFault::Unreadable(error.to_string()),
    }
}
