//! The driver's state machine: messages, ticks and commands in, outputs out. No port, no clock.
//!
//! Time is the time since the driver began. A reading is dated from when its poll was *sent*, and only the answer to the
//! one outstanding poll counts. Poll numbers never begin again, so an answer left over from an older connection is nobody's.

mod fault;
mod scan;

use crate::domain::lane::ChainInputs;
use crate::domain::lane::Impediment;
use crate::domain::lane::LaneFault;
use crate::domain::lane::LaneReport;
use crate::domain::lane::LaneView;
use crate::domain::lane::Link;
use crate::domain::lane::ScanPhase;
use crate::domain::lane::SourceState;
use crate::domain::number::ScanId;
use crate::domain::text::CleanText;
use crate::scanner::link::Message;
use crate::scanner::link::Status;
use scan::RunningScan;
use std::time::Duration;

/// Time since the driver began.
pub type Uptime = Duration;

/// A poll goes out this often: six readings within the 300 ms after which a view is stale.
pub const POLL_PERIOD: Duration = Duration::from_millis(50);

/// A poll that is not answered by now is given up; its late answer is nobody's. Two lost polls still leave a fresh view.
pub const POLL_LIMIT: Duration = Duration::from_millis(150);

/// With no answer for so long the port is closed and opened anew. The device's watchdog (1 s) has dropped the beam by then.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(2);

/// A device that has not named itself by now is let go.
pub const VERIFY_LIMIT: Duration = Duration::from_secs(2);

/// The question who the device is, is asked this often.
pub const IDENTIFY_PERIOD: Duration = Duration::from_millis(500);

/// A stop that is not confirmed by now means that the beam is stuck (reference design: 500 ms to the confirmed end).
pub const STOP_LIMIT: Duration = Duration::from_millis(500);

/// What the machine wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// A message for the device, in its turn.
    Send(Message),
    /// Stop: before everything that waits to be sent.
    SendStop,
    /// A report for the station.
    Report(LaneReport),
    /// A scan was requested: its preview begins empty.
    PreviewBegan(ScanId),
    /// A preview column that is new.
    PreviewColumn {
        /// Its number.
        number: u32,
        /// Top pixel first.
        pixels: Vec<u8>,
    },
    /// From now on an image is awaited for this scan.
    AwaitImage(ScanId),
    /// Close the port, tell the machine that it is gone, and open it again later.
    Close,
}

/// Whether the folder into which images drop can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// It exists and can be written.
    Usable,
    /// It does not exist or cannot be written.
    Unusable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinkState {
    Down,
    Verifying { since: Uptime, asked_at: Uptime },
    Up { since: Uptime },
}

#[derive(Debug, Clone, Copy)]
struct OutstandingPoll {
    number: u32,
    sent_at: Uptime,
}

/// The status that counts, and when its poll was sent.
#[derive(Debug)]
struct Reading {
    status: Status,
    asked_at: Uptime,
}

/// The state machine of one link.
#[derive(Debug)]
pub struct Machine {
    expected_model: String,
    max_beam: Duration,
    link: LinkState,
    identity: Option<String>,
    last_poll: u32,
    polled_at: Option<Uptime>,
    outstanding: Option<OutstandingPoll>,
    reading: Option<Reading>,
    /// Outlives the connection, so that the view's age goes on growing.
    last_asked_at: Option<Uptime>,
    scan: Option<RunningScan>,
    fault: Option<LaneFault>,
    /// When an officer acknowledged a fault of the source that the device has yet to clear.
    acknowledged_at: Option<Uptime>,
    /// Since when a beam or a warning is reported that this driver did not ask for.
    orphan_since: Option<Uptime>,
    frames_damaged: u32,
}

impl Machine {
    /// A machine with no port, expecting this model and no beam longer than `max_beam`.
    pub fn new(expected_model: String, max_beam: Duration) -> Self {
        Self {
            expected_model,
            max_beam,
            link: LinkState::Down,
            identity: None,
            last_poll: 0,
            polled_at: None,
            outstanding: None,
            reading: None,
            last_asked_at: None,
            scan: None,
            fault: None,
            acknowledged_at: None,
            orphan_since: None,
            frames_damaged: 0,
        }
    }

