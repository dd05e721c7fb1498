//! Shifts: a crew signs in, works its hours and signs out when the next one is there.

use super::agenda::Since;
use super::chance::Chance;
use super::crew::{Duty, Member, SHIFT, SHIFTS, crew_of};
use super::world::World;
use crate::domain::officer::Role;
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

/// When a shift begins.
pub(super) fn begin_of(shift: u64) -> Since {
    SHIFT * u32::try_from(shift).unwrap_or(u32::MAX)
}

/// When a shift ends.
pub(super) fn end_of(shift: u64) -> Since {
    begin_of(shift + 1)
}

/// The shifts of so many days; the last crew stays until the last vehicle has gone.
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
        world.agenda.wait_until(begin_of(shift)).await?;
        if let Some(before) = shift.checked_sub(1) {
            leave(&world, before).await?;
        }
    }
    world.last_gone.take().await?;
    leave(&world, last).await
}

async fn come(world: &World, member: &Member, shift: u64, chance: &mut Chance) -> Result<()> {
    let sign_in = |pin: Pin| {
        world.station.ask(Asker::Nobody, Request::SignIn { officer: member.officer.id.clone(), pin })
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

/// Whoever is free goes home; whoever has something in hand goes when it is done.
async fn leave(world: &World, shift: u64) -> Result<()> {
    for desks in [&world.oms, &world.oac, &world.supervisors] {
        for duty in desks.drain_where(|duty| duty.shift <= shift) {
            world.sign_out(&duty).await?;
        }
    }
    Ok(())
}
