//! What is known of the terminal, and how pictures are drawn on it therefore.

use crate::terminal::graphics::ColourDepth;
use crate::terminal::graphics::cells::console_greys;
use crate::terminal::input::Reply;
use crate::terminal::probe::{
    self, ColourChoice, Environment, Findings, Graphics, GraphicsChoice, Passage, SavedChoices, Window,
};
use crate::ui::message::{Display, PictureMode};

/// How much of what the terminal can is known after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    Part,
    All,
}

/// What the person, the environment and the terminal itself have said.
#[derive(Debug)]
pub(super) struct Knowledge {
    environment: Environment,
    choice: GraphicsChoice,
    colours: ColourChoice,
    saved: SavedChoices,
    pub(super) findings: Findings,
    pub(super) graphics: Graphics,
    pub(super) passage: Passage,
}

impl Knowledge {
    pub(super) fn new(
        choice: GraphicsChoice,
        colours: ColourChoice,
        saved: SavedChoices,
        environment: Environment,
    ) -> Self {
        let (graphics, passage, findings) = (Graphics::Words, Passage::Direct, Findings::default());
        let mut known = Self { environment, choice, colours, saved, findings, graphics, passage };
        known.settle();
        known
    }

    /// A person's word outweighs what they once saved, and that outweighs what the terminal promises.
    fn settle(&mut self) {
        let saved = || self.saved.of(&self.environment.term, self.findings.name.as_deref());
        let choice = if self.choice == GraphicsChoice::Auto { saved() } else { self.choice };
        self.graphics = self.colours.apply(choice.settle(&self.findings, &self.environment));
        self.passage = choice.passage(&self.findings, &self.environment);
    }

    /// What gives the Linux console the greys that pictures are drawn with; none elsewhere.
    pub(super) fn greys(&self) -> Option<String> {
        matches!(self.graphics, Graphics::Cells(_, ColourDepth::ConsoleGreys)).then(console_greys)
    }

    /// What the terminal is to be asked; nothing where it has nothing to tell.
    pub(super) fn questions(&self) -> Vec<u8> {
        probe::questions(&self.environment)
    }

    /// Takes an answer. Where that completes what is known, pictures are drawn as well as they now can be.
    pub(super) fn hear(&mut self, reply: &Reply) -> Heard {
        if self.findings.learn(reply) {
            self.settle();
        }
        if probe::is_complete(&self.findings, &self.environment) { Heard::All } else { Heard::Part }
    }

    /// The display in a window.
    pub(super) fn display(&self, window: Window) -> Display {
        let cell = probe::cell_size(window, &self.findings);
        let (graphics, colours) = match self.graphics {
            Graphics::Sixel(_) | Graphics::Kitty(_) | Graphics::Iterm2 => {
                (PictureMode::Pixels, ColourDepth::Grey256)
            }
            Graphics::Cells(glyphs, depth) => (PictureMode::Cells(glyphs), depth),
            Graphics::Words => (PictureMode::Words, ColourDepth::Mono),
        };
        let (columns, rows) = (window.columns, window.rows);
        Display { columns, rows, cell_width: cell.width, cell_height: cell.height, graphics, colours }
    }
}
