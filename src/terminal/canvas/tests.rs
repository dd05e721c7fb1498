//! Whatever is wanted one after the other, each kind of terminal shows in the end what is wanted.

use super::*;
use crate::terminal::graphics::Ink;
use proptest::prelude::*;
use std::collections::VecDeque;

const COLUMNS: u16 = 14;
const ROWS: u16 = 9;
const CELL: CellSize = CellSize { width: 2, height: 3 };

/// The pixels of one cell, or none where there are no pixels.
type Block = Option<Pixels>;
type Pixels = Vec<(u8, Option<Ink>)>;
/// Cells and what was drawn there.
type Drawing = Vec<((u16, u16), Block)>;

/// A terminal, by what it does with pixels. Places are cells of the screen.
trait Model {
    fn draw(&mut self, patch: &Patch, cells: &[((u16, u16), Block)]);
    /// Text was written on a cell.
    fn write(&mut self, place: (u16, u16));
    fn shows(&self, place: (u16, u16)) -> Block;
}

/// Sixteen images over the text, the oldest let go of first; text makes holes in all of them.
#[derive(Default)]
struct Xterm(VecDeque<Drawing>);

impl Model for Xterm {
    fn draw(&mut self, _: &Patch, cells: &[((u16, u16), Block)]) {
        self.0.push_back(cells.to_vec());
        if self.0.len() > 16 {
            self.0.pop_front();
        }
    }

    fn write(&mut self, place: (u16, u16)) {
        let cells = self.0.iter_mut().flatten();
        cells.filter(|(at, _)| *at == place).for_each(|(_, block)| *block = None);
    }

    fn shows(&self, place: (u16, u16)) -> Block {
        let above = self.0.iter().rev().flatten();
        above.filter(|(at, _)| *at == place).find_map(|(_, block)| block.clone())
    }
}

/// Each cell has text or its own piece of the last image that was drawn on it.
#[derive(Default)]
struct Mlterm(std::collections::HashMap<(u16, u16), Block>);

impl Model for Mlterm {
    fn draw(&mut self, _: &Patch, cells: &[((u16, u16), Block)]) {
        self.0.extend(cells.iter().cloned());
    }

    fn write(&mut self, place: (u16, u16)) {
        self.0.insert(place, None);
    }

    fn shows(&self, place: (u16, u16)) -> Block {
        self.0.get(&place).cloned().flatten()
    }
}

/// Column and row, or columns and rows.
type Corner = (u16, u16);

/// Images by their numbers, of which the canvas says where each is to be seen.
#[derive(Default)]
struct Kitty {
    /// By number, where the picture was when it was sent, and its cells there.
    images: std::collections::HashMap<u32, ((i32, i32), Drawing)>,
    /// Which image, which of its cells, and where.
    placed: Vec<(u32, Corner, Corner)>,
}

impl Model for Kitty {
    fn draw(&mut self, patch: &Patch, cells: &[((u16, u16), Block)]) {
        self.images.insert(patch.object, (patch.origin, cells.to_vec()));
    }

    fn write(&mut self, _: (u16, u16)) {}

    fn shows(&self, place: (u16, u16)) -> Block {
        let here = self.placed.iter().filter(|(_, _, at)| *at == place);
        let seen: Vec<_> = here.map(|(of, from, _)| (*of, *from)).collect();
        assert!(seen.len() <= 1, "two images in one cell");
        let (of, from) = seen.first()?;
        let (_, image) = self.images.get(of)?;
        image.iter().find(|(at, _)| at == from).and_then(|(_, block)| block.clone())
    }
}

/// One thing that happens to what is wanted.
#[derive(Debug, Clone)]
enum Change {
    /// Pixels of a rectangle change.
    Pixels(Cells, u8),
    /// A mark or a cross moves.
    Ink(i32, i32),
    /// A window opens over the picture, or closes.
    Window(Option<Cells>),
    /// The view goes on by so many cells: the picture moves, and something else comes into it.
    Pan(i32, i32),
    /// The picture stands elsewhere, in another size.
    Area(Cells),
    Gone,
    /// The terminal may have kept anything: it is wiped.
    Forgotten,
}

