//! What consoles ask: authority first, then the domain's decision, then the journal, then the answer.

use super::checkpoints::Due;
use super::seats::Whoever;
use super::{Actor, Answers, JobDone, Rest};
use crate::domain::analysis::Mark;
use crate::domain::approval::{ActionKind, may_alone};
use crate::domain::authority::{authorise_case, authorise_role};
use crate::domain::case::{Case, Revision};
use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::lane::Impediment;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, Role};
use crate::domain::policy::Policy;
use crate::domain::procedure::{Circumstances, decide};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::registration::Draft;
use crate::domain::scan::ScanEnd;
use crate::domain::step::{By, SheetRecord, Step, StepKind, Verdict};
use crate::station::contract::seats::ConsoleId;
use crate::station::contract::{Answer, Asker, MAX_UNFINISHED, NoticeKind, Pin, Reply, Request, StoreHealth};
use crate::station::earlier;
use crate::station::handle::Ask;
use crate::station::jobs::{self, SheetJob};
use crate::station::journal;
use crate::station::numbering::next_number;
use crate::station::reading;
use crate::station::statistics;
use crate::words::Language;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// The code of a scan that the driver refused before the device heard of it.
const NEVER_SENT: u16 = 0;

/// A store that takes longer is taken for broken: the station must go on to stop, to show and to say so. A slow disk needs 25 ms.
const MAX_APPEND: Duration = Duration::from_secs(10);

/// Rows that one answer may hold.
const MAX_ROWS: usize = 1_000;

impl Actor {
    /// Answers one request; long ones are answered by their job.
    pub(super) async fn answer(&mut self, ask: Ask) {
        if let Err(refusal) = self.admits(ask.console, ask.asker, &ask.request) {
            // Whoever asked may be gone by now.
            return drop(ask.answer.send(Err(refusal)));
        }
        if let Some(ask) = self.prove_first(ask) {
            self.answer_proven(ask).await;
        }
    }

    /// Answers a request whose PINs, where they are an account's, were compared.
    pub(super) async fn answer_proven(&mut self, ask: Ask) {
        let Ask { console, asker, request, answer } = ask;
        match request {
            Request::OpenPicture(number) => self.start_picture(asker, &number, answer).await,
            Request::PrintSheet { case, revision, language } => {
                self.start_sheet(asker, (case, revision), language, answer).await;
            }
            Request::People(request) => self.start_people(asker, request, answer).await,
            Request::Import { path } => self.start_import(asker, path, answer).await,
            Request::ImportCase { path } => self.start_intake(asker, path, answer).await,
            Request::ShowCase(_)
            | Request::ListCases { .. }
            | Request::Search(_)
            | Request::Earlier(_)
            | Request::ReadJournal(_)
            | Request::Statistics(_) => {
                self.start_reading(asker, request, answer);
            }
            Request::Purge { cases, reason, first, second } => {
                self.start_purge(asker, (cases, reason), [first, second], answer).await;
            }
            Request::Approve { number, sha256, pin } => {
                self.approve(asker, (number, sha256), pin, answer).await;
            }
            Request::KeepDraft { key, text } => self.keep_draft(asker, (key, text), answer).await,
            Request::Draft(key) => self.show_draft(asker, key, answer).await,
            Request::DropDraft(key) => self.drop_draft(asker, key, answer).await,
            request => {
                let result = self.answer_now(console, asker, request).await;
                // Whoever asked may be gone by now; what was done is done.
                drop(answer.send(result));
            }
        }
    }

