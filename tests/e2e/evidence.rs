//! Evidence leaves the booth and comes back: exports, backups and restores, beside a running station and without one.

use super::verdicts::{under_suspicion, without_suspicion};
use crate::support::booth::Site;
use intrascope::words::{Language, Words};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The booth's public key, as it is written on paper.
fn key(site: &Site) -> String {
    done(site, &["journal", "key"]).lines().next().unwrap().to_owned()
}

/// `docs/verify.py` with these keys; `None` where this machine cannot run it.
fn verify(keys: &[&str], export: &Path) -> Option<i32> {
    if !Command::new("python3").args(["-c", "import cryptography"]).output().is_ok_and(|o| o.status.success())
    {
        eprintln!("no python3 with cryptography: the export is not verified");
        return None;
    }
    let keys = keys.iter().flat_map(|key| ["--key", key]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify.py");
    let output = Command::new("python3").arg(script).args(keys).arg(export).output().unwrap();
    eprintln!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    output.status.code()
}

/// Runs a command that must succeed, and returns what it said.
fn done(site: &Site, arguments: &[&str]) -> String {
    let run = site.run(arguments);
    assert_eq!(run.code, Some(0), "{}", run.said);
    run.said
}

#[test]
fn a_case_of_the_whole_job_is_exported_and_checked() {
    let site = Site::new(Language::Ru);
    under_suspicion(&site);
    let away = tempfile::tempdir().unwrap();
    let alone = away.path().join("alone");
    done(&site, &["export", "1", "--to", alone.to_str().unwrap()]);
    assert!(verify(&[&key(&site)], &alone).is_none_or(|code| code == 0));
    let booth = site.start();
    let beside = away.path().join("beside.tar");
    done(&site, &["export", "1", "--to", beside.to_str().unwrap()]);
    assert!(verify(&[&key(&site)], &beside).is_none_or(|code| code == 0));
    let refused = site.run(&["export", "1", "--to", beside.to_str().unwrap()]);
    assert_eq!(refused.code, Some(1), "{}", refused.said);
    assert!(refused.said.contains("beside.tar"), "{}", refused.said);
    booth.quit();
    let case = fs::read_dir(&alone).unwrap().next().unwrap().unwrap().path();
    let signed = fs::read_dir(case.join("signed")).unwrap().count();
    assert_eq!(signed, 6, "a manifest and a record, each with signature and key");
}

#[test]
fn a_backup_beside_a_running_station_is_restored_elsewhere() {
    let site = Site::new(Language::En);
    without_suspicion(&site);
    let away = tempfile::tempdir().unwrap();
    let backup = away.path().join("backup");
    let to = backup.to_str().unwrap();
    let booth = site.start();
    done(&site, &["backup", to]);
    done(&site, &["backup", to]);
    booth.quit();
    site.expect_verified();
    let elsewhere = Site::new(Language::En);
    done(&elsewhere, &["restore", to]);
    let notice = Words::new(Language::En).say("verify-restored");
    let notice = notice.split('{').next().unwrap().to_owned();
    let checked = done(&elsewhere, &["verify"]);
    assert!(checked.contains(&notice), "{checked}");
    assert_eq!(elsewhere.case(1), site.case(1));
    elsewhere.start().quit();
    elsewhere.expect_verified();
    let note = elsewhere.run(&["journal", "checkpoint"]);
    assert!(note.said.contains("\nepoch 2\n"), "{}", note.said);
    // Evidence of the time before the restore is signed by the key of that time.
    let export = away.path().join("export");
    done(&elsewhere, &["export", "1", "--to", export.to_str().unwrap()]);
    let (old, new) = (key(&site), key(&elsewhere));
    assert!(verify(&[&old, &new], &export).is_none_or(|code| code == 0));
    assert!(verify(&[&new], &export).is_none_or(|code| code == 1));
    let again = elsewhere.run(&["restore", to]);
    assert_eq!(again.code, Some(1), "{}", again.said);
}
