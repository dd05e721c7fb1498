//! The options of the service: the station's and those of the check of its machine.

use super::language;
use crate::terminal::probe::{ColourChoice, GraphicsChoice};
use crate::ui::theme::ThemeName;
use crate::words::Language;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct StationArgs {
    /// The settings file.
    #[arg(long, value_name = "FILE", default_value = crate::cli::settings::FILE)]
    pub(crate) config: PathBuf,
    /// Only read the settings and say whether they are some.
    #[arg(long)]
    pub(crate) check: bool,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(crate) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct DoctorArgs {
    /// The settings file.
    #[arg(long, value_name = "FILE", default_value = crate::cli::settings::FILE)]
    pub(crate) config: PathBuf,
    /// Asks this terminal what it can, and says what is used on it and why; the machine is not looked at.
    #[arg(long)]
    pub(crate) terminal: bool,
    /// Asks the lane's devices who they are, each on its own line, and says how the lines are set, how fast they answer and what was
    /// damaged; the machine is not looked at. A running station holds the ports: stop it before.
    #[arg(long, conflicts_with = "terminal")]
    pub(crate) scanner: bool,
    /// Says what would be used with this: auto, or a way of drawing as for the consoles.
    #[arg(long, value_name = "NAME", requires = "terminal")]
    pub(crate) graphics: Option<GraphicsChoice>,
    /// Keeps that choice for this account's consoles on this kind of terminal; auto forgets it.
    #[arg(long, requires = "graphics")]
    pub(crate) save: bool,
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(crate) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConsoleArgs {
    /// The seat, by its name: its socket lies in the folder of the station's settings.
    #[arg(long, value_name = "NAME", conflicts_with = "socket")]
    pub(crate) seat: Option<String>,
    /// The seat, by its socket.
    #[arg(long, value_name = "PATH")]
    pub(crate) socket: Option<PathBuf>,
    /// The folder of the seats' sockets.
    #[arg(long, value_name = "DIR", default_value = crate::cli::console::SOCKETS)]
    pub(crate) sockets: PathBuf,
    /// Language of the first screen: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(crate) lang: Option<Language>,
    /// How pictures are drawn: auto, kitty, iterm2, sixel, half (half blocks and finer ones), halves, quadrants, sextants, braille, console,
    /// ascii or none.
    #[arg(long, default_value = "auto")]
    pub(crate) graphics: GraphicsChoice,
    /// The colours of pictures that are drawn with characters: auto, truecolor, 256, 16 or mono.
    #[arg(long, default_value = "auto")]
    pub(crate) colours: ColourChoice,
    /// The screen's colours: quiet, colourblind or mono [default: from `INTRASCOPE_THEME`, else quiet]. Where `NO_COLOR` is set, or the
    /// terminal has no colours, always mono.
    #[arg(long, value_name = "NAME")]
    pub(crate) theme: Option<ThemeName>,
    /// No pictures, and at most one frame a second that no key asked for: for thin lines.
    #[arg(long, conflicts_with = "graphics")]
    pub(crate) text_only: bool,
    /// What the link to this terminal carries, kilobits a second [default: as measured].
    #[arg(long, value_name = "N")]
    pub(crate) link_kbps: Option<std::num::NonZeroU32>,
}
