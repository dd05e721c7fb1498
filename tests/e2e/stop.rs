//! The stop key ends a scan at once; a repeat needs its reason.

use crate::support::booth::{Booth, Seat, Site, Vehicle};
use intrascope::domain::case::CaseState;
use intrascope::domain::scan::{ScanEnd, ScanKind};
use intrascope::words::Language;
use termlens::Key;

fn stop(booth: &mut Booth, site: &Site, scans: usize) {
    booth.press(Key::F(8));
    // The row for the reason comes with the case's return to the lane.
    booth.wait_for("scan-end-stopped");
    booth.wait_for("lane-repeat-reason");
    let case = site.case(1);
    assert_eq!((case.state, case.scans.len()), (CaseState::Admitted, scans));
    assert_eq!(case.last_scan().unwrap().outcome, Some(ScanEnd::Stopped));
}

#[test]
fn stopped_in_the_warning_and_in_the_beam_the_case_waits_for_a_repeat() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    booth.wait_for_warning();
    stop(&mut booth, &site, 1);

    booth.press(Key::Char(' '));
    booth.press(Key::Down);
    booth.press(Key::Char(' '));
    booth.press(Key::F(5));
    booth.wait_for("requirement-repeat-reason");
    // F5 has brought the focus to the reason.
    booth.write("человек у ворот");
    booth.wait_for("lane-may-request");
    booth.request_scan();
    booth.wait_for_beam();
    stop(&mut booth, &site, 2);

    booth.check_lane(Some("водитель вернулся к кабине"));
    booth.request_scan();
    booth.wait_for_image();
    let case = site.case(1);
    assert_eq!(case.state, CaseState::Queued);
    let repeats: Vec<&ScanKind> = case.scans.iter().map(|scan| &scan.kind).collect();
    assert_eq!(*repeats[0], ScanKind::First);
    assert_eq!(*repeats[2], ScanKind::Repeat { reason: "водитель вернулся к кабине".into() });
    booth.sign_out();
    booth.quit();
    site.expect_verified();
}

#[test]
fn the_stop_key_works_while_nobody_is_signed_in() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    booth.wait_for_warning();
    booth.sign_out();
    booth.press(Key::F(8));
    booth.wait_for("said-stop");
    booth.sign_in(Seat::Oms);
    booth.press(Key::Enter);
    booth.wait_for("scan-end-stopped");
    assert_eq!(site.case(1).last_scan().unwrap().outcome, Some(ScanEnd::Stopped));
    booth.terminate(termlens::Signal::Term);
    site.expect_verified();
}
