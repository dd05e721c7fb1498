//! A lane on paper for the supervisor: what four healthy devices report, and what they do when they are told to.

use intrascope::domain::lane::{
    ChainInputs, Contact, DeviceKind, Microamps, MonitorView, Setpoint, SourceRead, SourceState, TenthsKv,
};
use intrascope::domain::number::ScanId;
use intrascope::scanner::device::{LinkReport, Reading, Uptime};
use intrascope::scanner::reports::{
    Calibration, CalibrationFigures, DetectorReport, DetectorStatus, MonitorReport, PortalReport,
    PortalStatus, Reported, SourceReport, SourceStatus,
};
use intrascope::scanner::supervisor::{Event, Rules};

/// Rules without a warm-up, so that a supervisor is small.
pub fn rules() -> Rules {
    let setpoint = Setpoint { kv: TenthsKv(1_600), current: Microamps(2_000) };
    Rules { setpoint, conditioning: Vec::new(), ..Rules::default() }
}

/// The scan of this number.
pub fn scan(number: u32) -> ScanId {
    ScanId::parse(&format!("39855302-231126-{number:06}-1")).unwrap()
}

/// Every input closed.
pub fn closed() -> ChainInputs {
    let mut inputs = ChainInputs::default();
    for (input, _) in ChainInputs::default().named() {
        inputs.set(input, Contact::Closed);
    }
    inputs
}

/// A portal at rest.
pub fn portal() -> PortalStatus {
    PortalStatus {
        inputs: closed(),
        key_reset: Reported::Off,
        object: Reported::Off,
        horn: Reported::Off,
        lights: Reported::Off,
        permit: Reported::Off,
        speed_mm_s: Some(900),
        dose_nsv: Some(0),
    }
}

/// A source at rest.
pub fn source() -> SourceStatus {
    SourceStatus {
        state: SourceState::Ready,
        interlock: Contact::Closed,
        remote: Reported::On,
        read: SourceRead::default(),
        ..SourceStatus::default()
    }
}

/// What a device says of its link.
pub fn link(kind: DeviceKind, report: LinkReport) -> Event {
    match kind {
        DeviceKind::Portal => Event::Portal(PortalReport::Link(report)),
        DeviceKind::Source => Event::Source(SourceReport::Link(report)),
        DeviceKind::Monitor => Event::Monitor(MonitorReport::Link(report)),
        DeviceKind::Detector => Event::Detector(DetectorReport::Link(report)),
    }
}

/// All devices were identified.
pub fn present() -> impl Iterator<Item = Event> {
    let up = |kind: DeviceKind| link(kind, LinkReport::Up { identity: kind.id().to_owned() });
    DeviceKind::ALL.into_iter().flat_map(move |kind| [link(kind, LinkReport::Opened), up(kind)])
}

/// A word that was asked for at this time and answered at that.
pub fn reading<T>(value: T, asked_at: Uptime, came_at: Uptime) -> Reading<T> {
    Reading { value, asked_at, came_at }
}

/// The words of monitor and detector of one instant.
pub fn bystanders(now: Uptime, scan: Option<ScanId>) -> [Event; 2] {
    let status = DetectorStatus { scan, temperature_tenths: 250, ..DetectorStatus::default() };
    [
        Event::Monitor(MonitorReport::View(reading(MonitorView::default(), now, now))),
        Event::Detector(DetectorReport::Status(reading(status, now, now))),
    ]
}

/// A good calibration.
pub fn calibrated(which: Calibration) -> Event {
    Event::Detector(DetectorReport::Calibrated(which, CalibrationFigures::default()))
}
