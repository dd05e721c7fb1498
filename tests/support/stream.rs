//! What goes to a terminal, read by a terminal's parser that is not ours.

use intrascope::domain::text::{MAX_MARKS, is_mark, is_shown};
use intrascope::ui::console::Console;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

/// Modes that a console sets: cursor, alternate screen, bracketed paste, synchronized frames.
const MODES: [u16; 4] = [25, 1049, 2004, 2026];

/// What may come besides shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// Frames of a console.
    Screen,
    /// A picture over a frame.
    Picture,
    /// Lines of a command or of the log.
    Lines,
}

/// Everything that a parser made of the bytes and that should not be there.
struct Heard {
    medium: Medium,
    faults: Vec<String>,
    marks: usize,
    printed: usize,
}

impl Heard {
    fn fault(&mut self, what: String) {
        if self.faults.len() < 10 {
            self.faults.push(what);
        }
    }
}

impl vte::Perform for Heard {
    fn print(&mut self, c: char) {
        self.printed += 1;
        self.marks = if is_mark(c) { self.marks + 1 } else { 0 };
        if !is_shown(c) || self.marks > MAX_MARKS {
            self.fault(format!("printed U+{:04X}", u32::from(c)));
        }
    }

    fn execute(&mut self, byte: u8) {
        if self.medium != Medium::Lines || byte != b'\n' {
            self.fault(format!("control {byte:#04x}"));
        }
        self.marks = 0;
    }

    fn csi_dispatch(&mut self, params: &vte::Params, intermediates: &[u8], ignore: bool, action: char) {
        self.marks = 0;
        let is_known_mode = params.iter().all(|param| MODES.contains(&param[0]));
        let is_right = match (intermediates, action) {
            ([], 'm' | 'H' | 'J' | 'K') => true,
            (b"?", 'h' | 'l') => is_known_mode,
            _ => false,
        };
        if self.medium == Medium::Lines || ignore || !is_right {
            self.fault(format!("CSI {intermediates:?} {params:?} {action}"));
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _: bool, byte: u8) {
        // The cursor kept and brought back, and the end of a sixel.
        if self.medium != Medium::Picture || !intermediates.is_empty() || !b"78\\".contains(&byte) {
            self.fault(format!("ESC {}", char::from(byte)));
        }
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _: bool) {
        self.fault(format!("OSC {params:?}"));
    }

    fn hook(&mut self, _: &vte::Params, intermediates: &[u8], ignore: bool, action: char) {
        if self.medium != Medium::Picture || ignore || !intermediates.is_empty() || action != 'q' {
            self.fault(format!("DCS {action}"));
        }
    }

    fn put(&mut self, byte: u8) {
        // Rows of six pixels, repeats, colours, carriage and line.
        if !matches!(byte, b'?'..=b'~' | b'0'..=b'9' | b'!' | b'"' | b'#' | b'$' | b'-' | b';') {
            self.fault(format!("sixel {byte:#04x}"));
        }
    }
}

/// What is in the bytes and should not be; nothing, when all is well.
pub fn faults(bytes: &[u8], medium: Medium) -> Vec<String> {
    let mut heard = Heard { medium, faults: Vec::new(), marks: 0, printed: 0 };
    let mut parser = vte::Parser::new();
    parser.advance(&mut heard, bytes);
    // A sequence left open would swallow this.
    let before = heard.printed;
    parser.advance(&mut heard, b".");
    if heard.printed == before {
        heard.fault("a sequence without an end".to_owned());
    }
    heard.faults
}

/// The bytes of one whole frame, by the very backend that the program uses.
pub fn frame(console: &Console, (columns, rows): (u16, u16)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
    let backend = CrosstermBackend::new(&mut bytes);
    let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
    terminal.draw(|frame| drop(console.draw(frame))).unwrap();
    drop(terminal);
    bytes
}

/// Stops the test when a frame has anything but shapes and the sequences that draw them.
pub fn expect_clean(console: &Console, size: (u16, u16)) {
    let bytes = frame(console, size);
    let faults = faults(&bytes, Medium::Screen);
    assert!(faults.is_empty(), "{faults:?} in {}", String::from_utf8_lossy(&bytes).escape_debug());
}
