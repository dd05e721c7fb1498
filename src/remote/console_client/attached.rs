//! While the station is there: what it says goes to the handle's ends, what the console asks goes to it, a stop before all.

use crate::domain::refusal::Refusal;
use crate::domain::seat::Place;
use crate::remote::changes::Assembly;
use crate::remote::columns;
use crate::remote::console_client::connection::{Connection, Incoming, read_ahead};
use crate::remote::console_client::pending::Waiting;
use crate::remote::console_client::{Client, Over, ended};
use crate::remote::console_wire::{
    Asked, FromLocal, FromRemote, Key, StopWord, SupervisorRequest, ToConsole, ToStation, Told, Welcome,
};
use crate::remote::descriptor::DescriptorFault;
use crate::remote::frame::{Frame, FrameError, HEARTBEAT, MAX_TO_STATION, encode, write_frame};
use crate::remote::ring::count_missed;
use crate::station::contract::seats::{Link, Pointing, SeatRequest, Shown};
use crate::station::contract::{Answer, Asker, Picture, Reply, Request, SessionId, Snapshot};
use crate::station::handle::Ask;
use serde::Serialize;
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::unix::OwnedWriteHalf;
use tokio::time::{Instant, sleep_until};

/// A stop that was pressed while the station was gone is still meant after so long. Later it would stop another scan.
const STOP_STANDS: Duration = Duration::from_secs(5);

/// What the console shows is told so often: whoever looks on draws no more.
const SHOWN: Duration = Duration::from_millis(100);

/// The station looks once a second whether a console is gone; only then its session can be opened again.
const RESUME_PAUSE: Duration = Duration::from_millis(500);

/// Tries to open the session again: four seconds, longer than the station takes to see that a console is gone. Nothing else is asked
/// meanwhile.
const RESUME_TRIES: u32 = 8;

/// Whether requests may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resuming {
    /// They may.
    Over,
    /// The session is to be opened again first.
    Due { at: Instant, tries: u32 },
    /// It was asked for by this number.
    Asked { number: u64, tries: u32 },
}

/// A connection in use.
struct Wire {
    writer: OwnedWriteHalf,
    welcome: Welcome,
    known: Option<Snapshot>,
    assembly: Assembly,
    said: Instant,
    resuming: Resuming,
    /// What the console is told when it has its first snapshot over this connection.
    back: Link,
    active: Option<Instant>,
    shown: Option<Arc<Shown>>,
    pointing: Option<Pointing>,
    show_due: Option<Instant>,
}

type Outcome = Result<(), FrameError>;

