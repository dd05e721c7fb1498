//! The points that are checked, each with its name and with what to do where it does not hold.

use crate::words::Words;
use serde::Serialize;

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Point {
    Settings,
    Policy,
    Landlock,
    Typing,
    Sysrq,
    Cores,
    Swap,
    Accounts,
    Groups,
    Passwords,
    DataFolder,
    Keys,
    Space,
    Mirror,
    Sockets,
    Peers,
    Serial,
    Printer,
    SshdFile,
    Authority,
    Sshd,
    Getty,
    Terminals,
    RebootKeys,
    Running,
    Exposure,
    Namespace,
    Usb,
    Clock,
}

impl Point {
    /// What it is called.
    pub(super) fn name(self, words: Words) -> String {
        match self {
            Self::Settings => words.say("doctor-settings"),
            Self::Policy => words.say("doctor-policy"),
            Self::Landlock => words.say("doctor-landlock"),
            Self::Typing => words.say("doctor-typing"),
            Self::Sysrq => words.say("doctor-sysrq"),
            Self::Cores => words.say("doctor-cores"),
            Self::Swap => words.say("doctor-swap"),
            Self::Accounts => words.say("doctor-accounts"),
            Self::Groups => words.say("doctor-groups"),
            Self::Passwords => words.say("doctor-passwords"),
            Self::DataFolder => words.say("doctor-data-folder"),
            Self::Keys => words.say("doctor-keys"),
            Self::Space => words.say("doctor-space"),
            Self::Mirror => words.say("doctor-mirror"),
            Self::Sockets => words.say("doctor-sockets"),
            Self::Peers => words.say("doctor-peers"),
            Self::Serial => words.say("doctor-serial"),
            Self::Printer => words.say("doctor-printer"),
            Self::SshdFile => words.say("doctor-sshd-file"),
            Self::Authority => words.say("doctor-authority"),
            Self::Sshd => words.say("doctor-sshd"),
            Self::Getty => words.say("doctor-getty"),
            Self::Terminals => words.say("doctor-terminals"),
            Self::RebootKeys => words.say("doctor-reboot-keys"),
            Self::Running => words.say("doctor-running"),
            Self::Exposure => words.say("doctor-exposure"),
            Self::Namespace => words.say("doctor-namespace"),
            Self::Usb => words.say("doctor-usb"),
            Self::Clock => words.say("doctor-clock"),
        }
    }

    /// What to do where it does not hold.
    pub(super) fn advice(self, words: Words) -> String {
        match self {
            Self::Settings => words.say("doctor-do-settings"),
            Self::Policy => words.say("doctor-do-policy"),
            Self::Landlock => words.say("doctor-do-landlock"),
            Self::Typing => words.say("doctor-do-typing"),
            Self::Sysrq | Self::Cores => words.say("doctor-do-sysctl"),
            Self::Swap => words.say("doctor-do-swap"),
            Self::Accounts => words.say("doctor-do-accounts"),
            Self::Groups => words.say("doctor-do-groups"),
            Self::Passwords => words.say("doctor-do-passwords"),
            Self::DataFolder => words.say("doctor-do-data-folder"),
            Self::Keys => words.say("doctor-do-keys"),
            Self::Space => words.say("doctor-do-space"),
            Self::Mirror => words.say("doctor-do-mirror"),
            Self::Sockets => words.say("doctor-do-sockets"),
            Self::Peers | Self::Namespace => words.say("doctor-do-peers"),
            Self::Serial => words.say("doctor-do-serial"),
            Self::Printer => words.say("doctor-do-printer"),
            Self::SshdFile => words.say("doctor-do-sshd-file"),
            Self::Authority => words.say("doctor-do-authority"),
            Self::Sshd => words.say("doctor-do-sshd"),
            Self::Getty => words.say("doctor-do-getty"),
            Self::Terminals => words.say("doctor-do-terminals"),
            Self::RebootKeys => words.say("doctor-do-reboot-keys"),
            Self::Running => words.say("doctor-do-running"),
            Self::Exposure => words.say("doctor-do-exposure"),
            Self::Usb => words.say("doctor-do-usb"),
            Self::Clock => words.say("doctor-do-clock"),
        }
    }
}
