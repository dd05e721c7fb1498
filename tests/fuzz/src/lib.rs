//! What is done with bytes from outside, one function an entrance. What must hold of any bytes is asserted here; the suite runs
//! the kept corpus through the same functions.

mod console;
mod monitor;

pub use console::console;
pub use monitor::monitor;

use intrascope::cli::untrusted;
use intrascope::domain::text::{CleanText, is_shown, shown};
use intrascope::formats::{self, FormatError, ImageHead, Limits, RowSink};
use intrascope::imaging::pyramid::Pyramid;
use intrascope::imaging::raster::Rect;
use intrascope::remote::wire::{Versioned, WireReply, WireRequest};
use intrascope::scanner::detector::message::Message;
use intrascope::scanner::link::frame::Decoder;
use intrascope::station::decoding::Report;
use intrascope::station::intake as forms;
use intrascope::terminal::input::decoder::Decoder as Keys;
use intrascope::terminal::input::{Code, Input, Key, MAX_PASTE_CHARS, Modifiers};
use intrascope::ui::theme::Theme;
use std::io::{Cursor, Write};

/// Images of a fuzzer: large enough for every path, small enough for thousands a second.
const SMALL: Limits =
    Limits { max_width: 4_096, max_height: 4_096, max_pixels: 1 << 18, max_file_bytes: 1 << 20 };

/// Pixels looked at in tiles: some tiles' worth.
const LOOK: u32 = 600;

/// A line of the socket, as either end reads it. What was understood is said again as it was.
pub fn wire(bytes: &[u8]) {
    if let Ok(said) = serde_json::from_slice::<Versioned<WireRequest>>(bytes) {
        let again = serde_json::to_vec(&said).unwrap();
        assert_eq!(serde_json::from_slice::<Versioned<WireRequest>>(&again).unwrap(), said);
    }
    if let Ok(said) = serde_json::from_slice::<Versioned<WireReply>>(bytes) {
        serde_json::to_vec(&said).unwrap();
    }
}

/// The scanner's link. Where the stream was cut makes no difference, and what was understood is said again as it was.
pub fn link(bytes: &[u8]) {
    let mut whole = Decoder::new();
    let frames = whole.push(bytes);
    let mut pieces = Decoder::new();
    let found: Vec<_> = bytes.chunks(7).flat_map(|piece| pieces.push(piece)).collect();
    assert_eq!(frames, found);
    assert_eq!(whole.damaged(), pieces.damaged());
    for frame in frames {
        if let Ok(message) = Message::from_frame(&frame) {
            let again = message.to_frame(frame.sequence);
            assert_eq!(Message::from_frame(&again).as_ref(), Ok(&message));
        }
    }
}

/// Counts rows.
#[derive(Default)]
struct Rows {
    head: Option<ImageHead>,
    rows: u64,
}

impl RowSink for Rows {
    fn begin(&mut self, head: &ImageHead) -> Result<(), FormatError> {
        assert!(self.head.is_none(), "one head");
        self.head = Some(head.clone());
        Ok(())
    }

    fn row(&mut self, plane: u8, row: &[u16]) -> Result<(), FormatError> {
        let head = self.head.as_ref().unwrap();
        assert_eq!(row.len(), head.width as usize);
        assert!(plane < head.planes);
        self.rows += 1;
        Ok(())
    }
}

/// An image. One that is accepted has as many rows as its head says, and makes a whole pyramid.
pub fn image(bytes: &[u8]) {
    formats::probe(Cursor::new(bytes)).ok();
    let mut rows = Rows::default();
    if let Ok(head) = formats::read_rows(Cursor::new(bytes), &SMALL, &mut rows) {
        assert_eq!(rows.rows, u64::from(head.height) * u64::from(head.planes));
        assert!(u64::from(head.width) * u64::from(head.height) <= SMALL.max_pixels);
        assert!((1..=head.bits).contains(&head.significant_bits));
        assert_eq!(rows.head.as_ref(), Some(&head));
        let mut tiles = Vec::new();
        let made = formats::ingest_rows(Cursor::new(bytes), &SMALL, &"0".repeat(64), Cursor::new(&mut tiles));
        assert_eq!(made.unwrap(), head);
    }
}

/// Tiles, as a decoder that was taken over could write them.
pub fn tiles(bytes: &[u8]) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let Ok(mut pyramid) = Pyramid::open(file) else { return };
    let (planes, levels) = (pyramid.origin().planes, pyramid.level_count());
    for (plane, level) in (0..planes).flat_map(|plane| (0..levels).map(move |level| (plane, level))) {
        let Some((width, height)) = pyramid.level_size(level) else { continue };
        let rect = Rect { x: 0, y: 0, width: width.min(LOOK), height: height.min(LOOK) };
        pyramid.region(plane, level, rect).ok();
    }
}

/// What a decoder says.
pub fn report(bytes: &[u8]) {
    serde_json::from_slice::<Report>(bytes).ok();
}

/// A form from another office, JSON or XML.
pub fn intake(bytes: &[u8]) {
    if let Ok(form) = forms::read(bytes) {
        form.draft.check().ok();
    }
}

/// Outcomes of examinations.
pub fn outcomes(bytes: &[u8]) {
    untrusted::is_outcomes(bytes);
}

/// A policy file.
pub fn policy(bytes: &[u8]) {
    untrusted::is_policy(bytes);
}

/// A theme file.
pub fn theme(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        toml::from_str::<Theme>(text).ok();
    }
}

/// Any text: cleaned and shown once or twice it is the same, and has nothing but shapes.
pub fn text(bytes: &[u8]) {
    let raw = String::from_utf8_lossy(bytes);
    let clean = CleanText::new(&raw);
    assert_eq!(CleanText::new(clean.as_str()), clean);
    assert!(clean.as_str().chars().all(is_shown));
    let told = shown(&raw).into_owned();
    assert_eq!(shown(&told), told);
    assert!(told.split('\n').all(|line| line.chars().all(is_shown)));
}

/// A terminal's bytes. Where they were cut makes no difference, no key is a control character, pastes are bounded, and after a
/// pause the next key is that key.
pub fn input(bytes: &[u8]) {
    let drained = |keys: &mut Keys| std::iter::from_fn(|| keys.next()).collect::<Vec<Input>>();
    let mut whole = Keys::default();
    whole.feed(bytes);
    let mut found = drained(&mut whole);
    let mut pieces = Keys::default();
    let in_pieces: Vec<Input> = bytes
        .chunks(3)
        .flat_map(|piece| {
            pieces.feed(piece);
            drained(&mut pieces)
        })
        .collect();
    assert_eq!(found, in_pieces);
    assert_eq!(whole.patience(), pieces.patience());
    whole.flush();
    found.extend(drained(&mut whole));
    assert_eq!(whole.patience(), None);
    for input in found {
        match input {
            Input::Key(Key { code: Code::Char(c), .. }) => assert!(!c.is_control()),
            Input::Paste(text) => assert!(text.chars().count() <= MAX_PASTE_CHARS),
            Input::Key(_) | Input::Reply(_) | Input::Resize { .. } => {}
        }
    }
    whole.feed(b"q");
    let q = Key { code: Code::Char('q'), modifiers: Modifiers::default() };
    assert_eq!(drained(&mut whole), [Input::Key(q)]);
}
