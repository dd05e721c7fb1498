//! Taking whole cases out of a journal with the proof that they stand in it. Files are only read: a station may run.
//!
//! Two passes over the journal, whatever the number of cases: the first folds the cases and notes where their frames
//! lie, the second builds the frames' audit paths. Memory grows with what is taken out, not with the journal.

use crate::domain::case::Case;
use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::signed::Signed;
use crate::store::base64;
use crate::store::booth_key::VerifierKey;
use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::Folder;
use crate::store::hash::Sha;
use crate::store::journal::frame::{Frame, HEAD_BYTES};
use crate::store::journal::recovery::{self, Walk};
use crate::store::journal::segment::{self, Position, Segment, damaged};
use crate::store::records;
use crate::store::tree::proof::{Inclusion, MAX_PROOFS, Prover};
use crate::store::vault::Vault;
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Why a case cannot be taken out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExtractError {
    /// The journal cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such case.
    #[error("there is no case {0}")]
    NoCase(CaseNumber),
    /// The cases have more facts than are proved at once.
    #[error("the cases have more than {MAX_PROOFS} facts: take out fewer at once")]
    TooMany,
    /// The journal is shorter than what the checkpoint names, or has another root there.
    #[error("the journal is not the one that the checkpoint names")]
    NotTheJournal,
}

/// One frame of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenFrame {
    /// The fact's number; its leaf is one less.
    pub seq: u64,
    /// Its hash in the chain.
    pub hash: Sha,
    /// Its leaf hash.
    pub leaf: Sha,
    /// The siblings from the leaf up to the root.
    pub path: Vec<Sha>,
    bytes: u64,
    position: Position,
}

/// A text that the booth signed, with what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenText {
    /// The fact that carries it.
    pub seq: u64,
    /// Of which scan; a verdict's record is of none.
    pub scan: Option<ScanId>,
    /// The text with its signature.
    pub signed: Signed,
}

/// A case with all its frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenCase {
    /// As of the checkpoint.
    pub case: Case,
    /// In the journal's order.
    pub frames: Vec<TakenFrame>,
    /// What the booth signed of it.
    pub signed: Vec<TakenText>,
}

/// Cases with their frames and proofs.
#[derive(Debug)]
pub struct Extract {
    folder: Folder,
    /// In the order asked for.
    pub cases: Vec<TakenCase>,
    /// Frames of the tree.
    pub size: u64,
    /// Its root.
    pub root: Sha,
}

/// What the first pass gathers of a case.
#[derive(Default)]
struct Gathered {
    case: Option<Case>,
    frames: Vec<TakenFrame>,
    signed: Vec<TakenText>,
}

/// Takes cases out of the journal in `dir` as of its first `size` facts, whose tree has this root.
pub fn extract(dir: &Path, cases: &[CaseNumber], (size, root): (u64, &str)) -> Result<Extract, ExtractError> {
    let folder = Folder::new(dir);
    let segments = recovery::segments(&folder.journal())?;
    let mut gathered = gather(&segments, cases, size)?;
    let leaves: Vec<u64> =
        gathered.values().flat_map(|found| found.frames.iter().map(TakenFrame::leaf_index)).collect();
    if leaves.len() > MAX_PROOFS {
        return Err(ExtractError::TooMany);
    }
    let (found_root, paths) = prove(&segments, &leaves, size)?;
    if found_root.hex() != root {
        return Err(ExtractError::NotTheJournal);
    }
    let mut paths: BTreeMap<u64, Vec<Sha>> =
        paths.into_iter().map(|proof| (proof.leaf, proof.path)).collect();
    let mut taken = Vec::with_capacity(cases.len());
    for number in cases {
        let Some(Gathered { case: Some(case), mut frames, signed }) = gathered.remove(number) else {
            return Err(ExtractError::NoCase(number.clone()));
        };
        for frame in &mut frames {
            frame.path = paths.remove(&frame.leaf_index()).unwrap_or_default();
        }
        taken.push(TakenCase { case, frames, signed });
    }
    Ok(Extract { folder, cases: taken, size, root: found_root })
}

/// The first pass: folds the cases.
fn gather(
    segments: &[Segment],
    cases: &[CaseNumber],
    size: u64,
) -> Result<BTreeMap<CaseNumber, Gathered>, ExtractError> {
    let mut gathered: BTreeMap<CaseNumber, Gathered> =
        cases.iter().map(|number| (number.clone(), Gathered::default())).collect();
    let mut walk = Walk::new(segments, 1, size);
    let mut frames = 0usize;
    while let Some((position, frame)) = next(&mut walk)? {
        let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
        let Fact::Case { number, .. } = &entry.fact else { continue };
        let Some(found) = gathered.get_mut(number) else { continue };
        frames = frames.saturating_add(1);
        if frames > MAX_PROOFS {
            return Err(ExtractError::TooMany);
        }
        found.take(position, &frame, &entry);
    }
    Ok(gathered)
}

