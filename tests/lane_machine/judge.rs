//! What must hold at every step, whatever happens: judged by the world as it is and by what an officer did, never by the program's word alone.

use super::booth::{Booth, Trouble};
use super::causes::{explains, is_earned};
use super::truth::{Frame, Truth};
use crate::support::virtual_lane::VirtualLane;
use intrascope::domain::lane::{DeviceKind, LaneFault, LaneReport, MIN_PREWARNING};
use intrascope::domain::number::ScanId;
use intrascope::domain::scan::ScanEnd;
use intrascope::scanner::simulator::fault::{DeviceFault, LineFault};
use intrascope::scanner::source::SourceProfile;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The oldest word that counts has 300 ms; one poll may be on its way, and the stop takes a step or two.
const DROP_LIMIT: Duration = Duration::from_millis(400);

/// The portal's own watchdog, and the modulator's and the XRV's: a second, and its round.
const WATCHDOG: Duration = Duration::from_millis(1_200);

/// The permit does not wait for the source's word: it is taken back as soon as the line is free.
const PERMIT_LIMIT: Duration = Duration::from_millis(120);

/// A Technix' own: five seconds.
const SLOW_WATCHDOG: Duration = Duration::from_millis(5_200);

/// A console that begins anew has to find its devices first.
const BEGIN: Duration = Duration::from_millis(500);

/// A stop that is not confirmed within 500 ms is told, whatever the rounds of the source were about.
const STUCK_TOLD: Duration = Duration::from_millis(900);

/// A beam is read back by the round: its first and its last word may each be one off.
const READ_BACK: Duration = Duration::from_millis(250);

/// How old a word may be that something is reported on or off.
pub const WORD: Duration = Duration::from_millis(320);

/// The judge and its books.
#[derive(Debug, Default)]
pub struct Judge {
    pub truth: Truth,
    /// A person's request that nothing has ended yet.
    authority: Option<Duration>,
    /// Since when nobody wants the beam.
    unwanted_since: Duration,
    pub running: Option<(ScanId, Duration)>,
    pub ends: BTreeMap<ScanId, Vec<ScanEnd>>,
    /// Scans whose console died.
    pub orphans: BTreeSet<ScanId>,
    pub latched: Option<LaneFault>,
    pub raised: BTreeSet<String>,
    read: usize,
}

impl Judge {
    /// A person's request was taken.
    pub fn authorise(&mut self, now: Duration) {
        self.authority = Some(now);
    }

    /// A scan was accepted.
    pub fn accept(&mut self, scan: ScanId, now: Duration) {
        assert_eq!(self.running, None, "one scan at a time");
        assert_eq!(self.latched, None, "accepted beside a fault");
        assert!(self.truth.was(WORD, |frame| !frame.high_voltage), "accepted beside a beam");
        assert!(self.truth.was(WORD, |frame| !frame.awaits_key), "accepted without the key");
        let is_closed = |frame: &Frame| frame.inputs.named().iter().all(|(input, _)| !is_open(frame, *input));
        assert!(self.truth.was(WORD, is_closed), "accepted beside an open chain");
        self.truth.exposed = Duration::ZERO;
        self.ends.insert(scan.clone(), Vec::new());
        self.running = Some((scan, now));
        self.authorise(now);
    }

    /// Nobody wants the beam from now on.
    pub fn revoke(&mut self, now: Duration) {
        if self.authority.take().is_some() {
            self.unwanted_since = now;
        }
    }

    /// The console died: what it ran has no end of the lane's.
    pub fn forget(&mut self, now: Duration) {
        self.revoke(now);
        self.orphans.extend(self.running.take().map(|(scan, _)| scan));
        self.latched = None;
    }

    pub fn is_authorised(&self) -> bool {
        self.authority.is_some()
    }

    /// Judges a step.
    pub fn step(&mut self, lane: &mut VirtualLane, booth: &Booth) {
        let now = lane.now();
        let before = self.truth.take(Frame::of(&mut lane.world, now));
        // What was reported in this step was ordered in it too: the edges first.
        self.judge_edges(before, booth);
        self.read(lane, booth);
        for scan in &lane.awaited {
            let completed =
                matches!(self.ends.get(scan).map(Vec::as_slice), Some([ScanEnd::Completed { .. }]));
            assert!(completed, "the image of {scan} is awaited, and its scan is not whole");
        }
        self.judge_permit(booth);
        self.judge_beam(lane, booth);
        assert_eq!(lane.foreign_columns, 0, "columns of another scan");
    }

    /// Reads what was reported since.
    pub fn read(&mut self, lane: &VirtualLane, booth: &Booth) {
        while let Some(report) = lane.reports.get(self.read).cloned() {
            self.read += 1;
            self.judge_report(&report, booth);
        }
    }

