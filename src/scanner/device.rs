//! What a device's driver is to the task that owns its port: bytes, time and orders in; bytes, reports and closings out.
//!
//! A driver has no port and no clock. Time is the time since the program's lane began, the same for all devices.

use crate::domain::lane::{LinkCounters, LinkHint};
use std::time::Duration;

/// Time since the lane began.
pub type Uptime = Duration;

/// A state machine for one device's protocol.
pub trait Driver: Send {
    /// What the supervisor asks of it.
    type Order;
    /// What it tells the supervisor.
    type Report;

    /// The port is open. The first bytes change nothing in whatever device is there.
    fn opened(&mut self, now: Uptime);

    /// The port is gone, by its own doing or by ours. Nothing that was reported is believed any longer.
    fn gone(&mut self, now: Uptime, hint: LinkHint);

    /// Bytes came.
    fn received(&mut self, now: Uptime, bytes: &[u8]);

    /// Time went on; called every 10 ms.
    fn tick(&mut self, now: Uptime);

    /// The supervisor wants something. Without a device that was identified it is forgotten, but for what ends a beam.
    fn order(&mut self, now: Uptime, order: Self::Order);

    /// A stop, past everything that waits; for a device that cannot end a beam it is nothing.
    fn stop(&mut self, now: Uptime);

    /// What it wants done next; called until there is nothing.
    fn next(&mut self) -> Option<Output<Self::Report>>;

    /// Counters of its link.
    fn counters(&self) -> LinkCounters;
}

/// What a driver wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output<R> {
    /// Bytes for the device, in their turn.
    Write(Vec<u8>),
    /// Bytes before everything that waits to be sent, which is thrown away.
    Preempt(Vec<u8>),
    /// A report for the supervisor.
    Report(R),
    /// Close the port, call [`Driver::gone`], and open it again later.
    Close(LinkHint),
}

/// A value and when it was asked for: never when its answer came. Of what speaks unasked, when its first byte came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reading<T> {
    /// The value.
    pub value: T,
    /// When the request for it was sent.
    pub asked_at: Uptime,
    /// When the answer was whole. For round trips only; nothing is dated by it.
    pub came_at: Uptime,
}

/// How the link of a device stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LinkReport {
    /// The port is open, the device is asked who it is.
    Opened,
    /// It is the configured one.
    Up {
        /// Model, serial number, firmware.
        identity: String,
    },
    /// It is gone, silent, or another.
    Down(LinkHint),
    /// It is there and was reset meanwhile: what was set in it is gone.
    Restarted,
}
