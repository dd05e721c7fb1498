//! A station without a complex, with the officers of a post at its desks.

use intrascope::domain::analysis::{Curve, FilterChain, Polarity};
use intrascope::domain::case::Case;
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::policy::Policy;
use intrascope::domain::purge::Term;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::{DocumentDraft, Draft, GoodsDraft};
use intrascope::domain::step::{Conclusion, Step, Verdict};
use intrascope::scanner;
use intrascope::scanner::source::SourceProfile;
use intrascope::station::actor::{self, DroppedFiles, Settings, Station};
use intrascope::station::clock::{Clock, Driver};
use intrascope::station::contract::day::{DayRequest, PolicyInForce};
use intrascope::station::contract::{Answer, Asker, Booth, Pin, Reply, Request};
use intrascope::station::handle::Handle;
use intrascope::station::sessions::RosterEntry;
use intrascope::store::{Options, Store, StoreHandle};
use intrascope::words::Language;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Who works at the post; the last is both operators.
const ROSTER: [(&str, Role); 6] = [
    ("akhmetov.a", Role::Oms),
    ("nurlanova.b", Role::Oac),
    ("sarsenov.d", Role::Supervisor),
    ("serik.b", Role::Supervisor),
    ("dauletov.e", Role::Oms),
    ("dauletov.e", Role::Oac),
];

/// Everybody's PIN.
pub const PIN: &str = "1204";

/// The station and its folder.
pub struct Desk {
    station: Station,
    /// Its store, for cases that no work at this desk leads to.
    pub store: StoreHandle,
    folder: TempDir,
    /// The clock that the station goes by.
    pub clock: Driver,
}

impl Desk {
    pub async fn open(policy: Policy) -> Self {
        Self::open_for(policy, &ROSTER).await
    }

    /// With these officers; without any it is a booth in service, whose accounts are made first.
    pub async fn open_for(policy: Policy, roster: &[(&str, Role)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let drop = folder.path().join("drop");
        std::fs::create_dir_all(&drop).unwrap();
        let (store, _) = Store::open(folder.path(), Options::sized(1 << 20, 0)).unwrap();
        let (lane, reports) = scanner::connect(scanner::simulator::driver(
            SourceProfile::SpellmanXrv,
            &folder.path().join("no-ports"),
            folder.path().to_owned(),
        ));
        let officers: Vec<Officer> = roster.iter().map(|(id, role)| officer(id, *role)).collect();
        let booth = Booth {
            post_name: "Майкапчагай".to_owned(),
            ic_name: "ИДК-2".to_owned(),
            post_code: "39855302".to_owned(),
            policy: PolicyInForce { policy, ..PolicyInForce::default() },
            roster: officers.clone(),
            training: None,
        };
        let (clock, driver) = Clock::driven(Clock::machine().now());
        let settings = Settings {
            retention: Term::default(),
            idle: actor::Idle::default(),
            booth: Arc::new(booth),
            roster: officers.into_iter().map(|officer| RosterEntry { officer, pin: Pin::new(PIN) }).collect(),
            outbox: folder.path().join("outbox"),
            printer: None,
            decoder: intrascope::station::decoding::Decoder::Here,
            dropped: DroppedFiles::Keep,
            clock,
        };
        let store = StoreHandle::spawn(store).unwrap();
        let station = actor::start(settings, store.clone(), lane, reports).await.unwrap();
        Self { station, store, folder, clock: driver }
    }

    /// The hold that other consoles are given.
    pub fn handle(&self) -> Handle {
        self.station.handle.clone()
    }

    pub async fn ask(&self, asker: Asker, request: Request) -> Answer {
        self.station.handle.ask(asker, request).await
    }

    pub async fn try_sign_in(&self, id: &str, role: Role) -> Result<Asker, Refusal> {
        let request = Request::SignIn { officer: officer(id, role).id, role, pin: Pin::new(PIN) };
        match self.ask(Asker::Nobody, request).await? {
            Reply::SignedIn(session) => Ok(Asker::Session(session.id)),
            other => panic!("{other:?}"),
        }
    }

    pub async fn sign_in(&self, id: &str, role: Role) -> Asker {
        self.try_sign_in(id, role).await.unwrap()
    }

    pub async fn register(&self, asker: Asker, draft: Draft) -> Result<Arc<Case>, Refusal> {
        self.ask(asker, Request::Register(Box::new(draft))).await.map(done)
    }

    /// Makes a case from a picture of 64 × 48 pixels that nobody has seen before.
    pub async fn import(&self, asker: Asker, name: &str) -> Arc<Case> {
        let path = self.folder.path().join(name);
        picture(&path);
        done(self.ask(asker, Request::Import { path }).await.unwrap())
    }

    pub async fn take(&self, asker: Asker, case: &Case, step: Step) -> Result<Arc<Case>, Refusal> {
        let (number, revision, pin) = (case.number.clone(), case.revision, Some(Pin::new(PIN)));
        let request = Request::Take { case: number, revision, step: Box::new(step), pin };
        self.ask(asker, request).await.map(done)
    }

    pub async fn print(&self, asker: Asker, case: &Case) -> Result<Arc<Case>, Refusal> {
        let (case, revision) = (case.number.clone(), case.revision);
        self.ask(asker, Request::PrintSheet { case, revision, language: Language::Ru }).await.map(done)
    }

    pub async fn day(&self, asker: Asker, request: DayRequest) -> Result<(), Refusal> {
        self.ask(asker, Request::Day(request)).await.map(drop)
    }

    /// The case as the station shows it now.
    pub async fn show(&self, asker: Asker, case: &Case) -> Arc<Case> {
        done(self.ask(asker, Request::ShowCase(case.number.clone())).await.unwrap())
    }

    pub fn outbox(&self) -> PathBuf {
        self.folder.path().join("outbox")
    }

    pub async fn close(self) {
        self.station.shutdown().await;
    }
}

pub fn officer(id: &str, role: Role) -> Officer {
    Officer { id: OfficerId::parse(id).unwrap(), name: id.into(), role }
}

/// A form as it is filled in for a truck that arrives.
pub fn draft() -> Draft {
    Draft {
        plate: "123ABC16".into(),
        documents: vec![DocumentDraft { number: "4471".into(), ..DocumentDraft::default() }],
        goods: vec![GoodsDraft {
            code: "0805".into(),
            description: "лимоны свежие".into(),
            gross: "20400".into(),
            ..GoodsDraft::default()
        }],
        ..Draft::default()
    }
}

/// A verdict with its texts, on the whole image.
pub fn conclusion(verdict: Verdict, analysis: &str, recommendation: &str) -> Conclusion {
    Conclusion {
        verdict,
        analysis: analysis.into(),
        recommendation: recommendation.into(),
        filters: FilterChain {
            low: 0,
            high: u16::MAX,
            curve: Curve::Linear,
            polarity: Polarity::Normal,
            sharpen: 0,
        },
        viewed_percent: 100,
        mark: None,
        record: None,
    }
}

fn done(reply: Reply) -> Arc<Case> {
    match reply {
        Reply::Done(case) | Reply::Case(case) => case,
        other => panic!("{other:?}"),
    }
}

fn picture(path: &Path) {
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), 64, 48);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels: Vec<u8> = (0..64 * 48u32).map(|place| u8::try_from(place % 251).unwrap()).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
}
