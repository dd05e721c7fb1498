//! The options of the commands that read the journal.

use super::{DataArgs, language};
use crate::words::Language;
use clap::Subcommand;

/// The last facts that are gathered before they are printed: at 256 KiB for the longest, two gigabytes at worst; usually six
/// megabytes. Whoever wants more of them asks from a time on.
const MAX_LAST: i64 = 10_000;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct JournalArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<JournalCommand>,
    #[command(flatten)]
    pub(in crate::cli) read: ReadArgs,
}

impl JournalArgs {
    /// The language that the command was asked to speak.
    pub(in crate::cli) fn language(&self) -> Option<Language> {
        match &self.command {
            Some(JournalCommand::Checkpoint { lang, .. } | JournalCommand::Key { lang, .. }) => *lang,
            None => self.read.lang,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ReadArgs {
    /// Facts from this day or time on: 2026-11-23, 2026-11-23T08:00 or 23.11.2026, in the booth's time.
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) since: Option<String>,
    /// Facts up to this day or time, that day and minute included.
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) until: Option<String>,
    /// Facts of this case: POST/DDMMYY/SERIAL, or the serial of the newest case that has it.
    #[arg(long, value_name = "CASE")]
    pub(in crate::cli) case: Option<String>,
    /// Facts by this officer: the id or a part of the name.
    #[arg(long, value_name = "PERSON")]
    pub(in crate::cli) person: Option<String>,
    /// Facts of this kind: case, scan, exposure, analysis, verdict, paper, supervision, shift, malfunction, check, policy, station,
    /// sign-in, scanner, store or people.
    #[arg(long, value_name = "KIND")]
    pub(in crate::cli) kind: Option<String>,
    /// The log of dose and hours: a line for each beam with its scan, who armed it, highest kV and mA, seconds, mAs, the source's hours and
    /// the dose, as they were read back.
    #[arg(long, conflicts_with = "kind")]
    pub(in crate::cli) exposures: bool,
    /// Only the last so many of them.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=MAX_LAST))]
    pub(in crate::cli) limit: Option<u32>,
    /// A line of JSON for each fact: its record as it stands in the journal, and its number as `seq`.
    #[arg(long)]
    pub(in crate::cli) json: bool,
    #[command(flatten)]
    pub(in crate::cli) data: DataArgs,
    /// Language of the text: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(in crate::cli) lang: Option<Language>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum JournalCommand {
    /// Prints a signed checkpoint of the journal as it is now; keep it elsewhere, for verify --against.
    Checkpoint {
        #[command(flatten)]
        data: DataArgs,
        /// Language of the messages: kk, ru or en [default: from LANG, else ru].
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
    },
    /// Prints the booth's public key and its fingerprint, to be written into the paper register.
    Key {
        #[command(flatten)]
        data: DataArgs,
        /// Language of the messages: kk, ru or en [default: from LANG, else ru].
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
    },
}
