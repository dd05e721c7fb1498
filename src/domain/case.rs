//! A case: the fold of its facts.

use crate::domain::Moment;
use crate::domain::analysis::{Discrepancy, Mark};
use crate::domain::exemption::{Exemption, GateAnswers};
use crate::domain::fact::CaseFact;
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::{Officer, OfficerId, SealNumber};
use crate::domain::purge::Purge;
use crate::domain::registration::Registration;
use crate::domain::scan::{Depth, ImageRecord, ImageWhy, NoImage, Scan, ScanEnd, ScanKind};
use crate::domain::step::{By, Conclusion, LaneCheck, SheetRecord, Verdict};
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// Where a case stands (procedure, "life of a case").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Registered, exemption gate open.
    Registered,
    /// Gate passed, lane not yet checked.
    Admitted,
    /// Lane checked by the OMS.
    LaneChecked,
    /// A scan is requested or on.
    Scanning,
    /// Scan ended, image not yet in.
    AwaitingImage,
    /// Image in, waits for an OAC.
    Queued,
    /// An OAC reads it.
    InAnalysis,
    /// Verdict without suspicion given; sheet to be printed.
    Cleared,
    /// Sheet printed; seal to be recorded.
    Printed,
    /// Verdict under suspicion given; to be handed over.
    Suspected,
    /// Handed over for examination.
    HandedOver,
    /// Closed after a verdict without suspicion.
    Closed,
    /// Closed: complex not applied.
    NotApplied,
}

impl CaseState {
    /// Every state, in the order of a case's life.
    pub const ALL: [Self; 13] = [
        Self::Registered,
        Self::Admitted,
        Self::LaneChecked,
        Self::Scanning,
        Self::AwaitingImage,
        Self::Queued,
        Self::InAnalysis,
        Self::Cleared,
        Self::Printed,
        Self::Suspected,
        Self::HandedOver,
        Self::Closed,
        Self::NotApplied,
    ];

    /// Whether nobody in the booth has anything left to do with the case.
    pub fn is_finished(self) -> bool {
        matches!(self, Self::HandedOver | Self::Closed | Self::NotApplied)
    }
}

/// What a list shows of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Number.
    pub number: CaseNumber,
    /// Where it stands.
    pub state: CaseState,
    /// Count of its facts.
    pub revision: Revision,
    /// Plate, or the imported file's name.
    pub title: String,
    /// First container, where there is one.
    pub container: Option<String>,
    /// Its last fact's time.
    pub changed_at: Moment,
    /// The time from which the present state holds: how long a queued case has waited.
    pub since: Moment,
    /// Depth of its image, where there is one.
    pub depth: Option<Depth>,
}

impl CaseRow {
    /// The verdict that the state tells of. Of a case whose facts were erased with their key nobody knows it any more.
    pub fn verdict(&self) -> Option<Verdict> {
        match self.state {
            _ if self.title.is_empty() => None,
            CaseState::Cleared | CaseState::Printed | CaseState::Closed => Some(Verdict::WithoutSuspicion),
            CaseState::Suspected | CaseState::HandedOver => Some(Verdict::UnderSuspicion),
            _ => None,
        }
    }
}

/// A case's count of facts: a request names the one it looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u32);

/// Who did a step and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Moment,
    /// Who; `None` for the station itself.
    pub officer: Option<Officer>,
}

/// Each step's own time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the stamp of the step of that name")]
pub struct Stamps {
    pub presented: Option<Stamp>,
    pub admitted: Option<Stamp>,
    pub lane_checked: Option<Stamp>,
    pub scan_requested: Option<Stamp>,
    pub scan_begun: Option<Stamp>,
    pub scan_ended: Option<Stamp>,
    pub image_in: Option<Stamp>,
    pub analysis_begun: Option<Stamp>,
    pub verdict: Option<Stamp>,
    pub printed: Option<Stamp>,
    pub sealed: Option<Stamp>,
    pub handed_over: Option<Stamp>,
    pub closed: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purged: Option<Stamp>,
}

