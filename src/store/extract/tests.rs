//! Cases come out whole, with proofs that hold, and only of the journal that the checkpoint names.

use super::*;
use crate::domain::fact::BoothFact;
use crate::store::samples::{booth_entry, number, registered, whole_case};
use crate::store::tree::Frontier;
use crate::store::tree::proof::verify_inclusion;
use crate::store::{Options, Store};

const OPTIONS: Options = Options::sized(4_096, 0);

/// Three cases over several segments, and the tree's root at every size.
fn kept() -> (tempfile::TempDir, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    store.append(&booth_entry(BoothFact::SignedIn)).unwrap();
    for entry in whole_case(1).iter().chain(&[registered(2)]).chain(&whole_case(3)) {
        store.append(entry).unwrap();
    }
    store.close().unwrap();
    let segments = recovery::segments(&dir.path().join("journal")).unwrap();
    let mut walk = Walk::new(&segments, 1, 1 + 2 * whole_case(1).len() as u64 + 1);
    let (mut tree, mut roots) = (Frontier::default(), vec![Frontier::default().root().hex()]);
    while let Some((_, frame)) = walk.next().unwrap() {
        tree.push(frame.leaf());
        roots.push(tree.root().hex());
    }
    (dir, roots)
}

#[test]
fn cases_come_out_with_proofs_that_hold() {
    let (dir, roots) = kept();
    let size = roots.len() as u64 - 1;
    let wanted = [number(3), number(1)];
    let taken = extract(dir.path(), &wanted, (size, roots.last().unwrap())).unwrap();
    let (store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    for (number, found) in wanted.iter().zip(&taken.cases) {
        assert_eq!(Some(&found.case), store.case(number).unwrap().as_ref());
        assert_eq!(found.frames.len(), whole_case(1).len());
        for frame in &found.frames {
            assert!(verify_inclusion(frame.leaf, frame.leaf_index(), size, &frame.path, &taken.root));
            let raw = taken.raw(frame).unwrap();
            assert_eq!(&raw[raw.len() - 32..], &frame.hash.0, "the frame ends with its hash");
        }
    }
}

#[test]
fn an_older_checkpoint_gives_the_case_as_it_was() {
    let (dir, roots) = kept();
    let taken = extract(dir.path(), &[number(1)], (5, &roots[5])).unwrap();
    assert_eq!(taken.cases[0].frames.len(), 4);
    assert_eq!(taken.cases[0].case.revision.0, 4);
}

#[test]
fn what_is_not_there_is_refused() {
    let (dir, roots) = kept();
    let size = roots.len() - 1;
    let ask = |case, size: usize, root: &str| extract(dir.path(), &[number(case)], (size as u64, root));
    assert!(matches!(ask(9, size, &roots[size]), Err(ExtractError::NoCase(_))));
    assert!(matches!(ask(1, size, &roots[size - 1]), Err(ExtractError::NotTheJournal)));
    assert!(matches!(ask(1, size + 1, &roots[size]), Err(ExtractError::NotTheJournal)));
}
