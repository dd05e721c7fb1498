//! Tells a console what changed: the latest state only, whatever came between; answers and notices in their order.

use crate::domain::text::CleanText;
use crate::remote::changes::{Urgency, changes, urgency};
use crate::remote::columns;
use crate::remote::console_wire::{Ending, ToConsole, Told};
use crate::remote::descriptor::write_with_file;
use crate::remote::frame::{FrameError, HEARTBEAT, MAX_TO_CONSOLE, encode, write_frame};
use crate::remote::ring::{Entry, Ring};
use crate::remote::visible::{Sight, may_hear, sight, visible, visible_preview};
use crate::station::contract::{Answer, Preview, Reply, Snapshot};
use crate::station::handle::Handle;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::unix::OwnedWriteHalf;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::{Instant, sleep_until};

/// What changes by itself is told so often: a screen draws ten frames a second at most.
pub(super) const ROUTINE: Duration = Duration::from_millis(100);

/// What changes at once is told no more often: a burst of facts is one update.
const AT_ONCE: Duration = Duration::from_millis(20);

/// New columns are told so often.
const COLUMNS: Duration = Duration::from_millis(100);

/// What waits to be told.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// An answer; its request is under way until it is told.
    Answer { id: u64, answer: Box<Answer>, _permit: OwnedSemaphorePermit },
    /// A frame was not understood.
    NotUnderstood { id: Option<u64>, why: CleanText },
    /// The last word.
    End(Ending),
}

/// Whether the conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    GoOn,
    End,
}

pub(super) struct Teller {
    writer: OwnedWriteHalf,
    handle: Handle,
    ring: Arc<Ring>,
    /// What the console has.
    known: Option<Snapshot>,
    preview: Preview,
    /// The last notice that it was told.
    told: u64,
    sight: Sight,
    said: Instant,
    updated: Instant,
    update_due: Option<Instant>,
    columns_due: Option<Instant>,
}

impl Teller {
    pub(super) fn new(writer: OwnedWriteHalf, handle: Handle, ring: Arc<Ring>) -> Self {
        let now = Instant::now();
        let told = *ring.latest().borrow();
        Self {
            writer,
            handle,
            ring,
            known: None,
            preview: Preview::default(),
            told,
            sight: Sight::Lane,
            said: now,
            updated: now,
            update_due: None,
            columns_due: Some(now),
        }
    }

