//! One task for one port: it opens the line, carries bytes between it and the device's driver, and lets a stop past everything.

mod budget;
mod connection;

use super::device::{Driver, Output, Uptime};
use super::line::{Endpoint, LineSettings};
use super::port;
use crate::domain::lane::{LinkCounters, LinkHint};
use budget::Budget;
use connection::Connection;
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

/// How often a driver is told the time.
pub const TICK: Duration = Duration::from_millis(10);

/// The first pause before a port is opened again; doubled up to [`MAX_BACKOFF`].
const MIN_BACKOFF: Duration = Duration::from_millis(100);

/// The longest pause before a port is opened again.
const MAX_BACKOFF: Duration = Duration::from_secs(5);

/// A connection that lasted so long was one: the next pause is short again.
const LASTING: Duration = Duration::from_secs(10);

/// Reports that wait for a supervisor that is slow: beyond them the port is not read, and the line loses what it loses. A
/// burst of 4 KiB is 15 columns of 256 pixels or 110 of the monitor's lines.
const MAX_PENDING: usize = 256;

/// How long the last stop may take to leave at the end.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Counters are told so often.
const COUNTERS_PERIOD: Duration = Duration::from_millis(500);

/// What a port's task is made of, beside its driver.
pub struct PortSettings {
    /// The line's end at this machine.
    pub port: Endpoint,
    /// How it is set.
    pub settings: LineSettings,
    /// When the lane began: the zero of every [`Uptime`].
    pub began: Instant,
}

/// What a port's task listens to.
pub struct PortEars<O> {
    /// What the supervisor wants.
    pub orders: mpsc::Receiver<O>,
    /// Somebody pressed stop.
    pub stop: Arc<Notify>,
    /// The program ends.
    pub shutdown: watch::Receiver<bool>,
}

/// What a port's task tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortWord<R> {
    /// A report of the device's driver.
    Report(R),
    /// Counters of the link, its openings among them.
    Counters(LinkCounters),
}

/// Why the task woke.
enum Wake<O> {
    Shutdown,
    Stop,
    Tick,
    Written(io::Result<usize>),
    Read(io::Result<usize>),
    Order(O),
    Taken,
}

/// The task of one port.
pub struct Port<D: Driver, W> {
    driver: D,
    settings: PortSettings,
    words: mpsc::Sender<W>,
    translate: fn(PortWord<D::Report>) -> W,
    connection: Option<Connection>,
    budget: Budget,
    pending: VecDeque<W>,
    reopen_at: Uptime,
    opened_at: Uptime,
    backoff: Duration,
    openings: u32,
    counted_at: Uptime,
    told: LinkCounters,
}

impl<D: Driver, W> Port<D, W> {
    /// A task that has yet to be run; `translate` makes the listener's words of the driver's.
    pub fn new(
        driver: D,
        settings: PortSettings,
        words: mpsc::Sender<W>,
        translate: fn(PortWord<D::Report>) -> W,
    ) -> Self {
        Self {
            budget: Budget::of(settings.settings),
            driver,
            settings,
            words,
            translate,
            connection: None,
            pending: VecDeque::new(),
            reopen_at: Uptime::ZERO,
            opened_at: Uptime::ZERO,
            backoff: MIN_BACKOFF,
            openings: 0,
            counted_at: Uptime::ZERO,
            told: LinkCounters::default(),
        }
    }