/// A case as of its last fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Number.
    pub number: CaseNumber,
    /// Count of its facts.
    pub revision: Revision,
    /// Where it stands.
    pub state: CaseState,
    /// What was registered; `None` for a case made from an imported image.
    pub registration: Option<Registration>,
    /// The file that an imported case was made from.
    pub imported_from: Option<CleanText>,
    /// Gate answers.
    pub gate: Option<GateAnswers>,
    /// Exemption, where the complex was not applied.
    pub exemption: Option<Exemption>,
    /// Lane check of the current scan.
    pub lane_check: Option<LaneCheck>,
    /// Every scan, oldest first.
    pub scans: Vec<Scan>,
    /// Marks that stand.
    pub marks: Vec<Mark>,
    /// Marks ever placed.
    pub marks_placed: u16,
    /// Discrepancies that stand.
    pub discrepancies: Vec<Discrepancy>,
    /// The verdict with all that was signed.
    pub conclusion: Option<Conclusion>,
    /// The printed sheet.
    pub sheet: Option<SheetRecord>,
    /// The seal.
    pub seal: Option<SealNumber>,
    /// To whom it was handed over.
    pub handed_to: Option<CleanText>,
    /// What was purged of it, after its term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purge: Option<Purge>,
    /// When each step was taken and by whom.
    pub stamps: Stamps,
    /// Time of the last fact.
    pub changed_at: Moment,
    /// Time of the fact that led to the present state.
    pub since: Moment,
}

impl Case {
    /// The case that a first fact makes; `None` when that fact does not make a case.
    pub fn begin(number: CaseNumber, at: Moment, by: &By, fact: &CaseFact) -> Option<Self> {
        let stamp = stamp(at, by);
        let blank = Self {
            number,
            revision: Revision(1),
            state: CaseState::Registered,
            registration: None,
            imported_from: None,
            gate: None,
            exemption: None,
            lane_check: None,
            scans: Vec::new(),
            marks: Vec::new(),
            marks_placed: 0,
            discrepancies: Vec::new(),
            conclusion: None,
            sheet: None,
            seal: None,
            handed_to: None,
            purge: None,
            stamps: Stamps { presented: Some(stamp.clone()), ..Stamps::default() },
            changed_at: at,
            since: at,
        };
        match fact {
            CaseFact::Registered(registration) => {
                Some(Self { registration: Some(registration.clone()), ..blank })
            }
            CaseFact::Imported { file, image, manifest } => {
                let mut case = blank.imported(file, image, stamp);
                case.scans.iter_mut().for_each(|scan| scan.manifest.clone_from(manifest));
                Some(case)
            }
            // Its other facts were erased with their key: the number, the digests and who purged it are what is left.
            CaseFact::Purged(purge) => {
                let stamps = Stamps { purged: Some(stamp), ..Stamps::default() };
                Some(Self { state: CaseState::Closed, purge: Some(Purge::clone(purge)), stamps, ..blank })
            }
            _ => None,
        }
    }

    fn imported(mut self, file: &CleanText, image: &ImageRecord, stamp: Stamp) -> Self {
        self.imported_from = Some(file.clone());
        self.state = CaseState::Queued;
        self.scans.push(Scan {
            id: ScanId::new(&self.number, 1),
            kind: ScanKind::First,
            requested_at: stamp.at,
            begun_at: None,
            ended_at: None,
            outcome: None,
            image_at: Some(stamp.at),
            image: Some(image.clone()),
            no_image: None,
            manifest: None,
        });
        self.stamps.image_in = Some(stamp);
        self
    }

    /// Applies a fact that the journal holds. It never refuses: the journal is the truth, `procedure` guards its door.
    pub fn apply(&mut self, at: Moment, by: &By, fact: &CaseFact) {
        self.revision = Revision(self.revision.0.saturating_add(1));
        self.changed_at = at;
        let before = self.state;
        self.apply_fact(stamp(at, by), fact);
        if self.state != before {
            self.since = at;
        }
    }

