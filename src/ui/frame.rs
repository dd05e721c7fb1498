//! The five bands of every screen: header, alarm line, body, message line, footer.
//!
//! ```text
//! ┌ header: booth · complex and its state · shift · person and role · time    (1 line)
//! ├ alarm line: empty when nothing needs an action                            (1 line)
//! │ body                                                                 (20 lines up)
//! ├ message line: what the last key did, or why it was refused                (1 line)
//! └ footer: the keys that work now, derived from the keymap                   (1 line)
//! ```

use crate::ui::alarms;
use crate::ui::alarms::Alarm;
use crate::ui::alarms::day::Stopped;
use crate::ui::keymap::{Action, Footer, Keymap, Layer, shown_name};
use crate::ui::message::{Saying, SayingKind};
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

/// The smallest screen on which the whole job can be done.
pub const MIN_COLUMNS: u16 = 80;
/// The smallest screen on which the whole job can be done.
pub const MIN_ROWS: u16 = 24;

/// Where each band is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// Header.
    pub header: Rect,
    /// Alarm line.
    pub alarm: Rect,
    /// Body.
    pub body: Rect,
    /// Message line.
    pub message: Rect,
    /// Footer.
    pub footer: Rect,
}

/// Divides the screen.
pub fn bands(area: Rect) -> Bands {
    let [header, alarm, body, message, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area);
    Bands { header, alarm, body, message, footer }
}

/// Draws header and alarm line. What waits for this officer has the alarm line while no alarm stands.
pub fn draw_top(frame: &mut Frame<'_>, bands: &Bands, scene: &Scene<'_>, notices: &[String]) {
    let alarms = alarms::raised(scene.snapshot, scene.now);
    draw_header(frame, bands, scene, alarms.first());
    draw_alarm(frame, bands, scene, (&alarms, notices));
}

/// The first notice, and how many more there are; nothing where there is none.
fn noticed(notices: &[String], width: usize) -> String {
    let Some(first) = notices.first() else { return String::new() };
    let others = notices.len() - 1;
    let more = if others > 0 { format!(" +{others} ") } else { String::new() };
    format!("{}{more}", fit(&format!(" ! {first}"), width.saturating_sub(more.width())))
}

fn draw_header(frame: &mut Frame<'_>, bands: &Bands, scene: &Scene<'_>, first: Option<&Alarm>) {
    let parts = header_parts(scene, first);
    let text = |parts: &[String]| format!(" {}", parts.join(" · "));
    let room_beside = |time: &str| usize::from(bands.header.width).saturating_sub(time.width() + 2);
    // Who is signed in matters more than which day it is, and the shift more than the name of the post.
    let whole = phrases::date_time(scene.now);
    let (clock, left) = (phrases::clock(scene.now), text(&parts));
    let (time, left) = if left.width() <= room_beside(&whole) {
        (whole, left)
    } else if left.width() <= room_beside(&clock) {
        (clock, left)
    } else {
        (clock, text(parts.get(1..).unwrap_or_default()))
    };
    let text = format!("{} {time} ", fit(&left, room_beside(&time)));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Band)), bands.header);
}

/// Post, complex, training, shift, person.
fn header_parts(scene: &Scene<'_>, first: Option<&Alarm>) -> Vec<String> {
    let (booth, words) = (&scene.snapshot.booth, scene.words);
    // The clock of a complex out of service is on every screen: here, where something more urgent has the alarm line.
    let stopped = Stopped::of(scene.snapshot, scene.now)
        .filter(|_| !matches!(first, Some(Alarm::OutOfService(_))))
        .map(|stopped| words.say_with("header-stopped", &[("span", Value::from(stopped.clock()))]));
    let state = stopped.unwrap_or_else(|| phrases::complex_state(words, &scene.snapshot.lane));
    let shift = scene.snapshot.day.shift.as_ref().map_or_else(
        || words.say("header-no-shift"),
        |shift| words.say_with("header-shift", &[("number", Value::from(shift.number.0))]),
    );
    let person = scene
        .session
        .map(|session| format!("{} {}", phrases::role(words, session.officer.role), session.officer.name));
    let training = booth.training.as_ref().map(|_| words.say("training"));
    let complex = format!("{} {state}", booth.ic_name);
    [Some(booth.post_name.clone()), Some(complex), training, Some(shift), person]
        .into_iter()
        .flatten()
        .collect()
}

/// The most urgent alarm whole, and how many more there are.
fn draw_alarm(
    frame: &mut Frame<'_>,
    bands: &Bands,
    scene: &Scene<'_>,
    (alarms, notices): (&[Alarm], &[String]),
) {
    let watched = phrases::seats::watched_by(scene.words, scene.snapshot);
    if alarms.is_empty() && notices.is_empty() {
        if let Some(watched) = watched {
            let text = fit(&format!(" · {watched}"), usize::from(bands.alarm.width));
            frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Faint)), bands.alarm);
        }
        return;
    }
    let watched = watched.map_or_else(String::new, |watched| beside(&watched, bands.alarm));
    let others = alarms.len().saturating_sub(1);
    let more = if others > 0 { format!(" +{others} ") } else { String::new() };
    let [left, right] = Layout::horizontal([
        Constraint::Min(0),
        Constraint::Length(u16::try_from(watched.width()).unwrap_or(0)),
    ])
    .areas(bands.alarm);
    let room = usize::from(left.width).saturating_sub(more.width());
    let (text, role) = match alarms.first() {
        Some(alarm) => {
            let text = fit(&format!(" {} {}", alarm.symbol(), alarm.text(scene.words)), room);
            (format!("{text}{more}"), Role::Alarm)
        }
        None => (noticed(notices, usize::from(left.width)), Role::Warning),
    };
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), left);
    frame.render_widget(Paragraph::new(watched).style(scene.theme.style(Role::Faint)), right);
}

