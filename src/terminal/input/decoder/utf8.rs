//! Characters from their bytes, one byte at a time.

/// What a byte did to a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// More is to come.
    More,
    /// The character is whole.
    Whole(char),
    /// The byte does not belong to it, and what came before was no character.
    Stranger,
}

/// A character that is coming in.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Partial {
    bytes: [u8; 4],
    length: usize,
    wanted: usize,
}

impl Partial {
    /// Begins a character; none where no character begins so.
    pub(super) fn begin(lead: u8) -> Option<Self> {
        let wanted = match lead {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        Some(Self { bytes: [lead, 0, 0, 0], length: 1, wanted })
    }

    /// Takes the next byte.
    pub(super) fn take(&mut self, byte: u8) -> Step {
        let Some(place) = self.bytes.get_mut(self.length).filter(|_| matches!(byte, 0x80..=0xbf)) else {
            return Step::Stranger;
        };
        *place = byte;
        self.length += 1;
        if self.length < self.wanted {
            return Step::More;
        }
        let whole = self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok());
        whole.and_then(|text| text.chars().next()).map_or(Step::Stranger, Step::Whole)
    }
}
