//! Cells that hold ink: which ink they show, and with which glyph.

use crate::terminal::graphics::Ink;
use crate::terminal::graphics::cells::shapes::Set;

/// A pixel of ink that is not shown is so much worse than one shown too many: a line must not break.
const MISSED: u32 = 8;

/// The uppermost ink of a cell and the pixels that it has there; none without ink.
///
/// `inks` are the whole rows of pixels that the cell's row has, `width` to a row; the cell begins at `left`.
pub(super) fn uppermost(
    inks: &[Option<Ink>],
    width: usize,
    left: usize,
    (across, _): (usize, usize),
) -> Option<(Ink, u128)> {
    let pixels = || inks.chunks_exact(width).flat_map(|row| &row[left..left + across]).enumerate();
    let uppermost = pixels().filter_map(|(_, ink)| *ink).max()?;
    let of_it = pixels().filter(|(_, ink)| **ink == Some(uppermost));
    Some((uppermost, of_it.fold(0, |mask, (place, _)| mask | 1 << place)))
}

/// The glyph that fills nearest to `ink`, and what it fills.
pub(super) fn nearest(set: &Set, ink: u128) -> (char, u128) {
    let pixels = set.pixels.0 * set.pixels.1;
    let all = u128::MAX >> (u128::BITS as usize - pixels);
    let off =
        |(_, filled): &(char, u128)| (ink & !filled).count_ones() * MISSED + (filled & !ink).count_ones();
    let pairs = set.shapes.iter().flat_map(|shape| {
        let inverse = shape.inverse.map(|glyph| (glyph, all & !shape.mask));
        [Some((shape.glyph, shape.mask)), inverse]
    });
    pairs.flatten().chain([(set.solid, all)]).min_by_key(off).unwrap_or((set.solid, all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::Glyphs;

    #[test]
    fn a_line_keeps_to_its_side_of_the_cell() {
        let rows = |rows: std::ops::Range<usize>| {
            (rows.start * 8..rows.end * 8).fold(0_u128, |mask, place| mask | 1 << place)
        };
        let column = |x: usize| (0..16).fold(0_u128, |mask, y| mask | 1 << (y * 8 + x));
        let set = Set::of(Glyphs::Blocks);
        for (ink, glyph) in [
            (rows(15..16), '▁'),
            (rows(0..2), '▔'),
            (rows(7..8), '▀'),
            (rows(8..9), '▄'),
            (column(0), '▏'),
            (column(7), '▕'),
            (column(2), '▍'),
            (column(5), '▐'),
            (rows(0..16), '█'),
            (1, '▔'),
        ] {
            let (found, filled) = nearest(&set, ink);
            assert_eq!(found, glyph);
            assert_ne!(filled & ink, 0);
        }
    }

    #[test]
    fn the_later_ink_hides_the_earlier() {
        let inks = [Some(Ink::Mark), None, Some(Ink::Cursor), None];
        assert_eq!(uppermost(&inks, 2, 0, (2, 2)), Some((Ink::Cursor, 0b0100)));
        assert_eq!(uppermost(&inks, 2, 1, (1, 2)), None);
    }
}
