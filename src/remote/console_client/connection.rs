//! One connection to a station: opened, greeted, read in a task of its own.

use crate::remote::changes::{Assembly, ChangeFault};
use crate::remote::console_wire::{Ending, Greeting, Hello, ToConsole, Welcome};
use crate::remote::descriptor::{DescriptorFault, DescriptorReader};
use crate::remote::door::dial;
use crate::remote::frame::{
    FrameError, HANDSHAKE, MAX_TO_CONSOLE, MAX_TO_STATION, SILENCE, decode, encode, read_frame, write_frame,
};
use crate::remote::seats::this_program;
use crate::station::contract::Snapshot;
use std::fs::File;
use std::io;
use std::path::Path;
use tokio::net::unix::OwnedWriteHalf;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Frames that are read ahead: what one change of the station comes to. Beyond them the socket holds the station back.
const MAX_AHEAD: usize = 8;

/// Why a console is not attached.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Nobody listens there.
    #[error("no station listens: {0}")]
    NotThere(io::Error),
    /// The station speaks another version.
    #[error("the station speaks version {} of the wire (program {})", .0.version, .0.program)]
    WrongVersion(Hello),
    /// The station has no room.
    #[error("the station has no room for another console")]
    Full,
    /// The station refused.
    #[error("the station refused: {0:?}")]
    Ended(Ending),
    /// The socket failed.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The station said something that is not of this protocol.
    #[error("the station was not understood: {0}")]
    Shape(#[from] serde_json::Error),
    /// The updates make no snapshot.
    #[error("the station's updates: {0}")]
    Change(#[from] ChangeFault),
    /// The first word was not a welcome.
    #[error("the station did not say welcome")]
    NoWelcome,
}

/// A greeted connection.
pub(super) struct Connection {
    pub(super) reader: DescriptorReader,
    pub(super) writer: OwnedWriteHalf,
    pub(super) welcome: Welcome,
    pub(super) known: Option<Snapshot>,
    pub(super) assembly: Assembly,
}

/// Connects and greets.
pub(super) async fn open(path: &Path) -> Result<Connection, ConnectError> {
    let stream = dial(path).map_err(ConnectError::NotThere)?;
    let (reader, mut writer) = stream.into_split();
    let mut reader = DescriptorReader::new(reader);
    let hello = encode(&Greeting { hello: this_program() }, MAX_TO_STATION)?;
    // A station that turns a console away says why and closes, maybe before it was greeted: its word counts more than the failure.
    let greeted = write_frame(&mut writer, &hello).await;
    let body = match read_frame(&mut reader, MAX_TO_CONSOLE, HANDSHAKE).await {
        Ok(body) => body,
        Err(error) => return Err(greeted.err().unwrap_or(error).into()),
    };
    match decode(&body)? {
        ToConsole::Welcome(welcome) => {
            Ok(Connection { reader, writer, welcome, known: None, assembly: Assembly::default() })
        }
        ToConsole::WrongVersion(theirs) => Err(ConnectError::WrongVersion(theirs)),
        ToConsole::Full => Err(ConnectError::Full),
        ToConsole::Ended(why) => Err(ConnectError::Ended(why)),
        _ => Err(ConnectError::NoWelcome),
    }
}

impl Connection {
    /// Reads until the first snapshot is whole. Nobody listens for anything else yet.
    pub(super) async fn first_snapshot(&mut self) -> Result<Snapshot, ConnectError> {
        let snapshot = timeout(HANDSHAKE, self.read_snapshot()).await.map_err(|_| FrameError::Deadline)??;
        self.known = Some(snapshot.clone());
        Ok(snapshot)
    }

    async fn read_snapshot(&mut self) -> Result<Snapshot, ConnectError> {
        loop {
            let body = read_frame(&mut self.reader, MAX_TO_CONSOLE, HANDSHAKE).await?;
            let part = match decode(&body)? {
                ToConsole::Update(part) => *part,
                ToConsole::Ended(why) => return Err(ConnectError::Ended(why)),
                _ => continue,
            };
            if let Some(snapshot) = self.assembly.take(None, part)? {
                return Ok(snapshot);
            }
        }
    }
}

/// A frame, and the file that came with it.
pub(super) type Incoming = (ToConsole, Result<Option<File>, DescriptorFault>);

/// Reads frames until the connection ends; the task ends with the set.
pub(super) fn read_ahead(mut reader: DescriptorReader) -> (JoinSet<()>, mpsc::Receiver<Incoming>) {
    let (sender, receiver) = mpsc::channel(MAX_AHEAD);
    let mut task = JoinSet::new();
    task.spawn(async move {
        while let Ok(body) = read_frame(&mut reader, MAX_TO_CONSOLE, SILENCE).await {
            let file = reader.take_file();
            let Ok(word) = decode(&body) else { return };
            if sender.send((word, file)).await.is_err() {
                return;
            }
        }
    });
    (task, receiver)
}
