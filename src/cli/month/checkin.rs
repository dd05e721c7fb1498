//! At the window: the form is typed, the gate's questions are asked, the vehicle is admitted or the complex is not applied.

use super::chance::Chance;
use super::crew::Duty;
use super::papers::{self, Load};
use super::truck::Truck;
use super::world::{Worked, World, done};
use crate::cli::month::supervision;
use crate::domain::case::Case;
use crate::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use crate::domain::refusal::Refusal;
use crate::domain::registration::{DepartureDraft, Draft};
use crate::domain::step::Step;
use crate::domain::time::booth_day;
use crate::domain::units::Millimetres;
use crate::station::contract::Request;
use anyhow::{Result, bail};

/// Cases that are cancelled before the gate, per mille.
const CANCELLED: u64 = 4;

const CANCEL_REASONS: [&str; 3] =
    ["зарегистрирован дважды", "водитель развернулся до ворот", "құжаттар басқа көлікке тиесілі"];

/// What was done instead of a scan, by ground.
fn alternatives(ground: ExemptionGround) -> &'static [&'static str] {
    match ground {
        ExemptionGround::LiveAnimals => &[
            "ветеринарный контроль, осмотр кузова с кинологом",
            "мал дәрігерлік бақылау, көлікті қарап-тексеру",
        ],
        ExemptionGround::LiveFish => {
            &["досмотр цистерны, отбор проб воды", "осмотр ёмкостей с ветеринарным врачом"]
        }
        ExemptionGround::HatchingEggs => &["выборочный досмотр коробов", "қораптарды іріктеп жете тексеру"],
        ExemptionGround::Oversize => &["досмотр груза на площадке", "осмотр с применением эндоскопа"],
    }
}

/// The admitted case; none where the complex is not applied.
pub(super) async fn check_in(world: &World, truck: &mut Truck) -> Result<Option<Worked>> {
    let day = booth_day(world.agenda.wall());
    let draft = papers::draft(world.seed, &mut truck.chance, truck.load, truck.is_departure, day);
    if truck.is_departure && !truck.has_request {
        turn_away(world, truck, &draft).await?;
    }
    let officer = world.oms.take().await?;
    world.agenda.wait(truck.chance.seconds(60, 140)).await?;
    let case = done(world.ask(&officer, Request::Register(Box::new(draft))).await)?;
    world.agenda.wait(truck.chance.seconds(15, 60)).await?;
    if truck.chance.happens(CANCELLED) {
        world.release(officer, &world.oms).await?;
        let reason = truck.chance.word(&CANCEL_REASONS);
        supervision::cancel(world, &mut truck.chance, &case, reason).await?;
        return Ok(None);
    }
    let admitted = at_gate(world, truck, &officer, &case).await?;
    world.release(officer, &world.oms).await?;
    Ok(admitted)
}

/// A departure without the carrier's written request is refused with the rule's words; the carrier brings it later.
async fn turn_away(world: &World, truck: &mut Truck, draft: &Draft) -> Result<()> {
    let officer = world.oms.take().await?;
    world.agenda.wait(truck.chance.seconds(50, 100)).await?;
    let bare = Draft { departure: Some(DepartureDraft::default()), ..draft.clone() };
    match world.ask(&officer, Request::Register(Box::new(bare))).await {
        Err(Refusal::Form(_)) => world.tally().turned_away += 1,
        other => bail!("a departure without a request: {other:?}"),
    }
    world.release(officer, &world.oms).await?;
    world.agenda.wait(truck.chance.seconds(600, 2_700)).await
}

async fn at_gate(world: &World, truck: &mut Truck, officer: &Duty, case: &Case) -> Result<Option<Worked>> {
    match truck.load {
        Load::Goods => {
            let answers = GateAnswers { dimensions: dimensions(&mut truck.chance) };
            world.take(officer, case, Step::Admit(answers)).await.map(Some)
        }
        Load::Exempt(ground) => {
            world.agenda.wait(truck.chance.seconds(40, 240)).await?;
            let alternative = truck.chance.word(alternatives(ground)).into();
            let dimensions = (ground == ExemptionGround::Oversize).then(|| oversize(&mut truck.chance));
            let exemption = Exemption { ground, dimensions, alternative };
            world.take(officer, case, Step::Exempt(exemption)).await?;
            world.tally().exempt += 1;
            Ok(None)
        }
    }
}

/// Of a usual vehicle; lengths and heights are measured to the tenth of a metre.
fn dimensions(chance: &mut Chance) -> Dimensions {
    Dimensions {
        length: tenths(chance, 8, 20),
        width: Millimetres(if chance.happens(700) { 2_550 } else { 2_600 }),
        height: tenths(chance, 3, 3),
    }
}

fn oversize(chance: &mut Chance) -> Dimensions {
    Dimensions { length: tenths(chance, 12, 24), width: tenths(chance, 4, 5), height: tenths(chance, 3, 4) }
}

fn tenths(chance: &mut Chance, low: u64, high: u64) -> Millimetres {
    let millimetres = chance.within(low * 10, high * 10 + 9) * 100;
    Millimetres(u32::try_from(millimetres).unwrap_or(u32::MAX))
}
