//! What a supervisor does with the month's cases: re-checks, reopening, override, outcomes of the examination, cancellations.

use super::chance::Chance;
use super::crew::Duty;
use super::desk;
use super::truck::{Cargo, Truck};
use super::world::{Worked, World};
use crate::domain::case::{Case, CaseState};
use crate::domain::officer::SealNumber;
use crate::domain::step::{Step, Verdict};
use crate::domain::supervision::{Agreement, Opinion, Outcome, OutcomeResult, Override, Recheck};
use crate::domain::text::CleanText;
use anyhow::Result;
use std::time::Duration;

/// Verdicts that are re-checked, per mille.
const RECHECKED: u64 = 22;

/// Re-checks that do not agree, per mille; of them, those that end in an override rather than a reopening.
const DIFFERS: u64 = 200;
const OVERRIDDEN: u64 = 400;

/// Cases under suspicion whose outcome comes to be known, per mille.
const KNOWN: u64 = 930;

/// Outcomes that confirm the suspicion, per mille; of all, those that are corrected later.
const CONFIRMED: u64 = 380;
const CORRECTED: u64 = 30;

const RECHECK_REASONS: [&str; 3] =
    ["выборочная проверка", "груз из перечня риска", "кезекші тексеру, іріктеу бойынша"];

const FOUND: [&str; 4] = [
    "незадекларированная обувь, 240 пар",
    "тайник в полу прицепа, 36 блоков сигарет",
    "декларацияда жоқ смартфондар, 80 дана",
    "товар под другим кодом, доначислено",
];

/// A supervisor takes the case off the list.
pub(super) async fn cancel(world: &World, chance: &mut Chance, case: &Case, reason: &str) -> Result<()> {
    let supervisor = world.supervisors.take().await?;
    world.agenda.wait(chance.seconds(20, 60)).await?;
    world.take(&supervisor, case, Step::Cancel { reason: reason.into() }).await?;
    world.tally().cancelled += 1;
    world.release(supervisor, &world.supervisors).await
}

/// A supervisor looks at the image too, and says what there is to see.
pub(super) async fn opinion(
    world: &World,
    chance: &mut Chance,
    case: &Case,
    sees: Verdict,
) -> Result<Worked> {
    let supervisor = world.supervisors.take().await?;
    world.agenda.wait(chance.decision(60, 400)).await?;
    let text = match sees {
        Verdict::WithoutSuspicion => "конструкция прицепа, подозрений нет",
        Verdict::UnderSuspicion => "согласен: зону надо досмотреть",
    };
    let case = world.take(&supervisor, case, Step::GiveOpinion(Opinion { sees, text: text.into() })).await?;
    world.tally().opinions += 1;
    world.release(supervisor, &world.supervisors).await?;
    Ok(case)
}

/// What comes after a verdict that was brought to its end.
pub(super) async fn after(world: &World, truck: &mut Truck, case: Worked) -> Result<()> {
    let mut case = case;
    if truck.chance.happens(RECHECKED) {
        let wait = truck.chance.decision(900, 14_000);
        if !in_the_month(world, wait).await? {
            return Ok(());
        }
        case = recheck(world, truck, &case).await?;
    }
    if case.state == CaseState::HandedOver && truck.chance.happens(KNOWN) {
        outcome(world, &mut truck.chance, &case).await?;
    }
    Ok(())
}

/// Waits, unless the month would be over by then.
async fn in_the_month(world: &World, wait: Duration) -> Result<bool> {
    if world.agenda.now() + wait >= world.end {
        return Ok(false);
    }
    world.agenda.wait(wait).await?;
    Ok(true)
}

/// A supervisor re-checks a verdict; one that does not agree reopens the case or gives another verdict.
async fn recheck(world: &World, truck: &mut Truck, case: &Case) -> Result<Worked> {
    let supervisor = world.supervisors.take().await?;
    let reason = truck.chance.word(&RECHECK_REASONS).into();
    let asked = world.take(&supervisor, case, Step::AskRecheck { reason }).await?;
    world.agenda.wait(truck.chance.decision(120, 900)).await?;
    let differs = truck.chance.happens(DIFFERS);
    let (agreement, text) = if differs {
        (Agreement::Differs, "зона у передней стенки не разобрана")
    } else {
        (Agreement::Agrees, "вывод верный")
    };
    let step = Step::Recheck(Recheck { agreement, text: text.into() });
    let case = world.take(&supervisor, &asked, step).await?;
    world.tally().rechecks += 1;
    let case = match differs.then(|| truck.chance.happens(OVERRIDDEN)) {
        None => case,
        Some(true) => overrule(world, &mut truck.chance, &supervisor, &case).await?,
        Some(false) => {
            let reason = CleanText::new("повторный анализ по итогам перепроверки");
            let reopened = world.take(&supervisor, &case, Step::Reopen { reason }).await?;
            world.tally().reopened += 1;
            world.release(supervisor, &world.supervisors).await?;
            return read_again(world, truck, reopened).await;
        }
    };
    world.release(supervisor, &world.supervisors).await?;
    Ok(case)
}

