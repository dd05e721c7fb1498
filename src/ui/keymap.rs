//! Which key means what, per layer: data, so that help and footer are derived from it.

use crate::terminal::input::Code;
use crate::terminal::input::layout::fold_command;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const DEFAULT: &str = include_str!("keymap/default.toml");

/// What a person means. Its phrase in the catalogue is `key-<name with dashes>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Help,
    Language,
    StopScan,
    AcknowledgeFault,
    SignOut,
    Quit,
    Back,
    Confirm,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    First,
    Last,
    NextField,
    PreviousField,
    Toggle,
    Delete,
    Erase,
    NewCase,
    OpenCase,
    ShowRecord,
    Documents,
    SaveCase,
    Admit,
    Exempt,
    RequestScan,
    PrepareSource,
    LaneDevices,
    ZoomIn,
    ZoomOut,
    WholeImage,
    PlaceMark,
    Filters,
    Invert,
    Curve,
    Sharpen,
    AutoWindow,
    RefuseImage,
    Discrepancy,
    Verdict,
    PrintSheet,
    HandOver,
    Search,
    VerdictFilter,
    KindFilter,
    Refresh,
    PeriodDay,
    PeriodWeek,
    PeriodMonth,
    PeriodDates,
    Earlier,
    Later,
    People,
    Older,
    Newer,
    LookAtImage,
    Assess,
    Reopen,
    Override,
    CancelCase,
    RecordOutcome,
    AskRecheck,
    AskOpinion,
    OpenDesk,
    BoothDay,
    OpenJournal,
    OpenStatistics,
    Shift,
    Malfunctions,
    DailyCheck,
    OpenShift,
    PassShift,
    TakeOver,
    CloseShift,
    RemoveNote,
    ReportMalfunction,
    Tell,
    Repair,
    TestImage,
    ReturnToService,
    Save,
    NewCheck,
    RemoveDose,
    AddRow,
    RemoveRow,
    NextSection,
    PreviousSection,
    EarlierCases,
    Lock,
    AnotherOfficer,
    Accounts,
    ChangePin,
    NewAccount,
    ActivateAccount,
    ResetPin,
    UnlockAccount,
    DisableAccount,
    EnableAccount,
    WithdrawAccount,
    Notes,
    WriteNote,
    AcknowledgeNote,
    AnswerNote,
    Approvals,
    Approve,
    RefuseApproval,
    WithdrawApproval,
    Follow,
    ProposeMark,
}

impl Action {
    /// The id of its phrase, shown in the footer and in the help.
    pub fn phrase_id(self) -> String {
        format!("key{}", dashed(&format!("{self:?}")))
    }
}

/// A set of bindings; a screen names the one that it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    Global,
    SignIn,
    Queue,
    Registration,
    Gate,
    Lane,
    Analysis,
    Filters,
    MarkFrame,
    Documents,
    Verdict,
    Closing,
    Record,
    Confirm,
    Help,
    Note,
    Search,
    Journal,
    Statistics,
    StatisticsDates,
    Reason,
    Look,
    Override,
    Outcome,
    Desk,
    Day,
    DayForm,
    Shift,
    Malfunctions,
    Check,
    Earlier,
    Locked,
    People,
    FirstPin,
    Watch,
    Notes,
    Approvals,
}

impl Layer {
    /// The name of its section of the map.
    pub fn name(self) -> String {
        dashed(&format!("{self:?}")).trim_start_matches('-').to_owned()
    }
}

/// Capitals inside a name as dashes: `MarkFrame` is `-mark-frame`.
fn dashed(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            id.push('-');
        }
        id.push(c.to_ascii_lowercase());
    }
    id
}

/// One binding.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// Keys by name; the first is the one that the footer shows.
    pub keys: Vec<String>,
    /// What they mean.
    pub action: Action,
    /// Whether the footer offers it, or only the help.
    #[serde(default)]
    pub footer: Footer,
}

/// Where a binding is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Footer {
    /// In the footer and in the help.
    #[default]
    Shown,
    /// In the help only.
    HelpOnly,
}

/// Every layer's bindings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Keymap {
    layers: BTreeMap<Layer, Vec<Binding>>,
}

impl Keymap {
    /// The built-in map. It is parsed by a test too; a broken one would leave only Escape and the stop key.
    pub fn built_in() -> &'static Self {
        static MAP: OnceLock<Keymap> = OnceLock::new();
        MAP.get_or_init(|| toml::from_str(DEFAULT).unwrap_or_else(|_| Self { layers: BTreeMap::new() }))
    }

    /// The bindings of a layer, in the order in which they are shown.
    pub fn bindings(&self, layer: Layer) -> &[Binding] {
        self.layers.get(&layer).map_or(&[], Vec::as_slice)
    }

    /// What a key means in a layer, or in every layer.
    pub fn action(&self, layer: Layer, key: Code) -> Option<Action> {
        let name = key_name(key);
        let find = |layer| {
            self.bindings(layer)
                .iter()
                .find(|binding| binding.keys.contains(&name))
                .map(|binding| binding.action)
        };
        find(layer).or_else(|| find(Layer::Global))
    }
}

/// A key's name in the map. Letters are folded by their place on the keyboard, so that a Cyrillic layout does not matter.
pub fn key_name(key: Code) -> String {
    match key {
        Code::F(number) => format!("F{number}"),
        Code::Char(' ') => "Space".to_owned(),
        Code::Char(c) => fold_command(c).to_lowercase().to_string(),
        Code::BackTab => "Shift+Tab".to_owned(),
        Code::PageUp => "PgUp".to_owned(),
        Code::PageDown => "PgDn".to_owned(),
        Code::Insert => "Ins".to_owned(),
        Code::Delete => "Del".to_owned(),
        other => format!("{other:?}"),
    }
}

/// A key's name as the footer prints it.
pub fn shown_name(name: &str) -> &str {
    match name {
        "Up" => "↑",
        "Down" => "↓",
        "Left" => "←",
        "Right" => "→",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};
    use std::collections::BTreeSet;

    #[test]
    fn the_built_in_map_parses_and_no_two_bindings_of_a_layer_collide() {
        let map: Keymap = toml::from_str(DEFAULT).unwrap();
        for (layer, bindings) in &map.layers {
            let mut seen = BTreeSet::new();
            for key in bindings.iter().flat_map(|binding| &binding.keys) {
                assert!(seen.insert(key), "{layer:?} binds {key} twice");
            }
        }
    }

    #[test]
    fn every_bound_action_has_a_phrase_in_every_language() {
        let map: Keymap = toml::from_str(DEFAULT).unwrap();
        for binding in map.layers.values().flatten() {
            for language in Language::ALL {
                let id = binding.action.phrase_id();
                assert!(Words::new(language).has(&id), "{id} in {language:?}");
            }
        }
    }
}
