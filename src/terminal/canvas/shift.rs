//! Whether a picture is another one moved by whole cells, as when the view over a scan goes on.

use crate::terminal::graphics::{CellSize, Ink, Picture};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A share of the cells that must be found elsewhere, one of so many: else placing what is left is no gain.
const LEAST_SHARE: usize = 4;

/// Cells of a picture, by column and row.
struct Grid<'a> {
    picture: &'a Picture,
    across: usize,
    down: usize,
    columns: usize,
    rows: usize,
}

impl<'a> Grid<'a> {
    fn new(picture: &'a Picture, cell: CellSize) -> Self {
        let (across, down) = (usize::from(cell.width.max(1)), usize::from(cell.height.max(1)));
        let (columns, rows) = (picture.width() as usize / across, picture.height() as usize / down);
        Self { picture, across, down, columns, rows }
    }

    /// The parts of a field of pixels, each a line of a cell, from the top; nothing of a field that is empty.
    fn lines<T>(&self, field: &'a [T], (column, row): (usize, usize)) -> impl Iterator<Item = &'a [T]> {
        let (width, left, across) = (self.picture.width() as usize, column * self.across, self.across);
        let lines = row * self.down..(row + 1) * self.down;
        lines.filter_map(move |y| field.get(y * width + left..y * width + left + across))
    }

    fn hash(&self, cell: (usize, usize)) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.lines(self.picture.grey(), cell).for_each(|line| line.hash(&mut hasher));
        if let Some((indices, _)) = self.picture.palette() {
            self.lines(indices, cell).for_each(|line| line.hash(&mut hasher));
        }
        hasher.finish()
    }

    fn hashes(&self) -> impl Iterator<Item = (u64, (usize, usize))> {
        let cells = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (column, row)));
        cells.map(|cell| (self.hash(cell), cell))
    }

    /// Whether a cell has the pixels that another picture has in one of its own.
    fn is_as(&self, cell: (usize, usize), other: &Self, its: (usize, usize)) -> bool {
        let same = |one: Option<(&'a [u8], &[_])>, two: Option<(&'a [u8], &[_])>| match (one, two) {
            (None, None) => true,
            (Some((one, colours)), Some((two, others))) => {
                colours == others && self.lines(one, cell).eq(other.lines(two, its))
            }
            _ => false,
        };
        let (picture, another) = (self.picture, other.picture);
        self.lines(picture.grey(), cell).eq(other.lines(another.grey(), its))
            && self.lines(picture.rest(), cell).eq(other.lines(another.rest(), its))
            && self.inks(cell).eq(other.inks(its))
            && same(picture.palette(), another.palette())
    }

    /// The inks of a cell; none everywhere where nothing was drawn.
    fn inks(&self, cell: (usize, usize)) -> impl Iterator<Item = Option<Ink>> {
        let drawn = self.lines(self.picture.overlay(), cell).flatten().copied();
        let bare = if self.picture.overlay().is_empty() { self.across * self.down } else { 0 };
        drawn.chain(std::iter::repeat_n(None, bare))
    }
}

/// How many cells right and down in the picture before the cells of the one after are found; none where they are not, or have not
/// moved. Both have the same size.
pub(super) fn found((before, after): (&Picture, &Picture), cell: CellSize) -> Option<(i32, i32)> {
    let (before, after) = (Grid::new(before, cell), Grid::new(after, cell));
    // Cells of air look alike: only what is there once tells where it went.
    let mut places: HashMap<u64, Option<(usize, usize)>> = HashMap::new();
    for (hash, place) in before.hashes() {
        places.entry(hash).and_modify(|place| *place = None).or_insert(Some(place));
    }
    let mut moves: HashMap<(i32, i32), usize> = HashMap::new();
    for (hash, now) in after.hashes() {
        if let Some(Some(then)) = places.get(&hash) {
            *moves.entry((cells(then.0) - cells(now.0), cells(then.1) - cells(now.1))).or_default() += 1;
        }
    }
    let (moved, count) = moves.into_iter().max_by_key(|&(moved, count)| (count, moved))?;
    let is_worth_it = count * LEAST_SHARE >= after.columns * after.rows;
    (moved != (0, 0) && is_worth_it).then_some(moved)
}

/// For every cell of the picture after, the number of the one before that has its pixels and lies so far from it.
pub(super) fn sources(
    (before, after): (&Picture, &Picture),
    cell: CellSize,
    (right, down): (i32, i32),
) -> Vec<Option<usize>> {
    let (before, after) = (Grid::new(before, cell), Grid::new(after, cell));
    let mut sources = Vec::with_capacity(after.columns * after.rows);
    for row in 0..after.rows {
        for column in 0..after.columns {
            let from = (moved(column, right, before.columns), moved(row, down, before.rows));
            let (Some(left), Some(top)) = from else {
                sources.push(None);
                continue;
            };
            let is_same = after.is_as((column, row), &before, (left, top));
            sources.push(is_same.then_some(top * before.columns + left));
        }
    }
    sources
}

/// A place moved, where it is still within.
fn moved(place: usize, by: i32, end: usize) -> Option<usize> {
    usize::try_from(cells(place) + by).ok().filter(|&place| place < end)
}

/// A picture has at most 7680 pixels a side.
fn cells(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