/// Who looks on, beside an alarm: a third of the line at most, for the alarm comes first.
fn beside(watched: &str, line: Rect) -> String {
    let room = usize::from(line.width / 3).saturating_sub(2);
    format!(" {} ", fit(watched, watched.width().min(room)))
}

/// Draws the message line.
pub fn draw_message(
    frame: &mut Frame<'_>,
    bands: &Bands,
    scene: &Scene<'_>,
    (saying, notices): (Option<&Saying>, &[String]),
) {
    if saying.is_none() && !notices.is_empty() && !alarms::raised(scene.snapshot, scene.now).is_empty() {
        let text = noticed(notices, usize::from(bands.message.width));
        frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Warning)), bands.message);
        return;
    }
    let (symbol, said, role) = match saying {
        Some(Saying { text, kind: SayingKind::Done }) => (" ", text.clone(), Role::Text),
        Some(Saying { text, kind: SayingKind::Refused }) => ("×", text.clone(), Role::Warning),
        // Where no key was answered there is room for what is worth knowing.
        None => match alarms::note(scene.snapshot, scene.now) {
            Some(note) => (" · ", note.text(scene.words), Role::Faint),
            None => return,
        },
    };
    let text = fit(&format!("{symbol}{said}"), usize::from(bands.message.width));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), bands.message);
}

/// Says at the end of the message line that the picture is a draft of itself still.
pub fn draw_draft(frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let line = bands(frame.area()).message;
    let said = format!(" × {} ", scene.words.say("picture-draft"));
    let width = u16::try_from(said.width()).unwrap_or(line.width).min(line.width);
    let place = Rect { x: line.right() - width, width, ..line };
    frame.render_widget(Paragraph::new(said).style(scene.theme.style(Role::Warning)), place);
}

/// Draws the footer: the bindings of the layer that work now, as many as fit, help and stop always among them.
pub fn draw_footer(
    frame: &mut Frame<'_>,
    bands: &Bands,
    scene: &Scene<'_>,
    layer: Layer,
    is_open: &dyn Fn(Action) -> bool,
) {
    let keymap = Keymap::built_in();
    let shown = |layer: Layer| {
        keymap.bindings(layer).iter().filter(|b| b.footer == Footer::Shown && is_open(b.action)).map(
            |binding| {
                let key = binding.keys.first().map_or("", String::as_str);
                (shown_name(key).to_owned(), scene.words.say(&binding.action.phrase_id()))
            },
        )
    };
    let fixed: Vec<(String, String)> = shown(Layer::Global).collect();
    let width = |entries: &[(String, String)]| -> usize {
        entries.iter().map(|(key, phrase)| key.width() + phrase.width() + 3).sum()
    };
    let mut room = usize::from(bands.footer.width).saturating_sub(width(&fixed) + 1);
    let mut spans = vec![Span::raw(" ")];
    for entry in shown(layer) {
        let needs = width(std::slice::from_ref(&entry));
        if needs > room {
            break;
        }
        room -= needs;
        push_key(&mut spans, entry, scene);
    }
    for entry in fixed {
        push_key(&mut spans, entry, scene);
    }
    frame.render_widget(Paragraph::new(Line::from(spans)), bands.footer);
}

fn push_key(spans: &mut Vec<Span<'static>>, (key, phrase): (String, String), scene: &Scene<'_>) {
    spans.push(Span::styled(key, scene.theme.style(Role::Heading)));
    spans.push(Span::raw(format!(" {phrase}  ")));
}

/// Says that the window is too small, in as little room as there is.
pub fn draw_too_small(frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let area = frame.area();
    let text = scene.words.say_with(
        "window-too-small",
        &[("columns", Value::from(area.width)), ("rows", Value::from(area.height))],
    );
    frame.render_widget(Paragraph::new(text).wrap(ratatui::widgets::Wrap { trim: true }), area);
}

/// Cuts a text to `room` columns, with a mark where something is missing, and fills up shorter ones.
pub fn fit(text: &str, room: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    if text.width() <= room {
        return format!("{text}{}", " ".repeat(room - text.width()));
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if used + width + 1 > room {
            break;
        }
        used += width;
        cut.push(c);
    }
    if room > 0 {
        cut.push('…');
        used += 1;
    }
    format!("{cut}{}", " ".repeat(room.saturating_sub(used)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fitted_text_fills_its_room_exactly(text in "[a-zа-яәіңғүұқөһ漢 ]{0,40}", room in 0usize..40) {
            prop_assert!(fit(&text, room).width() <= room);
            if text.width() <= room {
                prop_assert!(fit(&text, room).starts_with(&text));
            }
        }
    }
}
