//! Draws a check while it is typed.
//!
//! ```text
//!  ┌ Daily check ────────────────────────────── pass / limited ──┐
//!  │▶ steel penetration, mm   [280    ] ≥280 / 240   ✓ pass      │
//!  │  wire in air, mm         [2,05   ] ≤2,00 / 3,00 ! limited   │
//!  │   ▁▂▃▅▆▇  270 … 285, times: 31 · baseline 283               │
//!  │ Dose rate: place, µSv/h, device and number, verified until  │
//!  │  [cabin      ][0,12  ][DKG-07 no. 1412      ][01.03.2027]   │
//!  │  Note [                                                   ] │
//!  │ » Result: ! limited                                         │
//!  └─────────────────────────────────────────────────────────────┘
//! ```

use super::draft::{Column, Draft, is_choice};
use crate::domain::check::{Better, CheckResult, CheckTest, Limit, judge};
use crate::domain::time::booth_day;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::day::{check_result, fixed};
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

/// Columns of a test's name (32 at most), marker and gap; of its field; of its limits.
pub(super) const LABEL: u16 = 35;
pub(super) const VALUE: u16 = 11;
pub(super) const LIMITS: usize = 15;

/// Columns of a choice: two boxes with "done" and "no" in any language.
const CHOICE: u16 = 26;

/// Columns of rate and day of a dose reading; place and device share the rest.
const RATE: u16 = 10;
const DAY: u16 = 13;

/// Columns of the note's label.
const NOTE: u16 = 14;

/// Bars of a trend, lowest first. Where a terminal lacks them, the first and the last value beside them still tell.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

pub(super) fn draw(draft: &Draft, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let inner = draw_frame(frame, scene);
    let tests = u16::try_from(draft.tests.len()).unwrap_or(u16::MAX);
    let [rows, trend, heading, doses, note, _, result] = Layout::vertical([
        Constraint::Length(tests),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(1),
        Constraint::Length(1),
        Constraint::Max(1),
        Constraint::Length(1),
    ])
    .areas(inner);
    for ((place, test), area) in draft.tests.iter().enumerate().zip(rows.rows()) {
        draw_test(draft, (place, *test), (frame, area), scene);
    }
    draw_trend(draft, frame, trend, scene);
    let text = fit(&format!(" {}", scene.words.say("check-doses")), usize::from(heading.width));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Heading)), heading);
    draw_doses(draft, frame, doses, scene);
    draft.form.draw_row(
        (draft.note_place(), &scene.words.say("check-note"), NOTE),
        (frame, note),
        &[],
        scene,
    );
    let (text, role) = conclusion(draft, scene);
    let text = fit(&format!(" » {text}"), usize::from(result.width));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), result);
}

/// The frame; its corner says what the two limits of a test are.
pub(super) fn draw_frame(frame: &mut Frame<'_>, scene: &Scene<'_>) -> Rect {
    let block = Block::bordered()
        .title(format!(" {} ", scene.words.say("check-title")))
        .title(Line::from(format!(" {} ", scene.words.say("check-limits"))).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    inner
}

/// The limits of a test, as its values are written.
pub(super) fn limits(test: CheckTest, limit: Limit) -> String {
    if is_choice(test) {
        return String::new();
    }
    let sign = if test.better() == Better::More { '≥' } else { '≤' };
    let [pass, limited] = [limit.pass, limit.limited].map(|value| fixed(value, test.decimals()));
    format!("{sign}{pass} / {limited}")
}

pub(super) fn role_of(result: CheckResult) -> Role {
    if result == CheckResult::Pass { Role::Text } else { Role::Warning }
}

fn draw_test(
    draft: &Draft,
    (place, test): (usize, CheckTest),
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let words = scene.words;
    let value_columns = if is_choice(test) { CHOICE } else { VALUE };
    let [field, rest] =
        Layout::horizontal([Constraint::Length(LABEL + value_columns), Constraint::Min(0)]).areas(area);
    let options = [words.say("check-done"), words.say("check-not-done")];
    let label = phrases::check_test(words, test);
    draft.form.draw_row((place, &label, LABEL), (frame, field), &options, scene);
    let limit = scene.snapshot.booth.policy.policy.daily_check.tests.get(&test).copied();
    let limit = limit.unwrap_or_else(|| test.usual_limit());
    let room = if is_choice(test) { 0 } else { LIMITS };
    let mut spans =
        vec![Span::styled(fit(&format!(" {}", limits(test, limit)), room), scene.theme.style(Role::Faint))];
    if let Ok(value) = draft.value(place, test) {
        let result = limit.judge(test.better(), value);
        spans.push(Span::styled(check_result(words, result), scene.theme.style(role_of(result))));
    }
    frame.render_widget(Line::from(spans), rest);
}

/// How the focused test went on the last days, and from where it set out.
fn draw_trend(draft: &Draft, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let Some(test) = draft.test_here() else { return };
    let words = scene.words;
    let values = scene.snapshot.day.trend_of(test);
    let shown = |value: &u32| {
        let text = match (is_choice(test), value) {
            (true, 0) => words.say("check-not-done"),
            (true, _) => words.say("check-done"),
            (false, _) => fixed(*value, test.decimals()),
        };
        Value::from(text)
    };
    let text = match (values.first(), values.last()) {
        (Some(first), Some(last)) => {
            let said = [("first", shown(first)), ("last", shown(last)), ("count", Value::from(values.len()))];
            format!("{}  {}", bars(&values), words.say_with("check-trend", &said))
        }
        _ => words.say("check-no-trend"),
    };
    let baseline = scene.snapshot.day.baseline_of(test).map_or_else(String::new, |value| {
        format!(" · {}", words.say_with("check-baseline", &[("value", shown(&value))]))
    });
    let text = fit(&format!("    {text}{baseline}"), usize::from(area.width));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Faint)), area);
}

