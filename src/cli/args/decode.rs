//! The options of the processes that a station starts for itself.

use crate::domain::scan::ImageHash;
use crate::words::Language;
use clap::ValueEnum;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct DecodeArgs {
    /// Make tiles that name this SHA-256; without it the image is read to its last row and nothing is written.
    #[arg(long, value_name = "SHA256", value_parser = hash)]
    pub(in crate::cli) tiles: Option<ImageHash>,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ConfinementArgs {
    /// Which process.
    pub(in crate::cli) process: Process,
    /// A place that the console may read.
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) read: Vec<PathBuf>,
    /// As JSON.
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Language of the text: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = super::language)]
    pub(in crate::cli) lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Process {
    /// The decoder of images.
    Decoder,
    /// A console.
    Console,
}

fn hash(typed: &str) -> Result<ImageHash, String> {
    ImageHash::parse(typed).map_err(|error| error.to_string())
}
