//! Serves consoles at the seats of a station: a socket a seat, a task a console. What one of them does, or does not do, the others
//! do not notice.

mod conversation;
mod hearing;
mod room;
mod telling;

pub use conversation::this_program;
pub use room::{MAX_CLIENTS, MAX_OF_ACCOUNT, MAX_OF_LOCAL_SEAT, MAX_OF_REMOTE_SEAT};

use crate::domain::seat::Seat;
use crate::remote::console_wire::{Ending, StationMark, ToConsole};
use crate::remote::door::{Door, DoorError};
use crate::remote::frame::{MAX_TO_CONSOLE, encode, write_frame};
use crate::remote::once::Once;
use crate::remote::ring::Ring;
use crate::remote::seats::conversation::{Caller, converse};
use crate::remote::seats::room::{Full, Room};
use crate::station::handle::Handle;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::task::{JoinHandle, JoinSet};

/// An accept that fails for want of descriptors or memory is tried again after so long.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Connections that are being told that they may not stay; a further one is closed without a word.
const MAX_TURNED_AWAY: usize = 16;

/// Which Unix accounts may sit at a seat. The socket's own mode and group stand before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accounts {
    /// Whoever can open the socket.
    Any,
    /// Only these.
    Only(Vec<u32>),
}

impl Accounts {
    fn admit(&self, uid: u32) -> bool {
        match self {
            Self::Any => true,
            Self::Only(these) => these.contains(&uid),
        }
    }
}

/// What the seats of one station share.
#[derive(Debug, Clone)]
pub struct Seats {
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    handle: Handle,
    mark: StationMark,
    ring: Arc<Ring>,
    once: Once,
    room: Room,
    ringer: JoinHandle<()>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.ringer.abort();
    }
}

/// A seat that is served; dropping it ends it and its consoles.
#[derive(Debug)]
pub struct ServedSeat {
    task: JoinHandle<()>,
}

impl Drop for ServedSeat {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Seats {
    /// Begins to keep notices for consoles that come and come back.
    pub fn new(handle: Handle) -> io::Result<Self> {
        let ring = Arc::new(Ring::default());
        let notices = handle.notices();
        let filled = Arc::clone(&ring);
        let ringer = tokio::task::spawn(async move { filled.fill(notices).await });
        let mark = StationMark::random()?;
        let shared = Shared { handle, mark, ring, once: Once::default(), room: Room::default(), ringer };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Serves a seat at a socket, once the socket was tried.
    pub async fn serve(&self, door: Door, seat: Seat, accounts: Accounts) -> Result<ServedSeat, DoorError> {
        let early = door.prove().await?;
        let host = Host { shared: Arc::clone(&self.shared), seat: Arc::new(seat), accounts };
        Ok(ServedSeat { task: tokio::task::spawn(host.welcome_all(door, early)) })
    }

    /// Consoles that are attached or on their way.
    pub fn consoles(&self) -> usize {
        self.shared.room.taken()
    }
}

struct Host {
    shared: Arc<Shared>,
    seat: Arc<Seat>,
    accounts: Accounts,
}

impl Host {
    async fn welcome_all(self, door: Door, early: Vec<UnixStream>) {
        let (mut consoles, mut turned_away) = (JoinSet::new(), JoinSet::new());
        for stream in early {
            self.welcome(stream, &mut consoles, &mut turned_away);
        }
        loop {
            tokio::select! {
                Some(_) = consoles.join_next() => {}
                Some(_) = turned_away.join_next() => {}
                accepted = door.accept() => match accepted {
                    Ok(stream) => self.welcome(stream, &mut consoles, &mut turned_away),
                    Err(error) => {
                        tracing::warn!(%error, seat = %self.seat.name, "a console could not be let in");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
    }

    fn welcome(&self, stream: UnixStream, consoles: &mut JoinSet<()>, turned_away: &mut JoinSet<()>) {
        let Ok(peer) = stream.peer_cred() else { return };
        let uid = peer.uid();
        let word = if self.accounts.admit(uid) {
            match self.shared.room.enter(&self.seat, uid) {
                Ok(place) => {
                    let shared = Arc::clone(&self.shared);
                    let caller = Caller { seat: Arc::clone(&self.seat), uid, _place: place };
                    consoles.spawn(Box::pin(entertain(stream, caller, shared)));
                    return;
                }
                Err(Full::Account) => ToConsole::Ended(Ending::TooManyOfAccount),
                Err(Full::Seat | Full::Station) => ToConsole::Full,
            }
        } else {
            ToConsole::Ended(Ending::NotAllowed)
        };
        tracing::warn!(uid, seat = %self.seat.name, ?word, "a console was turned away");
        if turned_away.len() < MAX_TURNED_AWAY {
            turned_away.spawn(turn_away(stream, word));
        }
    }
}

async fn entertain(stream: UnixStream, caller: Caller, shared: Arc<Shared>) {
    let uid = caller.uid;
    if let Err(error) = converse(stream, caller, shared).await {
        tracing::info!(%error, uid, "a console went away");
    }
}

async fn turn_away(mut stream: UnixStream, word: ToConsole) {
    if let Ok(frame) = encode(&word, MAX_TO_CONSOLE) {
        // Whoever does not listen is not told.
        write_frame(&mut stream, &frame).await.ok();
    }
}
