//! The station does not answer: nothing on this screen is known to be so any more.

use crate::station::contract::seats::Link;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

/// Rows of the window: a heading, what to do, what the console does, and its border.
const ROWS: u16 = 9;

/// Draws it over the body.
pub fn draw(link: &Link, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let [band] = Layout::vertical([Constraint::Length(ROWS)]).flex(Flex::Center).areas(area);
    let [window] = Layout::horizontal([Constraint::Max(74)]).flex(Flex::Center).areas(band);
    let (heading, detail) = says(link, scene.words);
    let lines = vec![
        Line::raw(""),
        Line::styled(format!("! {heading}"), scene.theme.style(Role::Alarm)),
        Line::raw(""),
        Line::raw(scene.words.say("lost-beam")),
        Line::raw(""),
        Line::styled(detail, scene.theme.style(Role::Faint)),
    ];
    frame.render_widget(Clear, window);
    let block = Block::bordered().border_style(scene.theme.style(Role::Warning));
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block).centered(), window);
}

fn says(link: &Link, words: Words) -> (String, String) {
    match link {
        Link::OtherVersion { ours, theirs } => (
            words.say_with("lost-version", &[("ours", Value::from(*ours)), ("theirs", Value::from(*theirs))]),
            words.say("lost-version-detail"),
        ),
        Link::Full => (words.say("lost-full"), words.say("lost-trying")),
        Link::NotAdmitted => (words.say("lost-not-admitted"), words.say("lost-not-admitted-detail")),
        Link::Up | Link::Anew | Link::Lost => (words.say("lost-station"), words.say("lost-trying")),
    }
}
