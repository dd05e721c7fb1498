//! The real booth, lived move by move through the domain's own doors, with every entry as the journal keeps it.

use super::booth::{
    Deed, Lane, MAX_CASES, Move, Report, image, measured, moment, officer, registration, text,
};
use super::law::after_verdict;
use super::model::{Fate, Model};
use crate::support::oms::ready_lane;
use intrascope::domain::Moment;
use intrascope::domain::authority::authorise_role;
use intrascope::domain::booth::{BoothState, CheckStanding, MAX_OPEN_MALFUNCTIONS};
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::check::{CheckResult, judge};
use intrascope::domain::fact::{BoothFact, CaseFact, Entry, Fact, PolicyChange};
use intrascope::domain::lane::{ImageFault, LaneFault, LaneView};
use intrascope::domain::malfunction::{MalfunctionNumber, Symptom};
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::Officer;
use intrascope::domain::policy::Policy;
use intrascope::domain::procedure::{Circumstances, decide};
use intrascope::domain::purge::{Purge, Term, may_purge};
use intrascope::domain::refusal::{Refusal, Requirement};
use intrascope::domain::scan::{ScanEnd, ScanKind};
use intrascope::domain::shift::{HandoverItem, Shift, ShiftNumber, ShiftSummary};
use intrascope::domain::step::{By, Step, StepKind, Verdict};
use intrascope::domain::time::booth_day;

/// The booth as its facts made it.
#[derive(Debug)]
pub struct Lived {
    policy: Policy,
    seconds: i64,
    lane: LaneView,
    pub cases: Vec<Case>,
    pub booth: BoothState,
    pub entries: Vec<Entry>,
}

type Done = Result<(), Refusal>;

impl Lived {
    /// A booth's first day: its policy is its first fact.
    pub fn begin(model: &Model) -> Self {
        let mut lived = Self {
            policy: model.policy.clone(),
            seconds: model.now,
            lane: ready_lane(),
            cases: Vec::new(),
            booth: BoothState::default(),
            entries: Vec::new(),
        };
        let change = PolicyChange { sha256: "ab".into(), before: None, text: "v".into() };
        lived.append(By::Station, Fact::Booth { fact: BoothFact::PolicyChanged(change) });
        lived
    }

    pub fn live(&mut self, what: &Move) -> Fate {
        self.seconds += 1;
        if let Move::Wait { minutes } = what {
            self.seconds += minutes * 60;
        }
        match self.tried(what) {
            Ok(()) => Fate::Taken,
            Err(_) => Fate::Refused,
        }
    }

    fn now(&self) -> Moment {
        moment(self.seconds)
    }

    fn tried(&mut self, what: &Move) -> Done {
        match what {
            Move::Present { seat } => {
                self.make(officer(*seat), StepKind::Register, CaseFact::Registered(registration()))
            }
            Move::Import { seat } => {
                let (file, image) = (text("a.tif"), image());
                let fact =
                    CaseFact::Imported { file, image, manifest: None, policy: self.booth.policy.clone() };
                self.make(officer(*seat), StepKind::Import, fact)
            }
            Move::Take { case, seat, step } => self.take(*case, officer(*seat), step),
            Move::Lane { case, report } => self.report(*case, report),
            Move::LaneTurns(lane) => {
                let fault = (*lane == Lane::Faulted).then_some(LaneFault::Source(17));
                self.lane = LaneView { fault, ..ready_lane() };
                Ok(())
            }
            Move::Day { seat, deed } => self.day(officer(*seat), deed),
            Move::Purge { case, first, second } => self.purge(*case, officer(*first), officer(*second)),
            Move::SignIn { seat } => {
                let officer = officer(*seat);
                if self.booth.other_role_bars(&self.policy, &officer.id, officer.role) {
                    return Err(Refusal::OtherRole);
                }
                self.booth_fact(officer, BoothFact::SignedIn);
                Ok(())
            }
            Move::Wait { .. } => Ok(()),
            Move::Restart => {
                self.restart();
                Ok(())
            }
        }
    }

    fn make(&mut self, officer: Officer, step: StepKind, fact: CaseFact) -> Done {
        authorise_role(officer.role, step)?;
        if self.booth.other_role_bars(&self.policy, &officer.id, officer.role) {
            return Err(Refusal::OtherRole);
        }
        assert!(self.cases.len() < MAX_CASES + 1, "moves begin no more cases");
        let serial = u32::try_from(self.cases.len()).unwrap() + 1;
        let number = CaseNumber::new("39855302", booth_day(self.now()), serial).unwrap();
        self.append(By::Officer(officer), Fact::Case { number, fact });
        Ok(())
    }

