//! Parts of a picture, and a picture in blocks: what is sent of one that is not sent whole.

use crate::terminal::graphics::picture::{Area, Colours, Picture, PictureFault, clip};

impl Picture {
    /// The pixels of `area` as a picture of their own; those that lie outside this one are left out.
    pub fn part(&self, area: Area) -> Result<Self, PictureFault> {
        let (left, top) = (i64::from(area.left), i64::from(area.top));
        let columns = clip(left, left + i64::from(area.width), self.width);
        let rows = clip(top, top + i64::from(area.height), self.height);
        let across = self.width as usize;
        let size = (columns.len(), rows.len());
        let taken = (across, columns, rows);
        let colours = self.colours.as_ref().map(|colours| Colours {
            indices: part_of(&colours.indices, &taken),
            palette: colours.palette.clone(),
        });
        let (width, height) = (side(size.0), side(size.1));
        Ok(Self {
            rest: part_of(&self.rest, &taken),
            colours,
            overlay: part_of(&self.overlay, &taken),
            ..Self::new(width, height, part_of(&self.grey, &taken))?
        })
    }

    /// The same picture in blocks of `across × down` pixels, each of one grey or colour; the inks stay as they are.
    #[must_use]
    pub fn in_blocks(&self, across: u32, down: u32) -> Self {
        let mut blocks = Self { rest: Vec::new(), ..self.clone() };
        let (across, down) = (across.max(1) as usize, down.max(1) as usize);
        let (width, height) = (self.width as usize, self.height as usize);
        for top in (0..height).step_by(down) {
            for left in (0..width).step_by(across) {
                let columns = left..(left + across).min(width);
                let rows = top..(top + down).min(height);
                fill(&mut blocks.grey, width, (&columns, &rows), mean);
                if let Some(colours) = &mut blocks.colours {
                    // Colours have no mean; the one in the middle is as good as any.
                    fill(&mut colours.indices, width, (&columns, &rows), middle);
                }
            }
        }
        blocks
    }
}

fn side(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or(u32::MAX)
}

type Taken = (usize, std::ops::Range<usize>, std::ops::Range<usize>);

/// The part of a field of pixels; of one that is empty because nothing is known, nothing.
fn part_of<T: Copy>(field: &[T], (across, columns, rows): &Taken) -> Vec<T> {
    let lines = rows.clone().filter_map(|row| field.get(row * across..(row + 1) * across));
    lines.flat_map(|line| line.get(columns.clone()).unwrap_or_default()).copied().collect()
}

type Block<'a> = (&'a std::ops::Range<usize>, &'a std::ops::Range<usize>);

/// Gives all pixels of a block the one value that stands for them.
fn fill(field: &mut [u8], width: usize, (columns, rows): Block<'_>, value: impl Fn(&[&[u8]]) -> u8) {
    let line = |row: usize| row * width + columns.start..row * width + columns.end;
    let lines: Vec<&[u8]> = rows.clone().filter_map(|row| field.get(line(row))).collect();
    let value = value(&lines);
    for row in rows.clone() {
        if let Some(line) = field.get_mut(line(row)) {
            line.fill(value);
        }
    }
}

fn mean(lines: &[&[u8]]) -> u8 {
    let pixels = lines.iter().flat_map(|line| line.iter());
    let (sum, count) =
        pixels.fold((0_u32, 0_u32), |(sum, count), &pixel| (sum + u32::from(pixel), count + 1));
    u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)
}

fn middle(lines: &[&[u8]]) -> u8 {
    let line = lines.get(lines.len() / 2).copied().unwrap_or_default();
    line.get(line.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::Ink;

    #[test]
    fn a_part_has_its_pixels_and_inks_and_nothing_from_outside() {
        let mut picture = Picture::new(4, 3, (0..12).collect()).unwrap();
        picture.draw_cross(2, 1, 0, Ink::Cursor);
        let part = picture.part(Area { left: 1, top: 1, width: 2, height: 9 }).unwrap();
        assert_eq!((part.width(), part.height(), part.grey()), (2, 2, [5, 6, 9, 10].as_slice()));
        assert_eq!(part.overlay(), [None, Some(Ink::Cursor), None, None]);
        assert!(picture.part(Area { left: 9, top: 0, width: 2, height: 2 }).is_err());
    }

    #[test]
    fn parts_of_deep_and_coloured_pictures_are_so_too() {
        let deep = Picture::deep(2, 2, &[0, 300, 40_000, 65_535]).unwrap();
        let part = deep.part(Area { left: 1, top: 0, width: 1, height: 2 }).unwrap();
        assert_eq!((part.grey(), part.rest()), ([1, 255].as_slice(), [43, 0].as_slice()));
        let coloured = Picture::paletted(2, 1, vec![1, 0], vec![[9, 9, 9], [0, 0, 200]]).unwrap();
        let part = coloured.part(Area { left: 0, top: 0, width: 1, height: 1 }).unwrap();
        assert_eq!(part.palette().unwrap().0, [1]);
    }

    #[test]
    fn a_block_is_its_mean() {
        let picture = Picture::new(3, 2, vec![0, 10, 7, 20, 30, 9]).unwrap();
        assert_eq!(picture.in_blocks(2, 6).grey(), [15, 15, 8, 15, 15, 8]);
    }
}
