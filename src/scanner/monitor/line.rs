//! Lines of the monitor: a code and its fields, each of its own width, form and range. Whatever else is no line.
//!
//! There is no checksum, so that nothing is let through that is not exactly as it is written by the monitor.

/// Detectors: master lower and upper, slave lower and upper.
pub const DETECTORS: usize = 4;

/// The longest line without its end: a setup line of a code, six fields of 12 and a time of day is 95 bytes.
pub const MAX_LINE: usize = 96;

/// The most counts that a gamma detector is believed, of any line: half of what six digits hold. Plastic scintillators pile up far below.
pub const MAX_GAMMA: u32 = 500_000;

/// The most counts that a neutron detector is believed: helium tubes saturate at some ten thousand a second.
pub const MAX_NEUTRONS: u32 = 100_000;

/// A background of one detector is at most so many times that of the next one, and so much more: they stand in one place without a source.
/// A higher one is a damaged digit, and would lift the threshold of every vehicle to come.
const MAX_IMBALANCE: (u32, u32) = (4, 100);

/// The highest speed that a vehicle in the monitor is believed, hundredths of a kilometre an hour: 150 km/h.
const MAX_SPEED: u32 = 15_000;

/// Digits of a count, and characters of a speed.
const WIDTH: usize = 6;

/// The longest field of a setup line.
const MAX_SETUP_FIELD: usize = 12;

/// Counts of the four detectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts(pub [u32; DETECTORS]);

impl Counts {
    /// The sum over all detectors; each is at most six digits, so it fits.
    pub fn total(self) -> u32 {
        self.0.iter().sum()
    }
}

/// What radiation a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Radiation {
    /// Gamma rays.
    Gamma,
    /// Neutrons.
    Neutron,
}

/// Whether the monitor calls a sample an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// `GS`, `NS`.
    Scan,
    /// `GA`, `NA`.
    Alarm,
}

/// A line of the monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonitorLine {
    /// `GB`, `NB`: background without a vehicle, counts a second.
    Background(Radiation, Counts),
    /// `GH`, `GL`, `NH`: in place of a background, a detector counts too high or too low.
    Fault(Radiation, Counts),
    /// `GS`, `GA`: counts of 200 ms with a vehicle. `NS`, `NA`: counts of a second.
    Sample(Radiation, Word, Counts),
    /// `GX`: the vehicle has left; its number, 0 where the monitor does not count.
    Left(u32),
    /// `SP`: the vehicle's speed, in seconds between two beams, miles and kilometres an hour.
    Speed,
    /// `TT`: the cabinet is open.
    Tampered,
    /// `TC`: it is closed again.
    TamperCleared,
    /// `SG1` to `SG3`, `SN1`, `SN2`: how the monitor is set.
    Setup,
}

/// Why bytes are no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLine {
    /// Not written as any line is.
    Grammar,
    /// Written as one, with a value that cannot be.
    Range,
}

/// Reads a line without its end.
///
/// # Errors
/// When it is not exactly one of the known lines, or a value is out of its range.
pub fn parse(bytes: &[u8]) -> Result<MonitorLine, NoLine> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii() && text.len() <= MAX_LINE);
    let (code, rest) = text.and_then(|text| text.split_once(',')).ok_or(NoLine::Grammar)?;
    let rest = without_time(rest);
    let setup = matches!(code, "SG1" | "SG2" | "SG3" | "SN1" | "SN2");
    if setup {
        return is_setup(rest).then_some(MonitorLine::Setup).ok_or(NoLine::Grammar);
    }
    if code == "SP" {
        return speed(rest);
    }
    let fields = counts(rest).ok_or(NoLine::Grammar)?;
    let (gamma, neutron) = (Radiation::Gamma, Radiation::Neutron);
    let line = match code {
        "GB" => MonitorLine::Background(gamma, fields),
        "NB" => MonitorLine::Background(neutron, fields),
        "GH" | "GL" => MonitorLine::Fault(gamma, fields),
        "NH" => MonitorLine::Fault(neutron, fields),
        "GS" => MonitorLine::Sample(gamma, Word::Scan, fields),
        "GA" => MonitorLine::Sample(gamma, Word::Alarm, fields),
        "NS" => MonitorLine::Sample(neutron, Word::Scan, fields),
        "NA" => MonitorLine::Sample(neutron, Word::Alarm, fields),
        "GX" => MonitorLine::Left(fields.0[0]),
        "TT" => MonitorLine::Tampered,
        "TC" => MonitorLine::TamperCleared,
        _ => return Err(NoLine::Grammar),
    };
    in_range(line)
}

