//! Purges: two people's PINs, the domain's word on each case, the facts, then the files.

use super::storage::Purges;
use super::{Actor, JobDone};
use crate::domain::approval::{ActionKind, ApprovalNumber, may_alone};
use crate::domain::authority::authorise_role;
use crate::domain::case::Case;
use crate::domain::fact::{CaseFact, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId};
use crate::domain::purge::{Purge, may_purge};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::scan::ImageHash;
use crate::domain::step::{By, StepKind};
use crate::domain::text::CleanText;
use crate::station::contract::{Answer, Asker, Pin, Reply};
use crate::store::{MAX_PURGES, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// A device that was not there is asked for again after so long: each look walks the whole journal.
const LOOK_AGAIN_AFTER: Duration = Duration::from_hours(1);

impl Actor {
    /// Purges cases: all of them, or none where one may not go.
    pub(super) async fn start_purge(
        &mut self,
        asker: Asker,
        (numbers, reason): (Vec<CaseNumber>, CleanText),
        people: [(OfficerId, Pin); 2],
        answer: oneshot::Sender<Answer>,
    ) {
        match self.record_purges(asker, &numbers, reason, people).await {
            Ok(cases) => {
                let store = self.store.clone();
                self.jobs.spawn(async move {
                    JobDone::Erased { answer: Some(answer), cases, found: store.finish_purges().await }
                });
            }
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    async fn record_purges(
        &mut self,
        asker: Asker,
        numbers: &[CaseNumber],
        reason: CleanText,
        people: [(OfficerId, Pin); 2],
    ) -> Result<Vec<CaseNumber>, Refusal> {
        self.may_read(asker)?;
        // At the command line of the station's own account both people give their PINs: that is all that it has.
        if asker != Asker::CommandLine {
            // Two PINs open nothing at a console whose own person may not ask for it.
            authorise_role(self.officer(asker)?.role, StepKind::Purge)?;
            may_alone(Some(ActionKind::Purge), &self.policy().people)?;
        }
        let [first, second] = people;
        let first = self.identify(&first).await?;
        let second = self.identify(&second).await?;
        self.purge_for(numbers, reason, (&first, second, None)).await
    }

    /// Records the purges of two people who have said so; the files go afterwards.
    pub(super) async fn purge_for(
        &mut self,
        numbers: &[CaseNumber],
        reason: CleanText,
        (first, second, approval): (&Officer, Officer, Option<ApprovalNumber>),
    ) -> Result<Vec<CaseNumber>, Refusal> {
        if reason.as_str().trim().is_empty() {
            return Err(Refusal::Requirement(Requirement::Reason));
        }
        let numbers: BTreeSet<CaseNumber> = numbers.iter().cloned().collect();
        if numbers.len() > MAX_PURGES {
            return Err(refusal(&StoreError::TooManyPurges { limit: MAX_PURGES }));
        }
        let now = self.settings.clock.now();
        let mut cases = BTreeMap::new();
        for number in numbers {
            let case = self.case(&number).await?;
            may_purge(&case, self.settings.retention, now, first, &second)?;
            cases.insert(number, case);
        }
        let numbers: Vec<CaseNumber> = cases.keys().cloned().collect();
        self.store.announce_purges(numbers.clone()).await.map_err(|error| refusal(&error))?;
        for (number, case) in &cases {
            let purge = Purge { approval, ..what_goes(case, reason.clone(), second.clone()) };
            self.record_purge(first, number, case, purge).await?;
        }
        Ok(numbers)
    }

    /// The officer, by the PIN. A wrong one is a fact, as at the sign-in.
    pub(super) async fn identify(&mut self, (id, pin): &(OfficerId, Pin)) -> Result<Officer, Refusal> {
        let found = self.sessions.check_pin(id, pin, Instant::now());
        if let Err(refusal) = &found {
            self.note_refused(id, refusal).await;
        }
        found
    }

    async fn record_purge(
        &mut self,
        first: &Officer,
        number: &CaseNumber,
        case: &Arc<Case>,
        purge: Purge,
    ) -> Result<(), Refusal> {
        let fact = CaseFact::Purged(Box::new(purge));
        let recorded = Fact::Case { number: number.clone(), fact: fact.clone() };
        let entry = self.settings.clock.entry(By::Officer(first.clone()), recorded);
        self.append(entry.clone()).await?;
        self.drafted(number, &fact, &entry.by);
        self.cases.take(number, &entry, &fact, Some(case)).ok_or(Refusal::NoCase).map(|_| ())
    }

    /// Erases what an earlier run, or an absent device, left.
    pub(super) fn finish_purges(&mut self) {
        self.upkeep.purges = Purges::Finished;
        let store = self.store.clone();
        self.jobs.spawn(async move {
            JobDone::Erased { answer: None, cases: Vec::new(), found: store.finish_purges().await }
        });
    }

    /// Takes what erasing came to. What failed is on the list of the store, and tried again later.
    pub(super) fn erased(
        &mut self,
        answer: Option<oneshot::Sender<Answer>>,
        cases: Vec<CaseNumber>,
        found: Result<usize, StoreError>,
    ) {
        if let Err(error) = &found {
            tracing::warn!(%error, "a purge is not finished");
        }
        self.upkeep.purges = match found {
            Ok(0) => Purges::Finished,
            Ok(_) | Err(_) => Purges::Again(Instant::now() + LOOK_AGAIN_AFTER),
        };
        let Some(answer) = answer else { return };
        let reply = found.map(|waiting| Reply::Purged { cases, waiting }).map_err(|error| refusal(&error));
        // Whoever asked may be gone by now; what was done is done.
        drop(answer.send(reply));
    }
}

fn refusal(error: &StoreError) -> Refusal {
    Refusal::Store(error.to_string())
}

fn what_goes(case: &Case, reason: CleanText, second: Officer) -> Purge {
    let images: BTreeSet<ImageHash> =
        case.scans.iter().filter_map(|scan| scan.image.as_ref()).map(|image| image.sha256.clone()).collect();
    let sheet = case.sheet.as_ref().map(|sheet| sheet.sha256.clone());
    Purge { reason, second, images: images.into_iter().collect(), sheet, approval: None }
}
