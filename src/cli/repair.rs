//! Repairs a data folder from other copies, and says line by line what was done and where the old bytes are.

use super::args::RepairArgs;
use super::{damage, data, say, verify};
use crate::station::clock;
use crate::store::{Repair, Salvage, repair};
use crate::words::{Value, Words};
use anyhow::Result;
use std::path::{Path, PathBuf, absolute};
use std::process::ExitCode;

pub(super) fn run(args: &RepairArgs) -> Result<ExitCode> {
    let folder = data::folder(&args.data)?;
    let words = Words::new(data::language(args.lang));
    let sources = args.from.iter().map(absolute).collect::<Result<Vec<_>, _>>()?;
    let salvage = if args.salvage { Salvage::Yes } else { Salvage::No };
    let report = repair(&folder, &sources, salvage, clock::now())?;
    if report.repairs.is_empty() {
        say(&words.say("repair-nothing"))?;
    }
    for repair in &report.repairs {
        for line in describe(words, repair) {
            say(&line)?;
        }
    }
    verify::tell(words, &report.verified)
}

fn text(value: &impl ToString) -> Value<'static> {
    Value::from(value.to_string())
}

fn path(value: &Path) -> Value<'static> {
    text(&value.display())
}

fn paths(values: &[PathBuf]) -> Value<'static> {
    Value::from(values.iter().map(|value| value.display().to_string()).collect::<Vec<_>>().join(", "))
}

fn describe(words: Words, repair: &Repair) -> Vec<String> {
    let (line, kept_in) = match repair {
        Repair::Segment { segment, from, kept_in, last } => {
            let values = [("segment", text(segment)), ("last", text(last)), ("from", paths(from))];
            (words.say_with("repair-segment", &values), kept_in)
        }
        Repair::Original { hash, from, kept_in } => {
            let values = [("hash", text(&hash.as_str())), ("from", path(from))];
            (words.say_with("repair-original", &values), kept_in)
        }
        Repair::Sheet { file, from, kept_in } => {
            let values = [("file", text(file)), ("from", path(from))];
            (words.say_with("repair-sheet", &values), kept_in)
        }
        Repair::Witness { seq, kept_in } => {
            (words.say_with("repair-witness", &[("seq", text(seq))]), kept_in)
        }
        Repair::Index { kept_in } => (words.say("repair-index"), kept_in),
        other => return describe_loss(words, other),
    };
    let kept = kept_in.as_deref().map(|kept| words.say_with("repair-kept", &[("kept", path(kept))]));
    std::iter::once(line).chain(kept.map(|line| format!("  {line}"))).collect()
}

fn describe_loss(words: Words, repair: &Repair) -> Vec<String> {
    match repair {
        Repair::SegmentLost { segment, offset, why } => {
            let values = [
                ("segment", text(segment)),
                ("offset", text(offset)),
                ("why", Value::from(damage::describe(words, *why))),
            ];
            vec![words.say_with("repair-segment-lost", &values)]
        }
        Repair::EndLost { why } => vec![words.say_with("repair-end-lost", &[("why", text(why))])],
        Repair::Disagrees { source } => vec![words.say_with("repair-disagrees", &[("from", path(source))])],
        Repair::Salvaged { last, kept_in, later, exported } => {
            let values = [("last", text(last)), ("kept", path(kept_in))];
            let mut lines = vec![words.say_with("repair-salvaged", &values)];
            if let Some((first, last)) = later {
                let values = [
                    ("first", text(first)),
                    ("last", text(last)),
                    ("count", text(exported)),
                    ("file", path(&kept_in.join("after.jsonl"))),
                ];
                lines.push(words.say_with("repair-later", &values));
            }
            lines
        }
        _ => Vec::new(),
    }
}
