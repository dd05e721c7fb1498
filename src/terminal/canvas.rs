//! What the terminal shows of a picture, cell by cell, and the least that must be sent for it to show another.
//!
//! Pure: it never sees a byte. What it holds to be on the screen is what was planned, so every patch that it hands out must
//! be drawn, in order.

mod patches;
mod shift;

use crate::terminal::graphics::{CellSize, Ink, Picture};
use std::sync::Arc;

/// A rectangle of cells; on the screen, or within a picture's own cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cells {
    pub column: u16,
    pub row: u16,
    pub columns: u16,
    pub rows: u16,
}

impl Cells {
    /// How many there are.
    pub fn count(self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }
}

/// How true the pixels of a cell are to the picture that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fidelity {
    /// Not at all: other pixels, text, or nothing.
    Wrong,
    /// Blocks, to see what is where.
    Coarse,
    /// Readable, with fewer greys.
    Draft,
    /// As good as the terminal can.
    Exact,
}

/// What a terminal keeps of pictures, and what becomes of one under text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// The pixels of the last `objects` sixels; text erases the pixels of its cells.
    Pixels { objects: u32 },
    /// The last `objects` images, for text does not erase them; where it hides them, they are placed around it.
    Images { objects: u32 },
}

/// xterm has 16 places for sixels and recycles the oldest: a base and twelve patches over it are sure to be kept.
pub const XTERM_OBJECTS: u32 = 12;

/// What is to be seen.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Where on the screen.
    pub area: Cells,
    pub picture: Arc<Picture>,
    /// For every cell of the area, rows from the top, whether text lies over the picture.
    pub covered: Vec<bool>,
}

/// A rectangle of the picture's cells to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patch {
    /// Within the area.
    pub cells: Cells,
    pub fidelity: Fidelity,
    /// The number of the image or sixel that it becomes; later ones lie over earlier ones.
    pub object: u32,
    /// [`Canvas::origin`] when it was taken.
    pub origin: (i32, i32),
}

/// One cell of the area.
#[derive(Debug, Clone, Copy)]
struct Held {
    fidelity: Fidelity,
    /// Whose pixels these are.
    object: u32,
    is_covered: bool,
}

const NOTHING: Held = Held { fidelity: Fidelity::Wrong, object: 0, is_covered: false };

/// A picture on its way to the screen or there.
#[derive(Debug)]
struct Shown {
    wanted: Wanted,
    cells: Vec<Held>,
}

/// What is on the screen.
#[derive(Debug)]
pub struct Canvas {
    keeping: Keeping,
    cell: CellSize,
    /// Cells of the largest patch.
    largest: (u16, u16),
    shown: Option<Shown>,
    objects: u32,
    origin: (i32, i32),
}

impl Canvas {
    /// Nothing shown yet; `largest` is the widest and highest patch that the terminal takes, pixels.
    pub fn new(keeping: Keeping, cell: CellSize, largest: (u32, u32)) -> Self {
        let within =
            |limit: u32, side: u16| u16::try_from(limit / u32::from(side.max(1))).unwrap_or(u16::MAX).max(1);
        let largest = (within(largest.0, cell.width), within(largest.1, cell.height));
        Self { keeping, cell, largest, shown: None, objects: 0, origin: (0, 0) }
    }

    /// The terminal may have kept anything: all of it must be sent again.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// What is wanted from now on. The cells of a picture that is no longer wanted, or stood elsewhere, must be written over by
    /// the caller, as must those that become covered. A picture that was not made for its area is as none.
    pub fn want(&mut self, wanted: Option<Wanted>) {
        let Some(wanted) = wanted.filter(|wanted| self.fits(wanted)) else {
            self.shown = None;
            return;
        };
        let cells = match self.shown.take() {
            Some(shown) if shown.wanted.area == wanted.area => self.carried_over(&shown, &wanted),
            _ => vec![NOTHING; wanted.area.count()],
        };
        let mut shown = Shown { wanted, cells };
        for (held, &is_covered) in shown.cells.iter_mut().zip(&shown.wanted.covered) {
            held.is_covered = is_covered;
            if is_covered && matches!(self.keeping, Keeping::Pixels { .. }) {
                held.fidelity = Fidelity::Wrong;
            }
        }
        self.shown = Some(shown);
    }

    fn fits(&self, wanted: &Wanted) -> bool {
        let Cells { columns, rows, .. } = wanted.area;
        wanted.picture.width() == u32::from(columns) * u32::from(self.cell.width)
            && wanted.picture.height() == u32::from(rows) * u32::from(self.cell.height)
            && wanted.covered.len() == wanted.area.count()
    }

