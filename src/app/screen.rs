//! The one place that writes to the terminal: the cells, then the picture, within one synchronized frame.

use crate::terminal::graphics::cells::console_greys;
use crate::terminal::graphics::{CellSize, ColourDepth, sixel};
use crate::terminal::guard;
use crate::terminal::output;
use crate::terminal::probe::{self, ColourChoice, Environment, Findings, Graphics, GraphicsChoice, Window};
use crate::ui::console::Console;
use crate::ui::message::{Display, PictureMode};
use crate::ui::scene::Placement;
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Arc;

/// One frame's bytes at most, before they are written: a sixel of a large window, with room to spare.
const FRAME_BYTES: usize = 1 << 20;

/// The terminal as a place to draw on.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    findings: Findings,
    graphics: Graphics,
    shown: Option<Placement>,
}

impl Screen {
    /// Asks the terminal what it can do and makes it a place to draw on. The guard must have been entered.
    pub(super) fn open(
        choice: GraphicsChoice,
        colours: ColourChoice,
        environment: &Environment,
    ) -> io::Result<Self> {
        let findings = if environment.is_worth_asking() {
            probe::ask(rustix::stdio::stdin(), wall)?
        } else {
            Findings::default()
        };
        let graphics = colours.apply(choice.settle(&findings, environment));
        if let Graphics::Cells(_, ColourDepth::ConsoleGreys) = graphics {
            guard::change_colours(&console_greys())?;
        }
        let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout()));
        Ok(Self { terminal: Terminal::new(backend)?, findings, graphics, shown: None })
    }

    /// The display as it is now; to be asked anew after each resize.
    pub(super) fn display(&self) -> io::Result<Display> {
        let window = Window::of(rustix::stdio::stdout())?;
        let cell = probe::cell_size(window, &self.findings);
        let (graphics, colours) = match self.graphics {
            Graphics::Sixel(_) => (PictureMode::Pixels, ColourDepth::Grey256),
            Graphics::Cells(glyphs, depth) => (PictureMode::Cells(glyphs), depth),
            Graphics::Words => (PictureMode::Words, ColourDepth::Mono),
        };
        let (columns, rows) = (window.columns, window.rows);
        Ok(Display { columns, rows, cell_width: cell.width, cell_height: cell.height, graphics, colours })
    }

    /// Draws a frame.
    pub(super) fn draw(&mut self, console: &Console, display: Display) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let mut placement = None;
        self.terminal.draw(|frame| placement = console.draw(frame))?;
        if self.must_wipe(placement.as_ref()) {
            // A sixel cannot be erased but by writing over its cells, and those were left alone until now.
            self.wipe()?;
            self.terminal.draw(|frame| placement = console.draw(frame))?;
            self.shown = None;
        }
        if let Some(placement) = placement {
            self.place(placement, display)?;
        }
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()
    }

    /// Whether pixels of the last frame would stay where this one has none.
    fn must_wipe(&self, placement: Option<&Placement>) -> bool {
        match (&self.shown, placement) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(shown), Some(new)) => shown.area != new.area,
        }
    }

    /// Sends the picture when it is another than the one that the terminal shows.
    fn place(&mut self, placement: Placement, display: Display) -> io::Result<()> {
        let same = |shown: &Placement| {
            shown.area == placement.area && Arc::ptr_eq(&shown.picture, &placement.picture)
        };
        let Graphics::Sixel(limits) = self.graphics else { return Ok(()) };
        if self.shown.as_ref().is_some_and(same) {
            return Ok(());
        }
        let cell = CellSize { width: display.cell_width, height: display.cell_height };
        let tiles = sixel::tiles(&placement.picture, limits, cell);
        let at = output::Placement {
            column: placement.area.x,
            row: placement.area.y,
            screen_columns: display.columns,
            screen_rows: display.rows,
        };
        // A picture made before a resize may not fit any more; the next one is on its way.
        if let Ok(bytes) = output::place(&tiles, at) {
            self.terminal.backend_mut().write_all(&bytes)?;
            self.shown = Some(placement);
        }
        Ok(())
    }

    /// After a resize the terminal may have kept anything: all of it is drawn anew.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.shown = None;
        self.wipe()
    }

    /// The next frame draws every cell. Not by `Terminal::clear`, which asks the terminal for its cursor and waits: the keys of
    /// that time would be held up, and a terminal that does not say would end the console.
    fn wipe(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }
}

#[expect(clippy::disallowed_methods, reason = "the probe runs before the runtime and its clock do")]
fn wall() -> std::time::Instant {
    std::time::Instant::now()
}
