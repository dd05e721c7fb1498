//! The facts of the journal: what happened, never what is. Every state is a fold over them.

use crate::domain::Moment;
use crate::domain::analysis::{Discrepancy, Mark};
use crate::domain::exemption::{Exemption, GateAnswers};
use crate::domain::lane::{ImageFault, LaneFault};
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::SealNumber;
use crate::domain::registration::Registration;
use crate::domain::scan::{ImageRecord, ScanEnd, ScanKind};
use crate::domain::step::{By, Conclusion, LaneCheck, SheetRecord};
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// One entry of the journal: who, when, what. Its place in the journal, not its time, orders it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Wall time.
    pub at: Moment,
    /// Who.
    #[serde(flatten)]
    pub by: By,
    /// What.
    #[serde(flatten)]
    pub fact: Fact,
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
    Imported { file: CleanText, image: ImageRecord },
    Admitted(GateAnswers),
    NotApplied(Exemption),
    LaneConfirmed(LaneCheck),
    ScanRequested { scan: ScanId, kind: ScanKind },
    PrewarningBegan { scan: ScanId },
    BeamBegan { scan: ScanId },
    ScanEnded { scan: ScanId, end: ScanEnd },
    ImageAccepted { scan: ScanId, image: ImageRecord },
    ImageMissing { scan: ScanId, why: ImageFault },
    ImageUnfit { scan: ScanId, reason: CleanText },
    AnalysisBegan,
    MarkPlaced(Mark),
    MarkRemoved { number: u16 },
    DiscrepancyNoted(Discrepancy),
    DiscrepancyRemoved { goods_line: u16 },
    VerdictGiven(Box<Conclusion>),
    SheetPrinted(SheetRecord),
    Sealed { seal: SealNumber },
    HandedOver { to: CleanText },
}

/// What may happen to the booth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", content = "detail", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants say what happened")]
pub enum BoothFact {
    StationStarted { version: String },
    StationStopped,
    SignedIn,
    SignInRefused { officer: CleanText },
    SignedOut,
    ScannerConnected { identity: CleanText },
    ScannerLost,
    FaultRaised(LaneFault),
    FaultAcknowledged(LaneFault),
    StopRequested { scan: Option<ScanId> },
    IndexRebuilt { frames: u64 },
    TailCut { bytes: u64 },
    MirrorJoined { frames: u64 },
    MirrorLost { why: CleanText },
    Healed { what: CleanText },
    Repaired { lost_from: u64, lost_to: Option<u64>, kept_in: String },
}
