//! A stop in the journal, whichever the actor hears of first: the officer's key or the end of the scan.

use super::{Desk, booth};
use crate::domain::fact::BoothFact;
use crate::domain::lane::LaneReport;
use crate::domain::number::ScanId;
use crate::domain::scan::ScanEnd;
use crate::station::contract::Request;
use crate::store::Options;
use tokio::sync::mpsc;

const OPTIONS: Options = Options::sized(1 << 20, 0);

#[tokio::test]
async fn a_stop_whose_scan_has_ended_before_it_is_heard_of_is_a_fact() {
    let folder = tempfile::tempdir().unwrap();
    let (tell, told) = mpsc::channel(1);
    let desk = Desk::open_told(folder.path(), OPTIONS, booth(folder.path()), Some(told)).await;
    let oms = desk.sign_in(0).await;
    let scan = ScanId::parse("50301-030826-000417-1").unwrap();
    tell.send(LaneReport::ScanEnded { scan: scan.clone(), end: ScanEnd::Stopped }).await.unwrap();
    // A report goes before a request, so this one comes second.
    for _ in 0..2 {
        desk.ask(oms, Request::StopScan).await.unwrap();
    }
    let stops: Vec<_> = desk
        .booth_facts()
        .await
        .into_iter()
        .filter_map(|fact| match fact {
            BoothFact::StopRequested { scan } => Some(scan),
            _ => None,
        })
        .collect();
    assert_eq!(stops, [Some(scan)]);
    desk.close().await;
}
