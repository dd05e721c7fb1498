//! In the hall: driver out, zone searched, the scan from its request to its image, and what is done when it fails.

use super::crew::Duty;
use super::truck::{ScanFate, Truck};
use super::world::{Worked, World};
use crate::cli::month::supervision;
use crate::domain::case::{Case, CaseState};
use crate::domain::lane::ScanPhase;
use crate::domain::refusal::Refusal;
use crate::domain::step::{Confirmation, LaneCheck, Step};
use crate::scanner::simulator::instant::{Fate, Stepped};
use crate::station::contract::Request;
use anyhow::{Context, Result, bail};
use std::time::Duration;

/// The device answers a request in about so long.
const ANSWER: Duration = Duration::from_millis(300);

/// Vehicles that find the complex out of service and are sent to another one, per mille.
const SENT_AWAY: u64 = 300;

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

/// Scans until there is an image; none where the vehicle is sent to another complex meanwhile.
pub(super) async fn scan_until_image(
    world: &World,
    truck: &mut Truck,
    case: Worked,
) -> Result<Option<Worked>> {
    let lane = world.lane.take().await?;
    let mut case = case;
    for _ in 0..MAX_TRIES {
        let officer = world.oms.take().await?;
        world.agenda.wait(truck.chance.seconds(35, 80)).await?;
        let scanned = scan(world, truck, &officer, &case).await?;
        match &scanned {
            Scanned::Image(_) => world.agenda.wait(truck.chance.seconds(15, 35)).await?,
            Scanned::Failed(_) => recover(world, truck, &officer).await?,
            Scanned::Barred(_) => {}
        }
        world.release(officer, &world.oms).await?;
        case = match scanned {
            Scanned::Image(case) => {
                world.lane.give(lane);
                return Ok(Some(case));
            }
            Scanned::Failed(case) => case,
            Scanned::Barred(case) if truck.chance.happens(SENT_AWAY) => {
                world.lane.give(lane);
                let reason = "направлен на другой ИДК: этот не работает";
                supervision::cancel(world, &mut truck.chance, &case, reason).await?;
                return Ok(None);
            }
            Scanned::Barred(case) => {
                world.service.pass().await?;
                case
            }
        };
    }
    bail!("{} is scanned without end", case.number)
}

/// What a request for a scan came to.
enum Scanned {
    /// An image that waits to be read.
    Image(Worked),
    /// No image.
    Failed(Worked),
    /// A refusal: the complex is out of service.
    Barred(Worked),
}

/// One scan, until it has come to its image or to nothing.
async fn scan(world: &World, truck: &mut Truck, officer: &Duty, case: &Worked) -> Result<Scanned> {
    let mut case = Worked::clone(case);
    if case.state == CaseState::Admitted {
        let check = LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
        case = world.take(officer, &case, Step::ConfirmLane(check)).await?;
        world.agenda.wait(truck.chance.seconds(3, 12)).await?;
    }
    let repeat_reason = (!case.scans.is_empty()).then(|| repeat_reason(&case).into());
    let fate = truck.next_scan();
    let told = if let ScanFate::Far(fate) = fate { fate } else { Fate::Completes };
    world.far.next_scan(told).await;
    case = match world.try_take(officer, &case, Step::RequestScan { repeat_reason }).await {
        Err(Refusal::Barred(_)) => {
            world.tally().barred += 1;
            return Ok(Scanned::Barred(world.case(&case.number).await?));
        }
        requested => requested.with_context(|| format!("the scan of {}", case.number))?,
    };
    world.tally().scans += 1;
    follow(world, truck, officer, (case, fate)).await
}

/// Follows a scan that was requested to its end.
async fn follow(
    world: &World,
    truck: &mut Truck,
    officer: &Duty,
    (case, fate): (Worked, ScanFate),
) -> Result<Scanned> {
    let mut case = case;
    while matches!(case.state, CaseState::Scanning | CaseState::AwaitingImage) {
        world.agenda.wait(until_next(world, truck)).await?;
        if fate == ScanFate::Stopped && matches!(world.far.view().phase, ScanPhase::Beam { .. }) {
            world.ask(officer, Request::StopScan).await?;
            world.agenda.wait(ANSWER).await?;
        }
        case = step(world, &case).await?;
    }
    if case.state == CaseState::Queued {
        return Ok(Scanned::Image(case));
    }
    world.tally().failed += 1;
    Ok(Scanned::Failed(case))
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
    world.agenda.wait(truck.chance.seconds(20, 120)).await?;
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
