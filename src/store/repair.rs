//! Repair: puts back from other copies what this folder has lost, and says what it did. Old bytes are moved, never removed.
//!
//! Nothing is believed of a copy but what the chain, this folder's own whole facts and its witness bear out.

mod assembling;
mod files;
mod healing;
mod salvaging;
mod witnessing;

use crate::domain::Moment;
use crate::domain::scan::ImageHash;
use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::{Folder, Hold};
use crate::store::journal::frame::Head;
use crate::store::mirror::{is_there, journal_in};
use crate::store::verify::{Finding, VerifyReport, verify};
use crate::store::witness::{self, Witness};
use crate::store::{Options, Store};
use healing::Healing;
use std::fmt;
use std::path::{Path, PathBuf};

/// What was damaged or lost, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// A journal segment was put together again.
    Segment {
        /// Its number.
        segment: u32,
        /// The copies that the missing bytes came from.
        from: Vec<PathBuf>,
        /// Where the damaged file was moved, when there was one.
        kept_in: Option<PathBuf>,
        /// Last fact of the segment now.
        last: u64,
    },
    /// A journal segment is damaged, and no copy has what is missing.
    SegmentLost {
        /// Its number.
        segment: u32,
        /// Byte within it.
        offset: u64,
        /// What is wrong there.
        why: Damage,
    },
    /// The journal ends before a fact that witness or index have seen, and no copy has more.
    EndLost {
        /// What was said.
        why: String,
    },
    /// A copy has other facts than this folder: nothing was taken from it.
    Disagrees {
        /// The copy.
        source: PathBuf,
    },
    /// The witness contradicted the journal and a copy of it, and was moved aside.
    Witness {
        /// The fact that it named.
        seq: u64,
        /// Where it was moved.
        kept_in: Option<PathBuf>,
    },
    /// The index contradicted the journal and was made anew.
    Index {
        /// Where the old one was moved.
        kept_in: Option<PathBuf>,
    },
    /// A new journal was begun of what stands before the damage.
    Salvaged {
        /// Last fact of the old journal that the new one holds.
        last: u64,
        /// The folder to which the old journal was moved.
        kept_in: PathBuf,
        /// Numbers of the first and the last later fact that could still be read, when there are any.
        later: Option<(u64, u64)>,
        /// How many of them; they are in `after.jsonl` in that folder.
        exported: u64,
    },
    /// An original was put back.
    Original {
        /// Which.
        hash: ImageHash,
        /// Where from.
        from: PathBuf,
        /// Where the damaged file was moved, when there was one.
        kept_in: Option<PathBuf>,
    },
    /// A printed sheet was put back.
    Sheet {
        /// Its name.
        file: String,
        /// Where from.
        from: PathBuf,
        /// Where the damaged file was moved, when there was one.
        kept_in: Option<PathBuf>,
    },
}

impl fmt::Display for Repair {
    /// For the journal and the log; whoever repairs at the command line is told in words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Segment { segment, from, kept_in, last } => {
                write!(f, "journal segment {segment} up to fact {last} from {}", list(from))?;
                kept(f, kept_in.as_deref())
            }
            Self::SegmentLost { segment, offset, why } => {
                write!(f, "journal segment {segment}, byte {offset}: {why}")
            }
            Self::EndLost { why } => f.write_str(why),
            Self::Disagrees { source } => write!(f, "{} has other facts", source.display()),
            Self::Witness { seq, kept_in } => {
                write!(f, "the witness of fact {seq} written anew")?;
                kept(f, kept_in.as_deref())
            }
            Self::Index { kept_in } => {
                f.write_str("index made anew")?;
                kept(f, kept_in.as_deref())
            }
            Self::Salvaged { last, kept_in, .. } => {
                write!(f, "journal begun anew after fact {last}, the old one in {}", kept_in.display())
            }
            Self::Original { hash, from, kept_in } => {
                write!(f, "original {} from {}", hash.as_str(), from.display())?;
                kept(f, kept_in.as_deref())
            }
            Self::Sheet { file, from, kept_in } => {
                write!(f, "sheet {file} from {}", from.display())?;
                kept(f, kept_in.as_deref())
            }
        }
    }
}

/// Paths, one after the other.
fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn kept(f: &mut fmt::Formatter<'_>, kept_in: Option<&Path>) -> fmt::Result {
    kept_in.map_or(Ok(()), |path| write!(f, "; old bytes in {}", path.display()))
}

/// Whether a journal that no copy can heal is begun anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Salvage {
    /// It is left as it is.
    No,
    /// It is moved aside, and a new one is begun of what stands before the damage.
    Yes,
}

