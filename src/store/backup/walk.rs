//! One pass over the source's journal: every fact's images and sheets first, then the segment that names them.

use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageRecord;
use crate::domain::step::SheetRecord;
use crate::store::backup::copy::{Copied, PRIVATE, READ_ONLY, Terms, copy, files_in, same};
use crate::store::backup::manifest::{Listed, MANIFEST, Manifest, inside, remove_other_lists};
use crate::store::backup::{BackupError, BackupJob, BackupReport, OnDamage};
use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::{Folder, make_folder, open_regular, replace_file, sync_folder};
use crate::store::hash::{Sha, digest};
use crate::store::journal::frame::{Frame, Head, Next, later_write_in};
use crate::store::journal::recovery;
use crate::store::journal::segment::{self, Scan, Segment};
use crate::store::records;
use crate::store::seal::sealed_bytes;
use crate::store::tree::Frontier;
use crate::store::vault::sealed::{is_sealed_name, is_whole_at};
use crate::store::vault::{MAX_ORIGINAL_BYTES, Vault, is_missing};
use crate::store::verify::Finding;
use crate::store::witness;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The largest sheet: a page with one picture is some 2 MB.
const MAX_SHEET_BYTES: u64 = 64 << 20;

/// The largest witness or key: a checkpoint has some 300 bytes.
const MAX_NOTE_BYTES: u64 = 64 << 10;

/// Most files of one folder of notes: a checkpoint a day for ten years.
const MAX_NOTES: usize = 3_660;

/// How often a frame that a station may still be writing is read again.
const SECOND_LOOKS: u32 = 3;

/// The list of originals and sheets, by the fact that it reaches to.
const LIST_PREFIX: &str = "originals-";

/// The pass under way. Memory grows by some 50 bytes an original.
pub(super) struct Walk<'a> {
    source: &'a Folder,
    target: &'a Folder,
    job: &'a BackupJob<'a>,
    from: Vault,
    to: Vault,
    images: BTreeSet<Sha>,
    purged: BTreeSet<String>,
    missing: BTreeMap<String, Finding>,
    files: Vec<Listed>,
    notes: Vec<Listed>,
    list: Option<BufWriter<File>>,
    first: Option<Sha>,
    tree: Frontier,
    report: BackupReport,
}

/// How far a segment can be copied.
struct Extent {
    head: Head,
    bytes: u64,
    damaged: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(source: &'a Folder, target: &'a Folder, job: &'a BackupJob<'a>) -> Self {
        Self {
            source,
            target,
            job,
            from: Vault::alone(source),
            to: Vault::alone(target),
            images: BTreeSet::new(),
            purged: BTreeSet::new(),
            missing: BTreeMap::new(),
            files: Vec::new(),
            notes: Vec::new(),
            list: None,
            first: None,
            tree: Frontier::default(),
            report: BackupReport::default(),
        }
    }

