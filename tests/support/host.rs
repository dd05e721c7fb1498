//! A driver on a port that a program which somebody else wrote answers on: the least of a task that drives it, and what it said.

use intrascope::scanner::device::{Driver, Output};
use intrascope::scanner::port::ByteLink;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, interval};

/// As often as a driver is ticked.
const TICK: Duration = Duration::from_millis(10);

/// A driver and its port.
pub struct Host<D: Driver> {
    /// The driver.
    pub driver: D,
    /// What it reported, in order.
    pub reports: Vec<D::Report>,
    /// Whether it asked for its port to be closed.
    pub is_closed: bool,
    port: Box<dyn ByteLink>,
    began: Instant,
}

impl<D: Driver> Host<D> {
    /// Gives the port to the driver.
    pub fn new(driver: D, port: Box<dyn ByteLink>) -> Self {
        Self { driver, reports: Vec::new(), is_closed: false, port, began: Instant::now() }
    }

    /// Opens.
    pub async fn open(&mut self) {
        self.driver.opened(self.began.elapsed());
        self.drain().await;
    }

    /// Orders.
    pub async fn order(&mut self, order: D::Order) {
        self.driver.order(self.began.elapsed(), order);
        self.drain().await;
    }

    /// Drives until what was reported satisfies, at most 20 s; the reports are kept.
    pub async fn until(&mut self, mut is_enough: impl FnMut(&[D::Report]) -> bool) -> bool {
        let mut ticks = interval(TICK);
        let mut bytes = [0; 4096];
        while self.began.elapsed() < Duration::from_secs(20) && !self.is_closed {
            tokio::select! {
                read = self.port.read(&mut bytes) => match read {
                    Ok(count) if count > 0 => self.driver.received(self.began.elapsed(), &bytes[..count]),
                    _ => return false,
                },
                _ = ticks.tick() => self.driver.tick(self.began.elapsed()),
            }
            self.drain().await;
            if is_enough(&self.reports) {
                return true;
            }
        }
        false
    }

    async fn drain(&mut self) {
        while let Some(output) = self.driver.next() {
            match output {
                Output::Write(bytes) | Output::Preempt(bytes) => self.port.write_all(&bytes).await.unwrap(),
                Output::Report(report) => self.reports.push(report),
                Output::Close(_) => self.is_closed = true,
            }
        }
    }
}
