//! The booth's policy: what the Order's public summary leaves to the authority that runs the complex. Data; never a fact.

use crate::domain::approval::{ActionKind, USUAL_APPROVERS};
use crate::domain::check::{CheckTest, Limit};
use crate::domain::exemption::Dimensions;
use crate::domain::officer::Role;
use crate::domain::step::Verdict;
use crate::domain::units::Millimetres;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Minutes of a day and a half: no step of a case may be given longer before its delay needs a reason.
pub const MAX_STEP_MINUTES: u32 = 36 * 60;

/// Whom a malfunction is told: more names than anybody calls.
pub const MAX_TOLD: usize = 10;

/// Everything that the policy settles for the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Wording of the two marks.
    pub marks: Marks,
    /// What this complex can scan.
    pub complex: Complex,
    /// Who may be what.
    pub people: People,
    /// How long a case may stand where it stands.
    pub steps: StepTimes,
    /// The personal numbered seal.
    pub seal: SealRule,
    /// Shifts.
    pub shift: ShiftRule,
    /// Malfunctions.
    pub malfunction: MalfunctionRule,
    /// The daily check.
    pub daily_check: CheckRule,
    /// Re-checks by a supervisor.
    pub recheck: RecheckRule,
    /// What supervisors write to those who work.
    pub supervision: SupervisionRule,
}

/// A phrase in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// Wording of the two marks (rows 6 and 7 of the procedure).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marks {
    /// Row 6.
    pub without_suspicion: Wording,
    /// Row 7.
    pub under_suspicion: Wording,
}

impl Marks {
    /// The wording of a verdict's mark.
    pub fn of(&self, verdict: Verdict) -> &Wording {
        match verdict {
            Verdict::WithoutSuspicion => &self.without_suspicion,
            Verdict::UnderSuspicion => &self.under_suspicion,
        }
    }
}

impl Default for Marks {
    fn default() -> Self {
        let wording = |kk: &str, ru: &str, en: &str| Wording { kk: kk.into(), ru: ru.into(), en: en.into() };
        Self {
            without_suspicion: wording(
                "ИЖК бақылауы: күдіксіз",
                "ИДК-контроль без подозрения",
                "IC control without suspicion",
            ),
            under_suspicion: wording(
                "ИЖК бақылауы: күдікті",
                "ИДК-контроль под подозрением",
                "IC control under suspicion",
            ),
        }
    }
}

/// What this complex can scan, millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the limit that its name says")]
pub struct Complex {
    pub max_length_mm: u32,
    pub max_width_mm: u32,
    pub max_height_mm: u32,
}

impl Default for Complex {
    /// A usual drive-through portal.
    fn default() -> Self {
        Self { max_length_mm: 26_000, max_width_mm: 3_000, max_height_mm: 4_600 }
    }
}

impl Complex {
    /// The limits as dimensions.
    pub fn limits(&self) -> Dimensions {
        Dimensions {
            length: Millimetres(self.max_length_mm),
            width: Millimetres(self.max_width_mm),
            height: Millimetres(self.max_height_mm),
        }
    }
}

/// Whether something is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leave {
    /// It is.
    Allowed,
    /// It is not.
    Refused,
}

/// Who may be what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct People {
    /// Whether one officer may be OMS and OAC on one shift, and so on one case.
    pub oms_and_oac_in_one: Leave,
    /// What one person asks for and another approves.
    pub two_people: BTreeSet<ActionKind>,
    /// The roles of those who approve.
    pub approvers: BTreeSet<Role>,
}

impl Default for People {
    fn default() -> Self {
        Self {
            oms_and_oac_in_one: Leave::Refused,
            two_people: [ActionKind::Purge].into(),
            approvers: USUAL_APPROVERS.into(),
        }
    }
}

/// Minutes for which a case may stand in a state before the step out of it needs a reason; 0 sets no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the state of that name")]
pub struct StepTimes {
    pub registered: u32,
    pub admitted: u32,
    pub lane_checked: u32,
    pub queued: u32,
    pub in_analysis: u32,
    pub cleared: u32,
    pub printed: u32,
    pub suspected: u32,
}

