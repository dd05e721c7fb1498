//! Draws the watched screen below a line that says whose it is.
//!
//! ```text
//!  Looking on: OAC Nurlanova B., OAC seat · read only          analysis · their view
//!  (the officer's screen, at this display's size)
//! ```

use super::child::Child;
use super::{Over, Standing, Watch, inner};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::seats;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::Sight;
use crate::ui::theme::Role;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(screen: &Watch, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
    let below = inner(&screen.session, scene);
    draw_banner(screen, frame, scene);
    let words = scene.words;
    let said = match screen.standing(scene) {
        Standing::On(_) => match &screen.child {
            Child::Nothing => words.say("watch-waiting"),
            Child::Named => {
                let name = Value::from(seats::screen(words, screen.made_from.screen.as_str()));
                words.say_with("watch-named", &[("screen", name)])
            }
            child => return child.draw(frame, &below),
        },
        Standing::Waiting => words.say("watch-waiting"),
        Standing::Locked => format!("× {}", words.say("watch-locked")),
        Standing::Over(over) => format!("× {}", said(&over, scene)),
    };
    draw_said(&said, frame, below.body, scene);
    None
}

fn said(over: &Over, scene: &Scene<'_>) -> String {
    let words = scene.words;
    match over {
        Over::SignedOut => words.say("watch-signed-out"),
        Over::Ended(ended) => seats::ended(words, ended),
        Over::Gone => words.say("watch-gone"),
        Over::Refused => words.say("watch-refused"),
    }
}

fn draw_said(said: &str, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let role = if said.starts_with('×') { Role::Warning } else { Role::Faint };
    let [middle] = Layout::vertical([Constraint::Length(3)]).flex(Flex::Center).areas(area);
    let text = Paragraph::new(said).wrap(Wrap { trim: true }).centered();
    frame.render_widget(text.style(scene.theme.style(role)), middle);
}

/// Whose screen it is; on the right which one, and whose view of the image.
fn draw_banner(screen: &Watch, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let officer = &screen.session.officer;
    let values = [
        ("role", Value::from(phrases::role(words, officer.role))),
        ("name", Value::from(officer.name.to_string())),
        ("seat", Value::from(seats::seat(words, &screen.seat))),
    ];
    let left = format!(" {}", words.say_with("watch-title", &values));
    let right = match screen.child.sight() {
        Some(Sight::Officers) => words.say("watch-sight-officers"),
        Some(Sight::Own) => words.say("watch-sight-own"),
        None => seats::screen(words, screen.made_from.screen.as_str()),
    };
    let width = usize::from(scene.body.width);
    let room = width.saturating_sub(right.width() + 2);
    let text = format!("{} {right} ", fit(&left, room));
    let area = Rect { height: scene.body.height.min(1), ..scene.body };
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Heading)), area);
}