    fn take(&mut self, case: usize, officer: Officer, step: &Step) -> Done {
        let at_lane = self.cases.iter().any(|case| case.state == CaseState::Scanning);
        if step.kind() == StepKind::RequestScan && at_lane {
            return Err(Refusal::LaneTaken);
        }
        let now = self.now();
        let at = Circumstances { policy: &self.policy, booth: &self.booth, now, lane: &self.lane };
        let fact = decide(&self.cases[case], &officer, step, at)?;
        self.case_fact(By::Officer(officer), case, fact.clone());
        let CaseFact::VerdictGiven(given) = fact else { return Ok(()) };
        let rule = self.policy.recheck;
        if given.verdict == Verdict::WithoutSuspicion && rule.takes(self.cases[case].number.serial()) {
            self.case_fact(By::Station, case, CaseFact::RecheckAsked { reason: text("1/2") });
        }
        Ok(())
    }

    fn case_fact(&mut self, by: By, case: usize, fact: CaseFact) {
        let number = self.cases[case].number.clone();
        self.append(by, Fact::Case { number, fact });
    }

    fn booth_fact(&mut self, officer: Officer, fact: BoothFact) {
        self.append(By::Officer(officer), Fact::Booth { fact });
    }

    fn report(&mut self, case: usize, report: &Report) -> Done {
        let found = &self.cases[case];
        let awaited = match report {
            Report::Prewarning | Report::Beam | Report::Ended(_) => CaseState::Scanning,
            Report::Image | Report::Missing => CaseState::AwaitingImage,
        };
        let Some(scan) = found.last_scan().map(|scan| scan.id.clone()).filter(|_| found.state == awaited)
        else {
            return Err(Refusal::Changed);
        };
        let fact = match report {
            Report::Prewarning => CaseFact::PrewarningBegan { scan },
            Report::Beam => CaseFact::BeamBegan { scan },
            Report::Ended(end) => CaseFact::ScanEnded { scan, end: end.clone() },
            Report::Image => CaseFact::ImageAccepted { scan, image: image(), manifest: None },
            Report::Missing => CaseFact::ImageMissing { scan, why: ImageFault::NeverCame },
        };
        self.case_fact(By::Station, case, fact);
        Ok(())
    }

    fn purge(&mut self, case: usize, first: Officer, second: Officer) -> Done {
        may_purge(&self.cases[case], Term::days(0), self.now(), &first, &second)?;
        let purge =
            Purge { reason: text("срок"), second, images: Vec::new(), sheet: None, approval: None };
        self.case_fact(By::Officer(first), case, CaseFact::Purged(Box::new(purge)));
        Ok(())
    }

    /// Everything is read again from the journal, and is what it was; a scan that was on is over.
    fn restart(&mut self) {
        let (cases, booth) = folded(&self.entries);
        assert_eq!(cases, self.cases, "the journal tells of the same cases");
        assert_eq!(booth, self.booth, "the journal tells of the same booth");
        let kept = serde_json::to_vec(&booth).unwrap();
        assert_eq!(serde_json::from_slice::<BoothState>(&kept).unwrap(), booth, "and so does its file");
        for case in 0..self.cases.len() {
            let found = &self.cases[case];
            if let (CaseState::Scanning, Some(scan)) = (found.state, found.last_scan()) {
                let end = ScanEnd::Faulted(LaneFault::LinkLost);
                let fact = CaseFact::ScanEnded { scan: scan.id.clone(), end };
                self.case_fact(By::Station, case, fact);
            }
        }
    }

    fn append(&mut self, by: By, fact: Fact) {
        let entry = Entry::new(self.now(), by, fact);
        let kept = serde_json::to_vec(&entry).unwrap();
        assert_eq!(serde_json::from_slice::<Entry>(&kept).unwrap(), entry, "kept as it was");
        self.booth.apply(&entry);
        if let Fact::Case { number, fact } = &entry.fact {
            match self.cases.iter_mut().find(|case| case.number == *number) {
                Some(case) => {
                    let before = case.clone();
                    case.apply(entry.at, &entry.by, fact);
                    watch(&before, case, &entry, fact, &self.policy);
                }
                None => {
                    self.cases.push(Case::begin(number.clone(), entry.at, &entry.by, fact).unwrap());
                }
            }
        }
        self.entries.push(entry);
    }

