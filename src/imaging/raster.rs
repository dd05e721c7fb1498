//! Rectangles of pixels, row by row from the top left.

use std::ops::Range;

/// A rectangle of pixels in row order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels<T> {
    width: u32,
    height: u32,
    values: Vec<T>,
}

/// 16-bit grey as measured: 0 lets nothing through, 65535 is bright air.
pub type Raster = Pixels<u16>;
/// 8-bit grey for a screen: 0 is black, ready for an encoder.
pub type Grey8 = Pixels<u8>;

impl<T: Copy> Pixels<T> {
    /// Takes `width` × `height` pixels in row order; `None` when their number is another.
    pub fn new(width: u32, height: u32, pixels: Vec<T>) -> Option<Self> {
        let fits = usize::try_from(u64::from(width) * u64::from(height)).ok() == Some(pixels.len());
        fits.then_some(Self { width, height, values: pixels })
    }

    /// Pixels of one value.
    pub fn filled(width: u32, height: u32, value: T) -> Self {
        Self { width, height, values: vec![value; width as usize * height as usize] }
    }

    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    pub fn pixels(&self) -> &[T] {
        &self.values
    }

    /// The pixels in row order, without a copy.
    pub fn into_pixels(self) -> Vec<T> {
        self.values
    }

    /// The value at a place; `None` outside.
    pub fn at(&self, x: u32, y: u32) -> Option<T> {
        self.row(y).get(x as usize).copied()
    }

    /// One row; empty below the last.
    pub fn row(&self, y: u32) -> &[T] {
        self.values.get(self.span(y)).unwrap_or(&[])
    }

    /// One row to write into; empty below the last.
    pub fn row_mut(&mut self, y: u32) -> &mut [T] {
        let span = self.span(y);
        self.values.get_mut(span).unwrap_or(&mut [])
    }

    /// Rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[T]> {
        (0..self.height).map(|y| self.row(y))
    }

    fn span(&self, y: u32) -> Range<usize> {
        let width = self.width as usize;
        let start = width * y as usize;
        start..start + width
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
    fn a_rectangle_knows_whether_it_fits() {
        assert!(Rect::new(1, 1, 2, 2).lies_within(3, 3));
        assert!(!Rect::new(2, 1, 2, 2).lies_within(3, 3));
        assert!(!Rect::new(u32::MAX, 0, u32::MAX, 1).lies_within(3, 3));
    }
}
