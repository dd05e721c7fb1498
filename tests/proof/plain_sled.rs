//! The same steps in plain sled, flushed after each as its documentation says: what a harness that sees must find lost.

use crate::{acknowledge, cases};
use anyhow::{Context, Result, ensure};
use std::path::Path;

/// Steps with an image among them, as at the lane.
const IMAGE_STEP: u64 = 4;

pub fn write(dir: &Path) -> Result<()> {
    let db = sled::open(dir)?;
    for step in 0_u64.. {
        db.insert(step.to_be_bytes(), record(step)?)?;
        db.flush()?;
        acknowledge(step)?;
    }
    Ok(())
}

pub fn check(dir: &Path, acked: i64) -> Result<()> {
    let Ok(last) = u64::try_from(acked) else { return Ok(()) };
    ensure!(dir.exists(), "the database is not there");
    let db = sled::open(dir)?;
    for step in 0..=last {
        let found = db.get(step.to_be_bytes())?.with_context(|| format!("step {step} is lost"))?;
        ensure!(*found == *record(step)?, "step {step} is another");
    }
    Ok(())
}

/// What a step holds: the facts as JSON, and the image where one comes.
fn record(step: u64) -> Result<Vec<u8>> {
    let k = step / cases::STEPS;
    let mut bytes = serde_json::to_vec(&cases::conclusion(k))?;
    bytes.extend(serde_json::to_vec(&cases::gate(step))?);
    if step % cases::STEPS == IMAGE_STEP {
        bytes.extend(cases::image(k)?);
    }
    Ok(bytes)
}
