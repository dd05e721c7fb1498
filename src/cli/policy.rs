//! The booth's policy: one versioned file in the data folder, with defaults that say they are not from the Order.

use super::demo;
use super::plaint::Told;
use crate::domain::purge::Term;
use crate::store::{Encryption, KeyName, Options};
use crate::words::{Value, Words};
use anyhow::Result;
use serde::Deserialize;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file's name in the data folder.
const FILE: &str = "policy.toml";

/// The defaults as shipped, with the words that explain them.
const SHIPPED: &str = include_str!("policy.toml");

/// The only version there is.
const VERSION: u16 = 1;

/// A policy file is a page of text; what is longer is none.
const MAX_BYTES: u64 = 64 * 1024;

/// The terms that may be set, days: nothing shorter than a day, nothing longer than a century.
const TERM_DAYS: std::ops::RangeInclusive<u32> = 1..=36_525;

/// The policy as read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    version: u16,
    /// What the store does.
    pub(super) store: StorePolicy,
}

/// What the store does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StorePolicy {
    /// Second place of journal and originals.
    pub(super) mirror: Option<PathBuf>,
    /// Second place of the originals.
    pub(super) copies: Option<PathBuf>,
    /// Encryption at rest.
    pub(super) encryption: EncryptionPolicy,
    /// Days after a case's last fact before which nothing may be purged.
    pub(super) retention_days: u32,
}

/// Encryption at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum EncryptionPolicy {
    /// None of ours.
    Off,
    /// Pictures and sheets of each case under a key of its own.
    Cases,
}

impl Policy {
    /// How the store is opened under this policy, by whichever command comes first.
    pub(super) fn options(&self) -> Options {
        Options {
            booth: KeyName::of(&[demo::POST_CODE, demo::IC_NAME]),
            mirror: self.store.mirror.clone(),
            copies: self.store.copies.clone(),
            encryption: match self.store.encryption {
                EncryptionPolicy::Off => Encryption::Off,
                EncryptionPolicy::Cases => Encryption::Cases,
            },
            ..Options::default()
        }
    }

    /// How long pictures are kept.
    pub(super) fn term(&self) -> Term {
        Term::days(self.store.retention_days)
    }
}

/// How the store of a data folder is opened under its policy.
pub(super) fn store_options(folder: &Path, words: Words) -> Result<Options> {
    Ok(read(folder, words)?.options())
}

/// The policy of a data folder, or the shipped one.
pub(super) fn read(folder: &Path, words: Words) -> Result<Policy> {
    let path = folder.join(FILE);
    let refuse = |why: String| {
        let file = path.display().to_string();
        Told(words.say_with("policy-unreadable", &[("file", Value::from(file)), ("why", Value::from(why))]))
    };
    let text = match fs::metadata(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => SHIPPED.to_owned(),
        Err(error) => return Err(refuse(error.to_string()).into()),
        Ok(found) if found.len() > MAX_BYTES => return Err(refuse(format!("{} B", found.len())).into()),
        Ok(_) => fs::read_to_string(&path).map_err(|error| refuse(error.to_string()))?,
    };
    let policy = parse(&text).map_err(refuse)?;
    Ok(policy)
}

fn parse(text: &str) -> Result<Policy, String> {
    let policy: Policy = toml::from_str(text).map_err(|error| error.to_string())?;
    if policy.version != VERSION {
        return Err(format!("version = {}", policy.version));
    }
    if !TERM_DAYS.contains(&policy.store.retention_days) {
        return Err(format!("retention_days = {}", policy.store.retention_days));
    }
    let places = [&policy.store.mirror, &policy.store.copies];
    if let Some(place) = places.into_iter().flatten().find(|place| !place.is_absolute()) {
        return Err(format!("{} ≠ /…", place.display()));
    }
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn the_shipped_policy_is_one_and_says_where_it_is_from() {
        let policy = parse(SHIPPED).unwrap();
        assert_eq!(policy.store.encryption, EncryptionPolicy::Off);
        assert_eq!(policy.store.retention_days, 1_826);
        assert_eq!((policy.store.mirror, policy.store.copies), (None, None));
        assert!(SHIPPED.contains("None of it is from the Order"));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_place() {
        for (from, to) in [
            ("version = 1", "version = 2"),
            ("retention_days = 1826", "retention_days = 0"),
            ("retention_days = 1826", "retentiondays = 1826"),
            ("encryption = \"off\"", "encryption = \"of\""),
            ("encryption = \"off\"", "mirror = \"usb\"\nencryption = \"off\""),
            ("[store]", "[stor]"),
        ] {
            assert!(parse(&SHIPPED.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn the_folders_own_policy_counts() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::new(Language::En);
        assert_eq!(read(folder.path(), words).unwrap(), parse(SHIPPED).unwrap());
        fs::write(folder.path().join(FILE), SHIPPED.replace("1826", "30")).unwrap();
        assert_eq!(read(folder.path(), words).unwrap().store.retention_days, 30);
        fs::write(folder.path().join(FILE), SHIPPED.replace("\"off\"", "\"cases\"")).unwrap();
        assert_eq!(read(folder.path(), words).unwrap().options().encryption, Encryption::Cases);
        fs::write(folder.path().join(FILE), "what?").unwrap();
        let refused = read(folder.path(), words).unwrap_err().to_string();
        assert!(refused.contains("policy.toml"), "{refused}");
    }
}
