//! The lane as it lives: deeds are done to it, time passes, and every step is judged.

use super::booth::{Booth, Deed, Move, Start, Trouble, WARM};
use super::judge::Judge;
use super::screen;
use crate::support::lane::scan;
use crate::support::virtual_lane::VirtualLane;
use intrascope::domain::lane::{ImageFault, Impediment, LaneView, Stage};
use intrascope::domain::number::ScanId;
use intrascope::domain::scan::ScanEnd;
use intrascope::scanner::driver::DriverSettings;
use intrascope::scanner::drop;
use intrascope::scanner::simulator;
use intrascope::scanner::simulator::world::DropForm;
use intrascope::scanner::supervisor::{LastUse, Schedule, Step};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// The view is looked at so often, in steps.
const LOOK: u32 = 4;

/// Whatever happened, a lane that was put right is ready again within this time: warm-up, backgrounds, darks.
const RECOVERY: u32 = 90;

/// What lives went through.
#[derive(Debug, Default)]
pub struct Reached {
    pub stages: BTreeSet<String>,
    pub deeds: BTreeSet<String>,
    pub ends: BTreeSet<String>,
    pub faults: BTreeSet<String>,
    pub images: BTreeSet<String>,
}

impl Reached {
    pub fn add(&mut self, other: Self) {
        self.stages.extend(other.stages);
        self.deeds.extend(other.deeds);
        self.ends.extend(other.ends);
        self.faults.extend(other.faults);
        self.images.extend(other.images);
    }
}

/// A lane, its judge, and its drop folder.
pub struct Life {
    start: Start,
    lane: VirtualLane,
    judge: Judge,
    folder: Option<TempDir>,
    dropped: usize,
    /// Scans whose images were not looked for yet.
    images: Vec<ScanId>,
    asked: u32,
    starts: u32,
    steps: u32,
    reached: Reached,
}

fn settings(start: Start, last_use: LastUse) -> DriverSettings {
    let step = |kv_percent| Step { kv_percent, current_percent: kv_percent, hold_s: 2 };
    let mut settings = simulator::driver(start.profile, Path::new("/"), PathBuf::from("/"));
    settings.last_use = last_use;
    settings.rules.conditioning = vec![Schedule { idle_days: 1, steps: vec![step(50), step(100)] }];
    settings
}

/// The word of an enum, without what it carries.
fn word(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
}

impl Life {
    /// Four devices that are switched on, and left alone for as long as a healthy lane needs.
    pub fn begin(booth: &Booth) -> Self {
        let start = booth.start;
        let last_use = if start.is_cold { LastUse::Unknown } else { LastUse::Now };
        let lane = VirtualLane::with(settings(start, last_use), start.profile, start.seed);
        let mut life = Self {
            start,
            lane,
            judge: Judge::default(),
            folder: None,
            dropped: 0,
            images: Vec::new(),
            asked: 0,
            starts: 0,
            steps: 0,
            reached: Reached::default(),
        };
        life.pass(booth, WARM);
        let expected = start.is_cold.then_some(Impediment::WarmupRequired);
        let impediment = life.lane.view().impediment();
        assert!(impediment.is_none() || impediment == expected, "{impediment:?} {:?}", life.lane.view());
        life
    }

    /// Does the deeds, and lets the time pass.
    pub fn take(&mut self, what: &Move, booth: &Booth) {
        for deed in &what.deeds {
            self.reached.deeds.insert(format!("{deed:?}"));
            self.act(*deed);
            self.judge.read(&self.lane, booth);
        }
        self.look();
        self.pass(booth, Duration::from_millis(u64::from(what.millis)));
    }

