//! A small form: rows of typed text and of choices, with one focus; what was typed is never lost by an error.

use crate::domain::text::CleanText;
use crate::ui::frame::fit;
use crate::ui::keymap::Action;
use crate::ui::message::Input;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, FieldKind, Focus};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Span;

/// A row of the form.
#[derive(Debug, Clone)]
pub enum Entry {
    /// Typed text, at most so many characters.
    Text(Field, usize),
    /// One of so many; none is chosen for the person.
    Pick(Option<usize>, usize),
}

impl Entry {
    /// An empty field.
    pub fn text(kind: FieldKind, max_chars: usize) -> Self {
        Self::Text(Field::new(kind, max_chars), max_chars)
    }

    /// A field that holds a text already.
    pub fn filled(kind: FieldKind, max_chars: usize, text: &str) -> Self {
        Self::Text(Field::with(kind, max_chars, text), max_chars)
    }

    /// A choice among so many.
    pub fn pick(count: usize) -> Self {
        Self::Pick(None, count)
    }
}

/// The rows, the focus, and what they held when the form was opened.
#[derive(Debug, Clone)]
pub struct Form {
    entries: Vec<Entry>,
    focus: usize,
    before: Vec<String>,
}

impl Form {
    /// A form with the focus on its first row.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut form = Self { entries, focus: 0, before: Vec::new() };
        form.before = form.contents();
        form
    }

    fn contents(&self) -> Vec<String> {
        let content = |entry: &Entry| match entry {
            Entry::Text(field, _) => field.value().to_owned(),
            Entry::Pick(chosen, _) => chosen.map_or_else(String::new, |place| place.to_string()),
        };
        self.entries.iter().map(content).collect()
    }

    /// Whether something would be lost with it.
    pub fn is_changed(&self) -> bool {
        self.before != self.contents()
    }

    /// What it holds, as text for a draft; nothing where nothing was changed.
    pub fn draft(&self) -> Option<String> {
        if self.is_changed() { serde_json::to_string(&self.contents()).ok() } else { None }
    }

    /// Takes what a draft holds; false where that is of another form.
    pub fn restore(&mut self, text: &str) -> bool {
        let Ok(contents) = serde_json::from_str::<Vec<String>>(text) else { return false };
        if contents.len() != self.entries.len() {
            return false;
        }
        for (entry, content) in self.entries.iter_mut().zip(contents) {
            match entry {
                Entry::Text(field, _) => field.set(&content),
                Entry::Pick(chosen, count) => {
                    *chosen = content.parse().ok().filter(|place| *place < *count);
                }
            }
        }
        true
    }

    /// What it holds now is kept elsewhere.
    pub fn settle(&mut self) {
        self.before = self.contents();
    }

    /// Which row has the focus.
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// Moves the focus.
    pub fn focus_on(&mut self, place: usize) {
        self.focus = place.min(self.entries.len().saturating_sub(1));
    }

    /// Whether characters are text now.
    pub fn takes_text(&self) -> bool {
        matches!(self.entries.get(self.focus), Some(Entry::Text(..)))
    }

    /// A row's text as typed.
    pub fn typed(&self, place: usize) -> &str {
        match self.entries.get(place) {
            Some(Entry::Text(field, _)) => field.value(),
            Some(Entry::Pick(..)) | None => "",
        }
    }

    /// A row's text, cleaned.
    pub fn text(&self, place: usize) -> CleanText {
        match self.entries.get(place) {
            Some(Entry::Text(field, max_chars)) => CleanText::bounded(field.value(), *max_chars),
            Some(Entry::Pick(..)) | None => CleanText::default(),
        }
    }

    /// What a row's choice is.
    pub fn picked(&self, place: usize) -> Option<usize> {
        match self.entries.get(place) {
            Some(Entry::Pick(chosen, _)) => *chosen,
            Some(Entry::Text(..)) | None => None,
        }
    }

    /// Puts another entry in a row's place.
    pub fn replace(&mut self, place: usize, entry: Entry) {
        if let Some(old) = self.entries.get_mut(place) {
            *old = entry;
        }
    }

    /// Empties a row.
    pub fn clear(&mut self, place: usize) {
        match self.entries.get_mut(place) {
            Some(Entry::Text(field, _)) => field.clear(),
            Some(Entry::Pick(chosen, _)) => *chosen = None,
            None => {}
        }
    }

    /// Adds rows at `place`, or takes `count` away from there.
    pub fn splice(&mut self, place: usize, count: usize, entries: Vec<Entry>) {
        let place = place.min(self.entries.len());
        let end = (place + count).min(self.entries.len());
        self.entries.splice(place..end, entries);
        self.focus_on(self.focus);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes what belongs to a form.
    pub fn update(&mut self, input: &Input) {
        match input {
            Input::Action(Action::NextField) => self.step(1),
            Input::Action(Action::PreviousField) => self.step(self.entries.len().saturating_sub(1)),
            other => self.change(other),
        }
    }

    fn step(&mut self, by: usize) {
        self.focus = (self.focus + by) % self.entries.len().max(1);
    }

    fn change(&mut self, input: &Input) {
        match (self.entries.get_mut(self.focus), input) {
            (Some(Entry::Text(field, _)), Input::Typed(c)) => field.type_char(*c),
            (Some(Entry::Text(field, _)), Input::Pasted(text)) => field.paste(text),
            (Some(Entry::Text(field, _)), Input::Action(action)) => {
                field.edit(*action);
            }
            (Some(Entry::Pick(chosen, count)), Input::Action(action)) if *count > 0 => {
                *chosen = match (action, *chosen) {
                    (Action::Right | Action::Toggle, None) => Some(0),
                    (Action::Right | Action::Toggle, Some(place)) => Some((place + 1) % *count),
                    (Action::Left, None) => Some(*count - 1),
                    (Action::Left, Some(place)) => Some((place + *count - 1) % *count),
                    (Action::Delete | Action::Erase, _) => None,
                    (_, unchanged) => unchanged,
                };
            }
            _ => {}
        }
    }

    /// Draws a row's field, in brackets, without a label.
    pub fn draw_entry(
        &self,
        place: usize,
        (frame, area): (&mut Frame<'_>, Rect),
        options: &[String],
        scene: &Scene<'_>,
    ) {
        let focus = if place == self.focus { Focus::Here } else { Focus::Elsewhere };
        match self.entries.get(place) {
            Some(Entry::Text(field, _)) => {
                let [open, inside, close] =
                    Layout::horizontal([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)])
                        .areas(area);
                frame.render_widget("[", open);
                frame.render_widget("]", close);
                field.draw(frame, inside, scene, focus);
            }
            Some(Entry::Pick(chosen, _)) => {
                let shown = |(place, name): (usize, &String)| {
                    format!("[{}] {name}", if *chosen == Some(place) { "x" } else { " " })
                };
                let text = options.iter().enumerate().map(shown).collect::<Vec<_>>().join("  ");
                let role = if focus == Focus::Here { Role::Focus } else { Role::Text };
                let text = fit(&text, usize::from(area.width));
                frame.render_widget(Span::styled(text, scene.theme.style(role)), area);
            }
            None => {}
        }
    }

    /// Draws a row: its place in the form, its label, and the label's columns.
    pub fn draw_row(
        &self,
        (place, label, columns): (usize, &str, u16),
        (frame, area): (&mut Frame<'_>, Rect),
        options: &[String],
        scene: &Scene<'_>,
    ) {
        let [left, right] = Layout::horizontal([Constraint::Length(columns), Constraint::Min(0)]).areas(area);
        let marker = if place == self.focus { "▶" } else { " " };
        let text = fit(&format!("{marker} {label}"), usize::from(columns.saturating_sub(1)));
        frame.render_widget(Span::raw(text), left);
        self.draw_entry(place, (frame, right), options, scene);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(form: &mut Form, actions: &[Action]) {
        for action in actions {
            form.update(&Input::Action(*action));
        }
    }

    #[test]
    fn nothing_is_chosen_until_somebody_chooses() {
        let mut form = Form::new(vec![Entry::text(FieldKind::Text, 10), Entry::pick(2)]);
        assert!(form.takes_text() && !form.is_changed());
        act(&mut form, &[Action::NextField]);
        assert_eq!((form.takes_text(), form.picked(1)), (false, None));
        act(&mut form, &[Action::Right]);
        assert_eq!(form.picked(1), Some(0));
        act(&mut form, &[Action::Left]);
        assert_eq!(form.picked(1), Some(1));
        assert!(form.is_changed());
        act(&mut form, &[Action::Delete]);
        assert_eq!(form.picked(1), None);
        assert!(!form.is_changed());
    }

    #[test]
    fn the_focus_goes_round_and_survives_fewer_rows() {
        let mut form = Form::new(vec![Entry::pick(2), Entry::pick(2), Entry::pick(2)]);
        act(&mut form, &[Action::PreviousField]);
        assert_eq!(form.focus(), 2);
        form.splice(1, 2, Vec::new());
        assert_eq!((form.focus(), form.len()), (0, 1));
    }
}
