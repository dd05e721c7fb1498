//! Why a step was refused: values with words in the catalogue, never errors.

use crate::domain::account::AccountBar;
use crate::domain::approval::ActionKind;
use crate::domain::booth::ScanBar;
use crate::domain::case::CaseState;
use crate::domain::check::CheckFault;
use crate::domain::intake::IntakeFault;
use crate::domain::lane::Impediment;
use crate::domain::note::NoteKind;
use crate::domain::registration::Faults;
use crate::domain::seat::SeatFault;
use crate::domain::secret::SecretFault;
use crate::domain::step::StepKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A refusal. Each has a phrase in every language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refusal", content = "detail", rename_all = "snake_case")]
pub enum Refusal {
    /// Nobody is signed in on this session.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// Officer or PIN is wrong.
    #[error("officer or PIN is wrong")]
    WrongPin,
    /// Too many wrong PINs; wait.
    #[error("too many wrong PINs: wait {seconds} s")]
    WaitAfterWrongPin {
        /// How long.
        seconds: u32,
    },
    /// The role may not take this step.
    #[error("the role may not take the step {0:?}")]
    Role(StepKind),
    /// The step is not open in the case's state.
    #[error("the step {step:?} is not open in the state {state:?}")]
    State {
        /// Which step.
        step: StepKind,
        /// In which state.
        state: CaseState,
    },
    /// The same person has run the scan.
    #[error("the person who ran the scan does not give the verdict")]
    SamePerson,
    /// Another officer has the case in analysis.
    #[error("the case is in analysis by {0}")]
    TakenBy(String),
    /// The case changed since it was looked at.
    #[error("the case has changed meanwhile")]
    Changed,
    /// No such case.
    #[error("no such case")]
    NoCase,
    /// The form is not right.
    #[error("the form has {} faults", .0.len())]
    Form(Faults),
    /// A requirement of the step is not met.
    #[error("requirement: {0:?}")]
    Requirement(Requirement),
    /// The lane forbids it.
    #[error("the lane forbids it: {0:?}")]
    Lane(Impediment),
    /// Another case holds the lane.
    #[error("another case is at the lane")]
    LaneTaken,
    /// The store cannot keep it; nothing was acknowledged.
    #[error("the store cannot keep it: {0}")]
    Store(String),
    /// The picture cannot be read.
    #[error("the picture cannot be read: {0}")]
    Picture(String),
    /// The sheet cannot be made.
    #[error("the sheet cannot be made: {0}")]
    Paper(String),
    /// The file cannot be imported.
    #[error("the file cannot be imported: {0}")]
    Import(ImportFault),
    /// The file of a form cannot be read as one.
    #[error("the form's file: {0}")]
    Intake(IntakeFault),
    /// The disk is full: no new scan and no verdict until there is room. Viewing and stop go on.
    #[error("the disk is full")]
    DiskFull,
    /// The index is being rebuilt; so much is done.
    #[error("the index is being rebuilt: {percent} %")]
    IndexNotReady {
        /// Done.
        percent: u8,
    },
    /// Two different people must say so.
    #[error("two different people must say so")]
    SecondPerson,
    /// The case is not finished.
    #[error("the case is not finished")]
    NotFinished,
    /// The term is not over.
    #[error("the term ends on {due}")]
    BeforeTerm {
        /// The day on which it ends.
        due: NaiveDate,
    },
    /// The case's pictures went before.
    #[error("the pictures of this case were purged before")]
    AlreadyPurged,
    /// The officer gave the verdict that stands.
    #[error("who gave the verdict does not judge it again")]
    OwnVerdict,
    /// The officer has worked in the other operator's role on this shift.
    #[error("one officer is not OMS and OAC on one shift")]
    OtherRole,
    /// The case stood longer in its state than the policy gives it: a reason comes first.
    #[error("{minutes} minutes in the state {state:?}, and the policy gives {limit}: a reason comes first")]
    Late {
        /// In which.
        state: CaseState,
        /// How long.
        minutes: u32,
        /// How long the policy gives.
        limit: u32,
    },
    /// The booth's own state refuses scans.
    #[error("the booth refuses scans: {0:?}")]
    Barred(ScanBar),
    /// A check is not whole.
    #[error("the check is not whole: {0:?}")]
    Check(CheckFault),
    /// A shift is open.
    #[error("a shift is open")]
    ShiftOpen,
    /// No shift is open.
    #[error("no shift is open")]
    NoShift,
    /// The one who hands over does not take over.
    #[error("the next shift takes over, not the one who hands over")]
    OwnHandover,
    /// No such malfunction, or it is back in service.
    #[error("no such malfunction")]
    NoMalfunction,
    /// Not from this console, or not now.
    #[error("not at this seat: {0:?}")]
    Seat(SeatFault),
    /// Who wrote a note does not acknowledge or answer it.
    #[error("another person than the author acknowledges or answers")]
    OwnNote,
    /// A note holds the verdict.
    #[error("note {number} holds the verdict: {kind:?}")]
    NoteOpen {
        /// Which.
        number: u16,
        /// What it expects.
        kind: NoteKind,
    },
    /// Policy lets nobody do it alone: it is asked for, and another person approves.
    #[error("two people are needed: {0:?}")]
    NeedsSecond(ActionKind),
    /// One person takes this step; there is nothing to approve.
    #[error("one person does this: {0:?}")]
    NothingToApprove(StepKind),
    /// The second person says so elsewhere.
    #[error("the approval comes from another session than the asking")]
    SameSession,
    /// No such approval is pending.
    #[error("no such approval is pending")]
    NoApproval,
    /// The approval's time is over.
    #[error("the time of the approval is over")]
    ApprovalOver,
    /// Only who asked withdraws it.
    #[error("only who asked withdraws it")]
    OthersApproval,
    /// No draft is kept under such a name.
    #[error("no draft is kept under such a name")]
    NoDraft,
    /// A step with an account is refused.
    #[error("accounts: {0:?}")]
    Account(AccountBar),
    /// The new PIN may be none.
    #[error("not a good PIN: {0:?}")]
    Secret(SecretFault),
    /// The first PIN only opens the way to an own one.
    #[error("an own PIN must be set first")]
    PinMustBeSet,
    /// Too many wrong PINs in a row: a supervisor unlocks the account.
    #[error("too many wrong PINs: a supervisor unlocks the account")]
    AccountLocked,
    /// Too many wrong PINs at this seat, whosesoever.
    #[error("too many wrong PINs at this seat: wait {seconds} s")]
    SeatPaused {
        /// How long.
        seconds: u32,
    },
    /// Others' PINs are being checked; ask again.
    #[error("too many PINs are being checked at once")]
    TooManySignIns,
    /// The station is going down or gone.
    #[error("the station does not answer")]
    StationGone,
}

