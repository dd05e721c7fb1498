//! Snapshots and cases that the tests of this room share.

use crate::domain::Moment;
use crate::domain::booth::BoothState;
use crate::domain::case::{Case, Revision};
use crate::domain::fact::CaseFact;
use crate::domain::lane::LaneView;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::plate::Plate;
use crate::domain::registration::{Ground, Registration};
use crate::domain::step::By;
use crate::station::contract::day::PolicyInForce;
use crate::station::contract::seats::ConsoleId;
use crate::station::contract::storage::Storage;
use crate::station::contract::{Booth, Snapshot, StoreHealth};
use std::sync::Arc;

/// Some seconds into the samples' day.
pub(super) fn at(seconds: i64) -> Moment {
    Moment::from_timestamp(1_795_400_000 + seconds, 0).unwrap()
}

pub(super) fn number(serial: u32) -> CaseNumber {
    CaseNumber::new("39855302", at(0).date_naive(), serial).unwrap()
}

pub(super) fn officer(id: &str, role: Role) -> Officer {
    Officer { id: OfficerId::parse(id).unwrap(), name: "Ахметов А.".into(), role }
}

/// A registered case.
pub(super) fn case(serial: u32, revision: u32) -> Arc<Case> {
    let registration = Registration::bare(Ground::Arrival, Plate::parse("123ABC16").unwrap());
    let by = By::Officer(officer("akhmetov.a", Role::Oms));
    let mut case = Case::begin(number(serial), at(1), &by, &CaseFact::Registered(registration)).unwrap();
    case.revision = Revision(revision);
    Arc::new(case)
}

pub(super) fn booth() -> Booth {
    Booth {
        post_name: "Майкапчагай".to_owned(),
        ic_name: "ИДК-2".to_owned(),
        post_code: "39855302".to_owned(),
        policy: PolicyInForce::default(),
        roster: vec![officer("akhmetov.a", Role::Oms)],
        training: None,
    }
}

/// A snapshot with these cases.
pub(super) fn snapshot(unfinished: Vec<Arc<Case>>) -> Snapshot {
    Snapshot {
        booth: Arc::new(booth()),
        at: at(0),
        lane: LaneView::default(),
        lane_case: None,
        unfinished: Arc::new(unfinished),
        recent: Arc::default(),
        store: StoreHealth::Keeps,
        storage: Storage::default(),
        day: Arc::new(BoothState::default()),
        own: ConsoleId(3),
        consoles: Arc::default(),
        proposals: Arc::default(),
    }
}
