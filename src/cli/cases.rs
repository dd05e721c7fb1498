//! Reads cases: from the running station where there is one, else from the store itself.

use super::args::{CaseArgs, CaseCommand, DataArgs};
use super::plaint::Told;
use super::{data, say, say_json};
use crate::domain::case::{Case, CaseRow};
use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::domain::scan::Depth;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{VERSION, WireReply, WireRequest};
use crate::station::contract::search::{Found, SearchQuery};
use crate::station::reading::search_here;
use crate::store::{MAX_ROWS, Store};
use crate::ui::phrases;
use crate::ui::screens::record::story::{Entry, story as told};
use crate::words::{Value, Words};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(args: CaseArgs) -> Result<ExitCode> {
    match args.command {
        CaseCommand::List { data, json, limit, lang } => {
            wait_for(list(&data, json, limit, Words::new(data::language(lang))))
        }
        CaseCommand::Show { number, data, json, lang } => {
            wait_for(show(&number, &data, json, Words::new(data::language(lang))))
        }
        CaseCommand::Import { files, data, lang } => {
            super::case_import::run(&files, &data, Words::new(data::language(lang)))
        }
    }
}

fn wait_for(reading: impl Future<Output = Result<()>>) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(reading)?;
    Ok(ExitCode::SUCCESS)
}

/// Whoever has the cases.
pub(super) enum Source {
    /// A running station.
    Station(Client),
    /// The store, held by this command.
    Store(Box<Store>),
}

impl Source {
    /// Asks for a running station first; only where none listens is the store opened.
    pub(super) fn open(folder: &Path, words: Words) -> Result<Self> {
        if let Some(client) = Client::connect(&socket_path(folder))? {
            return Ok(Self::Station(client));
        }
        if !folder.join("journal").is_dir() {
            let folder = Value::from(folder.display().to_string());
            return Err(Told(words.say_with("command-no-cases", &[("folder", folder)])).into());
        }
        let (store, _) = Store::open(folder, super::policy::store_options(folder, words)?)?;
        // Nothing else is done meanwhile: what is listed is all there is.
        store.wait_for_index()?;
        Ok(Self::Store(Box::new(store)))
    }

    async fn rows(&mut self, limit: usize) -> Result<Vec<CaseRow>> {
        match self {
            Self::Station(client) => {
                match client.ask(WireRequest::ListCases { before: None, limit }).await? {
                    WireReply::Rows { rows } => Ok(rows),
                    other => refused(other),
                }
            }
            Self::Store(store) => Ok(store.rows(limit, None)?),
        }
    }

    pub(super) async fn search(&mut self, query: SearchQuery) -> Result<Found> {
        match self {
            Self::Station(client) => match client.ask(WireRequest::Search { query }).await? {
                WireReply::Found { found } => Ok(found),
                other => refused(other),
            },
            Self::Store(store) => Ok(search_here(store, &query)?),
        }
    }

    async fn case(&mut self, number: &CaseNumber) -> Result<Case> {
        match self {
            Self::Station(client) => {
                match client.ask(WireRequest::ShowCase { number: number.clone() }).await? {
                    WireReply::Case { case } => Ok(*case),
                    other => refused(other),
                }
            }
            Self::Store(store) => Ok(store.case(number)?.ok_or(Refusal::NoCase)?),
        }
    }

    /// Puts everything in order before the process ends; a running station keeps its own order.
    pub(super) fn close(self) -> Result<()> {
        match self {
            Self::Station(_) => Ok(()),
            Self::Store(store) => Ok(store.close()?),
        }
    }
}

/// What a reply that is not the expected one says.
pub(super) fn refused<T>(reply: WireReply) -> Result<T> {
    match reply {
        WireReply::Refused { why } => Err(why.into()),
        WireReply::Version { speaks } => bail!("the station speaks version {speaks}, this program {VERSION}"),
        WireReply::Rows { .. }
        | WireReply::Case { .. }
        | WireReply::CaseImported { .. }
        | WireReply::Found { .. }
        | WireReply::Journal { .. }
        | WireReply::Statistics { .. }
        | WireReply::Checkpoint { .. }
        | WireReply::Purged { .. }
        | WireReply::FirstPins { .. }
        | WireReply::Acknowledged => {
            bail!("the station answered something else")
        }
    }
}

async fn list(args: &DataArgs, json: bool, limit: usize, words: Words) -> Result<()> {
    let mut source = Source::open(&data::folder(args)?, words)?;
    let rows = source.rows(limit).await?;
    source.close()?;
    if json {
        say_json(&serde_json::to_string_pretty(&rows)?)?;
        return Ok(());
    }
    rows.iter().try_for_each(|row| say(&row_line(row, words)))?;
    Ok(())
}

/// A row of a list.
pub(super) fn row_line(row: &CaseRow, words: Words) -> String {
    let container = row.container.as_deref().unwrap_or("—");
    let changed = phrases::date_time(row.changed_at);
    let flag = depth_flag(words, row.depth);
    let state = phrases::state(words, row.state);
    format!("{}  {changed}  {:<14} {container:<12} {state}{flag}", row.number, row.title)
}

async fn show(number: &str, args: &DataArgs, json: bool, words: Words) -> Result<()> {
    let mut source = Source::open(&data::folder(args)?, words)?;
    let number = full_number(&mut source, number, words).await?;
    let case = source.case(&number).await?;
    source.close()?;
    if json {
        say_json(&serde_json::to_string_pretty(&case)?)?;
        return Ok(());
    }
    for line in story(words, &case) {
        say(&line)?;
    }
    Ok(())
}

/// A whole number as given, or the newest case whose serial it is.
pub(super) async fn full_number(source: &mut Source, given: &str, words: Words) -> Result<CaseNumber> {
    let told = |id| Told(words.say_with(id, &[("number", Value::from(given.to_owned()))]));
    if let Ok(number) = CaseNumber::parse(given) {
        return Ok(number);
    }
    let serial: u32 = given.trim().parse().map_err(|_| told("command-no-number"))?;
    let rows = source.rows(MAX_ROWS).await?;
    let found = rows.into_iter().find(|row| row.number.serial() == serial);
    Ok(found.ok_or_else(|| told("command-no-case"))?.number)
}

/// What stands behind the state of a case whose image is not for measurement.
fn depth_flag(words: Words, depth: Option<Depth>) -> String {
    phrases::depth_flag(words, depth).map_or_else(String::new, |flag| format!(" ({flag})"))
}

/// A case as its record on the screen tells it; `--json` has all of it.
fn story(words: Words, case: &Case) -> Vec<String> {
    let flag = depth_flag(words, case.row().depth);
    let mut lines =
        vec![format!("{}  {}{flag}  {}", case.number, phrases::state(words, case.state), case.title())];
    for entry in told(case, words) {
        lines.push(match entry {
            Entry::Heading(heading) => format!("  {heading}"),
            Entry::Row(label, value) => format!("    {label}: {value}"),
        });
    }
    lines
}
