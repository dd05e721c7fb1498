//! Many consoles at one booth: real `intrascope console` processes on terminals of their own look on at a running simulated scan.
//!
//! `cargo bench --bench consoles -- [--consoles 50] [--hostile]`, as root: a Unix account has eight consoles at most, so each process gets
//! a number of its own by `setpriv`. Without root there are eight. With `--hostile` some are stopped or killed during the scan, and
//! others flood, stay half-open, speak another version or say random bytes.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench measures with the real clock, prints its table and stops at what it did not expect"
)]

#[path = "consoles/hostile.rs"]
mod hostile;
#[path = "consoles/process.rs"]
mod process;
#[path = "consoles/station.rs"]
mod station;

use process::Usage;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use termlens::{Key, Terminal};

const BINARY: &str = env!("CARGO_BIN_EXE_intrascope");

/// How long a screen may take: fifty of them share the machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a sign-in may take.
const SIGN_IN: Duration = Duration::from_secs(8);

/// What is measured: five seconds of warning, and most of eighteen of beam.
const MEASURED: Duration = Duration::from_secs(20);

/// The first of the accounts that the consoles are given.
const FIRST_UID: usize = 50_000;

/// What was asked on the command line.
struct Asked {
    consoles: usize,
    hostile: bool,
    phase: Option<std::path::PathBuf>,
}

fn main() {
    let asked = ask();
    if let Some(folder) = &asked.phase {
        return station::run(folder, asked.consoles);
    }
    let folder = tempfile::tempdir().unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let mut station = Station::start(folder.path(), asked.consoles);
    // One after the other: the desk lists them as they come, and the OMS is to be the first.
    let mut consoles: Vec<Terminal> = (0..asked.consoles)
        .map(|place| sit_down(console(&station::socket(folder.path(), place), place), place))
        .collect();
    station.say("scan", "scanning");
    let (before, began) = (usages(&station, &consoles), Instant::now());
    let hostile = asked.hostile.then(|| hostile::begin(&station::socket(folder.path(), 0)));
    if asked.hostile {
        hostile::stop_and_kill(&mut consoles);
    }
    std::thread::sleep(MEASURED);
    let took = began.elapsed();
    let after = usages(&station, &consoles);
    let ticks = station.say("report", "ticks");
    table(&asked, &before, &after, took, &ticks);
    if let Some(hostile) = hostile {
        println!("hostile: {}", hostile.end());
    }
    drop(consoles);
}

fn ask() -> Asked {
    let is_root = rustix::process::getuid().is_root();
    let mut asked = Asked { consoles: if is_root { 50 } else { 8 }, hostile: false, phase: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--consoles" => asked.consoles = words.next().unwrap().parse().unwrap(),
            "--hostile" => asked.hostile = true,
            "--station" => asked.phase = words.next().map(Into::into),
            // Cargo's own.
            "--bench" => {}
            other => panic!("unknown: {other}"),
        }
    }
    asked
}

/// The station, with the simulated scanner, in a process of its own.
struct Station {
    child: Child,
    orders: ChildStdin,
    said: BufReader<ChildStdout>,
}

