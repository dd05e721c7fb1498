//! What went wrong, in the person's language: faults that a person can meet have phrases, the rest speak for themselves.

use super::damage;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::ui::phrases;
use crate::words::{Value, Words};
use std::fmt;

/// A fault of the command line that is already in the person's language.
#[derive(Debug)]
pub(super) struct Told(pub(super) String);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Told {}

/// The whole error, outermost first, each link in words where there are some.
pub(super) fn describe(words: Words, error: &anyhow::Error) -> String {
    error.chain().map(|link| describe_link(words, link)).collect::<Vec<_>>().join(": ")
}

fn describe_link(words: Words, link: &(dyn std::error::Error + 'static)) -> String {
    if let Some(refusal) = link.downcast_ref::<Refusal>() {
        return phrases::refusal(words, refusal);
    }
    match link.downcast_ref::<StoreError>() {
        Some(StoreError::InUse { folder }) => {
            words.say_with("command-in-use", &[("folder", Value::from(folder.display().to_string()))])
        }
        Some(StoreError::IsABackup { folder }) => {
            words.say_with("command-is-a-backup", &[("folder", Value::from(folder.display().to_string()))])
        }
        Some(StoreError::RestoreUnfinished { folder }) => words
            .say_with("command-restore-unfinished", &[("folder", Value::from(folder.display().to_string()))]),
        Some(StoreError::DiskFull) => words.say("refusal-disk-full"),
        Some(error) => match damage::describe_error(words, error) {
            Some(why) => words.say_with("command-journal-damaged", &[("why", Value::from(why))]),
            None => link.to_string(),
        },
        None => link.to_string(),
    }
}
