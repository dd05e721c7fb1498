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
    typed: Typed,
}

/// What becomes of what is typed, where the question is about leaving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typed {
    /// The question is another one.
    Nothing,
    /// It is lost.
    Lost,
    /// The station keeps it; it can be dropped.
    Kept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    No,
    Yes,
    /// Yes, and what is typed is given up.
    Drop,
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
    /// The person said yes, and that what is typed is given up.
    Dropped(Outcome),
}

impl Confirm {
    /// Asks a question; `details` are the lines below it.
    pub fn new(question: String, details: Vec<String>, on_yes: Outcome) -> Self {
        Self { question, details, on_yes, choice: Choice::No, typed: Typed::Nothing }
    }

    /// Asks before typed text is dropped; "yes" goes to another screen.
    pub fn before_leaving(to: CurrentScreen, words: Words) -> Self {
        Self::leaving(Outcome::Go(Box::new(to)), words)
    }

    /// Asks before typed text is dropped.
    pub fn leaving(on_yes: Outcome, words: Words) -> Self {
        let details = vec![words.say("ask-drop-typed-detail")];
        Self { typed: Typed::Lost, ..Self::new(words.say("ask-drop-typed"), details, on_yes) }
    }

    /// The station keeps what is typed: then nothing is lost, unless the person wants it so.
    pub fn keep(&mut self, words: Words) {
        if self.typed == Typed::Lost {
            self.typed = Typed::Kept;
            self.question = words.say("ask-leave-typed");
            self.details = vec![words.say("ask-leave-typed-detail")];
        }
    }

    fn choices(&self) -> &'static [Choice] {
        match self.typed {
            Typed::Kept => &[Choice::No, Choice::Yes, Choice::Drop],
            Typed::Nothing | Typed::Lost => &[Choice::No, Choice::Yes],
        }
    }

    fn turned(&self, action: Action) -> Choice {
        let all = self.choices();
        let place = all.iter().position(|choice| *choice == self.choice).unwrap_or(0);
        let next = if action == Action::Left { place + all.len() - 1 } else { place + 1 };
        all.get(next % all.len()).copied().unwrap_or(Choice::No)
    }

    /// Takes a key's meaning.
    pub fn update(mut self, action: Action) -> Answered {
        match (action, self.choice) {
            (Action::Left | Action::Right, _) => self.choice = self.turned(action),
            (Action::Back, _) | (Action::Confirm, Choice::No) => return Answered::No,
            (Action::Confirm, Choice::Yes) => return Answered::Yes(self.on_yes),
            (Action::Confirm, Choice::Drop) => return Answered::Dropped(self.on_yes),
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
        let label = |choice| {
            let text = match (choice, self.typed) {
                (Choice::No, _) => scene.words.say("confirm-no"),
                (Choice::Yes, Typed::Kept) => scene.words.say("confirm-leave"),
                (Choice::Yes, _) => scene.words.say("confirm-yes"),
                (Choice::Drop, _) => scene.words.say("confirm-drop"),
            };
            if self.choice == choice { format!(" ▶ {text} ") } else { format!("   {text} ") }
        };
        let mut spans = Vec::new();
        for choice in self.choices() {
            if !spans.is_empty() {
                spans.push(Span::raw("   "));
            }
            spans.push(Span::styled(label(*choice), style(*choice)));
        }
        Line::from(spans)
    }
}
