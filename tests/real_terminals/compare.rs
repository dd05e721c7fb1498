//! A screen beside what it should show.

use super::display::{Display, Shot};
use std::time::{Duration, Instant};

/// How long a terminal may go on drawing after it has said that it is done: kitty draws by frames, xterm when X lets it.
const DRAWING: Duration = Duration::from_mins(1);

/// How far from where it is looked for a picture may lie, pixels: borders and the rounding of cells.
const REACH: usize = 24;

/// A picture that a screen should show: red, green, blue by pixel.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<[u8; 3]>,
}

/// Where a picture was found, and how far its pixels are from what they should be, of 255.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub x: usize,
    pub y: usize,
    pub mean_error: f64,
}

impl Picture {
    /// The place near the corner where it differs the least.
    pub fn find(&self, shot: &Shot) -> Option<Found> {
        let mut best: Option<Found> = None;
        for y in 0..REACH.min(shot.height.saturating_sub(self.height) + 1) {
            for x in 0..REACH.min(shot.width.saturating_sub(self.width) + 1) {
                let rough = self.error(shot, x, y, 7);
                if best.is_none_or(|best| rough < best.mean_error) {
                    best = Some(Found { x, y, mean_error: rough });
                }
            }
        }
        best.map(|best| Found { mean_error: self.error(shot, best.x, best.y, 1), ..best })
    }

    /// The mean difference of every `step`th pixel each way.
    fn error(&self, shot: &Shot, left: usize, top: usize, step: usize) -> f64 {
        let (mut sum, mut count) = (0_u64, 0_u64);
        for y in (0..self.height).step_by(step) {
            for x in (0..self.width).step_by(step) {
                let (is, should) = (shot.at(left + x, top + y), self.pixels[y * self.width + x]);
                sum += is.iter().zip(should).map(|(is, should)| u64::from(is.abs_diff(should))).sum::<u64>();
                count += 3;
            }
        }
        sum as f64 / count as f64
    }
}

/// The least error that a screen comes to within the time that a terminal may go on drawing; at once where `enough` is reached.
pub fn settled(picture: &Picture, display: &Display, enough: f64) -> Found {
    let end = Instant::now() + DRAWING;
    loop {
        let found = picture.find(&display.shot());
        match found {
            Some(found) if found.mean_error <= enough || Instant::now() >= end => return found,
            None if Instant::now() >= end => panic!("the display is smaller than the picture"),
            _ => std::thread::yield_now(),
        }
    }
}

/// White cells of a measuring block, across and down.
pub const BLOCK: (usize, usize) = (10, 4);

/// The size of a cell, from a white block of [`BLOCK`] cells in the corner.
pub fn cell_size(display: &Display) -> (usize, usize) {
    let end = Instant::now() + DRAWING;
    loop {
        match display.shot().bounds_of([255; 3]) {
            Some((_, _, width, height)) if width % BLOCK.0 == 0 && height % BLOCK.1 == 0 => {
                return (width / BLOCK.0, height / BLOCK.1);
            }
            found if Instant::now() >= end => panic!("the white block is {found:?}"),
            _ => std::thread::yield_now(),
        }
    }
}
