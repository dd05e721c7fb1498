//! Messages of the preview link: what the payload of each kind of frame means.

use crate::domain::lane::ChainInputs;
use crate::domain::lane::Contact;
use crate::domain::lane::Input;
use crate::domain::lane::SourceState;
use crate::domain::number::ScanId;
use crate::scanner::link::frame::CRC;
use crate::scanner::link::frame::Frame;

/// The highest column, pixels.
pub const MAX_HEIGHT: usize = 512;

/// The longest of the three texts of an identity, bytes.
pub const MAX_IDENTITY_TEXT: usize = 64;

/// Why a scan ended, in the device's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The whole vehicle was scanned.
    Completed,
    /// A stop frame came.
    Stopped,
    /// No poll came for the time of the device's watchdog.
    Watchdog,
    /// An input opened.
    Opened(Input),
    /// The source failed with this code.
    Source(u16),
    /// Answer to a recall: the device knows no such scan.
    NotKnown,
}

/// The device's answer to one poll: all that it knows, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// The number of the poll that is answered.
    pub poll: u32,
    /// The interlock inputs.
    pub inputs: ChainInputs,
    /// The source.
    pub source: SourceState,
    /// Warm-up left, milliseconds.
    pub warmup_ms: u32,
    /// Pre-warning left, milliseconds.
    pub prewarning_ms: u32,
    /// Fault code of the source; 0 is none.
    pub fault: u16,
    /// Columns sent of the scan in progress.
    pub columns_sent: u32,
    /// Columns that the scan in progress will have.
    pub columns_expected: u32,
    /// Dose at the operator's place over the running or last scan, nanosieverts.
    pub dose_nsv: u32,
    /// Beam time of the running or last scan, milliseconds.
    pub beam_ms: u32,
    /// The scan in progress.
    pub scan: Option<ScanId>,
}

/// One message in either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Host: who are you? Changes nothing in the device.
    Identify,
    /// Host: your status, please. Also keeps the device's watchdog from dropping the beam.
    Poll(u32),
    /// Host: begin the pre-warning, then the beam.
    RequestScan(ScanId),
    /// Host: end the pre-warning or the beam now. May be repeated.
    Stop,
    /// Host: an officer acknowledged the source's fault.
    AcknowledgeFault,
    /// Host: how did this scan end? Answered by `ScanEnded`.
    Recall(ScanId),
    /// Device: who I am.
    Identity {
        /// Model, such as `Intrascope Simulator`.
        model: String,
        /// Serial number.
        serial: String,
        /// Firmware.
        firmware: String,
    },
    /// Device: answer to a poll.
    Status(Status),
    /// Device: one column of the preview.
    Column {
        /// [`scan_tag`] of its scan.
        tag: u32,
        /// Counted from 0.
        number: u32,
        /// Top pixel first, 1 to [`MAX_HEIGHT`] of them.
        pixels: Vec<u8>,
    },
    /// Device: the scan is over.
    ScanEnded {
        /// Why.
        reason: EndReason,
        /// Columns sent.
        columns: u32,
        /// Beam time, milliseconds.
        beam_ms: u32,
        /// Dose, nanosieverts.
        dose_nsv: u32,
        /// Whose.
        scan: ScanId,
    },
    /// Device: the request is refused.
    Refused {
        /// One of [`refusal`].
        code: u16,
        /// Whose request.
        scan: ScanId,
    },
}

