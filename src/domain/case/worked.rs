//! What the work at the lane and at the image makes of a case.

use crate::domain::case::{Case, CaseState, Stamp};
use crate::domain::fact::CaseFact;
use crate::domain::scan::{ImageWhy, NoImage, Scan, ScanEnd};
use crate::domain::step::Verdict;

impl Case {
    pub(super) fn apply_lane(&mut self, stamp: Stamp, fact: &CaseFact) {
        match fact {
            CaseFact::Admitted(answers) => {
                self.gate = Some(answers.clone());
                self.stamps.admitted = Some(stamp);
                self.state = CaseState::Admitted;
            }
            CaseFact::NotApplied(exemption) => {
                self.exemption = Some(exemption.clone());
                self.stamps.closed = Some(stamp);
                self.state = CaseState::NotApplied;
            }
            CaseFact::LaneConfirmed(check) => {
                self.lane_check = Some(*check);
                self.stamps.lane_checked = Some(stamp);
                self.state = CaseState::LaneChecked;
            }
            CaseFact::ScanRequested { scan, kind } => {
                self.scans.push(Scan {
                    id: scan.clone(),
                    kind: kind.clone(),
                    requested_at: stamp.at,
                    begun_at: None,
                    ended_at: None,
                    outcome: None,
                    image_at: None,
                    image: None,
                    no_image: None,
                    manifest: None,
                    exposure: None,
                    armed_by: None,
                });
                self.stamps.scan_requested = Some(stamp);
                self.state = CaseState::Scanning;
            }
            _ => {}
        }
    }

    pub(super) fn apply_scan(&mut self, stamp: Stamp, fact: &CaseFact) {
        match fact {
            CaseFact::BeamBegan { scan } => {
                if let Some(scan) = self.scan_mut(scan) {
                    scan.begun_at = Some(stamp.at);
                }
                self.stamps.scan_begun = Some(stamp);
            }
            CaseFact::ScanEnded { scan, end } => {
                if let Some(scan) = self.scan_mut(scan) {
                    scan.ended_at = Some(stamp.at);
                    scan.outcome = Some(end.clone());
                }
                self.stamps.scan_ended = Some(stamp);
                match end {
                    ScanEnd::Completed { .. } => self.state = CaseState::AwaitingImage,
                    ScanEnd::Stopped | ScanEnd::Refused(_) | ScanEnd::Faulted(_) => self.back_to_admitted(),
                }
            }
            CaseFact::ScanExposed { scan, exposure, armed_by } => {
                if let Some(scan) = self.scan_mut(scan) {
                    scan.exposure = Some(exposure.clone());
                    scan.armed_by.clone_from(armed_by);
                }
            }
            CaseFact::ImageAccepted { scan, image, manifest } => {
                if let Some(scan) = self.scan_mut(scan) {
                    scan.image_at = Some(stamp.at);
                    scan.image = Some(image.clone());
                    scan.manifest.clone_from(manifest);
                }
                self.stamps.image_in = Some(stamp);
                self.state = CaseState::Queued;
            }
            CaseFact::ImageMissing { scan, why } => {
                if let Some(scan) = self.scan_mut(scan) {
                    scan.no_image = Some(NoImage::Missing(ImageWhy { why: *why }));
                }
                self.back_to_admitted();
            }
            CaseFact::ImageUnfit { scan, reason } => {
                if let Some(scan) = self.scan_mut(scan) {
                    scan.no_image = Some(NoImage::Unfit { reason: reason.clone() });
                }
                self.back_to_admitted();
            }
            _ => {}
        }
    }

    /// After a failure, a stop or an unfit image the vehicle is at the lane again: checked anew, marks of the old image gone.
    fn back_to_admitted(&mut self) {
        self.lane_check = None;
        self.marks.clear();
        self.discrepancies.clear();
        // A question was about that image.
        self.opinion_asked = None;
        self.state = CaseState::Admitted;
    }

    pub(super) fn apply_analysis(&mut self, stamp: Stamp, fact: &CaseFact) {
        match fact {
            CaseFact::AnalysisBegan => {
                self.stamps.analysis_begun = Some(stamp);
                self.state = CaseState::InAnalysis;
            }
            CaseFact::MarkPlaced(mark) => {
                self.marks_placed = self.marks_placed.max(mark.number);
                self.marks.retain(|m| m.number != mark.number);
                self.marks.push(mark.clone());
            }
            CaseFact::MarkRemoved { number } => self.marks.retain(|m| m.number != *number),
            CaseFact::DiscrepancyNoted(noted) => {
                self.discrepancies.retain(|d| d.goods_line != noted.goods_line);
                self.discrepancies.push(noted.clone());
            }
            CaseFact::DiscrepancyRemoved { goods_line } => {
                self.discrepancies.retain(|d| d.goods_line != *goods_line);
            }
            _ => {}
        }
    }

    pub(super) fn apply_verdict(&mut self, stamp: Stamp, fact: &CaseFact) {
        match fact {
            CaseFact::VerdictGiven(conclusion) => {
                self.state = match conclusion.verdict {
                    Verdict::WithoutSuspicion => CaseState::Cleared,
                    Verdict::UnderSuspicion => CaseState::Suspected,
                };
                self.conclusion = Some((**conclusion).clone());
                self.stamps.verdict = Some(stamp);
            }
            CaseFact::SheetPrinted(sheet) => {
                self.sheet = Some(sheet.clone());
                self.stamps.printed = Some(stamp);
                if self.state == CaseState::Cleared {
                    self.state = CaseState::Printed;
                }
            }
            CaseFact::Sealed { seal } => {
                self.seal = Some(seal.clone());
                self.stamps.sealed = Some(stamp.clone());
                self.stamps.closed = Some(stamp);
                self.state = CaseState::Closed;
            }
            CaseFact::HandedOver { to } => {
                self.handed_to = Some(to.clone());
                self.stamps.handed_over = Some(stamp);
                self.state = CaseState::HandedOver;
            }
            _ => {}
        }
    }
}
