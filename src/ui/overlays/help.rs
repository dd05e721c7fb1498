//! Every key of the screen, read from the keymap.

use crate::ui::keymap::{Action, Binding, Keymap, Layer, shown_name};
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

/// The help of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    layer: Layer,
    first: u16,
}

impl Help {
    /// The help of a layer.
    pub fn new(layer: Layer) -> Self {
        Self { layer, first: 0 }
    }

    /// Scrolls; `None` closes the help.
    pub fn update(mut self, action: Action) -> Option<Self> {
        match action {
            Action::Up => self.first = self.first.saturating_sub(1),
            Action::Down => {
                let rows = u16::try_from(self.rows().count()).unwrap_or(u16::MAX);
                self.first = (self.first + 1).min(rows.saturating_sub(1));
            }
            Action::Back => return None,
            _ => {}
        }
        Some(self)
    }

    fn rows(&self) -> impl Iterator<Item = &'static Binding> {
        let keymap = Keymap::built_in();
        let own = keymap.bindings(self.layer);
        let is_new = move |binding: &&Binding| !own.iter().any(|bound| bound.keys == binding.keys);
        own.iter().chain(keymap.bindings(Layer::Global).iter().filter(is_new))
    }

    /// Draws the help over `area`.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
        let lines: Vec<Line<'_>> = self.rows().map(|binding| row(binding, scene)).collect();
        let title = format!(" {} ", scene.words.say("help-title"));
        frame.render_widget(Clear, area);
        let block = Block::bordered().title(title).border_style(scene.theme.style(Role::Faint));
        frame.render_widget(Paragraph::new(lines).scroll((self.first, 0)).block(block), area);
    }
}

fn row(binding: &Binding, scene: &Scene<'_>) -> Line<'static> {
    let keys: Vec<&str> = binding.keys.iter().map(|key| shown_name(key)).collect();
    Line::from(vec![
        Span::styled(format!(" {:<22}", keys.join("  ")), scene.theme.style(Role::Heading)),
        Span::raw(scene.words.say(&binding.action.phrase_id())),
    ])
}