/// Codes of a refusal.
pub mod refusal {
    /// The interlock chain is not closed.
    pub const CHAIN_OPEN: u16 = 1;
    /// The source is not ready.
    pub const SOURCE_NOT_READY: u16 = 2;
    /// A scan is already on.
    pub const BUSY: u16 = 3;
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

mod kind {
    pub const IDENTIFY: u8 = 0x01;
    pub const POLL: u8 = 0x02;
    pub const REQUEST_SCAN: u8 = 0x03;
    pub const STOP: u8 = 0x04;
    pub const ACKNOWLEDGE_FAULT: u8 = 0x05;
    pub const RECALL: u8 = 0x06;
    pub const IDENTITY: u8 = 0x81;
    pub const STATUS: u8 = 0x82;
    pub const COLUMN: u8 = 0x83;
    pub const SCAN_ENDED: u8 = 0x84;
    pub const REFUSED: u8 = 0x85;
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
            Self::Stop => kind::STOP,
            Self::AcknowledgeFault => kind::ACKNOWLEDGE_FAULT,
            Self::Poll(number) => {
                out.u32(*number);
                kind::POLL
            }
            Self::RequestScan(scan) => {
                out.text(scan.as_str());
                kind::REQUEST_SCAN
            }
            Self::Recall(scan) => {
                out.text(scan.as_str());
                kind::RECALL
            }
            Self::Identity { model, serial, firmware } => {
                for text in [model, serial, firmware] {
                    out.text(text);
                }
                kind::IDENTITY
            }
            Self::Status(status) => {
                out.status(status);
                kind::STATUS
            }
            Self::Column { tag, number, pixels } => {
                out.column(*tag, *number, pixels);
                kind::COLUMN
            }
            Self::ScanEnded { reason, columns, beam_ms, dose_nsv, scan } => {
                out.reason(*reason);
                for value in [columns, beam_ms, dose_nsv] {
                    out.u32(*value);
                }
                out.text(scan.as_str());
                kind::SCAN_ENDED
            }
            Self::Refused { code, scan } => {
                out.u16(*code);
                out.text(scan.as_str());
                kind::REFUSED
            }
        };
        Frame { kind, sequence, payload: out.bytes }
    }

    /// Reads a frame's payload; every byte of it must be accounted for.
    pub fn from_frame(frame: &Frame) -> Result<Self, MessageFault> {
        let mut input = Reader { rest: &frame.payload };
        let known = matches!(frame.kind, kind::IDENTIFY..=kind::RECALL | kind::IDENTITY..=kind::REFUSED);
        if !known {
            return Err(MessageFault::UnknownKind(frame.kind));
        }
        let message = input.message(frame.kind).filter(|_| input.rest.is_empty());
        message.ok_or(MessageFault::Payload(frame.kind))
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
        let mut end = text.len().min(MAX_IDENTITY_TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let cut = text.get(..end).unwrap_or_default();
        self.bytes.push(u8::try_from(cut.len()).unwrap_or(0));
        self.bytes.extend(cut.as_bytes());
    }

    fn status(&mut self, status: &Status) {
        self.u32(status.poll);
        let wired = status.inputs.named().into_iter().filter(|(input, _)| *input != Input::Doors);
        self.bytes.extend(wired.map(|(_, contact)| contact_code(contact)));
        self.bytes.push(source_code(status.source));
        self.u32(status.warmup_ms);
        self.u32(status.prewarning_ms);
        self.u16(status.fault);
        self.u32(status.columns_sent);
        self.u32(status.columns_expected);
        self.u32(status.dose_nsv);
        self.u32(status.beam_ms);
        self.text(status.scan.as_ref().map_or("", ScanId::as_str));
    }

    fn column(&mut self, tag: u32, number: u32, pixels: &[u8]) {
        let pixels = pixels.get(..MAX_HEIGHT).unwrap_or(pixels);
        self.u32(tag);
        self.u32(number);
        self.u16(u16::try_from(pixels.len()).unwrap_or(0));
        self.bytes.extend(pixels);
    }

    fn reason(&mut self, reason: EndReason) {
        let (code, detail) = match reason {
            EndReason::NotKnown => (0, 0),
            EndReason::Completed => (1, 0),
            EndReason::Stopped => (2, 0),
            EndReason::Watchdog => (3, 0),
            EndReason::Opened(input) => (4, input_code(input)),
            EndReason::Source(code) => (5, code),
        };
        self.bytes.push(code);
        self.u16(detail);
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
            kind::REQUEST_SCAN => Message::RequestScan(self.scan()?),
            kind::STOP => Message::Stop,
            kind::ACKNOWLEDGE_FAULT => Message::AcknowledgeFault,
            kind::RECALL => Message::Recall(self.scan()?),
            kind::IDENTITY => {
                Message::Identity { model: self.text()?, serial: self.text()?, firmware: self.text()? }
            }
            kind::STATUS => Message::Status(self.status()?),
            kind::COLUMN => self.column()?,
            kind::SCAN_ENDED => Message::ScanEnded {
                reason: self.reason()?,
                columns: self.u32()?,
                beam_ms: self.u32()?,
                dose_nsv: self.u32()?,
                scan: self.scan()?,
            },
            kind::REFUSED => Message::Refused { code: self.u16()?, scan: self.scan()? },
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
        if length > MAX_IDENTITY_TEXT {
            return None;
        }
        String::from_utf8(self.bytes(length)?.to_vec()).ok()
    }

    fn scan(&mut self) -> Option<ScanId> {
        ScanId::parse(&self.text()?).ok()
    }

    fn status(&mut self) -> Option<Status> {
        let poll = self.u32()?;
        let inputs = self.take::<5>()?.map(contact);
        let [Some(chain), Some(emergency_stop), Some(gates), Some(light_curtain), Some(search_button)] =
            inputs
        else {
            return None;
        };
        Some(Status {
            poll,
            inputs: ChainInputs { chain, emergency_stop, doors: gates, gates, light_curtain, search_button },
            source: source(self.u8()?)?,
            warmup_ms: self.u32()?,
            prewarning_ms: self.u32()?,
            fault: self.u16()?,
            columns_sent: self.u32()?,
            columns_expected: self.u32()?,
            dose_nsv: self.u32()?,
            beam_ms: self.u32()?,
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

    fn reason(&mut self) -> Option<EndReason> {
        let (code, detail) = (self.u8()?, self.u16()?);
        match (code, detail) {
            (0, 0) => Some(EndReason::NotKnown),
            (1, 0) => Some(EndReason::Completed),
            (2, 0) => Some(EndReason::Stopped),
            (3, 0) => Some(EndReason::Watchdog),
            (4, number) => INPUTS.into_iter().find(|i| input_code(*i) == number).map(EndReason::Opened),
            (5, code) => Some(EndReason::Source(code)),
            _ => None,
        }
    }
}

/// In the order in which the wire counts them from 1.
const INPUTS: [Input; 5] =
    [Input::Chain, Input::EmergencyStop, Input::Gates, Input::LightCurtain, Input::SearchButton];

fn input_code(input: Input) -> u16 {
    match input {
        Input::Chain => 1,
        Input::EmergencyStop => 2,
        Input::Gates => 3,
        Input::LightCurtain => 4,
        Input::SearchButton => 5,
        Input::Doors => 6,
    }
}

fn contact_code(contact: Contact) -> u8 {
    match contact {
        Contact::Unknown => 0,
        Contact::Closed => 1,
        Contact::Open => 2,
    }
}

fn contact(code: u8) -> Option<Contact> {
    [Contact::Unknown, Contact::Closed, Contact::Open].into_iter().find(|c| contact_code(*c) == code)
}

fn source_code(source: SourceState) -> u8 {
    match source {
        SourceState::Unknown => 0,
        SourceState::Off => 1,
        SourceState::WarmingUp => 2,
        SourceState::Ready => 3,
        SourceState::Prewarning => 4,
        SourceState::BeamOn => 5,
        SourceState::Faulted => 6,
    }
}

fn source(code: u8) -> Option<SourceState> {
    use SourceState::{BeamOn, Faulted, Off, Prewarning, Ready, Unknown, WarmingUp};
    [Unknown, Off, WarmingUp, Ready, Prewarning, BeamOn, Faulted]
        .into_iter()
        .find(|state| source_code(*state) == code)
}

#[cfg(test)]
mod tests;
