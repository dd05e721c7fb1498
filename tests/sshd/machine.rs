//! A booth's machine: everything of the package in its place, in a namespace that ends with the test and leaves nothing behind.

use super::keys::Keys;
use super::log::Log;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// The program under test, before it is `/usr/bin/intrascope` of the machine.
const PROGRAM: &str = env!("CARGO_BIN_EXE_intrascope");

/// As the unit of the station says.
const STATION: [&str; 6] = [
    "setpriv",
    "--reuid=intrascope",
    "--regid=intrascope",
    "--groups=intrascope-oms,intrascope-oac,intrascope-sup,intrascope-serial",
    "--no-new-privs",
    "/usr/bin/intrascope",
];

/// What the tests of this file cannot do without.
const PROGRAMS: [&str; 6] = ["/usr/sbin/sshd", "ssh-keygen", "unshare", "nsenter", "setpriv", "useradd"];

/// The machine. Whoever drops it ends every process in it.
pub struct Machine {
    /// Its first process; its input held open keeps it.
    holder: Child,
    /// The number of the first process, as this side counts.
    first: String,
    pub keys: Keys,
    pub folder: TempDir,
}

/// A program of the machine that goes on, and what it says.
pub struct Service {
    child: Child,
    pub log: Log,
}

impl Drop for Service {
    fn drop(&mut self) {
        // What runs in the machine ends with it; here is only the program that went into it.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.holder.kill().ok();
        self.holder.wait().ok();
    }
}

impl Machine {
    /// `None`, with a message, where this account cannot make one.
    pub fn new() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            eprintln!("skipped: a real sshd and accounts of the machine need root");
            return None;
        }
        if let Some(missing) = PROGRAMS.into_iter().find(|program| !is_installed(program)) {
            eprintln!("skipped: {missing} is not installed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for name in ["machine", "keys"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut holder = Command::new("unshare")
            .args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh"])
            .arg(project.join("tests/sshd/booth.sh"))
            .args([folder.path().join("machine").as_os_str(), OsStr::new(PROGRAM)])
            .arg(project.join("docs/deploy"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (said, failed) = (holder.stdout.take().unwrap(), holder.stderr.take().unwrap());
        if !begins(said) {
            holder.kill().ok();
            holder.wait().unwrap();
            let why = std::io::read_to_string(failed).unwrap();
            eprintln!("skipped: this machine makes no other within it: {}", why.trim());
            return None;
        }
        let children = format!("/proc/{0}/task/{0}/children", holder.id());
        let first = fs::read_to_string(children).unwrap().trim().to_owned();
        let keys = Keys::new(&folder.path().join("keys"));
        let machine = Self { holder, first, keys, folder };
        machine.install(&machine.keys.path("authority.pub"), "/etc/ssh/intrascope-ca.pub");
        machine.install(&machine.keys.path("revoked"), "/etc/ssh/intrascope-revoked");
        Some(machine)
    }

    /// What stands before a command that runs in the machine.
    pub fn way_in(&self) -> [&str; 6] {
        ["nsenter", "--target", &self.first, "--mount", "--pid", "--"]
    }

    pub fn run(&self, command: &[&str]) -> Output {
        let way = self.way_in();
        let mut entered = Command::new(way[0]);
        succeed(entered.args(&way[1..]).args(command))
    }

    /// Runs the program as the station's own account.
    pub fn intrascope(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&STATION[..], arguments].concat());
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn install(&self, file: &Path, place: &str) {
        self.run(&["install", "-m", "0644", file.to_str().unwrap(), place]);
    }

    /// An account of the machine for a supervisor, as the guide says.
    pub fn enrol(&self, account: &str) {
        let options = ["--badname", "--no-create-home", "--home-dir", "/", "--shell", "/usr/bin/intrascope"];
        let rest = ["--groups", "intrascope-sup", "--password", "*", account];
        self.run(&[&["useradd"], &options[..], &rest[..]].concat());
    }

    pub fn start(&self, command: &[&str]) -> Service {
        let way = self.way_in();
        let mut child = Command::new(way[0])
            .args(&way[1..])
            .args(command)
            .env("LANG", "en")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Log::of(child.stderr.take().unwrap());
        Service { child, log }
    }

    /// The station with one of its settings files.
    pub fn station(&self, settings: &str) -> Service {
        let settings = format!("/etc/intrascope/{settings}.toml");
        let station =
            self.start(&[&STATION[..], &["station", "--lang", "en", "--config", &settings]].concat());
        station.log.wait_for(0, "The station works; seats: 3.");
        station
    }

    /// Ends a station as its service manager does.
    pub fn stop(&self, mut station: Service) {
        self.run(&["sh", "-c", "kill -TERM $(pidof intrascope)"]);
        assert!(station.child.wait().unwrap().success());
    }

    /// The simulated complex at its port.
    pub fn complex(&self) -> Service {
        let places = ["--ports", "/run/scanner", "--drop", "/srv/intrascope/drop", "--fast"];
        self.start(&[&STATION[..], &["simulator"], &places[..]].concat())
    }

    /// Debian's own sshd with its own settings and the shipped file, at a port of its own.
    pub fn sshd(&self) -> (Service, SocketAddr) {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (port, host) = (free.port().to_string(), self.keys.path("host"));
        let own = ["-p", &port, "-o", "ListenAddress=127.0.0.1", "-h", host.to_str().unwrap()];
        let sshd = self.start(&[&["/usr/sbin/sshd", "-D", "-e"], &own[..]].concat());
        sshd.log.wait_for(0, "Server listening on");
        (sshd, free)
    }

    /// A seat's socket, as seen from outside the machine.
    pub fn socket(&self, seat: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root/run/intrascope/{seat}.sock", self.first))
    }

    /// The names of the programs that an account runs.
    pub fn programs_of(&self, account: &str) -> BTreeSet<String> {
        let number = String::from_utf8(self.run(&["id", "-u", account]).stdout).unwrap();
        let uid = format!("Uid:\t{}\t", number.trim());
        let processes = fs::read_dir(format!("/proc/{}/root/proc", self.first)).unwrap();
        // A process may end while it is read.
        let statuses =
            processes.filter_map(|entry| fs::read_to_string(entry.unwrap().path().join("status")).ok());
        let name = |status: String| Some(status.lines().next()?.strip_prefix("Name:\t")?.to_owned());
        statuses.filter(|status| status.contains(&uid)).filter_map(name).collect()
    }
}

/// Runs a command that must succeed.
pub fn succeed(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn is_installed(program: &str) -> bool {
    let asked = Command::new(program).arg("-?").stdout(Stdio::null()).stderr(Stdio::null()).status();
    !matches!(asked, Err(error) if error.kind() == std::io::ErrorKind::NotFound)
}

fn begins(said: impl std::io::Read) -> bool {
    use std::io::BufRead;
    let mut line = String::new();
    std::io::BufReader::new(said).read_line(&mut line).is_ok_and(|_| line == "ready\n")
}
