//! A far end without a port and without waiting: it tells of each scan what a complex tells, in the driver's own reports, at
//! once or step by step, so that the records of a month are written in minutes.
//!
//! It stands in the place of driver and device together. Its images are files in the drop folder, proved as every image is.

mod play;

use super::cargo::Cargo;
use crate::domain::lane::{ImageFault, Input, LaneReport, LaneView};
use crate::scanner::driver::LaneHandle;
use crate::scanner::driver::line::line;
use play::Play;
use std::path::PathBuf;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

/// Orders that may wait: each is awaited by whoever gives it.
const ORDERS: usize = 16;

/// What an instant lane is made of.
pub struct InstantSettings {
    /// The folder into which images are dropped; it must exist.
    pub drop: PathBuf,
    /// What passes through the hall.
    pub cargo: Box<dyn Cargo + Send>,
    /// Makes beam times and doses repeatable.
    pub seed: u64,
    /// When a scan goes on.
    pub steps: Steps,
}

/// When a scan that was requested goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// Of itself, through to its image.
    AtOnce,
    /// By [`FarEnd::step`], one stage each: warning, beam, end, image.
    OneByOne,
}

/// What becomes of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The whole vehicle is scanned, and the image comes.
    Completes,
    /// The device refuses with this code.
    Refused(u16),
    /// An input opens in the beam.
    Opens(Input),
    /// The source fails in the beam with this code.
    SourceFails(u16),
    /// The link is lost in the beam; one step later it is there again.
    LosesLink,
    /// The scan is whole, but no acceptable image comes.
    NoImage(ImageFault),
}

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    /// The next stage of the scan is reported, and there is more to come.
    On,
    /// The last stage is reported.
    Last,
    /// Nothing was left to tell.
    Nothing,
}

/// The hold on an instant lane's far end.
#[derive(Debug, Clone)]
pub struct FarEnd {
    orders: mpsc::Sender<Order>,
    view: watch::Receiver<LaneView>,
}

#[derive(Debug)]
enum Order {
    Fate(Fate, oneshot::Sender<()>),
    Step(oneshot::Sender<Stepped>),
}

/// Begins an instant lane; the reports are to be taken without end. Must be called within a tokio runtime.
pub fn connect(settings: InstantSettings) -> (LaneHandle, mpsc::Receiver<LaneReport>, FarEnd) {
    let (near, far) = line();
    let (orders, ordered) = mpsc::channel(ORDERS);
    let drop = settings.drop.clone();
    let view = far.view.subscribe();
    let mut tasks = JoinSet::new();
    tasks.spawn(Play::new(settings).run(far, ordered));
    let (handle, reports) = near.handle(drop, tasks);
    (handle, reports, FarEnd { orders, view })
}

impl FarEnd {
    /// Says what becomes of the next scan that is requested; the last word counts. Unsaid, a scan completes.
    pub async fn next_scan(&self, fate: Fate) {
        self.order(|done| Order::Fate(fate, done)).await;
    }

    /// Lets the scan go on by one stage; its reports are on their way to the station when this returns.
    pub async fn step(&self) -> Stepped {
        self.order(Order::Step).await.unwrap_or(Stepped::Nothing)
    }

    /// The lane as it was last told.
    pub fn view(&self) -> LaneView {
        self.view.borrow().clone()
    }

    async fn order<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> Option<T> {
        let (done, answer) = oneshot::channel();
        // A far end that has gone does nothing more; the station hears so by its handle.
        self.orders.send(order(done)).await.ok()?;
        answer.await.ok()
    }
}

#[cfg(test)]
mod tests;
