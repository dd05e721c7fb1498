//! The month's own time: many people go about their work, one at a time, and the booth's clock moves to whoever is next.
//!
//! **Invariant:** only one process runs at any time. It hands the turn back when it waits, so that the same seed takes the
//! same steps in the same order, however fast the machine is.

use crate::domain::Moment;
use crate::station::clock::{Clock, Driver};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Turns handed back that nobody has taken yet: only one process has the turn.
const TURNS: usize = 1;

/// Time since the month began.
pub(super) type Since = Duration;

/// A hold on the agenda; clones are the same.
#[derive(Clone)]
pub(super) struct Agenda(Arc<Shared>);

struct Shared {
    clock: Clock,
    driver: Driver,
    state: Mutex<State>,
    turns: mpsc::Sender<Turn>,
}

/// Who wakes next, and how many processes there are.
#[derive(Default)]
struct State {
    now: Since,
    order: u64,
    due: BTreeMap<(Since, u64), oneshot::Sender<()>>,
    alive: usize,
}

/// How the turn comes back.
enum Turn {
    Waits,
    Ended(Result<()>),
}

/// What goes through the agenda, in its order; to be run to its end.
pub(super) struct Course {
    agenda: Agenda,
    turns: mpsc::Receiver<Turn>,
}

/// An agenda whose clock is driven by its course.
pub(super) fn agenda(clock: Clock, driver: Driver) -> (Agenda, Course) {
    let (turn, turns) = mpsc::channel(TURNS);
    let agenda = Agenda(Arc::new(Shared { clock, driver, state: Mutex::default(), turns: turn }));
    (agenda.clone(), Course { agenda, turns })
}

impl Course {
    /// Gives everybody their turn until nobody is left.
    pub(super) async fn run(mut self) -> Result<()> {
        loop {
            let Some(wake) = self.agenda.next() else { break };
            // A process that went away with its runtime has no turn to take.
            if wake.send(()).is_err() {
                continue;
            }
            match self.turns.recv().await.context("the agenda is gone")? {
                Turn::Waits => {}
                Turn::Ended(ended) => {
                    self.agenda.state().alive -= 1;
                    ended?;
                }
            }
        }
        let alive = self.agenda.state().alive;
        if alive > 0 {
            bail!("{alive} wait for what never comes");
        }
        Ok(())
    }
}

impl Agenda {
    /// Time since the month began.
    pub(super) fn now(&self) -> Since {
        self.state().now
    }

    /// The booth's wall clock.
    pub(super) fn wall(&self) -> Moment {
        self.0.clock.now()
    }

    /// Begins a process at a time; the turn stays with whoever asks.
    pub(super) fn spawn(&self, at: Since, process: impl Future<Output = Result<()>> + Send + 'static) {
        let begun = self.due(at);
        self.state().alive += 1;
        let turns = self.0.turns.clone();
        tokio::spawn(async move {
            if begun.await.is_err() {
                return;
            }
            // A process that panics must hand the turn back too.
            let ended = tokio::spawn(process).await.unwrap_or_else(|error| Err(error.into()));
            // After the first fault nobody asks for the turn any more.
            turns.send(Turn::Ended(ended)).await.ok();
        });
    }

    /// Lets time pass for this process; others take their turns meanwhile.
    pub(super) async fn wait(&self, time: Duration) -> Result<()> {
        let at = self.now() + time;
        self.wait_until(at).await
    }

    /// Waits until then, or goes on at once where that is past.
    pub(super) async fn wait_until(&self, at: Since) -> Result<()> {
        let woken = self.due(at);
        self.sleep(woken).await
    }

    fn due(&self, at: Since) -> oneshot::Receiver<()> {
        let (wake, woken) = oneshot::channel();
        self.wake_at(at, wake);
        woken
    }

    fn wake_at(&self, at: Since, wake: oneshot::Sender<()>) {
        let mut state = self.state();
        let key = (at.max(state.now), state.order);
        state.order += 1;
        state.due.insert(key, wake);
    }

    async fn sleep(&self, woken: oneshot::Receiver<()>) -> Result<()> {
        self.0.turns.send(Turn::Waits).await.context("the month has ended")?;
        woken.await.context("the month has ended")
    }