impl Default for StepTimes {
    fn default() -> Self {
        Self {
            registered: 60,
            admitted: 60,
            lane_checked: 15,
            queued: 30,
            in_analysis: 30,
            cleared: 30,
            printed: 30,
            suspected: 60,
        }
    }
}

/// What a seal number is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealCharacters {
    /// Digits alone.
    Digits,
    /// Letters and digits.
    LettersAndDigits,
}

/// The rule of the personal numbered seal's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SealRule {
    /// What it is made of.
    pub characters: SealCharacters,
    /// Fewest characters.
    pub min: u8,
    /// Most characters; never more than the type holds.
    pub max: u8,
}

impl Default for SealRule {
    /// One to four characters: the document set of the Union's customs services.
    fn default() -> Self {
        Self { characters: SealCharacters::LettersAndDigits, min: 1, max: 4 }
    }
}

impl SealRule {
    /// Whether a number follows the rule.
    pub fn admits(&self, number: &str) -> bool {
        let length = number.chars().count();
        let of = match self.characters {
            SealCharacters::Digits => |c: char| c.is_ascii_digit(),
            SealCharacters::LettersAndDigits => char::is_alphanumeric,
        };
        (usize::from(self.min)..=usize::from(self.max)).contains(&length) && number.chars().all(of)
    }
}

/// What follows from something that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Nothing.
    Nothing,
    /// The screens say so.
    Remind,
    /// Scans are refused.
    RefuseScans,
}

/// Shifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShiftRule {
    /// What follows while no shift is open.
    pub none_open: Consequence,
}

impl Default for ShiftRule {
    fn default() -> Self {
        Self { none_open: Consequence::Remind }
    }
}

/// Malfunctions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MalfunctionRule {
    /// Who is told, in the words of the booth.
    pub tell: Vec<String>,
    /// Within how many minutes they are told.
    pub tell_within_minutes: u32,
    /// Within how many hours the complex is to be back in service.
    pub repair_within_hours: u32,
}

impl Default for MalfunctionRule {
    fn default() -> Self {
        Self {
            tell: vec!["дежурный по таможенному посту".into(), "сервисная служба ИДК".into()],
            tell_within_minutes: 30,
            repair_within_hours: 24,
        }
    }
}

/// The daily check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckRule {
    /// What follows from a failed check.
    pub failed: Consequence,
    /// What follows while the day has no check.
    pub missing: Consequence,
    /// The tests of the check, each with its limits.
    pub tests: BTreeMap<CheckTest, Limit>,
}

impl Default for CheckRule {
    fn default() -> Self {
        let tests = CheckTest::ALL.into_iter().map(|test| (test, test.usual_limit())).collect();
        Self { failed: Consequence::RefuseScans, missing: Consequence::Remind, tests }
    }
}

/// Re-checks by a supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecheckRule {
    /// Every so many-th case of a day, when it ends without suspicion, goes to the re-check queue; 0 takes none.
    pub every: u32,
}

impl RecheckRule {
    /// Whether a case of this serial is among those.
    pub fn takes(&self, serial: u32) -> bool {
        self.every > 0 && serial.is_multiple_of(self.every)
    }
}

/// What supervisors write to those who work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SupervisionRule {
    /// Whether a verdict waits until instructions to the OAC are acknowledged and questions to the OAC answered.
    pub instruction_holds_verdict: bool,
}

impl Default for SupervisionRule {
    fn default() -> Self {
        Self { instruction_holds_verdict: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_follows_the_rule() {
        let rule = SealRule { characters: SealCharacters::Digits, min: 3, max: 4 };
        for (number, fits) in [("0417", true), ("417", true), ("17", false), ("04A7", false), ("", false)] {
            assert_eq!(rule.admits(number), fits, "{number}");
        }
        assert!(SealRule::default().admits("А17"));
    }

    #[test]
    fn every_fiftieth_case_is_rechecked() {
        let rule = RecheckRule { every: 50 };
        assert!(rule.takes(50) && rule.takes(100) && !rule.takes(51));
        assert!(!RecheckRule::default().takes(50));
    }
}
