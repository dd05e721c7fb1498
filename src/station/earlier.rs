//! Finds earlier cases of the same plate, trailer, container or document. While the index is not there, the unfinished cases are
//! looked through, and the answer says so.

use crate::domain::case::Case;
use crate::station::contract::earlier::{Earlier, EarlierQuery, EarlierRow};
use crate::station::contract::search::{MAX_FOUND, More};
use crate::station::contract::storage::IndexProgress;
use crate::station::contract::{Answer, Reply};
use crate::station::reading;
use crate::store::{self, EarlierFound, StoreHandle};
use std::cmp::Reverse;
use std::sync::Arc;

/// The earlier cases; `held` are the unfinished ones that the station has in memory.
pub(super) async fn earlier(store: &StoreHandle, query: EarlierQuery, held: &[Arc<Case>]) -> Answer {
    let limit = query.limit.min(MAX_FOUND);
    let EarlierQuery { keys, except, .. } = query.clone();
    let found = match store.earlier(store::EarlierQuery { keys, except, limit }).await {
        Ok(found) => told(&query, &found),
        Err(error) => among(held, &query, limit, reading::without_index(&error)?),
    };
    Ok(Reply::Earlier(found))
}

fn told(query: &EarlierQuery, found: &EarlierFound) -> Earlier {
    let rows = found.cases.iter().filter_map(|case| EarlierRow::of(case, &query.keys)).collect();
    Earlier { rows, more: reading::more(found.more), index: IndexProgress::Ready }
}

fn among(held: &[Arc<Case>], query: &EarlierQuery, limit: usize, index: IndexProgress) -> Earlier {
    let others = held.iter().filter(|case| query.except.as_ref() != Some(&case.number));
    let mut rows: Vec<EarlierRow> = others.filter_map(|case| EarlierRow::of(case, &query.keys)).collect();
    rows.sort_by_key(|found| Reverse((found.row.number.day(), found.row.number.serial())));
    let more = if rows.len() > limit { More::Yes } else { More::No };
    rows.truncate(limit);
    Earlier { rows, more, index }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Moment;
    use crate::domain::earlier::{Key, Keys};
    use crate::domain::fact::CaseFact;
    use crate::domain::number::CaseNumber;
    use crate::domain::plate::Plate;
    use crate::domain::registration::{Ground, Registration};
    use crate::domain::step::By;

    fn case(number: &str, plate: &str) -> Arc<Case> {
        let at: Moment = "2026-11-23T09:00:00Z".parse().unwrap();
        let registration = Registration::bare(Ground::Arrival, Plate::parse(plate).unwrap());
        let fact = CaseFact::Registered(registration);
        Arc::new(Case::begin(CaseNumber::parse(number).unwrap(), at, &By::Station, &fact).unwrap())
    }

    #[test]
    fn while_the_index_is_built_the_unfinished_cases_are_looked_through() {
        let held = [
            case("39855302/221126/000009", "123ABC16"),
            case("39855302/231126/000001", "123АВС16"),
            case("39855302/231126/000002", "777KZ02"),
            case("39855302/231126/000003", "123 ABC 16"),
        ];
        let mut keys = Keys::default();
        keys.add(Key::Plate, "123abc16");
        let query = EarlierQuery { keys, except: Some(held[3].number.clone()), limit: 10 };
        let building = IndexProgress::Building { percent: 43 };
        let found = among(&held, &query, 10, building.clone());
        let serials: Vec<u32> = found.rows.iter().map(|found| found.row.number.serial()).collect();
        assert_eq!((serials, found.more, found.index), (vec![1, 9], More::No, building));
        assert!(found.rows.iter().all(|found| found.matched == [Key::Plate]));
        let first = among(&held, &query, 1, IndexProgress::Ready);
        assert_eq!((first.rows.len(), first.more), (1, More::Yes));
    }
}
