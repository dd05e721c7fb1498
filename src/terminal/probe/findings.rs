//! What a terminal's answers come to.

use crate::terminal::input::reply::{Outcome, Reply};

/// The image that the kitty graphics protocol is asked about; any number does.
pub(super) const ASKED_IMAGE: u32 = 31;

/// The same, asked of the terminal around a multiplexer.
pub(super) const ASKED_OUTSIDE: u32 = 32;

/// The mode by which frames are held back until they are whole.
const SYNCHRONIZED: u16 = 2026;

/// The attribute by which a terminal claims sixel graphics.
const SIXEL: u16 = 4;

/// What a terminal said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The device attributes came, so that the rest is complete.
    pub answered: bool,
    /// They name sixel graphics.
    pub sixel: bool,
    /// The device attributes as they came: the class, then what it can.
    pub attributes: Vec<u16>,
    /// Colour registers of a sixel picture.
    pub registers: Option<u16>,
    /// The largest sixel picture, pixels.
    pub geometry: Option<(u32, u32)>,
    /// One cell, pixels across and down.
    pub cell_pixels: Option<(u16, u16)>,
    /// The whole window, pixels across and down.
    pub window_pixels: Option<(u16, u16)>,
    /// Frames can be held back until they are whole (mode 2026).
    pub synchronized_output: bool,
    /// Its word on an image of the kitty graphics protocol; none from those that do not know the protocol.
    pub kitty: Option<Outcome>,
    /// Name and version, printable ASCII.
    pub name: Option<String>,
    /// What the terminal around tmux said, which tmux was asked to hand through.
    pub outside: Outside,
}

/// What came back from around a multiplexer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outside {
    /// It answered: what is handed through arrives.
    pub answered: bool,
    /// Its device attributes name sixel graphics.
    pub sixel: bool,
    /// Images by the kitty graphics protocol.
    pub kitty: bool,
}

impl Findings {
    /// Takes an answer. True for the one that ends all answers: what is known is then worth a new look.
    pub fn learn(&mut self, reply: &Reply) -> bool {
        match reply {
            Reply::Attributes(attributes) => {
                self.learn_attributes(attributes);
                return true;
            }
            Reply::Limit { item, status: 0, figures } => self.learn_limit(*item, figures),
            Reply::Mode { mode: SYNCHRONIZED, state } => self.synchronized_output = (1..=3).contains(state),
            Reply::Name(name) => self.name = Some(name.clone()),
            Reply::Size { item, height, width } => self.learn_pixels(*item, *height, *width),
            Reply::Kitty { image: ASKED_IMAGE, outcome } => self.kitty = Some(*outcome),
            Reply::Kitty { image: ASKED_OUTSIDE, outcome } => {
                self.outside.answered = true;
                self.outside.kitty = *outcome == Outcome::Taken;
            }
            // mlterm answers for item 2 with item 1 and a failure, so a failure must not undo what was told before.
            Reply::Limit { .. }
            | Reply::Mode { .. }
            | Reply::Kitty { .. }
            | Reply::Ready
            | Reply::Cursor { .. } => {}
        }
        false
    }

    /// The first number is the terminal's class and may be 4 too (a VT132). The second answer is that of the terminal around tmux:
    /// tmux answers by itself at once, and the other takes a way there and back.
    fn learn_attributes(&mut self, attributes: &[u16]) {
        let sixel = attributes.iter().skip(1).any(|&attribute| attribute == SIXEL);
        if self.answered && self.is_tmux() {
            self.outside = Outside { answered: true, sixel, ..self.outside };
        } else {
            self.answered = true;
            self.sixel = sixel;
            self.attributes = attributes.to_vec();
        }
    }

    /// Whether it takes images by the kitty graphics protocol.
    pub fn takes_kitty(&self) -> bool {
        self.kitty == Some(Outcome::Taken)
    }

    /// Whether the terminal says that it is tmux.
    pub fn is_tmux(&self) -> bool {
        self.name.as_deref().is_some_and(|name| name.starts_with("tmux"))
    }

    fn learn_limit(&mut self, item: u32, figures: &[u32]) {
        match (item, figures) {
            (1, &[registers]) if registers > 0 => {
                self.registers = Some(u16::try_from(registers).unwrap_or(u16::MAX));
            }
            // Asked for twice, as it is now and at most: the larger is the limit, whichever of the two is understood.
            (2, &[width, height]) if width > 0 && height > 0 => {
                let known = self.geometry.unwrap_or_default();
                self.geometry = Some((width.max(known.0), height.max(known.1)));
            }
            _ => {}
        }
    }

