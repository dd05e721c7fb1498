//! Draws the exemption gate.
//!
//! ```text
//!  ┌ Exemption gate · 39855302/231126/000417 · 123ABC16 ──── registered ─┐
//!  │ The IC is not used for (Order No. 722):                             │
//!  │▶ [?] live animals, travelling circuses and menageries  not answered │
//!  │  [ ] live fish                                         no           │
//!  │  [ ] hatching eggs of domestic or other birds          no           │
//!  │  [?] dimensions beyond what this IC can scan           not answered │
//!  │                                                                     │
//!  │ Dimensions with load, m                                             │
//!  │  Length   [18,7   ]   limit 25    within                            │
//!  │  Height   [4,7    ]   limit 4,5   × beyond by 0,2                   │
//!  │                                                                     │
//!  │  Done instead of the IC  [                                        ] │
//!  │                                                                     │
//!  │ » what follows from the answers                                     │
//!  └─────────────────────────────────────────────────────────────────────┘
//! ```

use super::{CARGO, Finding, Gate, Given, Row, Side, lacks, side_phrase};
use crate::domain::exemption::ExemptionGround;
use crate::domain::registration::FieldFault;
use crate::domain::units::Millimetres;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, Focus};
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};

/// Columns of the answer beside a question: the longest is "not answered" in any of the three languages.
const ANSWER: usize = 15;

/// Columns of marker and label before a field.
const LABEL: u16 = 28;

/// Columns of a length, brackets included.
const METRES: u16 = 10;

pub(super) fn draw(screen: &Gate, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let inner = draw_frame(screen, frame, scene);
    let [heading, cargo, _, measures_heading, measures, _, instead, _, finding] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(4),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(3),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(2),
    ])
    .areas(inner);
    let style = scene.theme.style(Role::Heading);
    frame.render_widget(
        Paragraph::new(format!(" {}", scene.words.say("gate-not-used"))).style(style),
        heading,
    );
    frame.render_widget(Paragraph::new(questions(screen, scene, usize::from(cargo.width))), cargo);
    let text = format!(" {}", scene.words.say("gate-dimensions"));
    frame.render_widget(Paragraph::new(text).style(style), measures_heading);
    for (side, area) in Side::ALL.into_iter().zip(measures.rows()) {
        draw_side(screen, side, (frame, area), scene);
    }
    if screen.asks_alternative(&scene.snapshot.booth.limits()) {
        draw_alternative(screen, (frame, instead), scene);
    }
    let paragraph = Paragraph::new(conclusion(screen, scene)).wrap(Wrap { trim: false });
    frame.render_widget(paragraph, finding);
}

