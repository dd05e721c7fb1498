//! A console in a process of its own, at a seat of a running station.

use super::args::ConsoleArgs;
use super::demo;
use super::plaint::Told;
use super::{choices, confinement, data, remark};
use crate::app::{self, ConsoleOptions};
use crate::confine::{self, Places};
use crate::remote::console_client::{self, ConnectError};
use crate::terminal::probe::{Environment, GraphicsChoice, SavedChoices};
use crate::words::{Value, Words};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Where the station of the package has its sockets.
pub(crate) const SOCKETS: &str = "/run/intrascope";

/// The seats of a usual booth, in the order in which an account that names none is taken to one: supervisors come by SSH.
const USUAL: [&str; 3] = ["sup", "oms", "oac"];

pub(super) fn run(args: &ConsoleArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    // Whoever asks SSH for a file or a command has no terminal: they are told so, and get none of the screen's own sequences.
    if !super::has_terminal() {
        return Err(Told(words.say("console-no-terminal")).into());
    }
    let saved = choices::read(words)?;
    // Read while files may be read: the settings of the console's font are one.
    let environment = data::environment();
    // Before any thread: what is withheld is withheld from all of them.
    let confined = confine::console(&places(&socket(args)));
    if let Some(said) = confinement::shortfall(words, &confined) {
        remark(&said)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let result = runtime.block_on(attach(args, saved, environment, words));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    result.map(|()| ExitCode::SUCCESS)
}

/// What a console keeps: its seat's socket, Unix accounts' names nowhere, its terminal.
fn places(socket: &Path) -> Places {
    let folder = socket.parent().map(Path::to_path_buf);
    Places { read: folder.into_iter().collect(), terminals: vec![PathBuf::from("/dev/tty")] }
}

async fn attach(
    args: &ConsoleArgs,
    saved: SavedChoices,
    environment: Environment,
    words: Words,
) -> Result<()> {
    let path = socket(args);
    let station = console_client::connect(&path).await.map_err(|error| told(&path, &error, words))?;
    let options = ConsoleOptions {
        language: data::language(args.lang),
        graphics: if args.text_only { GraphicsChoice::None } else { args.graphics },
        link_kbps: args.link_kbps,
        saved,
        colours: args.colours,
        theme: demo::theme(args.theme, &environment),
        environment,
        link: Some(station.link()),
    };
    Ok(app::run(station.handle(), options).await?)
}

/// The seat's socket: as named, or the first that this account may open.
fn socket(args: &ConsoleArgs) -> PathBuf {
    if let Some(path) = &args.socket {
        return path.clone();
    }
    let of = |name: &str| args.sockets.join(format!("{name}.sock"));
    if let Some(seat) = &args.seat {
        return of(seat);
    }
    let may_open = |path: &PathBuf| {
        rustix::fs::access(path, rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK).is_ok()
    };
    USUAL.into_iter().map(of).find(may_open).unwrap_or_else(|| of(USUAL[0]))
}

fn told(path: &Path, error: &ConnectError, words: Words) -> Told {
    let (seat, why) = (Value::from(path.display().to_string()), Value::from(error.to_string()));
    Told(words.say_with("console-no-station", &[("seat", seat), ("why", why)]))
}
