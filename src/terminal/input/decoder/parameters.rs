//! The numbers of a control sequence.

/// Numbers that are looked at; sequences have at most some twenty.
const MAX_NUMBERS: usize = 40;

/// The numbers of a sequence; none for what is no number or too large to be one.
pub(crate) fn numbers(text: &str) -> Vec<Option<u32>> {
    text.split(';').take(MAX_NUMBERS).map(|number| number.parse().ok()).collect()
}

/// The part of a sequence's parameter: `97:65;5:3` has 65 at (0, 1) and 3 at (1, 1). None where it is left out or no number.
pub(super) fn part(text: &str, parameter: usize, part: usize) -> Option<u32> {
    text.split(';').nth(parameter)?.split(':').nth(part)?.parse().ok()
}
