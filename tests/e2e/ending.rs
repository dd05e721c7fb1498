//! The end gives the terminal back, in time, whatever was going on.

use crate::support::booth::{Booth, Seat, Site, Vehicle};
use intrascope::domain::case::CaseState;
use intrascope::domain::scan::ScanEnd;
use intrascope::words::Language;
use termlens::Signal;

#[test]
fn quitting_gives_the_terminal_back() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    assert!(booth.screen().alternate_screen());
    booth.sign_in(Seat::Oac);
    booth.sign_out();
    booth.quit();
    site.expect_verified();
}

#[test]
fn a_hang_up_gives_the_terminal_back() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.open_form();
    booth.terminate(Signal::Hup);
    site.expect_verified();
}

#[test]
fn a_termination_in_the_warning_ends_the_scan() {
    end_in_scan(Booth::wait_for_warning, Signal::Term);
}

#[test]
fn a_hang_up_in_the_beam_ends_the_scan() {
    end_in_scan(Booth::wait_for_beam, Signal::Hup);
}

fn end_in_scan(until: fn(&mut Booth), signal: Signal) {
    let site = Site::new(Language::Kk);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    until(&mut booth);
    booth.terminate(signal);
    site.expect_verified();

    // The station that was ended has no time to hear how the scan ended; the next one puts that on record.
    site.start().quit();
    let case = site.case(1);
    assert_eq!(case.state, CaseState::Admitted);
    let end = case.last_scan().unwrap().outcome.clone().unwrap();
    assert!(matches!(end, ScanEnd::Stopped | ScanEnd::Faulted(_)), "{end:?}");
    site.expect_verified();
}

#[test]
fn a_second_booth_on_the_same_folder_does_not_start() {
    let site = Site::new(Language::Ru);
    let booth = site.start();
    let run = site.run(&["demo", "--fast"]);
    assert_eq!(run.code, Some(1), "{}", run.said);
    assert!(run.said.contains(&site.data().display().to_string()), "{}", run.said);
    booth.quit();
    site.expect_verified();
}
