//! Bytes of the monitor as they come, put together to lines; bounded in length and in time.

use crate::scanner::device::Uptime;
use crate::scanner::monitor::line::MAX_LINE;
use std::time::Duration;

/// A line has to be whole by then: 96 bytes at 2 400 baud are 400 ms. What trickles longer is no line of now.
const LINE_LIMIT: Duration = Duration::from_millis(500);

/// What a byte completed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A line without its end.
    Line {
        /// Its bytes.
        bytes: Vec<u8>,
        /// When its first byte came.
        begun_at: Uptime,
    },
    /// Too long, or too long on its way; its rest is thrown away up to the next line's end.
    Damaged,
}

/// Puts lines together. Holds at most [`MAX_LINE`] bytes.
#[derive(Debug, Default)]
pub(super) struct Reader {
    held: Vec<u8>,
    begun_at: Uptime,
    /// The rest of a damaged line is on its way.
    is_skipping: bool,
}

impl Reader {
    /// Takes the next byte.
    pub(super) fn push(&mut self, now: Uptime, byte: u8) -> Option<Piece> {
        if byte == b'\n' {
            return self.finish(now);
        }
        if self.is_skipping {
            return None;
        }
        if self.held.is_empty() {
            self.begun_at = now;
        }
        // One more than a line has: the carriage return.
        if self.held.len() > MAX_LINE || self.is_late(now) {
            self.held.clear();
            self.is_skipping = true;
            return Some(Piece::Damaged);
        }
        self.held.push(byte);
        None
    }

    fn is_late(&self, now: Uptime) -> bool {
        now.saturating_sub(self.begun_at) > LINE_LIMIT
    }

    fn finish(&mut self, now: Uptime) -> Option<Piece> {
        if std::mem::take(&mut self.is_skipping) {
            return None;
        }
        let mut bytes = std::mem::take(&mut self.held);
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        match bytes.is_empty() {
            true => None,
            false if self.is_late(now) => Some(Piece::Damaged),
            false => Some(Piece::Line { bytes, begun_at: self.begun_at }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn pieces(reader: &mut Reader, now: Uptime, bytes: &[u8]) -> Vec<Piece> {
        bytes.iter().filter_map(|byte| reader.push(now, *byte)).collect()
    }

    #[test]
    fn a_line_is_dated_from_its_first_byte_however_it_is_cut() {
        let mut reader = Reader::default();
        assert!(pieces(&mut reader, 5 * MS, b"\r\n\nab").is_empty());
        assert!(pieces(&mut reader, 20 * MS, b"c\r").is_empty());
        let line = |bytes: &[u8], begun_at| Piece::Line { bytes: bytes.to_vec(), begun_at };
        assert_eq!(pieces(&mut reader, 30 * MS, b"\nx\n"), [line(b"abc", 5 * MS), line(b"x", 30 * MS)]);
    }

    #[test]
    fn what_never_ends_is_damaged_once_and_held_within_the_bound() {
        let mut reader = Reader::default();
        let damaged: usize = (0..1_000).map(|_| pieces(&mut reader, MS, &[0; 100]).len()).sum();
        assert_eq!(damaged, 1);
        assert!(reader.held.capacity() <= 2 * MAX_LINE);
        assert_eq!(pieces(&mut reader, MS, b"\nok\n").len(), 1);
    }

    #[test]
    fn what_trickles_is_no_line_of_now() {
        let mut reader = Reader::default();
        assert!(pieces(&mut reader, MS, b"ab").is_empty());
        assert_eq!(pieces(&mut reader, 502 * MS, b"c\n"), [Piece::Damaged]);
        assert!(pieces(&mut reader, 503 * MS, b"ab").is_empty());
        assert_eq!(pieces(&mut reader, 1_004 * MS, b"\n"), [Piece::Damaged]);
    }
}
