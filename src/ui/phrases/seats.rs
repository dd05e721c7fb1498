//! Seats, sessions and who looks on, in words.

use crate::domain::fact::{BoothFact, SessionEnd};
use crate::domain::number::CaseNumber;
use crate::domain::officer::Officer;
use crate::domain::seat::{SeatFault, SeatName};
use crate::station::contract::Snapshot;
use crate::station::contract::seats::{ConsoleView, Ended};
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

/// A screen that somebody else has, by the name of its section of the keymap.
pub fn screen(words: Words, name: &str) -> String {
    match name {
        "" => String::new(),
        "queue" => words.say("screen-queue"),
        "registration" => words.say("screen-registration"),
        "gate" => words.say("screen-gate"),
        "lane" => words.say("screen-lane"),
        "analysis" => words.say("screen-analysis"),
        "documents" => words.say("screen-documents"),
        "verdict" => words.say("screen-verdict"),
        "closing" => words.say("screen-closing"),
        "record" => words.say("screen-record"),
        "look" => words.say("screen-look"),
        "search" => words.say("screen-search"),
        "earlier" => words.say("screen-earlier"),
        "journal" => words.say("screen-journal"),
        "statistics" | "statistics-dates" => words.say("screen-statistics"),
        "override" => words.say("screen-override"),
        "outcome" => words.say("screen-outcome"),
        "desk" => words.say("screen-desk"),
        "watch" => words.say("screen-watch"),
        "day" | "day-form" => words.say("screen-day"),
        "shift" => words.say("screen-shift"),
        "malfunctions" => words.say("screen-malfunctions"),
        "check" => words.say("screen-check"),
        "people" => words.say("screen-people"),
        "first-pin" => words.say("screen-first-pin"),
        "notes" => words.say("screen-notes"),
        "approvals" => words.say("screen-approvals"),
        other => other.to_owned(),
    }
}

/// Who else has a case open, and at which seat; nothing where nobody has.
pub fn holder(words: Words, snapshot: &Snapshot, case: &CaseNumber) -> Option<String> {
    let (console, officer) = held_by(snapshot, case)?;
    let values =
        [("name", Value::from(officer.name.to_string())), ("seat", Value::from(seat(words, &console.seat)))];
    Some(words.say_with("case-open-at", &values))
}

/// The other console that has a case open, with its officer.
pub fn held_by<'a>(snapshot: &'a Snapshot, case: &CaseNumber) -> Option<(&'a ConsoleView, &'a Officer)> {
    let others = snapshot.consoles.iter().filter(|console| console.id != snapshot.own);
    others
        .filter(|console| console.shown.case.as_ref() == Some(case))
        .find_map(|console| Some((console, &console.session.as_ref()?.officer)))
}

/// Those who look on at this console, in one line; nothing where nobody does.
pub fn watched_by(words: Words, snapshot: &Snapshot) -> Option<String> {
    let names: Vec<String> = snapshot.watchers().map(|(_, officer)| officer.name.to_string()).collect();
    let names = (!names.is_empty()).then(|| Value::from(names.join(", ")))?;
    Some(words.say_with("watched-by", &[("names", names)]))
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
