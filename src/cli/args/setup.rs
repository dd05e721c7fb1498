//! The options of the command that lets the first people in.

use super::{DataArgs, language};
use crate::words::Language;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SetupArgs {
    /// One of the first two supervisors; give it twice. Without it, the command asks.
    #[arg(long = "supervisor", value_name = "ID:NAME")]
    pub(in crate::cli) supervisors: Vec<String>,
    /// Give this supervisor a new first PIN, since the secrets are lost: they are in no backup. Give it twice, for two people.
    #[arg(long = "renew", value_name = "ID", conflicts_with = "supervisors")]
    pub(in crate::cli) renewed: Vec<String>,
    /// The station's settings: they name the booth and its data folder.
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    pub(in crate::cli) config: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) data: DataArgs,
    /// Language of the text: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(in crate::cli) lang: Option<Language>,
}
