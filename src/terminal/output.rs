//! The bytes that put a picture's sixels on the screen.

use crate::terminal::graphics::sixel::Tile;

/// Where a picture is to go and the screen it goes to, in cells from the upper left corner, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub column: u16,
    pub row: u16,
    pub screen_columns: u16,
    pub screen_rows: u16,
}

/// `CSI 65535 ; 65535 H` is the longest way to a cell, bytes.
const LONGEST_MOVE: usize = 14;
const SAVE_CURSOR: &[u8] = b"\x1b7";
const RESTORE_CURSOR: &[u8] = b"\x1b8";

/// Why a picture cannot be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutputFault {
    /// xterm scrolls the whole screen when a sixel touches the last row.
    #[error("the picture would reach row {row}, and a sixel must end above the last row, {last}")]
    LastRow { row: u32, last: u32 },
    /// Part of the picture lies beyond the right edge.
    #[error("the picture would reach column {column} of {columns}")]
    RightEdge { column: u32, columns: u32 },
}

/// Places the tiles; the cursor ends where it was. All or nothing: one tile that does not fit refuses the
/// picture.
///
/// Synchronized output is the caller's: some terminals need sixels inside it and some after.
pub fn place(tiles: &[Tile], at: Placement) -> Result<Vec<u8>, OutputFault> {
    for tile in tiles {
        check(tile, at)?;
    }
    let pixels: usize = tiles.iter().map(|tile| tile.bytes.len()).sum();
    let mut bytes =
        Vec::with_capacity(pixels + tiles.len() * LONGEST_MOVE + SAVE_CURSOR.len() + RESTORE_CURSOR.len());
    bytes.extend(SAVE_CURSOR);
    for tile in tiles {
        // The terminal counts from 1.
        let row = u32::from(at.row) + u32::from(tile.row) + 1;
        let column = u32::from(at.column) + u32::from(tile.column) + 1;
        bytes.extend(format!("\x1b[{row};{column}H").bytes());
        bytes.extend(&tile.bytes);
    }
    bytes.extend(RESTORE_CURSOR);
    Ok(bytes)
}

fn check(tile: &Tile, at: Placement) -> Result<(), OutputFault> {
    let row = u32::from(at.row) + u32::from(tile.row) + u32::from(tile.rows);
    let last = u32::from(at.screen_rows);
    if row >= last {
        return Err(OutputFault::LastRow { row, last });
    }
    let column = u32::from(at.column) + u32::from(tile.column) + u32::from(tile.columns);
    let columns = u32::from(at.screen_columns);
    if column > columns {
        return Err(OutputFault::RightEdge { column, columns });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(column: u16, row: u16, columns: u16, rows: u16) -> Tile {
        Tile { column, row, columns, rows, bytes: format!("<{column},{row}>").into_bytes() }
    }

    fn at(column: u16, row: u16) -> Placement {
        Placement { column, row, screen_columns: 80, screen_rows: 24 }
    }

    #[test]
    fn tiles_go_to_their_cells_and_the_cursor_comes_back() {
        let bytes = place(&[tile(0, 0, 40, 10), tile(40, 0, 38, 10)], at(1, 4)).unwrap();
        assert_eq!(bytes, b"\x1b7\x1b[5;2H<0,0>\x1b[5;42H<40,0>\x1b8");
    }

    #[test]
    fn the_last_row_stays_free() {
        assert!(place(&[tile(0, 0, 80, 23)], at(0, 0)).is_ok());
        assert_eq!(place(&[tile(0, 0, 80, 24)], at(0, 0)), Err(OutputFault::LastRow { row: 24, last: 24 }));
        assert!(place(&[tile(0, 0, 1, 1)], at(0, u16::MAX)).is_err());
    }

    #[test]
    fn one_tile_beyond_the_edge_refuses_all() {
        let fault = place(&[tile(0, 0, 40, 10), tile(40, 0, 41, 10)], at(0, 0));
        assert_eq!(fault, Err(OutputFault::RightEdge { column: 81, columns: 80 }));
    }
}
