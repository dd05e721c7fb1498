//! The commands and their options.

mod decode;
mod journal;
mod scanner;
mod service;
mod setup;
mod stats;
mod view;

pub(super) use decode::{ConfinementArgs, DecodeArgs, Process};
pub(super) use journal::{JournalArgs, JournalCommand, ReadArgs};
pub(super) use scanner::SimulatorArgs;
pub(super) use service::{ConsoleArgs, DoctorArgs, StationArgs};
pub(super) use setup::SetupArgs;
pub(super) use stats::StatsArgs;
pub(super) use view::{Filter, Size, Unit, ViewArgs, ViewCommand, Window, quick};

use crate::domain::registration::parse_date;
use crate::terminal::probe::{ColourChoice, GraphicsChoice};
use crate::ui::theme::ThemeName;
use crate::words::Language;
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// The console beside a cargo X-ray scanner.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Station, simulated scanner and console in one process, for training.
    Demo(DemoArgs),
    /// The station as a service: its settings.
    Station(StationArgs),
    /// A console at a seat of a running station; also a login shell.
    Console(ConsoleArgs),
    View(ViewArgs),
    /// Checks what the operating system has to do for a booth; exit code 0 when all is as it should be, 1 when something is not, 2 when
    /// something cannot be told from here.
    Doctor(DoctorArgs),
    /// The far end of the scanner's link, as its own process.
    Simulator(SimulatorArgs),
    /// Reads cases and registers them from files, beside a running station or without one.
    Case(CaseArgs),
    /// Searches the cases, newest first, beside a running station or without one.
    Search(SearchArgs),
    /// Makes a case from each image file that another machine made.
    Import(ImportArgs),
    /// Records what examinations came to.
    Outcome(OutcomeArgs),
    /// Removes pictures and sheets of finished cases after their term, on the word of two officers.
    Purge(PurgeArgs),
    /// Copies what cannot be made anew into a folder, beside a running station or without one; a later run copies what is new.
    ///
    /// Signing keys and keys of cases are never copied.
    Backup(BackupArgs),
    /// Makes a data folder of a backup. The restore stands in the journal for ever.
    Restore(RestoreArgs),
    /// Exports cases with originals, record, proofs, signatures and a text that says how to check them.
    Export(ExportArgs),
    /// Checks journal, originals, sheets and index; exit code 0 when all holds, 1 when not.
    Verify(VerifyArgs),
    /// Reads the journal, beside a running station or without one; signs it, and shows the key that signs it.
    Journal(JournalArgs),
    /// Counts a period: cases, throughput, waiting, verdicts, outcomes, exemptions, downtime.
    Stats(StatsArgs),
    /// Puts back from mirrors and backups what the data folder has lost; exit code 0 when all holds afterwards.
    Repair(RepairArgs),
    /// The journal once more, on a second device.
    Mirror(MirrorArgs),
    /// Makes a booth's first two supervisors and prints their first PINs; everybody else they let in themselves.
    Setup(SetupArgs),
    /// The booth's policy: what is in force, what is shipped, whether a file is one.
    Policy(PolicyArgs),
    /// Decodes one image for a station that started it: the image on descriptor 0, tiles on 1, the report on 2.
    #[command(hide = true)]
    Decode(DecodeArgs),
    /// Confines itself as another process would be, tries what must fail, and prints what came of it; exit code 0 when nothing is missing.
    #[command(hide = true)]
    Confinement(ConfinementArgs),
}

impl Command {
    /// The language that the command was asked to speak.
    pub(super) fn language(&self) -> Option<Language> {
        match self {
            Self::Demo(args) => args.lang,
            Self::Station(args) => args.lang,
            Self::Console(args) => args.lang,
            Self::View(args) => args.lang,
            Self::Doctor(args) => args.lang,
            Self::Verify(args) => args.lang,
            Self::Repair(args) => args.lang,
            Self::Mirror(MirrorArgs { command: MirrorCommand::Init { lang, .. } })
            | Self::Outcome(OutcomeArgs { command: OutcomeCommand::Import { lang, .. } }) => *lang,
            Self::Import(args) => args.lang,
            Self::Purge(args) => args.lang,
            Self::Backup(args) => args.lang,
            Self::Restore(args) => args.lang,
            Self::Export(args) => args.lang,
            Self::Case(args) => args.command.language(),
            Self::Search(args) => args.lang,
            Self::Journal(args) => args.language(),
            Self::Stats(args) => args.lang,
            Self::Setup(args) => args.lang,
            Self::Policy(args) => args.command.language(),
            Self::Confinement(args) => args.lang,
            Self::Simulator(args) => args.lang,
            Self::Decode(_) => None,
        }
    }
}

