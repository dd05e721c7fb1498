//! What the devices read back of the beam: bound to the case whose scan it was, kept by the booth where no case awaits it.

use super::{Desk, booth, picture};
use crate::domain::authority::authorise_role;
use crate::domain::fact::BoothFact;
use crate::domain::lane::{Exposure, Impediment, LaneReport};
use crate::domain::number::ScanId;
use crate::domain::officer::Role;
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKind;
use crate::station::contract::Request;
use crate::station::contract::day::DayRequest;
use crate::store::Options;
use tokio::sync::mpsc;

const OPTIONS: Options = Options::sized(1 << 20, 0);

fn exposure(beam_ms: u32) -> Exposure {
    Exposure { beam_ms, dose_nsv: Some(30), hours_after: Some(beam_ms / 100), ..Exposure::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exposure_is_the_case_s_whose_scan_it_was_and_else_the_booth_s() {
    let folder = tempfile::tempdir().unwrap();
    let (data, image) = (folder.path().join("data"), folder.path().join("a.png"));
    picture(&image, 0);
    let (tell, told) = mpsc::channel(1);
    let desk = Desk::open_told(&data, OPTIONS, booth(&data), Some(told)).await;
    let oms = desk.sign_in(0).await;
    desk.ask(oms, Request::Day(DayRequest::OpenShift)).await.unwrap();
    let case = desk.import(&image).await;
    let own = case.scans[0].id.clone();
    let nobodys = ScanId::parse("50301-030826-000417-1").unwrap();
    for (scan, beam_ms) in [(Some(own.clone()), 21_000), (Some(nobodys.clone()), 400), (None, 300_000)] {
        tell.send(LaneReport::Exposed { scan, exposure: exposure(beam_ms) }).await.unwrap();
    }
    desk.until(|now| now.day.shift.as_ref().is_some_and(|shift| shift.figures.beam_ms == 321_400)).await;
    desk.until(|now| {
        let kept = now.case(&case.number).and_then(|case| case.scans[0].exposure.clone());
        kept.is_some_and(|kept| *kept == exposure(21_000))
    })
    .await;
    let kept: Vec<_> = desk
        .booth_facts()
        .await
        .into_iter()
        .filter_map(|fact| match fact {
            BoothFact::SourceExposed { scan, exposure } => Some((scan, exposure.beam_ms)),
            _ => None,
        })
        .collect();
    assert_eq!(kept, [(Some(nobodys), 400), (None, 300_000)]);
    let last = desk.station.handle.snapshot().borrow().day.last_exposure;
    assert_eq!(last.and_then(|last| last.hours_tenths), Some(3_000), "a warm-up is due by the last of them");
    desk.close().await;
}

#[tokio::test]
async fn a_warm_up_that_the_lane_refuses_is_no_fact() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let (oms, oac) = (desk.sign_in(0).await, desk.sign_in(1).await);
    let refused = desk.ask(oac, Request::PrepareSource).await.unwrap_err();
    assert_eq!(refused, authorise_role(Role::Oac, StepKind::PrepareSource).unwrap_err());
    let refused = desk.ask(oms, Request::PrepareSource).await.unwrap_err();
    assert_eq!(refused, Refusal::Lane(Impediment::Disconnected));
    assert!(!desk.booth_facts().await.contains(&BoothFact::WarmupRequested));
    desk.close().await;
}
