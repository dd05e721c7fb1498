//! Who is at the booth, and a case in every state for each of them.

use crate::support::desk::{Desk, PIN, conclusion, draft, officer};
use crate::wire::support::{Sockets, console, seat, supervisors};
use intrascope::domain::authority::Relation;
use intrascope::domain::case::CaseState;
use intrascope::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use intrascope::domain::fact::{CaseFact, Entry, Fact};
use intrascope::domain::number::{CaseNumber, ScanId};
use intrascope::domain::officer::{Role, SealNumber};
use intrascope::domain::policy::Policy;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use intrascope::domain::seat::{Place, Seat};
use intrascope::domain::step::{By, Confirmation, LaneCheck, SheetRecord, Verdict};
use intrascope::domain::supervision::{Outcome, OutcomeResult};
use intrascope::domain::time::booth_day;
use intrascope::domain::units::Millimetres;
use intrascope::remote::console_client::RemoteStation;
use intrascope::station::clock::Clock;
use intrascope::station::contract::{Asker, Pin, Reply, Request};
use std::path::PathBuf;

pub const ROLES: [Role; 3] = [Role::Oms, Role::Oac, Role::Supervisor];

/// The people who are asked for, each by what they have done with the cases; everybody has every role.
pub const PEOPLE: [(&str, Relation); 4] = [
    ("other.o", Relation::Other),
    ("runner.r", Relation::RanTheScan),
    ("judge.j", Relation::GaveTheVerdict),
    ("both.b", Relation::Both),
];

/// Who has done what the others have not.
const STRANGER: &str = "stranger.s";

/// Where people sit: two local seats, one that admits supervisors in the booth too, and the remote one.
pub fn seats() -> [Seat; 4] {
    [
        seat("oms", &[Role::Oms], Place::Local),
        seat("oac", &[Role::Oac], Place::Local),
        seat("lead", &[Role::Supervisor], Place::Local),
        supervisors(),
    ]
}

/// A station whose officers have every role, with its seats served.
pub struct Hall {
    pub desk: Desk,
    pub paths: Vec<(Seat, PathBuf)>,
    /// Holds the seats open.
    pub sockets: Sockets,
}

impl Hall {
    pub async fn open() -> Self {
        let roster: Vec<(&str, Role)> =
            PEOPLE.iter().flat_map(|(id, _)| ROLES.map(|role| (*id, role))).collect();
        Self::serve(Desk::open_for(Policy::default(), &roster).await).await
    }

    /// Serves the seats of a station.
    pub async fn serve(desk: Desk) -> Self {
        let mut sockets = Sockets::new(desk.handle());
        let mut paths = Vec::new();
        for seat in seats() {
            paths.push((seat.clone(), sockets.serve(seat).await));
        }
        Self { desk, paths, sockets }
    }

    pub fn path(&self, seat: &str) -> &PathBuf {
        &self.paths.iter().find(|(known, _)| known.name.as_str() == seat).unwrap().1
    }

    /// Makes the cases of one person, one in each state; the last is in analysis by the person.
    pub async fn cases(&self, who: usize) -> Vec<(CaseState, Reader, CaseNumber)> {
        let mut made = Vec::new();
        let columns = CaseState::ALL.map(|state| (state, Reader::Another)).into_iter();
        for (place, (state, reader)) in columns.chain([(CaseState::InAnalysis, Reader::Oneself)]).enumerate()
        {
            let serial = u32::try_from(who * 100 + place + 1).unwrap();
            let now = Clock::machine().now();
            let number = CaseNumber::new("39855302", booth_day(now), serial).unwrap();
            for (by, fact) in facts(PEOPLE[who], (state, reader), &number) {
                let fact = Fact::Case { number: number.clone(), fact };
                self.desk.store.append(Entry::new(now, by, fact)).await.unwrap();
            }
            let kept = self.desk.store.case(number.clone()).await.unwrap().unwrap();
            assert_eq!(kept.state, state, "the facts lead there");
            made.push((state, reader, number));
        }
        made
    }

    pub async fn close(self) {
        let Self { desk, sockets, .. } = self;
        drop(sockets);
        desk.close().await;
    }
}

/// Who reads the image of a case in analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Oneself,
    Another,
}

/// A console at a seat, and the session of a person there, or why there is none.
pub async fn sit(path: &std::path::Path, id: &str, role: Role) -> (RemoteStation, Result<Asker, Refusal>) {
    let station = console(path).await;
    let request = Request::SignIn { officer: officer(id, role).id, role, pin: Pin::new(PIN) };
    let session = match station.handle().ask(Asker::Nobody, request).await {
        Ok(Reply::SignedIn(session)) => Ok(Asker::Session(session.id)),
        Ok(other) => panic!("{other:?}"),
        Err(refusal) => Err(refusal),
    };
    (station, session)
}

