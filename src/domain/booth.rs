//! The booth's own state: the fold of every fact, as far as it is not a case's. Bounded; a start reads it on from a file.

use crate::domain::Moment;
use crate::domain::account::People;
use crate::domain::approval::{ApprovalNumber, MAX_PENDING, Pending};
use crate::domain::case::CaseState;
use crate::domain::check::{CheckResult, CheckTest, DailyCheck};
use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::lane::Exposure;
use crate::domain::malfunction::{Done, Malfunction, MalfunctionNumber};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::policy::{Consequence, Leave, Policy};
use crate::domain::scan::ScanEnd;
use crate::domain::shift::{
    Handover, HandoverItem, MAX_ITEMS, Shift, ShiftFigures, ShiftNumber, ShiftSummary,
};
use crate::domain::step::{By, Verdict};
use crate::domain::time::booth_day;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Checks kept for the trend: a month.
pub const MAX_TREND: usize = 31;

/// Passed checks whose median is the baseline.
pub const BASELINE_OF: usize = 5;

/// Malfunctions kept after their return to service: two pages of the largest screen. Older ones are in the journal.
pub const MAX_RETURNED: usize = 100;

/// Malfunctions that may be open at one time.
pub const MAX_OPEN_MALFUNCTIONS: usize = 50;

/// Cases in a waiting list of the supervisor; the oldest give way and are found by searching.
pub const MAX_WAITING: usize = 1_000;

/// A check with its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckDone {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: Officer,
    /// What.
    pub check: DailyCheck,
}

/// When the source was used last, and where its own counter stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastExposure {
    /// When it was recorded.
    pub at: Moment,
    /// The source's hour counter after it, tenths; `None` for a source without one.
    pub hours_tenths: Option<u32>,
}

/// The booth as of its last fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BoothState {
    /// SHA-256 of the policy that was last put in force.
    pub policy: Option<String>,
    /// The open shift.
    pub shift: Option<Shift>,
    /// Number of the last shift.
    pub last_shift: u32,
    /// Summary of the last closed shift.
    pub last_summary: Option<ShiftSummary>,
    /// Open malfunctions, oldest first, then those returned, newest last.
    pub malfunctions: Vec<Malfunction>,
    /// Number of the last malfunction.
    pub last_malfunction: u32,
    /// The last checks, oldest first.
    pub checks: VecDeque<CheckDone>,
    /// The first passed checks: the baseline is their median.
    pub baseline: Vec<BTreeMap<CheckTest, u32>>,
    /// Cases that wait for a re-check, oldest first.
    pub rechecks: VecDeque<CaseNumber>,
    /// Cases that were handed over and whose outcome is not known, oldest first.
    pub outcomes_due: VecDeque<CaseNumber>,
    /// Approvals that wait for the second person, oldest first.
    pub approvals: Vec<Pending>,
    /// Number of the last approval.
    pub last_approval: ApprovalNumber,
    /// Who may sign in.
    pub people: People,
    /// The last exposure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_exposure: Option<LastExposure>,
}

