//! Settings of the right kind that make no sense, and every fault in words.

use super::key::Key;
use super::lane::{self, LaneProblem};
use super::seats::SeatConfig;
use super::syntax::Syntax;
use super::{IdleConfig, StationConfig};
use crate::domain::officer::Role;
use crate::domain::seat::Place;
use crate::domain::text::CleanText;
use crate::words::{Value, Words};
use std::path::Path;

/// Seats of one booth: two operators, the supervisors, and as many again for a second pair.
const MAX_SEATS: usize = 8;

/// The longest name of a seat: it stands in every header of 80 columns.
const MAX_SEAT_NAME: usize = 16;

/// The longest name of a Unix group that every tool takes.
const MAX_GROUP: usize = 31;

/// The longest name of a post, a complex, a model, a queue: it stands in a header or in a line of the scanner's link.
const MAX_NAME_CHARS: usize = 48;

/// Minutes that a console may stand untouched: under one it locks while a person reads, over thirty it is a door left open
/// (the longest time that NIST 800-63B leaves a session alone at its second level).
const IDLE_MINUTES: std::ops::RangeInclusive<u16> = 1..=30;

/// A socket's path, bytes: the kernel's `sun_path` has 108, the last one is a NUL.
const MAX_SOCKET_PATH: usize = 107;

/// Characters of a value that a message repeats: two lines of 80.
const MAX_SHOWN: usize = 160;

/// Why a file is no settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SettingsFault {
    /// It cannot be read.
    Unreadable(String),
    /// It is too long to be one.
    TooLong { bytes: u64, most: u64 },
    /// It is no TOML, has an unknown key, lacks one, or one is of another kind.
    Syntax(Box<Syntax>),
    /// A place is not given from the root on.
    NotAbsolute { key: &'static str, value: String },
    /// The post's code.
    PostCode(String),
    /// A name is empty, too long, or has characters that cannot be seen.
    Name { key: &'static str, most: usize },
    /// Minutes out of range.
    Idle { key: &'static str, from: u16, to: u16 },
    /// Too many seats.
    TooManySeats { most: usize },
    /// A device of the lane: its key, the line where it stands or where its section begins, and what is wrong.
    Scanner { key: Key, line: usize, why: LaneProblem },
    /// A seat's name or group.
    SeatName(String),
    /// Two seats with one name or one group.
    SeatTwice(String),
    /// A seat without a role, or with one twice.
    SeatRoles(String),
    /// A seat elsewhere from which the scan could be driven.
    RemoteDrives(String),
    /// No seat in the booth from which the scan is driven.
    NobodyDrives,
    /// A socket's path does not fit into the kernel's.
    SocketPath { seat: String, most: usize },
}

impl SettingsFault {
    /// The fault of the parser, with its line.
    pub(super) fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        Self::Syntax(Box::new(Syntax::of(text, error)))
    }

    /// The fault in the person's language.
    pub(crate) fn describe(&self, words: Words) -> String {
        let text = |value: &str| Value::from(shown(value));
        match self {
            Self::Unreadable(why) => shown(why),
            Self::TooLong { bytes, most } => words.say_with(
                "settings-too-long",
                &[("bytes", Value::from(*bytes)), ("most", Value::from(*most))],
            ),
            Self::Syntax(syntax) => syntax.describe(words, shown),
            Self::Scanner { key, line, why } => words.say_with(
                "settings-line-key",
                &[
                    ("line", text(&line.to_string())),
                    ("key", text(&key.to_string())),
                    ("why", Value::from(why.describe(words))),
                ],
            ),
            Self::NotAbsolute { key, value } => {
                words.say_with("settings-not-absolute", &[("key", text(key)), ("value", text(value))])
            }
            Self::PostCode(code) => words.say_with("settings-post-code", &[("code", text(code))]),
            Self::Name { key, most } => {
                words.say_with("settings-name", &[("key", text(key)), ("most", Value::from(*most))])
            }
            Self::Idle { key, from, to } => words.say_with(
                "settings-idle",
                &[("key", text(key)), ("from", Value::from(*from)), ("to", Value::from(*to))],
            ),
            _ => self.describe_seat(words),
        }
    }

    fn describe_seat(&self, words: Words) -> String {
        let of = |name: &str| [("seat", Value::from(shown(name)))];
        match self {
            Self::TooManySeats { most } => {
                words.say_with("settings-too-many-seats", &[("most", Value::from(*most))])
            }
            Self::SeatName(name) => words.say_with("settings-seat-name", &of(name)),
            Self::SeatTwice(name) => words.say_with("settings-seat-twice", &of(name)),
            Self::SeatRoles(name) => words.say_with("settings-seat-roles", &of(name)),
            Self::RemoteDrives(name) => words.say_with("settings-remote-drives", &of(name)),
            Self::SocketPath { seat, most } => words.say_with(
                "settings-socket-path",
                &[("seat", Value::from(shown(seat))), ("most", Value::from(*most))],
            ),
            _ => words.say("settings-nobody-drives"),
        }
    }
}

/// What the file says, as a terminal may show it.
fn shown(value: &str) -> String {
    CleanText::bounded(value, MAX_SHOWN).as_str().to_owned()
}

/// Checks what the types leave open.
pub(super) fn check(config: &StationConfig, text: &str) -> Result<(), SettingsFault> {
    let code = &config.booth.post_code;
    if !matches!(code.len(), 2 | 5 | 8) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(SettingsFault::PostCode(code.clone()));
    }
    check_name("booth.post_name", &config.booth.post_name)?;
    check_name("booth.ic_name", &config.booth.ic_name)?;
    if let Some(printer) = &config.printer {
        check_queue(&printer.queue)?;
    }
    check_places(config)?;
    check_scanner(config, text)?;
    check_idle(&config.idle)?;
    check_seats(config)
}

