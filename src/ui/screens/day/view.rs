//! Draws the page of the booth's day.
//!
//! ```text
//!  ┌ The booth's day ────────────────────────────────────────────┐
//!  │ ▶ F3  Shift          2 · opened 23.11.2026 08:00 · Akhmetov │
//!  │   F4  Malfunctions   open: 1 · IC stopped 02:13:44          │
//!  │   F5  Daily check    today: ✓ pass                          │
//!  │   F6  Journal        every fact, by case, person, kind, day │
//!  │   F7  Statistics     figures of a day, a week, a month      │
//!  │   F11 Desk           re-checks 2 · opinions 0 · outcomes 5  │
//!  │   8   Approvals      pending 1 · you may give 1             │
//!  │   9   Accounts       12 · wait for a second supervisor 1    │
//!  │   0   Own PIN        set another one                        │
//!  └─────────────────────────────────────────────────────────────┘
//! ```

use super::{Day, Page, pages};
use crate::domain::account::AccountState;
use crate::domain::booth::CheckStanding;
use crate::domain::check::CheckResult;
use crate::ui::alarms::day::Stopped;
use crate::ui::frame::fit;
use crate::ui::keymap::{Action, Keymap, Layer};
use crate::ui::phrases::day::{check_result, minute};
use crate::ui::scene::Scene;
use crate::ui::screens::approvals::may_approve;
use crate::ui::theme::Role;
use crate::words::Value;
use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

/// Columns of a page's name: the longest in any language, and a gap.
const NAME: usize = 22;

pub(super) fn draw(screen: &Day, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let title = format!(" {} ", scene.words.say("day-title"));
    let block = Block::bordered().title(title).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let mut lines = vec![Line::raw("")];
    lines.extend(
        pages(scene).into_iter().map(|(page, key)| row(screen, (page, key), usize::from(inner.width), scene)),
    );
    lines.push(Line::raw(""));
    lines.push(Line::styled(format!("   {}", scene.words.say("day-hint")), scene.theme.style(Role::Faint)));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn row(screen: &Day, (page, key): (Page, Action), width: usize, scene: &Scene<'_>) -> Line<'static> {
    let bound = Keymap::built_in().bindings(Layer::Day).iter().find(|binding| binding.action == key);
    let key = bound.and_then(|binding| binding.keys.first()).map_or("", String::as_str);
    let chosen = screen.chosen == page;
    let name = match page {
        Page::Shift => scene.words.say("day-shift"),
        Page::Malfunctions => scene.words.say("day-malfunctions"),
        Page::Check => scene.words.say("day-check"),
        Page::Journal => scene.words.say("day-journal"),
        Page::Statistics => scene.words.say("day-statistics"),
        Page::Desk => scene.words.say("day-desk"),
        Page::Approvals => scene.words.say("day-approvals"),
        Page::People => scene.words.say("day-people"),
        Page::OwnPin => scene.words.say("day-own-pin"),
    };
    let (standing, role) = match page {
        Page::Shift => shift(scene),
        Page::Malfunctions => malfunctions(scene),
        Page::Check => check(scene),
        Page::Journal => (scene.words.say("day-journal-detail"), Role::Faint),
        Page::Statistics => (scene.words.say("day-statistics-detail"), Role::Faint),
        Page::Desk => desk(scene),
        Page::Approvals => approvals(scene),
        Page::People => people(scene),
        Page::OwnPin => (scene.words.say("day-own-pin-detail"), Role::Faint),
    };
    let lead = format!(" {} {key:<4}{}", if chosen { "▶" } else { " " }, fit(&name, NAME));
    let room = width.saturating_sub(7 + NAME);
    let (name, rest) = if chosen { (Role::Focus, Role::Focus) } else { (Role::Text, role) };
    Line::from(vec![
        Span::styled(lead, scene.theme.style(name)),
        Span::styled(fit(&standing, room), scene.theme.style(rest)),
    ])
}

fn shift(scene: &Scene<'_>) -> (String, Role) {
    let words = scene.words;
    let Some(shift) = &scene.snapshot.day.shift else { return (words.say("day-shift-none"), Role::Warning) };
    let number = Value::from(shift.number.0);
    if let Some(handover) = &shift.handover {
        let count = handover.items.len();
        let done = count - handover.open_items().len();
        let values = [("number", number), ("done", Value::from(done)), ("count", Value::from(count))];
        return (words.say_with("day-shift-passing", &values), Role::Warning);
    }
    let at = Value::from(minute(shift.opened_at));
    let name = Value::from(shift.opened_by.name.to_string());
    (words.say_with("day-shift-open", &[("number", number), ("at", at), ("name", name)]), Role::Text)
}

fn malfunctions(scene: &Scene<'_>) -> (String, Role) {
    let words = scene.words;
    let open = scene.snapshot.day.open_malfunctions().count();
    let count = Value::from(open);
    if let Some(stopped) = Stopped::of(scene.snapshot, scene.now) {
        let values = [("count", count), ("span", Value::from(stopped.clock()))];
        return (format!("× {}", words.say_with("day-malfunctions-stopped", &values)), Role::Warning);
    }
    match open {
        0 => (words.say("day-malfunctions-none"), Role::Text),
        _ => (format!("! {}", words.say_with("day-malfunctions-open", &[("count", count)])), Role::Warning),
    }
}

/// What waits for a supervisor.
fn desk(scene: &Scene<'_>) -> (String, Role) {
    let day = &scene.snapshot.day;
    let opinions = scene.snapshot.unfinished.iter().filter(|case| case.opinion_awaited().is_some()).count();
    let values = [
        ("rechecks", Value::from(day.rechecks.len())),
        ("opinions", Value::from(opinions)),
        ("outcomes", Value::from(day.outcomes_due.len())),
    ];
    (scene.words.say_with("day-desk-waiting", &values), Role::Text)
}

/// How many approvals are pending, and how many of them this officer may give.
fn approvals(scene: &Scene<'_>) -> (String, Role) {
    let all = &scene.snapshot.day.approvals;
    let own = all.iter().filter(|pending| may_approve(pending, scene)).count();
    let values = [("count", Value::from(all.len())), ("own", Value::from(own))];
    let role = if own > 0 { Role::Warning } else { Role::Text };
    (scene.words.say_with("day-approvals-standing", &values), role)
}

/// Accounts, and those of them that wait for a supervisor.
fn people(scene: &Scene<'_>) -> (String, Role) {
    let accounts = &scene.snapshot.day.people.accounts;
    let count = |is: fn(&AccountState) -> bool| accounts.values().filter(|one| is(&one.state)).count();
    let waiting = count(|state| matches!(state, AccountState::Proposed { .. }));
    let locked = count(|state| *state == AccountState::Locked);
    let values = [
        ("count", Value::from(accounts.len())),
        ("waiting", Value::from(waiting)),
        ("locked", Value::from(locked)),
    ];
    let role = if waiting + locked > 0 { Role::Warning } else { Role::Text };
    (scene.words.say_with("day-people-standing", &values), role)
}

fn check(scene: &Scene<'_>) -> (String, Role) {
    let words = scene.words;
    match scene.snapshot.day.check_standing(scene.now) {
        CheckStanding::Failed => (format!("× {}", words.say("day-check-failed")), Role::Warning),
        CheckStanding::Missing => (words.say("day-check-missing"), Role::Warning),
        CheckStanding::Done(result) => {
            let said = Value::from(check_result(words, result));
            let role = if result == CheckResult::Pass { Role::Text } else { Role::Warning };
            (words.say_with("day-check-done", &[("result", said)]), role)
        }
    }
}
