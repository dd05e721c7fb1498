//! The booth's policy: one versioned file in the data folder, with defaults that say they are not from the Order.

use super::args::{PolicyArgs, PolicyCommand};
use super::booth::Names;
use super::plaint::Told;
use super::{data, say};
use crate::domain::check::{Better, CheckTest, Limit};
use crate::domain::officer::SealNumber;
use crate::domain::policy::{self, MAX_STEP_MINUTES, MAX_TOLD, Policy as Procedure};
use crate::domain::purge::Term;
use crate::domain::text::CleanText;
use crate::station::contract::day::PolicyInForce;
use crate::store::{Encryption, KeyName, Options};
use crate::words::{Value, Words};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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

/// The longest wording of a mark: it stands on one line of an 80-column screen, and in the stamp.
const MAX_MARK_CHARS: usize = 48;

/// What a complex may be able to scan, millimetres: from a hand cart to a train.
const SIDE_MM: std::ops::RangeInclusive<u32> = 100..=1_000_000;

/// The policy as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    version: u16,
    /// What the store does.
    #[serde(default)]
    pub(super) store: StorePolicy,
    #[serde(default)]
    marks: policy::Marks,
    #[serde(default)]
    complex: policy::Complex,
    #[serde(default)]
    people: policy::People,
    #[serde(default)]
    steps: policy::StepTimes,
    #[serde(default)]
    seal: policy::SealRule,
    #[serde(default)]
    shift: policy::ShiftRule,
    #[serde(default)]
    malfunction: policy::MalfunctionRule,
    #[serde(default)]
    daily_check: policy::CheckRule,
    #[serde(default)]
    recheck: policy::RecheckRule,
    #[serde(default)]
    supervision: policy::SupervisionRule,
}

/// What the store does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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

impl Default for StorePolicy {
    /// As shipped: one place, no encryption, five years.
    fn default() -> Self {
        Self { mirror: None, copies: None, encryption: EncryptionPolicy::Off, retention_days: 1_826 }
    }
}

/// Encryption at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum EncryptionPolicy {
    /// None of ours.
    Off,
    /// Pictures and sheets of each case under a key of its own.
    Cases,
}

impl Policy {
    /// How a booth's store is opened under this policy, by whichever command comes first.
    pub(super) fn options(&self, booth: &Names) -> Options {
        Options {
            booth: KeyName::of(&[&booth.post_code, &booth.ic_name]),
            mirror: self.store.mirror.clone(),
            copies: self.store.copies.clone(),
            encryption: match self.store.encryption {
                EncryptionPolicy::Off => Encryption::Off,
                EncryptionPolicy::Cases => Encryption::Cases,
            },
            ..Options::default()
        }
    }

    /// What it settles for the procedure.
    pub(super) fn procedure(&self) -> Procedure {
        Procedure {
            marks: self.marks.clone(),
            complex: self.complex,
            people: self.people.clone(),
            steps: self.steps,
            seal: self.seal,
            shift: self.shift,
            malfunction: self.malfunction.clone(),
            daily_check: self.daily_check.clone(),
            recheck: self.recheck,
            supervision: self.supervision,
        }
    }

    /// How long pictures are kept.
    pub(super) fn term(&self) -> Term {
        Term::days(self.store.retention_days)
    }
}

