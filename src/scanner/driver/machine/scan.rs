//! One scan within the machine: from its request to the one report of how it ended.

use super::{Machine, Output, STOP_LIMIT, Uptime, elapsed, radiates};
use crate::domain::lane::Impediment;
use crate::domain::lane::LaneFault;
use crate::domain::lane::LaneReport;
use crate::domain::lane::MAX_VIEW_AGE;
use crate::domain::lane::ScanPhase;
use crate::domain::lane::SourceState;
use crate::domain::lane::chain_impediment;
use crate::domain::number::ScanId;
use crate::domain::scan::ScanEnd;
use crate::scanner::driver::preview::MAX_PREVIEW_COLUMNS;
use crate::scanner::link::EndReason;
use crate::scanner::link::Message;
use crate::scanner::link::Status;
use crate::scanner::link::message::scan_tag;
use std::time::Duration;

/// The device must report the pre-warning within this time of the request: six polls and their limits.
pub const CONFIRM_LIMIT: Duration = Duration::from_secs(1);

/// The beam must be reported within this time of the request: the longest pre-warning of the field, 10 s, and half as much again.
pub const BEAM_LIMIT: Duration = Duration::from_secs(15);

/// How long the device is asked how a scan ended whose last word was lost.
pub const RECALL_LIMIT: Duration = Duration::from_secs(1);

/// Who or what asked for the stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopCause {
    /// Somebody at a console.
    Officer,
    /// The driver itself.
    Fault(LaneFault),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Requested,
    Prewarning { remaining_ms: u32 },
    Beam { since: Uptime },
    Stopping { since: Uptime, cause: StopCause },
}

/// The scan that was asked for and whose end is not yet reported.
#[derive(Debug)]
pub(super) struct RunningScan {
    scan: ScanId,
    tag: u32,
    stage: Stage,
    requested_at: Uptime,
    received: u32,
    next_column: u32,
    columns_expected: u32,
    /// Since when the device reports no such scan although its end was not received.
    vanished_at: Option<Uptime>,
}

impl RunningScan {
    pub(super) fn requested(scan: ScanId, now: Uptime) -> Self {
        Self {
            tag: scan_tag(&scan),
            scan,
            stage: Stage::Requested,
            requested_at: now,
            received: 0,
            next_column: 0,
            columns_expected: 0,
            vanished_at: None,
        }
    }

    pub(super) fn phase(&self) -> ScanPhase {
        let scan = self.scan.clone();
        match self.stage {
            Stage::Requested => ScanPhase::Requested { scan },
            Stage::Prewarning { remaining_ms } => ScanPhase::Prewarning { scan, remaining_ms },
            Stage::Beam { .. } => ScanPhase::Beam {
                scan,
                columns: self.received,
                columns_expected: self.columns_expected,
                lost: self.next_column.saturating_sub(self.received),
            },
            Stage::Stopping { .. } => ScanPhase::Stopping { scan },
        }
    }

    /// Whether the deadline of the stage it is in has passed, and which fault that is.
    fn overdue(&self, now: Uptime, max_beam: Duration) -> Option<LaneFault> {
        let since_request = elapsed(now, self.requested_at);
        match self.stage {
            Stage::Requested if since_request >= CONFIRM_LIMIT => Some(LaneFault::NoBeam),
            Stage::Prewarning { .. } if since_request >= BEAM_LIMIT => Some(LaneFault::NoBeam),
            Stage::Beam { since } if elapsed(now, since) >= max_beam => Some(LaneFault::TooLong),
            _ => None,
        }
    }
}

impl Machine {
    /// Sends a stop and, if a scan is on, remembers why; the first cause of a scan's end stays its cause.
    pub(super) fn begin_stop(&mut self, now: Uptime, cause: StopCause, out: &mut Vec<Output>) {
        // Before the report of the fault: nothing may stand before a stop.
        out.push(Output::SendStop);
        if let StopCause::Fault(fault) = cause {
            self.raise(fault, out);
        }
        if let Some(scan) = &mut self.scan
            && !matches!(scan.stage, Stage::Stopping { .. })
        {
            scan.stage = Stage::Stopping { since: now, cause };
        }
    }

    /// What a tick finds in a scan: a stale view, a deadline passed, a stop not confirmed, an end without a word.
    pub(super) fn watch_scan(&mut self, now: Uptime, out: &mut Vec<Output>) {
        let stale = self.age(now).is_none_or(|age| age > MAX_VIEW_AGE);
        let Some(scan) = &self.scan else { return };
        if let Stage::Stopping { since, .. } = scan.stage {
            if elapsed(now, since) >= STOP_LIMIT {
                self.raise_stuck(out);
            }
        } else if stale {
            self.begin_stop(now, StopCause::Fault(LaneFault::StaleView), out);
        } else if let Some(fault) = scan.overdue(now, self.max_beam) {
            self.begin_stop(now, StopCause::Fault(fault), out);
        } else if scan.vanished_at.is_some_and(|since| elapsed(now, since) >= RECALL_LIMIT) {
            self.raise(LaneFault::LinkLost, out);
            self.end_scan(ScanEnd::Faulted(LaneFault::LinkLost), out);
        }
    }

