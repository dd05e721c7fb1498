//! Cases whose form comes from a file: read and checked off the actor, numbered and recorded by it.

use super::{Actor, JobDone};
use crate::domain::authority::authorise_role;
use crate::domain::fact::CaseFact;
use crate::domain::intake::NotKept;
use crate::domain::officer::Officer;
use crate::domain::refusal::Refusal;
use crate::domain::registration::Registration;
use crate::domain::step::{By, StepKind};
use crate::station::contract::{Answer, Asker, Reply};
use crate::station::intake;
use std::path::PathBuf;
use tokio::sync::oneshot;

impl Actor {
    /// Reads the file as a job; by whom it is asked for is settled before.
    pub(super) async fn start_intake(
        &mut self,
        asker: Asker,
        path: PathBuf,
        answer: oneshot::Sender<Answer>,
    ) {
        let by = match (asker, self.officer(asker)) {
            (Asker::CommandLine, _) => Ok(None),
            (_, Ok(officer)) => authorise_role(officer.role, StepKind::Register).map(|()| Some(officer)),
            (_, Err(refusal)) => Err(refusal),
        };
        let by = match (by, self.require_room(StepKind::Register).await) {
            (Ok(by), Ok(())) => by,
            (Err(refusal), _) | (_, Err(refusal)) => return drop(answer.send(Err(refusal))),
        };
        self.jobs.spawn(async move {
            let found = intake::read_off_thread(path).await;
            JobDone::FormRead { answer, by, found }
        });
    }

    /// Makes the case, if the file made a form.
    pub(super) async fn form_read(
        &mut self,
        by: Option<Officer>,
        found: Result<(Box<Registration>, NotKept), Refusal>,
    ) -> Answer {
        let (mut registration, not_kept) = found?;
        registration.policy = self.settings.booth.policy.hash();
        let by = by.map_or(By::Station, By::Officer);
        match self.new_case(by, CaseFact::Registered(*registration)).await? {
            Reply::Done(case) => Ok(Reply::CaseImported { case, not_kept }),
            other => Ok(other),
        }
    }
}
