//! Outcomes of examinations that come as a file, one request a row.

use super::Actor;
use crate::domain::number::CaseNumber;
use crate::domain::procedure::imported_outcome;
use crate::domain::refusal::Refusal;
use crate::domain::step::By;
use crate::domain::supervision::Outcome;
use crate::station::contract::{Answer, Asker, Reply};

impl Actor {
    /// Records an outcome on the word of whoever runs the station; one that is known already makes no second fact.
    pub(super) async fn import_outcome(
        &mut self,
        asker: Asker,
        number: &CaseNumber,
        outcome: &Outcome,
    ) -> Answer {
        if asker != Asker::CommandLine {
            return Err(Refusal::NotSignedIn);
        }
        let case = self.case(number).await?;
        match imported_outcome(&case, outcome)? {
            Some(fact) => self.record(By::Station, number, fact, Some(&case)).await.map(Reply::Done),
            None => Ok(Reply::Case(case)),
        }
    }
}
