//! Draws the lane.
//!
//! ```text
//!  39855302/231126/000417 · arrival · 123ABC16 · CSQU3054383         admitted
//! ┌ Admission ───────────────────────────┐┌ Chain and devices ── reported ago ┐
//! │  [x] ground: arrival                 ││ Interlock chain  closed    120 ms │
//! │▶ [ ] driver out                      ││ …                                 │
//! │  [ ] zone searched                   ││ Portal           answers   120 ms │
//! │Set       160,0 kV 500 µA             ││ Source           ready     180 ms │
//! │Read      159,8 kV 498 µA 90 nSv      ││ Radiation mon.   no vehicle 2 s   │
//! │γ 1310 · background 1240 · limit 1460 ││ Detector         answers   400 ms │
//! │▁▁▂▃▅▇▅▃▂▁▁                           ││                                   │
//! └──────────────────────────────────────┘└ Lane: ready ──────────────────────┘
//!  » what the scan still needs, or where it stands
//! ─ Scan 000417-1 ───────────────────────── 34 % · 306 columns · 0 lost ────────
//!  the image, growing from the left; in the warning the countdown; by key the
//!  devices one by one. From 28 rows on it has a frame.
//! ```

use super::{Lane, Pane, checklist, countdown, detail, devices};
use crate::domain::case::{Case, CaseState};
use crate::domain::lane::{ScanPhase, SourceState, Stage};
use crate::domain::refusal::Refusal;
use crate::domain::registration::Ground;
use crate::domain::scan::ScanEnd;
use crate::ui::frame::fit;
use crate::ui::message::PictureMode;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::theme::Role;
use crate::ui::widgets::image_pane;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout as Split, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Paragraph};
use unicode_width::UnicodeWidthStr;

/// Rows of the upper panels with their frames: six inputs and four devices; on higher screens the chart grows in them.
const PANEL_ROWS: u16 = 12;
const HIGH_PANEL_ROWS: u16 = 13;
const TALL_PANEL_ROWS: u16 = 17;

/// From these heights on a body is high, and tall. What is less than high, 80×24 has: there the scan's frame would leave the
/// countdown too little, and only its title is drawn.
const HIGH: u16 = 24;
const TALL: u16 = 30;

/// Columns of the devices' panel with its frame: name 17, word 15, age 7 and a gap at 80 columns; wider up to 52, as a row
/// that is longer is harder to read across.
const DEVICES: u16 = 42;
const WIDE_DEVICES: u16 = 52;

/// Where everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    heading: Rect,
    checklist: Rect,
    devices: Rect,
    status: Rect,
    scan: Rect,
    /// Of the scan.
    borders: Borders,
    /// The cells of the waterfall, within the scan's frame.
    pub(super) picture: Rect,
}

/// Divides the body.
pub(super) fn layout(body: Rect) -> Layout {
    let panel = match body.height {
        TALL.. => TALL_PANEL_ROWS,
        HIGH.. => HIGH_PANEL_ROWS,
        _ => PANEL_ROWS,
    };
    let [heading, panels, status, scan] = Split::vertical([
        Constraint::Length(1),
        Constraint::Length(panel),
        Constraint::Length(1),
        Constraint::Min(0),
    ])
    .areas(body);
    let wide = (body.width / 2).clamp(DEVICES, WIDE_DEVICES);
    let [checklist, devices] =
        Split::horizontal([Constraint::Min(0), Constraint::Length(wide)]).areas(panels);
    let borders = if body.height >= HIGH { Borders::ALL } else { Borders::TOP };
    let picture = Block::new().borders(borders).inner(scan);
    Layout { heading, checklist, devices, status, scan, borders, picture }
}

