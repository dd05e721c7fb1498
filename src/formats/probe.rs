//! Which format a file is, by its first bytes and never by its name.

use std::io::{BufRead, Read, Seek, SeekFrom};

use super::{FormatError, ImageHead, Limits, check_file_size, jpeg, png, tiff};

/// Bytes looked at: the 128-byte preamble of a DICOM file and its "DICM".
const LOOKED_AT: u64 = 132;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ImageFormat {
    Png,
    Tiff,
    Jpeg,
}

/// Reads what the file says about itself, and decodes nothing.
///
/// # Errors
/// Any [`FormatError`] that the head alone can show, beyond [`Limits::default`] too.
pub fn probe<R: BufRead + Seek>(mut reader: R) -> Result<ImageHead, FormatError> {
    let limits = Limits::default();
    check_file_size(&mut reader, &limits)?;
    match recognise(&mut reader)? {
        ImageFormat::Png => png::head(reader, &limits),
        ImageFormat::Tiff => tiff::head(reader, &limits),
        ImageFormat::Jpeg => jpeg::head(reader, &limits),
    }
}

/// The format by its signature; leaves the reader at the start.
pub(super) fn recognise<R: Read + Seek>(reader: &mut R) -> Result<ImageFormat, FormatError> {
    let mut start = Vec::new();
    reader.seek(SeekFrom::Start(0))?;
    reader.by_ref().take(LOOKED_AT).read_to_end(&mut start)?;
    reader.seek(SeekFrom::Start(0))?;
    if start.is_empty() {
        return Err(FormatError::Empty);
    }
    match start.as_slice() {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(ImageFormat::Png),
        // 42 is TIFF, 43 BigTIFF.
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(ImageFormat::Tiff),
        [0xff, 0xd8, 0xff, ..] => Ok(ImageFormat::Jpeg),
        [b'B', b'M', ..] => Err(FormatError::NotSupportedYet("BMP")),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] | [0xff, 0x4f, 0xff, 0x51, ..] => {
            Err(FormatError::NotSupportedYet("JPEG 2000"))
        }
        bytes if bytes.get(128..132) == Some(b"DICM") => Err(FormatError::NotSupportedYet("DICOM and DICOS")),
        _ => Err(FormatError::Unknown),
    }
}