fn in_range(line: MonitorLine) -> Result<MonitorLine, NoLine> {
    let (limit, counts) = match line {
        MonitorLine::Background(radiation, counts)
        | MonitorLine::Fault(radiation, counts)
        | MonitorLine::Sample(radiation, _, counts) => match radiation {
            Radiation::Gamma => (MAX_GAMMA, counts),
            Radiation::Neutron => (MAX_NEUTRONS, counts),
        },
        _ => return Ok(line),
    };
    let is_background = matches!(line, MonitorLine::Background(..));
    let is_believed = counts.0.iter().all(|count| *count <= limit) && !(is_background && is_lopsided(counts));
    if is_believed { Ok(line) } else { Err(NoLine::Range) }
}

fn is_lopsided(counts: Counts) -> bool {
    let mut ordered = counts.0;
    ordered.sort_unstable();
    let [.., second, highest] = ordered;
    let (times, more) = MAX_IMBALANCE;
    highest > second.saturating_mul(times).saturating_add(more)
}

/// The fields without the time of day, `,HH-MM-SS.mmm`, that lines of daily files end with.
fn without_time(rest: &str) -> &str {
    rest.rsplit_once(',').filter(|(_, time)| is_time(time)).map_or(rest, |(fields, _)| fields)
}

fn is_time(text: &str) -> bool {
    let [h1, h2, b'-', m1, m2, b'-', s1, s2, b'.', millis @ ..] = text.as_bytes() else { return false };
    let below = |tens: u8, ones: u8, limit: u8| {
        let are_digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        are_digits && (tens - b'0') * 10 + (ones - b'0') < limit
    };
    let is_clock = below(*h1, *h2, 24) && below(*m1, *m2, 60) && below(*s1, *s2, 60);
    is_clock && millis.len() == 3 && millis.iter().all(u8::is_ascii_digit)
}

/// Exactly four fields of exactly six digits.
fn counts(rest: &str) -> Option<Counts> {
    let mut fields = rest.split(',').map(|field| {
        let is_count = field.len() == WIDTH && field.bytes().all(|byte| byte.is_ascii_digit());
        if is_count { field.parse::<u32>().ok() } else { None }
    });
    let four = [fields.next()??, fields.next()??, fields.next()??, fields.next()??];
    fields.next().is_none().then_some(Counts(four))
}

/// Exactly four fields of six characters: three decimals and six digits, such as `0.2249,03.032,004.88,000000`.
fn speed(rest: &str) -> Result<MonitorLine, NoLine> {
    let mut fields = rest.split(',');
    let four = [fields.next(), fields.next(), fields.next(), fields.next()];
    let [Some(seconds), Some(miles), Some(kilometres), Some(spare)] = four else {
        return Err(NoLine::Grammar);
    };
    let is_spare = spare.len() == WIDTH && spare.bytes().all(|byte| byte.is_ascii_digit());
    if fields.next().is_some() || !is_spare {
        return Err(NoLine::Grammar);
    }
    let [Some(_), Some(_), Some(kilometres)] = [seconds, miles, kilometres].map(hundredths) else {
        return Err(NoLine::Grammar);
    };
    if kilometres <= MAX_SPEED { Ok(MonitorLine::Speed) } else { Err(NoLine::Range) }
}

/// A decimal of six characters with one point, in hundredths; more decimals than two are left out.
fn hundredths(field: &str) -> Option<u32> {
    let (whole, part) = field.split_once('.')?;
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if field.len() != WIDTH || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    let mut decimals = part.bytes().map(|byte| u32::from(byte - b'0'));
    let hundredths = decimals.next().unwrap_or(0) * 10 + decimals.next().unwrap_or(0);
    whole.parse::<u32>().ok().map(|whole| whole * 100 + hundredths)
}

/// Five or six fields of letters, digits, points, spaces and dashes: high and low fault, intervals, hold-in, sigma and the like.
fn is_setup(rest: &str) -> bool {
    let is_field = |field: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b' ' | b'-');
        (1..=MAX_SETUP_FIELD).contains(&field.len()) && field.bytes().all(is_plain)
    };
    (5..=6).contains(&rest.split(',').count()) && rest.split(',').all(is_field)
}

#[cfg(test)]
mod tests;
