//! A relay on each line between the simulated devices and the console: it babbles beside the device's true words, and notes when what ends
//! a beam is on the wire.

use intrascope::domain::lane::DeviceKind;
use intrascope::scanner::line::LineSettings;
use intrascope::scanner::source::Coverage;
use intrascope::scanner::source::spellman::frame;
use intrascope::scanner::{detector, monitor, portal, source};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A relay turns at least so often.
const TURN: Timespec = Timespec { tv_sec: 0, tv_nsec: 5_000_000 };

/// What a device said and the console has not taken; more is lost, as on a line.
const MAX_WAITING: usize = 65_536;

/// The same, of noise that a line's speed made due: a stall does not become a burst.
const MAX_DUE: f64 = 4_096.0;

/// The command of an XRV that switches high voltage.
const HIGH_VOLTAGE: u8 = 98;

/// What is on a line beside the device's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Babble {
    Quiet,
    /// Random bytes, as many as the line's speed carries.
    AtSpeed,
    /// Random bytes, as many as the pseudo terminal takes.
    Flood,
}

/// When what ends a beam was on the wire.
#[derive(Debug, Default)]
pub struct Seen {
    /// The source was told to switch high voltage off.
    pub offs: Vec<Instant>,
    /// The portal was asked for the permit, or for none: each time that it changed.
    pub permits: Vec<(Instant, bool)>,
}

/// What the relays share with who presses keys.
#[derive(Default)]
pub struct Wire {
    seen: Mutex<Seen>,
    news: Condvar,
}

impl Wire {
    /// The first that was found in what was seen, at most this long after now.
    pub fn wait(&self, limit: Duration, find: impl Fn(&Seen) -> Option<Instant>) -> Option<Instant> {
        let end = Instant::now() + limit;
        let mut seen = self.seen.lock().unwrap();
        loop {
            if let Some(at) = find(&seen) {
                return Some(at);
            }
            let left = end.checked_duration_since(Instant::now())?;
            seen = self.news.wait_timeout(seen, left).unwrap().0;
        }
    }

    pub fn look<T>(&self, at: impl Fn(&Seen) -> T) -> T {
        at(&self.seen.lock().unwrap())
    }
}

