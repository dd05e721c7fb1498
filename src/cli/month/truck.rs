//! One vehicle of the month: what is in store for it, drawn before it comes, and its way through the booth.

use super::chance::Chance;
use super::papers::Load;
use super::world::{Worked, World};
use super::{checkin, desk, hall};
use crate::cli::month::supervision;
use crate::domain::exemption::ExemptionGround;
use crate::domain::lane::{ImageFault, Input};
use crate::scanner::simulator::instant::Fate;
use anyhow::Result;
use std::sync::Arc;

/// What a truck's chances are for.
const PURPOSE: u64 = 0x7_2AC4;

/// Departures, per mille of the vehicles.
const DEPARTURES: u64 = 140;

/// Departures that come without the carrier's written request, per mille of them.
const WITHOUT_REQUEST: u64 = 70;

/// Vehicles for which the complex is not used, per mille, by ground.
const EXEMPT: [(ExemptionGround, u64); 4] = [
    (ExemptionGround::LiveAnimals, 11),
    (ExemptionGround::LiveFish, 5),
    (ExemptionGround::HatchingEggs, 6),
    (ExemptionGround::Oversize, 8),
];

/// Scans that do not come to an image, per mille.
const FAILS: u64 = 24;

/// Images that cannot be analysed, per mille.
const UNFIT: u64 = 12;

/// Vehicles with something to find, per mille.
const SUSPECT: u64 = 36;

/// What happens to a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScanFate {
    /// What the far end makes of it.
    Far(Fate),
    /// The officer presses stop in the beam.
    Stopped,
}

/// Whether there is something to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cargo {
    /// As declared.
    AsDeclared,
    /// Not as declared, or not allowed.
    Suspect,
}

/// A vehicle that is going to come.
pub(super) struct Truck {
    pub(super) chance: Chance,
    pub(super) load: Load,
    pub(super) is_departure: bool,
    /// Whether the departure's written request is there at first.
    pub(super) has_request: bool,
    pub(super) cargo: Cargo,
    /// Whether it has left, so that nothing can be scanned again.
    pub(super) is_gone: bool,
}

impl Truck {
    /// The vehicle that comes as the `number`th of a day.
    pub(super) fn draw(seed: u64, day: u64, number: u64) -> Self {
        let mut chance = Chance::of(seed, &[PURPOSE, day, number]);
        let mut ticket = chance.pick(1_000);
        let mut load = Load::Goods;
        for (ground, per_mille) in EXEMPT {
            if ticket < per_mille {
                load = Load::Exempt(ground);
                break;
            }
            ticket -= per_mille;
        }
        let is_departure = chance.happens(DEPARTURES);
        let has_request = !chance.happens(WITHOUT_REQUEST);
        let cargo = if chance.happens(SUSPECT) { Cargo::Suspect } else { Cargo::AsDeclared };
        Self { chance, load, is_departure, has_request, cargo, is_gone: false }
    }

    /// What happens to its next scan.
    pub(super) fn next_scan(&mut self) -> ScanFate {
        if !self.chance.happens(FAILS) {
            return ScanFate::Far(Fate::Completes);
        }
        match self.chance.pick(8) {
            0 | 1 => ScanFate::Far(Fate::Opens(Input::LightCurtain)),
            2 => ScanFate::Far(Fate::Opens(Input::Gates)),
            3 => ScanFate::Far(Fate::SourceFails(12)),
            4 => ScanFate::Far(Fate::LosesLink),
            5 => ScanFate::Far(Fate::Refused(3)),
            6 => ScanFate::Far(Fate::NoImage(ImageFault::NeverCame)),
            _ => ScanFate::Stopped,
        }
    }

    /// Whether its next image cannot be analysed.
    pub(super) fn is_unfit(&mut self) -> bool {
        self.chance.happens(UNFIT)
    }
}

/// A vehicle's whole way: registered, at the gate, scanned as often as it needs, its image read, its case closed.
pub(super) async fn pass(world: Arc<World>, mut truck: Truck) -> Result<()> {
    world.tally().vehicles += 1;
    let Some(admitted) = checkin::check_in(&world, &mut truck).await? else { return Ok(()) };
    let mut case: Worked = admitted;
    loop {
        let Some(queued) = hall::scan_until_image(&world, &mut truck, case).await? else { return Ok(()) };
        case = match desk::read(&world, &mut truck, queued).await? {
            desk::Read::Closed(case) => return supervision::after(&world, &mut truck, case).await,
            desk::Read::Unfit(back) => back,
        };
    }
}
