//! Options of the simulated scanner.

use super::language;
use crate::words::Language;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct SimulatorArgs {
    /// Where the devices' ports get their names: portal, source, monitor and detector.
    #[arg(long, value_name = "DIR", required_unless_present = "faults")]
    pub(crate) ports: Option<PathBuf>,
    /// The folder into which images are dropped.
    #[arg(long, value_name = "DIR", required_unless_present = "faults")]
    pub(crate) drop: Option<PathBuf>,
    /// The source that stands in the hall: spellman-xrv, spellman-ux, technix-sr or scandinova.
    #[arg(long, value_name = "PROFILE", default_value = "spellman-xrv")]
    pub(crate) source: String,
    /// A fault, as `[DEVICE:]NAME@TIME[+DURATION]` from the start: late-reply@12s, source:noise@500ms+3s. May be given again.
    #[arg(long = "fault", value_name = "FAULT")]
    pub(crate) fault: Vec<String>,
    /// Lists the faults by name, and ends.
    #[arg(long)]
    pub(crate) faults: bool,
    /// Scan this image file instead of the simulator's own cargo; more than one are scanned in turn.
    #[arg(long = "image", value_name = "FILE")]
    pub(crate) images: Vec<PathBuf>,
    /// Makes the simulated cargo repeatable.
    #[arg(long, default_value_t = 722)]
    pub(crate) seed: u64,
    /// Shortens warm-up and beam time; the order of steps and the warning stay.
    #[arg(long)]
    pub(crate) fast: bool,
    /// Language of what is refused: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(crate) lang: Option<Language>,
}
