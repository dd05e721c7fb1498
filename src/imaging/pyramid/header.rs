//! The header of a pyramid file, to and from bytes.

use super::{CRC, HISTOGRAM_BINS, MAX_HEIGHT, MAX_PLANES, MAX_WIDTH, PyramidError};

const MAGIC: &[u8; 8] = b"XRAYPYR\n";
const VERSION: u16 = 1;
/// Lower-case hexadecimal digits of a SHA-256.
const SHA256_HEX: usize = 64;
/// Magic 8, version 2, planes 1, significant bits 1, width 4, height 4, SHA-256 64, index offset 8, histogram 4096 × 4, CRC-32 4.
pub(super) const HEADER_BYTES: usize = 8 + 2 + 1 + 1 + 4 + 4 + SHA256_HEX + 8 + HISTOGRAM_BINS * 4 + 4;

/// The image a pyramid is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub width: u32,
    pub height: u32,
    /// 1, or 2 for high and low energy.
    pub planes: u8,
    /// How many of the 16 bits the scanner measured (1 to 16).
    pub significant_bits: u8,
    /// SHA-256 of the original file, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl Origin {
    /// Whether a pyramid can hold such an image.
    pub(super) fn check(&self) -> Result<(), PyramidError> {
        if !(1..=MAX_WIDTH).contains(&self.width) || !(1..=MAX_HEIGHT).contains(&self.height) {
            return Err(PyramidError::Description("width or height"));
        }
        if !(1..=MAX_PLANES).contains(&self.planes) {
            return Err(PyramidError::Description("number of planes"));
        }
        if !(1..=16).contains(&self.significant_bits) {
            return Err(PyramidError::Description("significant bits"));
        }
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if self.sha256.len() != SHA256_HEX || !self.sha256.bytes().all(is_hex) {
            return Err(PyramidError::Description("SHA-256 of the original"));
        }
        Ok(())
    }
}

/// Everything before the first tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) origin: Origin,
    pub(super) index_offset: u64,
    /// [`HISTOGRAM_BINS`] counts of plane 0.
    pub(super) histogram: Vec<u32>,
}

impl Header {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&[self.origin.planes, self.origin.significant_bits]);
        bytes.extend_from_slice(&self.origin.width.to_le_bytes());
        bytes.extend_from_slice(&self.origin.height.to_le_bytes());
        bytes.extend_from_slice(self.origin.sha256.as_bytes());
        bytes.extend_from_slice(&self.index_offset.to_le_bytes());
        for count in &self.histogram {
            bytes.extend_from_slice(&count.to_le_bytes());
        }
        let crc = CRC.checksum(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, PyramidError> {
        let mut fields = Fields(bytes);
        if &fields.take::<8>()? != MAGIC {
            return Err(PyramidError::NotAPyramid);
        }
        let version = u16::from_le_bytes(fields.take()?);
        if version != VERSION {
            return Err(PyramidError::Version(version));
        }
        let (body, crc) = bytes.split_last_chunk::<4>().ok_or(PyramidError::NotAPyramid)?;
        if CRC.checksum(body) != u32::from_le_bytes(*crc) {
            return Err(PyramidError::Damaged("header"));
        }
        let [planes, significant_bits] = fields.take()?;
        let origin = Origin {
            planes,
            significant_bits,
            width: u32::from_le_bytes(fields.take()?),
            height: u32::from_le_bytes(fields.take()?),
            sha256: String::from_utf8_lossy(&fields.take::<SHA256_HEX>()?).into_owned(),
        };
        origin.check().map_err(|_| PyramidError::Damaged("header"))?;
        let index_offset = u64::from_le_bytes(fields.take()?);
        let mut histogram = Vec::with_capacity(HISTOGRAM_BINS);
        for _ in 0..HISTOGRAM_BINS {
            histogram.push(u32::from_le_bytes(fields.take()?));
        }
        Ok(Self { origin, index_offset, histogram })
    }
}

/// Where a tile lies and what its bytes sum to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) offset: u64,
    pub(super) crc: u32,
}

impl Entry {
    pub(super) const BYTES: usize = 12;

    pub(super) fn to_bytes(self) -> Vec<u8> {
        [self.offset.to_le_bytes().as_slice(), &self.crc.to_le_bytes()].concat()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, PyramidError> {
        let mut fields = Fields(bytes);
        Ok(Self { offset: u64::from_le_bytes(fields.take()?), crc: u32::from_le_bytes(fields.take()?) })
    }
}

/// The bytes not yet read.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], PyramidError> {
        let (field, rest) = self.0.split_first_chunk::<N>().ok_or(PyramidError::NotAPyramid)?;
        self.0 = rest;
        Ok(*field)
    }
}