    /// Moves the clock to the next in turn.
    fn next(&self) -> Option<oneshot::Sender<()>> {
        let mut state = self.state();
        let ((at, _), wake) = state.due.pop_first()?;
        self.0.driver.advance(at.saturating_sub(state.now));
        state.now = at;
        Some(wake)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is shared out one by one: officers at their desks, the lane. Who asked first gets it first.
pub(super) struct Pool<T> {
    agenda: Agenda,
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    free: VecDeque<T>,
    waiting: VecDeque<oneshot::Sender<()>>,
}

impl<T> Pool<T> {
    pub(super) fn new(agenda: &Agenda, free: impl IntoIterator<Item = T>) -> Self {
        let inner = Inner { free: free.into_iter().collect(), waiting: VecDeque::new() };
        Self { agenda: agenda.clone(), inner: Mutex::new(inner) }
    }

    /// Takes one, waiting for it where none is free.
    pub(super) async fn take(&self) -> Result<T> {
        self.take_where(|_| true).await
    }

    /// Takes one that fits, waiting for it where none is free.
    pub(super) async fn take_where(&self, fits: impl Fn(&T) -> bool + Send) -> Result<T> {
        loop {
            let woken = {
                let mut inner = self.inner();
                if let Some(place) = inner.free.iter().position(&fits)
                    && let Some(one) = inner.free.remove(place)
                {
                    return Ok(one);
                }
                let (wake, woken) = oneshot::channel();
                inner.waiting.push_back(wake);
                woken
            };
            self.agenda.sleep(woken).await?;
        }
    }

    /// Gives one back, or a new one.
    pub(super) fn give(&self, one: T) {
        let mut inner = self.inner();
        inner.free.push_back(one);
        // Everybody who waits looks again: not each one fits each.
        let waiting: Vec<_> = inner.waiting.drain(..).collect();
        drop(inner);
        for wake in waiting {
            self.agenda.wake_at(self.agenda.now(), wake);
        }
    }

    /// Takes all that are free and fit.
    pub(super) fn drain_where(&self, fits: impl Fn(&T) -> bool) -> Vec<T> {
        let mut inner = self.inner();
        let (gone, stay): (Vec<T>, Vec<T>) =
            std::mem::take(&mut inner.free).into_iter().partition(|one| fits(one));
        inner.free = stay.into();
        gone
    }

    fn inner(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that may be closed for a while, by several at once: it is open again when each of them has opened it.
pub(super) struct Gate {
    agenda: Agenda,
    inner: Mutex<Doors>,
}

#[derive(Default)]
struct Doors {
    closed: usize,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Gate {
    pub(super) fn new(agenda: &Agenda) -> Self {
        Self { agenda: agenda.clone(), inner: Mutex::default() }
    }

    pub(super) fn close(&self) {
        self.inner().closed += 1;
    }

    pub(super) fn open(&self) {
        let mut inner = self.inner();
        inner.closed = inner.closed.saturating_sub(1);
        if inner.closed == 0 {
            let waiting = std::mem::take(&mut inner.waiting);
            drop(inner);
            for wake in waiting {
                self.agenda.wake_at(self.agenda.now(), wake);
            }
        }
    }

    /// Waits until nobody keeps it closed.
    pub(super) async fn pass(&self) -> Result<()> {
        loop {
            let woken = {
                let mut inner = self.inner();
                if inner.closed == 0 {
                    return Ok(());
                }
                let (wake, woken) = oneshot::channel();
                inner.waiting.push(wake);
                woken
            };
            self.agenda.sleep(woken).await?;
        }
    }

    fn inner(&self) -> MutexGuard<'_, Doors> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn log_of(seed: u64) -> Vec<String> {
        let (clock, driver) = Clock::driven("2026-10-01T00:00:00Z".parse().unwrap());
        let (agenda, course) = agenda(clock.clone(), driver);
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let pool = Arc::new(Pool::new(&agenda, ["lane"]));
        for number in 0..4_u64 {
            let (agenda, pool, log, clock) =
                (agenda.clone(), Arc::clone(&pool), Arc::clone(&log), clock.clone());
            agenda.clone().spawn(Duration::from_secs((number * seed) % 7), async move {
                let lane = pool.take().await?;
                // A real wait in between changes nothing.
                tokio::time::sleep(Duration::from_millis(5 - number)).await;
                agenda.wait(Duration::from_secs(10)).await?;
                log.lock().unwrap().push(format!("{number} {}", clock.now().format("%M:%S")));
                pool.give(lane);
                Ok(())
            });
        }
        course.run().await.unwrap();
        Arc::try_unwrap(log).unwrap().into_inner().unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_takes_its_turn_at_its_time_and_the_lane_is_one_mans() {
        assert_eq!(log_of(3).await, ["0 00:10", "3 00:20", "1 00:30", "2 00:40"]);
        assert_eq!(log_of(3).await, log_of(3).await);
    }

    #[tokio::test]
    async fn a_fault_a_panic_and_a_wait_without_end_end_the_course() {
        let begin = || {
            let (clock, driver) = Clock::driven("2026-10-01T00:00:00Z".parse().unwrap());
            agenda(clock, driver)
        };
        let (agenda, course) = begin();
        agenda.spawn(Duration::ZERO, async { bail!("no paper") });
        assert_eq!(course.run().await.unwrap_err().to_string(), "no paper");

        let (agenda, course) = begin();
        agenda.spawn(Duration::ZERO, async { panic!("as a fault of ours would") });
        assert!(course.run().await.is_err());

        let (agenda, course) = begin();
        let empty = Arc::new(Pool::<()>::new(&agenda, []));
        agenda.spawn(Duration::ZERO, async move { empty.take().await });
        assert_eq!(course.run().await.unwrap_err().to_string(), "1 wait for what never comes");
    }
}
