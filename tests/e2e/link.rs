//! The scanner as its own process: a scan over its link, its death in the beam, and the way back.

use crate::support::booth::{Seat, Site, Vehicle};
use intrascope::domain::case::CaseState;
use intrascope::domain::lane::LaneFault;
use intrascope::domain::scan::ScanEnd;
use intrascope::words::Language;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use termlens::{Key, Signal};

/// `intrascope simulator`, killed when this goes.
struct Simulator(Child);

impl Simulator {
    fn start(link: &Path, drop: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_intrascope"))
            .args(["simulator", "--fast", "--ports"])
            .arg(link)
            .arg("--drop")
            .arg(drop)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert!(said.contains(&link.display().to_string()), "{said}");
        Self(child)
    }

    /// kill -9: the link stays behind and leads nowhere.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn a_scanner_that_dies_in_the_beam_is_a_fault_until_it_is_back_and_acknowledged() {
    let far = tempfile::tempdir().unwrap();
    let (link, drop) = (far.path().join("scanner"), far.path().join("drop"));
    let simulator = Simulator::start(&link, &drop);
    let site = Site::new(Language::Ru).at_port(&link, &drop);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    booth.wait_for_beam();
    simulator.kill();
    // Alarm line and lane say it; the case is back before the lane.
    // Whether the beam went off nobody can say any more: the emergency stop is what is left.
    booth.wait_for("lane-fault-beam-stuck");
    booth.wait_for("lane-fault-acknowledge");
    let case = site.case(1);
    assert_eq!(case.state, CaseState::Admitted);
    let outcome = case.last_scan().unwrap().outcome.clone();
    assert!(matches!(outcome, Some(ScanEnd::Faulted(LaneFault::DeviceLost(_)))), "{outcome:?}");

    // The cause stands: the fault is not acknowledged away.
    booth.press(Key::F(12));
    booth.wait_for("refusal-acknowledge");
    booth.wait_for("lane-fault-acknowledge");

    let _simulator = Simulator::start(&link, &drop);
    booth.wait_for_row(&["device-name-detector", "device-answers"]);
    booth.press(Key::F(12));
    booth.wait_for("said-acknowledged");
    booth.check_lane(Some("ИДК выключился при луче"));
    booth.request_scan();
    booth.wait_for_image();
    booth.sign_out();
    booth.quit();
    let case = site.case(1);
    assert_eq!((case.state, case.scans.len()), (CaseState::Queued, 2));
    site.expect_verified();
}

#[test]
fn a_booth_that_dies_before_the_image_comes_takes_it_in_at_the_next_start() {
    let far = tempfile::tempdir().unwrap();
    let (link, drop) = (far.path().join("scanner"), far.path().join("drop"));
    let _simulator = Simulator::start(&link, &drop);
    let site = Site::new(Language::Ru).at_port(&link, &drop);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    booth.wait_through_scan_for("lane-awaiting-image");
    booth.kill();
    site.expect_verified();

    let mut booth = site.start();
    booth.sign_in(Seat::Oac);
    booth.wait_for("state-queued");
    booth.open_analysis();
    let case = site.case(1);
    assert_eq!((case.state, case.scans.len()), (CaseState::InAnalysis, 1));
    booth.terminate(Signal::Term);
    site.expect_verified();
}

#[test]
fn a_booth_that_dies_in_the_beam_scans_again_with_the_scanner_that_lived_on() {
    let far = tempfile::tempdir().unwrap();
    let (link, drop) = (far.path().join("scanner"), far.path().join("drop"));
    let _simulator = Simulator::start(&link, &drop);
    let site = Site::new(Language::Ru).at_port(&link, &drop);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.bring_to_scan(Vehicle::CITRUS);
    booth.wait_for_beam();
    booth.kill();
    site.expect_verified();

    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.press(Key::Enter);
    booth.wait_for("lane-repeat-reason");
    booth.check_lane(Some("пульт выключился при луче"));
    booth.request_scan();
    booth.wait_for_image();
    let case = site.case(1);
    assert_eq!((case.state, case.scans.len()), (CaseState::Queued, 2));
    booth.terminate(Signal::Term);
    site.expect_verified();
}
