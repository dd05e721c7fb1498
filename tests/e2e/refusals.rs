//! What the booth refuses, and that it says why.

use crate::support::booth::{Paper, Seat, Site, Vehicle};
use intrascope::domain::container::CheckDigit;
use intrascope::domain::registration::Ground;
use intrascope::words::{Language, Value};
use termlens::Key;

const WRONG_DIGIT: Vehicle = Vehicle {
    plate: "777KZA01",
    container: "CSQU3054384",
    container_reason: Some("так на табличке"),
    paper: Paper {
        number: "MRN-1", date: "", code: "0805", goods: "лимоны", packages: "", gross: "19999,5"
    },
};

#[test]
fn pin_request_and_check_digit_are_insisted_on() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.try_pin(Seat::Oms, "9999");
    booth.wait_for("refusal-wrong-pin");
    booth.sign_in(Seat::Oms);

    booth.open_form();
    booth.press(Key::Right);
    booth.wait_for("registration-departure");
    // Departure opens two fields of the carrier's request above the plate; here they stay empty.
    booth.fill(&["", "", WRONG_DIGIT.plate, WRONG_DIGIT.container, ""]);
    booth.fill(&["", "MRN-1", "", "0805", "лимоны", "", "19999,5"]);
    booth.press(Key::F(5));
    booth.wait_for("fault-request-missing");
    assert!(site.rows().is_empty(), "nothing is begun");

    // The focus is at the first fault: the number of the request, then its date.
    booth.write("17/К");
    booth.fill(&["19.11.2026"]);
    booth.press(Key::F(5));
    booth.wait_for_with("fault-check-digit", &[("digit", Value::from(3))]);
    assert!(site.rows().is_empty(), "nothing is begun");
    booth.write("так на табличке");
    booth.press(Key::F(5));
    booth.wait_for("gate-dimensions");

    let registration = site.case(1).registration.unwrap();
    assert!(matches!(registration.ground, Ground::Departure { .. }));
    let container = &registration.containers[0];
    assert_eq!(container.reason.as_ref().map(ToString::to_string).unwrap(), "так на табличке");
    assert!(matches!(container.check, CheckDigit::Expected(_)));
    booth.terminate(termlens::Signal::Term);
    site.expect_verified();
}
