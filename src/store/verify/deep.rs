//! What a deep check adds: every signature under an image and a verdict, the mirror byte by byte, every second copy.

use crate::domain::fact::{BoothFact, CaseFact, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageRecord;
use crate::domain::signed::Signed;
use crate::store::booth_key::{self, VerifierKey};
use crate::store::error::StoreError;
use crate::store::folder::{Folder, open_regular};
use crate::store::hash::{CHUNK_BYTES, digest};
use crate::store::journal::frame::{Frame, Next, read_up_to};
use crate::store::journal::segment::{self, Segment};
use crate::store::records;
use crate::store::vault::MAX_ORIGINAL_BYTES;
use crate::store::verify::finding::{Finding, VerifyReport};
use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Where else the folder's content lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Elsewhere {
    /// The mirror of the journal.
    pub mirror: Option<PathBuf>,
    /// The second copies of the originals.
    pub copies: Option<PathBuf>,
}

/// Looks through the journal once more. What the usual check has named is not named again.
pub(super) fn check(folder: &Folder, elsewhere: &Elsewhere, report: &mut VerifyReport) {
    let keys = booth_key::read_public(&folder.keys()).ok().flatten().into_iter().collect();
    let mut deep = Deep { copies: elsewhere.copies.as_deref(), keys, seen: HashSet::new(), report };
    let Ok(numbers) = segment::numbers(&folder.journal()) else { return };
    for number in numbers {
        if let Err(error) = deep.segment(&folder.journal(), number) {
            deep.report.note_error(&error);
        }
        if let Some(mirror) = &elsewhere.mirror {
            let ours = segment::path(&folder.journal(), number);
            deep.mirrored(&ours, &segment::path(&mirror.join("journal"), number), number);
        }
    }
}

struct Deep<'a> {
    copies: Option<&'a Path>,
    keys: Vec<VerifierKey>,
    seen: HashSet<String>,
    report: &'a mut VerifyReport,
}

impl Deep<'_> {
    fn segment(&mut self, journal: &Path, number: u32) -> Result<(), StoreError> {
        let Ok(segment) = Segment::open(journal, number) else { return Ok(()) };
        let mut scan = segment.scan()?;
        while let (_, Next::Frame(frame)) = scan.next()? {
            self.frame(&frame);
        }
        Ok(())
    }

    fn frame(&mut self, frame: &Frame) {
        let seq = frame.head.seq;
        let Ok(entry) = records::decode(seq, frame.kind, frame.schema, &frame.json) else { return };
        match &entry.fact {
            Fact::Booth { fact: BoothFact::KeyMade { key } } => {
                self.keys.extend(VerifierKey::parse(key).filter(|key| !self.keys.contains(key)));
            }
            Fact::Booth { fact: BoothFact::ShiftClosed(summary) } => {
                let is_wrong = |signed: &Signed| !self.keys.iter().any(|key| key.holds(signed));
                if summary.record.as_deref().is_some_and(is_wrong) {
                    self.report.note(Finding::SummaryWrong { seq });
                }
            }
            Fact::Booth { .. } => {}
            Fact::Case { number, fact } => match fact {
                CaseFact::Imported { image, manifest, .. }
                | CaseFact::ImageAccepted { image, manifest, .. } => {
                    self.signed(seq, number, manifest.as_deref(), Some(image));
                    self.copied(number, image);
                }
                CaseFact::VerdictGiven(conclusion) => {
                    self.signed(seq, number, conclusion.record.as_deref(), None);
                }
                CaseFact::Overridden(by) => {
                    self.signed(seq, number, by.conclusion.record.as_deref(), None);
                }
                _ => {}
            },
        }
    }

    /// A signed text must be by a key of the booth, and speak of this case and this image.
    fn signed(&mut self, seq: u64, case: &CaseNumber, signed: Option<&Signed>, image: Option<&ImageRecord>) {
        let Some(signed) = signed else { return };
        let ours = self.keys.iter().any(|key| key.holds(signed));
        let speaks = signed.text.contains(&case.to_string())
            && image.is_none_or(|image| signed.text.contains(image.sha256.as_str()));
        if !(ours && speaks) {
            self.report.note(Finding::SignatureWrong { seq, case: case.clone() });
        }
    }

    fn copied(&mut self, case: &CaseNumber, image: &ImageRecord) {
        let (Some(root), name) = (self.copies, image.sha256.as_str()) else { return };
        if !self.seen.insert(name.to_owned()) {
            return;
        }
        let path = root.join(name.get(..2).unwrap_or_default()).join(name);
        let holds = open_regular(&path).is_ok_and(|file| {
            digest(file, MAX_ORIGINAL_BYTES, |_| Ok(())).is_ok_and(|(sha, _)| sha.hex() == name)
        });
        if !holds {
            self.report.note(Finding::CopyDamaged { file: path, case: case.clone() });
        }
    }

    fn mirrored(&mut self, ours: &Path, theirs: &Path, segment: u32) {
        let same = File::open(ours)
            .and_then(|ours| File::open(theirs).and_then(|theirs| are_same(ours, theirs)))
            .unwrap_or(false);
        if !same {
            self.report.note(Finding::MirrorDiffers { segment });
        }
    }
}

/// Whether two files hold the same. Beside a running station the mirror may lack the write under way: the next check tells.
fn are_same(mut ours: File, mut theirs: File) -> std::io::Result<bool> {
    let (mut a, mut b) = (vec![0; CHUNK_BYTES], vec![0; CHUNK_BYTES]);
    loop {
        let (read, other) = (read_up_to(&mut ours, &mut a)?, read_up_to(&mut theirs, &mut b)?);
        if a.get(..read) != b.get(..other) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}
