//! Rectangles of pixels, row by row from the top left.

/// A 16-bit grey raster: 0 lets nothing through, 65535 is bright air.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    width: u32,
    height: u32,
    pixels: Vec<u16>,
}

impl Raster {
    /// Takes `width` × `height` pixels in row order; `None` when their number is another.
    pub fn new(width: u32, height: u32, pixels: Vec<u16>) -> Option<Self> {
        let fits = usize::try_from(u64::from(width) * u64::from(height)).ok() == Some(pixels.len());
        fits.then_some(Self { width, height, pixels })
    }

    /// A raster of one value.
    pub fn filled(width: u32, height: u32, value: u16) -> Self {
        Self { width, height, pixels: vec![value; width as usize * height as usize] }
    }

    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    pub fn pixels(&self) -> &[u16] {
        &self.pixels
    }

    /// The value at a place; `None` outside.
    pub fn at(&self, x: u32, y: u32) -> Option<u16> {
        self.row(y).get(x as usize).copied()
    }

    /// One row; empty below the last.
    pub fn row(&self, y: u32) -> &[u16] {
        let width = self.width as usize;
        let start = width * y as usize;
        self.pixels.get(start..start + width).unwrap_or(&[])
    }

    /// Rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u16]> {
        (0..self.height).map(|y| self.row(y))
    }

    /// Copies `source` in with its top left pixel at (`x`, `y`); what would fall outside is left out.
    pub fn paste(&mut self, source: &Raster, x: u32, y: u32) {
        let width = self.width as usize;
        let left = (x as usize).min(width);
        let targets = self.pixels.chunks_exact_mut(width.max(1)).skip(y as usize);
        for (target, row) in targets.zip(source.rows()) {
            for (to, from) in target.iter_mut().skip(left).zip(row) {
                *to = *from;
            }
        }
    }
}

/// An 8-bit grey raster, ready for an encoder: 0 is black on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grey8 {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Grey8 {
    /// Takes `width` × `height` pixels in row order; `None` when their number is another.
    pub fn new(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        let fits = usize::try_from(u64::from(width) * u64::from(height)).ok() == Some(pixels.len());
        fits.then_some(Self { width, height, pixels })
    }

    /// A raster of one value.
    pub fn filled(width: u32, height: u32, value: u8) -> Self {
        Self { width, height, pixels: vec![value; width as usize * height as usize] }
    }

    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// One row; empty below the last.
    pub fn row(&self, y: u32) -> &[u8] {
        let width = self.width as usize;
        let start = width * y as usize;
        self.pixels.get(start..start + width).unwrap_or(&[])
    }

    /// One row to write into; empty below the last.
    pub fn row_mut(&mut self, y: u32) -> &mut [u8] {
        let width = self.width as usize;
        let start = width * y as usize;
        self.pixels.get_mut(start..start + width).unwrap_or(&mut [])
    }
}

/// A rectangle of whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Rect {
    pub fn new(x: u32, y: u32, width: u32, height: u32) -> Self {
        Self { x, y, width, height }
    }

    /// First column to the right of it.
    pub fn right(self) -> u64 {
        u64::from(self.x) + u64::from(self.width)
    }

    /// First row below it.
    pub fn bottom(self) -> u64 {
        u64::from(self.y) + u64::from(self.height)
    }

    /// Whether all of it lies on a raster of that size.
    pub fn lies_within(self, width: u32, height: u32) -> bool {
        self.right() <= u64::from(width) && self.bottom() <= u64::from(height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raster_takes_exactly_its_pixels() {
        assert!(Raster::new(3, 2, vec![0; 6]).is_some());
        assert!(Raster::new(3, 2, vec![0; 5]).is_none());
        assert!(Raster::new(u32::MAX, u32::MAX, vec![]).is_none());
        assert!(Grey8::new(2, 2, vec![0; 3]).is_none());
    }

    #[test]
    fn pixels_are_found_by_place_and_nowhere_else() {
        let raster = Raster::new(3, 2, vec![1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!(raster.at(2, 1), Some(6));
        assert_eq!(raster.at(3, 0), None);
        assert_eq!(raster.at(0, 2), None);
        assert_eq!(raster.row(2), &[] as &[u16]);
    }

    #[test]
    fn a_paste_is_cut_at_the_edges() {
        let mut raster = Raster::filled(3, 2, 0);
        raster.paste(&Raster::filled(4, 4, 9), 2, 1);
        assert_eq!(raster.pixels(), &[0, 0, 0, 0, 0, 9]);
    }

    #[test]
    fn a_rectangle_knows_whether_it_fits() {
        assert!(Rect::new(1, 1, 2, 2).lies_within(3, 3));
        assert!(!Rect::new(2, 1, 2, 2).lies_within(3, 3));
        assert!(!Rect::new(u32::MAX, 0, u32::MAX, 1).lies_within(3, 3));
    }
}
