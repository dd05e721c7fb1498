//! One line of typed text, with the folding that its kind needs.

use crate::domain::plate::latin_twin;
use crate::domain::text::CleanText;
use crate::station::contract::{Booth, Pin};
use crate::terminal::input::layout::{fold_command, fold_digit};
use crate::ui::keymap::Action;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use tui_input::{Input as Text, InputRequest};

/// What may be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text, in any script.
    Text,
    /// Any text, capitals (plates).
    Capitals,
    /// Latin capitals and digits (container numbers): letters are folded by their place on the keyboard.
    Latin,
    /// Digits and their separators (dates, lengths, masses): the letters on a Kazakh digit row are folded back.
    Digits,
    /// Digits alone: here the Kazakh comma and full stop are 6 and 7 again.
    Whole,
    /// Digits, shown as dots.
    Pin,
    /// Letters, digits and signs, shown as dots: letters are folded by their place on the keyboard, so that a layout that was
    /// changed meanwhile does not matter.
    Secret,
    /// The name of an account: small Latin letters, digits, dot and dash, folded likewise.
    Account,
}

impl FieldKind {
    /// What a PIN is typed into. In training a PIN is digits; in service it may be anything.
    pub fn of_secret(booth: &Booth) -> Self {
        if booth.training.is_some() { Self::Pin } else { Self::Secret }
    }
}

/// A field and what was typed into it.
#[derive(Debug, Clone)]
pub struct Field {
    kind: FieldKind,
    text: Text,
    max_chars: usize,
}

impl Field {
    /// An empty field.
    pub fn new(kind: FieldKind, max_chars: usize) -> Self {
        Self { kind, text: Text::default(), max_chars }
    }

    /// A field that holds a text already.
    pub fn with(kind: FieldKind, max_chars: usize, text: &str) -> Self {
        Self { kind, text: Text::new(text.chars().take(max_chars).collect()), max_chars }
    }

    /// A field with a text that was typed at another console: cleaned, for nothing there can be relied upon.
    pub fn told(kind: FieldKind, max_chars: usize, text: &str) -> Self {
        Self::with(kind, max_chars, CleanText::bounded(text, max_chars).as_str())
    }

    /// An empty field for a person's own PIN, as it may be in training or in service.
    pub fn secret(booth: &Booth) -> Self {
        Self::new(FieldKind::of_secret(booth), Pin::MAX_CHARS)
    }

    /// The same field with a text that came from elsewhere.
    pub fn set(&mut self, text: &str) {
        *self = Self::told(self.kind, self.max_chars, text);
    }

    /// What was typed.
    pub fn value(&self) -> &str {
        self.text.value()
    }

    /// The cursor's place, characters from the start.
    pub fn cursor(&self) -> usize {
        self.text.cursor()
    }

    /// Forgets what was typed.
    pub fn clear(&mut self) {
        self.text = Text::default();
    }

    /// Takes a typed character, folded as the kind needs; what the kind cannot hold is ignored.
    pub fn type_char(&mut self, typed: char) {
        let Some(c) = self.folded(typed) else { return };
        if self.value().chars().count() < self.max_chars {
            self.text.handle(InputRequest::InsertChar(c));
        }
    }

    fn folded(&self, typed: char) -> Option<char> {
        match self.kind {
            FieldKind::Text => (!typed.is_control()).then_some(typed),
            FieldKind::Capitals => {
                (!typed.is_control()).then(|| typed.to_uppercase().next().unwrap_or(typed))
            }
            FieldKind::Latin => {
                let latin = fold_command(typed).to_ascii_uppercase();
                (latin.is_ascii_alphanumeric() || matches!(latin, ' ' | '-')).then_some(latin)
            }
            // A date's full stops and a mass's comma are typed too: what is no digit of a letter layout stays.
            FieldKind::Digits => match typed {
                '.' | ',' | '/' | '-' | ' ' => Some(typed),
                other => fold_digit(other).filter(char::is_ascii_digit),
            },
            FieldKind::Whole | FieldKind::Pin => fold_digit(typed).filter(char::is_ascii_digit),
            FieldKind::Secret => (!typed.is_control()).then(|| fold_command(typed)),
            FieldKind::Account => {
                let latin = fold_command(typed).to_ascii_lowercase();
                (latin.is_ascii_alphanumeric() || matches!(latin, '.' | '-')).then_some(latin)
            }
        }
    }