impl Station {
    fn start(folder: &Path, consoles: usize) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("--station")
            .arg(folder)
            .args(["--consoles", &consoles.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let orders = child.stdin.take().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut station = Self { child, orders, said };
        station.hear("ready");
        station
    }

    fn say(&mut self, order: &str, answer: &str) -> String {
        writeln!(self.orders, "{order}").unwrap();
        self.hear(answer)
    }

    fn hear(&mut self, answer: &str) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        assert!(line.starts_with(answer), "{line:?}");
        line.trim_start_matches(answer).trim().to_owned()
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn console(socket: &Path, place: usize) -> Terminal {
    let mut builder = Terminal::builder().size(80, 24).env_clear().env("TERM", "xterm-256color");
    let graphics = if place % 5 == 1 { "half" } else { "none" };
    let words = ["console", "--lang", "en", "--graphics", graphics, "--socket"];
    let program = if rustix::process::getuid().is_root() {
        let uid = format!("--reuid={}", FIRST_UID + place);
        builder = builder.args([uid.as_str(), "--regid=0", "--clear-groups", BINARY]);
        "setpriv"
    } else {
        BINARY
    };
    builder.env("PATH", "/usr/bin:/bin").args(words).arg(socket).spawn(program).unwrap()
}

fn wait(terminal: &mut Terminal, text: &str) {
    if let Err(error) = terminal.wait_until_for(|screen| screen.contains(text), PATIENCE) {
        panic!("«{text}» did not come:\n{error}");
    }
}

/// Signs a person in: the first is the OMS, who opens the case at the lane; the others look on at that.
fn sit_down(mut terminal: Terminal, place: usize) -> Terminal {
    wait(&mut terminal, "Account name and PIN");
    terminal.send_str(&station::id(place)).unwrap();
    wait(&mut terminal, &station::id(place));
    terminal.send(Key::Enter).unwrap();
    // Typed right behind the account the PIN was refused now and then, and nobody knows why yet: it is typed again.
    let name = station::name(place);
    let is_in = (0..3).any(|_| {
        terminal.send_str(station::PIN).unwrap();
        wait(&mut terminal, &"•".repeat(station::PIN.len()));
        terminal.send(Key::Enter).unwrap();
        terminal.wait_until_for(|screen| screen.contains(&name), SIGN_IN).is_ok()
    });
    assert!(is_in, "{name} is not signed in");
    if place == 0 {
        wait(&mut terminal, station::PLATE);
        terminal.send(Key::Enter).unwrap();
        wait(&mut terminal, "Interlock chain");
    } else {
        terminal.send(Key::F(6)).unwrap();
        // The answer to the sign-in comes before the state that a signed-in console is told.
        wait(&mut terminal, "▶ OMS seat");
        terminal.send(Key::Enter).unwrap();
        wait(&mut terminal, "Looking on: OMS");
    }
    terminal
}

fn usages(station: &Station, consoles: &[Terminal]) -> Vec<Usage> {
    let pids = consoles.iter().map(|terminal| terminal.pid().unwrap());
    std::iter::once(station.child.id()).chain(pids).map(Usage::of).collect()
}

fn table(asked: &Asked, before: &[Usage], after: &[Usage], took: Duration, ticks: &str) {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    println!(
        "{} consoles, hostile: {}, {:.1} s, load {}",
        asked.consoles,
        asked.hostile,
        took.as_secs_f64(),
        load.trim()
    );
    let spent: Vec<Usage> = before.iter().zip(after).map(|(before, after)| after.since(*before)).collect();
    println!("{:<34} {:>10} {:>10} {:>14}", "process", "CPU %", "RSS MiB", "written B/s");
    row("station with the simulated scanner", &spent[..1], took);
    row("OMS at the lane, words only", &spent[1..2], took);
    let watching = |is_half: bool| -> Vec<Usage> {
        (1..asked.consoles)
            .filter(|place| (place % 5 == 1) == is_half)
            .map(|place| spent[place + 1])
            .collect()
    };
    row("looking on, words only (mean)", &watching(false), took);
    row("looking on, half blocks (mean)", &watching(true), took);
    println!("ticks of 10 ms in the station: {ticks}");
    println!("the station's memory grew by {} KiB", after[0].rss_kib.saturating_sub(before[0].rss_kib));
}

fn row(what: &str, all: &[Usage], took: Duration) {
    let alive: Vec<&Usage> = all.iter().filter(|usage| usage.rss_kib > 0).collect();
    if alive.is_empty() {
        return;
    }
    let mean = |of: fn(&Usage) -> u64| {
        let sum: u64 = alive.iter().map(|usage| of(usage)).sum();
        let count = u32::try_from(alive.len()).unwrap();
        f64::from(u32::try_from(sum).unwrap()) / f64::from(count)
    };
    let seconds = took.as_secs_f64();
    println!(
        "{what:<34} {:>10.2} {:>10.1} {:>14.0}",
        mean(|usage| usage.cpu_ms) / seconds / 10.0,
        mean(|usage| usage.rss_kib) / 1_024.0,
        mean(|usage| usage.written) / seconds,
    );
}
