//! The order of alarms, and that each of them fits into its line in every language.

use super::*;
use crate::domain::Moment;
use crate::domain::lane::LaneView;
use crate::station::contract::Booth;
use crate::station::contract::day::PolicyInForce;
use crate::station::contract::storage::Disk;
use crate::words::Language;
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
        day: Arc::default(),
    }
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
    assert_eq!(raised(&snapshot(None, StoreHealth::Keeps, storage.clone())), []);
    assert_eq!(note(&storage), None);
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
        assert_eq!(raised(&snapshot(fault, store, everything(DiskLevel::Full))), expected);
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
        assert_eq!(raised(&snapshot(None, StoreHealth::Keeps, everything(level))), expected);
    }
}

#[test]
fn what_needs_no_action_is_a_note() {
    let building = Storage { index: IndexProgress::Building { percent: 43 }, ..disk(DiskLevel::From70) };
    assert_eq!(note(&building), Some(Note::IndexBuilding(43)));
    assert_eq!(raised(&snapshot(None, StoreHealth::Keeps, building)), []);
    assert_eq!(note(&Storage { copies_due: 2, ..disk(DiskLevel::From70) }), Some(Note::Disk(71)));
    assert_eq!(note(&Storage { copies_due: 2, ..Storage::default() }), Some(Note::CopiesDue(2)));
    for level in [DiskLevel::Plenty, DiskLevel::From85, DiskLevel::From95, DiskLevel::Full] {
        assert_eq!(note(&disk(level)), None, "an alarm says it, or nothing");
    }
}

#[test]
fn a_rising_level_is_new_and_a_standing_or_falling_one_is_not() {
    let levels =
        [DiskLevel::Plenty, DiskLevel::From70, DiskLevel::From85, DiskLevel::From95, DiskLevel::Full];
    for pair in levels.windows(2) {
        let (lower, higher) = (disk(pair[0]), disk(pair[1]));
        assert_eq!(has_new(&lower, &higher), pair[1] >= DiskLevel::From85, "{pair:?}");
        assert!(!has_new(&higher, &higher));
    }
    assert!(!has_new(&disk(DiskLevel::From85), &disk(DiskLevel::From70)));
    let fuller = Storage { disk: Disk { percent: 86, level: DiskLevel::From85 }, ..Storage::default() };
    assert!(!has_new(&disk(DiskLevel::From85), &fuller), "one percent more is no new alarm");
}

#[test]
fn every_alarm_and_note_fits_and_has_its_mark() {
    let levels = [DiskLevel::From85, DiskLevel::From95, DiskLevel::Full];
    for words in Language::ALL.map(Words::new) {
        for alarm in levels.into_iter().flat_map(|level| of_storage(&everything(level))) {
            let text = format!(" {} {}", alarm.symbol(), alarm.text(words));
            assert!(!text.contains('⟨') && text.width() <= ROOM, "{} > {ROOM}: {text}", text.width());
        }
        for note in [Note::IndexBuilding(100), Note::Disk(84), Note::CopiesDue(99_999)] {
            let text = format!(" · {}", note.text(words));
            assert!(!text.contains('⟨') && text.width() <= 80, "{text}");
        }
    }
}
