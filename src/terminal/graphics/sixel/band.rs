//! One band of a sixel picture: six rows, colour by colour.
//!
//! The pixels of a colour are cut into stretches wherever a gap costs more than choosing the colour again, and
//! stretches of many colours are strung into passes from the left edge to the right: what one leaves free another
//! fills. A tenth fewer bytes than a pass for each colour.
//!
//! A later pass covers an earlier one. A pixel that is still to come may therefore be painted by an earlier pass,
//! which lets its runs go on unbroken: again a tenth to a quarter fewer bytes for the same pixels.

use crate::terminal::graphics::Picture;

/// All six pixels of a band's column.
const WHOLE_COLUMN: u8 = 0b11_1111;
/// The character for a column with no pixel; the pixels are bits added to it.
const EMPTY_COLUMN: u8 = b'?';
/// `!4~` and `~~~~`: from four on, the count is shorter.
const SHORTEST_COUNTED: usize = 4;
/// Columns without the colour that a stretch goes over: `#12` is as long as `!9?`, and what comes after the next
/// choice is then often nearer. Measured on cargo scans, 5 and 6 are best and 3 or 10 half a percent worse.
const LONGEST_GAP: usize = 6;

/// Passes that ended last, among which one of the same colour is looked for.
const NEAREST: usize = 8;

/// Where one colour has pixels in a band: a column, and which of its six.
type Pixels = (usize, u8);

/// A part of a colour's pixels without a long gap.
struct Stretch {
    colour: usize,
    /// The first of its pixels among those of its colour, and the one after its last.
    first: usize,
    end: usize,
    /// The stretch that follows in its pass.
    next: Option<usize>,
}

/// Stretches one after the other, none over another.
struct Pass {
    first: usize,
    last: usize,
    stretches: usize,
    columns: usize,
}

/// Six rows, colour by colour.
pub(super) struct Band<'a> {
    registers: &'a [Option<u16>],
    /// The columns of each colour, left to right.
    planes: Vec<Vec<Pixels>>,
    /// By where they begin.
    stretches: Vec<Stretch>,
    /// By colour, the stretch that it had last.
    open: [usize; Picture::MOST_COLOURS],
    passes: Vec<Pass>,
    /// By column, the passes that end there.
    ending: Vec<Vec<usize>>,
    /// By column, the pixels whose own colour is yet to come: whatever is painted there now will be covered.
    undrawn: Vec<u8>,
}

impl<'a> Band<'a> {
    pub(super) fn new(width: usize, registers: &'a [Option<u16>]) -> Self {
        Self {
            registers,
            planes: vec![Vec::new(); registers.len()],
            stretches: Vec::new(),
            open: [0; Picture::MOST_COLOURS],
            passes: Vec::new(),
            ending: vec![Vec::new(); width],
            undrawn: vec![0; width],
        }
    }

    /// Sorts up to six rows by colour. The last band of a picture may have fewer: no colour has pixels in the
    /// missing ones, and a run paints only what some column of it must have, so they stay unpainted.
    pub(super) fn take(&mut self, colours: &[u8], width: usize) {
        self.planes.iter_mut().for_each(Vec::clear);
        self.stretches.clear();
        self.undrawn.fill(WHOLE_COLUMN);
        for column in 0..width {
            for (bit, &colour) in colours[column..].iter().step_by(width).enumerate() {
                self.add(usize::from(colour), column, 1 << bit);
            }
        }
    }

    fn add(&mut self, colour: usize, column: usize, pixel: u8) {
        let plane = &mut self.planes[colour];
        let place = plane.len();
        match plane.last_mut() {
            Some((last, pixels)) if *last == column => {
                *pixels |= pixel;
                return;
            }
            Some((last, _)) if column - *last <= LONGEST_GAP + 1 => {
                self.stretches[self.open[colour]].end = place + 1;
            }
            _ => {
                self.open[colour] = self.stretches.len();
                self.stretches.push(Stretch { colour, first: place, end: place + 1, next: None });
            }
        }
        plane.push((column, pixel));
    }

    /// Draws the passes, those of the longest stretches first: they have the most runs to gain from painting
    /// where others follow.
    pub(super) fn draw(&mut self, bytes: &mut Vec<u8>) {
        self.string();
        self.passes.sort_by_key(|pass| std::cmp::Reverse(pass.columns / pass.stretches));
        for number in 0..self.passes.len() {
            if number > 0 {
                bytes.push(b'$');
            }
            self.draw_pass(self.passes[number].first, bytes);
        }
    }

