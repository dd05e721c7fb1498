//! One bounded text over any screen: a reason, or what was seen. It stays open, with what was typed, until the station took it.

use crate::domain::approval::Action as Asked;
use crate::domain::case::{Case, Revision};
use crate::domain::number::CaseNumber;
use crate::domain::step::Step;
use crate::domain::text::CleanText;
use crate::station::contract::Request;
use crate::ui::frame::fit;
use crate::ui::keymap::Action;
use crate::ui::message::{Input, Purpose};
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, FieldKind, Focus};
use crate::ui::widgets::text_block;
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph};

/// Longest reason: half a page of the record's text at 80 columns, as an analysis may have.
pub const MAX_REASON_CHARS: usize = 1_000;

/// Columns of the window; at 80 the screen behind is still seen on both sides.
const COLUMNS: u16 = 72;

/// Rows of the text field: 200 characters are in sight, more scroll.
const TEXT_ROWS: u16 = 3;

/// Rows of what it is for; the longest question in the three languages takes four.
const MAX_DETAIL_ROWS: usize = 6;

/// What a text becomes.
pub type Make = fn(CleanText) -> Step;

/// A text being typed, with the step that it is for.
#[derive(Debug)]
pub struct Reason {
    title: String,
    details: Vec<String>,
    choices: Vec<(String, Make)>,
    chosen: usize,
    number: CaseNumber,
    revision: Revision,
    after: Option<Box<Again>>,
    field: Field,
    progress: Progress,
    way: Way,
}

/// How the step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By this person.
    Alone,
    /// On another person's approval, which is asked for with this text.
    Together,
}

/// What was refused until the reason is there, and is then asked for once more.
#[derive(Debug)]
pub struct Again {
    /// What it was for.
    pub purpose: Purpose,
    /// What was asked, the PIN of a verdict included: it is in memory as long as this is.
    pub request: Request,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Typing,
    /// The person pressed Esc on a typed text: once more gives it up.
    Leaving,
    Sent,
}

/// What became of a key.
#[derive(Debug)]
pub enum Typed {
    /// The text is still being typed.
    Open(Box<Reason>),
    /// Nothing was typed that could be sent.
    Empty(Box<Reason>),
    /// Esc on a typed text.
    AskedToLeave(Box<Reason>),
    /// Given up.
    Left,
    /// Sent: this is to be asked.
    Sent(Box<Reason>, Request),
}

impl Reason {
    /// Asks for the text of one step with a case.
    pub fn new(title: String, details: Vec<String>, case: &Case, make: Make) -> Self {
        Self::choosing(title, details, case, vec![(String::new(), make)])
    }

    /// Asks for a text and what it says: each choice is a step of its own.
    pub fn choosing(title: String, details: Vec<String>, case: &Case, choices: Vec<(String, Make)>) -> Self {
        Self {
            title,
            details,
            choices,
            chosen: 0,
            number: case.number.clone(),
            revision: case.revision,
            after: None,
            field: Field::new(FieldKind::Text, MAX_REASON_CHARS),
            progress: Progress::Typing,
            way: Way::Alone,
        }
    }

    /// Asks why a step comes late; once that is written, the step is taken again.
    pub fn of_delay(
        title: String,
        details: Vec<String>,
        (number, revision): (CaseNumber, Revision),
        again: Again,
    ) -> Self {
        let make: Make = |reason| Step::ExplainDelay { reason };
        Self {
            title,
            details,
            choices: vec![(String::new(), make)],
            chosen: 0,
            number,
            revision,
            after: Some(Box::new(again)),
            field: Field::new(FieldKind::Text, MAX_REASON_CHARS),
            progress: Progress::Typing,
            way: Way::Alone,
        }
    }

    /// Whose step it is for.
    pub fn number(&self) -> &CaseNumber {
        &self.number
    }

    /// Whether an action would do something now.
    pub fn is_open(&self, action: Action) -> bool {
        match action {
            Action::Confirm => self.progress != Progress::Sent,
            Action::Up | Action::Down => self.choices.len() > 1,
            _ => true,
        }
    }

    /// Takes a key's meaning.
    pub fn update(mut self: Box<Self>, action: Action) -> Typed {
        match (action, self.progress) {
            (_, Progress::Sent) => {}
            (Action::Back, Progress::Typing) if !self.field.value().is_empty() => {
                self.progress = Progress::Leaving;
                return Typed::AskedToLeave(self);
            }
            (Action::Back, _) => return Typed::Left,
            (Action::Confirm, _) => return self.send(),
            (Action::Up, _) => self.chosen = self.chosen.saturating_sub(1),
            (Action::Down, _) => self.chosen = (self.chosen + 1).min(self.choices.len().saturating_sub(1)),
            (other, _) => {
                self.progress = Progress::Typing;
                self.field.edit(other);
            }
        }
        Typed::Open(self)
    }

