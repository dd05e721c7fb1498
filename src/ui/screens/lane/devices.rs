//! Draws the right side of the lane: chain and devices as they report themselves, each with the age of its last word.

use crate::domain::lane::{
    Contact, DeviceKind, DeviceView, LaneView, Link, LinkHint, MAX_VIEW_AGE, MonitorAlarm, MonitorView,
    SourceState, Stage,
};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::lane as said;
use crate::ui::scene::{Grain, Scene};
use crate::ui::theme::Role;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use std::time::Duration;

/// Columns of a device's word with its symbol, and of the age.
const WORD: usize = 15;
const AGE: usize = 7;

/// Ages are written in milliseconds up to here, then in seconds.
const MAX_SHOWN_MS: u32 = 9_999;

/// The oldest word of each device that still says something of now. The portal's is the bound in the beam; the source is asked
/// several questions in turn; the monitor speaks every 5 s while nothing is in it, so that two may be missing; the detector
/// gives a sign of life every second, of which two may be missing.
const fn max_age(kind: DeviceKind) -> Duration {
    match kind {
        DeviceKind::Portal => MAX_VIEW_AGE,
        DeviceKind::Source => Duration::from_secs(1),
        DeviceKind::Monitor => Duration::from_secs(15),
        DeviceKind::Detector => Duration::from_secs(3),
    }
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let lane = &scene.snapshot.lane;
    let block = Block::bordered()
        .title(format!(" {} ", words.say("lane-devices")))
        .title(Line::from(format!(" {} ", words.say("lane-reported-ago"))).right_aligned())
        .title_bottom(stage(lane, scene, usize::from(area.width)))
        .border_style(scene.theme.style(Role::Faint));
    let width = usize::from(block.inner(area).width);
    let inputs = lane.inputs.named().into_iter().map(|(input, contact)| {
        let word = (phrases::contact(words, input, contact), trust(contact == Contact::Closed));
        row((&phrases::input(words, input), lane.age_ms), current(word, lane, words), scene, width)
    });
    let devices = DeviceKind::ALL.into_iter().map(|kind| {
        let name = said::device_name(words, kind);
        row((&name, lane.devices.of(kind).age_ms), word(kind, lane, words), scene, width)
    });
    let lines: Vec<Line<'_>> = inputs.chain(devices).chain(more(lane, words, width)).collect();
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// Where the whole lane stands.
fn stage(lane: &LaneView, scene: &Scene<'_>, width: usize) -> Line<'static> {
    let is_ordinary = !matches!(lane.stage, Stage::Disconnected | Stage::Fault | Stage::EmergencyStop);
    let (symbol, role) = if is_ordinary { ("", Role::Text) } else { ("× ", Role::Warning) };
    let text =
        scene.words.say_with("lane-stage", &[("stage", Value::from(said::stage(scene.words, lane.stage)))]);
    let text = fit(&format!("{symbol}{text}"), width.saturating_sub(6));
    Line::styled(format!(" {} ", text.trim_end()), scene.theme.style(role))
}

/// Whether a word is as it should be before a scan; what is not has a symbol of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    Ordinary,
    Abnormal,
}

fn trust(is_ordinary: bool) -> Trust {
    if is_ordinary { Trust::Ordinary } else { Trust::Abnormal }
}

fn source_is_well(source: SourceState) -> bool {
    matches!(source, SourceState::Ready | SourceState::Prewarning | SourceState::BeamOn)
}

/// The word as long as it is fresh: an old word says nothing of now.
fn current(word: (String, Trust), lane: &LaneView, words: Words) -> (String, Trust) {
    match (lane.link, lane.is_fresh()) {
        (Link::Up, true) => word,
        (Link::Up, false) => (words.say("lane-stale"), Trust::Abnormal),
        (Link::Down | Link::Verifying, _) => (words.say("lane-unknown"), Trust::Abnormal),
    }
}

/// What is known of a device: what is wrong with its line, or what it said as long as that is fresh.
pub(super) fn word(kind: DeviceKind, lane: &LaneView, words: Words) -> (String, Trust) {
    let device = lane.devices.of(kind);
    if let Some(wrong) = said::hint(words, device.hint) {
        return (wrong, Trust::Abnormal);
    }
    match device.link {
        Link::Up if !is_fresh(kind, device) => (words.say("lane-stale"), Trust::Abnormal),
        Link::Up => spoken(kind, lane, words),
        Link::Verifying => (words.say("lane-link-verifying"), Trust::Abnormal),
        Link::Down => (words.say("lane-link-down"), Trust::Abnormal),
    }
}

/// Whether a device's figures say something of now: it is identified, nothing is wrong with its line, its last word is fresh.
pub(super) fn is_believed(kind: DeviceKind, lane: &LaneView) -> bool {
    let device = lane.devices.of(kind);
    device.link == Link::Up && device.hint == LinkHint::None && is_fresh(kind, device)
}

fn is_fresh(kind: DeviceKind, device: &DeviceView) -> bool {
    device.age_ms.is_some_and(|age| Duration::from_millis(u64::from(age)) <= max_age(kind))
}

fn spoken(kind: DeviceKind, lane: &LaneView, words: Words) -> (String, Trust) {
    match kind {
        DeviceKind::Portal => {
            let speed = lane.speed_mm_s.map(|speed| said::speed(words, speed));
            (speed.unwrap_or_else(|| words.say("device-answers")), Trust::Ordinary)
        }
        DeviceKind::Source => (phrases::source(words, lane.source), trust(source_is_well(lane.source))),
        DeviceKind::Monitor => monitor(&lane.monitor, words),
        DeviceKind::Detector => (words.say("device-answers"), Trust::Ordinary),
    }
}

/// The monitor's own state; which alarm it is stands beside its chart.
fn monitor(monitor: &MonitorView, words: Words) -> (String, Trust) {
    let alarms =
        monitor.occupancy.map_or([MonitorAlarm::None; 2], |seen| [seen.gamma_alarm, seen.neutron_alarm]);
    if alarms != [MonitorAlarm::None; 2] {
        (words.say("monitor-alarm"), Trust::Abnormal)
    } else if monitor.tampered {
        (words.say("monitor-opened"), Trust::Abnormal)
    } else if monitor.faulty {
        (words.say("monitor-faulty"), Trust::Abnormal)
    } else if monitor.is_occupied {
        (words.say("monitor-occupied"), Trust::Ordinary)
    } else {
        (words.say("monitor-empty"), Trust::Ordinary)
    }
}

fn row(
    (name, age_ms): (&str, Option<u32>),
    (word, trust): (String, Trust),
    scene: &Scene<'_>,
    width: usize,
) -> Line<'static> {
    let room = width.saturating_sub(WORD + AGE + 1);
    let (symbol, role) = match trust {
        Trust::Ordinary => (" ", Role::Text),
        Trust::Abnormal => ("×", Role::Warning),
    };
    let age = age(age_ms, scene);
    let text = format!("{} {}{age:>AGE$}", fit(name, room), fit(&format!("{symbol} {word}"), WORD));
    Line::styled(text, scene.theme.style(role))
}