/// One relay.
pub struct Relay {
    pub kind: DeviceKind,
    babble: Arc<AtomicU8>,
    /// Bytes of babble that the console's side took.
    pub babbled: Arc<AtomicU64>,
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Relay {
    /// Begins between the device's port in `near` and one of the same name in `far`.
    pub fn begin(kind: DeviceKind, near: &Path, far: &Path, wire: &Arc<Wire>) -> Self {
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let device = open(near.join(kind.id()), flags, Mode::empty()).unwrap();
        let (console, held) = terminal(&far.join(kind.id()));
        let (babble, babbled): (Arc<AtomicU8>, Arc<AtomicU64>) = Default::default();
        let done: Arc<AtomicBool> = Arc::default();
        let line = Line {
            kind,
            device,
            console,
            _held: held,
            waiting: VecDeque::new(),
            tail: Vec::new(),
            wire: Arc::clone(wire),
            babble: Arc::clone(&babble),
            babbled: Arc::clone(&babbled),
            random: 0x9E37_79B9_7F4A_7C15 ^ kind.id().len() as u64,
        };
        let ended = Arc::clone(&done);
        let thread = Some(std::thread::spawn(move || line.run(&ended)));
        Self { kind, babble, babbled, done, thread }
    }

    pub fn set(&self, babble: Babble) {
        self.babble.store(babble as u8, Ordering::SeqCst);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.done.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Characters a second of the device's usual line.
pub fn characters(kind: DeviceKind) -> f64 {
    let line: LineSettings = match kind {
        DeviceKind::Portal => portal::USUAL,
        DeviceKind::Source => source::USUAL,
        DeviceKind::Monitor => monitor::USUAL,
        DeviceKind::Detector => detector::USUAL,
    };
    f64::from(line.baud) / 10.0
}

/// A pseudo terminal whose far end has this name; that end is held open, too.
fn terminal(name: &Path) -> (OwnedFd, OwnedFd) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let path = PathBuf::from(OsString::from_vec(ptsname(&master, Vec::new()).unwrap().into_bytes()));
    let held = open(&path, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
    let mut modes = tcgetattr(&held).unwrap();
    modes.make_raw();
    tcsetattr(&held, OptionalActions::Now, &modes).unwrap();
    fcntl_setfl(&master, fcntl_getfl(&master).unwrap() | OFlags::NONBLOCK).unwrap();
    std::os::unix::fs::symlink(&path, name).unwrap();
    (master, held)
}

/// What a relay's thread has.
struct Line {
    kind: DeviceKind,
    device: OwnedFd,
    console: OwnedFd,
    _held: OwnedFd,
    waiting: VecDeque<u8>,
    /// The last of what the console said, for words that are cut.
    tail: Vec<u8>,
    wire: Arc<Wire>,
    babble: Arc<AtomicU8>,
    babbled: Arc<AtomicU64>,
    random: u64,
}

impl Line {
    fn run(mut self, done: &AtomicBool) {
        let rate = characters(self.kind);
        let (mut due, mut at) = (0.0, Instant::now());
        let mut buffer = vec![0; 4_096];
        while !done.load(Ordering::SeqCst) {
            let babble = self.babble.load(Ordering::SeqCst);
            let wants_out = !self.waiting.is_empty() || babble == Babble::Flood as u8;
            let out = if wants_out { PollFlags::OUT } else { PollFlags::empty() };
            let mut fds =
                [PollFd::new(&self.device, PollFlags::IN), PollFd::new(&self.console, PollFlags::IN | out)];
            poll(&mut fds, Some(&TURN)).unwrap();
            self.hear_console(&mut buffer);
            self.hear_device(&mut buffer);
            let now = Instant::now();
            due = (due + now.duration_since(at).as_secs_f64() * rate).min(MAX_DUE);
            at = now;
            match babble {
                one if one == Babble::AtSpeed as u8 => due -= self.noise(due),
                two if two == Babble::Flood as u8 => while self.noise(MAX_DUE) > 0.0 {},
                _ => due = 0.0,
            }
        }
    }

    fn hear_console(&mut self, buffer: &mut [u8]) {
        while let Ok(count) = rustix::io::read(&self.console, &mut *buffer) {
            let (at, said) = (Instant::now(), &buffer[..count]);
            if count == 0 {
                return;
            }
            self.note(at, said);
            // A device that does not take it loses it.
            rustix::io::write(&self.device, said).ok();
        }
    }

    fn hear_device(&mut self, buffer: &mut [u8]) {
        while let Ok(count @ 1..) = rustix::io::read(&self.device, &mut *buffer) {
            let room = MAX_WAITING.saturating_sub(self.waiting.len());
            self.waiting.extend(&buffer[..count.min(room)]);
        }
        while !self.waiting.is_empty() {
            let Ok(count) = rustix::io::write(&self.console, self.waiting.as_slices().0) else { return };
            self.waiting.drain(..count);
        }
    }

    /// Babbles so many bytes, or as many as are taken.
    fn noise(&mut self, count: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most MAX_DUE")]
        let bytes: Vec<u8> = (0..count as usize).map(|_| self.byte()).collect();
        let taken = rustix::io::write(&self.console, &bytes).unwrap_or(0);
        self.babbled.fetch_add(taken as u64, Ordering::SeqCst);
        f64::from(u32::try_from(taken).unwrap())
    }

    fn byte(&mut self) -> u8 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random.to_le_bytes()[3]
    }

    fn note(&mut self, at: Instant, said: &[u8]) {
        self.tail.extend_from_slice(said);
        match self.kind {
            DeviceKind::Source => {
                let off = frame::encode(HIGH_VOLTAGE, Some(0), Coverage::ThroughComma);
                while let Some(place) = self.tail.windows(off.len()).position(|part| part == off) {
                    self.tail.drain(..place + off.len());
                    self.wire.seen.lock().unwrap().offs.push(at);
                    self.wire.news.notify_all();
                }
            }
            DeviceKind::Portal => {
                while let Some((end, permit)) = outputs(&self.tail) {
                    self.tail.drain(..end);
                    let mut seen = self.wire.seen.lock().unwrap();
                    if seen.permits.last().is_none_or(|(_, last)| *last != permit) {
                        seen.permits.push((at, permit));
                    }
                    self.wire.news.notify_all();
                }
            }
            DeviceKind::Monitor | DeviceKind::Detector => {}
        }
        let too_many = self.tail.len().saturating_sub(64);
        self.tail.drain(..too_many);
    }
}

/// The first request that writes the portal's outputs (register 17 behind the heartbeat in 16): its end, and whether it asks for the permit.
fn outputs(bytes: &[u8]) -> Option<(usize, bool)> {
    let exchange = [1, 0x17];
    let write = [1, 0x10, 0, 16, 0, 2, 4];
    (0..bytes.len()).find_map(|start| {
        let rest = &bytes[start..];
        let data = if rest.starts_with(&write) {
            7
        } else if rest.starts_with(&exchange) && rest.get(6..11) == Some(&[0, 16, 0, 2, 4]) {
            11
        } else {
            return None;
        };
        let word = rest.get(data + 2..data + 4)?;
        rest.get(data + 5)?;
        Some((start + data + 6, word[1] & 0b100 != 0))
    })
}
