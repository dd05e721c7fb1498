//! The simulated device: what it answers, when its beam is on, what ends it. No port, no clock.

use super::Pace;
use super::hall::Hall;
use crate::domain::lane::Impediment;
use crate::domain::lane::MIN_PREWARNING;
use crate::domain::lane::SourceState;
use crate::domain::lane::chain_impediment;
use crate::domain::number::ScanId;
use crate::scanner::link::EndReason;
use crate::scanner::link::Message;
use crate::scanner::link::Status;
use crate::scanner::link::message::refusal;
use crate::scanner::link::message::scan_tag;
use std::time::Duration;

/// The model that the simulator reports.
pub const MODEL: &str = "Intrascope Simulator";

/// The beam and its warning end when no poll came for so long.
pub const WATCHDOG: Duration = Duration::from_secs(1);

/// The fault code of a source whose cargo has no image.
pub const NO_CARGO: u16 = 7;

/// Dose at the operator's place while the beam is on: 0.9 µSv/h, below the 1.0 µSv/h of IEC 62523 8.4, is 0.25 nSv/s.
const DOSE_PSV_PER_S: u64 = 250;

/// What the device wants done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// A message for the host.
    Send(Message),
    /// The picture of this scan has to be made.
    Render(ScanId),
    /// The image of this scan has to appear in the drop folder.
    Drop(ScanId),
}

#[derive(Debug)]
enum Stage {
    WarmingUp { until: Duration },
    Ready,
    Prewarning { scan: ScanId, until: Duration },
    Beam { scan: ScanId, since: Duration, sent: u32 },
}

/// The last scan that ended, for whoever missed it.
#[derive(Debug)]
struct Ended {
    scan: ScanId,
    reason: EndReason,
    columns: u32,
    beam_ms: u32,
    dose_nsv: u32,
}

impl Ended {
    fn message(&self) -> Message {
        Message::ScanEnded {
            reason: self.reason,
            columns: self.columns,
            beam_ms: self.beam_ms,
            dose_nsv: self.dose_nsv,
            scan: self.scan.clone(),
        }
    }
}

/// The device.
#[derive(Debug)]
pub(super) struct Device {
    serial: String,
    beam: Duration,
    stage: Stage,
    hall: Hall,
    fault: u16,
    polled_at: Duration,
    columns: Vec<Vec<u8>>,
    ended: Option<Ended>,
}

impl Device {
    /// A device that is switched on at time zero.
    pub(super) fn new(pace: Pace, seed: u64) -> Self {
        let (warmup, beam, turnover) = match pace {
            Pace::Real => (12, 18, 4),
            Pace::Fast => (1, 3, 1),
        };
        Self {
            serial: format!("SIM-{:05}", seed % 100_000),
            beam: Duration::from_secs(beam),
            stage: Stage::WarmingUp { until: Duration::from_secs(warmup) },
            hall: Hall::new(Duration::from_secs(turnover), Duration::ZERO),
            fault: 0,
            polled_at: Duration::ZERO,
            columns: Vec::new(),
            ended: None,
        }
    }

    /// A message of the host came.
    pub(super) fn on_message(&mut self, now: Duration, message: &Message) -> Vec<Output> {
        match message {
            Message::Identify => vec![Output::Send(self.identity())],
            Message::Poll(number) => {
                self.polled_at = now;
                vec![Output::Send(Message::Status(self.status(now, *number)))]
            }
            Message::RequestScan(scan) => self.on_request(now, scan),
            Message::Stop => self.end(now, EndReason::Stopped),
            Message::AcknowledgeFault => {
                self.fault = 0;
                Vec::new()
            }
            Message::Recall(scan) => vec![Output::Send(self.recall(scan))],
            // What only devices say.
            _ => Vec::new(),
        }
    }

    /// Time went on.
    pub(super) fn on_tick(&mut self, now: Duration) -> Vec<Output> {
        let radiates = matches!(self.stage, Stage::Prewarning { .. } | Stage::Beam { .. });
        if radiates && now.saturating_sub(self.polled_at) >= WATCHDOG {
            return self.end(now, EndReason::Watchdog);
        }
        match &self.stage {
            Stage::WarmingUp { until } if now >= *until => self.stage = Stage::Ready,
            Stage::Prewarning { scan, until } if now >= *until && !self.columns.is_empty() => {
                self.stage = Stage::Beam { scan: scan.clone(), since: now, sent: 0 };
            }
            Stage::Beam { .. } => return self.stream(now),
            _ => {}
        }
        Vec::new()
    }

    /// The picture of a scan is ready; without it the pre-warning goes on.
    pub(super) fn on_rendered(&mut self, scan: &ScanId, columns: Vec<Vec<u8>>) {
        if matches!(&self.stage, Stage::Prewarning { scan: running, .. } if running == scan) {
            self.columns = columns;
        }
    }

    /// There is no picture: the source reports a fault.
    pub(super) fn on_render_failed(&mut self, now: Duration, scan: &ScanId) -> Vec<Output> {
        if !matches!(&self.stage, Stage::Prewarning { scan: running, .. } if running == scan) {
            return Vec::new();
        }
        self.fault = NO_CARGO;
        self.end(now, EndReason::Source(NO_CARGO))
    }

