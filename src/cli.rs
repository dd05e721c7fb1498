//! The command line: what each command needs is put together here, and the environment is read here only.

mod args;
mod backup;
mod booth;
mod cargo_files;
mod case_import;
mod cases;
mod choices;
mod confinement;
mod console;
mod damage;
mod data;
mod decode;
mod demo;
mod doctor;
mod export;
mod import;
mod journal;
mod log;
mod login;
mod mirror;
mod month;
mod outcome;
mod plaint;
mod policy;
mod purge;
mod repair;
mod search;
mod service;
mod settings;
mod setup;
mod simulator;
mod station;
mod stats;
pub mod untrusted;
mod verify;

use crate::domain::text::{is_shown, shown};
use crate::words::Words;
use args::{Args, Command};
use clap::Parser;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::panic::PanicHookInfo;
use std::process::ExitCode;

/// Runs the command line.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(tell_panic));
    let args = Args::parse_from(login::arguments(std::env::args_os().collect()));
    let words = Words::new(data::language(args.command.language()));
    let result = match args.command {
        Command::Demo(args) => demo::run(&args),
        Command::Station(args) => station::run(&args),
        Command::Console(args) => console::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Simulator(args) => simulator::run(&args),
        Command::Case(args) => cases::run(args),
        Command::Search(args) => search::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Outcome(args) => outcome::run(&args),
        Command::Purge(args) => purge::run(&args),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Export(args) => export::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Journal(args) => journal::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Repair(args) => repair::run(&args),
        Command::Mirror(args) => mirror::run(&args),
        Command::Policy(args) => policy::run(&args),
        Command::Setup(args) => setup::run(&args),
        Command::Decode(args) => decode::run(&args),
        Command::Confinement(args) => confinement::run(&args),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            complain(words, &error);
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the command line speaks on the standard streams, outside any screen"
)]
fn complain(words: Words, error: &anyhow::Error) {
    eprintln!("intrascope: {}", shown(&plaint::describe(words, error)));
}

/// A panic's message may quote a text of a case. The screen has been given back by then.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let trace = Backtrace::capture();
    let trace = if trace.status() == BacktraceStatus::Captured { trace.to_string() } else { String::new() };
    let thread = std::thread::current();
    let told = format!("thread '{}' {panic}\n{trace}", thread.name().unwrap_or("?"));
    // Not through the library's stream: the panic may have come while it was borrowed. Nobody is left to be told of a failure.
    rustix::io::write(rustix::stdio::stderr(), shown(&told).as_bytes()).ok();
}

/// Says something beside what is printed.
fn remark(line: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{}", shown(line))
}

/// Whether a person's terminal is at both ends.
fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Asks for something that is typed on the same line.
fn prompt(text: &str) -> io::Result<()> {
    let mut stream = io::stderr();
    write!(stream, "{} ", shown(text))?;
    stream.flush()
}

/// Prints a line for the person or the next program. Whoever has read enough (`| head`) may hang up: that is no fault.
fn say(line: &str) -> io::Result<()> {
    print(&shown(line))
}

/// Prints JSON. What has no shape is escaped, so that the next program reads what was meant.
fn say_json(json: &str) -> io::Result<()> {
    print(&escaped(json))
}

fn escaped(json: &str) -> String {
    json.chars().fold(String::with_capacity(json.len()), |mut escaped, c| {
        if c == '\n' || is_shown(c) {
            escaped.push(c);
        } else {
            // Outside of its texts JSON has nothing but ASCII. Writing to a string cannot fail.
            c.encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| write!(escaped, "\\u{unit:04x}").unwrap_or(()));
        }
        escaped
    })
}

fn print(line: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_means_the_same_and_has_only_shapes() {
        let meant = "Ә \u{202e}\u{9b}31m \u{7f} \u{e0041} \u{1b}[2J \" \\ \n";
        let json = escaped(&serde_json::to_string_pretty(&[meant]).unwrap());
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [meant]);
        assert!(json.chars().all(|c| c == '\n' || is_shown(c)), "{json}");
    }
}
