//! The booth's day: shifts with their hand-over, the register of malfunctions, the daily check.

use super::Actor;
use super::checkpoints::Due;
use crate::domain::approval::{ActionKind, may_alone};
use crate::domain::authority::authorise_role;
use crate::domain::booth::{CheckStanding, MAX_OPEN_MALFUNCTIONS};
use crate::domain::check::{CheckResult, CheckValues, judge};
use crate::domain::fact::{BoothFact, Fact, PolicyChange};
use crate::domain::malfunction::{MalfunctionNumber, MalfunctionStep, Symptom};
use crate::domain::officer::{Officer, OfficerId};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::shift::{HandoverItem, MAX_ITEMS, Shift, ShiftNumber, ShiftSummary};
use crate::domain::step::{By, StepKind};
use crate::domain::supervision::MAX_OF_A_KIND;
use crate::domain::text::CleanText;
use crate::domain::time::booth_day;
use crate::station::contract::day::{DayRequest, MAX_NOTES};
use crate::station::contract::{Answer, Asker, Pin, Reply};
use crate::station::evidence;

impl Actor {
    /// Takes a step of the booth's day.
    pub(super) async fn day(&mut self, asker: Asker, request: DayRequest) -> Answer {
        let officer = self.officer(asker)?;
        authorise_role(officer.role, kind(&request))?;
        match request {
            DayRequest::OpenShift => self.open_shift(&officer).await,
            DayRequest::HandOver { notes } => self.hand_over(&officer, notes).await,
            DayRequest::AcknowledgeItem { item } => self.acknowledge_item(&officer, item).await,
            DayRequest::TakeOver { pin } => self.take_over(&officer, &pin).await,
            DayRequest::CloseShift { pin } => self.close_shift(&officer, &pin).await,
            DayRequest::Report(symptom) => self.report_malfunction(&officer, symptom).await,
            DayRequest::Follow { number, step } => self.follow_malfunction(&officer, number, step).await,
            DayRequest::Return { number, second } => self.return_to_service(&officer, number, second).await,
            DayRequest::Check(values) => self.record_check(&officer, *values).await,
        }?;
        Ok(Reply::Acknowledged)
    }

    /// Writes down that another policy than before is in force.
    pub(super) async fn note_policy(&mut self) {
        let policy = &self.settings.booth.policy;
        if policy.sha256.is_empty() || self.day.policy.as_ref() == Some(&policy.sha256) {
            return;
        }
        let change = PolicyChange {
            sha256: policy.sha256.clone(),
            before: self.day.policy.clone(),
            text: policy.text.clone(),
        };
        self.record_booth(By::Station, BoothFact::PolicyChanged(change)).await;
    }

    pub(super) async fn record_day(&mut self, officer: &Officer, fact: BoothFact) -> Result<(), Refusal> {
        let recorded = Fact::Booth { fact: fact.clone() };
        self.append(self.settings.clock.entry(By::Officer(officer.clone()), recorded)).await?;
        self.day_drafted(&fact);
        Ok(())
    }

    fn shift(&self) -> Result<&Shift, Refusal> {
        self.day.shift.as_ref().ok_or(Refusal::NoShift)
    }

    async fn open_shift(&mut self, officer: &Officer) -> Result<(), Refusal> {
        if self.day.shift.is_some() {
            return Err(Refusal::ShiftOpen);
        }
        let shift = ShiftNumber(self.day.last_shift.saturating_add(1));
        self.record_day(officer, BoothFact::ShiftOpened { shift }).await
    }

    async fn hand_over(&mut self, officer: &Officer, notes: Vec<CleanText>) -> Result<(), Refusal> {
        self.shift()?;
        let mut items = self.left_open();
        let notes: Vec<CleanText> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        let fit = notes.len() <= MAX_NOTES;
        items.extend(notes.into_iter().map(|text| HandoverItem::Note { text }));
        if !fit || items.len() > MAX_ITEMS {
            return Err(Refusal::Requirement(Requirement::FewerOfAKind));
        }
        self.record_day(officer, BoothFact::HandoverBegan { items }).await
    }

    /// What a shift cannot leave to nobody.
    fn left_open(&self) -> Vec<HandoverItem> {
        let unfinished = self.cases.unfinished();
        let cases = unfinished
            .iter()
            .map(|case| HandoverItem::Case { number: case.number.clone(), state: case.state });
        let malfunctions = self
            .day
            .open_malfunctions()
            .map(|malfunction| HandoverItem::Malfunction { number: malfunction.number });
        let check = match self.day.check_standing(self.settings.clock.now()) {
            CheckStanding::Failed | CheckStanding::Done(CheckResult::Limited) => Some(HandoverItem::Check),
            CheckStanding::Missing | CheckStanding::Done(_) => None,
        };
        cases.chain(malfunctions).chain(check).collect()
    }

    async fn acknowledge_item(&mut self, officer: &Officer, item: u16) -> Result<(), Refusal> {
        let handover = self.shift()?.handover.as_ref();
        let handover = handover.ok_or(Refusal::Requirement(Requirement::Handover))?;
        if handover.by.id == officer.id {
            return Err(Refusal::OwnHandover);
        }
        if usize::from(item) >= handover.items.len() {
            return Err(Refusal::Requirement(Requirement::KnownItem));
        }
        if handover.acknowledged.contains_key(&item) {
            return Ok(());
        }
        self.record_day(officer, BoothFact::HandoverAcknowledged { item }).await
    }

