//! A long sixel that goes out part by part, so that a key pressed meanwhile waits for one of them and not for all.

use crate::terminal::canvas::Patch;

/// Bytes of a part: an eighth of a second at 256 kbit/s.
pub(super) const PART: usize = 4 << 10;
/// Ends the string wherever it is, and brings the cursor back.
const END: &[u8] = b"\x1b\\\x1b8";

/// What is under way.
#[derive(Debug)]
pub(super) struct Pour {
    bytes: Vec<u8>,
    poured: usize,
    patches: Vec<Patch>,
}

impl Pour {
    pub(super) fn new(bytes: Vec<u8>, patches: Vec<Patch>) -> Self {
        Self { bytes, poured: 0, patches }
    }

    /// The next part; it ends where a line of pixels does, if one ends there.
    pub(super) fn part(&mut self) -> Vec<u8> {
        let left = self.bytes.get(self.poured..).unwrap_or_default();
        let part = match left.get(..PART) {
            Some(part) if left.len() > PART => {
                let end = part.iter().rposition(|byte| matches!(byte, b'-' | b'$'));
                part.get(..=end.unwrap_or(PART - 1)).unwrap_or(part)
            }
            _ => left,
        };
        self.poured += part.len();
        part.to_vec()
    }

    /// All bytes, once the last part is out.
    pub(super) fn whole(&self) -> Option<usize> {
        (self.poured >= self.bytes.len()).then_some(self.bytes.len())
    }

    /// What ends it early, and the patches that are not there then.
    pub(super) fn cut(self) -> (&'static [u8], Vec<Patch>) {
        (END, self.patches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_the_whole_and_none_is_long() {
        for bytes in [vec![b'x'; 3 * PART + 7], b"abc-de$".repeat(2_000), vec![b'?'; PART], b"#".to_vec()] {
            let mut pour = Pour::new(bytes.clone(), Vec::new());
            let mut got = Vec::new();
            while pour.whole().is_none() {
                let part = pour.part();
                assert!((1..=PART).contains(&part.len()));
                got.extend(part);
            }
            assert_eq!((got == bytes, pour.whole()), (true, Some(bytes.len())));
        }
    }
}