    fn act(&mut self, deed: Deed) {
        let now = self.lane.now();
        match deed {
            Deed::Request => {
                // Refused for whatever is in its way.
                self.request().ok();
            }
            Deed::Prepare => {
                if self.lane.prepare().is_ok() && matches!(self.lane.view().stage, Stage::Armed { .. }) {
                    self.judge.authorise(now);
                }
            }
            Deed::Stop => {
                self.lane.stop();
                self.judge.revoke(now);
            }
            Deed::Acknowledge => {
                // Refused while the cause is there.
                self.lane.acknowledge().ok();
            }
            Deed::LookForImage => self.look_for_image(),
            Deed::TurnKey => self.lane.world.turn_key(),
            Deed::Switch(trouble) => {
                let is_on = !self.is_on(trouble);
                self.switch(trouble, is_on);
            }
            Deed::Mend => self.mend(),
            Deed::PowerCycle(kind) => {
                self.starts += 1;
                self.lane.power_cycle(kind, self.start.profile, self.starts);
            }
            Deed::ChangeVehicle => self.lane.world.change_vehicle(),
            Deed::RestartConsole => {
                self.lane.restart(LastUse::Now, settings(self.start, LastUse::Now));
                self.judge.forget(now);
                // A console that begins anew awaits what the station has it await: see the station's own tests.
                self.images.clear();
            }
        }
    }

    fn request(&mut self) -> Result<ScanId, Impediment> {
        let id = scan(self.asked + 1);
        let view = self.lane.view();
        self.lane.request(&id)?;
        self.asked += 1;
        assert_eq!(view.impediment(), None, "the screen said that it may not be requested");
        assert!(self.images.is_empty(), "the last image is awaited");
        self.judge.accept(id.clone(), self.lane.now());
        Ok(id)
    }

    fn is_on(&mut self, trouble: Trouble) -> bool {
        match trouble {
            Trouble::Line(kind, fault) => self.lane.has(kind, fault),
            Trouble::Device(fault) => self.lane.world.has(fault),
        }
    }

    fn switch(&mut self, trouble: Trouble, is_on: bool) {
        match trouble {
            Trouble::Line(kind, fault) => self.lane.line(kind, fault, is_on),
            Trouble::Device(fault) => self.lane.device(fault, is_on),
        }
    }

    fn mend(&mut self) {
        for trouble in Trouble::all() {
            self.switch(trouble, false);
        }
        self.lane.world.turn_key();
    }

    fn pass(&mut self, booth: &Booth, time: Duration) {
        let end = self.lane.now() + time;
        while self.lane.now() < end {
            self.lane.step();
            self.judge.step(&mut self.lane, booth);
            self.receive_images();
            self.steps += 1;
            if self.steps.is_multiple_of(LOOK) {
                let view = self.look();
                assert_eq!(view.fault, self.judge.latched, "a fault that was not told, or is not shown");
                screen::judge(&view, &self.judge, booth);
            }
        }
    }

    /// What the screen's view is at this instant.
    fn look(&mut self) -> LaneView {
        let view = self.lane.view();
        self.reached.stages.insert(word(&view.stage));
        // A warm-up ends without a report of its own: its stages do.
        let is_over = matches!(
            view.stage,
            Stage::Ready | Stage::Standby | Stage::WarmupRequired | Stage::CalibratingDark
        );
        if is_over && self.judge.running.is_none() {
            self.judge.revoke(self.lane.now());
        }
        view
    }

    /// What the complex drops is written as it has it: whole, under another name, or with another byte.
    fn receive_images(&mut self) {
        while let Some((id, form)) = self.lane.dropped.get(self.dropped).cloned() {
            self.dropped += 1;
            assert!(self.judge.ends.contains_key(&id), "an image of no scan");
            let folder = self.folder.get_or_insert_with(|| TempDir::new().unwrap());
            write(folder.path(), &id, form);
        }
        self.images.append(&mut self.lane.awaited);
    }