    fn send(mut self: Box<Self>) -> Typed {
        let text = CleanText::bounded(self.field.value(), MAX_REASON_CHARS);
        let make = self.choices.get(self.chosen).map(|(_, make)| *make);
        let Some(make) = make.filter(|_| !text.is_empty()) else {
            self.progress = Progress::Typing;
            return Typed::Empty(self);
        };
        self.progress = Progress::Sent;
        let (case, revision, step) = (self.number.clone(), self.revision, Box::new(make(text)));
        let request = match self.way {
            Way::Alone => Request::Take { case, revision, step, pin: None },
            Way::Together => {
                let action = Box::new(Asked::Step { case, revision, taken: step });
                Request::Propose { action, pin: None }
            }
        };
        Typed::Sent(self, request)
    }

    /// Takes typed and pasted text.
    pub fn edit(&mut self, input: &Input) {
        if self.progress == Progress::Sent {
            return;
        }
        self.progress = Progress::Typing;
        match input {
            Input::Typed(c) => self.field.type_char(*c),
            Input::Pasted(text) => self.field.paste(text),
            _ => {}
        }
    }

    /// Nobody takes this step alone: with the same text another person's approval is asked for.
    pub fn ask_second(&mut self, said: String) {
        if self.way == Way::Alone {
            self.way = Way::Together;
            self.details.insert(0, said);
        }
    }

    /// The station refused: the text stays.
    pub fn reopen(&mut self) {
        self.progress = Progress::Typing;
    }

    /// The case has changed meanwhile. What was refused before is not asked for again by itself: the person looked at another
    /// revision, and a verdict signs what was looked at.
    pub fn renew(&mut self, revision: Revision) {
        self.revision = revision;
        self.after = None;
    }

    /// What is to be asked once more, at the case's new revision.
    pub fn again(self, revision: Revision) -> Option<Again> {
        let mut again = *self.after?;
        match &mut again.request {
            Request::Take { revision: looked_at, .. } | Request::PrintSheet { revision: looked_at, .. } => {
                *looked_at = revision;
                Some(again)
            }
            _ => None,
        }
    }

    /// Draws the window in the middle of `area`.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
        let width = COLUMNS.min(area.width);
        let inside = usize::from(width.saturating_sub(4));
        let mut lines: Vec<Line<'static>> = Vec::new();
        for detail in &self.details {
            lines.extend(
                text_block::lines(detail, inside).into_iter().map(|line| Line::raw(format!(" {line}"))),
            );
        }
        let mut lines = text_block::within(
            lines,
            u16::try_from(MAX_DETAIL_ROWS).unwrap_or(6),
            scene.theme.style(Role::Faint),
        );
        lines.extend(self.choice_lines(scene, inside));
        let rows = u16::try_from(lines.len()).unwrap_or(8);
        let height = rows + TEXT_ROWS + 3;
        let [band] = Layout::vertical([Constraint::Length(height)]).flex(Flex::Center).areas(area);
        let [window] = Layout::horizontal([Constraint::Length(width)]).flex(Flex::Center).areas(band);
        frame.render_widget(Clear, window);
        let title = fit(&self.title, inside.min(unicode_width::UnicodeWidthStr::width(self.title.as_str())));
        let block = Block::bordered()
            .title(Line::styled(format!(" {title} "), scene.theme.style(Role::Heading)))
            .border_style(scene.theme.style(Role::Warning));
        let inner = block.inner(window);
        frame.render_widget(block, window);
        let [above, label, text] = Layout::vertical([
            Constraint::Length(rows),
            Constraint::Length(1),
            Constraint::Length(TEXT_ROWS),
        ])
        .areas(inner);
        frame.render_widget(Paragraph::new(lines), above);
        let said = scene.words.say(match self.progress {
            Progress::Sent => "reason-sent",
            Progress::Typing | Progress::Leaving => "reason-text",
        });
        let said = Line::styled(fit(&format!(" {said}"), inside), scene.theme.style(Role::Heading));
        frame.render_widget(Paragraph::new(said), label);
        let text = Rect { x: text.x + 1, width: text.width.saturating_sub(2), ..text };
        let focus = if self.progress == Progress::Sent { Focus::Elsewhere } else { Focus::Here };
        text_block::draw(frame, text, &self.field, scene, focus);
    }

    fn choice_lines(&self, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
        if self.choices.len() < 2 {
            return Vec::new();
        }
        let line = |(place, (name, _)): (usize, &(String, Make))| {
            let (marker, role) =
                if place == self.chosen { ("▶[x]", Role::Focus) } else { (" [ ]", Role::Text) };
            Line::styled(fit(&format!(" {marker} {name}"), width), scene.theme.style(role))
        };
        self.choices.iter().enumerate().map(line).collect()
    }
}
