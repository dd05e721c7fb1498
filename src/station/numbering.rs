//! Gives the next case number of the day: the running station and an import without one count in the same way.

use crate::domain::Moment;
use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::domain::time::booth_day;
use crate::station::reading;
use crate::store::StoreHandle;

/// The number of the next case that is registered at the post on the booth's day of `at`.
pub(super) async fn next_number(store: &StoreHandle, post: &str, at: Moment) -> Result<CaseNumber, Refusal> {
    let day = booth_day(at);
    let serial = store.next_serial(post.to_owned(), day).await.map_err(|e| reading::refusal(&e))?;
    CaseNumber::new(post, day, serial).map_err(|fault| Refusal::Store(fault.to_string()))
}