pub(super) fn age(age_ms: Option<u32>, scene: &Scene<'_>) -> String {
    let words = scene.words;
    match age_ms {
        None => "—".to_owned(),
        Some(ms) if ms <= MAX_SHOWN_MS && scene.grain == Grain::Fine => {
            words.say_with("lane-age-ms", &[("ms", Value::from(ms))])
        }
        Some(ms) => words.say_with("lane-age-s", &[("seconds", Value::from(ms / 1_000))]),
    }
}

/// What a taller screen has room for.
fn more(lane: &LaneView, words: Words, width: usize) -> Vec<Line<'static>> {
    let hours = lane
        .source_read
        .hours_tenths
        .filter(|_| is_believed(DeviceKind::Source, lane))
        .map(|tenths| words.say_with("lane-hours-is", &[("hours", Value::from(said::tenth(tenths)))]));
    let rows = [
        (words.say("lane-hours"), hours.unwrap_or_else(|| "—".to_owned())),
        (words.say("lane-damaged"), lane.frames_damaged.to_string()),
    ];
    let room = width.saturating_sub(WORD + AGE + 1);
    rows.into_iter()
        .map(|(name, value)| Line::raw(format!("{}   {}", fit(&name, room), fit(&value, WORD + AGE - 2))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn up(age_ms: Option<u32>) -> DeviceView {
        DeviceView { link: Link::Up, age_ms, ..DeviceView::default() }
    }

    #[test]
    fn a_device_is_believed_only_while_its_word_is_fresh() {
        let words = Words::new(Language::En);
        for kind in DeviceKind::ALL {
            let most = u32::try_from(max_age(kind).as_millis()).unwrap();
            let said = |age_ms| {
                let mut lane = LaneView { source: SourceState::Ready, ..LaneView::default() };
                *lane.devices.of_mut(kind) = up(age_ms);
                word(kind, &lane, words)
            };
            assert_eq!(said(Some(most)).1, Trust::Ordinary, "{kind:?}");
            for old in [Some(most + 1), None] {
                assert_eq!(said(old), (words.say("lane-stale"), Trust::Abnormal), "{kind:?}");
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_comes_before_what_was_said_on_it() {
        let words = Words::new(Language::En);
        let mut lane = LaneView::default();
        assert_eq!(word(DeviceKind::Portal, &lane, words), ("down".to_owned(), Trust::Abnormal));
        lane.devices.portal = DeviceView { hint: LinkHint::Garbage, ..up(Some(10)) };
        assert_eq!(word(DeviceKind::Portal, &lane, words), ("speed/parity?".to_owned(), Trust::Abnormal));
    }
}
