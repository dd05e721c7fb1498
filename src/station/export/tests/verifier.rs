//! `docs/verify.py` accepts an export and refuses every altered one, though all digests were made anew.

use super::{Kept, folder, kept, number};
use crate::domain::number::ScanId;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Whether this machine can run the verifier with signatures; said where not.
fn can_run() -> bool {
    let found = Command::new("python3").args(["-c", "import cryptography"]).output();
    let can = found.is_ok_and(|output| output.status.success());
    if !can {
        println!("skipped: python3 with the package cryptography is not installed");
    }
    can
}

fn run(keys: &[&str], export: &Path) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify.py");
    let keys = keys.iter().flat_map(|key| ["--key", key]);
    Command::new("python3").arg(script).args(keys).arg(export).output().unwrap()
}

fn code(keys: &[&str], export: &Path) -> i32 {
    run(keys, export).status.code().unwrap()
}

/// Alters a file of an exported case.
fn alter(case: &Path, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    let path = case.join(name);
    let before = fs::read(&path).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after, "{name} was altered");
    fs::write(path, after).unwrap();
}

fn replace(case: &Path, name: &str, from: &str, to: &str) {
    alter(case, name, |bytes| String::from_utf8(bytes).unwrap().replacen(from, to, 1).into_bytes());
}

fn alter_json(case: &Path, name: &str, change: impl FnOnce(&mut Value)) {
    alter(case, name, |bytes| {
        let mut value = serde_json::from_slice(&bytes).unwrap();
        change(&mut value);
        serde_json::to_vec_pretty(&value).unwrap()
    });
}

/// Makes `SHA256SUMS` anew, as whoever alters an export would.
fn sum_anew(case: &Path) {
    let script = "find . -type f ! -name SHA256SUMS -printf '%P\\0' | xargs -0 sha256sum > SHA256SUMS";
    assert!(Command::new("sh").args(["-c", script]).current_dir(case).status().unwrap().success());
}

fn signed(case: &Path, prefix: &str) -> String {
    let names = fs::read_dir(case.join("signed")).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.to_str().unwrap().to_owned());
    let found = names
        .filter(|name| name.starts_with(prefix))
        .find_map(|n| n.strip_suffix(".json").map(str::to_owned));
    format!("signed/{}", found.unwrap())
}

fn original() -> String {
    format!("originals/{}.png", ScanId::new(&number(1), 1))
}

/// Flips a bit of the first fact and makes its checksum and its leaf anew.
fn forge_fact(case: &Path) {
    let script = r"
import base64, hashlib, json, struct, zlib
proof = json.load(open('proof.json')); first = proof['frames'][0]
data = bytearray(open('frames.bin', 'rb').read()); end = first['bytes']
data[60] ^= 1
data[4:8] = struct.pack('<I', zlib.crc32(bytes(data[:4] + data[8:end - 32])))
first['leaf'] = base64.b64encode(hashlib.sha256(b'\0' + bytes(data[:end])).digest()).decode()
open('frames.bin', 'wb').write(data); json.dump(proof, open('proof.json', 'w'))";
    assert!(Command::new("python3").args(["-c", script]).current_dir(case).status().unwrap().success());
}

