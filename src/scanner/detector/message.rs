//! Messages of the preview link: what the payload of each kind of frame means. Little-endian fields at fixed places.

use crate::domain::number::ScanId;
use crate::scanner::link::frame::CRC;
use crate::scanner::link::frame::Frame;
use crate::scanner::reports::Calibration;
use crate::scanner::reports::CalibrationFigures;
use crate::scanner::reports::Outcome;

/// The version of the messages that this program speaks; the first had the whole complex on one line.
pub const LINK_VERSION: u8 = 2;

/// The highest column, pixels.
pub const MAX_HEIGHT: usize = 512;

/// The longest text, bytes.
pub const MAX_TEXT: usize = 64;

/// What the detector says of itself, all of one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// The number of the poll that is answered.
    pub poll: u32,
    /// Differs from one start of the detector to the next.
    pub boot: u32,
    /// Columns made of the scan that is begun, those thrown away included.
    pub columns: u32,
    /// Columns that it will have; 0 where the detector does not know.
    pub columns_expected: u32,
    /// Columns thrown away for want of credit.
    pub dropped: u32,
    /// Temperature, tenths of a degree Celsius.
    pub temperature_tenths: i16,
    /// The scan that is begun.
    pub scan: Option<ScanId>,
}

/// One message in either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Host: who are you? Changes nothing.
    Identify,
    /// Host: your status, please. Changes nothing.
    Poll(u32),
    /// Host: what comes belongs to this scan.
    Begin(ScanId),
    /// Host: columns below this number may be sent.
    Credit {
        /// [`scan_tag`] of the scan.
        tag: u32,
        /// The first number that may not be sent yet.
        upto: u32,
    },
    /// Host: the scan is over.
    End(ScanId, Outcome),
    /// Host: calibrate.
    Calibrate(Calibration),
    /// Device: who I am.
    Identity {
        /// [`LINK_VERSION`].
        version: u8,
        /// Model.
        model: String,
        /// Serial number.
        serial: String,
        /// Firmware.
        firmware: String,
    },
    /// Device: answer to a poll.
    Status(Status),
    /// Device: one column.
    Column {
        /// [`scan_tag`] of its scan.
        tag: u32,
        /// Counted from 0.
        number: u32,
        /// Top pixel first, 1 to [`MAX_HEIGHT`] of them.
        pixels: Vec<u8>,
    },
    /// Device: no more columns of this scan will come.
    Ended {
        /// Columns made, those thrown away included.
        columns: u32,
        /// Columns thrown away for want of credit.
        dropped: u32,
        /// Whose.
        scan: ScanId,
    },
    /// Device: a calibration is done.
    Calibrated(Calibration, CalibrationFigures),
    /// Device: what was asked is refused.
    Refused(u16),
}

/// Codes of a refusal.
pub mod refusal {
    /// A scan or a calibration is going on.
    pub const BUSY: u16 = 1;
    /// The scan that is to be ended was never begun.
    pub const NOT_BEGUN: u16 = 2;
    /// There is nothing to be scanned: the detector has no picture of it.
    pub const NO_PICTURE: u16 = 3;
}

/// A payload that is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    /// A kind that nobody described.
    #[error("frame kind {0:#04x} is not known")]
    UnknownKind(u8),
    /// Too short, too long, or a field out of its range.
    #[error("the payload of kind {0:#04x} cannot be read")]
    Payload(u8),
}

/// Kinds of frames. None of them is one of the first version's, so neither takes the other's words for its own.
mod kind {
    pub const IDENTIFY: u8 = 0x11;
    pub const POLL: u8 = 0x12;
    pub const BEGIN: u8 = 0x13;
    pub const CREDIT: u8 = 0x14;
    pub const END: u8 = 0x15;
    pub const CALIBRATE: u8 = 0x16;
    pub const IDENTITY: u8 = 0x91;
    pub const STATUS: u8 = 0x92;
    pub const COLUMN: u8 = 0x93;
    pub const ENDED: u8 = 0x94;
    pub const CALIBRATED: u8 = 0x95;
    pub const REFUSED: u8 = 0x96;
}

/// The four bytes that bind a column to its scan: CRC-32 of the id's text.
pub fn scan_tag(scan: &ScanId) -> u32 {
    CRC.checksum(scan.as_str().as_bytes())
}

impl Message {
    /// The message as a frame. Texts and columns beyond their bounds are cut to them.
    pub fn to_frame(&self, sequence: u16) -> Frame {
        let mut out = Writer::default();
        let kind = match self {
            Self::Identify => kind::IDENTIFY,
            Self::Poll(number) => {
                out.u32(*number);
                kind::POLL
            }
            Self::Begin(scan) => {
                out.text(scan.as_str());
                kind::BEGIN
            }
            Self::Credit { tag, upto } => {
                out.u32(*tag);
                out.u32(*upto);
                kind::CREDIT
            }
            Self::End(scan, outcome) => {
                out.bytes.push(outcome_code(*outcome));
                out.text(scan.as_str());
                kind::END
            }
            Self::Calibrate(calibration) => {
                out.bytes.push(calibration_code(*calibration));
                kind::CALIBRATE
            }
            said => out.device(said),
        };
        Frame { kind, sequence, payload: out.bytes }
    }

    /// Reads a frame's payload; every byte of it must be accounted for.
    ///
    /// # Errors
    /// When the kind is not known, or the payload is not exactly one of its kind.
    pub fn from_frame(frame: &Frame) -> Result<Self, MessageFault> {
        let known = matches!(frame.kind, kind::IDENTIFY..=kind::CALIBRATE | kind::IDENTITY..=kind::REFUSED);
        if !known {
            return Err(MessageFault::UnknownKind(frame.kind));
        }
        let mut input = Reader { rest: &frame.payload };
        let message = input.message(frame.kind).filter(|_| input.rest.is_empty());
        message.ok_or(MessageFault::Payload(frame.kind))
    }
}

