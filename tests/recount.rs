//! The program's figures against those of a script in another language that shares no line with it.
//!
//! The facts are random and in no order that a procedure would allow: what is counted must not depend on that.

use crate::support::oms::{image, officer, registration};
use intrascope::domain::Moment;
use intrascope::domain::analysis::{Curve, FilterChain, Polarity};
use intrascope::domain::case::CaseState;
use intrascope::domain::exemption::{Exemption, ExemptionGround};
use intrascope::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use intrascope::domain::lane::{Exposure, Followed, ImageFault, LaneFault, Microamps, TenthsKv};
use intrascope::domain::malfunction::{MalfunctionNumber, Service, Symptom};
use intrascope::domain::number::{CaseNumber, ScanId};
use intrascope::domain::officer::{Officer, OfficerId, Role, SealNumber};
use intrascope::domain::scan::{ScanEnd, ScanKind};
use intrascope::domain::step::{By, Conclusion, Verdict};
use intrascope::domain::supervision::{Outcome, OutcomeResult, Override};
use intrascope::store::{Options, Store};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Cases that the facts are spread over, and facts.
const CASES: u32 = 700;
const FACTS: u32 = 12_000;

/// `SplitMix64`: the same facts each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound)).unwrap()
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        let bound = u32::try_from(choices.len()).unwrap();
        choices[self.below(bound) as usize].clone()
    }
}

fn start() -> Moment {
    "2025-08-01T00:00:00Z".parse().unwrap()
}

fn number(serial: u32) -> CaseNumber {
    CaseNumber::parse(&format!("39855302/010825/{serial:06}")).unwrap()
}

fn people() -> Vec<By> {
    let clerk = |id: &str| Officer { id: OfficerId::parse(id).unwrap(), ..officer(Role::Oac) };
    let known = [Role::Oms, Role::Oac, Role::Supervisor].map(officer);
    known.into_iter().chain([clerk("b-2"), clerk("c.3")]).map(By::Officer).chain([By::Station]).collect()
}

fn conclusion(verdict: Verdict) -> Conclusion {
    let filters =
        FilterChain { low: 0, high: 1, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };
    let (analysis, recommendation) = ("а".into(), "р".into());
    Conclusion { verdict, analysis, recommendation, filters, viewed_percent: 100, mark: None, record: None }
}

/// Some beams tell everything, some nothing, some were never on.
fn exposure(random: &mut Random) -> Exposure {
    let told = |random: &mut Random, most: u32| (random.below(4) > 0).then(|| random.below(most));
    if random.below(10) == 0 {
        return Exposure::default();
    }
    Exposure {
        kv_max: told(random, 4_500).map(TenthsKv),
        current_max: told(random, 30_000).map(Microamps),
        beam_ms: random.below(3) * 10_321,
        charge_uas: told(random, 90_000),
        followed: random.of(&[Followed::ToItsEnd, Followed::ToItsEnd, Followed::Lost]),
        hours_before: told(random, 90_000),
        hours_after: told(random, 90_000),
        dose_nsv: told(random, 900),
        ..Exposure::default()
    }
}

fn case_fact(random: &mut Random, case: &CaseNumber) -> CaseFact {
    let scan = ScanId::new(case, 1);
    let verdict = random.of(&[Verdict::WithoutSuspicion, Verdict::UnderSuspicion]);
    let repeat = ScanKind::Repeat { reason: "смаз".into() };
    let completed = ScanEnd::Completed { columns: 9, lost: 0, beam_ms: 9, dose_nsv: Some(9) };
    let ends = [completed.clone(), completed, ScanEnd::Stopped, ScanEnd::Faulted(LaneFault::NoBeam)];
    match random.below(19) {
        17 | 18 => CaseFact::ScanExposed { scan, exposure: Box::new(exposure(random)), armed_by: None },
        0 => CaseFact::NotApplied(Exemption {
            ground: random.of(&ExemptionGround::ALL),
            dimensions: None,
            alternative: "осмотр".into(),
        }),
        1 => CaseFact::ScanRequested { scan, kind: random.of(&[ScanKind::First, repeat]) },
        2 | 3 => CaseFact::ScanEnded { scan, end: random.of(&ends) },
        4 | 5 => CaseFact::ImageAccepted { scan, image: image(), manifest: None },
        6 => CaseFact::ImageMissing { scan, why: ImageFault::NeverCame },
        7 => CaseFact::ImageUnfit { scan, reason: "темно".into() },
        8 | 9 => CaseFact::AnalysisBegan,
        10 | 11 => CaseFact::VerdictGiven(Box::new(conclusion(verdict))),
        12 => CaseFact::Overridden(Box::new(Override {
            reason: "иначе".into(),
            conclusion: conclusion(verdict),
            marks: Vec::new(),
            discrepancies: Vec::new(),
            second: None,
        })),
        13 => random.of(&[
            CaseFact::Reopened { reason: "снова".into(), second: None },
            CaseFact::Cancelled { reason: "уехал".into(), second: None },
            CaseFact::DelayExplained { state: CaseState::Queued, reason: "очередь".into() },
        ]),
        14 => random.of(&[
            CaseFact::Sealed { seal: SealNumber::parse("0417").unwrap() },
            CaseFact::HandedOver { to: "Серик Б.".into() },
        ]),
        _ => CaseFact::OutcomeRecorded(Outcome {
            result: random.of(&[OutcomeResult::Confirmed, OutcomeResult::NotConfirmed]),
            found: "=сигареты, \"х\"".into(),
            documents: Vec::new(),
        }),
    }
}