pub(super) fn draw(screen: &Lane, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
    let layout = layout(scene.body);
    let Some(case) = screen.case(scene) else {
        let text = format!(" {}", phrases::refusal(scene.words, &Refusal::NoCase));
        frame.render_widget(Paragraph::new(text), layout.heading);
        return None;
    };
    draw_heading(case, frame, layout.heading, scene);
    checklist::draw(screen, case, frame, layout.checklist, scene);
    devices::draw(frame, layout.devices, scene);
    let (text, role) = status(screen, case, scene);
    let text = fit(&format!(" » {text}"), usize::from(layout.status.width));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), layout.status);
    draw_scan(screen, case, frame, &layout, scene)
}

fn draw_heading(case: &Case, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let registration = case.registration.as_ref();
    let direction = registration.map(|registration| {
        scene.words.say(match registration.ground {
            Ground::Arrival => "lane-arrival",
            Ground::Departure { .. } => "lane-departure",
        })
    });
    let plate = registration.map(|registration| registration.plate.to_string());
    let container = registration.and_then(|r| r.containers.first()).map(|c| c.number.to_string());
    let parts = [Some(case.number.to_string()), direction, plate, container];
    let left = format!(" {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    let state = format!("{} ", phrases::state(scene.words, case.state));
    let room = usize::from(area.width).saturating_sub(state.width() + 1);
    let text = format!("{} {state}", fit(&left, room));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Heading)), area);
}

/// Where the scan stands, or what it still needs before it can be requested.
fn status(screen: &Lane, case: &Case, scene: &Scene<'_>) -> (String, Role) {
    let words = scene.words;
    match screen.phase(scene) {
        ScanPhase::Requested { .. } => return (words.say("lane-phase-requested"), Role::Warning),
        ScanPhase::Prewarning { .. } => return (words.say("lane-phase-prewarning"), Role::Warning),
        ScanPhase::Beam { .. } => return (words.say("lane-phase-beam"), Role::Warning),
        ScanPhase::Stopping { .. } => return (words.say("lane-phase-stopping"), Role::Warning),
        ScanPhase::Idle => {}
    }
    let lane = &scene.snapshot.lane;
    if let (Stage::Conditioning { .. }, None) = (lane.stage, lane.fault) {
        let stage = Value::from(phrases::lane::stage(words, lane.stage));
        return (words.say_with("lane-phase-conditioning", &[("stage", stage)]), Role::Warning);
    }
    match case.state {
        CaseState::Scanning => (words.say("lane-phase-requested"), Role::Warning),
        CaseState::AwaitingImage => (words.say("lane-awaiting-image"), Role::Heading),
        _ if lane.stage == Stage::WarmupRequired && Lane::may_prepare(scene) => {
            (words.say("lane-may-prepare"), Role::Heading)
        }
        _ => match screen.hindrance(scene) {
            None => (words.say("lane-may-request"), Role::Heading),
            Some(hindrance) => (hindered(&hindrance, words), Role::Text),
        },
    }
}

fn hindered(hindrance: &Refusal, words: Words) -> String {
    match hindrance {
        Refusal::Requirement(lacking) => {
            let what = Value::from(phrases::requirement(words, *lacking));
            words.say_with("lane-needs", &[("what", what)])
        }
        Refusal::Lane(why) => {
            let why = Value::from(phrases::impediment(words, *why));
            words.say_with("lane-hindered", &[("why", why)])
        }
        other => phrases::refusal(words, other),
    }
}

