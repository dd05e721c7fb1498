//! Where a picture is: its size in pixels for each way of showing it, and its cells.

use crate::terminal::graphics::{CellColour, CellGrid, Picture};
use crate::ui::message::{Display, PictureMode};
use crate::ui::scene::Placement;
use ratatui::Frame;
use ratatui::buffer::CellDiffOption;
use ratatui::layout::Rect;
use ratatui::style::Color;
use std::sync::Arc;

/// Pixels across, pixels down, and a pixel's width over its height, of a pane of `area` cells.
pub fn pane_pixels(area: Rect, display: Display) -> (u32, u32, f64) {
    let (columns, rows) = (u32::from(area.width), u32::from(area.height));
    let cell = f64::from(display.cell_width.max(1)) / f64::from(display.cell_height.max(1));
    match display.graphics {
        PictureMode::Pixels => (
            columns * u32::from(display.cell_width.max(1)),
            rows * u32::from(display.cell_height.max(1)),
            1.0,
        ),
        PictureMode::Cells(glyphs) => {
            let (across, down) = glyphs.pixels_a_cell();
            (columns * u32::from(across), rows * u32::from(down), cell * f64::from(down) / f64::from(across))
        }
        PictureMode::Words => (columns, rows, cell),
    }
}

/// Pixels of a pane that lie in one row of cells.
pub fn pixels_a_row(display: Display) -> u16 {
    match display.graphics {
        PictureMode::Pixels => display.cell_height.max(1),
        PictureMode::Cells(glyphs) => glyphs.pixels_a_cell().1,
        PictureMode::Words => 1,
    }
}

/// Draws a picture made for `area` by [`pane_pixels`]. Sixel pictures are handed back for the loop to put on the terminal.
pub fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    picture: &Arc<Picture>,
    display: Display,
) -> Option<Placement> {
    let area = area.intersection(frame.area());
    let grid = match display.graphics {
        PictureMode::Pixels => {
            leave_alone(frame, area);
            return Some(Placement { area, picture: Arc::clone(picture) });
        }
        PictureMode::Cells(glyphs) => glyphs.draw(picture, area.width, area.height, display.colours),
        PictureMode::Words => return None,
    };
    // A picture of the size before a resize does not fit the pane; the next one is on its way.
    if let Ok(grid) = grid {
        put_cells(frame, area, &grid);
    }
    None
}

/// The pixels of a sixel lie on these cells: to write them would wipe the picture out.
fn leave_alone(frame: &mut Frame<'_>, area: Rect) {
    for position in area.positions() {
        if let Some(cell) = frame.buffer_mut().cell_mut(position) {
            cell.set_diff_option(CellDiffOption::Skip);
        }
    }
}

fn put_cells(frame: &mut Frame<'_>, area: Rect, grid: &CellGrid) {
    for (row, cells) in area.rows().zip(grid.rows()) {
        for (position, drawn) in row.positions().zip(cells) {
            if let Some(cell) = frame.buffer_mut().cell_mut(position) {
                cell.set_char(drawn.glyph).set_fg(colour(drawn.fg)).set_bg(colour(drawn.bg));
            }
        }
    }
}

fn colour(colour: CellColour) -> Color {
    match colour {
        CellColour::Default => Color::Reset,
        CellColour::Indexed(index) => Color::Indexed(index),
        CellColour::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}
