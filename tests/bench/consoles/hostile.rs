//! Consoles that do what they should not, all at once, while the scan is on.

use intrascope::remote::console_wire::{FromLocal, Greeting, Hello, VERSION};
use intrascope::remote::frame::{MAX_TO_STATION, encode};
use intrascope::remote::seats::this_program;
use rustix::process::Pid;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use termlens::{Signal, Terminal};

/// Frames of random bytes, in all.
const RANDOM_FRAMES: u64 = 100_000;

/// The longest frame of random bytes.
const MAX_RANDOM: u64 = 96;

/// What is going on.
pub struct Hostile {
    done: Arc<AtomicBool>,
    said: [Arc<AtomicU64>; 3],
    threads: Vec<JoinHandle<()>>,
}

fn stop(terminal: &Terminal) {
    let pid = i32::try_from(terminal.pid().unwrap()).unwrap();
    rustix::process::kill_process(Pid::from_raw(pid).unwrap(), rustix::process::Signal::STOP).unwrap();
}

/// Every tenth console is stopped as by SIGSTOP, and every tenth killed.
pub fn stop_and_kill(consoles: &mut [Terminal]) {
    for (place, terminal) in consoles.iter_mut().enumerate().skip(1) {
        match place % 10 {
            2 => stop(terminal),
            3 => terminal.signal(Signal::Kill).unwrap(),
            _ => {}
        }
    }
}

/// What one of them does, until it is told that it is done.
type Work = fn(&Path, &AtomicBool, &AtomicU64);

pub fn begin(socket: &Path) -> Hostile {
    let done = Arc::new(AtomicBool::new(false));
    let said: [Arc<AtomicU64>; 3] = Default::default();
    let mut threads = Vec::new();
    let works: [(Work, usize); 5] = [(flood, 0), (flood, 0), (half_open, 2), (other_version, 1), (random, 2)];
    for (work, count) in works {
        let (socket, done, count) = (PathBuf::from(socket), Arc::clone(&done), Arc::clone(&said[count]));
        threads.push(std::thread::spawn(move || work(&socket, &done, &count)));
    }
    Hostile { done, said, threads }
}

impl Hostile {
    pub fn end(self) -> String {
        self.done.store(true, Ordering::SeqCst);
        for thread in self.threads {
            thread.join().unwrap();
        }
        let [floods, others, random] = self.said.map(|count| count.load(Ordering::SeqCst));
        format!(
            "{floods} frames of floods, {others} greetings of another version, {random} frames of random bytes"
        )
    }
}

fn dial(socket: &Path) -> Option<UnixStream> {
    let stream = UnixStream::connect(socket).ok()?;
    stream.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    Some(stream)
}

fn greet(socket: &Path, hello: Hello) -> Option<UnixStream> {
    let mut stream = dial(socket)?;
    stream.write_all(&encode(&Greeting { hello }, MAX_TO_STATION).unwrap()).ok()?;
    Some(stream)
}

/// Says that it is there as fast as the socket takes it, and reads nothing.
fn flood(socket: &Path, done: &AtomicBool, count: &AtomicU64) {
    let frame = encode(&FromLocal::Heartbeat, MAX_TO_STATION).unwrap();
    while !done.load(Ordering::SeqCst) {
        let Some(mut stream) = greet(socket, this_program()) else { continue };
        while !done.load(Ordering::SeqCst) && stream.write_all(&frame).is_ok() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Opens the socket and says nothing, or half a frame.
fn half_open(socket: &Path, done: &AtomicBool, _: &AtomicU64) {
    while !done.load(Ordering::SeqCst) {
        let silent = dial(socket);
        let half = dial(socket).map(|mut stream| stream.write_all(&[200, 0, 0, 0, b'{']).map(|()| stream));
        std::thread::sleep(Duration::from_secs(2));
        drop((silent, half));
    }
}

fn other_version(socket: &Path, done: &AtomicBool, count: &AtomicU64) {
    while !done.load(Ordering::SeqCst) {
        let hello = Hello { version: VERSION + 1, program: "9.9".into() };
        if let Some(mut stream) = greet(socket, hello) {
            // How much the station says of it does not matter.
            let _heard = stream.read(&mut [0; 512]);
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Frames of random bytes, on connections that were greeted: each lasts for three.
fn random(socket: &Path, done: &AtomicBool, count: &AtomicU64) {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    while count.load(Ordering::SeqCst) < RANDOM_FRAMES && !done.load(Ordering::SeqCst) {
        let Some(mut stream) = greet(socket, this_program()) else { continue };
        for _ in 0..3 {
            let length = next() % MAX_RANDOM;
            let body: Vec<u8> = (0..length).map(|_| next().to_le_bytes()[3]).collect();
            let frame = [&u32::try_from(length).unwrap().to_le_bytes()[..], &body].concat();
            if stream.write_all(&frame).is_err() {
                break;
            }
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
}