/// Why a file makes no case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", content = "detail", rename_all = "snake_case")]
pub enum ImportFault {
    /// No image that this program knows.
    #[error("no image that this program knows")]
    Unknown,
    /// A kind of image that is not read.
    #[error("{0} images are not supported yet")]
    NotSupported(String),
    /// Larger than the limits allow.
    #[error("the image is too large ({0})")]
    TooLarge(String),
    /// Damaged, or cut short.
    #[error("the file is damaged or ends too early")]
    Damaged,
    /// No pixels.
    #[error("the image has no pixels")]
    Empty,
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The store did not keep it.
    #[error("the store did not keep it: {0}")]
    NotKept(String),
    /// The process that decodes images gave no answer.
    #[error("the image could not be decoded: {0}")]
    NotDecoded(Undecoded),
}

/// Why the process that decodes images gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Undecoded {
    /// It did not start.
    #[error("the decoder did not start: {error}")]
    NotStarted {
        /// What the system says.
        error: String,
    },
    /// It was ended: by its limits of memory, time or output, or by somebody.
    #[error("the decoder was ended by signal {signal}")]
    Ended {
        /// By which signal.
        signal: i32,
    },
    /// It was not done in its time.
    #[error("the decoder took too long")]
    TooLong,
    /// What it said is no answer.
    #[error("the decoder gave no answer that fits")]
    NoAnswer,
}

/// What a step still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Dimensions of the vehicle.
    Dimensions,
    /// The vehicle exceeds this complex's limits: not applied, ground "dimensions".
    WithinLimits,
    /// The vehicle is within the limits: the ground "dimensions" does not hold.
    BeyondLimits,
    /// What was done instead.
    Alternative,
    /// The driver is out.
    DriverOut,
    /// The zone was searched.
    ZoneSearched,
    /// The reason of a repeat.
    RepeatReason,
    /// A mark within the image, at least one pixel.
    MarkWithinImage,
    /// Fewer marks: the bound is reached.
    FewerMarks,
    /// A mark with this number.
    KnownMark,
    /// A goods line with this number.
    KnownGoodsLine,
    /// What differs, in words.
    DiscrepancyNote,
    /// A reason.
    Reason,
    /// No marks: a verdict without suspicion has none.
    NoMarks,
    /// No discrepancies: a verdict without suspicion has none.
    NoDiscrepancies,
    /// A marked zone or a named discrepancy.
    MarkOrDiscrepancy,
    /// The analysis in words.
    AnalysisText,
    /// A recommendation for the examination.
    Recommendation,
    /// The officer to whom the case is handed.
    Recipient,
    /// Fewer scans: the bound of repeats is reached.
    FewerScans,
    /// A seal number by the policy's rule.
    SealByRule,
    /// Fewer of a kind: the bound of a case is reached.
    FewerOfAKind,
    /// A question for a second opinion.
    OpinionAsked,
    /// What was found.
    Found,
    /// By which means somebody was told.
    Means,
    /// What was done to repair it.
    Work,
    /// The repair.
    Repair,
    /// A passed test of the image quality.
    ImageTest,
    /// Which part.
    Part,
    /// What it does, or does not.
    Symptom,
    /// A hand-over: something is left open.
    Handover,
    /// Every item of the hand-over, acknowledged.
    Acknowledgement,
    /// An item of the hand-over with this number.
    KnownItem,
    /// An image that is still there.
    Image,
    /// What a note or an answer says.
    NoteText,
    /// A shorter text.
    ShorterText,
    /// An open note of the right kind with this number.
    KnownNote,
    /// A proposal of another person, who is a supervisor.
    Proposal,
}
