//! Walking the whole chain: every frame, and every original and sheet that a frame names.

use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::{ImageHash, ImageRecord};
use crate::domain::step::SheetRecord;
use crate::store::error::{Damage, StoreError};
use crate::store::folder::{Folder, open_regular};
use crate::store::hash::{Sha, digest};
use crate::store::journal::frame::{Frame, Head, Next, later_write_in};
use crate::store::journal::recovery;
use crate::store::journal::segment::header::TREE_AT;
use crate::store::journal::segment::{self, Scan, Segment};
use crate::store::records;
use crate::store::vault::sealed::is_sealed_name;
use crate::store::vault::{Vault, is_missing};
use crate::store::verify::Station;
use crate::store::verify::attested::Attested;
use crate::store::verify::begun::Begun;
use crate::store::verify::finding::{Finding, VerifyReport};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// The largest sheet: a page with one picture is some 2 MB.
const MAX_SHEET_BYTES: u64 = 64 << 20;

/// How often a frame that a station may still be writing is read again.
const SECOND_LOOKS: u32 = 3;

/// What the walk has seen.
pub(super) struct Walked {
    images: BTreeSet<Sha>,
    /// Names of the sealed files that facts name.
    sealed: BTreeSet<PathBuf>,
    /// The last frame of the last segment that is whole.
    pub(super) head: Head,
    /// Facts of cases.
    pub(super) case_facts: u64,
    /// The index's applied fact and whether the journal has it.
    pub(super) index: Option<(Head, Seen)>,
}

/// Whether the journal holds a fact that another names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    NotYet,
    Same,
    Other,
}

impl Walked {
    /// Whether a fact names this original.
    pub(super) fn names(&self, hash: &ImageHash) -> bool {
        Sha::parse(hash.as_str()).is_some_and(|sha| self.images.contains(&sha))
    }

    /// Whether a fact names what this sealed file keeps.
    pub(super) fn names_sealed(&self, path: &Path) -> bool {
        self.sealed.contains(path)
    }
}

/// The walk under way.
pub(super) struct Chain<'a> {
    folder: &'a Folder,
    vault: &'a Vault,
    report: &'a mut VerifyReport,
    walked: Walked,
    witness: Option<(Head, Seen)>,
    attested: Attested,
    begun: Begun,
    /// What is not there, by case: no loss where the case was purged.
    missing: BTreeMap<CaseNumber, Vec<Finding>>,
}

impl<'a> Chain<'a> {
    pub(super) fn new(
        folder: &'a Folder,
        vault: &'a Vault,
        attested: Attested,
        report: &'a mut VerifyReport,
    ) -> Self {
        let walked = Walked {
            images: BTreeSet::new(),
            sealed: BTreeSet::new(),
            head: Head::NONE,
            case_facts: 0,
            index: None,
        };
        let (begun, missing) = (Begun::default(), BTreeMap::new());
        Self { folder, vault, report, walked, witness: None, begun, attested, missing }
    }

    pub(super) fn report(&mut self) -> &mut VerifyReport {
        self.report
    }

    /// The fact that the witness names: looked for on the way.
    pub(super) fn expect_witness(&mut self, head: Head) {
        self.witness = Some((head, at_start(head)));
    }

    /// The fact that the index has applied.
    pub(super) fn expect_index(&mut self, head: Head) {
        self.walked.index = Some((head, at_start(head)));
    }

    /// Walks all segments. After damage it goes on with the next segment, so that every damaged one is named.
    pub(super) fn walk(mut self, station: Station) -> Walked {
        let folder = self.folder.journal();
        let numbers = match segment::numbers(&folder) {
            Ok(numbers) if numbers.is_empty() => {
                self.report.note(Finding::JournalMissing);
                numbers
            }
            Ok(numbers) => numbers,
            Err(_) if !folder.exists() => {
                self.report.note(Finding::JournalMissing);
                Vec::new()
            }
            Err(error) => {
                self.report.note_error(&error);
                Vec::new()
            }
        };
        let last = numbers.last().copied();
        let mut before = Some(Head::NONE);
        for (expected, number) in (1..).zip(numbers) {
            let under_way = station == Station::Running && Some(number) == last;
            before = match self.segment(&folder, number, under_way) {
                Ok((start, end)) => {
                    let continues = number == expected && before.is_none_or(|before| before == start);
                    if !continues {
                        self.damaged(number, 0, Damage::Discontinuous);
                    }
                    end
                }
                Err(error) => {
                    self.report.note_error(&error);
                    None
                }
            };
        }
        self.settle_witness();
        self.attested.settle(self.walked.head.seq, self.report);
        for finding in std::mem::take(&mut self.missing).into_values().flatten() {
            self.report.note(finding);
        }
        self.walked
    }

