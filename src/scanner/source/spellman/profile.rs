//! The numbers of each model: commands, flags, scales. Two models share a framing, not a command list.

use crate::domain::lane::{Contact, SourceState};
use crate::scanner::reports::Reported;
use crate::scanner::source::dialect::Flags;
use std::ops::RangeInclusive;

/// Flags of an XRV's status.
pub const XRV_FLAGS: usize = 17;

/// Flags of a uX's status.
pub const UX_FLAGS: usize = 3;

/// The field of an XRV's configuration that is its host watchdog; twelve fields in all.
pub const XRV_WATCHDOG: usize = 11;

/// How a model lays out its status (22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusWord {
    /// Seventeen flags; interlocks 1 when closed.
    Xrv,
    /// Three flags; interlock 1 when open.
    Ux,
}

/// A model.
#[derive(Debug)]
pub struct Profile {
    /// Its status.
    pub status: StatusWord,
    /// Reads that tell who it is: model 26, firmware 23, and where they exist scale 28 and configuration 27.
    pub identification: &'static [u8],
    /// High voltage on and off.
    pub high_voltage: u8,
    /// Asks for its faults.
    pub faults: u8,
    /// So many flags they are.
    pub fault_flags: RangeInclusive<usize>,
    /// Forgets its faults.
    pub reset: u8,
    /// Asks for what it measures.
    pub readback: u8,
    /// So many fields that answer has.
    pub readback_fields: usize,
    /// The one of them that is voltage; current follows it.
    pub kv_field: usize,
    /// How far the converter of voltage reaches over full scale, tenths.
    pub kv_over: u8,
    /// The same of current.
    pub current_over: u8,
}

/// XRV: `spellmanXRV.py`. Its readbacks reach a fifth beyond full scale, its setpoints do not.
pub static XRV: Profile = Profile {
    status: StatusWord::Xrv,
    identification: &[26, 23, 28, 27],
    high_voltage: 98,
    faults: 68,
    fault_flags: 27..=27,
    reset: 31,
    readback: 19,
    readback_fields: 8,
    kv_field: 0,
    kv_over: 12,
    current_over: 12,
};

/// uX: `SpellmanUSB.py` gives its scales and three flags. No public source counts the flags of its fault answer, so any count of a
/// word that fits a report of its USB (53 bytes) is taken.
pub static UX: Profile = Profile {
    status: StatusWord::Ux,
    identification: &[26, 23],
    high_voltage: 99,
    faults: 32,
    fault_flags: 1..=24,
    reset: 52,
    readback: 20,
    readback_fields: 7,
    kv_field: 2,
    kv_over: 10,
    current_over: 12,
};

impl StatusWord {
    /// What the flags say; a flag that is missing is unknown.
    pub fn read(self, flags: &[bool]) -> Flags {
        let flag = |index: usize| match flags.get(index) {
            None => Reported::Unknown,
            Some(false) => Reported::Off,
            Some(true) => Reported::On,
        };
        match self {
            Self::Xrv => Flags {
                state: xrv_state(&flag),
                interlock: closed_if_all_on([flag(1), flag(2), flag(16)]),
                remote: inverse(flag(5)),
                fault: flag(4),
            },
            // A uX says neither whether it is warm nor who may order.
            Self::Ux => Flags {
                state: state(flag(0), flag(2), SourceState::Ready),
                interlock: closed_if_all_on([inverse(flag(1))]),
                remote: Reported::Unknown,
                fault: flag(2),
            },
        }
    }
}

fn xrv_state(flag: &impl Fn(usize) -> Reported) -> SourceState {
    let at_rest = match (flag(8), flag(15), flag(6)) {
        (Reported::On, _, _) => SourceState::Prewarning,
        (_, Reported::On, _) => SourceState::Ready,
        (_, _, Reported::On) => SourceState::WarmingUp,
        _ => SourceState::Off,
    };
    state(flag(0), flag(4), at_rest)
}

/// High voltage comes before everything: a source with a fault and high voltage on is on.
fn state(high_voltage: Reported, fault: Reported, at_rest: SourceState) -> SourceState {
    match (high_voltage, fault) {
        (Reported::On, _) => SourceState::BeamOn,
        (Reported::Unknown, _) => SourceState::Unknown,
        (Reported::Off, Reported::On) => SourceState::Faulted,
        (Reported::Off, _) => at_rest,
    }
}

fn inverse(reported: Reported) -> Reported {
    match reported {
        Reported::Unknown => Reported::Unknown,
        Reported::Off => Reported::On,
        Reported::On => Reported::Off,
    }
}

fn closed_if_all_on<const N: usize>(flags: [Reported; N]) -> Contact {
    if flags.contains(&Reported::Off) {
        Contact::Open
    } else if flags.contains(&Reported::Unknown) {
        Contact::Unknown
    } else {
        Contact::Closed
    }
}
