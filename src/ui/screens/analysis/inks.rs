//! Marks, their numbers, the frame in hand and the cross, drawn over the grey of a view.

mod names;

pub(super) use names::{Name, names};

use super::proposals::Pointer;
use super::viewer::{Shown, View};
use crate::domain::analysis::Mark;
use crate::imaging::viewport::Area;
use crate::station::contract::seats::Proposal;
use crate::terminal::graphics::{Area as PixelArea, Ink, Picture};
use crate::ui::message::{Display, PictureMode};

/// Half the cross, screen pixels; where eight and sixteen pixels make a cell, two cells across and one down, or it would be one glyph.
const CROSS_ARM: u32 = 3;
const FINE_CROSS_ARM: u32 = 20;

/// Pixels of a dash: as long as the digits of a sixel are wide, one and a half cells where a pixel is half a cell or less, and two cells
/// where it is an eighth.
const SIXEL_DASH: u32 = 12;
const CELL_DASH: u32 = 3;
const FINE_DASH: u32 = 16;

/// How the lines over a picture are drawn, screen pixels.
struct Pencil {
    thickness: u32,
    dash: u32,
    arm: u32,
}

impl Pencil {
    fn of(mode: PictureMode) -> Self {
        match mode {
            PictureMode::Pixels => Self { thickness: 2, dash: SIXEL_DASH, arm: CROSS_ARM },
            PictureMode::Cells(glyphs) if glyphs.pixels_a_cell().0 >= 8 => {
                Self { thickness: 2, dash: FINE_DASH, arm: FINE_CROSS_ARM }
            }
            PictureMode::Cells(_) | PictureMode::Words => {
                Self { thickness: 1, dash: CELL_DASH, arm: CROSS_ARM }
            }
        }
    }
}

/// Digits of 3 × 5 pixels, five rows of three bits from the top left.
const DIGITS: [u16; 10] = [
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_010_010_010,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
];
const DIGIT_WIDTH: u32 = 3;
const DIGIT_HEIGHT: u32 = 5;

/// Everything that lies over the grey.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Overlay {
    /// Of the grey.
    pub(super) generation: u64,
    pub(super) marks: Vec<Mark>,
    /// The mark that keys now act on.
    pub(super) selected: Option<u16>,
    /// The frame in hand, image pixels.
    pub(super) frame: Option<Area>,
    /// The cross, image pixels.
    pub(super) cursor: Option<(f64, f64)>,
    /// What supervisors propose to mark.
    pub(super) proposals: Vec<Proposal>,
    /// The proposal that keys now act on.
    pub(super) chosen: Option<u32>,
    /// Where others point.
    pub(super) pointers: Vec<Pointer>,
}

/// A mark's number as cells: where no pixels are fine enough for digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// Cells from the pane's left edge.
    pub(super) column: u16,
    /// Cells from its top.
    pub(super) row: u16,
    pub(super) number: u16,
}

/// Draws the overlay onto the grey.
pub(super) fn compose(shown: &Shown, overlay: &Overlay, display: Display) -> Option<Picture> {
    let grey = &shown.grey;
    let mut picture = Picture::new(grey.width(), grey.height(), grey.pixels().to_vec()).ok()?;
    let Pencil { thickness, dash, arm } = Pencil::of(display.graphics);
    for mark in &overlay.marks {
        let ink = if overlay.selected == Some(mark.number) { Ink::Selected } else { Ink::Mark };
        let area = pixels(mark_area(mark), shown.view);
        picture.draw_frame(area, ink, thickness);
        if display.graphics == PictureMode::Pixels {
            draw_number(&mut picture, area, mark.number, (u32::from(display.cell_height) / 5).max(1), ink);
        }
    }
    for proposal in &overlay.proposals {
        let ink = if overlay.chosen == Some(proposal.number) { Ink::Selected } else { Ink::Label };
        picture.draw_dashed_frame(pixels(mark_area(&proposal.mark), shown.view), ink, thickness, dash);
    }
    for pointer in &overlay.pointers {
        let (column, row) = shown.view.viewport.screen_point(shown.view.screen, pointer.x, pointer.y);
        picture.draw_saltire(whole(column), whole(row), arm, Ink::Label);
    }
    if let Some(frame) = overlay.frame {
        picture.draw_frame(pixels(frame, shown.view), Ink::Selected, thickness);
    }
    if let Some((x, y)) = overlay.cursor {
        let (column, row) = shown.view.viewport.screen_point(shown.view.screen, x, y);
        picture.draw_cross(whole(column), whole(row), arm, Ink::Cursor);
    }
    Some(picture)
}

/// The numbers of the marks as cells, on the upper edge of each frame beside its corner; none for sixel, where they are pixels.
pub(super) fn labels(marks: &[Mark], view: View, mode: PictureMode) -> Vec<Label> {
    let (across, down): (i32, i32) = match mode {
        PictureMode::Pixels | PictureMode::Words => return Vec::new(),
        PictureMode::Cells(glyphs) => {
            let (across, down) = glyphs.pixels_a_cell();
            (across.into(), down.into())
        }
    };
    marks
        .iter()
        .filter_map(|mark| {
            let area = pixels(mark_area(mark), view);
            // A frame that begins left of or above the pane has its number at the edge; one that ends there has none.
            let right = i64::from(area.left) + i64::from(area.width);
            let bottom = i64::from(area.top) + i64::from(area.height);
            let column = u16::try_from((area.left / across + 1).max(0)).ok()?;
            let row = u16::try_from((area.top / down).max(0)).ok()?;
            (right > 0 && bottom > 0).then_some(Label { column, row, number: mark.number })
        })
        .collect()
}

