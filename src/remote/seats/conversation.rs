//! One console's conversation: greeting, listening, telling. It ends at the first deadline that is not kept.

use crate::domain::refusal::Refusal;
use crate::domain::seat::{Place, Seat, SeatFault};
use crate::domain::text::CleanText;
use crate::remote::accounts;
use crate::remote::console_wire::{Asked, Ending, Greeting, Hello, ToConsole, VERSION, Welcome};
use crate::remote::frame::{
    FrameError, HANDSHAKE, MAX_TO_CONSOLE, MAX_TO_STATION, SILENCE, decode, encode, read_frame, write_frame,
};
use crate::remote::once::{Owner, changes_something};
use crate::remote::seats::Shared;
use crate::remote::seats::hearing::{Heard, Nonsense, Pace, hear};
use crate::remote::seats::room::TakenPlace;
use crate::remote::seats::telling::{Outgoing, Teller};
use crate::station::contract::people::PeopleRequest;
use crate::station::contract::seats::{Attachment, Peer};
use crate::station::contract::{Answer, Asker, Request};
use crate::station::handle::Handle;
use std::sync::Arc;
use tokio::net::UnixStream;
use tokio::net::unix::OwnedReadHalf;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Requests of one console that may be under way: a person has ten fingers.
pub(super) const MAX_ASKS: usize = 16;

/// Frames that may not be understood before the console is given up.
const MAX_NONSENSE: usize = 3;

/// What waits to be told: every answer, every frame that was not understood, and the end. It is never full.
const MAX_OUTGOING: usize = MAX_ASKS + MAX_NONSENSE + 1;

/// The program's version, for words.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Who called.
pub(super) struct Caller {
    pub(super) seat: Arc<Seat>,
    pub(super) uid: u32,
    pub(super) _place: TakenPlace,
}

/// This program as it names itself.
pub fn this_program() -> Hello {
    Hello { version: VERSION, program: CleanText::new(PROGRAM) }
}

/// Talks with a console until one of both goes.
pub(super) async fn converse(
    mut stream: UnixStream,
    caller: Caller,
    shared: Arc<Shared>,
) -> Result<(), FrameError> {
    let Some(handle) = greet(&mut stream, &caller, &shared).await? else { return Ok(()) };
    let (reader, writer) = stream.into_split();
    let (outgoing, waiting) = mpsc::channel(MAX_OUTGOING);
    let (replay, replays) = watch::channel(0);
    let teller = Teller::new(writer, handle.clone(), Arc::clone(&shared.ring));
    let listener = Listener {
        caller,
        handle,
        shared,
        outgoing,
        replay,
        asks: JoinSet::new(),
        room: Arc::new(Semaphore::new(MAX_ASKS)),
        nonsense: 0,
    };
    // Whichever ends first ends the other: a console that does not listen is not listened to.
    tokio::select! {
        ended = Box::pin(listener.listen(reader)) => ended,
        ended = Box::pin(teller.tell(waiting, replays)) => ended,
    }
}

async fn say(stream: &mut UnixStream, word: &ToConsole) -> Result<(), FrameError> {
    write_frame(stream, &encode(word, MAX_TO_CONSOLE)?).await
}

/// The first words. `None` for a console that may not stay and was told so.
async fn greet(
    stream: &mut UnixStream,
    caller: &Caller,
    shared: &Shared,
) -> Result<Option<Handle>, FrameError> {
    let body = read_frame(stream, MAX_TO_STATION, HANDSHAKE).await?;
    let theirs = decode::<Greeting>(&body).map_or(0, |greeting| greeting.hello.version);
    if theirs != VERSION {
        tracing::warn!(theirs, ours = VERSION, uid = caller.uid, "a console speaks another version");
        say(stream, &ToConsole::WrongVersion(this_program())).await?;
        return Ok(None);
    }
    let account = accounts::name_of(caller.uid);
    let peer = Some(Peer { uid: caller.uid, account });
    let attachment = Attachment { seat: Arc::clone(&caller.seat), peer };
    let Ok(handle) = shared.handle.attach(attachment) else {
        say(stream, &ToConsole::Full).await?;
        return Ok(None);
    };
    let welcome = Welcome {
        version: VERSION,
        station: shared.mark,
        console: handle.console(),
        seat: Seat::clone(&caller.seat),
        uid: caller.uid,
        notice: *shared.ring.latest().borrow(),
    };
    say(stream, &ToConsole::Welcome(welcome)).await?;
    Ok(Some(handle))
}

