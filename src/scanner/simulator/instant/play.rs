//! An instant far end at work: orders and requests in, stages told one after the other.

use super::{Fate, InstantSettings, Order, Stepped, Steps};
use crate::domain::lane::{
    ChainInputs, Contact, Exposure, Followed, ImageFault, Impediment, LaneFault, LaneReport, LaneView, Link,
    Microamps, ScanPhase, Setpoint, SourceState, TenthsKv,
};
use crate::domain::number::ScanId;
use crate::domain::scan::ScanEnd;
use crate::scanner::driver::Command;
use crate::scanner::driver::line::Far;
use crate::scanner::drop;
use crate::scanner::simulator::cargo::Cargo;
use crate::scanner::simulator::world::DropForm;
use crate::scanner::simulator::{Random, files};
use crate::scanner::supervisor::Folder;
use std::collections::VecDeque;
use std::mem::replace;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// What an instant lane calls itself.
const MODEL: &str = "Intrascope Instant";

/// The warning before the beam, milliseconds.
const PREWARNING_MS: u32 = 5_000;

/// Preview columns that a scan of a semi-trailer has.
pub(super) const COLUMNS: u32 = 900;

/// The shortest beam, milliseconds: 12 m of a truck at 1.2 m/s; and by how much the longest is longer.
const BEAM_MS: (u32, u64) = (10_000, 14_000);

/// One scan in so many loses some of its preview on the link.
const LOSES_COLUMNS: u64 = 60;

/// The dose rate at the operator's place, picosieverts a second, as the simulated device reads it.
const DOSE_PSV_PER_S: u64 = 250;

/// A beam that something ends lasted so long, milliseconds.
const BROKEN_BEAM_MS: u32 = 3_000;

/// What the source is set to.
const SETPOINT: Setpoint = Setpoint { kv: TenthsKv(1_600), current: Microamps(2_000) };

/// A tenth of an hour, milliseconds.
const MS_OF_A_TENTH_HOUR: u64 = 360_000;

/// The source is not new: 412 hours.
const BEAM_BEFORE_MS: u64 = 4_120 * MS_OF_A_TENTH_HOUR;

/// One stage of a scan, as it will be reported.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Warning,
    Beam,
    Completed,
    Ended(Ending),
    Image,
    NoImage(ImageFault),
    Reconnected,
}

/// How a scan ends that is not whole.
#[derive(Debug, Clone, Copy)]
enum Ending {
    Stopped,
    Refused(u16),
    Faulted(LaneFault),
}

/// The far end at work.
pub(super) struct Play {
    drop: PathBuf,
    cargo: Arc<Mutex<Box<dyn Cargo + Send>>>,
    random: Random,
    steps: Steps,
    view: LaneView,
    fate: Option<Fate>,
    scan: Option<ScanId>,
    stages: VecDeque<Stage>,
    /// All beams so far, milliseconds: the source's hour counter.
    beam_total_ms: u64,
}

impl Play {
    pub(super) fn new(settings: InstantSettings) -> Self {
        Self {
            drop: settings.drop,
            cargo: Arc::new(Mutex::new(settings.cargo)),
            random: Random::new(settings.seed),
            steps: settings.steps,
            view: LaneView::default(),
            fate: None,
            scan: None,
            stages: VecDeque::new(),
            beam_total_ms: BEAM_BEFORE_MS,
        }
    }

    pub(super) async fn run(mut self, mut far: Far, mut orders: mpsc::Receiver<Order>) {
        let said = self.connect();
        let mut going = self.tell(&far, said).await;
        while going.is_continue() {
            going = tokio::select! {
                biased;
                _ = far.shutdown.changed() => ControlFlow::Break(()),
                () = far.stops.lane.notified() => {
                    let said = self.stop().await;
                    self.tell(&far, said).await
                }
                Some(command) = far.commands.recv() => {
                    let said = self.command(command).await;
                    self.tell(&far, said).await
                }
                Some(scan) = far.awaited.recv() => {
                    let said = self.dropped(scan, Cargoes::AsTheyLie).await;
                    self.tell(&far, vec![said]).await
                }
                Some(order) = orders.recv() => self.obey(order, &far).await,
            };
        }
    }

