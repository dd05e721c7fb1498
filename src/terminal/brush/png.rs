//! A picture as a PNG file: grey where it is grey, in colour where it has any.

use crate::terminal::graphics::Picture;
use png::{BitDepth, ColorType, Compression, Encoder};

/// The file. A picture has pixels and its sides are no larger than PNG's, so that writing to memory has nothing to fail at;
/// should it fail, nothing is shown.
pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let is_grey = picture.palette().is_none() && picture.overlay().iter().all(Option::is_none);
    let (colour, pixels) =
        if is_grey { (ColorType::Grayscale, picture.grey().to_vec()) } else { (ColorType::Rgb, rgb(picture)) };
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_color(colour);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    if written.is_ok() { file } else { Vec::new() }
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