/// The image is read once more; the vehicle is gone, so there is no other scan to ask for.
async fn read_again(world: &World, truck: &mut Truck, case: Worked) -> Result<Worked> {
    truck.is_gone = true;
    if truck.chance.happens(400) {
        truck.cargo = match truck.cargo {
            Cargo::AsDeclared => Cargo::Suspect,
            Cargo::Suspect => Cargo::AsDeclared,
        };
    }
    match desk::read(world, truck, case).await? {
        desk::Read::Closed(case) | desk::Read::Unfit(case) => Ok(case),
    }
}

/// Another verdict by another person, who brings it to its end too.
async fn overrule(world: &World, chance: &mut Chance, supervisor: &Duty, case: &Case) -> Result<Worked> {
    let stands = case.conclusion.as_ref().map(|conclusion| conclusion.verdict);
    let verdict = match stands {
        Some(Verdict::UnderSuspicion) => Verdict::WithoutSuspicion,
        Some(Verdict::WithoutSuspicion) | None => Verdict::UnderSuspicion,
    };
    let marks = match verdict {
        Verdict::UnderSuspicion => vec![desk::zone(chance, case)?],
        Verdict::WithoutSuspicion => Vec::new(),
    };
    let reason = "перепроверка: вывод не подтверждается снимком".into();
    let conclusion = desk::conclusion(chance, verdict);
    let by = Override { reason, conclusion, marks, discrepancies: Vec::new(), second: None };
    let case = world.take(supervisor, case, Step::Override(Box::new(by))).await?;
    world.tally().overridden += 1;
    world.agenda.wait(chance.seconds(20, 90)).await?;
    match verdict {
        Verdict::UnderSuspicion => {
            world.take(supervisor, &case, Step::HandOver { to: desk::examiner(chance) }).await
        }
        Verdict::WithoutSuspicion => {
            let case = desk::print(world, chance, supervisor, &case).await?;
            let seal = SealNumber::parse(&supervisor.member.seal)?;
            world.take(supervisor, &case, Step::RecordSeal { seal }).await
        }
    }
}

/// The examination's outcome, some hours later; some are corrected once more.
async fn outcome(world: &World, chance: &mut Chance, case: &Case) -> Result<()> {
    let wait = chance.decision(2 * 3_600, 70 * 3_600);
    if !in_the_month(world, wait).await? {
        return Ok(());
    }
    let result =
        if chance.happens(CONFIRMED) { OutcomeResult::Confirmed } else { OutcomeResult::NotConfirmed };
    let case = record(world, chance, case, result).await?;
    let later = chance.decision(3_600, 30 * 3_600);
    if chance.happens(CORRECTED) && in_the_month(world, later).await? {
        record(world, chance, &case, OutcomeResult::Confirmed).await?;
    }
    Ok(())
}

async fn record(world: &World, chance: &mut Chance, case: &Case, result: OutcomeResult) -> Result<Worked> {
    let supervisor = world.supervisors.take().await?;
    world.agenda.wait(chance.seconds(30, 120)).await?;
    let act = |kind: &str, number: String| CleanText::new(&format!("{kind} № {number}"));
    let mut documents = vec![act("акт досмотра", chance.digits(6))];
    let found = match result {
        OutcomeResult::Confirmed => {
            documents.push(act("протокол", chance.digits(5)));
            world.tally().confirmed += 1;
            chance.word(&FOUND)
        }
        OutcomeResult::NotConfirmed => {
            world.tally().not_confirmed += 1;
            "жүк құжаттарға сәйкес"
        }
    };
    let outcome = Outcome { result, found: found.into(), documents };
    let case = world.take(&supervisor, case, Step::RecordOutcome(outcome)).await?;
    world.release(supervisor, &world.supervisors).await?;
    Ok(case)
}
