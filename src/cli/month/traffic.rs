//! When the vehicles come: more by day than by night, and no day the same.

use super::agenda::Since;
use super::chance::Chance;
use super::truck::{Truck, pass};
use super::world::World;
use anyhow::Result;
use std::sync::Arc;
use std::time::Duration;

/// How many of a day's vehicles come in each hour of the booth's day, in proportion.
const HOURS: [u64; 24] =
    [12, 10, 8, 8, 9, 12, 16, 22, 30, 34, 36, 35, 32, 33, 35, 34, 31, 28, 25, 22, 20, 18, 16, 14];

/// What the arrivals' chances are for.
const PURPOSE: u64 = 0xA221;

/// So many days, so many vehicles each; `told` hears of each day that is over.
pub(super) async fn traffic(
    world: Arc<World>,
    days: u64,
    trucks: u64,
    told: impl Fn(u64) -> Result<()> + Send,
) -> Result<()> {
    for day in 0..days {
        for (number, at) in (0..).zip(arrivals(world.seed, day, trucks)) {
            world.agenda.wait_until(at).await?;
            let world = Arc::clone(&world);
            let truck = Truck::draw(world.seed, day, number);
            world.business.close();
            world.agenda.clone().spawn(at, async move {
                pass(Arc::clone(&world), truck).await?;
                world.business.open();
                Ok(())
            });
        }
        told(day + 1)?;
    }
    world.business.open();
    Ok(())
}

/// The day's arrivals, in their order.
fn arrivals(seed: u64, day: u64, trucks: u64) -> Vec<Since> {
    let mut chance = Chance::of(seed, &[PURPOSE, day]);
    let all: u64 = HOURS.iter().sum();
    let mut one = || {
        let mut ticket = chance.pick(all);
        let hour = HOURS
            .iter()
            .take_while(|share| ticket.checked_sub(**share).inspect(|left| ticket = *left).is_some());
        let hour = u64::try_from(hour.count()).unwrap_or(0);
        Duration::from_hours(day * 24 + hour) + Duration::from_millis(chance.pick(3_600_000))
    };
    let mut arrivals: Vec<Since> = (0..trucks).map(|_| one()).collect();
    arrivals.sort_unstable();
    arrivals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_vehicles_within_its_hours_and_more_at_noon_than_at_night() {
        let arrivals = arrivals(722, 2, 3_000);
        assert_eq!(arrivals.len(), 3_000);
        let day = Duration::from_hours(48)..Duration::from_hours(72);
        assert!(arrivals.iter().all(|at| day.contains(at)) && arrivals.is_sorted());
        let between = |from: u64, to: u64| {
            let hours = Duration::from_hours(48 + from)..Duration::from_hours(48 + to);
            arrivals.iter().filter(|at| hours.contains(at)).count()
        };
        assert!(between(9, 15) > 3 * between(0, 6), "{} {}", between(9, 15), between(0, 6));
        assert!((0..24).all(|hour| between(hour, hour + 1) > 20), "every hour has some");
    }
}
