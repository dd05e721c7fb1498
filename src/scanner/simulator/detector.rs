//! The simulated detector: columns of the picture as the vehicle passes, within its credit; calibrations as the beam is; images to be dropped.

mod calibration;

use crate::domain::number::ScanId;
use crate::scanner::detector::MAX_COLUMNS;
use crate::scanner::detector::USUAL_MODEL;
use crate::scanner::detector::message::{LINK_VERSION, Message, Status, refusal, scan_tag};
use crate::scanner::link::{Decoder, encode};
use crate::scanner::reports::{Calibration, Outcome};
use crate::scanner::simulator::Random;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::world::{DropForm, Part, PartOutput, World};
use calibration::Measuring;
use std::collections::VecDeque;

/// Of every so many columns one is lost by [`DeviceFault::ColumnsLost`].
const LOST_OF: u32 = 10;

/// The scan that was begun.
#[derive(Debug)]
struct Scan {
    id: ScanId,
    /// As the host's words have to name it.
    tag: u32,
    /// As its columns name it.
    said_tag: u32,
    columns: Vec<Vec<u8>>,
    made: u32,
    dropped: u32,
    credit: u32,
    is_told: bool,
}

/// The detector.
#[derive(Debug)]
pub struct DetectorPart {
    serial: String,
    boot: u32,
    random: Random,
    decoder: Decoder,
    sequence: u16,
    scan: Option<Scan>,
    measuring: Option<Measuring>,
    out: VecDeque<PartOutput>,
}

impl DetectorPart {
    /// A detector that is switched on now; `seed` gives its serial number, `boot` is the stamp of its start.
    pub fn new(seed: u64, boot: u32) -> Self {
        Self {
            serial: format!("SIM-D{:05}", seed % 100_000),
            boot,
            random: Random::new(seed ^ 0x0044_4554),
            decoder: Decoder::new(),
            sequence: 0,
            scan: None,
            measuring: None,
            out: VecDeque::new(),
        }
    }

    fn send(&mut self, message: &Message) {
        let frame = message.to_frame(self.sequence);
        self.sequence = self.sequence.wrapping_add(1);
        self.out.push_back(PartOutput::Write(encode(&frame).unwrap_or_default()));
    }

    fn on_message(&mut self, world: &mut World, message: Message) {
        match message {
            Message::Identify => self.send(&Message::Identity {
                version: LINK_VERSION,
                model: USUAL_MODEL.to_owned(),
                serial: self.serial.clone(),
                firmware: env!("CARGO_PKG_VERSION").to_owned(),
            }),
            Message::Poll(poll) => {
                let status = self.status(world, poll);
                self.send(&Message::Status(status));
            }
            Message::Begin(scan) => self.begin(world, scan),
            Message::Credit { tag, upto } => {
                if let Some(scan) = self.scan.as_mut().filter(|scan| scan.tag == tag) {
                    // Credit is never taken back.
                    scan.credit = scan.credit.max(upto.min(MAX_COLUMNS));
                }
            }
            Message::End(scan, outcome) => self.end(world, scan, outcome),
            Message::Calibrate(which) => self.calibrate(world, which),
            // What only devices say.
            _ => {}
        }
    }

    fn status(&self, world: &World, poll: u32) -> Status {
        // It warms by a degree in its first hours.
        let warmed = i16::try_from(world.now().as_secs() / 1_440).unwrap_or(i16::MAX).min(10);
        let mut status =
            Status { poll, boot: self.boot, temperature_tenths: 246 + warmed, ..Status::default() };
        if let Some(scan) = &self.scan {
            status.columns = scan.made;
            status.columns_expected = count(&scan.columns);
            status.dropped = scan.dropped;
            status.scan =
                Some(if world.has(DeviceFault::WrongScan) { other(&scan.id) } else { scan.id.clone() });
        }
        status
    }

    fn begin(&mut self, world: &mut World, id: ScanId) {
        if self.measuring.is_some() || self.scan.as_ref().is_some_and(|scan| scan.id != id) {
            self.send(&Message::Refused(refusal::BUSY));
            return;
        }
        if self.scan.is_some() {
            return;
        }
        world.scan = true;
        let said_tag = scan_tag(&if world.has(DeviceFault::WrongScan) { other(&id) } else { id.clone() });
        self.out.push_back(PartOutput::Render(id.clone()));
        self.scan = Some(Scan {
            tag: scan_tag(&id),
            said_tag,
            id,
            columns: Vec::new(),
            made: 0,
            dropped: 0,
            credit: 0,
            is_told: false,
        });
    }

