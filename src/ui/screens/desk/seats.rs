//! The seats on the desk: who sits where, which case and screen they have, since when, and who looks on.

use crate::domain::number::CaseNumber;
use crate::domain::time::booth_time;
use crate::station::contract::seats::{ConsoleId, ConsoleView, Lock, Presence};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::seats;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::Value;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

/// Widths of seat, officer with role, case, screen, time; what is left tells how many look on.
const SEAT: usize = 17;
const OFFICER: usize = 22;
const CASE: usize = 6;
const SCREEN: usize = 16;
const SINCE: usize = 5;

/// The consoles that the desk shows: every one but its own; the station's own only while somebody works there.
pub(super) fn shown<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a ConsoleView> {
    let own = scene.snapshot.own;
    scene
        .snapshot
        .consoles
        .iter()
        .filter(move |console| console.id != own)
        .filter(|console| console.id != ConsoleId::default() || console.session.is_some())
}

/// The heading and so many rows, the chosen one among them.
pub(super) fn lines(
    chosen: Option<ConsoleId>,
    rows: usize,
    width: usize,
    scene: &Scene<'_>,
) -> Vec<Line<'static>> {
    let consoles: Vec<&ConsoleView> = shown(scene).collect();
    let here = consoles.iter().position(|console| Some(console.id) == chosen).unwrap_or(0);
    let first = (here + 1).saturating_sub(rows);
    let mut lines =
        vec![Line::styled(heading(consoles.len(), width, scene), scene.theme.style(Role::Heading))];
    for console in consoles.into_iter().skip(first).take(rows) {
        let is_chosen = Some(console.id) == chosen;
        let role = if is_chosen { Role::Focus } else { role(console) };
        let marker = if is_chosen { " ▶ " } else { "   " };
        let text = format!("{marker}{}", row(console, scene));
        lines.push(Line::styled(fit(&text, width), scene.theme.style(role)));
    }
    lines
}

fn role(console: &ConsoleView) -> Role {
    if console.session.is_some() { Role::Text } else { Role::Faint }
}

fn heading(count: usize, width: usize, scene: &Scene<'_>) -> String {
    let words = scene.words;
    let seats = format!(" {} · {count}", words.say("desk-seats"));
    let text = if count == 0 {
        seats
    } else {
        format!(
            "{} {} {} {}",
            fit(&seats, 3 + SEAT + 1 + OFFICER),
            fit(&words.say("desk-case"), CASE),
            fit(&words.say("desk-screen"), SCREEN),
            words.say("desk-since"),
        )
    };
    fit(&text, width)
}

fn row(console: &ConsoleView, scene: &Scene<'_>) -> String {
    let words = scene.words;
    let seat = fit(&seats::seat(words, &console.seat), SEAT);
    let Some(session) = &console.session else {
        let ended = console.ended.as_ref().map_or_else(String::new, |ended| seats::ended(words, ended));
        return format!("{seat} {} {ended}", fit(&words.say("desk-nobody"), OFFICER));
    };
    let officer = &session.officer;
    let with_role = format!("{} {}", phrases::role(words, officer.role), officer.name);
    // Where both have no room the seat tells the role.
    let officer = if with_role.width() > OFFICER { officer.name.to_string() } else { with_role };
    let case = console.shown.case.as_ref().map_or_else(String::new, CaseNumber::short);
    let screen = match (console.presence, session.lock) {
        (Presence::Gone, _) => format!("× {}", words.say("desk-gone")),
        (Presence::Here, Lock::Locked) => format!("× {}", words.say("desk-locked")),
        (Presence::Here, Lock::Open) => seats::screen(words, console.shown.screen.as_str()),
    };
    let since = booth_time(session.since).format("%H:%M").to_string();
    let onlookers = match watchers(console.id, scene).count() {
        0 => String::new(),
        count => format!("«{count}»"),
    };
    let (officer, case) = (fit(&officer, OFFICER), fit(&case, CASE));
    format!("{seat} {officer} {case} {} {} {onlookers}", fit(&screen, SCREEN), fit(&since, SINCE))
}

fn watchers<'a>(id: ConsoleId, scene: &Scene<'a>) -> impl Iterator<Item = &'a ConsoleView> {
    scene.snapshot.consoles.iter().filter(move |console| console.watching == Some(id))
}

/// Who looks on at the chosen seat.
pub(super) fn onlookers(chosen: Option<ConsoleId>, scene: &Scene<'_>) -> Option<String> {
    let watchers = watchers(chosen?, scene).filter_map(|console| console.session.as_ref());
    let names: Vec<String> = watchers.map(|session| session.officer.name.to_string()).collect();
    let names = (!names.is_empty()).then(|| Value::from(names.join(", ")))?;
    let room = usize::from(scene.body.width.saturating_sub(4));
    let said = format!(" {} ", scene.words.say_with("desk-watched", &[("names", names)]));
    Some(fit(&said, room).trim_end().to_owned() + " ")
}
