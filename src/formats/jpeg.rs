//! JPEG: 8 bits and lossy, so always of reduced depth. Grey stored as colour is the norm.

use std::io::{BufRead, Read, Seek};

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::grey::widen;
use super::{Coding, FormatError, HELD_MAX_BYTES, ImageFormat, ImageHead, Limits, RowSink};

/// Bytes held per pixel while a progressive image is decoded: three components of 16-bit coefficients, and the grey.
const HELD_PER_PIXEL: u64 = 3 * 2 + 1;
/// Largest JPEG file: at `HELD_MAX_BYTES` / 7 = 38 million pixels, more than 1.6 bytes for each.
const FILE_MAX_BYTES: u64 = 64 * 1024 * 1024;
const START_OF_SCAN: [u8; 2] = [0xff, 0xda];
const END_OF_IMAGE: [u8; 2] = [0xff, 0xd9];

pub(super) fn head<R: BufRead + Seek>(source: R, limits: &Limits) -> Result<ImageHead, FormatError> {
    open(&held(source)?, limits).map(|(_, head)| head)
}

pub(super) fn read<R: BufRead + Seek>(
    source: R,
    limits: &Limits,
    sink: &mut dyn RowSink,
) -> Result<ImageHead, FormatError> {
    let bytes = held(source)?;
    if !ends(&bytes) {
        return Err(FormatError::Truncated);
    }
    let (mut decoder, head) = open(&bytes, limits)?;
    let grey = decoder.decode().map_err(|error| refusal(&error))?;
    let (width, height) = (head.width as usize, head.height as usize);
    if grey.len() != width * height {
        return Err(FormatError::Damaged("not as many pixels as its size says".to_owned()));
    }
    sink.begin(&head)?;
    let mut row = Vec::with_capacity(width);
    for bytes in grey.chunks_exact(width) {
        row.clear();
        row.extend(bytes.iter().map(|&byte| widen(byte)));
        sink.row(0, &row)?;
    }
    Ok(head)
}

/// Whether the last scan has an end. The decoder would fill what is missing with grey, and an officer take that for cargo.
fn ends(bytes: &[u8]) -> bool {
    // Markers before the last scan may belong to a preview.
    let scan = bytes.windows(2).rposition(|pair| pair == START_OF_SCAN).unwrap_or(bytes.len());
    bytes.windows(2).skip(scan).any(|pair| pair == END_OF_IMAGE)
}

fn held<R: Read>(source: R) -> Result<Vec<u8>, FormatError> {
    let mut bytes = Vec::new();
    source.take(FILE_MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_MAX_BYTES { Err(FormatError::TooLarge("file")) } else { Ok(bytes) }
}

type Decoder<'a> = JpegDecoder<ZCursor<&'a [u8]>>;

fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Decoder<'a>, ImageHead), FormatError> {
    let options = DecoderOptions::new_safe()
        .set_strict_mode(true)
        .set_max_width(limits.max_width as usize)
        .set_max_height(limits.max_height as usize)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| refusal(&error))?;
    let info = decoder.info().ok_or(FormatError::Empty)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    limits.check_size(width, height)?;
    if u64::from(width) * u64::from(height) * HELD_PER_PIXEL > HELD_MAX_BYTES {
        return Err(FormatError::TooLarge("JPEG"));
    }
    if !matches!(info.components, 1 | 3) {
        return Err(FormatError::Unsupported("four ink colours"));
    }
    let head = ImageHead {
        format: ImageFormat::Jpeg,
        width,
        height,
        bits: 8,
        significant_bits: 8,
        planes: 1,
        coding: Coding::Lossy,
    };
    Ok((decoder, head))
}

fn refusal(error: &DecodeErrors) -> FormatError {
    match error {
        DecodeErrors::ExhaustedData => FormatError::Truncated,
        DecodeErrors::ZeroError => FormatError::Empty,
        DecodeErrors::LargeDimensions(_) => FormatError::TooLarge("width or height"),
        other => FormatError::Damaged(format!("{other:?}")),
    }
}
