//! Pasted text between its two marks.

use crate::terminal::input::MAX_PASTE_CHARS;

/// What ends a paste.
const END: &[u8] = b"\x1b[201~";

/// Bytes that are kept: as many as the longest paste can have.
const MAX_BYTES: usize = MAX_PASTE_CHARS * 4;

/// A paste that is coming in.
#[derive(Debug, Default)]
pub(super) struct Paste {
    bytes: Vec<u8>,
    /// Bytes of the end mark that have come.
    matched: usize,
}

impl Paste {
    /// Takes a byte; the text when that ends the paste.
    pub(super) fn take(&mut self, byte: u8) -> Option<String> {
        if END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            return (self.matched == END.len()).then(|| self.finish());
        }
        // The mark begins with its only Esc, so nothing of what was matched can begin it anew.
        self.give_back();
        if byte == 0x1b {
            self.matched = 1;
        } else {
            self.keep(byte);
        }
        None
    }

    /// The text so far; whatever was taken for the beginning of the end mark belongs to it.
    pub(super) fn break_off(&mut self) -> String {
        self.give_back();
        self.finish()
    }

    fn give_back(&mut self) {
        END.iter().take(self.matched).for_each(|&byte| self.keep(byte));
        self.matched = 0;
    }

    fn keep(&mut self, byte: u8) {
        if self.bytes.len() < MAX_BYTES {
            self.bytes.push(byte);
        }
    }

    fn finish(&mut self) -> String {
        self.matched = 0;
        let bytes = std::mem::take(&mut self.bytes);
        String::from_utf8_lossy(&bytes).chars().take(MAX_PASTE_CHARS).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(bytes: &[u8]) -> (Option<String>, Paste) {
        let mut paste = Paste::default();
        let text = bytes.iter().find_map(|&byte| paste.take(byte));
        (text, paste)
    }

    #[test]
    fn a_paste_ends_at_its_mark_only() {
        let (text, _) = pasted(b"a\x1b[20\x1b[A\x1b\x1b[201~");
        assert_eq!(text.as_deref(), Some("a\x1b[20\x1b[A\x1b"));
        let (text, mut broken) = pasted("ұ\x1b[201".as_bytes());
        assert_eq!(text, None);
        assert_eq!(broken.break_off(), "ұ\x1b[201");
    }

    #[test]
    fn a_paste_is_cut_between_characters_and_keeps_no_more() {
        let endless = "ұ".repeat(100 * MAX_PASTE_CHARS);
        let (text, mut paste) = pasted(endless.as_bytes());
        assert_eq!(text, None);
        assert!(paste.bytes.capacity() <= 2 * MAX_BYTES);
        assert_eq!(paste.break_off(), "ұ".repeat(MAX_PASTE_CHARS));
    }
}