struct Listener {
    caller: Caller,
    handle: Handle,
    shared: Arc<Shared>,
    outgoing: mpsc::Sender<Outgoing>,
    replay: watch::Sender<u64>,
    asks: JoinSet<()>,
    room: Arc<Semaphore>,
    nonsense: usize,
}

impl Listener {
    async fn listen(mut self, mut reader: OwnedReadHalf) -> Result<(), FrameError> {
        let mut pace = Pace::new(Instant::now());
        loop {
            let body = read_frame(&mut reader, MAX_TO_STATION, SILENCE).await?;
            match hear(self.caller.seat.place, &body) {
                Ok(heard) => self.take(heard)?,
                Err(nonsense) => self.refuse(nonsense)?,
            }
            if self.nonsense >= MAX_NONSENSE {
                self.push(Outgoing::End(Ending::NotUnderstood))?;
                // The teller says so and ends the conversation.
                return std::future::pending().await;
            }
            while self.asks.try_join_next().is_some() {}
            if let Some(until) = pace.count(Instant::now()) {
                tokio::time::sleep_until(until).await;
            }
        }
    }

    fn push(&self, outgoing: Outgoing) -> Result<(), FrameError> {
        self.outgoing.try_send(outgoing).map_err(|_| FrameError::Closed)
    }

    fn refuse(&mut self, Nonsense { id, why }: Nonsense) -> Result<(), FrameError> {
        self.nonsense += 1;
        self.push(Outgoing::NotUnderstood { id, why })
    }

    /// Nothing here waits: a stop must never stand behind a request.
    fn take(&mut self, heard: Heard) -> Result<(), FrameError> {
        match heard {
            Heard::Stop => self.handle.stop_now(),
            Heard::Ask(asked) => return self.ask(*asked),
            Heard::Active => self.handle.stir(),
            Heard::Show(shown) => self.handle.show(*shown),
            Heard::Point(pointing) => self.handle.point(pointing),
            Heard::Replay(after) => {
                self.replay.send_replace(after);
            }
            Heard::Heartbeat => {}
        }
        Ok(())
    }

    fn ask(&mut self, asked: Asked<Request>) -> Result<(), FrameError> {
        let Ok(permit) = Arc::clone(&self.room).try_acquire_owned() else {
            return self.refuse(Nonsense { id: Some(asked.id), why: "too many requests at once".into() });
        };
        let (handle, shared, outgoing) =
            (self.handle.clone(), Arc::clone(&self.shared), self.outgoing.clone());
        let (uid, place) = (self.caller.uid, self.caller.seat.place);
        self.asks.spawn(async move {
            let id = asked.id;
            let answer = Box::pin(answer(handle, shared, (uid, place), asked)).await;
            // The console may be gone by now; what was done is done.
            outgoing.send(Outgoing::Answer { id, answer: Box::new(answer), _permit: permit }).await.ok();
        });
        Ok(())
    }
}

async fn answer(
    handle: Handle,
    shared: Arc<Shared>,
    (uid, place): (u32, Place),
    asked: Asked<Request>,
) -> Answer {
    let Asked { key, session, request, .. } = asked;
    if !is_for_consoles(place, &request) {
        return Err(Refusal::Seat(SeatFault::NotHere));
    }
    let asker = session.map_or(Asker::Nobody, Asker::Session);
    if !changes_something(&request) {
        return handle.ask(asker, request).await;
    }
    let ask = |request| async move { handle.ask(asker, request).await };
    shared.once.answer(Owner { uid, session }, key, request, ask).await
}

/// Whether any console may ask this. The actor says the last word; this one is said before it hears anything.
fn is_for_consoles(place: Place, request: &Request) -> bool {
    match request {
        Request::RecordBackup { .. }
        | Request::RecordOutcome { .. }
        | Request::People(PeopleRequest::Begin(_) | PeopleRequest::Renew(_)) => false,
        Request::StopScan | Request::AcknowledgeFault | Request::PrepareSource => place == Place::Local,
        _ => true,
    }
}
