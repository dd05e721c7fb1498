//! What the modulator's registers mean.

use crate::domain::lane::{Contact, Microamps, Setpoint, SourceRead, SourceState, TenthsKv};
use crate::scanner::reports::{Reported, SourceStatus};

/// What the voltage register counts to, volts ("range 0-1200VDC"): this is the full scale's voltage.
const FULL_VOLTS: f32 = 1_200.0;

/// The repetition rate that is the full scale's current, pulses a second: the current of a linac is in its pulses.
const FULL_RATE: f32 = 400.0;

/// What a reading may be beyond the full scale, as of converters that reach further.
const OVER: f32 = 1.2;

/// What is read back may differ by so much of the full scale from what was sent: rounding within the modulator.
const TOLERANCE: f32 = 0.001;

/// A warm-up longer than a week is none.
const WARMUP_MAX_S: f32 = 604_800.0;

/// A value that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Implausible;

/// What the highest values of a source mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale(pub(super) Setpoint);

impl Scale {
    /// Voltage and rate of a setpoint as the modulator takes them; `None` beyond the full scale.
    pub(super) fn singles(self, setpoint: Setpoint) -> Option<[f32; 2]> {
        let share = |value: u32, full: u32| {
            (full > 0 && value <= full).then(|| single(f64::from(value) / f64::from(full)))
        };
        let volts = share(setpoint.kv.0, self.0.kv.0)? * FULL_VOLTS;
        Some([volts, share(setpoint.current.0, self.0.current.0)? * FULL_RATE])
    }
}

/// A single as the modulator's registers hold it, its lower half first.
pub(super) fn words(value: f32) -> [u16; 2] {
    let [a, b, c, d] = value.to_be_bytes();
    [u16::from_be_bytes([c, d]), u16::from_be_bytes([a, b])]
}

#[expect(clippy::cast_possible_truncation, reason = "a share of 1: nothing but digits is lost")]
fn single(share: f64) -> f32 {
    share as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within 0 and 1.2 times a number of 32 bits; the conversion stops at the highest"
)]
fn whole(value: f64) -> u32 {
    value.round() as u32
}

/// The blocks of one cycle.
#[derive(Debug, Default)]
pub(super) struct Registers(Vec<(u16, Vec<u16>)>);

impl Registers {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn add(&mut self, address: u16, words: Vec<u16>) {
        self.0.push((address, words));
    }

    pub(super) fn word(&self, address: u16) -> Option<u16> {
        self.0.iter().find_map(|(from, words)| words.get(usize::from(address.checked_sub(*from)?)).copied())
    }

    fn real(&self, address: u16) -> Result<f32, Implausible> {
        let (low, high) = (self.word(address), self.word(address + 1));
        let (Some(low), Some(high)) = (low, high) else { return Err(Implausible) };
        Ok(f32::from_bits(u32::from(high) << 16 | u32::from(low)))
    }

    /// A value from 0 to `most`, not one that is no number.
    fn within(&self, address: u16, most: f32) -> Result<f32, Implausible> {
        let value = self.real(address)?;
        if (0.0..=most).contains(&value) { Ok(value) } else { Err(Implausible) }
    }

    /// Whether the modulator is at its start: what was set in it is gone.
    pub(super) fn is_starting(&self) -> bool {
        self.word(3) == Some(0)
    }

    /// Whether voltage and rate are set as they were sent.
    pub(super) fn holds(&self, [volts, rate]: [f32; 2]) -> bool {
        let is_near = |address, sent: f32, full: f32| {
            self.real(address).is_ok_and(|held| (held - sent).abs() <= full * TOLERANCE)
        };
        is_near(21, volts, FULL_VOLTS) && is_near(27, rate, FULL_RATE)
    }

    /// The status.
    ///
    /// # Errors
    /// When a value is out of its range.
    pub(super) fn status(&self, scale: Scale) -> Result<SourceStatus, Implausible> {
        let word = |address| self.word(address).ok_or(Implausible);
        let (state, bits, access) = (word(3)?, word(4)?, word(5)?);
        let warmup = self.within(6, WARMUP_MAX_S)?;
        let scaled = |address, full: f32, over: f32, means: u32| {
            let share = self.within(address, full * over)? / full;
            Ok(whole(f64::from(share) * f64::from(means)))
        };
        let (kv, current) = (scale.0.kv.0, scale.0.current.0);
        let setpoint = Setpoint {
            kv: TenthsKv(scaled(21, FULL_VOLTS, 1.0, kv)?),
            current: Microamps(scaled(27, FULL_RATE, 1.0, current)?),
        };
        let warmup_s = whole(f64::from(warmup.ceil()));
        let has_error = bits & 0b10_0000 != 0;
        Ok(SourceStatus {
            state: if has_error { SourceState::Faulted } else { meaning(state, warmup_s)? },
            interlock: if bits.trailing_zeros() >= 3 { Contact::Closed } else { Contact::Open },
            remote: if access == 0 { Reported::On } else { Reported::Off },
            read: SourceRead {
                setpoint: Some(setpoint),
                kv: Some(TenthsKv(scaled(100, FULL_VOLTS, OVER, kv)?)),
                current: Some(Microamps(scaled(8, FULL_RATE, OVER, current)?)),
                hours_tenths: None,
            },
            fault: bits & 0b10_0000,
            warmup_s,
        })
    }
}

/// The modulator's states. On the way up to the trigger no pulse has come yet; on the way down none of them is confirmed off.
fn meaning(state: u16, warmup_s: u32) -> Result<SourceState, Implausible> {
    Ok(match state.cast_signed() {
        -1 => SourceState::Faulted,
        0..=4 | 6 | 99 => SourceState::Off,
        5 if warmup_s > 0 => SourceState::WarmingUp,
        5 => SourceState::Ready,
        8..=10 | 12 => SourceState::Prewarning,
        7 | 11 | 13 => SourceState::BeamOn,
        _ => return Err(Implausible),
    })
}