fn mark_area(mark: &Mark) -> Area {
    Area {
        x: f64::from(mark.x),
        y: f64::from(mark.y),
        width: f64::from(mark.width),
        height: f64::from(mark.height),
    }
}

/// An area of the image in pixels of the view; a pixel each way at least.
fn pixels(area: Area, view: View) -> PixelArea {
    let (left, top) = view.viewport.screen_point(view.screen, area.x, area.y);
    let (right, bottom) = view.viewport.screen_point(view.screen, area.x + area.width, area.y + area.height);
    let side = |from: f64, to: f64| whole(to).saturating_sub(whole(from)).max(1).unsigned_abs();
    PixelArea { left: whole(left), top: whole(top), width: side(left, right), height: side(top, bottom) }
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, far beyond any picture")]
fn whole(value: f64) -> i32 {
    value.floor() as i32
}

/// Draws a number above the frame, or inside it where there is no room above.
fn draw_number(picture: &mut Picture, area: PixelArea, number: u16, scale: u32, ink: Ink) {
    let height = i32::try_from(DIGIT_HEIGHT * scale).unwrap_or(i32::MAX);
    let gap = i32::try_from(scale).unwrap_or(1) + 1;
    let above = area.top.saturating_sub(height).saturating_sub(gap);
    let top = if above >= 0 { above } else { area.top.saturating_add(gap + 1) };
    let advance = i32::try_from((DIGIT_WIDTH + 1) * scale).unwrap_or(i32::MAX);
    let mut left = area.left.saturating_add(gap);
    for digit in number.to_string().chars().filter_map(|c| c.to_digit(10)) {
        let bits = DIGITS.get(digit as usize).copied().unwrap_or(0);
        draw_digit(picture, bits, (left, top), scale, ink);
        left = left.saturating_add(advance);
    }
}

fn draw_digit(picture: &mut Picture, bits: u16, (left, top): (i32, i32), scale: u32, ink: Ink) {
    let offset = |pixels: u32| i32::try_from(pixels * scale).unwrap_or(i32::MAX);
    for place in 0..DIGIT_WIDTH * DIGIT_HEIGHT {
        let is_lit = bits >> (DIGIT_WIDTH * DIGIT_HEIGHT - 1 - place) & 1 == 1;
        if is_lit {
            let dot = PixelArea {
                left: left.saturating_add(offset(place % DIGIT_WIDTH)),
                top: top.saturating_add(offset(place / DIGIT_WIDTH)),
                width: scale,
                height: scale,
            };
            // A frame as thick as its area is a filled square.
            picture.draw_frame(dot, ink, scale);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::CleanText;
    use crate::imaging::raster::Grey8;
    use crate::imaging::viewport::{Screen, Viewport};
    use crate::terminal::graphics::Glyphs;
    use std::sync::Arc;

    fn shown() -> Shown {
        let screen = Screen { width: 20, height: 10, pixel_aspect: 1.0 };
        let viewport = Viewport { centre_x: 100.0, centre_y: 50.0, zoom: 10.0 };
        let grey = Arc::new(Grey8::filled(20, 10, 90));
        Shown { grey, view: View { viewport, screen }, cursor: (100.0, 50.0), generation: 1 }
    }

    fn mark(number: u16, x: u32, y: u32, width: u32, height: u32) -> Mark {
        Mark { number, x, y, width, height, note: CleanText::default(), proposed_by: None }
    }

    fn overlay(marks: Vec<Mark>) -> Overlay {
        Overlay { generation: 1, marks, selected: Some(2), ..Overlay::default() }
    }

    fn display(graphics: PictureMode) -> Display {
        Display {
            columns: 80,
            rows: 24,
            cell_width: 10,
            cell_height: 20,
            graphics,
            colours: crate::terminal::graphics::ColourDepth::Grey256,
        }
    }

    #[test]
    fn frames_lie_where_the_marks_are_and_the_selected_one_has_its_own_ink() {
        let marks = vec![mark(1, 20, 20, 50, 40), mark(2, 100, 20, 50, 40)];
        let picture =
            compose(&shown(), &overlay(marks), display(PictureMode::Cells(Glyphs::Halves))).unwrap();
        let ink = |x: usize, y: usize| picture.overlay()[y * 20 + x];
        assert_eq!((ink(2, 2), ink(6, 5), ink(3, 3)), (Some(Ink::Mark), Some(Ink::Mark), None));
        assert_eq!(ink(10, 2), Some(Ink::Selected));
    }

    #[test]
    fn a_sixel_has_the_number_in_its_pixels_and_cells_have_it_beside_the_corner() {
        let marks = vec![mark(1, 20, 20, 150, 75)];
        let plain =
            compose(&shown(), &overlay(marks.clone()), display(PictureMode::Cells(Glyphs::Braille))).unwrap();
        let sixel = compose(&shown(), &overlay(marks.clone()), display(PictureMode::Pixels)).unwrap();
        let lit = |picture: &Picture| picture.overlay().iter().flatten().count();
        assert!(lit(&sixel) > lit(&plain));
        let label = |mode| labels(&marks, shown().view, mode);
        assert_eq!(label(PictureMode::Cells(Glyphs::Halves)), [Label { column: 3, row: 1, number: 1 }]);
        assert_eq!(label(PictureMode::Cells(Glyphs::Braille)), [Label { column: 2, row: 0, number: 1 }]);
        assert!(label(PictureMode::Pixels).is_empty());
    }

    #[test]
    fn a_mark_out_of_view_has_no_label() {
        let view = View { viewport: Viewport { centre_x: 500.0, ..shown().view.viewport }, ..shown().view };
        assert!(labels(&[mark(1, 0, 0, 20, 20)], view, PictureMode::Cells(Glyphs::Halves)).is_empty());
    }
}
