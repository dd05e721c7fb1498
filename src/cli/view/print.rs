//! Puts a picture where the stream goes: at the cursor of a terminal, or into a pipe; and ends it whatever happens.

use super::fit::Canvas;
use crate::imaging::Raster;
use crate::terminal::graphics::kitty::Cursor;
use crate::terminal::graphics::sixel::{self, SixelLimits, Tile};
use crate::terminal::graphics::{CellSize, Dial, Picture, Tolerance, iterm2, kitty};
use crate::terminal::lines;
use crate::terminal::probe::choice::through_tmux;
use crate::terminal::probe::{Graphics, Passage};
use anyhow::Result;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Bytes written at once to a terminal: what a slow one takes in some tenths of a second, after which Ctrl-C is looked for again.
const CHUNK: usize = 4096;
/// How long a terminal that takes nothing is waited for before Ctrl-C is looked for again.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
/// Ends a picture that is broken off, or the terminal would take all that follows for pixels; then its own colours, and a line of one's own.
const BREAK_OFF: &[u8] = b"\x1b\\\x1b[0m\r\n";

/// How the printing of a picture ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Whole,
    /// Whoever read has read enough.
    Gone,
    /// By Ctrl-C, or because somebody ended the program.
    Interrupted,
}

/// Where pictures are printed.
pub(super) struct Printer {
    /// What ends the printing early; only at a terminal, where half a picture does harm.
    stops: Option<Stops>,
}

impl Printer {
    pub(super) fn open(is_terminal: bool) -> io::Result<Self> {
        Ok(Self { stops: is_terminal.then(Stops::listen).transpose()? })
    }

    pub(super) fn is_terminal(&self) -> bool {
        self.stops.is_some()
    }

    /// Prints a picture. The cursor ends at the beginning of a line below it.
    pub(super) fn print(
        &mut self,
        drawing: Raster,
        (graphics, passage): (Graphics, Passage),
        tolerance: Tolerance,
        canvas: &Canvas,
    ) -> Result<Ended> {
        let bytes = self.encode(drawing, (graphics, passage), tolerance, canvas)?;
        Ok(self.write(&bytes)?)
    }