    /// Strings the stretches into passes: each is put behind the one that ended last before it.
    fn string(&mut self) {
        self.passes.clear();
        self.ending.iter_mut().for_each(Vec::clear);
        let mut free: Vec<usize> = Vec::new();
        let mut looked_at = 0;
        for number in 0..self.stretches.len() {
            let Stretch { colour, first, end, .. } = self.stretches[number];
            let (start, last) = (self.planes[colour][first].0, self.planes[colour][end - 1].0);
            for ended in &self.ending[looked_at..start] {
                free.extend(ended);
            }
            looked_at = start;
            let alike = |&pass: &usize| self.stretches[self.passes[pass].last].colour == colour;
            let nearest = free.iter().rev().take(NEAREST).position(alike).unwrap_or(0) + 1;
            let pass = if let Some(pass) = free.len().checked_sub(nearest).map(|place| free.remove(place)) {
                self.stretches[self.passes[pass].last].next = Some(number);
                pass
            } else {
                self.passes.push(Pass { first: number, last: number, stretches: 0, columns: 0 });
                self.passes.len() - 1
            };
            let Pass { last: tail, stretches, columns, .. } = &mut self.passes[pass];
            (*tail, *stretches, *columns) = (number, *stretches + 1, *columns + end - first);
            self.ending[last].push(pass);
        }
    }

    /// One pass, from the left edge to its last pixel.
    fn draw_pass(&mut self, first: usize, bytes: &mut Vec<u8>) {
        let (mut run, mut next, mut chosen) = (Run::new(), 0, None);
        let mut following = Some(first);
        while let Some(stretch) = following.map(|number| &self.stretches[number]) {
            let pixels = &self.planes[stretch.colour][stretch.first..stretch.end];
            if chosen != Some(stretch.colour) {
                run.pass(&self.undrawn[next..pixels[0].0], bytes);
                run.write(bytes);
                (run, next, chosen) = (Run::new(), pixels[0].0, Some(stretch.colour));
                bytes.push(b'#');
                write_number(self.registers[stretch.colour].unwrap_or(0).into(), bytes);
            }
            for &(column, pixels) in pixels {
                run.pass(&self.undrawn[next..column], bytes);
                run.reach(pixels, self.undrawn[column], bytes);
                self.undrawn[column] &= !pixels;
                next = column + 1;
            }
            following = stretch.next;
        }
        run.write(bytes);
    }
}

/// A number of at most five digits, as the format's all are.
fn write_number(number: usize, bytes: &mut Vec<u8>) {
    let mut digits = [0; 5];
    let (mut rest, mut start) = (number, digits.len());
    while start > 0 && (rest > 0 || start == digits.len()) {
        start -= 1;
        digits[start] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    bytes.extend_from_slice(&digits[start..]);
}

/// Columns that one and the same character can draw: as long as there is a set of pixels that holds all that
/// must be painted and nothing that may not.
struct Run {
    columns: usize,
    must: u8,
    may: u8,
}

impl Run {
    fn new() -> Self {
        Self { columns: 0, must: 0, may: WHOLE_COLUMN }
    }

    /// Takes one more column in, or writes the run and begins another.
    fn reach(&mut self, must: u8, may: u8, bytes: &mut Vec<u8>) {
        let (all_must, all_may) = (self.must | must, self.may & may);
        if all_must & !all_may == 0 {
            *self = Self { columns: self.columns + 1, must: all_must, may: all_may };
        } else {
            self.write(bytes);
            *self = Self { columns: 1, must, may };
        }
    }

    /// Takes columns in where this colour has no pixel.
    fn pass(&mut self, gap: &[u8], bytes: &mut Vec<u8>) {
        for (done, &may) in gap.iter().enumerate() {
            if self.must | self.may == 0 {
                // An empty run that can only stay empty: the rest of the gap need not be looked at.
                self.columns += gap.len() - done;
                return;
            }
            self.reach(0, may, bytes);
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let character = EMPTY_COLUMN + self.must;
        if self.columns < SHORTEST_COUNTED {
            bytes.extend(std::iter::repeat_n(character, self.columns));
        } else {
            bytes.push(b'!');
            write_number(self.columns, bytes);
            bytes.push(character);
        }
    }
}
