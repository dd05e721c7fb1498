//! Shifts: a crew signs in, takes over item by item, works its hours and signs out when the next one has taken over.

use super::agenda::Since;
use super::chance::Chance;
use super::crew::{Duty, Member, SHIFT, SHIFTS, crew_of};
use super::world::World;
use crate::domain::officer::Role;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::shift::Handover;
use crate::domain::text::CleanText;
use crate::station::contract::day::DayRequest;
use crate::station::contract::{Asker, Pin, Reply, Request};
use anyhow::{Result, bail};
use std::sync::Arc;
use std::time::Duration;

/// The next crew comes so long before its shift.
const EARLY: Duration = Duration::from_mins(6);

/// One sign-in in so many is first tried with a wrong PIN, per mille.
const SLIPS: u64 = 20;

/// What the shifts' chances are for.
const PURPOSE: u64 = 0x5417;

/// What one shift tells the next beside what the station lists.
const NOTES: [&str; 6] = [
    "ворота № 2 закрываются с задержкой",
    "заканчивается бумага для листов",
    "ветеринарный врач до 18:00",
    "кезекте екі экскаватор бар, өлшемдерін тексеріңіз",
    "ожидается колонна из шести машин",
    "дозиметр ДКГ-07 сдан на поверку, работаем запасным",
];

/// When a shift begins.
pub(super) fn begin_of(shift: u64) -> Since {
    SHIFT * u32::try_from(shift).unwrap_or(u32::MAX)
}

/// The shifts of so many days; the last crew stays until everything is brought to its end.
pub(super) async fn shifts(world: Arc<World>, members: Vec<Vec<Member>>, days: u64) -> Result<()> {
    let last = days * SHIFTS;
    for shift in 0..=last {
        world.agenda.wait_until(begin_of(shift).saturating_sub(EARLY)).await?;
        let mut chance = Chance::of(world.seed, &[PURPOSE, shift]);
        let crew = members.get(crew_of(shift)).map(Vec::as_slice).unwrap_or_default();
        for member in crew {
            world.agenda.wait(chance.seconds(5, 30)).await?;
            come(&world, member, shift, &mut chance).await?;
        }
        match shift.checked_sub(1) {
            None => open(&world).await?,
            Some(before) => {
                hand_over(&world, shift, &mut chance).await?;
                world.begin_shift(shift);
                leave(&world, before).await?;
            }
        }
    }
    world.agenda.wait_until(world.end).await?;
    world.business.pass().await?;
    close(&world).await?;
    leave(&world, last).await
}

async fn come(world: &World, member: &Member, shift: u64, chance: &mut Chance) -> Result<()> {
    let sign_in = |pin: Pin| {
        let (officer, role) = (member.officer.id.clone(), member.officer.role);
        world.station.ask(Asker::Nobody, Request::SignIn { officer, role, pin })
    };
    if chance.happens(SLIPS) {
        // The wrong one is a fact as well; nothing else comes of it.
        sign_in(Pin::new("0000")).await.err();
        world.agenda.wait(chance.seconds(3, 8)).await?;
    }
    let Reply::SignedIn(session) = sign_in(member.pin.clone()).await? else { bail!("nobody signed in") };
    let duty = Duty { member: member.clone(), session: session.id, shift };
    match member.officer.role {
        Role::Oms => world.oms.give(duty),
        Role::Oac => world.oac.give(duty),
        Role::Supervisor => world.supervisors.give(duty),
    }
    Ok(())
}

async fn open(world: &World) -> Result<()> {
    let supervisor = world.supervisors.take().await?;
    world.day(&supervisor, DayRequest::OpenShift).await?;
    world.release(supervisor, &world.supervisors).await
}

/// The old shift's supervisor hands over, the new one's acknowledges every item and takes over.
async fn hand_over(world: &World, shift: u64, chance: &mut Chance) -> Result<()> {
    let before = world.supervisors.take_where(|duty| duty.shift + 1 == shift).await?;
    world.agenda.wait(chance.seconds(40, 120)).await?;
    let notes = (0..chance.pick(3)).map(|_| CleanText::new(chance.word(&NOTES))).collect();
    world.day(&before, DayRequest::HandOver { notes }).await?;
    world.release(before, &world.supervisors).await?;

    let next = world.supervisors.take_where(|duty| duty.shift == shift).await?;
    // What comes up meanwhile is on the list too.
    loop {
        let booth = world.booth().await?;
        let handover = booth.shift.as_ref().and_then(|shift| shift.handover.as_ref());
        let open = handover.map(Handover::open_items).unwrap_or_default();
        if open.is_empty() {
            break;
        }
        for item in open {
            world.agenda.wait(chance.seconds(2, 7)).await?;
            world.day(&next, DayRequest::AcknowledgeItem { item }).await?;
        }
        world.agenda.wait(chance.seconds(5, 20)).await?;
    }
    world.day(&next, DayRequest::TakeOver { pin: next.member.pin.clone() }).await?;
    world.tally().handovers += 1;
    world.release(next, &world.supervisors).await
}

/// The month's last shift is closed; where something is left that nobody takes over, the hand-over stays begun.
async fn close(world: &World) -> Result<()> {
    let supervisor = world.supervisors.take().await?;
    let pin = supervisor.member.pin.clone();
    match world.ask(&supervisor, Request::Day(DayRequest::CloseShift { pin })).await {
        Err(Refusal::Requirement(Requirement::Handover)) => {
            world.day(&supervisor, DayRequest::HandOver { notes: Vec::new() }).await?;
        }
        closed => drop(closed?),
    }
    world.release(supervisor, &world.supervisors).await
}

/// Whoever is free goes home; whoever has something in hand goes when it is done.
async fn leave(world: &World, shift: u64) -> Result<()> {
    for desks in [&world.oms, &world.oac, &world.supervisors] {
        for duty in desks.drain_where(|duty| duty.shift <= shift) {
            world.sign_out(&duty).await?;
        }
    }
    Ok(())
}
