//! The journal's checkpoint on the sheet: a short line to compare by eye, and the whole signed note as a QR code.

use crate::paper::PaperError;
use crate::paper::canvas::{Area, BLACK, Canvas, DIM};
use crate::paper::typeface::Style;
use crate::words::Words;
use qrcode::{Color, EcLevel, QrCode};

/// The journal as the booth's key has signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The signed note, which the code carries byte for byte.
    pub note: String,
    /// How many facts it is of.
    pub facts: u64,
    /// The root over them, as hexadecimal digits.
    pub root: String,
}

/// Points across a module: 0.42 mm, which a phone reads off an office printer's paper.
const MODULE: f32 = 1.2;
/// Modules that must stay white around the code.
const QUIET: f32 = 4.0;
/// Modules across the largest code: 101 are version 21, 711 bytes. A note of ours is some 300 bytes, 69 modules.
const MODULES_MAX: usize = 101;
/// The line under the code.
const LINE_HEIGHT: f32 = 9.0;
/// Digits of the root in the line: 64 bits tell two journals apart; the code has all of them.
const ROOT_DIGITS: usize = 16;

const LINE: Style = Style::regular(6.4).grey(DIM);

/// The code, ready to be drawn.
pub(super) struct Code {
    width: usize,
    modules: Vec<Color>,
    line: String,
}

impl Code {
    /// Makes the code of a checkpoint.
    pub(super) fn of(checkpoint: &Checkpoint, words: Words) -> Result<Self, PaperError> {
        let bytes = checkpoint.note.len();
        // A quarter of a fold or a stain may hide: M restores 15 %.
        let code = QrCode::with_error_correction_level(checkpoint.note.as_bytes(), EcLevel::M)
            .map_err(|_| PaperError::Checkpoint { bytes })?;
        if code.width() > MODULES_MAX {
            return Err(PaperError::Checkpoint { bytes });
        }
        let root: String = checkpoint.root.chars().take(ROOT_DIGITS).collect();
        let facts = checkpoint.facts.to_string();
        let line = words.say_with("sheet-checkpoint", &[("facts", facts.into()), ("root", root.into())]);
        Ok(Self { width: code.width(), modules: code.to_colors(), line })
    }

    /// What it takes of a column's height: the code with the white around it, and the line.
    pub(super) fn height(&self) -> f32 {
        self.side() + LINE_HEIGHT
    }

    fn side(&self) -> f32 {
        (points(self.width) + 2.0 * QUIET) * MODULE
    }

    /// Draws it at the foot of a column.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_, '_>, column: Area) {
        let left = column.x + QUIET * MODULE;
        let top = column.bottom() - self.height() + QUIET * MODULE;
        let rows = self.modules.chunks(self.width.max(1)).enumerate();
        let dark: Vec<Area> = rows
            .flat_map(|(row, modules)| runs(modules).map(move |(from, length)| (row, from, length)))
            .map(|(row, from, length)| Area {
                x: left + points(from) * MODULE,
                y: top + points(row) * MODULE,
                width: points(length) * MODULE,
                height: MODULE,
            })
            .collect();
        canvas.fill_all(&dark, BLACK);
        let line = canvas.faces.fit(&self.line, LINE, column.width);
        canvas.text(column.x, column.bottom() - 1.5, LINE, &line);
    }
}

/// Begin and length of each run of dark modules.
fn runs(modules: &[Color]) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    modules.chunk_by(|a, b| a == b).filter_map(move |run| {
        let begin = from;
        from += run.len();
        (run.first() == Some(&Color::Dark)).then_some((begin, run.len()))
    })
}

/// Modules are at most 101.
fn points(modules: usize) -> f32 {
    f32::from(u16::try_from(modules).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_the_dark_modules() {
        let (dark, light) = (Color::Dark, Color::Light);
        let found: Vec<_> = runs(&[dark, dark, light, dark, light, light, dark]).collect();
        assert_eq!(found, [(0, 2), (3, 1), (6, 1)]);
        assert_eq!(runs(&[light]).count() + runs(&[]).count(), 0);
    }

    #[test]
    fn a_note_has_room_and_a_longer_text_is_refused() {
        let words = Words::new(crate::words::Language::En);
        let of = |bytes: usize| {
            Code::of(&Checkpoint { note: "é".repeat(bytes / 2), facts: 1, root: String::new() }, words)
        };
        let code = of(310).unwrap();
        assert_eq!(code.width, 69);
        assert!(code.side() < 95.0);
        for bytes in [712, 5_000] {
            assert!(matches!(of(bytes), Err(PaperError::Checkpoint { .. })), "{bytes}");
        }
    }
}