    fn learn_pixels(&mut self, item: u32, height: u32, width: u32) {
        let (Ok(width), Ok(height)) = (u16::try_from(width), u16::try_from(height)) else { return };
        match item {
            6 => self.cell_pixels = Some((width, height)),
            4 => self.window_pixels = Some((width, height)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::input::Input;
    use crate::terminal::input::decoder::Decoder;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Findings {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        let mut findings = Findings::default();
        while let Some(input) = decoder.next() {
            if let Input::Reply(reply) = input {
                findings.learn(&reply);
            }
        }
        findings
    }

    /// What each terminal was measured to answer and to leave out, put together as replies; pixel sizes are examples.
    fn measured() -> Vec<(&'static [u8], Findings)> {
        let named = |name: &str| Findings {
            answered: true,
            sixel: true,
            name: Some(name.to_owned()),
            ..Findings::default()
        };
        vec![
            (
                b"\x1b[?1;3S\x1bP>|XTerm(379)\x1b\\\x1b[?2026;0$y\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c",
                Findings { sixel: false, ..named("XTerm(379)") },
            ),
            (
                b"\x1b[?1;0;1024S\x1b[?2;0;1000;1000S\x1bP>|XTerm(379)\x1b\\\x1b[?2026;0$y\x1b[?63;1;2;4;6;9;15;22c",
                Findings { registers: Some(1024), geometry: Some((1000, 1000)), ..named("XTerm(379)") },
            ),
            (
                b"\x1b[?1;0;1024S\x1b[?1;3;0S\x1b[?1;3;0S\x1b[6;17;8t\x1b[4;850;1600t\x1b[?2026;0$y\x1b[?63;1;2;3;4;7;29c",
                Findings {
                    registers: Some(1024),
                    cell_pixels: Some((8, 17)),
                    window_pixels: Some((1600, 850)),
                    name: None,
                    ..named("")
                },
            ),
            (
                b"\x1b[?1;0;256S\x1b[?2;0;16384;16384S\x1bP>|Konsole 22.12.3\x1b\\\x1b[6;16;8t\x1b[4;800;1280t\x1b[?62;1;4c",
                Findings {
                    registers: Some(256),
                    geometry: Some((16384, 16384)),
                    cell_pixels: Some((8, 16)),
                    window_pixels: Some((1280, 800)),
                    ..named("Konsole 22.12.3")
                },
            ),
            (
                b"\x1b[?1;0;1024S\x1b[?2;0;1280;800S\x1b[?2;0;10000;10000S\x1bP>|foot(1.13.1)\x1b\\\x1b[6;16;8t\x1b[4;800;1280t\x1b[?2026;2$y\x1b[?62;4;22c",
                Findings {
                    registers: Some(1024),
                    geometry: Some((10000, 10000)),
                    cell_pixels: Some((8, 16)),
                    window_pixels: Some((1280, 800)),
                    synchronized_output: true,
                    ..named("foot(1.13.1)")
                },
            ),
            (
                b"\x1b[?1;0;1024S\x1b[?2;3;0S\x1bP>|tmux 3.5a\x1b\\\x1b[6;16;8t\x1b[4;800;1280t\x1b[?1;2;4c",
                Findings {
                    registers: Some(1024),
                    cell_pixels: Some((8, 16)),
                    window_pixels: Some((1280, 800)),
                    ..named("tmux 3.5a")
                },
            ),
            (b"\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c", Findings { sixel: false, ..named("tmux 3.3a") }),
            (b"\x1bP>|kitty(0.26.5)\x1b\\\x1b[?62;c", Findings { sixel: false, ..named("kitty(0.26.5)") }),
        ]
    }

    #[test]
    fn measured_replies_are_understood() {
        for (bytes, expected) in measured() {
            let found = Findings { attributes: Vec::new(), ..read(bytes) };
            assert_eq!(found, expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn keys_and_strangers_between_answers_tell_nothing() {
        let noisy = b"y\x1bOA\x1b[A\xd0\x9b\x1b]11;rgb:0000/0000/0000\x07\x1b_Gi=31;OK\x1b\\\x1b[?62;4cz";
        let attributes = vec![62, 4];
        let expected = Findings {
            answered: true,
            sixel: true,
            kitty: Some(Outcome::Taken),
            attributes,
            ..Findings::default()
        };
        assert_eq!(read(noisy), expected);
    }

    #[test]
    fn a_class_of_four_is_no_sixel_and_a_cut_sequence_is_none() {
        assert!(!read(b"\x1b[?4;6c").sixel);
        assert!(!read(b"\x1b[?62;4\x18c").answered);
        assert!(read(b"\x1b[?62;\x1b[?62;4c").sixel);
        assert_eq!(read(b"\x1b[?1;0;99999999999S").registers, None);
        assert_eq!(read(b"\x1b[?1;0;100000S").registers, Some(u16::MAX));
    }

    #[test]
    fn the_terminal_around_tmux_answers_second() {
        let around = read(b"\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c\x1b[?63;1;2;4c");
        assert_eq!(around.outside, Outside { answered: true, sixel: true, kitty: false });
        assert!(!around.sixel && around.attributes == [1, 2]);
        let kitty = read(b"\x1bP>|tmux 3.5a\x1b\\\x1b[?1;2;4c\x1b_Gi=32;OK\x1b\\");
        assert_eq!(kitty.outside, Outside { answered: true, sixel: false, kitty: true });
        // No other terminal answers twice, unless it is asked twice.
        let twice = read(b"\x1bP>|foot(1.13.1)\x1b\\\x1b[?62;4;22c\x1b[?62;22c");
        assert!(!twice.sixel && twice.outside == Outside::default());
    }

    proptest! {
        #[test]
        fn garbage_does_not_hide_what_follows(garbage: Vec<u8>) {
            let mut decoder = Decoder::default();
            decoder.feed(&garbage);
            decoder.flush();
            decoder.feed(b"\x1b[?62;4c");
            let mut findings = Findings::default();
            while let Some(input) = decoder.next() {
                if let Input::Reply(reply) = input {
                    findings.learn(&reply);
                }
            }
            prop_assert!(findings.answered && findings.sixel);
        }
    }
}
