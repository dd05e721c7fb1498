//! Reads cases: from the running station where there is one, else from the store itself.

use super::args::{CaseArgs, CaseCommand, DataArgs};
use super::{data, say};
use crate::domain::case::{Case, CaseRow};
use crate::domain::number::CaseNumber;
use crate::domain::scan::Depth;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{VERSION, WireReply, WireRequest};
use crate::store::{Options, Store};
use crate::ui::phrases;
use crate::words::{Language, Words};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(args: CaseArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match args.command {
            CaseCommand::List { data, json, limit } => list(&data, json, limit).await,
            CaseCommand::Show { number, data, json, lang } => show(&number, &data, json, lang).await,
        }
    })?;
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
    pub(super) fn open(folder: &Path) -> Result<Self> {
        if let Some(client) = Client::connect(&socket_path(folder))? {
            return Ok(Self::Station(client));
        }
        if !folder.join("journal").is_dir() {
            bail!("no cases in {}", folder.display());
        }
        let (store, _) = Store::open(folder, Options::default())?;
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

    async fn case(&mut self, number: &CaseNumber) -> Result<Case> {
        match self {
            Self::Station(client) => {
                match client.ask(WireRequest::ShowCase { number: number.clone() }).await? {
                    WireReply::Case { case } => Ok(*case),
                    other => refused(other),
                }
            }
            Self::Store(store) => store.case(number)?.with_context(|| format!("no case {number}")),
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
        WireReply::Refused { why } => bail!("{why}"),
        WireReply::Version { speaks } => bail!("the station speaks version {speaks}, this program {VERSION}"),
        WireReply::Rows { .. } | WireReply::Case { .. } => bail!("the station answered something else"),
    }
}

async fn list(args: &DataArgs, json: bool, limit: usize) -> Result<()> {
    let mut source = Source::open(&data::folder(args)?)?;
    let rows = source.rows(limit).await?;
    source.close()?;
    if json {
        say(&serde_json::to_string_pretty(&rows)?)?;
        return Ok(());
    }
    let words = Words::new(data::language(None));
    for row in rows {
        let container = row.container.as_deref().unwrap_or("—");
        let changed = phrases::date_time(row.changed_at);
        let flag = depth_flag(words, row.depth);
        say(&format!(
            "{}  {changed}  {:<14} {container:<12} {}{flag}",
            row.number,
            row.title,
            phrases::state(words, row.state)
        ))?;
    }
    Ok(())
}

async fn show(number: &str, args: &DataArgs, json: bool, lang: Option<Language>) -> Result<()> {
    let mut source = Source::open(&data::folder(args)?)?;
    let number = full_number(&mut source, number).await?;
    let case = source.case(&number).await?;
    source.close()?;
    if json {
        say(&serde_json::to_string_pretty(&case)?)?;
        return Ok(());
    }
    let words = Words::new(data::language(lang));
    for line in story(words, &case) {
        say(&line)?;
    }
    Ok(())
}

/// A whole number as given, or the newest case whose serial it is.
async fn full_number(source: &mut Source, given: &str) -> Result<CaseNumber> {
    if let Ok(number) = CaseNumber::parse(given) {
        return Ok(number);
    }
    let serial: u32 = given.trim().parse().with_context(|| format!("{given}: no case number"))?;
    let rows = source.rows(1_000).await?;
    let found = rows.into_iter().find(|row| row.number.serial() == serial);
    found.map(|row| row.number).with_context(|| format!("no case with the serial {serial}"))
}

/// What stands behind the state of a case whose image is not for measurement.
fn depth_flag(words: Words, depth: Option<Depth>) -> String {
    phrases::depth_flag(words, depth).map_or_else(String::new, |flag| format!(" ({flag})"))
}

/// A case in a few lines; `--json` has all of it.
fn story(words: Words, case: &Case) -> Vec<String> {
    let flag = depth_flag(words, case.row().depth);
    let mut lines =
        vec![format!("{}  {}{flag}  {}", case.number, phrases::state(words, case.state), case.title())];
    for scan in &case.scans {
        let end = scan.outcome.as_ref().map_or_else(String::new, |end| phrases::scan_end(words, end));
        let image = scan.image.as_ref().map_or("", |image| image.sha256.as_str());
        lines.push(format!("  {}  {}  {end}  {image}", scan.id, phrases::date_time(scan.requested_at)));
    }
    if let Some(conclusion) = &case.conclusion {
        lines.push(format!("  {}  {}", phrases::verdict(words, conclusion.verdict), conclusion.analysis));
    }
    lines
}
