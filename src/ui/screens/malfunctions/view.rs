//! Draws the register of malfunctions: the list, and below it the chosen one from the symptom to its return.
//!
//! ```text
//!  ┌ Malfunctions ───────────────────────────────────── open: 2 ─┐
//!  │ ▶ 3  × IC stopped    02:13:44  detector line                │
//!  │   2  ! in use        26:00:10  barrier lamp                 │
//!  │   1  ✓ returned                conveyor                     │
//!  ├ 3 ──────────────────────────────────────────────────────────┤
//!  │ Symptom     half of the image stays black                   │
//!  │ Told        × tell by 14:30 (00:12)                         │
//!  └─────────────────────────────────────────────────────────────┘
//! ```

use super::{Malfunctions, rows};
use crate::domain::malfunction::{Done, Malfunction, TestResult};
use crate::ui::frame::fit;
use crate::ui::phrases::day::{Due, minute, running};
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Rows of the list at 80×24, frame included: a booth seldom has more than a few open.
const LIST_ROWS: u16 = 7;

/// Columns of number, service and clock; what is left is the part's.
const NUMBER: usize = 5;
const SERVICE: usize = 20;
const CLOCK: usize = 11;

/// Columns of a detail's label.
const LABEL: usize = 15;

fn areas(body: Rect) -> [Rect; 2] {
    let list = if body.height > 30 { body.height / 2 } else { LIST_ROWS };
    Layout::vertical([Constraint::Length(list), Constraint::Min(0)]).areas(body)
}

