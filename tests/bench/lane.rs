//! The stop and a babbling line, on the running program: from the stop key to the wire, and what noise costs.
//!
//! `cargo bench --bench lane -- [--presses 300] [--scans 12] [--seconds 20]` starts the release binary twice: `intrascope simulator` on
//! pseudo terminals, and `intrascope demo` on those of relays between. It ends with 1 when a stop took longer than 20 ms (p99), or
//! one babbling line 5 % of a core.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench measures with the real clock, prints its table and stops at what it did not expect"
)]

#[path = "consoles/process.rs"]
mod process;
#[path = "lane/relay.rs"]
mod relay;
#[path = "lane/stops.rs"]
mod stops;
#[path = "../support"]
mod support {
    #[expect(dead_code, unused_imports, reason = "the whole booth is more than a lane")]
    pub mod booth;
}

use intrascope::domain::lane::DeviceKind;
use intrascope::words::Language;
use process::Usage;
use relay::{Babble, Relay, Wire, characters};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use stops::{Presses, Random};
use support::booth::{Booth, Seat, Vehicle};
use termlens::Terminal;

const BINARY: &str = env!("CARGO_BIN_EXE_intrascope");

/// A stop is on the wire by then, of a hundred times ninety-nine.
const STOP_LIMIT: Duration = Duration::from_millis(20);

/// What one babbling line may cost of one core.
const CPU_LIMIT: f64 = 5.0;

/// After a line changes what it says, until it is measured.
const SETTLING: Duration = Duration::from_secs(3);

/// What was asked on the command line.
struct Asked {
    presses: usize,
    scans: usize,
    seconds: u64,
}

