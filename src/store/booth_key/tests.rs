//! The key is made once, is the owner's alone, and is read by a program that is not ours.

use super::*;
use proptest::prelude::*;
use signed_note::{StandardVerifier, Verifier};
use std::os::unix::fs::PermissionsExt;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn it_is_made_once_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("keys");
    let name = KeyName::of(&["39855302", "ИДК-2"]);
    let (signer, report) = open_or_make(&folder, &name).unwrap();
    let key = signer.key().to_string();
    assert_eq!(report, KeyReport::Made(key.clone()));
    assert!(key.starts_with("intrascope/39855302/ИДК-2+"), "{key}");
    assert_eq!((mode(&folder), mode(&folder.join(SECRET))), (0o700, 0o600));
    assert_eq!(open_or_make(&folder, &name).unwrap().1, KeyReport::Made(key.clone()), "nobody named it yet");
    publish(&folder, signer.key()).unwrap();
    let (again, report) = open_or_make(&folder, &KeyName::DEFAULT).unwrap();
    assert_eq!((again.key().to_string(), report), (key, KeyReport::Kept), "a key keeps its name");
    assert_eq!(read_public(&folder).unwrap().as_ref(), Some(again.key()));
}

#[test]
fn one_that_cannot_be_read_is_set_aside_and_another_is_made() {
    let whole = {
        let dir = tempfile::tempdir().unwrap();
        open_or_make(dir.path(), &KeyName::DEFAULT).unwrap().0.secret_text()
    };
    let altered = whole.replacen("booth+", "other+", 1);
    for bad in ["", "PRIVATE+KEY+x\n", &whole[..whole.len() - 2], &altered, &"x".repeat(5_000)] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(SECRET), bad).unwrap();
        let (signer, report) = open_or_make(dir.path(), &KeyName::DEFAULT).unwrap();
        assert_eq!(report, KeyReport::Made(signer.key().to_string()));
        assert_eq!(fs::read_to_string(dir.path().join(SET_ASIDE)).unwrap(), bad);
        assert_eq!(open_or_make(dir.path(), &KeyName::DEFAULT).unwrap().0.key(), signer.key());
    }
}

#[test]
fn another_program_reads_the_key_and_the_signature() {
    let dir = tempfile::tempdir().unwrap();
    let (signer, _) = open_or_make(dir.path(), &KeyName::DEFAULT).unwrap();
    let theirs = StandardVerifier::new(&signer.key().to_string()).unwrap();
    assert_eq!(theirs.key_id(), u32::from_be_bytes(signer.key().id().0));
    assert!(theirs.verify(b"text", &signer.sign(b"text")));
    assert!(!theirs.verify(b"test", &signer.sign(b"text")));
}

#[test]
fn a_signed_text_holds_until_it_is_altered() {
    let dir = tempfile::tempdir().unwrap();
    let (signer, _) = open_or_make(dir.path(), &KeyName::DEFAULT).unwrap();
    let signed = signer.signed("груз однороден\n".to_owned());
    let key = VerifierKey::parse(&signed.key).unwrap();
    assert!(key.holds(&signed));
    assert!(!key.holds(&Signed { text: "груз\n".to_owned(), ..signed.clone() }));
    let other = open_or_make(&dir.path().join("other"), &KeyName::DEFAULT).unwrap().0;
    assert!(!other.key().holds(&signed));
    assert!(!other.key().holds(&Signed { key: other.key().to_string(), ..signed }));
}

#[test]
fn the_fingerprint_is_short_and_the_key_has_one_form() {
    let dir = tempfile::tempdir().unwrap();
    let key = open_or_make(dir.path(), &KeyName::DEFAULT).unwrap().0.key().clone();
    let groups: Vec<String> = key.fingerprint().split(' ').map(str::to_owned).collect();
    assert!(groups.len() == 8 && groups.iter().all(|group| group.len() == 4), "{groups:?}");
    let text = key.to_string();
    assert_eq!(VerifierKey::parse(&text), Some(key));
    for place in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[place] ^= 1;
        let altered = String::from_utf8(bytes).unwrap();
        assert_eq!(VerifierKey::parse(&altered), None, "{altered}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_key_or_none(text in ".{0,80}") {
        prop_assert!(VerifierKey::parse(&text).is_none());
        prop_assert!(Signer::read_secret(&text).is_none());
    }
}
