//! Reads a terminal's bytes: keys of every emulator and console, pastes, and the terminal's own answers, in whatever pieces.
//!
//! Bytes go in by [`Decoder::feed`] and inputs come out of [`Decoder::next`]; there is no clock in it. Where bytes alone cannot
//! tell (is this Esc a key, or does it begin a sequence?) [`Decoder::patience`] says how long to wait for the next ones, and
//! [`Decoder::flush`] settles it. Where the bytes were cut makes no difference.

mod functional;
pub(crate) mod parameters;
mod paste;
mod utf8;

use crate::terminal::input::reply::Reply;
use crate::terminal::input::{Code, Input, Key, Modifiers};
use paste::Paste;
use std::collections::VecDeque;
use std::time::Duration;
use utf8::{Partial, Step};

/// How long an Esc that came alone may be the beginning of a sequence: emulators send those in one piece, and a way back must not
/// be felt to wait.
const ESC_WAIT: Duration = Duration::from_millis(25);
/// The same while the terminal owes answers: one that sends them byte by byte over a bad line must not look like a person.
const OWED_ESC_WAIT: Duration = Duration::from_millis(250);
/// How long `Esc [` and its like may be the beginning of a sequence, before they are Alt with that key.
const OPENING_WAIT: Duration = Duration::from_millis(50);
/// The same while answers are owed, and for a sequence that has gone on: nobody types those, and a line may falter within one.
const SEQUENCE_WAIT: Duration = Duration::from_secs(1);
/// A paste goes on after pauses of a slow line; taken for typed too early, its returns would be a person's.
const PASTE_WAIT: Duration = Duration::from_secs(3);

/// Bytes of a sequence that are kept: the longest answer that is understood has 70.
const MAX_KEPT: usize = 256;
/// A control sequence goes on for no more bytes: the longest known has some 80.
const MAX_CONTROL: usize = 4_096;
/// The same of a string. The longest that is sent unasked is a clipboard's; what is longer still has no end.
const MAX_STRING: usize = 1 << 20;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const DEL: u8 = 0x7f;
/// CAN and SUB give a sequence up.
const CANCELS: [u8; 2] = [0x18, 0x1a];
/// Bytes of the oldest mouse report behind its `CSI M`.
const MOUSE_BYTES: u8 = 3;

/// Whether the terminal was asked something and has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Owed {
    /// It owes nothing.
    #[default]
    Nothing,
    /// One short word that comes in one piece (`CSI 0 n`): keys need no more time for it.
    Fence,
    /// Answers are on their way.
    Answers,
}

/// What kind of string is coming in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// DCS.
    Device,
    /// APC.
    Application,
    /// OSC, PM and SOS: nothing is asked that is answered so.
    Other,
}

/// Where in a sequence the decoder is.
#[derive(Debug, Clone, Copy, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    /// `Esc [`.
    Control,
    /// `Esc [ [`.
    Console,
    /// `Esc O`.
    Application,
    /// So many bytes of a mouse report are to come.
    Mouse(u8),
    Character(Partial, Modifiers),
    String(Kind),
    /// An Esc within a string.
    StringEscape(Kind),
    Paste,
}

/// Bytes in, inputs out.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// The sequence's bytes behind its opening, as many as are kept.
    body: Vec<u8>,
    /// How many there were.
    length: usize,
    /// The key that the opening would be, typed with Alt; none for openings of one byte.
    opening: Option<char>,
    paste: Paste,
    owed: Owed,
    ready: VecDeque<Input>,
}

