//! The options of a quick look at image files.

mod quick;

pub(in crate::cli) use quick::read as quick;

use crate::imaging::tone::{MAX_SHARPEN, Preset};
use crate::terminal::graphics::Tolerance;
use crate::terminal::probe::{ColourChoice, GraphicsChoice};
use crate::words::Language;
use clap::Parser;
use std::path::PathBuf;

/// Prints one picture of each image file and ends: PNG, TIFF or JPEG, 8 or 16 bits, of two energies the high one.
///
/// Every pixel is the exact mean of its area, taken in 16 bits before the tone. Into a pipe it needs --graphics and --size.
#[derive(Debug, Parser)]
#[command(name = "intrascope view", bin_name = "intrascope view", version)]
pub(in crate::cli) struct ViewCommand {
    // The command alone, so that the options of all others need not be made.
    #[command(flatten)]
    pub(in crate::cli) args: ViewArgs,
}

/// Prints one picture of each image file and ends: PNG, TIFF or JPEG, 8 or 16 bits, of two energies the high one.
///
/// Every pixel is the exact mean of its area, taken in 16 bits before the tone. Into a pipe it needs --graphics and --size.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ViewArgs {
    /// PNG, TIFF or JPEG.
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// How the picture is drawn.
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(in crate::cli) graphics: GraphicsChoice,
    /// The colours that characters may have: auto, truecolor, 256, 16 or mono [default: auto, what is known of the terminal; of 24-bit
    /// and 256 colours 30 greys and, of them, shades].
    #[arg(long, value_name = "COLOURS", default_value = "auto", hide_default_value = true)]
    pub(in crate::cli) colours: ColourChoice,
    /// The size that the picture is fitted into, its aspect kept: `WIDTHxHEIGHT` in px or cells; with neither, pixels where it is drawn by
    /// pixels and cells where by characters [default: the window but its last row, no larger than the image's own pixels where drawn by
    /// pixels].
    #[arg(long, value_name = "WxH[px|cells]", value_parser = size)]
    pub(in crate::cli) size: Option<Size>,
    /// What is drawn from black to white: auto, the window that shows this image's cargo; none, all that the file's type can hold; or
    /// LOW..HIGH in the file's own units.
    #[arg(long, value_name = "auto|none|LOW..HIGH", value_parser = window)]
    pub(in crate::cli) window: Option<Window>,
    /// Fewer bytes for a slow link: a pixel may be off by so many grey levels of 255 [default without a number: the draft of the
    /// console]. Without this option nothing is given up that the terminal can show.
    #[arg(long, value_name = "TOLERANCE", num_args = 0..=1, require_equals = true, default_missing_value = "draft", value_parser = tolerance)]
    pub(in crate::cli) draft: Option<Tolerance>,
    /// The console's filters, separated by commas: auto, full, dense or light (windows of their own), log, linear, negative, sharpen or
    /// sharpen=1 to 4.
    #[arg(long, value_name = "FILTER", value_delimiter = ',', value_parser = filter)]
    pub(in crate::cli) filter: Vec<Filter>,
    /// Language of the answers: kk, ru or en [default: from LANG, else ru].
    #[arg(long, value_parser = super::language)]
    pub(in crate::cli) lang: Option<Language>,
}

/// What `--size` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Size {
    pub(in crate::cli) width: u32,
    pub(in crate::cli) height: u32,
    pub(in crate::cli) unit: Option<Unit>,
}

/// What a size counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Unit {
    Pixels,
    Cells,
}

/// What `--window` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Window {
    /// The one that shows the cargo.
    Auto,
    /// All that the file's type can hold.
    Whole,
    /// In the file's own units.
    Between { low: u16, high: u16 },
}

/// One of the console's filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Filter {
    Preset(Preset),
    Logarithm,
    Linear,
    Negative,
    /// 1 to [`MAX_SHARPEN`].
    Sharpen(u8),
}

