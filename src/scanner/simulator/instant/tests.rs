//! Instant scans tell what scans tell, in their order, and fail where they are told to.

use super::play::COLUMNS;
use super::*;
use crate::domain::lane::{Impediment, ScanPhase};
use crate::domain::number::ScanId;
use crate::domain::scan::ScanEnd;
use crate::scanner::simulator::PhantomCargo;

struct Rig {
    lane: LaneHandle,
    reports: mpsc::Receiver<LaneReport>,
    far: FarEnd,
    _folder: tempfile::TempDir,
}

fn rig(steps: Steps) -> Rig {
    let folder = tempfile::tempdir().unwrap();
    let cargo = Box::new(PhantomCargo::tiny(7));
    let settings = InstantSettings { drop: folder.path().to_owned(), cargo, seed: 7, steps };
    let (lane, reports, far) = connect(settings);
    Rig { lane, reports, far, _folder: folder }
}

fn scan(ordinal: u16) -> ScanId {
    ScanId::parse(&format!("39855302-231126-000001-{ordinal}")).unwrap()
}

impl Rig {
    async fn told(&mut self) -> String {
        let report = loop {
            let report = self.reports.recv().await.unwrap();
            if !matches!(report, LaneReport::Exposed { .. }) {
                break report;
            }
        };
        match report {
            LaneReport::Exposed { .. } => "exposed".to_owned(),
            LaneReport::Connected { .. } => "connected".to_owned(),
            LaneReport::PrewarningBegan { .. } => "warning".to_owned(),
            LaneReport::BeamBegan { .. } => "beam".to_owned(),
            LaneReport::ScanEnded { end: ScanEnd::Completed { columns, lost, .. }, .. } => {
                assert_eq!(columns + lost, COLUMNS);
                "whole".to_owned()
            }
            LaneReport::ScanEnded { end, .. } => format!("{end:?}"),
            LaneReport::ImageDropped { image, .. } => {
                assert_eq!(std::fs::metadata(&image.path).unwrap().len(), image.bytes);
                "image".to_owned()
            }
            LaneReport::ImageMissing { why, .. } => format!("no image: {why:?}"),
            LaneReport::FaultRaised(fault) => format!("raised {fault:?}"),
            LaneReport::FaultCleared(fault) => format!("cleared {fault:?}"),
            LaneReport::Disconnected => "lost".to_owned(),
        }
    }

    async fn expect(&mut self, reports: &[&str]) {
        for report in reports {
            assert_eq!(self.told().await, *report);
        }
    }
}

#[tokio::test]
async fn a_scan_at_once_is_told_from_its_warning_to_its_image() {
    let mut rig = rig(Steps::AtOnce);
    rig.expect(&["connected"]).await;
    rig.lane.request_scan(scan(1)).await.unwrap();
    rig.expect(&["warning", "beam", "whole", "image"]).await;
    assert_eq!(rig.lane.view().borrow().impediment(), None);
    rig.lane.expect_image(scan(1)).await;
    rig.lane.expect_image(scan(2)).await;
    rig.expect(&["image", "no image: NeverCame"]).await;
}

#[tokio::test]
async fn each_fate_is_told_in_the_drivers_order_and_its_fault_stays_until_it_is_acknowledged() {
    let mut rig = rig(Steps::AtOnce);
    rig.expect(&["connected"]).await;
    let light = Input::LightCurtain;
    let fates: [(Fate, &[&str], Option<&str>); 5] = [
        (Fate::Refused(7), &["Refused(7)"], None),
        (
            Fate::NoImage(ImageFault::DigestDiffers),
            &["warning", "beam", "whole", "no image: DigestDiffers"],
            None,
        ),
        (
            Fate::Opens(light),
            &["warning", "beam", "raised Opened(LightCurtain)", "Faulted(Opened(LightCurtain))"],
            Some("cleared Opened(LightCurtain)"),
        ),
        (
            Fate::SourceFails(12),
            &["warning", "beam", "raised Source(12)", "Faulted(Source(12))"],
            Some("cleared Source(12)"),
        ),
        (
            Fate::LosesLink,
            &["warning", "beam", "raised LinkLost", "Faulted(LinkLost)", "lost", "connected"],
            Some("cleared LinkLost"),
        ),
    ];
    for (number, (fate, told, cleared)) in (1..).zip(fates) {
        rig.far.next_scan(fate).await;
        rig.lane.request_scan(scan(number)).await.unwrap();
        rig.expect(told).await;
        let refused = rig.lane.view().borrow().impediment();
        assert_eq!(refused, cleared.map(|_| Impediment::Fault), "{fate:?}");
        rig.lane.acknowledge_fault().await.unwrap();
        rig.expect(cleared.as_slice()).await;
        assert_eq!(rig.lane.view().borrow().impediment(), None, "{fate:?}");
    }
}

#[tokio::test]
async fn step_by_step_nothing_is_told_before_its_step_and_a_stop_ends_the_scan() {
    let mut rig = rig(Steps::OneByOne);
    rig.expect(&["connected"]).await;
    rig.lane.request_scan(scan(1)).await.unwrap();
    assert_eq!(rig.lane.request_scan(scan(2)).await, Err(Impediment::Busy));
    assert!(rig.reports.try_recv().is_err());
    for told in ["warning", "beam"] {
        assert_eq!(rig.far.step().await, Stepped::On);
        rig.expect(&[told]).await;
    }
    rig.lane.stop();
    rig.lane.view().wait_for(|view| matches!(view.phase, ScanPhase::Stopping { .. })).await.unwrap();
    assert_eq!(rig.far.step().await, Stepped::Last);
    rig.expect(&["Stopped"]).await;
    assert_eq!(rig.far.step().await, Stepped::Nothing);
    assert_eq!(rig.lane.view().borrow().impediment(), None);
}