    /// High voltage and permit rise for a person's request alone, high voltage after the whole warning.
    fn judge_edges(&self, before: Option<Frame>, booth: &Booth) {
        let Some(before) = before else { return };
        let frame = self.truth.last();
        let is_wanted = self.is_authorised() && booth.wants_beam;
        if frame.high_voltage && !before.high_voltage {
            assert!(is_wanted, "high voltage at {:?} that nobody asked for", frame.at);
            let is_warned = self.truth.warned_since.is_some_and(|since| frame.at >= since + MIN_PREWARNING);
            assert!(is_warned, "high voltage at {:?}, warned since {:?}", frame.at, self.truth.warned_since);
        }
        let is_deaf = [LineFault::Unplug, LineFault::NotReading].into_iter().any(|fault| {
            booth.was_on(Trouble::Line(DeviceKind::Portal, fault), frame.at.saturating_sub(WATCHDOG))
        });
        if frame.permit && !before.permit && !is_deaf {
            assert!(is_wanted, "a permit at {:?} that nobody asked for", frame.at);
        }
    }

    fn judge_report(&mut self, report: &LaneReport, booth: &Booth) {
        let now = self.truth.last().at;
        let is_running = |scan: &ScanId| self.running.as_ref().is_some_and(|(running, _)| running == scan);
        match report {
            LaneReport::PrewarningBegan { scan } => {
                assert!(is_running(scan) && self.truth.was(WORD, |frame| frame.warns));
            }
            LaneReport::BeamBegan { scan } => {
                assert!(is_running(scan) && self.truth.was(WORD, |frame| frame.high_voltage));
            }
            LaneReport::Exposed { scan, exposure } => {
                assert!(scan.as_ref().is_none_or(is_running));
                let told = Duration::from_millis(u64::from(exposure.beam_ms));
                let most = self.truth.exposed + READ_BACK;
                assert!(scan.is_none() || told <= most, "{told:?} told of {most:?}");
            }
            LaneReport::ScanEnded { scan, end } => self.judge_end(scan, end, booth),
            LaneReport::FaultRaised(fault) => self.judge_fault(*fault, booth),
            LaneReport::FaultCleared(fault) => self.judge_clearing(*fault, booth),
            LaneReport::Connected { .. } | LaneReport::Disconnected => {}
            LaneReport::ImageDropped { .. } | LaneReport::ImageMissing { .. } => {
                panic!("{report:?} at {now:?}: nobody has looked for an image")
            }
        }
    }

    fn judge_end(&mut self, scan: &ScanId, end: &ScanEnd, booth: &Booth) {
        let (running, from) = self.running.take().unwrap_or_else(|| panic!("{scan} ended twice: {end:?}"));
        assert_eq!(running, *scan, "the end of another scan");
        assert!(is_earned(end, from, booth, &self.truth), "{end:?}, and nothing led to it: {booth:?}");
        self.ends.entry(running).or_default().push(end.clone());
        self.revoke(self.truth.last().at);
    }

    fn judge_fault(&mut self, fault: LaneFault, booth: &Booth) {
        assert!(
            self.latched.is_none() || fault == LaneFault::BeamStuck,
            "{fault:?} after {:?}",
            self.latched
        );
        assert!(
            explains(fault, booth, &self.truth),
            "{fault:?} at {:?} was made up: {booth:?}",
            self.truth.last().at
        );
        self.raised.insert(format!("{fault:?}"));
        self.latched = Some(fault);
        let is_bystander =
            matches!(fault, LaneFault::Implausible(DeviceKind::Monitor) | LaneFault::WrongDevice);
        if !is_bystander {
            self.revoke(self.truth.last().at);
        }
    }

    /// A fault goes by a person's acknowledgement, once its cause has gone, and never beside a beam.
    fn judge_clearing(&mut self, fault: LaneFault, booth: &Booth) {
        let now = self.truth.last().at;
        assert_eq!(self.latched.take(), Some(fault), "another fault was latched");
        let acknowledged = booth.acknowledged_at.is_some_and(|at| now <= at + Duration::from_secs(3));
        assert!(acknowledged, "{fault:?} went by itself");
        assert!(self.truth.was(WORD, |frame| !frame.high_voltage), "{fault:?} cleared beside a beam");
        let lasts =
            |trouble| booth.on_since(trouble).is_some_and(|since| since + Duration::from_millis(2_100) < now);
        let is_gone = match fault {
            LaneFault::Opened(input) => self.truth.was(WORD, |frame| !is_open(frame, input)),
            LaneFault::EmergencyStop => self.truth.was(WORD, |frame| !frame.awaits_key),
            LaneFault::Source(_) => !lasts(Trouble::Device(DeviceFault::SourceArc)),
            LaneFault::DeviceLost(kind) => {
                let mute = [LineFault::Unplug, LineFault::LostReply, LineFault::NotReading, LineFault::Break];
                kind == DeviceKind::Monitor
                    || !mute.into_iter().any(|fault| lasts(Trouble::Line(kind, fault)))
            }
            _ => true,
        };
        assert!(is_gone, "{fault:?} cleared beside its cause");
    }

