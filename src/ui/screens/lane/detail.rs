//! Draws the devices one by one: who each is, what is wrong with its line, its round trip and its counters.

use super::devices;
use crate::domain::lane::{DeviceKind, DeviceView, LinkCounters};
use crate::ui::frame::fit;
use crate::ui::phrases::lane as said;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Columns at 80: name 14, age and round trip 8 each, six counters of 5, and 19 for what the device is or lacks.
const NAME: usize = 14;
const AGE: usize = 8;
const TRIP: usize = 8;
const COUNT: usize = 5;

/// Rows from which on every device has a second one for what it is.
const DOUBLE: u16 = 9;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let width = usize::from(area.width);
    let mut lines = vec![Line::styled(heading(scene), scene.theme.style(Role::Faint))];
    for kind in DeviceKind::ALL {
        let device = scene.snapshot.lane.devices.of(kind);
        let figures = figures(kind, device, scene);
        if area.height >= DOUBLE {
            let wrong = said::hint_advice(scene.words, device.hint);
            lines.push(Line::raw(fit(&figures, width)));
            lines.push(Line::raw(fit(&format!("  {}", known(device, wrong, scene)), width)));
        } else {
            let wrong = said::hint(scene.words, device.hint);
            lines.push(Line::raw(fit(&format!("{figures} {}", known(device, wrong, scene)), width)));
        }
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn heading(scene: &Scene<'_>) -> String {
    let words = scene.words;
    let counters = [
        words.say("detail-accepted"),
        words.say("detail-damaged"),
        words.say("detail-late"),
        words.say("detail-missed"),
        words.say("detail-dropped"),
        words.say("detail-opened"),
    ];
    let counters = counters.map(|name| format!("{name:>COUNT$}")).concat();
    let (name, age, trip) = (fit("", NAME), words.say("detail-age"), words.say("detail-trip"));
    format!("{name}{age:>AGE$}{trip:>TRIP$}{counters}")
}

fn figures(kind: DeviceKind, device: &DeviceView, scene: &Scene<'_>) -> String {
    let name = fit(&said::device_name(scene.words, kind), NAME);
    let age = devices::age(device.age_ms, scene);
    let trip = device.round_trip_us.map_or_else(|| "—".to_owned(), |us| said::milliseconds(scene.words, us));
    let LinkCounters { accepted, damaged, late, missed, dropped, opened } = device.counters;
    let counters = [accepted, damaged, late, missed, dropped, opened];
    let counters = counters.map(|count| format!("{:>COUNT$}", short(count))).concat();
    format!("{name}{age:>AGE$}{trip:>TRIP$}{counters}")
}

/// What is wrong with its line; where nothing is, what the device is.
fn known(device: &DeviceView, wrong: Option<String>, scene: &Scene<'_>) -> String {
    match (wrong, &device.identity) {
        (Some(wrong), _) => format!("× {wrong}"),
        (None, Some(identity)) => identity.clone(),
        (None, None) => scene.words.say("detail-unnamed"),
    }
}

/// A counter in at most four columns.
fn short(count: u32) -> String {
    match count {
        0..=9_999 => count.to_string(),
        10_000..=999_999 => format!("{}k", count / 1_000),
        1_000_000..=999_999_999 => format!("{}M", count / 1_000_000),
        _ => format!("{}G", count / 1_000_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_never_leaves_its_column() {
        for count in [0, 9_999, 10_000, 999_999, 1_000_000, 999_999_999, u32::MAX] {
            assert!(short(count).len() < COUNT, "{count}");
        }
        assert_eq!((short(120_400), short(u32::MAX)), ("120k".to_owned(), "4G".to_owned()));
    }
}