impl BoothState {
    /// Takes a fact that the journal holds. It never refuses.
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::Case { number, fact } => {
                if let CaseFact::ScanExposed { exposure, .. } = fact {
                    self.note_exposure(entry.at, exposure);
                }
                self.note_role(&entry.by);
                self.count(fact);
                self.apply_case(number, fact);
                self.settle(fact.approval());
                if let Some(state) = taken_up(fact) {
                    self.hand_on(HandoverItem::Case { number: number.clone(), state });
                }
            }
            Fact::Booth { fact } => {
                if matches!(fact, BoothFact::SignedIn) {
                    self.note_role(&entry.by);
                }
                if let By::Officer(officer) = &entry.by {
                    self.apply_booth(entry.at, officer, fact);
                }
                self.apply_approval(entry, fact);
                match fact {
                    BoothFact::PolicyChanged(change) => self.policy = Some(change.sha256.clone()),
                    BoothFact::Account(fact) => self.people.apply(&entry.by, fact),
                    BoothFact::SourceExposed { exposure, .. } => {
                        self.note_exposure(entry.at, exposure);
                        if let Some(shift) = &mut self.shift {
                            shift.figures.expose(exposure);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Whether a warm-up is due goes by this.
    fn note_exposure(&mut self, at: Moment, exposure: &Exposure) {
        if exposure.beam_ms > 0 {
            self.last_exposure = Some(LastExposure { at, hours_tenths: exposure.hours_after });
        }
    }

    /// What came up after the list was made is on it too: the next shift takes over nothing unseen.
    fn hand_on(&mut self, item: HandoverItem) {
        let Some(handover) = self.shift.as_mut().and_then(|shift| shift.handover.as_mut()) else { return };
        if handover.items.len() < MAX_ITEMS && !handover.items.iter().any(|known| known.is_same(&item)) {
            handover.items.push(item);
        }
    }

    fn note_role(&mut self, by: &By) {
        if let (By::Officer(officer), Some(shift)) = (by, &mut self.shift) {
            shift.roles.entry(officer.id.clone()).or_default().insert(officer.role);
        }
    }

    fn count(&mut self, fact: &CaseFact) {
        let Some(shift) = &mut self.shift else { return };
        let figures = &mut shift.figures;
        if let CaseFact::ScanExposed { exposure, .. } = fact {
            return figures.expose(exposure);
        }
        let figure = match fact {
            CaseFact::Registered(_) | CaseFact::Imported { .. } => &mut figures.registered,
            CaseFact::NotApplied(_) => &mut figures.not_applied,
            CaseFact::ScanEnded { end: ScanEnd::Completed { .. }, .. } => &mut figures.scans,
            CaseFact::ScanEnded { .. } | CaseFact::ImageMissing { .. } => &mut figures.failed_scans,
            CaseFact::VerdictGiven(conclusion) => match conclusion.verdict {
                Verdict::WithoutSuspicion => &mut figures.without_suspicion,
                Verdict::UnderSuspicion => &mut figures.under_suspicion,
            },
            CaseFact::Cancelled { .. } => &mut figures.cancelled,
            _ => return,
        };
        *figure = figure.saturating_add(1);
    }

    fn apply_case(&mut self, number: &CaseNumber, fact: &CaseFact) {
        match fact {
            CaseFact::RecheckAsked { .. } => wait(&mut self.rechecks, number),
            CaseFact::Rechecked(_) => self.rechecks.retain(|waiting| waiting != number),
            CaseFact::HandedOver { .. } => wait(&mut self.outcomes_due, number),
            CaseFact::OutcomeRecorded(_) => self.outcomes_due.retain(|waiting| waiting != number),
            CaseFact::Reopened { .. } | CaseFact::Overridden(_) => {
                self.rechecks.retain(|waiting| waiting != number);
                self.outcomes_due.retain(|waiting| waiting != number);
            }
            _ => {}
        }
    }

    fn apply_booth(&mut self, at: Moment, by: &Officer, fact: &BoothFact) {
        match fact {
            BoothFact::ShiftOpened { shift } => self.open_shift(at, by, *shift),
            BoothFact::HandoverBegan { items } => {
                if let Some(shift) = &mut self.shift {
                    let (by, items, acknowledged) = (by.clone(), items.clone(), BTreeMap::new());
                    shift.handover = Some(Handover { by, at, items, acknowledged });
                }
            }
            BoothFact::HandoverAcknowledged { item } => {
                if let Some(handover) = self.shift.as_mut().and_then(|shift| shift.handover.as_mut()) {
                    handover.acknowledged.insert(*item, by.clone());
                }
            }
            BoothFact::ShiftClosed(summary) => {
                self.last_summary = Some((**summary).clone());
                self.shift = None;
            }
            BoothFact::MalfunctionFound { number, symptom } => {
                self.last_malfunction = self.last_malfunction.max(number.0);
                let found = Done { at, by: by.clone(), what: symptom.clone() };
                self.malfunctions.push(Malfunction::new(*number, found));
                self.hand_on(HandoverItem::Malfunction { number: *number });
                if let Some(shift) = &mut self.shift {
                    shift.figures.malfunctions = shift.figures.malfunctions.saturating_add(1);
                }
            }
            BoothFact::MalfunctionFollowed { number, step } => {
                if let Some(malfunction) = self.malfunction_mut(*number) {
                    malfunction.apply(at, by.clone(), step);
                }
            }
            BoothFact::ReturnedToService { number, second, .. } => self.returned(at, by, *number, second),
            BoothFact::DailyCheckDone(check) => self.checked(at, by, check),
            _ => {}
        }
    }

    fn apply_approval(&mut self, entry: &Entry, fact: &BoothFact) {
        match (fact, &entry.by) {
            (BoothFact::ApprovalAsked(asked), By::Officer(by)) => {
                self.last_approval = self.last_approval.max(asked.number);
                let pending = Pending { by: by.clone(), at: entry.at, asked: (**asked).clone() };
                self.approvals.push(pending);
                let over = self.approvals.len().saturating_sub(MAX_PENDING);
                self.approvals.drain(..over);
            }
            (
                BoothFact::ApprovalRefused { number, .. }
                | BoothFact::ApprovalWithdrawn { number }
                | BoothFact::ApprovalExpired { number },
                _,
            ) => self.settle(Some(*number)),
            (BoothFact::ReturnedToService { approval, .. }, _) => self.settle(*approval),
            _ => {}
        }
    }

    /// An approval is pending no longer.
    fn settle(&mut self, number: Option<ApprovalNumber>) {
        self.approvals.retain(|pending| Some(pending.asked.number) != number);
    }

    /// The pending approval with this number.
    pub fn approval(&self, number: ApprovalNumber) -> Option<&Pending> {
        self.approvals.iter().find(|pending| pending.asked.number == number)
    }

    fn open_shift(&mut self, opened_at: Moment, by: &Officer, number: ShiftNumber) {
        self.last_shift = self.last_shift.max(number.0);
        let roles = BTreeMap::from([(by.id.clone(), BTreeSet::from([by.role]))]);
        let figures = ShiftFigures::default();
        self.shift = Some(Shift { number, opened_by: by.clone(), opened_at, roles, handover: None, figures });
    }

    fn returned(&mut self, at: Moment, by: &Officer, number: MalfunctionNumber, second: &Officer) {
        if let Some(malfunction) = self.malfunction_mut(number) {
            malfunction.returned = Some(Done { at, by: by.clone(), what: second.clone() });
        }
        self.malfunctions.sort_by_key(|malfunction| malfunction.returned.as_ref().map(|done| done.at));
        let returned = self.malfunctions.iter().filter(|malfunction| malfunction.returned.is_some()).count();
        if returned > MAX_RETURNED
            && let Some(oldest) = self.malfunctions.iter().position(|found| found.returned.is_some())
        {
            self.malfunctions.remove(oldest);
        }
    }

    fn checked(&mut self, at: Moment, by: &Officer, check: &DailyCheck) {
        if check.overall == CheckResult::Pass && self.baseline.len() < BASELINE_OF {
            self.baseline.push(check.measured.values.clone());
        }
        if check.overall != CheckResult::Pass {
            self.hand_on(HandoverItem::Check);
        }
        self.checks.push_back(CheckDone { at, by: by.clone(), check: check.clone() });
        while self.checks.len() > MAX_TREND {
            self.checks.pop_front();
        }
    }

    /// The malfunction with this number, as long as it is kept.
    pub fn malfunction(&self, number: MalfunctionNumber) -> Option<&Malfunction> {
        self.malfunctions.iter().find(|malfunction| malfunction.number == number)
    }

    fn malfunction_mut(&mut self, number: MalfunctionNumber) -> Option<&mut Malfunction> {
        self.malfunctions.iter_mut().find(|malfunction| malfunction.number == number)
    }

    /// Malfunctions that are not returned to service, oldest first.
    pub fn open_malfunctions(&self) -> impl Iterator<Item = &Malfunction> {
        self.malfunctions.iter().filter(|malfunction| malfunction.returned.is_none())
    }

    /// The malfunction that keeps the complex out of service for the longest time.
    pub fn out_of_service(&self) -> Option<&Malfunction> {
        self.open_malfunctions().find(|malfunction| malfunction.stops())
    }

    /// A test's baseline: the median of the first passed checks; `None` before there is one.
    pub fn baseline_of(&self, test: CheckTest) -> Option<u32> {
        let mut values: Vec<u32> =
            self.baseline.iter().filter_map(|check| check.get(&test)).copied().collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied()
    }

    /// A test's last values, oldest first.
    pub fn trend_of(&self, test: CheckTest) -> Vec<u32> {
        self.checks.iter().filter_map(|done| done.check.measured.values.get(&test)).copied().collect()
    }

    /// How the check stands as of now.
    pub fn check_standing(&self, now: Moment) -> CheckStanding {
        match self.checks.back() {
            Some(last) if last.check.overall == CheckResult::Fail => CheckStanding::Failed,
            Some(last) if booth_day(last.at) == booth_day(now) => CheckStanding::Done(last.check.overall),
            _ => CheckStanding::Missing,
        }
    }

    /// Why scans are refused, by the booth's own state.
    pub fn bars_scans(&self, policy: &Policy, now: Moment) -> Option<ScanBar> {
        if let Some(malfunction) = self.out_of_service() {
            return Some(ScanBar::OutOfService(malfunction.number));
        }
        let refuses = |consequence| consequence == Consequence::RefuseScans;
        match self.check_standing(now) {
            CheckStanding::Failed if refuses(policy.daily_check.failed) => return Some(ScanBar::CheckFailed),
            CheckStanding::Missing if refuses(policy.daily_check.missing) => {
                return Some(ScanBar::CheckMissing);
            }
            CheckStanding::Failed | CheckStanding::Missing | CheckStanding::Done(_) => {}
        }
        (self.shift.is_none() && refuses(policy.shift.none_open)).then_some(ScanBar::NoShift)
    }

    /// Whether the officer has worked in the other of the two operators' roles on this shift, and policy refuses that.
    pub fn other_role_bars(&self, policy: &Policy, officer: &OfficerId, role: Role) -> bool {
        let other = match role {
            Role::Oms => Role::Oac,
            Role::Oac => Role::Oms,
            Role::Supervisor => return false,
        };
        let worked = self.shift.as_ref().and_then(|shift| shift.roles.get(officer));
        policy.people.oms_and_oac_in_one == Leave::Refused
            && worked.is_some_and(|roles| roles.contains(&other))
    }
}

/// How the daily check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckStanding {
    /// The last check failed; it stands until another one does not.
    Failed,
    /// The day has no check yet.
    Missing,
    /// The day's check came to this.
    Done(CheckResult),
}

/// Why the booth's own state refuses scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "bar", content = "detail", rename_all = "snake_case")]
pub enum ScanBar {
    /// A malfunction keeps the complex out of service.
    OutOfService(MalfunctionNumber),
    /// The daily check failed.
    CheckFailed,
    /// The day has no check.
    CheckMissing,
    /// No shift is open.
    NoShift,
}

fn wait(list: &mut VecDeque<CaseNumber>, number: &CaseNumber) {
    list.retain(|waiting| waiting != number);
    list.push_back(number.clone());
    while list.len() > MAX_WAITING {
        list.pop_front();
    }
}

/// The state into which a fact brings a case that nobody had to do with before.
fn taken_up(fact: &CaseFact) -> Option<CaseState> {
    match fact {
        CaseFact::Registered(_) => Some(CaseState::Registered),
        CaseFact::Imported { .. } | CaseFact::Reopened { .. } => Some(CaseState::Queued),
        CaseFact::Overridden(by) => Some(match by.conclusion.verdict {
            Verdict::WithoutSuspicion => CaseState::Cleared,
            Verdict::UnderSuspicion => CaseState::Suspected,
        }),
        _ => None,
    }
}
