//! The check: everything acknowledged is there and whole, the folder verifies, and the booth goes on.

use crate::booth::{self, Booth};
use crate::cases::{self, WHOLE};
use crate::runtime;
use anyhow::{Context, Result, bail, ensure};
use intrascope::domain::case::Case;
use intrascope::domain::step::Conclusion;
use intrascope::domain::text::CleanText;
use intrascope::station::contract::Request;
use intrascope::store::{IndexReport, MAX_ROWS, Store, WitnessReport, verify};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A plate that no run uses: the case that the check itself registers.
const AFTERWARDS: &str = "AFTERWARDS";

/// A writer's run: the case it began with and the last step it acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    first: u64,
    last: u64,
}

/// Reads `ACKED` or `FIRST:LAST,FIRST:LAST…`.
pub fn runs(text: &str) -> Result<Vec<Run>> {
    if let Ok(acked) = text.parse::<i64>() {
        return Ok(u64::try_from(acked).map(|last| Run { first: 0, last }).into_iter().collect());
    }
    text.split(',')
        .filter(|run| !run.is_empty())
        .map(|run| {
            let (first, last) = run.split_once(':').context("a run is FIRST:LAST")?;
            Ok(Run { first: first.parse()?, last: last.parse()? })
        })
        .collect()
}

/// Steps that each case must have at least.
fn owed(runs: &[Run]) -> BTreeMap<u64, u64> {
    let mut owed = BTreeMap::new();
    for Run { first, last } in runs {
        let (round, done) = (last / cases::STEPS, last % cases::STEPS + 1);
        for k in *first..=round {
            let steps = match round - k {
                0 => done,
                1 => cases::STEPS + done,
                _ => WHOLE,
            };
            owed.insert(k, steps);
        }
    }
    owed
}

pub fn check(dir: &Path, runs: &[Run]) -> Result<()> {
    if runs.is_empty() && !dir.exists() {
        return Ok(());
    }
    let owed = owed(runs);
    let (mut store, _) = booth::open(dir)?;
    check_cases(&mut store, dir, &owed)?;
    store.close()?;
    holds(dir).context("after the first opening")?;

    let (store, report) = booth::open(dir).context("the second time")?;
    ensure!(report.tail_cut.is_none(), "the second opening cut again: {:?}", report.tail_cut);
    let index = store.wait_for_index()?;
    ensure!(index == IndexReport::Kept, "the second opening found the index {index:?}");
    ensure!(report.witness == WitnessReport::Agreed, "the second opening: witness {:?}", report.witness);
    store.close()?;

    runtime()?.block_on(go_on(dir))?;
    holds(dir).context("after the station went on")
}

fn holds(dir: &Path) -> Result<()> {
    let report = verify(dir);
    ensure!(report.holds(), "the folder does not verify: {:?}", report.findings);
    Ok(())
}

/// A station starts on the folder and takes one more request.
async fn go_on(dir: &Path) -> Result<()> {
    let booth = Booth::start(dir).await.context("no station starts")?;
    let register = Request::Register(Box::new(cases::plated(AFTERWARDS)));
    let registered = booth.ask(booth.oms, register).await.context("the station takes no request");
    booth.end().await;
    let number = registered?.number.clone();
    let (store, _) = booth::open(dir)?;
    ensure!(store.case(&number)?.is_some_and(|case| case.title() == AFTERWARDS), "{number} is not there");
    store.close()?;
    Ok(())
}

fn check_cases(store: &mut Store, dir: &Path, owed: &BTreeMap<u64, u64>) -> Result<()> {
    let found = all_cases(store)?;
    for (k, steps) in owed {
        let Some(case) = found.get(k) else {
            bail!("case {k} is lost; {steps} of its steps were acknowledged")
        };
        let there = cases::progress(case);
        ensure!(
            there >= *steps,
            "case {k} has {there} steps, {steps} were acknowledged; it is {:?}",
            case.state
        );
    }
    for (k, case) in &found {
        check_case(store, dir, *k, case).with_context(|| format!("case {k}, {}", case.number))?;
    }
    Ok(())
}

/// Every case of the writer, by its `k`.
fn all_cases(store: &mut Store) -> Result<BTreeMap<u64, Case>> {
    let mut found = BTreeMap::new();
    let mut before = None;
    loop {
        let rows = store.rows(MAX_ROWS, before.as_ref())?;
        let Some(last) = rows.last() else { return Ok(found) };
        before = Some(last.number.clone());
        for row in &rows {
            let Some(k) = cases::of_plate(&row.title) else { continue };
            let case = store.case(&row.number)?.with_context(|| format!("{} is a row only", row.number))?;
            ensure!(case.revision == row.revision, "{} and its row differ", row.number);
            ensure!(found.insert(k, case).is_none(), "case {k} is there twice");
        }
    }
}

/// What there is of a case, acknowledged or not, is what was asked for.
fn check_case(store: &Store, dir: &Path, k: u64, case: &Case) -> Result<()> {
    let steps = cases::progress(case);
    let Ok(registration) = cases::draft(k).check() else { bail!("the draft is not right") };
    ensure!(case.registration.as_ref() == Some(&registration), "registered as {:?}", case.registration);
    if steps > 1 {
        ensure!(case.gate == Some(cases::gate(k)), "admitted with {:?}", case.gate);
    }
    if steps > 4 {
        check_image(store, k, case)?;
    }
    if steps > 6 && cases::is_suspected(k) {
        ensure!(case.marks == [cases::mark(k)], "marks {:?}", case.marks);
    }
    if steps > 7 {
        // What the booth signed of it is the booth's own.
        let given = case.conclusion.clone().map(|given| Conclusion { mark: None, record: None, ..given });
        ensure!(given == Some(cases::conclusion(k)), "verdict {given:?}");
    }
    if let Some(sheet) = &case.sheet {
        let pdf = fs::read(dir.join("outbox").join(&sheet.file)).context("the sheet")?;
        ensure!(cases::hexadecimal_digest(&pdf) == sheet.sha256, "the sheet is another");
    }
    if steps == WHOLE {
        ensure!(case.revision.0 == cases::facts(k), "{} facts", case.revision.0);
    }
    if steps == WHOLE && cases::is_suspected(k) {
        let to = case.handed_to.as_ref().map(CleanText::as_str);
        ensure!(to == Some(cases::recipient(k).as_str()), "handed to {to:?}");
    } else if steps == WHOLE {
        ensure!(case.seal == Some(cases::seal(k)?), "seal {:?}", case.seal);
    }
    Ok(())
}

fn check_image(store: &Store, k: u64, case: &Case) -> Result<()> {
    let image = case.image().context("no image")?;
    let dropped = cases::image(k)?;
    ensure!(image.sha256.as_str() == cases::hexadecimal_digest(&dropped), "another image is named");
    ensure!(image.bytes == dropped.len() as u64, "{} bytes are named", image.bytes);
    let kept = fs::read(store.vault().path(&image.sha256)).context("the original")?;
    ensure!(kept == dropped, "the original is not what was dropped");
    Ok(())
}
