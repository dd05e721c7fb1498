//! Reads the journal beside the actor.

use crate::domain::journal::{JournalQuery, MAX_PERSON_CHARS};
use crate::station::contract::{Answer, Reply};
use crate::station::reading::refusal;
use crate::store::StoreHandle;

/// A page of the journal.
pub(super) async fn page(store: &StoreHandle, mut query: JournalQuery) -> Answer {
    // What is typed beyond it could only make a name that nobody has.
    query.person = query.person.map(|person| person.chars().take(MAX_PERSON_CHARS).collect());
    store.page(query).await.map(Reply::Journal).map_err(|error| refusal(&error))
}
