//! Draws the statistics.
//!
//! ```text
//!  ┌ Statistics ────────────────────────────────────────────── day ┐
//!  │ 23.11.2026 00:00:00 — 23.11.2026 23:59:59                     │
//!  │ Cases registered       310   Scans a working hour       13,05 │
//!  │ …                            Suspicion rate     4,1 % (12/290)│
//!  │                              IC not applied                   │
//!  │                              live animals  ████▌            9 │
//!  │                              Scans by hour, most: 21          │
//!  │                              ▁▃▅▇█                            │
//!  │                              0     6     12    18             │
//!  └───────────────────────────────────────────────────────────────┘
//! ```

use super::{Length, Sheet, StatisticsScreen};
use crate::domain::exemption::ExemptionGround;
use crate::domain::statistics::{Completeness, Statistics};
use crate::ui::frame::fit;
use crate::ui::phrases::figures;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::chart::{lying, upright};
use crate::ui::widgets::field::Focus;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use unicode_width::UnicodeWidthStr;

/// Columns of the left half: a name of 26 and a count of seven.
const LEFT: u16 = 35;

/// Columns of the exposures: a name of 26, and a sum with the beams that are not in it.
const EXPOSURES: u16 = 64;

/// Columns of a lying bar.
const BAR: usize = 12;

/// Columns of its name.
const BAR_NAME: usize = 17;

/// Rows of one officer: the name, and what was done.
const PERSON_ROWS: usize = 2;

/// Rows besides the officers: the frame and the period.
const HEAD_ROWS: u16 = 3;

/// Rows of the right half besides the bars of the hours: pace, rates, grounds with their heading, heading, axis.
const RIGHT_ROWS: u16 = 5 + 2 + 5 + 1 + 1;

/// The highest that the bars of the hours become.
const MAX_HEIGHT: u16 = 8;

/// Officers that are shown at once.
pub(super) fn people_on(body: Rect) -> usize {
    (usize::from(body.height.saturating_sub(HEAD_ROWS)) / PERSON_ROWS).max(1)
}

pub(super) fn draw(screen: &StatisticsScreen, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let length = match screen.length {
        Length::Day => words.say("stats-day"),
        Length::Week => words.say("stats-week"),
        Length::Month => words.say("stats-month"),
        Length::Dates => words.say("stats-days"),
    };
    let block = Block::bordered()
        .title(format!(" {} ", words.say("stats-title")))
        .title(Line::from(format!(" {length} ")).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(inner);
    match screen.typing {
        Some(at) => draw_dates(screen, at, frame, head, scene),
        None => draw_head(screen, frame, head, scene),
    }
    let Some(counted) = &screen.counted else { return };
    match screen.sheet {
        Sheet::Figures => draw_figures(counted, frame, body, scene),
        Sheet::People => draw_people(screen, counted, frame, body, scene),
        Sheet::Exposures => draw_exposures(counted, frame, body, scene),
    }
}

fn draw_head(screen: &StatisticsScreen, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let (text, role) = match &screen.counted {
        _ if screen.asked.is_some() => (words.say("stats-counting"), Role::Faint),
        None => (words.say("stats-counting"), Role::Faint),
        Some(counted) if counted.completeness == Completeness::Truncated => {
            (format!("! {}", words.say("stats-truncated")), Role::Warning)
        }
        Some(counted) => (figures::period(counted), Role::Heading),
    };
    let text = format!(" {}", fit(&text, usize::from(area.width).saturating_sub(1)));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), area);
}

