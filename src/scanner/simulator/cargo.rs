//! What passes through the simulated hall: pictures from anywhere, or phantoms made by physics.

use super::load;
use super::physics;
use super::random::Random;
use super::scene::Scene;
use super::truck;
use crate::domain::number::ScanId;
use crate::scanner::detector::message::MAX_HEIGHT;

/// The widest and highest image that the simulator takes: twice the phantom's width and more, 4 bytes a pixel of two energies
/// are 256 MB at most.
pub const MAX_SIDE: u32 = 8_192;

/// Preview columns, about as many as the phantom is wide divided by its height over [`PREVIEW_HEIGHT`].
const PREVIEW_COLUMNS: usize = 900;

/// Pixels of a preview column: 336 such columns fit a second of the line.
const PREVIEW_HEIGHT: usize = 256;

const _: () = assert!(PREVIEW_HEIGHT <= MAX_HEIGHT);

/// A picture as the complex makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CargoImage {
    width: u32,
    height: u32,
    planes: Vec<Vec<u16>>,
    significant_bits: u8,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum CargoError {
    /// Sides and samples do not go together.
    #[error("an image has 1 or 2 planes of width × height samples and sides of 1 to {MAX_SIDE} pixels")]
    Shape,
    /// The source of pictures failed.
    #[error("no picture: {0}")]
    Source(String),
}

impl CargoImage {
    /// An image of one plane, or of two: the high energy, then the low one. Samples rise with what arrives and use the whole 16 bits,
    /// air near [`physics::AIR_LEVEL`]; `significant_bits` tells how many of them mean anything.
    ///
    /// # Errors
    /// [`CargoError::Shape`].
    pub fn new(
        width: u32,
        height: u32,
        planes: Vec<Vec<u16>>,
        significant_bits: u8,
    ) -> Result<Self, CargoError> {
        let sides_fit = (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height);
        let samples = u64::from(width) * u64::from(height);
        let planes_fit = matches!(planes.len(), 1 | 2)
            && planes.iter().all(|plane| u64::try_from(plane.len()).is_ok_and(|length| length == samples));
        if sides_fit && planes_fit && (1..=16).contains(&significant_bits) {
            Ok(Self { width, height, planes, significant_bits })
        } else {
            Err(CargoError::Shape)
        }
    }

    /// Pixels across.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Pixels down.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The planes, row by row from the top.
    pub fn planes(&self) -> &[Vec<u16>] {
        &self.planes
    }

    /// Bits of a sample that mean something.
    pub fn significant_bits(&self) -> u8 {
        self.significant_bits
    }

    /// The first plane as the preview link carries it: columns of 8 bits, each pixel the mean of those it stands for.
    pub(super) fn preview_columns(&self) -> Vec<Vec<u8>> {
        let (Ok(width), Ok(height)) = (usize::try_from(self.width), usize::try_from(self.height)) else {
            return Vec::new();
        };
        let Some(plane) = self.planes.first() else { return Vec::new() };
        let (columns, pixels) = (PREVIEW_COLUMNS.min(width), PREVIEW_HEIGHT.min(height));
        let part = |index: usize, of: usize, whole: usize| index * whole / of..(index + 1) * whole / of;
        let mut out = vec![Vec::with_capacity(pixels); columns];
        for pixel in 0..pixels {
            let rows = part(pixel, pixels, height);
            for (index, column) in out.iter_mut().enumerate() {
                let span = part(index, columns, width);
                let cells = rows
                    .clone()
                    .filter_map(|row| plane.get(row * width + span.start..row * width + span.end))
                    .flatten();
                column.push(mean_high_byte(cells));
            }
        }
        out
    }
}

fn mean_high_byte<'a>(samples: impl Iterator<Item = &'a u16>) -> u8 {
    let (sum, count) =
        samples.fold((0_u64, 0_u64), |(sum, count), sample| (sum + u64::from(*sample), count + 1));
    u8::try_from(sum / count.max(1) / 256).unwrap_or(u8::MAX)
}

/// Where the simulated complex takes its pictures from.
pub trait Cargo {
    /// The picture for this scan. May take its time: it is called where blocking is allowed, while the pre-warning sounds.
    ///
    /// # Errors
    /// When there is none; the source then reports a fault.
    fn next_scan(&mut self, scan: &ScanId) -> Result<CargoImage, CargoError>;
}

/// Semi-trailers and their loads, made up from a seed and computed pixel by pixel.
///
/// The same seed and case give the same vehicle; another scan of the case only differs in its noise, as a repeated scan does.
#[derive(Debug, Clone)]
pub struct PhantomCargo {
    seed: u64,
    pixel: f32,
}

impl PhantomCargo {
    /// Pixels of 7.5 mm: images of 2 400 by 680.
    pub fn new(seed: u64) -> Self {
        Self { seed, pixel: 0.0075 }
    }

    /// Pixels of 150 mm: images of 120 by 34, for many records on little disk.
    pub fn tiny(seed: u64) -> Self {
        Self { seed, pixel: 0.15 }
    }

    /// Pixels of 30 mm, sixteen times faster.
    pub fn coarse(seed: u64) -> Self {
        Self { seed, pixel: 0.03 }
    }
}

impl Cargo for PhantomCargo {
    fn next_scan(&mut self, scan: &ScanId) -> Result<CargoImage, CargoError> {
        let case = scan.as_str().rsplit_once('-').map_or("", |(case, _)| case);
        let mut vehicle = Random::new(self.seed ^ hash(case));
        let mut noise = Random::new(self.seed ^ hash(scan.as_str()));
        let mut scene = Scene::new(self.pixel);
        let hold = truck::draw(&mut scene, &mut vehicle);
        load::draw(&mut scene, hold, &mut vehicle);
        let planes =
            scene.transmissions().map(|plane| physics::detect(&plane, scene.width(), &mut noise)).to_vec();
        let side = |pixels: usize| u32::try_from(pixels).map_err(|_| CargoError::Shape);
        CargoImage::new(side(scene.width())?, side(scene.height())?, planes, 16)
    }
}

/// FNV-1a, to turn an id into a seed.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests;
