//! How many consoles there may be: in all, at a seat, of one Unix account.

use crate::domain::seat::{Place, Seat, SeatName};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Consoles of a station: as many as it has lines for.
pub const MAX_CLIENTS: usize = 64;

/// Consoles at a seat in the booth: one, its successor, and what a fault leaves half-open for ten seconds.
pub const MAX_OF_LOCAL_SEAT: usize = 16;

/// Consoles at a remote seat: every supervisor of a region.
pub const MAX_OF_REMOTE_SEAT: usize = 48;

/// Consoles of one Unix account: one person has two hands and a few windows.
pub const MAX_OF_ACCOUNT: usize = 8;

/// Counts the consoles.
#[derive(Debug, Default)]
pub(super) struct Room {
    taken: Arc<Mutex<Vec<(SeatName, u32)>>>,
}

/// A console's place; dropping it makes room.
#[derive(Debug)]
pub(super) struct TakenPlace {
    of: Option<(SeatName, u32)>,
    taken: Arc<Mutex<Vec<(SeatName, u32)>>>,
}

/// What has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// The station.
    Station,
    /// The seat.
    Seat,
    /// The account.
    Account,
}

impl Room {
    pub(super) fn enter(&self, seat: &Seat, uid: u32) -> Result<TakenPlace, Full> {
        let mut taken = lock(&self.taken);
        let of_seat = taken.iter().filter(|(name, _)| *name == seat.name).count();
        let of_account = taken.iter().filter(|(_, account)| *account == uid).count();
        let most = match seat.place {
            Place::Local => MAX_OF_LOCAL_SEAT,
            Place::Remote => MAX_OF_REMOTE_SEAT,
        };
        if of_account >= MAX_OF_ACCOUNT {
            return Err(Full::Account);
        }
        if of_seat >= most {
            return Err(Full::Seat);
        }
        if taken.len() >= MAX_CLIENTS {
            return Err(Full::Station);
        }
        taken.push((seat.name.clone(), uid));
        Ok(TakenPlace { of: Some((seat.name.clone(), uid)), taken: Arc::clone(&self.taken) })
    }

    pub(super) fn taken(&self) -> usize {
        lock(&self.taken).len()
    }
}

impl Drop for TakenPlace {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        if let Some(of) = self.of.take()
            && let Some(place) = taken.iter().position(|one| *one == of)
        {
            taken.swap_remove(place);
        }
    }
}

/// Whoever panicked while holding it left whole entries behind.
fn lock(taken: &Mutex<Vec<(SeatName, u32)>>) -> MutexGuard<'_, Vec<(SeatName, u32)>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(name: &str, place: Place) -> Seat {
        Seat { name: SeatName::parse(name).unwrap(), place, ..Seat::booth() }
    }

    #[test]
    fn every_bound_holds_and_whoever_goes_makes_room() {
        let room = Room::default();
        let (oms, oac, sup) =
            (seat("oms", Place::Local), seat("oac", Place::Local), seat("sup", Place::Remote));
        let mut places: Vec<TakenPlace> =
            (0..MAX_OF_ACCOUNT).map(|_| room.enter(&oms, 1_000).unwrap()).collect();
        assert_eq!(room.enter(&sup, 1_000).unwrap_err(), Full::Account);
        places.extend(
            (0..u32::try_from(MAX_OF_LOCAL_SEAT - MAX_OF_ACCOUNT).unwrap())
                .map(|uid| room.enter(&oms, uid).unwrap()),
        );
        assert_eq!(room.enter(&oms, 2_000).unwrap_err(), Full::Seat);
        places.extend(
            (0..u32::try_from(MAX_OF_REMOTE_SEAT).unwrap()).map(|uid| room.enter(&sup, uid).unwrap()),
        );
        assert_eq!(room.enter(&oac, 3_000).unwrap_err(), Full::Station);
        assert_eq!(room.taken(), MAX_CLIENTS);
        places.remove(0);
        assert!(room.enter(&oac, 1_000).is_ok());
        drop(places);
        assert_eq!(room.taken(), 0);
    }
}