impl Client {
    /// Serves the handle over one connection until either side is gone.
    #[expect(
        clippy::cognitive_complexity,
        reason = "one choice among everything that may happen next, in its order"
    )]
    pub(super) async fn attached(&mut self, connection: Connection) -> Over {
        let Connection { reader, writer, welcome, known, assembly } = connection;
        let (_reading, mut frames) = read_ahead(reader);
        let now = Instant::now();
        let is_same = self.station == welcome.station;
        let had_session = self.session.is_some();
        let resuming = match self.session {
            Some(_) if is_same => Resuming::Due { at: now, tries: RESUME_TRIES },
            _ => Resuming::Over,
        };
        if !is_same {
            (self.station, self.last_notice, self.session) = (welcome.station, welcome.notice, None);
            self.pending.keep_of(None);
        }
        let mut wire = Wire {
            writer,
            welcome,
            known,
            assembly,
            said: now,
            resuming,
            back: if is_same || !had_session { Link::Up } else { Link::Anew },
            active: None,
            shown: None,
            pointing: None,
            show_due: Some(now),
        };
        if wire.say(&ToStation::Replay { after: self.last_notice }).await.is_err() {
            return Over::Station(Link::Lost);
        }
        let lines = Arc::clone(&self.lines);
        loop {
            let went = tokio::select! {
                biased;
                Ok(()) = self.stop.changed() => self.stop(&mut wire).await,
                frame = frames.recv() => match frame {
                    None => Err(FrameError::Closed),
                    Some((ToConsole::Ended(why), _)) => return Over::Station(ended(why)),
                    Some(frame) => self.take(&mut wire, frame).await,
                },
                asked = self.asks.recv(), if wire.resuming == Resuming::Over && self.pending.has_room() => {
                    match asked {
                        None => return Over::Console,
                        Some(ask) => self.ask(&mut wire, ask).await,
                    }
                }
                () = sleep_until(wire.resume_at()), if matches!(wire.resuming, Resuming::Due { .. }) => {
                    self.resume(&mut wire).await
                }
                () = lines.changed(), if wire.show_due.is_none() => {
                    wire.show_due = Some(Instant::now() + SHOWN);
                    Ok(())
                }
                () = sleep_until(wire.show_due.unwrap_or(wire.said)), if wire.show_due.is_some() => {
                    self.show(&mut wire).await
                }
                () = sleep_until(wire.said + HEARTBEAT) => self.beat(&mut wire).await,
            };
            if went.is_err() {
                return Over::Station(Link::Lost);
            }
        }
    }

    async fn stop(&mut self, wire: &mut Wire) -> Outcome {
        let pressed = *self.stop.borrow_and_update();
        if pressed.is_some_and(|at| at.elapsed() <= STOP_STANDS) && wire.welcome.seat.place == Place::Local {
            return wire.send(&encode(&FromLocal::Stop(StopWord::Now), MAX_TO_STATION)?).await;
        }
        Ok(())
    }

    async fn ask(&mut self, wire: &mut Wire, ask: Ask) -> Outcome {
        let Ask { asker, request, answer, .. } = ask;
        let number = self.pending.number();
        let waiting = match Key::random() {
            Ok(key) => Waiting { key, asker, request, answer },
            Err(error) => {
                // Whoever asked may be gone by now.
                drop(answer.send(Err(Refusal::Store(error.to_string()))));
                return Ok(());
            }
        };
        match wire.request(number, &waiting) {
            Ok(frame) => {
                self.pending.wait(number, waiting);
                wire.send(&frame).await
            }
            Err(refusal) => {
                waiting.answer(Err(refusal));
                Ok(())
            }
        }
    }

    async fn take(&mut self, wire: &mut Wire, (word, file): Incoming) -> Outcome {
        match word {
            ToConsole::Update(part) => {
                let taken = wire.assembly.take(wire.known.as_ref(), *part);
                // A station whose updates do not fit is met anew.
                if let Some(snapshot) = taken.map_err(|_| FrameError::Closed)? {
                    self.snapshot.send_replace(Arc::new(snapshot.clone()));
                    wire.known = Some(snapshot);
                    if !matches!(*self.link.borrow(), Link::Up | Link::Anew) {
                        self.link.send_replace(wire.back.clone());
                    }
                }
            }
            ToConsole::Preview(part) => {
                let whole = columns::append(&self.preview.borrow(), &part).map_err(|_| FrameError::Closed)?;
                self.preview.send_replace(Arc::new(whole));
            }
            ToConsole::Notice(notice) => {
                self.last_notice = notice.number;
                // Nobody listening is no fault.
                self.notices.send(notice).ok();
            }
            ToConsole::Missed { from, to } => {
                let lost = count_missed(from, to);
                self.missed.send_modify(|missed| *missed = missed.saturating_add(lost));
                self.last_notice = to;
            }
            ToConsole::Answer { id, told } => return self.answered(wire, id, answer_of(*told, file)).await,
            ToConsole::NotUnderstood { id: Some(id), .. } => {
                return self.answered(wire, id, Err(Refusal::StationGone)).await;
            }
            ToConsole::NotUnderstood { id: None, .. }
            | ToConsole::Heartbeat
            | ToConsole::Welcome(_)
            | ToConsole::WrongVersion(_)
            | ToConsole::Full
            | ToConsole::Ended(_) => {}
        }
        Ok(())
    }

    async fn answered(&mut self, wire: &mut Wire, number: u64, answer: Answer) -> Outcome {
        if let Resuming::Asked { number: asked, tries } = wire.resuming
            && asked == number
        {
            return self.resumed(wire, answer, tries).await;
        }
        let Some(waiting) = self.pending.take(number) else { return Ok(()) };
        match &answer {
            Ok(Reply::SignedIn(session) | Reply::PinToBeSet(session)) => {
                self.session = Some((session.id, session.token));
                if *self.link.borrow() == Link::Anew {
                    self.link.send_replace(Link::Up);
                }
            }
            Ok(_) if waiting.request == Request::SignOut => self.session = None,
            _ => {}
        }
        waiting.answer(answer);
        Ok(())
    }

    async fn resume(&mut self, wire: &mut Wire) -> Outcome {
        let (Some((session, token)), Resuming::Due { tries, .. }) = (self.session, wire.resuming) else {
            wire.resuming = Resuming::Over;
            return Ok(());
        };
        let number = self.pending.number();
        let request = Request::Seat(SeatRequest::Resume { session, token });
        wire.resuming = Resuming::Asked { number, tries: tries.saturating_sub(1) };
        let Ok(frame) = wire.frame(number, Key::random()?, None, request) else { return Ok(()) };
        wire.send(&frame).await
    }

    /// The session is open again and what waited for it is asked again; or it is tried again; or it is over.
    async fn resumed(&mut self, wire: &mut Wire, answer: Answer, tries: u32) -> Outcome {
        match answer {
            Ok(Reply::SignedIn(session)) => {
                wire.resuming = Resuming::Over;
                self.session = Some((session.id, session.token));
                let frames: Vec<Frame> = self
                    .pending
                    .all()
                    .filter_map(|(number, waiting)| wire.request(number, waiting).ok())
                    .collect();
                for frame in frames {
                    wire.send(&frame).await?;
                }
            }
            _ if tries > 0 => {
                wire.resuming = Resuming::Due { at: Instant::now() + RESUME_PAUSE, tries };
            }
            _ => {
                wire.resuming = Resuming::Over;
                self.session = None;
                self.pending.keep_of(None);
                self.link.send_replace(Link::Anew);
            }
        }
        Ok(())
    }

    async fn show(&mut self, wire: &mut Wire) -> Outcome {
        wire.show_due = None;
        let Some(line) = self.lines.live().into_iter().next() else { return Ok(()) };
        let (shown, pointing) = (line.shown(), line.pointing());
        if wire.shown.as_ref() != Some(&shown) {
            wire.say(&ToStation::Show(Box::new(Shown::clone(&shown)))).await?;
            wire.shown = Some(shown);
        }
        if wire.pointing != pointing {
            wire.say(&ToStation::Point(pointing.clone())).await?;
            wire.pointing = pointing;
        }
        Ok(())
    }

    async fn beat(&mut self, wire: &mut Wire) -> Outcome {
        let active = self.lines.live().first().map(|line| line.active());
        let was_active = wire.active.is_some() && active != wire.active;
        wire.active = active;
        wire.say(&if was_active { ToStation::Active } else { ToStation::Heartbeat }).await
    }
}

