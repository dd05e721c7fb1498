//! What is wrong with a journal, in the person's language.

use crate::store::{Damage, StoreError};
use crate::words::{Value, Words};

/// What is wrong at a place.
pub(super) fn describe(words: Words, damage: Damage) -> String {
    words.say(match damage {
        Damage::Header => "damage-header",
        Damage::Discontinuous => "damage-discontinuous",
        Damage::CutShort => "damage-cut-short",
        Damage::Length => "damage-length",
        Damage::Checksum => "damage-checksum",
        Damage::Sequence => "damage-sequence",
        Damage::Chain => "damage-chain",
        Damage::Tree => "damage-tree",
    })
}

/// Why a journal is not believed; `None` for what is no such reason.
pub(super) fn describe_error(words: Words, error: &StoreError) -> Option<String> {
    let pair = |id, name: &'static str, seen: u64, journal: u64| {
        words.say_with(id, &[(name, Value::from(seen)), ("journal", Value::from(journal))])
    };
    Some(match error {
        StoreError::JournalDamaged { segment, offset, why } => words.say_with(
            "verify-journal-damaged",
            &[
                ("segment", Value::from(segment.to_string())),
                ("offset", Value::from(offset.to_string())),
                ("why", Value::from(describe(words, *why))),
            ],
        ),
        StoreError::JournalBehindIndex { journal, index } => {
            pair("verify-index-ahead", "index", *index, *journal)
        }
        StoreError::JournalBehindWitness { journal, witness } => {
            pair("verify-witness-ahead", "witness", *witness, *journal)
        }
        StoreError::JournalBehindCheckpoint { journal, checkpoint } => {
            pair("damage-checkpoint-ahead", "checkpoint", *checkpoint, *journal)
        }
        StoreError::JournalBehindMirror { .. } => words.say("damage-mirror-ahead"),
        StoreError::UnknownRecord { seq, schema, .. } => words.say_with(
            "verify-record-unreadable",
            &[("seq", Value::from(seq.to_string())), ("schema", Value::from(schema.to_string()))],
        ),
        _ => return None,
    })
}