fn rectangle(columns: u16, rows: u16) -> impl Strategy<Value = Cells> {
    (0..columns, 0..rows).prop_flat_map(move |(column, row)| {
        (1..=columns - column, 1..=rows - row).prop_map(move |(columns, rows)| Cells {
            column,
            row,
            columns,
            rows,
        })
    })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (rectangle(COLUMNS, ROWS), any::<u8>()).prop_map(|(cells, by)| Change::Pixels(cells, by)),
        6 => (0..30_i32, 0..30_i32).prop_map(|(x, y)| Change::Ink(x, y)),
        3 => prop::option::of(rectangle(COLUMNS, ROWS)).prop_map(Change::Window),
        3 => (-3..4_i32, -2..3_i32).prop_map(|(right, down)| Change::Pan(right, down)),
        1 => rectangle(COLUMNS, ROWS).prop_map(Change::Area),
        1 => Just(Change::Gone),
        1 => Just(Change::Forgotten),
    ]
}

/// What is wanted now.
struct World {
    area: Cells,
    grey: Vec<u8>,
    ink: (i32, i32),
    window: Option<Cells>,
}

impl World {
    fn new(area: Cells) -> Self {
        let pixels = area.count() * 6;
        Self {
            area,
            grey: (0..pixels).map(|at| u8::try_from(at % 97).unwrap()).collect(),
            ink: (0, 0),
            window: None,
        }
    }

    fn wanted(&self) -> Wanted {
        let (width, height) = (u32::from(self.area.columns) * 2, u32::from(self.area.rows) * 3);
        let mut picture = Picture::new(width, height, self.grey.clone()).unwrap();
        picture.draw_cross(self.ink.0, self.ink.1, 2, Ink::Cursor);
        let covers = |column: u16, row: u16| {
            self.window.is_some_and(|window| {
                (window.column..window.column + window.columns).contains(&column)
                    && (window.row..window.row + window.rows).contains(&row)
            })
        };
        let covered = places(self.area).map(|(column, row)| covers(column, row)).collect();
        Wanted { area: self.area, picture: Arc::new(picture), covered }
    }

    fn pan(&mut self, right: i32, down: i32) {
        let (width, height) = (i32::from(self.area.columns) * 2, i32::from(self.area.rows) * 3);
        let before = self.grey.clone();
        let from = (0..height).flat_map(|y| (0..width).map(move |x| (x + right * 2, y + down * 3)));
        for (pixel, (x, y)) in self.grey.iter_mut().zip(from) {
            let is_within = (0..width).contains(&x) && (0..height).contains(&y);
            let place = usize::try_from(y * width + x).unwrap_or(0);
            *pixel = if is_within { before[place] } else { pixel.wrapping_mul(7).wrapping_add(3) };
        }
    }

    fn change(&mut self, cells: Cells, by: u8) {
        let width = usize::from(self.area.columns) * 2;
        for (at, pixel) in self.grey.iter_mut().enumerate() {
            let (column, row) = (at % width / 2, at / width / 3);
            let within = (usize::from(cells.column)..usize::from(cells.column + cells.columns))
                .contains(&column)
                && (usize::from(cells.row)..usize::from(cells.row + cells.rows)).contains(&row);
            *pixel = pixel.wrapping_add(if within { by } else { 0 });
        }
    }
}

/// The cells of an area on the screen.
fn places(area: Cells) -> impl Iterator<Item = (u16, u16)> {
    (area.row..area.row + area.rows)
        .flat_map(move |row| (area.column..area.column + area.columns).map(move |column| (column, row)))
}

/// The pixels of a picture in one of its own cells; other ones than those while they are not exact.
fn block(picture: &Picture, (column, row): (u16, u16), fidelity: Fidelity) -> Pixels {
    let width = picture.width() as usize;
    let off = if fidelity == Fidelity::Exact { 0 } else { 101 };
    let pixels = (0..3).flat_map(|y| (0..2).map(move |x| (x, y)));
    pixels
        .map(|(x, y)| (usize::from(row) * 3 + y) * width + usize::from(column) * 2 + x)
        .map(|at| (picture.grey()[at].wrapping_add(off), picture.ink(at)))
        .collect()
}

/// Carries patches out.
fn apply(model: &mut impl Model, canvas: &Canvas, patches: &[Patch]) {
    let wanted = canvas.wanted().unwrap();
    for patch in patches {
        let cells: Vec<_> = places(patch.cells)
            .map(|(column, row)| {
                let place = (wanted.area.column + column, wanted.area.row + row);
                (place, Some(block(&wanted.picture, (column, row), patch.fidelity)))
            })
            .collect();
        model.draw(patch, &cells);
    }
}

/// Writes text on what is no picture any more, as the screen's cells do.
fn write_over(model: &mut impl Model, before: &[(u16, u16)], wanted: Option<&Wanted>) -> Vec<(u16, u16)> {
    let pixels: Vec<(u16, u16)> = wanted.map_or_else(Vec::new, |wanted| {
        places(wanted.area).zip(&wanted.covered).filter(|(_, covered)| !**covered).map(|(at, _)| at).collect()
    });
    before.iter().filter(|place| !pixels.contains(place)).for_each(|&place| model.write(place));
    pixels
}