/// `intrascope policy …`: exit code 0 when the policy is one.
pub(super) fn run(args: &PolicyArgs) -> Result<ExitCode> {
    match &args.command {
        PolicyCommand::Default => say(SHIPPED.trim_end())?,
        PolicyCommand::Check { file, data, lang } => {
            let words = Words::new(data::language(*lang));
            let (_, policy) = match file {
                Some(file) => of_file(file, words)?,
                None => in_force(&data::folder(data)?, words)?,
            };
            say(&words.say_with("policy-holds", &[("hash", Value::from(policy.sha256))]))?;
        }
        PolicyCommand::Show { data, lang } => {
            let (folder, words) = (data::folder(data)?, Words::new(data::language(*lang)));
            let (policy, in_force) = in_force(&folder, words)?;
            let own = folder.join(FILE);
            let from = if own.exists() { own.display().to_string() } else { words.say("policy-shipped") };
            let source = words.say_with(
                "policy-source",
                &[("from", Value::from(from)), ("hash", Value::from(in_force.sha256))],
            );
            say(&format!("# {source}\n{}", toml::to_string(&policy)?.trim_end()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// How the store of a data folder is opened under its policy.
pub(super) fn store_options(folder: &Path, words: Words) -> Result<Options> {
    Ok(read(folder, words)?.options(&Names::of(folder)?))
}

/// SHA-256 of the policy that a data folder goes by.
pub(super) fn hash(folder: &Path, words: Words) -> Result<String> {
    Ok(in_force(folder, words)?.1.sha256)
}

/// The policy of a data folder, or the shipped one.
pub(super) fn read(folder: &Path, words: Words) -> Result<Policy> {
    Ok(in_force(folder, words)?.0)
}

/// The policy of a data folder, or the shipped one, with its text and the text's digest.
pub(super) fn in_force(folder: &Path, words: Words) -> Result<(Policy, PolicyInForce)> {
    let path = folder.join(FILE);
    match fs::exists(&path) {
        Ok(false) => read_text(SHIPPED.to_owned(), &path, words),
        Ok(true) | Err(_) => of_file(&path, words),
    }
}

/// The policy of a file.
pub(super) fn of_file(path: &Path, words: Words) -> Result<(Policy, PolicyInForce)> {
    let refuse = |why: String| refusal(path, why, words);
    let text = match fs::metadata(path) {
        Err(error) => return Err(refuse(error.to_string()).into()),
        Ok(found) if found.len() > MAX_BYTES => return Err(refuse(format!("{} B", found.len())).into()),
        Ok(_) => fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?,
    };
    read_text(text, path, words)
}

fn read_text(text: String, path: &Path, words: Words) -> Result<(Policy, PolicyInForce)> {
    let policy = parse(&text).map_err(|why| refusal(path, why, words))?;
    let sha256 =
        Sha256::digest(&text).iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
    let in_force = PolicyInForce { policy: policy.procedure(), sha256, text };
    Ok((policy, in_force))
}

fn refusal(path: &Path, why: String, words: Words) -> Told {
    let file = path.display().to_string();
    Told(words.say_with("policy-unreadable", &[("file", Value::from(file)), ("why", Value::from(why))]))
}

/// Whether a text is a policy.
pub(super) fn is_one(text: &str) -> bool {
    parse(text).is_ok()
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
    check_procedure(&policy)?;
    Ok(policy)
}

/// Values that are of the right kind, yet make no sense.
fn check_procedure(policy: &Policy) -> Result<(), String> {
    let steps = toml::Value::try_from(policy.steps).map_err(|error| error.to_string())?;
    for (name, minutes) in steps.as_table().into_iter().flatten() {
        if minutes.as_integer().is_none_or(|minutes| minutes > i64::from(MAX_STEP_MINUTES)) {
            return Err(format!("[steps] {name} > {MAX_STEP_MINUTES}"));
        }
    }
    let seal = policy.seal;
    if seal.min == 0 || seal.min > seal.max || usize::from(seal.max) > SealNumber::MAX_CHARS {
        return Err(format!(
            "[seal] 1 ≤ min ({}) ≤ max ({}) ≤ {}",
            seal.min,
            seal.max,
            SealNumber::MAX_CHARS
        ));
    }
    let marks = [&policy.marks.without_suspicion, &policy.marks.under_suspicion];
    for text in marks.iter().flat_map(|mark| [&mark.kk, &mark.ru, &mark.en]) {
        let clean = CleanText::new(text);
        if clean.is_empty() || clean.as_str() != text || text.chars().count() > MAX_MARK_CHARS {
            return Err(format!("[marks] {text:?}"));
        }
    }
    if policy.marks.without_suspicion == policy.marks.under_suspicion {
        return Err("[marks] without_suspicion = under_suspicion".to_owned());
    }
    if policy.people.approvers.is_empty() {
        return Err("[people] approvers = []".to_owned());
    }
    let complex = policy.complex;
    for side in [complex.max_length_mm, complex.max_width_mm, complex.max_height_mm] {
        if !SIDE_MM.contains(&side) {
            return Err(format!("[complex] {side} mm"));
        }
    }
    let malfunction = &policy.malfunction;
    if malfunction.tell.is_empty() || malfunction.tell.len() > MAX_TOLD {
        return Err(format!("[malfunction] tell: 1…{MAX_TOLD}"));
    }
    if malfunction.tell_within_minutes == 0 || malfunction.repair_within_hours == 0 {
        return Err("[malfunction] 0".to_owned());
    }
    policy.daily_check.tests.iter().try_for_each(|(test, limit)| check_limit(*test, *limit))
}

/// A limit below which nothing is limited has both values alike.
fn check_limit(test: CheckTest, limit: Limit) -> Result<(), String> {
    let ordered = match test.better() {
        Better::More => limit.limited <= limit.pass,
        Better::Less => limit.limited >= limit.pass,
    };
    if ordered {
        Ok(())
    } else {
        Err(format!("[daily_check.tests] {test:?}: {} / {}", limit.pass, limit.limited))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn the_shipped_policy_is_one_and_says_where_it_is_from() {
        let policy = parse(SHIPPED).unwrap();
        let sections = SHIPPED.split("\n[").skip(2).filter(|section| !section.contains("Not from the Order"));
        assert_eq!(
            sections.count(),
            1,
            "of all sections behind the store's, the marks alone word it otherwise"
        );
        assert_eq!(policy.store.encryption, EncryptionPolicy::Off);
        assert_eq!(policy.store.retention_days, 1_826);
        assert_eq!((&policy.store.mirror, &policy.store.copies), (&None, &None));
        assert!(SHIPPED.contains("None of it is from the Order"));
        assert_eq!(
            policy.procedure(),
            Procedure::default(),
            "the file says what the program would do without it"
        );
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
            ("queued = 30", "queued = 2161"),
            ("max = 4", "max = 5"),
            ("min = 1", "min = 0"),
            ("max_width_mm = 3000", "max_width_mm = 3"),
            ("\"refused\"", "\"maybe\""),
            ("ИЖК бақылауы: күдіксіз", ""),
            ("ИЖК бақылауы: күдіксіз", "a\u{202e}b"),
            ("tell_within_minutes = 30", "tell_within_minutes = 0"),
            ("pass = 280, limited = 240", "pass = 280, limited = 290"),
            ("wire = {", "wires = {"),
            ("[recheck]", "[rechecks]"),
            ("two_people = [\"purge\"]", "two_people = [\"purge\", \"reprint\"]"),
            ("approvers = [\"supervisor\"]", "approvers = []"),
            ("approvers = [\"supervisor\"]", "approvers = [\"chief\"]"),
            ("instruction_holds_verdict = true", "instruction_holds_verdict = \"yes\""),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            assert!(parse(&SHIPPED.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn what_is_shown_is_read_again_as_the_same() {
        let policy = parse(SHIPPED).unwrap();
        assert_eq!(parse(&toml::to_string(&policy).unwrap()).unwrap(), policy);
        let shipped = parse(SHIPPED).unwrap();
        assert_eq!(parse("version = 1").unwrap(), shipped, "what is not named has its default");
        let retention_alone = "version = 1\n[store]\nretention_days = 9\n";
        assert_eq!(parse(retention_alone).unwrap().procedure(), shipped.procedure());
    }

    #[test]
    fn the_folders_own_policy_counts() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::new(Language::En);
        assert_eq!(read(folder.path(), words).unwrap(), parse(SHIPPED).unwrap());
        fs::write(folder.path().join(FILE), SHIPPED.replace("1826", "30")).unwrap();
        assert_eq!(read(folder.path(), words).unwrap().store.retention_days, 30);
        fs::write(folder.path().join(FILE), SHIPPED.replace("\"off\"", "\"cases\"")).unwrap();
        assert_eq!(read(folder.path(), words).unwrap().options(&Names::demo()).encryption, Encryption::Cases);
        fs::write(folder.path().join(FILE), "what?").unwrap();
        let refused = read(folder.path(), words).unwrap_err().to_string();
        assert!(refused.contains("policy.toml"), "{refused}");
    }
}
