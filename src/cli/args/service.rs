//! The options of the service: the station's and those of the check of its machine.

use super::language;
use crate::words::Language;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct StationArgs {
    /// The settings file.
    #[arg(long, value_name = "FILE", default_value = crate::cli::settings::FILE)]
    pub(crate) config: PathBuf,
    /// Only read the settings and say whether they are some.
    #[arg(long, required = true)]
    pub(crate) check: bool,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(crate) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DoctorArgs {
    /// The settings file.
    #[arg(long, value_name = "FILE", default_value = crate::cli::settings::FILE)]
    pub(crate) config: PathBuf,
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(crate) lang: Option<Language>,
}