    async fn take_over(&mut self, officer: &Officer, pin: &Pin) -> Result<(), Refusal> {
        let handover = self.shift()?.handover.as_ref();
        let handover = handover.ok_or(Refusal::Requirement(Requirement::Handover))?;
        if handover.by.id == officer.id {
            return Err(Refusal::OwnHandover);
        }
        if !handover.open_items().is_empty() {
            return Err(Refusal::Requirement(Requirement::Acknowledgement));
        }
        self.check_own_pin(officer, pin).await?;
        self.end_shift(officer).await?;
        self.open_shift(officer).await
    }

    async fn close_shift(&mut self, officer: &Officer, pin: &Pin) -> Result<(), Refusal> {
        self.shift()?;
        if !self.left_open().is_empty() {
            return Err(Refusal::Requirement(Requirement::Handover));
        }
        self.check_own_pin(officer, pin).await?;
        self.end_shift(officer).await
    }

    /// A wrong PIN is a fact, as it is at a sign-in.
    async fn check_own_pin(&mut self, officer: &Officer, pin: &Pin) -> Result<(), Refusal> {
        self.identify(&(officer.id.clone(), pin.clone())).await.map(|_| ())
    }

    /// The summary, signed, and a checkpoint of the journal right after it.
    async fn end_shift(&mut self, officer: &Officer) -> Result<(), Refusal> {
        let shift = self.shift()?;
        let at = (&self.place(), self.settings.clock.now());
        let text = evidence::shift_record(shift, officer, at);
        let summary = ShiftSummary {
            shift: shift.number,
            figures: shift.figures.clone(),
            record: Some(Box::new(self.sign(text))),
        };
        self.record_day(officer, BoothFact::ShiftClosed(Box::new(summary))).await?;
        self.checkpoint = Due::WhenQuiet;
        Ok(())
    }

    async fn report_malfunction(&mut self, officer: &Officer, symptom: Symptom) -> Result<(), Refusal> {
        let lacking = [(&symptom.part, Requirement::Part), (&symptom.symptom, Requirement::Symptom)];
        if let Some((_, requirement)) = lacking.into_iter().find(|(text, _)| text.is_empty()) {
            return Err(Refusal::Requirement(requirement));
        }
        if self.day.open_malfunctions().count() >= MAX_OPEN_MALFUNCTIONS {
            return Err(Refusal::Requirement(Requirement::FewerOfAKind));
        }
        let number = MalfunctionNumber(self.day.last_malfunction.saturating_add(1));
        self.record_day(officer, BoothFact::MalfunctionFound { number, symptom }).await
    }

    async fn follow_malfunction(
        &mut self,
        officer: &Officer,
        number: MalfunctionNumber,
        step: MalfunctionStep,
    ) -> Result<(), Refusal> {
        let malfunction = self.day.malfunction(number).filter(|found| found.returned.is_none());
        let malfunction = malfunction.ok_or(Refusal::NoMalfunction)?;
        // Only who is told is counted: a repair must never be refused for the number of calls before it.
        if matches!(step, MalfunctionStep::Tell(_)) && malfunction.told.len() >= MAX_OF_A_KIND {
            return Err(Refusal::Requirement(Requirement::FewerOfAKind));
        }
        if let Some(requirement) = malfunction.lacking(&step) {
            return Err(Refusal::Requirement(requirement));
        }
        self.record_day(officer, BoothFact::MalfunctionFollowed { number, step }).await
    }

    /// Whether the complex may be used again after a malfunction.
    pub(super) fn returnable(&self, number: MalfunctionNumber) -> Result<(), Refusal> {
        let malfunction = self.day.malfunction(number).filter(|found| found.returned.is_none());
        match malfunction.ok_or(Refusal::NoMalfunction)?.lacking_for_return() {
            Some(requirement) => Err(Refusal::Requirement(requirement)),
            None => Ok(()),
        }
    }

    async fn return_to_service(
        &mut self,
        officer: &Officer,
        number: MalfunctionNumber,
        second: (OfficerId, Pin),
    ) -> Result<(), Refusal> {
        may_alone(Some(ActionKind::ReturnToService), &self.policy().people)?;
        self.returnable(number)?;
        let second = self.identify(&second).await?;
        if second.id == officer.id {
            return Err(Refusal::SecondPerson);
        }
        self.record_day(officer, BoothFact::ReturnedToService { number, second, approval: None }).await
    }

    async fn record_check(&mut self, officer: &Officer, values: CheckValues) -> Result<(), Refusal> {
        let limits = &self.settings.booth.policy.policy.daily_check.tests;
        let check = judge(values, limits, booth_day(self.settings.clock.now())).map_err(Refusal::Check)?;
        self.record_day(officer, BoothFact::DailyCheckDone(Box::new(check))).await
    }
}

fn kind(request: &DayRequest) -> StepKind {
    match request {
        DayRequest::OpenShift => StepKind::OpenShift,
        DayRequest::HandOver { .. } => StepKind::HandOverShift,
        DayRequest::AcknowledgeItem { .. } | DayRequest::TakeOver { .. } => StepKind::AcknowledgeItem,
        DayRequest::CloseShift { .. } => StepKind::CloseShift,
        DayRequest::Report(_) => StepKind::ReportMalfunction,
        DayRequest::Follow { .. } => StepKind::FollowMalfunction,
        DayRequest::Return { .. } => StepKind::ReturnToService,
        DayRequest::Check(_) => StepKind::RecordCheck,
    }
}
