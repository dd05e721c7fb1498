//! Why a run must end now: every link, input and figure that it needs, judged anew at every event and every tick.

use super::mirror::{is_on, radiates};
use super::run::{Passage, Phase, Purpose, Run};
use super::stop::Cause;
use super::{CONFIRM_LIMIT, PREPARE_LIMIT, STOP_LIMIT, Supervisor, elapsed};
use crate::domain::lane::{ChainInputs, Contact, DeviceKind, Input, LaneFault, Setpoint, SourceState};
use crate::scanner::device::Uptime;
use crate::scanner::reports::{Reported, SourceStatus};
use std::time::Duration;

/// The devices without which no beam is kept on. The monitor is none of them: it neither makes the beam nor watches over it.
const NEEDED: [DeviceKind; 3] = [DeviceKind::Portal, DeviceKind::Source, DeviceKind::Detector];

/// Words of the portal that may deny the permit beside a beam that is reported on: the two are not asked at the same instant.
pub(super) const CONFLICT_WORDS: u8 = 2;

/// What is read back may differ by a hundredth: converters of 12 bits and figures in tenths.
const READBACK_SHARE: u32 = 100;

impl Supervisor {
    /// The first reason why the run must end.
    pub(super) fn reason_to_stop(&self, now: Uptime) -> Option<Cause> {
        let run = self.run.as_ref()?;
        let fault = self
            .fault_of_links(now)
            .or_else(|| self.fault_of_portal(now, run))
            .or_else(|| self.fault_of_source(now, run))
            .or_else(|| self.fault_of_detector(run))
            .or_else(|| self.fault_of_time(now, run))
            .or_else(|| self.fault_of_passage(now, run));
        fault.map(Cause::Fault)
    }

    fn fault_of_links(&self, now: Uptime) -> Option<LaneFault> {
        if self.emergency {
            return Some(LaneFault::EmergencyStop);
        }
        if let Some(kind) = self.lost(&NEEDED) {
            return Some(LaneFault::DeviceLost(kind));
        }
        (self.portal.fresh(now).is_none() || self.source.fresh(now).is_none()).then_some(LaneFault::StaleView)
    }

    fn fault_of_portal(&self, now: Uptime, run: &Run) -> Option<LaneFault> {
        let status = self.portal.fresh(now)?;
        if let Some((input, _)) = first_not_closed(status.inputs) {
            return Some(LaneFault::Opened(input));
        }
        if status.key_reset != Reported::Off {
            // Reported on it is an emergency stop; not reported it is no better than an open contact.
            return Some(LaneFault::Opened(Input::EmergencyStop));
        }
        if self.conflict_words > CONFLICT_WORDS {
            return Some(LaneFault::Conflict);
        }
        let must_warn = !matches!(run.phase, Phase::Warning { .. });
        let warns = is_on(status.horn) && is_on(status.lights);
        (must_warn && !warns).then_some(LaneFault::Implausible(DeviceKind::Portal))
    }

    fn fault_of_source(&self, now: Uptime, run: &Run) -> Option<LaneFault> {
        let status = self.source.fresh(now)?;
        if status.fault != 0 {
            return Some(LaneFault::Source(status.fault));
        }
        if run.is_in_beam() && status.interlock != Contact::Closed {
            return Some(LaneFault::Opened(Input::Chain));
        }
        if status.remote == Reported::Off {
            return Some(LaneFault::DeviceReset(DeviceKind::Source));
        }
        fault_of_beam(run, status).or_else(|| self.fault_of_setpoint(now, run, status))
    }

    /// A setpoint that is no longer what was set, or a voltage that is not what it should be.
    fn fault_of_setpoint(&self, now: Uptime, run: &Run, status: &SourceStatus) -> Option<LaneFault> {
        let (_, prepared_at) =
            self.source.prepared.filter(|_| self.source.is_prepared(run.setpoint, run.setting_since))?;
        let held = self.source.mirror.after(prepared_at).and_then(|status| status.read.setpoint);
        if held.is_some_and(|held| !is_held(held, run.setpoint)) {
            return Some(LaneFault::Setpoint);
        }
        // A warm-up goes a step back instead.
        let is_scan = matches!(run.purpose, Purpose::Scan(_));
        (is_scan && !self.is_stable(now, run, status)).then_some(LaneFault::Setpoint)
    }

