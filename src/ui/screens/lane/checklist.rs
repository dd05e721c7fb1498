//! Draws the left side of the lane: the admission checklist, or in its place the latched fault.

use super::{Lane, Row, devices, readings};
use crate::domain::case::{Case, CaseState};
use crate::domain::lane::{Input, LaneFault, LaneView};
use crate::domain::registration::Ground;
use crate::domain::units::Millimetres;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::ui::widgets::text_block;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

/// Columns of `[x]` with its marker, and of a time of day.
const BOX: usize = 6;
const TIME: usize = 9;

/// A longer row would tear the time from its text.
const MAX_ROW: usize = 48;

pub(super) fn draw(screen: &Lane, case: &Case, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    match scene.snapshot.lane.fault {
        Some(fault) => draw_fault(fault, frame, area, scene),
        None => draw_rows(screen, case, frame, area, scene),
    }
}

fn draw_fault(fault: LaneFault, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let block = Block::bordered()
        .title(format!(" {} ", words.say("lane-fault-title")))
        .border_style(scene.theme.style(Role::Warning));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inner.width);
    let reported = Value::from(reported(fault, &scene.snapshot.lane, words));
    let parts = [
        Some((format!("× {}", phrases::lane_fault(words, fault)), Role::Warning)),
        Some((words.say_with("lane-fault-reported", &[("what", reported)]), Role::Text)),
        Some((format!("» {}", phrases::lane_fault_advice(words, fault)), Role::Heading)),
        whom_to_tell(fault, scene).map(|text| (text, Role::Text)),
        Some((words.say("lane-fault-acknowledge"), Role::Text)),
    ];
    let lines: Vec<Line<'_>> = parts
        .into_iter()
        .flatten()
        .flat_map(|(text, role)| {
            let style = scene.theme.style(role);
            text_block::lines(&text, width).into_iter().map(move |line| Line::styled(line, style))
        })
        .collect();
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let [text, rest] = Layout::vertical([Constraint::Length(used), Constraint::Min(0)]).areas(inner);
    frame.render_widget(Paragraph::new(lines), text);
    readings::draw(frame, rest, scene);
}

/// Whom policy has told of a malfunction, where the fault may be one.
fn whom_to_tell(fault: LaneFault, scene: &Scene<'_>) -> Option<String> {
    let of_people = matches!(fault, LaneFault::Opened(_) | LaneFault::EmergencyStop | LaneFault::Speed);
    let rule = &scene.snapshot.booth.policy.policy.malfunction;
    (!of_people && !rule.tell.is_empty()).then(|| {
        let minutes = ("minutes", Value::from(rule.tell_within_minutes));
        let whom = ("whom", Value::from(rule.tell.join(", ")));
        scene.words.say_with("lane-fault-tell", &[minutes, whom])
    })
}

/// What the device says now of the thing that the fault named.
fn reported(fault: LaneFault, lane: &LaneView, words: Words) -> String {
    match fault {
        LaneFault::Opened(input) => {
            let contact = lane.inputs.named().into_iter().find(|(name, _)| *name == input);
            let said =
                contact.map_or_else(String::new, |(_, contact)| phrases::contact(words, input, contact));
            format!("{} {said}", phrases::input(words, input).to_lowercase())
        }
        LaneFault::EmergencyStop => reported(LaneFault::Opened(Input::EmergencyStop), lane, words),
        LaneFault::DeviceLost(kind) | LaneFault::DeviceReset(kind) | LaneFault::Implausible(kind) => {
            let (said, _) = devices::word(kind, lane, words);
            format!("{}: {said}", phrases::device(words, kind))
        }
        LaneFault::LinkLost
        | LaneFault::StaleView
        | LaneFault::WrongDevice
        | LaneFault::Speed
        | LaneFault::Calibration => phrases::complex_state(words, lane),
        LaneFault::Source(_)
        | LaneFault::BeamStuck
        | LaneFault::NoBeam
        | LaneFault::TooLong
        | LaneFault::Conflict
        | LaneFault::Setpoint => {
            let source = phrases::source(words, lane.source);
            format!("{} {source}", words.say("lane-source").to_lowercase())
        }
    }
}

fn draw_rows(screen: &Lane, case: &Case, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let title = format!(" {} ", scene.words.say("lane-checklist"));
    let block = Block::bordered().title(title).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inner.width).min(MAX_ROW);
    let mut lines = facts(case, scene, width);
    lines.push(confirmation(screen, case, Row::DriverOut, scene, width));
    lines.push(confirmation(screen, case, Row::ZoneSearched, scene, width));
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let asked = u16::from(Lane::needs_reason(case));
    let [rows, reason, rest] =
        Layout::vertical([Constraint::Length(used), Constraint::Length(asked), Constraint::Min(0)])
            .areas(inner);
    frame.render_widget(Paragraph::new(lines), rows);
    if Lane::needs_reason(case) {
        draw_reason(screen, frame, reason, scene);
    }
    readings::draw(frame, rest, scene);
}

/// What stands in the case already: ground, no exemption, dimensions.
fn facts(case: &Case, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let words = scene.words;
    let ground = case.registration.as_ref().map(|registration| {
        words.say(match registration.ground {
            Ground::Arrival => "lane-ground-arrival",
            Ground::Departure { .. } => "lane-ground-departure",
        })
    });
    let not_exempt = case.gate.as_ref().map(|_| words.say("lane-not-exempt"));
    let dimensions = case.gate.as_ref().map(|gate| {
        let sides = [gate.dimensions.length, gate.dimensions.width, gate.dimensions.height];
        let sides = sides.map(Millimetres::to_metres).join(" × ");
        words.say_with("lane-dimensions", &[("sides", Value::from(sides))])
    });
    [ground, not_exempt, dimensions]
        .into_iter()
        .flatten()
        .map(|text| Line::raw(fit(&format!("  [x] {text}"), width)))
        .collect()
}

fn confirmation(screen: &Lane, case: &Case, row: Row, scene: &Scene<'_>, width: usize) -> Line<'static> {
    let at = screen.confirmed_at(row, case);
    let focused = screen.focus == row && case.state == CaseState::Admitted;
    let text = scene.words.say(match row {
        Row::DriverOut => "lane-driver-out",
        Row::ZoneSearched | Row::RepeatReason => "lane-zone-searched",
    });
    let marker = if focused { "▶" } else { " " };
    let symbol = if at.is_some() { "[x]" } else { "[ ]" };
    let time = at.map_or_else(String::new, phrases::clock);
    let room = width.saturating_sub(BOX + TIME);
    let line = format!("{marker} {symbol} {}{time:>TIME$}", fit(&text, room));
    Line::styled(line, if focused { scene.theme.style(Role::Focus) } else { Style::default() })
}

fn draw_reason(screen: &Lane, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let focused = screen.focus == Row::RepeatReason;
    let label = format!("{} {} ", if focused { "▶" } else { " " }, scene.words.say("lane-repeat-reason"));
    let width = u16::try_from(label.chars().count()).unwrap_or(area.width);
    let [before, open, field, close] = Layout::horizontal([
        Constraint::Length(width),
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(area);
    frame.render_widget(Span::raw(label), before);
    frame.render_widget("[", open);
    frame.render_widget("]", close);
    screen.reason.draw(frame, field, scene, if focused { Focus::Here } else { Focus::Elsewhere });
}
