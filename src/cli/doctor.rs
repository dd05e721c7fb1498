//! Checks what the operating system has to do for a booth, point by point, and says what to do where it does not.

mod access;
mod accounts;
mod booth;
mod finding;
mod kernel;
mod machine;
mod places;
mod point;
mod scanner;
mod services;
mod terminal;

use super::args::DoctorArgs;
use super::settings::{SettingsFault, StationConfig};
use super::{data, say};
use crate::words::Words;
use anyhow::Result;
use finding::{Finding, State};
use machine::{Installed, Machine};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Columns of a point's name, so that what was found stands in one column behind it.
const NAME_COLUMNS: usize = 34;

/// Exit code when nothing fails and something cannot be told.
const UNKNOWN_REMAINS: u8 = 2;

/// `intrascope doctor`: exit code 0 when all is as it should be, 1 when something is not, 2 when something cannot be told.
pub(super) fn run(args: &DoctorArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    if args.terminal {
        return terminal::run(args, words);
    }
    if args.scanner {
        return scanner::run(args, words);
    }
    let machine = Machine::new(PathBuf::from("/"), Box::new(Installed));
    let findings = examine(&machine, &std::path::absolute(&args.config)?, words);
    if args.json {
        say(&serde_json::to_string_pretty(&as_json(&findings, words))?)?;
    } else {
        findings.iter().flat_map(|finding| lines(finding, words)).try_for_each(|line| say(&line))?;
        say(&summary(&findings, words))?;
    }
    Ok(ExitCode::from(code(&findings)))
}

/// What every check goes by: the machine, and the settings of its station.
struct Round<'a> {
    machine: &'a Machine,
    config: &'a StationConfig,
    words: Words,
}

/// Every point. Where the settings cannot be read, the rest is checked against those that are shipped.
fn examine(machine: &Machine, file: &Path, words: Words) -> Vec<Finding> {
    let read = StationConfig::read(&machine.at(file));
    let shipped = || StationConfig::parse(include_str!("../../docs/deploy/config/station.toml"));
    let config = match &read {
        Ok(config) => Ok(config.clone()),
        Err(_) => shipped(),
    };
    let settings = booth::settings(file, read.as_ref().err(), words);
    let Ok(config) = config else { return vec![settings] };
    let round = Round { machine, config: &config, words };
    let checks: [fn(&Round<'_>) -> Finding; 28] = [
        booth::policy,
        kernel::landlock,
        kernel::typing,
        kernel::sysrq,
        kernel::cores,
        kernel::swap,
        accounts::people,
        accounts::groups,
        accounts::passwords,
        places::folder,
        places::keys,
        places::space,
        places::mirror,
        booth::sockets,
        booth::peers,
        booth::serial,
        booth::printer,
        access::dropin,
        access::authority,
        access::sshd,
        access::getty,
        access::terminals,
        access::reboot_keys,
        services::running,
        services::exposure,
        services::namespace,
        services::usb,
        services::clock,
    ];
    std::iter::once(settings).chain(checks.iter().map(|check| check(&round))).collect()
}

fn code(findings: &[Finding]) -> u8 {
    match findings.iter().map(|finding| finding.state).max() {
        Some(State::Fails) => 1,
        Some(State::Unknown) => UNKNOWN_REMAINS,
        Some(State::Holds) | None => 0,
    }
}

/// A finding for a person: the point with what was found, and what to do under it.
fn lines(finding: &Finding, words: Words) -> Vec<String> {
    let (mark, name) = (finding.state.mark(), finding.point.name(words));
    let first =
        format!("{mark} {name:<NAME_COLUMNS$} {}: {}", finding.state.word(words), finding.found(words));
    let advice = (finding.state != State::Holds).then(|| format!("    → {}", finding.point.advice(words)));
    std::iter::once(first).chain(advice).collect()
}

fn count(findings: &[Finding], state: State) -> usize {
    findings.iter().filter(|finding| finding.state == state).count()
}

fn summary(findings: &[Finding], words: Words) -> String {
    let number = |state| crate::words::Value::from(count(findings, state));
    words.say_with(
        "doctor-summary",
        &[
            ("holds", number(State::Holds)),
            ("fails", number(State::Fails)),
            ("unknown", number(State::Unknown)),
        ],
    )
}

fn as_json(findings: &[Finding], words: Words) -> serde_json::Value {
    let points: Vec<serde_json::Value> = findings
        .iter()
        .map(|finding| {
            let advice = (finding.state != State::Holds).then(|| finding.point.advice(words));
            json!({
                "point": finding.point,
                "state": finding.state,
                "found": finding.found(words),
                "do": advice,
            })
        })
        .collect();
    json!({
        "points": points,
        "ok": count(findings, State::Holds),
        "fails": count(findings, State::Fails),
        "unknown": count(findings, State::Unknown),
    })
}

#[cfg(test)]
mod tests;