    /// Copies all that is new; the manifest comes last.
    pub(super) fn run(mut self) -> Result<BackupReport, BackupError> {
        let draft = self.target.root().join("list.tmp");
        self.list = Some(BufWriter::new(File::create(&draft).doing("create", &draft)?));
        let head = self.copy_all()?;
        let list = self.finish_list(&draft, head)?;
        let mut manifest = Manifest::new(self.job.made_at, &head, list);
        manifest.journal = self.first.map(|sha| sha.hex()).unwrap_or_default();
        manifest.booth = fs::read_to_string(self.target.root().join("keys/booth.vkey"))
            .ok()
            .map(|key| key.trim().to_owned());
        manifest.root = (self.tree.size() == head.seq).then(|| self.tree.root().hex());
        manifest.damaged = self.report.damages.iter().map(|finding| format!("{finding:?}")).collect();
        manifest.files = std::mem::take(&mut self.files);
        manifest.notes = std::mem::take(&mut self.notes);
        let json = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| StoreError::Unwritable { why: error.to_string() })?;
        replace_file(self.target.root(), MANIFEST, &json)?;
        remove_other_lists(self.target.root(), &manifest.list.path, LIST_PREFIX)?;
        self.report.facts = head.seq;
        Ok(self.report)
    }

    /// Copies everything without a manifest, as a restore does; how many files, and up to which fact.
    pub(super) fn copy(mut self) -> Result<(u64, Head), BackupError> {
        let head = self.copy_all()?;
        Ok((self.report.copied, head))
    }

    fn copy_all(&mut self) -> Result<Head, BackupError> {
        // Before the journal's end is looked for: a checkpoint then never lies ahead of the facts that are copied.
        let notes = self.read_notes()?;
        let head = self.segments()?;
        self.settle_missing()?;
        witness::write(&self.target.witness(), &head)?;
        self.list_note(&self.target.witness().join("head"))?;
        self.write_notes(notes)?;
        Ok(head)
    }

    /// Walks and copies the segments that are there at this moment.
    fn segments(&mut self) -> Result<Head, BackupError> {
        let folder = self.source.journal();
        let numbers = segment::numbers(&folder)?;
        let last = numbers.last().copied();
        if last.is_none() {
            return Err(BackupError::Damaged(vec![Finding::JournalMissing]));
        }
        let mut before = Some(Head::NONE);
        let mut sound = Head::NONE;
        for (expected, number) in (1..).zip(numbers) {
            let walked = self.segment(number, Some(number) == last);
            before = match walked {
                Ok((start, extent)) => {
                    if number != expected || before.is_some_and(|before| before != start) {
                        self.damage(journal_damage(number, 0, Damage::Discontinuous))?;
                    }
                    sound = extent.head;
                    (!extent.damaged).then_some(extent.head)
                }
                Err(BackupError::Store(StoreError::JournalDamaged { segment, offset, why })) => {
                    self.damage(journal_damage(segment, offset, why))?;
                    self.copy_damaged(number)?;
                    None
                }
                Err(error) => return Err(error),
            };
        }
        Ok(sound)
    }

    /// Walks a segment, copies what its facts name, then itself.
    fn segment(&mut self, number: u32, is_last: bool) -> Result<(Head, Extent), BackupError> {
        let segment = Segment::open(&self.source.journal(), number)?;
        let extent = self.facts(&segment, is_last)?;
        if extent.damaged {
            self.copy_damaged(number)?;
            return Ok((segment.before, extent));
        }
        // What is copied must be on the source's own disk: a power cut there must not leave the backup ahead of it.
        let file = File::open(&segment.path).doing("open", &segment.path)?;
        file.sync_data().doing("sync", &segment.path)?;
        let to = segment::path(&self.target.journal(), number);
        let terms = Terms { bytes: extent.bytes, expected: None, mode: PRIVATE };
        self.copy_listed(&segment.path, &to, terms)?;
        Ok((segment.before, extent))
    }

    fn facts(&mut self, segment: &Segment, is_last: bool) -> Result<Extent, BackupError> {
        let mut scan = segment.scan()?;
        let mut second_looks = if is_last { SECOND_LOOKS } else { 0 };
        let mut damaged = false;
        loop {
            match scan.next()?.1 {
                Next::Frame(frame) => self.frame(&frame)?,
                Next::End => break,
                Next::Damaged(_) if second_looks > 0 => {
                    second_looks -= 1;
                    scan.step_back()?;
                }
                // The station's write under way, or a torn one that its next start cuts off.
                Next::Damaged(_) if is_last && is_tail(segment, &scan)? => break,
                Next::Damaged(why) => {
                    self.damage(journal_damage(segment.number, scan.offset(), why))?;
                    damaged = true;
                    break;
                }
            }
        }
        Ok(Extent { head: scan.head(), bytes: scan.offset(), damaged })
    }

    fn frame(&mut self, frame: &Frame) -> Result<(), BackupError> {
        self.tree.push(frame.leaf());
        if frame.head.seq == 1 {
            self.first = Some(frame.head.hash);
        }
        match records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json) {
            Ok(entry) => self.entry(&entry),
            Err(StoreError::UnknownRecord { seq, schema, .. }) => {
                self.damage(Finding::RecordUnreadable { seq, schema })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn entry(&mut self, entry: &Entry) -> Result<(), BackupError> {
        let Fact::Case { number, fact } = &entry.fact else { return Ok(()) };
        match fact {
            CaseFact::Imported { image, .. } | CaseFact::ImageAccepted { image, .. } => {
                self.image(number, image)
            }
            CaseFact::SheetPrinted(sheet) => self.sheet(number, sheet),
            CaseFact::Purged(purge) => {
                self.purged.extend(purge.images.iter().map(|hash| hash.as_str().to_owned()));
                self.purged.extend(purge.sheet.clone());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn image(&mut self, case: &CaseNumber, image: &ImageRecord) -> Result<(), BackupError> {
        let hash = &image.sha256;
        let Some(sha) = Sha::parse(hash.as_str()) else { return Ok(()) };
        if self.from.is_sealed(hash, case) {
            return self.sealed_image(case, image);
        }
        if !self.images.insert(sha) {
            return Ok(());
        }
        let (from, to) = (self.from.path(hash), self.to.path(hash));
        let damaged = Finding::OriginalDamaged { hash: hash.clone(), case: case.clone() };
        let missing = Finding::OriginalMissing { hash: hash.clone(), case: case.clone() };
        self.evidence(sha, (&from, &to), Some(image.bytes), [damaged, missing])
    }

    /// A sealed original goes as it lies, checked without its key, which stays where it is.
    fn sealed_image(&mut self, case: &CaseNumber, image: &ImageRecord) -> Result<(), BackupError> {
        let hash = &image.sha256;
        let paths = (self.from.sealed_place(hash, case), self.to.sealed_place(hash, case));
        let damaged = Finding::OriginalDamaged { hash: hash.clone(), case: case.clone() };
        let missing = Finding::OriginalMissing { hash: hash.clone(), case: case.clone() };
        self.sealed(hash.as_str(), paths, [damaged, missing])
    }

    fn sealed(
        &mut self,
        plain_sha: &str,
        (from, to): (PathBuf, PathBuf),
        [damaged, missing]: [Finding; 2],
    ) -> Result<(), BackupError> {
        match is_whole_at(&from) {
            Ok(true) => {}
            Ok(false) => return self.damage(damaged),
            Err(error) if is_missing(&error) => {
                self.missing.insert(plain_sha.to_owned(), missing);
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
        let Copied { sha, bytes } = digest_of(&from)?;
        self.evidence(sha, (&from, &to), Some(bytes), [damaged, missing])
    }

    fn sheet(&mut self, case: &CaseNumber, sheet: &SheetRecord) -> Result<(), BackupError> {
        let (file, case) = (sheet.file.clone(), case.clone());
        let missing = Finding::SheetMissing { file: file.clone(), case: case.clone() };
        let outbox = self.source.outbox();
        let (Some(from), Some(sha)) = (inside(&outbox, &file), Sha::parse(&sheet.sha256)) else {
            return self.damage(missing);
        };
        let to = self.target.outbox().join(&file);
        if is_sealed_name(&from) {
            let damaged = Finding::SheetDamaged { file, case };
            return self.sealed(&sheet.sha256, (from, to), [damaged, missing]);
        }
        self.evidence(sha, (&from, &to), None, [Finding::SheetDamaged { file, case }, missing])
    }

    /// Copies an original or a sheet unless it is there already.
    fn evidence(
        &mut self,
        sha: Sha,
        (from, to): (&Path, &Path),
        bytes: Option<u64>,
        [damaged, missing]: [Finding; 2],
    ) -> Result<(), BackupError> {
        let there = fs::metadata(to).map(|meta| meta.len()).ok();
        let is_there = there.is_some_and(|there| bytes.is_none_or(|bytes| bytes == there));
        if is_there {
            self.report.kept = self.report.kept.saturating_add(1);
            return self.list_evidence(sha, to);
        }
        let limit = bytes.unwrap_or(MAX_SHEET_BYTES).min(sealed_bytes(MAX_ORIGINAL_BYTES));
        // One byte more than there should be, so that a longer file has another digest.
        let terms = Terms { bytes: limit.saturating_add(1), expected: Some(sha), mode: READ_ONLY };
        match copy(from, to, terms) {
            Ok(Some(copied)) => {
                self.count(copied);
                self.list_evidence(sha, to)
            }
            Ok(None) => self.damage(damaged),
            Err(StoreError::Io { source, path, .. })
                if source.kind() == ErrorKind::NotFound && path == from =>
            {
                self.missing.insert(sha.hex(), missing);
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn list_evidence(&mut self, sha: Sha, to: &Path) -> Result<(), BackupError> {
        let path = relative(self.target.root(), to);
        let Some(list) = &mut self.list else { return Ok(()) };
        writeln!(list, "{}  {path}", sha.hex()).doing("write", to)?;
        Ok(())
    }

    /// What is missing is damage, unless a later fact says that it was purged.
    fn settle_missing(&mut self) -> Result<(), BackupError> {
        let missing = std::mem::take(&mut self.missing);
        for (sha, finding) in missing {
            if !self.purged.contains(&sha) {
                self.damage(finding)?;
            }
        }
        Ok(())
    }

    fn damage(&mut self, finding: Finding) -> Result<(), BackupError> {
        if self.job.on_damage == OnDamage::Refuse {
            return Err(BackupError::Damaged(vec![finding]));
        }
        self.report.damages.push(finding);
        Ok(())
    }

    /// Copies a damaged segment as it is, unless the backup has one: that may be sound.
    fn copy_damaged(&mut self, number: u32) -> Result<(), BackupError> {
        let from = segment::path(&self.source.journal(), number);
        let to = segment::path(&self.target.journal(), number);
        if to.exists() {
            self.files.push(listed(self.target.root(), &to)?);
            return Ok(());
        }
        let terms = Terms { bytes: segment::MAX_SEGMENT_BYTES, expected: None, mode: PRIVATE };
        self.copy_listed(&from, &to, terms)
    }

    fn copy_listed(&mut self, from: &Path, to: &Path, terms: Terms) -> Result<(), BackupError> {
        let copied = if let Some(there) = same(from, to, terms.bytes)? {
            self.report.kept = self.report.kept.saturating_add(1);
            Some(there)
        } else {
            let copied = copy(from, to, terms)?;
            if let Some(copied) = copied {
                self.count(copied);
            }
            copied
        };
        if let Some(Copied { sha, bytes }) = copied {
            let path = relative(self.target.root(), to);
            self.files.push(Listed { path, bytes, sha256: sha.hex() });
        }
        Ok(())
    }

    fn count(&mut self, copied: Copied) {
        self.report.copied = self.report.copied.saturating_add(1);
        self.report.copied_bytes = self.report.copied_bytes.saturating_add(copied.bytes);
    }

    /// Adds a witness or a key of the backup to the manifest.
    fn list_note(&mut self, path: &Path) -> Result<(), BackupError> {
        let listed = listed(self.target.root(), path)?;
        self.notes.push(listed);
        Ok(())
    }

    /// Checkpoints and public keys as of now. The folder of keys has secret ones too: only `*.vkey` is read.
    fn read_notes(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, BackupError> {
        let witness = self.source.witness();
        let mut paths = files_in(&witness, MAX_NOTES)?;
        paths.retain(|path| name_of(path).starts_with("checkpoint"));
        paths.extend(files_in(&witness.join("checkpoints"), MAX_NOTES)?);
        let keys = files_in(&self.source.root().join("keys"), MAX_NOTES)?;
        paths.extend(keys.into_iter().filter(|path| path.extension().is_some_and(|end| end == "vkey")));
        paths.retain(|path| path.extension().is_none_or(|end| end != "tmp"));
        let mut notes = Vec::new();
        for path in paths {
            let bytes = fs::read(&path).doing("read", &path)?;
            if bytes.len() as u64 <= MAX_NOTE_BYTES {
                notes.push((PathBuf::from(relative(self.source.root(), &path)), bytes));
            }
        }
        Ok(notes)
    }

    fn write_notes(&mut self, notes: Vec<(PathBuf, Vec<u8>)>) -> Result<(), BackupError> {
        for (path, bytes) in notes {
            let to = self.target.root().join(path);
            let folder = to.parent().unwrap_or(self.target.root());
            make_folder(folder)?;
            replace_file(folder, &name_of(&to), &bytes)?;
            self.list_note(&to)?;
        }
        Ok(())
    }

    fn finish_list(&mut self, draft: &Path, head: Head) -> Result<Listed, BackupError> {
        let Some(list) = self.list.take() else { return Err(StoreError::Closed.into()) };
        let file = list.into_inner().map_err(std::io::IntoInnerError::into_error).doing("write", draft)?;
        file.sync_all().doing("sync", draft)?;
        let path = self.target.root().join(format!("{LIST_PREFIX}{}.sha256", head.seq));
        fs::rename(draft, &path).doing("rename", draft)?;
        sync_folder(self.target.root())?;
        Ok(listed(self.target.root(), &path)?)
    }
}

fn listed(root: &Path, path: &Path) -> Result<Listed, StoreError> {
    let file = File::open(path).doing("open", path)?;
    let (sha, bytes) = digest(file, u64::MAX - 1, |_| Ok(())).doing("read", path)?;
    Ok(Listed { path: relative(root, path), bytes, sha256: sha.hex() })
}

fn digest_of(path: &Path) -> Result<Copied, StoreError> {
    let (sha, bytes) = digest(open_regular(path)?, u64::MAX - 1, |_| Ok(())).doing("read", path)?;
    Ok(Copied { sha, bytes })
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn journal_damage(segment: u32, offset: u64, why: Damage) -> Finding {
    Finding::JournalDamaged { segment, offset, why }
}

/// Whether nothing was written after the place where the scan stopped.
fn is_tail(segment: &Segment, scan: &Scan) -> Result<bool, StoreError> {
    let rest = recovery::rest_of(segment, scan.offset())?;
    Ok(!later_write_in(&rest, scan.head().seq.saturating_add(1)))
}
