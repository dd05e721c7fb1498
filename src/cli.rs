//! The command line: what each command needs is put together here, and the environment is read here only.

mod args;
mod backup;
mod cargo_files;
mod case_import;
mod cases;
mod damage;
mod data;
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
#[cfg_attr(not(test), expect(dead_code, reason = "the station's command comes with its actor's consoles"))]
mod service;
#[cfg_attr(not(test), expect(dead_code, reason = "the station's command comes with its actor's consoles"))]
mod settings;
mod setup;
mod simulator;
mod stats;
mod verify;

use crate::words::Words;
use args::{Args, Command};
use clap::Parser;
use std::io::{self, Write};
use std::process::ExitCode;

/// Runs the command line.
pub fn run() -> ExitCode {
    let args = Args::parse_from(login::arguments(std::env::args_os().collect()));
    let words = Words::new(data::language(args.command.language()));
    let result = match args.command {
        Command::Demo(args) => demo::run(&args),
        Command::Station(args) => settings::check(&args),
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
    eprintln!("intrascope: {}", plaint::describe(words, error));
}

/// Says something beside what is printed.
fn remark(line: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{line}")
}

/// Prints a line for the person or the next program. Whoever has read enough (`| head`) may hang up: that is no fault.
fn say(line: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
