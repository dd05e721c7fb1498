//! The driver and the simulator together, over a real pseudo terminal.

use super::*;
use crate::domain::lane::LaneFault;
use crate::domain::lane::Link;
use crate::domain::lane::ScanPhase;
use crate::domain::lane::SourceState;
use crate::domain::scan::ScanEnd;
use crate::scanner::simulator::{self, Pace, PhantomCargo, Simulator, SimulatorSettings};
use crate::scanner::source::SourceProfile;
use std::path::Path;

fn id(ordinal: u16) -> ScanId {
    ScanId::parse(&format!("39855302-231126-000417-{ordinal}")).unwrap()
}

fn far_end(folder: &Path) -> Simulator {
    let settings = SimulatorSettings {
        ports: folder.to_owned(),
        drop: folder.to_owned(),
        seed: 7,
        pace: Pace::Fast,
        cargo: Box::new(PhantomCargo::coarse(7)),
        source: SourceProfile::SpellmanXrv,
        faults: Vec::new(),
    };
    simulator::spawn(settings).unwrap()
}

fn settings(folder: &Path) -> DriverSettings {
    simulator::driver(SourceProfile::SpellmanXrv, folder, folder.to_owned())
}

async fn until(lane: &LaneHandle, what: impl FnMut(&LaneView) -> bool) {
    let mut view = lane.view();
    let found = tokio::time::timeout(Duration::from_secs(15), view.wait_for(what)).await;
    assert!(found.is_ok(), "{:?}", lane.view().borrow().clone());
}

/// The next report but an exposure's, which [`exposed`] looks at.
async fn next(reports: &mut mpsc::Receiver<LaneReport>) -> LaneReport {
    loop {
        let report = any(reports).await;
        if !matches!(report, LaneReport::Exposed { .. }) {
            return report;
        }
    }
}

