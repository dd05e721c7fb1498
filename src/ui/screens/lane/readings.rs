//! Draws what source and radiation monitor read: requested and reported apart, counts as a chart with background and threshold.

use super::devices;
use crate::domain::lane::{
    CHART_SAMPLES, DeviceKind, LaneView, Microamps, MonitorView, SourceRead, TenthsKv,
};
use crate::ui::frame::fit;
use crate::ui::phrases::lane as said;
use crate::ui::scene::{Grain, Scene};
use crate::ui::theme::Role;
use crate::ui::widgets::chart;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Columns of a label, and of a figure with its unit.
const LABEL: usize = 10;
const FIGURE: usize = 9;

/// The threshold within a chart.
const THRESHOLD: char = '┄';

/// Draws as much as there is room for; what the monitor says is left out last.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let (height, width) = (usize::from(area.height), usize::from(area.width));
    let lane = &believed(&scene.snapshot.lane);
    let mut source = source(lane, scene.words);
    let monitor = monitor(&lane.monitor, scene);
    let room = height.saturating_sub(monitor.len());
    // What was asked for goes before what was read back.
    source.drain(..source.len().saturating_sub(room));
    // Whoever pays for every changed cell has the figures.
    let left = if scene.grain == Grain::Fine { room - source.len() } else { 0 };
    let mut lines: Vec<Line<'_>> = source.into_iter().chain(monitor).collect();
    lines.extend(bars(&lane.monitor, left, width).into_iter().map(Line::raw));
    frame.render_widget(Paragraph::new(lines), area);
}

/// The view without what devices said that are not believed now: an old figure is no reading.
fn believed(lane: &LaneView) -> LaneView {
    let mut lane = lane.clone();
    if !devices::is_believed(DeviceKind::Source, &lane) {
        lane.source_read = SourceRead::default();
    }
    if !devices::is_believed(DeviceKind::Monitor, &lane) {
        // An alarm stays in sight: that nobody says it any more does not end it.
        lane.monitor = MonitorView { occupancy: lane.monitor.occupancy, ..MonitorView::default() };
    }
    lane
}

/// The setpoint as the source holds it, and what it measures; the dose is the operator's meter's.
fn source(lane: &LaneView, words: Words) -> Vec<Line<'static>> {
    let read = &lane.source_read;
    let row = |label: String, kv: Option<TenthsKv>, current: Option<Microamps>, last: String| {
        let told = |figure: Option<String>| fit(&figure.unwrap_or_else(|| "—".to_owned()), FIGURE);
        let (kv, current) =
            (kv.map(|kv| said::kilovolts(words, kv)), current.map(|current| said::microamps(words, current)));
        Line::raw(format!("{}{}{}{last}", fit(&label, LABEL), told(kv), told(current)).trim_end().to_owned())
    };
    let dose = lane.dose_nsv.map_or_else(|| "—".to_owned(), |dose| said::nanosieverts(words, dose));
    let (kv, current) = (read.setpoint.map(|set| set.kv), read.setpoint.map(|set| set.current));
    vec![
        row(words.say("lane-set"), kv, current, String::new()),
        row(words.say("lane-read"), read.kv, read.current, dose),
    ]
}

/// The alarms, each in its own row, then the figures.
fn monitor(monitor: &MonitorView, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let words = scene.words;
    let alarms = monitor.occupancy.map_or([None, None], |seen| {
        [said::gamma_alarm(words, seen.gamma_alarm), said::neutron_alarm(words, seen.neutron_alarm)]
    });
    let figure = |value: Option<u32>| Value::from(value.map_or_else(|| "—".to_owned(), |v| v.to_string()));
    let figures = words.say_with(
        "monitor-figures",
        &[
            ("now", figure(monitor.chart.last().copied())),
            ("background", figure(monitor.background)),
            ("threshold", figure(monitor.threshold)),
        ],
    );
    let alarms = alarms
        .into_iter()
        .flatten()
        .map(|alarm| Line::styled(format!("× {alarm}"), scene.theme.style(Role::Warning)));
    alarms.chain([Line::raw(figures)]).collect()
}

/// The last samples, the newest at the right; from two rows on the threshold is drawn where no bar hides it.
fn bars(monitor: &MonitorView, height: usize, width: usize) -> Vec<String> {
    let across = width.min(CHART_SAMPLES);
    let shown = monitor.chart.len().min(across);
    if height == 0 || shown == 0 {
        return Vec::new();
    }
    let last = monitor.chart.get(monitor.chart.len() - shown..).unwrap_or(&[]);
    let threshold = monitor.threshold.unwrap_or(0);
    let most = last.iter().copied().fold(threshold, u32::max);
    // One bar more sets the scale, and is cut off again.
    let scaled: Vec<u32> = last.iter().copied().chain([most]).collect();
    let rows = chart::upright(&scaled, height, 1);
    let height_of = |row: usize| u64::try_from(height - row).unwrap_or(u64::MAX);
    let reach = u64::from(threshold) * height_of(0);
    rows.into_iter()
        .enumerate()
        .map(|(row, cells)| {
            let is_threshold = height > 1
                && threshold > 0
                && reach <= u64::from(most) * height_of(row)
                && reach > u64::from(most) * height_of(row + 1);
            let blank = if is_threshold { THRESHOLD } else { ' ' };
            let bars = cells.chars().take(shown).map(|cell| if cell == ' ' { blank } else { cell });
            std::iter::repeat_n(blank, across - shown).chain(bars).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lane::{DeviceView, Link, LinkHint};
    use proptest::prelude::*;

    fn view(chart: &[u32], threshold: Option<u32>) -> MonitorView {
        MonitorView { chart: chart.to_vec(), threshold, ..MonitorView::default() }
    }

    #[test]
    fn the_threshold_is_the_scale_while_the_counts_stay_under_it() {
        assert_eq!(bars(&view(&[4, 8], Some(16)), 2, 3), ["┄┄┄", " ▄█"]);
        assert_eq!(bars(&view(&[4, 16], Some(8)), 2, 2), [" █", "▄█"]);
        assert_eq!(bars(&view(&[2, 16], Some(8)), 2, 3), ["  █", "┄▂█"]);
        assert_eq!(bars(&view(&[8, 16], None), 1, 2), ["▄█"]);
        assert!(bars(&view(&[], Some(8)), 2, 3).is_empty());
    }

    #[test]
    fn what_is_not_believed_has_no_figures() {
        let kv = Some(TenthsKv(1_600));
        let up = DeviceView { link: Link::Up, age_ms: Some(10), ..DeviceView::default() };
        let mut lane = LaneView {
            source_read: SourceRead { kv, ..SourceRead::default() },
            monitor: view(&[4], Some(8)),
            ..LaneView::default()
        };
        (lane.devices.source, lane.devices.monitor) = (up.clone(), up.clone());
        assert_eq!(believed(&lane), lane);
        lane.devices.source.age_ms = Some(9_000);
        lane.devices.monitor = DeviceView { hint: LinkHint::Garbage, ..up };
        let told = believed(&lane);
        assert_eq!((told.source_read, told.monitor), (SourceRead::default(), MonitorView::default()));
    }

    proptest! {
        #[test]
        fn any_counts_in_any_room_stay_within_it(
            chart in proptest::collection::vec(any::<u32>(), 0..70),
            threshold in any::<Option<u32>>(), height in 0usize..9, width in 0usize..80,
        ) {
            let rows = bars(&view(&chart, threshold), height, width);
            prop_assert!(rows.len() <= height);
            prop_assert!(rows.iter().all(|row| row.chars().count() <= width));
        }
    }
}
