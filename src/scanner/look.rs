//! A look at a lane's devices without supervising them: who answers, how fast, and what the lines are worth.
//!
//! The drivers are the same that drive a lane, and are ordered nothing. The portal's driver asks for all outputs off, as it
//! does for a lane at rest. A port that a station holds is told as held: nothing here goes past the lock.

use super::device::{LinkReport, Reading, Uptime};
use super::driver::Devices;
use super::kernel::KernelCounters;
use super::line::{Endpoint, Line, LineSettings};
use super::ports::{Port, PortEars, PortSettings, PortWord};
use super::reports::{DetectorReport, MonitorReport, PortalReport, SourceReport};
use super::{detector, monitor, port, portal};
use crate::domain::lane::{DeviceKind, LinkCounters, LinkHint};
use crate::scanner::detector::DetectorDriver;
use crate::scanner::device::Driver;
use crate::scanner::monitor::MonitorDriver;
use crate::scanner::portal::PortalDriver;
use crate::scanner::source::AnySource;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, timeout_at};

/// Words of one port on their way.
const WORDS: usize = 64;

/// Round trips that are kept of one device: a minute of polls every 50 ms.
const MAX_ROUND_TRIPS: usize = 1_200;

/// What was seen of one device.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Which.
    pub kind: DeviceKind,
    /// Its line's end.
    pub port: Endpoint,
    /// The port that the name leads to.
    pub real: Option<PathBuf>,
    /// How the line was to be set.
    pub asked: LineSettings,
    /// How it is set, as the system reads it back; none where it does not tell.
    pub read_back: Option<LineSettings>,
    /// Who answered.
    pub identity: Option<String>,
    /// What is against it; none once it was identified.
    pub hint: LinkHint,
    /// Round trips from request to answer, shortest first.
    pub round_trips: Vec<Duration>,
    /// Counters of its link.
    pub counters: LinkCounters,
    /// What the kernel counted on the port, before the look and after it; none where it does not tell.
    pub kernel: Option<[KernelCounters; 2]>,
}

/// What one word of a driver says of its link, whatever the device.
enum Heard {
    Link(LinkReport),
    RoundTrip(Duration),
    Counters(LinkCounters),
    Other,
}

/// Looks at all four at once for so long.
pub async fn look(devices: &Devices, time: Duration) -> [Seen; 4] {
    let Devices { portal, source, monitor, detector } = devices.clone();
    let (of_portal, of_source) = (portal.line.clone(), source.line.clone());
    let (of_monitor, of_detector) = (monitor.line.clone(), detector.line.clone());
    let usual = source.usual();
    let (a, b, c, d) = tokio::join!(
        one(DeviceKind::Portal, PortalDriver::new(&portal), (of_portal, portal::USUAL), time, of_a_portal),
        one(DeviceKind::Source, AnySource::new(&source), (of_source, usual), time, of_a_source),
        one(
            DeviceKind::Monitor,
            MonitorDriver::new(monitor),
            (of_monitor, monitor::USUAL),
            time,
            of_a_monitor
        ),
        one(
            DeviceKind::Detector,
            DetectorDriver::new(detector),
            (of_detector, detector::USUAL),
            time,
            of_a_detector
        ),
    );
    [a, b, c, d]
}

