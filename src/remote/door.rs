//! A seat's socket: made by ourselves or handed over by systemd, and tried before anybody is let in.

use crate::remote::client::short_path;
use crate::remote::frame::HANDSHAKE;
use rustix::fs::{Gid, Mode, Uid, chmod, chown};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, SocketAddrUnix, SocketFlags, SocketType, bind as bind_socket, connect, listen, socket_with,
};
use rustix::process::{geteuid, getpid};
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixListener as StdListener;
use std::path::{Path, PathBuf};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

/// Connections that the kernel keeps waiting: as many as all seats take.
const BACKLOG: i32 = 64;

/// Who may open a socket that we make ourselves: its owner and its group.
const SOCKET_MODE: u32 = 0o660;

/// A seat's socket.
#[derive(Debug)]
pub struct Door {
    listener: UnixListener,
    /// Where it lies.
    path: PathBuf,
}

/// Why a seat's socket cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The system refused.
    #[error("{path}: {error}")]
    Io {
        /// Which socket.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// Somebody serves there.
    #[error("{0}: another station serves this socket")]
    Served(PathBuf),
    /// Something else lies there.
    #[error("{0}: this is no socket")]
    NoSocket(PathBuf),
    /// The folder belongs to somebody else.
    #[error("{0}: the folder belongs to another account: what lies there is not replaced")]
    ForeignFolder(PathBuf),
    /// The kernel names another account for a connection of our own.
    #[error(
        "the kernel says that account {found} opened a connection that account {own} opened: nobody could be told apart \
         (PrivateUsers=yes in the station's unit does this)"
    )]
    PeerUnknown {
        /// Whom it names.
        found: u32,
        /// Who it was.
        own: u32,
    },
    /// The connection of our own did not come through.
    #[error("the socket does not let our own connection through")]
    Shut,
}

impl Door {
    /// Makes a socket at `path` for its owner and, where one is named, a group. A dead socket in a folder of ours is replaced.
    pub fn bind(path: &Path, group: Option<u32>) -> Result<Self, DoorError> {
        make_room(path)?;
        let listener = make(path, group).map_err(|error| DoorError::Io { path: path.to_owned(), error })?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// The next connection.
    pub async fn accept(&self) -> io::Result<UnixStream> {
        self.listener.accept().await.map(|(stream, _)| stream)
    }

    /// Connects to itself and looks whom the kernel names. Whoever knocked before that comes back, to be served.
    pub async fn prove(&self) -> Result<Vec<UnixStream>, DoorError> {
        let proved = timeout(HANDSHAKE, self.prove_at(&self.path)).await;
        proved.map_err(|_| DoorError::Shut)?
    }

    async fn prove_at(&self, path: &Path) -> Result<Vec<UnixStream>, DoorError> {
        let failed = |error: io::Error| DoorError::Io { path: path.to_owned(), error };
        let knocking = dial(path).map_err(failed)?;
        let mut early = Vec::new();
        loop {
            let stream = self.accept().await.map_err(failed)?;
            let peer = stream.peer_cred().map_err(failed)?;
            if peer.pid() != Some(getpid().as_raw_nonzero().get()) {
                early.push(stream);
                continue;
            }
            drop(knocking);
            let (found, own) = (peer.uid(), geteuid().as_raw());
            return if found == own { Ok(early) } else { Err(DoorError::PeerUnknown { found, own }) };
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // A socket that stays is replaced by the next station; clients find nobody behind it.
        fs::remove_file(&self.path).ok();
    }
}

/// Connects without waiting: a socket whose backlog is full says so.
pub fn dial(path: &Path) -> io::Result<UnixStream> {
    let stream = short_path(path, |short| {
        let socket = new_socket()?;
        connect(&socket, &SocketAddrUnix::new(short)?)?;
        Ok(std::os::unix::net::UnixStream::from(socket))
    })?;
    UnixStream::from_std(stream)
}

fn new_socket() -> Result<OwnedFd, Errno> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)
}

/// The mode and the group come before it listens: nobody gets in meanwhile.
fn make(path: &Path, group: Option<u32>) -> io::Result<UnixListener> {
    let socket = short_path(path, |short| {
        let socket = new_socket()?;
        bind_socket(&socket, &SocketAddrUnix::new(short)?)?;
        Ok(socket)
    })?;
    chmod(path, Mode::from_raw_mode(SOCKET_MODE))?;
    if let Some(group) = group {
        chown(path, None::<Uid>, Some(Gid::from_raw(group)))?;
    }
    listen(&socket, BACKLOG)?;
    UnixListener::from_std(StdListener::from(socket))
}

/// Takes a dead station's socket away: only one that lies in a folder of ours, and that nobody answers at.
fn make_room(path: &Path) -> Result<(), DoorError> {
    let failed = |error: io::Error| DoorError::Io { path: path.to_owned(), error };
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    if !found.file_type().is_socket() {
        return Err(DoorError::NoSocket(path.to_owned()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if fs::metadata(folder).map_err(failed)?.uid() != geteuid().as_raw() {
        return Err(DoorError::ForeignFolder(folder.to_owned()));
    }
    match dial(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(failed)
        }
        // A full backlog is somebody too.
        Ok(_) => Err(DoorError::Served(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(DoorError::Served(path.to_owned())),
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn a_socket_is_its_groups_alone_and_goes_with_its_door() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("oms.sock");
        let door = Door::bind(&path, None).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, SOCKET_MODE);
        assert!(door.prove().await.unwrap().is_empty());
        assert!(matches!(Door::bind(&path, None), Err(DoorError::Served(_))));
        drop(door);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn whoever_knocks_during_the_trial_is_served_and_a_long_path_is_one_too() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("d".repeat(120));
        fs::create_dir(&deep).unwrap();
        let door = Door::bind(&deep.join("oms.sock"), None).unwrap();
        // Our own process stands in for another: it is told apart by its number only when the trial's own comes first.
        assert!(door.prove().await.is_ok());
    }

    #[tokio::test]
    async fn a_dead_socket_is_replaced_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("oms.sock");
        drop(StdListener::bind(&path).unwrap());
        assert!(path.exists());
        drop(Door::bind(&path, None).unwrap());
        fs::write(&path, "text").unwrap();
        assert!(matches!(Door::bind(&path, None), Err(DoorError::NoSocket(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "text");
    }
}
