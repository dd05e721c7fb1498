//! The facts of the journal: what happened, never what is. Every state is a fold over them.

use crate::domain::Moment;
use crate::domain::account::AccountFact;
use crate::domain::analysis::{Discrepancy, Mark};
use crate::domain::approval::{ApprovalNumber, Asked, Seconded};
use crate::domain::case::CaseState;
use crate::domain::check::DailyCheck;
use crate::domain::exemption::{Exemption, GateAnswers};
use crate::domain::lane::{Exposure, ImageFault, LaneFault};
use crate::domain::malfunction::{MalfunctionNumber, MalfunctionStep, Symptom};
use crate::domain::note::Written;
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::{Officer, SealNumber};
use crate::domain::purge::Purge;
use crate::domain::registration::Registration;
use crate::domain::scan::{ImageHash, ImageRecord, ScanEnd, ScanKind};
use crate::domain::seat::SeatName;
use crate::domain::shift::{HandoverItem, ShiftNumber, ShiftSummary};
use crate::domain::signed::Signed;
use crate::domain::step::{By, Conclusion, LaneCheck, SheetRecord};
use crate::domain::supervision::{Opinion, Outcome, Override, Recheck};
use crate::domain::text::CleanText;
use crate::domain::time::ClockReading;
use serde::{Deserialize, Serialize};

/// One entry of the journal: who, when, what. Its place in the journal, not its time, orders it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Wall time.
    pub at: Moment,
    /// The other clocks; entries of the first versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockReading>,
    /// Who.
    #[serde(flatten)]
    pub by: By,
    /// What.
    #[serde(flatten)]
    pub fact: Fact,
}

impl Entry {
    /// An entry without a reading of the other clocks.
    pub fn new(at: Moment, by: By, fact: Fact) -> Self {
        Self { at, clock: None, by, fact }
    }
}

/// A fact of a case or of the booth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Fact {
    /// Of a case.
    Case {
        /// Which.
        number: CaseNumber,
        /// What.
        #[serde(flatten)]
        fact: CaseFact,
    },
    /// Of the booth.
    Booth {
        /// What.
        #[serde(flatten)]
        fact: BoothFact,
    },
}

/// What may happen to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", content = "detail", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the contents are documented types; the variants say what happened")]
pub enum CaseFact {
    Registered(Registration),
    Imported {
        file: CleanText,
        image: ImageRecord,
        /// What the booth signed when it took the image in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manifest: Option<Box<Signed>>,
        /// SHA-256 of the policy in force.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<String>,
    },
    Admitted(GateAnswers),
    NotApplied(Exemption),
    LaneConfirmed(LaneCheck),
    ScanRequested {
        scan: ScanId,
        kind: ScanKind,
    },
    PrewarningBegan {
        scan: ScanId,
    },
    BeamBegan {
        scan: ScanId,
    },
    ScanEnded {
        scan: ScanId,
        end: ScanEnd,
    },
    /// What the devices read back of the exposure.
    ScanExposed {
        scan: ScanId,
        exposure: Box<Exposure>,
        /// Who requested the scan.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        armed_by: Option<Box<Officer>>,
    },
    ImageAccepted {
        scan: ScanId,
        image: ImageRecord,
        /// What the booth signed when it took the image in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manifest: Option<Box<Signed>>,
    },
    ImageMissing {
        scan: ScanId,
        why: ImageFault,
    },
    ImageUnfit {
        scan: ScanId,
        reason: CleanText,
    },
    AnalysisBegan,
    MarkPlaced(Mark),
    MarkRemoved {
        number: u16,
    },
    DiscrepancyNoted(Discrepancy),
    DiscrepancyRemoved {
        goods_line: u16,
    },
    VerdictGiven(Box<Conclusion>),
    SheetPrinted(SheetRecord),
    Sealed {
        seal: SealNumber,
    },
    HandedOver {
        to: CleanText,
    },
    Purged(Box<Purge>),
    /// Why the case stood longer in a state than the policy gives it.
    DelayExplained {
        state: CaseState,
        reason: CleanText,
    },
    SecondOpinionAsked {
        reason: CleanText,
    },
    OpinionGiven(Opinion),
    RecheckAsked {
        reason: CleanText,
    },
    Rechecked(Recheck),
    Reopened {
        reason: CleanText,
        /// On whose word too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second: Option<Box<Seconded>>,
    },
    Overridden(Box<Override>),
    Cancelled {
        reason: CleanText,
        /// On whose word too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second: Option<Box<Seconded>>,
    },
    OutcomeRecorded(Outcome),
    NoteWritten {
        number: u16,
        #[serde(flatten)]
        note: Written,
    },
    NoteAcknowledged {
        number: u16,
    },
    NoteAnswered {
        number: u16,
        text: CleanText,
    },
}

impl CaseFact {
    /// Whether it leads a finished case back into work: every earlier fact of it counts again.
    pub fn revives(&self) -> bool {
        matches!(self, Self::Reopened { .. } | Self::Overridden(_))
    }

