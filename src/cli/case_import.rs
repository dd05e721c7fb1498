//! Registers cases from forms in files, by the running station where there is one, else by a station of its own.

use super::args::DataArgs;
use super::import::Far;
use super::{complain, data, remark, say};
use crate::domain::case::Case;
use crate::domain::intake::{IntakeFault, NotKept};
use crate::domain::refusal::Refusal;
use crate::ui::phrases;
use crate::words::{Value, Words};
use anyhow::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(files: &[PathBuf], args: &DataArgs, words: Words) -> Result<ExitCode> {
    let folder = data::folder(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(import(&folder, files, words))
}

/// Every file is tried; one that is refused does not keep the others out.
async fn import(folder: &Path, files: &[PathBuf], words: Words) -> Result<ExitCode> {
    let mut far = Far::open(folder, words)?;
    let mut code = ExitCode::SUCCESS;
    for file in files {
        match far.import_case(file).await {
            Ok((case, not_kept)) => taken(words, file, &case, &not_kept)?,
            Err(error) => {
                refused(words, file, error)?;
                code = ExitCode::FAILURE;
            }
        }
    }
    far.close().await?;
    Ok(code)
}

/// The number of the case, and every name in the file that the case has no place for.
fn taken(words: Words, file: &Path, case: &Case, not_kept: &NotKept) -> Result<()> {
    say(&format!("{}  {}", case.number, file.display()))?;
    for name in &not_kept.names {
        let path = [("path", Value::from(name.to_string()))];
        say(&format!("  {}", words.say_with("command-not-kept", &path)))?;
    }
    if not_kept.more > 0 {
        let count = [("count", Value::from(not_kept.more))];
        say(&format!("  {}", words.say_with("command-not-kept-more", &count)))?;
    }
    Ok(())
}

/// What must be put right, one line each.
fn refused(words: Words, file: &Path, error: Error) -> Result<()> {
    let lines = error.downcast_ref().map_or_else(Vec::new, |refusal| faults(words, refusal));
    if lines.is_empty() {
        complain(words, &error.context(format!("{}", file.display())));
        return Ok(());
    }
    let count = [("count", Value::from(lines.len()))];
    remark(&format!("{}: {}", file.display(), words.say_with("command-form-refused", &count)))?;
    for line in lines {
        remark(&format!("  {line}"))?;
    }
    Ok(())
}

fn faults(words: Words, refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Form(faults) => faults
            .iter()
            .map(|(spot, fault)| {
                format!("{}: {}", phrases::spot(words, *spot), phrases::field_fault(words, *fault))
            })
            .collect(),
        Refusal::Intake(IntakeFault::Misfits(misfits)) => {
            misfits.iter().map(|misfit| phrases::intake::misfit(words, misfit)).collect()
        }
        _ => Vec::new(),
    }
}