/// Where the cases are.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct DataArgs {
    /// Data folder [default: intrascope under the XDG data folder].
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Language of the first screen: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
    /// Scan this image file instead of the simulator's own cargo; more than one are scanned in turn.
    #[arg(long = "image", value_name = "FILE", conflicts_with = "ports")]
    pub(super) images: Vec<PathBuf>,
    /// Makes the simulated cargo repeatable.
    #[arg(long, default_value_t = 722, conflicts_with = "ports")]
    pub(super) seed: u64,
    /// Shortens warm-up and beam time; the order of steps and the warning stay.
    #[arg(long, conflicts_with = "ports")]
    pub(super) fast: bool,
    /// How pictures are drawn: auto, kitty, iterm2, sixel, half (half blocks and finer ones), halves, quadrants, sextants, braille, console,
    /// ascii or none.
    #[arg(long, default_value = "auto")]
    pub(super) graphics: GraphicsChoice,
    /// The colours of pictures that are drawn with characters: auto, truecolor, 256, 16 or mono.
    #[arg(long, default_value = "auto")]
    pub(super) colours: ColourChoice,
    /// The screen's colours: quiet, colourblind or mono [default: from `INTRASCOPE_THEME`, else quiet]. Where `NO_COLOR` is set, or the
    /// terminal has no colours, always mono.
    #[arg(long, value_name = "NAME")]
    pub(super) theme: Option<ThemeName>,
    /// Words only, at most one frame a second that no key asked for: for a slow link. The same as `--graphics none`.
    #[arg(long, conflicts_with = "graphics")]
    pub(super) text_only: bool,
    /// What the link to this terminal carries, kilobits a second [default: as measured].
    #[arg(long, value_name = "N")]
    pub(super) link_kbps: Option<std::num::NonZeroU32>,
    /// Drive the simulated scanner whose ports lie in this folder (`intrascope simulator`), instead of one of our own.
    #[arg(long, value_name = "DIR", requires = "drop")]
    pub(super) ports: Option<PathBuf>,
    /// The folder into which that scanner drops its images.
    #[arg(long, value_name = "DIR", requires = "ports")]
    pub(super) drop: Option<PathBuf>,
    /// The source that stands in the hall: spellman-xrv, spellman-ux, technix-sr or scandinova.
    #[arg(long, value_name = "PROFILE", default_value = "spellman-xrv")]
    pub(super) source: String,
    /// A fault of the simulator, as `[DEVICE:]NAME@TIME[+DURATION]` from the start: late-reply@12s. May be given again; `intrascope simulator
    /// --faults` lists them.
    #[arg(long = "fault", value_name = "FAULT", conflicts_with = "ports")]
    pub(super) fault: Vec<String>,
    /// Keep each original a second time below this folder, best on another device.
    #[arg(long, value_name = "DIR")]
    pub(super) copies: Option<PathBuf>,
    /// Let pictures be purged after so many days instead of five years: for training only.
    #[arg(long, value_name = "DAYS")]
    pub(super) retention_days: Option<u32>,
    /// Print sheets on this queue of the printing system, besides keeping them in the outbox.
    #[arg(long, value_name = "QUEUE")]
    pub(super) printer: Option<String>,
    /// Keep the journal in this folder too, made by `mirror init` on a second device.
    #[arg(long, value_name = "DIR")]
    pub(super) mirror: Option<PathBuf>,
    #[command(flatten)]
    pub(super) month: MonthArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct MonthArgs {
    /// Fill an empty data folder with a month of a busy post, through the station's own requests, and end. The same seed gives
    /// the same facts.
    #[arg(long, conflicts_with_all = ["ports", "fault", "images", "fast", "printer", "retention_days", "mirror", "copies"])]
    pub(super) month: bool,
    /// Days of the month.
    #[arg(long, value_name = "N", default_value_t = 30, requires = "month", value_parser = clap::value_parser!(u64).range(1..=366))]
    pub(super) days: u64,
    /// Vehicles of each day.
    #[arg(long, value_name = "N", default_value_t = 310, requires = "month", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(super) trucks: u64,
    /// The month's first day, DD.MM.YYYY.
    #[arg(long, value_name = "DATE", default_value = "01.10.2026", requires = "month", value_parser = date)]
    pub(super) from: NaiveDate,
}

