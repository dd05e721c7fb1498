//! Draws the analysis.
//!
//! ```text
//!  Case …000417 × reduced depth  in analysis 01:12  waited 00:48  2 energies            viewed 34 %
//!                                                                   ┌ side panel, from 120 columns ┐
//!         (the image; marks are frames with their number)           │ documents, goods,            │
//!                                                                   │ discrepancies, marks         │
//!                                                                   └──────────────────────────────┘
//!  window 12 000…48 000 · log · sharpen 2 · air bright             T 0,031 (2 041)   x 4 212 y 903
//!  CMR 4471 · 0805 citrus · 1 296 packages · 20400 kg              mark 1: dense object, or the note
//! ```

use super::framing::Grip;
use super::inks;
use super::opinion::opinion_line;
use super::viewer::Viewer;
use super::{Analysis, Duty, Mode, NoteFor, Trouble, wording};
use crate::domain::case::{CaseState, Stamp};
use crate::domain::scan::Depth;
use crate::ui::frame::fit;
use crate::ui::message::PictureMode;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::theme::Role;
use crate::ui::widgets::image_pane;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

/// From this width the documents stand beside the image.
const SIDE_FROM: u16 = 120;
const SIDE_COLUMNS: u16 = 40;

/// Where each part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panes {
    case: Rect,
    pub(super) image: Rect,
    side: Option<Rect>,
    status: Rect,
    notes: Rect,
}

/// Divides the body.
pub(super) fn panes(body: Rect) -> Panes {
    let [case, middle, status, notes] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(body);
    if body.width < SIDE_FROM {
        return Panes { case, image: middle, side: None, status, notes };
    }
    let [image, side] =
        Layout::horizontal([Constraint::Min(0), Constraint::Length(SIDE_COLUMNS)]).areas(middle);
    Panes { case, image, side: Some(side), status, notes }
}

pub(super) fn draw(screen: &Analysis, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
    let panes = panes(scene.body);
    draw_case(screen, frame, panes.case, scene);
    if let Some(side) = panes.side {
        draw_side(screen, frame, side, scene);
    }
    draw_status(screen, frame, panes.status, scene);
    draw_notes(screen, frame, &panes, scene);
    draw_image(screen, frame, panes.image, scene)
}

/// Left text and right text in one line; the right one is never cut.
fn two_ends(left: &str, right: &str, width: u16) -> String {
    if right.is_empty() {
        return fit(left, usize::from(width));
    }
    let room = usize::from(width).saturating_sub(right.width() + 2);
    format!("{} {right} ", fit(left, room))
}

fn draw_case(screen: &Analysis, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let case = &screen.case;
    let stamp_at = |stamp: &Option<Stamp>| stamp.as_ref().map(|stamp| stamp.at);
    let begun = stamp_at(&case.stamps.analysis_begun).filter(|_| case.state == CaseState::InAnalysis);
    let mut parts = vec![match begun {
        _ if screen.guest.is_some() => phrases::state(words, case.state),
        _ if screen.duty == Duty::LookOn => {
            format!("× {} · {}", words.say("look-only"), phrases::state(words, case.state))
        }
        Some(at) => words.say_with("analysis-since", &[("span", Value::from(phrases::span(at, scene.now)))]),
        None => phrases::state(words, case.state),
    }];
    let is_reduced = case.image().is_some_and(|image| image.depth == Depth::Reduced);
    // The flag in whole words comes before what the record tells too.
    let has_room = area.width >= SIDE_FROM || !(is_reduced || screen.duty == Duty::LookOn);
    if let Some(came) = stamp_at(&case.stamps.image_in).filter(|_| has_room) {
        let waited = phrases::span(came, begun.unwrap_or(scene.now));
        parts.push(words.say_with("analysis-waited", &[("span", Value::from(waited))]));
    }
    if let Some(image) = case.image().filter(|_| has_room) {
        let energies = words.say_with("analysis-energies", &[("count", Value::from(image.energies))]);
        parts.push(match image.depth {
            Depth::Full => {
                let bits = words.say_with("analysis-bits", &[("bits", Value::from(image.bits))]);
                format!("{bits}, {energies}")
            }
            // The flag beside the number says it already.
            Depth::Reduced => energies,
        });
    }
    // A first scan goes without saying where there is little room; a repeat never does.
    if case.scans.len() > 1 || area.width >= SIDE_FROM {
        parts.push(words.say_with("analysis-scan", &[("number", Value::from(case.scans.len()))]));
    }
    let number = words.say_with("analysis-case", &[("number", Value::from(case.number.short()))]);
    let flag = phrases::depth_flag(words, case.image().map(|image| image.depth))
        .map_or_else(String::new, |flag| format!(" × {flag}"));
    // What was seen here says nothing of what the officer saw.
    let viewed = match screen.guest {
        Some(_) => String::new(),
        None => words.say_with("analysis-viewed", &[("percent", Value::from(screen.viewed_percent()))]),
    };
    let rest = area.width.saturating_sub(u16::try_from(number.width() + flag.width() + 1).unwrap_or(0));
    let line = Line::from(vec![
        Span::styled(format!(" {number}"), scene.theme.style(Role::Heading)),
        Span::styled(flag, scene.theme.style(Role::Warning)),
        Span::raw(two_ends(&format!("  {}", parts.join("  ")), &viewed, rest)),
    ]);
    frame.render_widget(Paragraph::new(line), area);
}

