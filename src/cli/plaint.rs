//! What went wrong, in the person's language: faults that a person can meet have phrases, the rest speak for themselves.

use super::damage;
use crate::domain::refusal::Refusal;
use crate::scanner::simulator::fault::FaultText;
use crate::scanner::source::UnknownSource;
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
    if let Some(fault) = link.downcast_ref::<FaultText>() {
        return describe_fault(words, fault);
    }
    if let Some(UnknownSource(name)) = link.downcast_ref::<UnknownSource>() {
        return words.say_with("command-no-source", &[("name", Value::from(name.clone()))]);
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

/// A fault for the simulator that is none.
fn describe_fault(words: Words, fault: &FaultText) -> String {
    let named = |name: &str| [("name", Value::from(name.to_owned()))];
    match fault {
        FaultText::Name(name) => words.say_with("command-no-fault", &named(name)),
        FaultText::Device(name) => words.say_with("command-no-device", &named(name)),
        FaultText::NotOfALine(name) => words.say_with("command-fault-of-no-line", &named(name)),
        FaultText::Time => words.say("command-fault-form"),
    }
}
