//! Records outcomes of examinations from a file, by the running station where there is one, else in the folder itself.

mod rows;

use super::args::{OutcomeArgs, OutcomeCommand};
use super::plaint::Told;
use super::{data, say};
use crate::domain::number::CaseNumber;
use crate::domain::supervision::Outcome;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WireReply, WireRequest};
use crate::station::outcomes::{Recorded, Recorder};
use crate::store::{Store, StoreHandle};
use crate::words::{Value, Words};
use anyhow::{Context, Result};
use rows::{Fault, FaultKind};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// The longest file: ten thousand rows of 400 bytes, ten times a busy month.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

pub(super) fn run(args: &OutcomeArgs) -> Result<ExitCode> {
    let OutcomeCommand::Import { file, data, lang } = &args.command;
    let folder = data::folder(data)?;
    let words = Words::new(data::language(*lang));
    let name = || file.display().to_string();
    let mut text = Vec::new();
    File::open(file)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut text))
        .with_context(name)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > MAX_FILE_BYTES {
        let megabytes = Value::from(MAX_FILE_BYTES / 1024 / 1024);
        return Err(Told(words.say_with("outcomes-too-long", &[("megabytes", megabytes)])).into());
    }
    let rows = rows::read(&text).map_err(|fault| Told(describe(words, &fault))).with_context(name)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(record(&folder, rows, words))
}

/// Whether a text is a list of outcomes, every row of it.
pub(super) fn is_whole(text: &[u8]) -> bool {
    rows::read(text).is_ok_and(|rows| rows.iter().all(Result::is_ok))
}

/// Every row is tried; one that fails does not keep the others out.
async fn record(folder: &Path, rows: Vec<rows::Row>, words: Words) -> Result<ExitCode> {
    let mut far = Far::open(folder, words)?;
    let mut code = ExitCode::SUCCESS;
    for row in rows {
        let done = match row {
            Ok((number, outcome)) => match far.record(&number, outcome).await {
                Ok(recorded) => Ok((number, recorded)),
                Err(error) => Err(error.context(number.to_string())),
            },
            Err(fault) => Err(Told(describe(words, &fault)).into()),
        };
        match done {
            Ok((number, Recorded::New)) => say(&format!("{number}  {}", words.say("outcomes-new")))?,
            Ok((number, Recorded::Known)) => say(&format!("{number}  {}", words.say("outcomes-known")))?,
            Err(error) => {
                super::complain(words, &error);
                code = ExitCode::FAILURE;
            }
        }
    }
    far.close().await?;
    Ok(code)
}

/// A fault with its place, in words.
fn describe(words: Words, fault: &Fault) -> String {
    let what = match &fault.kind {
        FaultKind::NotJson(why) => words.say_with("outcomes-not-json", &[("why", Value::from(why.clone()))]),
        FaultKind::NotAList => words.say("outcomes-not-a-list"),
        FaultKind::TooManyRows(most) => words.say_with("outcomes-too-many", &[("count", Value::from(*most))]),
        FaultKind::NotAnObject => words.say("outcomes-not-an-object"),
        FaultKind::Unknown => words.say("outcomes-unknown-field"),
        FaultKind::Missing => words.say("fault-missing"),
        FaultKind::NotText => words.say("outcomes-not-text"),
        FaultKind::NoCaseNumber => words.say("outcomes-no-case-number"),
        FaultKind::NoResult => words.say("outcomes-no-result"),
        FaultKind::TooLong => words.say("fault-too-long"),
        FaultKind::TooManyDocuments(most) => {
            words.say_with("outcome-too-many", &[("count", Value::from(*most))])
        }
    };
    match (fault.row, &fault.field) {
        (Some(row), Some(field)) => words.say_with(
            "outcomes-fault-field",
            &[("row", Value::from(row)), ("field", Value::from(field.clone())), ("what", Value::from(what))],
        ),
        (Some(row), None) => {
            words.say_with("outcomes-fault-row", &[("row", Value::from(row)), ("what", Value::from(what))])
        }
        (None, _) => what,
    }
}

enum Far {
    Station(Client),
    Own(Box<Recorder>),
}

impl Far {
    fn open(folder: &Path, words: Words) -> Result<Self> {
        if let Some(client) = Client::connect(&socket_path(folder))? {
            return Ok(Self::Station(client));
        }
        if !folder.join("journal").is_dir() {
            let folder = Value::from(folder.display().to_string());
            return Err(Told(words.say_with("command-no-cases", &[("folder", folder)])).into());
        }
        let (store, _) = Store::open(folder, super::policy::store_options(folder, words)?)?;
        // Outcomes come to finished cases, and those are found by the index.
        store.wait_for_index()?;
        Ok(Self::Own(Box::new(Recorder::new(StoreHandle::spawn(store)?))))
    }

    async fn record(&mut self, number: &CaseNumber, outcome: Outcome) -> Result<Recorded> {
        match self {
            Self::Own(recorder) => Ok(recorder.record(number, &outcome).await?),
            Self::Station(client) => {
                let known = match client.ask(WireRequest::ShowCase { number: number.clone() }).await? {
                    WireReply::Case { case } => case.outcomes.iter().any(|known| known.what == outcome),
                    other => super::cases::refused(other)?,
                };
                match client.ask(WireRequest::RecordOutcome { case: number.clone(), outcome }).await? {
                    WireReply::Case { .. } if known => Ok(Recorded::Known),
                    WireReply::Case { .. } => Ok(Recorded::New),
                    other => super::cases::refused(other),
                }
            }
        }
    }

    async fn close(self) -> Result<()> {
        match self {
            Self::Station(_) => Ok(()),
            Self::Own(recorder) => Ok(recorder.close().await?),
        }
    }
}