fn draw_image(screen: &Analysis, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) -> Option<Placement> {
    let Some(composed) = &screen.composed else {
        draw_absence(screen, frame, area, scene);
        return None;
    };
    let placement = image_pane::draw(frame, area, &composed.picture, scene.display);
    let Some(shown) = screen.viewer.as_ref().and_then(Viewer::shown) else { return placement };
    let pointers = screen.pointers(scene);
    for name in inks::names(&screen.proposals, &pointers, shown.view, scene.display.graphics) {
        draw_name(frame, area, &name, scene);
    }
    for label in inks::labels(&screen.case.marks, shown.view, scene.display.graphics) {
        let text = label.number.to_string();
        let width = u16::try_from(text.len()).unwrap_or(1);
        if label.row < area.height && label.column + width <= area.width {
            let place = Rect::new(area.x + label.column, area.y + label.row, width, 1);
            let is_selected = screen.selected == Some(label.number);
            let style = scene.theme.style(if is_selected { Role::Focus } else { Role::Mark });
            frame.render_widget(Clear, place);
            frame.render_widget(Paragraph::new(text).style(style), place);
        }
    }
    placement
}

/// A name beside its pointer or frame, as much of it as there is room for.
fn draw_name(frame: &mut Frame<'_>, area: Rect, name: &inks::Name, scene: &Scene<'_>) {
    if name.row >= area.height || name.column >= area.width {
        return;
    }
    let room = usize::from(area.width - name.column);
    let text = fit(&name.text, name.text.width().min(room));
    let width = u16::try_from(text.width()).unwrap_or(area.width);
    let place = Rect::new(area.x + name.column, area.y + name.row, width, 1);
    frame.render_widget(Clear, place);
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Heading)), place);
}

/// What stands in the pane while there is no image: why, or where no picture can be shown the case in words.
fn draw_absence(screen: &Analysis, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    if scene.display.graphics == PictureMode::Words {
        let off =
            Line::styled(format!(" {}", scene.words.say("picture-off")), scene.theme.style(Role::Faint));
        let mut lines = vec![off];
        lines.extend(side_lines(screen, scene, usize::from(area.width)));
        let lines = text_block::within(lines, area.height, scene.theme.style(Role::Faint));
        frame.render_widget(Paragraph::new(lines), area);
        return;
    }
    let (text, role) = match &screen.trouble {
        Some(Trouble::Refused(refusal)) => (phrases::refusal(scene.words, refusal), Role::Warning),
        Some(Trouble::Render(why)) => {
            let why = [("why", Value::from(why.clone()))];
            (scene.words.say_with("analysis-render-failed", &why), Role::Warning)
        }
        None => (scene.words.say("analysis-opening"), Role::Faint),
    };
    let symbol = if role == Role::Warning { "× " } else { "" };
    let [middle] = Layout::vertical([Constraint::Length(3)]).flex(Flex::Center).areas(area);
    let text = Paragraph::new(format!("{symbol}{text}")).wrap(Wrap { trim: true }).centered();
    frame.render_widget(text.style(scene.theme.style(role)), middle);
}

fn draw_status(screen: &Analysis, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let Some(viewer) = &screen.viewer else { return };
    let left = match (&screen.mode, screen.chain()) {
        (_, None) => String::new(),
        (Mode::Filters, Some(chain)) => {
            format!(" ▶ {}", wording::chain(scene.words, &chain).join(" · "))
        }
        (_, Some(chain)) => format!(" {}", wording::chain(scene.words, &chain).join(" · ")),
    };
    let (x, y) = viewer.cursor_pixel();
    let place = format!("x {} y {}", wording::grouped(x.into()), wording::grouped(y.into()));
    let value = viewer.value().map(|value| reading(screen, value, scene));
    let right = [value, Some(place)].into_iter().flatten().collect::<Vec<_>>().join("  ");
    let role = if matches!(screen.mode, Mode::Filters) { Role::Heading } else { Role::Text };
    let text = two_ends(&left, &right, area.width);
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), area);
}

/// The original's value: transmission only where the image has its full depth.
fn reading(screen: &Analysis, value: u16, scene: &Scene<'_>) -> String {
    match screen.case.image().map(|image| image.depth) {
        Some(Depth::Full) => format!("T {}", wording::transmission(value)),
        Some(Depth::Reduced) | None => {
            let value = Value::from(wording::grouped(value.into()));
            scene.words.say_with("analysis-grey", &[("value", value)])
        }
    }
}