    /// Runs until it is told to end, or nobody listens any more.
    pub async fn run(mut self, mut ears: PortEars<D::Order>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let wake = self.next_wake(&mut ears, &mut ticks).await;
            let now = self.now();
            self.budget.grant(now);
            match wake {
                Wake::Shutdown => break,
                Wake::Stop => self.driver.stop(now),
                Wake::Tick => self.on_tick(now).await,
                Wake::Written(result) => self.on_written(now, &result),
                Wake::Read(result) => self.on_read(now, &result),
                Wake::Order(order) => self.driver.order(now, order),
                Wake::Taken if self.words.is_closed() => break,
                Wake::Taken => {}
            }
            self.perform();
        }
        self.last_words().await;
    }

    /// Waits for the next thing to do. The order is the rule: a stop before everything, then what waits to be sent, then orders
    /// and time; a device that floods and a supervisor that is slow come last.
    async fn next_wake(&mut self, ears: &mut PortEars<D::Order>, ticks: &mut Interval) -> Wake<D::Order> {
        // The rest waits in the kernel, until the tick grants more.
        let is_read = self.pending.len() < MAX_PENDING && self.budget.is_left();
        let most = self.budget.bytes();
        let (reading, writing) = match &mut self.connection {
            Some(connection) => {
                let (reading, writing) = connection.halves(most);
                (Some(reading).filter(|_| is_read), Some(writing))
            }
            None => (None, None),
        };
        tokio::select! {
            biased;
            _ = ears.shutdown.changed() => Wake::Shutdown,
            () = ears.stop.notified() => Wake::Stop,
            result = connection::write(writing) => Wake::Written(result),
            Some(order) = ears.orders.recv() => Wake::Order(order),
            _ = ticks.tick() => Wake::Tick,
            () = hand_over(&self.words, &mut self.pending) => Wake::Taken,
            result = connection::read(reading) => Wake::Read(result),
        }
    }

    fn now(&self) -> Uptime {
        self.settings.began.elapsed()
    }

    async fn on_tick(&mut self, now: Uptime) {
        if self.connection.is_none() && now >= self.reopen_at {
            self.open(now).await;
        }
        if self.connection.as_mut().is_some_and(|connection| connection.is_write_stuck(now)) {
            self.gone(now, LinkHint::Stuck);
        }
        self.driver.tick(now);
        if now.saturating_sub(self.counted_at) >= COUNTERS_PERIOD && self.pending.len() < MAX_PENDING {
            self.counted_at = now;
            let counters = LinkCounters { opened: self.openings, ..self.driver.counters() };
            if counters != self.told {
                self.told = counters;
                self.pending.push_back((self.translate)(PortWord::Counters(counters)));
            }
        }
    }

    async fn open(&mut self, now: Uptime) {
        self.reopen_at = now + self.backoff;
        self.backoff = (self.backoff * 2).min(MAX_BACKOFF);
        match port::open(&self.settings.port, self.settings.settings).await {
            Ok(link) => {
                let now = self.now();
                self.connection = Some(Connection::new(link));
                self.openings = self.openings.saturating_add(1);
                self.opened_at = now;
                self.driver.opened(now);
            }
            Err(fault) => {
                tracing::debug!(%fault, port = ?self.settings.port, "a device's port does not open");
                self.driver.gone(now, port::hint(&fault));
            }
        }
    }

    /// Drops every handle of the port before it may be opened again, or the kernel would give the device a new name.
    fn gone(&mut self, now: Uptime, hint: LinkHint) {
        if self.connection.take().is_none() {
            return;
        }
        if now.saturating_sub(self.opened_at) >= LASTING {
            self.backoff = MIN_BACKOFF;
        }
        self.reopen_at = now + self.backoff;
        self.driver.gone(now, hint);
    }

    fn on_written(&mut self, now: Uptime, result: &io::Result<usize>) {
        match (result, &mut self.connection) {
            (Ok(written), Some(connection)) if *written > 0 => connection.sent(*written, now),
            _ => self.gone(now, LinkHint::NoPort),
        }
    }

    fn on_read(&mut self, now: Uptime, result: &io::Result<usize>) {
        // A serial port that is gone reads zero bytes for ever (tokio-serial), or fails.
        match (result, &mut self.connection) {
            (Ok(count), Some(connection)) if *count > 0 => {
                self.budget.spend(*count);
                self.driver.received(now, connection.received(*count));
            }
            _ => self.gone(now, LinkHint::NoPort),
        }
    }

    fn perform(&mut self) {
        let now = self.now();
        while let Some(output) = self.driver.next() {
            match (output, &mut self.connection) {
                (Output::Write(bytes), Some(connection)) => connection.send(&bytes, now),
                (Output::Preempt(bytes), Some(connection)) => connection.preempt(&bytes, now),
                (Output::Write(_) | Output::Preempt(_), None) => {}
                (Output::Report(report), _) => {
                    self.pending.push_back((self.translate)(PortWord::Report(report)));
                }
                (Output::Close(hint), _) => self.gone(now, hint),
            }
        }
    }

    /// An orderly end leaves no beam behind. If the line is stuck, the device's watchdog does it a second later.
    async fn last_words(&mut self) {
        self.driver.stop(self.now());
        self.perform();
        let Some(connection) = &mut self.connection else { return };
        if tokio::time::timeout(LAST_WORDS, connection.flush()).await.is_err() {
            tracing::warn!("the last stop did not leave: the device's watchdog has to end the beam");
        }
    }
}

/// Gives the oldest word to the listener when it has room; lets go of all where nobody listens any more. Nothing is lost if the wait is
/// cut short.
pub(in crate::scanner) async fn hand_over<W>(words: &mpsc::Sender<W>, pending: &mut VecDeque<W>) {
    if pending.is_empty() {
        return std::future::pending().await;
    }
    match words.reserve().await {
        Ok(permit) => {
            if let Some(word) = pending.pop_front() {
                permit.send(word);
            }
        }
        Err(_) => pending.clear(),
    }
}

#[cfg(test)]
mod tests;
