//! The tree over the frames, recomputed on the walk, and the checkpoints that it must agree with.

use crate::store::booth_key::{self, VerifierKey};
use crate::store::checkpoint::keeper::{self, files};
use crate::store::checkpoint::{Checkpoint, Judged, Note, notes_in};
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, open_regular};
use crate::store::hash::Sha;
use crate::store::journal::frame::Frame;
use crate::store::journal::segment::Segment;
use crate::store::tree::Frontier;
use crate::store::verify::finding::{Finding, VerifyReport};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The longest file of checkpoints from elsewhere: one a day of 400 bytes for a hundred years.
const MAX_FILE_BYTES: u64 = 16 << 20;

/// Checkpoints compared at once: those of ten years' days three times over.
const MAX_EXPECTED: usize = 10_000;

/// Keys that a journal may name; a booth gets a new one when its old one is lost.
const MAX_KEYS: usize = 1_000;

/// A checkpoint and what the journal makes of it.
struct Expected {
    file: PathBuf,
    note: Note,
    checkpoint: Checkpoint,
    /// The root at its size, once the walk has come so far.
    root: Option<Sha>,
}

/// The tree under way.
pub(super) struct Attested {
    /// `None` after damage, until a header tells it again.
    frontier: Option<Frontier>,
    keys: Vec<VerifierKey>,
    /// By size.
    expected: Vec<Expected>,
    /// The first of them that the walk has not come to.
    next: usize,
}

impl Attested {
    /// Reads the folder's own checkpoints and those in other files.
    pub(super) fn gather(folder: &Folder, older: &[PathBuf], report: &mut VerifyReport) -> Self {
        let mut gathered =
            Self { frontier: Some(Frontier::default()), keys: Vec::new(), expected: Vec::new(), next: 0 };
        match booth_key::read_public(&folder.keys()) {
            Ok(key) => gathered.keys.extend(key),
            Err(error) => report.note_error(&error),
        }
        match files(&folder.witness()) {
            Ok(files) => {
                for file in files {
                    // A file that a running station has just replaced is there again.
                    let text = keeper::read_text(&file).map(Option::unwrap_or_default);
                    gathered.take(&file, text, report);
                }
            }
            Err(error) => report.note_error(&error),
        }
        for file in older {
            gathered.take(file, read_whole(file), report);
        }
        gathered.expected.sort_by_key(|expected| expected.checkpoint.size);
        gathered.pass(0);
        gathered
    }

    fn take(&mut self, file: &Path, text: Result<String, StoreError>, report: &mut VerifyReport) {
        let text = match text {
            Ok(text) => text,
            Err(error) => return report.note_error(&error),
        };
        let unreadable = || Finding::CheckpointUnreadable { file: file.to_owned() };
        let notes = notes_in(&text);
        if notes.is_empty() {
            report.note(unreadable());
        }
        for note in notes {
            let Some(checkpoint) = Checkpoint::parse(&note.text) else {
                report.note(unreadable());
                continue;
            };
            if self.expected.len() == MAX_EXPECTED {
                return report.note(Finding::More);
            }
            self.expected.push(Expected { file: file.to_owned(), note, checkpoint, root: None });
        }
    }

    /// A segment begins. False when its header holds another tree than the frames before it make.
    pub(super) fn begin(&mut self, segment: &Segment) -> bool {
        if let Some(made) = self.frontier.as_ref().filter(|made| made.size() == segment.before.seq) {
            return segment.frontier.as_ref().is_none_or(|told| told == made);
        }
        // After damage, or where a segment is missing, the header is what there is to go on from: a checkpoint that
        // agrees with what follows says that the header told the truth.
        self.frontier.clone_from(&segment.frontier);
        self.pass(segment.before.seq);
        true
    }

    /// After damage the tree is unknown until a header tells it.
    pub(super) fn lose(&mut self) {
        self.frontier = None;
    }

    /// One frame more.
    pub(super) fn frame(&mut self, frame: &Frame) {
        let Some(frontier) = &mut self.frontier else { return };
        frontier.push(frame.leaf());
        let size = frontier.size();
        self.pass(size);
    }

    /// Notes the root for the checkpoints of this size.
    fn pass(&mut self, size: u64) {
        while let Some(expected) = self.expected.get_mut(self.next).filter(|e| e.checkpoint.size <= size) {
            if expected.checkpoint.size == size {
                expected.root = self.frontier.as_ref().map(Frontier::root);
            }
            self.next += 1;
        }
    }

    /// A key that the journal names.
    pub(super) fn learn(&mut self, key: &str) {
        if let Some(key) = VerifierKey::parse(key).filter(|key| !self.keys.contains(key))
            && self.keys.len() < MAX_KEYS
        {
            self.keys.push(key);
        }
    }

    /// Says what the walk has found of every checkpoint; `journal` is how many facts there are.
    pub(super) fn settle(&self, journal: u64, report: &mut VerifyReport) {
        for expected in &self.expected {
            self.settle_one(expected, journal, report);
        }
    }

    fn settle_one(&self, expected: &Expected, journal: u64, report: &mut VerifyReport) {
        let Expected { checkpoint: Checkpoint { size, root: signed, .. }, .. } = expected;
        let (file, size) = (expected.file.clone(), *size);
        match expected.note.judge(&self.keys) {
            Judged::Holds => {}
            // What nobody signed says nothing of the journal.
            Judged::Forged => return report.note(Finding::CheckpointForged { file, size }),
            // Whoever rewrites a journal may leave its keys out: the comparison counts all the same.
            Judged::Foreign(key) => report.note(Finding::CheckpointForeign { file: file.clone(), key }),
        }
        if size > journal {
            report.note(Finding::Truncated { file, checkpoint: size, journal });
        } else if expected.root.is_some_and(|root| root != *signed) {
            report.note(Finding::Rewritten { file, size });
        }
    }
}

/// A file from elsewhere, as far as it may hold checkpoints.
fn read_whole(file: &Path) -> Result<String, StoreError> {
    let mut bytes = Vec::new();
    open_regular(file)?.take(MAX_FILE_BYTES).read_to_end(&mut bytes).doing("read", file)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
