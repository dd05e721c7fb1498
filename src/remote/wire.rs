//! The wire's shapes: one JSON line each way, version first, bounded.

use crate::domain::account::NewPerson;
use crate::domain::case::{Case, CaseRow};
use crate::domain::intake::NotKept;
use crate::domain::journal::{JournalPage, JournalQuery};
use crate::domain::number::CaseNumber;
use crate::domain::officer::OfficerId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::statistics::Statistics;
use crate::domain::supervision::Outcome;
use crate::domain::text::CleanText;
use crate::station::contract::people::FirstPin;
use crate::station::contract::search::{Found, SearchQuery};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Both ends must speak the same version, exactly.
pub const VERSION: u16 = 1;

/// The longest request: 500 case numbers to purge, or a path of 4096 bytes, escaped, and its frame.
pub const MAX_REQUEST_BYTES: u64 = 32 * 1024;

/// The longest reply: a thousand rows of 300 bytes, or a case of 99 scans and 99 marks with notes, ten times over.
pub const MAX_REPLY_BYTES: u64 = 8 * 1024 * 1024;

/// No read or write of the wire waits longer.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// What the other end asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum WireRequest {
    /// Rows, newest first.
    ListCases {
        /// Only cases before this one.
        before: Option<CaseNumber>,
        /// At most so many.
        limit: usize,
    },
    /// One case.
    ShowCase {
        /// Which.
        number: CaseNumber,
    },
    /// The cases that a text fits, newest first.
    Search {
        /// What is looked for.
        #[serde(flatten)]
        query: SearchQuery,
    },
    /// A page of the journal.
    ReadJournal {
        /// Which facts.
        query: JournalQuery,
    },
    /// The figures of a period.
    Statistics {
        /// Which.
        #[serde(flatten)]
        period: Period,
    },
    /// Sign the journal as it is now.
    Checkpoint,
    /// Purge cases after their term.
    Purge {
        /// Which.
        cases: Vec<CaseNumber>,
        /// Why.
        reason: CleanText,
        /// The one who proposes it.
        first: WirePin,
        /// The second person.
        second: WirePin,
    },
    /// Make a case from an image file.
    Import {
        /// The file, absolute.
        path: PathBuf,
    },
    /// Make a case from a form in a file.
    ImportCase {
        /// The file, absolute.
        path: PathBuf,
    },
    /// Make the first two supervisors.
    BeginAccounts {
        /// Who.
        supervisors: Vec<NewPerson>,
    },
    /// Give two supervisors new first PINs.
    RenewAccounts {
        /// Whom.
        supervisors: Vec<OfficerId>,
    },
    /// Record an outcome of an examination.
    RecordOutcome {
        /// Whose.
        case: CaseNumber,
        /// What it came to.
        outcome: Outcome,
    },
    /// Write down that a backup was made.
    RecordBackup {
        /// Where.
        to: CleanText,
        /// Up to which fact it reaches.
        facts: u64,
    },
}

/// An officer with the PIN as typed; never printed by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WirePin {
    /// Who.
    pub officer: OfficerId,
    /// PIN.
    pub pin: String,
}

impl std::fmt::Debug for WirePin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WirePin({}, …)", self.officer)
    }
}

impl From<&FirstPin> for WirePin {
    fn from(first: &FirstPin) -> Self {
        Self { officer: first.officer.clone(), pin: first.pin.as_typed().to_owned() }
    }
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum WireReply {
    /// Rows.
    Rows {
        /// Newest first.
        rows: Vec<CaseRow>,
    },
    /// A case, as read or as just made.
    Case {
        /// The case.
        case: Box<Case>,
    },
    /// A case, made from a form in a file.
    CaseImported {
        /// The case.
        case: Box<Case>,
        /// What stood in the file and has no place in a case.
        not_kept: NotKept,
    },
    /// What a search found.
    Found {
        /// It.
        #[serde(flatten)]
        found: Found,
    },
    /// A page of the journal.
    Journal {
        /// It.
        page: JournalPage,
    },
    /// The figures of a period.
    Statistics {
        /// They.
        statistics: Box<Statistics>,
    },
    /// Done; nothing more to say.
    Acknowledged,
    /// First PINs, shown this once.
    FirstPins {
        /// Whose, and which.
        pins: Vec<WirePin>,
    },
    /// A checkpoint of the journal.
    Checkpoint {
        /// As a signed note.
        note: String,
    },
    /// Cases were purged.
    Purged {
        /// Which.
        cases: Vec<CaseNumber>,
        /// So many of them have a second copy on a device that is not there.
        waiting: usize,
    },
    /// The station refused.
    Refused {
        /// Why.
        why: Refusal,
    },
    /// The other end speaks another version.
    Version {
        /// Which.
        speaks: u16,
    },
}

/// A line with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versioned<T> {
    /// The version.
    pub version: u16,
    /// What is said.
    #[serde(flatten)]
    pub body: T,
}

/// Why the wire failed.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Reading or writing failed.
    #[error("the station's socket: {0}")]
    Io(#[from] std::io::Error),
    /// The line is no line of this protocol.
    #[error("the station's socket: not understood: {0}")]
    Shape(#[from] serde_json::Error),
    /// The line is too long.
    #[error("the station's socket: a line is longer than {0} bytes")]
    TooLong(u64),
    /// The other end said nothing in time.
    #[error("the station's socket: no word in time")]
    Deadline,
    /// The other end closed.
    #[error("the station's socket: closed")]
    Closed,
}

/// Reads one line of at most `max_bytes`.
pub async fn read_line(
    reader: &mut (impl AsyncBufRead + Unpin),
    max_bytes: u64,
) -> Result<Vec<u8>, WireError> {
    let mut line = Vec::new();
    let mut bounded = reader.take(max_bytes + 1);
    let read = tokio::time::timeout(DEADLINE, bounded.read_until(b'\n', &mut line));
    match read.await.map_err(|_| WireError::Deadline)?? {
        0 => Err(WireError::Closed),
        n if u64::try_from(n).unwrap_or(u64::MAX) > max_bytes => Err(WireError::TooLong(max_bytes)),
        _ => Ok(line),
    }
}

/// Writes one line.
pub async fn write_line<T: Serialize>(
    writer: &mut (impl AsyncWrite + Unpin),
    body: &Versioned<T>,
) -> Result<(), WireError> {
    let mut line = serde_json::to_vec(body)?;
    line.push(b'\n');
    tokio::time::timeout(DEADLINE, writer.write_all(&line)).await.map_err(|_| WireError::Deadline)??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_request_reads_as_it_is_written() {
        let request = WireRequest::ListCases { before: None, limit: 20 };
        let line = serde_json::to_string(&Versioned { version: VERSION, body: request.clone() }).unwrap();
        assert_eq!(line, r#"{"version":1,"ask":"list_cases","before":null,"limit":20}"#);
        assert_eq!(serde_json::from_str::<Versioned<WireRequest>>(&line).unwrap().body, request);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_request_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            serde_json::from_slice::<Versioned<WireRequest>>(&bytes).ok();
        }
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut_at_its_bound() {
        let endless = vec![b'x'; 100];
        let result = read_line(&mut endless.as_slice(), 64).await;
        assert!(matches!(result, Err(WireError::TooLong(64))));
    }
}
