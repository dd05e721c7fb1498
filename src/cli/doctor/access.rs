//! The ways in: SSH for supervisors, terminals without a login, no keys that restart the machine.

use super::Round;
use super::accounts;
use super::booth::console;
use super::finding::{Finding, State, Why};
use super::machine::value;
use super::point::Point;
use crate::cli::settings::{Place, SeatConfig};
use std::path::Path;

/// The drop-in as shipped.
const SHIPPED: &str = include_str!("../../../docs/deploy/sshd/60-intrascope.conf");

/// Where it belongs.
const DROPIN: &str = "/etc/ssh/sshd_config.d/60-intrascope.conf";

/// What sshd must go by for a supervisor, as `sshd -T` prints it.
pub(super) const WANTED: [(&str, &str); 14] = [
    ("forcecommand", "/usr/bin/intrascope console --seat sup"),
    ("authenticationmethods", "publickey"),
    ("authorizedkeysfile", "none"),
    ("authorizedprincipalsfile", "none"),
    ("trustedusercakeys", "/etc/ssh/intrascope-ca.pub"),
    ("revokedkeys", "/etc/ssh/intrascope-revoked"),
    ("pubkeyauthoptions", "verify-required"),
    ("disableforwarding", "yes"),
    ("permituserrc", "no"),
    ("permituserenvironment", "no"),
    ("passwordauthentication", "no"),
    ("kbdinteractiveauthentication", "no"),
    ("permitrootlogin", "no"),
    ("maxsessions", "1"),
];

/// An address of nobody's (RFC 5737), for the question how sshd would treat a stranger.
const STRANGER: &str = "host=stranger,addr=203.0.113.1";

/// The drop-in is there as shipped.
pub(super) fn dropin(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::SshdFile);
    match round.machine.text(DROPIN) {
        Err(why) => finding.missing(why),
        Ok(text) if text == SHIPPED => finding.and(State::Holds, DROPIN),
        Ok(_) => finding.and(State::Fails, format!("{DROPIN} ≠ docs/deploy/sshd")),
    }
}

/// The region's authority and the list of what it took back are there: without the first nobody gets in, without the second sshd lets
/// nobody in either.
pub(super) fn authority(round: &Round<'_>) -> Finding {
    ["/etc/ssh/intrascope-ca.pub", "/etc/ssh/intrascope-revoked"].iter().fold(
        Finding::at(Point::Authority),
        |finding, file| match round.machine.stat(Path::new(file)) {
            Err(why) => finding.missing(why),
            Ok(found) if super::machine::mode(&found) & 0o022 != 0 => {
                finding.compare(file, &format!("{:04o}", super::machine::mode(&found)), "0644")
            }
            Ok(_) => finding.and(State::Holds, *file),
        },
    )
}

/// What sshd goes by for a supervisor, whatever else stands in its files.
pub(super) fn sshd(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Sshd);
    let (accounts, groups) = match (accounts::accounts(round.machine), accounts::all_groups(round.machine)) {
        (Ok(accounts), Ok(groups)) => (accounts, groups),
        (Err(why), _) | (_, Err(why)) => return finding.untold(why),
    };
    let remote = round.config.seats.iter().filter(|seat| seat.place == Place::Remote);
    let mut supervisors = remote.flat_map(|seat| accounts::members(seat, &accounts, &groups));
    let Some(name) = supervisors.next() else {
        return finding.untold(Why::NotThere("/etc/group: intrascope-sup:…".to_owned()));
    };
    let question = format!("user={name},{STRANGER}");
    match round.machine.ask(&["/usr/sbin/sshd", "-T", "-C", &question]) {
        Err(why) => finding.missing(why),
        Ok(answer) if answer.code != Some(0) => {
            finding.untold(Why::NoAnswer(format!("sshd -T -C {question}")))
        }
        Ok(answer) => WANTED.iter().fold(finding, |finding, (key, wanted)| {
            let found = answer.text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
            finding.compare(key, found.unwrap_or("–").trim(), wanted)
        }),
    }
}

/// The terminal of a seat, as the drop-in of its console names it: that of the engineer goes before the shipped one.
fn terminal(round: &Round<'_>, seat: &SeatConfig) -> Option<String> {
    let unit = console(seat);
    ["/etc/systemd/system", "/usr/lib/systemd/system"].iter().find_map(|folder| {
        value(&round.machine.text(&format!("{folder}/{unit}.d/terminal.conf")).ok()?, "TTYPath")
    })
}

/// No login prompt waits on a seat's terminal.
pub(super) fn getty(round: &Round<'_>) -> Finding {
    accounts::with_terminal(round).fold(Finding::at(Point::Getty), |finding, seat| {
        let Some(path) = terminal(round, seat) else {
            return finding.untold(Why::NotThere(format!("{}.d/terminal.conf", console(seat))));
        };
        let name = path.trim_start_matches("/dev/").to_owned();
        let kinds: &[&str] = if is_virtual(&name) { &["getty", "autovt"] } else { &["serial-getty"] };
        kinds.iter().fold(finding, |finding, kind| {
            let unit = format!("{kind}@{name}.service");
            let is_masked =
                round.machine.is_masked(&unit) || round.machine.is_masked(&format!("{kind}@.service"));
            let state = if is_masked { State::Holds } else { State::Fails };
            finding.and(state, format!("{unit} → {}", if is_masked { "/dev/null" } else { "?" }))
        })
    })
}

/// Whether a terminal is one of the machine's own screens.
fn is_virtual(name: &str) -> bool {
    name.strip_prefix("tty").is_some_and(|number| number.parse::<u8>().is_ok())
}

/// Switching to another terminal brings no login prompt.
pub(super) fn terminals(round: &Round<'_>) -> Finding {
    ["NAutoVTs", "ReserveVT"].iter().fold(Finding::at(Point::Terminals), |finding, key| {
        finding.compare(key, round.machine.setting("logind.conf", key).as_deref().unwrap_or("–"), "0")
    })
}

/// No keys restart the machine.
pub(super) fn reboot_keys(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::RebootKeys);
    let is_masked = round.machine.is_masked("ctrl-alt-del.target");
    let state = if is_masked { State::Holds } else { State::Fails };
    let finding =
        finding.and(state, format!("ctrl-alt-del.target → {}", if is_masked { "/dev/null" } else { "?" }));
    let burst = round.machine.setting("system.conf", "CtrlAltDelBurstAction");
    finding.compare("CtrlAltDelBurstAction", burst.as_deref().unwrap_or("–"), "none")
}