    /// Whether the measured voltage is what was set, once it has had its time to rise.
    pub(super) fn is_stable(&self, now: Uptime, run: &Run, status: &SourceStatus) -> bool {
        let Phase::Beam { since } = run.phase else { return true };
        let rising = elapsed(now, since) < Duration::from_millis(u64::from(self.rules.ramp_ms));
        let wanted = u64::from(run.setpoint.kv.0);
        let tolerance = wanted * u64::from(self.rules.kv_tolerance_percent) / 100;
        let near = |kv: u32| u64::from(kv).abs_diff(wanted) <= tolerance;
        rising || status.read.kv.is_none_or(|kv| near(kv.0))
    }

    /// A detector that names another scan, long after it was told whose the columns are.
    fn fault_of_detector(&self, run: &Run) -> Option<LaneFault> {
        let scan = run.scan()?;
        let status = self.detector.mirror.after(run.requested_at.saturating_add(CONFIRM_LIMIT))?;
        (status.scan.as_ref() != Some(&scan.id)).then_some(LaneFault::Implausible(DeviceKind::Detector))
    }

    fn fault_of_time(&self, now: Uptime, run: &Run) -> Option<LaneFault> {
        let passed = |since, limit| elapsed(now, since) >= limit;
        let is_over =
            run.scan().is_some() && run.ordered_at.is_some_and(|at| passed(at, self.rules.max_beam()));
        match run.phase {
            _ if is_over => Some(LaneFault::TooLong),
            Phase::Warning { since } | Phase::Permitting { since } | Phase::BeamRequested { since } => {
                passed(since, CONFIRM_LIMIT).then_some(LaneFault::NoBeam)
            }
            Phase::Armed { since } => passed(since, self.rules.prewarning().saturating_add(PREPARE_LIMIT))
                .then_some(LaneFault::Setpoint),
            Phase::Changing { since, setting_since: None } => {
                passed(since, STOP_LIMIT).then_some(LaneFault::BeamStuck)
            }
            Phase::Changing { setting_since: Some(since), .. } => {
                passed(since, PREPARE_LIMIT).then_some(LaneFault::Setpoint)
            }
            _ => None,
        }
    }

    fn fault_of_passage(&self, now: Uptime, run: &Run) -> Option<LaneFault> {
        let object = self.portal.fresh(now)?.object;
        match &run.purpose {
            Purpose::Scan(scan) => {
                let Passage::Inside { off_speed_since: Some(since) } = scan.passage else { return None };
                let grace = Duration::from_millis(u64::from(self.rules.speed_grace_ms));
                (elapsed(now, since) > grace).then_some(LaneFault::Speed)
            }
            // Nothing belongs into the beam of a warm-up.
            Purpose::Warmup(_) => (run.is_in_beam() && is_on(object)).then_some(LaneFault::Conflict),
        }
    }
}

/// A beam that nobody asked for, or one that went by itself.
fn fault_of_beam(run: &Run, status: &SourceStatus) -> Option<LaneFault> {
    match run.phase {
        Phase::Warning { .. } | Phase::Armed { .. } | Phase::Permitting { .. } => {
            radiates(status.state).then_some(LaneFault::Conflict)
        }
        Phase::Beam { .. } => (status.state != SourceState::BeamOn).then_some(LaneFault::NoBeam),
        _ => None,
    }
}

/// The first input that is not reported closed; the whole chain last, for the others say more.
pub(super) fn first_not_closed(inputs: ChainInputs) -> Option<(Input, Contact)> {
    let [chain, others @ ..] = inputs.named();
    let is_open = |(_, contact): &&(Input, Contact)| *contact == Contact::Open;
    let is_unknown = |(_, contact): &&(Input, Contact)| *contact == Contact::Unknown;
    let all = [others.as_slice(), &[chain]].concat();
    all.iter().find(is_open).or_else(|| all.iter().find(is_unknown)).copied()
}

/// Whether a setpoint that is read back is the one that was sent.
fn is_held(held: Setpoint, sent: Setpoint) -> bool {
    let near = |held: u32, sent: u32| held.abs_diff(sent) <= sent / READBACK_SHARE + 1;
    near(held.kv.0, sent.kv.0) && near(held.current.0, sent.current.0)
}
