//! The booth as officers meet it: the built binary on a real terminal, driven by keys, read by its screen.
//!
//! Every helper waits for the words that tell that the keys before it were taken, and never for a time. Which keys and
//! words those are is known here only.

mod forms;
mod site;

pub use forms::{Paper, Vehicle};
pub use site::{Site, real_scan, shared};

use intrascope::words::{Language, Value, Words};
use std::time::Duration;
use termlens::{ExitStatus, Key, Screen, Signal, Terminal};

/// Longest wait for one answer of the screen: the machine may be building something else at the same time.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longest wait for a scan: warning 5 s, fast beam 3 s, then the image and its tiles.
const SCAN_PATIENCE: Duration = Duration::from_secs(45);

/// Longest that the end may take, whatever was going on. It takes a fraction of a second; the machine may be busy with power cuts.
const END_PATIENCE: Duration = Duration::from_secs(15);

/// As much of a phrase as stands on its first line in every language and at every size.
const READ_CHARS: usize = 30;

/// Who sits down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    Oms,
    Oac,
    Supervisor,
}

impl Seat {
    pub fn pin(self) -> &'static str {
        match self {
            Self::Oms => "1204",
            Self::Oac => "3507",
            Self::Supervisor => "5150",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Oms => "Ахметов А.",
            Self::Oac => "Нурланова Б.",
            Self::Supervisor => "Жұмабаева С.",
        }
    }

    /// Rows below the first one of the sign-in list.
    fn row(self) -> usize {
        match self {
            Self::Oms => 0,
            Self::Oac => 1,
            Self::Supervisor => 2,
        }
    }
}

/// A running `intrascope demo`.
pub struct Booth {
    terminal: Terminal,
    words: Words,
}

impl Booth {
    fn new(terminal: Terminal, language: Language) -> Self {
        let mut booth = Self { terminal, words: Words::new(language) };
        booth.wait_for("sign-in-training");
        booth
    }

    /// A console of any kind, whatever it shows.
    pub fn on(terminal: Terminal, language: Language) -> Self {
        Self { terminal, words: Words::new(language) }
    }

    pub fn words(&self) -> Words {
        self.words
    }

    pub fn screen(&self) -> Screen {
        self.terminal.screen()
    }

    pub fn press(&mut self, key: Key) {
        self.terminal.send(key).unwrap();
    }

    pub fn write(&mut self, text: &str) {
        self.terminal.send_str(text).unwrap();
    }

    /// Waits for the phrase: for as much of it as comes before its first value.
    pub fn wait_for(&mut self, id: &str) {
        let text = self.beginning(id);
        self.wait_for_text(&text);
    }