    fn day(&mut self, officer: Officer, deed: &Deed) -> Done {
        let step = match deed {
            Deed::OpenShift => StepKind::OpenShift,
            Deed::HandOver { .. } => StepKind::HandOverShift,
            Deed::Acknowledge { .. } | Deed::TakeOver => StepKind::AcknowledgeItem,
            Deed::CloseShift => StepKind::CloseShift,
            Deed::Report { .. } => StepKind::ReportMalfunction,
            Deed::Follow { .. } => StepKind::FollowMalfunction,
            Deed::Return { .. } => StepKind::ReturnToService,
            Deed::Check(_) => StepKind::RecordCheck,
        };
        authorise_role(officer.role, step)?;
        match deed {
            Deed::OpenShift if self.booth.shift.is_some() => Err(Refusal::ShiftOpen),
            Deed::OpenShift => {
                self.open_shift(officer);
                Ok(())
            }
            Deed::HandOver { note } => {
                self.shift()?;
                let note = (!note.is_empty()).then(|| HandoverItem::Note { text: note.clone() });
                let items = self.left_open().into_iter().chain(note).collect();
                self.booth_fact(officer, BoothFact::HandoverBegan { items });
                Ok(())
            }
            Deed::Acknowledge { item } => self.acknowledge(officer, *item),
            Deed::TakeOver => {
                self.handed_to(&officer, |open| open.is_empty())?;
                self.end_shift(officer.clone())?;
                self.open_shift(officer);
                Ok(())
            }
            Deed::CloseShift if self.left_open().is_empty() => self.end_shift(officer),
            Deed::CloseShift => Err(Refusal::Requirement(Requirement::Handover)),
            deed => self.upkeep(officer, deed),
        }
    }

    fn upkeep(&mut self, officer: Officer, deed: &Deed) -> Done {
        match deed {
            Deed::Report { part, symptom, service } => {
                let full = self.booth.open_malfunctions().count() >= MAX_OPEN_MALFUNCTIONS;
                if part.is_empty() || symptom.is_empty() || full {
                    return Err(Refusal::Requirement(Requirement::Symptom));
                }
                let number = MalfunctionNumber(self.booth.last_malfunction + 1);
                let (part, symptom) = (part.clone(), symptom.clone());
                let symptom = Symptom { part, symptom, service: *service };
                self.booth_fact(officer, BoothFact::MalfunctionFound { number, symptom });
                Ok(())
            }
            Deed::Follow { number, step } => {
                let number = MalfunctionNumber(*number);
                let found = self.booth.malfunction(number).filter(|found| found.returned.is_none());
                let lacking = found.ok_or(Refusal::NoMalfunction)?.lacking(step);
                lacking.map_or(Ok(()), |lacking| Err(Refusal::Requirement(lacking)))?;
                self.booth_fact(officer, BoothFact::MalfunctionFollowed { number, step: step.clone() });
                Ok(())
            }
            Deed::Return { number, second } => {
                let (number, second) = (MalfunctionNumber(*number), super::booth::officer(*second));
                let found = self.booth.malfunction(number).filter(|found| found.returned.is_none());
                let lacking = found.ok_or(Refusal::NoMalfunction)?.lacking_for_return();
                lacking.map_or(Ok(()), |lacking| Err(Refusal::Requirement(lacking)))?;
                if second.id == officer.id {
                    return Err(Refusal::SecondPerson);
                }
                self.booth_fact(officer, BoothFact::ReturnedToService { number, second, approval: None });
                Ok(())
            }
            Deed::Check(kind) => {
                let (limits, now) = (&self.policy.daily_check.tests, self.now());
                let check = judge(measured(*kind, now), limits, booth_day(now)).map_err(Refusal::Check)?;
                self.booth_fact(officer, BoothFact::DailyCheckDone(Box::new(check)));
                Ok(())
            }
            other => panic!("{other:?}"),
        }
    }

    fn shift(&self) -> Result<&Shift, Refusal> {
        self.booth.shift.as_ref().ok_or(Refusal::NoShift)
    }

    fn open_shift(&mut self, officer: Officer) {
        let shift = ShiftNumber(self.booth.last_shift + 1);
        self.booth_fact(officer, BoothFact::ShiftOpened { shift });
    }