fn size(typed: &str) -> Result<Size, String> {
    let (sides, unit) = match typed.strip_suffix("px") {
        Some(sides) => (sides, Some(Unit::Pixels)),
        None => match typed.strip_suffix("cells") {
            Some(sides) => (sides, Some(Unit::Cells)),
            None => (typed, None),
        },
    };
    let side = |text: &str| number::<u32>(text).filter(|&side| side > 0);
    let parts = sides.split_once(['x', '×']).and_then(|(width, height)| Some((side(width)?, side(height)?)));
    let (width, height) = parts.ok_or("two sides above 0, such as 800x600, 800x600px or 120x40cells")?;
    Ok(Size { width, height, unit })
}

fn window(typed: &str) -> Result<Window, String> {
    match typed {
        "auto" => Ok(Window::Auto),
        "none" => Ok(Window::Whole),
        _ => {
            let ends = typed.split_once("..").and_then(|(low, high)| Some((number(low)?, number(high)?)));
            let (low, high) = ends
                .filter(|(low, high)| low < high)
                .ok_or("auto, none, or LOW..HIGH with 0 <= LOW < HIGH <= 65535")?;
            Ok(Window::Between { low, high })
        }
    }
}

/// Digits only: no sign, no blank.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn tolerance(typed: &str) -> Result<Tolerance, String> {
    if typed == "draft" { Ok(Tolerance::DRAFT) } else { typed.parse().map_err(|error| format!("{error}")) }
}

fn filter(typed: &str) -> Result<Filter, String> {
    Ok(match typed {
        "auto" => Filter::Preset(Preset::Auto),
        "full" => Filter::Preset(Preset::Full),
        "dense" => Filter::Preset(Preset::Dense),
        "light" => Filter::Preset(Preset::Light),
        "log" => Filter::Logarithm,
        "linear" => Filter::Linear,
        "negative" => Filter::Negative,
        "sharpen" => Filter::Sharpen(1),
        _ => {
            let steps = typed.strip_prefix("sharpen=").and_then(number);
            let steps = steps.filter(|steps| (1..=MAX_SHARPEN).contains(steps));
            Filter::Sharpen(
                steps.ok_or("auto, full, dense, light, log, linear, negative, sharpen or sharpen=1 to 4")?,
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_two_sides_and_perhaps_a_unit() {
        let pixels = Size { width: 800, height: 600, unit: Some(Unit::Pixels) };
        assert_eq!(size("800x600px"), Ok(pixels));
        assert_eq!(size("800×600"), Ok(Size { unit: None, ..pixels }));
        assert_eq!(size("120x40cells"), Ok(Size { width: 120, height: 40, unit: Some(Unit::Cells) }));
        for wrong in [
            "",
            "800",
            "800x",
            "x600",
            "0x600",
            "800x0",
            "-8x6",
            "+8x6",
            "8x6mm",
            "8 x6",
            "99999999999x1",
            "1x2x3",
        ] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn windows_run_upwards() {
        assert_eq!(window("auto"), Ok(Window::Auto));
        assert_eq!(window("none"), Ok(Window::Whole));
        assert_eq!(window("0..65535"), Ok(Window::Between { low: 0, high: 65_535 }));
        for wrong in ["", "..", "5..", "..5", "5..5", "9..5", "0..65536", "-1..5", "a..b", "0...5", "whole"] {
            assert!(window(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn filters_and_tolerances_are_known_by_name() {
        assert_eq!(filter("dense"), Ok(Filter::Preset(Preset::Dense)));
        assert_eq!(filter("sharpen=4"), Ok(Filter::Sharpen(4)));
        for wrong in ["", "sharpen=0", "sharpen=5", "sharpen=", "Dense", "blur"] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
        assert!(tolerance("-1").is_err() && tolerance("").is_err() && tolerance("2,5").is_err());
        assert_eq!(tolerance("draft"), Ok(Tolerance::DRAFT));
        assert_eq!(tolerance("2.5"), Ok(Tolerance::from_hundredths(250)));
    }
}
