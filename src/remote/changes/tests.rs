//! Whatever changes, a console that takes every part has the station's snapshot.

use super::*;
use crate::domain::lane::{Contact, Link};
use crate::remote::frame::{MAX_TO_CONSOLE, encode};
use crate::remote::samples::{at, booth, case, number, officer, snapshot};
use proptest::prelude::*;
use proptest::sample::subsequence;

fn cases() -> impl Strategy<Value = Vec<Arc<Case>>> {
    let serials: Vec<u32> = (1..=12).collect();
    (subsequence(serials, 0..=12).prop_shuffle(), prop::collection::vec(1..3u32, 12)).prop_map(
        |(serials, revisions)| {
            serials.into_iter().zip(revisions).map(|(serial, revision)| case(serial, revision)).collect()
        },
    )
}

fn proposal(case: &CaseNumber) -> Proposal {
    let mark = crate::domain::analysis::Mark {
        number: 0,
        x: 1,
        y: 2,
        width: 3,
        height: 4,
        note: "?".into(),
        proposed_by: None,
    };
    let by = officer("serik.b", crate::domain::officer::Role::Supervisor);
    Proposal { number: 1, by, case: case.clone(), mark }
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    (cases(), 0..3i64, any::<bool>(), any::<bool>(), 0..3u32, prop::option::of(1..4u32)).prop_map(
        |(unfinished, seconds, fails, linked, shift, lane_case)| {
            let mut made = snapshot(unfinished);
            made.at = at(seconds);
            made.recent = Arc::new(made.unfinished.iter().take(3).map(|case| case.row()).collect());
            made.lane_case = lane_case.map(number);
            if fails {
                made.store = StoreHealth::Failed("no space".to_owned());
                made.storage.copies_due = 7;
            }
            if linked {
                made.lane.link = Link::Up;
                made.booth = Arc::new(Booth { ic_name: "ИДК-3".to_owned(), ..booth() });
            }
            made.own = ConsoleId(u64::from(shift));
            made.proposals =
                Arc::new(made.unfinished.iter().take(2).map(|case| proposal(&case.number)).collect());
            made.day = Arc::new(BoothState { last_shift: shift, ..BoothState::default() });
            made
        },
    )
}

/// Everything that a console has after the parts, each by way of its bytes.
fn taken(known: Option<&Snapshot>, parts: Vec<Update>) -> Snapshot {
    let mut assembly = Assembly::default();
    let last = parts.len() - 1;
    for (place, part) in parts.into_iter().enumerate() {
        let bytes = serde_json::to_vec(&part).unwrap();
        let taken = assembly.take(known, serde_json::from_slice(&bytes).unwrap()).unwrap();
        if let Some(taken) = taken {
            assert_eq!(place, last, "only the last part makes a snapshot");
            return taken;
        }
    }
    panic!("no last part")
}

proptest! {
    #[test]
    fn what_changed_makes_of_one_snapshot_the_other(a in snapshots(), b in snapshots()) {
        let first = taken(None, changes(None, &a));
        prop_assert_eq!(&first, &a);
        prop_assert_eq!(&taken(Some(&first), changes(Some(&a), &b)), &b);
        prop_assert_eq!(urgency(Some(&a), &a), Urgency::None);
    }
}

#[test]
fn a_thousand_cases_come_in_parts_and_one_change_comes_alone() {
    let list: Vec<Arc<Case>> = (1..=1_000).map(|serial| case(serial, 1)).collect();
    let full = snapshot(list.clone());
    let parts = changes(None, &full);
    assert_eq!(parts.len(), 1_000_usize.div_ceil(MAX_CASES_OF_PART));
    assert!(parts.iter().all(|part| part.cases.len() <= MAX_CASES_OF_PART));
    assert!(parts.iter().all(|part| encode(part, MAX_TO_CONSOLE).is_ok()));
    let mut next = list;
    next[500] = case(501, 2);
    next.remove(0);
    let next = Snapshot { unfinished: Arc::new(next), ..full.clone() };
    let [part] = &changes(Some(&full), &next)[..] else { panic!("one part") };
    assert_eq!((part.gone.len(), part.cases.len()), (1, 1));
    assert!(part.booth.is_none() && part.day.is_none() && part.recent.is_none());
}

#[test]
fn large_cases_fill_a_part_by_their_bytes() {
    let mut large = Case::clone(&case(1, 1));
    large.imported_from = Some("ш".repeat(2_000).as_str().into());
    let mark = crate::domain::analysis::Mark {
        number: 1,
        x: 0,
        y: 0,
        width: 1,
        height: 1,
        note: "ш".repeat(2_000).as_str().into(),
        proposed_by: None,
    };
    large.marks = vec![mark; 99];
    let list = (1..=20).map(|serial| Arc::new(Case { number: number(serial), ..large.clone() })).collect();
    let parts = changes(None, &snapshot(list));
    assert!(parts.len() > 1);
    assert!(parts.iter().all(|part| encode(part, MAX_TO_CONSOLE / 2).is_ok()));
}

#[test]
fn time_alone_may_wait_and_a_gate_may_not() {
    let known = snapshot(Vec::new());
    let mut later = known.clone();
    later.at = at(1);
    later.lane.age_ms = Some(400);
    assert_eq!(urgency(Some(&known), &later), Urgency::Routine);
    later.lane.age_ms = Some(20);
    assert_eq!(urgency(Some(&known), &later), Urgency::AtOnce, "the word became fresh");
    let mut open = known.clone();
    open.lane.inputs.gates = Contact::Open;
    assert_eq!(urgency(Some(&known), &open), Urgency::AtOnce);
    assert_eq!(urgency(None, &known), Urgency::AtOnce);
}

#[test]
fn strange_parts_are_refused() {
    let known = snapshot(vec![case(1, 1)]);
    let alone = Update::empty(Part::Complete, at(1));
    assert_eq!(Assembly::default().take(None, alone.clone()).unwrap_err(), ChangeFault::Incomplete);
    let far = Update { cases: vec![Placed { place: 9, case: case(2, 1) }], ..alone.clone() };
    assert_eq!(Assembly::default().take(Some(&known), far).unwrap_err(), ChangeFault::Misplaced);
    let twice = [case(2, 1), case(2, 2)].map(|case| Placed { place: 0, case }).to_vec();
    let twice = Update { cases: twice, ..alone.clone() };
    assert_eq!(Assembly::default().take(Some(&known), twice).unwrap_err(), ChangeFault::Twice);
    let recent = Arc::new(vec![case(1, 1).row(); MAX_RECENT + 1]);
    let recent = Update { recent: Some(recent), ..alone };
    assert_eq!(Assembly::default().take(Some(&known), recent).unwrap_err(), ChangeFault::TooMany);
    let mut assembly = Assembly::default();
    let many = |from: u32| -> Vec<Placed> {
        (0..64).map(|place| Placed { place, case: case(from + u32::try_from(place).unwrap(), 1) }).collect()
    };
    let fault = (0..).find_map(|round| {
        let part = Update { cases: many(round * 64 + 1), ..Update::empty(Part::More, at(1)) };
        assembly.take(Some(&known), part).err().map(|fault| (round, fault))
    });
    assert_eq!(fault, Some((15, ChangeFault::TooMany)));
}