#[derive(Debug, clap::Args)]
pub(super) struct CaseArgs {
    #[command(subcommand)]
    pub(super) command: CaseCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum CaseCommand {
    /// Lists cases, newest first.
    List {
        #[command(flatten)]
        data: DataArgs,
        /// As JSON.
        #[arg(long)]
        json: bool,
        /// At most so many.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        /// Language of the text: kk, ru or en [default: from LANG, else ru].
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
    },
    /// Shows a case whole.
    Show {
        /// Number, POST/DDMMYY/SERIAL, or the serial of the newest case that has it.
        number: String,
        #[command(flatten)]
        data: DataArgs,
        /// As JSON.
        #[arg(long)]
        json: bool,
        /// Language of the text: kk, ru or en.
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
    },
    /// Registers a case from each form: the booth's own JSON, or the referral for an inspection as XML.
    Import {
        /// JSON or XML.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: DataArgs,
        /// Language of the answers: kk, ru or en [default: from LANG, else ru].
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
    },
}

impl CaseCommand {
    fn language(&self) -> Option<Language> {
        match self {
            Self::List { lang, .. } | Self::Show { lang, .. } | Self::Import { lang, .. } => *lang,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// Number, plate, container, document, party, officer, words of the goods; days as 23.11.2026, 11.2026, 2026 or a range.
    /// Every word must fit.
    #[arg(value_name = "TEXT")]
    pub(super) text: Vec<String>,
    /// Only cases with this verdict: with or without suspicion, in the words of any of the three languages.
    #[arg(long, value_name = "VERDICT")]
    pub(super) verdict: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 100)]
    pub(super) limit: usize,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Language of the text: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// PNG, TIFF or JPEG.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct OutcomeArgs {
    #[command(subcommand)]
    pub(super) command: OutcomeCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum OutcomeCommand {
    /// Records each row of a JSON file (docs/outcome.schema.json), beside a running station or without one; exit code 1 when one
    /// failed.
    Import {
        /// An array of case, result, found, documents.
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
        /// Language of the answers: kk, ru or en [default: from LANG, else ru].
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct PurgeArgs {
    /// Numbers, POST/DDMMYY/SERIAL.
    #[arg(required = true, value_name = "CASE")]
    pub(super) cases: Vec<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
    /// The officer who proposes it; the PIN is asked for.
    #[arg(long, value_name = "OFFICER")]
    pub(super) first: String,
    /// The second officer; the PIN is asked for.
    #[arg(long, value_name = "OFFICER")]
    pub(super) second: String,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct BackupArgs {
    /// The backup's folder, best on another device.
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Copy what is sound of a damaged data folder and name the rest.
    #[arg(long)]
    pub(super) damaged_too: bool,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct RestoreArgs {
    /// The backup's folder.
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// The data folder to make; it must be empty or not exist.
    #[arg(long, value_name = "DIR")]
    pub(super) data: PathBuf,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// Numbers, POST/DDMMYY/SERIAL, or the serial of the newest case that has it.
    #[arg(required = true, value_name = "CASE")]
    pub(super) cases: Vec<String>,
    /// A folder, in which each case gets its own, or one archive whose name ends in .tar.
    #[arg(long, value_name = "DIR|FILE.tar")]
    pub(super) to: PathBuf,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Compare the journal with an older checkpoint, or a file with several; may be given more than once.
    #[arg(long, value_name = "FILE")]
    pub(super) against: Vec<PathBuf>,
    /// Check every signature under images and verdicts, the mirror and the second copies of the policy too.
    #[arg(long)]
    pub(super) deep: bool,
    /// Language of the findings: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct RepairArgs {
    /// A mirror, a backup or another copy of the data folder; more than one are tried in turn.
    #[arg(long = "from", value_name = "DIR")]
    pub(super) from: Vec<PathBuf>,
    /// Where no copy has what is missing: move the journal aside and begin a new one of what stands before the damage.
    #[arg(long)]
    pub(super) salvage: bool,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct MirrorArgs {
    #[command(subcommand)]
    pub(super) command: MirrorCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum MirrorCommand {
    /// Makes a folder the mirror of this data folder's journal; only such a folder is ever filled.
    Init {
        /// The folder, on a second device.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        data: DataArgs,
        /// Language of the answer: kk, ru or en [default: from LANG, else ru].
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
    },
}

fn date(typed: &str) -> Result<NaiveDate, String> {
    parse_date(typed).ok_or_else(|| "DD.MM.YYYY".to_owned())
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "kk, ru or en".to_owned())
}

#[derive(Debug, clap::Args)]
pub(super) struct PolicyArgs {
    #[command(subcommand)]
    pub(super) command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// Checks a policy file, or that of the data folder; exit code 0 when it is one.
    Check {
        /// The file [default: policy.toml of the data folder].
        file: Option<PathBuf>,
        #[command(flatten)]
        data: DataArgs,
        /// Language of the answer.
        #[arg(long, value_name = "kk|ru|en", value_parser = language)]
        lang: Option<Language>,
    },
    /// Shows every value in force, defaults included, with the file's SHA-256.
    Show {
        #[command(flatten)]
        data: DataArgs,
        /// Language of the answer.
        #[arg(long, value_name = "kk|ru|en", value_parser = language)]
        lang: Option<Language>,
    },
    /// Prints the policy as shipped: a copy of it in the data folder is where to begin.
    Default,
}

impl PolicyCommand {
    pub(super) fn language(&self) -> Option<Language> {
        match self {
            Self::Check { lang, .. } | Self::Show { lang, .. } => *lang,
            Self::Default => None,
        }
    }
}