pub(super) fn draw(screen: &Malfunctions, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let [list, details] = areas(scene.body);
    draw_list(screen, frame, list, scene);
    let number = screen.malfunction(scene).map_or_else(String::new, |found| format!(" {} ", found.number.0));
    let block = Block::bordered().title(number).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(details);
    frame.render_widget(block, details);
    let lines = lines(screen, usize::from(inner.width), scene);
    let skipped = usize::from(screen.scroll).min(lines.len().saturating_sub(1));
    let mut lines: Vec<Line<'_>> = lines.into_iter().skip(skipped).collect();
    let rows = usize::from(inner.height).max(1);
    if lines.len() > rows {
        let more = format!("  … +{} · PgDn", lines.len() - rows + 1);
        lines.truncate(rows - 1);
        lines.push(Line::styled(more, scene.theme.style(Role::Faint)));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// How far the details may be scrolled.
pub(super) fn last_line(screen: &Malfunctions, scene: &Scene<'_>) -> u16 {
    let [_, details] = areas(scene.body);
    let (width, height) = (details.width.saturating_sub(2), details.height.saturating_sub(2));
    let count = u16::try_from(lines(screen, usize::from(width), scene).len()).unwrap_or(u16::MAX);
    count.saturating_sub(height)
}

fn draw_list(screen: &Malfunctions, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let rows = rows(scene);
    let open = Value::from(scene.snapshot.day.open_malfunctions().count());
    let count = format!(" {} ", words.say_with("malfunctions-open", &[("count", open)]));
    let block = Block::bordered()
        .title(format!(" {} ", words.say("malfunctions-title")))
        .title(Line::from(count).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if rows.is_empty() {
        frame.render_widget(Paragraph::new(format!("   {}", words.say("malfunctions-none"))), inner);
        return;
    }
    let (place, page) = (screen.place(&rows), usize::from(inner.height).max(1));
    let first = place.saturating_sub(page - 1);
    let lines = rows.iter().enumerate().skip(first).take(page).map(|(row, malfunction)| {
        let (text, role) = line(malfunction, row == place, usize::from(inner.width), scene);
        Line::styled(text, scene.theme.style(if row == place { Role::Focus } else { role }))
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}

fn line(malfunction: &Malfunction, chosen: bool, width: usize, scene: &Scene<'_>) -> (String, Role) {
    let words = scene.words;
    let (service, role) = match (&malfunction.returned, malfunction.stops()) {
        (Some(_), _) => (format!("✓ {}", words.say("malfunctions-returned")), Role::Faint),
        (None, true) => (format!("× {}", words.say("malfunctions-stopped")), Role::Warning),
        (None, false) => (format!("! {}", words.say("malfunctions-in-use")), Role::Text),
    };
    let until = malfunction.returned.as_ref().map_or(scene.now, |done| done.at);
    let clock = running(malfunction.found.at, until);
    let marker = if chosen { " ▶ " } else { "   " };
    let number = fit(&malfunction.number.0.to_string(), NUMBER);
    let lead = format!("{marker}{number}{}{}", fit(&service, SERVICE), fit(&clock, CLOCK));
    (fit(&format!("{lead}{}", malfunction.found.what.part), width), role)
}

/// Everything that is known of the chosen one.
fn lines(screen: &Malfunctions, width: usize, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let Some(malfunction) = screen.malfunction(scene) else { return Vec::new() };
    let words = scene.words;
    let mut page = Page { lines: Vec::new(), width, scene };
    page.put(&words.say("malfunction-part"), malfunction.found.what.part.as_str(), Role::Text);
    page.put(&words.say("malfunction-symptom"), malfunction.found.what.symptom.as_str(), Role::Text);
    page.put(&words.say("malfunction-found"), &signed(&malfunction.found), Role::Text);
    put_due(&mut page, malfunction, scene);
    for told in &malfunction.told {
        let values = [
            ("whom", Value::from(told.what.whom.to_string())),
            ("how", Value::from(told.what.how.to_string())),
        ];
        let said = format!("{} · {}", words.say_with("malfunction-told-as", &values), signed(told));
        page.put(&words.say("malfunction-told"), &said, Role::Text);
    }
    put_work(&mut page, malfunction, scene);
    page.lines
}

/// What is due, with its clock; nothing once it is back in service.
fn put_due(page: &mut Page<'_, '_>, malfunction: &Malfunction, scene: &Scene<'_>) {
    if malfunction.returned.is_some() {
        return;
    }
    let due = Due::of(malfunction, &scene.snapshot.booth.policy.policy.malfunction);
    let (symbol, role) = if due.is_over(scene.now) { ("×", Role::Warning) } else { ("»", Role::Heading) };
    page.put("", &format!("{symbol} {}", due.text(scene.words, scene.now)), role);
}

fn put_work(page: &mut Page<'_, '_>, malfunction: &Malfunction, scene: &Scene<'_>) {
    let words = scene.words;
    let not_yet = words.say("malfunction-not-yet");
    let repaired = malfunction.repaired.as_ref();
    let repaired = repaired.map(|done| format!("{} · {}", done.what, signed(done)));
    page.put(&words.say("malfunction-repaired"), repaired.as_ref().unwrap_or(&not_yet), Role::Text);
    let tested = malfunction.tested.as_ref().map(|done| {
        let result = match done.what.result {
            TestResult::Passed => format!("✓ {}", words.say("malfunction-passed")),
            TestResult::Failed => format!("× {}", words.say("malfunction-failed")),
        };
        format!("{result} · {} · {}", done.what.note, signed(done))
    });
    page.put(&words.say("malfunction-tested"), tested.as_ref().unwrap_or(&not_yet), Role::Text);
    let returned = malfunction.returned.as_ref().map(|done| {
        let values = [
            ("first", Value::from(done.by.name.to_string())),
            ("second", Value::from(done.what.name.to_string())),
        ];
        format!("{} · {}", words.say_with("malfunction-two", &values), minute(done.at))
    });
    page.put(&words.say("malfunction-back"), returned.as_ref().unwrap_or(&not_yet), Role::Text);
}

fn signed<T>(done: &Done<T>) -> String {
    format!("{} · {}", done.by.name, minute(done.at))
}

/// Lines with labels; a text that is too long for one goes on below itself.
struct Page<'a, 'b> {
    lines: Vec<Line<'static>>,
    width: usize,
    scene: &'a Scene<'b>,
}

impl Page<'_, '_> {
    fn put(&mut self, label: &str, text: &str, role: Role) {
        let room = self.width.saturating_sub(LABEL + 2).max(1);
        for (row, part) in text_block::lines(text, room).into_iter().enumerate() {
            let label = if row == 0 { label } else { "" };
            let line = format!(" {} {part}", fit(label, LABEL));
            self.lines.push(Line::styled(line, self.scene.theme.style(role)));
        }
    }
}