/// Facts over some four months; case facts with clocks that go back now and then, those of the booth in their order.
fn entries() -> Vec<Entry> {
    let mut random = Random(722);
    let (people, mut begun, mut stopped, mut found) = (people(), 0, Vec::new(), 0);
    let mut entries = Vec::new();
    for place in 0..FACTS {
        let at = start() + chrono::TimeDelta::milliseconds(i64::from(place) * 900_000);
        let fact = match random.below(100) {
            0 => {
                found += 1;
                let service = random.of(&[Service::Stopped, Service::InUse]);
                stopped.push(MalfunctionNumber(found));
                let symptom = Symptom { part: "лента".into(), symptom: "стоит".into(), service };
                Fact::Booth {
                    fact: BoothFact::MalfunctionFound { number: MalfunctionNumber(found), symptom },
                }
            }
            1..3 if !stopped.is_empty() => {
                let number = stopped.remove(0);
                let second = officer(Role::Supervisor);
                Fact::Booth { fact: BoothFact::ReturnedToService { number, second, approval: None } }
            }
            3..10 if begun < CASES => {
                begun += 1;
                let file = "скан.tif".into();
                let imported = CaseFact::Imported { file, image: image(), manifest: None, policy: None };
                let fact = random.of(&[CaseFact::Registered(registration()), imported]);
                Fact::Case { number: number(begun), fact }
            }
            10..13 => {
                let exposure = Box::new(exposure(&mut random));
                Fact::Booth { fact: BoothFact::SourceExposed { scan: None, exposure } }
            }
            _ if begun == 0 => Fact::Booth { fact: BoothFact::SignedIn },
            _ => {
                // Mostly the latest cases, as in a booth.
                let number = number(begun - random.below(begun.min(30)));
                Fact::Case { fact: case_fact(&mut random, &number), number }
            }
        };
        let jitter = match fact {
            Fact::Case { .. } => i64::from(random.below(40_000_000)) - 20_000_000,
            Fact::Booth { .. } => 0,
        };
        // Some do most of the work, so that some have enough outcomes for a rate.
        let by = people[random.below(6).min(random.below(6)) as usize].clone();
        entries.push(Entry::new(at + chrono::TimeDelta::milliseconds(jitter), by, fact));
    }
    entries
}

fn filled() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), Options::sized(1 << 20, 0)).unwrap();
    // What leads a case back into work is written after what the case was, not with it.
    let revives = |entry: &Entry| matches!(&entry.fact, Fact::Case { fact, .. } if fact.revives());
    for write in entries().chunk_by(|_, next| !revives(next)) {
        for fate in store.append_all(write) {
            fate.unwrap();
        }
    }
    store.close().unwrap();
    dir
}

fn program(dir: &Path, args: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intrascope"));
    let output = command.args(args).arg("--data").arg(dir).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn recounted(journal: &[u8], from: &str, to: &str) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recount.py");
    let mut command = Command::new("python3");
    command.arg(script).args(["--from", from, "--to", to]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(journal).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn an_independent_recount_comes_to_the_same_figures() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3 to recount with");
        return;
    }
    let dir = filled();
    let journal = program(dir.path(), &["journal", "--json"]);
    assert_eq!(std::str::from_utf8(&journal).unwrap().lines().count(), FACTS as usize);
    for (from, to) in [
        ("2025-08-01", "2025-08-01"),
        ("2025-08-05", "2025-08-11"),
        ("2025-09-01", "2025-09-30"),
        ("2025-07-01", "2025-12-31"),
        ("2026-02-01", "2026-02-28"),
    ] {
        let counted = program(dir.path(), &["stats", "--json", "--from", from, "--to", to]);
        let counted: Value = serde_json::from_slice(&counted).unwrap();
        assert_eq!(counted, recounted(&journal, from, to), "{from} to {to}");
    }
    let year = program(dir.path(), &["stats", "--json", "--from", "2025-07-01", "--to", "2025-12-31"]);
    let year: Value = serde_json::from_slice(&year).unwrap();
    let counted = |path: &str| year.pointer(path).unwrap().as_u64().unwrap();
    assert_eq!(counted("/facts"), u64::from(FACTS));
    for path in [
        "/exposures/scans",
        "/exposures/outside",
        "/exposures/lost",
        "/exposures/without_charge",
        "/exposures/kv_max",
        "/exposures/hours_tenths",
        "/cases/finished",
        "/waiting/left_out",
        "/service/downtime_ms",
        "/confirmed/part",
        "/late_steps",
    ] {
        assert!(counted(path) > 0, "{path} is tried");
    }
    let rates = year.pointer("/people").unwrap().as_array().unwrap();
    let has_rate = |person: &&Value| person.pointer("/hit_rate/permille").unwrap().is_u64();
    assert!(rates.iter().any(|person| has_rate(&person)) && !rates.iter().all(|person| has_rate(&person)));
}

