//! What the world was like, step by step, for as long as a word about it may be old.

use crate::support::virtual_lane::STEP;
use intrascope::domain::lane::{ChainInputs, Contact, Input};
use intrascope::scanner::simulator::world::World;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// What is remembered: the oldest word that counts, and as much again.
const KEPT: Duration = Duration::from_millis(700);

/// The world of one step.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "five relays of the hall, each on or off by itself")]
pub struct Frame {
    pub at: Duration,
    pub beam: bool,
    pub high_voltage: bool,
    pub permit: bool,
    pub warns: bool,
    pub awaits_key: bool,
    pub inputs: ChainInputs,
}

impl Frame {
    pub fn of(world: &mut World, at: Duration) -> Self {
        Self {
            at,
            beam: world.is_beam_on(),
            high_voltage: world.high_voltage,
            permit: world.permit,
            warns: world.horn && world.lights,
            awaits_key: world.awaits_key(),
            inputs: world.inputs(),
        }
    }

    pub fn contact(&self, input: Input) -> Contact {
        self.inputs.named().into_iter().find(|(name, _)| *name == input).unwrap().1
    }
}

/// The last steps, and some times that are older.
#[derive(Debug, Default)]
pub struct Truth {
    frames: VecDeque<Frame>,
    opened: BTreeMap<Input, Duration>,
    /// Since when horn and lights are on.
    pub warned_since: Option<Duration>,
    /// When the key was last missing.
    pub keyless_at: Option<Duration>,
    /// When high voltage was last off.
    pub off_at: Option<Duration>,
    /// Time with high voltage on since the scan was asked for.
    pub exposed: Duration,
}

impl Truth {
    /// Takes in a step; gives the one before it.
    pub fn take(&mut self, frame: Frame) -> Option<Frame> {
        let last = self.frames.back().copied();
        for (input, contact) in frame.inputs.named() {
            if contact != Contact::Closed {
                self.opened.insert(input, frame.at);
            }
        }
        self.warned_since = frame.warns.then(|| self.warned_since.unwrap_or(frame.at));
        if frame.awaits_key {
            self.keyless_at = Some(frame.at);
        }
        if frame.high_voltage {
            self.exposed += STEP;
        } else {
            self.off_at = Some(frame.at);
        }
        self.frames.push_back(frame);
        while self.frames.front().is_some_and(|first| first.at + KEPT < frame.at) {
            self.frames.pop_front();
        }
        last
    }

    pub fn last(&self) -> Frame {
        *self.frames.back().unwrap()
    }

    /// Whether it was so at any step of the last `age`, or of the one before: a word may be dated within a step.
    pub fn was(&self, age: Duration, so: impl Fn(&Frame) -> bool) -> bool {
        let now = self.last().at;
        self.frames.iter().rev().take_while(|frame| frame.at + age + STEP * 2 >= now).any(so)
    }

    /// Whether the input was open since then.
    pub fn was_open(&self, input: Input, since: Duration) -> bool {
        self.opened.get(&input).is_some_and(|at| *at >= since)
    }
}
