//! The order of alarms, and that each of them fits into its line in every language.

use super::*;
use crate::domain::Moment;
use crate::domain::booth::{BoothState, CheckDone};
use crate::domain::check::{CheckResult, CheckValues, DailyCheck};
use crate::domain::lane::LaneView;
use crate::domain::malfunction::{Done, Malfunction, MalfunctionNumber, Service, Symptom};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::policy::{Consequence, Policy};
use crate::domain::shift::{Shift, ShiftFigures, ShiftNumber};
use crate::station::contract::Booth;
use crate::station::contract::day::PolicyInForce;
use crate::station::contract::seats::ConsoleId;
use crate::station::contract::storage::Disk;
use crate::words::Language;
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// The alarm line at 80 columns, less the count of further alarms.
const ROOM: usize = 80 - 4;

fn gone() -> MirrorTrouble {
    MirrorTrouble::NotThere
}

fn snapshot(fault: Option<LaneFault>, store: StoreHealth, storage: Storage) -> Snapshot {
    Snapshot {
        booth: Arc::new(Booth {
            post_name: String::new(),
            ic_name: String::new(),
            post_code: String::new(),
            policy: PolicyInForce::default(),
            roster: Vec::new(),
            training: None,
        }),
        at: Moment::UNIX_EPOCH,
        lane: LaneView { fault, ..LaneView::default() },
        lane_case: None,
        unfinished: Arc::default(),
        recent: Arc::default(),
        store,
        storage,
        day: Arc::new(working_day()),
        own: ConsoleId::default(),
        consoles: Arc::default(),
        proposals: Arc::default(),
    }
}

/// A shift is open and the day's check passed.
fn working_day() -> BoothState {
    let by = officer();
    let check = DailyCheck {
        measured: CheckValues::default(),
        results: BTreeMap::new(),
        meters: CheckResult::Pass,
        overall: CheckResult::Pass,
    };
    let shift = Shift {
        number: ShiftNumber(2),
        opened_by: by.clone(),
        opened_at: NOW,
        roles: BTreeMap::new(),
        handover: None,
        figures: ShiftFigures::default(),
    };
    let checks = [CheckDone { at: NOW, by, check }].into();
    BoothState { shift: Some(shift), checks, ..BoothState::default() }
}

fn officer() -> Officer {
    Officer { id: OfficerId::parse("a").unwrap(), name: "А".into(), role: Role::Oms }
}

/// The same moment everywhere here.
const NOW: Moment = Moment::UNIX_EPOCH;

/// A booth with this storage and nothing else to say.
fn stored(storage: Storage) -> Snapshot {
    snapshot(None, StoreHealth::Keeps, storage)
}

/// A booth whose day is this, under a policy where a missing check and a missing shift have this consequence.
fn on(day: BoothState, consequence: Consequence) -> Snapshot {
    let mut policy = Policy::default();
    policy.daily_check.failed = consequence;
    policy.daily_check.missing = consequence;
    policy.shift.none_open = consequence;
    let mut snapshot = stored(Storage::default());
    let policy = PolicyInForce { policy, ..PolicyInForce::default() };
    snapshot.booth = Arc::new(Booth { policy, ..(*snapshot.booth).clone() });
    snapshot.day = Arc::new(day);
    snapshot
}

/// A malfunction found so many minutes ago.
fn malfunction(number: u32, service: Service, minutes: i64) -> Malfunction {
    let symptom = Symptom { part: "p".into(), symptom: "s".into(), service };
    let at = NOW - TimeDelta::minutes(minutes);
    Malfunction::new(MalfunctionNumber(number), Done { at, by: officer(), what: symptom })
}

fn everything(level: DiskLevel) -> Storage {
    Storage {
        disk: Disk { percent: 96, level },
        copies_due: 3,
        damaged_originals: 2,
        index: IndexProgress::Failed("why".into()),
        mirror: MirrorState::Lost(gone()),
    }
}

fn disk(level: DiskLevel) -> Storage {
    Storage { disk: Disk { percent: 71, level }, ..Storage::default() }
}