/// What leads a case of a person into a state.
fn facts(
    (person, relation): (&str, Relation),
    (state, reader): (CaseState, Reader),
    number: &CaseNumber,
) -> Vec<(By, CaseFact)> {
    let own = |is_own: bool, role| By::Officer(officer(if is_own { person } else { STRANGER }, role));
    let (ran, gave) = match relation {
        Relation::Other => (false, false),
        Relation::RanTheScan => (true, false),
        Relation::GaveTheVerdict => (false, true),
        Relation::Both => (true, true),
    };
    let (oms, oac) = (own(ran, Role::Oms), own(gave, Role::Oac));
    let reader = own(reader == Reader::Oneself, Role::Oac);
    let supervisor = own(false, Role::Supervisor);
    let scan = ScanId::new(number, 1);
    let begun = vec![(oms.clone(), CaseFact::Registered(draft().check().unwrap()))];
    let admitted = [begun.clone(), vec![(oms.clone(), CaseFact::Admitted(gate()))]].concat();
    let checked = [admitted.clone(), vec![(oms.clone(), CaseFact::LaneConfirmed(lane_check()))]].concat();
    let requested = CaseFact::ScanRequested { scan: scan.clone(), kind: ScanKind::First };
    let scanning = [checked.clone(), vec![(oms.clone(), requested)]].concat();
    let end = ScanEnd::Completed { columns: 10, lost: 0, beam_ms: 9, dose_nsv: Some(1) };
    let awaiting =
        [scanning.clone(), vec![(By::Station, CaseFact::ScanEnded { scan: scan.clone(), end })]].concat();
    let accepted = CaseFact::ImageAccepted { scan, image: image(), manifest: None };
    let queued = [awaiting.clone(), vec![(By::Station, accepted)]].concat();
    let read = [queued.clone(), vec![(reader, CaseFact::AnalysisBegan)]].concat();
    let ruled = |verdict| {
        let given = CaseFact::VerdictGiven(Box::new(conclusion(verdict, "плотно", "досмотр")));
        [read.clone(), vec![(oac.clone(), given)]].concat()
    };
    let cleared = ruled(Verdict::WithoutSuspicion);
    let suspected = ruled(Verdict::UnderSuspicion);
    let printed = [cleared.clone(), vec![(oac.clone(), CaseFact::SheetPrinted(sheet()))]].concat();
    let handed =
        [suspected.clone(), vec![(oac.clone(), CaseFact::HandedOver { to: "Сапаров".into() })]].concat();
    match state {
        CaseState::Registered => begun,
        CaseState::Admitted => admitted,
        CaseState::LaneChecked => checked,
        CaseState::Scanning => scanning,
        CaseState::AwaitingImage => awaiting,
        CaseState::Queued => queued,
        CaseState::InAnalysis => read,
        CaseState::Cleared => cleared,
        CaseState::Printed => printed,
        CaseState::Suspected => suspected,
        CaseState::HandedOver => handed,
        CaseState::Closed => {
            let seal = SealNumber::parse("0417").unwrap();
            [printed, vec![(oac, CaseFact::Sealed { seal })]].concat()
        }
        CaseState::NotApplied => [begun, vec![(oms, CaseFact::NotApplied(exemption()))]].concat(),
        CaseState::Examined => [handed, vec![(supervisor, CaseFact::OutcomeRecorded(outcome()))]].concat(),
        CaseState::Cancelled => {
            let cancelled = CaseFact::Cancelled { reason: "уехал".into(), second: None };
            [begun, vec![(supervisor, cancelled)]].concat()
        }
    }
}

pub fn gate() -> GateAnswers {
    let size =
        Dimensions { length: Millimetres(18_700), width: Millimetres(2_500), height: Millimetres(4_000) };
    GateAnswers { dimensions: size }
}

pub fn exemption() -> Exemption {
    Exemption { ground: ExemptionGround::LiveAnimals, dimensions: None, alternative: "осмотр".into() }
}

pub fn lane_check() -> LaneCheck {
    LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed }
}

pub fn sheet() -> SheetRecord {
    SheetRecord { file: "a.pdf".into(), sha256: "0".repeat(64), printer: None }
}

pub fn outcome() -> Outcome {
    Outcome { result: OutcomeResult::Confirmed, found: "сигареты".into(), documents: Vec::new() }
}

fn image() -> ImageRecord {
    ImageRecord {
        sha256: ImageHash::parse(&"0a".repeat(32)).unwrap(),
        bytes: 3,
        format: "TIFF".into(),
        width: 200,
        height: 100,
        bits: 16,
        energies: 1,
        depth: Depth::Full,
    }
}
