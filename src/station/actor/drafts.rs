//! Drafts as consoles ask for them: who may take the step of a form may keep, see and drop its draft.

use super::Actor;
use crate::domain::authority::authorise_role;
use crate::domain::fact::{BoothFact, CaseFact};
use crate::domain::number::CaseNumber;
use crate::domain::officer::Officer;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::By;
use crate::station::contract::drafts::{DraftKey, KeptDraft, MAX_DRAFT_BYTES};
use crate::station::contract::{Answer, Asker};
use crate::station::drafts::{Over, after, after_day};
use tokio::sync::oneshot;

/// The seat of a console that has no other.
const BOOTH: &str = "booth";

impl Actor {
    pub(super) async fn keep_draft(
        &mut self,
        asker: Asker,
        (key, text): (DraftKey, String),
        answer: oneshot::Sender<Answer>,
    ) {
        let found = if text.len() > MAX_DRAFT_BYTES {
            Err(Refusal::Requirement(Requirement::ShorterText))
        } else {
            self.may_draft(asker, &key).await
        };
        match found {
            Ok(author) => {
                let at = self.settings.clock.now();
                self.drafts.keep(KeptDraft { key, author, at, text }, answer);
            }
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    pub(super) async fn show_draft(&mut self, asker: Asker, key: DraftKey, answer: oneshot::Sender<Answer>) {
        match self.may_draft(asker, &key).await {
            Ok(officer) => self.drafts.show(key, officer, answer),
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    pub(super) async fn drop_draft(&mut self, asker: Asker, key: DraftKey, answer: oneshot::Sender<Answer>) {
        match self.may_draft(asker, &key).await {
            Ok(officer) => self.drafts.let_go(key, officer, answer),
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    async fn may_draft(&self, asker: Asker, key: &DraftKey) -> Result<Officer, Refusal> {
        let officer = self.officer(asker)?;
        authorise_role(officer.role, key.step())?;
        // Of a case that there is: nobody fills the drafts with those of others.
        if let DraftKey::Case { number, .. } = key
            && self.case(number).await?.purge.is_some()
        {
            return Err(Refusal::AlreadyPurged);
        }
        Ok(officer)
    }

    /// The vehicle is registered: its form is over.
    pub(super) fn registration_drafted(&self) {
        // One draft for all consoles of the booth.
        self.drafts.over(Over::Form(DraftKey::Registration { seat: BOOTH.to_owned() }));
    }

    /// A fact of a case was recorded: the drafts of its form are over.
    pub(super) fn drafted(&self, number: &CaseNumber, fact: &CaseFact, by: &By) {
        let by = match by {
            By::Officer(officer) => Some(&officer.id),
            By::Station => None,
        };
        for over in after(number, fact, by) {
            self.drafts.over(over);
        }
    }

    /// A fact of the booth's day was recorded.
    pub(super) fn day_drafted(&self, fact: &BoothFact) {
        if let Some(over) = after_day(fact) {
            self.drafts.over(over);
        }
    }
}
