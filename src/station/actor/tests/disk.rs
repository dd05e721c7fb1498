//! A disk that really fills, under the real actor: a small tmpfs. Only root may mount one; elsewhere nothing is tested.

use super::{Desk, done, picture};
use crate::domain::analysis::FilterChain;
use crate::domain::case::Case;
use crate::domain::exemption::{Dimensions, GateAnswers};
use crate::domain::fact::BoothFact;
use crate::domain::refusal::Refusal;
use crate::domain::registration::{DocumentDraft, Draft, GoodsDraft};
use crate::domain::step::{Conclusion, Confirmation, LaneCheck, Step, Verdict};
use crate::domain::units::Millimetres;
use crate::station::contract::drafts::{DraftKey, FormKind};
use crate::station::contract::storage::DiskLevel;
use crate::station::contract::{Answer, Asker, Reply, Request};
use crate::store::{Options, StoreError, verify};
use crate::words::Language;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const MIB: u64 = 1 << 20;
const OPTIONS: Options = Options::sized(MIB, 4 * MIB);

/// A mounted tmpfs; unmounted when dropped.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=96m", "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        eprintln!("a small disk cannot be mounted here: the test goes on without it");
        None
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("filler")
    }

    fn free(&self) -> u64 {
        let found = rustix::fs::statvfs(self.folder.path()).unwrap();
        found.f_bavail * found.f_frsize
    }

    /// Fills it until no more than `left` bytes are free.
    fn fill(&self, left: u64) {
        let mut filler = File::options().append(true).create(true).open(self.filler()).unwrap();
        let block = vec![1; 4_096];
        while self.free() > left && filler.write_all(&block).is_ok() {}
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.folder.path()).status().ok();
    }
}

pub(super) fn draft() -> Draft {
    Draft {
        plate: "123ABC02".to_owned(),
        documents: vec![DocumentDraft { number: "7".to_owned(), ..DocumentDraft::default() }],
        goods: vec![GoodsDraft {
            code: "0808108000".to_owned(),
            description: "apples".to_owned(),
            gross: "1000".to_owned(),
            ..GoodsDraft::default()
        }],
        ..Draft::default()
    }
}

pub(super) fn verdict() -> Step {
    Step::GiveVerdict(Box::new(Conclusion {
        verdict: Verdict::WithoutSuspicion,
        analysis: "".into(),
        recommendation: "".into(),
        filters: FilterChain {
            low: 0,
            high: u16::MAX,
            curve: crate::domain::analysis::Curve::Linear,
            polarity: crate::domain::analysis::Polarity::Normal,
            sharpen: 0,
        },
        viewed_percent: 100,
        mark: None,
        record: None,
    }))
}

/// A case that lacks nothing but the scan.
pub(super) async fn at_the_lane(desk: &Desk, oms: Asker) -> std::sync::Arc<Case> {
    let case = done(desk.ask(oms, Request::Register(Box::new(draft()))).await);
    let metres = Millimetres(3_000);
    let dimensions = Dimensions { length: metres, width: metres, height: metres };
    let case = done(desk.step(oms, &case, Step::Admit(GateAnswers { dimensions })).await);
    let check = LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
    done(desk.step(oms, &case, Step::ConfirmLane(check)).await)
}

pub(super) fn refused(answer: Answer) -> Refusal {
    answer.expect_err("it is refused")
}

/// Files that somebody was still writing.
fn half_written(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(half_written(&path));
        } else if [".part", ".tmp"].iter().any(|end| name.ends_with(end)) || name.starts_with(".incoming") {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_scans_and_verdicts_and_nothing_else() {
    let Some(disk) = SmallDisk::mount() else { return };
    let data = disk.folder.path().join("data");
    let elsewhere = tempfile::tempdir().unwrap();
    let [first, second] = ["a.png", "b.png"].map(|name| elsewhere.path().join(name));
    picture(&first, 0);
    picture(&second, 1);
    let desk = Desk::open(&data, OPTIONS).await;
    let (oms, oac) = (desk.sign_in(0).await, desk.sign_in(1).await);
    let read = desk.import(&first).await;
    let read = done(desk.step(oac, &read, Step::BeginAnalysis).await);
    let truck = at_the_lane(&desk, oms).await;
    let scan = || Step::RequestScan { repeat_reason: None };

    let key = DraftKey::Case { number: read.number.clone(), form: FormKind::Verdict };
    let keep = |text: &str| Request::KeepDraft { key: key.clone(), text: text.to_owned() };
    desk.ask(oac, keep("before")).await.unwrap();

    disk.fill(4 * MIB);
    assert_eq!(refused(desk.ask(oac, keep("after")).await), Refusal::DiskFull);
    let kept = desk.ask(oac, Request::Draft(key.clone())).await;
    assert!(matches!(kept, Ok(Reply::Draft(Some(draft))) if draft.text == "before"));
    assert_eq!(refused(desk.step(oac, &read, verdict()).await), Refusal::DiskFull);
    assert_eq!(refused(desk.step(oms, &truck, scan()).await), Refusal::DiskFull);
    assert_eq!(refused(desk.ask(oms, Request::Register(Box::new(draft()))).await), Refusal::DiskFull);
    let import = Request::Import { path: second.clone() };
    assert_eq!(refused(desk.ask(Asker::CommandLine, import).await), Refusal::DiskFull);

    // Other programs write on, to the last block: what was reserved still takes facts.
    disk.fill(0);
    desk.ask(oac, Request::SignOut).await.unwrap();
    let oac = desk.sign_in(1).await;
    assert!(!data.join("reserve.bin").exists(), "the reserve was given back");
    desk.ask(oms, Request::StopScan).await.unwrap();
    assert!(matches!(desk.ask(oac, Request::OpenPicture(read.number.clone())).await, Ok(Reply::Picture(_))));
    assert_eq!(done(desk.ask(oac, Request::ShowCase(read.number.clone())).await), read);
    disk.fill(0);
    assert!(matches!(desk.store.put_original(second.clone(), None).await, Err(StoreError::DiskFull)));
    assert_eq!(refused(desk.step(oac, &read, verdict()).await), Refusal::DiskFull);
    assert_eq!(desk.store.disk().level, DiskLevel::Full);
    assert_eq!(half_written(&data), Vec::<PathBuf>::new());

    fs::remove_file(disk.filler()).unwrap();
    let cleared = done(desk.step(oac, &read, verdict()).await);
    assert!(!matches!(desk.step(oms, &truck, scan()).await, Err(Refusal::DiskFull)));
    let sheet = Request::PrintSheet {
        case: cleared.number.clone(),
        revision: cleared.revision,
        language: Language::Ru,
    };
    done(desk.ask(oac, sheet).await);
    desk.import(&second).await;
    let filled = |fact: &BoothFact| matches!(fact, BoothFact::DiskFilled { .. });
    assert_eq!(desk.booth_facts().await.iter().filter(|fact| filled(fact)).count(), 1, "told once");
    desk.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}
