//! A terminal that stops reading, as behind a dead link: the console goes on, ends when it is told to, and draws the latest when
//! the terminal reads again.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Far longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// F2 as xterm sends it, which goes to the next language of three.
const LANGUAGE: &[u8] = b"\x1bOQ";
/// Sizes that a window passes through in a storm.
const SIZES: usize = 200;
/// F10, which asks whether to close.
const CLOSE: &[u8] = b"\x1b[21~";
/// Frames of a new language are some 3 kB: these are more than any terminal's buffer holds.
const PRESSES: usize = 60;

/// A console on a terminal whose far end reads only when it is told to.
struct Console {
    far: File,
    child: Child,
    _data: tempfile::TempDir,
}

impl Console {
    fn start() -> Self {
        let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&far).unwrap();
        unlockpt(&far).unwrap();
        tcsetwinsize(&far, Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 800, ws_ypixel: 480 }).unwrap();
        let name = ptsname(&far, Vec::new()).unwrap();
        let near: OwnedFd =
            rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let data = tempfile::tempdir().unwrap();
        let end = || Stdio::from(near.try_clone().unwrap());
        let child = Command::new("setsid")
            .args([
                "--ctty",
                env!("CARGO_BIN_EXE_intrascope"),
                "demo",
                "--fast",
                "--lang",
                "kk",
                "--graphics",
                "half",
            ])
            .arg("--data")
            .arg(data.path())
            .env("TERM", "xterm-256color")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        Self { far: File::from(far), child, _data: data }
    }

    /// Reads until `text` has come, or all that comes within the time where it is none.
    fn read_until(&mut self, text: &str) -> String {
        let mut got = Vec::new();
        let mut buffer = [0; 4096];
        while !String::from_utf8_lossy(&got).contains(text) {
            let wait = Timespec::try_from(PATIENCE).unwrap();
            let ready = poll(&mut [PollFd::new(&self.far, PollFlags::IN)], Some(&wait)).unwrap();
            assert!(ready > 0, "no {text} in {}", String::from_utf8_lossy(&got));
            let count = self.far.read(&mut buffer).unwrap();
            got.extend(&buffer[..count]);
        }
        String::from_utf8_lossy(&got).into_owned()
    }

    /// Takes what has come, and waits for nothing.
    fn drain(&mut self, got: &mut Vec<u8>) {
        let mut buffer = [0; 4096];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        while poll(&mut [PollFd::new(&self.far, PollFlags::IN)], Some(&at_once)).unwrap() > 0 {
            let count = self.far.read(&mut buffer).unwrap();
            got.extend(&buffer[..count]);
        }
    }

    fn resize(&self, columns: u16, rows: u16) {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: columns * 10, ws_ypixel: rows * 20 };
        tcsetwinsize(&self.far, size).unwrap();
    }

    /// Presses a key until the console has more to draw than the terminal takes.
    fn block(&mut self, presses: usize) {
        for _ in 0..presses {
            self.far.write_all(LANGUAGE).unwrap();
            // The console must take the key on its own: nobody reads.
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn stop(&mut self) -> std::process::ExitStatus {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        for _ in 0..300 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.child.kill().unwrap();
        panic!("the console does not end while its terminal does not read");
    }
}

#[test]
fn a_console_ends_though_its_terminal_does_not_read() {
    let mut console = Console::start();
    console.read_until("F10");
    console.block(PRESSES);
    assert!(console.stop().success());
}

#[test]
fn the_latest_is_drawn_when_the_terminal_reads_again() {
    let mut console = Console::start();
    console.read_until("F10");
    console.block(PRESSES);
    console.far.write_all(CLOSE).unwrap();
    // A whole number of rounds later it asks in the language of the beginning.
    let last = console.read_until("Пультті");
    assert!(last.len() < 600_000);
    assert!(console.stop().success());
}

#[test]
fn a_storm_of_resizes_and_keys_ends_with_a_right_screen() {
    let mut console = Console::start();
    console.read_until("F10");
    let mut got = Vec::new();
    for turn in 0..SIZES {
        let side = |most: usize, step: usize| u16::try_from(1 + turn * step % most).unwrap();
        console.resize(side(500, 173), side(200, 89));
        if turn % 2 == 0 {
            console.far.write_all(if turn < 6 { LANGUAGE } else { b"\t" }).unwrap();
        }
        console.drain(&mut got);
    }
    console.resize(80, 24);
    console.far.write_all(CLOSE).unwrap();
    let last = console.read_until("Пультті");
    let all = [String::from_utf8_lossy(&got).into_owned(), last].concat();
    assert!(!all.contains("panicked"), "{all}");
    assert!(console.stop().success());
}
