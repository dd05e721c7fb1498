//! Malfunctions of the month: found, told, repaired, tested, returned to service by two people; scans are refused meanwhile.

use super::chance::Chance;
use super::world::World;
use crate::domain::malfunction::{
    ImageTest, MalfunctionNumber, MalfunctionStep, Service, Symptom, TestResult, Told,
};
use crate::station::contract::day::DayRequest;
use anyhow::{Context, Result};
use std::sync::Arc;
use std::time::Duration;

/// What the malfunctions' chances are for.
const PURPOSE: u64 = 0x3A1F;

/// So many in a thousand days: four in a month.
const IN_A_THOUSAND_DAYS: u64 = 133;

/// Malfunctions with which the complex stays in use, per mille.
const IN_USE: u64 = 250;

/// Repairs whose first test fails, per mille.
const FAILED_TEST: u64 = 250;

/// None is found so late in the month that it would outlast it.
const LAST: Duration = Duration::from_hours(10);

/// Part, symptom, and what was done.
const KINDS: [(&str, &str, &str); 6] = [
    ("линейка детекторов", "тёмная полоса на снимке, модули 14–16 молчат", "заменён модуль 15, калибровка"),
    ("ускоритель", "источник не выходит на мощность", "заменён тиратрон, прогрев"),
    ("қақпа № 1", "толық жабылмайды, тізбек ашық", "бағыттауышы ауыстырылды"),
    ("световой барьер", "ложные срабатывания при снегопаде", "очищены и отъюстированы головки"),
    ("система охлаждения", "перегрев, источник отключается", "долит теплоноситель, заменён насос"),
    ("конвейер данных", "снимки приходят с опозданием", "ауыстырылды желілік коммутатор"),
];

const WHOM: [&str; 2] = ["дежурный по таможенному посту", "сервисная служба ИДК"];

const HOW: [&str; 3] = ["по телефону", "по рации", "қызметтік хатпен"];

/// The days on which something fails, each at a time of its own.
pub(super) fn malfunctions(world: &Arc<World>, days: u64) {
    for day in 0..days {
        let mut chance = Chance::of(world.seed, &[PURPOSE, day]);
        let at = Duration::from_hours(day * 24) + chance.seconds(0, 24 * 3_600 - 1);
        if chance.happens(IN_A_THOUSAND_DAYS) && at + LAST < world.end {
            world.business.close();
            let process = fail(Arc::clone(world), chance);
            world.agenda.spawn(at, process);
        }
    }
}

async fn fail(world: Arc<World>, mut chance: Chance) -> Result<()> {
    let (part, symptom, work) = chance.one(&KINDS).copied().unwrap_or_default();
    let service = if chance.happens(IN_USE) { Service::InUse } else { Service::Stopped };
    let number = report(&world, Symptom { part: part.into(), symptom: symptom.into(), service }).await?;
    if service == Service::Stopped {
        world.service.close();
    }
    for whom in WHOM {
        world.agenda.wait(chance.seconds(90, 700)).await?;
        let told = Told { whom: whom.into(), how: chance.word(&HOW).into() };
        follow(&world, number, MalfunctionStep::Tell(told)).await?;
    }
    world.agenda.wait(chance.decision(2_400, 16_000)).await?;
    follow(&world, number, MalfunctionStep::Repair(work.into())).await?;
    if chance.happens(FAILED_TEST) {
        test(&world, &mut chance, number, TestResult::Failed).await?;
        world.agenda.wait(chance.seconds(1_200, 3_000)).await?;
        follow(&world, number, MalfunctionStep::Repair("повторная юстировка".into())).await?;
    }
    test(&world, &mut chance, number, TestResult::Passed).await?;
    world.agenda.wait(chance.seconds(120, 400)).await?;
    put_back(&world, number).await?;
    if service == Service::Stopped {
        world.service.open();
    }
    world.business.open();
    Ok(())
}

async fn report(world: &World, symptom: Symptom) -> Result<MalfunctionNumber> {
    let officer = world.oms.take().await?;
    world.day(&officer, DayRequest::Report(symptom)).await?;
    world.release(officer, &world.oms).await?;
    world.tally().malfunctions += 1;
    let booth = world.booth().await?;
    let newest = booth.open_malfunctions().map(|malfunction| malfunction.number).max();
    newest.context("the malfunction is not in the register")
}

async fn follow(world: &World, number: MalfunctionNumber, step: MalfunctionStep) -> Result<()> {
    let officer = world.supervisors.take().await?;
    world.day(&officer, DayRequest::Follow { number, step }).await?;
    world.release(officer, &world.supervisors).await
}

async fn test(
    world: &World,
    chance: &mut Chance,
    number: MalfunctionNumber,
    result: TestResult,
) -> Result<()> {
    world.agenda.wait(chance.seconds(400, 1_200)).await?;
    let note = match result {
        TestResult::Passed => "сталь 280 мм, проволока 2,0 мм: видны",
        TestResult::Failed => "проволока 2,0 мм не видна",
    };
    follow(world, number, MalfunctionStep::Test(ImageTest { result, note: note.into() })).await
}

/// Two named people return the complex to service.
async fn put_back(world: &World, number: MalfunctionNumber) -> Result<()> {
    let supervisor = world.supervisors.take().await?;
    let officer = world.oms.take().await?;
    let second = (supervisor.member.officer.id.clone(), supervisor.member.pin.clone());
    world.day(&officer, DayRequest::Return { number, second }).await?;
    world.release(officer, &world.oms).await?;
    world.release(supervisor, &world.supervisors).await
}