    fn end_shift(&mut self, officer: Officer) -> Done {
        let shift = self.shift()?;
        let summary = ShiftSummary { shift: shift.number, figures: shift.figures.clone(), record: None };
        self.booth_fact(officer, BoothFact::ShiftClosed(Box::new(summary)));
        Ok(())
    }

    /// The hand-over as the next shift finds it.
    fn handed_to(&self, officer: &Officer, may: impl Fn(Vec<u16>) -> bool) -> Done {
        let handover = self.shift()?.handover.as_ref();
        let handover = handover.ok_or(Refusal::Requirement(Requirement::Handover))?;
        if handover.by.id == officer.id {
            return Err(Refusal::OwnHandover);
        }
        let known = may(handover.open_items());
        if known { Ok(()) } else { Err(Refusal::Requirement(Requirement::Acknowledgement)) }
    }

    fn acknowledge(&mut self, officer: Officer, item: u16) -> Done {
        self.handed_to(&officer, |_| true)?;
        let handover = self.shift()?.handover.as_ref().unwrap();
        if usize::from(item) >= handover.items.len() {
            return Err(Refusal::Requirement(Requirement::KnownItem));
        }
        if handover.acknowledged.contains_key(&item) {
            return Ok(());
        }
        self.booth_fact(officer, BoothFact::HandoverAcknowledged { item });
        Ok(())
    }

    fn left_open(&self) -> Vec<HandoverItem> {
        let open = self.cases.iter().filter(|case| !case.state.is_finished());
        let cases = open.map(|case| HandoverItem::Case { number: case.number.clone(), state: case.state });
        let troubles = self.booth.open_malfunctions();
        let troubles = troubles.map(|found| HandoverItem::Malfunction { number: found.number });
        let check = match self.booth.check_standing(self.now()) {
            CheckStanding::Failed | CheckStanding::Done(CheckResult::Limited) => Some(HandoverItem::Check),
            CheckStanding::Missing | CheckStanding::Done(_) => None,
        };
        cases.chain(troubles).chain(check).collect()
    }
}

/// Every case and the booth, from the journal's bytes alone.
fn folded(entries: &[Entry]) -> (Vec<Case>, BoothState) {
    let (mut cases, mut booth) = (Vec::<Case>::new(), BoothState::default());
    for entry in entries {
        let entry: Entry = serde_json::from_slice(&serde_json::to_vec(entry).unwrap()).unwrap();
        booth.apply(&entry);
        let Fact::Case { number, fact } = &entry.fact else { continue };
        match cases.iter_mut().find(|case| case.number == *number) {
            Some(case) => case.apply(entry.at, &entry.by, fact),
            None => cases.extend(Case::begin(number.clone(), entry.at, &entry.by, fact)),
        }
    }
    (cases, booth)
}

/// What no single fact may do, whatever the model says of it.
fn watch(before: &Case, after: &Case, entry: &Entry, fact: &CaseFact, policy: &Policy) {
    assert_eq!(after.revision.0, before.revision.0 + 1, "each fact counts");
    assert_eq!(after.rulings[..before.rulings.len()], before.rulings[..], "no ruling is changed");
    if before.state == CaseState::Cancelled {
        assert_eq!(after.state, CaseState::Cancelled, "nothing leaves the cancelled");
    }
    let By::Officer(by) = &entry.by else { return };
    let given = match fact {
        CaseFact::VerdictGiven(given) => {
            assert_eq!(before.conclusion, None, "one verdict at a time");
            assert_eq!(before.analysed_by(), Some(&by.id), "by the one who reads the image");
            given.as_ref()
        }
        CaseFact::Overridden(over) => {
            let standing = before.stamps.verdict.as_ref().and_then(|stamp| stamp.officer.as_ref()).unwrap();
            assert_ne!(standing.id, by.id, "another person overrides");
            &over.conclusion
        }
        CaseFact::ScanRequested { kind, .. } => {
            return assert_eq!(*kind == ScanKind::First, before.scans.is_empty(), "a repeat says why");
        }
        _ => return,
    };
    let in_one = policy.people.oms_and_oac_in_one;
    let refused = in_one == intrascope::domain::policy::Leave::Refused;
    assert!(!refused || before.scanned_by() != Some(&by.id), "two identities on every case");
    assert_eq!(after.state, after_verdict(given.verdict));
}
