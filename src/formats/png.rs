//! PNG, row by row; only an interlaced one is held whole.

use std::io::{BufRead, ErrorKind, Seek};

use ::png::{BitDepth, ColorType, Decoder, DecodingError, Reader, Transformations};

use super::grey::{Channels, push_grey, widen};
use super::{Coding, FormatError, HELD_MAX_BYTES, ImageFormat, ImageHead, Limits, RowSink};

pub(super) fn head<R: BufRead + Seek>(source: R, limits: &Limits) -> Result<ImageHead, FormatError> {
    open(source, limits).map(|(_, head)| head)
}

pub(super) fn read<R: BufRead + Seek>(
    source: R,
    limits: &Limits,
    sink: &mut dyn RowSink,
) -> Result<ImageHead, FormatError> {
    let (mut reader, head) = open(source, limits)?;
    sink.begin(&head)?;
    let mut grey = GreyRows::new(&reader, head.width)?;
    if reader.info().interlaced {
        let bytes = held_bytes(&reader)?;
        let mut frame = vec![0; bytes];
        reader.next_frame(&mut frame).map_err(refusal)?;
        for row in frame.chunks_exact(grey.row_bytes) {
            sink.row(0, grey.row(row)?)?;
        }
    } else {
        for _ in 0..head.height {
            let row = reader.next_row().map_err(refusal)?.ok_or(FormatError::Truncated)?;
            sink.row(0, grey.row(row.data())?)?;
        }
    }
    // An animation's further frames and a wrong checksum behind the last row are found here; a missing end too.
    reader.finish().map_err(refusal)?;
    Ok(head)
}

fn open<R: BufRead + Seek>(source: R, limits: &Limits) -> Result<(Reader<R>, ImageHead), FormatError> {
    let mut decoder = Decoder::new(source);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    // Palettes become RGB, 1, 2 and 4 bits become 8.
    decoder.set_transformations(Transformations::EXPAND);
    let info = decoder.read_header_info().map_err(refusal)?;
    limits.check_size(info.width, info.height)?;
    let reader = decoder.read_info().map_err(refusal)?;
    let info = reader.info();
    let bits = if info.bit_depth == BitDepth::Sixteen { 16 } else { 8 };
    let measured = info.sbit.as_deref().and_then(|bits| bits.first().copied());
    let head = ImageHead {
        format: ImageFormat::Png,
        width: info.width,
        height: info.height,
        bits,
        significant_bits: measured.unwrap_or(bits).clamp(1, bits),
        planes: 1,
        coding: Coding::Lossless,
    };
    Ok((reader, head))
}

fn held_bytes<R: BufRead + Seek>(reader: &Reader<R>) -> Result<usize, FormatError> {
    let bytes = reader.output_buffer_size().filter(|&bytes| bytes as u64 <= HELD_MAX_BYTES);
    bytes.ok_or(FormatError::TooLarge("interlaced image"))
}

/// Turns decoded rows into grey ones of one width.
struct GreyRows {
    row_bytes: usize,
    width: usize,
    per_pixel: usize,
    channels: Channels,
    depth: BitDepth,
    samples: Vec<u16>,
    grey: Vec<u16>,
}

impl GreyRows {
    fn new<R: BufRead + Seek>(reader: &Reader<R>, width: u32) -> Result<Self, FormatError> {
        let (colour, depth) = reader.output_color_type();
        let channels = match colour {
            ColorType::Grayscale | ColorType::GrayscaleAlpha => Channels::Grey,
            ColorType::Rgb | ColorType::Rgba => Channels::Rgb,
            ColorType::Indexed => return Err(FormatError::Unsupported("a palette that does not expand")),
        };
        let per_pixel = colour.samples();
        let row_bytes = reader.output_line_size(width).ok_or(FormatError::TooLarge("width"))?;
        let width = width as usize;
        Ok(Self { row_bytes, width, per_pixel, channels, depth, samples: Vec::new(), grey: Vec::new() })
    }

    fn row(&mut self, bytes: &[u8]) -> Result<&[u16], FormatError> {
        self.samples.clear();
        self.grey.clear();
        if self.depth == BitDepth::Sixteen {
            let (pairs, _) = bytes.as_chunks::<2>();
            self.samples.extend(pairs.iter().map(|&pair| u16::from_be_bytes(pair)));
        } else {
            self.samples.extend(bytes.iter().map(|&byte| widen(byte)));
        }
        push_grey(&self.samples, self.channels, self.per_pixel, &mut self.grey);
        if self.grey.len() == self.width {
            Ok(&self.grey)
        } else {
            // The first frame of an animation may be smaller than the image says.
            Err(FormatError::Unsupported("a first frame of another size"))
        }
    }
}

fn refusal(error: DecodingError) -> FormatError {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => FormatError::Truncated,
        DecodingError::IoError(error) => FormatError::Io(error),
        DecodingError::LimitsExceeded => FormatError::TooLarge("what decoding it would hold"),
        DecodingError::Format(_) | DecodingError::Parameter(_) => FormatError::Damaged(error.to_string()),
    }
}
