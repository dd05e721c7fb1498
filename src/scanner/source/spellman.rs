//! Spellman's digital interface: checksummed words of text, whose numbers differ from model to model.
//!
//! Frames and the XRV's numbers: `PyMeasure`, `instruments/spellmanhv/spellmanXRV.py` and its tests (MIT); the uX's: `SpellmanUSB`
//! and `xray_scan_control`. The command that switches one model on changes the mode of another, so nothing but 26, 23 and 28, which all
//! of them read, is sent before model and scale are known to be the configured ones.

pub mod frame;
pub mod profile;

use super::dialect::{Answer, Axis, Dialect, Edge, Fit, Flags, Piece, Request, Step};
use super::machine::Machine;
use super::{SourceProfile, SourceSettings, from_count};
use crate::domain::lane::{Microamps, Setpoint, TenthsKv};
use frame::{Coverage, Framer, decimal_tenths, digits};
use profile::{Profile, StatusWord};

/// What drives a Spellman.
pub type SpellmanDriver = Machine<Spellman>;

/// The longest name that is taken for one: the manuals' longest is 16.
const MAX_NAME: usize = 32;

/// The protocol with the numbers of one model.
pub struct Spellman {
    profile: &'static Profile,
    coverage: Coverage,
    framer: Framer,
    model: String,
    firmware: Option<String>,
    full: Setpoint,
}

impl SpellmanDriver {
    /// The driver of a Spellman; any profile that is none of theirs is driven as an XRV, and so refused when it names itself.
    pub fn new(settings: &SourceSettings) -> Self {
        let profile =
            if settings.profile == SourceProfile::SpellmanUx { &profile::UX } else { &profile::XRV };
        let dialect = Spellman {
            profile,
            coverage: settings.checksum,
            framer: Framer::new(settings.checksum),
            model: settings.model.clone(),
            firmware: settings.firmware.clone(),
            full: settings.full_scale,
        };
        Self::with(dialect, settings.limit)
    }
}

impl Spellman {
    fn command(&self, request: Request) -> u8 {
        match request {
            Request::Identify(step) => {
                self.profile.identification.get(usize::from(step)).copied().unwrap_or(26)
            }
            Request::Status | Request::Remote => 22,
            Request::Faults => self.profile.faults,
            Request::Measured(_) => self.profile.readback,
            Request::Held(Axis::Kv) => 14,
            Request::Held(Axis::Current) => 15,
            Request::Hours => 21,
            Request::Set(Axis::Kv, _) => 10,
            Request::Set(Axis::Current, _) => 11,
            Request::On(_) | Request::Off(_) => self.profile.high_voltage,
            Request::Clear => self.profile.reset,
        }
    }

    fn answer(&self, request: Request, fields: &[&[u8]]) -> Option<Answer> {
        if let Some(code) = refusal(request, fields) {
            return Some(Answer::Refused(code));
        }
        match request {
            Request::Identify(_) => text(fields),
            Request::Status => self.flags(fields),
            Request::Faults => self.fault(fields),
            Request::Measured(_) => self.measured(fields),
            Request::Held(axis) => match fields {
                [count] => Some(Answer::Held(axis, digits(count)?)),
                _ => None,
            },
            Request::Hours => match fields {
                [hours] => Some(Answer::Hours(decimal_tenths(hours)?)),
                _ => None,
            },
            Request::Set(..) | Request::Remote | Request::On(_) | Request::Off(_) | Request::Clear => {
                (fields == [b"$"]).then_some(Answer::Done)
            }
        }
    }

    fn flags(&self, fields: &[&[u8]]) -> Option<Answer> {
        let flags = bits(fields)?;
        let is_whole = match self.profile.status {
            StatusWord::Xrv => flags.len() == profile::XRV_FLAGS,
            StatusWord::Ux => flags.len() == profile::UX_FLAGS,
        };
        let flags: Option<Flags> = is_whole.then(|| self.profile.status.read(&flags));
        flags.map(Answer::Flags)
    }

    /// The first fault in the order of the manual, counted from 1.
    fn fault(&self, fields: &[&[u8]]) -> Option<Answer> {
        if !self.profile.fault_flags.contains(&fields.len()) {
            return None;
        }
        let first = bits(fields)?.iter().position(|is_set| *is_set);
        let number = first.map_or(0, |index| index + 1);
        u16::try_from(number).ok().map(Answer::Fault)
    }

    fn measured(&self, fields: &[&[u8]]) -> Option<Answer> {
        if fields.len() != self.profile.readback_fields {
            return None;
        }
        let counts = fields.iter().map(|field| digits(field)).collect::<Option<Vec<u16>>>()?;
        let kv = from_count(*counts.get(self.profile.kv_field)?, self.full.kv.0, self.profile.kv_over);
        let current = *counts.get(self.profile.kv_field + 1)?;
        let current = from_count(current, self.full.current.0, self.profile.current_over);
        Some(Answer::Measured(Some(TenthsKv(kv)), Some(Microamps(current))))
    }

