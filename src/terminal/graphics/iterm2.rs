//! The inline pictures of iTerm2, which `WezTerm`, Konsole and mintty draw as well: a PNG in one sequence.

use crate::terminal::graphics::kitty::{Cells, Cursor, PngFault};
use crate::terminal::graphics::{Picture, Tolerance, png};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A picture stretched over cells from the cursor right and down; the cursor stays where the terminal knows
/// how to let it. Its pixels are exact, or, with a tolerance, of fewer levels.
pub fn encode(picture: &Picture, cells: Cells, tolerance: Tolerance) -> Result<Vec<u8>, PngFault> {
    let size = format!("width={};height={}", cells.columns, cells.rows);
    inline(picture, &size, tolerance, Cursor::Stays)
}

/// A picture pixel for pixel, from the cursor right and down.
pub fn show(picture: &Picture, tolerance: Tolerance, cursor: Cursor) -> Result<Vec<u8>, PngFault> {
    let size = format!("width={}px;height={}px", picture.width(), picture.height());
    inline(picture, &size, tolerance, cursor)
}

fn inline(picture: &Picture, size: &str, tolerance: Tolerance, cursor: Cursor) -> Result<Vec<u8>, PngFault> {
    let file = png::file(picture, tolerance)?;
    let stays = match cursor {
        Cursor::Stays => ";doNotMoveCursor=1",
        Cursor::Follows => "",
    };
    let head = format!("\x1b]1337;File=inline=1;size={};{size};preserveAspectRatio=0{stays}:", file.len());
    let mut bytes = head.into_bytes();
    bytes.extend(STANDARD.encode(file).bytes());
    // BEL and not ST: iTerm2 documents only that.
    bytes.push(b'\x07');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::png::tests::{any_picture, decoded, meant};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_picture_is_decoded_to_exactly_its_pixels(
            picture in any_picture(), columns in 1..500_u16, rows in 1..200_u16
        ) {
            let bytes = encode(&picture, Cells { columns, rows }, Tolerance::NONE).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let body = text.strip_prefix("\x1b]1337;File=").unwrap().strip_suffix('\x07').unwrap();
            let (options, payload) = body.split_once(':').unwrap();
            let file = STANDARD.decode(payload).unwrap();
            let size = file.len();
            let meant_options = format!(
                "inline=1;size={size};width={columns};height={rows};preserveAspectRatio=0;doNotMoveCursor=1"
            );
            prop_assert_eq!(options, meant_options);
            prop_assert_eq!(decoded(&file), meant(&picture));
        }
    }
}
