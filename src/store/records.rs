//! Facts as bytes: the JSON of an entry with its kind and schema number, readable in ten years without this program.
//!
//! A schema is never changed. A new field is `#[serde(default)]`; anything else is a new number with a reader of its own,
//! and the readers of all old numbers stay.

use crate::domain::fact::{Entry, Fact};
use crate::store::error::StoreError;

/// The schema that is written.
pub(super) const SCHEMA: u16 = 1;

/// The longest record. The longest fact is a registration: its texts are bounded at 200 characters each, some 2 KiB a
/// goods line as JSON, so that this leaves room for a hundred lines.
pub(super) const MAX_RECORD_BYTES: usize = 256 * 1024;

/// What a record is of; told outside the JSON, so that a reader can pass over what does not concern it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of a case.
    Case,
    /// Of the booth.
    Booth,
}

impl Kind {
    /// Its number in a frame.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Case => 1,
            Self::Booth => 2,
        }
    }

    fn of(fact: &Fact) -> Self {
        match fact {
            Fact::Case { .. } => Self::Case,
            Fact::Booth { .. } => Self::Booth,
        }
    }
}

/// A fact as it goes into a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) kind: Kind,
    pub(super) json: Vec<u8>,
}

/// Writes an entry in the present schema.
pub(super) fn encode(entry: &Entry) -> Result<Record, StoreError> {
    let json =
        serde_json::to_vec(entry).map_err(|error| StoreError::Unwritable { why: error.to_string() })?;
    if json.len() > MAX_RECORD_BYTES {
        return Err(StoreError::FactTooLong { bytes: json.len(), limit: MAX_RECORD_BYTES });
    }
    Ok(Record { kind: Kind::of(&entry.fact), json })
}

/// Reads a record of any schema that was ever written.
pub(super) fn decode(seq: u64, kind: u8, schema: u16, json: &[u8]) -> Result<Entry, StoreError> {
    let unknown = |why: String| StoreError::UnknownRecord { seq, schema, why };
    if schema != SCHEMA {
        return Err(unknown("this version does not know the schema".to_owned()));
    }
    let entry: Entry = serde_json::from_slice(json).map_err(|error| unknown(error.to_string()))?;
    if Kind::of(&entry.fact).code() == kind {
        Ok(entry)
    } else {
        Err(unknown(format!("its frame says kind {kind}")))
    }
}

#[cfg(test)]
mod tests;