    /// The port is open. The first words change nothing in whatever device is there.
    pub fn on_open(&mut self, now: Uptime) -> Vec<Output> {
        self.link = LinkState::Verifying { since: now, asked_at: now };
        self.frames_damaged = 0;
        vec![Output::Send(Message::Identify)]
    }

    /// The port is gone, by its own doing or by ours. Nothing that was reported is believed any longer.
    pub fn on_gone(&mut self) -> Vec<Output> {
        let mut out = Vec::new();
        let was_up = matches!(self.link, LinkState::Up { .. });
        self.link = LinkState::Down;
        self.identity = None;
        self.polled_at = None;
        self.outstanding = None;
        self.reading = None;
        self.orphan_since = None;
        self.acknowledged_at = None;
        if self.scan.is_some() {
            self.raise(LaneFault::LinkLost, &mut out);
            self.end_lost_scan(&mut out);
        }
        if was_up {
            out.push(Output::Report(LaneReport::Disconnected));
        }
        out
    }

    /// A message came.
    pub fn on_message(&mut self, now: Uptime, message: Message) -> Vec<Output> {
        let mut out = Vec::new();
        match (message, self.link) {
            (Message::Identity { model, serial, firmware }, LinkState::Verifying { .. }) => {
                self.on_identity(now, &[model, serial, firmware], &mut out);
            }
            (Message::Status(status), LinkState::Up { .. }) => self.on_status(now, status, &mut out),
            (Message::Column { tag, number, pixels }, LinkState::Up { .. }) => {
                self.on_column(tag, number, pixels, &mut out);
            }
            (Message::ScanEnded { reason, columns, beam_ms, dose_nsv, scan }, LinkState::Up { .. }) => {
                self.on_scan_ended(&scan, reason, [columns, beam_ms, dose_nsv], &mut out);
            }
            (Message::Refused { code, scan }, LinkState::Up { .. }) => {
                self.on_refused(code, &scan, &mut out);
            }
            // Before the device is identified its other words mean nothing; host messages are never for us.
            _ => {}
        }
        out
    }

    /// Time went on. Wants to be called every few milliseconds.
    pub fn on_tick(&mut self, now: Uptime) -> Vec<Output> {
        let mut out = Vec::new();
        match &mut self.link {
            LinkState::Down => {}
            LinkState::Verifying { since, .. } if elapsed(now, *since) >= VERIFY_LIMIT => {
                out.push(Output::Close);
            }
            LinkState::Verifying { asked_at, .. } => {
                if elapsed(now, *asked_at) >= IDENTIFY_PERIOD {
                    *asked_at = now;
                    out.push(Output::Send(Message::Identify));
                }
            }
            LinkState::Up { since } => {
                let heard = self.last_asked_at.map_or(*since, |asked| asked.max(*since));
                self.watch_scan(now, &mut out);
                self.watch_orphan(now, &mut out);
                self.poll(now, &mut out);
                if elapsed(now, heard) >= SILENCE_LIMIT {
                    out.push(Output::Close);
                }
            }
        }
        out
    }

    /// An officer's stop, or the console's own end. Always sent while a device listens, whatever the machine believes.
    pub fn stop(&mut self, now: Uptime) -> Vec<Output> {
        let mut out = Vec::new();
        if matches!(self.link, LinkState::Up { .. }) {
            self.begin_stop(now, scan::StopCause::Officer, &mut out);
        }
        out
    }

    /// Requests a scan, if nothing forbids it at this instant.
    pub fn request_scan(
        &mut self,
        now: Uptime,
        scan: ScanId,
        folder: Folder,
    ) -> Result<Vec<Output>, Impediment> {
        if let Some(impediment) = self.view(now).impediment() {
            return Err(impediment);
        }
        if folder == Folder::Unusable {
            return Err(Impediment::NoImageFolder);
        }
        self.scan = Some(RunningScan::requested(scan.clone(), now));
        Ok(vec![Output::PreviewBegan(scan.clone()), Output::Send(Message::RequestScan(scan))])
    }

    /// How many frames were refused since the port was opened.
    pub fn set_frames_damaged(&mut self, count: u32) {
        self.frames_damaged = count;
    }

    /// Whether the device is identified and answering.
    pub fn is_up(&self) -> bool {
        matches!(self.link, LinkState::Up { .. })
    }

