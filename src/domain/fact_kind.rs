//! What a fact is about, in a few kinds: by them people look through the journal.

use crate::domain::fact::{BoothFact, CaseFact, Fact};
use serde::{Deserialize, Serialize};

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A case begins, is admitted or ends without the complex.
    Case,
    /// The lane, the beam and the image.
    Scan,
    /// What the devices read back of every beam: the log of dose and hours.
    Exposure,
    /// The image is read.
    Analysis,
    /// A verdict, and where the case went with it.
    Verdict,
    /// The sheet and its seal.
    Paper,
    /// What a supervisor decides, and what came of a case.
    Supervision,
    /// Shifts and their hand-over.
    Shift,
    /// Malfunctions of the complex.
    Malfunction,
    /// The daily check of the complex.
    Check,
    /// The policy in force.
    Policy,
    /// The station runs or does not.
    Station,
    /// People come and go.
    SignIn,
    /// The scanner's link and its faults.
    Scanner,
    /// What keeps the journal and the originals.
    Store,
    /// Who may sign in.
    People,
}

impl FactKind {
    /// Every kind, in the order in which a list turns through them.
    pub const ALL: [Self; 16] = [
        Self::Case,
        Self::Scan,
        Self::Exposure,
        Self::Analysis,
        Self::Verdict,
        Self::Paper,
        Self::Supervision,
        Self::Shift,
        Self::Malfunction,
        Self::Check,
        Self::Policy,
        Self::Station,
        Self::SignIn,
        Self::Scanner,
        Self::Store,
        Self::People,
    ];

    /// Its name in records and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Scan => "scan",
            Self::Exposure => "exposure",
            Self::Analysis => "analysis",
            Self::Verdict => "verdict",
            Self::Paper => "paper",
            Self::Supervision => "supervision",
            Self::Shift => "shift",
            Self::Malfunction => "malfunction",
            Self::Check => "check",
            Self::Policy => "policy",
            Self::Station => "station",
            Self::SignIn => "sign_in",
            Self::Scanner => "scanner",
            Self::Store => "store",
            Self::People => "people",
        }
    }

    /// The kind with this name; a dash is as good as an underscore.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Fact {
    /// What it is about.
    pub fn kind(&self) -> FactKind {
        match self {
            Self::Case { fact, .. } => of_case(fact),
            Self::Booth { fact } => of_booth(fact),
        }
    }
}

fn of_case(fact: &CaseFact) -> FactKind {
    match fact {
        CaseFact::Registered(_)
        | CaseFact::Imported { .. }
        | CaseFact::Admitted(_)
        | CaseFact::NotApplied(_)
        | CaseFact::DelayExplained { .. } => FactKind::Case,
        CaseFact::LaneConfirmed(_)
        | CaseFact::ScanRequested { .. }
        | CaseFact::PrewarningBegan { .. }
        | CaseFact::BeamBegan { .. }
        | CaseFact::ScanEnded { .. }
        | CaseFact::ImageAccepted { .. }
        | CaseFact::ImageMissing { .. }
        | CaseFact::ImageUnfit { .. } => FactKind::Scan,
        CaseFact::ScanExposed { .. } => FactKind::Exposure,
        CaseFact::AnalysisBegan
        | CaseFact::MarkPlaced(_)
        | CaseFact::MarkRemoved { .. }
        | CaseFact::DiscrepancyNoted(_)
        | CaseFact::DiscrepancyRemoved { .. } => FactKind::Analysis,
        CaseFact::VerdictGiven(_) | CaseFact::HandedOver { .. } => FactKind::Verdict,
        CaseFact::SheetPrinted(_) | CaseFact::Sealed { .. } => FactKind::Paper,
        CaseFact::Purged(_) => FactKind::Store,
        CaseFact::SecondOpinionAsked { .. }
        | CaseFact::OpinionGiven(_)
        | CaseFact::RecheckAsked { .. }
        | CaseFact::Rechecked(_)
        | CaseFact::Reopened { .. }
        | CaseFact::Overridden(_)
        | CaseFact::Cancelled { .. }
        | CaseFact::OutcomeRecorded(_)
        | CaseFact::NoteWritten { .. }
        | CaseFact::NoteAcknowledged { .. }
        | CaseFact::NoteAnswered { .. } => FactKind::Supervision,
    }
}

fn of_booth(fact: &BoothFact) -> FactKind {
    match fact {
        BoothFact::StationStarted { .. } | BoothFact::StationStopped | BoothFact::ClockJumped { .. } => {
            FactKind::Station
        }
        BoothFact::SignedIn
        | BoothFact::SignInRefused { .. }
        | BoothFact::SignedOut
        | BoothFact::SignedInAt { .. }
        | BoothFact::SessionLocked { .. }
        | BoothFact::SessionUnlocked { .. }
        | BoothFact::SessionEnded { .. }
        | BoothFact::WatchBegan { .. }
        | BoothFact::WatchEnded { .. } => FactKind::SignIn,
        BoothFact::ScannerConnected { .. }
        | BoothFact::ScannerLost
        | BoothFact::FaultRaised(_)
        | BoothFact::FaultAcknowledged(_)
        | BoothFact::StopRequested { .. }
        | BoothFact::WarmupRequested => FactKind::Scanner,
        BoothFact::SourceExposed { .. } => FactKind::Exposure,
        BoothFact::ShiftOpened { .. }
        | BoothFact::HandoverBegan { .. }
        | BoothFact::HandoverAcknowledged { .. }
        | BoothFact::ShiftClosed(_) => FactKind::Shift,
        BoothFact::MalfunctionFound { .. }
        | BoothFact::MalfunctionFollowed { .. }
        | BoothFact::ReturnedToService { .. } => FactKind::Malfunction,
        BoothFact::DailyCheckDone(_) => FactKind::Check,
        BoothFact::ApprovalAsked(_)
        | BoothFact::ApprovalRefused { .. }
        | BoothFact::ApprovalWithdrawn { .. }
        | BoothFact::ApprovalExpired { .. } => FactKind::Supervision,
        BoothFact::PolicyChanged(_) => FactKind::Policy,
        BoothFact::Account(_) => FactKind::People,
        BoothFact::IndexRebuilt { .. }
        | BoothFact::TailCut { .. }
        | BoothFact::KeyMade { .. }
        | BoothFact::Restored { .. }
        | BoothFact::MirrorLost { .. }
        | BoothFact::MirrorJoined { .. }
        | BoothFact::Healed { .. }
        | BoothFact::Repaired { .. }
        | BoothFact::DiskFilled { .. }
        | BoothFact::OriginalDamaged { .. }
        | BoothFact::BackupMade { .. } => FactKind::Store,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name_and_named_as_it_is_written() {
        for kind in FactKind::ALL {
            assert_eq!(FactKind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(FactKind::from_name(" Sign-In "), Some(FactKind::SignIn));
        assert_eq!(FactKind::from_name("what"), None);
    }
}
