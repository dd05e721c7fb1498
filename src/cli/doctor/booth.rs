//! The booth's own: settings, policy, sockets, the kernel's word about a peer, the complex's adapter, the printer.

use super::Round;
use super::accounts::{self, SERIAL, STATION};
use super::finding::{Finding, State, Why};
use super::machine::mode;
use super::point::Point;
use super::{SettingsFault, machine};
use crate::cli::policy as policies;
use crate::cli::settings::SeatConfig;
use crate::scanner::line::Endpoint;
use crate::words::Words;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

/// A seat's socket: its owner's and its group's.
const SOCKET_MODE: u32 = 0o660;

/// The settings are some.
pub(super) fn settings(file: &Path, fault: Option<&SettingsFault>, words: Words) -> Finding {
    let finding = Finding::at(Point::Settings);
    let name = file.display();
    match fault {
        None => finding.and(State::Holds, name.to_string()),
        Some(fault) => finding.and(State::Fails, format!("{name}: {}", fault.describe(words))),
    }
}

/// The policy in force is one.
pub(super) fn policy(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Policy);
    match policies::in_force(&round.machine.at(&round.config.data.folder), round.words) {
        Ok((_, in_force)) => finding.and(State::Holds, format!("SHA-256 {}", in_force.sha256)),
        Err(error) => finding.and(State::Fails, error.to_string()),
    }
}

/// Every seat's socket is there, and opens to its group alone.
pub(super) fn sockets(round: &Round<'_>) -> Finding {
    round.config.seats.iter().fold(Finding::at(Point::Sockets), |finding, seat| socket(round, finding, seat))
}

fn socket(round: &Round<'_>, finding: Finding, seat: &SeatConfig) -> Finding {
    let path = round.config.socket(seat);
    let name = path.display().to_string();
    let found = match round.machine.stat(&path) {
        Err(why) => return finding.missing(why),
        Ok(found) if !found.file_type().is_socket() => {
            return finding.and(State::Fails, format!("{name} ≠ socket"));
        }
        Ok(found) => found,
    };
    let finding = finding.compare(&name, &format!("{:04o}", mode(&found)), &format!("{SOCKET_MODE:04o}"));
    group(round, finding, &name, found.gid(), &seat.group)
}

/// Whether something is of a group.
fn group(round: &Round<'_>, finding: Finding, name: &str, gid: u32, wanted: &str) -> Finding {
    match accounts::all_groups(round.machine) {
        Err(why) => finding.untold(why),
        Ok(groups) => {
            let own = groups.iter().find(|group| group.gid == gid);
            let own = own.map_or_else(|| gid.to_string(), |group| group.name.clone());
            finding.compare(&format!("{name}: group"), &own, wanted)
        }
    }
}

/// The kernel names the peer of a real socket rightly: seats stand on it.
pub(super) fn peers(_: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Peers);
    match peer() {
        Err(error) => finding.untold(Why::NoAnswer(format!("SO_PEERCRED: {error}"))),
        Ok(uid) => {
            let own = rustix::process::geteuid().as_raw();
            finding.compare("SO_PEERCRED", &uid.to_string(), &own.to_string())
        }
    }
}

/// The uid that the kernel gives for the other end of a socket of our own.
fn peer() -> std::io::Result<u32> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let (one, _other) = tokio::net::UnixStream::pair()?;
        Ok(one.peer_cred()?.uid())
    })
}

/// The complex's adapter is there, and opens to the station.
pub(super) fn serial(round: &Round<'_>) -> Finding {
    let scanner = &round.config.scanner;
    let lines = [&scanner.portal.line, &scanner.source.line, &scanner.monitor.line, &scanner.detector.line];
    lines.into_iter().fold(Finding::at(Point::Serial), |finding, line| match &line.port {
        Endpoint::Serial(port) => adapter(round, finding, port),
        Endpoint::Tcp(place) => finding.and(State::Holds, format!("tcp:{place}")),
    })
}

fn adapter(round: &Round<'_>, finding: Finding, port: &Path) -> Finding {
    let name = port.display().to_string();
    match round.machine.stat(port) {
        Err(why) => finding.missing(why),
        Ok(found) if !found.file_type().is_char_device() => {
            finding.and(State::Fails, format!("{name} ≠ tty"))
        }
        Ok(found) => {
            let finding =
                finding.compare(&name, &format!("{:04o}", mode(&found)), &format!("{SOCKET_MODE:04o}"));
            group(round, finding, &name, found.gid(), SERIAL)
        }
    }
}

/// The printing system takes sheets for the queue.
pub(super) fn printer(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Printer);
    let Some(printer) = &round.config.printer else { return finding.and(State::Holds, "queue = –") };
    match round.machine.ask(&["lpstat", "-a", &printer.queue]) {
        Err(why) => finding.missing(why),
        Ok(machine::Answer { code: Some(0), text }) if text.contains("accepting requests") => {
            let is_open = !text.contains("not accepting");
            finding.and(if is_open { State::Holds } else { State::Fails }, text.trim())
        }
        Ok(answer) => {
            finding.and(State::Fails, format!("lpstat -a {}: {}", printer.queue, answer.text.trim()))
        }
    }
}

/// The station's account as `systemctl` and the files must name it.
pub(super) const UNIT: &str = "intrascope-station.service";

/// A seat's console as a unit.
pub(super) fn console(seat: &SeatConfig) -> String {
    format!("{STATION}-console@{}.service", seat.name)
}