    /// Walks one segment: where it begins, and where it ends unless it is damaged.
    fn segment(
        &mut self,
        folder: &Path,
        number: u32,
        under_way: bool,
    ) -> Result<(Head, Option<Head>), StoreError> {
        let segment = match Segment::open(folder, number) {
            Ok(segment) => segment,
            Err(error) => {
                self.attested.lose();
                return Err(error);
            }
        };
        if !self.attested.begin(&segment) {
            self.damaged(number, TREE_AT, Damage::Tree);
        }
        let mut scan = segment.scan()?;
        let mut second_looks = if under_way { SECOND_LOOKS } else { 0 };
        loop {
            match scan.next()?.1 {
                Next::Frame(frame) => self.frame(&frame),
                Next::End => return Ok((segment.before, Some(scan.head()))),
                Next::Damaged(_) if second_looks > 0 => {
                    second_looks -= 1;
                    scan.step_back()?;
                }
                Next::Damaged(_) if under_way && is_tail(&segment, &scan)? => {
                    return Ok((segment.before, Some(scan.head())));
                }
                Next::Damaged(why) => {
                    self.damaged(number, scan.offset(), why);
                    self.attested.lose();
                    return Ok((segment.before, None));
                }
            }
        }
    }

    fn damaged(&mut self, segment: u32, offset: u64, why: Damage) {
        self.report.note(Finding::JournalDamaged { segment, offset, why });
    }

