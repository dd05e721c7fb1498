//! Prints facts of the journal: those of a running station by its word, else those of the folder, which is only read.

use super::exposures;
use crate::cli::args::ReadArgs;
use crate::cli::plaint::Told;
use crate::cli::{cases, damage, data, escaped, remark};
use crate::domain::fact_kind::FactKind;
use crate::domain::journal::{JournalLine, JournalPage, JournalQuery, MAX_LINES, Order};
use crate::domain::number::CaseNumber;
use crate::domain::period::Period;
use crate::domain::text::shown;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WireReply, WireRequest};
use crate::store::JournalReader;
use crate::ui::phrases;
use crate::words::{Value, Words};
use anyhow::Result;
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};
use std::ops::ControlFlow;
use std::path::Path;

pub(super) fn run(args: &ReadArgs, words: Words) -> Result<()> {
    let folder = data::folder(&args.data)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut source = Source::open(&folder, words)?;
        let query = query(&mut source, args, words).await?;
        let mut print = Print::new(args, words);
        if print.head()?.is_break() {
            return Ok(());
        }
        match args.limit {
            Some(limit) => source.print_last(query, limit as usize, &mut print).await?,
            None => source.print_all(query, &mut print).await?,
        }
        print.out.flush().or_else(unless_hung_up)?;
        source.remark(words)
    })
}

async fn query(source: &mut Source, args: &ReadArgs, words: Words) -> Result<JournalQuery> {
    let case = match &args.case {
        Some(case) => Some(source.full_number(case, words).await?),
        None => None,
    };
    Ok(JournalQuery {
        limit: MAX_LINES,
        case,
        person: args.person.clone(),
        kind: match &args.kind {
            _ if args.exposures => Some(FactKind::Exposure),
            Some(kind) => Some(kind_of(kind, words)?),
            None => None,
        },
        since: args.since.as_deref().map(|text| period(text, words)).transpose()?.map(|period| period.from),
        until: args.until.as_deref().map(|text| period(text, words)).transpose()?.map(|period| period.to),
        ..JournalQuery::default()
    })
}

/// What a time on the command line names.
pub(in crate::cli) fn period(text: &str, words: Words) -> Result<Period> {
    let told = || Told(words.say_with("journal-bad-time", &[("text", Value::from(text.to_owned()))]));
    Ok(Period::parse(text).ok_or_else(told)?)
}

fn kind_of(text: &str, words: Words) -> Result<FactKind> {
    let known = FactKind::ALL.map(FactKind::name).join(", ");
    let values = [("text", Value::from(text.to_owned())), ("known", Value::from(known))];
    let told = || Told(words.say_with("journal-bad-kind", &values));
    Ok(FactKind::from_name(text).ok_or_else(told)?)
}

/// Whoever has the journal.
enum Source {
    /// A running station.
    Station(Client),
    /// The folder.
    Folder(Box<JournalReader>),
}

impl Source {
    fn open(folder: &Path, words: Words) -> Result<Self> {
        if let Some(client) = Client::connect(&socket_path(folder))? {
            return Ok(Self::Station(client));
        }
        if !folder.join("journal").is_dir() {
            return Err(super::told(words, "command-no-cases", folder));
        }
        Ok(Self::Folder(Box::new(JournalReader::open(folder)?)))
    }

    async fn page(&mut self, query: &JournalQuery) -> Result<JournalPage> {
        match self {
            Self::Station(client) => {
                match client.ask(WireRequest::ReadJournal { query: query.clone() }).await? {
                    WireReply::Journal { page } => Ok(page),
                    other => cases::refused(other),
                }
            }
            Self::Folder(reader) => Ok(reader.page(query)?),
        }
    }

