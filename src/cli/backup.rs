//! Makes a backup and makes a data folder of one. Neither needs a station; one that runs is told of a backup.

use super::args::{BackupArgs, RestoreArgs};
use super::plaint::Told;
use super::verify::describe;
use super::{data, say};
use crate::domain::fact::Fact;
use crate::domain::step::By;
use crate::domain::text::CleanText;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WireReply, WireRequest};
use crate::station::clock;
use crate::store::{self, BackupError, BackupJob, BackupReport, Finding, OnDamage};
use crate::words::{Value, Words};
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

/// Characters of the backup's path that the journal keeps.
const MAX_PATH_CHARS: usize = 200;

pub(super) fn backup(args: &BackupArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let source = data::folder(&args.data)?;
    let target = std::path::absolute(&args.folder)?;
    let on_damage = if args.damaged_too { OnDamage::CopySound } else { OnDamage::Refuse };
    let job = BackupJob { source: &source, target: &target, made_at: clock::now(), on_damage };
    let report = store::backup(&job).or_else(|error| refused(words, &error))?;
    name(words, &report.damages)?;
    name(words, &report.verified.findings)?;
    say(&summary(words, &report, &target))?;
    say(&words.say("backup-without-keys"))?;
    let whole = report.damages.is_empty() && report.verified.holds();
    tell_station(&source, &target, report.facts)?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn restore(args: &RestoreArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let (from, to) = (std::path::absolute(&args.folder)?, std::path::absolute(&args.data)?);
    let entry = |fact: Fact| clock::entry(By::Station, fact);
    let restored =
        store::restore(&from, &to, super::policy::store_options(&to, words)?, (clock::now(), entry));
    let report = restored.or_else(|error| refused(words, &error))?;
    let values =
        [("facts", text(&report.facts)), ("epoch", text(&report.epoch)), ("folder", text(&to.display()))];
    say(&words.say_with("restore-done", &values))?;
    Ok(ExitCode::SUCCESS)
}

fn text(value: &impl ToString) -> Value<'static> {
    Value::from(value.to_string())
}

fn name(words: Words, findings: &[Finding]) -> Result<()> {
    for finding in findings {
        let mark = if finding.is_failure() { "×" } else { "·" };
        say(&format!("{mark} {}", describe(words, finding)))?;
    }
    Ok(())
}

fn summary(words: Words, report: &BackupReport, target: &Path) -> String {
    let values = [
        ("facts", text(&report.facts)),
        ("copied", text(&report.copied)),
        ("kept", text(&report.kept)),
        ("folder", text(&target.display())),
    ];
    match (report.verified.holds(), report.damages.is_empty()) {
        (true, true) => words.say_with("backup-done", &values),
        (false, true) => words.say_with("backup-does-not-hold", &values),
        (_, false) => words.say_with("backup-of-damaged", &values),
    }
}

/// A refusal in the person's words; what was found is named above it.
fn refused<T>(words: Words, error: &BackupError) -> Result<T> {
    let folder = |id, folder: &Path| words.say_with(id, &[("folder", text(&folder.display()))]);
    let told = match error {
        BackupError::Store(error) => return Err(error.clone().into()),
        BackupError::Nested => words.say("backup-nested"),
        BackupError::Busy(path) => folder("backup-busy", path),
        BackupError::NotABackup(path) => folder("backup-not-a-backup", path),
        BackupError::Foreign => words.say("backup-foreign"),
        BackupError::Newer { backup, source_facts } => {
            words.say_with("backup-newer", &[("backup", text(backup)), ("journal", text(source_facts))])
        }
        BackupError::Format(format) => words.say_with("backup-format", &[("format", text(format))]),
        BackupError::NoManifest(path) => folder("backup-no-manifest", path),
        BackupError::NotEmpty(path) => folder("restore-not-empty", path),
        BackupError::Damaged(findings) => {
            name(words, findings)?;
            words.say("backup-damaged")
        }
        BackupError::DoesNotHold(findings) => {
            name(words, findings)?;
            words.say("restore-does-not-hold")
        }
    };
    Err(Told(told).into())
}

/// Lets a running station write the backup down. A backup is no worse for a station that could not be told.
fn tell_station(source: &Path, target: &Path, facts: u64) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let Some(mut client) = Client::connect(&socket_path(source))? else { return Ok(()) };
        let to = CleanText::bounded(&target.display().to_string(), MAX_PATH_CHARS);
        match client.ask(WireRequest::RecordBackup { to, facts }).await? {
            WireReply::Acknowledged => Ok(()),
            other => super::cases::refused(other),
        }
    })
}
