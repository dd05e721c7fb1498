//! The daily check: every morning, with values that drift a little; once in the month it fails and is repeated.

use super::chance::Chance;
use super::world::World;
use crate::domain::check::{Better, CheckTest, CheckValues, DoseReading};
use crate::domain::text::CleanText;
use crate::domain::time::booth_day;
use crate::station::contract::day::DayRequest;
use anyhow::Result;
use chrono::Days;
use std::sync::Arc;
use std::time::Duration;

/// What the checks' chances are for.
const PURPOSE: u64 = 0xC4EC;

/// When the check is done, hours of the booth's day.
const HOUR: u64 = 6;

/// Checks that limit the use, per mille.
const LIMITED: u64 = 60;

/// The places where the dose is read, with a usual rate, nSv/h.
const PLACES: [(&str, u64); 3] = [("кабина оператора", 110), ("ворота № 2", 160), ("күзет бекеті", 90)];

/// What a check comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Passes,
    Limited,
    Fails,
}

/// A check each morning.
pub(super) async fn checks(world: Arc<World>, days: u64) -> Result<()> {
    let fails = Chance::of(world.seed, &[PURPOSE]).pick(days);
    for day in 0..days {
        let mut chance = Chance::of(world.seed, &[PURPOSE, day]);
        let at = Duration::from_hours(day * 24 + HOUR) + chance.seconds(1_200, 2_700);
        world.agenda.wait_until(at).await?;
        // Nothing is scanned while the test objects stand in the hall.
        let lane = world.lane.take().await?;
        world.agenda.wait(chance.seconds(600, 1_000)).await?;
        let limited = if chance.happens(LIMITED) { Wanted::Limited } else { Wanted::Passes };
        let wanted = if day == fails { Wanted::Fails } else { limited };
        check(&world, &mut chance, wanted).await?;
        if wanted == Wanted::Fails {
            world.service.close();
        }
        world.lane.give(lane);
        if wanted == Wanted::Fails {
            world.agenda.wait(chance.seconds(1_500, 3_600)).await?;
            check(&world, &mut chance, Wanted::Passes).await?;
            world.service.open();
        }
    }
    world.business.open();
    Ok(())
}

async fn check(world: &World, chance: &mut Chance, wanted: Wanted) -> Result<()> {
    let officer = world.oms.take().await?;
    world.agenda.wait(chance.seconds(60, 180)).await?;
    let values = values(world, chance, wanted);
    world.day(&officer, DayRequest::Check(Box::new(values))).await?;
    world.tally().checks += 1;
    world.release(officer, &world.oms).await
}

fn values(world: &World, chance: &mut Chance, wanted: Wanted) -> CheckValues {
    let tests = &world.station.snapshot().borrow().booth.policy.policy.daily_check.tests.clone();
    let worse = match wanted {
        Wanted::Passes => None,
        Wanted::Limited | Wanted::Fails => Some(CheckTest::DeadChannels),
    };
    let value = |(test, limit): (&CheckTest, &crate::domain::check::Limit)| {
        let value = match (worse == Some(*test), wanted) {
            (true, Wanted::Limited) => limit.limited,
            (true, _) => limit.limited + 3,
            // Calibrations are done or not: there is nothing to drift.
            (false, _) if limit.pass <= 1 => limit.pass,
            (false, _) => {
                let drift = u32::try_from(chance.pick(u64::from(limit.pass / 12) + 1)).unwrap_or(0);
                match test.better() {
                    Better::More => limit.pass + drift,
                    Better::Less => limit.pass.saturating_sub(drift),
                }
            }
        };
        (*test, value)
    };
    let values = tests.iter().map(value).collect();
    let verified_until = booth_day(world.agenda.wall()) + Days::new(200);
    let doses = PLACES.map(|(place, usual)| DoseReading {
        place: place.into(),
        rate_nsv_h: u32::try_from(chance.within(usual - 20, usual + 30)).unwrap_or(0),
        device: "ДКГ-07 № 1412".into(),
        verified_until,
    });
    let note = if wanted == Wanted::Fails { "модули 14–16 не отвечают" } else { "" };
    CheckValues { values, doses: doses.to_vec(), note: CleanText::new(note) }
}
