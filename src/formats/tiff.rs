//! TIFF: one page per energy, strip by strip or tile by tile.

use std::io::{BufRead, ErrorKind, Seek};

use ::tiff::decoder::{Decoder, DecodingResult, Limits as DecoderLimits};
use ::tiff::tags::{CompressionMethod, PlanarConfiguration, Tag};
use ::tiff::{ColorType, TiffError, TiffUnsupportedError};
use serde::Deserialize;

use super::grey::{Channels, push_grey, widen};
use super::{Coding, FormatError, HELD_MAX_BYTES, ImageFormat, ImageHead, Limits, RowSink};

/// Pages looked at: two energies and room for a few small previews.
const MAX_PAGES: usize = 8;
/// Longest description read as JSON.
const MAX_DESCRIPTION: usize = 4_096;

/// Compressions that are read.
const LOSSLESS: [CompressionMethod; 5] = [
    CompressionMethod::None,
    CompressionMethod::LZW,
    CompressionMethod::Deflate,
    CompressionMethod::OldDeflate,
    CompressionMethod::PackBits,
];

/// What is known of one page before its pixels are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Page {
    width: u32,
    height: u32,
    bits: u8,
    channels: Channels,
}

/// Our own simulator's note on a scan that it made from an 8-bit file.
#[derive(Deserialize)]
struct Description {
    significant_bits: u8,
}

pub(super) fn head<R: BufRead + Seek>(source: R, limits: &Limits) -> Result<ImageHead, FormatError> {
    let mut decoder = open(source)?;
    let (head, _) = survey(&mut decoder, limits)?;
    Ok(head)
}

pub(super) fn read<R: BufRead + Seek>(
    source: R,
    limits: &Limits,
    sink: &mut dyn RowSink,
) -> Result<ImageHead, FormatError> {
    let mut decoder = open(source)?;
    let (head, pages) = survey(&mut decoder, limits)?;
    sink.begin(&head)?;
    for (plane, (index, page)) in (0_u8..).zip(pages) {
        decoder.seek_to_image(index).map_err(refusal)?;
        PageRows { decoder: &mut decoder, page, plane, sink: &mut *sink }.read()?;
    }
    Ok(head)
}

fn open<R: BufRead + Seek>(source: R) -> Result<Decoder<R>, FormatError> {
    let held = usize::try_from(HELD_MAX_BYTES).unwrap_or(usize::MAX);
    let mut limits = DecoderLimits::default();
    limits.decoding_buffer_size = held;
    limits.intermediate_buffer_size = held;
    Ok(Decoder::new(source).map_err(refusal)?.with_limits(limits))
}

/// The head of the file and its pages that are energies: the first, and one more of the same kind and size.
fn survey<R: BufRead + Seek>(
    decoder: &mut Decoder<R>,
    limits: &Limits,
) -> Result<(ImageHead, Vec<(usize, Page)>), FormatError> {
    let first = page(decoder, limits)?;
    let measured = described_bits(decoder).unwrap_or(first.bits).clamp(1, first.bits);
    let mut pages = vec![(0, first)];
    for index in 1..MAX_PAGES {
        if !decoder.more_images() {
            break;
        }
        decoder.next_image().map_err(refusal)?;
        // Other sizes are previews.
        if decoder.dimensions().map_err(refusal)? == (first.width, first.height) {
            pages.push((index, page(decoder, limits)?));
        }
    }
    if pages.len() > 2 {
        return Err(FormatError::Unsupported("more than two energies"));
    }
    if decoder.more_images() {
        return Err(FormatError::Unsupported("more than eight pages"));
    }
    if pages.iter().any(|(_, page)| page.bits != first.bits) {
        return Err(FormatError::Unsupported("energies of different depth"));
    }
    let head = ImageHead {
        format: ImageFormat::Tiff,
        width: first.width,
        height: first.height,
        bits: first.bits,
        significant_bits: measured,
        planes: if pages.len() == 2 { 2 } else { 1 },
        coding: Coding::Lossless,
    };
    Ok((head, pages))
}

fn page<R: BufRead + Seek>(decoder: &mut Decoder<R>, limits: &Limits) -> Result<Page, FormatError> {
    let (width, height) = decoder.dimensions().map_err(refusal)?;
    limits.check_size(width, height)?;
    let (bits, channels, samples) = match decoder.colortype().map_err(refusal)? {
        ColorType::Gray(bits) => (bits, Channels::Grey, 1),
        ColorType::GrayA(bits) => (bits, Channels::Grey, 2),
        ColorType::Multiband { bit_depth, num_samples } => (bit_depth, Channels::Grey, num_samples),
        ColorType::RGB(bits) => (bits, Channels::Rgb, 3),
        ColorType::RGBA(bits) => (bits, Channels::Rgb, 4),
        _ => return Err(FormatError::Unsupported("other colours than grey and RGB")),
    };
    if !matches!(bits, 8 | 16) {
        return Err(FormatError::Unsupported("other samples than 8 and 16 bits"));
    }
    let planar = decoder.find_tag_unsigned::<u16>(Tag::PlanarConfiguration).map_err(refusal)?;
    if samples > 1 && planar == Some(PlanarConfiguration::Planar.to_u16()) {
        return Err(FormatError::Unsupported("colours in separate planes"));
    }
    let method = decoder.find_tag_unsigned::<u16>(Tag::Compression).map_err(refusal)?.unwrap_or(1);
    // JPEG inside TIFF has sizes of its own, which these limits would not see.
    if !LOSSLESS.contains(&CompressionMethod::from_u16_exhaustive(method)) {
        return Err(FormatError::Unsupported("this compression"));
    }
    Ok(Page { width, height, bits, channels })
}

