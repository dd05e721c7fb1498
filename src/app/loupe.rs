//! Renders pictures off the loop: one worker, the latest job wins, nothing queues.

use crate::imaging::pyramid::{Pyramid, PyramidError};
use crate::imaging::render::render;
use crate::imaging::render::transmission_at;
use crate::imaging::tone::{Preset, Tone};
use crate::station::contract::Picture;
use crate::ui::message::{Message, RenderJob, Rendered};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// Where jobs are left; a job that was not begun yet is replaced by the next.
pub(super) type Jobs = watch::Sender<Option<Arc<RenderJob>>>;

/// Starts the worker. It ends when the jobs' sender is dropped.
pub(super) fn start(results: mpsc::Sender<Message>) -> Jobs {
    let (jobs, mut waiting) = watch::channel::<Option<Arc<RenderJob>>>(None);
    tokio::task::spawn(async move {
        let mut open: Option<Open> = None;
        while waiting.changed().await.is_ok() {
            let Some(job) = waiting.borrow_and_update().clone() else { continue };
            let kept = open.take();
            let done = tokio::task::spawn_blocking(move || work(kept, &job)).await;
            let Ok((kept, rendered)) = done else { continue };
            open = kept;
            if results.send(Message::Rendered(Box::new(rendered))).await.is_err() {
                return;
            }
        }
    });
    jobs
}

/// The pyramid of the last job, kept for the next one.
struct Open {
    picture: Picture,
    pyramid: Pyramid,
}

fn work(kept: Option<Open>, job: &RenderJob) -> (Option<Open>, Rendered) {
    let fallback = job.tone.clone().unwrap_or_else(|| Preset::Full.tone(&[]));
    let failed = |error: &dyn std::fmt::Display| Rendered {
        case: job.picture.case.clone(),
        generation: job.generation,
        grey: Err(error.to_string()),
        tone: fallback,
        value: None,
    };
    let mut open = match reopen(kept, &job.picture) {
        Ok(open) => open,
        Err(error) => return (None, failed(&error)),
    };
    match drawn(&mut open.pyramid, job) {
        Ok(rendered) => (Some(open), rendered),
        Err(error) => (None, failed(&error)),
    }
}

fn reopen(kept: Option<Open>, picture: &Picture) -> Result<Open, PyramidError> {
    match kept {
        Some(open) if Arc::ptr_eq(&open.picture.tiles, &picture.tiles) => Ok(open),
        _ => {
            let pyramid = Pyramid::open(picture.tiles.try_clone()?)?;
            Ok(Open { picture: picture.clone(), pyramid })
        }
    }
}

fn drawn(pyramid: &mut Pyramid, job: &RenderJob) -> Result<Rendered, PyramidError> {
    let tone: Tone = job.tone.clone().unwrap_or_else(|| Preset::Auto.tone(pyramid.histogram()));
    let grey = render(pyramid, &job.viewport, job.screen, &tone)?;
    let value = match job.read_at {
        Some((x, y)) => transmission_at(pyramid, 0, x, y)?,
        None => None,
    };
    Ok(Rendered { case: job.picture.case.clone(), generation: job.generation, grey: Ok(grey), tone, value })
}
