//! A data folder of its own with the commands that are run on it.

use super::Booth;
use intrascope::domain::case::{Case, CaseRow};
use intrascope::words::Language;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use termlens::{Graphics, Terminal};

const BINARY: &str = env!("CARGO_BIN_EXE_intrascope");

/// A place where `intrascope demo` can be started again and again.
pub struct Site {
    folder: TempDir,
    language: Language,
    size: (u16, u16),
    options: Vec<String>,
    /// Whether the terminal answers what it is asked.
    answers: bool,
}

/// What a command said, and its exit code.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub said: String,
}

impl Site {
    /// 80×24, the simulator's own cargo at its fast pace, pictures in half blocks.
    pub fn new(language: Language) -> Self {
        let options = ["--fast", "--graphics", "half"].map(str::to_owned).to_vec();
        Self { folder: tempfile::tempdir().unwrap(), language, size: (80, 24), options, answers: true }
    }

    /// 132×43 with pictures in braille.
    pub fn large(language: Language) -> Self {
        let options = ["--fast", "--graphics", "braille"].map(str::to_owned).to_vec();
        Self { size: (132, 43), options, ..Self::new(language) }
    }

    /// With pictures as the terminal's own answers have them.
    pub fn automatic(mut self) -> Self {
        self.options = vec!["--fast".to_owned()];
        self
    }

    /// Told how much the link carries, kilobits a second.
    pub fn told_of_link(mut self, kbps: u32) -> Self {
        self.options.extend(["--link-kbps".to_owned(), kbps.to_string()]);
        self
    }

    /// On a terminal that answers nothing.
    pub fn unanswered(self) -> Self {
        Self { answers: false, ..self }
    }

    /// Scans this file in place of the simulator's own cargo.
    pub fn scanning(mut self, image: Option<PathBuf>) -> Self {
        if let Some(image) = image {
            self.options.extend(["--image".to_owned(), image.display().to_string()]);
        }
        self
    }

    /// Drives a scanner that is somebody else's process.
    pub fn at_port(mut self, port: &Path, drop: &Path) -> Self {
        self.options = vec![
            "--ports".to_owned(),
            port.display().to_string(),
            "--drop".to_owned(),
            drop.display().to_string(),
        ];
        self
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the booth and waits for its sign-in screen.
    pub fn start(&self) -> Booth {
        Booth::new(self.open(), self.language)
    }

    /// Starts the booth and waits for nothing.
    pub fn open(&self) -> Terminal {
        let (columns, rows) = self.size;
        Terminal::builder()
            .size(columns, rows)
            .answer_queries(self.answers)
            .env_clear()
            .env("TERM", "xterm-256color")
            // Whoever runs the tests may have kept a choice of their own.
            .env("XDG_CONFIG_HOME", self.data().join("none"))
            .args(["demo", "--lang", self.language.code(), "--data"])
            .arg(self.data())
            .args(&self.options)
            .spawn(BINARY)
            .unwrap()
    }

    /// Starts the booth on a terminal of sixels behind a link of so many kilobits a second and milliseconds there and back, and
    /// waits for its sign-in screen. `log` tells what came when: see `tests/slow_link/relay.py`.
    pub fn far(&self, size: (u16, u16), cell: (u16, u16), link: (u32, u32), log: &Path) -> Booth {
        let relay = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slow_link/relay.py");
        let terminal = Terminal::builder()
            .size(size.0, size.1)
            .graphics(Graphics::Sixel)
            .cell_size(cell.0, cell.1)
            .env("TERM", "xterm-256color")
            .env("XDG_CONFIG_HOME", self.data().join("none"))
            .arg(relay)
            .args([link.0.to_string(), link.1.to_string()])
            .arg(log)
            .arg(BINARY)
            .args(["demo", "--lang", self.language.code(), "--data"])
            .arg(self.data())
            .args(&self.options)
            .spawn("python3")
            .unwrap();
        Booth::new(terminal, self.language)
    }

    /// Runs a command on the data folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(BINARY)
            .args(arguments)
            .arg("--data")
            .arg(self.data())
            .env_clear()
            .env("LANG", self.language.code())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        Run { code: output.status.code(), said: String::from_utf8(said).unwrap() }
    }

    /// Imports a file, which must be taken.
    pub fn import(&self, file: &Path) -> Run {
        let run = self.run(&["import", &file.display().to_string()]);
        assert_eq!(run.code, Some(0), "{}", run.said);
        run
    }

    pub fn rows(&self) -> Vec<CaseRow> {
        let run = self.run(&["case", "list", "--json"]);
        assert_eq!(run.code, Some(0), "{}", run.said);
        serde_json::from_str(&run.said).unwrap()
    }

    /// The case with this serial, as `case show --json` tells it.
    pub fn case(&self, serial: u32) -> Case {
        let run = self.run(&["case", "show", &serial.to_string(), "--json"]);
        assert_eq!(run.code, Some(0), "{}", run.said);
        serde_json::from_str(&run.said).unwrap()
    }

    /// Everything on disk holds.
    pub fn expect_verified(&self) {
        let run = self.run(&["verify"]);
        assert_eq!(run.code, Some(0), "{}", run.said);
    }

    /// Something on disk does not hold; what is said of it.
    pub fn expect_findings(&self) -> String {
        let run = self.run(&["verify"]);
        assert_eq!(run.code, Some(1), "{}", run.said);
        run.said
    }

    /// The original with this hash.
    pub fn original(&self, hash: &str) -> PathBuf {
        self.data().join("originals").join(&hash[..2]).join(hash)
    }
}

/// A file of the shared data sets, where they are at hand.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if file.is_file() {
        return Some(file);
    }
    eprintln!("no {path}: the test goes on without it");
    None
}

/// A real scan of a cargo vehicle, where one is at hand.
pub fn real_scan(name: &str) -> Option<PathBuf> {
    shared(&format!("cargo_ajna/{name}.jpg"))
}