    /// The view first: who hears a report finds the lane as it is by then.
    async fn tell(&self, far: &Far, reports: Vec<LaneReport>) -> ControlFlow<()> {
        far.view
            .send_if_modified(|known| *known != self.view && replace(known, self.view.clone()) != self.view);
        for report in reports {
            if far.reports.send(report).await.is_err() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    async fn obey(&mut self, order: Order, far: &Far) -> ControlFlow<()> {
        match order {
            Order::Fate(fate, done) => {
                self.fate = Some(fate);
                // Who gave the order may be gone; it holds all the same.
                done.send(()).ok();
                ControlFlow::Continue(())
            }
            Order::Step(done) => {
                let stepped = match self.stages.len() {
                    0 => Stepped::Nothing,
                    1 => Stepped::Last,
                    _ => Stepped::On,
                };
                let said = self.go_on().await;
                let going = self.tell(far, said).await;
                done.send(stepped).ok();
                going
            }
        }
    }

    async fn command(&mut self, command: Command) -> Vec<LaneReport> {
        match command {
            Command::RequestScan { scan, folder, reply } => {
                let begun = self.begin(scan, folder);
                let is_begun = begun.is_ok();
                // The station may have gone; what was begun goes on.
                reply.send(begun).ok();
                if is_begun { self.go_on_if_at_once().await } else { Vec::new() }
            }
            Command::LastUse(_) => Vec::new(),
            // Its source is always ready: there is nothing to warm up.
            Command::Prepare { reply } => {
                reply.send(Err(Impediment::Busy)).ok();
                Vec::new()
            }
            Command::AcknowledgeFault { reply } => {
                let (answer, said) = self.acknowledge();
                reply.send(answer).ok();
                said
            }
        }
    }

    fn begin(&mut self, scan: ScanId, folder: Folder) -> Result<(), Impediment> {
        if let Some(impediment) = self.view.impediment() {
            return Err(impediment);
        }
        if !self.stages.is_empty() {
            return Err(Impediment::Busy);
        }
        if folder == Folder::Unusable {
            return Err(Impediment::NoImageFolder);
        }
        self.stages = stages(self.fate.take().unwrap_or(Fate::Completes)).into();
        self.view.phase = ScanPhase::Requested { scan: scan.clone() };
        self.scan = Some(scan);
        Ok(())
    }

    fn acknowledge(&mut self) -> (Result<(), Impediment>, Vec<LaneReport>) {
        match self.view.fault {
            Some(_) if self.view.link != Link::Up => (Err(Impediment::Disconnected), Vec::new()),
            Some(fault) => {
                self.view.fault = None;
                self.view.source = SourceState::Ready;
                (Ok(()), vec![LaneReport::FaultCleared(fault)])
            }
            None => (Ok(()), Vec::new()),
        }
    }

    async fn stop(&mut self) -> Vec<LaneReport> {
        let Some(scan) = self.view.phase.scan().cloned() else { return Vec::new() };
        self.view.phase = ScanPhase::Stopping { scan };
        self.stages = [Stage::Ended(Ending::Stopped)].into();
        self.go_on_if_at_once().await
    }

    async fn go_on_if_at_once(&mut self) -> Vec<LaneReport> {
        let mut said = Vec::new();
        while self.steps == Steps::AtOnce && !self.stages.is_empty() {
            said.extend(self.go_on().await);
        }
        said
    }

    async fn go_on(&mut self) -> Vec<LaneReport> {
        let (Some(stage), Some(scan)) = (self.stages.pop_front(), self.scan.clone()) else {
            return Vec::new();
        };
        match stage {
            Stage::Warning => {
                self.view.source = SourceState::Prewarning;
                self.view.phase = ScanPhase::Prewarning { scan: scan.clone(), remaining_ms: PREWARNING_MS };
                vec![LaneReport::PrewarningBegan { scan }]
            }
            Stage::Beam => {
                self.view.source = SourceState::BeamOn;
                let (columns, columns_expected) = (0, COLUMNS);
                self.view.phase = ScanPhase::Beam { scan: scan.clone(), columns, columns_expected, lost: 0 };
                vec![LaneReport::BeamBegan { scan }]
            }
            Stage::Completed => self.complete(scan),
            Stage::Ended(ending) => self.end(scan, ending),
            Stage::Image => vec![self.dropped(scan, Cargoes::New).await],
            Stage::NoImage(why) => vec![LaneReport::ImageMissing { scan, why }],
            Stage::Reconnected => self.connect(),
        }
    }

    fn complete(&mut self, scan: ScanId) -> Vec<LaneReport> {
        self.view.source = SourceState::Ready;
        self.view.phase = ScanPhase::Idle;
        let more = u32::try_from(self.random.pick(BEAM_MS.1)).unwrap_or(0);
        let beam_ms = BEAM_MS.0 + more;
        // Milliseconds times picosieverts a second are a million to the nanosievert.
        let dose_nsv = (u64::from(beam_ms) * DOSE_PSV_PER_S).div_ceil(1_000_000);
        let dose_nsv = u32::try_from(dose_nsv).unwrap_or(u32::MAX);
        let lost = if self.random.pick(LOSES_COLUMNS) == 0 { 1 + self.random.pick(6) } else { 0 };
        let lost = u32::try_from(lost).unwrap_or(0);
        self.view.dose_nsv = Some(dose_nsv);
        let end = ScanEnd::Completed { columns: COLUMNS - lost, lost, beam_ms, dose_nsv: Some(dose_nsv) };
        let exposure = Exposure { dose_nsv: Some(dose_nsv), ..self.exposed(beam_ms) };
        let exposed = LaneReport::Exposed { scan: Some(scan.clone()), exposure };
        vec![exposed, LaneReport::ScanEnded { scan, end }]
    }

    /// What the source reads back of a beam of so long; its hours go on with it.
    fn exposed(&mut self, beam_ms: u32) -> Exposure {
        if beam_ms == 0 {
            return Exposure::default();
        }
        let hours = |ms: u64| u32::try_from(ms / MS_OF_A_TENTH_HOUR).ok();
        let before = self.beam_total_ms;
        self.beam_total_ms = before.saturating_add(u64::from(beam_ms));
        let charge = u64::from(beam_ms) * u64::from(SETPOINT.current.0) / 1_000;
        Exposure {
            kv_max: Some(SETPOINT.kv),
            current_max: Some(SETPOINT.current),
            beam_ms,
            charge_uas: u32::try_from(charge).ok(),
            hours_before: hours(before),
            hours_after: hours(self.beam_total_ms),
            ..Exposure::default()
        }
    }

    fn end(&mut self, scan: ScanId, ending: Ending) -> Vec<LaneReport> {
        let was_on = matches!(replace(&mut self.view.phase, ScanPhase::Idle), ScanPhase::Beam { .. });
        self.view.source = SourceState::Ready;
        let mut exposure = self.exposed(if was_on { BROKEN_BEAM_MS } else { 0 });
        if was_on && matches!(ending, Ending::Faulted(LaneFault::LinkLost)) {
            exposure.followed = Followed::Lost;
        }
        let exposed = LaneReport::Exposed { scan: Some(scan.clone()), exposure };
        let fault = match ending {
            Ending::Faulted(fault) => fault,
            Ending::Stopped => return vec![exposed, LaneReport::ScanEnded { scan, end: ScanEnd::Stopped }],
            Ending::Refused(code) => {
                return vec![exposed, LaneReport::ScanEnded { scan, end: ScanEnd::Refused(code) }];
            }
        };
        self.view.fault = Some(fault);
        let end = ScanEnd::Faulted(fault);
        let mut said = vec![LaneReport::FaultRaised(fault), exposed, LaneReport::ScanEnded { scan, end }];
        match fault {
            LaneFault::LinkLost => {
                self.view.link = Link::Down;
                self.view.source = SourceState::Unknown;
                said.push(LaneReport::Disconnected);
            }
            LaneFault::Source(_) => self.view.source = SourceState::Faulted,
            _ => {}
        }
        said
    }

    fn connect(&mut self) -> Vec<LaneReport> {
        let closed = Contact::Closed;
        let identity = format!("{MODEL} 1");
        self.view = LaneView {
            link: Link::Up,
            identity: Some(identity.clone()),
            inputs: ChainInputs {
                chain: closed,
                emergency_stop: closed,
                doors: closed,
                gates: closed,
                light_curtain: closed,
                search_button: closed,
            },
            source: SourceState::Ready,
            age_ms: Some(0),
            fault: self.view.fault,
            ..LaneView::default()
        };
        vec![LaneReport::Connected { identity }]
    }

    /// What the drop folder has for a scan, with a new image in it or as it lies.
    async fn dropped(&self, scan: ScanId, images: Cargoes) -> LaneReport {
        let (folder, cargo, of) = (self.drop.clone(), Arc::clone(&self.cargo), scan.clone());
        let found = tokio::task::spawn_blocking(move || {
            if images == Cargoes::New {
                let mut cargo = cargo.lock().unwrap_or_else(PoisonError::into_inner);
                let image = cargo.next_scan(&of).map_err(std::io::Error::other)?;
                files::drop_image(&folder, &of, &image, DropForm::True)?;
            }
            Ok::<_, std::io::Error>(drop::look(&folder, &of))
        })
        .await;
        match found {
            Ok(Ok(Some(Ok(image)))) => LaneReport::ImageDropped { scan, image },
            Ok(Ok(Some(Err(why)))) => LaneReport::ImageMissing { scan, why },
            Ok(Ok(None)) => LaneReport::ImageMissing { scan, why: ImageFault::NeverCame },
            failed => {
                tracing::warn!(?failed, "the image was not dropped");
                LaneReport::ImageMissing { scan, why: ImageFault::NeverCame }
            }
        }
    }
}

/// Whether an image is made before the drop folder is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cargoes {
    New,
    AsTheyLie,
}

fn stages(fate: Fate) -> Vec<Stage> {
    let radiating = |rest: &[Stage]| [&[Stage::Warning, Stage::Beam], rest].concat();
    let fails = |fault| Stage::Ended(Ending::Faulted(fault));
    match fate {
        Fate::Completes => radiating(&[Stage::Completed, Stage::Image]),
        Fate::NoImage(why) => radiating(&[Stage::Completed, Stage::NoImage(why)]),
        Fate::Opens(input) => radiating(&[fails(LaneFault::Opened(input))]),
        Fate::SourceFails(code) => radiating(&[fails(LaneFault::Source(code))]),
        Fate::LosesLink => radiating(&[fails(LaneFault::LinkLost), Stage::Reconnected]),
        Fate::Refused(code) => vec![Stage::Ended(Ending::Refused(code))],
    }
}