/// What a repair did, and whether all holds now.
#[derive(Debug)]
pub struct RepairReport {
    /// In the order in which it was done.
    pub repairs: Vec<Repair>,
    /// The check afterwards.
    pub verified: VerifyReport,
}

/// The first damage of a journal that no copy could heal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Broken {
    segment: u32,
    /// Where the whole part of that segment ends; 0 when not even its header is whole.
    offset: u64,
    /// The last fact of the whole part.
    last: u64,
    why: Damage,
}

/// Repairs a data folder from other copies: mirrors and backups, tried in their order. `at` is the time that a new journal's
/// first fact names.
pub fn repair(
    dir: &Path,
    sources: &[PathBuf],
    salvage: Salvage,
    at: Moment,
) -> Result<RepairReport, StoreError> {
    // A folder that is not there is a mistyped name, not a lost store.
    std::fs::metadata(dir).doing("open", dir)?;
    let folder = Folder::new(dir);
    let hold = Hold::take(&folder)?;
    salvaging::finish(&folder)?;
    folder.lay_out()?;
    let mut repairs = Vec::new();
    let journals: Vec<PathBuf> = sources.iter().map(|source| journal_in(source)).collect();
    let witness = witnessing::arbitrate(&folder, &journals, witnessed(&folder)?, &mut repairs)?;
    let broken = Healing::new(&folder, &journals, witness).run(&mut repairs)?;
    let (opened, hold) = match broken {
        Some(Broken { segment, offset, why, .. }) => {
            (Err(StoreError::JournalDamaged { segment, offset, why }), hold)
        }
        // Opening takes the folder itself; what follows needs it again.
        None => (reopened(dir, hold), Hold::take(&folder)?),
    };
    match opened {
        Ok(()) => {}
        Err(error) if error.is_damage() => {
            if broken.is_none() {
                repairs.push(Repair::EndLost { why: error.to_string() });
            }
            if salvage == Salvage::Yes {
                repairs.push(salvaging::salvage(&folder, broken, witness, at)?);
            }
        }
        Err(error) => return Err(error),
    }
    files::heal(&folder, sources, &mut repairs)?;
    drop(hold);
    if salvage == Salvage::Yes || broken.is_none() {
        renew_derived(dir, &folder, &mut repairs)?;
    }
    Ok(RepairReport { repairs, verified: verify(dir) })
}

/// Brings witness and index up to the journal; an index that does not agree with it even then is made anew.
fn renew_derived(dir: &Path, folder: &Folder, repairs: &mut Vec<Repair>) -> Result<(), StoreError> {
    // What does not open is found by the check that follows.
    drop(reopened(dir, Hold::take(folder)?));
    if verify(dir).findings.iter().any(Finding::is_of_index) {
        let hold = Hold::take(folder)?;
        let kept_in = files::move_aside(folder, &folder.index())?;
        repairs.push(Repair::Index { kept_in });
        drop(reopened(dir, hold));
    }
    Ok(())
}

/// Lets the folder go, opens it as a start does and closes it in order.
fn reopened(dir: &Path, hold: Hold) -> Result<(), StoreError> {
    drop(hold);
    let (store, _) = Store::open_first(dir, &Options { ballast_bytes: 0, ..Options::default() })?;
    store.close()
}

/// Heals the journal at a start, when the mirror is there and is this booth's; otherwise `error` stands.
pub(super) fn heal_from_mirror(
    dir: &Path,
    root: &Path,
    error: StoreError,
) -> Result<Vec<Repair>, StoreError> {
    let folder = Folder::new(dir);
    let hold = Hold::take(&folder)?;
    if !is_there(&folder.journal(), root) {
        return Err(error);
    }
    let witness = witnessed(&folder)?;
    let mut repairs = Vec::new();
    let broken = Healing::new(&folder, &[journal_in(root)], witness).run(&mut repairs)?;
    drop(hold);
    let healed = repairs.iter().any(|repair| matches!(repair, Repair::Segment { .. }));
    if broken.is_none() && healed { Ok(repairs) } else { Err(error) }
}

fn witnessed(folder: &Folder) -> Result<Option<Head>, StoreError> {
    Ok(match witness::read(&folder.witness())? {
        Witness::Names(head) => Some(head),
        Witness::Missing | Witness::Unreadable => None,
    })
}

/// The first of numbered names in a folder that is free.
fn free_name(folder: &Path, name: impl Fn(u32) -> String) -> PathBuf {
    /// Names tried; a folder that was repaired more often has another trouble.
    const MAX_NAMES: u32 = 9_999;
    let free = (1..MAX_NAMES).map(|number| folder.join(name(number))).find(|path| !path.exists());
    free.unwrap_or_else(|| folder.join(name(MAX_NAMES)))
}

#[cfg(test)]
mod tests;
