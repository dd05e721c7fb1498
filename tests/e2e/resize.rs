//! Whatever becomes of the window, what was typed stays.

use crate::support::booth::{Booth, Seat, Site, Vehicle};
use intrascope::words::{Language, Value};
use termlens::Key;

const REASON: &str = "водитель назвал номер, табличка стёрта";

fn shrink(booth: &mut Booth) {
    booth.resize(40, 10);
    let size = [("columns", Value::from(40)), ("rows", Value::from(10))];
    booth.wait_for_with("window-too-small", &size);
}

#[test]
fn typed_text_outlives_a_storm_of_sizes() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.open_form();
    booth.fill(&[Vehicle::CITRUS.plate, "CSQU3054384", REASON]);
    for _ in 0..3 {
        shrink(&mut booth);
        booth.resize(132, 43);
        booth.wait_for_text(REASON);
        booth.resize(80, 24);
    }
    booth.wait_for("registration-ground");
    booth.wait_for_text("CSQU3054384");
    // The keys go on where they were, and what is typed while nothing can be shown is not lost.
    shrink(&mut booth);
    booth.press(Key::Tab);
    booth.press(Key::Tab);
    booth.write("4471-Z");
    booth.resize(132, 43);
    booth.wait_for_text("4471-Z");
    booth.wait_for_text(REASON);
    booth.terminate(termlens::Signal::Term);
}

#[test]
fn a_terminal_that_answers_nothing_is_drawn_on_at_every_size() {
    let site = Site::new(Language::Ru).unanswered();
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.open_form();
    booth.fill(&[Vehicle::CITRUS.plate]);
    shrink(&mut booth);
    booth.resize(132, 43);
    booth.wait_for_text(Vehicle::CITRUS.plate);
    booth.terminate(termlens::Signal::Term);
}

#[test]
fn no_key_waits_for_the_next_one_because_the_window_changes_with_it() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.open_form();
    // The goods' description, which has room for the alphabet.
    booth.fill(&[""; 7]);
    let mut typed = String::new();
    for (round, letter) in ('a'..='z').enumerate() {
        let columns = if round % 2 == 0 { 100 } else { 90 };
        booth.resize(columns, 30);
        booth.press(Key::Char(letter));
        typed.push(letter);
        booth.wait_for_text(&typed);
    }
    booth.terminate(termlens::Signal::Term);
}