#[test]
fn nothing_is_raised_by_a_storage_that_lacks_nothing() {
    let storage = Storage { mirror: MirrorState::Joined, ..Storage::default() };
    assert_eq!(raised(&stored(storage.clone()), NOW), []);
    assert_eq!(note(&stored(storage), NOW), None);
}

#[test]
fn the_most_urgent_comes_first() {
    use Alarm::*;
    let failed = || StoreHealth::Failed("why".into());
    let why = || "why".to_owned();
    let storage = vec![DiskFull, OriginalsDamaged(2), MirrorLost(gone()), IndexFailed(why())];
    let table = [
        (Some(LaneFault::BeamStuck), failed(), vec![Danger(LaneFault::BeamStuck), StoreFailed(why())]),
        (Some(LaneFault::LinkLost), failed(), vec![StoreFailed(why()), Fault(LaneFault::LinkLost)]),
        (Some(LaneFault::NoBeam), StoreHealth::Keeps, vec![Fault(LaneFault::NoBeam)]),
        (None, StoreHealth::Keeps, vec![]),
    ];
    for (fault, store, first) in table {
        let expected: Vec<Alarm> = first.into_iter().chain(storage.clone()).collect();
        assert_eq!(raised(&snapshot(fault, store, everything(DiskLevel::Full)), NOW), expected);
    }
    let before_full = [
        (
            DiskLevel::From95,
            vec![OriginalsDamaged(2), MirrorLost(gone()), DiskNearlyFull(96), IndexFailed(why())],
        ),
        (
            DiskLevel::From85,
            vec![OriginalsDamaged(2), MirrorLost(gone()), DiskFilling(96), IndexFailed(why())],
        ),
        (DiskLevel::From70, vec![OriginalsDamaged(2), MirrorLost(gone()), IndexFailed(why())]),
    ];
    for (level, expected) in before_full {
        assert_eq!(raised(&stored(everything(level)), NOW), expected);
    }
}

#[test]
fn what_needs_no_action_is_a_note() {
    let building = Storage { index: IndexProgress::Building { percent: 43 }, ..disk(DiskLevel::From70) };
    let note = |storage: Storage| note(&stored(storage), NOW);
    assert_eq!(note(building.clone()), Some(Note::IndexBuilding(43)));
    assert_eq!(raised(&stored(building), NOW), []);
    assert_eq!(note(Storage { copies_due: 2, ..disk(DiskLevel::From70) }), Some(Note::Disk(71)));
    assert_eq!(note(Storage { copies_due: 2, ..Storage::default() }), Some(Note::CopiesDue(2)));
    for level in [DiskLevel::Plenty, DiskLevel::From85, DiskLevel::From95, DiskLevel::Full] {
        assert_eq!(note(disk(level)), None, "an alarm says it, or nothing");
    }
}

#[test]
fn a_rising_level_is_new_and_a_standing_or_falling_one_is_not() {
    let levels =
        [DiskLevel::Plenty, DiskLevel::From70, DiskLevel::From85, DiskLevel::From95, DiskLevel::Full];
    for pair in levels.windows(2) {
        let (lower, higher) = (stored(disk(pair[0])), stored(disk(pair[1])));
        assert_eq!(has_new(&lower, &higher), pair[1] >= DiskLevel::From85, "{pair:?}");
        assert!(!has_new(&higher, &higher));
    }
    assert!(!has_new(&stored(disk(DiskLevel::From85)), &stored(disk(DiskLevel::From70))));
    let fuller = Storage { disk: Disk { percent: 86, level: DiskLevel::From85 }, ..Storage::default() };
    assert!(!has_new(&stored(disk(DiskLevel::From85)), &stored(fuller)), "one percent more is no new alarm");
}

