//! kill -9 of the whole booth: what was acknowledged is there after the next start, and the case goes on.

use crate::support::booth::{Booth, Seat, Site, Vehicle, real_scan};
use intrascope::domain::case::CaseState;
use intrascope::domain::lane::{Followed, LaneFault};
use intrascope::domain::scan::ScanEnd;
use intrascope::words::Language;
use termlens::Key;

/// A power cut ends the booth; the next start finds everything.
fn kill_and_start_again(booth: Booth, site: &Site) -> Booth {
    booth.kill();
    site.expect_verified();
    site.start()
}

/// The OMS opens the interrupted case: it is at the lane, and a repeat waits for its reason.
fn back_to_the_lane(booth: &mut Booth, site: &Site, scans: usize) {
    let case = site.case(1);
    assert_eq!(case.state, CaseState::Admitted);
    assert_eq!(case.scans.len(), scans);
    assert_eq!(case.last_scan().unwrap().outcome, Some(ScanEnd::Faulted(LaneFault::LinkLost)));
    booth.sign_in(Seat::Oms);
    booth.press(Key::Enter);
    booth.wait_for("lane-repeat-reason");
}

#[test]
fn killed_in_the_warning_and_in_the_beam_the_case_is_scanned_again() {
    let site = Site::new(Language::Ru).scanning(real_scan("008_5e67b031635812f4b02916ce"));
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    booth.wait_for_warning();

    let mut booth = kill_and_start_again(booth, &site);
    back_to_the_lane(&mut booth, &site, 1);
    booth.check_lane(Some("пульт выключился при сигнале"));
    booth.request_scan();
    booth.wait_for_beam();

    let mut booth = kill_and_start_again(booth, &site);
    back_to_the_lane(&mut booth, &site, 2);
    booth.check_lane(Some("пульт выключился при луче"));
    booth.request_scan();
    booth.wait_for_image();
    booth.kill();

    site.expect_verified();
    let case = site.case(1);
    assert_eq!((case.state, case.scans.len()), (CaseState::Queued, 3));
    assert!(case.last_scan().unwrap().image.is_some());
    let log: Vec<_> = case.scans.iter().map(|scan| scan.exposure.as_ref().unwrap()).collect();
    assert_eq!(
        [log[0].followed, log[1].followed],
        [Followed::Lost; 2],
        "a line for each, and what nobody saw"
    );
    assert!(log[2].followed == Followed::ToItsEnd && log[2].beam_ms > 0 && log[2].charge_uas.is_some());
}

#[test]
fn killed_in_analysis_marks_and_verdict_are_kept() {
    let Some(image) = real_scan("041_5e67b032635812f4b029176f") else { return };
    let site = Site::new(Language::Ru);
    site.import(&image);
    let mut booth = site.start();
    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth.mark(1, "неоднородность у стенки");

    let mut booth = kill_and_start_again(booth, &site);
    let case = site.case(1);
    assert_eq!(case.state, CaseState::InAnalysis);
    assert_eq!(case.marks.len(), 1);
    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth.mark(2, "второй предмет");
    booth.sign_under_suspicion("Два предмета", "Вскрыть");
    booth.sign();

    let mut booth = kill_and_start_again(booth, &site);
    let case = site.case(1);
    assert_eq!((case.state, case.marks.len()), (CaseState::Suspected, 2));
    booth.sign_in(Seat::Oac);
    booth.press(Key::Enter);
    booth.wait_for("closing-advice-hand-over");
    booth.hand_over("Сериков Е.");
    booth.kill();
    site.expect_verified();
    assert_eq!(site.case(1).state, CaseState::HandedOver);
}

#[test]
fn killed_while_the_verdict_is_written_it_is_there_whole_or_not_at_all() {
    let Some(image) = real_scan("041_5e67b032635812f4b029176f") else { return };
    let site = Site::new(Language::Ru);
    site.import(&image);
    let mut booth = site.start();
    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth.sign_without_suspicion("Без замечаний");
    booth.press(Key::Enter);

    let mut booth = kill_and_start_again(booth, &site);
    let case = site.case(1);
    booth.sign_in(Seat::Oac);
    match case.state {
        CaseState::InAnalysis => {
            assert_eq!(case.conclusion, None);
            booth.open_analysis();
            booth.sign_without_suspicion("Без замечаний");
            booth.sign();
        }
        other => {
            assert_eq!(other, CaseState::Cleared);
            booth.press(Key::Enter);
            booth.wait_for("closing-advice-print");
        }
    }
    booth.print();
    let mut booth = kill_and_start_again(booth, &site);
    booth.sign_in(Seat::Oac);
    booth.press(Key::Enter);
    booth.wait_for("closing-advice-record-seal");
    booth.record_seal("77");
    booth.kill();
    site.expect_verified();
    assert_eq!(site.case(1).state, CaseState::Closed);
}
