//! A checkpoint is read by a program that is not ours, and nothing that is altered is believed.

use super::*;
use crate::store::booth_key::{VerifierKey, open_or_make};
use proptest::prelude::*;
use signed_note::{StandardVerifier, VerifierList};

fn signer() -> Signer {
    let dir = tempfile::tempdir().unwrap();
    open_or_make(dir.path(), &KeyName::of(&["39855302", "ИДК-2"])).unwrap().0
}

fn checkpoint(signer: &Signer) -> Checkpoint {
    Checkpoint {
        origin: signer.key().name().clone(),
        size: 41_377,
        root: Sha::of(&[b"root"]),
        epoch: 2,
        head: Sha::of(&[b"head"]),
    }
}

#[test]
fn another_program_believes_it() {
    let signer = signer();
    let note = checkpoint(&signer).signed(&signer);
    let theirs = signed_note::Note::from_bytes(note.as_bytes()).unwrap();
    let key = StandardVerifier::new(&signer.key().to_string()).unwrap();
    let (verified, unverified) = theirs.verify(&VerifierList::new(vec![Box::new(key)])).unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));
    assert_eq!(theirs.text(), checkpoint(&signer).text().as_bytes());
    assert_eq!(theirs.to_bytes(), note.as_bytes());
}

#[test]
fn it_reads_as_it_was_written() {
    let signer = signer();
    let written = checkpoint(&signer);
    let note = notes_in(&written.signed(&signer)).pop().unwrap();
    assert_eq!(note.judge(&[signer.key().clone()]), Judged::Holds);
    assert_eq!(Checkpoint::parse(&note.text), Some(written.clone()));
    let later = format!("{}something of a later version\n", written.text());
    assert_eq!(Checkpoint::parse(&later), Some(written.clone()));
    for (from, to) in
        [("41377", "041377"), ("epoch 2", "epoch"), ("head ", "tail "), ("\n", " "), ("41377", "-1")]
    {
        assert_eq!(Checkpoint::parse(&written.text().replacen(from, to, 1)), None, "{from}");
    }
}

#[test]
fn no_altered_character_is_believed() {
    let signer = signer();
    let whole = checkpoint(&signer).signed(&signer);
    let keys = [signer.key().clone()];
    for place in 0..whole.len() {
        let mut bytes = whole.clone().into_bytes();
        bytes[place] ^= 1;
        let notes = notes_in(&String::from_utf8_lossy(&bytes));
        assert!(notes.iter().all(|note| note.judge(&keys) != Judged::Holds), "{place}");
    }
}

#[test]
fn a_foreign_key_is_named() {
    let (ours, theirs) = (signer(), signer());
    let note = notes_in(&checkpoint(&theirs).signed(&theirs)).pop().unwrap();
    let named = format!("{}+{}", theirs.key().name(), theirs.key().id());
    assert_eq!(note.judge(&[ours.key().clone()]), Judged::Foreign(named));
    assert_eq!(note.judge(&[ours.key().clone(), theirs.key().clone()]), Judged::Holds);
}

#[test]
fn several_are_found_in_a_longer_text() {
    let signer = signer();
    let mut second = checkpoint(&signer);
    second.size += 1;
    let (one, two) = (checkpoint(&signer).signed(&signer), second.signed(&signer));
    let keys: [VerifierKey; 1] = [signer.key().clone()];
    let mail = format!("From the booth:\r\n\r\n{}\r\n> and\n\nlater\n\n{two}end", one.replace('\n', "\r\n"));
    for text in [format!("{one}\n{two}"), mail] {
        let notes = notes_in(&text);
        let sizes: Vec<u64> =
            notes.iter().filter_map(|note| Checkpoint::parse(&note.text)).map(|c| c.size).collect();
        assert_eq!(sizes, [41_377, 41_378], "{text}");
        assert!(notes.iter().all(|note| note.judge(&keys) == Judged::Holds));
    }
}

proptest! {
    #[test]
    fn any_text_holds_notes_or_none(text in "[a-z\u{2014} =+\r\n]{0,200}") {
        for note in notes_in(&text) {
            prop_assert!(note.judge(&[]) != Judged::Holds);
            prop_assert!(Checkpoint::parse(&note.text).is_none());
        }
    }
}
