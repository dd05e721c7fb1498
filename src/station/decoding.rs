//! Image files are decoded in a process of their own, which can do nothing else: a file that takes over its decoder has a
//! picture of itself to write, and no more.

mod child;
mod inside;

pub use inside::{Report, Task, decode, fault};

use crate::confine::Confinement;
use crate::domain::refusal::{ImportFault, Undecoded};
use crate::domain::scan::ImageHash;
use crate::domain::text::CleanText;
use crate::formats::{self, ImageHead, Limits};
use crate::imaging::pyramid::Pyramid;
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Once;

/// The program that this process runs, whatever lies at its place since: an upgrade beside a running station must not give
/// it a decoder of another version.
const THIS_PROGRAM: &str = "/proc/self/exe";

/// Characters that are shown of what a decoder says of a file.
const MAX_DETAIL_CHARS: usize = 200;

/// Who decodes images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoder {
    /// This process, for tests.
    Here,
    /// A confined process of this program's.
    Child(PathBuf),
}

impl Decoder {
    /// A confined process of the program that is running.
    pub fn this_program() -> Self {
        Self::Child(PathBuf::from(THIS_PROGRAM))
    }

    /// Reads every row and keeps none.
    pub fn look_through(&self, original: &Path) -> Result<ImageHead, ImportFault> {
        self.work(original, &Task::Look)
    }

    /// Makes the tiles of an original in `tiles`, an empty file, and proves them to be of this image.
    pub fn make_tiles(
        &self,
        original: &Path,
        hash: &ImageHash,
        tiles: &File,
    ) -> Result<ImageHead, ImportFault> {
        let head = self.work(original, &Task::Tiles(hash, tiles))?;
        prove(tiles, hash, &head)?;
        Ok(head)
    }

    fn work(&self, original: &Path, task: &Task<'_>) -> Result<ImageHead, ImportFault> {
        if formats::is_unread_by_name(original) {
            return Err(ImportFault::NotSupported("UFF".to_owned()));
        }
        let file = open(original).map_err(|error| ImportFault::Unreadable(error.to_string()))?;
        let report = match self {
            Self::Here => return decode(file, task, Confinement::Full).found,
            Self::Child(program) => child::ask(program, file, task),
        };
        let report = report.map_err(|why| {
            tracing::warn!(%why, "an image was not decoded");
            ImportFault::NotDecoded(why)
        })?;
        mention(&report.confinement);
        match report.found {
            Ok(head) if is_possible(&head) => Ok(head),
            Ok(_) => Err(ImportFault::NotDecoded(Undecoded::NoAnswer)),
            Err(fault) => Err(cleaned(fault)),
        }
    }
}

/// Opens a file for reading; a pipe does not hold the station up.
fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("no file")) }
}

/// Whether an image that the formats let through could have such a head.
fn is_possible(head: &ImageHead) -> bool {
    let has_depth = matches!(head.bits, 8 | 16) && (1..=head.bits).contains(&head.significant_bits);
    has_depth && matches!(head.planes, 1 | 2) && Limits::default().check_size(head.width, head.height).is_ok()
}

/// What a decoder says may be what the file made it say.
fn cleaned(fault: ImportFault) -> ImportFault {
    let clean = |text: &str| CleanText::bounded(text, MAX_DETAIL_CHARS).to_string();
    match fault {
        ImportFault::NotSupported(what) => ImportFault::NotSupported(clean(&what)),
        ImportFault::TooLarge(what) => ImportFault::TooLarge(clean(&what)),
        ImportFault::Unreadable(why) => ImportFault::Unreadable(clean(&why)),
        ImportFault::Unknown | ImportFault::Damaged | ImportFault::Empty => fault,
        // Not a decoder's to say.
        ImportFault::NotKept(_) | ImportFault::NotDecoded(_) => ImportFault::NotDecoded(Undecoded::NoAnswer),
    }
}

/// The tiles must be a whole pyramid of this original, and of the size that was reported.
fn prove(tiles: &File, hash: &ImageHash, head: &ImageHead) -> Result<(), ImportFault> {
    let read = |error: io::Error| ImportFault::Unreadable(error.to_string());
    let is_proven = Pyramid::open(tiles.try_clone().map_err(read)?).is_ok_and(|pyramid| {
        let origin = pyramid.origin();
        origin.sha256 == hash.as_str()
            && (origin.width, origin.height) == (head.width, head.height)
            && (origin.planes, origin.significant_bits) == (head.planes, head.significant_bits)
    });
    if is_proven { Ok(()) } else { Err(ImportFault::NotDecoded(Undecoded::NoAnswer)) }
}

/// Once a start: what this kernel does not withhold from the decoder.
fn mention(confinement: &Confinement) {
    static SAID: Once = Once::new();
    if !confinement.missing().is_empty() {
        SAID.call_once(|| {
            for missing in confinement.missing() {
                let why = CleanText::bounded(&missing.why, MAX_DETAIL_CHARS);
                tracing::warn!(part = missing.part.id(), %why, "the decoder is not wholly confined");
            }
        });
    }
}

#[cfg(test)]
mod tests;