fn main() -> ExitCode {
    let asked = ask();
    let folder = tempfile::tempdir().unwrap();
    let [near, far, drop] = ["near", "far", "drop"].map(|name| folder.path().join(name));
    std::fs::create_dir_all(&far).unwrap();
    let _simulator = Simulator::start(&near, &drop);
    let wire = Arc::new(Wire::default());
    let relays: Vec<Relay> =
        DeviceKind::ALL.into_iter().map(|kind| Relay::begin(kind, &near, &far, &wire)).collect();
    let terminal = console(folder.path(), &far, &drop);
    let pid = terminal.pid().unwrap();
    let mut booth = Booth::on(terminal, Language::Ru);
    booth.sign_in(Seat::Oms);
    println!("load {}", std::fs::read_to_string("/proc/loadavg").unwrap().trim());
    let stops = measure_stops(&mut booth, (&wire, &relays), &asked);
    let cpu = measure_cpu(&mut booth, pid, &relays, &asked);
    println!("load {}", std::fs::read_to_string("/proc/loadavg").unwrap().trim());
    booth.kill();
    let is_in_time = stops <= STOP_LIMIT;
    let is_cheap = cpu < CPU_LIMIT;
    println!("stop within 20 ms p99: {is_in_time}; one babbling line under 5 %: {is_cheap}");
    if is_in_time && is_cheap { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn ask() -> Asked {
    let mut asked = Asked { presses: 300, scans: 12, seconds: 20 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().unwrap().parse().unwrap();
        match word.as_str() {
            "--presses" => asked.presses = usize::try_from(number()).unwrap(),
            "--scans" => asked.scans = usize::try_from(number()).unwrap(),
            "--seconds" => asked.seconds = number(),
            // Cargo's own.
            "--bench" => {}
            other => panic!("unknown: {other}"),
        }
    }
    asked
}

/// The devices, as a process of their own; killed when this goes.
struct Simulator(Child);

impl Simulator {
    fn start(ports: &Path, drop: &Path) -> Self {
        let mut child = Command::new(BINARY)
            .args(["simulator", "--fast", "--ports"])
            .arg(ports)
            .arg("--drop")
            .arg(drop)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        // The last line is the drop folder's.
        said.lines().map_while(Result::ok).find(|line| line.starts_with("drop")).unwrap();
        Self(child)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn console(folder: &Path, ports: &Path, drop: &Path) -> Terminal {
    Terminal::builder()
        .size(80, 24)
        .env_clear()
        .env("TERM", "xterm-256color")
        .env("XDG_CONFIG_HOME", folder.join("none"))
        .args(["demo", "--lang", "ru", "--graphics", "half", "--data"])
        .arg(folder.join("data"))
        .arg("--ports")
        .arg(ports)
        .arg("--drop")
        .arg(drop)
        .spawn(BINARY)
        .unwrap()
}

/// The worst p99 of all rows.
fn measure_stops(booth: &mut Booth, (wire, relays): (&Arc<Wire>, &[Relay]), asked: &Asked) -> Duration {
    println!(
        "{:<52} {:>5} {:>8} {:>8} {:>8} {:>8} {:>5} {:>7}",
        "the stop key to the wire, ms", "n", "p50", "p90", "p99", "max", "lost", "beside"
    );
    let mut random = Random::new(0x1234_5678_9ABC_DEF1);
    std::thread::sleep(SETTLING);
    let mut worst = Duration::ZERO;
    for (what, babble) in [
        ("at rest, quiet lines", Babble::Quiet),
        ("at rest, all four flooding at line speed", Babble::AtSpeed),
        ("at rest, all four flooding as fast as taken", Babble::Flood),
    ] {
        for relay in relays {
            relay.set(babble);
        }
        let presses = stops::at_rest(booth, wire, asked.presses, &mut random);
        for relay in relays {
            relay.set(Babble::Quiet);
        }
        worst = worst.max(row(what, &presses));
    }
    std::thread::sleep(SETTLING * 2);
    if asked.scans > 0 {
        let (offs, permits) = stops::in_scans(booth, (wire, relays), asked.scans, &mut random);
        worst = worst.max(row("in scans, all four flooding: the source's off", &offs));
        if !permits.took.is_empty() {
            worst = worst.max(row("in scans, all four flooding: the portal's permit", &permits));
        }
    }
    worst
}

fn row(what: &str, presses: &Presses) -> Duration {
    let ms = |percent| presses.share(percent).as_secs_f64() * 1_000.0;
    println!(
        "{what:<52} {:>5} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>5} {:>7}",
        presses.took.len(),
        ms(50),
        ms(90),
        ms(99),
        ms(100),
        presses.lost,
        presses.beside,
    );
    presses.share(99)
}

/// The most that a single babbling line costs, percent of a core.
fn measure_cpu(booth: &mut Booth, pid: u32, relays: &[Relay], asked: &Asked) -> f64 {
    booth.wait_for_queue();
    println!(
        "{:<52} {:>7} {:>9} {:>9} {:>12}",
        "the whole console process", "CPU %", "RSS KiB", "grown", "babble B/s"
    );
    let everything = |_: DeviceKind| true;
    let span = Duration::from_secs(asked.seconds);
    cpu_row("the queue, quiet lines", pid, relays, (Babble::Quiet, &everything), span);
    booth.register(Vehicle::CITRUS);
    booth.admit();
    cpu_row("the lane's screen, quiet lines", pid, relays, (Babble::Quiet, &everything), span);
    let mut most = 0.0_f64;
    for babble in [Babble::AtSpeed, Babble::Flood] {
        let how = if babble == Babble::AtSpeed { "at line speed" } else { "as fast as taken" };
        for kind in DeviceKind::ALL {
            let what = format!("{} babbles {how} ({:.0} B/s)", kind.id(), characters(kind));
            let cost = cpu_row(&what, pid, relays, (babble, &|one| one == kind), span);
            most = most.max(cost);
        }
        cpu_row(&format!("all four babble {how}"), pid, relays, (babble, &everything), span);
    }
    most
}

fn cpu_row(
    what: &str,
    pid: u32,
    relays: &[Relay],
    (babble, of): (Babble, &dyn Fn(DeviceKind) -> bool),
    span: Duration,
) -> f64 {
    relays.iter().filter(|relay| of(relay.kind)).for_each(|relay| relay.set(babble));
    std::thread::sleep(SETTLING);
    let babbled = || relays.iter().map(|relay| relay.babbled.load(Ordering::SeqCst)).sum::<u64>();
    let (before, began, said) = (Usage::of(pid), Instant::now(), babbled());
    std::thread::sleep(span);
    let (took, spent) = (began.elapsed().as_secs_f64(), Usage::of(pid).since(before));
    let said = babbled() - said;
    for relay in relays {
        relay.set(Babble::Quiet);
    }
    #[expect(clippy::cast_precision_loss, reason = "figures of a table")]
    let (cpu, rate) = (spent.cpu_ms as f64 / took / 10.0, said as f64 / took);
    let grown = i64::try_from(spent.rss_kib).unwrap() - i64::try_from(before.rss_kib).unwrap();
    println!("{what:<52} {cpu:>7.2} {:>9} {grown:>9} {rate:>12.0}", spent.rss_kib);
    std::thread::sleep(SETTLING);
    cpu
}
