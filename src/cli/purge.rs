//! Purges cases through the running station: two officers give their PINs, one after the other.

use super::args::PurgeArgs;
use super::plaint::Told;
use super::{data, say};
use crate::domain::number::CaseNumber;
use crate::domain::officer::OfficerId;
use crate::domain::text::CleanText;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WirePin, WireReply, WireRequest};
use crate::words::{Value, Words};
use anyhow::{Context, Result};
use rustix::termios::{LocalModes, OptionalActions, Termios, isatty, tcgetattr, tcsetattr};
use std::io::{self, BufRead, Stdin, Write};
use std::path::Path;
use std::process::ExitCode;

/// Characters of the reason.
const MAX_REASON_CHARS: usize = 200;

pub(super) fn run(args: &PurgeArgs) -> Result<ExitCode> {
    let folder = data::folder(&args.data)?;
    let words = Words::new(data::language(args.lang));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(purge(&folder, args, words))?;
    Ok(ExitCode::SUCCESS)
}

async fn purge(folder: &Path, args: &PurgeArgs, words: Words) -> Result<()> {
    let number = |given: &String| {
        let told = || Told(words.say_with("command-no-number", &[("number", Value::from(given.clone()))]));
        CaseNumber::parse(given).map_err(|_| told())
    };
    let cases = args.cases.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    let [first, second] = [&args.first, &args.second].map(|id| OfficerId::parse(id));
    let (first, second) = (first?, second?);
    let Some(mut client) = Client::connect(&socket_path(folder))? else {
        let folder = Value::from(folder.display().to_string());
        return Err(Told(words.say_with("purge-needs-station", &[("folder", folder)])).into());
    };
    let reason = CleanText::bounded(&args.reason, MAX_REASON_CHARS);
    let (first, second) = (ask_pin(first, words)?, ask_pin(second, words)?);
    match client.ask(WireRequest::Purge { cases, reason, first, second }).await? {
        WireReply::Purged { cases, waiting } => {
            let count = |count: usize| [("cases", Value::from(count.to_string()))];
            say(&words.say_with("purge-done", &count(cases.len())))?;
            if waiting > 0 {
                say(&words.say_with("purge-waiting", &count(waiting)))?;
            }
            Ok(())
        }
        other => super::cases::refused(other),
    }
}

/// Asks for a PIN: on a terminal without echo, else as a line of the standard input.
fn ask_pin(officer: OfficerId, words: Words) -> Result<WirePin> {
    let stdin = io::stdin();
    let prompt = words.say_with("purge-pin-of", &[("officer", Value::from(officer.to_string()))]);
    write!(io::stderr(), "{prompt} ")?;
    io::stderr().flush()?;
    let mut line = String::new();
    if isatty(&stdin) {
        let _silence = Silence::begin(io::stdin())?;
        stdin.lock().read_line(&mut line)?;
        writeln!(io::stderr())?;
    } else {
        stdin.lock().read_line(&mut line)?;
    }
    Ok(WirePin { officer, pin: line.trim().to_owned() })
}

/// A terminal that shows nothing of what is typed, until this is dropped.
struct Silence {
    stdin: Stdin,
    before: Termios,
}

impl Silence {
    fn begin(stdin: Stdin) -> Result<Self> {
        let before = tcgetattr(&stdin).context("the terminal")?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&stdin, OptionalActions::Flush, &silent).context("the terminal")?;
        Ok(Self { stdin, before })
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing any more.
        tcsetattr(&self.stdin, OptionalActions::Now, &self.before).ok();
    }
}
