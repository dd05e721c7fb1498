//! A question before something that cannot be taken back; "no" is the answer unless the person moves to "yes".

use crate::ui::keymap::Action;
use crate::ui::message::Outcome;
use crate::ui::scene::Scene;
use crate::ui::screens::CurrentScreen;
use crate::ui::theme::Role;
use crate::words::Words;
use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

/// A question and what "yes" does.
#[derive(Debug)]
pub struct Confirm {
    question: String,
    details: Vec<String>,
    on_yes: Outcome,
    choice: Choice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    No,
    Yes,
}

/// What became of the question.
#[derive(Debug)]
pub enum Answered {
    /// It still stands.
    Open(Confirm),
    /// The person said no.
    No,
    /// The person said yes: this follows.
    Yes(Outcome),
}

impl Confirm {
    /// Asks a question; `details` are the lines below it.
    pub fn new(question: String, details: Vec<String>, on_yes: Outcome) -> Self {
        Self { question, details, on_yes, choice: Choice::No }
    }

    /// Asks before typed text is dropped; "yes" goes to another screen.
    pub fn before_leaving(to: CurrentScreen, words: Words) -> Self {
        let details = vec![words.say("ask-drop-typed-detail")];
        Self::new(words.say("ask-drop-typed"), details, Outcome::Go(Box::new(to)))
    }

    /// Takes a key's meaning.
    pub fn update(mut self, action: Action) -> Answered {
        match (action, self.choice) {
            (Action::Left | Action::Right, Choice::No) => self.choice = Choice::Yes,
            (Action::Left | Action::Right, Choice::Yes) => self.choice = Choice::No,
            (Action::Back, _) | (Action::Confirm, Choice::No) => return Answered::No,
            (Action::Confirm, Choice::Yes) => return Answered::Yes(self.on_yes),
            _ => {}
        }
        Answered::Open(self)
    }

    /// Draws the question in the middle of `area`.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
        let height = u16::try_from(self.details.len()).unwrap_or(8).min(8) + 6;
        let [band] = ratatui::layout::Layout::vertical([Constraint::Length(height)])
            .flex(ratatui::layout::Flex::Center)
            .areas(area);
        let [window] = ratatui::layout::Layout::horizontal([Constraint::Max(70)])
            .flex(ratatui::layout::Flex::Center)
            .areas(band);
        let mut lines = vec![Line::styled(self.question.clone(), scene.theme.style(Role::Heading))];
        lines.extend(self.details.iter().take(8).map(|detail| Line::raw(detail.clone())));
        lines.push(Line::raw(""));
        lines.push(self.buttons(scene));
        frame.render_widget(Clear, window);
        let block = Block::bordered().border_style(scene.theme.style(Role::Warning));
        frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block), window);
    }

    fn buttons(&self, scene: &Scene<'_>) -> Line<'static> {
        let style =
            |choice| if self.choice == choice { scene.theme.style(Role::Focus) } else { Style::default() };
        let label = |id, choice| {
            let text = scene.words.say(id);
            if self.choice == choice { format!(" ▶ {text} ") } else { format!("   {text} ") }
        };
        Line::from(vec![
            Span::styled(label("confirm-no", Choice::No), style(Choice::No)),
            Span::raw("   "),
            Span::styled(label("confirm-yes", Choice::Yes), style(Choice::Yes)),
        ])
    }
}