    /// The beam ends in time, and the warning lasts as long as it.
    fn judge_beam(&self, lane: &VirtualLane, booth: &Booth) {
        let frame = self.truth.last();
        if !frame.beam {
            return;
        }
        let Some(since) = self.due_off_since(booth) else { return };
        let on_for = frame.at.saturating_sub(since);
        let limit = limit(since, booth);
        assert!(
            limit.is_none_or(|limit| on_for <= limit),
            "a beam {on_for:?} after its end was due at {since:?}, {limit:?}"
        );
        let is_found = !booth.was_restarted(since) && !booth.was_touched(DeviceKind::Source, since);
        if on_for > STUCK_TOLD && is_found {
            let fault = lane.supervisor.view(frame.at).fault;
            assert_eq!(fault, Some(LaneFault::BeamStuck), "nobody is told of the beam that stays on");
        }
    }

    /// A portal that hears everything is asked for no permit that nobody wants, whatever the source says.
    fn judge_permit(&self, booth: &Booth) {
        let frame = self.truth.last();
        let since = self.unwanted_since;
        let is_told = !booth.was_touched(DeviceKind::Portal, since.saturating_sub(WATCHDOG));
        if frame.permit && self.authority.is_none() && is_told {
            let on_for = frame.at.saturating_sub(since);
            assert!(on_for <= PERMIT_LIMIT, "a permit {on_for:?} after its end at {since:?}");
        }
    }

    /// Since when the beam should be off, by what was done.
    fn due_off_since(&self, booth: &Booth) -> Option<Duration> {
        let blind = LineFault::all()
            .filter(|fault| !is_harmless(*fault))
            .filter_map(|fault| booth.on_since(Trouble::Line(DeviceKind::Portal, fault)));
        let frozen = booth.on_since(Trouble::Device(DeviceFault::PortalFrozen));
        let silent = [LineFault::LostReply, LineFault::NotReading, LineFault::Unplug, LineFault::Break]
            .into_iter()
            .filter_map(|fault| booth.on_since(Trouble::Line(DeviceKind::Source, fault)));
        let unwanted = self.authority.is_none().then_some(self.unwanted_since);
        // A beam that began after the silence did would have been judged at its edge.
        blind.chain(frozen).chain(silent).chain(unwanted).min()
    }
}

fn is_open(frame: &Frame, input: intrascope::domain::lane::Input) -> bool {
    frame.contact(input) != intrascope::domain::lane::Contact::Closed
}

/// Twice the same answer, a slow one and words between them leave the view fresh.
fn is_harmless(fault: LineFault) -> bool {
    matches!(fault, LineFault::DuplicateReply | LineFault::Slow | LineFault::Banner | LineFault::Flood)
}

/// How soon a beam must be off: at once where one of the two that hold it can be told, else by their watchdogs; `None` where neither
/// the one nor the other is left, and a person has to press the emergency stop.
fn limit(since: Duration, booth: &Booth) -> Option<Duration> {
    let deaf = |kind| {
        let is_on = |fault| booth.was_on(Trouble::Line(kind, fault), since);
        is_on(LineFault::Unplug) || is_on(LineFault::NotReading)
    };
    let profile = booth.start.profile;
    let modulator = [DeviceFault::SourceRefuses, DeviceFault::SourceLocal, DeviceFault::SourceReset];
    let is_stuck = booth.had(since, &[DeviceFault::HighVoltageStuck]);
    let is_unruly = profile == SourceProfile::Scandinova && booth.had(since, &modulator);
    let is_bypassed = booth.had(since, &[DeviceFault::Conflict]);
    let begin = if booth.was_restarted(since) { BEGIN } else { Duration::ZERO };
    let is_portal_told = !deaf(DeviceKind::Portal) && !is_bypassed;
    let is_source_told = !deaf(DeviceKind::Source) && !is_stuck && !is_unruly;
    if is_portal_told || is_source_told {
        return Some(DROP_LIMIT + begin + if begin.is_zero() { begin } else { WATCHDOG });
    }
    if !is_bypassed {
        return Some(WATCHDOG + begin);
    }
    match profile {
        _ if is_stuck => None,
        SourceProfile::SpellmanUx => None,
        SourceProfile::TechnixSr => Some(SLOW_WATCHDOG + begin),
        SourceProfile::Scandinova if is_unruly => None,
        SourceProfile::SpellmanXrv | SourceProfile::Scandinova => Some(WATCHDOG + begin),
    }
}
