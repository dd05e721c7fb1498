//! Searches the cases: by the running station where there is one, else in the store itself.

use super::args::SearchArgs;
use super::cases::{Source, row_line};
use super::plaint::Told;
use super::{data, say, say_json};
use crate::domain::step::Verdict;
use crate::station::contract::search::{Found, More, SearchQuery};
use crate::station::contract::storage::IndexProgress;
use crate::station::search::verdict_of;
use crate::words::{Value, Words};
use anyhow::Result;
use std::process::ExitCode;

pub(super) fn run(args: &SearchArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let query = SearchQuery {
        text: args.text.join(" "),
        verdict: args.verdict.as_deref().map(|word| verdict(word, words)).transpose()?,
        limit: args.limit,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let found = runtime.block_on(async {
        let mut source = Source::open(&data::folder(&args.data)?, words)?;
        let found = source.search(query).await;
        source.close()?;
        found
    })?;
    if args.json {
        say_json(&serde_json::to_string_pretty(&found)?)?;
    } else {
        found.rows.iter().try_for_each(|row| say(&row_line(row, words)))?;
        remarks(&found, words).iter().try_for_each(|remark| super::remark(remark))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn verdict(word: &str, words: Words) -> Result<Verdict> {
    let told = || Told(words.say_with("search-bad-verdict", &[("word", Value::from(word.to_owned()))]));
    Ok(verdict_of(word).ok_or_else(told)?)
}

/// What is to be known of a list besides its rows. It goes beside them, so that who reads rows reads rows only.
fn remarks(found: &Found, words: Words) -> Vec<String> {
    let count = [("count", Value::from(found.rows.len()))];
    let how_many = match found.more {
        More::No if found.rows.is_empty() => Some(words.say("search-none")),
        More::No => None,
        More::Yes => Some(words.say_with("search-more", &count)),
        More::TypeMore => Some(words.say_with("search-type-more", &count)),
    };
    let index = match &found.index {
        IndexProgress::Ready => None,
        IndexProgress::Building { percent } => {
            Some(words.say_with("search-building", &[("percent", Value::from(*percent))]))
        }
        IndexProgress::Failed(_) => Some(words.say("search-no-index")),
    };
    how_many.into_iter().chain(index).collect()
}
