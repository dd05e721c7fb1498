//! A case out of the journal: its facts read by their places, and folded.

use crate::domain::case::Case;
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::store::error::StoreError;
use crate::store::index::Stretch;
use crate::store::journal::frame::Frame;
use crate::store::journal::reach::Reach;
use crate::store::records;

/// Folds the case whose facts stand there; `None` when there are none.
pub(super) fn fold(
    reach: &mut Reach,
    number: &CaseNumber,
    stretches: &[Stretch],
) -> Result<Option<Case>, StoreError> {
    let mut case = None;
    for stretch in stretches {
        for (_, frame) in reach.read(stretch)? {
            take(&mut case, number, &frame)?;
        }
    }
    Ok(case)
}

/// One fact more, which the index says is the case's. One of another case is the index's error.
pub(super) fn take(case: &mut Option<Case>, number: &CaseNumber, frame: &Frame) -> Result<(), StoreError> {
    let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
    match &entry.fact {
        Fact::Case { number: of, .. } if of == number => {
            step(case, &entry);
            Ok(())
        }
        _ => Err(StoreError::Index { why: format!("fact {} is not of case {number}", frame.head.seq) }),
    }
}

/// One fact more.
pub(super) fn step(case: &mut Option<Case>, entry: &Entry) {
    if let Fact::Case { number, fact } = &entry.fact {
        match case {
            Some(case) => case.apply(entry.at, &entry.by, fact),
            None => *case = Case::begin(number.clone(), entry.at, &entry.by, fact),
        }
    }
}
