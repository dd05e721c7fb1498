//! Rectangles over scattered cells: few, because each has its price, and little more than what must be covered.

use crate::terminal::canvas::Cells;

/// Rectangles looked at before they are joined; more scattered cells than these are taken as one field.
const MOST_FOUND: usize = 64;
/// Patches of one change at most: a frame's four sides, and the cross within.
const MOST_PATCHES: usize = 5;
/// What a patch costs beyond its pixels, in cells: moving there, its header and its colours are some 300 bytes, as are two cells.
const PATCH_COST: usize = 2;

/// Few rectangles that hold all the marked cells in the rows of `area`, which is as wide as what `marked` tells of.
pub(super) fn covering(marked: &[bool], area: Cells) -> Vec<Cells> {
    let columns = usize::from(area.columns);
    let above = usize::from(area.row) * columns;
    let within = marked.get(above..above + usize::from(area.rows) * columns).unwrap_or_default();
    let mut found = exact(within, area);
    for cells in &mut found {
        cells.row += area.row;
    }
    let mut joined = if found.len() > MOST_FOUND { around_all(&found) } else { found };
    while let Some((first, second, cost)) = cheapest_pair(&joined) {
        if joined.len() <= MOST_PATCHES && cost > PATCH_COST {
            break;
        }
        let taken = joined.swap_remove(second.max(first));
        if let Some(kept) = joined.get_mut(first.min(second)) {
            *kept = around(*kept, taken);
        }
    }
    let cost: usize = joined.iter().map(|cells| cells.count() + PATCH_COST).sum();
    if cost >= area.count() { vec![area] } else { joined }
}

/// Rectangles that hold the marked cells and no others, none twice.
pub(super) fn exact(marked: &[bool], area: Cells) -> Vec<Cells> {
    let mut done: Vec<Cells> = Vec::new();
    let mut open: Vec<Cells> = Vec::new();
    for (row, line) in (0..).zip(marked.chunks(usize::from(area.columns.max(1)))) {
        let mut grown = Vec::new();
        for (column, columns) in runs(line) {
            let above = open.iter().position(|above| above.column == column && above.columns == columns);
            grown.push(match above.map(|place| open.swap_remove(place)) {
                Some(above) => Cells { rows: above.rows + 1, ..above },
                None => Cells { column, row, columns, rows: 1 },
            });
        }
        done.append(&mut open);
        open = grown;
    }
    done.append(&mut open);
    done.sort_by_key(|cells| (cells.row, cells.column));
    done
}

/// Where marked cells stand side by side: the first column and how many.
fn runs(line: &[bool]) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for (column, _) in (0_u16..).zip(line).filter(|(_, marked)| **marked) {
        match runs.last_mut() {
            Some((from, columns)) if *from + *columns == column => *columns += 1,
            _ => runs.push((column, 1)),
        }
    }
    runs
}

fn around_all(all: &[Cells]) -> Vec<Cells> {
    all.iter().copied().reduce(around).into_iter().collect()
}

fn around(one: Cells, other: Cells) -> Cells {
    let (column, row) = (one.column.min(other.column), one.row.min(other.row));
    let right = (one.column + one.columns).max(other.column + other.columns);
    let bottom = (one.row + one.rows).max(other.row + other.rows);
    Cells { column, row, columns: right - column, rows: bottom - row }
}

/// The two rectangles that cost the fewest cells to join, and how many more those are.
fn cheapest_pair(all: &[Cells]) -> Option<(usize, usize, usize)> {
    let pairs = all.iter().enumerate().flat_map(|(first, &one)| {
        all.iter().enumerate().skip(first + 1).map(move |(second, &other)| {
            let cost = around(one, other).count().saturating_sub(one.count() + other.count());
            (first, second, cost)
        })
    });
    pairs.min_by_key(|&(_, _, cost)| cost)
}

/// The rectangle without the cells that must not be drawn, as rectangles.
pub(super) fn sparing(cells: Cells, is_spared: &impl Fn(u16, u16) -> bool) -> Vec<Cells> {
    let marked: Vec<bool> = (cells.row..cells.row + cells.rows)
        .flat_map(|row| (cells.column..cells.column + cells.columns).map(move |column| (column, row)))
        .map(|(column, row)| !is_spared(column, row))
        .collect();
    let left = exact(&marked, Cells { column: 0, row: 0, ..cells });
    let moved = |part: Cells| Cells { column: cells.column + part.column, row: cells.row + part.row, ..part };
    left.into_iter().map(moved).collect()
}

/// The rectangle in pieces no larger than `largest`, columns and rows.
pub(super) fn within(cells: Cells, largest: (u16, u16)) -> Vec<Cells> {
    let mut pieces = Vec::new();
    for row in (0..cells.rows).step_by(usize::from(largest.1.max(1))) {
        for column in (0..cells.columns).step_by(usize::from(largest.0.max(1))) {
            pieces.push(Cells {
                column: cells.column + column,
                row: cells.row + row,
                columns: largest.0.min(cells.columns - column),
                rows: largest.1.min(cells.rows - row),
            });
        }
    }
    pieces
}