fn described_bits<R: BufRead + Seek>(decoder: &mut Decoder<R>) -> Option<u8> {
    let text = decoder.get_tag_ascii_string(Tag::ImageDescription).ok()?;
    let text = text.trim_matches(['\0', ' ']);
    let note: Description = (text.len() <= MAX_DESCRIPTION).then(|| serde_json::from_str(text).ok())??;
    Some(note.significant_bits)
}

/// The rows of one page. A strip is a tile as wide as the image.
struct PageRows<'a, R: BufRead + Seek> {
    decoder: &'a mut Decoder<R>,
    page: Page,
    plane: u8,
    sink: &'a mut dyn RowSink,
}

impl<R: BufRead + Seek> PageRows<'_, R> {
    fn read(&mut self) -> Result<(), FormatError> {
        let (tile_width, tile_height) = self.decoder.chunk_dimensions();
        if tile_width == 0 || tile_height == 0 {
            return Err(FormatError::Damaged("strips or tiles without rows".to_owned()));
        }
        let tiles_across = self.page.width.div_ceil(tile_width);
        // A strip is passed on as it comes; a row of tiles is put together first.
        let band_bytes = u64::from(self.page.width) * u64::from(tile_height.min(self.page.height)) * 2;
        if tiles_across > 1 && band_bytes > HELD_MAX_BYTES {
            return Err(FormatError::TooLarge("tiles"));
        }
        for (band, top) in (0_u32..).zip((0..self.page.height).step_by(tile_height as usize)) {
            let rows = tile_height.min(self.page.height - top);
            if tiles_across == 1 {
                self.pass_strip(band, rows)?;
            } else {
                self.pass_tiles(band * tiles_across, tile_width, rows)?;
            }
        }
        Ok(())
    }

    fn pass_strip(&mut self, number: u32, rows: u32) -> Result<(), FormatError> {
        let strip = Chunk::read(self.decoder, number, (self.page.width, rows), self.page.channels)?;
        let mut row = Vec::with_capacity(self.page.width as usize);
        for y in 0..rows {
            row.clear();
            strip.push_row(y, &mut row);
            self.sink.row(self.plane, &row)?;
        }
        Ok(())
    }

    fn pass_tiles(&mut self, first: u32, tile_width: u32, rows: u32) -> Result<(), FormatError> {
        let width = self.page.width;
        let mut band = vec![Vec::with_capacity(width as usize); rows as usize];
        for (number, left) in (first..).zip((0..width).step_by(tile_width as usize)) {
            let columns = tile_width.min(width - left);
            let tile = Chunk::read(self.decoder, number, (columns, rows), self.page.channels)?;
            for (y, row) in (0..).zip(&mut band) {
                tile.push_row(y, row);
            }
        }
        band.iter().try_for_each(|row| self.sink.row(self.plane, row))
    }
}

/// One decoded strip or tile.
struct Chunk {
    samples: DecodingResult,
    channels: Channels,
    row_samples: usize,
    per_pixel: usize,
}

impl Chunk {
    fn read<R: BufRead + Seek>(
        decoder: &mut Decoder<R>,
        number: u32,
        (columns, rows): (u32, u32),
        channels: Channels,
    ) -> Result<Self, FormatError> {
        let samples = decoder.read_chunk(number).map_err(refusal)?;
        let length = match &samples {
            DecodingResult::U8(samples) => samples.len(),
            DecodingResult::U16(samples) => samples.len(),
            _ => return Err(FormatError::Unsupported("signed or floating samples")),
        };
        let pixels = columns as usize * rows as usize;
        let per_pixel = length / pixels.max(1);
        if per_pixel < channels.least() || per_pixel * pixels != length {
            return Err(FormatError::Damaged("a strip or tile of another size".to_owned()));
        }
        Ok(Self { samples, channels, row_samples: columns as usize * per_pixel, per_pixel })
    }

    fn push_row(&self, y: u32, out: &mut Vec<u16>) {
        let start = y as usize * self.row_samples;
        let range = start..start + self.row_samples;
        match &self.samples {
            DecodingResult::U8(samples) => {
                let row = samples.get(range).unwrap_or(&[]);
                let wide: Vec<u16> = row.iter().map(|&byte| widen(byte)).collect();
                push_grey(&wide, self.channels, self.per_pixel, out);
            }
            DecodingResult::U16(samples) => {
                push_grey(samples.get(range).unwrap_or(&[]), self.channels, self.per_pixel, out);
            }
            _ => {}
        }
    }
}

fn refusal(error: TiffError) -> FormatError {
    match error {
        TiffError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => FormatError::Truncated,
        TiffError::IoError(error) => FormatError::Damaged(error.to_string()),
        TiffError::LimitsExceeded | TiffError::IntSizeError => FormatError::TooLarge("strips or tiles"),
        TiffError::UnsupportedError(TiffUnsupportedError::UnsupportedCompressionMethod(_)) => {
            FormatError::Unsupported("this compression")
        }
        other => FormatError::Damaged(other.to_string()),
    }
}