/// The second pass: the audit paths.
fn prove(segments: &[Segment], leaves: &[u64], size: u64) -> Result<(Sha, Vec<Inclusion>), ExtractError> {
    let mut prover = Prover::new(leaves, size).ok_or(ExtractError::TooMany)?;
    let mut walk = Walk::new(segments, 1, size);
    while let Some((_, frame)) = next(&mut walk)? {
        prover.push(frame.leaf());
    }
    prover.finish().ok_or(ExtractError::NotTheJournal)
}

/// A journal that ends before the checkpoint's size is not the one that it names.
fn next(walk: &mut Walk) -> Result<Option<(Position, Frame)>, ExtractError> {
    match walk.next() {
        Err(StoreError::JournalDamaged { segment: 0, why: Damage::CutShort, .. }) => {
            Err(ExtractError::NotTheJournal)
        }
        other => Ok(other?),
    }
}

impl TakenText {
    /// The signature as its 64 bytes; `None` when it is no base64.
    pub fn signature(&self) -> Option<Vec<u8>> {
        base64::decode(&self.signed.signature)
    }
}

/// A public key as the file that `openssl` reads: what stands before the key says that it is Ed25519 (RFC 8410).
pub fn public_key_pem(key: &VerifierKey) -> String {
    const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    let text = key.to_string();
    let bytes = text.splitn(3, '+').nth(2).and_then(base64::decode).unwrap_or_default();
    let spki = [&PREFIX, bytes.get(1..).unwrap_or_default()].concat();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", base64::encode(&spki))
}

impl TakenFrame {
    /// Its leaf hash, base64.
    pub fn leaf_base64(&self) -> String {
        base64::encode(&self.leaf.0)
    }

    /// Its audit path, base64, from the leaf's sibling up.
    pub fn path_base64(&self) -> Vec<String> {
        self.path.iter().map(|sha| base64::encode(&sha.0)).collect()
    }

    /// Its leaf's place in the tree.
    pub fn leaf_index(&self) -> u64 {
        self.seq.saturating_sub(1)
    }
}

impl Gathered {
    fn take(&mut self, position: Position, frame: &Frame, entry: &Entry) {
        let Fact::Case { number, fact } = &entry.fact else { return };
        match &mut self.case {
            Some(case) => case.apply(entry.at, &entry.by, fact),
            None => self.case = Case::begin(number.clone(), entry.at, &entry.by, fact),
        }
        let seq = frame.head.seq;
        self.frames.push(TakenFrame {
            seq,
            hash: frame.head.hash,
            leaf: frame.leaf(),
            path: Vec::new(),
            bytes: frame.bytes(),
            position,
        });
        let (scan, signed) = match fact {
            CaseFact::Imported { manifest, .. } => (Some(ScanId::new(number, 1)), manifest),
            CaseFact::ImageAccepted { scan, manifest, .. } => (Some(scan.clone()), manifest),
            CaseFact::VerdictGiven(conclusion) => (None, &conclusion.record),
            CaseFact::Overridden(by) => (None, &by.conclusion.record),
            _ => return,
        };
        if let Some(signed) = signed {
            self.signed.push(TakenText { seq, scan, signed: Signed::clone(signed) });
        }
    }
}

impl Extract {
    /// A frame byte for byte, as it stands in its segment and as its leaf was made.
    pub fn raw(&self, frame: &TakenFrame) -> Result<Vec<u8>, StoreError> {
        let path = segment::path(&self.folder.journal(), frame.position.segment);
        let file = File::open(&path).doing("open", &path)?;
        // At most the longest record and its overhead, some 256 KiB.
        let mut bytes = vec![0; usize::try_from(frame.bytes).unwrap_or(0)];
        let offset = u64::from(frame.position.offset);
        file.read_exact_at(&mut bytes, offset).doing("read", &path)?;
        if crate::store::tree::leaf_hash(&bytes) == frame.leaf {
            Ok(bytes)
        } else {
            Err(damaged(frame.position.segment, offset, Damage::Chain))
        }
    }

    /// The tree's root, base64.
    pub fn root_base64(&self) -> String {
        base64::encode(&self.root.0)
    }

    /// The record within a frame's bytes: JSON on one line.
    pub fn record(raw: &[u8]) -> &[u8] {
        raw.get(HEAD_BYTES..raw.len().saturating_sub(Sha::BYTES)).unwrap_or_default()
    }

    /// The originals.
    pub fn vault(&self) -> Vault {
        Vault::alone(&self.folder)
    }

    /// Opens a case's printed sheet, where it has one and its name stays in the outbox.
    pub fn sheet(&self, case: &Case) -> Option<Result<(PathBuf, File), StoreError>> {
        let sheet = case.sheet.as_ref()?;
        let path = crate::store::backup::inside(&self.folder.outbox(), &sheet.file)?;
        let opened = self.vault().open_sheet(&path, sheet, &case.number);
        Some(opened.map(|plain| (path, plain.into_file())))
    }
}

#[cfg(test)]
mod tests;