    async fn answer_now(&mut self, console: ConsoleId, asker: Asker, request: Request) -> Answer {
        match request {
            Request::SignIn { officer, role, pin } => {
                self.sign_in(console, (&officer, role), &pin, Whoever::Stays).await
            }
            Request::Seat(request) => self.seat(console, asker, request).await,
            Request::SignOut => self.sign_out(asker).await,
            Request::Register(draft) => self.register(asker, &draft).await,
            Request::Take { case, revision, step, pin } => {
                self.take(asker, (case, revision), &step, pin).await
            }
            Request::StopScan => self.stop_scan(asker).await,
            Request::Day(step) => self.day(asker, step).await,
            Request::AcknowledgeFault => self.acknowledge(asker).await,
            Request::PrepareSource => self.prepare_source(asker).await,
            Request::Propose { action, pin } => self.propose(asker, *action, pin).await,
            Request::RefuseApproval { number, reason } => self.refuse_approval(asker, number, reason).await,
            Request::WithdrawApproval { number } => self.withdraw_approval(asker, number).await,
            Request::OpenPicture(_)
            | Request::PrintSheet { .. }
            | Request::Import { .. }
            | Request::ImportCase { .. }
            | Request::ShowCase(_)
            | Request::ListCases { .. }
            | Request::Purge { .. }
            | Request::Approve { .. }
            | Request::KeepDraft { .. }
            | Request::Draft(_)
            | Request::DropDraft(_)
            | Request::People(_)
            | Request::ReadJournal(_)
            | Request::Statistics(_)
            | Request::Search(_)
            | Request::Earlier(_) => Err(Refusal::Changed),
            Request::RecordBackup { to, facts } if asker == Asker::CommandLine => {
                let fact = Fact::Booth { fact: BoothFact::BackupMade { to, facts } };
                self.append(self.settings.clock.entry(By::Station, fact)).await.map(|()| Reply::Acknowledged)
            }
            Request::RecordOutcome { case, outcome } => self.import_outcome(asker, &case, &outcome).await,
            Request::RecordBackup { .. } => Err(Refusal::NotSignedIn),
            Request::Checkpoint => {
                self.may_read(asker)?;
                self.sign_now().await
            }
        }
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.settings.booth.policy.policy
    }

    pub(super) fn officer(&self, asker: Asker) -> Result<Officer, Refusal> {
        match asker {
            Asker::Session(id) => self.sessions.officer(id),
            Asker::Nobody | Asker::CommandLine => Err(Refusal::NotSignedIn),
        }
    }

    pub(super) fn may_read(&self, asker: Asker) -> Result<(), Refusal> {
        match asker {
            Asker::CommandLine => Ok(()),
            Asker::Nobody | Asker::Session(_) => self.officer(asker).map(|_| ()),
        }
    }

    /// An unfinished case from memory, a finished one from the store.
    pub(super) async fn case(&self, number: &CaseNumber) -> Result<Arc<Case>, Refusal> {
        if let Some(case) = self.cases.get(number) {
            return Ok(Arc::clone(case));
        }
        match self.store.case(number.clone()).await {
            Ok(Some(case)) => Ok(Arc::new(case)),
            Ok(None) => Err(Refusal::NoCase),
            Err(error) => Err(reading::refusal(&error)),
        }
    }

    async fn sign_out(&mut self, asker: Asker) -> Answer {
        if let Asker::Session(id) = asker
            && let Some(seated) = self.sessions.sign_out(id)
        {
            self.end_watch(seated.console).await;
            self.record_booth(By::Officer(seated.officer), BoothFact::SignedOut).await;
        }
        Ok(Reply::Acknowledged)
    }

    /// Whoever may make a case: by the role, and not as the other operator of this shift.
    fn beginner(&self, asker: Asker, step: StepKind) -> Result<Officer, Refusal> {
        let officer = self.officer(asker)?;
        authorise_role(officer.role, step)?;
        if self.day.other_role_bars(self.policy(), &officer.id, officer.role) {
            return Err(Refusal::OtherRole);
        }
        Ok(officer)
    }

    async fn register(&mut self, asker: Asker, draft: &Draft) -> Answer {
        let officer = self.beginner(asker, StepKind::Register)?;
        self.require_room(StepKind::Register).await?;
        let mut registration = draft.check().map_err(Refusal::Form)?;
        registration.policy = self.settings.booth.policy.hash();
        let made = self.new_case(By::Officer(officer), CaseFact::Registered(registration)).await?;
        self.registration_drafted();
        Ok(made)
    }

