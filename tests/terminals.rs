//! Terminals that say nothing, say it late, say it in pieces or say what is not so: keys arrive, and no answer is ever read as one.

use crate::support::booth::{Booth, Seat, Site, Vehicle};
use intrascope::words::{Language, Words};
use std::fs;
use std::time::Duration;
use termlens::{Graphics, Key, Screen, Signal, Terminal};

const BINARY: &str = env!("CARGO_BIN_EXE_intrascope");

/// What xterm with sixels answers to what it is asked, piece by piece.
const ANSWERS: [&str; 6] = [
    "\x1b[?1;0;1024S",
    "\x1b[?2;0;800;480S",
    "\x1b[?2;0;1000;1000S",
    "\x1bP>|XTerm(379)\x1b\\",
    "\x1b[?2026;0$y",
    "\x1b[?63;1;2;4;6;9;15;22c",
];

/// What a terminal should not say: cut, malformed, to other questions.
const LIES: [&str; 11] = [
    "\x1b[?1;3;0S",
    "\x1b[8;210;59t",
    "\x1b[6;0;0t",
    "\x1b[?2;0;0;0S",
    "\x1b[?1;0;4294967296S",
    "\x1b_Gi=31;ENOTSUPPORTED\x1b\\",
    "\x1b]11;rgb:ffff/ffff/ffff\x07",
    "\x1bP1+r524742=38\x1b\\",
    "\u{9b}",
    "\x1b[?62;4;4;4;\x18",
    "\x1b[?1;2c",
];

/// Beginnings of answers, as they would stand on the screen were they taken for text.
const TRACES: [&str; 12] =
    ["XTerm", "024S", "000S", "480S", "?1", "?2", "?6", "26;0", "22c", "Gi=31", "rgb:", "777"];

fn expect_no_trace(screen: &Screen) {
    let text = screen.text();
    let found: Vec<&&str> = TRACES.iter().filter(|trace| text.contains(**trace)).collect();
    assert!(found.is_empty(), "{found:?} in\n{text}");
}

/// The goods' description, which has room for text.
fn at_a_field(site: &Site) -> Booth {
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.open_form();
    booth.fill(&[""; 7]);
    booth
}

/// Types a letter after each of these, and waits until all letters stand there.
fn type_between(booth: &mut Booth, said: &[&str]) {
    let mut typed = String::new();
    for (letter, said) in ('a'..='z').cycle().zip(said) {
        booth.write(said);
        booth.press(Key::Char(letter));
        typed.push(letter);
        booth.wait_for_text(&typed);
    }
    expect_no_trace(&booth.screen());
}

#[test]
fn keys_that_were_pressed_before_the_screen_was_there_are_taken_at_every_terminal() {
    let silent = Site::new(Language::Ru).automatic().unanswered();
    let answering = Site::new(Language::Ru).automatic();
    for (site, said) in [(&silent, String::new()), (&silent, ANSWERS.concat()), (&answering, String::new())] {
        let mut terminal = site.open();
        terminal.send_str(&format!("12{said}0")).unwrap();
        let mut booth = Booth::on(terminal, Language::Ru);
        booth.wait_for("sign-in-training");
        booth.wait_for_text("•••");
        booth.press(Key::Char('4'));
        booth.press(Key::Enter);
        booth.wait_for_queue();
        expect_no_trace(&booth.screen());
        booth.terminate(Signal::Term);
    }
}

#[test]
fn answers_that_come_late_and_keys_between_them_keep_each_other() {
    let site = Site::new(Language::Ru).automatic().unanswered();
    let mut booth = at_a_field(&site);
    type_between(&mut booth, &ANSWERS);
    booth.terminate(Signal::Term);
}

#[test]
fn answers_in_single_bytes_are_no_text() {
    let site = Site::new(Language::Ru).automatic().unanswered();
    let mut booth = site.start();
    let answers = ANSWERS.concat();
    (0..answers.len()).for_each(|place| booth.write(&answers[place..=place]));
    booth.write("1204");
    booth.wait_for_text("••••");
    expect_no_trace(&booth.screen());
    booth.press(Key::Enter);
    booth.wait_for_queue();
    booth.terminate(Signal::Term);
}

#[test]
fn a_terminal_that_lies_is_not_believed_and_hides_no_key() {
    let site = Site::new(Language::Ru).automatic().unanswered();
    let mut booth = at_a_field(&site);
    type_between(&mut booth, &LIES);
    booth.terminate(Signal::Term);
}

#[test]
fn a_string_without_end_keeps_no_key() {
    let site = Site::new(Language::Ru).automatic().unanswered();
    let mut booth = at_a_field(&site);
    for endless in ["\x1bP>|", "\x1b]11;", "\x1b_G", "\x1b[?1"] {
        booth.write(endless);
        booth.write(&"7".repeat(3_000));
        // No string has this in it. The field is empty.
        booth.press(Key::Backspace);
    }
    type_between(&mut booth, &[""; 3]);
    booth.terminate(Signal::Term);
}

#[test]
fn an_answer_of_minutes_later_still_brings_pixels() {
    let site = Site::new(Language::Ru).automatic().unanswered();
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    booth.wait_for_beam();
    assert_eq!(booth.screen().graphics().sixel(), 0);
    booth.write(&ANSWERS.concat());
    booth.wait_until("a picture in sixels", |screen| screen.graphics().sixel() > 0);
    expect_no_trace(&booth.screen());
    booth.terminate(Signal::Term);
}

fn doctor(folder: &std::path::Path, arguments: &[&str]) -> Booth {
    let terminal = Terminal::builder()
        .size(132, 43)
        .graphics(Graphics::Sixel)
        .cell_size(8, 16)
        .env_clear()
        .env("TERM", "xterm-256color")
        .env("XDG_CONFIG_HOME", folder)
        .timeout(Duration::from_secs(20))
        .args(["doctor", "--lang", "en", "--terminal"])
        .args(arguments)
        .spawn(BINARY)
        .unwrap();
    let mut doctor = Booth::on(terminal, Language::En);
    assert!(doctor.end_status().success());
    doctor
}

#[test]
fn the_doctor_says_what_a_terminal_can_and_keeps_a_choice_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let words = Words::new(Language::En);
    let first = doctor(folder.path(), &[]).screen();
    assert!(first.contains(&words.say("terminal-why-sixel")), "{}", first.text());
    assert!(first.contains("132×43 · 8×16"), "{}", first.text());

    let kept = doctor(folder.path(), &["--graphics", "braille", "--save"]).screen();
    assert!(kept.contains("terminal.toml"), "{}", kept.text());
    let again = doctor(folder.path(), &[]).screen();
    assert!(again.contains("(braille)"), "{}", again.text());
    assert!(again.contains(&words.say("terminal-why-kept")), "{}", again.text());

    fs::write(folder.path().join("intrascope/terminal.toml"), "[[terminal").unwrap();
    let broken = doctor(folder.path(), &[]).screen();
    assert!(broken.contains("cannot be read and does not count"), "{}", broken.text());
    assert!(broken.contains(&words.say("terminal-why-sixel")), "{}", broken.text());
}
