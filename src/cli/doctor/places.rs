//! Folders: the cases' own, its keys, the room for the next scan, the second device.

use super::Round;
use super::accounts::{self, STATION};
use super::finding::{Finding, State, Why};
use super::machine::mode;
use super::point::Point;
use crate::cli::policy;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Whoever is not the owner has no business in the data folder.
const OWNERS_FOLDER: u32 = 0o700;

/// Bits that a key's file must not have: everybody else's, and any right to run it.
const NOT_A_KEYS: u32 = 0o177;

/// Folders of the data folder that hold what opens something.
const KEY_FOLDERS: [&str; 2] = ["keys", "people"];

/// Room for the next scan: below 95 % used the station warns of nothing (`store::disk`).
const MIN_FREE_PERCENT: u64 = 5;

/// One scan as dropped and as kept, its tiles, a segment of the journal, sheets: some 750 MB (`store::disk`).
const MIN_FREE_BYTES: u64 = 750 << 20;

/// The data folder is the station's alone.
pub(super) fn folder(round: &Round<'_>) -> Finding {
    let folder = &round.config.data.folder;
    let finding = Finding::at(Point::DataFolder);
    match round.machine.stat(folder) {
        Err(why) => finding.missing(why),
        Ok(found) if !found.is_dir() => finding.and(State::Fails, format!("{} ≠ /", folder.display())),
        Ok(found) => {
            let name = folder.display().to_string();
            let finding =
                finding.compare(&name, &format!("{:04o}", mode(&found)), &format!("{OWNERS_FOLDER:04o}"));
            owned(round, finding, &name, found.uid())
        }
    }
}

/// Whether something is the station's.
fn owned(round: &Round<'_>, finding: Finding, name: &str, uid: u32) -> Finding {
    let accounts = match accounts::accounts(round.machine) {
        Err(why) => return finding.untold(why),
        Ok(accounts) => accounts,
    };
    let owner = accounts.iter().find(|account| account.uid == uid);
    let owner = owner.map_or_else(|| uid.to_string(), |account| account.name.clone());
    finding.compare(&format!("{name}: owner"), &owner, STATION)
}

/// Keys and secrets are read by the station alone.
pub(super) fn keys(round: &Round<'_>) -> Finding {
    let mut finding = Finding::at(Point::Keys);
    let mut files = 0;
    for folder in KEY_FOLDERS.map(|name| round.config.data.folder.join(name)) {
        let names = match round.machine.names(&folder) {
            // People are there once accounts are; keys once the station ran.
            Err(Why::NotThere(_)) if folder.ends_with("people") => continue,
            Err(why) => {
                finding = finding.untold(why);
                continue;
            }
            Ok(names) => names,
        };
        for path in names.iter().map(|name| folder.join(name)) {
            files += 1;
            finding = key(round, finding, &path);
        }
    }
    finding.and(State::Holds, format!("{files} × 0600"))
}

fn key(round: &Round<'_>, finding: Finding, path: &Path) -> Finding {
    match round.machine.stat(path) {
        Err(why) => finding.untold(why),
        Ok(found) if found.is_file() && mode(&found) & NOT_A_KEYS != 0 => {
            let name = path.display().to_string();
            finding.compare(&name, &format!("{:04o}", mode(&found)), "0600")
        }
        Ok(_) => finding,
    }
}

/// There is room for the next scans.
pub(super) fn space(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Space);
    let folder = round.machine.at(&round.config.data.folder);
    let Ok(disk) = rustix::fs::statvfs(&folder) else {
        return finding.untold(Why::NotThere(round.config.data.folder.display().to_string()));
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let percent = disk.f_bavail.saturating_mul(100).checked_div(disk.f_blocks).unwrap_or_default();
    let state =
        if free >= MIN_FREE_BYTES && percent >= MIN_FREE_PERCENT { State::Holds } else { State::Fails };
    finding.and(state, format!("{} MiB, {percent} %", free >> 20))
}

/// A second device holds the journal too.
pub(super) fn mirror(round: &Round<'_>) -> Finding {
    let finding = Finding::at(Point::Mirror);
    let own = &round.config.data.folder;
    let Some(mirror) = named_mirror(round) else { return finding.and(State::Fails, "mirror = –") };
    let marker = mirror.join("MIRROR");
    match (round.machine.stat(&marker), round.machine.stat(own)) {
        (Err(why), _) => finding.missing(why),
        (Ok(_), Err(why)) => finding.untold(why),
        (Ok(marker), Ok(own)) if marker.dev() == own.dev() => {
            finding.and(State::Fails, format!("{}: 1 × dev", mirror.display()))
        }
        (Ok(_), Ok(_)) => finding.and(State::Holds, mirror.display().to_string()),
    }
}

/// The mirror that the settings name, or the policy.
fn named_mirror(round: &Round<'_>) -> Option<PathBuf> {
    let of_policy =
        || policy::read(&round.machine.at(&round.config.data.folder), round.words).ok()?.store.mirror;
    round.config.data.mirror.clone().or_else(of_policy)
}
