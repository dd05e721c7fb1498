//! Makes a booth's first supervisors, or gives them new first PINs, while no station runs.

use crate::domain::account::{AccountFact, NewPerson, People, begin_accounts, renew_supervisors};
use crate::domain::fact::{BoothFact, Fact};
use crate::domain::officer::OfficerId;
use crate::domain::refusal::Refusal;
use crate::domain::step::By;
use crate::station::contract::people::FirstPin;
use crate::station::people::{Comparer, Damaged, Give, Preparation};
use crate::station::{clock, signing};
use crate::store::{StoreError, StoreHandle};

/// The first two supervisors of a booth, in a store that nobody else holds.
pub async fn begin(store: &StoreHandle, supervisors: &[NewPerson]) -> Result<Vec<FirstPin>, Refusal> {
    let people = people(store).await?;
    let fact = begin_accounts(&people, supervisors)?;
    // Secrets without accounts are of a journal that is gone.
    change(store, &people, fact, Damaged::PutAside).await
}

/// New first PINs for two supervisors, in a store that nobody else holds.
pub async fn renew(store: &StoreHandle, supervisors: &[OfficerId]) -> Result<Vec<FirstPin>, Refusal> {
    let people = people(store).await?;
    let fact = renew_supervisors(&people, supervisors)?;
    change(store, &people, fact, Damaged::PutAside).await
}

async fn people(store: &StoreHandle) -> Result<People, Refusal> {
    store.booth_state().await.map(|state| state.people).map_err(|error| kept(&error))
}

/// The secrets first, then the fact that names them.
async fn change(
    store: &StoreHandle,
    people: &People,
    fact: AccountFact,
    damaged: Damaged,
) -> Result<Vec<FirstPin>, Refusal> {
    let give = Give::first(people, &fact);
    let forget = give.iter().map(|give| give.officer.clone()).collect();
    let preparation = Preparation { give, forget, damaged };
    let pins = Comparer::new(store.people().clone()).prepare(preparation, clock::now()).await?;
    let unnamed = signing::key_to_name(store).await.map_err(|error| kept(&error))?;
    for fact in unnamed.into_iter().chain([BoothFact::Account(fact)]) {
        let entry = clock::entry(By::Station, Fact::Booth { fact });
        store.append(entry).await.map_err(|error| kept(&error))?;
    }
    Ok(pins)
}

fn kept(error: &StoreError) -> Refusal {
    Refusal::Store(error.to_string())
}
