//! The options of the command that counts.

use super::{DataArgs, language};
use crate::words::Language;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct StatsArgs {
    /// The first day or time: 2026-11-23, 2026-11-23T08:00 or 23.11.2026, in the booth's time [default: today].
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) from: Option<String>,
    /// The last day or time, that day and minute included [default: today].
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) to: Option<String>,
    /// As JSON.
    #[arg(long, conflicts_with = "csv")]
    pub(in crate::cli) json: bool,
    /// As comma-separated lines: the figure's name in the JSON, and its value.
    #[arg(long)]
    pub(in crate::cli) csv: bool,
    #[command(flatten)]
    pub(in crate::cli) data: DataArgs,
    /// Language of the text: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(in crate::cli) lang: Option<Language>,
}
