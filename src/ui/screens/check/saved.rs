//! Draws the last check as it was judged.

use super::draft::{day, is_choice, rate};
use super::view::{LABEL, LIMITS, VALUE, draw_frame, limits, role_of};
use crate::domain::booth::CheckDone;
use crate::domain::check::CheckResult;
use crate::domain::officer::Role as Duty;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::day::{check_result, fixed, minute};
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

pub(super) fn draw(scroll: u16, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let inner = draw_frame(frame, scene);
    let lines: Vec<Line<'_>> =
        lines(usize::from(inner.width), scene).into_iter().skip(usize::from(scroll)).collect();
    let lines = text_block::within(lines, inner.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// How far it may be scrolled.
pub(super) fn last_line(scene: &Scene<'_>) -> u16 {
    let inner = Block::bordered().inner(scene.body);
    let count = u16::try_from(lines(usize::from(inner.width), scene).len()).unwrap_or(u16::MAX);
    count.saturating_sub(inner.height)
}

fn lines(width: usize, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let words = scene.words;
    let Some(done) = scene.snapshot.day.checks.back() else {
        return vec![Line::raw(format!(" {}", words.say("check-none")))];
    };
    let mut lines = vec![heading(done, width, scene)];
    lines.extend(tests(done, width, scene));
    lines.push(Line::styled(
        fit(&format!(" {}", words.say("check-doses")), width),
        scene.theme.style(Role::Heading),
    ));
    for dose in &done.check.measured.doses {
        let reading = [
            dose.place.to_string(),
            rate(dose.rate_nsv_h),
            dose.device.to_string(),
            day(dose.verified_until),
        ];
        lines.extend(wrapped(&reading.join(" · "), width));
    }
    if done.check.meters != CheckResult::Pass {
        let text = format!("  ! {}", words.say("check-meters-over"));
        lines.push(Line::styled(text, scene.theme.style(Role::Warning)));
    }
    if !done.check.measured.note.is_empty() {
        lines.extend(wrapped(&format!("{}: {}", words.say("check-note"), done.check.measured.note), width));
    }
    if scene.session.is_some_and(|session| session.officer.role == Duty::Oac) {
        lines.push(Line::styled(format!(" » {}", words.say("check-reader")), scene.theme.style(Role::Faint)));
    }
    lines
}

fn wrapped(text: &str, width: usize) -> impl Iterator<Item = Line<'static>> + use<> {
    let lines = text_block::lines(text, width.saturating_sub(3).max(1));
    lines.into_iter().map(|line| Line::raw(format!("  {line}")))
}

fn heading(done: &CheckDone, width: usize, scene: &Scene<'_>) -> Line<'static> {
    let words = scene.words;
    let result = Value::from(check_result(words, done.check.overall));
    let by = [("at", Value::from(minute(done.at))), ("name", Value::from(done.by.name.to_string()))];
    let text = format!(
        " {} · {}",
        words.say_with("check-result", &[("result", result)]),
        words.say_with("check-saved-at", &by)
    );
    let role = if done.check.overall == CheckResult::Pass { Role::Heading } else { Role::Warning };
    Line::styled(fit(&text, width), scene.theme.style(role))
}

/// Each test with its value, the limits that hold now and the result that was given then.
fn tests(done: &CheckDone, width: usize, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let words = scene.words;
    let limits_now = &scene.snapshot.booth.policy.policy.daily_check.tests;
    let row = |(test, value): (&_, &u32)| {
        let shown = match (is_choice(*test), value) {
            (true, 0) => words.say("check-not-done"),
            (true, _) => words.say("check-done"),
            (false, _) => fixed(*value, test.decimals()),
        };
        let limit = limits_now.get(test).map_or_else(String::new, |limit| limits(*test, *limit));
        let result = done.check.results.get(test).copied();
        let said = result.map_or_else(String::new, |result| check_result(words, result));
        let text = format!(
            "{}{} {}{said}",
            fit(&format!("  {}", phrases::check_test(words, *test)), usize::from(LABEL)),
            fit(&shown, usize::from(VALUE)),
            fit(&limit, LIMITS),
        );
        Line::styled(fit(&text, width), scene.theme.style(result.map_or(Role::Text, role_of)))
    };
    done.check.measured.values.iter().map(row).collect()
}
