//! Draws the journal.
//!
//! ```text
//!  ┌ Journal ─────────────────────────────────────────── kind: all ┐
//!  │ Case [000417] Person [        ] Day [23.11.2026]              │
//!  │ Facts 812 to 799 of 812, newest first                         │
//!  │   time            case    who           what                  │
//!  │ ▶ 23.11 14:05:09  000417  Ахметов А.    Scan 000417-1 request…│
//!  │───────────────────────────────────────────────────────────────│
//!  │ 23.11.2026 14:05:09 · 39855302/231126/000417 · Ахметов А.     │
//!  │ the whole text of the chosen fact, two lines                  │
//!  └───────────────────────────────────────────────────────────────┘
//! ```

use super::Journal;
use super::filters::Unclear;
use crate::domain::journal::{JournalLine, JournalPage};
use crate::domain::time::booth_time;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

/// Rows that are no fact: the fields, what is shown, the heading.
const HEAD_ROWS: u16 = 3;

/// Rows of the chosen fact: its line, and its text on two.
const DETAIL_ROWS: u16 = 3;

/// Widths of the columns: marker, time, case, who. What happened has what is left: 36 columns at 80.
const MARKER: usize = 2;
const TIME: usize = 14;
const CASE: usize = 6;
const WHO: usize = 14;

/// Facts of a page.
pub(super) fn page(body: Rect) -> usize {
    usize::from(Block::bordered().inner(body).height.saturating_sub(HEAD_ROWS + DETAIL_ROWS)).max(1)
}

pub(super) fn draw(screen: &Journal, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let kind = Value::from(phrases::fact_kind(words, screen.filters.kind));
    let block = Block::bordered()
        .title(format!(" {} ", words.say("journal-title")))
        .title(Line::from(format!(" {} ", words.say_with("journal-kind", &[("kind", kind)]))).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let [fields, status, list, detail] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(DETAIL_ROWS),
    ])
    .areas(inner);
    draw_fields(screen, frame, fields, scene);
    let width = usize::from(inner.width);
    let (text, role) = status_text(screen, scene);
    let text = format!(" {}", fit(&text, width.saturating_sub(1)));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), status);
    draw_list(screen, frame, list, scene);
    if let Some(line) = screen.lines().get(screen.chosen) {
        draw_chosen(line, frame, detail, scene);
    }
}

fn draw_fields(screen: &Journal, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let fields = screen.filters.fields();
    let labels = fields.map(|(label, ..)| format!(" {} ", scene.words.say(label)));
    let width = |label: &String| u16::try_from(label.width()).unwrap_or(0);
    let taken: u16 = labels.iter().map(width).sum();
    let room = area.width.saturating_sub(taken).saturating_sub(1);
    // A case number has 22 characters and a cursor, a day ten; a person has the rest.
    let (case, day) = (23.min(room / 2), 11.min(room / 4));
    let rooms = [case, room.saturating_sub(case + day), day];
    let mut left = area.x;
    for ((label, (_, field, focus)), room) in labels.iter().zip(fields).zip(rooms) {
        let [name, text] = [width(label), room].map(|width| {
            let place = Rect { x: left, width, ..area };
            left = left.saturating_add(width);
            place
        });
        frame.render_widget(Paragraph::new(label.as_str()).style(scene.theme.style(Role::Heading)), name);
        field.draw(frame, text, scene, focus);
    }
}

fn draw_list(screen: &Journal, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let (words, width) = (scene.words, usize::from(area.width));
    let heading = [
        words.say("journal-time"),
        words.say("journal-case").to_lowercase(),
        words.say("journal-who"),
        words.say("journal-what"),
    ];
    let heading = columns("", heading.each_ref().map(String::as_str), width);
    let mut lines = vec![Line::styled(heading, scene.theme.style(Role::Faint))];
    for (place, line) in screen.lines().iter().enumerate() {
        let is_chosen = place == screen.chosen;
        let role = if is_chosen { Role::Focus } else { Role::Text };
        lines.push(Line::styled(row(line, is_chosen, words, width), scene.theme.style(role)));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn row(line: &JournalLine, is_chosen: bool, words: Words, width: usize) -> String {
    let marker = if is_chosen { "▶" } else { "" };
    let time = booth_time(line.entry.at).format("%d.%m %H:%M:%S").to_string();
    let case = line.entry.case().map_or_else(|| "—".to_owned(), crate::domain::number::CaseNumber::short);
    let (who, what) = (phrases::maker(words, &line.entry.by), phrases::fact(words, &line.entry));
    columns(marker, [&time, &case, &who, &what], width)
}

fn columns(marker: &str, [time, case, who, what]: [&str; 4], width: usize) -> String {
    let before = MARKER + TIME + CASE + WHO + 6;
    let (marker, time, case) = (fit(marker, MARKER), fit(time, TIME), fit(case, CASE));
    let (who, what) = (fit(who, WHO), fit(what, width.saturating_sub(before)));
    format!("{marker}{time}  {case}  {who}  {what}")
}

/// The chosen fact whole, as far as two lines hold it: what is longer is marked; the command has all of it.
fn draw_chosen(line: &JournalLine, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let case = line.entry.case().map_or_else(|| "—".to_owned(), ToString::to_string);
    let (at, who) = (phrases::date_time(line.entry.at), phrases::maker(words, &line.entry.by));
    let [first, text] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    });
    let width = usize::from(first.width);
    let told = fit(&format!("№ {} · {at} · {case} · {who}", line.seq), width);
    frame.render_widget(Paragraph::new(told).style(scene.theme.style(Role::Faint)), first);
    // A line that is broken between words is shorter than the room: a quarter of it is left for that.
    let what = fit(&phrases::fact(words, &line.entry), width * 2 - width / 4).trim_end().to_owned();
    frame.render_widget(Paragraph::new(what).wrap(Wrap { trim: true }), text);
}

/// What is shown, or what cannot be asked yet.
fn status_text(screen: &Journal, scene: &Scene<'_>) -> (String, Role) {
    let words = scene.words;
    match screen.filters.query(scene) {
        Err(Unclear::Case) => return (format!("! {}", words.say("journal-bad-case")), Role::Warning),
        Err(Unclear::Day) => return (format!("! {}", words.say("journal-bad-day")), Role::Warning),
        Ok(_) => {}
    }
    let said = match &screen.page {
        None => words.say("journal-waiting"),
        Some(_) if screen.asked.is_some() => words.say("journal-waiting"),
        Some(page) => shown(page, screen, scene),
    };
    (said, Role::Faint)
}

fn shown(page: &JournalPage, screen: &Journal, scene: &Scene<'_>) -> String {
    let words = scene.words;
    let is_short = page.lines.len() < self::page(scene.body);
    match (page.lines.first(), page.lines.last()) {
        _ if is_short && page.next.is_some() => {
            words.say_with("journal-more", &[("count", Value::from(page.lines.len()))])
        }
        (Some(first), Some(last)) => words.say_with(
            "journal-shown",
            &[
                ("first", Value::from(first.seq.to_string())),
                ("last", Value::from(last.seq.to_string())),
                ("total", Value::from(page.last.to_string())),
            ],
        ),
        _ if screen.back.is_empty() => words.say("journal-none"),
        _ => words.say_with("journal-more", &[("count", Value::from(0))]),
    }
}
