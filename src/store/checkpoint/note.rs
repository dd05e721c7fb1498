//! Signed notes (C2SP `signed-note`): a text, an empty line, and a line for each signature.

use crate::store::base64;
use crate::store::booth_key::{Signer, VerifierKey};

/// How a signature's line begins.
const MARK: &str = "\u{2014} ";

/// The longest text of one note, bytes: a name of 400, numbers and hashes of 200, and room for lines of later versions.
const MAX_TEXT_BYTES: usize = 4_096;

/// Most signatures of one note: the booth's own, and those of witnesses.
const MAX_SIGNATURES: usize = 16;

/// Most notes that are taken out of one text: one a day for 25 years.
const MAX_NOTES: usize = 10_000;

/// A note as read; nothing of it is believed before it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Note {
    /// What is signed, byte for byte.
    pub(in crate::store) text: String,
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

/// What the keys say of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Judged {
    /// One of them signed it.
    Holds,
    /// It names one of them, which did not sign it so.
    Forged,
    /// It is signed by another key alone: name and id of it.
    Foreign(String),
}

impl Note {
    /// Looks for a signature by one of the keys.
    pub(in crate::store) fn judge(&self, keys: &[VerifierKey]) -> Judged {
        let mut known = self.signatures.iter().filter_map(|signature| {
            let key = keys.iter().find(|key| signature.is_by(key))?;
            let bytes = signature.bytes.as_slice().try_into().ok();
            Some(bytes.is_some_and(|bytes| key.verify(self.text.as_bytes(), bytes)))
        });
        match known.next() {
            Some(first) if first && known.all(|holds| holds) => Judged::Holds,
            Some(_) => Judged::Forged,
            None => Judged::Foreign(self.signatures.first().map(Signature::key).unwrap_or_default()),
        }
    }
}

impl Signature {
    fn read(line: &str) -> Option<Self> {
        let (name, bytes) = line.strip_prefix(MARK)?.split_once(' ')?;
        let bytes = base64::decode(bytes)?;
        let (id, bytes) = bytes.split_first_chunk()?;
        Some(Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }

    fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == key.name().as_str() && self.id == key.id().0
    }

    fn key(&self) -> String {
        format!("{}+{:08x}", self.name, u32::from_be_bytes(self.id))
    }
}

/// A text with the booth's signature under it.
pub(super) fn sign(text: &str, signer: &Signer) -> String {
    let signature = [signer.key().id().0.as_slice(), &signer.sign(text.as_bytes())].concat();
    format!("{text}\n{MARK}{} {}\n", signer.key().name(), base64::encode(&signature))
}

/// All notes in a text, wherever they stand in it. A carriage return at a line's end, as mail puts it there, is no part
/// of the line.
pub(in crate::store) fn notes_in(text: &str) -> Vec<Note> {
    let mut lines = text.lines().map(|line| line.strip_suffix('\r').unwrap_or(line)).peekable();
    let mut notes = Vec::new();
    let mut body = String::new();
    while let Some(line) = lines.next() {
        if !line.is_empty() {
            if body.len() <= MAX_TEXT_BYTES {
                body.push_str(line);
                body.push('\n');
            }
            continue;
        }
        let mut signatures = Vec::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(MARK)) {
            signatures.extend(Signature::read(line).filter(|_| signatures.len() < MAX_SIGNATURES));
        }
        let text = std::mem::take(&mut body);
        if !text.is_empty()
            && !signatures.is_empty()
            && text.len() <= MAX_TEXT_BYTES
            && notes.len() < MAX_NOTES
        {
            notes.push(Note { text, signatures });
        }
    }
    notes
}
