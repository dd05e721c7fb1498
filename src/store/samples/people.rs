//! What accounts added: one fact of every kind that happens to them.

use crate::domain::account::{AccountFact, NewPerson};
use crate::domain::fact::{BoothFact, Entry, Fact};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::step::By;
use crate::store::samples::{at, booth_entry};
use std::collections::{BTreeMap, BTreeSet};

/// One entry of every kind, by the station where no person makes it.
pub(super) fn entries() -> Vec<Entry> {
    let [first, second, officer] = ["serik.b", "zhumabaeva.s", "akhmetov.a"].map(id);
    let person = |id: &OfficerId, name: &str| NewPerson { id: id.clone(), name: name.into() };
    let supervisors = vec![person(&first, "Серік Б."), person(&second, "Жұмабаева С.")];
    let by_station = |fact| booth_entry(BoothFact::Account(fact));
    let by_supervisor = |fact| {
        let (id, name) = (second.clone(), "Жұмабаева С.".into());
        let by = By::Officer(Officer { id, name, role: Role::Supervisor });
        Entry::new(at(0), by, Fact::Booth { fact: BoothFact::Account(fact) })
    };
    let name = "Ахметов А.".into();
    let roles = BTreeSet::from([Role::Oms, Role::Oac]);
    let of = officer.clone();
    vec![
        by_station(AccountFact::Begun { supervisors }),
        by_supervisor(AccountFact::Created { officer: of.clone(), name, roles: roles.clone() }),
        by_supervisor(AccountFact::Withdrawn { officer: of.clone() }),
        by_supervisor(AccountFact::Activated { officer: of.clone(), credential: 1 }),
        by_supervisor(AccountFact::Disabled { officer: of.clone() }),
        by_supervisor(AccountFact::Enabled { officer: of.clone(), roles }),
        by_supervisor(AccountFact::PinReset { officer: of.clone(), credential: 2 }),
        by_supervisor(AccountFact::PinSet { officer: of.clone(), credential: 3 }),
        by_station(AccountFact::Locked { officer: of.clone() }),
        by_supervisor(AccountFact::Unlocked { officer: of }),
        by_station(AccountFact::Renewed { supervisors: BTreeMap::from([(first, 2), (second, 4)]) }),
    ]
}

fn id(name: &str) -> OfficerId {
    OfficerId::parse(name).unwrap()
}
