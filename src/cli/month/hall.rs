//! In the hall: driver out, zone searched, the scan from its request to its image, and what is done when it fails.

use super::crew::Duty;
use super::truck::{ScanFate, Truck};
use super::world::{Worked, World};
use crate::domain::case::{Case, CaseState};
use crate::domain::lane::ScanPhase;
use crate::domain::step::{Confirmation, LaneCheck, Step};
use crate::scanner::simulator::instant::{Fate, Stepped};
use crate::station::contract::Request;
use anyhow::{Context, Result};
use std::time::Duration;

/// The device answers a request in about so long.
const ANSWER: Duration = Duration::from_millis(300);

/// A repeat that failed so often is a fault of ours.
const MAX_TRIES: u32 = 20;

/// Why a scan is made again, by how the one before ended.
fn repeat_reason(case: &Case) -> &'static str {
    use crate::domain::scan::{NoImage, ScanEnd};
    let Some(scan) = case.last_scan() else { return "" };
    match (&scan.outcome, &scan.no_image) {
        (_, Some(NoImage::Unfit { .. })) => "снимок непригоден для анализа",
        (_, Some(NoImage::Missing(_))) => "снимок не получен",
        (Some(ScanEnd::Stopped), _) => "сканирование остановлено оператором",
        (Some(ScanEnd::Refused(_)), _) => "кешен сұратудан бас тартты",
        (Some(ScanEnd::Faulted(_)), _) => "сбой во время сканирования",
        (Some(ScanEnd::Completed { .. }) | None, _) => "повторное сканирование",
    }
}

/// Scans until there is an image.
pub(super) async fn scan_until_image(world: &World, truck: &mut Truck, case: Worked) -> Result<Worked> {
    let lane = world.lane.take().await?;
    let officer = world.oms.take().await?;
    let mut case = case;
    world.agenda.wait(truck.chance.seconds(35, 80)).await?;
    for _ in 0..MAX_TRIES {
        case = scan(world, truck, &officer, &case).await?;
        if case.state == CaseState::Queued {
            break;
        }
        world.tally().failed += 1;
        recover(world, truck, &officer).await?;
        world.agenda.wait(truck.chance.seconds(20, 120)).await?;
    }
    world.agenda.wait(truck.chance.seconds(15, 35)).await?;
    world.release(officer, &world.oms).await?;
    world.lane.give(lane);
    Ok(case)
}

/// One scan; the case as it is when the scan has come to its image or to nothing.
async fn scan(world: &World, truck: &mut Truck, officer: &Duty, case: &Case) -> Result<Worked> {
    let check = LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
    let checked = world.take(officer, case, Step::ConfirmLane(check)).await?;
    world.agenda.wait(truck.chance.seconds(3, 12)).await?;
    let fate = truck.next_scan();
    world.far.next_scan(if let ScanFate::Far(fate) = fate { fate } else { Fate::Completes }).await;
    let repeat_reason = (!case.scans.is_empty()).then(|| repeat_reason(case).into());
    let mut case = world.take(officer, &checked, Step::RequestScan { repeat_reason }).await?;
    world.tally().scans += 1;
    while matches!(case.state, CaseState::Scanning | CaseState::AwaitingImage) {
        world.agenda.wait(until_next(world, truck)).await?;
        if fate == ScanFate::Stopped && matches!(world.far.view().phase, ScanPhase::Beam { .. }) {
            world.ask(officer, Request::StopScan).await?;
            world.agenda.wait(ANSWER).await?;
        }
        case = step(world, &case).await?;
    }
    Ok(case)
}

/// How long the lane takes to its next word.
fn until_next(world: &World, truck: &mut Truck) -> Duration {
    match world.far.view().phase {
        ScanPhase::Requested { .. } => ANSWER,
        ScanPhase::Prewarning { .. } => Duration::from_millis(5_000 + truck.chance.pick(400)),
        ScanPhase::Beam { .. } => truck.chance.seconds(10, 24),
        ScanPhase::Stopping { .. } | ScanPhase::Idle => truck.chance.seconds(2, 6),
    }
}

/// The lane's next word, taken in by the station before anything else happens.
async fn step(world: &World, case: &Case) -> Result<Worked> {
    let stepped = world.far.step().await;
    settle(world).await?;
    let case = world.case(&case.number).await?;
    if case.state != CaseState::AwaitingImage || stepped == Stepped::On {
        return Ok(case);
    }
    // The image was dropped, and the station reads it beside its other work.
    let is_read = |state: CaseState| state != CaseState::AwaitingImage;
    let mut snapshots = world.station.snapshot();
    let found = snapshots.wait_for(|now| now.case(&case.number).is_none_or(|case| is_read(case.state))).await;
    drop(found.context("the station has gone")?);
    world.case(&case.number).await
}

/// Waits until the station shows the lane as it was last told.
async fn settle(world: &World) -> Result<()> {
    let view = world.far.view();
    let mut snapshots = world.station.snapshot();
    drop(snapshots.wait_for(|now| now.lane == view).await.context("the station has gone")?);
    Ok(())
}

/// After a failure: a link that was lost comes back, a latched fault is looked into and acknowledged.
async fn recover(world: &World, truck: &mut Truck, officer: &Duty) -> Result<()> {
    if world.far.view().fault.is_none() {
        return Ok(());
    }
    world.agenda.wait(truck.chance.seconds(30, 90)).await?;
    if world.far.step().await != Stepped::Nothing {
        settle(world).await?;
    }
    world.agenda.wait(truck.chance.seconds(40, 300)).await?;
    world.ask(officer, Request::AcknowledgeFault).await?;
    settle(world).await
}
