//! Checks a data folder and says in one line whether all holds; what does not hold is named above that line.

use super::args::VerifyArgs;
use super::{damage, data, policy, say};
use crate::store::{Elsewhere, Finding, VerifyReport, verify_against, verify_deep};
use crate::words::{Value, Words};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let folder = data::folder(&args.data)?;
    let words = Words::new(data::language(args.lang));
    // A file that is not there keeps its name, and is told as one that cannot be read.
    let older: Vec<PathBuf> =
        args.against.iter().map(|file| file.canonicalize().unwrap_or_else(|_| file.clone())).collect();
    if !args.deep {
        return tell(words, &verify_against(&folder, &older));
    }
    let options = policy::store_options(&folder, words)?;
    let elsewhere = Elsewhere { mirror: options.mirror, copies: options.copies };
    tell(words, &verify_deep(&folder, &older, &elsewhere))
}

/// Says what does not hold, and whether all does.
pub(super) fn tell(words: Words, report: &VerifyReport) -> Result<ExitCode> {
    for finding in &report.findings {
        let mark = if finding.is_failure() { "×" } else { "·" };
        say(&format!("{mark} {}", describe(words, finding)))?;
    }
    say(&verdict(words, report))?;
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn verdict(words: Words, report: &VerifyReport) -> String {
    let counts = [
        ("frames", Value::from(report.frames)),
        ("cases", Value::from(report.cases)),
        ("images", Value::from(report.images)),
    ];
    if report.holds() {
        words.say_with("verify-holds", &counts)
    } else {
        words.say_with("verify-does-not-hold", &counts)
    }
}

pub(super) fn describe(words: Words, finding: &Finding) -> String {
    match finding {
        Finding::JournalMissing
        | Finding::JournalDamaged { .. }
        | Finding::RecordUnreadable { .. }
        | Finding::FactWithoutCase { .. } => describe_journal(words, finding),
        Finding::OriginalMissing { .. }
        | Finding::OriginalDamaged { .. }
        | Finding::OriginalNotNamed { .. }
        | Finding::SheetMissing { .. }
        | Finding::SheetDamaged { .. } => describe_file(words, finding),
        Finding::CheckpointUnreadable { .. }
        | Finding::CheckpointForged { .. }
        | Finding::CheckpointForeign { .. }
        | Finding::Truncated { .. }
        | Finding::Rewritten { .. } => describe_signed(words, finding),
        Finding::WitnessAhead { .. }
        | Finding::WitnessMissing
        | Finding::WitnessUnreadable
        | Finding::IndexInUse
        | Finding::IndexMissing
        | Finding::IndexUnusable
        | Finding::IndexBehind { .. }
        | Finding::IndexAhead { .. }
        | Finding::RowDiffers { .. }
        | Finding::IndexIncomplete { .. } => describe_derived(words, finding),
        Finding::SignatureWrong { seq, case } => {
            words.say_with("verify-signature-wrong", &[("seq", text(seq)), ("case", text(case))])
        }
        Finding::SummaryWrong { seq } => words.say_with("verify-summary-wrong", &[("seq", text(seq))]),
        Finding::MirrorDiffers { segment } => {
            words.say_with("verify-mirror-differs", &[("segment", text(segment))])
        }
        Finding::CopyDamaged { file, case } => {
            words.say_with("verify-copy-damaged", &[("file", text(&file.display())), ("case", text(case))])
        }
        Finding::BackupDiffers { file } => words.say_with("verify-backup-differs", &[("file", text(file))]),
        Finding::Restored { seq, epoch } => {
            words.say_with("verify-restored", &[("seq", text(seq)), ("epoch", text(epoch))])
        }
        Finding::Unreadable { file, why } => {
            words.say_with("verify-unreadable", &[("file", text(&file.display())), ("why", text(why))])
        }
        Finding::More => words.say("verify-more"),
    }
}

fn text(value: &impl ToString) -> Value<'static> {
    Value::from(value.to_string())
}

