//! The marker of a mirror's folder: says that the device is there, and whose journal it holds.
//!
//! An empty mount point is a folder like any other. Only a folder that somebody initialised is filled.

use super::MirrorFault;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, Hold, make_folder, replace_file};
use crate::store::hash::Sha;
use crate::store::journal::frame::Next;
use crate::store::journal::segment::{self, Segment};
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const NAME: &str = "MIRROR";

/// The first line; another layout gets another number.
const FORMAT: &str = "intrascope mirror 1";

/// The format's line, 64 hexadecimal digits, two line ends. What is longer is no marker.
const MAX_BYTES: u64 = FORMAT.len() as u64 + 1 + 64 + 1;

/// Where a mirror, or any other copy, has its journal.
pub(in crate::store) fn journal(root: &Path) -> PathBuf {
    root.join("journal")
}

/// The hash of a journal's first fact: no two booths share it. `None` while there is no readable first fact.
pub(super) fn booth(journal: &Path) -> Result<Option<Sha>, StoreError> {
    if !journal.exists() || segment::numbers(journal)?.first() != Some(&1) {
        return Ok(None);
    }
    let segment = match Segment::open(journal, 1) {
        Ok(segment) => segment,
        Err(StoreError::JournalDamaged { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(match segment.scan()?.next()?.1 {
        Next::Frame(frame) => Some(frame.head.hash),
        Next::End | Next::Damaged(_) => None,
    })
}

/// The marker, held so that no other process writes this mirror, when it is that of `booth`.
pub(super) fn take(root: &Path, booth: Option<Sha>) -> Result<Option<Hold>, MirrorFault> {
    let file = File::open(root.join(NAME)).map_err(|_| MirrorFault::NotThere)?;
    let named = read(&file).ok_or(MirrorFault::NotThere)?;
    match booth {
        Some(booth) if booth == named => {}
        Some(_) => return Err(MirrorFault::Foreign),
        None => return Err(MirrorFault::Failed("the journal has no first fact to know it by".to_owned())),
    }
    match Hold::on(file) {
        Ok(hold) => Ok(Some(hold)),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(MirrorFault::InUse),
        // Some file systems of sticks have no locks; the data folder's own lock keeps other stations out.
        Err(_) => Ok(None),
    }
}

/// Whether there is a mirror in `root`, of the booth of this journal as far as the journal can still tell.
pub(in crate::store) fn is_there(journal: &Path, root: &Path) -> bool {
    let named = File::open(root.join(NAME)).ok().and_then(|file| read(&file));
    let own = booth(journal).ok().flatten();
    named.is_some_and(|named| own.is_none_or(|own| own == named))
}

fn read(file: &File) -> Option<Sha> {
    let mut text = String::new();
    file.take(MAX_BYTES + 1).read_to_string(&mut text).ok()?;
    Sha::parse(text.strip_prefix(FORMAT)?.strip_prefix('\n')?.strip_suffix('\n')?)
}

/// What became of the folder that was to be a mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Initialised {
    /// It is one now, on another device than the data.
    Ready,
    /// It is one now, on the same device as the data: it does not outlive that device.
    SameDevice,
    /// It was one of this journal already; nothing was changed.
    Already,
    /// It holds another journal, or files that nobody knows; nothing was changed.
    Foreign,
    /// The data folder has no fact yet that a mirror could be known by.
    NoFacts,
}

/// Makes `root` a mirror of the journal in `data`. The station fills it at its next start, or when it next looks.
pub fn init(data: &Path, root: &Path) -> Result<Initialised, StoreError> {
    let Some(booth) = booth(&Folder::new(data).journal())? else { return Ok(Initialised::NoFacts) };
    make_folder(root)?;
    let marker = root.join(NAME);
    if marker.exists() {
        let named = read(&File::open(&marker).doing("open", &marker)?);
        return Ok(if named == Some(booth) { Initialised::Already } else { Initialised::Foreign });
    }
    if journal(root).exists() {
        return Ok(Initialised::Foreign);
    }
    make_folder(&journal(root))?;
    replace_file(root, NAME, format!("{FORMAT}\n{}\n", booth.hex()).as_bytes())?;
    let device = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).doing("measure", path);
    Ok(if device(data)? == device(root)? { Initialised::SameDevice } else { Initialised::Ready })
}
