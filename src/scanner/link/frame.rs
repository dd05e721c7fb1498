//! Frames of the preview link: COBS between zero bytes, a fixed header, a CRC-32 at the end. Bytes in, frames out.

use crc::{CRC_32_ISO_HDLC, Crc};

/// The only version of the header there is.
pub const VERSION: u8 = 1;

/// Bytes before the payload: version, kind, sequence (2), payload length (2).
pub const HEADER_BYTES: usize = 6;

/// Bytes after the payload.
pub const CRC_BYTES: usize = 4;

/// The longest payload, that of a column: scan tag (4), number (4), height (2) and 512 pixels.
pub const MAX_PAYLOAD: usize = 4 + 4 + 2 + 512;

/// The longest frame before COBS: 6 + 522 + 4 bytes.
pub const MAX_RAW: usize = HEADER_BYTES + MAX_PAYLOAD + CRC_BYTES;

/// The longest frame on the wire without its delimiter: COBS adds one byte for every 254 begun, 532 + 3 bytes.
pub const MAX_ENCODED: usize = MAX_RAW + MAX_RAW.div_ceil(254);

/// Ends every frame; COBS leaves no such byte inside one.
pub const DELIMITER: u8 = 0;

/// IEEE CRC-32, the one of `zlib.crc32`.
pub(crate) const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// A frame whose CRC, version and length are right; its payload is not yet understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What the payload is.
    pub kind: u8,
    /// The sender's count of frames, wrapping. Two neighbours of the same number are one frame repeated by the line.
    pub sequence: u16,
    /// At most [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

/// A payload longer than [`MAX_PAYLOAD`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payload has at most {MAX_PAYLOAD} bytes")]
pub struct PayloadTooLong;

/// The bytes of a frame as they go on the wire, delimiter included.
pub fn encode(frame: &Frame) -> Result<Vec<u8>, PayloadTooLong> {
    let length = u16::try_from(frame.payload.len()).map_err(|_| PayloadTooLong)?;
    if frame.payload.len() > MAX_PAYLOAD {
        return Err(PayloadTooLong);
    }
    let mut raw = Vec::with_capacity(MAX_RAW);
    raw.extend([VERSION, frame.kind]);
    raw.extend(frame.sequence.to_le_bytes());
    raw.extend(length.to_le_bytes());
    raw.extend(&frame.payload);
    let crc = CRC.checksum(&raw);
    raw.extend(crc.to_le_bytes());
    let mut bytes = cobs::encode_vec(&raw);
    bytes.push(DELIMITER);
    Ok(bytes)
}

/// Finds frames in a stream of bytes cut anywhere.
///
/// Holds at most [`MAX_ENCODED`] bytes. What is too long, broken or of another version counts as damaged once a delimiter.
#[derive(Debug, Default)]
pub struct Decoder {
    held: Vec<u8>,
    overlong: bool,
    last_sequence: Option<u16>,
    damaged: u32,
}

impl Decoder {
    /// A decoder at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes and gives the frames that they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            if byte == DELIMITER {
                frames.extend(self.finish());
            } else if self.held.len() < MAX_ENCODED {
                self.held.push(byte);
            } else {
                self.overlong = true;
            }
        }
        frames
    }

    /// Frames refused since the beginning.
    pub fn damaged(&self) -> u32 {
        self.damaged
    }

    fn finish(&mut self) -> Option<Frame> {
        let overlong = std::mem::take(&mut self.overlong);
        if self.held.is_empty() {
            // Senders may open with a delimiter to end whatever the line held before.
            return None;
        }
        let frame = if overlong { None } else { parse(&self.held) };
        self.held.clear();
        let Some(frame) = frame else {
            self.damaged = self.damaged.saturating_add(1);
            return None;
        };
        let repeated = self.last_sequence == Some(frame.sequence);
        self.last_sequence = Some(frame.sequence);
        (!repeated).then_some(frame)
    }
}