/// Plays changes, some pieces of the way after each and all of it at the end.
fn play<M: Model>(
    model: &mut M,
    keeping: Keeping,
    largest: (u32, u32),
    steps: &[(Change, u8)],
    place: fn(&mut M, &Canvas),
) {
    let mut canvas = Canvas::new(keeping, CELL, largest);
    let mut world = World::new(Cells { column: 1, row: 1, columns: 9, rows: 6 });
    let mut pixels = Vec::new();
    for (change, pieces) in steps.iter().chain([&(Change::Ink(3, 3), 255)]) {
        match change {
            Change::Pixels(cells, by) => world.change(*cells, *by),
            Change::Ink(x, y) => world.ink = (*x, *y),
            Change::Window(window) => world.window = *window,
            Change::Pan(right, down) => world.pan(*right, *down),
            Change::Area(area) => world = World::new(*area),
            Change::Gone | Change::Forgotten => {}
        }
        let wanted = (!matches!(change, Change::Gone)).then(|| world.wanted());
        if matches!(change, Change::Forgotten) {
            canvas.forget();
            for &place in &pixels {
                model.write(place);
            }
        }
        pixels = write_over(model, &pixels, wanted.as_ref());
        canvas.want(wanted);
        let levels = [Fidelity::Coarse, Fidelity::Draft, Fidelity::Exact];
        let mut left = *pieces;
        for level in levels {
            while left > 0 {
                let patches = canvas.draw(level, level, 2, level);
                if patches.is_empty() {
                    break;
                }
                left -= 1;
                apply(model, &canvas, &patches);
            }
        }
        place(model, &canvas);
    }
    let wanted = canvas.wanted().unwrap();
    assert_eq!(canvas.fidelity(), Some(Fidelity::Exact));
    for ((column, row), covered) in places(Cells { column: 0, row: 0, ..wanted.area }).zip(&wanted.covered) {
        let shown = model.shows((wanted.area.column + column, wanted.area.row + row));
        let expected = (!covered).then(|| block(&wanted.picture, (column, row), Fidelity::Exact));
        assert_eq!(shown, expected, "cell {column}, {row}");
    }
}

fn nothing_to_place<M>(_: &mut M, _: &Canvas) {}

