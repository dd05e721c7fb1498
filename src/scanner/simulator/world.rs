//! The simulated hall as physics knows it: one clock, one vehicle, one beam; the four devices look at it and act on it.
//!
//! The beam is on only while the hardware's chain is closed, the portal's permit is given and high voltage is on: three things in
//! series, of which the devices hold one each. No device knows what the console believes.

use super::Pace;
use super::fault::DeviceFault;
use super::hall::Hall;
use crate::domain::lane::{ChainInputs, Contact, Input, chain_impediment};
use crate::domain::number::ScanId;
use std::collections::BTreeSet;
use std::time::Duration;

/// Dose at the operator's place while the beam is on: 0.9 µSv/h, below the 1.0 µSv/h of IEC 62523 8.4, is 250 pSv/s.
const DOSE_PSV_PER_S: u64 = 250;

/// Length of the simulated vehicle, millimetres: a tractor with its semi-trailer.
const VEHICLE_MM: u64 = 16_500;

/// What a device wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartOutput {
    /// Bytes for the host.
    Write(Vec<u8>),
    /// The picture of this scan has to be made; its columns come back by [`Part::rendered`].
    Render(ScanId),
    /// The image of this scan has to appear in the drop folder.
    Drop(ScanId, DropForm),
}

/// How the image of a scan appears in the drop folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DropForm {
    /// As it is.
    #[default]
    True,
    /// Under another scan's name, manifest and all.
    Misnamed,
    /// With a byte that its manifest's digest does not know.
    Altered,
}

/// A simulated device: no port, no clock of its own.
pub trait Part: Send {
    /// Bytes of the host.
    fn received(&mut self, world: &mut World, bytes: &[u8]);

    /// Time went on; called every 5 ms.
    fn tick(&mut self, world: &mut World);

    /// What it wants done next; called until there is nothing.
    fn next(&mut self) -> Option<PartOutput>;

    /// The columns of a picture that it asked for, top pixel first; none if it cannot be made.
    fn rendered(&mut self, _scan: &ScanId, _columns: Vec<Vec<u8>>) {}
}

/// Where the vehicle is while the beam is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// Before the beam.
    Waiting,
    /// The beam is on, nothing is in it yet.
    Air { since: Duration },
    /// It passes.
    Passing { since: Duration },
    /// It has passed.
    Through,
}

/// The hall.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "five relays of the hall, each on or off by itself")]
pub struct World {
    now: Duration,
    hall: Hall,
    air: Duration,
    beam: Duration,
    pass: Pass,
    beam_since: Option<Duration>,
    beam_total: Duration,
    vehicles: u32,
    faults: BTreeSet<DeviceFault>,
    /// The portal's outputs as it drives them.
    pub horn: bool,
    /// The same of the lights.
    pub lights: bool,
    /// The scan permit that the portal gives into the chain.
    pub permit: bool,
    /// High voltage, as the source makes it.
    pub high_voltage: bool,
    /// The detector was told of a scan: the vehicle moves in its beam, and not in that of a warm-up.
    pub scan: bool,
    /// The emergency stop was pressed and the key is not yet turned.
    latched_stop: bool,
}

impl World {
    /// A hall whose first vehicle drives in at time zero.
    pub fn new(pace: Pace) -> Self {
        let (air, beam, turnover) = match pace {
            Pace::Real => (1_000, 18_000, 4_000),
            Pace::Fast => (400, 2_600, 1_000),
        };
        Self {
            now: Duration::ZERO,
            hall: Hall::new(Duration::from_millis(turnover), Duration::ZERO),
            air: Duration::from_millis(air),
            beam: Duration::from_millis(beam),
            pass: Pass::Waiting,
            beam_since: None,
            beam_total: Duration::ZERO,
            vehicles: 1,
            faults: BTreeSet::new(),
            horn: false,
            lights: false,
            permit: false,
            high_voltage: false,
            scan: false,
            latched_stop: false,
        }
    }

    /// The time.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// Moves everything on to `now`, which never goes back.
    pub fn advance(&mut self, now: Duration) {
        let step = now.saturating_sub(self.now);
        self.now = self.now.max(now);
        if self.has(DeviceFault::EmergencyStop) {
            self.latched_stop = true;
        }
        if self.is_beam_on() {
            self.beam_since.get_or_insert(now);
            self.beam_total += step;
        } else if self.beam_since.take().is_some() && self.pass != Pass::Waiting {
            // Whatever ended the beam, the vehicle drives out and the next one comes.
            self.change_vehicle();
        }
        self.pass = match (self.pass, self.beam_since) {
            (Pass::Waiting, Some(since)) if self.scan => Pass::Air { since },
            (Pass::Air { since }, Some(_)) if now >= since + self.air => Pass::Passing { since: now },
            (Pass::Passing { since }, Some(_)) if now >= since + self.beam => Pass::Through,
            (pass, _) => pass,
        };
    }

    /// The vehicle drives out and the next one comes: gates, curtain and search open, and close again one after the other.
    pub fn change_vehicle(&mut self) {
        self.pass = Pass::Waiting;
        self.vehicles += 1;
        self.hall.change(self.now);
    }

    /// The inputs of the chain as the contacts are.
    pub fn inputs(&mut self) -> ChainInputs {
        let mut inputs = self.hall.inputs(self.now);
        if self.latched_stop || self.has(DeviceFault::EmergencyStop) {
            inputs.emergency_stop = Contact::Open;
            inputs.chain = Contact::Open;
        }
        for (fault, input) in [
            (DeviceFault::DoorOpens, Input::Doors),
            (DeviceFault::GateOpens, Input::Gates),
            (DeviceFault::CurtainCrossed, Input::LightCurtain),
        ] {
            if self.has(fault) {
                inputs.set(input, Contact::Open);
                inputs.chain = Contact::Open;
            }
        }
        inputs
    }