fn describe_journal(words: Words, finding: &Finding) -> String {
    match finding {
        Finding::JournalDamaged { segment, offset, why } => words.say_with(
            "verify-journal-damaged",
            &[
                ("segment", text(segment)),
                ("offset", text(offset)),
                ("why", Value::from(damage::describe(words, *why))),
            ],
        ),
        Finding::RecordUnreadable { seq, schema } => {
            words.say_with("verify-record-unreadable", &[("seq", text(seq)), ("schema", text(schema))])
        }
        Finding::FactWithoutCase { seq, case } => {
            words.say_with("verify-fact-without-case", &[("seq", text(seq)), ("case", text(case))])
        }
        _ => words.say("verify-journal-missing"),
    }
}

fn describe_file(words: Words, finding: &Finding) -> String {
    let original = |id, hash: &crate::domain::scan::ImageHash, case| {
        words.say_with(id, &[("hash", text(&hash.as_str())), ("case", text(case))])
    };
    match finding {
        Finding::OriginalMissing { hash, case } => original("verify-original-missing", hash, case),
        Finding::OriginalDamaged { hash, case } => original("verify-original-damaged", hash, case),
        Finding::SheetMissing { file, case } => {
            words.say_with("verify-sheet-missing", &[("file", text(file)), ("case", text(case))])
        }
        Finding::SheetDamaged { file, case } => {
            words.say_with("verify-sheet-damaged", &[("file", text(file)), ("case", text(case))])
        }
        Finding::OriginalNotNamed { file } => {
            words.say_with("verify-original-not-named", &[("file", text(&file.display()))])
        }
        _ => String::new(),
    }
}

fn describe_signed(words: Words, finding: &Finding) -> String {
    let sized =
        |id, file: &Path, size| words.say_with(id, &[("file", text(&file.display())), ("size", text(size))]);
    match finding {
        Finding::CheckpointUnreadable { file } => {
            words.say_with("verify-checkpoint-unreadable", &[("file", text(&file.display()))])
        }
        Finding::CheckpointForged { file, size } => sized("verify-checkpoint-forged", file, size),
        Finding::CheckpointForeign { file, key } => words
            .say_with("verify-checkpoint-foreign", &[("file", text(&file.display())), ("key", text(key))]),
        Finding::Truncated { file, checkpoint, journal } => words.say_with(
            "verify-truncated",
            &[("file", text(&file.display())), ("checkpoint", text(checkpoint)), ("journal", text(journal))],
        ),
        Finding::Rewritten { file, size } => sized("verify-rewritten", file, size),
        _ => String::new(),
    }
}

fn describe_derived(words: Words, finding: &Finding) -> String {
    let pair = |id, names: [&'static str; 2], values: [u64; 2]| {
        let [a, b] = values;
        words.say_with(id, &[(names[0], text(&a)), (names[1], text(&b))])
    };
    match finding {
        Finding::WitnessAhead { witness, journal } => {
            pair("verify-witness-ahead", ["witness", "journal"], [*witness, *journal])
        }
        Finding::WitnessMissing => words.say("verify-witness-missing"),
        Finding::WitnessUnreadable => words.say("verify-witness-unreadable"),
        Finding::IndexInUse => words.say("verify-index-in-use"),
        Finding::IndexMissing => words.say("verify-index-missing"),
        Finding::IndexUnusable => words.say("verify-index-unusable"),
        Finding::IndexBehind { index, journal } => {
            pair("verify-index-behind", ["index", "journal"], [*index, *journal])
        }
        Finding::IndexAhead { index, journal } => {
            pair("verify-index-ahead", ["index", "journal"], [*index, *journal])
        }
        Finding::RowDiffers { case } => words.say_with("verify-row-differs", &[("case", text(case))]),
        Finding::IndexIncomplete { index, journal } => {
            pair("verify-index-incomplete", ["index", "journal"], [index.0, journal.0])
        }
        _ => String::new(),
    }
}