#[test]
fn every_alarm_and_note_fits_and_has_its_mark() {
    let levels = [DiskLevel::From85, DiskLevel::From95, DiskLevel::Full];
    for words in Language::ALL.map(Words::new) {
        for alarm in levels.into_iter().flat_map(|level| of_storage(&everything(level))) {
            let text = format!(" {} {}", alarm.symbol(), alarm.text(words));
            assert!(!text.contains('⟨') && text.width() <= ROOM, "{} > {ROOM}: {text}", text.width());
        }
        for alarm in days() {
            let text = format!(" {} {}", alarm.symbol(), alarm.text(words));
            assert!(!text.contains('⟨') && text.width() <= ROOM, "{} > {ROOM}: {text}", text.width());
        }
        let over =
            Note::MalfunctionOver { number: 999, due: Due::Repair(NOW - TimeDelta::days(9)), now: NOW };
        let day = [over, Note::CheckFailed, Note::CheckMissing, Note::NoShift];
        for note in [Note::IndexBuilding(100), Note::Disk(84), Note::CopiesDue(99_999)].into_iter().chain(day)
        {
            let text = format!(" · {}", note.text(words));
            assert!(!text.contains('⟨') && text.width() <= 80, "{text}");
        }
    }
}

/// The day's alarms at their longest: four days out of service, a deadline on another day, and overdue.
fn days() -> Vec<Alarm> {
    let since = NOW - TimeDelta::hours(100);
    let dues = [
        Due::Tell(NOW + TimeDelta::days(1)),
        Due::Tell(since),
        Due::Repair(NOW + TimeDelta::days(1)),
        Due::Repair(NOW - TimeDelta::hours(76)),
    ];
    let stopped = dues.map(|due| Alarm::OutOfService(Stopped { number: 999, since, due, now: NOW }));
    let bars = [ScanBar::CheckFailed, ScanBar::CheckMissing, ScanBar::NoShift].map(Alarm::Barred);
    stopped.into_iter().chain(bars).collect()
}

#[test]
fn a_complex_out_of_service_stands_behind_the_full_disk_and_before_what_can_wait() {
    let day = BoothState { malfunctions: vec![malfunction(3, Service::Stopped, 10)], ..working_day() };
    let mut snapshot = on(day, Consequence::RefuseScans);
    snapshot.storage = everything(DiskLevel::Full);
    let raised = raised(&snapshot, NOW);
    assert_eq!(raised[0], Alarm::DiskFull);
    let Alarm::OutOfService(stopped) = raised[1] else { panic!("{raised:?}") };
    assert_eq!((stopped.number, stopped.clock()), (3, "00:10:00".to_owned()));
    assert_eq!(raised[2], Alarm::OriginalsDamaged(2));
}

#[test]
fn what_refuses_scans_is_an_alarm_and_what_reminds_is_a_note() {
    let without_shift = || BoothState { shift: None, ..working_day() };
    let without_check = || BoothState { checks: [].into(), ..working_day() };
    let failed = || {
        let mut day = working_day();
        day.checks.iter_mut().for_each(|done| done.check.overall = CheckResult::Fail);
        day
    };
    let table = [
        (without_shift as fn() -> BoothState, ScanBar::NoShift, Note::NoShift),
        (without_check, ScanBar::CheckMissing, Note::CheckMissing),
        (failed, ScanBar::CheckFailed, Note::CheckFailed),
    ];
    for (day, bar, reminder) in table {
        let refusing = on(day(), Consequence::RefuseScans);
        assert_eq!((raised(&refusing, NOW), note(&refusing, NOW)), (vec![Alarm::Barred(bar)], None));
        let reminding = on(day(), Consequence::Remind);
        assert_eq!((raised(&reminding, NOW), note(&reminding, NOW)), (vec![], Some(reminder)));
        let silent = on(day(), Consequence::Nothing);
        assert_eq!((raised(&silent, NOW), note(&silent, NOW)), (vec![], None));
    }
}

#[test]
fn an_overdue_malfunction_in_use_is_a_note_and_a_new_stop_rings() {
    let with = |found| BoothState { malfunctions: vec![found], ..working_day() };
    let in_time = on(with(malfunction(1, Service::InUse, 29)), Consequence::Remind);
    let overdue = on(with(malfunction(1, Service::InUse, 31)), Consequence::Remind);
    assert_eq!(note(&in_time, NOW), None);
    assert!(matches!(note(&overdue, NOW), Some(Note::MalfunctionOver { number: 1, .. })));
    let stopped = on(with(malfunction(2, Service::Stopped, 0)), Consequence::Remind);
    assert!(has_new(&overdue, &stopped) && !has_new(&stopped, &stopped) && !has_new(&stopped, &in_time));
}
