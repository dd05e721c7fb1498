//! The real actor on a real store, with nobody at the scanner's link.

mod approvals;
mod day;
mod disk;
mod drafts;
mod exposures;
mod intake;
mod notes;
mod people;
mod policy;
mod purge;
mod seats;
mod stops;
mod supervision;
mod upkeep;

use super::*;
use crate::domain::analysis::{Curve, FilterChain, Polarity};
use crate::domain::fact::{BoothFact, Fact};
use crate::domain::officer::{OfficerId, Role};
use crate::domain::policy::{Complex, Policy};
use crate::domain::step::{Conclusion, Step, Verdict};
use crate::scanner;
use crate::scanner::source::SourceProfile;
use crate::station::clock::Clock;
use crate::station::contract::day::PolicyInForce;
use crate::station::contract::{Asker, Pin, Reply, Request, SessionId};
use crate::store::{MAX_ENTRIES, Options, Store};
use std::fs::File;
use std::path::Path;

/// How long a busy machine may take for what it does at once.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) const OFFICERS: [(&str, Role, &str); 3] = [
    ("akhmetov.a", Role::Oms, "1204"),
    ("nurlanova.b", Role::Oac, "3507"),
    ("serik.b", Role::Supervisor, "9001"),
];

pub(super) fn officer(place: usize) -> (Officer, Pin) {
    let (id, role, pin) = OFFICERS[place];
    (Officer { id: OfficerId::parse(id).unwrap(), name: id.into(), role }, Pin::new(pin))
}

/// A station on a data folder.
pub(super) struct Desk {
    station: Station,
    pub(super) store: StoreHandle,
}

impl Desk {
    pub(super) async fn open(data: &Path, options: Options) -> Self {
        Self::open_with(data, options, Term::days(0)).await
    }

    pub(super) async fn open_with(data: &Path, options: Options, retention: Term) -> Self {
        Self::open_by(data, options, |settings| Settings { retention, ..settings }).await
    }

    /// Opens with other settings than a test's usual ones.
    pub(super) async fn open_by(
        data: &Path,
        options: Options,
        change: impl FnOnce(Settings) -> Settings,
    ) -> Self {
        Self::open_as(data, options, change(booth(data))).await
    }

    /// A station with these settings.
    pub(super) async fn open_as(data: &Path, options: Options, settings: Settings) -> Self {
        Self::open_told(data, options, settings, None).await
    }

    /// A station that is told of the lane by whoever holds the other end of `told`, and by the scanner's driver otherwise.
    pub(super) async fn open_told(
        data: &Path,
        options: Options,
        settings: Settings,
        told: Option<mpsc::Receiver<LaneReport>>,
    ) -> Self {
        let (store, _) = Store::open(data, options).unwrap();
        let store = StoreHandle::spawn(store).unwrap();
        let driver =
            scanner::simulator::driver(SourceProfile::SpellmanXrv, &data.join("no-ports"), data.join("drop"));
        let (lane, reports) = scanner::connect(driver);
        let station = start(settings, store.clone(), lane, told.unwrap_or(reports)).await.unwrap();
        Self { station, store }
    }

    pub(super) async fn ask(&self, asker: Asker, request: Request) -> Answer {
        self.station.handle.ask(asker, request).await
    }

    pub(super) async fn sign_in(&self, place: usize) -> Asker {
        let (officer, pin) = officer(place);
        match self.ask(Asker::Nobody, Request::SignIn { officer: officer.id, role: officer.role, pin }).await
        {
            Ok(Reply::SignedIn(session)) => Asker::Session(SessionId(session.id.0)),
            other => panic!("{other:?}"),
        }
    }

    /// Imports an image, which makes a case.
    pub(super) async fn import(&self, path: &Path) -> Arc<crate::domain::case::Case> {
        done(self.ask(Asker::CommandLine, Request::Import { path: path.to_owned() }).await)
    }

    pub(super) async fn step(&self, asker: Asker, case: &crate::domain::case::Case, step: Step) -> Answer {
        let pin = Some(officer(1).1);
        let (case, revision) = (case.number.clone(), case.revision);
        self.ask(asker, Request::Take { case, revision, step: Box::new(step), pin }).await
    }

    /// Waits until a snapshot is so.
    pub(super) async fn until(&self, is_so: impl FnMut(&Arc<Snapshot>) -> bool) {
        let mut snapshots = self.station.handle.snapshot();
        tokio::time::timeout(PATIENCE, snapshots.wait_for(is_so)).await.unwrap().unwrap();
    }

    /// Waits for the next snapshot.
    pub(super) async fn next(&self) {
        let mut snapshots = self.station.handle.snapshot();
        snapshots.mark_unchanged();
        tokio::time::timeout(PATIENCE, snapshots.changed()).await.unwrap().unwrap();
    }

    /// What the journal holds of the booth.
    pub(super) async fn booth_facts(&self) -> Vec<BoothFact> {
        let entries = self.store.entries(1, MAX_ENTRIES).await.unwrap();
        entries
            .into_iter()
            .filter_map(|(_, entry)| match entry.fact {
                Fact::Booth { fact } => Some(fact),
                Fact::Case { .. } => None,
            })
            .collect()
    }

    pub(super) async fn close(self) {
        self.station.shutdown().await;
    }
}

pub(super) fn done(answer: Answer) -> Arc<crate::domain::case::Case> {
    match answer {
        Ok(Reply::Done(case) | Reply::Case(case)) => case,
        other => panic!("{other:?}"),
    }
}

pub(super) fn booth(data: &Path) -> Settings {
    let officers = [0, 1, 2].map(officer);
    let booth = Booth {
        post_name: "Post".to_owned(),
        ic_name: "IC".to_owned(),
        post_code: "39855302".to_owned(),
        policy: PolicyInForce {
            policy: Policy {
                complex: Complex { max_length_mm: 30_000, max_width_mm: 30_000, max_height_mm: 30_000 },
                ..Policy::default()
            },
            ..PolicyInForce::default()
        },
        roster: officers.iter().map(|(officer, _)| officer.clone()).collect(),
        training: None,
    };
    Settings {
        booth: Arc::new(booth),
        roster: officers.into_iter().map(|(officer, pin)| RosterEntry { officer, pin }).collect(),
        outbox: data.join("outbox"),
        printer: None,
        decoder: Decoder::Here,
        dropped: DroppedFiles::Keep,
        clock: Clock::machine(),
        retention: Term::days(0),
        idle: Idle::default(),
    }
}

/// A verdict without suspicion.
pub(super) fn clear() -> Step {
    let filters =
        FilterChain { low: 0, high: 1_000, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };
    Step::GiveVerdict(Box::new(Conclusion {
        verdict: Verdict::WithoutSuspicion,
        analysis: "".into(),
        recommendation: "".into(),
        filters,
        viewed_percent: 100,
        mark: None,
        record: None,
    }))
}

/// Writes a grey PNG whose pixels follow from `seed`.
pub(super) fn picture(path: &Path, seed: u8) {
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), 64, 48);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels: Vec<u8> = (0..64 * 48u32).map(|place| u8::try_from(place % 251).unwrap() ^ seed).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
}