    /// Waits for the beginning of the phrase with these values.
    pub fn wait_for_with(&mut self, id: &str, values: &[(&str, Value<'_>)]) {
        let text: String = self.words.say_with(id, values).chars().take(READ_CHARS).collect();
        self.wait_for_text(text.trim_end());
    }

    pub fn wait_for_text(&mut self, text: &str) {
        self.wait(text, PATIENCE);
    }

    /// Waits for the phrase as long as a scan may take.
    pub fn wait_through_scan_for(&mut self, id: &str) {
        let text = self.beginning(id);
        self.wait(&text, SCAN_PATIENCE);
    }

    fn wait(&mut self, text: &str, patience: Duration) {
        let found = self.terminal.wait_until_for(|screen| screen.contains(text), patience);
        if let Err(error) = found {
            panic!("«{text}» did not come:\n{error}");
        }
    }

    /// Waits until all these phrases stand on one row.
    pub fn wait_for_row(&mut self, ids: &[&str]) {
        let texts: Vec<String> = ids.iter().map(|id| self.beginning(id)).collect();
        self.wait_for_row_of(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// Waits until all these texts stand on one row.
    pub fn wait_for_row_of(&mut self, texts: &[&str]) {
        self.wait_until(&format!("a row with {texts:?}"), |screen| has_row_of(screen, texts));
    }

    /// Waits until no row has all these texts.
    pub fn wait_for_no_row_of(&mut self, texts: &[&str]) {
        self.wait_until(&format!("no row with {texts:?}"), |screen| !has_row_of(screen, texts));
    }

    pub fn wait_until(&mut self, what: &str, expected: impl FnMut(&Screen) -> bool) {
        if let Err(error) = self.terminal.wait_until_for(expected, PATIENCE) {
            panic!("{what} did not come:\n{error}");
        }
    }

    /// As long as a scan may take.
    pub fn wait_long_until(&mut self, what: &str, expected: impl FnMut(&Screen) -> bool) {
        if let Err(error) = self.terminal.wait_until_for(expected, SCAN_PATIENCE) {
            panic!("{what} did not come:\n{error}");
        }
    }

    fn beginning(&self, id: &str) -> String {
        let phrase = self.words.say(id);
        let fixed = phrase.split('{').next().unwrap_or_default();
        fixed.chars().take(READ_CHARS).collect::<String>().trim_end().to_owned()
    }

    /// Moves a question to "yes" and leaves it there.
    pub fn move_to_yes(&mut self, question: &str) {
        self.wait_for(question);
        let [no, yes] = ["confirm-no", "confirm-yes"].map(|id| format!("▶ {}", self.words.say(id)));
        self.wait_for_text(&no);
        self.press(Key::Right);
        self.wait_for_text(&yes);
    }

    pub fn answer_yes(&mut self, question: &str) {
        self.move_to_yes(question);
        self.press(Key::Enter);
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.resize(columns, rows).unwrap();
    }

    pub fn sign_in(&mut self, seat: Seat) {
        self.try_pin(seat, seat.pin());
        self.wait_for_queue();
        self.wait_for_text(seat.name());
    }

    /// Chooses the officer and sends a PIN, which may be a wrong one.
    pub fn try_pin(&mut self, seat: Seat, pin: &str) {
        self.wait_for("sign-in-training");
        self.wait_for_text("▶");
        let chosen = format!("▶ {}", seat.name());
        // A fresh list stands at its first row.
        if !self.screen().contains(&chosen) {
            (0..seat.row()).for_each(|_| self.press(Key::Down));
        }
        self.wait_for_text(&chosen);
        self.write(pin);
        self.wait_for_text(&"•".repeat(pin.len()));
        self.press(Key::Enter);
    }

    pub fn sign_out(&mut self) {
        self.press(Key::F(10));
        self.answer_yes("ask-sign-out");
        self.wait_for("sign-in-training");
    }

    pub fn wait_for_queue(&mut self) {
        self.wait_for("queue-waiting");
    }

    /// Ends as a person ends it, from the sign-in screen.
    pub fn quit(mut self) {
        self.press(Key::F(10));
        self.answer_yes("ask-quit");
        self.expect_clean_end();
    }

    /// Ends from wherever the console is.
    pub fn terminate(mut self, signal: Signal) {
        self.terminal.signal(signal).unwrap();
        self.expect_clean_end();
    }

    /// The process ends in time and of itself, and the terminal is as it was.
    fn expect_clean_end(&mut self) {
        let status = self.end_status();
        assert!(status.success(), "{status}");
        let screen = self.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert!(screen.cursor_visible(), "the cursor is back");
        assert!(!screen.bracketed_paste(), "pastes are no longer bracketed");
    }

    pub fn end_status(&mut self) -> ExitStatus {
        match self.terminal.wait_exit_for(END_PATIENCE) {
            Ok(status) => status,
            Err(error) => panic!("the process stays:\n{error}"),
        }
    }

    pub fn signal(&mut self, signal: Signal) {
        self.terminal.signal(signal).unwrap();
    }

    /// kill -9: nothing in the process gets to know.
    pub fn kill(mut self) {
        self.terminal.signal(Signal::Kill).unwrap();
        assert!(!self.end_status().success());
    }
}

fn has_row_of(screen: &Screen, texts: &[&str]) -> bool {
    (0..screen.rows()).any(|row| {
        let row = screen.row_text(row);
        texts.iter().all(|text| row.contains(text))
    })
}