async fn one<D: Driver + 'static>(
    kind: DeviceKind,
    driver: D,
    (line, usual): (Line, LineSettings),
    time: Duration,
    translate: fn(PortWord<D::Report>) -> Heard,
) -> Seen
where
    D::Order: Send,
    D::Report: Send,
{
    let asked = line.settings(usual);
    let mut seen = Seen {
        kind,
        port: line.port.clone(),
        real: real(&line.port),
        asked,
        read_back: port::read_back(&line.port, asked).ok(),
        identity: None,
        hint: LinkHint::Silent,
        round_trips: Vec::new(),
        counters: LinkCounters::default(),
        kernel: None,
    };
    let port_before = seen.real.as_deref().and_then(KernelCounters::of);
    let (say, mut words) = mpsc::channel(WORDS);
    let (_way, orders) = mpsc::channel(1);
    let (end, shutdown) = watch::channel(false);
    let settings = PortSettings { port: line.port, settings: asked, began: Instant::now() };
    let ears = PortEars { orders, stop: Arc::new(Notify::new()), shutdown };
    let task = tokio::spawn(Port::new(driver, settings, say, translate).run(ears));
    let until = Instant::now() + time;
    while let Ok(Some(heard)) = timeout_at(until, words.recv()).await {
        seen.hear(heard);
    }
    end.send_replace(true);
    words.close();
    if task.await.is_err() {
        tracing::warn!(device = kind.id(), "the task of a port did not end in order");
    }
    let port_after = seen.real.as_deref().and_then(KernelCounters::of);
    seen.kernel = port_before.zip(port_after).map(|(before, after)| [before, after]);
    seen.round_trips.sort();
    seen
}

impl Seen {
    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Link(LinkReport::Up { identity }) => {
                self.identity = Some(identity);
                self.hint = LinkHint::None;
            }
            Heard::Link(LinkReport::Down(hint)) => self.hint = hint,
            Heard::RoundTrip(time) if self.round_trips.len() < MAX_ROUND_TRIPS => self.round_trips.push(time),
            Heard::Counters(counters) => self.counters = counters,
            Heard::Link(LinkReport::Opened | LinkReport::Restarted) | Heard::RoundTrip(_) | Heard::Other => {}
        }
    }
}

fn real(port: &Endpoint) -> Option<PathBuf> {
    match port {
        Endpoint::Serial(path) => std::fs::canonicalize(path).ok(),
        Endpoint::Tcp(_) => None,
    }
}

fn round_trip<T>(reading: &Reading<T>) -> Heard {
    let (asked, came): (Uptime, Uptime) = (reading.asked_at, reading.came_at);
    Heard::RoundTrip(came.saturating_sub(asked))
}

fn of_a_portal(word: PortWord<PortalReport>) -> Heard {
    match word {
        PortWord::Counters(counters) => Heard::Counters(counters),
        PortWord::Report(PortalReport::Link(link)) => Heard::Link(link),
        PortWord::Report(PortalReport::Status(reading)) => round_trip(&reading),
        PortWord::Report(PortalReport::Implausible) => Heard::Other,
    }
}

fn of_a_source(word: PortWord<SourceReport>) -> Heard {
    match word {
        PortWord::Counters(counters) => Heard::Counters(counters),
        PortWord::Report(SourceReport::Link(link)) => Heard::Link(link),
        PortWord::Report(SourceReport::Status(reading)) => round_trip(&reading),
        PortWord::Report(
            SourceReport::Prepared(_) | SourceReport::Refused { .. } | SourceReport::Implausible,
        ) => Heard::Other,
    }
}

/// The monitor speaks unasked: there is no round trip.
fn of_a_monitor(word: PortWord<MonitorReport>) -> Heard {
    match word {
        PortWord::Counters(counters) => Heard::Counters(counters),
        PortWord::Report(MonitorReport::Link(link)) => Heard::Link(link),
        PortWord::Report(
            MonitorReport::View(_) | MonitorReport::OccupancyEnded(_) | MonitorReport::Implausible,
        ) => Heard::Other,
    }
}

fn of_a_detector(word: PortWord<DetectorReport>) -> Heard {
    match word {
        PortWord::Counters(counters) => Heard::Counters(counters),
        PortWord::Report(DetectorReport::Link(link)) => Heard::Link(link),
        PortWord::Report(DetectorReport::Status(reading)) => round_trip(&reading),
        PortWord::Report(
            DetectorReport::Column { .. }
            | DetectorReport::Calibrated(..)
            | DetectorReport::Ended { .. }
            | DetectorReport::Refused(_)
            | DetectorReport::Implausible,
        ) => Heard::Other,
    }
}
