//! The booth as the procedure tells of it, on paper: what the real one is compared with after every move.

use super::booth::{Deed, Lane, Measured, Move, Report, SEATS, moment};
use super::law;
use intrascope::domain::case::CaseState;
use intrascope::domain::check::CheckResult;
use intrascope::domain::malfunction::{MalfunctionStep, Service, TestResult};
use intrascope::domain::note::NoteKind;
use intrascope::domain::officer::Role;
use intrascope::domain::policy::Policy;
use intrascope::domain::scan::ScanEnd;
use intrascope::domain::shift::ShiftFigures;
use intrascope::domain::step::{Step, Verdict};
use intrascope::domain::time::booth_day;
use std::collections::{BTreeMap, BTreeSet};

/// Whether the booth takes a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Taken,
    Refused,
}

/// A case on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub serial: u32,
    pub goods: u16,
    pub from_file: Option<()>,
    pub state: CaseState,
    pub facts: u32,
    pub since: i64,
    pub changed: i64,
    pub scans: usize,
    pub applied: usize,
    pub ran: Option<&'static str>,
    pub analyst: Option<&'static str>,
    pub begun: i64,
    pub marks: BTreeSet<u16>,
    pub placed: u16,
    pub lines: BTreeSet<u16>,
    pub verdict: Option<(Verdict, &'static str)>,
    pub rulings: Vec<(Verdict, &'static str)>,
    pub explained: Option<(CaseState, i64)>,
    pub asked: Option<()>,
    pub recheck: Option<()>,
    pub sheet: Option<()>,
    pub sealed: Option<()>,
    pub handed: Option<()>,
    pub purged: Option<()>,
    pub notes: Vec<NotePaper>,
}

/// A note on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotePaper {
    pub kind: NoteKind,
    pub to: Option<Role>,
    /// The seat of its author.
    pub by: usize,
    pub met: Option<()>,
}

/// A shift on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftPaper {
    pub number: u32,
    pub opened: i64,
    pub roles: BTreeMap<&'static str, BTreeSet<Role>>,
    pub handover: Option<Handing>,
    pub figures: ShiftFigures,
}

/// A hand-over on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handing {
    pub by: &'static str,
    pub items: u16,
    /// The cases among them, and whether the check is.
    pub listed: (BTreeSet<u32>, bool),
    pub known: BTreeSet<u16>,
}

/// A malfunction on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub number: u32,
    pub service: Service,
    pub told: usize,
    pub repaired: Option<()>,
    pub tested: Option<TestResult>,
    pub returned: Option<()>,
}

/// The whole booth on paper.
#[derive(Debug, Clone)]
pub struct Model {
    pub policy: Policy,
    /// Seconds since the booth began.
    pub now: i64,
    pub lane: Lane,
    pub cases: Vec<Paper>,
    pub shift: Option<ShiftPaper>,
    pub shifts: u32,
    pub troubles: Vec<Trouble>,
    pub checks: Vec<(chrono::NaiveDate, CheckResult)>,
    pub rechecks: Vec<usize>,
    pub outcomes_due: Vec<usize>,
    /// What became of the last move.
    pub last: Fate,
}