impl Decoder {
    /// Takes what the terminal sent.
    pub fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.take(byte);
        }
    }

    /// The next input; none when more bytes are needed.
    #[expect(clippy::should_implement_trait, reason = "more may come after the end")]
    pub fn next(&mut self) -> Option<Input> {
        self.ready.pop_front()
    }

    /// Tells whether the terminal owes answers.
    pub fn expect(&mut self, owed: Owed) {
        self.owed = owed;
    }

    /// How long to wait for further bytes from the last ones on, before [`Self::flush`] is called; none when nothing is open.
    pub fn patience(&self) -> Option<Duration> {
        let owed = self.owed == Owed::Answers;
        match self.state {
            State::Ground => None,
            State::Escape => Some(if owed { OWED_ESC_WAIT } else { ESC_WAIT }),
            State::StringEscape(_) => Some(OWED_ESC_WAIT),
            State::Control | State::Console | State::Application | State::String(_)
                if self.length == 0 && self.opening.is_some() && !owed =>
            {
                Some(OPENING_WAIT)
            }
            State::Paste => Some(PASTE_WAIT),
            _ => Some(SEQUENCE_WAIT),
        }
    }

    /// Nothing more came in time: what is open was a person's keys, or will never be whole.
    pub fn flush(&mut self) {
        match std::mem::take(&mut self.state) {
            State::Escape | State::StringEscape(_) => self.plain(Code::Esc),
            State::Paste => {
                let text = self.paste.break_off();
                self.ready.push_back(Input::Paste(text));
            }
            State::Console => {
                self.opened_by_alt();
                self.ready.push_back(Input::Key(Key::character('[', Modifiers::default())));
            }
            State::Control | State::Application | State::String(_) if self.length == 0 => {
                self.opened_by_alt();
            }
            _ => {}
        }
    }

    fn opened_by_alt(&mut self) {
        if let Some(c) = self.opening {
            self.ready.push_back(Input::Key(Key::character(c, Modifiers::ALT)));
        }
    }

    fn take(&mut self, byte: u8) {
        match self.state {
            State::Ground => self.begin(byte),
            State::Escape => self.follow_escape(byte),
            State::Control => self.follow_control(byte),
            State::Console => {
                self.state = State::Ground;
                match functional::of_console(byte) {
                    Some(key) => self.ready.push_back(Input::Key(key)),
                    None => self.begin(byte),
                }
            }
            State::Application => self.follow_application(byte),
            State::Mouse(left) => {
                self.state = if left > 1 { State::Mouse(left - 1) } else { State::Ground };
            }
            State::Character(partial, modifiers) => self.follow_character(partial, modifiers, byte),
            State::String(kind) => self.follow_string(kind, byte),
            State::StringEscape(kind) => {
                self.state = State::Escape;
                match byte {
                    b'\\' => self.end_string(kind),
                    _ => self.follow_escape(byte),
                }
            }
            State::Paste => {
                if let Some(text) = self.paste.take(byte) {
                    self.state = State::Ground;
                    self.ready.push_back(Input::Paste(text));
                }
            }
        }
    }

    /// A byte outside of any sequence.
    fn begin(&mut self, byte: u8) {
        self.state = State::Ground;
        match byte {
            ESC => self.state = State::Escape,
            0x20..=0x7e => {
                self.ready.push_back(Input::Key(Key::character(char::from(byte), Modifiers::default())));
            }
            0..=0x1f | DEL => self.ready.push_back(Input::Key(functional::of_byte(byte))),
            // Sequences of old terminals open with one byte. No character of UTF-8 begins with it.
            0x8f | 0x90 | 0x98 | 0x9b | 0x9d..=0x9f => self.open(byte - 0x40, None),
            _ => {
                if let Some(partial) = Partial::begin(byte) {
                    self.state = State::Character(partial, Modifiers::default());
                }
            }
        }
    }

    fn follow_escape(&mut self, byte: u8) {
        self.state = State::Ground;
        match byte {
            b'[' | b'O' | b'P' | b']' | b'_' | b'^' | b'X' => self.open(byte, Some(char::from(byte))),
            // The end of a string that was given up: no person's key has this with Alt here.
            b'\\' => {}
            0x20..=0x7e => self.ready.push_back(Input::Key(Key::character(char::from(byte), Modifiers::ALT))),
            _ => {
                if let Some(partial) = Partial::begin(byte) {
                    self.state = State::Character(partial, Modifiers::ALT);
                } else {
                    // Two keys that came at once: a way back is never swallowed.
                    self.plain(Code::Esc);
                    self.begin(byte);
                }
            }
        }
    }

    /// A sequence opens; `byte` is what stands behind Esc in its longer form.
    fn open(&mut self, byte: u8, opening: Option<char>) {
        self.body.clear();
        self.length = 0;
        self.opening = opening;
        self.state = match byte {
            b'[' => State::Control,
            b'O' => State::Application,
            b'P' => State::String(Kind::Device),
            b'_' => State::String(Kind::Application),
            _ => State::String(Kind::Other),
        };
    }

    fn keep(&mut self, byte: u8, longest: usize) {
        self.length += 1;
        if self.body.len() < MAX_KEPT {
            self.body.push(byte);
        }
        if self.length >= longest {
            self.state = State::Ground;
        }
    }

    fn follow_control(&mut self, byte: u8) {
        match byte {
            b'[' if self.length == 0 => self.state = State::Console,
            b'M' if self.length == 0 => self.state = State::Mouse(MOUSE_BYTES),
            // rxvt's keys with Shift end in what is never an end elsewhere.
            b'$' if !self.body.is_empty() && self.body.iter().all(u8::is_ascii_digit) => {
                self.end_control(byte);
            }
            b' '..=b'?' => self.keep(byte, MAX_CONTROL),
            b'@'..=b'~' => self.end_control(byte),
            _ => self.give_up(byte),
        }
    }

    fn end_control(&mut self, last: u8) {
        self.state = State::Ground;
        if self.length > self.body.len() {
            return;
        }
        let body = String::from_utf8_lossy(&self.body).into_owned();
        let private = body.bytes().next().filter(|first| matches!(first, b'<'..=b'?'));
        let text = body.get(usize::from(private.is_some())..).unwrap_or_default();
        match (private, text, last) {
            (None, "200", b'~') => self.state = State::Paste,
            // The end of a paste that was broken off, and the focus.
            (None, "201", b'~') | (None, "", b'I' | b'O') => {}
            _ => {
                let key = || if private.is_none() { functional::of_control(text, last) } else { None };
                let reply = || Reply::of_control(private, text, last);
                let input = if is_answer(text, last) {
                    reply().map(Input::Reply)
                } else {
                    key().map(Input::Key).or_else(|| reply().map(Input::Reply))
                };
                self.ready.extend(input);
            }
        }
    }

    fn follow_application(&mut self, byte: u8) {
        match byte {
            b'0'..=b'9' | b';' => self.keep(byte, MAX_CONTROL),
            b' ' | b'@'..=b'~' => {
                self.state = State::Ground;
                let text = String::from_utf8_lossy(&self.body);
                self.ready.extend(functional::of_application(&text, byte).map(Input::Key));
            }
            _ => self.give_up(byte),
        }
    }

    fn follow_character(&mut self, mut partial: Partial, modifiers: Modifiers, byte: u8) {
        match partial.take(byte) {
            Step::More => self.state = State::Character(partial, modifiers),
            Step::Whole(c) => {
                self.state = State::Ground;
                if !c.is_control() {
                    self.ready.push_back(Input::Key(Key::character(c, modifiers)));
                }
            }
            Step::Stranger => self.begin(byte),
        }
    }

    fn follow_string(&mut self, kind: Kind, byte: u8) {
        match byte {
            ESC => self.state = State::StringEscape(kind),
            BEL => self.end_string(kind),
            // The one byte that ends a string opened by one byte; elsewhere it belongs to a character.
            0x9c if self.opening.is_none() => self.end_string(kind),
            0..=0x1f | DEL => self.give_up(byte),
            _ => self.keep(byte, MAX_STRING),
        }
    }

    fn end_string(&mut self, kind: Kind) {
        self.state = State::Ground;
        if self.length > self.body.len() {
            return;
        }
        let reply = match kind {
            Kind::Device => Reply::of_device(&self.body),
            Kind::Application => Reply::of_application(&self.body),
            Kind::Other => None,
        };
        self.ready.extend(reply.map(Input::Reply));
    }

    /// A byte that cannot stand in a sequence ends it, and is what it is outside: no terminal that says no end keeps a person's
    /// Enter or arrow.
    fn give_up(&mut self, byte: u8) {
        self.state = State::Ground;
        if !CANCELS.contains(&byte) {
            self.begin(byte);
        }
    }

    fn plain(&mut self, code: Code) {
        self.ready.push_back(Input::Key(Key::named(code, Modifiers::default())));
    }
}

/// F3 with a modifier and a cursor in the first row share their bytes. The cursor is asked for in that row's first column only, if at
/// all; beyond column 8 it can be no key.
fn is_answer(text: &str, last: u8) -> bool {
    last == b'R' && {
        let (row, column) = (parameters::part(text, 0, 0), parameters::part(text, 1, 0));
        row != Some(1) && column.is_some() || column.is_some_and(|column| !(2..=8).contains(&column))
    }
}

#[cfg(test)]
mod tests;
