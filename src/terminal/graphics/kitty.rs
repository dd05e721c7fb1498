//! The graphics protocol of kitty: a picture is sent once under a number, and shown, moved and taken away by
//! that number.
//!
//! Every command says `q=2`: the terminal answers nothing, so nothing of it can be taken for keys.

use crate::terminal::graphics::{Area, Picture, Tolerance, png};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::num::NonZeroU32;

/// The most base64 that one command may carry; a multiple of four, as every piece but the last must be.
const MOST_PAYLOAD: usize = 4096;
/// Over the text, of which there is none where a picture is: with a layer below it kitty 0.26 on a software renderer leaves the text of
/// earlier frames standing, in all of its window.
const LAYER: i32 = 0;

/// The number that a picture is known by; the terminal's own begin at 1 as well, so take them from a range of
/// one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageId(pub NonZeroU32);

/// The number of one place where a picture is shown; showing it again under the same number moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlacementId(pub NonZeroU32);

/// Cells that a picture is stretched over, from the cursor right and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cells {
    pub columns: u16,
    pub rows: u16,
}

/// Where the cursor is after a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// Where it was: who sends the picture knows how many rows it takes.
    Stays,
    /// On the picture's last row, so that a line feed leads below it: nobody knows the size of the cells.
    Follows,
}

/// Why no PNG was made: memory alone, as the picture's sides are within bounds.
pub type PngFault = ::png::EncodingError;

/// Sends a picture without showing it. Its pixels are exact, or, with a tolerance, of fewer levels.
pub fn transmit(picture: &Picture, id: ImageId, tolerance: Tolerance) -> Result<Vec<u8>, PngFault> {
    in_pieces(&format!("a=t,f=100,i={}", id.0), picture, tolerance)
}

/// Sends a picture and shows it at the cursor, pixel for pixel. It has no number: what is printed is not taken away.
pub fn show(picture: &Picture, tolerance: Tolerance, cursor: Cursor) -> Result<Vec<u8>, PngFault> {
    let first = match cursor {
        Cursor::Stays => "a=T,f=100,C=1",
        Cursor::Follows => "a=T,f=100",
    };
    in_pieces(first, picture, tolerance)
}

fn in_pieces(first: &str, picture: &Picture, tolerance: Tolerance) -> Result<Vec<u8>, PngFault> {
    let payload = STANDARD.encode(png::file(picture, tolerance)?);
    let pieces = payload.as_bytes().chunks(MOST_PAYLOAD);
    let last = pieces.len().saturating_sub(1);
    let mut bytes = Vec::with_capacity(payload.len() + (last + 1) * 16);
    for (number, piece) in pieces.enumerate() {
        let more = u8::from(number < last);
        let head = match number {
            0 => format!("\x1b_G{first},q=2,m={more};"),
            _ => format!("\x1b_Gq=2,m={more};"),
        };
        bytes.extend(head.bytes());
        bytes.extend(piece);
        bytes.extend(b"\x1b\\");
    }
    Ok(bytes)
}

/// Shows a rectangle of a picture that was sent, stretched over cells from the cursor on; the cursor stays.
/// With the same placement and another rectangle the view pans, in some sixty bytes.
///
/// The rectangle must lie inside the picture: negative corners count as 0.
pub fn place(id: ImageId, placement: PlacementId, source: Area, cells: Cells) -> Vec<u8> {
    let (left, top) = (source.left.max(0), source.top.max(0));
    format!(
        "\x1b_Ga=p,i={},p={},x={left},y={top},w={},h={},c={},r={},z={LAYER},C=1,q=2\x1b\\",
        id.0, placement.0, source.width, source.height, cells.columns, cells.rows
    )
    .into_bytes()
}

/// Takes one place of a picture away; the picture stays with the terminal.
pub fn hide(id: ImageId, placement: PlacementId) -> Vec<u8> {
    format!("\x1b_Ga=d,d=i,i={},p={},q=2\x1b\\", id.0, placement.0).into_bytes()
}

/// Takes a picture away wherever it is shown, and out of the terminal's memory.
pub fn delete(id: ImageId) -> Vec<u8> {
    format!("\x1b_Ga=d,d=I,i={},q=2\x1b\\", id.0).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::png::tests::{any_picture, decoded, meant};
    use proptest::prelude::*;

    fn id(number: u32) -> ImageId {
        ImageId(NonZeroU32::new(number).unwrap())
    }

    fn placement(number: u32) -> PlacementId {
        PlacementId(NonZeroU32::new(number).unwrap())
    }

    /// The commands of a stream, keys before payload; fails on anything between them.
    fn commands(stream: &[u8]) -> Vec<(String, String)> {
        let text = std::str::from_utf8(stream).unwrap();
        let commands = text.split_terminator("\x1b\\").map(|command| {
            let body = command.strip_prefix("\x1b_G").unwrap();
            assert!(body.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{body:?}");
            let (keys, payload) = body.split_once(';').unwrap_or((body, ""));
            (keys.to_owned(), payload.to_owned())
        });
        commands.collect()
    }

    #[test]
    fn a_view_pans_without_the_picture() {
        let source = Area { left: 120, top: -4, width: 400, height: 300 };
        let bytes = place(id(7), placement(2), source, Cells { columns: 50, rows: 20 });
        let keys = "a=p,i=7,p=2,x=120,y=0,w=400,h=300,c=50,r=20,z=0,C=1,q=2";
        assert_eq!(commands(&bytes), [(keys.to_owned(), String::new())]);
        assert!(bytes.len() < 80);
    }

    #[test]
    fn what_was_sent_can_be_taken_away() {
        assert_eq!(hide(id(7), placement(2)), b"\x1b_Ga=d,d=i,i=7,p=2,q=2\x1b\\");
        assert_eq!(delete(id(u32::MAX)), b"\x1b_Ga=d,d=I,i=4294967295,q=2\x1b\\");
    }

    #[test]
    fn a_large_picture_comes_in_pieces() {
        let noise = (0..200 * 100_u32).map(|place| {
            place.wrapping_mul(2_654_435_761).to_be_bytes()[0] ^ place.wrapping_mul(40_503).to_be_bytes()[2]
        });
        let picture = Picture::new(200, 100, noise.collect()).unwrap();
        let commands = commands(&transmit(&picture, id(1), Tolerance::NONE).unwrap());
        assert!(commands.len() > 2, "{}", commands.len());
        let (last, others) = commands.split_last().unwrap();
        assert!(others.iter().all(|(keys, piece)| keys.ends_with("m=1") && piece.len() == MOST_PAYLOAD));
        assert!(last.0.ends_with("m=0") && !last.1.is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_picture_is_decoded_to_exactly_its_pixels(picture in any_picture(), number in 1_u32..) {
            let commands = commands(&transmit(&picture, id(number), Tolerance::NONE).unwrap());
            let more = u8::from(commands.len() > 1);
            prop_assert_eq!(&commands[0].0, &format!("a=t,f=100,i={number},q=2,m={more}"));
            let payload: String = commands.iter().map(|(_, piece)| piece.as_str()).collect();
            prop_assert_eq!(decoded(&STANDARD.decode(payload).unwrap()), meant(&picture));
        }
    }
}
