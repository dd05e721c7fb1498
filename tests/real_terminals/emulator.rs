//! The terminal emulators, each started as a person would, on a display of its own, with a command inside.

use super::display::{Display, is_here};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long an emulator may take on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_mins(3);

/// Columns and rows of every terminal here: room for 1,600 × 400 pixels at ten by twenty, and the last row free.
pub const CELLS: (u16, u16) = (170, 50);

/// An emulator as it is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emulator {
    /// xterm with its own limit of 1000×1000 pixels a picture.
    Xterm,
    /// xterm that takes pictures of any size.
    XtermRaised,
    /// xterm whose `TERM` and font are those of a console: sixteen colours, no braille.
    Console,
    Mlterm,
    Kitty,
    /// The terminal of `PuTTY`.
    Pterm,
    /// tmux in an xterm; whether it passes sequences through.
    Tmux(Passthrough),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passthrough {
    On,
    Off,
}

impl Emulator {
    /// The program, and the package that brings it.
    fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::Xterm | Self::XtermRaised | Self::Console => ("xterm", "xterm"),
            Self::Mlterm => ("mlterm", "mlterm"),
            Self::Kitty => ("kitty", "kitty libgl1-mesa-dri"),
            Self::Pterm => ("pterm", "pterm"),
            Self::Tmux(_) => ("tmux", "tmux xterm"),
        }
    }

    fn command(self, script: &Path, folder: &Path) -> Command {
        let (columns, rows) = CELLS;
        let geometry = format!("{columns}x{rows}+0+0");
        let xterm = |options: &[&str]| {
            let mut command = Command::new("xterm");
            command.args(["-b", "0", "-bg", "black", "-fg", "gray90", "-geometry", &geometry]).args(options);
            command
        };
        let face = ["-fa", "DejaVu Sans Mono", "-fs", "10"];
        let sixel = ["-ti", "vt340"];
        let raised = ["-xrm", "XTerm*maxGraphicSize: 4096x4096"];
        let mut command = match self {
            Self::Xterm | Self::Tmux(_) => xterm(&[&face[..], &sixel].concat()),
            Self::XtermRaised => xterm(&[&face[..], &sixel, &raised].concat()),
            Self::Console => xterm(&["-tn", "linux", "-fn", "fixed"]),
            Self::Mlterm => {
                let mut command = Command::new("mlterm");
                command.args(["-g", &geometry, "--bg", "black", "--fg", "white", "-s", "false"]);
                command
            }
            Self::Kitty => {
                let size = ["initial_window_width=1700", "initial_window_height=1050"];
                let mut command = Command::new("kitty");
                command.args([
                    "--config",
                    "NONE",
                    "-o",
                    "remember_window_size=no",
                    "-o",
                    size[0],
                    "-o",
                    size[1],
                ]);
                command
            }
            Self::Pterm => {
                let mut command = Command::new("pterm");
                command.args(["-geometry", &geometry, "-fn", "client:DejaVu Sans Mono 10", "-bg", "black"]);
                command
            }
        };
        command.arg(if self == Self::Kitty { "--" } else { "-e" });
        if let Self::Tmux(passthrough) = self {
            let settings = folder.join("tmux.conf");
            let is_on = if passthrough == Passthrough::On { "on" } else { "off" };
            let text = format!("set -g status off\nset -g allow-passthrough {is_on}\nset -s escape-time 0\n");
            std::fs::write(&settings, text).unwrap();
            command.args(["tmux", "-S"]).arg(folder.join("tmux")).arg("-f").arg(settings).arg("new-session");
        }
        command.arg("bash").arg(script);
        if self == Self::Kitty {
            command.env("LIBGL_ALWAYS_SOFTWARE", "1");
        }
        command
    }
}

/// A command inside an emulator, and the lines that it tells.
pub struct Running {
    emulator: Child,
    told: Receiver<String>,
    go: File,
    pub display: Display,
    folder: PathBuf,
}

/// What every script can say: `tell WORD…` to the test, `drawn` when the terminal has answered that all before is done, `wait_go` to hold.
const PROLOGUE: &str = r#"
exec 9>told 8<go
tell() { printf '%s\n' "$*" >&9; }
wait_go() { IFS= read -r -u 8 _; }
stty raw -echo
drawn() { printf '\033[6n'; IFS= read -rs -d R _ </dev/tty; }
"#;

impl Running {
    /// Runs a `bash` script in an emulator; `None`, with a word, where the emulator is not installed.
    pub fn start(emulator: Emulator, script: &str, folder: &Path) -> Option<Self> {
        let (program, packages) = emulator.program();
        if !is_here(program) || !is_here("xterm") && matches!(emulator, Emulator::Tmux(_)) {
            eprintln!("skipped: {program} is not installed (apt-get install {packages})");
            return None;
        }
        let display = Display::start()?;
        let path = folder.join("script");
        std::fs::write(&path, format!("cd {}\n{PROLOGUE}\n{script}\nwait_go\n", folder.display())).unwrap();
        for pipe in ["told", "go"] {
            assert!(Command::new("mkfifo").arg(folder.join(pipe)).status().unwrap().success());
        }
        let mut command = emulator.command(&path, folder);
        // Nothing of the terminal that runs the tests may be told of.
        for variable in ["COLORTERM", "TMUX", "NO_COLOR", "KITTY_WINDOW_ID", "TERM_PROGRAM", "VTE_VERSION"] {
            command.env_remove(variable);
        }
        let child = command
            .env("DISPLAY", display.name())
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (said, told) = channel();
        let pipe = folder.join("told");
        std::thread::spawn(move || {
            let lines = BufReader::new(File::open(pipe).unwrap()).lines();
            for line in lines.map_while(Result::ok) {
                if said.send(line).is_err() {
                    return;
                }
            }
        });
        // Opened for both, so that neither end waits for the other.
        let go = File::options().read(true).write(true).open(folder.join("go")).unwrap();
        Some(Self { emulator: child, told, go, display, folder: folder.to_owned() })
    }

    /// The next line that the script tells.
    pub fn hear(&self) -> String {
        self.told.recv_timeout(PATIENCE).unwrap_or_else(|fault| panic!("the terminal says nothing: {fault}"))
    }

    /// Lets the script go on.
    pub fn go_on(&mut self) {
        writeln!(self.go, "go").unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        Command::new("tmux")
            .arg("-S")
            .arg(self.folder.join("tmux"))
            .arg("kill-server")
            .stderr(Stdio::null())
            .status()
            .ok();
        self.emulator.kill().ok();
        self.emulator.wait().ok();
    }
}