/// What a booth would have, made through the station's own requests.
#[test]
fn days_of_a_busy_post_are_recounted_alike() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3 to recount with");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    program(dir.path(), &["demo", "--month", "--days", "2", "--trucks", "40", "--seed", "722"]);
    let journal = program(dir.path(), &["journal", "--json"]);
    for (from, to) in
        [("2026-10-01", "2026-10-01"), ("2026-10-01", "2026-10-03"), ("2026-10-02", "2026-10-02")]
    {
        let counted = program(dir.path(), &["stats", "--json", "--from", from, "--to", to]);
        let counted: Value = serde_json::from_slice(&counted).unwrap();
        assert_eq!(counted, recounted(&journal, from, to), "{from} to {to}");
        let registered = counted.pointer("/cases/registered").unwrap().as_u64().unwrap();
        assert!(registered > 20, "{from} to {to}: {registered}");
    }
}

#[test]
fn what_is_asked_of_the_journal_is_what_comes() {
    let dir = filled();
    let lines = |args: &[&str]| -> Vec<Value> {
        let printed = String::from_utf8(program(dir.path(), args)).unwrap();
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let all = lines(&["journal", "--json"]);
    let seqs = |lines: &[Value]| lines.iter().map(|line| line["seq"].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!(seqs(&all), (1..=u64::from(FACTS)).collect::<Vec<_>>());
    assert_eq!(lines(&["journal", "--json", "--limit", "3"]), all[all.len() - 3..]);
    let fitting =
        |fits: &dyn Fn(&Value) -> bool| all.iter().filter(|line| fits(line)).cloned().collect::<Vec<_>>();
    let scans =
        ["lane_confirmed", "scan_requested", "scan_ended", "image_accepted", "image_missing", "image_unfit"];
    let is_scan = |line: &Value| scans.contains(&line["fact"].as_str().unwrap());
    assert_eq!(lines(&["journal", "--json", "--kind", "scan"]), fitting(&is_scan));
    assert_eq!(lines(&["journal", "--json", "--person", "b-2"]), fitting(&|line| line["id"] == "b-2"));
    let case = number(17).to_string();
    assert_eq!(
        lines(&["journal", "--json", "--case", "17"]),
        fitting(&|line| line["number"] == case.as_str())
    );
    let exposures = ["scan_exposed", "source_exposed"];
    let is_exposure = |line: &Value| exposures.contains(&line["fact"].as_str().unwrap());
    let told = fitting(&is_exposure);
    assert!(told.len() > 100);
    assert_eq!(lines(&["journal", "--json", "--kind", "exposure"]), told);
    assert_eq!(lines(&["journal", "--json", "--exposures"]), told);
    let table = String::from_utf8(program(dir.path(), &["journal", "--exposures", "--lang", "kk"])).unwrap();
    assert_eq!(table.lines().count(), told.len() + 2, "a note, the names of the columns, and a line each");
    assert!(!table.contains('⟨'));
    let since = |line: &Value| line["at"].as_str().unwrap() >= "2025-09-30T19:00:00";
    assert_eq!(lines(&["journal", "--json", "--since", "2025-10-01"]), fitting(&since));
    let text =
        String::from_utf8(program(dir.path(), &["journal", "--limit", "500", "--lang", "en"])).unwrap();
    assert_eq!(text.lines().count(), 500);
    assert!(text.contains("Analysis begun") && !text.contains('⟨'), "{text}");
    let figures =
        String::from_utf8(program(dir.path(), &["stats", "--from", "2025-09-01", "--to", "2025-09-30"]));
    assert!(!figures.unwrap().contains('⟨'));
    let cells = String::from_utf8(program(dir.path(), &["stats", "--csv", "--from", "01.09.2025"])).unwrap();
    assert!(
        cells.lines().all(|line| line.contains(',')) && cells.contains("\nsuspicion.permille,"),
        "{cells}"
    );
}