    /// Whether a beam or its warning may be on: asked for, reported, or not yet reported off.
    pub fn may_radiate(&self) -> bool {
        self.scan.is_some() || self.reading.as_ref().is_some_and(|reading| radiates(reading.status.source))
    }

    /// Everything known, as of `now`.
    pub fn view(&self, now: Uptime) -> LaneView {
        let status = self.reading.as_ref().map(|reading| &reading.status);
        LaneView {
            link: match self.link {
                LinkState::Down => Link::Down,
                LinkState::Verifying { .. } => Link::Verifying,
                LinkState::Up { .. } => Link::Up,
            },
            identity: self.identity.clone(),
            inputs: status.map_or(ChainInputs::default(), |status| status.inputs),
            source: status.map_or(SourceState::Unknown, |status| status.source),
            warmup_ms: status.map_or(0, |status| status.warmup_ms),
            age_ms: self.last_asked_at.map(|asked| whole_ms(elapsed(now, asked))),
            phase: self.scan.as_ref().map_or(ScanPhase::Idle, RunningScan::phase),
            fault: self.fault,
            dose_nsv: status.map(|status| status.dose_nsv),
            frames_damaged: self.frames_damaged,
            ..LaneView::default()
        }
    }

    fn on_identity(&mut self, now: Uptime, texts: &[String; 3], out: &mut Vec<Output>) {
        if texts.first() != Some(&self.expected_model) {
            self.raise(LaneFault::WrongDevice, out);
            out.push(Output::Close);
            return;
        }
        let identity = CleanText::new(&texts.join(" ")).to_string();
        self.link = LinkState::Up { since: now };
        self.identity = Some(identity.clone());
        out.push(Output::Report(LaneReport::Connected { identity }));
        self.poll(now, out);
    }

    fn poll(&mut self, now: Uptime, out: &mut Vec<Output>) {
        let due = self.polled_at.is_none_or(|at| elapsed(now, at) >= POLL_PERIOD);
        let waiting = self.outstanding.is_some_and(|poll| elapsed(now, poll.sent_at) < POLL_LIMIT);
        if !due || waiting {
            return;
        }
        self.last_poll = self.last_poll.wrapping_add(1);
        self.polled_at = Some(now);
        self.outstanding = Some(OutstandingPoll { number: self.last_poll, sent_at: now });
        out.push(Output::Send(Message::Poll(self.last_poll)));
    }

    fn on_status(&mut self, now: Uptime, status: Status, out: &mut Vec<Output>) {
        let Some(poll) = self.outstanding.take_if(|poll| poll.number == status.poll) else {
            // The answer to a poll that was given up, or that another connection sent.
            return;
        };
        self.last_asked_at = Some(poll.sent_at);
        self.note_source_fault(now, status.fault, out);
        self.advance_scan(now, poll.sent_at, &status, out);
        self.note_orphan(now, status.source, out);
        self.reading = Some(Reading { status, asked_at: poll.sent_at });
    }

    /// The age of the last answer, from when it was asked for.
    fn age(&self, now: Uptime) -> Option<Duration> {
        self.reading.as_ref().map(|reading| elapsed(now, reading.asked_at))
    }

    /// A beam that is reported although this driver asked for none: after a crash of the console, or after a lost link.
    fn note_orphan(&mut self, now: Uptime, source: SourceState, out: &mut Vec<Output>) {
        if self.scan.is_some() || !radiates(source) {
            self.orphan_since = None;
            return;
        }
        self.orphan_since.get_or_insert(now);
        out.push(Output::SendStop);
    }

    fn watch_orphan(&mut self, now: Uptime, out: &mut Vec<Output>) {
        if self.orphan_since.is_some_and(|since| elapsed(now, since) >= STOP_LIMIT) {
            self.raise_stuck(out);
        }
    }
}

/// Whether the source reports a beam or its warning.
fn radiates(source: SourceState) -> bool {
    matches!(source, SourceState::Prewarning | SourceState::BeamOn)
}

fn elapsed(now: Uptime, since: Uptime) -> Duration {
    now.saturating_sub(since)
}

/// Whole milliseconds, rounded up: an age must never look younger than it is.
fn whole_ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros().div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