fn draw_scan(
    screen: &Lane,
    case: &Case,
    frame: &mut Frame<'_>,
    layout: &Layout,
    scene: &Scene<'_>,
) -> Option<Placement> {
    let (name, progress) = titles(screen, case, scene);
    let block = Block::new()
        .borders(layout.borders)
        .title(format!(" {name} "))
        .border_style(scene.theme.style(Role::Faint));
    let room = usize::from(layout.scan.width).saturating_sub(name.width() + 4);
    let progress = Line::from(format!(" {progress} ")).right_aligned();
    let block = match (ended(case, scene, room), layout.borders.contains(Borders::BOTTOM)) {
        (Some(ended), true) => block.title(progress).title_bottom(ended),
        // How it ended says more than how far it came.
        (Some(ended), false) => block.title(ended.right_aligned()),
        (None, _) => block.title(progress),
    };
    frame.render_widget(block, layout.scan);
    if let ScanPhase::Prewarning { remaining_ms, .. } = screen.phase(scene) {
        let words = vec![scene.words.say("lane-countdown"), scene.words.say("lane-countdown-stop")];
        let style = scene.theme.style(Role::Warning);
        countdown::draw(frame, layout.picture, remaining_ms.div_ceil(1_000), (words, style));
        return None;
    }
    if screen.pane == Pane::Devices {
        detail::draw(frame, layout.picture, scene);
        return None;
    }
    match &screen.waterfall {
        Some(waterfall) => image_pane::draw(frame, layout.picture, waterfall.picture(), scene.display),
        // What came of a scan that has ended stands in the frame; to say that the image grows would be wrong.
        None if case.last_scan().is_some_and(|scan| scan.ended_at.is_some()) => None,
        None => {
            let is_off = scene.display.graphics == PictureMode::Words;
            let said = scene.words.say(if is_off { "picture-off" } else { "lane-no-image-yet" });
            let text = format!(" {said}");
            let style = scene.theme.style(Role::Faint);
            frame.render_widget(Paragraph::new(text).style(style), layout.picture);
            None
        }
    }
}

/// How the last scan ended, or why it has no image to analyse.
fn ended(case: &Case, scene: &Scene<'_>, width: usize) -> Option<Line<'static>> {
    let scan = case.last_scan()?;
    let (said, role) = match (&scan.no_image, &scan.outcome) {
        (Some(why), _) => (format!("× {}", phrases::no_image(scene.words, why)), Role::Warning),
        (None, Some(end @ ScanEnd::Completed { .. })) => (phrases::scan_end(scene.words, end), Role::Text),
        (None, Some(end)) => (format!("× {}", phrases::scan_end(scene.words, end)), Role::Warning),
        (None, None) => return None,
    };
    let text = fit(&said, width.saturating_sub(6));
    Some(Line::styled(format!(" {} ", text.trim_end()), scene.theme.style(role)))
}

/// What stands in the place of a scan's progress. Beam there may be without a scan: then where the lane stands is said.
fn idle(scene: &Scene<'_>) -> String {
    let lane = &scene.snapshot.lane;
    let may_be_beam = matches!(
        lane.stage,
        Stage::Conditioning { .. }
            | Stage::CalibratingAir
            | Stage::BeamRequested
            | Stage::Scanning
            | Stage::Stopping
            | Stage::Fault
            | Stage::EmergencyStop
    );
    match (lane.source, may_be_beam) {
        (SourceState::BeamOn, _) => phrases::source(scene.words, lane.source),
        (_, true) => phrases::lane::stage(scene.words, lane.stage),
        (_, false) => scene.words.say("lane-scan-idle"),
    }
}

/// The scan's name, and how much of it has come.
fn titles(screen: &Lane, case: &Case, scene: &Scene<'_>) -> (String, String) {
    let words = scene.words;
    let shown = screen.waterfall.as_ref().map(|waterfall| waterfall.scan().short());
    let id = shown.or_else(|| case.last_scan().map(|scan| scan.id.short()));
    let name = id.map_or_else(
        || words.say("lane-scan-none"),
        |id| words.say_with("lane-scan", &[("scan", Value::from(id))]),
    );
    let (columns, expected, lost) = match screen.phase(scene) {
        ScanPhase::Beam { columns, columns_expected, lost, .. } => (*columns, *columns_expected, *lost),
        _ => match case.last_scan().and_then(|scan| scan.outcome.as_ref()) {
            Some(ScanEnd::Completed { columns, lost, .. }) => (*columns, *columns, *lost),
            _ => return (name, idle(scene)),
        },
    };
    let percent = u64::from(columns) * 100 / u64::from(expected.max(1));
    let progress = words.say_with(
        "lane-progress",
        &[
            ("percent", Value::from(percent.min(100))),
            ("columns", Value::from(columns)),
            ("lost", Value::from(lost)),
        ],
    );
    (name, progress)
}