/// A bar for each value, between the least and the greatest of them; values that never change stand in the middle.
fn bars(values: &[u32]) -> String {
    let (least, most) =
        values.iter().fold((u32::MAX, 0), |(low, high), value| (low.min(*value), high.max(*value)));
    let span = u64::from(most.saturating_sub(least));
    let bar = |value: &u32| {
        let above = u64::from(value.saturating_sub(least));
        let step = (above * 7).checked_div(span).unwrap_or(3);
        usize::try_from(step).ok().and_then(|step| BARS.get(step)).copied().unwrap_or('▄')
    };
    values.iter().map(bar).collect()
}

/// As many dose readings as fit, the focused one among them.
fn draw_doses(draft: &Draft, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let rows = usize::from(area.height).max(1);
    let here = draft.dose_here().unwrap_or(0);
    let first = (here + 1).saturating_sub(rows);
    for (dose, area) in (first..draft.doses()).zip(area.rows()) {
        let marker = if draft.dose_here() == Some(dose) { "▶" } else { " " };
        let [lead, place, rate, device, day] = Layout::horizontal([
            Constraint::Length(4),
            Constraint::Fill(1),
            Constraint::Length(RATE),
            Constraint::Fill(1),
            Constraint::Length(DAY),
        ])
        .areas(area);
        let number = if rows < draft.doses() { format!("{:<2}", dose + 1) } else { "  ".to_owned() };
        frame.render_widget(Span::raw(format!("{marker} {number}")), lead);
        for (column, area) in [place, rate, device, day].into_iter().enumerate().take(Column::ALL.len()) {
            draft.form.draw_entry(draft.dose_place(dose, column), (frame, area), &[], scene);
        }
    }
}

/// What F5 would save, or what is still lacking.
fn conclusion(draft: &Draft, scene: &Scene<'_>) -> (String, Role) {
    let words = scene.words;
    let values = match draft.values() {
        Ok(values) => values,
        Err(lack) => return (lack.text(words), Role::Text),
    };
    let limits = &scene.snapshot.booth.policy.policy.daily_check.tests;
    match judge(values, limits, booth_day(scene.now)) {
        Ok(check) => {
            let result = Value::from(check_result(words, check.overall));
            let meters = if check.meters == CheckResult::Pass {
                String::new()
            } else {
                format!(" · {}", words.say("check-meters-over"))
            };
            (
                format!("{}{meters}", words.say_with("check-result", &[("result", result)])),
                role_of(check.overall),
            )
        }
        Err(fault) => (phrases::check_fault(words, fault), Role::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_span_from_the_least_to_the_greatest() {
        assert_eq!(bars(&[280, 283, 287]), "▁▄█");
        assert_eq!(bars(&[5, 5]), "▄▄");
        assert_eq!(bars(&[0, u32::MAX]), "▁█");
        assert_eq!(bars(&[]), "");
    }

    #[test]
    fn limits_say_which_side_is_better() {
        assert_eq!(limits(CheckTest::Wire, CheckTest::Wire.usual_limit()), "≤2,00 / 3,00");
        let steel = CheckTest::SteelPenetration;
        assert_eq!(limits(steel, steel.usual_limit()), "≥280 / 240");
    }
}
