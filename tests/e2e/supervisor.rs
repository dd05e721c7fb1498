//! A supervisor reopens a closed case, the OAC gives another verdict, and the outcome comes as a file.

use super::import::grey_png;
use crate::support::booth::{Booth, Seat, Site};
use intrascope::domain::case::CaseState;
use intrascope::domain::step::Verdict;
use intrascope::words::{Language, Words};
use std::fs;
use termlens::Key;

/// The first case of the list in its record.
fn open_record(booth: &mut Booth) {
    booth.wait_for_queue();
    booth.press(Key::F(3));
    booth.wait_for("record-title");
    booth.wait_for("record-registration");
}

/// A file of outcomes for the case with this number: one good row, and rows that are none.
fn outcomes(site: &Site, number: &str, rest: &str) -> String {
    let file = site.data().join("outcomes.json");
    let good =
        format!(r#"{{"case":"{number}","result":"confirmed","found":"сигареты","documents":["акт 17"]}}"#);
    fs::write(&file, format!("[{good}{rest}]")).unwrap();
    file.display().to_string()
}

#[test]
fn a_reopened_case_gets_another_verdict_and_its_record_shows_both() {
    let site = Site::new(Language::Ru);
    let words = Words::new(Language::Ru);
    let image = site.data().join("truck.png");
    fs::write(&image, grey_png(180)).unwrap();
    site.import(&image);
    let mut booth = site.start();
    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth.sign_without_suspicion("Снимок соответствует документам");
    booth.sign();
    booth.print();
    booth.record_seal("A12");
    booth.sign_out();

    booth.sign_in(Seat::Supervisor);
    open_record(&mut booth);
    booth.press(Key::F(7));
    booth.wait_for("supervise-reopen");
    booth.write("тень у передней стенки");
    booth.wait_for_text("тень у передней стенки");
    booth.press(Key::Enter);
    booth.wait_for("reason-kept");
    booth.wait_for("state-queued");
    booth.sign_out();

    booth.sign_in(Seat::Oac);
    booth.wait_for("queue-reopened");
    booth.open_analysis();
    booth.mark(1, "плотный предмет");
    booth.sign_under_suspicion("Предмет у передней стенки", "Вскрыть у стенки");
    booth.sign();
    booth.hand_over("Сериков Е.");
    booth.sign_out();

    let case = site.case(1);
    assert_eq!((case.state, case.rulings.len()), (CaseState::HandedOver, 1));
    assert_eq!(case.rulings[0].conclusion.verdict, Verdict::WithoutSuspicion);
    assert_eq!(case.rulings[0].ended.officer.as_ref().map(|by| by.id.as_str()), Some("zhumabaeva.s"));
    assert_eq!(case.conclusion.as_ref().map(|given| given.verdict), Some(Verdict::UnderSuspicion));
    let told = site.run(&["case", "show", "1"]).said;
    for id in ["verdict-without-suspicion", "verdict-under-suspicion"] {
        assert!(told.contains(&words.say(id)), "{id} in\n{told}");
    }

    booth.sign_in(Seat::Supervisor);
    booth.press(Key::F(6));
    booth.wait_for("desk-title");
    booth.wait_for_text("Сериков Е.");
    booth.press(Key::Enter);
    booth.wait_for("record-title");
    // The record of a finished case comes from the journal: there is nothing to turn before it has.
    booth.wait_for("record-registration");
    booth.press(Key::PageDown);
    booth.wait_for("record-ruling");
    booth.press(Key::PageDown);
    booth.wait_for_text("тень у передней стенки");
    let number = case.number.to_string();
    let file = outcomes(&site, &number, &format!(r#",{{"case":"{number}","result":"maybe"}}"#));
    let run = site.run(&["outcome", "import", &file]);
    assert_eq!(run.code, Some(1), "one row of two: {}", run.said);
    assert!(run.said.contains(&words.say("outcomes-new")), "{}", run.said);
    assert!(run.said.contains("строка 2, result"), "{}", run.said);
    booth.sign_out();
    booth.quit();

    assert_eq!(site.case(1).state, CaseState::Examined);
    let run = site.run(&["outcome", "import", &outcomes(&site, &number, "")]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    assert!(run.said.contains(&words.say("outcomes-known")), "{}", run.said);
    assert_eq!(site.case(1).outcomes.len(), 1);
    site.expect_verified();
}
