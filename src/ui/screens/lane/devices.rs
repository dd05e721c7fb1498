//! Draws the right side of the lane: chain, source and link as the complex reports them, each with the age of its last word.

use crate::domain::lane::{Contact, LaneView, Link, SourceState};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::{Grain, Scene};
use crate::ui::theme::Role;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Columns of a device's word with its symbol, and of the age.
const WORD: usize = 15;
const AGE: usize = 7;

/// Ages are written in milliseconds up to here, then in seconds.
const MAX_SHOWN_MS: u32 = 9_999;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let block = Block::bordered()
        .title(format!(" {} ", words.say("lane-devices")))
        .title(Line::from(format!(" {} ", words.say("lane-reported-ago"))).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    let width = usize::from(inner.width);
    let lane = &scene.snapshot.lane;
    let mut lines: Vec<Line<'_>> = lane
        .inputs
        .named()
        .into_iter()
        .map(|(input, contact)| {
            let said = (phrases::contact(words, input, contact), trust(contact == Contact::Closed));
            row(&phrases::input(words, input), current(said, lane, words), scene, width)
        })
        .collect();
    let source = (phrases::source(words, lane.source), trust(source_is_well(lane.source)));
    lines.push(row(&words.say("lane-source"), current(source, lane, words), scene, width));
    let link = (words.say(link_phrase(lane.link)), trust(lane.link == Link::Up));
    lines.push(row(&words.say("lane-link"), link, scene, width));
    lines.extend(more(lane, scene, width));
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// Whether a word is as it should be before a scan; what is not has a symbol of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
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
fn current(said: (String, Trust), lane: &LaneView, words: Words) -> (String, Trust) {
    match (lane.link, lane.is_fresh()) {
        (Link::Up, true) => said,
        (Link::Up, false) => (words.say("lane-stale"), Trust::Abnormal),
        (Link::Down | Link::Verifying, _) => (words.say("lane-unknown"), Trust::Abnormal),
    }
}

fn row(name: &str, (said, trust): (String, Trust), scene: &Scene<'_>, width: usize) -> Line<'static> {
    let room = width.saturating_sub(WORD + AGE + 1);
    let (symbol, role) = match trust {
        Trust::Ordinary => (" ", Role::Text),
        Trust::Abnormal => ("×", Role::Warning),
    };
    let age = age(&scene.snapshot.lane, scene);
    let text = format!("{} {}{age:>AGE$}", fit(name, room), fit(&format!("{symbol} {said}"), WORD));
    Line::styled(text, scene.theme.style(role))
}

fn age(lane: &LaneView, scene: &Scene<'_>) -> String {
    let words = scene.words;
    match lane.age_ms {
        None => "—".to_owned(),
        Some(ms) if ms <= MAX_SHOWN_MS && scene.grain == Grain::Fine => {
            words.say_with("lane-age-ms", &[("ms", Value::from(ms))])
        }
        Some(ms) => words.say_with("lane-age-s", &[("seconds", Value::from(ms / 1_000))]),
    }
}

fn link_phrase(link: Link) -> &'static str {
    match link {
        Link::Up => "lane-link-up",
        Link::Verifying => "lane-link-verifying",
        Link::Down => "lane-link-down",
    }
}

/// What a taller screen has room for.
fn more(lane: &LaneView, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let words = scene.words;
    let dose = lane
        .dose_nsv
        .map_or_else(|| "—".to_owned(), |nsv| words.say_with("lane-dose-nsv", &[("nsv", Value::from(nsv))]));
    let rows = [
        (words.say("lane-dose"), dose),
        (words.say("lane-damaged"), lane.frames_damaged.to_string()),
        (words.say("lane-identity"), lane.identity.clone().unwrap_or_else(|| "—".to_owned())),
    ];
    let room = width.saturating_sub(WORD + AGE + 1);
    rows.into_iter()
        .map(|(name, value)| Line::raw(format!("{}   {}", fit(&name, room), fit(&value, WORD + AGE - 2))))
        .collect()
}