    /// The cells as they stand for another picture in the same place.
    fn carried_over(&mut self, shown: &Shown, wanted: &Wanted) -> Vec<Held> {
        if Arc::ptr_eq(&shown.wanted.picture, &wanted.picture) {
            return shown.cells.clone();
        }
        if matches!(self.keeping, Keeping::Images { .. })
            && let Some(moved) = shift::found((&shown.wanted.picture, &wanted.picture), self.cell)
        {
            // What an image shows is shown elsewhere: it is placed anew, and only what came into view is sent.
            let (right, down) = moved;
            self.origin = (self.origin.0.wrapping_add(right), self.origin.1.wrapping_add(down));
            let pictures = (&*shown.wanted.picture, &*wanted.picture);
            let from = shift::sources(pictures, self.cell, moved).into_iter();
            return from
                .map(|from| from.and_then(|from| shown.cells.get(from)).copied().unwrap_or(NOTHING))
                .collect();
        }
        let differs = differing(&shown.wanted.picture, &wanted.picture, self.cell);
        let held = |(held, differs): (&Held, bool)| {
            if differs { Held { fidelity: Fidelity::Wrong, ..*held } } else { *held }
        };
        shown.cells.iter().zip(differs).map(held).collect()
    }

    /// The picture whose patches are handed out, and where it stands.
    pub fn wanted(&self) -> Option<&Wanted> {
        self.shown.as_ref().map(|shown| &shown.wanted)
    }

    /// How many cells, right and down, what is wanted lies from what was wanted first: an image's own cells are those of the
    /// picture when it was sent.
    pub fn origin(&self) -> (i32, i32) {
        self.origin
    }

    /// The least fidelity of all that is to be seen of the picture; none while there is none.
    pub fn fidelity(&self) -> Option<Fidelity> {
        let shown = self.shown.as_ref()?;
        let seen = shown.cells.iter().filter(|held| !held.is_covered);
        Some(seen.map(|held| held.fidelity).min().unwrap_or(Fidelity::Exact))
    }

    /// How many cells are to be seen that are not as true as `fidelity`.
    pub fn cells_below(&self, fidelity: Fidelity) -> usize {
        let Some(shown) = &self.shown else { return 0 };
        shown.cells.iter().filter(|held| !held.is_covered && held.fidelity < fidelity).count()
    }

    /// Takes the next patches that bring all cells which are less true than `below` to `fidelity`; nothing where there are none.
    ///
    /// `most_rows` is how many rows of cells may be drawn at a time, so that a key pressed meanwhile does not wait for all of them.
    /// Where the terminal would let go of what lies under them, all of the picture is drawn instead, as true as `whole`.
    pub fn draw(
        &mut self,
        below: Fidelity,
        fidelity: Fidelity,
        most_rows: u16,
        whole: Fidelity,
    ) -> Vec<Patch> {
        let Some(shown) = &mut self.shown else { return Vec::new() };
        let area = Cells { column: 0, row: 0, ..shown.wanted.area };
        let needed: Vec<bool> =
            shown.cells.iter().map(|held| !held.is_covered && held.fidelity < below).collect();
        let Some(first) = needed.iter().position(|needed| *needed) else { return Vec::new() };
        let row = u16::try_from(first / usize::from(area.columns.max(1))).unwrap_or(u16::MAX);
        let rows = most_rows.max(1).min(area.rows.saturating_sub(row));
        let found = patches::covering(&needed, Cells { row, rows, ..area });
        let cut = self.cut(&found);
        if self.is_kept(&cut) {
            return self.take(cut, fidelity);
        }
        let all = self.cut(&[area]);
        self.take(all, whole)
    }

    /// Rectangles that the terminal takes and that hold no cell which is covered and would be drawn over.
    fn cut(&self, rectangles: &[Cells]) -> Vec<Cells> {
        let is_covered = |column: u16, row: u16| self.held(column, row).is_some_and(|held| held.is_covered);
        let spared = rectangles.iter().flat_map(|&cells| match self.keeping {
            Keeping::Pixels { .. } => patches::sparing(cells, &is_covered),
            Keeping::Images { .. } => vec![cells],
        });
        spared.flat_map(|cells| patches::within(cells, self.largest)).collect()
    }

    fn held(&self, column: u16, row: u16) -> Option<&Held> {
        let shown = self.shown.as_ref()?;
        shown.cells.get(place(shown.wanted.area, column, row))
    }

    /// Whether the terminal still keeps all other pixels when these have been drawn.
    fn is_kept(&self, cut: &[Cells]) -> bool {
        let Some(shown) = &self.shown else { return true };
        let (Keeping::Pixels { objects: kept } | Keeping::Images { objects: kept }) = self.keeping;
        let new = u32::try_from(cut.len()).unwrap_or(u32::MAX);
        let area = shown.wanted.area;
        let mut drawn = vec![false; shown.cells.len()];
        for cells in cut {
            each(*cells, |column, row| {
                if let Some(drawn) = drawn.get_mut(place(area, column, row)) {
                    *drawn = true;
                }
            });
        }
        let others = shown
            .cells
            .iter()
            .zip(drawn)
            .filter(|(held, drawn)| !drawn && !held.is_covered && held.fidelity != Fidelity::Wrong);
        let oldest = others.map(|(held, _)| held.object).min();
        oldest.is_none_or(|oldest| self.objects.saturating_add(new).saturating_sub(oldest) <= kept)
    }

