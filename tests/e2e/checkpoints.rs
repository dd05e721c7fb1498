//! The journal is signed for whoever asks, beside a running station or without one, and told apart from another later.

use crate::support::booth::{Seat, Site, Vehicle};
use intrascope::words::{Language, Words};
use signed_note::{Note, StandardVerifier, VerifierList};
use std::fs;
use std::process::Command;
use std::time::Duration;

/// The fixed beginning of a finding's phrase.
fn beginning(language: Language, id: &str) -> String {
    Words::new(language).say(id).split('{').next().unwrap().trim_end().to_owned()
}

fn import(site: &Site, level: u8) {
    let file = site.data().join(format!("{level}.png"));
    fs::write(&file, super::import::grey_png(level)).unwrap();
    site.import(&file);
    fs::remove_file(file).unwrap();
}

fn checkpoint(site: &Site) -> String {
    let run = site.run(&["journal", "checkpoint"]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    run.said
}

/// The booth's key as the command prints it, above its fingerprint.
fn key(site: &Site) -> String {
    let run = site.run(&["journal", "key"]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    let (key, fingerprint) = run.said.trim_end().split_once('\n').unwrap();
    assert!(fingerprint.split(' ').rev().take(8).all(|group| group.len() == 4), "{fingerprint}");
    key.to_owned()
}

/// How many facts a checkpoint is of, as a program that is not ours reads it with the booth's key.
fn read_elsewhere(note: &str, key: &str) -> u64 {
    let note = Note::from_bytes(note.as_bytes()).unwrap();
    let key = StandardVerifier::new(key).unwrap();
    let (verified, _) = note.verify(&VerifierList::new(vec![Box::new(key)])).unwrap();
    assert_eq!(verified.len(), 1);
    let text = std::str::from_utf8(note.text()).unwrap();
    assert!(text.starts_with("intrascope/39855302/ИДК-2\n"), "{text}");
    text.lines().nth(1).unwrap().parse().unwrap()
}

#[test]
fn the_journal_is_signed_with_and_without_a_station() {
    let site = Site::new(Language::En);
    let run = site.run(&["journal", "key"]);
    assert!(run.code == Some(1) && run.said.contains("no booth key"), "{}", run.said);
    import(&site, 40);
    let first = checkpoint(&site);
    let key = key(&site);
    assert_eq!(read_elsewhere(&first, &key), 2, "the import and the key's own fact");
    assert_eq!(checkpoint(&site), first, "what has not grown is not signed again");
    let booth = site.start();
    let second = checkpoint(&site);
    assert!(read_elsewhere(&second, &key) > 2);
    booth.quit();
    let third = fs::read_to_string(site.data().join("witness/checkpoint")).unwrap();
    assert!(read_elsewhere(&third, &key) > read_elsewhere(&second, &key), "signed at the end");
    let older = site.data().join("older.txt");
    fs::write(&older, [first, second].join("\n")).unwrap();
    let run = site.run(&["verify", "--against", older.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.said);
}

#[test]
fn an_older_journal_in_place_of_the_present_one_is_named() {
    let site = Site::new(Language::Ru);
    import(&site, 40);
    let older = Site::new(Language::Ru);
    fs::remove_dir(older.data()).unwrap();
    let copied = Command::new("cp").arg("-r").args([site.data(), older.data()]).status().unwrap();
    assert!(copied.success());
    import(&site, 200);
    let kept = tempfile::NamedTempFile::new().unwrap();
    fs::write(kept.path(), checkpoint(&site)).unwrap();
    older.expect_verified();
    let against = kept.path().to_str().unwrap();
    let run = older.run(&["verify", "--against", against, "--against", "/no/such/file"]);
    assert_eq!(run.code, Some(1), "{}", run.said);
    for word in [&beginning(Language::Ru, "verify-truncated"), against, "/no/such/file"] {
        assert!(run.said.contains(word), "{word}: {}", run.said);
    }
    // Gone on with, it is another journal.
    import(&older, 100);
    import(&older, 200);
    let run = older.run(&["verify", "--against", against]);
    assert!(run.said.contains(&beginning(Language::Ru, "verify-rewritten")), "{}", run.said);
}

#[test]
fn a_verdict_is_signed_while_the_station_runs_and_its_sheet_proves_the_journal() {
    let site = Site::new(Language::En);
    let latest = site.data().join("witness/checkpoint");
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.scan(Vehicle::CITRUS);
    booth.sign_out();
    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    assert!(!latest.exists(), "nothing was to be signed yet");
    booth.sign_without_suspicion("as declared");
    booth.sign();
    // Nothing on the screen tells that a checkpoint was written: the file is looked for, a minute at most.
    let signed = (0..1_200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        latest.exists()
    });
    assert!(signed, "the verdict was not signed");
    let facts = read_elsewhere(&fs::read_to_string(&latest).unwrap(), &key(&site));
    booth.print();
    let sheet = site.case(1).sheet.unwrap().file;
    booth.record_seal("A12");
    booth.sign_out();
    booth.quit();
    let Some(note) = printed(&site, &sheet) else { return };
    assert!(read_elsewhere(&note, &key(&site)) >= facts);
    let older = site.data().join("older.txt");
    fs::write(&older, &note).unwrap();
    let run = site.run(&["verify", "--against", older.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.said);
}

/// What a phone reads off the sheet; `None`, with a message, where the tools are not installed.
fn printed(site: &Site, sheet: &str) -> Option<String> {
    let page = site.data().join("sheet");
    let drawn = Command::new("pdftoppm")
        .args(["-r", "150", "-png", "-singlefile"])
        .arg(site.data().join("outbox").join(sheet))
        .arg(&page)
        .status();
    let read = Command::new("zbarimg").args(["-q", "--raw"]).arg(page.with_extension("png")).output();
    let (Ok(drawn), Ok(read)) = (drawn, read) else {
        eprintln!("skipped: pdftoppm or zbarimg is not installed");
        return None;
    };
    assert!(drawn.success() && read.status.success());
    // The reader ends each code with a line's end of its own.
    Some(format!("{}\n", String::from_utf8(read.stdout).unwrap().trim_end()))
}
