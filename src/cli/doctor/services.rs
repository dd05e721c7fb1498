//! Services: the station and its consoles as they run, what they are exposed to, USB, the clock.

use super::Round;
use super::accounts::with_terminal;
use super::booth::{UNIT, console};
use super::finding::{Finding, State, Why};
use super::machine::value;
use super::point::Point;

/// The exposure, in tenths, that a unit must stay under: the station's, and a console's, which has a terminal to itself.
const STATION_UNDER: u32 = 10;
const CONSOLE_UNDER: u32 = 25;

/// The consoles that this machine runs itself.
fn consoles(round: &Round<'_>) -> Vec<String> {
    with_terminal(round).map(console).collect()
}

/// The station runs, and so does each seat's console.
pub(super) fn running(round: &Round<'_>) -> Finding {
    let units = std::iter::once(UNIT.to_owned()).chain(consoles(round));
    units.fold(Finding::at(Point::Running), |finding, unit| active(round, finding, &unit))
}

fn active(round: &Round<'_>, finding: Finding, unit: &str) -> Finding {
    match round.machine.ask(&["systemctl", "is-active", unit]) {
        Err(why) => finding.untold(why),
        Ok(answer) if answer.text.trim().is_empty() => {
            finding.untold(Why::NoAnswer(format!("systemctl is-active {unit}")))
        }
        Ok(answer) => finding.compare(unit, answer.text.trim(), "active"),
    }
}

/// How far each unit is shut in, by systemd's own count, drop-ins included.
pub(super) fn exposure(round: &Round<'_>) -> Finding {
    let consoles = consoles(round).into_iter().map(|unit| (unit, CONSOLE_UNDER));
    let units = std::iter::once((UNIT.to_owned(), STATION_UNDER)).chain(consoles);
    units.fold(Finding::at(Point::Exposure), |finding, (unit, under)| {
        match round.machine.ask(&["systemd-analyze", "security", "--no-pager", &unit]) {
            Err(why) => finding.untold(why),
            Ok(answer) => match overall(&answer.text) {
                None => finding.untold(Why::NoAnswer(format!("systemd-analyze security {unit}"))),
                Some(tenths) => {
                    let state = if tenths < under { State::Holds } else { State::Fails };
                    let sign = if tenths < under { '<' } else { '≥' };
                    finding.and(state, format!("{unit} {} {sign} {}", number(tenths), number(under)))
                }
            },
        }
    })
}

fn number(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The figure of `→ Overall exposure level for UNIT: 0.7 SAFE`, in tenths.
fn overall(text: &str) -> Option<u32> {
    let line = text.lines().find(|line| line.contains("Overall exposure level"))?;
    let figure = line.rsplit(": ").next()?.split_whitespace().next()?;
    let (whole, tenths) = figure.split_once('.')?;
    Some(
        whole.parse::<u32>().ok()?.checked_mul(10)?
            + tenths.parse::<u32>().ok().filter(|tenths| *tenths < 10)?,
    )
}

/// The station is in no user namespace of its own: there, every peer of a socket is nobody.
pub(super) fn namespace(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Namespace);
    match round.machine.ask(&["systemctl", "show", "--property=LoadState,PrivateUsers", UNIT]) {
        Err(why) => finding.untold(why),
        Ok(answer) => {
            match (value(&answer.text, "LoadState").as_deref(), value(&answer.text, "PrivateUsers")) {
                (Some("loaded"), Some(private)) => finding.compare("PrivateUsers", &private, "no"),
                (Some(_), _) => finding.missing(Why::NotThere(UNIT.to_owned())),
                _ => finding.untold(Why::NoAnswer(format!("systemctl show {UNIT}"))),
            }
        }
    }
}

/// What is plugged in is let in by rule.
pub(super) fn usb(round: &Round<'_>) -> Finding {
    let finding = active(round, Finding::at(Point::Usb), "usbguard.service");
    match round.machine.text("/etc/usbguard/usbguard-daemon.conf") {
        Err(why) => finding.missing(why),
        Ok(text) => {
            let target = value(&text, "ImplicitPolicyTarget");
            finding.compare("ImplicitPolicyTarget", target.as_deref().unwrap_or("–"), "block")
        }
    }
}

/// The clock follows another one.
pub(super) fn clock(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Clock);
    match round.machine.ask(&["timedatectl", "show", "--property=NTPSynchronized"]) {
        Err(why) => finding.untold(why),
        Ok(answer) => match value(&answer.text, "NTPSynchronized") {
            None => finding.untold(Why::NoAnswer("timedatectl".to_owned())),
            Some(found) => finding.compare("NTPSynchronized", &found, "yes"),
        },
    }
}
