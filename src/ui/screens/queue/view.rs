//! Draws the queue.
//!
//! ```text
//!  ┌ Cases ─────────────────────────────────── 2 wait for you ─┐
//!  │   number                  vehicle       state      since  │
//!  │ ▶ 39855302/231126/000417  123ABC16      queued     00:48  │
//!  │ · 39855302/231126/000416  …             closed            │
//!  └───────────────────────────────────────────────────────────┘
//! ```

use super::{Note, Queue, Turn, note, rows};
use crate::domain::case::{CaseRow, CaseState};
use crate::domain::number::CaseNumber;
use crate::ui::frame::fit;
use crate::ui::notices;
use crate::ui::phrases;
use crate::ui::phrases::seats;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::Value;
use ratatui::Frame;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use unicode_width::UnicodeWidthStr;

/// Rows of a page at 80×24: the body less frame and heading.
pub(super) const PAGE: usize = 17;

/// From this width the flag of an image that is not for measurement stands in whole words.
const WIDE_FROM: usize = 100;

/// Widths of the columns: number, plate (13 characters at most), container (11), waiting time.
/// At 80 columns 17 are left for the state, its longest word.
const NUMBER: usize = 22;
const VEHICLE: usize = 13;
const CONTAINER: usize = 11;
const SINCE: usize = 8;

pub(super) fn draw(screen: &Queue, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let rows = rows(scene);
    let mine = rows.iter().filter(|(turn, _)| *turn == Turn::Mine).count();
    let title = format!(" {} ", scene.words.say("queue-title"));
    let count = format!(" {} ", scene.words.say_with("queue-waiting", &[("count", Value::from(mine))]));
    let block = Block::bordered()
        .title(title)
        .title(Line::from(count).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    let held = rows.get(screen.place(&rows)).and_then(|(_, row)| held(&row.number, scene));
    let block = block.title_bottom(held.unwrap_or_default());
    let noted = rows.get(screen.place(&rows)).and_then(|(_, row)| noted(&row.number, scene));
    let block = block.title_bottom(noted.unwrap_or_default().right_aligned());
    frame.render_widget(block, scene.body);
    let width = usize::from(inner.width);
    let mut lines = vec![Line::styled(heading(scene, width), scene.theme.style(Role::Faint))];
    if rows.is_empty() {
        lines.push(Line::raw(""));
        lines.push(Line::raw(format!("   {}", scene.words.say("queue-empty"))));
    }
    let page = usize::from(inner.height).saturating_sub(1).max(1);
    let here = screen.place(&rows);
    let first = here.saturating_sub(page - 1);
    for (place, (turn, row)) in rows.iter().enumerate().skip(first).take(page) {
        let chosen = place == here;
        let style = match (chosen, turn) {
            (true, _) => scene.theme.style(Role::Focus),
            (false, Turn::Nobodys) => scene.theme.style(Role::Faint),
            (false, _) => scene.theme.style(Role::Text),
        };
        lines.push(Line::styled(line(row, *turn, chosen, scene, width), style));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Who else has the chosen case open, on the lower edge of the frame.
pub fn held(case: &CaseNumber, scene: &Scene<'_>) -> Option<Line<'static>> {
    let said = format!(" @ {} ", seats::holder(scene.words, scene.snapshot, case)?);
    let room = usize::from(scene.body.width.saturating_sub(4));
    Some(Line::styled(fit(&said, said.width().min(room)), scene.theme.style(Role::Text)))
}

/// How many notes of the chosen case wait for this officer, on the other side of the edge.
fn noted(case: &CaseNumber, scene: &Scene<'_>) -> Option<Line<'static>> {
    let count = scene.snapshot.case(case).map_or(0, |case| notices::waiting(case, scene).count());
    let said = scene.words.say_with("queue-notes", &[("count", Value::from(count))]);
    (count > 0).then(|| Line::styled(format!(" ! {said} "), scene.theme.style(Role::Warning)))
}

fn heading(scene: &Scene<'_>, width: usize) -> String {
    let say = |id| scene.words.say(id);
    columns(
        [
            "   ",
            &say("queue-number"),
            &say("queue-vehicle"),
            &say("queue-container"),
            &say("queue-state"),
            &say("queue-since"),
        ],
        width,
    )
}

fn line(row: &CaseRow, turn: Turn, chosen: bool, scene: &Scene<'_>, width: usize) -> String {
    let marker = match (chosen, turn) {
        (true, _) => " ▶ ",
        (false, Turn::Mine) => " » ",
        (false, Turn::Others) => "   ",
        (false, Turn::Nobodys) => " · ",
    };
    let since = if row.state.is_finished() {
        phrases::clock(row.changed_at)
    } else {
        phrases::span(row.since, scene.now)
    };
    let flag = if width < WIDE_FROM { phrases::depth_flag_short } else { phrases::depth_flag };
    let flag = flag(scene.words, row.depth).map_or_else(String::new, |flag| format!(" ({flag})"));
    let holder = seats::held_by(scene.snapshot, &row.number);
    let waits =
        scene.snapshot.case(&row.number).is_some_and(|case| notices::waiting(case, scene).next().is_some());
    let state = match holder {
        // The seat's short name: at 80 columns there is room for no more; whose it is stands below for the chosen row.
        Some((console, _)) => format!("@{} {}{flag}", console.seat, state(row, scene)),
        None => format!("{}{flag}", state(row, scene)),
    };
    let state = if waits { format!("! {state}") } else { state };
    let container = row.container.as_deref().unwrap_or("—");
    columns([marker, &shown(&row.number), &row.title, container, &state, &since], width)
}

/// The state, and what it alone does not tell.
fn state(row: &CaseRow, scene: &Scene<'_>) -> String {
    let words = scene.words;
    match scene.snapshot.case(&row.number).map_or(Note::Nothing, |case| note(case)) {
        Note::Nothing => phrases::state(words, row.state),
        Note::OpinionAsked => words.say("queue-opinion-asked"),
        Note::Reopened if row.state == CaseState::Queued => format!("↻ {}", words.say("queue-reopened")),
        Note::Reopened => format!("↻ {}", phrases::state(words, row.state)),
    }
}

fn shown(number: &CaseNumber) -> String {
    number.to_string()
}

fn columns(cells: [&str; 6], width: usize) -> String {
    let [marker, number, vehicle, container, state, since] = cells;
    let state_room = width.saturating_sub(3 + NUMBER + VEHICLE + CONTAINER + SINCE + 4);
    [
        fit(marker, 3),
        fit(number, NUMBER),
        fit(vehicle, VEHICLE),
        fit(container, CONTAINER),
        fit(state, state_room),
        fit(since, SINCE),
    ]
    .join(" ")
    .replacen(' ', "", 1)
}
