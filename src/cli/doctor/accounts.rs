//! Accounts and groups: who exists, with which shell, in which group, and that no password opens any of them.

use super::Round;
use super::finding::{Finding, State, Why};
use super::machine::Machine;
use super::point::Point;
use crate::cli::settings::{Place, SeatConfig};
use std::collections::BTreeSet;

/// The account of the station.
pub(super) const STATION: &str = "intrascope";

/// The group that has the complex's adapter.
pub(super) const SERIAL: &str = "intrascope-serial";

/// The console, also as a login shell.
pub(super) const CONSOLE: &str = "/usr/bin/intrascope";

/// Shells that let nobody in.
const CLOSED: [&str; 4] = ["/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/false"];

/// A line of `/etc/passwd`.
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) shell: String,
}

/// A line of `/etc/group`.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) gid: u32,
    pub(super) members: Vec<String>,
}

/// The machine's own accounts.
pub(super) fn accounts(machine: &Machine) -> Result<Vec<Account>, Why> {
    let of_line = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, uid, gid, _, _, shell] = fields[..] else { return None };
        let (uid, gid) = (uid.parse().ok()?, gid.parse().ok()?);
        Some(Account { name: name.to_owned(), uid, gid, shell: shell.to_owned() })
    };
    Ok(machine.text("/etc/passwd")?.lines().filter_map(of_line).collect())
}

/// The machine's own groups.
pub(super) fn all_groups(machine: &Machine) -> Result<Vec<Group>, Why> {
    let of_line = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, gid, members] = fields[..] else { return None };
        let members = members.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Some(Group { name: name.to_owned(), gid: gid.parse().ok()?, members })
    };
    Ok(machine.text("/etc/group")?.lines().filter_map(of_line).collect())
}

/// The account that a seat's console runs as.
fn of_seat(seat: &SeatConfig) -> String {
    format!("{STATION}-{}", seat.name)
}

/// The seats with a terminal of this machine. One whose account has the console as its shell sits at another, and comes over SSH.
pub(super) fn with_terminal<'a>(round: &'a Round<'_>) -> impl Iterator<Item = &'a SeatConfig> {
    let accounts = accounts(round.machine).unwrap_or_default();
    let is_elsewhere = move |seat: &SeatConfig| {
        let name = of_seat(seat);
        accounts.iter().any(|account| account.name == name && account.shell == CONSOLE)
    };
    round.config.seats.iter().filter(move |seat| seat.place == Place::Local && !is_elsewhere(seat))
}

/// The accounts in a seat's group, the station's own left out: it is there to give the socket away.
pub(super) fn members(seat: &SeatConfig, accounts: &[Account], groups: &[Group]) -> BTreeSet<String> {
    let Some(group) = groups.iter().find(|group| group.name == seat.group) else { return BTreeSet::new() };
    let primary =
        accounts.iter().filter(|account| account.gid == group.gid).map(|account| account.name.clone());
    let members = primary.chain(group.members.iter().cloned());
    members.filter(|name| name != STATION).collect()
}

/// The station's account, those of the seats in the booth, and those of the supervisors, each with its shell.
pub(super) fn people(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Accounts);
    let (accounts, groups) = match (accounts(round.machine), all_groups(round.machine)) {
        (Ok(accounts), Ok(groups)) => (accounts, groups),
        (Err(why), _) | (_, Err(why)) => return finding.untold(why),
    };
    let finding = with_shell(finding, &accounts, STATION, &CLOSED);
    let local = round.config.seats.iter().filter(|seat| seat.place == Place::Local);
    // A seat on a thin machine comes over SSH: its shell is the console.
    let seat_shells: Vec<&str> = CLOSED.iter().copied().chain([CONSOLE]).collect();
    let finding =
        local.fold(finding, |finding, seat| with_shell(finding, &accounts, &of_seat(seat), &seat_shells));
    let remote = round.config.seats.iter().filter(|seat| seat.place == Place::Remote);
    remote
        .flat_map(|seat| members(seat, &accounts, &groups))
        .fold(finding, |finding, name| with_shell(finding, &accounts, &name, &[CONSOLE]))
}

fn with_shell(finding: Finding, accounts: &[Account], name: &str, shells: &[&str]) -> Finding {
    match accounts.iter().find(|account| account.name == name) {
        None => finding.missing(Why::NotThere(format!("/etc/passwd: {name}"))),
        Some(account) if account.uid == 0 => finding.and(State::Fails, format!("{name}: uid 0")),
        Some(account) if shells.contains(&account.shell.as_str()) => {
            finding.and(State::Holds, format!("{name} {}", account.shell))
        }
        Some(account) => {
            let wanted = shells.first().copied().unwrap_or_default();
            finding.compare(name, &account.shell, wanted)
        }
    }
}

/// Every seat's group is there, and nobody is in two: a socket is opened by its group.
pub(super) fn groups(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Groups);
    let (accounts, groups) = match (accounts(round.machine), all_groups(round.machine)) {
        (Ok(accounts), Ok(groups)) => (accounts, groups),
        (Err(why), _) | (_, Err(why)) => return finding.untold(why),
    };
    let seats = &round.config.seats;
    let wanted = seats.iter().map(|seat| seat.group.as_str()).chain([STATION, SERIAL]);
    let finding = wanted.fold(finding, |finding, name| {
        if groups.iter().any(|group| group.name == name) {
            finding.and(State::Holds, name)
        } else {
            finding.missing(Why::NotThere(format!("/etc/group: {name}")))
        }
    });
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for name in seats.iter().flat_map(|seat| members(seat, &accounts, &groups)) {
        if !seen.insert(name.clone()) {
            twice.insert(name);
        }
    }
    twice.iter().fold(finding, |finding, name| finding.and(State::Fails, format!("{name}: 2 × intrascope-*")))
}

/// No password opens any of the accounts.
pub(super) fn passwords(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Passwords);
    let read = (accounts(round.machine), all_groups(round.machine), round.machine.text("/etc/shadow"));
    let (accounts, groups, shadow) = match read {
        (Ok(accounts), Ok(groups), Ok(shadow)) => (accounts, groups, shadow),
        (Err(why), _, _) | (_, Err(why), _) | (_, _, Err(why)) => return finding.untold(why),
    };
    let seats = round.config.seats.iter().flat_map(|seat| members(seat, &accounts, &groups));
    let names: BTreeSet<String> = seats.chain([STATION.to_owned()]).collect();
    names.iter().fold(finding, |finding, name| {
        let line = shadow.lines().find_map(|line| line.strip_prefix(name.as_str())?.strip_prefix(':'));
        match line.map(|rest| rest.split(':').next().unwrap_or_default()) {
            None => finding.missing(Why::NotThere(format!("/etc/shadow: {name}"))),
            // What stands there is never shown, not even a part of it.
            Some("") => finding.and(State::Fails, format!("{name}: “” ≠ *")),
            Some(field) if field.starts_with('*') || field.starts_with('!') => finding
                .and(State::Holds, format!("{name} {}", if field.starts_with('*') { "*" } else { "!" })),
            Some(_) => finding.and(State::Fails, format!("{name}: $… ≠ *")),
        }
    })
}
