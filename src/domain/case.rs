//! A case: the fold of its facts.

mod supervised;
mod worked;

use crate::domain::Moment;
use crate::domain::analysis::{Discrepancy, Mark};
use crate::domain::exemption::{Exemption, GateAnswers};
use crate::domain::fact::CaseFact;
use crate::domain::note::Note;
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::{Officer, OfficerId, SealNumber};
use crate::domain::purge::Purge;
use crate::domain::registration::Registration;
use crate::domain::scan::{Depth, ImageRecord, Scan, ScanKind};
use crate::domain::step::{By, Conclusion, LaneCheck, SheetRecord, Verdict};
use crate::domain::supervision::{Delay, Opinion, Outcome, Recheck, Ruling, Stamped};
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
    /// Closed: the outcome of the examination is known.
    Examined,
    /// Closed: not carried on.
    Cancelled,
}

impl CaseState {
    /// Every state, in the order of a case's life.
    pub const ALL: [Self; 15] = [
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
        Self::Examined,
        Self::Cancelled,
    ];

    /// Whether nobody in the booth has anything left to do with the case.
    pub fn is_finished(self) -> bool {
        matches!(self, Self::HandedOver | Self::Closed | Self::NotApplied | Self::Examined | Self::Cancelled)
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
            CaseState::Suspected | CaseState::HandedOver | CaseState::Examined => {
                Some(Verdict::UnderSuspicion)
            }
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
    /// SHA-256 of the policy that was in force when the case began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Verdicts that stood once, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rulings: Vec<Ruling>,
    /// A question for a second opinion that has no answer yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion_asked: Option<Stamped<CleanText>>,
    /// Second opinions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<Stamped<Opinion>>,
    /// Why the verdict waits for a re-check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck_asked: Option<Stamped<CleanText>>,
    /// Re-checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rechecks: Vec<Stamped<Recheck>>,
    /// Delays with their reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delays: Vec<Stamped<Delay>>,
    /// Outcomes of the examination; the last one counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Stamped<Outcome>>,
    /// Notes, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// How many of its last facts are about notes alone: they change nothing of the work.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub noted: u32,
    /// Why it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Stamped<CleanText>>,
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
            policy: None,
            rulings: Vec::new(),
            opinion_asked: None,
            opinions: Vec::new(),
            recheck_asked: None,
            rechecks: Vec::new(),
            delays: Vec::new(),
            outcomes: Vec::new(),
            notes: Vec::new(),
            noted: 0,
            cancelled: None,
            stamps: Stamps { presented: Some(stamp.clone()), ..Stamps::default() },
            changed_at: at,
            since: at,
        };
        match fact {
            CaseFact::Registered(registration) => {
                let policy = registration.policy.clone();
                Some(Self { registration: Some(registration.clone()), policy, ..blank })
            }
            CaseFact::Imported { file, image, manifest, policy } => {
                let mut case = blank.imported(file, image, stamp);
                case.policy.clone_from(policy);
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
            exposure: None,
            armed_by: None,
        });
        self.stamps.image_in = Some(stamp);
        self
    }

    /// Applies a fact that the journal holds. It never refuses: the journal is the truth, `procedure` guards its door.
    pub fn apply(&mut self, at: Moment, by: &By, fact: &CaseFact) {
        self.revision = Revision(self.revision.0.saturating_add(1));
        self.changed_at = at;
        self.noted = if fact.is_of_notes() { self.noted.saturating_add(1) } else { 0 };
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
            | CaseFact::ScanExposed { .. }
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
            CaseFact::DelayExplained { .. }
            | CaseFact::SecondOpinionAsked { .. }
            | CaseFact::OpinionGiven(_)
            | CaseFact::RecheckAsked { .. }
            | CaseFact::Rechecked(_)
            | CaseFact::Reopened { .. }
            | CaseFact::Overridden(_)
            | CaseFact::Cancelled { .. }
            | CaseFact::OutcomeRecorded(_) => self.apply_supervision(stamp, fact),
            CaseFact::NoteWritten { number, note } => self.write_note(stamp, *number, note),
            CaseFact::NoteAcknowledged { number } => self.acknowledge_note(stamp, *number),
            CaseFact::NoteAnswered { number, text } => self.answer_note(stamp, *number, text),
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
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