    /// Whether every contact of the hardware's chain is closed.
    pub fn is_chain_closed(&mut self) -> bool {
        chain_impediment(&self.inputs()).is_none()
    }

    /// Whether X-rays come out: chain, permit and high voltage in series. A stuck source obeys nobody but the chain.
    pub fn is_beam_on(&mut self) -> bool {
        self.high_voltage && self.is_chain_closed() && (self.permit || self.has(DeviceFault::Conflict))
    }

    /// How far the vehicle has passed through the beam, thousandths; `None` while none is in it.
    pub fn passed(&self) -> Option<u32> {
        match self.pass {
            Pass::Passing { since } => {
                let gone = self.now.saturating_sub(since).as_millis() * 1_000;
                u32::try_from(gone / self.beam.as_millis().max(1)).ok()
            }
            Pass::Waiting | Pass::Air { .. } | Pass::Through => None,
        }
    }

    /// Whether the vehicle has passed the beam whole.
    pub fn is_through(&self) -> bool {
        self.pass == Pass::Through
    }

    /// Speed of what passes, millimetres a second; 0 while nothing moves.
    pub fn speed_mm_s(&self) -> u16 {
        if self.has(DeviceFault::TooFast) && self.passed().is_some() {
            return 9_000;
        }
        let millis = u64::try_from(self.beam.as_millis()).unwrap_or(u64::MAX).max(1);
        let speed = VEHICLE_MM * 1_000 / millis;
        if self.passed().is_some() { u16::try_from(speed).unwrap_or(u16::MAX) } else { 0 }
    }

    /// Dose at the operator's place since the beginning, nanosieverts.
    pub fn dose_nsv(&self) -> u32 {
        let millis = u64::try_from(self.beam_total.as_millis()).unwrap_or(u64::MAX);
        u32::try_from(millis.saturating_mul(DOSE_PSV_PER_S) / 1_000_000).unwrap_or(u32::MAX)
    }

    /// Time with the beam on since the beginning.
    pub fn beam_total(&self) -> Duration {
        self.beam_total
    }

    /// The vehicle drives through the radiation portal monitor while the gates are open. Counted from 1.
    pub fn vehicle_in_monitor(&mut self) -> Option<u32> {
        let inputs = self.hall.inputs(self.now);
        (inputs.light_curtain == Contact::Open).then_some(self.vehicles)
    }

    /// Whether a fault is on.
    pub fn has(&self, fault: DeviceFault) -> bool {
        self.faults.contains(&fault)
    }

    /// Switches a fault on or off.
    pub fn set_fault(&mut self, fault: DeviceFault, is_on: bool) {
        if is_on {
            self.faults.insert(fault);
        } else {
            self.faults.remove(&fault);
        }
    }

    /// Somebody turns the key at the panel.
    pub fn turn_key(&mut self) {
        if !self.has(DeviceFault::EmergencyStop) {
            self.latched_stop = false;
        }
    }

    /// Whether the key still has to be turned.
    pub fn awaits_key(&self) -> bool {
        self.latched_stop
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(5);

    fn world_at_rest() -> World {
        let mut world = World::new(Pace::Fast);
        world.advance(Duration::from_secs(2));
        assert!(world.is_chain_closed());
        world
    }

    #[test]
    fn the_beam_needs_chain_permit_and_high_voltage() {
        for (high_voltage, permit, fault, expected) in [
            (true, true, None, true),
            (false, true, None, false),
            (true, false, None, false),
            (true, true, Some(DeviceFault::DoorOpens), false),
            (true, true, Some(DeviceFault::EmergencyStop), false),
        ] {
            let mut world = world_at_rest();
            (world.high_voltage, world.permit) = (high_voltage, permit);
            if let Some(fault) = fault {
                world.set_fault(fault, true);
            }
            assert_eq!(world.is_beam_on(), expected, "{high_voltage} {permit} {fault:?}");
        }
    }

    #[test]
    fn a_vehicle_passes_once_the_air_was_seen_and_the_next_one_comes_after_the_beam() {
        let mut world = world_at_rest();
        (world.high_voltage, world.permit, world.scan) = (true, true, true);
        let (mut now, mut passed) = (world.now(), Vec::new());
        while !world.is_through() {
            now += STEP;
            world.advance(now);
            passed.extend(world.passed());
            assert!(now < Duration::from_secs(20));
        }
        assert!(passed.is_sorted() && passed.first() == Some(&0) && passed.last() > Some(&990));
        world.high_voltage = false;
        world.advance(now + STEP);
        assert!(!world.is_chain_closed());
        assert!(world.vehicle_in_monitor().is_some());
    }

    #[test]
    fn an_emergency_stop_stays_until_the_key_is_turned() {
        let mut world = world_at_rest();
        world.set_fault(DeviceFault::EmergencyStop, true);
        world.advance(Duration::from_secs(3));
        world.turn_key();
        assert!(!world.is_chain_closed());
        world.set_fault(DeviceFault::EmergencyStop, false);
        world.advance(Duration::from_secs(4));
        assert!(!world.is_chain_closed() && world.awaits_key());
        world.turn_key();
        assert!(world.is_chain_closed());
    }
}