fn draw_notes(screen: &Analysis, frame: &mut Frame<'_>, panes: &Panes, scene: &Scene<'_>) {
    let words = scene.words;
    match &screen.mode {
        Mode::Note(what, note) => {
            let of_mark = |number| words.say_with("analysis-note", &[("number", Value::from(number))]);
            let label = match what {
                NoteFor::NewMark(_) => of_mark(screen.case.marks_placed.saturating_add(1)),
                NoteFor::Mark(number) => of_mark(*number),
                NoteFor::Refusal => words.say("analysis-refusal-reason"),
            };
            note.draw(frame, panes.notes, scene, &label);
        }
        Mode::Frame(framing) => {
            let text = words.say(match framing.grip {
                Grip::Move => "analysis-frame-move",
                Grip::Size => "analysis-frame-size",
            });
            let text = fit(&format!(" {text}"), usize::from(panes.notes.width));
            frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Heading)), panes.notes);
        }
        Mode::Filters => {
            let text =
                fit(&format!(" {}", words.say("analysis-filters-keys")), usize::from(panes.notes.width));
            frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Heading)), panes.notes);
        }
        Mode::Look => {
            // Documents have a key of their own; what the supervisor sees has not.
            let opinion = screen.guests_line(scene).or_else(|| opinion_line(words, &screen.case));
            let earlier = screen.earlier_line(scene);
            let (left, earlier) = match (opinion, panes.side) {
                (Some(opinion), _) => (format!(" » {opinion}"), earlier),
                (None, Some(_)) => (earlier.map_or_else(String::new, |line| format!(" {line}")), None),
                (None, None) => (format!(" {}", declared(screen, scene)), earlier),
            };
            let mark = screen.selected_mark().map(|mark| {
                let mark = wording::mark(words, mark);
                let mark = words.say_with("analysis-mark", &[("mark", Value::from(mark))]);
                // A long note leaves the documents half of the line.
                let room = usize::from(panes.notes.width) / 2;
                fit(&mark, mark.width().min(room))
            });
            let text = two_ends(&left, &mark.or(earlier).unwrap_or_default(), panes.notes.width);
            frame.render_widget(Paragraph::new(text), panes.notes);
        }
    }
}

/// The first document and the first goods line, with how many there are where there are more.
fn declared(screen: &Analysis, scene: &Scene<'_>) -> String {
    let Some(registration) = &screen.case.registration else {
        return scene.words.say("analysis-no-documents");
    };
    let document = registration.documents.first().map(|document| {
        format!("{} {}", phrases::document_kind(scene.words, document.kind), document.number)
    });
    let lines = registration.goods.len();
    let place = if lines > 1 { format!("1/{lines}: ") } else { String::new() };
    let goods = registration.goods.first().map(|goods| wording::goods(scene.words, goods));
    let goods = goods.map(|goods| format!("{place}{goods}"));
    [document, goods].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn draw_side(screen: &Analysis, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let title = format!(" {} ", scene.words.say("analysis-side-title"));
    let block = Block::bordered().title(title).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = side_lines(screen, scene, usize::from(inner.width));
    let lines = text_block::within(lines, inner.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// The vehicle, its documents and goods, then what was found.
fn side_lines(screen: &Analysis, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let words = scene.words;
    let heading = |id: &str| Line::styled(format!(" {}", words.say(id)), scene.theme.style(Role::Heading));
    let plain = |text: String| indented(&text, "   ", scene.theme.style(Role::Text), width);
    let case = &screen.case;
    let mut lines = Vec::new();
    match &case.registration {
        Some(registration) => {
            lines.extend(plain(registration.plate.to_string()));
            lines.extend(registration.containers.iter().flat_map(|c| plain(c.number.to_string())));
            lines.extend(registration.documents.iter().flat_map(|d| plain(wording::document(words, d))));
            lines.push(heading("analysis-side-goods"));
            lines.extend(registration.goods.iter().flat_map(|goods| plain(wording::goods(words, goods))));
        }
        None => lines.extend(plain(words.say("analysis-no-documents"))),
    }
    lines.push(heading("analysis-side-discrepancies"));
    lines.extend(case.discrepancies.iter().flat_map(|noted| plain(wording::discrepancy(case, noted))));
    lines.push(heading("analysis-side-marks"));
    for mark in &case.marks {
        let (marker, role) =
            if screen.selected == Some(mark.number) { (" ▶ ", Role::Focus) } else { ("   ", Role::Text) };
        lines.extend(indented(&wording::mark(words, mark), marker, scene.theme.style(role), width));
    }
    if !screen.proposals.is_empty() {
        lines.push(heading("analysis-side-proposals"));
        lines.extend(screen.proposal_lines(words).flat_map(plain));
    }
    lines.extend(screen.earlier_panel(scene, width));
    lines
}

/// A text over as many lines as it needs, the first after `marker` and the others under it.
fn indented(text: &str, marker: &str, style: Style, width: usize) -> Vec<Line<'static>> {
    let room = width.saturating_sub(marker.width()).max(1);
    let rows = text_block::lines(text, room).into_iter().enumerate();
    rows.map(|(row, line)| {
        let lead = if row == 0 { marker.to_owned() } else { " ".repeat(marker.width()) };
        Line::styled(format!("{lead}{line}"), style)
    })
    .collect()
}
