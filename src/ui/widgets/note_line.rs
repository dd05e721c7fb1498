//! One line in which a note is typed: its label, the text, and whether it is on its way to the station.

use crate::ui::frame::fit;
use crate::ui::message::Input;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, FieldKind, Focus};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

/// Longest note: two lines of the printed sheet's table.
pub const MAX_NOTE_CHARS: usize = 200;

/// Columns that the text keeps beside the longest label.
const MIN_TEXT_COLUMNS: u16 = 30;

/// A note being typed.
#[derive(Debug, Clone)]
pub struct NoteLine {
    field: Field,
    before: String,
    progress: Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Typing,
    Sent,
}

impl NoteLine {
    /// A line that holds what was noted before.
    pub fn new(text: &str) -> Self {
        let field = Field::with(FieldKind::Text, MAX_NOTE_CHARS, text);
        Self { before: field.value().to_owned(), field, progress: Progress::Typing }
    }

    /// What was typed.
    pub fn value(&self) -> &str {
        self.field.value()
    }

    /// Whether something would be lost with it.
    pub fn is_changed(&self) -> bool {
        self.value() != self.before
    }

    /// Whether it waits for the station's answer.
    pub fn is_sent(&self) -> bool {
        self.progress == Progress::Sent
    }

    /// It was sent: until the answer it takes no more keys, so that nothing is sent twice.
    pub fn set_sent(&mut self) {
        self.progress = Progress::Sent;
    }

    /// The station refused: the text stays and can be changed.
    pub fn reopen(&mut self) {
        self.progress = Progress::Typing;
    }

    /// Takes typed and pasted text and editing keys.
    pub fn edit(&mut self, input: &Input) {
        if self.is_sent() {
            return;
        }
        match input {
            Input::Typed(c) => self.field.type_char(*c),
            Input::Pasted(text) => self.field.paste(text),
            Input::Action(action) => {
                self.field.edit(*action);
            }
            _ => {}
        }
    }

    /// Draws label and text into one line.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>, label: &str) {
        let label = format!(" {label} ");
        let room = area.width.saturating_sub(MIN_TEXT_COLUMNS);
        let width = u16::try_from(label.width()).unwrap_or(room).min(room);
        let [left, right] = Layout::horizontal([Constraint::Length(width), Constraint::Min(0)]).areas(area);
        let label = fit(&label, usize::from(width));
        frame.render_widget(Paragraph::new(label).style(scene.theme.style(Role::Heading)), left);
        self.field.draw(frame, right, scene, if self.is_sent() { Focus::Elsewhere } else { Focus::Here });
    }
}
