//! Draws the desk.
//!
//! ```text
//! ┌ Supervisor's desk ──────────────────────────────── malfunctions open: 1 ┐
//! │ SEATS · 2                          case    screen         since         │
//! │   OAC seat   OAC Nurlanova B.      000417  analysis       08:55         │
//! │   OMS seat   nobody                                                     │
//! │ SECOND OPINIONS · 1                                                     │
//! │ ▶ 39855302/231126/000417  123ABC16      01:12  what is behind the axle? │
//! │ RE-CHECKS · 0                                                           │
//! │ OUTCOMES DUE · 1                                                        │
//! │   39855302/221126/000102  777KZ02    26:10:00  handed over to …         │
//! └─────────────────────────────────────────────────────────────────────────┘
//! ```

use super::{Desk, Entry, List, Waiting, seats, waiting};
use crate::domain::Moment;
use crate::domain::case::{Case, Stamp};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Rows of frame and headings: two of the frame, the heading of the seats, three headings.
const FIXED_ROWS: u16 = 6;

/// Widths of number, plate, waiting time.
const NUMBER: usize = 22;
const VEHICLE: usize = 13;
const SINCE: usize = 9;

/// Seats that are shown at one time: at most two fifths of what there is room for, where cases wait too.
fn seat_rows(scene: &Scene<'_>) -> usize {
    let room = usize::from(scene.body.height.saturating_sub(FIXED_ROWS));
    let (seats, cases) = (seats::shown(scene).count(), waiting(scene).len());
    seats.min(room.saturating_sub(cases).max(room * 2 / 5))
}

/// Cases that a page shows.
pub(super) fn page(scene: &Scene<'_>) -> usize {
    usize::from(scene.body.height.saturating_sub(FIXED_ROWS)).saturating_sub(seat_rows(scene)).max(1)
}

/// The cases that are shown while the one at `here` is chosen.
pub(super) fn in_sight<'a>(here: usize, waiting: &'a [Waiting], scene: &Scene<'_>) -> &'a [Waiting] {
    let page = page(scene);
    let first = (here + 1).saturating_sub(page).min(waiting.len());
    waiting.get(first..(first + page).min(waiting.len())).unwrap_or(&[])
}

pub(super) fn draw(desk: &Desk, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let waiting = waiting(scene);
    let here = desk.place_waiting(&waiting);
    let chosen = match &desk.chosen {
        Some(Entry::Seat(id)) => Some(*id),
        Some(Entry::Case(_)) | None => None,
    };
    let open = scene.snapshot.day.open_malfunctions().count();
    let role = if open > 0 { Role::Warning } else { Role::Faint };
    let sign = if open > 0 { "× " } else { "" };
    let malfunctions = words.say_with("desk-malfunctions", &[("count", Value::from(open))]);
    let onlookers = seats::onlookers(chosen, scene).map_or_else(Line::default, Line::from);
    let block = Block::bordered()
        .title_bottom(onlookers)
        .title(format!(" {} ", words.say("desk-title")))
        .title(Line::styled(format!(" {sign}{malfunctions} "), scene.theme.style(role)).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let width = usize::from(inner.width);
    let shown = in_sight(here, &waiting, scene);
    let mut lines = seats::lines(chosen, seat_rows(scene), width, scene);
    for list in [List::Opinions, List::Rechecks, List::Outcomes] {
        let count = waiting.iter().filter(|one| one.list == list).count();
        let heading = format!(" {} · {count}", words.say(heading_id(list)));
        lines.push(Line::styled(fit(&heading, width), scene.theme.style(Role::Heading)));
        for one in shown.iter().filter(|one| one.list == list) {
            let is_chosen = chosen.is_none() && waiting.get(here) == Some(one);
            let role = if is_chosen { Role::Focus } else { Role::Text };
            let text = row(desk, one, is_chosen, scene);
            lines.push(Line::styled(fit(&text, width), scene.theme.style(role)));
        }
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn heading_id(list: List) -> &'static str {
    match list {
        List::Opinions => "desk-opinions",
        List::Rechecks => "desk-rechecks",
        List::Outcomes => "desk-outcomes",
    }
}

fn row(desk: &Desk, one: &Waiting, is_chosen: bool, scene: &Scene<'_>) -> String {
    let marker = if is_chosen { " ▶ " } else { "   " };
    let case = desk.case(&one.number, scene);
    let number = fit(&one.number.to_string(), NUMBER);
    let title = fit(case.map_or("", |case| case.title()), VEHICLE);
    let since = case.and_then(|case| since(one.list, case));
    let since = since.map_or_else(String::new, |since| phrases::age(scene.words, since, scene.now));
    let what = case.map_or_else(String::new, |case| what(one.list, case, scene.words));
    format!("{marker}{number} {title} {} {what}", fit(&since, SINCE))
}

fn since(list: List, case: &Case) -> Option<Moment> {
    let at = |stamp: &Stamp| stamp.at;
    match list {
        List::Opinions => case.opinion_asked.as_ref().map(|asked| at(&asked.stamp)),
        List::Rechecks => case.recheck_asked.as_ref().map(|asked| at(&asked.stamp)),
        List::Outcomes => case.stamps.handed_over.as_ref().map(at),
    }
}

fn what(list: List, case: &Case, words: Words) -> String {
    match list {
        List::Opinions => {
            case.opinion_asked.as_ref().map_or_else(String::new, |asked| asked.what.to_string())
        }
        // Where nobody asked, the policy's sample did.
        List::Rechecks => {
            case.recheck_asked.as_ref().map_or_else(String::new, |asked| match asked.stamp.officer {
                Some(_) => asked.what.to_string(),
                None => words.say_with("desk-sampled", &[("share", Value::from(asked.what.to_string()))]),
            })
        }
        List::Outcomes => case.handed_to.as_ref().map_or_else(String::new, ToString::to_string),
    }
}