    /// Notes the patches as drawn.
    fn take(&mut self, cut: Vec<Cells>, fidelity: Fidelity) -> Vec<Patch> {
        let Some(shown) = &mut self.shown else { return Vec::new() };
        let area = shown.wanted.area;
        let mut taken = Vec::with_capacity(cut.len());
        for cells in cut {
            self.objects = self.objects.wrapping_add(1);
            let object = self.objects;
            each(cells, |column, row| {
                if let Some(held) = shown.cells.get_mut(place(area, column, row)) {
                    held.object = object;
                    held.fidelity = fidelity;
                }
            });
            taken.push(Patch { cells, fidelity, object, origin: self.origin });
        }
        taken
    }

    /// Notes patches that were handed out as not drawn to their end: anything may be there now.
    pub fn spoil(&mut self, patches: &[Patch]) {
        let Some(shown) = &mut self.shown else { return };
        for held in &mut shown.cells {
            if patches.iter().any(|patch| patch.object == held.object) {
                held.fidelity = Fidelity::Wrong;
            }
        }
    }

    /// Whether an image is part of the picture, be it under text.
    pub fn needs(&self, object: u32) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.cells.iter().any(|held| held.object == object))
    }

    /// The rectangles in which an image is to be seen: neither text nor a later image lies over it there.
    pub fn seen_of(&self, object: u32) -> Vec<Cells> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let is_seen = |held: &Held| held.object == object && !held.is_covered;
        let seen: Vec<bool> = shown.cells.iter().map(is_seen).collect();
        patches::exact(&seen, Cells { column: 0, row: 0, ..shown.wanted.area })
    }
}

/// The place of a cell among the cells of an area.
fn place(area: Cells, column: u16, row: u16) -> usize {
    usize::from(row) * usize::from(area.columns) + usize::from(column)
}

fn each(cells: Cells, mut f: impl FnMut(u16, u16)) {
    for row in cells.row..cells.row.saturating_add(cells.rows) {
        for column in cells.column..cells.column.saturating_add(cells.columns) {
            f(column, row);
        }
    }
}

/// For every cell, whether the pictures differ in it. Both have the same size, a whole number of cells each way.
fn differing(before: &Picture, after: &Picture, cell: CellSize) -> Vec<bool> {
    let (width, across) = (after.width() as usize, usize::from(cell.width.max(1)));
    let a_row = width * usize::from(cell.height.max(1));
    let columns = width / across;
    let mut differs = vec![false; columns * (after.grey().len() / a_row.max(1))];
    mark_differing(before.grey(), after.grey(), (a_row, width, across), &mut differs);
    let none = vec![None; after.grey().len() * usize::from(before.overlay().len() != after.overlay().len())];
    mark_differing(inks(before, &none), inks(after, &none), (a_row, width, across), &mut differs);
    mark_differing(before.rest(), after.rest(), (a_row, width, across), &mut differs);
    match (before.palette(), after.palette()) {
        (Some((before, old)), Some((after, new))) if old == new => {
            mark_differing(before, after, (a_row, width, across), &mut differs);
        }
        (None, None) if before.rest().len() == after.rest().len() => {}
        _ => differs.fill(true),
    }
    differs
}

/// The inks of a picture: `none` where nothing was drawn.
fn inks<'a>(picture: &'a Picture, none: &'a [Option<Ink>]) -> &'a [Option<Ink>] {
    if picture.overlay().is_empty() { none } else { picture.overlay() }
}

/// Marks the cells in which two fields of pixels differ: rows of cells first, then rows of pixels, then cells.
fn mark_differing<T: PartialEq>(
    before: &[T],
    after: &[T],
    (a_row, width, across): (usize, usize, usize),
    differs: &mut [bool],
) {
    let rows =
        before.chunks_exact(a_row).zip(after.chunks_exact(a_row)).zip(differs.chunks_mut(width / across));
    for ((before, after), differs) in rows.filter(|((before, after), _)| before != after) {
        let lines = before.chunks_exact(width).zip(after.chunks_exact(width));
        for (before, after) in lines.filter(|(before, after)| before != after) {
            let cells = before.chunks_exact(across).zip(after.chunks_exact(across));
            for (differs, (before, after)) in differs.iter_mut().zip(cells) {
                *differs |= before != after;
            }
        }
    }
}

#[cfg(test)]
mod tests;
