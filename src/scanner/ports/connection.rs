//! One opened port: what waits to be sent, what was received. Dropped whole when the port is gone.

use crate::scanner::device::Uptime;
use crate::scanner::port::ByteLink;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};

/// Read at once: fourteen columns of 256 pixels.
const READ_BYTES: usize = 4096;

/// What may wait to be sent: sixteen of the longest requests (256 bytes); a line that holds so much back is given up long before.
const MAX_WAITING: usize = 4096;

/// Bytes that have not left within this time mean that the line is stuck.
const WRITE_LIMIT: Duration = Duration::from_millis(500);

/// Bytes that wait to be sent.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    bytes: VecDeque<u8>,
    waiting_since: Option<Uptime>,
}

impl Outbox {
    fn push(&mut self, frame: &[u8], now: Uptime) {
        if self.bytes.len() + frame.len() <= MAX_WAITING {
            self.bytes.extend(frame);
            self.waiting_since.get_or_insert(now);
        }
    }

    /// Throws away what waits: polls come again, an order to begin must not follow a stop.
    fn preempt(&mut self, frame: &[u8], now: Uptime) {
        self.bytes.clear();
        self.push(frame, now);
    }

    fn sent(&mut self, count: usize, now: Uptime) {
        self.bytes.drain(..count.min(self.bytes.len()));
        self.waiting_since = if self.bytes.is_empty() { None } else { Some(now) };
    }
}

pub(super) struct Connection {
    reader: ReadHalf<Box<dyn ByteLink>>,
    writer: WriteHalf<Box<dyn ByteLink>>,
    buffer: Box<[u8; READ_BYTES]>,
    outbox: Outbox,
}

impl Connection {
    pub(super) fn new(link: Box<dyn ByteLink>) -> Self {
        let (reader, writer) = tokio::io::split(link);
        Self { reader, writer, buffer: Box::new([0; READ_BYTES]), outbox: Outbox::default() }
    }

    /// Puts bytes behind what already waits.
    pub(super) fn send(&mut self, bytes: &[u8], now: Uptime) {
        self.outbox.push(bytes, now);
    }

    /// Puts bytes before everything that waits, which is thrown away.
    pub(super) fn preempt(&mut self, bytes: &[u8], now: Uptime) {
        self.outbox.preempt(bytes, now);
    }

    /// The two halves, for [`read`] of at most so many bytes and [`write()`] at the same time.
    pub(super) fn halves(&mut self, most: usize) -> (Reading<'_>, Writing<'_>) {
        let buffer = self.buffer.get_mut(..most.min(READ_BYTES)).unwrap_or_default();
        let reading = Reading { reader: &mut self.reader, buffer };
        (reading, Writing { writer: &mut self.writer, outbox: &self.outbox })
    }

    /// So many of the waiting bytes have left; the rest has its deadline from now.
    pub(super) fn sent(&mut self, count: usize, now: Uptime) {
        self.outbox.sent(count, now);
    }

    /// The bytes of the buffer, of which so many were read.
    pub(super) fn received(&self, count: usize) -> &[u8] {
        self.buffer.get(..count).unwrap_or_default()
    }

    /// Whether bytes have waited too long.
    pub(super) fn is_write_stuck(&self, now: Uptime) -> bool {
        self.outbox.waiting_since.is_some_and(|since| now.saturating_sub(since) >= WRITE_LIMIT)
    }

    /// Sends what waits, if the line takes it.
    pub(super) async fn flush(&mut self) {
        let bytes: Vec<u8> = self.outbox.bytes.drain(..).collect();
        if let Err(fault) = self.writer.write_all(&bytes).await {
            tracing::warn!(%fault, "the last words did not reach the device");
        }
    }
}

/// The half that reads.
pub(super) struct Reading<'a> {
    reader: &'a mut ReadHalf<Box<dyn ByteLink>>,
    buffer: &'a mut [u8],
}

/// The half that writes.
pub(super) struct Writing<'a> {
    writer: &'a mut WriteHalf<Box<dyn ByteLink>>,
    outbox: &'a Outbox,
}

/// Reads into the connection's buffer; waits for ever without a connection. Nothing is lost if the wait is cut short.
pub(super) async fn read(half: Option<Reading<'_>>) -> io::Result<usize> {
    match half {
        Some(Reading { reader, buffer }) => reader.read(buffer).await,
        None => std::future::pending().await,
    }
}

/// Writes some of what waits; waits for ever when nothing does. Nothing is lost if the wait is cut short.
pub(super) async fn write(half: Option<Writing<'_>>) -> io::Result<usize> {
    match half {
        Some(Writing { writer, outbox }) if !outbox.bytes.is_empty() => {
            writer.write(outbox.bytes.as_slices().0).await
        }
        _ => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Uptime = Uptime::from_secs(1);

    #[test]
    fn a_stop_goes_before_everything_that_waits() {
        let mut outbox = Outbox::default();
        outbox.push(&[1, 2, 3, 4, 0], NOW);
        outbox.sent(2, NOW);
        outbox.preempt(&[9, 9, 0], NOW);
        assert_eq!(outbox.bytes, [9, 9, 0]);
    }

    #[test]
    fn what_waits_is_bounded_and_its_age_is_that_of_the_oldest() {
        let mut outbox = Outbox::default();
        for step in 0..1000 {
            outbox.push(&[7; 17], NOW + Duration::from_millis(step));
        }
        assert!(outbox.bytes.len() <= MAX_WAITING);
        assert_eq!(outbox.waiting_since, Some(NOW));
        outbox.sent(MAX_WAITING, NOW);
        assert_eq!(outbox.waiting_since, None);
    }
}
