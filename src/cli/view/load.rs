//! An image file to the pixels that are shown, in one pass over its rows.

use crate::cli::args::{Filter, ViewArgs, Window};
use crate::domain::refusal::ImportFault;
use crate::formats::{self, FormatError, ImageHead, Limits, RowSink};
use crate::imaging::tone::{Curve, Polarity, Preset, Tone};
use crate::imaging::{ImageSize, Raster, Reducer};
use crate::station::decoding::fault;
use crate::ui::phrases;
use crate::words::{Value, Words};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Bytes of a file held at once. Scans are read from the first to the last.
const READ_BYTES: usize = 32 * 1024;
/// Values in one bin of the histogram by which the console chooses its window: 65 536 / 4096.
const BIN_SHIFT: u16 = 4;
const BINS: usize = 4096;
/// An 8-bit value in 16 bits: 255 becomes 65 535.
const EIGHT_BITS: u16 = 257;

/// Why there is no picture of a file.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPicture {
    #[error("it is no ordinary file")]
    NoFile,
    #[error(transparent)]
    Image(#[from] ImportFault),
    #[error("the window reaches beyond {most}, the most that this file's values can be")]
    Window { most: u16 },
}

impl NoPicture {
    /// In the person's language.
    pub(super) fn describe(&self, words: Words) -> String {
        match self {
            Self::NoFile => words.say("intake-no-file"),
            Self::Image(fault) => phrases::import_fault(words, fault),
            Self::Window { most } => words.say_with("view-window-beyond", &[("most", Value::from(*most))]),
        }
    }
}

impl From<FormatError> for NoPicture {
    fn from(error: FormatError) -> Self {
        Self::Image(fault(error))
    }
}

/// What the file says of itself, every row read: what is damaged is no picture.
pub(super) fn look_at(file: &Path) -> Result<ImageHead, NoPicture> {
    let mut nothing = Drawer { size: |_| (1, 1), histogram: None, reducer: None, pixels: Vec::new() };
    Ok(formats::read_rows(open(file)?, &Limits::default(), &mut nothing)?)
}

/// The picture in the size that `size` gives for the image's own: averaged first, toned afterwards.
pub(super) fn draw(
    file: &Path,
    args: &ViewArgs,
    size: impl Fn(ImageSize) -> (u32, u32),
) -> Result<Raster, NoPicture> {
    let mut drawer = Drawer {
        size,
        histogram: needs_histogram(args).then(|| vec![0; BINS]),
        reducer: None,
        pixels: Vec::new(),
    };
    let head = formats::read_rows(open(file)?, &Limits::default(), &mut drawer)?;
    let tone = tone(args, &head, drawer.histogram.as_deref().unwrap_or_default())?;
    let (width, height) = (drawer.size)(ImageSize { width: head.width, height: head.height });
    let frame = Raster::new(width, height, drawer.pixels).ok_or(FormatError::Truncated)?;
    Ok(tone.apply_deep(frame))
}

/// A pipe without a writer would be waited for, and a device has no end.
fn open(path: &Path) -> Result<BufReader<File>, NoPicture> {
    let unreadable = |error: std::io::Error| NoPicture::from(FormatError::Io(error));
    if formats::is_unread_by_name(path) {
        return Err(FormatError::NotSupportedYet("UFF").into());
    }
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(NoPicture::NoFile);
    }
    Ok(BufReader::with_capacity(READ_BYTES, File::open(path).map_err(unreadable)?))
}

fn needs_histogram(args: &ViewArgs) -> bool {
    let has_preset = args.filter.iter().any(|filter| matches!(filter, Filter::Preset(_)));
    has_preset || matches!(args.window, None | Some(Window::Auto))
}

/// The window, and the filters over it in their order.
fn tone(args: &ViewArgs, head: &ImageHead, histogram: &[u32]) -> Result<Tone, NoPicture> {
    let unit = if head.bits == 8 { EIGHT_BITS } else { 1 };
    let mut tone = match args.window {
        None | Some(Window::Auto) => Preset::Auto.tone(histogram),
        Some(Window::Whole) => Preset::Full.tone(&[]),
        Some(Window::Between { low, high }) => {
            let most = u16::MAX / unit;
            if high > most {
                return Err(NoPicture::Window { most });
            }
            Tone { low: low * unit, high: high * unit, ..Preset::Full.tone(&[]) }
        }
    };
    for filter in &args.filter {
        match filter {
            Filter::Preset(preset) => {
                let Tone { low, high, curve, .. } = preset.tone(histogram);
                tone = Tone { low, high, curve, ..tone };
            }
            Filter::Logarithm => tone.curve = Curve::Logarithm,
            Filter::Linear => tone.curve = Curve::Linear,
            Filter::Negative => tone.polarity = Polarity::Inverted,
            Filter::Sharpen(steps) => tone.sharpen = *steps,
        }
    }
    Ok(tone)
}

/// Takes the rows of the plane that the console shows: the high energy, or the only one.
struct Drawer<F> {
    size: F,
    histogram: Option<Vec<u32>>,
    reducer: Option<Reducer>,
    pixels: Vec<u16>,
}

impl<F: Fn(ImageSize) -> (u32, u32)> RowSink for Drawer<F> {
    fn begin(&mut self, head: &ImageHead) -> Result<(), FormatError> {
        let image = ImageSize { width: head.width, height: head.height };
        let (width, height) = (self.size)(image);
        self.reducer =
            Some(Reducer::new(image, width, height).ok_or(FormatError::TooLarge("width or height"))?);
        self.pixels.reserve_exact(width as usize * height as usize);
        Ok(())
    }

    fn row(&mut self, plane: u8, row: &[u16]) -> Result<(), FormatError> {
        if plane != 0 {
            return Ok(());
        }
        if let Some(histogram) = &mut self.histogram {
            for &value in row {
                if let Some(count) = histogram.get_mut(usize::from(value >> BIN_SHIFT)) {
                    *count += 1;
                }
            }
        }
        if let Some(reducer) = &mut self.reducer {
            reducer.push(row, |row| self.pixels.extend_from_slice(row));
        }
        Ok(())
    }
}
