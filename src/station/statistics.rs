//! Counts the figures of a period beside the actor, from the journal alone.

use crate::domain::Moment;
use crate::domain::period::Period;
use crate::domain::statistics::{BOOTH_LEAD, CASE_LEAD, Fold, Statistics};
use crate::station::contract::{Answer, Reply};
use crate::station::reading::refusal;
use crate::store::{JournalReader, Span, StoreError, StoreHandle, Walked};
use std::sync::Arc;

/// Facts that are read for one count: more than a year of a busy post at 4,000 a day, some ten seconds of reading.
const MAX_FACTS: u64 = 2_000_000;

/// The figures of a period.
pub(super) async fn of(store: &StoreHandle, period: Period, now: Moment) -> Answer {
    let counted = store.count(span(&period), Fold::new(period, now), Fold::take).await;
    let (fold, walked) = counted.map_err(|error| refusal(&error))?;
    Ok(Reply::Statistics(Arc::new(finished(fold, walked))))
}

/// The figures of a period, from a folder without a station.
pub fn of_folder(reader: &mut JournalReader, period: Period, now: Moment) -> Result<Statistics, StoreError> {
    let mut fold = Fold::new(period, now);
    let walked = reader.walk(&span(&period), &mut |entry| fold.take(entry))?;
    Ok(finished(fold, walked))
}

fn finished(mut fold: Fold, walked: Walked) -> Statistics {
    if walked == Walked::Cut {
        fold.truncate();
    }
    fold.finish()
}

fn span(period: &Period) -> Span {
    let before = |lead| period.from.checked_sub_signed(lead).unwrap_or(Moment::MIN_UTC);
    Span { booth_from: before(BOOTH_LEAD), from: before(CASE_LEAD), to: period.to, limit: MAX_FACTS }
}