fn place_images(model: &mut Kitty, canvas: &Canvas) {
    let area = canvas.wanted().map(|wanted| wanted.area);
    let objects: Vec<u32> = model.images.keys().copied().collect();
    model.placed.clear();
    model.images.retain(|&object, _| canvas.needs(object));
    for object in objects {
        for cells in canvas.seen_of(object) {
            let area = area.unwrap();
            let (sent, now) = (model.images[&object].0, canvas.origin());
            let of_image = |at: u16, now: i32, sent: i32| u16::try_from(i32::from(at) + now - sent).unwrap();
            model.placed.extend(places(cells).map(|(x, y)| {
                let at = (area.column + x, area.row + y);
                (object, (of_image(at.0, now.0, sent.0), of_image(at.1, now.1, sent.1)), at)
            }));
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<(Change, u8)>> {
    prop::collection::vec((change(), prop_oneof![Just(0_u8), Just(1), Just(3), Just(255)]), 0..40)
}

proptest! {
    #[test]
    fn a_terminal_of_sixteen_images_shows_what_is_wanted(steps in steps(), wide in 2..40_u32, high in 3..40_u32) {
        play(&mut Xterm::default(), Keeping::Pixels { objects: XTERM_OBJECTS }, (wide + 12, high + 12), &steps, nothing_to_place);
    }

    #[test]
    fn a_terminal_that_keeps_pixels_by_cells_does_too(steps in steps(), wide in 2..40_u32, high in 3..40_u32) {
        play(&mut Mlterm::default(), Keeping::Pixels { objects: u32::MAX }, (wide, high), &steps, nothing_to_place);
    }

    #[test]
    fn a_terminal_of_images_under_the_text_does_too(steps in steps()) {
        play(&mut Kitty::default(), Keeping::Images { objects: 64 }, (u32::MAX, u32::MAX), &steps, place_images);
    }

    #[test]
    fn rectangles_hold_all_that_is_marked_and_exact_ones_no_more(marks in prop::collection::vec(any::<bool>(), 7 * 5)) {
        let area = Cells { column: 0, row: 0, columns: 7, rows: 5 };
        let drawn = |all: &[Cells]| {
            let mut times = vec![0; area.count()];
            for &cells in all {
                each(cells, |column, row| times[place(area, column, row)] += 1);
            }
            times
        };
        let exact = drawn(&patches::exact(&marks, area));
        prop_assert!(exact.iter().zip(&marks).all(|(times, mark)| *times == i32::from(*mark)));
        let covering = drawn(&patches::covering(&marks, area));
        prop_assert!(covering.iter().zip(&marks).all(|(times, mark)| *times > 0 || !mark));
    }
}

fn canvas() -> (Canvas, World) {
    let world = World::new(Cells { column: 0, row: 0, columns: 40, rows: 20 });
    let mut canvas = Canvas::new(Keeping::Pixels { objects: XTERM_OBJECTS }, CELL, (1_000, 1_000));
    canvas.want(Some(world.wanted()));
    (canvas, world)
}

fn exact(canvas: &mut Canvas) -> Vec<Cells> {
    let patches = canvas.draw(Fidelity::Exact, Fidelity::Exact, u16::MAX, Fidelity::Exact);
    patches.into_iter().map(|patch| patch.cells).collect()
}

#[test]
fn what_has_not_changed_is_not_sent() {
    let (mut canvas, world) = canvas();
    assert_eq!(exact(&mut canvas), [world.area]);
    canvas.want(Some(world.wanted()));
    assert_eq!(exact(&mut canvas), []);
}

#[test]
fn a_view_that_goes_on_is_a_strip_where_images_can_be_placed_anew() {
    let mut world = World::new(Cells { column: 0, row: 0, columns: 40, rows: 20 });
    let mut canvas = Canvas::new(Keeping::Images { objects: 64 }, CELL, (1_000, 1_000));
    // No two cells alike, as noise makes them.
    for (at, pixel) in world.grey.iter_mut().enumerate() {
        *pixel = u32::try_from(at).unwrap().wrapping_mul(0x9E37_79B1).to_be_bytes()[0];
    }
    world.ink = (-9, -9);
    canvas.want(Some(world.wanted()));
    assert_eq!(exact(&mut canvas), [world.area]);
    world.pan(3, 0);
    canvas.want(Some(world.wanted()));
    assert_eq!(exact(&mut canvas), [Cells { column: 37, columns: 3, ..world.area }]);
    assert_eq!(canvas.origin(), (3, 0));
    world.pan(-2, 1);
    canvas.want(Some(world.wanted()));
    let cells: usize = exact(&mut canvas).iter().map(|cells| cells.count()).sum();
    assert!((40 + 2 * 20 - 2..120).contains(&cells), "{cells}");
    assert_eq!(canvas.origin(), (1, 1));
}

#[test]
fn a_step_of_the_cross_is_one_patch_and_the_thirteenth_the_whole() {
    let (mut canvas, mut world) = canvas();
    exact(&mut canvas);
    for step in 1..=XTERM_OBJECTS {
        world.ink = (i32::try_from(step).unwrap() * 2, 1);
        canvas.want(Some(world.wanted()));
        let cells = exact(&mut canvas);
        assert!(cells.len() == 1 && cells[0].count() <= 8, "{cells:?}");
    }
    world.ink = (0, 9);
    canvas.want(Some(world.wanted()));
    assert_eq!(exact(&mut canvas), [world.area]);
}

#[test]
fn a_window_that_closes_brings_back_its_cells_only() {
    let (mut canvas, mut world) = canvas();
    exact(&mut canvas);
    let window = Cells { column: 10, row: 5, columns: 12, rows: 4 };
    world.window = Some(window);
    canvas.want(Some(world.wanted()));
    assert_eq!(exact(&mut canvas), []);
    world.window = None;
    canvas.want(Some(world.wanted()));
    assert_eq!(exact(&mut canvas), [window]);
}

#[test]
fn a_new_column_is_a_strip() {
    let (mut canvas, mut world) = canvas();
    exact(&mut canvas);
    let strip = Cells { column: 17, row: 0, columns: 2, rows: 20 };
    world.change(strip, 5);
    canvas.want(Some(world.wanted()));
    assert_eq!(exact(&mut canvas), [strip]);
}

#[test]
fn a_picture_of_another_size_than_its_place_is_not_shown() {
    let (mut canvas, world) = canvas();
    exact(&mut canvas);
    let stale = Wanted { area: Cells { columns: 41, ..world.area }, ..world.wanted() };
    canvas.want(Some(stale));
    assert!(canvas.wanted().is_none());
    assert_eq!(exact(&mut canvas), []);
}
