//! Salvage: a new journal of what stands before a damage that no copy heals. The old one is moved aside whole.
//!
//! Later facts cannot be carried over: each one's hash says what stood before it. They stay where they are, and those that
//! can still be read are written out beside, for people.

use super::{Broken, Repair, free_name};
use crate::domain::Moment;
use crate::domain::fact::{BoothFact, Entry, Fact};
use crate::domain::step::By;
use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::{Folder, make_folder, sync_folder};
use crate::store::journal::frame::{Head, loose_in};
use crate::store::journal::segment;
use crate::store::journal::{Journal, recovery};
use crate::store::{Options, records};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The new journal until it is whole. Whatever has this name while there is a journal is no journal yet.
const DRAFT: &str = "journal.new";

/// Later facts, one JSON object a line.
const AFTER: &str = "after.jsonl";

fn draft_of(folder: &Folder) -> PathBuf {
    folder.root().join(DRAFT)
}

/// Brings a salvage to its end that was interrupted between the two renamings: only then is there a draft and no journal.
pub(super) fn finish(folder: &Folder) -> Result<(), StoreError> {
    let draft = draft_of(folder);
    if draft.exists() && !folder.journal().exists() {
        fs::rename(&draft, folder.journal()).doing("rename", &draft)?;
        sync_folder(folder.root())?;
    }
    Ok(())
}

/// Begins a journal of what stands before the damage, or of all when only the end is lost, and moves the old one aside.
pub(super) fn salvage(
    folder: &Folder,
    broken: Option<Broken>,
    witness: Option<Head>,
    at: Moment,
) -> Result<Repair, StoreError> {
    let kept_in = free_name(folder.root(), |number| format!("journal-damaged-{number:04}"));
    let name = kept_in.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let broken = match broken {
        Some(broken) => broken,
        None => end_of(&folder.journal())?,
    };
    let after = export(&folder.journal(), &broken)?;
    let lost_to = [after.last, witness.map(|head| head.seq)].into_iter().flatten().max();
    let repaired = BoothFact::Repaired {
        lost_from: broken.last.saturating_add(1),
        lost_to: lost_to.filter(|last| *last > broken.last),
        kept_in: name.clone(),
    };
    begin(folder, &broken, &Entry::new(at, By::Station, Fact::Booth { fact: repaired }))?;
    let journal = folder.journal();
    fs::rename(&journal, &kept_in).doing("rename", &journal)?;
    finish(folder)?;
    // They speak of the old journal: left here, they would call the new one shortened.
    let witness = folder.witness();
    let speakers = [
        (witness.join("head"), "witness-head"),
        (witness.join("live"), "witness-live"),
        (witness.join("checkpoint"), "witness-checkpoint"),
        (witness.join("checkpoints"), "witness-checkpoints"),
        (folder.index(), "index"),
    ];
    for (path, name) in speakers {
        if path.exists() {
            fs::rename(&path, kept_in.join(name)).doing("rename", &path)?;
        }
    }
    sync_folder(&kept_in)?;
    sync_folder(folder.root())?;
    Ok(Repair::Salvaged {
        last: broken.last,
        kept_in: PathBuf::from(name),
        later: after.first.zip(after.last),
        exported: after.count,
    })
}

/// The end of a journal without damage.
fn end_of(journal: &Path) -> Result<Broken, StoreError> {
    let found = recovery::look(journal)?;
    let segment = found.segments.last().map_or(0, |segment| segment.number);
    Ok(Broken { segment, offset: found.end, last: found.head.seq, why: Damage::CutShort })
}

/// Makes the new journal: the whole segments, the whole part of the damaged one, and the fact that says so.
fn begin(folder: &Folder, broken: &Broken, entry: &Entry) -> Result<(), StoreError> {
    let draft = draft_of(folder);
    if draft.exists() {
        fs::remove_dir_all(&draft).doing("remove", &draft)?;
    }
    make_folder(&draft)?;
    let numbers = segment::numbers(&folder.journal())?;
    for number in numbers.into_iter().filter(|number| *number <= broken.segment) {
        let (from, to) = (segment::path(&folder.journal(), number), segment::path(&draft, number));
        if number == broken.segment && broken.offset == 0 {
            continue;
        }
        fs::copy(&from, &to).doing("copy", &from)?;
        let file = OpenOptions::new().write(true).open(&to).doing("open", &to)?;
        if number == broken.segment {
            file.set_len(broken.offset).doing("cut", &to)?;
        }
        file.sync_all().doing("sync", &to)?;
    }
    sync_folder(&draft)?;
    let found = recovery::look(&draft)?;
    let mut journal = Journal::open(&draft, found, Options::default().segment_bytes)?;
    journal.append(&[records::encode(entry)?])?;
    sync_folder(folder.root())
}

/// What was written out of the old journal.
#[derive(Debug, Clone, Copy, Default)]
struct Exported {
    count: u64,
    first: Option<u64>,
    last: Option<u64>,
}

/// Writes the facts after the damage that can still be read into the old journal's folder, in the order of its files.
fn export(journal: &Path, broken: &Broken) -> Result<Exported, StoreError> {
    let path = journal.join(AFTER);
    let mut out = BufWriter::new(File::create(&path).doing("create", &path)?);
    let mut exported = Exported::default();
    for number in segment::numbers(journal)?.into_iter().filter(|number| *number >= broken.segment) {
        let file = segment::path(journal, number);
        let bytes = fs::read(&file).doing("read", &file)?;
        let from = if number == broken.segment { usize::try_from(broken.offset).unwrap_or(0) } else { 0 };
        let rest = bytes.get(from..).unwrap_or_default();
        for frame in loose_in(rest, broken.last.saturating_add(1)) {
            // What this version cannot read stays in the old segments, byte for byte.
            let Ok(entry) = records::decode(frame.seq, frame.kind, frame.schema, &frame.json) else {
                continue;
            };
            let line = serde_json::json!({
                "seq": frame.seq, "segment": number, "offset": from + frame.offset, "entry": entry,
            });
            writeln!(out, "{line}").doing("write", &path)?;
            exported.count = exported.count.saturating_add(1);
            exported.first = Some(exported.first.map_or(frame.seq, |first| first.min(frame.seq)));
            exported.last = exported.last.max(Some(frame.seq));
        }
    }
    let out = out.into_inner().map_err(std::io::IntoInnerError::into_error).doing("write", &path)?;
    out.sync_all().doing("sync", &path)?;
    sync_folder(journal)?;
    Ok(exported)
}