    fn end(&mut self, world: &mut World, id: ScanId, outcome: Outcome) {
        let Some(scan) = self.scan.take_if(|scan| scan.id == id) else {
            self.send(&Message::Refused(refusal::NOT_BEGUN));
            return;
        };
        world.scan = false;
        // Told again even where it was told before: the host's order says that it may have missed it.
        self.send(&Message::Ended { columns: scan.made, dropped: scan.dropped, scan: id });
        if outcome == Outcome::Whole && !world.has(DeviceFault::ImageMissing) {
            let form = match () {
                () if world.has(DeviceFault::ImageMisnamed) => DropForm::Misnamed,
                () if world.has(DeviceFault::ImageAltered) => DropForm::Altered,
                () => DropForm::True,
            };
            self.out.push_back(PartOutput::Drop(scan.id, form));
        }
    }

    fn calibrate(&mut self, world: &World, which: Calibration) {
        if self.scan.as_ref().is_some_and(|scan| scan.made > 0) || self.measuring.is_some() {
            self.send(&Message::Refused(refusal::BUSY));
            return;
        }
        self.measuring = Some(Measuring::new(which, world.now()));
    }

    /// Columns of what has passed since the last tick.
    fn stream(&mut self, world: &World) {
        let Some(scan) = &mut self.scan else { return };
        let total = count(&scan.columns);
        let due = match world.passed() {
            Some(passed) => total.saturating_mul(passed.min(1_000)) / 1_000,
            None if world.is_through() => total,
            None => return,
        };
        let mut messages = Vec::new();
        while scan.made < due {
            let number = scan.made;
            scan.made += 1;
            let is_lost = world.has(DeviceFault::ColumnsLost) && number % LOST_OF == LOST_OF - 1;
            if number >= scan.credit {
                scan.dropped += 1;
            } else if let Some(pixels) = scan.columns.get(index(number)).filter(|_| !is_lost) {
                messages.push(Message::Column { tag: scan.said_tag, number, pixels: pixels.clone() });
            }
        }
        if world.is_through() && total > 0 && !std::mem::replace(&mut scan.is_told, true) {
            let (columns, dropped, scan) = (scan.made, scan.dropped, scan.id.clone());
            messages.push(Message::Ended { columns, dropped, scan });
        }
        for message in messages {
            self.send(&message);
        }
    }
}

impl Part for DetectorPart {
    fn received(&mut self, world: &mut World, bytes: &[u8]) {
        for frame in self.decoder.push(bytes) {
            if let Ok(message) = Message::from_frame(&frame) {
                self.on_message(world, message);
            }
        }
    }

    fn tick(&mut self, world: &mut World) {
        if let Some(measuring) = &mut self.measuring {
            measuring.watch(world);
            if let Some(figures) = measuring.figures(world, &mut self.random) {
                let which = measuring.which();
                self.measuring = None;
                self.send(&Message::Calibrated(which, figures));
            }
        }
        self.stream(world);
    }

    fn next(&mut self) -> Option<PartOutput> {
        self.out.pop_front()
    }

    fn rendered(&mut self, scan: &ScanId, columns: Vec<Vec<u8>>) {
        let Some(begun) = self.scan.as_mut().filter(|begun| begun.id == *scan) else { return };
        if columns.is_empty() {
            self.scan = None;
            self.send(&Message::Refused(refusal::NO_PICTURE));
        } else {
            begun.columns = columns;
            begun.columns.truncate(index(MAX_COLUMNS));
        }
    }
}

/// Another scan's id that looks like this one's.
pub(super) fn other(id: &ScanId) -> ScanId {
    let digits = id.as_str();
    let (head, tail) = digits.split_at(digits.len().saturating_sub(1));
    let digit = if tail == "9" { "8" } else { "9" };
    ScanId::parse(&format!("{head}{digit}")).unwrap_or_else(|_| id.clone())
}

fn count(columns: &[Vec<u8>]) -> u32 {
    u32::try_from(columns.len()).unwrap_or(u32::MAX)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
