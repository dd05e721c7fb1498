//! Records outcomes from a file while no station runs: the same decision and the same fact as the station's own.

use crate::domain::fact::Fact;
use crate::domain::number::CaseNumber;
use crate::domain::procedure::imported_outcome;
use crate::domain::refusal::Refusal;
use crate::domain::step::By;
use crate::domain::supervision::Outcome;
use crate::station::{clock, reading};
use crate::store::{StoreError, StoreHandle};

/// Whether an outcome made a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It did; the fact is on disk.
    New,
    /// It was recorded before, word for word.
    Known,
}

/// Records outcomes in a store that nobody else holds.
pub struct Recorder {
    store: StoreHandle,
}

impl Recorder {
    /// Records into `store`.
    pub fn new(store: StoreHandle) -> Self {
        Self { store }
    }

    /// Records one outcome.
    pub async fn record(&self, number: &CaseNumber, outcome: &Outcome) -> Result<Recorded, Refusal> {
        let case = self.store.case(number.clone()).await.map_err(|error| reading::refusal(&error))?;
        let case = case.ok_or(Refusal::NoCase)?;
        let Some(fact) = imported_outcome(&case, outcome)? else { return Ok(Recorded::Known) };
        let entry = clock::entry(By::Station, Fact::Case { number: number.clone(), fact });
        self.store.append(entry).await.map_err(|error| Refusal::Store(error.to_string()))?;
        Ok(Recorded::New)
    }

    /// Closes the store.
    pub async fn close(self) -> Result<(), StoreError> {
        self.store.close().await
    }
}