    /// Takes pasted text, character by character. Pasted letters were read, not struck: look-alikes become Latin, and a
    /// full stop among digits is no Kazakh 7.
    pub fn paste(&mut self, pasted: &str) {
        let read = |c: char| match self.kind {
            FieldKind::Latin => Some(latin_twin(c.to_uppercase().next().unwrap_or(c))),
            FieldKind::Whole | FieldKind::Pin => c.is_ascii_digit().then_some(c),
            FieldKind::Text
            | FieldKind::Capitals
            | FieldKind::Digits
            | FieldKind::Secret
            | FieldKind::Account => (!c.is_control()).then_some(c),
        };
        let clean: Vec<char> = pasted.chars().filter_map(read).take(self.max_chars).collect();
        for c in clean {
            self.type_char(c);
        }
    }

    /// Takes an editing key; false when the key is not one.
    pub fn edit(&mut self, action: Action) -> bool {
        let request = match action {
            Action::Left => InputRequest::GoToPrevChar,
            Action::Right => InputRequest::GoToNextChar,
            Action::First => InputRequest::GoToStart,
            Action::Last => InputRequest::GoToEnd,
            Action::Erase => InputRequest::DeletePrevChar,
            Action::Delete => InputRequest::DeleteNextChar,
            _ => return false,
        };
        self.text.handle(request);
        true
    }

    /// Draws the typed text into one line; the cursor is put when the field has the focus.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>, focus: Focus) {
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        // A text that is not being typed is read from its beginning.
        let scroll = if focus == Focus::Here { self.text.visual_scroll(width) } else { 0 };
        let shown: String = match self.kind {
            FieldKind::Pin | FieldKind::Secret => "•".repeat(self.value().chars().count()),
            _ => self.value().to_owned(),
        };
        let role = if focus == Focus::Here { Role::Focus } else { Role::Text };
        let padded = format!("{:<width$}", visible(&shown, scroll, width), width = usize::from(area.width));
        frame.render_widget(Paragraph::new(Line::from(Span::styled(padded, scene.theme.style(role)))), area);
        if focus == Focus::Here {
            let column = u16::try_from(self.text.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
            frame.set_cursor_position((area.x + column.min(area.width.saturating_sub(1)), area.y));
        }
    }
}

/// Whether keys go to the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// They do.
    Here,
    /// They go elsewhere.
    Elsewhere,
}

/// What is in view, with a mark at each end at which there is more.
fn visible(text: &str, scroll: usize, width: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    let mut column = 0;
    let mut shown: Vec<char> = Vec::new();
    let mut is_cut = false;
    for c in text.chars() {
        let next = column + c.width().unwrap_or(0);
        if column >= scroll && next - scroll <= width {
            shown.push(c);
        } else if column >= scroll {
            is_cut = true;
        }
        column = next;
    }
    if let Some(last) = shown.last_mut().filter(|_| is_cut) {
        *last = '…';
    }
    if let Some(first) = shown.first_mut().filter(|_| scroll > 0) {
        *first = '…';
    }
    shown.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: FieldKind, text: &str) -> String {
        let mut field = Field::new(kind, 20);
        text.chars().for_each(|c| field.type_char(c));
        field.value().to_owned()
    }

    fn pasted(kind: FieldKind, text: &str) -> String {
        let mut field = Field::new(kind, 20);
        field.paste(text);
        field.value().to_owned()
    }

    #[test]
    fn keys_struck_under_a_kazakh_layout_give_what_their_caps_say() {
        assert_eq!(typed(FieldKind::Whole, "қ8қғ"), "0805");
        assert_eq!(typed(FieldKind::Whole, "\",."), "167");
        assert_eq!(typed(FieldKind::Digits, "\"ү,.ғ"), "18,.5");
        assert_eq!(typed(FieldKind::Latin, "сыйг"), "CSQU");
        assert_eq!(typed(FieldKind::Capitals, "123авс16"), "123АВС16");
    }

    #[test]
    fn what_is_out_of_view_is_marked() {
        for (text, scroll, width, shown) in [
            ("цитрусовые", 0, 10, "цитрусовые"),
            ("цитрусовые", 0, 6, "цитру…"),
            ("цитрусовые", 4, 6, "…совые"),
            ("цитрусовые", 2, 5, "…рус…"),
            ("", 0, 5, ""),
        ] {
            assert_eq!(visible(text, scroll, width), shown);
        }
    }

    #[test]
    fn pasted_text_was_read_and_not_struck() {
        assert_eq!(pasted(FieldKind::Latin, "сSQU 305438-3"), "CSQU 305438-3");
        assert_eq!(pasted(FieldKind::Whole, "0805.10"), "080510");
        assert_eq!(pasted(FieldKind::Text, "a\u{1b}[2Jb\n"), "a[2Jb");
    }
}
