//! The booth's signature, with the day that the store does not know: its key is named in the journal before it signs.

use crate::domain::fact::{BoothFact, Fact};
use crate::domain::step::By;
use crate::domain::time::booth_day;
use crate::station::clock::Clock;
use crate::store::{StoreError, StoreHandle};

/// The fact that the journal must hold before the booth's key signs anything; `None` once it does.
pub(super) async fn key_to_name(store: &StoreHandle) -> Result<Option<BoothFact>, StoreError> {
    Ok(store.unnamed_key().await?.map(|key| BoothFact::KeyMade { key }))
}

/// Signs the journal as it is now and returns the checkpoint.
pub async fn checkpoint(store: &StoreHandle, clock: &Clock) -> Result<String, StoreError> {
    let at = clock.now();
    if let Some(fact) = key_to_name(store).await? {
        store.append(clock.entry(By::Station, Fact::Booth { fact })).await?;
    }
    store.checkpoint(booth_day(at)).await
}
