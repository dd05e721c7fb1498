//! The whole form by keyboard, and what the officer of analysis sees of it; then the same truck once more.

use crate::support::booth::{Booth, Seat, Site, Vehicle};
use intrascope::domain::case::CaseState;
use intrascope::domain::container::CheckDigit;
use intrascope::words::Language;
use termlens::Key;

const REASON: &str = "нанесён так";
const WRONG: &str = "CSQU3054384";

/// The next page, with a new row of its list; the focus is on its first field.
fn new_row(booth: &mut Booth, page: &str, pages: usize) {
    for _ in 0..pages {
        booth.press(Key::F(7));
    }
    booth.wait_for_text(&format!("▶{}", booth.words().say(page)));
    booth.press(Key::F(3));
}

/// The usual first page, then a second container, a second document and two more goods lines.
fn fill_whole(booth: &mut Booth) {
    booth.open_form();
    booth.fill_form(Vehicle::CITRUS);
    new_row(booth, "form-containers", 2);
    booth.write(WRONG);
    booth.wait_for_text("ISO 6346: 3,");
    booth.fill(&[REASON]);
    new_row(booth, "form-documents", 1);
    booth.fill(&["MRN-77", "20.11.2026"]);
    new_row(booth, "form-goods", 1);
    booth.write("0806");
    booth.fill(&["виноград столовый", "115", "1150"]);
    booth.press(Key::F(3));
    booth.write("08055");
    booth.fill(&["так в накладной", "лимоны в сетках", "40", "400,5"]);
    booth.wait_for_text("400,5");
}

#[test]
fn a_truck_with_several_of_everything_is_seen_whole_and_known_again() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    fill_whole(&mut booth);
    booth.press(Key::F(5));
    booth.wait_for("gate-dimensions");
    let registration = site.case(1).registration.unwrap();
    assert_eq!((registration.containers.len(), registration.documents.len()), (2, 2));
    assert_eq!(registration.containers[1].check, CheckDigit::Expected(3));
    assert_eq!(registration.goods.len(), 3);
    booth.admit();
    booth.check_lane(None);
    booth.request_scan();
    booth.wait_for_image();
    booth.sign_out();

    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth.press(Key::F(4));
    for text in ["CSQU3054383", WRONG, REASON, "4471", "MRN-77", "цитрусовые", "виноград", "лимоны в сетках"]
    {
        booth.wait_for_text(text);
    }
    booth.press(Key::Esc);
    booth.wait_for("analysis-window");
    booth.sign_out();

    // The same truck again: its earlier case is opened, and what was typed stands there afterwards.
    booth.sign_in(Seat::Oms);
    booth.open_form();
    booth.fill(&["123авс16"]);
    booth.wait_for("earlier-summary");
    booth.press(Key::F(4));
    booth.wait_for("earlier-same");
    booth.press(Key::Enter);
    booth.wait_for("record-registration");
    booth.press(Key::Esc);
    booth.wait_for("earlier-same");
    booth.press(Key::Esc);
    booth.wait_for_text("[123АВС16");
    assert_eq!(site.case(1).state, CaseState::InAnalysis);
    booth.terminate(termlens::Signal::Term);
}