    /// Whether a scale answer (kV, mA, polarity) is the configured full scale; without it every voltage would be another.
    fn is_scale(&self, fields: &[String]) -> bool {
        let [kv, current, _polarity] = fields else { return false };
        let kv = decimal_tenths(kv.as_bytes());
        let current = decimal_tenths(current.as_bytes()).and_then(|tenths| tenths.checked_mul(100));
        kv == Some(self.full.kv.0) && current == Some(self.full.current.0)
    }
}

/// A code instead of an answer: `!,<n>` of all, a bare digit of the uX where an order is answered.
fn refusal(request: Request, fields: &[&[u8]]) -> Option<u16> {
    let is_order = matches!(
        request,
        Request::Set(..) | Request::Remote | Request::On(_) | Request::Off(_) | Request::Clear
    );
    match fields {
        [mark, code] if *mark == b"!" => digits(code),
        [code] if is_order => digits(code),
        _ => None,
    }
}

fn text(fields: &[&[u8]]) -> Option<Answer> {
    let field = |field: &&[u8]| {
        let text = str::from_utf8(field).ok()?;
        let is_name = !text.is_empty()
            && text.len() <= MAX_NAME
            && text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
        is_name.then(|| text.to_owned())
    };
    fields.iter().map(field).collect::<Option<Vec<_>>>().map(Answer::Text)
}

fn bits(fields: &[&[u8]]) -> Option<Vec<bool>> {
    fields
        .iter()
        .map(|field| match *field {
            b"0" => Some(false),
            b"1" => Some(true),
            _ => None,
        })
        .collect()
}

impl Dialect for Spellman {
    fn encode(&self, request: Request) -> Vec<u8> {
        let command = self.command(request);
        let argument = match request {
            Request::Set(_, count) => Some(count),
            Request::On(_) => Some(1),
            Request::Off(_) => Some(0),
            _ => None,
        };
        frame::encode(command, argument, self.coverage)
    }

    fn push(&mut self, byte: u8) -> Option<Piece> {
        self.framer.push(byte)
    }

    fn is_within(&self) -> bool {
        self.framer.is_within()
    }

    fn forget(&mut self) {
        self.framer = Framer::new(self.coverage);
    }

    fn fit(&self, request: Request, word: &[u8]) -> Fit {
        let mut fields = word.split(|byte| *byte == b',');
        let command = fields.next().and_then(frame::command);
        match command {
            None => Fit::Damaged,
            Some(command) if command != self.command(request) => Fit::Other,
            Some(_) => self.answer(request, &fields.collect::<Vec<_>>()).map_or(Fit::Damaged, Fit::Mine),
        }
    }

    fn identification(&self) -> &'static [Request] {
        const STEPS: [Request; 4] =
            [Request::Identify(0), Request::Identify(1), Request::Identify(2), Request::Identify(3)];
        STEPS.get(..self.profile.identification.len()).unwrap_or(&STEPS)
    }

    fn identity(&self, answers: &[Answer]) -> Option<String> {
        let mut fields = answers.iter().map(|answer| match answer {
            Answer::Text(fields) => fields.as_slice(),
            _ => &[],
        });
        let (model, firmware) = (fields.next()?.join(","), fields.next()?.join(" "));
        let is_firmware = self.firmware.as_ref().is_none_or(|expected| *expected == firmware);
        let mut identity = format!("{model}, {firmware}");
        if let Some(scale) = fields.next()
            && !self.is_scale(scale)
        {
            return None;
        }
        // The last field of an XRV's configuration (27) is its host watchdog.
        if let Some(watchdog) = fields.next().and_then(|config| config.get(profile::XRV_WATCHDOG)) {
            identity.push_str(", watchdog ");
            identity.push_str(watchdog);
        }
        (model == self.model && is_firmware).then_some(identity)
    }

    fn round(&self) -> &'static [Request] {
        const ROUND: [Request; 4] = [
            Request::Status,
            Request::Measured(Axis::Kv),
            Request::Held(Axis::Kv),
            Request::Held(Axis::Current),
        ];
        &ROUND
    }

    fn names_faults(&self) -> bool {
        true
    }

    fn counts_hours(&self) -> bool {
        true
    }

    fn preparation(&self, kv: u16, current: u16) -> Vec<Step> {
        let (held_kv, held_current) = (Request::Held(Axis::Kv), Request::Held(Axis::Current));
        let (set_kv, set_current) = (Request::Set(Axis::Kv, kv), Request::Set(Axis::Current, current));
        [set_kv, set_current, held_kv, held_current, held_kv, held_current].map(Step::plain).to_vec()
    }

    fn on(&self) -> &'static [Step] {
        const ON: [Step; 1] = [Step::plain(Request::On(Edge::Begin))];
        &ON
    }

    fn off(&self) -> &'static [Step] {
        const OFF: [Step; 1] = [Step::plain(Request::Off(Edge::Begin))];
        &OFF
    }

    fn clear(&self) -> Result<Step, u16> {
        Ok(Step::plain(Request::Clear))
    }

    fn full_scale(&self) -> Setpoint {
        self.full
    }
}

#[cfg(test)]
mod tests;