fn parse(encoded: &[u8]) -> Option<Frame> {
    let mut raw = [0; MAX_RAW];
    let length = cobs::decode(encoded, &mut raw).ok()?.frame_size();
    let (body, crc) = raw.get(..length)?.split_last_chunk::<CRC_BYTES>()?;
    if CRC.checksum(body) != u32::from_le_bytes(*crc) {
        return None;
    }
    let (&[version, kind, s0, s1, l0, l1], payload) = body.split_first_chunk::<HEADER_BYTES>()?;
    let announced = usize::from(u16::from_le_bytes([l0, l1]));
    let fits = version == VERSION && announced == payload.len() && announced <= MAX_PAYLOAD;
    fits.then(|| Frame { kind, sequence: u16::from_le_bytes([s0, s1]), payload: payload.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame(sequence: u16, payload: Vec<u8>) -> Frame {
        Frame { kind: 0x42, sequence, payload }
    }

    #[test]
    fn a_frame_is_what_the_description_shows() {
        // docs/PROTOCOL.md, "An example": a poll with the number 7, the first frame of its sender.
        let poll = Frame { kind: 0x12, sequence: 0, payload: vec![7, 0, 0, 0] };
        let raw = [1, 0x12, 0, 0, 4, 0, 7, 0, 0, 0];
        assert_eq!(CRC.checksum(b"123456789"), 0xCBF4_3926);
        let crc = [0x10, 0x13, 0x38, 0x88];
        assert_eq!(CRC.checksum(&raw).to_le_bytes(), crc);
        let mut expected = vec![3, 1, 0x12, 1, 2, 4, 2, 7, 1, 1, 5];
        expected.extend(crc);
        expected.push(0);
        assert_eq!(encode(&poll).unwrap(), expected);
    }

    #[test]
    fn bounds_are_what_their_comments_say() {
        assert_eq!((MAX_PAYLOAD, MAX_RAW, MAX_ENCODED), (522, 532, 535));
        assert_eq!(encode(&frame(0, vec![0; MAX_PAYLOAD + 1])), Err(PayloadTooLong));
        for fill in [0, 1, 255] {
            assert!(encode(&frame(0, vec![fill; MAX_PAYLOAD])).unwrap().len() <= MAX_ENCODED + 1);
        }
    }

    #[test]
    fn endless_noise_is_held_within_the_bound_and_counted_once() {
        let mut decoder = Decoder::new();
        for _ in 0..100 {
            assert!(decoder.push(&[0xFF; 1000]).is_empty());
        }
        assert!(decoder.held.len() <= MAX_ENCODED);
        let good = frame(1, vec![1, 2, 3]);
        decoder.push(&[DELIMITER]);
        assert_eq!(decoder.damaged(), 1);
        assert_eq!(decoder.push(&encode(&good).unwrap()), vec![good]);
    }

    #[test]
    fn a_frame_that_the_line_repeats_counts_once() {
        let mut decoder = Decoder::new();
        let bytes = encode(&frame(9, vec![5])).unwrap();
        assert_eq!(decoder.push(&bytes).len(), 1);
        assert_eq!(decoder.push(&bytes).len(), 0);
        assert_eq!(decoder.push(&encode(&frame(10, vec![5])).unwrap()).len(), 1);
        assert_eq!(decoder.damaged(), 0);
    }

    proptest! {
        #[test]
        fn frames_come_back_however_the_stream_is_cut(
            payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..=MAX_PAYLOAD), 1..8),
            cuts in prop::collection::vec(1usize..700, 1..40),
        ) {
            let sent: Vec<Frame> =
                payloads.into_iter().zip(0u16..).map(|(payload, n)| frame(n, payload)).collect();
            let stream: Vec<u8> = sent.iter().flat_map(|f| encode(f).unwrap()).collect();
            let mut decoder = Decoder::new();
            let (mut rest, mut got) = (stream.as_slice(), Vec::new());
            for cut in cuts.into_iter().cycle() {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                got.extend(decoder.push(now));
                rest = later;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(got, sent);
            prop_assert_eq!(decoder.damaged(), 0);
        }

        #[test]
        fn noise_before_a_frame_costs_nothing_after_a_delimiter(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
            let mut decoder = Decoder::new();
            decoder.push(&noise);
            decoder.push(&[DELIMITER]);
            let good = frame(7, vec![1, 0, 2]);
            let got = decoder.push(&encode(&good).unwrap());
            prop_assert_eq!(got, vec![good]);
        }

        #[test]
        fn damage_is_never_accepted_as_something_else(
            payload in prop::collection::vec(any::<u8>(), 0..=MAX_PAYLOAD),
            at in any::<prop::sample::Index>(),
            flip in 1u8..=255,
            cut in any::<prop::sample::Index>(),
        ) {
            let sent = frame(3, payload);
            let bytes = encode(&sent).unwrap();
            let mut flipped = bytes.clone();
            let at = at.index(flipped.len());
            flipped[at] ^= flip;
            let mut short = bytes.clone();
            short.truncate(cut.index(bytes.len() - 1));
            short.push(DELIMITER);
            for damaged in [flipped, short] {
                for got in Decoder::new().push(&damaged) {
                    prop_assert_eq!(&got, &sent);
                }
            }
        }
    }
}