type Tampering = (&'static str, fn(&Path, &Kept));

const TAMPERINGS: [Tampering; 16] = [
    ("an original's bit", |case, _| {
        alter(case, &original(), |mut bytes| {
            bytes[45] ^= 1;
            bytes
        });
    }),
    ("the verdict in the record", |case, _| {
        replace(case, "record.json", "without_suspicion", "under_suspicion");
    }),
    ("a mark in the record", |case, _| alter_json(case, "record.json", |r| r["marks"][0]["x"] = 11.into())),
    ("a fact, its checksum and its leaf", |case, _| forge_fact(case)),
    ("a fact taken away", |case, _| {
        let cut = serde_json::from_slice::<Value>(&fs::read(case.join("proof.json")).unwrap()).unwrap();
        let last = cut["frames"][4]["offset"].as_u64().unwrap();
        alter(case, "frames.bin", |bytes| bytes[..usize::try_from(last).unwrap()].to_vec());
        alter_json(case, "proof.json", |proof| drop(proof["frames"].as_array_mut().unwrap().pop()));
        alter(case, "frames.jsonl", |bytes| {
            let text = String::from_utf8(bytes).unwrap();
            text.split_inclusive('\n').take(4).collect::<String>().into_bytes()
        });
    }),
    ("a readable fact", |case, _| replace(case, "frames.jsonl", "a.png", "b.png")),
    ("the tree's size", |case, _| alter_json(case, "proof.json", |proof| proof["size"] = 12.into())),
    ("a sibling of a path", |case, _| {
        alter_json(case, "proof.json", |p| p["frames"][1]["path"][0] = p["frames"][2]["path"][0].clone());
    }),
    ("the checkpoint's epoch", |case, _| replace(case, "checkpoint.txt", "epoch 1", "epoch 2")),
    ("a signed manifest", |case, _| {
        let name = signed(case, "manifest-");
        replace(case, &format!("{name}.json"), "a.png", "b.png");
    }),
    ("a signature", |case, _| {
        let name = signed(case, "verdict-");
        alter(case, &format!("{name}.sig"), |mut bytes| {
            bytes[9] ^= 1;
            bytes
        });
    }),
    ("another case's manifest", |case, _| {
        let (ours, other) = (signed(case, "manifest-"), case.parent().unwrap().join(folder(2)));
        let theirs = signed(&other, "manifest-");
        for end in ["json", "sig"] {
            fs::copy(other.join(format!("{theirs}.{end}")), case.join(format!("{ours}.{end}"))).unwrap();
        }
    }),
    ("a signed record taken away", |case, _| {
        let name = signed(case, "verdict-");
        for end in ["json", "sig", "vkey"] {
            fs::remove_file(case.join(format!("{name}.{end}"))).unwrap();
        }
    }),
    ("another sheet", |case, _| {
        alter(case, "sheet.pdf", |mut bytes| {
            bytes.push(0);
            bytes
        });
    }),
    ("a signed file that no fact names", |case, _| {
        fs::write(case.join("signed/verdict-99.json"), "{}").unwrap();
    }),
    ("another booth's key and checkpoint", |case, _| {
        let other = kept();
        fs::write(case.join("booth.vkey"), format!("{}\n", other.key)).unwrap();
        fs::write(case.join("booth.pem"), crate::store::public_key_pem(&other.key)).unwrap();
        fs::write(case.join("checkpoint.txt"), &other.note).unwrap();
    }),
];

#[test]
fn a_sound_export_holds_in_both_forms() {
    if !can_run() {
        return;
    }
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    let key = kept.key.to_string();
    let forms = [to.path().join("folder"), to.path().join("evidence.tar")];
    for form in &forms {
        kept.export(&[number(1), number(2)], form).unwrap();
        let output = run(&[&key], form);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(code(&[], form), 0, "with the key inside");
    }
    let other = super::kept().key.to_string();
    assert_eq!(code(&[&other], &forms[0]), 1, "another booth's key");
    assert_eq!(code(&[&other, &key], &forms[0]), 0, "a booth that has had two");
    assert_eq!(code(&["nonsense"], &forms[0]), 1);
    assert_eq!(code(&[&key], &to.path().join("nothing")), 1);
}

#[test]
fn every_tampering_is_found_though_the_digests_were_made_anew() {
    if !can_run() {
        return;
    }
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    let key = kept.key.to_string();
    let control = to.path().join("control");
    kept.export(&[number(1), number(2)], &control).unwrap();
    sum_anew(&control.join(folder(1)));
    assert_eq!(code(&[&key], &control), 0, "digests made anew harm nothing");
    for (place, (what, tamper)) in TAMPERINGS.iter().enumerate() {
        let export: PathBuf = to.path().join(place.to_string());
        kept.export(&[number(1), number(2)], &export).unwrap();
        let case = export.join(folder(1));
        tamper(&case, &kept);
        sum_anew(&case);
        let output = run(&[&key], &export);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{what}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.stderr.is_empty(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn what_only_the_digests_can_show_is_found_by_them() {
    if !can_run() {
        return;
    }
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    let scan = ScanId::new(&number(1), 1);
    let alterations = [format!("pictures/{scan}-seen.png"), "VERIFY.txt".to_owned(), "SHA256SUMS".to_owned()];
    for (place, name) in alterations.iter().enumerate() {
        let export = to.path().join(place.to_string());
        kept.export(&[number(1)], &export).unwrap();
        alter(&export.join(folder(1)), name, |mut bytes| {
            bytes[2] ^= 1;
            bytes
        });
        assert_eq!(code(&[&kept.key.to_string()], &export), 1, "{name}");
    }
}

/// Without the package everything else is still checked, and the exit code says what was not.
#[test]
fn without_the_package_signatures_are_left_open() {
    if !can_run() {
        return;
    }
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    let export = to.path().join("x");
    kept.export(&[number(1)], &export).unwrap();
    // A package of that name that is none.
    fs::write(to.path().join("cryptography.py"), "raise ImportError").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify.py");
    let run = || {
        let mut command = Command::new("python3");
        command.arg(&script).arg(&export).env("PYTHONPATH", to.path()).output().unwrap().status.code()
    };
    assert_eq!(run(), Some(2));
    alter(&export.join(folder(1)), "frames.bin", |mut bytes| {
        bytes[100] ^= 1;
        bytes
    });
    assert_eq!(run(), Some(1));
}

/// The signed texts can be checked with the tool that every machine has.
#[test]
fn openssl_checks_a_signed_text() {
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    kept.export(&[number(1)], to.path()).unwrap();
    let case = to.path().join(folder(1));
    let name = signed(&case, "verdict-");
    let check = || {
        let (text, signature) = (format!("{name}.json"), format!("{name}.sig"));
        let arguments = [
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "booth.pem",
            "-rawin",
            "-in",
            &text,
            "-sigfile",
            &signature,
        ];
        Command::new("openssl").args(arguments).current_dir(&case).output()
    };
    let Ok(output) = check() else {
        println!("skipped: openssl is not installed");
        return;
    };
    assert!(output.status.success(), "{output:?}");
    replace(&case, &format!("{name}.json"), "without_suspicion", "under_suspicion");
    assert!(!check().unwrap().status.success());
}
