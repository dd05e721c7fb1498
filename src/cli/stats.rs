//! Prints the figures of a period: by the word of a running station, else counted from the folder, which is only read.

use super::args::StatsArgs;
use super::journal::period;
use super::{cases, data, say, say_json};
use crate::domain::period::Period;
use crate::domain::statistics::Statistics;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WireReply, WireRequest};
use crate::station::clock;
use crate::station::statistics::of_folder;
use crate::store::JournalReader;
use crate::ui::phrases;
use crate::words::Words;
use anyhow::Result;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(args: &StatsArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let period = asked(args, words)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let statistics = runtime.block_on(count(&data::folder(&args.data)?, period, words))?;
    if args.json {
        say_json(&serde_json::to_string_pretty(&statistics)?)?;
    } else if args.csv {
        csv(&statistics)?.iter().try_for_each(|line| say(line))?;
    } else {
        for (name, value) in phrases::figures(words, &statistics) {
            say(&format!("{name:<44}  {value}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// From the first time to the end of the last; today where nothing is said.
fn asked(args: &StatsArgs, words: Words) -> Result<Period> {
    let today = Period::day_of(clock::now()).ok_or_else(|| anyhow::anyhow!("the clock shows no day"))?;
    let from = args.from.as_deref().map(|text| period(text, words)).transpose()?;
    let to = args.to.as_deref().map(|text| period(text, words)).transpose()?;
    Ok(Period { from: from.unwrap_or(today).from, to: to.unwrap_or(today).to })
}

async fn count(folder: &Path, period: Period, words: Words) -> Result<Statistics> {
    if let Some(mut client) = Client::connect(&socket_path(folder))? {
        return match client.ask(WireRequest::Statistics { period }).await? {
            WireReply::Statistics { statistics } => Ok(*statistics),
            other => cases::refused(other),
        };
    }
    if !folder.join("journal").is_dir() {
        return Err(super::journal::told(words, "command-no-cases", folder));
    }
    Ok(of_folder(&mut JournalReader::open(folder)?, period, clock::now())?)
}

/// A line for each figure: its path in the JSON, and its value.
fn csv(statistics: &Statistics) -> Result<Vec<String>> {
    let mut lines = vec!["figure,value".to_owned()];
    flatten("", &serde_json::to_value(statistics)?, &mut lines);
    Ok(lines)
}

fn flatten(path: &str, value: &Value, lines: &mut Vec<String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(&below(name), value, lines)),
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                flatten(&below(&place.to_string()), value, lines);
            }
        }
        Value::Null => lines.push(format!("{path},")),
        Value::String(text) => lines.push(format!("{path},{}", cell(text))),
        other => lines.push(format!("{path},{other}")),
    }
}

/// A text as a cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_a_line_and_no_text_a_formula() {
        let period = Period::parse("2026-11-23").unwrap();
        let lines = csv(&Statistics::of(&[], period, period.to)).unwrap();
        assert!(lines.contains(&"cases.registered,0".to_owned()), "{lines:?}");
        assert!(lines.contains(&"throughput.by_hour.23,0".to_owned()));
        assert!(lines.contains(&"suspicion.permille,".to_owned()));
        assert_eq!(cell("=1+\"x\""), "\"'=1+\"\"x\"\"\"");
    }
}
