//! The secrets of accounts: one-way digests, how often each was guessed wrong, and nothing that a backup may hold.
//!
//! They are no facts: the journal says that a PIN was set and under which number, this file holds what it is compared with. An old
//! file put back opens nothing, since the journal's number has gone on.

use crate::domain::Moment;
use crate::domain::account::MAX_ACCOUNTS;
use crate::domain::officer::OfficerId;
use crate::store::Store;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, Secrecy, make_folder, open_regular, replace_file_as};
use crate::store::hash::Sha;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

/// The file's name in its folder.
const NAME: &str = "secrets";

/// What a damaged file is called once new secrets take its place.
const ASIDE: &str = "secrets.damaged";

/// Another version is not read.
const VERSION: u16 = 1;

/// The longest file: 500 accounts of two digests of 250 bytes, 1 000 counters of 120 and 32 seats of 20 times of 32 bytes make
/// 390 KB.
const MAX_BYTES: u64 = 1 << 20;

/// Secrets of one officer: the one that holds, and one whose fact is on its way to the journal.
pub const MAX_CREDENTIALS: usize = 2;

/// Officers whose wrong PINs are counted: every account, and as many names that are none.
pub const MAX_COUNTED: usize = 2 * MAX_ACCOUNTS;

/// Seats whose wrong PINs are counted.
pub const MAX_SEATS: usize = 32;

/// Wrong PINs of a seat whose times are kept.
pub const MAX_SEAT_FAILURES: usize = 20;

/// The longest digest in PHC form: `argon2id`'s with the largest salt is 130 characters.
const MAX_PHC_CHARS: usize = 250;

/// A one-way digest with its salt and its costs, in PHC form; never printed by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phc(pub String);

impl fmt::Debug for Phc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phc(…)")
    }
}

/// Whether a first PIN has been used to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Used {
    /// Not yet.
    No,
    /// It was: it signs in no more, and is asked for once again when an own PIN is set.
    Yes,
}

/// What makes a PIN a first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstUse {
    /// Until when.
    pub until: Moment,
    /// Whether it was used.
    pub used: Used,
}

/// A secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Its number, as the journal names it.
    pub number: u32,
    /// What it is compared with.
    pub phc: Phc,
    /// For a first PIN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<FirstUse>,
}

/// Wrong PINs in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the last.
    pub last: Moment,
}

/// Wrong PINs of a seat, whosesoever.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SeatFailures {
    /// When, oldest first.
    pub times: VecDeque<Moment>,
    /// Since when the seat pauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Moment>,
}

/// Everything in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Secrets {
    /// Secrets, by officer.
    pub credentials: BTreeMap<OfficerId, Vec<Credential>>,
    /// Wrong PINs, by the name that was typed.
    pub failures: BTreeMap<OfficerId, Failures>,
    /// Wrong PINs, by seat.
    pub seats: BTreeMap<String, SeatFailures>,
}

impl Secrets {
    /// The bound that is broken, if one is.
    fn beyond(&self) -> Option<&'static str> {
        let is_long = |phc: &Phc| phc.0.len() > MAX_PHC_CHARS;
        let credentials = self.credentials.values();
        if self.credentials.len() > MAX_ACCOUNTS
            || credentials.clone().any(|held| held.len() > MAX_CREDENTIALS)
        {
            return Some("more secrets than there may be");
        }
        if credentials.flatten().any(|credential| is_long(&credential.phc)) {
            return Some("a digest is too long");
        }
        if self.failures.len() > MAX_COUNTED {
            return Some("more counters than there may be");
        }
        let times = self.seats.values().map(|seat| seat.times.len());
        let seats = self.seats.len() > MAX_SEATS || times.into_iter().any(|count| count > MAX_SEAT_FAILURES);
        seats.then_some("more seats than there may be")
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u16,
    #[serde(flatten)]
    secrets: Secrets,
}

/// The file in its folder, both for the owner alone.
#[derive(Debug, Clone)]
pub struct PeopleFile {
    folder: PathBuf,
}

impl PeopleFile {
    pub(super) fn new(folder: &Folder) -> Self {
        Self { folder: folder.root().join("people") }
    }

    /// Reads it; nothing there is nobody's secret. Damage is told, never passed over: a counter that is lost would let guessing
    /// begin anew.
    pub fn read(&self) -> Result<Secrets, StoreError> {
        let path = self.folder.join(NAME);
        let file = match open_regular(&path) {
            Ok(file) => file,
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                return Ok(Secrets::default());
            }
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).doing("read", &path)?;
        parse(&bytes).map_err(|why| StoreError::SecretsDamaged { path, why })
    }

    /// Writes it: a reader finds the old one or the new, and the new one is on the disk when this returns.
    pub fn write(&self, secrets: &Secrets) -> Result<(), StoreError> {
        make_folder(&self.folder)?;
        let kept = Kept { version: VERSION, secrets: secrets.clone() };
        let json =
            serde_json::to_vec(&kept).map_err(|error| StoreError::Unwritable { why: error.to_string() })?;
        let sum = Sha::of(&[&json]).hex();
        replace_file_as(&self.folder, NAME, &[sum.as_bytes(), b"\n", &json].concat(), Secrecy::Owner)
    }

    /// Puts a damaged file aside, for whoever wants to know what became of it.
    pub fn set_aside(&self) -> Result<(), StoreError> {
        let path = self.folder.join(NAME);
        fs::rename(&path, self.folder.join(ASIDE)).doing("rename", &path)
    }
}

impl Store {
    /// The secrets of accounts.
    pub fn people(&self) -> PeopleFile {
        PeopleFile::new(&self.folder)
    }
}

/// A line with the sum of the rest, then JSON.
fn parse(bytes: &[u8]) -> Result<Secrets, String> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        return Err(format!("longer than {MAX_BYTES} bytes"));
    }
    let (sum, json) = bytes.split_at_checked(2 * Sha::BYTES).ok_or("cut short")?;
    let json = json.strip_prefix(b"\n").ok_or("cut short")?;
    if Sha::of(&[json]).hex().as_bytes() != sum {
        return Err("its checksum does not match".to_owned());
    }
    let kept: Kept = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    if kept.version != VERSION {
        return Err(format!("version {} is not known", kept.version));
    }
    kept.secrets.beyond().map_or(Ok(kept.secrets), |why| Err(why.to_owned()))
}

#[cfg(test)]
mod tests;