    fn apply_fact(&mut self, stamp: Stamp, fact: &CaseFact) {
        match fact {
            CaseFact::Registered(_) | CaseFact::Imported { .. } => {}
            CaseFact::Admitted(_)
            | CaseFact::NotApplied(_)
            | CaseFact::LaneConfirmed(_)
            | CaseFact::ScanRequested { .. } => self.apply_lane(stamp, fact),
            CaseFact::PrewarningBegan { .. }
            | CaseFact::BeamBegan { .. }
            | CaseFact::ScanEnded { .. }
            | CaseFact::ImageAccepted { .. }
            | CaseFact::ImageMissing { .. }
            | CaseFact::ImageUnfit { .. } => self.apply_scan(stamp, fact),
            CaseFact::AnalysisBegan
            | CaseFact::MarkPlaced(_)
            | CaseFact::MarkRemoved { .. }
            | CaseFact::DiscrepancyNoted(_)
            | CaseFact::DiscrepancyRemoved { .. } => self.apply_analysis(stamp, fact),
            CaseFact::VerdictGiven(_)
            | CaseFact::SheetPrinted(_)
            | CaseFact::Sealed { .. }
            | CaseFact::HandedOver { .. } => self.apply_verdict(stamp, fact),
            CaseFact::Purged(purge) => {
                self.purge = Some(Purge::clone(purge));
                self.stamps.purged = Some(stamp);
            }
        }
    }

    fn apply_lane(&mut self, stamp: Stamp, fact: &CaseFact) {
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
                });
                self.stamps.scan_requested = Some(stamp);
                self.state = CaseState::Scanning;
            }
            _ => {}
        }
    }

    fn apply_scan(&mut self, stamp: Stamp, fact: &CaseFact) {
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
        self.state = CaseState::Admitted;
    }

    fn apply_analysis(&mut self, stamp: Stamp, fact: &CaseFact) {
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

    fn apply_verdict(&mut self, stamp: Stamp, fact: &CaseFact) {
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

    /// The case as a list shows it.
    pub fn row(&self) -> CaseRow {
        let container = self.registration.as_ref().and_then(|registration| registration.containers.first());
        CaseRow {
            number: self.number.clone(),
            state: self.state,
            revision: self.revision,
            title: self.title().to_owned(),
            container: container.map(|container| container.number.to_string()),
            changed_at: self.changed_at,
            since: self.since,
            depth: self.image().map(|image| image.depth),
        }
    }

    /// The scan with this id.
    pub fn scan_mut(&mut self, id: &ScanId) -> Option<&mut Scan> {
        self.scans.iter_mut().find(|scan| scan.id == *id)
    }

    /// The last scan.
    pub fn last_scan(&self) -> Option<&Scan> {
        self.scans.last()
    }

    /// The image in analysis: that of the last scan, unless it was found unfit.
    pub fn image(&self) -> Option<&ImageRecord> {
        self.last_scan().filter(|scan| scan.no_image.is_none()).and_then(|scan| scan.image.as_ref())
    }

    /// The officer who requested the last scan.
    pub fn scanned_by(&self) -> Option<&OfficerId> {
        officer_id(self.stamps.scan_requested.as_ref())
    }

    /// The officer who has the case in analysis, or had it.
    pub fn analysed_by(&self) -> Option<&OfficerId> {
        officer_id(self.stamps.analysis_begun.as_ref())
    }

    /// The plate, or the imported file's name: what a list shows.
    pub fn title(&self) -> &str {
        match (&self.registration, &self.imported_from) {
            (Some(registration), _) => registration.plate.as_str(),
            (None, Some(file)) => file.as_str(),
            (None, None) => "",
        }
    }
}

fn officer_id(stamp: Option<&Stamp>) -> Option<&OfficerId> {
    stamp.and_then(|stamp| stamp.officer.as_ref()).map(|officer| &officer.id)
}

fn stamp(at: Moment, by: &By) -> Stamp {
    let officer = match by {
        By::Officer(officer) => Some(officer.clone()),
        By::Station => None,
    };
    Stamp { at, officer }
}