    /// As they happened, page by page.
    async fn print_all(&mut self, query: JournalQuery, print: &mut Print) -> Result<()> {
        let mut query = JournalQuery { order: Order::OldestFirst, ..query };
        loop {
            let page = self.page(&query).await?;
            for line in &page.lines {
                if print.line(line)?.is_break() {
                    return Ok(());
                }
            }
            match page.next {
                Some(next) => query.from = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// The last so many.
    async fn print_last(&mut self, mut query: JournalQuery, limit: usize, print: &mut Print) -> Result<()> {
        let mut lines: Vec<JournalLine> = Vec::new();
        while lines.len() < limit {
            query.limit = (limit - lines.len()).min(MAX_LINES);
            let page = self.page(&query).await?;
            lines.extend(page.lines);
            match page.next {
                Some(next) => query.from = Some(next),
                None => break,
            }
        }
        for line in lines.iter().rev() {
            if print.line(line)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// A whole number as given, or that of the newest case whose serial it is.
    async fn full_number(&mut self, given: &str, words: Words) -> Result<CaseNumber> {
        let told = |id| Told(words.say_with(id, &[("number", Value::from(given.to_owned()))]));
        if let Ok(number) = CaseNumber::parse(given) {
            return Ok(number);
        }
        let serial: u32 = given.trim().parse().map_err(|_| told("command-no-number"))?;
        let begins = |kind| JournalQuery { limit: MAX_LINES, kind: Some(kind), ..JournalQuery::default() };
        let mut query = begins(FactKind::Case);
        loop {
            let page = self.page(&query).await?;
            let found = page.lines.iter().filter_map(|line| line.entry.case());
            if let Some(number) = found.into_iter().find(|number| number.serial() == serial) {
                return Ok(number.clone());
            }
            query.from = Some(page.next.ok_or_else(|| told("command-no-case"))?);
        }
    }

    /// Says what is to be known besides the facts.
    fn remark(&self, words: Words) -> Result<()> {
        if let Self::Folder(reader) = self
            && let Some(why) = reader.torn()
        {
            let why = Value::from(damage::describe(words, why));
            remark(&words.say_with("journal-torn", &[("why", why)]))?;
        }
        Ok(())
    }
}

/// Prints facts, one a line.
struct Print {
    out: BufWriter<StdoutLock<'static>>,
    form: Form,
}

enum Form {
    Json,
    Text(Words),
    Exposures(Words),
}

impl Print {
    fn new(args: &ReadArgs, words: Words) -> Self {
        let form = match (args.json, args.exposures) {
            (true, _) => Form::Json,
            (false, true) => Form::Exposures(words),
            (false, false) => Form::Text(words),
        };
        Self { out: BufWriter::new(io::stdout().lock()), form }
    }

    /// Breaks once whoever reads has read enough.
    fn line(&mut self, line: &JournalLine) -> Result<ControlFlow<()>> {
        let text = match self.form {
            Form::Json => escaped(&serde_json::to_string(line)?),
            Form::Text(words) => shown(&told(words, line)).into_owned(),
            Form::Exposures(words) => shown(&exposures::row(words, &line.entry)).into_owned(),
        };
        self.put(&text)
    }

    /// What stands above the lines.
    fn head(&mut self) -> Result<ControlFlow<()>> {
        match self.form {
            Form::Exposures(words) => self.put(&exposures::head(words)),
            Form::Json | Form::Text(_) => Ok(ControlFlow::Continue(())),
        }
    }

    fn put(&mut self, text: &str) -> Result<ControlFlow<()>> {
        match writeln!(self.out, "{text}") {
            Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
            written => Ok(ControlFlow::Continue(written?)),
        }
    }
}

fn unless_hung_up(fault: io::Error) -> io::Result<()> {
    if fault.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(fault) }
}

/// Time, case, who and what.
fn told(words: Words, line: &JournalLine) -> String {
    let entry = &line.entry;
    let case = entry.case().map_or_else(|| "—".to_owned(), ToString::to_string);
    let (at, who) = (phrases::date_time(entry.at), phrases::maker(words, &entry.by));
    format!("{at}  {case:<22}  {who:<16}  {}", phrases::fact(words, entry))
}
