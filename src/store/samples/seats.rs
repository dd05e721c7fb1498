//! One entry for every fact of seats, sessions and who looks on.

use crate::domain::fact::{BoothFact, Entry, SessionEnd};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::seat::SeatName;
use crate::store::samples::booth_entry;

/// Every such fact.
pub(super) fn entries() -> Vec<Entry> {
    let seat = || SeatName::parse("oac").unwrap();
    let id = OfficerId::parse("nurlanova.b").unwrap();
    let officer = Officer { id, name: "Нурланова Б.".into(), role: Role::Oac };
    let ended = SessionEnd::TakenOver;
    [
        BoothFact::SignedInAt { seat: seat(), account: "intrascope-oac".into() },
        BoothFact::SessionLocked { seat: seat() },
        BoothFact::SessionUnlocked { seat: seat() },
        BoothFact::WatchBegan { officer: officer.clone(), seat: seat() },
        BoothFact::WatchEnded { officer: officer.clone(), seat: seat() },
        BoothFact::SessionEnded { officer, seat: seat(), why: ended },
    ]
    .into_iter()
    .map(booth_entry)
    .collect()
}
