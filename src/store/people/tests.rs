//! The file comes back as it was, is the owner's alone, tells damage, and is in no backup.

use super::*;
use crate::store::{BackupJob, OnDamage, Options, Store, backup, verify};
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;

fn at(seconds: i64) -> Moment {
    Moment::from_timestamp(1_795_400_000 + seconds, 0).unwrap()
}

fn id(name: &str) -> OfficerId {
    OfficerId::parse(name).unwrap()
}

fn credential(number: u32) -> Credential {
    let phc = Phc("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA".to_owned());
    Credential { number, phc, first: Some(FirstUse { until: at(9), used: Used::No }) }
}

fn secrets() -> Secrets {
    Secrets {
        credentials: BTreeMap::from([(id("serik.b"), vec![credential(1), credential(2)])]),
        failures: BTreeMap::from([(id("nobody"), Failures { count: 3, last: at(0) })]),
        seats: BTreeMap::from([(
            "oms".to_owned(),
            SeatFailures { times: VecDeque::from([at(0), at(1)]), paused: Some(at(2)) },
        )]),
    }
}

fn file(dir: &tempfile::TempDir) -> PeopleFile {
    PeopleFile::new(&Folder::new(dir.path()))
}

#[test]
fn what_is_written_is_read_and_is_the_owners_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(&dir);
    assert_eq!(file.read().unwrap(), Secrets::default());
    file.write(&secrets()).unwrap();
    assert_eq!(file.read().unwrap(), secrets());
    let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("people"), mode("people/secrets")), (0o700, 0o600));
    file.write(&Secrets::default()).unwrap();
    assert_eq!(file.read().unwrap(), Secrets::default());
    assert!(!dir.path().join("people/secrets.tmp").exists());
}

#[test]
fn asvs_11_4_2_no_digest_is_printed() {
    let said = format!("{:?}", secrets());
    assert!(!said.contains("argon2"), "{said}");
}

#[test]
fn damage_is_told_and_a_damaged_file_can_be_put_aside() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(&dir);
    file.write(&secrets()).unwrap();
    let path = dir.path().join("people/secrets");
    let whole = fs::read(&path).unwrap();
    let damaged = [&whole[..whole.len() / 2], b"", &whole[..10], &[b'x'; 80]];
    for bytes in damaged {
        fs::write(&path, bytes).unwrap();
        let told = file.read().unwrap_err();
        assert!(matches!(told, StoreError::SecretsDamaged { .. }), "{told}");
    }
    fs::write(&path, vec![b'x'; usize::try_from(MAX_BYTES).unwrap() + 9]).unwrap();
    assert!(file.read().unwrap_err().to_string().contains("longer"));
    file.set_aside().unwrap();
    assert_eq!(file.read().unwrap(), Secrets::default());
    assert!(dir.path().join("people/secrets.damaged").exists());
    fs::remove_file(dir.path().join("people/secrets.damaged")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    assert!(file.read().is_err(), "no link is followed");
}

#[test]
fn what_is_beyond_its_bounds_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(&dir);
    let many = |count: usize| (0..count).map(|place| id(&format!("p{place}")));
    let full = Secrets {
        credentials: many(MAX_ACCOUNTS).map(|id| (id, vec![credential(1), credential(2)])).collect(),
        failures: many(MAX_COUNTED).map(|id| (id, Failures { count: 9, last: at(0) })).collect(),
        seats: (0..MAX_SEATS)
            .map(|seat| {
                (
                    format!("seat-{seat}"),
                    SeatFailures { times: (0..20).map(at).collect(), paused: Some(at(0)) },
                )
            })
            .collect(),
    };
    file.write(&full).unwrap();
    assert_eq!(file.read().unwrap(), full, "the fullest file is read");
    let mut beyond = [full.clone(), full.clone(), full.clone(), full];
    beyond[0].credentials.insert(id("one-more"), vec![credential(1)]);
    beyond[1].credentials.insert(id("p0"), vec![credential(1); 3]);
    beyond[2].failures.insert(id("one-more"), Failures { count: 1, last: at(0) });
    beyond[3].seats.insert("one-more".to_owned(), SeatFailures::default());
    for secrets in beyond {
        file.write(&secrets).unwrap();
        assert!(matches!(file.read(), Err(StoreError::SecretsDamaged { .. })));
    }
}

#[test]
fn secrets_are_in_no_backup_and_nothing_misses_them() {
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy"));
    let (mut store, _) = Store::open(&data, Options::sized(1 << 20, 0)).unwrap();
    store.append(&crate::store::samples::registered(1)).unwrap();
    store.people().write(&secrets()).unwrap();
    store.close().unwrap();
    let job = BackupJob { source: &data, target: &copy, made_at: at(0), on_damage: OnDamage::Refuse };
    backup(&job).unwrap();
    assert!(!copy.join("people").exists());
    assert!(verify(&copy).findings.is_empty(), "{:?}", verify(&copy).findings);
    assert!(verify(&data).findings.is_empty(), "{:?}", verify(&data).findings);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_told(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(parse(&bytes).is_err());
    }

    #[test]
    fn any_json_under_a_right_sum_is_read_or_told(json in "\\{\"version\":1,\"[a-z]{1,12}\":[\\[\\]{}\"a-z0-9:,]{0,40}\\}") {
        let sum = Sha::of(&[json.as_bytes()]).hex();
        parse(format!("{sum}\n{json}").as_bytes()).ok();
    }

    #[test]
    fn one_altered_byte_is_told(place in 0usize..600, to in any::<u8>()) {
        let kept = serde_json::to_vec(&Kept { version: VERSION, secrets: secrets() }).unwrap();
        let mut bytes = format!("{}\n", Sha::of(&[&kept]).hex()).into_bytes();
        bytes.extend(kept);
        let place = place % bytes.len();
        let is_same = bytes[place] == to;
        bytes[place] = to;
        prop_assert_eq!(parse(&bytes).is_ok(), is_same);
    }
}