    fn frame(&mut self, frame: &Frame) {
        self.report.frames = self.report.frames.saturating_add(1);
        self.walked.head = frame.head;
        self.attested.frame(frame);
        for expected in [&mut self.witness, &mut self.walked.index] {
            if let Some((head, seen)) = expected
                && head.seq == frame.head.seq
            {
                *seen = if head.hash == frame.head.hash { Seen::Same } else { Seen::Other };
            }
        }
        match records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json) {
            Ok(entry) => self.entry(frame.head.seq, &entry),
            Err(error) => self.report.note_error(&error),
        }
    }

    fn entry(&mut self, seq: u64, entry: &Entry) {
        let (number, fact) = match &entry.fact {
            Fact::Case { number, fact } => (number, fact),
            Fact::Booth { fact: BoothFact::KeyMade { key } } => return self.attested.learn(key),
            Fact::Booth { fact: BoothFact::Restored { epoch, .. } } => {
                return self.report.note(Finding::Restored { seq, epoch: *epoch });
            }
            Fact::Booth { .. } => return,
        };
        if fact.begins_case() {
            self.begun.insert(number);
            self.report.cases = self.begun.count();
        }
        if !self.begun.contains(number) {
            return self.report.note(Finding::FactWithoutCase { seq, case: number.clone() });
        }
        self.walked.case_facts = self.walked.case_facts.saturating_add(1);
        match fact {
            CaseFact::Imported { image, .. } | CaseFact::ImageAccepted { image, .. } => {
                self.image(number, image);
            }
            CaseFact::SheetPrinted(sheet) => self.sheet(number, sheet),
            CaseFact::Purged(_) => drop(self.missing.remove(number)),
            _ => {}
        }
    }

    fn image(&mut self, case: &CaseNumber, image: &ImageRecord) {
        let hash = &image.sha256;
        let Some(sha) = Sha::parse(hash.as_str()) else { return };
        if self.vault.is_sealed(hash, case) {
            return self.sealed_image(case, image);
        }
        if !self.walked.images.insert(sha) {
            // Each case that names it is told when it is not there: one purged case does not excuse another.
            if !self.vault.path(hash).exists() {
                self.note_missing(case, Finding::OriginalMissing { hash: hash.clone(), case: case.clone() });
            }
            return;
        }
        match self.vault.holds(hash, image.bytes) {
            Ok(true) => self.report.images = self.report.images.saturating_add(1),
            Ok(false) => {
                self.report.note(Finding::OriginalDamaged { hash: hash.clone(), case: case.clone() });
            }
            Err(error) if is_missing(&error) => {
                self.note_missing(case, Finding::OriginalMissing { hash: hash.clone(), case: case.clone() });
            }
            Err(error) => self.report.note_error(&error),
        }
    }

    /// A sealed original is its case's alone. One whose key is gone is excused by the purge of the case, by nothing else.
    fn sealed_image(&mut self, case: &CaseNumber, image: &ImageRecord) {
        let hash = &image.sha256;
        if !self.walked.sealed.insert(self.vault.sealed_place(hash, case)) {
            return;
        }
        match self.vault.holds_for(hash, case, image.bytes) {
            Ok(true) => self.report.images = self.report.images.saturating_add(1),
            Ok(false) => {
                self.note_missing(case, Finding::OriginalDamaged { hash: hash.clone(), case: case.clone() });
            }
            Err(error) if is_missing(&error) => {
                self.note_missing(case, Finding::OriginalMissing { hash: hash.clone(), case: case.clone() });
            }
            Err(error) => self.report.note_error(&error),
        }
    }

    fn note_missing(&mut self, case: &CaseNumber, finding: Finding) {
        self.missing.entry(case.clone()).or_default().push(finding);
    }

    fn sheet(&mut self, case: &CaseNumber, sheet: &SheetRecord) {
        let (file, case) = (sheet.file.clone(), case.clone());
        // A name that leads out of the outbox names no sheet.
        let mut parts = Path::new(&file).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return self.report.note(Finding::SheetMissing { file, case });
        }
        let path = self.folder.outbox().join(&file);
        if is_sealed_name(&path) {
            return self.sealed_sheet(&path, sheet, &case);
        }
        let found = open_regular(&self.folder.outbox().join(&file))
            .map(|opened| digest(opened, MAX_SHEET_BYTES, |_| Ok(())));
        match found {
            Ok(Ok((sha, _))) if sha.hex() == sheet.sha256 => {}
            Err(error) if is_missing(&error) => {
                self.note_missing(&case.clone(), Finding::SheetMissing { file, case });
            }
            Ok(_) | Err(_) => self.report.note(Finding::SheetDamaged { file, case }),
        }
    }

    fn sealed_sheet(&mut self, path: &Path, sheet: &SheetRecord, case: &CaseNumber) {
        let (file, case) = (sheet.file.clone(), case.clone());
        let holds = ImageHash::parse(&sheet.sha256).map(|sha| self.vault.holds_at(path, &sha, &case, None));
        match holds {
            Ok(Ok(true)) => {}
            Ok(Err(error)) if is_missing(&error) => {
                self.note_missing(&case.clone(), Finding::SheetMissing { file, case });
            }
            Ok(_) | Err(_) => self.note_missing(&case.clone(), Finding::SheetDamaged { file, case }),
        }
    }

    fn settle_witness(&mut self) {
        if let Some((head, seen)) = self.witness
            && seen != Seen::Same
        {
            let journal = self.walked.head.seq;
            self.report.note(Finding::WitnessAhead { witness: head.seq, journal });
        }
    }
}

/// Whether nothing was written after the place where the scan stopped.
fn is_tail(segment: &Segment, scan: &Scan) -> Result<bool, StoreError> {
    let rest = recovery::rest_of(segment, scan.offset())?;
    Ok(!later_write_in(&rest, scan.head().seq.saturating_add(1)))
}

/// Before the first frame stands [`Head::NONE`].
fn at_start(head: Head) -> Seen {
    match (head.seq, head == Head::NONE) {
        (0, true) => Seen::Same,
        (0, false) => Seen::Other,
        _ => Seen::NotYet,
    }
}
