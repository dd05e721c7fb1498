//! What the kernel does: Landlock, typing into another's terminal, its own keys, cores, swap.

use super::Round;
use super::finding::{Finding, State, Why};
use super::machine::Machine;
use super::point::Point;

/// Landlock is among the kernel's security modules.
pub(super) fn landlock(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Landlock);
    match round.machine.text("/sys/kernel/security/lsm") {
        Err(why) => finding.untold(why),
        Ok(modules) => {
            let is_there = modules.trim().split(',').any(|module| module == "landlock");
            finding
                .and(if is_there { State::Holds } else { State::Fails }, format!("lsm = {}", modules.trim()))
        }
    }
}

/// Nobody types into another's terminal. A kernel without the key is one that always lets it.
pub(super) fn typing(round: &Round<'_>) -> Finding {
    let file = "/proc/sys/dev/tty/legacy_tiocsti";
    let finding = Finding::at(Point::Typing);
    match round.machine.text(file) {
        Err(why) => finding.missing(why),
        Ok(found) => finding.compare("dev.tty.legacy_tiocsti", found.trim(), "0"),
    }
}

/// No key talks to the kernel. A kernel that names itself and has no such value was built without those keys.
pub(super) fn sysrq(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Sysrq);
    match round.machine.text("/proc/sys/kernel/sysrq") {
        Ok(found) => finding.compare("kernel.sysrq", found.trim(), "0"),
        Err(Why::NotThere(_)) if round.machine.text("/proc/sys/kernel/ostype").is_ok() => {
            finding.and(State::Holds, "kernel.sysrq = –")
        }
        Err(why) => finding.untold(why),
    }
}

/// Cores go nowhere.
pub(super) fn cores(round: &Round<'_>) -> Finding {
    let finding = compare(Finding::at(Point::Cores), round.machine, "kernel/core_pattern", "|/bin/false");
    compare(finding, round.machine, "fs/suid_dumpable", "0")
}

fn compare(finding: Finding, machine: &Machine, key: &str, wanted: &str) -> Finding {
    match machine.text(&format!("/proc/sys/{key}")) {
        Err(why) => finding.untold(why),
        Ok(found) => finding.compare(&key.replace('/', "."), found.trim(), wanted),
    }
}

/// No memory is written to a disk in the clear.
pub(super) fn swap(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Swap);
    let areas = match round.machine.text("/proc/swaps") {
        Err(why) => return finding.untold(why),
        Ok(areas) => areas,
    };
    let areas: Vec<&str> = areas.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    if areas.is_empty() {
        return finding.and(State::Holds, "swap = 0");
    }
    areas.iter().fold(finding, |finding, area| {
        let state = if is_covered(round.machine, area) { State::Holds } else { State::Fails };
        finding.and(state, *area)
    })
}

/// Whether a swap area is encrypted, or in memory.
fn is_covered(machine: &Machine, area: &str) -> bool {
    let name = area.rsplit('/').next().unwrap_or_default();
    let is_crypt =
        || machine.text(&format!("/sys/block/{name}/dm/uuid")).is_ok_and(|id| id.starts_with("CRYPT-"));
    area.starts_with("/dev/zram") || (area.starts_with("/dev/dm-") && is_crypt())
}
