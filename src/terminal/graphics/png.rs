//! A picture as a PNG file, for the terminals that take one: grey where it is grey, a palette where that is
//! enough, every pixel exact unless a tolerance allows fewer levels.

use crate::terminal::graphics::sixel::paint::{Paint, Palette};
use crate::terminal::graphics::{Dial, Ink, Picture, Rgb, Tolerance};
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

/// An index is a byte.
const MOST_COLOURS: usize = Picture::MOST_COLOURS;

/// The whole picture as a PNG file.
pub(super) fn file(picture: &Picture, tolerance: Tolerance) -> Result<Vec<u8>, EncodingError> {
    let inked = picture.overlay().iter().any(Option::is_some);
    match picture.palette() {
        None if tolerance > Tolerance::NONE => settled(picture, tolerance),
        None if !inked => write(picture, &Pixels::Grey(picture.grey())),
        _ => coloured(picture),
    }
}

/// What the pixels are, row by row without gaps.
enum Pixels<'a> {
    Grey(&'a [u8]),
    Indexed { indices: &'a [u8], palette: &'a [Rgb] },
    Colour(&'a [u8]),
}

/// The levels and runs that are chosen for sixel are those that a deflater finds, too.
fn settled(picture: &Picture, tolerance: Tolerance) -> Result<Vec<u8>, EncodingError> {
    let registers = u16::try_from(MOST_COLOURS).unwrap_or(u16::MAX);
    let palette = Palette::of(picture, Dial { registers, tolerance });
    let paint = Paint::whole(picture, &palette);
    let colours: Vec<Rgb> = paint.percent.iter().map(|percent| percent.map(byte)).collect();
    write(picture, &Pixels::Indexed { indices: &paint.pixels, palette: &colours })
}

/// A percentage in 255ths.
fn byte(percent: u8) -> u8 {
    u8::try_from((u16::from(percent) * 255 + 50) / 100).unwrap_or(u8::MAX)
}

/// A picture with inks or a palette: by indices when there are few enough colours, else by their red, green
/// and blue.
fn coloured(picture: &Picture) -> Result<Vec<u8>, EncodingError> {
    let colours: Vec<Rgb> = (0..picture.grey().len()).map(|place| colour(picture, place)).collect();
    let mut palette = colours.clone();
    palette.sort_unstable();
    palette.dedup();
    if palette.len() > MOST_COLOURS {
        return write(picture, &Pixels::Colour(colours.as_flattened()));
    }
    let index = |colour: &Rgb| palette.binary_search(colour).ok().and_then(|index| u8::try_from(index).ok());
    let indices: Vec<u8> = colours.iter().map(|colour| index(colour).unwrap_or(0)).collect();
    write(picture, &Pixels::Indexed { indices: &indices, palette: &palette })
}

fn colour(picture: &Picture, place: usize) -> Rgb {
    match (picture.ink(place).map(Ink::rgb), picture.palette()) {
        (Some(ink), _) => ink.into(),
        (None, Some((indices, palette))) => palette[usize::from(indices[place])],
        (None, None) => [picture.grey()[place]; 3],
    }
}

fn write(picture: &Picture, pixels: &Pixels<'_>) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_compression(Compression::Balanced);
    match pixels {
        Pixels::Grey(grey) => {
            encoder.set_color(ColorType::Grayscale);
            encoder.set_filter(Filter::Adaptive);
            encoder.write_header()?.write_image_data(grey)?;
        }
        Pixels::Colour(rgb) => {
            encoder.set_color(ColorType::Rgb);
            encoder.set_filter(Filter::Adaptive);
            encoder.write_header()?.write_image_data(rgb)?;
        }
        Pixels::Indexed { indices, palette } => {
            let depth = depth(palette.len());
            encoder.set_color(ColorType::Indexed);
            encoder.set_depth(depth);
            // Neighbouring indices say nothing of each other: a filter only breaks up the runs.
            encoder.set_filter(Filter::NoFilter);
            encoder.set_palette(palette.as_flattened());
            encoder.write_header()?.write_image_data(&packed(indices, picture.width(), depth))?;
        }
    }
    Ok(file)
}

/// The fewest bits that an index needs.
fn depth(colours: usize) -> BitDepth {
    match colours {
        0..=2 => BitDepth::One,
        3..=4 => BitDepth::Two,
        5..=16 => BitDepth::Four,
        _ => BitDepth::Eight,
    }
}

/// Indices of fewer than eight bits packed into bytes, the first in the highest bits; rows begin on a byte.
fn packed(indices: &[u8], width: u32, depth: BitDepth) -> Vec<u8> {
    let bits = depth as usize;
    let byte = |pixels: &[u8]| {
        let shifted = pixels.iter().enumerate().map(|(place, &index)| index << (8 - bits * (place + 1)));
        shifted.fold(0, |byte, bits| byte | bits)
    };
    indices.chunks(width as usize).flat_map(|row| row.chunks(8 / bits).map(byte)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::terminal::graphics::Area;
    use proptest::prelude::*;

    /// What a terminal makes of a PNG file: its sides, and its pixels as red, green and blue.
    pub(in crate::terminal::graphics) fn decoded(file: &[u8]) -> (u32, u32, Vec<Rgb>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        bytes.truncate(info.buffer_size());
        let pixels = match info.color_type {
            ColorType::Grayscale => bytes.iter().map(|&grey| [grey; 3]).collect(),
            ColorType::Rgb => bytes.as_chunks().0.to_vec(),
            other => panic!("{other:?} is none of ours"),
        };
        (info.width, info.height, pixels)
    }

    /// Pictures in grey and in palettes of every size, with and without inks.
    pub(in crate::terminal::graphics) fn any_picture() -> impl Strategy<Value = Picture> {
        let sides = (1..40_u32, 1..40_u32);
        let palette = proptest::collection::vec(any::<Rgb>(), 0..=256);
        (sides, palette, any::<u8>(), proptest::option::of(0..4_usize)).prop_flat_map(
            |((width, height), palette, most, ink)| {
                let most = if palette.is_empty() { usize::from(most) } else { palette.len() - 1 };
                let values = 0..=u8::try_from(most).unwrap();
                proptest::collection::vec(values, (width * height) as usize).prop_map(move |values| {
                    let mut picture = match palette.as_slice() {
                        [] => Picture::new(width, height, values),
                        _ => Picture::paletted(width, height, values, palette.clone()),
                    }
                    .unwrap();
                    if let Some(ink) = ink {
                        let area = Area { left: 1, top: 1, width: width / 2, height };
                        picture.draw_frame(area, Ink::ALL[ink], 1);
                    }
                    picture
                })
            },
        )
    }

    pub(in crate::terminal::graphics) fn meant(picture: &Picture) -> (u32, u32, Vec<Rgb>) {
        let pixels = (0..picture.grey().len()).map(|place| {
            let ink = picture.ink(place).map(|ink| ink.rgb().into());
            let under = match picture.palette() {
                Some((indices, palette)) => palette[usize::from(indices[place])],
                None => [picture.grey()[place]; 3],
            };
            ink.unwrap_or(under)
        });
        (picture.width(), picture.height(), pixels.collect())
    }

    #[test]
    fn few_colours_take_few_bits() {
        let sizes = [2_u8, 4, 16, 17].map(|colours| {
            let indices: Vec<u8> = (0..37 * 5).map(|place| place % colours).collect();
            let palette = (0..colours).map(|colour| [colour * 3, 9, 200 - colour]).collect();
            let picture = Picture::paletted(37, 5, indices, palette).unwrap();
            let file = file(&picture, Tolerance::NONE).unwrap();
            assert_eq!(decoded(&file), meant(&picture));
            file[24]
        });
        assert_eq!(sizes, [1, 2, 4, 8]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_picture_is_decoded_to_exactly_its_pixels(picture in any_picture()) {
            prop_assert_eq!(decoded(&file(&picture, Tolerance::NONE).unwrap()), meant(&picture));
        }

        #[test]
        fn no_grey_is_farther_off_than_the_tolerance(picture in any_picture(), hundredths in 1..3000_u16) {
            let tolerance = Tolerance::from_hundredths(hundredths);
            let (_, _, shown) = decoded(&file(&picture, tolerance).unwrap());
            let inks_or_colour = picture.palette().is_some();
            for (place, (shown, meant)) in shown.iter().zip(meant(&picture).2).enumerate() {
                let ink = picture.ink(place);
                if inks_or_colour {
                    prop_assert_eq!(*shown, meant);
                } else if let Some(ink) = ink {
                    prop_assert_eq!(*shown, <Rgb>::from(ink.rgb()));
                } else {
                    // 1.5: half the widest step of the levels in percent.
                    prop_assert!(u16::from(shown[0].abs_diff(meant[0])) * 100 <= hundredths + 150);
                }
            }
        }
    }
}