/// What any seat says alike; a remote seat's words are these and no more.
type AnySeat = FromRemote;

impl Wire {
    fn resume_at(&self) -> Instant {
        match self.resuming {
            Resuming::Due { at, .. } => at,
            Resuming::Over | Resuming::Asked { .. } => self.said,
        }
    }

    async fn send(&mut self, frame: &[u8]) -> Outcome {
        write_frame(&mut self.writer, frame).await?;
        self.said = Instant::now();
        Ok(())
    }

    async fn say(&mut self, word: &AnySeat) -> Outcome {
        self.send(&encode(word, MAX_TO_STATION)?).await
    }

    fn request(&self, number: u64, waiting: &Waiting) -> Result<Frame, Refusal> {
        let session = match waiting.asker {
            Asker::Nobody => None,
            Asker::Session(session) => Some(session),
            // The command line has a socket of its own.
            Asker::CommandLine => return Err(Refusal::NotSignedIn),
        };
        self.frame(number, waiting.key, session, waiting.request.clone())
    }

    /// A request in the words of this seat. What they do not have is refused here already.
    fn frame(
        &self,
        id: u64,
        key: Key,
        session: Option<SessionId>,
        request: Request,
    ) -> Result<Frame, Refusal> {
        match self.welcome.seat.place {
            Place::Local => fits(&FromLocal::Ask(Box::new(Asked { id, key, session, request }))),
            Place::Remote => {
                let request = SupervisorRequest::try_from(request)?;
                fits(&FromRemote::Ask(Box::new(Asked { id, key, session, request })))
            }
        }
    }
}

fn fits<T: Serialize>(word: &T) -> Result<Frame, Refusal> {
    encode(word, MAX_TO_STATION).map_err(|error| Refusal::Store(error.to_string()))
}

fn answer_of(told: Told, file: Result<Option<File>, DescriptorFault>) -> Answer {
    match (told, file) {
        (Told::Reply(reply), _) => Ok(reply),
        (Told::Refused(refusal), _) => Err(refusal),
        (Told::Picture { case, image }, Ok(Some(tiles))) => {
            Ok(Reply::Picture(Picture { case, image, tiles: Arc::new(tiles) }))
        }
        (Told::Picture { .. }, Ok(None)) => Err(Refusal::Picture("its file did not come".to_owned())),
        (Told::Picture { .. }, Err(fault)) => Err(Refusal::Picture(fault.to_string())),
    }
}
