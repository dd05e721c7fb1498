//! Reads a terminal's answers, whatever pieces they come in, and drops all else.

/// The longest answer kept; the longest known (a name) is under 40 bytes. What is longer is swallowed and not
/// read.
const MAX_ANSWER: usize = 64;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
/// CAN and SUB give a sequence up.
const CANCELS: [u8; 2] = [0x18, 0x1a];

/// What a terminal said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The device attributes came, so that the rest is complete.
    pub answered: bool,
    /// They name sixel graphics.
    pub sixel: bool,
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
    /// Name and version, printable ASCII.
    pub name: Option<String>,
}

/// Where in a sequence the parser is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    Csi,
    Dcs,
    /// OSC, APC, PM and SOS: nothing was asked that is answered so.
    Ignored,
    DcsEscape,
    IgnoredEscape,
}

/// Bytes in, findings out.
#[derive(Debug, Default)]
pub struct ProbeParser {
    state: State,
    answer: Vec<u8>,
    overlong: bool,
    findings: Findings,
}

impl ProbeParser {
    /// Takes what the terminal sent; bytes after the last answer are swallowed too.
    pub fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.take(byte);
        }
    }

    /// The answer that ends all answers has come.
    pub fn is_finished(&self) -> bool {
        self.findings.answered
    }

    /// What is known so far.
    pub fn findings(self) -> Findings {
        self.findings
    }

    fn take(&mut self, byte: u8) {
        if CANCELS.contains(&byte) {
            self.state = State::Ground;
            return;
        }
        self.state = match (self.state, byte) {
            (State::Csi, b'@'..=b'~') => {
                self.read_csi(byte);
                State::Ground
            }
            (State::DcsEscape, b'\\') => {
                self.read_dcs();
                State::Ground
            }
            (State::Ground | State::Csi, ESC) => State::Escape,
            (State::Dcs, ESC) => State::DcsEscape,
            (State::Ignored, ESC) => State::IgnoredEscape,
            // An Esc inside a string that does not end it begins a new sequence.
            (State::Escape | State::DcsEscape | State::IgnoredEscape, _) => self.begin(byte),
            (State::Ground, _) | (State::Ignored, BEL) => State::Ground,
            (State::Ignored, _) => State::Ignored,
            (State::Csi | State::Dcs, _) => {
                self.keep(byte);
                self.state
            }
        };
    }

    /// The byte after Esc says what follows.
    fn begin(&mut self, byte: u8) -> State {
        self.answer.clear();
        self.overlong = false;
        match byte {
            ESC => State::Escape,
            b'[' => State::Csi,
            b'P' => State::Dcs,
            b']' | b'_' | b'^' | b'X' => State::Ignored,
            _ => State::Ground,
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.answer.len() < MAX_ANSWER {
            self.answer.push(byte);
        } else {
            self.overlong = true;
        }
    }

    fn read_csi(&mut self, last: u8) {
        if self.overlong {
            return;
        }
        let Ok(text) = std::str::from_utf8(&self.answer) else { return };
        match (text.strip_prefix('?'), last) {
            (Some(attributes), b'c') => {
                self.findings.answered = true;
                // The first number is the terminal's class and may be 4 too (a VT132).
                self.findings.sixel |= attributes.split(';').skip(1).any(|attribute| attribute == "4");
            }
            (Some(report), b'S') => self.read_limit(&numbers(report)),
            (Some(report), b'y') => {
                if let Some([Some(2026), Some(1..=3)]) = report.strip_suffix('$').map(numbers).as_deref() {
                    self.findings.synchronized_output = true;
                }
            }
            (None, b't') => self.read_pixels(&numbers(text)),
            _ => {}
        }
    }

    /// `XTSMGRAPHICS`: item, 0 for success, then the figures. mlterm answers for item 2 with item 1 and a
    /// failure, so a failure must not undo what was told before.
    fn read_limit(&mut self, report: &[Option<u32>]) {
        match *report {
            [Some(1), Some(0), Some(registers)] if registers > 0 => {
                self.findings.registers = Some(u16::try_from(registers).unwrap_or(u16::MAX));
            }
            // Asked for twice, as it is now and at most: the larger is the limit, whichever of the two is
            // understood.
            [Some(2), Some(0), Some(width), Some(height)] if width > 0 && height > 0 => {
                let known = self.findings.geometry.unwrap_or_default();
                self.findings.geometry = Some((width.max(known.0), height.max(known.1)));
            }
            _ => {}
        }
    }

    /// `XTWINOPS`: 6 for a cell, 4 for the window, then height and width.
    fn read_pixels(&mut self, report: &[Option<u32>]) {
        let [Some(item), Some(height), Some(width)] = *report else { return };
        let (Ok(width), Ok(height)) = (u16::try_from(width), u16::try_from(height)) else { return };
        match item {
            6 => self.findings.cell_pixels = Some((width, height)),
            4 => self.findings.window_pixels = Some((width, height)),
            _ => {}
        }
    }

    /// `XTVERSION`.
    fn read_dcs(&mut self) {
        let Some(name) = self.answer.strip_prefix(b">|") else { return };
        let printable = name.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
        if printable && !self.overlong {
            self.findings.name = Some(String::from_utf8_lossy(name).into_owned());
        }
    }
}

/// The numbers of a sequence; none for what is no number or too large to be one.
fn numbers(text: &str) -> Vec<Option<u32>> {
    text.split(';').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Findings {
        let mut parser = ProbeParser::default();
        parser.feed(bytes);
        parser.findings()
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
            assert_eq!(read(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn keys_and_strangers_between_answers_are_swallowed() {
        let noisy = b"y\x1bOA\x1b[A\xd0\x9b\x1b]11;rgb:0000/0000/0000\x07\x1b_Gi=31;OK\x1b\\\x1b[?62;4cz";
        assert_eq!(read(noisy), Findings { answered: true, sixel: true, ..Findings::default() });
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
    fn an_overlong_answer_is_dropped_and_the_next_one_read() {
        let mut bytes = b"\x1bP>|".to_vec();
        bytes.extend(vec![b'x'; 100_000]);
        bytes.extend(b"\x1b\\\x1b[?62;4c");
        let mut parser = ProbeParser::default();
        parser.feed(&bytes);
        assert!(parser.answer.capacity() <= 2 * MAX_ANSWER);
        assert_eq!(parser.findings(), Findings { answered: true, sixel: true, ..Findings::default() });
    }

    proptest! {
        #[test]
        fn replies_may_be_split_anywhere(which in 0..8_usize, cuts in proptest::collection::vec(0..200_usize, 0..8)) {
            let (bytes, expected) = measured().swap_remove(which);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut parser = ProbeParser::default();
            cuts.windows(2).for_each(|piece| parser.feed(&bytes[piece[0]..piece[1]]));
            prop_assert_eq!(parser.findings(), expected);
        }

        #[test]
        fn garbage_is_no_panic_and_does_not_hide_what_follows(garbage: Vec<u8>) {
            let mut parser = ProbeParser::default();
            parser.feed(&garbage);
            // CAN ends whatever the garbage began.
            parser.feed(b"\x18\x1b[?62;4c");
            prop_assert!(parser.is_finished() && parser.findings().sixel);
        }

        #[test]
        fn near_answers_are_no_panic(body in "(\x1b\\[|\x1bP|\\?|;|\\$|[0-9]{1,12}|[Scyt]|>\\||\x1b\\\\){0,40}") {
            read(body.as_bytes());
        }
    }
}