    /// Whether it is about a note, and changes nothing of the work on the case.
    pub fn is_of_notes(&self) -> bool {
        matches!(self, Self::NoteWritten { .. } | Self::NoteAcknowledged { .. } | Self::NoteAnswered { .. })
    }

    /// The approval by which it came to be, and which it ends.
    pub fn approval(&self) -> Option<ApprovalNumber> {
        match self {
            Self::Reopened { second, .. } | Self::Cancelled { second, .. } => {
                second.as_ref().map(|second| second.approval)
            }
            Self::Overridden(by) => by.second.as_ref().map(|second| second.approval),
            Self::Purged(purge) => purge.approval,
            _ => None,
        }
    }

    /// The same on the word of a second person, where it can have one.
    #[must_use]
    pub fn seconded(mut self, by: Option<Seconded>) -> Self {
        let by = by.map(Box::new);
        match &mut self {
            Self::Reopened { second, .. } | Self::Cancelled { second, .. } => *second = by,
            Self::Overridden(over) => over.second = by,
            _ => {}
        }
        self
    }

    /// Whether it is a case's first fact, and can be nothing else.
    pub fn begins_case(&self) -> bool {
        matches!(self, Self::Registered(_) | Self::Imported { .. })
    }
}

/// What may happen to the booth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", content = "detail", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants say what happened")]
pub enum BoothFact {
    StationStarted {
        version: String,
    },
    StationStopped,
    SignedIn,
    SignInRefused {
        officer: CleanText,
    },
    SignedOut,
    /// At a seat of its own, by a console that this Unix account opened.
    SignedInAt {
        seat: SeatName,
        account: CleanText,
    },
    SessionLocked {
        seat: SeatName,
    },
    SessionUnlocked {
        seat: SeatName,
    },
    /// The officer's session ended without the officer.
    SessionEnded {
        officer: Officer,
        seat: SeatName,
        why: SessionEnd,
    },
    WatchBegan {
        officer: Officer,
        seat: SeatName,
    },
    WatchEnded {
        officer: Officer,
        seat: SeatName,
    },
    ScannerConnected {
        identity: CleanText,
    },
    ScannerLost,
    FaultRaised(LaneFault),
    FaultAcknowledged(LaneFault),
    StopRequested {
        scan: Option<ScanId>,
    },
    /// An officer asked for the source to be warmed up.
    WarmupRequested,
    /// The beam was reported on outside any case: warm-up, calibration, or a scan that nobody awaits any more.
    SourceExposed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scan: Option<ScanId>,
        exposure: Box<Exposure>,
    },
    IndexRebuilt {
        frames: u64,
    },
    TailCut {
        bytes: u64,
    },
    KeyMade {
        key: String,
    },
    Restored {
        epoch: u32,
        facts: u64,
        root: String,
        from: CleanText,
    },
    MirrorLost {
        why: CleanText,
    },
    MirrorJoined {
        frames: u64,
    },
    Healed {
        what: CleanText,
    },
    Repaired {
        lost_from: u64,
        lost_to: Option<u64>,
        kept_in: String,
    },
    ClockJumped {
        by_ms: i64,
    },
    DiskFilled {
        percent: u8,
    },
    OriginalDamaged {
        sha256: ImageHash,
    },
    BackupMade {
        to: CleanText,
        facts: u64,
    },
    PolicyChanged(PolicyChange),
    ShiftOpened {
        shift: ShiftNumber,
    },
    HandoverBegan {
        items: Vec<HandoverItem>,
    },
    HandoverAcknowledged {
        item: u16,
    },
    ShiftClosed(Box<ShiftSummary>),
    MalfunctionFound {
        number: MalfunctionNumber,
        symptom: Symptom,
    },
    MalfunctionFollowed {
        number: MalfunctionNumber,
        step: MalfunctionStep,
    },
    ReturnedToService {
        number: MalfunctionNumber,
        second: Officer,
        /// By which approval.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approval: Option<ApprovalNumber>,
    },
    DailyCheckDone(Box<DailyCheck>),
    ApprovalAsked(Box<Asked>),
    ApprovalRefused {
        number: ApprovalNumber,
        reason: CleanText,
    },
    ApprovalWithdrawn {
        number: ApprovalNumber,
    },
    ApprovalExpired {
        number: ApprovalNumber,
    },
    Account(AccountFact),
}

/// Why a session ended without its officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// Another officer took the seat over.
    TakenOver,
    /// The officer signed in at another seat.
    Elsewhere,
    /// The console went away and did not come back in time.
    ConsoleGone,
    /// It lasted longer than one sign-in may.
    TooLong,
    /// The officer's account changed: disabled, or with another PIN.
    Account,
}

/// Another policy than before is in force from here on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyChange {
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// That of the policy before; none where none was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The file as it was read.
    pub text: String,
}
