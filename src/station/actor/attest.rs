//! What the station signs in the same fact that it records: the image it took in, the verdict it was given.

use super::Actor;
use crate::domain::case::Case;
use crate::domain::fact::CaseFact;
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::Officer;
use crate::domain::scan::ImageRecord;
use crate::domain::signed::Signed;
use crate::domain::step::Conclusion;
use crate::domain::text::CleanText;
use crate::station::evidence::{self, Place};

impl Actor {
    pub(super) fn place(&self) -> Place {
        let booth = &self.settings.booth;
        Place::new(&booth.post_code, Some(&booth.ic_name))
    }

    pub(super) fn sign(&self, text: String) -> Signed {
        self.store.signer().signed(text)
    }

    /// The manifest of a scan's image; none for a scan that no case awaits, whose image is no fact either.
    pub(super) fn sign_image(&self, scan: &ScanId, image: &ImageRecord) -> Option<Box<Signed>> {
        let case = self.cases.of_scan(scan)?;
        let scanner = self.scanner.as_ref().map(CleanText::as_str);
        let of = (&case.number, case.last_scan()?);
        let text = evidence::scan_manifest(of, image, scanner, (&self.place(), self.settings.clock.now()));
        Some(Box::new(self.sign(text)))
    }

    /// A verdict with its record; every other fact as it is.
    pub(super) fn signed(&self, fact: CaseFact, case: &Case, officer: &Officer) -> CaseFact {
        let record = |case: &Case, conclusion: &Conclusion, second: Option<&Officer>| {
            let at = (&self.place(), self.settings.clock.now());
            Some(Box::new(self.sign(evidence::verdict_record(case, conclusion, (officer, second), at))))
        };
        match fact {
            CaseFact::VerdictGiven(mut conclusion) => {
                conclusion.mark = Some(self.policy().marks.of(conclusion.verdict).clone());
                conclusion.record = record(case, &conclusion, None);
                CaseFact::VerdictGiven(conclusion)
            }
            CaseFact::Overridden(mut by) => {
                by.conclusion.mark = Some(self.policy().marks.of(by.conclusion.verdict).clone());
                let (marks, discrepancies) = (by.marks.clone(), by.discrepancies.clone());
                let judged = Case { marks, discrepancies, ..case.clone() };
                let second = by.second.as_ref().map(|second| &second.by);
                by.conclusion.record = record(&judged, &by.conclusion, second);
                CaseFact::Overridden(by)
            }
            other => other,
        }
    }

    /// An imported image with its manifest; every other fact as it is.
    pub(super) fn signed_import(&self, fact: CaseFact, number: &CaseNumber) -> CaseFact {
        let CaseFact::Imported { file, image, policy, .. } = fact else { return fact };
        let at = (&self.place(), self.settings.clock.now());
        let text = evidence::import_manifest(number, file.as_str(), &image, at);
        CaseFact::Imported { file, image, manifest: Some(Box::new(self.sign(text))), policy }
    }
}
