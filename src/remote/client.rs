//! Asks a running station over its socket.

use crate::remote::wire::{
    MAX_REPLY_BYTES, VERSION, Versioned, WireError, WireReply, WireRequest, read_line, write_line,
};
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use tokio::io::BufReader;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// The longest path that `sun_path` holds, less its final zero (unix(7)).
const MAX_SOCKET_PATH: usize = 107;

/// A connection to a station.
#[derive(Debug)]
pub struct Client {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

impl Client {
    /// Connects; `None` when no station listens there.
    pub fn connect(path: &Path) -> Result<Option<Self>, WireError> {
        let stream = short_path(path, |short| std::os::unix::net::UnixStream::connect(short));
        match stream {
            Ok(stream) => {
                stream.set_nonblocking(true)?;
                let (reader, writer) = UnixStream::from_std(stream)?.into_split();
                Ok(Some(Self { reader: BufReader::new(reader), writer }))
            }
            Err(error)
                if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Asks and waits for the reply.
    pub async fn ask(&mut self, request: WireRequest) -> Result<WireReply, WireError> {
        write_line(&mut self.writer, &Versioned { version: VERSION, body: request }).await?;
        let line = read_line(&mut self.reader, MAX_REPLY_BYTES).await?;
        let reply: Versioned<WireReply> = serde_json::from_slice(&line)?;
        Ok(reply.body)
    }
}

/// Opens a socket whose path may be longer than the kernel takes: by way of its folder's descriptor.
pub(super) fn short_path<T>(path: &Path, open: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    if path.as_os_str().len() <= MAX_SOCKET_PATH {
        return open(path);
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return open(path) };
    let folder = File::open(folder)?;
    let short = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name);
    open(&short)
}
