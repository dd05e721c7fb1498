//! A whole station on a folder, with both officers signed in.

use crate::lane;
use anyhow::{Context, Result, bail};
use intrascope::domain::case::{Case, CaseRow};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::policy::{Complex, Policy};
use intrascope::station::actor::{self, DroppedFiles, Settings, Station};
use intrascope::station::clock::Clock;
use intrascope::station::contract::day::PolicyInForce;
use intrascope::station::contract::{Asker, Booth as Sign, Pin, Reply, Request, SessionId, StoreHealth};
use intrascope::station::handle::Handle;
use intrascope::station::sessions::RosterEntry;
use intrascope::store::{MAX_ROWS, OpenReport, Options, Store, StoreHandle};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Small segments, so that many cuts and kills meet the beginning of one: some 60 facts each.
pub const OPTIONS: Options = Options::sized(32 * 1024, 0);

/// The OAC's PIN, asked for again at the verdict.
const PINS: [&str; 2] = ["1204", "3507"];

/// A running station and the two who work at it.
pub struct Booth {
    station: Station,
    pub handle: Handle,
    pub oms: SessionId,
    pub oac: SessionId,
    /// Which case is before the scanner.
    pub at_scanner: Arc<AtomicU64>,
}

/// Opens a folder as every start does.
pub fn open(dir: &Path) -> Result<(Store, OpenReport)> {
    Store::open(dir, OPTIONS).context("the folder does not open")
}

impl Booth {
    pub async fn start(dir: &Path) -> Result<Self> {
        let (store, _) = open(dir)?;
        let lane = lane::begin(&dir.join("drop")).await?;
        let roster = officers()?;
        let settings = Settings {
            booth: Arc::new(sign(&roster)),
            roster: roster
                .iter()
                .zip(PINS)
                .map(|(officer, pin)| RosterEntry { officer: officer.clone(), pin: Pin::new(pin) })
                .collect(),
            outbox: dir.join("outbox"),
            printer: None,
            decoder: intrascope::station::decoding::Decoder::Here,
            dropped: DroppedFiles::Remove,
            retention: intrascope::domain::purge::Term::default(),
            idle: actor::Idle::default(),
            clock: Clock::machine(),
        };
        let station = actor::start(settings, StoreHandle::spawn(store)?, lane.handle, lane.reports).await?;
        let handle = station.handle.clone();
        let mut sessions = Vec::new();
        for (officer, pin) in roster.iter().zip(PINS) {
            let request =
                Request::SignIn { officer: officer.id.clone(), role: officer.role, pin: Pin::new(pin) };
            match handle.ask(Asker::Nobody, request).await? {
                Reply::SignedIn(session) => sessions.push(session.id),
                other => bail!("not signed in: {other:?}"),
            }
        }
        let [oms, oac] = sessions[..] else { bail!("two officers sign in") };
        Ok(Self { station, handle, oms, oac, at_scanner: lane.case })
    }

    /// Waits until a scan may be requested.
    pub async fn lane_is_ready(&self) -> Result<()> {
        self.handle.snapshot().wait_for(|now| now.lane.impediment().is_none()).await?;
        Ok(())
    }

    /// Asks for what ends with a fact of a case.
    pub async fn ask(&self, who: SessionId, request: Request) -> Result<Arc<Case>> {
        match self.handle.ask(Asker::Session(who), request).await? {
            Reply::Done(case) => Ok(case),
            other => bail!("no fact: {other:?}"),
        }
    }

    /// Whether the store still keeps; once it does not, nothing may be acknowledged any more.
    pub fn keeps(&self) -> Result<()> {
        match &self.handle.snapshot().borrow().store {
            StoreHealth::Failed(why) => bail!("the store failed: {why}"),
            StoreHealth::Keeps => Ok(()),
        }
    }

    /// The newest rows, as many as one answer may hold.
    pub async fn rows(&self) -> Result<Vec<CaseRow>> {
        let request = Request::ListCases { before: None, limit: MAX_ROWS };
        match self.handle.ask(Asker::CommandLine, request).await? {
            Reply::Rows(rows) => Ok(rows),
            other => bail!("no rows: {other:?}"),
        }
    }

    /// Returns when the store has done all that was asked of it before.
    pub async fn wait_for_store(&self) -> Result<()> {
        self.rows().await.map(drop)
    }

    pub fn pin() -> Pin {
        Pin::new(PINS[1])
    }

    pub async fn end(self) {
        self.station.shutdown().await;
    }
}

fn officers() -> Result<[Officer; 2]> {
    Ok([
        Officer { id: OfficerId::parse("akhmetov.a")?, name: "Ахметов А.".into(), role: Role::Oms },
        Officer {
            id: OfficerId::parse("nurlanova.b")?, name: "Нурланова Б.".into(), role: Role::Oac
        },
    ])
}

fn sign(roster: &[Officer]) -> Sign {
    Sign {
        post_name: "Майқапшағай".to_owned(),
        ic_name: "ИДК-2".to_owned(),
        post_code: "39855302".to_owned(),
        policy: PolicyInForce {
            policy: Policy {
                complex: Complex { max_length_mm: 26_000, max_width_mm: 3_000, max_height_mm: 4_600 },
                ..Policy::default()
            },
            ..PolicyInForce::default()
        },
        roster: roster.to_vec(),
        training: None,
    }
}
