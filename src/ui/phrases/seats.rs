//! Seats, sessions and who looks on, in words.

use crate::domain::fact::{BoothFact, SessionEnd};
use crate::domain::officer::Officer;
use crate::domain::seat::{SeatFault, SeatName};
use crate::station::contract::seats::Ended;
use crate::ui::phrases;
use crate::words::{Value, Words};

/// A seat as people call it: known names in words, others as they are configured.
pub fn seat(words: Words, name: &SeatName) -> String {
    match name.as_str() {
        "booth" => words.say("seat-booth"),
        "oms" => words.say("seat-oms"),
        "oac" => words.say("seat-oac"),
        "sup" => words.say("seat-sup"),
        other => other.to_owned(),
    }
}

/// Why something cannot be done from a console.
pub fn fault(words: Words, fault: &SeatFault) -> String {
    match fault {
        SeatFault::NotHere => words.say("seat-not-here"),
        SeatFault::RoleNotHere(role) => {
            words.say_with("seat-role-not-here", &[("role", Value::from(phrases::role(words, *role)))])
        }
        SeatFault::NotOfAccount => words.say("seat-not-of-account"),
        SeatFault::Taken { by, seat: at } => words.say_with(
            "seat-taken",
            &[("name", Value::from(by.clone())), ("seat", Value::from(seat(words, at)))],
        ),
        SeatFault::Locked => words.say("seat-locked"),
        SeatFault::Full => words.say("seat-full"),
        SeatFault::NobodyThere => words.say("seat-nobody-there"),
        SeatFault::TooManyProposals => words.say("seat-too-many-proposals"),
    }
}

/// Why a session ended without its officer.
pub fn end(words: Words, why: SessionEnd) -> String {
    match why {
        SessionEnd::TakenOver => words.say("session-taken-over"),
        SessionEnd::Elsewhere => words.say("session-elsewhere"),
        SessionEnd::ConsoleGone => words.say("session-console-gone"),
        SessionEnd::TooLong => words.say("session-too-long"),
        SessionEnd::Account => words.say("session-account"),
    }
}

/// What a console says whose session ended without its officer.
pub fn ended(words: Words, ended: &Ended) -> String {
    let why = Value::from(end(words, ended.why));
    let at = Value::from(crate::domain::time::booth_time(ended.at).format("%H:%M").to_string());
    match &ended.by {
        Some(by) => words.say_with(
            "session-ended-by",
            &[("why", why), ("at", at), ("name", Value::from(by.name.to_string()))],
        ),
        None => words.say_with("session-ended", &[("why", why), ("at", at)]),
    }
}

/// A fact of seats and sessions; `None` where it is another.
pub(super) fn fact(words: Words, fact: &BoothFact) -> Option<String> {
    let at = |id, name: &SeatName| words.say_with(id, &[("seat", Value::from(seat(words, name)))]);
    let of = |id, officer: &Officer, name: &SeatName| {
        words.say_with(
            id,
            &[("officer", Value::from(officer.name.to_string())), ("seat", Value::from(seat(words, name)))],
        )
    };
    Some(match fact {
        BoothFact::SignedInAt { seat: name, account } => words.say_with(
            "fact-signed-in-at",
            &[("seat", Value::from(seat(words, name))), ("account", Value::from(account.to_string()))],
        ),
        BoothFact::SessionLocked { seat } => at("fact-session-locked", seat),
        BoothFact::SessionUnlocked { seat } => at("fact-session-unlocked", seat),
        BoothFact::SessionEnded { officer, seat: name, why } => words.say_with(
            "fact-session-ended",
            &[
                ("officer", Value::from(officer.name.to_string())),
                ("seat", Value::from(seat(words, name))),
                ("why", Value::from(end(words, *why))),
            ],
        ),
        BoothFact::WatchBegan { officer, seat } => of("fact-watch-began", officer, seat),
        BoothFact::WatchEnded { officer, seat } => of("fact-watch-ended", officer, seat),
        _ => return None,
    })
}
