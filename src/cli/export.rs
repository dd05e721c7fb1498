//! Exports cases: the fresh checkpoint comes from the running station where there is one, else from the store itself.

use super::args::ExportArgs;
use super::cases::{Source, full_number};
use super::plaint::Told;
use super::{data, journal, say};
use crate::domain::number::CaseNumber;
use crate::station::decoding::Decoder;
use crate::station::export::{ExportError, ExportJob, ExportReport, export};
use crate::store::{ExtractError, read_booth_key};
use crate::words::{Value, Words};
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(args: &ExportArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let folder = data::folder(&args.data)?;
    let to = std::path::absolute(&args.to)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (cases, checkpoint) = runtime.block_on(prepare(&folder, &args.cases, words))?;
    let Some(key) = read_booth_key(&folder)? else { return Err(Told(words.say("export-no-key")).into()) };
    let decoder = Decoder::this_program();
    let job = ExportJob {
        data: &folder,
        cases: &cases,
        checkpoint: &checkpoint,
        key: &key,
        to: &to,
        decoder: &decoder,
    };
    let report = export(&job).or_else(|error| refused(words, error))?;
    say(&done(words, &report, &to))?;
    Ok(ExitCode::SUCCESS)
}

/// The cases' whole numbers, and a checkpoint that covers all that is known of them.
async fn prepare(folder: &Path, given: &[String], words: Words) -> Result<(Vec<CaseNumber>, String)> {
    let mut source = Source::open(folder, words)?;
    let mut cases = Vec::with_capacity(given.len());
    for number in given {
        cases.push(full_number(&mut source, number, words).await?);
    }
    source.close()?;
    Ok((cases, journal::sign(folder, words).await?))
}

fn text(value: &impl ToString) -> Value<'static> {
    Value::from(value.to_string())
}

fn done(words: Words, report: &ExportReport, to: &Path) -> String {
    let values = [
        ("cases", text(&report.cases)),
        ("files", text(&report.files)),
        ("facts", text(&report.facts)),
        ("to", text(&to.display())),
    ];
    words.say_with("export-done", &values)
}

/// A refusal in the person's words.
fn refused<T>(words: Words, error: ExportError) -> Result<T> {
    let told = match &error {
        ExportError::Exists(path) => words.say_with("export-exists", &[("path", text(&path.display()))]),
        ExportError::Original { case, hash } => {
            words.say_with("export-original", &[("case", text(case)), ("hash", text(hash))])
        }
        ExportError::Sheet(case) => words.say_with("export-sheet", &[("case", text(case))]),
        ExportError::TooMany | ExportError::Extract(ExtractError::TooMany) => words.say("export-too-many"),
        ExportError::Extract(ExtractError::NoCase(number)) => {
            words.say_with("command-no-case", &[("number", text(number))])
        }
        ExportError::Extract(ExtractError::NotTheJournal) | ExportError::Checkpoint => {
            words.say("export-not-the-journal")
        }
        ExportError::Extract(ExtractError::Store(error)) | ExportError::Store(error) => {
            return Err(error.clone().into());
        }
        ExportError::Picture { .. } | ExportError::Write { .. } => return Err(error.into()),
    };
    Err(Told(told).into())
}
