//! A locked session: nothing of the work is shown; the lane's state, the stop and the PIN are there.
//!
//! ```text
//!             Locked · Akhmetov A. · OMS
//!      inspection complex and what it reports
//!
//!        PIN ••••
//! ```

use crate::station::contract::seats::SeatRequest;
use crate::station::contract::{Booth, Pin, Request, Session};
use crate::ui::keymap::Action;
use crate::ui::message::Input;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, FieldKind, Focus};
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

/// The PIN typed so far.
#[derive(Debug)]
pub struct Locked {
    pin: Field,
}

impl Locked {
    /// With nothing typed. In training a PIN is digits; in service it may be anything.
    pub fn new(booth: &Booth) -> Self {
        let kind = if booth.training.is_some() { FieldKind::Pin } else { FieldKind::Secret };
        Self { pin: Field::new(kind, Pin::MAX_CHARS) }
    }

    /// Whether an action would do something now.
    pub fn is_open(&self, action: Action) -> bool {
        match action {
            Action::Confirm => !self.pin.value().is_empty(),
            _ => true,
        }
    }

    /// Takes typed or pasted text.
    pub fn edit(&mut self, input: &Input) {
        match input {
            Input::Typed(c) => self.pin.type_char(*c),
            Input::Pasted(text) => self.pin.paste(text),
            _ => {}
        }
    }

    /// Takes a key's meaning; what is to be asked comes back.
    pub fn update(&mut self, action: Action) -> Option<Request> {
        if action == Action::Confirm && !self.pin.value().is_empty() {
            let pin = Pin::new(self.pin.value());
            self.pin.clear();
            return Some(Request::Seat(SeatRequest::Unlock { pin }));
        }
        self.pin.edit(action);
        None
    }

    /// Draws it over the whole body.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
        frame.render_widget(Clear, area);
        let [middle] = Layout::horizontal([Constraint::Max(64)]).flex(Flex::Center).areas(area);
        let [title, pin, _, hint] = Layout::vertical([
            Constraint::Length(5),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(2),
        ])
        .flex(Flex::Center)
        .areas(middle);
        let booth = &scene.snapshot.booth;
        let complex =
            format!("{} · {}", booth.ic_name, phrases::complex_state(scene.words, &scene.snapshot.lane));
        let lines = vec![
            Line::styled(whose(scene.session, scene), scene.theme.style(Role::Heading)),
            Line::raw(""),
            Line::raw(complex),
        ];
        frame.render_widget(Paragraph::new(lines).centered(), title);
        let label = format!("   {}  ", scene.words.say("locked-pin"));
        let width = u16::try_from(label.chars().count()).unwrap_or(12);
        let [left, field] =
            Layout::horizontal([Constraint::Length(width), Constraint::Length(24)]).areas(pin);
        frame.render_widget(Paragraph::new(label), left);
        self.pin.draw(frame, field, scene, Focus::Here);
        let hint_text = Paragraph::new(scene.words.say("locked-hint")).style(scene.theme.style(Role::Faint));
        frame.render_widget(hint_text.centered(), hint);
    }
}

fn whose(session: Option<&Session>, scene: &Scene<'_>) -> String {
    let name = session.map_or_else(String::new, |session| {
        format!("{} · {}", session.officer.name, phrases::role(scene.words, session.officer.role))
    });
    scene.words.say_with("locked-title", &[("name", Value::from(name))])
}
