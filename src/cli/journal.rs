//! The journal: its facts, a checkpoint of it as it is now, and the key that signs it.

mod exposures;
mod read;

pub(super) use read::period;

use super::args::{DataArgs, JournalArgs, JournalCommand};
use super::plaint::Told;
use super::{cases, data, policy, say};
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WireReply, WireRequest};
use crate::station::clock::Clock;
use crate::station::signing;
use crate::store::{Store, StoreHandle, read_booth_key};
use crate::words::{Value, Words};
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(args: &JournalArgs) -> Result<ExitCode> {
    match &args.command {
        Some(JournalCommand::Checkpoint { data, lang }) => {
            checkpoint(data, Words::new(data::language(*lang)))?;
        }
        Some(JournalCommand::Key { data, lang }) => key(data, Words::new(data::language(*lang)))?,
        None => read::run(&args.read, Words::new(data::language(args.read.lang)))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn checkpoint(args: &DataArgs, words: Words) -> Result<()> {
    let folder = data::folder(args)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let note = runtime.block_on(sign(&folder, words))?;
    // Byte for byte: the note ends with its own line's end.
    Ok(say(note.strip_suffix('\n').unwrap_or(&note))?)
}

/// By the running station where there is one, else by this command.
pub(super) async fn sign(folder: &Path, words: Words) -> Result<String> {
    if let Some(mut client) = Client::connect(&socket_path(folder))? {
        return match client.ask(WireRequest::Checkpoint).await? {
            WireReply::Checkpoint { note } => Ok(note),
            other => cases::refused(other),
        };
    }
    if !folder.join("journal").is_dir() {
        return Err(told(words, "command-no-cases", folder));
    }
    let store = StoreHandle::spawn(Store::open(folder, policy::store_options(folder, words)?)?.0)?;
    let note = signing::checkpoint(&store, &Clock::machine()).await;
    store.close().await?;
    Ok(note?)
}

fn key(args: &DataArgs, words: Words) -> Result<()> {
    let folder = data::folder(args)?;
    let Some(key) = read_booth_key(&folder)? else { return Err(told(words, "command-no-key", &folder)) };
    say(&key.to_string())?;
    let fingerprint = [("fingerprint", Value::from(key.fingerprint()))];
    Ok(say(&words.say_with("command-key-fingerprint", &fingerprint))?)
}

pub(super) fn told(words: Words, id: &'static str, folder: &Path) -> anyhow::Error {
    Told(words.say_with(id, &[("folder", Value::from(folder.display().to_string()))])).into()
}