fn draw_frame(screen: &Gate, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Rect {
    let case = screen.case(scene);
    let plate = case.and_then(|case| case.registration.as_ref()).map(|r| r.plate.as_str().to_owned());
    let parts = [Some(scene.words.say("gate-title")), Some(screen.number.to_string()), plate];
    let title = format!(" {} ", parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    let state = case.map_or_else(
        || phrases::refusal(scene.words, &crate::domain::refusal::Refusal::NoCase),
        |case| phrases::state(scene.words, case.state),
    );
    let block = Block::bordered()
        .title(title)
        .title(Line::from(format!(" {state} ")).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    inner
}

/// The four grounds with their answers; the last follows from the dimensions.
fn questions(screen: &Gate, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let limits = &scene.snapshot.booth.limits();
    let oversize = match screen.dimensions() {
        Some(dimensions) if dimensions.fit_within(limits) => Given::No,
        Some(_) => Given::Yes,
        None if Side::ALL.into_iter().any(|side| screen.exceeds(side, limits)) => Given::Yes,
        None => Given::Open,
    };
    let asked = CARGO.into_iter().map(|ground| (ground, screen.given(ground)));
    asked
        .chain([(ExemptionGround::Oversize, oversize)])
        .map(|(ground, given)| {
            let focused = screen.focus == Row::Cargo(ground);
            let marker = if focused { "▶" } else { " " };
            let (symbol, id, role) = match given {
                Given::Open => ("[?]", "gate-open", Role::Text),
                Given::No => ("[ ]", "gate-no", Role::Text),
                Given::Yes => ("[x]", "gate-yes", Role::Warning),
            };
            let question = phrases::exemption(scene.words, ground);
            let room = width.saturating_sub(ANSWER + 7);
            let text = format!("{marker} {symbol} {} {}", fit(&question, room), scene.words.say(id));
            let style = scene.theme.style(if focused { Role::Focus } else { role });
            Line::styled(fit(&text, width), style)
        })
        .collect()
}

fn draw_side(screen: &Gate, side: Side, (frame, area): (&mut Frame<'_>, Rect), scene: &Scene<'_>) {
    let [label, field, note] =
        Layout::horizontal([Constraint::Length(LABEL), Constraint::Length(METRES), Constraint::Min(0)])
            .areas(area);
    let focused = screen.focus == Row::Measure(side);
    draw_label(frame, label, &scene.words.say(side_phrase(side)), focused);
    if let Some(text) = screen.sides.get(&side) {
        draw_bracketed(text, focused, (frame, field), scene);
    }
    let limit = side.of(&scene.snapshot.booth.limits());
    let said = scene.words.say_with("gate-limit", &[("limit", Value::from(limit.to_metres()))]);
    let (comparison, role) = comparison(screen, side, limit, scene);
    let spans = vec![
        Span::styled(format!("  {} ", fit(&said, 14)), scene.theme.style(Role::Faint)),
        Span::styled(comparison, scene.theme.style(role)),
    ];
    frame.render_widget(Line::from(spans), note);
}

fn comparison(screen: &Gate, side: Side, limit: Millimetres, scene: &Scene<'_>) -> (String, Role) {
    let typed = screen.sides.get(&side).map_or("", Field::value);
    match screen.measured(side) {
        Some(length) if length > limit => {
            let excess = Millimetres(length.0 - limit.0).to_metres();
            let said = scene.words.say_with("gate-beyond", &[("excess", Value::from(excess))]);
            (format!("× {said}"), Role::Warning)
        }
        Some(_) => (scene.words.say("gate-within"), Role::Text),
        None if typed.is_empty() => (scene.words.say("gate-open"), Role::Text),
        None => (format!("× {}", phrases::field_fault(scene.words, FieldFault::Format)), Role::Warning),
    }
}

fn draw_alternative(screen: &Gate, (frame, area): (&mut Frame<'_>, Rect), scene: &Scene<'_>) {
    let [label, field, _] =
        Layout::horizontal([Constraint::Length(LABEL), Constraint::Min(0), Constraint::Length(1)])
            .areas(area);
    let focused = screen.focus == Row::Alternative;
    draw_label(frame, label, &scene.words.say("gate-alternative"), focused);
    draw_bracketed(&screen.alternative, focused, (frame, field), scene);
}

fn draw_label(frame: &mut Frame<'_>, area: Rect, label: &str, focused: bool) {
    let marker = if focused { "▶" } else { " " };
    frame.render_widget(Span::raw(fit(&format!("{marker} {label}"), usize::from(area.width))), area);
}

fn draw_bracketed(field: &Field, focused: bool, (frame, area): (&mut Frame<'_>, Rect), scene: &Scene<'_>) {
    let [open, inside, close] =
        Layout::horizontal([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)]).areas(area);
    frame.render_widget("[", open);
    frame.render_widget("]", close);
    field.draw(frame, inside, scene, if focused { Focus::Here } else { Focus::Elsewhere });
}

/// What follows from the answers, and which key carries it out.
fn conclusion(screen: &Gate, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let limits = &scene.snapshot.booth.limits();
    match screen.finding(limits) {
        Finding::Open(row) => vec![Line::raw(format!("» {}", lacks(row, scene)))],
        Finding::Admissible => {
            vec![Line::styled(
                format!("» {}", scene.words.say("gate-admissible")),
                scene.theme.style(Role::Heading),
            )]
        }
        Finding::Exempt(ground) => {
            let ground = Value::from(phrases::exemption(scene.words, ground));
            let style = scene.theme.style(Role::Warning);
            vec![
                Line::styled(
                    format!("» {}", scene.words.say_with("gate-exempt", &[("ground", ground)])),
                    style,
                ),
                Line::raw(format!("  {}", scene.words.say("gate-exempt-how"))),
            ]
        }
    }
}
