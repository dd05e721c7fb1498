//! The same lives over a real store that is closed, dropped and robbed of what it can make anew, and opened again.

use super::lived::Lived;
use super::model::Model;
use super::{life, seeded};
use intrascope::domain::case::Case;
use intrascope::domain::fact::Entry;
use intrascope::store::{Options, Store};
use std::fs;

/// Lives over a store, and so many for a long run.
const LIVES: usize = 14;
const MANY_LIVES: usize = 60;

/// Moves between two restarts.
const MOVES_PER_RUN: usize = 10;

/// Small segments, so that a life has several; no ballast.
const OPTIONS: Options = Options::sized(16_384, 0);

/// What happens to the folder between two runs.
#[derive(Debug, Clone, Copy)]
enum Between {
    /// Closed in order.
    Closed,
    /// Dropped, as a crash leaves it.
    Dropped,
    /// The file of the unfinished cases is lost.
    LiveLost,
    /// The file of the unfinished cases is the one of a run before.
    LiveOld,
    /// The index is lost.
    IndexLost,
    /// Both are lost.
    BothLost,
}

const BETWEEN: [Between; 6] = [
    Between::Closed,
    Between::Dropped,
    Between::LiveLost,
    Between::LiveOld,
    Between::IndexLost,
    Between::BothLost,
];

/// How facts come to the store.
#[derive(Debug, Clone, Copy)]
enum Coming {
    /// Each by itself.
    Single,
    /// All of a run in one write.
    Together,
}

/// A store and the folder that outlives it.
struct Shelf {
    folder: tempfile::TempDir,
    store: Option<Store>,
    old_live: Option<Vec<u8>>,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Some(Store::open(folder.path(), OPTIONS).unwrap().0);
        Self { folder, store, old_live: None }
    }

    fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    fn keep(&mut self, entries: &[Entry], coming: Coming) {
        let store = self.store();
        match coming {
            Coming::Single => {
                for entry in entries {
                    store.append(entry).unwrap();
                }
            }
            Coming::Together => {
                let fates = store.append_all(entries);
                assert!(fates.iter().all(Result::is_ok), "{fates:?}");
            }
        }
    }

    fn restart(&mut self, between: Between) {
        let store = self.store.take().unwrap();
        match between {
            Between::Dropped => drop(store),
            _ => store.close().unwrap(),
        }
        let (live, index) = (self.folder.path().join("witness/live"), self.folder.path().join("index"));
        let read = fs::read(&live).ok();
        match between {
            Between::Closed | Between::Dropped => {}
            Between::LiveLost => fs::remove_file(&live).unwrap(),
            Between::LiveOld => {
                if let Some(old) = &self.old_live {
                    fs::write(&live, old).unwrap();
                }
            }
            Between::IndexLost => fs::remove_dir_all(&index).unwrap(),
            Between::BothLost => {
                fs::remove_file(&live).unwrap();
                fs::remove_dir_all(&index).unwrap();
            }
        }
        self.old_live = read;
        self.store = Some(Store::open(self.folder.path(), OPTIONS).unwrap().0);
    }

    /// The store tells what the booth lived.
    fn tells_of(&self, lived: &Lived) {
        let store = self.store.as_ref().unwrap();
        store.wait_for_index().unwrap();
        let mut open: Vec<&Case> = lived.cases.iter().filter(|case| !case.state.is_finished()).collect();
        open.sort_by_key(|case| (case.number.day(), case.number.serial()));
        let unfinished = store.unfinished().unwrap();
        assert_eq!(unfinished.iter().collect::<Vec<_>>(), open);
        for case in &lived.cases {
            assert_eq!(store.case(&case.number).unwrap().as_ref(), Some(case));
        }
        assert_eq!(store.booth_state(), lived.booth);
    }
}

/// A life over a store: every so many moves a restart, each time another one.
fn keep_a_life((mut model, moves): (Model, Vec<super::Move>), turn: usize, coming: Coming) -> usize {
    let (mut lived, mut shelf, mut kept) = (Lived::begin(&model), Shelf::new(), 0);
    let mut revived = 0;
    for (run, moves) in moves.chunks(MOVES_PER_RUN).enumerate() {
        for what in moves {
            let finished = lived.cases.iter().filter(|case| case.state.is_finished()).count();
            model = model.after(what);
            assert_eq!(lived.live(what), model.last, "{what:?}");
            revived += finished.saturating_sub(lived.cases.iter().filter(|c| c.state.is_finished()).count());
            if matches!(coming, Coming::Single) {
                shelf.keep(&lived.entries[kept..], coming);
                kept = lived.entries.len();
            }
        }
        shelf.keep(&lived.entries[kept..], coming);
        kept = lived.entries.len();
        shelf.tells_of(&lived);
        shelf.restart(BETWEEN[(run + turn) % BETWEEN.len()]);
        shelf.tells_of(&lived);
    }
    let journal = shelf.store().entries(1, intrascope::store::MAX_ENTRIES).unwrap();
    let journal: Vec<Entry> = journal.into_iter().map(|(_, entry)| entry).collect();
    assert_eq!(journal, lived.entries);
    revived
}

fn keep_lives(lives: usize, coming: Coming) {
    let (mut runner, mut revived) = (seeded(), 0);
    for turn in 0..lives {
        revived += keep_a_life(life(&mut runner), turn, coming);
    }
    assert!(revived > 5, "finished cases came back into work: {revived}");
}

#[test]
fn a_store_tells_of_the_booth_as_it_was_lived_through_restarts_and_losses() {
    keep_lives(LIVES, Coming::Single);
}

#[test]
fn facts_that_come_together_are_told_of_as_those_that_come_one_by_one() {
    keep_lives(LIVES, Coming::Together);
}

#[test]
#[ignore = "minutes: many more lives than a suite has time for"]
fn many_lives_are_told_of_as_they_were_lived() {
    keep_lives(MANY_LIVES, Coming::Single);
    keep_lives(MANY_LIVES, Coming::Together);
}