    /// The image that is awaited is proved against its manifest: only a scan's own, whole, is its image.
    fn look_for_image(&mut self) {
        let Some(id) = self.images.pop() else { return };
        let folder =
            self.folder.as_ref().map_or(PathBuf::from("/nowhere"), |folder| folder.path().to_owned());
        let form = self.lane.dropped.iter().find(|(of, _)| *of == id).map(|(_, form)| *form);
        let found = drop::look(&folder, &id);
        match (form, &found) {
            (Some(DropForm::True), Some(Ok(image))) => {
                assert!(image.path.ends_with(drop::image_name(&id)));
            }
            (Some(DropForm::Altered), Some(Err(ImageFault::DigestDiffers)))
            | (Some(DropForm::Misnamed) | None, None) => {}
            _ => panic!("{form:?} was taken as {found:?}"),
        }
        self.reached.images.insert(format!("{form:?}"));
        self.lane.supervisor.image_settled(self.lane.now(), &id);
    }

    /// No scan has two ends, and each has one but the one that is on and those whose console died.
    pub fn check_books(&self) {
        for (scan, ends) in &self.judge.ends {
            let is_open = self.judge.orphans.contains(scan)
                || self.judge.running.as_ref().is_some_and(|(running, _)| running == scan);
            assert_eq!(ends.len(), usize::from(!is_open), "{scan}: {ends:?}");
        }
    }

    /// All is put right: the lane becomes ready by an officer's hand, no beam comes by itself, and a whole scan is made.
    pub fn end(mut self, mut booth: Booth) -> Reached {
        let mut go = |life: &mut Self, deeds: &[Deed], millis| {
            let what = Move { deeds: deeds.to_vec(), millis };
            booth.take(&what);
            life.take(&what, &booth);
        };
        go(&mut self, &[Deed::Mend, Deed::Stop], 3_000);
        let mut rounds = 0;
        while self.lane.view().impediment().is_some() {
            go(&mut self, &[Deed::Mend, Deed::Acknowledge, Deed::LookForImage], 500);
            let view = self.lane.view();
            let deeds = [Deed::Prepare];
            let is_cold = view.stage == Stage::WarmupRequired;
            go(&mut self, if is_cold { &deeds } else { &[] }, 500);
            rounds += 1;
            assert!(rounds < RECOVERY, "a lane that was put right is not ready: {view:#?}");
        }
        let before = self.judge.ends.len();
        go(&mut self, &[Deed::Request], 13_000);
        go(&mut self, &[Deed::LookForImage], 100);
        assert_eq!(self.judge.ends.len(), before + 1, "{:?}", self.lane.view());
        self.check_books();
        for (scan, form) in &self.lane.dropped {
            let ends = self.judge.ends.get(scan).map(Vec::as_slice);
            let is_whole = matches!(ends, Some([ScanEnd::Completed { .. }]));
            assert!(
                is_whole || self.judge.orphans.contains(scan),
                "an image of {scan} as {form:?}: {ends:?}"
            );
        }
        let last = self.judge.ends.get(&scan(self.asked)).map(Vec::as_slice);
        assert!(matches!(last, Some([ScanEnd::Completed { .. }])), "{last:?}");
        self.reached()
    }

    /// What this life went through.
    pub fn reached(mut self) -> Reached {
        self.reached.ends.extend(self.judge.ends.values().flatten().map(word));
        self.reached.faults.extend(self.judge.raised);
        self.reached
    }
}

/// The files of a scan, as the complex would write them.
fn write(folder: &Path, id: &ScanId, form: DropForm) {
    let named = if form == DropForm::Misnamed { &scan(999_999) } else { id };
    let mut bytes = format!("the picture of {id}").into_bytes();
    let manifest = drop::Manifest {
        scan_id: named.to_string(),
        file: drop::image_name(named),
        bytes: u64::try_from(bytes.len()).unwrap(),
        sha256: Sha256::digest(&bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
        significant_bits: 16,
        energies: 1,
    };
    if form == DropForm::Altered {
        bytes[0] ^= 1;
    }
    std::fs::write(folder.join(drop::image_name(named)), bytes).unwrap();
    std::fs::write(folder.join(drop::manifest_name(named)), serde_json::to_vec(&manifest).unwrap()).unwrap();
}