/// The fields of the dates; what is typed and is no period yet is said beside them.
fn draw_dates(screen: &StatisticsScreen, at: usize, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let labels = [words.say("stats-from"), words.say("stats-to")];
    let mut left = area.x;
    for (place, (label, field)) in labels.iter().zip(&screen.dates).enumerate() {
        let label = format!(" {label} ");
        let width = u16::try_from(label.width()).unwrap_or(0);
        frame.render_widget(
            Paragraph::new(label).style(scene.theme.style(Role::Heading)),
            Rect { x: left, width, ..area },
        );
        left = left.saturating_add(width);
        let focus = if place == at { Focus::Here } else { Focus::Elsewhere };
        field.draw(frame, Rect { x: left, width: 11, ..area }, scene, focus);
        left = left.saturating_add(11);
    }
    let are_typed = screen.dates.iter().all(|field| !field.value().is_empty());
    if are_typed && screen.typed().is_none() {
        let room = usize::from(area.right().saturating_sub(left)).saturating_sub(1);
        let text = format!(" {}", fit(&format!("! {}", words.say("stats-bad-days")), room));
        let rest = Rect { x: left, width: area.right().saturating_sub(left), ..area };
        frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Warning)), rest);
    }
}

fn draw_figures(counted: &Statistics, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let [left, _, right] =
        Layout::horizontal([Constraint::Length(LEFT), Constraint::Length(2), Constraint::Min(0)]).areas(area);
    let rows = |figures: Vec<(String, String)>, width: u16| -> Vec<Line<'static>> {
        figures.iter().map(|figure| Line::from(row(figure, usize::from(width)))).collect()
    };
    frame.render_widget(Paragraph::new(rows(figures::cases(words, counted), left.width)), left);
    let mut lines = rows(figures::pace(words, counted), right.width);
    lines.extend(rows(figures::rates(words, counted), right.width));
    let faint = scene.theme.style(Role::Faint);
    lines.push(Line::styled(words.say("stats-exemptions"), faint));
    lines.extend(grounds(words, counted).into_iter().map(Line::from));
    let by_hour = &counted.throughput.by_hour;
    let most = by_hour.iter().copied().max().unwrap_or(0);
    lines.push(Line::styled(words.say_with("stats-hours", &[("most", Value::from(most))]), faint));
    let height = area.height.saturating_sub(RIGHT_ROWS).clamp(1, MAX_HEIGHT);
    lines.extend(upright(by_hour, usize::from(height), 1).into_iter().map(Line::from));
    lines.push(Line::styled("0     6     12    18    ", faint));
    frame.render_widget(Paragraph::new(lines), right);
}

fn draw_exposures(counted: &Statistics, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let width = usize::from(area.width.min(EXPOSURES));
    let figures = figures::exposures(scene.words, &counted.exposures);
    let lines: Vec<Line<'static>> = figures.iter().map(|figure| Line::from(row(figure, width))).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

/// A name and its value, which is never what is cut.
fn row((name, value): &(String, String), width: usize) -> String {
    let room = width.saturating_sub(value.width() + 2);
    format!(" {} {value}", fit(name, room))
}

/// Cases to which the complex was not applied, as bars.
fn grounds(words: Words, counted: &Statistics) -> Vec<String> {
    let most = counted.exemptions.values().copied().max().unwrap_or(0);
    let bar = |ground: ExemptionGround| {
        let count = counted.exemptions.get(&ground).copied().unwrap_or(0);
        let name = fit(&figures::ground(words, ground), BAR_NAME);
        format!(" {name} {} {count}", lying(count, most, BAR))
    };
    ExemptionGround::ALL.into_iter().map(bar).collect()
}

fn draw_people(
    screen: &StatisticsScreen,
    counted: &Statistics,
    frame: &mut Frame<'_>,
    area: Rect,
    scene: &Scene<'_>,
) {
    let (width, shown) = (usize::from(area.width), people_on(scene.body));
    let mut lines = Vec::new();
    for person in counted.people.iter().skip(screen.first).take(shown) {
        let (name, what) = figures::person(scene.words, person);
        let heading = format!(" {}", fit(&name, width.saturating_sub(1)));
        lines.push(Line::styled(heading, scene.theme.style(Role::Heading)));
        lines.push(Line::from(format!("   {}", fit(&what, width.saturating_sub(3)))));
    }
    frame.render_widget(Paragraph::new(lines), area);
}