    /// Moves the scan on by a status whose poll was sent at `asked_at`.
    pub(super) fn advance_scan(
        &mut self,
        now: Uptime,
        asked_at: Uptime,
        status: &Status,
        out: &mut Vec<Output>,
    ) {
        let Some(scan) = &mut self.scan else { return };
        scan.columns_expected = status.columns_expected.min(MAX_PREVIEW_COLUMNS);
        if let Stage::Stopping { since, cause } = scan.stage {
            self.confirm_stop(asked_at >= since, cause, status.source, out);
            return;
        }
        if let Some(Impediment::Open(input) | Impediment::Unknown(input)) = chain_impediment(&status.inputs) {
            self.begin_stop(now, StopCause::Fault(LaneFault::Opened(input)), out);
        } else if status.fault != 0 {
            self.begin_stop(now, StopCause::Fault(LaneFault::Source(status.fault)), out);
        } else if radiates(status.source) && status.scan.as_ref() != Some(&scan.scan) {
            // A beam for another scan than the one that was asked for.
            self.begin_stop(now, StopCause::Fault(LaneFault::NoBeam), out);
        } else {
            self.follow_source(now, status, out);
        }
    }

    fn follow_source(&mut self, now: Uptime, status: &Status, out: &mut Vec<Output>) {
        let Some(scan) = &mut self.scan else { return };
        let id = scan.scan.clone();
        match (status.source, scan.stage) {
            (SourceState::Prewarning, stage) => {
                scan.stage = Stage::Prewarning { remaining_ms: status.prewarning_ms };
                if stage == Stage::Requested {
                    out.push(Output::Report(LaneReport::PrewarningBegan { scan: id }));
                }
            }
            (SourceState::BeamOn, Stage::Beam { .. }) => {}
            (SourceState::BeamOn, _) => {
                scan.stage = Stage::Beam { since: now };
                out.push(Output::Report(LaneReport::BeamBegan { scan: id }));
            }
            // The answer may be older than the request; its own deadline watches over it.
            (_, Stage::Requested) => {}
            _ => {
                scan.vanished_at.get_or_insert(now);
                out.push(Output::Send(Message::Recall(id)));
            }
        }
    }

    /// A stop is confirmed by a status that was asked for after it and reports neither beam nor warning.
    fn confirm_stop(&mut self, is_after: bool, cause: StopCause, source: SourceState, out: &mut Vec<Output>) {
        let off = !radiates(source) && source != SourceState::Unknown;
        if is_after && off {
            self.end_scan(end_by(cause), out);
        } else if is_after {
            // A stop may be repeated without harm; anything else may not.
            out.push(Output::SendStop);
        }
    }

    pub(super) fn on_column(&mut self, tag: u32, number: u32, pixels: Vec<u8>, out: &mut Vec<Output>) {
        let Some(scan) = &mut self.scan else { return };
        if scan.tag != tag || number < scan.next_column || number >= MAX_PREVIEW_COLUMNS {
            return;
        }
        scan.next_column = number + 1;
        scan.received += 1;
        out.push(Output::PreviewColumn { number, pixels });
    }

    /// The device says how a scan ended; `[columns, beam_ms, dose_nsv]` are its figures.
    pub(super) fn on_scan_ended(
        &mut self,
        id: &ScanId,
        reason: EndReason,
        [sent, beam_ms, dose_nsv]: [u32; 3],
        out: &mut Vec<Output>,
    ) {
        let Some(scan) = self.scan.as_ref().filter(|scan| scan.scan == *id) else { return };
        let cause = match scan.stage {
            Stage::Stopping { cause, .. } => Some(cause),
            _ => None,
        };
        let columns = scan.received;
        let end = match (reason, cause) {
            // It was through before the stop reached it: the image exists, and the record says so.
            (EndReason::Completed, _) => {
                ScanEnd::Completed { columns, lost: sent.saturating_sub(columns), beam_ms, dose_nsv }
            }
            (_, Some(cause)) => end_by(cause),
            (EndReason::Stopped, None) => ScanEnd::Stopped,
            (EndReason::Watchdog, None) => self.faulted(LaneFault::StaleView, out),
            (EndReason::Opened(input), None) => self.faulted(LaneFault::Opened(input), out),
            (EndReason::Source(code), None) => self.faulted(LaneFault::Source(code), out),
            (EndReason::NotKnown, None) => self.faulted(LaneFault::LinkLost, out),
        };
        self.end_scan(end, out);
    }

    pub(super) fn on_refused(&mut self, code: u16, id: &ScanId, out: &mut Vec<Output>) {
        if self.scan.as_ref().is_some_and(|scan| scan.scan == *id) {
            self.end_scan(ScanEnd::Refused(code), out);
        }
    }

    /// The link is gone: a scan that was being stopped keeps its cause, any other ended with the link.
    pub(super) fn end_lost_scan(&mut self, out: &mut Vec<Output>) {
        let end = match self.scan.as_ref().map(|scan| scan.stage) {
            Some(Stage::Stopping { cause: StopCause::Fault(fault), .. }) => ScanEnd::Faulted(fault),
            _ => ScanEnd::Faulted(LaneFault::LinkLost),
        };
        self.end_scan(end, out);
    }

    fn faulted(&mut self, fault: LaneFault, out: &mut Vec<Output>) -> ScanEnd {
        self.raise(fault, out);
        ScanEnd::Faulted(fault)
    }

    /// The only place where a scan ends: taking it is what makes the report come exactly once.
    fn end_scan(&mut self, end: ScanEnd, out: &mut Vec<Output>) {
        let Some(RunningScan { scan, .. }) = self.scan.take() else { return };
        let completed = matches!(end, ScanEnd::Completed { .. });
        out.push(Output::Report(LaneReport::ScanEnded { scan: scan.clone(), end }));
        if completed {
            out.push(Output::AwaitImage(scan));
        }
    }
}

fn end_by(cause: StopCause) -> ScanEnd {
    match cause {
        StopCause::Officer => ScanEnd::Stopped,
        StopCause::Fault(fault) => ScanEnd::Faulted(fault),
    }
}