    /// Gives the next number of the day and records the fact that makes the case.
    pub(super) async fn new_case(&mut self, by: By, fact: CaseFact) -> Answer {
        if self.cases.count() >= MAX_UNFINISHED {
            return Err(Refusal::Store("too many unfinished cases".to_owned()));
        }
        let number =
            next_number(&self.store, &self.settings.booth.post_code, self.settings.clock.now()).await?;
        let fact = self.signed_import(fact, &number);
        self.record(by, &number, fact, None).await.map(Reply::Done)
    }

    async fn take(
        &mut self,
        asker: Asker,
        (number, revision): (CaseNumber, Revision),
        step: &Step,
        pin: Option<Pin>,
    ) -> Answer {
        let officer = self.officer(asker)?;
        let case = self.case(&number).await?;
        if matches!(step, Step::RecordSheet(_)) {
            // Only the station records a sheet, once its file is on disk.
            return Err(Refusal::Role(StepKind::RecordSheet));
        }
        // Authority before revision: who may not do it learns nothing of the case by asking.
        authorise_case(&officer, step.kind(), &case, self.policy().people.oms_and_oac_in_one)?;
        if !case.is_known(revision, step.kind()) {
            return Err(Refusal::Changed);
        }
        may_alone(ActionKind::of_step(step.kind()), &self.policy().people)?;
        self.proposed(&case, step)?;
        if matches!(step.kind(), StepKind::GiveVerdict | StepKind::Override) {
            let pin = pin.unwrap_or_default();
            self.sessions.check_pin(&officer.id, &pin, Instant::now())?;
        }
        self.require_room(step.kind()).await?;
        if step.kind() == StepKind::RequestScan && self.cases.at_lane().is_some() {
            return Err(Refusal::LaneTaken);
        }
        // The lane as it is now, not as it was when this request began to wait.
        self.view = self.lane.view().borrow().clone();
        let fact = self.signed(decide(&case, &officer, step, self.circumstances())?, &case, &officer);
        let scan = match &fact {
            CaseFact::ScanRequested { scan, .. } => Some(scan.clone()),
            _ => None,
        };
        let sampled = self.sampled(&number, &fact);
        let finished = case.state.is_finished().then_some(&case);
        let mut done = self.record(By::Officer(officer), &number, fact, finished).await?;
        if let Some(fact) = sampled {
            done = self.record(By::Station, &number, fact, None).await?;
        }
        let Some(scan) = scan else { return Ok(Reply::Done(done)) };
        // The request is a fact before the device hears of it: a beam without a record cannot be.
        match self.lane.request_scan(scan.clone()).await {
            Ok(()) => Ok(Reply::Done(done)),
            Err(impediment) => self.never_sent(&number, scan, impediment).await,
        }
    }

    /// Who is named as having proposed a mark is at a console, or was when the mark was first placed: nobody's name is lent to
    /// it.
    fn proposed(&self, case: &Case, step: &Step) -> Result<(), Refusal> {
        let Step::PlaceMark(mark) = step else { return Ok(()) };
        let stands = |known: &Mark| known.number == mark.number && known.proposed_by == mark.proposed_by;
        match &mark.proposed_by {
            Some(_) if case.marks.iter().any(stands) => Ok(()),
            Some(by) if !self.sessions.is_signed_in(by) => Err(Refusal::Requirement(Requirement::Proposal)),
            _ => Ok(()),
        }
    }

    /// The policy's sample: whether this verdict goes to the re-check queue by itself.
    fn sampled(&self, number: &CaseNumber, fact: &CaseFact) -> Option<CaseFact> {
        let CaseFact::VerdictGiven(conclusion) = fact else { return None };
        let rule = self.policy().recheck;
        let taken = conclusion.verdict == Verdict::WithoutSuspicion && rule.takes(number.serial());
        taken.then(|| CaseFact::RecheckAsked { reason: format!("1/{}", rule.every).as_str().into() })
    }

