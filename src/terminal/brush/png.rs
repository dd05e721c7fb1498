//! A picture as a PNG file: grey where it is grey, by a palette where its colours are few, in full colour else.

use crate::terminal::graphics::Picture;
use png::{BitDepth, ColorType, Compression, Encoder};
use std::collections::BTreeMap;

/// A number of a colour is one byte.
const MOST_COLOURS: usize = 256;

/// The file. A picture has pixels and its sides are no larger than PNG's, so that writing to memory has nothing to fail at;
/// should it fail, nothing is shown.
pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let is_grey = picture.palette().is_none() && picture.overlay().iter().all(Option::is_none);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.width(), picture.height());
    let (colour, pixels) = match (is_grey, indexed(picture)) {
        (true, _) => (ColorType::Grayscale, picture.grey().to_vec()),
        (false, Some((palette, indices))) => {
            encoder.set_palette(palette);
            (ColorType::Indexed, indices)
        }
        (false, None) => (ColorType::Rgb, rgb(picture)),
    };
    encoder.set_color(colour);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    if written.is_ok() { file } else { Vec::new() }
}

/// A palette in the order of its colours, so that near greys have near numbers, and the number of every pixel; none where there
/// are more colours than numbers.
fn indexed(picture: &Picture) -> Option<(Vec<u8>, Vec<u8>)> {
    let pixels = rgb(picture);
    let mut numbers: BTreeMap<&[u8], u8> = pixels.chunks_exact(3).map(|colour| (colour, 0)).collect();
    if numbers.len() > MOST_COLOURS {
        return None;
    }
    numbers.values_mut().zip(0..=u8::MAX).for_each(|(number, own)| *number = own);
    let indices = pixels.chunks_exact(3).map(|colour| numbers.get(colour).copied().unwrap_or(0)).collect();
    Some((numbers.into_keys().flatten().copied().collect(), indices))
}

fn rgb(picture: &Picture) -> Vec<u8> {
    let colour = |at: usize, grey: u8| match picture.palette() {
        Some((indices, palette)) => {
            let index = indices.get(at).copied().unwrap_or(0);
            palette.get(usize::from(index)).copied().unwrap_or([grey; 3])
        }
        None => [grey; 3],
    };
    let pixels = picture.grey().iter().zip(picture.overlay()).enumerate();
    pixels.flat_map(|(at, (&grey, ink))| ink.map_or_else(|| colour(at, grey), |ink| ink.rgb().into())).collect()
}
