//! The writer: two officers at work until somebody cuts the power.

use crate::booth::Booth;
use crate::{acknowledge, cases};
use anyhow::{Context, Result, bail};
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::step::{Confirmation, LaneCheck, Step};
use intrascope::station::contract::{Pin, Request, SessionId, StoreHealth};
use intrascope::words::Language;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What the officers do when the store refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// They leave.
    None,
    /// They try the same step once more when the store answers again.
    TriesAgain,
}

/// Works on so many cases, from the first that no run before began.
pub async fn write(dir: &Path, rounds: u64, patience: Patience) -> Result<()> {
    let booth = Booth::start(dir).await?;
    booth.lane_is_ready().await?;
    let first = first_case(&booth).await?;
    println!("S {first}");
    let mut reading: Option<(u64, Arc<Case>)> = None;
    for k in first..first.saturating_add(rounds) {
        let mut lane: Option<Arc<Case>> = None;
        for step in 0..cases::STEPS {
            let pass = || lane_step(&booth, k, step, lane.as_deref());
            let read = || reading_step(&booth, step, reading.as_ref());
            let (mut passed, mut was_read) = tokio::join!(pass(), read());
            if patience == Patience::TriesAgain {
                if is_refused(&passed) {
                    booth.wait_for_store().await?;
                    passed = pass().await;
                }
                if is_refused(&was_read) {
                    booth.wait_for_store().await?;
                    was_read = read().await;
                }
            } else {
                booth.keeps()?;
            }
            lane = Some(passed.with_context(|| format!("case {k}, step {step}"))?);
            if let Some(case) = was_read.with_context(|| format!("case before {k}, step {step}"))? {
                reading = reading.map(|(k, _)| (k, case));
            }
            acknowledge(k * cases::STEPS + step)?;
        }
        reading = lane.map(|case| (k, case));
    }
    booth.end().await;
    Ok(())
}

/// Whether the store refused.
fn is_refused<T>(result: &Result<T>) -> bool {
    let error = result.as_ref().err().and_then(|error| error.downcast_ref());
    matches!(error, Some(Refusal::Store(_)))
}

/// One more than the highest case that there is.
async fn first_case(booth: &Booth) -> Result<u64> {
    let rows = booth.rows().await?;
    let known = rows.iter().filter_map(|row| cases::of_plate(&row.title));
    Ok(known.max().map_or(0, |last| last + 1))
}

/// A step of the OMS with case `k`.
async fn lane_step(booth: &Booth, k: u64, step: u64, case: Option<&Case>) -> Result<Arc<Case>> {
    let Some(case) = case else {
        return booth.ask(booth.oms, Request::Register(Box::new(cases::draft(k)))).await;
    };
    let confirmed = Confirmation::Confirmed;
    match step {
        1 => take(booth, booth.oms, case, Step::Admit(cases::gate(k))).await,
        2 => {
            let check = LaneCheck { driver_out: confirmed, zone_searched: confirmed };
            take(booth, booth.oms, case, Step::ConfirmLane(check)).await
        }
        3 => {
            booth.at_scanner.store(k, Ordering::Release);
            request_scan(booth, case).await
        }
        _ => image_in(booth, case).await,
    }
}

/// Requests the scan; where the lane forbids it for an instant, as on a machine that stood still, once more when it is ready.
async fn request_scan(booth: &Booth, case: &Case) -> Result<Arc<Case>> {
    loop {
        booth.lane_is_ready().await?;
        let requested = take(booth, booth.oms, case, Step::RequestScan { repeat_reason: None }).await;
        let lane = requested.as_ref().err().and_then(|error| error.downcast_ref());
        let unchanged = booth.handle.snapshot().borrow().case(&case.number).map(|now| now.revision);
        if !matches!(lane, Some(Refusal::Lane(_))) || unchanged != Some(case.revision) {
            return requested;
        }
    }
}

/// Waits until every screen shows the case's image as kept. A screen may still show the case as it was before the request.
async fn image_in(booth: &Booth, asked: &Case) -> Result<Arc<Case>> {
    let mut snapshot = booth.handle.snapshot();
    let now = snapshot
        .wait_for(|now| {
            let case = now.case(&asked.number).filter(|case| case.revision > asked.revision);
            let ended =
                case.is_some_and(|case| matches!(case.state, CaseState::Queued | CaseState::Admitted));
            ended || now.store != StoreHealth::Keeps
        })
        .await?;
    match now.case(&asked.number) {
        Some(case) if case.state == CaseState::Queued => Ok(Arc::clone(case)),
        other => bail!("no image: {:?}, the store {:?}", other.and_then(|case| case.last_scan()), now.store),
    }
}

/// A step of the OAC with the case that was scanned last, where there is one.
async fn reading_step(
    booth: &Booth,
    step: u64,
    last: Option<&(u64, Arc<Case>)>,
) -> Result<Option<Arc<Case>>> {
    let Some((k, case)) = last else { return Ok(None) };
    read_case(booth, *k, step, case).await.map(Some)
}

async fn read_case(booth: &Booth, k: u64, step: u64, case: &Case) -> Result<Arc<Case>> {
    match step {
        0 => take(booth, booth.oac, case, Step::BeginAnalysis).await,
        1 => {
            let marked = take(booth, booth.oac, case, Step::PlaceMark(cases::mark(k))).await?;
            if cases::is_suspected(k) {
                return Ok(marked);
            }
            take(booth, booth.oac, &marked, Step::RemoveMark { number: 1 }).await
        }
        2 => take(booth, booth.oac, case, Step::GiveVerdict(Box::new(cases::conclusion(k)))).await,
        3 => {
            let (case, revision) = (case.number.clone(), case.revision);
            booth.ask(booth.oac, Request::PrintSheet { case, revision, language: Language::Kk }).await
        }
        _ if cases::is_suspected(k) => {
            let to = cases::recipient(k).as_str().into();
            take(booth, booth.oac, case, Step::HandOver { to }).await
        }
        _ => take(booth, booth.oac, case, Step::RecordSeal { seal: cases::seal(k)? }).await,
    }
}

async fn take(booth: &Booth, who: SessionId, case: &Case, step: Step) -> Result<Arc<Case>> {
    let pin: Option<Pin> = matches!(step, Step::GiveVerdict(_)).then(Booth::pin);
    let request =
        Request::Take { case: case.number.clone(), revision: case.revision, step: Box::new(step), pin };
    booth.ask(who, request).await
}
