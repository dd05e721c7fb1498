//! Draws the closing of a case.
//!
//! ```text
//! ┌ Closing · 39855302/231126/000417 · 123ABC16 ───────────────────────────────┐
//! │                                                                            │
//! │  [x] IC control without suspicion        14:09:12  Nurlanova B.            │
//! │  [x] sheet printed                       14:10:03                          │
//! │      sheet-000417.pdf · printer booth-1                                    │
//! │  [ ] sealed                                                                │
//! │                                                                            │
//! │  what is to be done now, in words                                          │
//! │                                                                            │
//! │  Seal number  0417                                                         │
//! └────────────────────────────────────────────────────────────────────────────┘
//! ```

use super::{Closing, Printing, Wanted};
use crate::domain::case::{CaseState, Stamp};
use crate::domain::step::Verdict;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

/// Columns of a step's name, before its time.
const STEP_COLUMNS: usize = 44;

/// Rows of the ladder: verdict, sheet, file, digest, last step; one above and one below.
const LADDER_ROWS: u16 = 7;

pub(super) fn draw(screen: &Closing, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let title = scene.words.say_with(
        "closing-title",
        &[
            ("number", Value::from(screen.case.number.to_string())),
            ("title", Value::from(screen.case.title().to_owned())),
        ],
    );
    let corner = phrases::depth_corner(scene.words, &screen.case);
    let block = Block::bordered()
        .title(format!(" {title} "))
        .title(Line::styled(corner, scene.theme.style(Role::Warning)).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let [ladder, advice, field] =
        Layout::vertical([Constraint::Length(LADDER_ROWS), Constraint::Length(6), Constraint::Length(1)])
            .areas(inner);
    frame.render_widget(Paragraph::new(steps(screen, scene, usize::from(ladder.width))), ladder);
    let text = advice_text(screen, scene);
    let inset = Rect { x: advice.x + 2, width: advice.width.saturating_sub(4), ..advice };
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), inset);
    draw_field(screen, frame, field, scene);
}

/// The ladder: each step with its box, its time and who took it.
fn steps(screen: &Closing, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let case = &screen.case;
    let words = scene.words;
    let verdict = case.conclusion.as_ref().map(|conclusion| conclusion.verdict);
    let name = case.conclusion.as_ref().map_or_else(String::new, |given| phrases::mark(words, given));
    let stamps = &case.stamps;
    let mut lines = vec![Line::raw(""), step(&name, stamps.verdict.as_ref(), scene, width)];
    let printed = match (verdict, &stamps.printed) {
        (Some(Verdict::UnderSuspicion), None) => "closing-step-printed-optional",
        _ => "closing-step-printed",
    };
    lines.push(step(&words.say(printed), stamps.printed.as_ref(), scene, width));
    let faint =
        |text: String| Line::styled(fit(&format!("      {text}"), width), scene.theme.style(Role::Faint));
    if let Some(sheet) = &case.sheet {
        let printer = match &sheet.printer {
            Some(answer) => words.say_with("closing-printer", &[("answer", Value::from(answer.clone()))]),
            None => words.say("closing-no-printer"),
        };
        lines.push(faint(words.say_with("closing-file", &[("file", Value::from(sheet.file.clone()))])));
        lines.push(faint(printer));
    }
    let (last, stamp) = match verdict {
        Some(Verdict::UnderSuspicion) => ("closing-step-handed-over", stamps.handed_over.as_ref()),
        Some(Verdict::WithoutSuspicion) | None => ("closing-step-sealed", stamps.sealed.as_ref()),
    };
    lines.push(step(&words.say(last), stamp, scene, width));
    lines
}

fn step(name: &str, stamp: Option<&Stamp>, scene: &Scene<'_>, width: usize) -> Line<'static> {
    let (marker, when, role) = match stamp {
        Some(stamp) => {
            let officer = stamp.officer.as_ref().map_or_else(String::new, |officer| officer.name.to_string());
            ("[x]", format!("{}  {officer}", phrases::clock(stamp.at)), Role::Text)
        }
        None => ("[ ]", String::new(), Role::Heading),
    };
    let text = format!("  {marker} {} {when}", fit(name, STEP_COLUMNS));
    Line::styled(fit(&text, width), scene.theme.style(role))
}

/// What is to be done now.
fn advice_text(screen: &Closing, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let words = scene.words;
    if screen.printing == Printing::Asked {
        return vec![Line::styled(words.say("closing-printing"), scene.theme.style(Role::Heading))];
    }
    let ids: &[&str] = match screen.case.state {
        CaseState::Cleared => &["closing-advice-print", "closing-advice-stamp"],
        CaseState::Printed => &["closing-advice-seal", "closing-advice-record-seal"],
        CaseState::Suspected if screen.case.sheet.is_none() => {
            &["closing-advice-hand-over", "closing-advice-print-optional"]
        }
        CaseState::Suspected => &["closing-advice-hand-over"],
        _ => &[],
    };
    ids.iter().map(|id| Line::raw(words.say(id))).collect()
}

fn draw_field(screen: &Closing, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let (id, columns) = match screen.wanted() {
        Wanted::Nothing => return,
        Wanted::Seal => ("closing-seal", 6),
        Wanted::Recipient => ("closing-recipient", 46),
    };
    let label = format!("  {} [", scene.words.say(id));
    let width = u16::try_from(label.width()).unwrap_or(20);
    let [left, right, end] =
        Layout::horizontal([Constraint::Length(width), Constraint::Max(columns), Constraint::Length(1)])
            .areas(area);
    frame.render_widget(Paragraph::new("]").style(scene.theme.style(Role::Heading)), end);
    frame.render_widget(Paragraph::new(label).style(scene.theme.style(Role::Heading)), left);
    screen.field.draw(frame, right, scene, Focus::Here);
}