    /// Tells until the console or the station goes.
    #[expect(
        clippy::cognitive_complexity,
        reason = "one choice among everything that may happen next, in its order"
    )]
    pub(super) async fn tell(
        mut self,
        mut waiting: mpsc::Receiver<Outgoing>,
        mut replays: watch::Receiver<u64>,
    ) -> Result<(), FrameError> {
        let mut snapshots = self.handle.snapshot();
        let mut previews = self.handle.preview();
        let mut latest = self.ring.latest();
        latest.mark_changed();
        let first = snapshots.borrow_and_update().clone();
        self.update(&first).await?;
        loop {
            let flow = tokio::select! {
                biased;
                Some(outgoing) = waiting.recv() => self.answer(outgoing).await?,
                Ok(()) = replays.changed() => {
                    let after = *replays.borrow_and_update();
                    self.told = after.min(*latest.borrow());
                    latest.mark_changed();
                    Flow::GoOn
                }
                () = due(self.update_due) => {
                    let latest = snapshots.borrow_and_update().clone();
                    self.update(&latest).await?;
                    Flow::GoOn
                }
                changed = snapshots.changed() => match changed {
                    Ok(()) => {
                        let latest = snapshots.borrow_and_update().clone();
                        self.plan(&latest);
                        Flow::GoOn
                    }
                    // The station goes down.
                    Err(_) => self.end(Ending::StationStops).await?,
                },
                Ok(()) = latest.changed() => {
                    if self.notices().await? == Flow::GoOn {
                        latest.mark_changed();
                    }
                    Flow::GoOn
                }
                () = due(self.columns_due) => {
                    let latest = previews.borrow_and_update().clone();
                    self.columns(&latest).await?;
                    Flow::GoOn
                }
                Ok(()) = previews.changed(), if self.columns_due.is_none() => {
                    self.columns_due = Some(Instant::now());
                    Flow::GoOn
                }
                () = sleep_until(self.said + HEARTBEAT) => {
                    self.say(&ToConsole::Heartbeat).await?;
                    Flow::GoOn
                }
            };
            if flow == Flow::End {
                return Ok(());
            }
        }
    }

    async fn say(&mut self, word: &ToConsole) -> Result<(), FrameError> {
        write_frame(&mut self.writer, &encode(word, MAX_TO_CONSOLE)?).await?;
        self.said = Instant::now();
        Ok(())
    }

    async fn end(&mut self, why: Ending) -> Result<Flow, FrameError> {
        self.say(&ToConsole::Ended(why)).await?;
        Ok(Flow::End)
    }

    async fn answer(&mut self, outgoing: Outgoing) -> Result<Flow, FrameError> {
        match outgoing {
            Outgoing::End(why) => return self.end(why).await,
            Outgoing::NotUnderstood { id, why } => self.say(&ToConsole::NotUnderstood { id, why }).await?,
            Outgoing::Answer { id, answer, .. } => match *answer {
                Ok(Reply::Picture(picture)) => {
                    let told = Told::Picture { case: picture.case, image: picture.image };
                    let frame = encode(&ToConsole::Answer { id, told: Box::new(told) }, MAX_TO_CONSOLE)?;
                    write_with_file(&mut self.writer, &frame, &picture.tiles).await?;
                    self.said = Instant::now();
                }
                Ok(reply) => {
                    self.say(&ToConsole::Answer { id, told: Box::new(Told::Reply(reply)) }).await?;
                }
                Err(why) => {
                    self.say(&ToConsole::Answer { id, told: Box::new(Told::Refused(why)) }).await?;
                }
            },
        }
        Ok(Flow::GoOn)
    }

    /// Decides when a new state is told.
    fn plan(&mut self, latest: &Snapshot) {
        let sight = sight(latest, self.handle.console());
        let soonest = if sight == self.sight {
            match urgency(self.known.as_ref(), &self.seen(latest, sight)) {
                Urgency::None => return,
                Urgency::Routine => self.updated + ROUTINE,
                Urgency::AtOnce => self.updated + AT_ONCE,
            }
        } else {
            // A session was opened or locked: its picture comes or goes too.
            self.columns_due = Some(Instant::now());
            self.updated
        };
        self.update_due = Some(self.update_due.map_or(soonest, |due| due.min(soonest)));
    }

    /// The snapshot as this console may see it, itself always among the consoles: without its seat and account it would take the
    /// wrong role, or another person, for the moment until the station has listed it.
    fn seen(&self, latest: &Snapshot, sight: Sight) -> Snapshot {
        let mut seen = visible(latest, self.handle.console(), sight);
        if seen.own_console().is_none() {
            Arc::make_mut(&mut seen.consoles).push(self.handle.bare_view());
        }
        seen
    }

    async fn update(&mut self, latest: &Snapshot) -> Result<(), FrameError> {
        self.sight = sight(latest, self.handle.console());
        let seen = self.seen(latest, self.sight);
        for part in changes(self.known.as_ref(), &seen) {
            self.say(&ToConsole::Update(Box::new(part))).await?;
        }
        self.known = Some(seen);
        self.updated = Instant::now();
        self.update_due = None;
        Ok(())
    }

    /// Tells notices; `End` when there are no more.
    async fn notices(&mut self) -> Result<Flow, FrameError> {
        let (entries, told) = self.ring.after(self.told);
        let flow = if entries.is_empty() { Flow::End } else { Flow::GoOn };
        for entry in entries {
            match entry {
                Entry::Notice(notice) if !may_hear(&notice.what, self.sight) => {}
                Entry::Notice(notice) => self.say(&ToConsole::Notice(notice)).await?,
                Entry::Missed { from, to } => self.say(&ToConsole::Missed { from, to }).await?,
            }
        }
        self.told = told;
        Ok(flow)
    }

    async fn columns(&mut self, latest: &Arc<Preview>) -> Result<(), FrameError> {
        let seen = visible_preview(latest, self.sight);
        match columns::next(&self.preview, &seen) {
            None => self.columns_due = None,
            Some((part, known)) => {
                self.preview = known;
                self.say(&ToConsole::Preview(part)).await?;
                self.columns_due = Some(Instant::now() + COLUMNS);
            }
        }
        Ok(())
    }
}

async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