impl Model {
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            now: 0,
            lane: Lane::Ready,
            cases: Vec::new(),
            shift: None,
            shifts: 0,
            troubles: Vec::new(),
            checks: Vec::new(),
            rechecks: Vec::new(),
            outcomes_due: Vec::new(),
            last: Fate::Taken,
        }
    }

    /// One move later. Every move takes a second, so that no two facts share a time.
    pub fn after(mut self, what: &Move) -> Self {
        self.now += 1;
        if let Move::Wait { minutes } = what {
            self.now += minutes * 60;
        }
        self.last = law::fate(&self, what);
        if self.last == Fate::Taken {
            self.live(what);
        }
        self
    }

    fn live(&mut self, what: &Move) {
        match what {
            Move::Present { seat } | Move::Import { seat } => {
                self.begin(*seat, matches!(what, Move::Import { .. }));
            }
            Move::Take { case, seat, step } => self.take(*case, *seat, step),
            Move::Lane { case, report } => self.report(*case, report),
            Move::LaneTurns(lane) => self.lane = *lane,
            Move::Day { seat, deed } => self.day(*seat, deed),
            Move::Purge { case, first, .. } => {
                self.cases[*case].purged = Some(());
                self.fact(*case, Some(*first));
            }
            Move::SignIn { seat } => self.worked(*seat),
            Move::Wait { .. } => {}
            Move::Restart => self.restart(),
        }
    }

    fn begin(&mut self, seat: usize, from_file: bool) {
        let paper = Paper {
            serial: u32::try_from(self.cases.len()).unwrap() + 1,
            goods: if from_file { 0 } else { 2 },
            from_file: from_file.then_some(()),
            state: if from_file { CaseState::Queued } else { CaseState::Registered },
            facts: 0,
            since: self.now,
            changed: self.now,
            scans: usize::from(from_file),
            applied: usize::from(from_file),
            ran: None,
            analyst: None,
            begun: 0,
            marks: BTreeSet::new(),
            placed: 0,
            lines: BTreeSet::new(),
            verdict: None,
            rulings: Vec::new(),
            explained: None,
            asked: None,
            recheck: None,
            sheet: None,
            sealed: None,
            handed: None,
            purged: None,
            notes: Vec::new(),
        };
        let serial = paper.serial;
        self.cases.push(paper);
        self.hand_on(|listed| listed.0.insert(serial));
        self.fact(self.cases.len() - 1, Some(seat));
        self.count(|figures| &mut figures.registered);
    }

    /// One more fact of a case; who did it has worked in that role on this shift.
    fn fact(&mut self, case: usize, seat: Option<usize>) {
        self.cases[case].facts += 1;
        self.cases[case].changed = self.now;
        if let Some(seat) = seat {
            self.worked(seat);
        }
    }

    fn worked(&mut self, seat: usize) {
        if let Some(shift) = &mut self.shift {
            let (person, role) = SEATS[seat];
            shift.roles.entry(person).or_default().insert(role);
        }
    }

    fn count(&mut self, figure: impl FnOnce(&mut ShiftFigures) -> &mut u32) {
        if let Some(shift) = &mut self.shift {
            *figure(&mut shift.figures) += 1;
        }
    }

    fn turn(&mut self, case: usize, state: CaseState) {
        let paper = &mut self.cases[case];
        if paper.state != state {
            (paper.state, paper.since) = (state, self.now);
        }
    }

    fn take(&mut self, case: usize, seat: usize, step: &Step) {
        let person = SEATS[seat].0;
        self.fact(case, Some(seat));
        match step {
            Step::Admit(_) => self.turn(case, CaseState::Admitted),
            Step::Exempt(_) => {
                self.turn(case, CaseState::NotApplied);
                self.count(|figures| &mut figures.not_applied);
            }
            Step::ConfirmLane(_) => self.turn(case, CaseState::LaneChecked),
            Step::RequestScan { .. } => {
                self.cases[case].scans += 1;
                self.cases[case].ran = Some(person);
                self.turn(case, CaseState::Scanning);
            }
            Step::BeginAnalysis => {
                (self.cases[case].analyst, self.cases[case].begun) = (Some(person), self.now);
                self.turn(case, CaseState::InAnalysis);
            }
            Step::RefuseImage { .. } => self.back_to_lane(case),
            Step::GiveVerdict(given) => self.rule(case, seat, given.verdict),
            Step::RecordSheet(_) => {
                self.cases[case].sheet = Some(());
                if self.cases[case].state == CaseState::Cleared {
                    self.turn(case, CaseState::Printed);
                }
            }
            Step::RecordSeal { .. } => {
                self.cases[case].sealed = Some(());
                self.turn(case, CaseState::Closed);
            }
            Step::HandOver { .. } => {
                self.cases[case].handed = Some(());
                self.turn(case, CaseState::HandedOver);
                wait(&mut self.outcomes_due, case);
            }
            Step::Cancel { .. } => {
                self.turn(case, CaseState::Cancelled);
                self.count(|figures| &mut figures.cancelled);
            }
            Step::RecordOutcome(_) => {
                self.turn(case, CaseState::Examined);
                self.outcomes_due.retain(|due| *due != case);
            }
            step => self.note(case, seat, step),
        }
    }

    /// What is noted without leading the case on, and what supervision makes of a verdict.
    fn note(&mut self, case: usize, seat: usize, step: &Step) {
        let (now, paper) = (self.now, &mut self.cases[case]);
        match step {
            Step::PlaceMark(mark) => {
                paper.marks.insert(mark.number);
                paper.placed = paper.placed.max(mark.number);
            }
            Step::RemoveMark { number } => drop(paper.marks.remove(number)),
            Step::NoteDiscrepancy(noted) => drop(paper.lines.insert(noted.goods_line)),
            Step::RemoveDiscrepancy { goods_line } => drop(paper.lines.remove(goods_line)),
            Step::WriteNote(note) => {
                let (kind, to) = (note.kind, note.to);
                paper.notes.push(NotePaper { kind, to, by: seat, met: None });
            }
            Step::AcknowledgeNote { number } | Step::AnswerNote { number, .. } => {
                paper.notes[usize::from(*number) - 1].met = Some(());
            }
            Step::ExplainDelay { .. } => paper.explained = Some((paper.state, paper.since)),
            Step::AskSecondOpinion { .. } => paper.asked = Some(()),
            Step::GiveOpinion(_) => paper.asked = None,
            Step::AskRecheck { .. } => {
                paper.recheck = Some(());
                wait(&mut self.rechecks, case);
            }
            Step::Recheck(_) => {
                paper.recheck = None;
                self.rechecks.retain(|waiting| *waiting != case);
            }
            Step::Reopen { .. } => {
                let serial = self.cases[case].serial;
                self.hand_on(|listed| listed.0.insert(serial));
                self.end_ruling(case);
                self.turn(case, CaseState::Queued);
            }
            Step::Override(by) => {
                let serial = self.cases[case].serial;
                self.hand_on(|listed| listed.0.insert(serial));
                self.end_ruling(case);
                let paper = &mut self.cases[case];
                paper.marks = by.marks.iter().map(|mark| mark.number).collect();
                paper.placed = paper.marks.iter().copied().fold(paper.placed, u16::max);
                paper.lines = by.discrepancies.iter().map(|noted| noted.goods_line).collect();
                paper.verdict = Some((by.conclusion.verdict, SEATS[seat].0));
                (paper.state, paper.since) = (law::after_verdict(by.conclusion.verdict), now);
            }
            other => panic!("{other:?}"),
        }
    }

    fn rule(&mut self, case: usize, seat: usize, verdict: Verdict) {
        self.cases[case].verdict = Some((verdict, SEATS[seat].0));
        self.turn(case, law::after_verdict(verdict));
        self.count(|figures| match verdict {
            Verdict::WithoutSuspicion => &mut figures.without_suspicion,
            Verdict::UnderSuspicion => &mut figures.under_suspicion,
        });
        // The station's own sample.
        let rule = self.policy.recheck;
        let sampled = rule.every > 0 && self.cases[case].serial.is_multiple_of(rule.every);
        if verdict == Verdict::WithoutSuspicion && sampled {
            self.fact(case, None);
            self.cases[case].recheck = Some(());
            wait(&mut self.rechecks, case);
        }
    }

    fn end_ruling(&mut self, case: usize) {
        let paper = &mut self.cases[case];
        paper.rulings.extend(paper.verdict.take());
        paper.marks.clear();
        paper.lines.clear();
        (paper.sheet, paper.sealed, paper.handed) = (None, None, None);
        (paper.recheck, paper.asked, paper.analyst) = (None, None, None);
        self.rechecks.retain(|waiting| *waiting != case);
        self.outcomes_due.retain(|due| *due != case);
    }

    fn back_to_lane(&mut self, case: usize) {
        let paper = &mut self.cases[case];
        paper.marks.clear();
        paper.lines.clear();
        paper.asked = None;
        self.turn(case, CaseState::Admitted);
    }

    fn report(&mut self, case: usize, report: &Report) {
        self.fact(case, None);
        match report {
            Report::Prewarning => {}
            Report::Beam => self.cases[case].applied = self.cases[case].scans,
            Report::Ended(ScanEnd::Completed { .. }) => {
                self.cases[case].applied = self.cases[case].scans;
                self.turn(case, CaseState::AwaitingImage);
                self.count(|figures| &mut figures.scans);
            }
            Report::Ended(_) => {
                self.back_to_lane(case);
                self.count(|figures| &mut figures.failed_scans);
            }
            Report::Image => self.turn(case, CaseState::Queued),
            Report::Missing => {
                self.back_to_lane(case);
                self.count(|figures| &mut figures.failed_scans);
            }
        }
    }

    /// A scan that was on is over; everything else is as it was.
    fn restart(&mut self) {
        for case in 0..self.cases.len() {
            if self.cases[case].state == CaseState::Scanning {
                self.fact(case, None);
                self.back_to_lane(case);
                self.count(|figures| &mut figures.failed_scans);
            }
        }
    }

    fn day(&mut self, seat: usize, deed: &Deed) {
        let person = SEATS[seat].0;
        match deed {
            // Who takes over closes the shift before and opens the next.
            Deed::OpenShift | Deed::TakeOver => self.open_shift(seat),
            Deed::HandOver { note } => {
                let items = self.left_open() + u16::from(!note.is_empty());
                let open = self.cases.iter().filter(|paper| !paper.state.is_finished());
                let listed = (open.map(|paper| paper.serial).collect(), self.check_is_open());
                let handing = Handing { by: person, items, listed, known: BTreeSet::new() };
                self.shift.as_mut().unwrap().handover = Some(handing);
            }
            Deed::Acknowledge { item } => {
                let handover = self.shift.as_mut().unwrap().handover.as_mut().unwrap();
                handover.known.insert(*item);
            }
            Deed::CloseShift => self.shift = None,
            Deed::Report { service, .. } => {
                let number = u32::try_from(self.troubles.len()).unwrap() + 1;
                let (repaired, tested, returned) = (None, None, None);
                let service = *service;
                self.troubles.push(Trouble { number, service, told: 0, repaired, tested, returned });
                self.count(|figures| &mut figures.malfunctions);
                self.hand_on(|_| true);
            }
            Deed::Follow { number, step } => {
                let trouble = self.troubles.iter_mut().find(|t| t.number == *number).unwrap();
                match step {
                    MalfunctionStep::Tell(_) => trouble.told += 1,
                    MalfunctionStep::Repair(_) => (trouble.repaired, trouble.tested) = (Some(()), None),
                    MalfunctionStep::Test(test) => trouble.tested = Some(test.result),
                }
            }
            Deed::Return { number, .. } => {
                let trouble = self.troubles.iter_mut().find(|t| t.number == *number).unwrap();
                trouble.returned = Some(());
            }
            Deed::Check(measured) => {
                let result = judged(*measured).unwrap();
                self.checks.push((booth_day(moment(self.now)), result));
                if result != CheckResult::Pass {
                    self.hand_on(|listed| !std::mem::replace(&mut listed.1, true));
                }
            }
        }
    }

    fn open_shift(&mut self, seat: usize) {
        self.shifts += 1;
        let (person, role) = SEATS[seat];
        self.shift = Some(ShiftPaper {
            number: self.shifts,
            opened: self.now,
            roles: BTreeMap::from([(person, BTreeSet::from([role]))]),
            handover: None,
            figures: ShiftFigures::default(),
        });
    }

    /// What a shift may not leave to nobody.
    pub fn left_open(&self) -> u16 {
        let cases = self.cases.iter().filter(|paper| !paper.state.is_finished()).count();
        let troubles = self.troubles.iter().filter(|trouble| trouble.returned.is_none()).count();
        u16::try_from(cases + troubles + usize::from(self.check_is_open())).unwrap()
    }

    fn check_is_open(&self) -> bool {
        let today = booth_day(moment(self.now));
        match self.checks.last() {
            Some((_, CheckResult::Fail)) => true,
            Some((day, CheckResult::Limited)) => *day == today,
            _ => false,
        }
    }

    /// What comes up while a hand-over is under way is on its list too, unless it stands there.
    fn hand_on(&mut self, is_new: impl FnOnce(&mut (BTreeSet<u32>, bool)) -> bool) {
        if let Some(handing) = self.shift.as_mut().and_then(|shift| shift.handover.as_mut()) {
            handing.items += u16::from(is_new(&mut handing.listed));
        }
    }
}

/// What a check comes to; `None` where it is no check.
pub fn judged(measured: Measured) -> Option<CheckResult> {
    match measured {
        Measured::Good => Some(CheckResult::Pass),
        Measured::Limited | Measured::MeterOverdue => Some(CheckResult::Limited),
        Measured::Bad => Some(CheckResult::Fail),
        Measured::NoValue | Measured::NoDose => None,
    }
}

fn wait(list: &mut Vec<usize>, case: usize) {
    list.retain(|waiting| *waiting != case);
    list.push(case);
}
