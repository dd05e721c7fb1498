//! What an officer knows: what was done to the lane, and when. Written from the procedure alone; it knows no line of the program.

use intrascope::domain::lane::DeviceKind;
use intrascope::scanner::simulator::fault::{DeviceFault, LineFault};
use intrascope::scanner::source::SourceProfile;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

/// A lane is left alone for so long before anything is done to it: identification, backgrounds, a dark.
pub const WARM: Duration = Duration::from_secs(9);

/// Troubles that are on at once, at most: two, and what came of a slip beside them.
const TROUBLES: usize = 3;

/// What can be wrong: with a line, a device or the hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    Line(DeviceKind, LineFault),
    Device(DeviceFault),
}

impl Trouble {
    pub fn all() -> Vec<Self> {
        let of_lines = DeviceKind::ALL
            .into_iter()
            .flat_map(|kind| LineFault::all().map(move |fault| Self::Line(kind, fault)));
        DeviceFault::all().map(Self::Device).chain(of_lines).collect()
    }
}

/// What somebody does, or what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Somebody asks for a scan.
    Request,
    /// Somebody asks for the warm-up.
    Prepare,
    Stop,
    Acknowledge,
    /// The image that is awaited is looked for; if it did not come it is given up.
    LookForImage,
    TurnKey,
    /// A trouble begins, or ends.
    Switch(Trouble),
    /// All troubles end, and the key is turned.
    Mend,
    /// A device's power goes and comes back.
    PowerCycle(DeviceKind),
    /// The vehicle drives out and the next one in: gates, curtain and search open and close.
    ChangeVehicle,
    /// Supervisor and drivers die and begin anew.
    RestartConsole,
}

/// Up to two deeds of one instant, and the time that passes after them.
#[derive(Debug, Clone)]
pub struct Move {
    pub deeds: Vec<Deed>,
    pub millis: u32,
}

/// How a lane begins.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    pub profile: SourceProfile,
    pub seed: u64,
    /// Nobody knows when the source was last used.
    pub is_cold: bool,
}

/// When a trouble was on, the last time.
#[derive(Debug, Clone, Copy)]
struct Spell {
    from: Duration,
    until: Option<Duration>,
}

/// The account.
#[derive(Debug, Clone)]
pub struct Booth {
    pub start: Start,
    now: Duration,
    spells: BTreeMap<Trouble, Spell>,
    cycled: BTreeMap<DeviceKind, Duration>,
    /// A person asked for a beam, and nobody has stopped or restarted since.
    pub wants_beam: bool,
    pub acknowledged_at: Option<Duration>,
    pub stopped_at: Option<Duration>,
    pub restarted_at: Option<Duration>,
}

impl Booth {
    pub fn new(start: Start) -> Self {
        Self {
            start,
            now: WARM,
            spells: BTreeMap::new(),
            cycled: BTreeMap::new(),
            wants_beam: false,
            acknowledged_at: None,
            stopped_at: None,
            restarted_at: None,
        }
    }

    /// The move as the account takes it.
    pub fn take(&mut self, what: &Move) {
        for deed in &what.deeds {
            self.note(*deed);
        }
        self.now += Duration::from_millis(u64::from(what.millis));
    }

    fn note(&mut self, deed: Deed) {
        let now = self.now;
        match deed {
            Deed::Request | Deed::Prepare => self.wants_beam = true,
            Deed::Stop => (self.wants_beam, self.stopped_at) = (false, Some(now)),
            Deed::Acknowledge => self.acknowledged_at = Some(now),
            Deed::Switch(trouble) if self.is_on(trouble) => self.end(trouble),
            Deed::Switch(trouble) => {
                self.spells.insert(trouble, Spell { from: now, until: None });
            }
            Deed::Mend => {
                for trouble in Trouble::all() {
                    self.end(trouble);
                }
            }
            Deed::PowerCycle(kind) => {
                self.cycled.insert(kind, now);
            }
            Deed::RestartConsole => (self.wants_beam, self.restarted_at) = (false, Some(now)),
            Deed::LookForImage | Deed::TurnKey | Deed::ChangeVehicle => {}
        }
    }

    fn end(&mut self, trouble: Trouble) {
        let now = self.now;
        if let Some(spell) = self.spells.get_mut(&trouble) {
            spell.until.get_or_insert(now);
        }
    }

    pub fn is_on(&self, trouble: Trouble) -> bool {
        self.spells.get(&trouble).is_some_and(|spell| spell.until.is_none())
    }

    /// Since when it is on.
    pub fn on_since(&self, trouble: Trouble) -> Option<Duration> {
        self.spells.get(&trouble).filter(|spell| spell.until.is_none()).map(|spell| spell.from)
    }

    /// Whether it was on at any time since then.
    pub fn was_on(&self, trouble: Trouble, since: Duration) -> bool {
        self.spells.get(&trouble).is_some_and(|spell| spell.until.is_none_or(|until| until >= since))
    }

    /// The same of any of these faults of devices and the hall.
    pub fn had(&self, since: Duration, faults: &[DeviceFault]) -> bool {
        faults.iter().any(|fault| self.was_on(Trouble::Device(*fault), since))
    }

    /// Whether the device's line had any fault since then, or the device was switched off.
    pub fn was_touched(&self, kind: DeviceKind, since: Duration) -> bool {
        let line = LineFault::all().any(|fault| self.was_on(Trouble::Line(kind, fault), since));
        line || self.cycled.get(&kind).is_some_and(|at| *at >= since) || self.was_restarted(since)
    }

    pub fn was_restarted(&self, since: Duration) -> bool {
        self.restarted_at.is_some_and(|at| at >= since)
    }

    fn is_full(&self) -> bool {
        self.spells.values().filter(|spell| spell.until.is_none()).count() >= TROUBLES
    }

    fn deeds(&self) -> BoxedStrategy<Deed> {
        let kind = prop::sample::select(DeviceKind::ALL.to_vec());
        let any = prop::sample::select(Trouble::all());
        let on: Vec<Trouble> = self.spells.keys().copied().filter(|trouble| self.is_on(*trouble)).collect();
        let switch = match on {
            on if on.is_empty() => any.boxed(),
            on if self.is_full() => prop::sample::select(on).boxed(),
            on => prop_oneof![2 => any, 1 => prop::sample::select(on)].boxed(),
        };
        prop_oneof![
            10 => Just(Deed::Request),
            2 => Just(Deed::Prepare),
            2 => Just(Deed::Stop),
            5 => Just(Deed::Acknowledge),
            4 => Just(Deed::LookForImage),
            1 => Just(Deed::TurnKey),
            10 => switch.prop_map(Deed::Switch),
            5 => Just(Deed::Mend),
            1 => kind.prop_map(Deed::PowerCycle),
            1 => Just(Deed::ChangeVehicle),
            1 => Just(Deed::RestartConsole),
        ]
        .boxed()
    }

    /// What may come next.
    pub fn moves(&self) -> BoxedStrategy<Move> {
        let time = prop_oneof![3 => 1u32..10, 4 => 10u32..200, 6 => 200u32..1_600, 1 => 1_600u32..=6_000];
        let deeds = prop::collection::vec(self.deeds(), 0..=2);
        (deeds, time).prop_map(|(deeds, steps)| Move { deeds, millis: steps * 5 }).boxed()
    }
}

pub fn starts() -> impl Strategy<Value = Start> {
    let profile = prop::sample::select(SourceProfile::ALL.to_vec());
    (profile, 1u64..1_000, prop::bool::weighted(0.25)).prop_map(|(profile, seed, is_cold)| Start {
        profile,
        seed,
        is_cold,
    })
}
