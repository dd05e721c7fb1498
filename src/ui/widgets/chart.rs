//! Bars of plain characters: grey, readable without colour, an eighth of a cell fine.

/// Eighths of a cell from below.
const RISING: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Eighths of a cell from the left.
const GROWING: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// Upright bars, one of `wide` columns for each value, as rows from the top. The highest value fills the height; what is
/// more than nothing shows at least an eighth.
pub fn upright(values: &[u32], height: usize, wide: usize) -> Vec<String> {
    let most = values.iter().copied().max().unwrap_or(0);
    let eighths: Vec<usize> = values.iter().map(|value| scaled(*value, most, height * 8)).collect();
    let cell = |row: usize, filled: &usize| {
        let above = (height - 1 - row) * 8;
        RISING.get(filled.saturating_sub(above).min(8)).copied().unwrap_or(' ')
    };
    let row = |row| {
        let bar = |filled| std::iter::repeat_n(cell(row, filled), wide);
        eighths.iter().flat_map(bar).collect()
    };
    (0..height).map(row).collect()
}

/// A lying bar, `width` columns for `most`.
pub fn lying(value: u32, most: u32, width: usize) -> String {
    let filled = scaled(value, most, width * 8);
    let cell = |column: usize| GROWING.get(filled.saturating_sub(column * 8).min(8)).copied().unwrap_or(' ');
    (0..width).map(cell).collect()
}

/// A value's share of the room, in eighths.
fn scaled(value: u32, most: u32, room: usize) -> usize {
    if value == 0 || most == 0 {
        return 0;
    }
    let room = u64::try_from(room).unwrap_or(u64::MAX);
    let share = u64::from(value).saturating_mul(room) / u64::from(most);
    usize::try_from(share.clamp(1, room.max(1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bars_are_as_high_as_their_values() {
        assert_eq!(upright(&[0, 1, 8, 16], 2, 1), ["   █", " ▁██"]);
        assert_eq!(upright(&[16, 12], 2, 2), ["██▄▄", "████"]);
        assert_eq!(upright(&[0, 0], 1, 1), ["  "]);
        assert_eq!(upright(&[], 1, 1), [""]);
        assert_eq!(
            (lying(3, 6, 4), lying(1, 1_000, 2), lying(0, 5, 2)),
            ("██  ".into(), "▏ ".into(), "  ".into())
        );
        assert_eq!(lying(5, 0, 2), "  ");
    }

    proptest! {
        #[test]
        fn bars_fill_their_room_exactly(values in proptest::collection::vec(any::<u32>(), 0..30), height in 1usize..6) {
            let rows = upright(&values, height, 1);
            prop_assert_eq!(rows.len(), height);
            prop_assert!(rows.iter().all(|row| row.chars().count() == values.len()));
            prop_assert!(values.iter().all(|value| lying(*value, u32::MAX, 7).chars().count() == 7));
        }
    }
}