fn check_name(key: &'static str, name: &str) -> Result<(), SettingsFault> {
    let clean = CleanText::new(name);
    let fits = !clean.is_empty() && clean.as_str() == name && name.chars().count() <= MAX_NAME_CHARS;
    if fits { Ok(()) } else { Err(SettingsFault::Name { key, most: MAX_NAME_CHARS }) }
}

/// A queue's name goes onto `lp`'s command line: what begins with a dash would be an option there.
fn check_queue(queue: &str) -> Result<(), SettingsFault> {
    check_name("printer.queue", queue)?;
    let is_plain = queue.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let fits = is_plain && !queue.starts_with('-');
    if fits { Ok(()) } else { Err(SettingsFault::Name { key: "printer.queue", most: MAX_NAME_CHARS }) }
}

fn check_places(config: &StationConfig) -> Result<(), SettingsFault> {
    let places: [(&'static str, Option<&Path>); 5] = [
        ("data.folder", Some(&config.data.folder)),
        ("data.copies", config.data.copies.as_deref()),
        ("data.mirror", config.data.mirror.as_deref()),
        ("scanner.drop", Some(&config.scanner.drop)),
        ("sockets.folder", Some(&config.sockets.folder)),
    ];
    for (key, place) in places {
        if let Some(place) = place.filter(|place| !place.is_absolute()) {
            return Err(SettingsFault::NotAbsolute { key, value: place.display().to_string() });
        }
    }
    Ok(())
}

/// Each device's own check names the key that is wrong, and the file knows its line.
fn check_scanner(config: &StationConfig, text: &str) -> Result<(), SettingsFault> {
    lane::find(&config.scanner).map_err(|(section, why)| {
        let key = why.key(Key::of(section));
        SettingsFault::Scanner { line: key.line(text), key, why }
    })
}

fn check_idle(idle: &IdleConfig) -> Result<(), SettingsFault> {
    for (key, minutes) in
        [("idle.local_minutes", idle.local_minutes), ("idle.remote_minutes", idle.remote_minutes)]
    {
        if !IDLE_MINUTES.contains(&minutes) {
            return Err(SettingsFault::Idle { key, from: *IDLE_MINUTES.start(), to: *IDLE_MINUTES.end() });
        }
    }
    Ok(())
}

fn check_seats(config: &StationConfig) -> Result<(), SettingsFault> {
    let seats = &config.seats;
    if seats.len() > MAX_SEATS {
        return Err(SettingsFault::TooManySeats { most: MAX_SEATS });
    }
    for (place, seat) in seats.iter().enumerate() {
        check_seat(seat)?;
        // One group for two seats would let the accounts of one sit down at the other.
        let is_same = |other: &SeatConfig| other.name == seat.name || other.group == seat.group;
        if seats.iter().take(place).any(is_same) {
            return Err(SettingsFault::SeatTwice(seat.name.clone()));
        }
        if config.socket(seat).as_os_str().len() > MAX_SOCKET_PATH {
            return Err(SettingsFault::SocketPath { seat: seat.name.clone(), most: MAX_SOCKET_PATH });
        }
    }
    let drives = |seat: &SeatConfig| seat.place == Place::Local && seat.roles.contains(&Role::Oms);
    if seats.iter().any(drives) { Ok(()) } else { Err(SettingsFault::NobodyDrives) }
}

fn check_seat(seat: &SeatConfig) -> Result<(), SettingsFault> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let named = (1..=MAX_SEAT_NAME).contains(&seat.name.len()) && seat.name.chars().all(is_plain);
    let grouped = (1..=MAX_GROUP).contains(&seat.group.len())
        && seat.group.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && seat.group.chars().all(|c| is_plain(c) || c == '_');
    if !named || !grouped {
        return Err(SettingsFault::SeatName(seat.name.clone()));
    }
    let repeats = |place: usize, role: &Role| seat.roles.iter().skip(place + 1).any(|other| other == role);
    if seat.roles.is_empty() || seat.roles.iter().enumerate().any(|(place, role)| repeats(place, role)) {
        return Err(SettingsFault::SeatRoles(seat.name.clone()));
    }
    if seat.place == Place::Remote && seat.roles.contains(&Role::Oms) {
        return Err(SettingsFault::RemoteDrives(seat.name.clone()));
    }
    Ok(())
}