    fn identity(&self) -> Message {
        Message::Identity {
            model: MODEL.to_owned(),
            serial: self.serial.clone(),
            firmware: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    fn on_request(&mut self, now: Duration, scan: &ScanId) -> Vec<Output> {
        let refused = match self.stage {
            Stage::Prewarning { .. } | Stage::Beam { .. } => Some(refusal::BUSY),
            _ if chain_impediment(&self.hall.inputs(now)).is_some() => Some(refusal::CHAIN_OPEN),
            Stage::WarmingUp { .. } => Some(refusal::SOURCE_NOT_READY),
            Stage::Ready => (self.fault != 0).then_some(refusal::SOURCE_NOT_READY),
        };
        if let Some(code) = refused {
            return vec![Output::Send(Message::Refused { code, scan: scan.clone() })];
        }
        self.columns.clear();
        self.ended = None;
        self.stage = Stage::Prewarning { scan: scan.clone(), until: now + MIN_PREWARNING };
        vec![Output::Render(scan.clone())]
    }

    /// Sends the columns that are due, evenly over the time of the beam.
    fn stream(&mut self, now: Duration) -> Vec<Output> {
        // A beam ends with any input that opens, as the hardware's own chain would end it.
        if let Some(Impediment::Open(input) | Impediment::Unknown(input)) =
            chain_impediment(&self.hall.inputs(now))
        {
            return self.end(now, EndReason::Opened(input));
        }
        let total = self.columns_expected();
        let Stage::Beam { scan, since, sent } = &mut self.stage else { return Vec::new() };
        let elapsed = now.saturating_sub(*since).min(self.beam);
        let due = u128::from(total) * elapsed.as_millis() / self.beam.as_millis();
        let (tag, first) = (scan_tag(scan), *sent);
        *sent = u32::try_from(due).unwrap_or(total);
        let mut out: Vec<Output> = (first..*sent)
            .zip(self.columns.iter().skip(usize::try_from(first).unwrap_or(usize::MAX)))
            .map(|(number, pixels)| Output::Send(Message::Column { tag, number, pixels: pixels.clone() }))
            .collect();
        if *sent >= total {
            out.extend(self.end(now, EndReason::Completed));
        }
        out
    }

    /// Ends pre-warning or beam at once; nothing if neither is on.
    fn end(&mut self, now: Duration, reason: EndReason) -> Vec<Output> {
        let figures = self.figures(now);
        let scan = match std::mem::replace(&mut self.stage, Stage::Ready) {
            Stage::Prewarning { scan, .. } | Stage::Beam { scan, .. } => scan,
            other => {
                self.stage = other;
                return Vec::new();
            }
        };
        let (columns, beam_ms, dose_nsv) = figures;
        let ended = Ended { scan: scan.clone(), reason, columns, beam_ms, dose_nsv };
        let mut out = vec![Output::Send(ended.message())];
        self.ended = Some(ended);
        self.hall.change(now);
        if reason == EndReason::Completed {
            out.push(Output::Drop(scan));
        }
        out
    }

    fn recall(&self, scan: &ScanId) -> Message {
        let not_known = || Message::ScanEnded {
            reason: EndReason::NotKnown,
            columns: 0,
            beam_ms: 0,
            dose_nsv: 0,
            scan: scan.clone(),
        };
        self.ended.as_ref().filter(|ended| ended.scan == *scan).map_or_else(not_known, Ended::message)
    }

    fn columns_expected(&self) -> u32 {
        u32::try_from(self.columns.len()).unwrap_or(u32::MAX)
    }

    /// Columns sent, beam time and dose of the running or last scan.
    fn figures(&self, now: Duration) -> (u32, u32, u32) {
        match (&self.stage, &self.ended) {
            (Stage::Beam { since, sent, .. }, _) => {
                let beam_ms = millis(now.saturating_sub(*since));
                (*sent, beam_ms, dose_nsv(beam_ms))
            }
            (_, Some(ended)) => (ended.columns, ended.beam_ms, ended.dose_nsv),
            _ => (0, 0, 0),
        }
    }

    fn status(&mut self, now: Duration, poll: u32) -> Status {
        let (columns_sent, beam_ms, dose_nsv) = self.figures(now);
        let mut status = Status {
            poll,
            inputs: self.hall.inputs(now),
            fault: self.fault,
            columns_sent,
            columns_expected: self.columns_expected(),
            dose_nsv,
            beam_ms,
            ..Status::default()
        };
        match &self.stage {
            Stage::WarmingUp { until } => {
                status.source = SourceState::WarmingUp;
                status.warmup_ms = millis(until.saturating_sub(now));
            }
            Stage::Ready if self.fault != 0 => status.source = SourceState::Faulted,
            Stage::Ready => status.source = SourceState::Ready,
            Stage::Prewarning { scan, until } => {
                status.source = SourceState::Prewarning;
                status.prewarning_ms = millis(until.saturating_sub(now));
                status.scan = Some(scan.clone());
            }
            Stage::Beam { scan, .. } => {
                status.source = SourceState::BeamOn;
                status.scan = Some(scan.clone());
            }
        }
        status
    }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

fn dose_nsv(beam_ms: u32) -> u32 {
    u32::try_from(u64::from(beam_ms) * DOSE_PSV_PER_S / 1_000_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