    async fn never_sent(
        &mut self,
        number: &CaseNumber,
        scan: crate::domain::number::ScanId,
        why: Impediment,
    ) -> Answer {
        self.record_by_station(number, CaseFact::ScanEnded { scan, end: ScanEnd::Refused(NEVER_SENT) }).await;
        Err(Refusal::Lane(why))
    }

    pub(super) fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            policy: self.policy(),
            booth: &self.day,
            now: self.settings.clock.now(),
            lane: &self.view,
        }
    }

    /// As a job, unless memory has it: what is read long must not keep the lane waiting.
    fn start_reading(&mut self, asker: Asker, request: Request, answer: oneshot::Sender<Answer>) {
        if let Err(refusal) = self.may_read(asker) {
            return drop(answer.send(Err(refusal)));
        }
        let (store, held, unfinished) = (self.store.clone(), self.cases.rows(), self.cases.unfinished());
        if let Request::ShowCase(number) = &request
            && let Some(case) = self.cases.get(number)
        {
            return drop(answer.send(Ok(Reply::Case(Arc::clone(case)))));
        }
        let now = self.settings.clock.now();
        self.jobs.spawn(async move {
            let found = match request {
                Request::ShowCase(number) => reading::case(&store, number).await,
                Request::ListCases { before, limit } => {
                    reading::rows(&store, limit.min(MAX_ROWS), before).await
                }
                Request::Search(query) => reading::search(&store, &query, held).await,
                Request::ReadJournal(query) => journal::page(&store, query).await,
                Request::Statistics(period) => statistics::of(&store, period, now).await,
                Request::Earlier(query) => earlier::earlier(&store, query, &unfinished).await,
                _ => Err(Refusal::Changed),
            };
            JobDone::Read { answer, found }
        });
    }

    async fn start_picture(&mut self, asker: Asker, number: &CaseNumber, answer: oneshot::Sender<Answer>) {
        let found = match self.officer(asker) {
            Ok(officer) if officer.role == Role::Oms => Err(Refusal::Role(StepKind::BeginAnalysis)),
            Ok(_) => self.case(number).await.and_then(unpurged),
            Err(refusal) => Err(refusal),
        };
        match found {
            Ok(case) => {
                let (store, decoder) = (self.store.clone(), self.settings.decoder.clone());
                self.jobs.spawn(async move {
                    JobDone::Opened { answer, found: jobs::open_picture(&store, &decoder, &case).await }
                });
            }
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    async fn start_sheet(
        &mut self,
        asker: Asker,
        (number, revision): (CaseNumber, Revision),
        language: Language,
        answer: oneshot::Sender<Answer>,
    ) {
        let (officer, case) = match self.may_print(asker, &number, revision).await {
            Ok(found) => found,
            Err(refusal) => return drop(answer.send(Err(refusal))),
        };
        let job = SheetJob {
            case,
            booth: Arc::clone(&self.settings.booth),
            language,
            outbox: self.settings.outbox.clone(),
            printer: self.settings.printer.clone(),
            clock: self.settings.clock.clone(),
            decoder: self.settings.decoder.clone(),
        };
        let store = self.store.clone();
        self.jobs.spawn(async move {
            let found = jobs::write_sheet(&store, job).await;
            JobDone::Written { answer, officer, case: number, found }
        });
    }

    async fn may_print(
        &self,
        asker: Asker,
        number: &CaseNumber,
        revision: Revision,
    ) -> Result<(Officer, Arc<Case>), Refusal> {
        let officer = self.officer(asker)?;
        let case = self.case(number).await.and_then(unpurged)?;
        authorise_case(&officer, StepKind::RecordSheet, &case, self.policy().people.oms_and_oac_in_one)?;
        if case.is_known(revision, StepKind::RecordSheet) {
            Ok((officer, case))
        } else {
            Err(Refusal::Changed)
        }
    }

    /// Records a sheet that lies in the outbox; the case may have moved on meanwhile, so it is decided anew.
    pub(super) async fn record_sheet(
        &mut self,
        officer: &Officer,
        number: &CaseNumber,
        sheet: SheetRecord,
    ) -> Answer {
        let case = self.case(number).await?;
        let fact = decide(&case, officer, &Step::RecordSheet(sheet), self.circumstances())?;
        self.record(By::Officer(officer.clone()), number, fact, Some(&case)).await.map(Reply::Done)
    }

    async fn start_import(&mut self, asker: Asker, path: PathBuf, answer: oneshot::Sender<Answer>) {
        let by = match asker {
            Asker::CommandLine => Ok(None),
            Asker::Nobody | Asker::Session(_) => self.beginner(asker, StepKind::Import).map(Some),
        };
        let by = match (by, self.require_room(StepKind::Import).await) {
            (Ok(by), Ok(())) => by,
            (Err(refusal), _) | (_, Err(refusal)) => return drop(answer.send(Err(refusal))),
        };
        let (store, decoder) = (self.store.clone(), self.settings.decoder.clone());
        let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.jobs.spawn(async move {
            let found = jobs::take_in(&store, &decoder, path, None).await;
            JobDone::Imported { answer, by, file, found }
        });
    }

    /// Appends a case's fact; only when it is on disk does the state take it and the answer go out.
    pub(super) async fn record(
        &mut self,
        by: By,
        number: &CaseNumber,
        fact: CaseFact,
        finished: Option<&Arc<Case>>,
    ) -> Result<Arc<Case>, Refusal> {
        let before = self.cases.get(number).map(|case| case.state);
        let recorded = Fact::Case { number: number.clone(), fact: fact.clone() };
        let entry = self.settings.clock.entry(by, recorded);
        self.append(entry.clone()).await?;
        let case = self.cases.take(number, &entry, &fact, finished).ok_or(Refusal::NoCase)?;
        self.drafted(number, &fact, &entry.by);
        if matches!(fact, CaseFact::VerdictGiven(_) | CaseFact::Overridden(_)) {
            self.checkpoint = Due::WhenQuiet;
        }
        if before != Some(case.state) {
            self.notify(NoticeKind::CaseMoved { case: number.clone(), state: case.state });
        }
        Ok(case)
    }

    /// Records what the device's word made true. A store that fails is shown on every screen by then.
    pub(super) async fn record_by_station(&mut self, number: &CaseNumber, fact: CaseFact) {
        self.record(By::Station, number, fact, None).await.ok();
    }

    /// Records a fact of the booth. A store that fails is shown on every screen by then.
    pub(super) async fn record_booth(&mut self, by: By, fact: BoothFact) {
        self.append(self.settings.clock.entry(by, Fact::Booth { fact })).await.ok();
    }

    pub(super) async fn append(&mut self, entry: Entry) -> Result<(), Refusal> {
        self.rest = Rest::Due;
        let taken = entry.clone();
        // A fact that was given up may be in the journal by now. Deciding on without it could give a second verdict.
        let kept = match self.answers {
            Answers::InTime => tokio::time::timeout(MAX_APPEND, self.store.append(entry)).await.ok(),
            Answers::GivenUp => None,
        };
        let why = match kept {
            Some(Ok(_)) => {
                Arc::make_mut(&mut self.day).apply(&taken);
                return Ok(());
            }
            Some(Err(error)) => error.to_string(),
            None => {
                self.answers = Answers::GivenUp;
                "no answer in time".to_owned()
            }
        };
        if self.health == StoreHealth::Keeps {
            self.notify(NoticeKind::StoreFailed(why.clone()));
        }
        self.health = StoreHealth::Failed(why.clone());
        Err(Refusal::Store(why))
    }
}

/// A case that still has its pictures.
fn unpurged(case: Arc<Case>) -> Result<Arc<Case>, Refusal> {
    if case.purge.is_some() { Err(Refusal::AlreadyPurged) } else { Ok(case) }
}