async fn any(reports: &mut mpsc::Receiver<LaneReport>) -> LaneReport {
    tokio::time::timeout(Duration::from_secs(15), reports.recv()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_scan_over_a_real_pty() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = far_end(folder.path());
    let (lane, mut reports) = connect(settings(folder.path()));
    assert!(
        matches!(next(&mut reports).await, LaneReport::Connected { identity } if identity.contains("XRV160P3000"))
    );
    assert!(lane.request_scan(id(1)).await.is_err(), "nothing is calibrated");
    until(&lane, |view| view.impediment().is_none()).await;

    lane.request_scan(id(1)).await.unwrap();
    let requested_at = Instant::now();
    assert_eq!(lane.request_scan(id(2)).await, Err(Impediment::Busy));
    assert_eq!(next(&mut reports).await, LaneReport::PrewarningBegan { scan: id(1) });
    assert_eq!(next(&mut reports).await, LaneReport::BeamBegan { scan: id(1) });
    assert!(requested_at.elapsed() >= Duration::from_secs(5), "the warning is never shorter");
    let exposed = any(&mut reports).await;
    let LaneReport::Exposed { scan: Some(of), exposure } = exposed else { panic!("{exposed:?}") };
    assert_eq!(of, id(1));
    assert!(exposure.beam_ms >= 2_900 && exposure.kv_max.is_some_and(|kv| kv.0 > 1_150), "{exposure:?}");
    assert!(exposure.hours_before.is_some() && exposure.occupancy.is_some_and(|seen| seen.samples > 0));
    let ended = any(&mut reports).await;
    let LaneReport::ScanEnded { scan, end: ScanEnd::Completed { columns, lost, beam_ms, .. } } = ended else {
        panic!("{ended:?}")
    };
    assert_eq!((scan, lost), (id(1), 0));
    assert!(beam_ms >= 2_900, "{beam_ms}");
    let dropped = next(&mut reports).await;
    let LaneReport::ImageDropped { scan, image } = dropped else { panic!("{dropped:?}") };
    assert_eq!(scan, id(1));
    assert_eq!(std::fs::metadata(&image.path).unwrap().len(), image.bytes);

    let mut preview = lane.preview();
    let whole = preview.wait_for(|preview| preview.columns == columns).await.unwrap().clone();
    assert_eq!(whole.scan, Some(id(1)));
    assert_eq!(whole.pixels.len(), usize::try_from(columns).unwrap() * usize::from(whole.height));
    assert_eq!(lane.view().borrow().frames_damaged, 0);

    lane.shutdown().await;
    simulator.shutdown().await;
    assert!(!folder.path().join("portal").exists(), "the link goes with the simulator");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stops_in_warning_and_beam_and_a_link_lost_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = far_end(folder.path());
    let (lane, mut reports) = connect(settings(folder.path()));
    next(&mut reports).await;
    let stopped = |ordinal| LaneReport::ScanEnded { scan: id(ordinal), end: ScanEnd::Stopped };

    until(&lane, |view| view.impediment().is_none()).await;
    lane.request_scan(id(1)).await.unwrap();
    assert_eq!(next(&mut reports).await, LaneReport::PrewarningBegan { scan: id(1) });
    let pressed_at = Instant::now();
    lane.stop();
    assert_eq!(next(&mut reports).await, stopped(1));
    assert!(pressed_at.elapsed() < Duration::from_millis(300), "{:?}", pressed_at.elapsed());

    until(&lane, |view| view.impediment().is_none()).await;
    lane.request_scan(id(2)).await.unwrap();
    until(&lane, |view| matches!(view.phase, ScanPhase::Beam { columns, .. } if columns > 20)).await;
    lane.stop();
    assert_eq!(next(&mut reports).await, LaneReport::PrewarningBegan { scan: id(2) });
    assert_eq!(next(&mut reports).await, LaneReport::BeamBegan { scan: id(2) });
    assert_eq!(next(&mut reports).await, stopped(2));

    until(&lane, |view| view.impediment().is_none()).await;
    lane.request_scan(id(3)).await.unwrap();
    assert_eq!(next(&mut reports).await, LaneReport::PrewarningBegan { scan: id(3) });
    simulator.shutdown().await;
    // All four ports go at once: the first of which it is told is the first-out cause. That of the monitor takes the lane away, and no scan.
    let mut told = [next(&mut reports).await, next(&mut reports).await, next(&mut reports).await];
    told.sort_by_key(|report| matches!(report, LaneReport::Disconnected));
    let LaneReport::FaultRaised(cause @ LaneFault::DeviceLost(_)) = told[0] else { panic!("{told:?}") };
    let lost = LaneReport::ScanEnded { scan: id(3), end: ScanEnd::Faulted(cause) };
    assert_eq!(told[1..], [lost, LaneReport::Disconnected]);
    assert!(lane.acknowledge_fault().await.is_err());

    let simulator = far_end(folder.path());
    assert!(matches!(next(&mut reports).await, LaneReport::Connected { .. }));
    until(&lane, |view| view.source == SourceState::Ready && view.is_fresh()).await;
    assert_eq!(lane.request_scan(id(4)).await, Err(Impediment::Fault));
    lane.acknowledge_fault().await.unwrap();
    assert_eq!(next(&mut reports).await, LaneReport::FaultCleared(cause));
    until(&lane, |view| view.link == Link::Up && view.fault.is_none()).await;
    lane.shutdown().await;
    simulator.shutdown().await;
}

#[tokio::test]
async fn a_slow_station_keeps_no_lane_from_ending() {
    let folder = tempfile::tempdir().unwrap();
    let (lane, reports) = connect(settings(folder.path()));
    lane.stop();
    assert_eq!(lane.request_scan(id(1)).await, Err(Impediment::Disconnected));
    drop(reports);
    lane.shutdown().await;
    assert_eq!(lane.request_scan(id(1)).await, Err(Impediment::Disconnected));
}