    fn encode(
        &self,
        drawing: Raster,
        (graphics, passage): (Graphics, Passage),
        tolerance: Tolerance,
        canvas: &Canvas,
    ) -> Result<Vec<u8>> {
        let picture = Picture::deep(drawing.width(), drawing.height(), drawing.pixels())?;
        // What follows holds a picture and its stream: not the drawing too.
        drop(drawing);
        let mut bytes = Vec::new();
        match graphics {
            Graphics::Sixel(limits) if self.is_terminal() => {
                let tiles = sixel::tiles(&picture, limits, tolerance, canvas.cell);
                at_cursor(&wrapped(tiles, passage), &picture, canvas.cell, &mut bytes);
            }
            Graphics::Sixel(SixelLimits { registers, .. }) => {
                bytes = sixel::encode(&picture, Dial { registers, tolerance });
                bytes.push(b'\n');
            }
            Graphics::Cells(glyphs, depth) => {
                let (across, down) = glyphs.pixels_a_cell();
                let cells = |pixels: u32, each: u16| {
                    u16::try_from(pixels / u32::from(each.max(1))).unwrap_or(u16::MAX)
                };
                let (columns, rows) = (cells(picture.width(), across), cells(picture.height(), down));
                lines::write(&glyphs.draw(&picture, columns, rows, depth)?, &mut bytes);
            }
            Graphics::Kitty(_) | Graphics::Iterm2 => {
                let cursor = if self.is_terminal() { Cursor::Stays } else { Cursor::Follows };
                let shown = match graphics {
                    Graphics::Iterm2 => iterm2::show(&picture, tolerance, cursor)?,
                    _ => kitty::show(&picture, tolerance, cursor)?,
                };
                if self.is_terminal() {
                    let tiles =
                        wrapped(vec![Tile { column: 0, row: 0, columns: 0, rows: 0, bytes: shown }], passage);
                    at_cursor(&tiles, &picture, canvas.cell, &mut bytes);
                } else {
                    bytes = shown;
                    bytes.push(b'\n');
                }
            }
            Graphics::Words => {}
        }
        Ok(bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<Ended> {
        match self.write_all(bytes) {
            Ok(true) => Ok(Ended::Whole),
            Ok(false) => {
                // A terminal that takes no more has nothing to be ended.
                write_some(BREAK_OFF).ok();
                Ok(Ended::Interrupted)
            }
            Err(Errno::PIPE | Errno::IO) => Ok(Ended::Gone),
            Err(fault) => Err(fault.into()),
        }
    }

    /// False when it was stopped.
    fn write_all(&mut self, mut bytes: &[u8]) -> Result<bool, Errno> {
        while !bytes.is_empty() {
            if self.stops.as_mut().is_some_and(Stops::have_come) {
                return Ok(false);
            }
            let chunk = if self.is_terminal() { bytes.len().min(CHUNK) } else { bytes.len() };
            let written = write_some(bytes.get(..chunk).unwrap_or_default())?;
            bytes = bytes.get(written..).unwrap_or_default();
        }
        Ok(!self.stops.as_mut().is_some_and(Stops::have_come))
    }
}

/// Writes what the stream takes within a while; nothing of it when that is nothing.
fn write_some(bytes: &[u8]) -> Result<usize, Errno> {
    let stream = rustix::stdio::stdout();
    let ready = match poll(&mut [PollFd::new(&stream, PollFlags::OUT)], Some(&PATIENCE)) {
        Ok(ready) => ready,
        Err(Errno::INTR) => 0,
        Err(fault) => return Err(fault),
    };
    if ready == 0 {
        return Ok(0);
    }
    match rustix::io::write(stream, bytes) {
        Err(Errno::INTR | Errno::AGAIN) => Ok(0),
        result => result,
    }
}

/// Handed through tmux, where that stands between.
fn wrapped(mut tiles: Vec<Tile>, passage: Passage) -> Vec<Tile> {
    if passage == Passage::Tmux {
        for tile in &mut tiles {
            tile.bytes = through_tmux(&String::from_utf8_lossy(&tile.bytes)).into_bytes();
        }
    }
    tiles
}

/// Makes room below the cursor, by scrolling where there is none, and puts every tile to its place in it. The row after the last tile's
/// is made too, so that no tile touches the last row of the screen, which would scroll it.
fn at_cursor(tiles: &[Tile], picture: &Picture, cell: CellSize, bytes: &mut Vec<u8>) {
    let rows = picture.height().div_ceil(u32::from(cell.height.max(1)));
    bytes.push(b'\r');
    bytes.resize(bytes.len() + rows as usize, b'\n');
    bytes.extend_from_slice(format!("\x1b[{rows}A\x1b7").as_bytes());
    for tile in tiles {
        bytes.extend_from_slice(b"\x1b8");
        for (count, letter) in [(tile.row, 'B'), (tile.column, 'C')] {
            if count > 0 {
                bytes.extend_from_slice(format!("\x1b[{count}{letter}").as_bytes());
            }
        }
        bytes.extend_from_slice(&tile.bytes);
    }
    bytes.extend_from_slice(format!("\x1b8\x1b[{rows}B\r").as_bytes());
}

/// The signals that end a program, caught so that the picture is ended first.
struct Stops {
    runtime: Runtime,
    signals: [Signal; 5],
}

/// Ctrl-Z (`SIGTSTP` of Linux): stopped within a picture, the shell's prompt would be pixels. It is let pass; a picture takes moments.
const SUSPEND: i32 = 20;

impl Stops {
    fn listen() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let signals = {
            let _inside = runtime.enter();
            [
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
                signal(SignalKind::quit())?,
                signal(SignalKind::hangup())?,
                signal(SignalKind::from_raw(SUSPEND))?,
            ]
        };
        Ok(Self { runtime, signals })
    }

    /// Whether one has come that ends the program.
    fn have_come(&mut self) -> bool {
        let [ends @ .., _] = &mut self.signals;
        self.runtime.block_on(async {
            // Once round the runtime, which then knows what has come.
            tokio::task::yield_now().await;
            std::future::poll_fn(|context| {
                let come = ends.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
                std::task::Poll::Ready(come)
            })
            .await
        })
    }
}
