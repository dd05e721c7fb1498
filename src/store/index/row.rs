//! What the index keeps of a case: a row of its own, so that a change of the domain's types cannot misread an old index.

use crate::domain::Moment;
use crate::domain::case::{CaseRow, CaseState, Revision};
use crate::domain::number::CaseNumber;
use crate::domain::scan::Depth;
use crate::store::error::StoreError;
use serde::{Deserialize, Serialize};

/// First byte of every row.
const ROW_VERSION: u8 = 1;

/// Characters of a title that the index keeps: a plate has 13, a file name is cut. Four bytes each, it stays far below
/// the 4 KiB of a value.
const MAX_TITLE_CHARS: usize = 200;

/// A case's row as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct IndexRow {
    number: String,
    /// Place of the state in `CaseState::ALL`.
    state: u8,
    revision: u32,
    title: String,
    container: Option<String>,
    changed_at: (i64, u32),
    since: (i64, u32),
    /// Whether an image there is has its full depth.
    full_depth: Option<bool>,
}

impl IndexRow {
    pub(in crate::store) fn of(row: &CaseRow) -> Self {
        Self {
            number: row.number.to_string(),
            state: state_code(row.state),
            revision: row.revision.0,
            title: row.title.chars().take(MAX_TITLE_CHARS).collect(),
            container: row.container.clone(),
            changed_at: (row.changed_at.timestamp(), row.changed_at.timestamp_subsec_nanos()),
            since: (row.since.timestamp(), row.since.timestamp_subsec_nanos()),
            full_depth: row.depth.map(|depth| depth == Depth::Full),
        }
    }

    /// Count of the case's facts.
    pub(in crate::store) fn facts(&self) -> u32 {
        self.revision
    }

    pub(in crate::store) fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        postcard::to_extend(self, vec![ROW_VERSION])
            .map_err(|error| StoreError::Index { why: error.to_string() })
    }

    /// `None` when these bytes are no row of this version: the index is damaged.
    pub(in crate::store) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, row) = bytes.split_first()?;
        if *version == ROW_VERSION { postcard::from_bytes(row).ok() } else { None }
    }

    /// The row as the domain has it; `None` when it holds what no case can have.
    pub(in crate::store) fn to_case_row(&self) -> Option<CaseRow> {
        Some(CaseRow {
            number: CaseNumber::parse(&self.number).ok()?,
            state: *CaseState::ALL.get(usize::from(self.state))?,
            revision: Revision(self.revision),
            title: self.title.clone(),
            container: self.container.clone(),
            changed_at: Moment::from_timestamp(self.changed_at.0, self.changed_at.1)?,
            since: Moment::from_timestamp(self.since.0, self.since.1)?,
            depth: self.full_depth.map(|full| if full { Depth::Full } else { Depth::Reduced }),
        })
    }
}

fn state_code(state: CaseState) -> u8 {
    let place = CaseState::ALL.iter().position(|known| *known == state);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_state_reads_as_it_was_kept() {
        for state in CaseState::ALL {
            let row = CaseRow {
                number: CaseNumber::parse("39855302/231126/000417").unwrap(),
                state,
                revision: Revision(7),
                title: "123ABC16".to_owned(),
                container: Some("CSQU3054383".to_owned()),
                changed_at: Moment::from_timestamp(1_795_439_109, 123_456_789).unwrap(),
                since: Moment::from_timestamp(1_795_439_100, 0).unwrap(),
                depth: Some(Depth::Reduced),
            };
            let bytes = IndexRow::of(&row).to_bytes().unwrap();
            assert_eq!(IndexRow::from_bytes(&bytes).unwrap().to_case_row(), Some(row));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_row_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            if let Some(row) = IndexRow::from_bytes(&bytes) {
                let _ = row.to_case_row();
            }
        }
    }
}