fn outcome_code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Broken => 0,
        Outcome::Whole => 1,
    }
}

fn calibration_code(calibration: Calibration) -> u8 {
    match calibration {
        Calibration::Dark => 1,
        Calibration::Air => 2,
    }
}

/// Writes little-endian fields.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn u16(&mut self, value: u16) {
        self.bytes.extend(value.to_le_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// A length byte, then so many bytes of UTF-8.
    fn text(&mut self, text: &str) {
        let mut end = text.len().min(MAX_TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let cut = text.get(..end).unwrap_or_default();
        self.bytes.push(u8::try_from(cut.len()).unwrap_or(0));
        self.bytes.extend(cut.as_bytes());
    }

    /// What only the device says; the kind of its frame.
    fn device(&mut self, message: &Message) -> u8 {
        match message {
            Message::Identity { version, model, serial, firmware } => {
                self.bytes.push(*version);
                for text in [model, serial, firmware] {
                    self.text(text);
                }
                kind::IDENTITY
            }
            Message::Status(status) => {
                self.status(status);
                kind::STATUS
            }
            Message::Column { tag, number, pixels } => {
                let pixels = pixels.get(..MAX_HEIGHT).unwrap_or(pixels);
                self.u32(*tag);
                self.u32(*number);
                self.u16(u16::try_from(pixels.len()).unwrap_or(0));
                self.bytes.extend(pixels);
                kind::COLUMN
            }
            Message::Ended { columns, dropped, scan } => {
                self.u32(*columns);
                self.u32(*dropped);
                self.text(scan.as_str());
                kind::ENDED
            }
            Message::Calibrated(calibration, figures) => {
                self.bytes.push(calibration_code(*calibration));
                self.u16(figures.mean);
                self.u32(figures.noise_hundredths);
                self.u16(figures.saturated);
                self.u16(figures.dead);
                kind::CALIBRATED
            }
            Message::Refused(code) => {
                self.u16(*code);
                kind::REFUSED
            }
            // The host's words are written by their own function; a frame of this kind is read by nobody.
            _ => 0,
        }
    }

    fn status(&mut self, status: &Status) {
        for value in [status.poll, status.boot, status.columns, status.columns_expected, status.dropped] {
            self.u32(value);
        }
        self.bytes.extend(status.temperature_tenths.to_le_bytes());
        self.text(status.scan.as_ref().map_or("", ScanId::as_str));
    }
}

/// Reads little-endian fields; `None` where the payload does not have them.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn message(&mut self, kind: u8) -> Option<Message> {
        Some(match kind {
            kind::IDENTIFY => Message::Identify,
            kind::POLL => Message::Poll(self.u32()?),
            kind::BEGIN => Message::Begin(self.scan()?),
            kind::CREDIT => Message::Credit { tag: self.u32()?, upto: self.u32()? },
            kind::END => {
                let outcome = self.outcome()?;
                Message::End(self.scan()?, outcome)
            }
            kind::CALIBRATE => Message::Calibrate(self.calibration()?),
            kind::IDENTITY => Message::Identity {
                version: self.u8()?,
                model: self.text()?,
                serial: self.text()?,
                firmware: self.text()?,
            },
            kind::STATUS => Message::Status(self.status()?),
            kind::COLUMN => self.column()?,
            kind::ENDED => Message::Ended { columns: self.u32()?, dropped: self.u32()?, scan: self.scan()? },
            kind::CALIBRATED => Message::Calibrated(self.calibration()?, self.figures()?),
            kind::REFUSED => Message::Refused(self.u16()?),
            _ => return None,
        })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn bytes(&mut self, length: usize) -> Option<&[u8]> {
        let (head, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(head)
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::from(self.u8()?);
        if length > MAX_TEXT {
            return None;
        }
        String::from_utf8(self.bytes(length)?.to_vec()).ok()
    }

    fn scan(&mut self) -> Option<ScanId> {
        ScanId::parse(&self.text()?).ok()
    }

    fn outcome(&mut self) -> Option<Outcome> {
        let code = self.u8()?;
        [Outcome::Broken, Outcome::Whole].into_iter().find(|outcome| outcome_code(*outcome) == code)
    }

    fn calibration(&mut self) -> Option<Calibration> {
        let code = self.u8()?;
        [Calibration::Dark, Calibration::Air].into_iter().find(|one| calibration_code(*one) == code)
    }

    fn figures(&mut self) -> Option<CalibrationFigures> {
        Some(CalibrationFigures {
            mean: self.u16()?,
            noise_hundredths: self.u32()?,
            saturated: self.u16()?,
            dead: self.u16()?,
        })
    }

    fn status(&mut self) -> Option<Status> {
        Some(Status {
            poll: self.u32()?,
            boot: self.u32()?,
            columns: self.u32()?,
            columns_expected: self.u32()?,
            dropped: self.u32()?,
            temperature_tenths: self.take().map(i16::from_le_bytes)?,
            scan: match self.text()? {
                text if text.is_empty() => None,
                text => Some(ScanId::parse(&text).ok()?),
            },
        })
    }

    fn column(&mut self) -> Option<Message> {
        let (tag, number) = (self.u32()?, self.u32()?);
        let height = usize::from(self.u16()?);
        if height == 0 || height > MAX_HEIGHT {
            return None;
        }
        Some(Message::Column { tag, number, pixels: self.bytes(height)?.to_vec() })
    }
}

#[cfg(test)]
mod tests;
