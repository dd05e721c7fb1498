//! One thread that owns the way to the terminal: the loop hands frames over and never waits for a terminal that does not read.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Bytes written at once: a frame is given up between two of these, and half a second of the slowest link that is any use
/// (256 kbit/s) is this long.
pub const CHUNK: usize = 16 << 10;

/// How long a terminal that does not read is waited for before it is looked whether the console ends.
const PATIENCE: Duration = Duration::from_millis(100);

/// Where the bytes go.
pub trait Sink: Send + 'static {
    /// Writes what fits without waiting; `WouldBlock` where nothing does.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Waits until something fits again, at most so long.
    fn wait(&mut self, at_most: Duration) -> io::Result<()>;
}

/// How far the writer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Frames written whole.
    pub frames: u64,
    /// Whether the terminal is gone: nothing will be written any more.
    pub end: End,
}

/// Whether the writer goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum End {
    #[default]
    NotYet,
    /// It was told to end.
    Told,
    /// The terminal is gone.
    Gone,
}

/// What lies between the loop and the thread: one frame at most.
#[derive(Debug, Default)]
struct Slot {
    frame: Option<Vec<u8>>,
    /// A frame is being written.
    is_busy: bool,
    is_ending: bool,
    has_ended: bool,
}

#[derive(Debug, Default)]
struct Shared {
    slot: Mutex<Slot>,
    changed: Condvar,
}

impl Shared {
    /// Nothing panics while it is held, and a slot that is half changed does not exist.
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The loop's end of it.
#[derive(Debug)]
pub struct Writer {
    shared: Arc<Shared>,
    progress: watch::Receiver<Progress>,
    handed: u64,
}

impl Writer {
    /// Starts the thread. Both it and its one frame in flight end with [`Writer::end`].
    pub fn start(sink: impl Sink) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (told, progress) = watch::channel(Progress::default());
        let own = Arc::clone(&shared);
        std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
            let end = work(sink, &own, &told);
            told.send_modify(|progress| progress.end = end);
            own.lock().has_ended = true;
            own.changed.notify_all();
        })?;
        Ok(Self { shared, progress, handed: 0 })
    }

    /// Tells of each frame that is written, and of the end.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    /// Whether a frame would be taken: none is in flight.
    pub fn is_free(&self) -> bool {
        self.progress.borrow().frames >= self.handed
    }

    /// Hands a frame over. It is given back where one is in flight still.
    pub fn hand(&mut self, frame: Vec<u8>) -> Result<(), Vec<u8>> {
        if !self.is_free() {
            return Err(frame);
        }
        self.handed += 1;
        self.shared.lock().frame = Some(frame);
        self.shared.changed.notify_all();
        Ok(())
    }

    /// Ends the thread. The terminal has `at_most` to take the frame in flight; the rest of it is dropped. A thread that a
    /// terminal holds in a write is left behind after as long again; it ends with the process.
    pub fn end(&self, at_most: Duration) {
        let busy = |slot: &mut Slot| (slot.is_busy || slot.frame.is_some()) && !slot.has_ended;
        let waited = self.shared.changed.wait_timeout_while(self.shared.lock(), at_most, busy);
        let (mut slot, _) = waited.unwrap_or_else(PoisonError::into_inner);
        slot.is_ending = true;
        self.shared.changed.notify_all();
        drop(self.shared.changed.wait_timeout_while(slot, at_most, |slot| !slot.has_ended));
    }
}

fn work(mut sink: impl Sink, shared: &Shared, told: &watch::Sender<Progress>) -> End {
    loop {
        let Some(frame) = next_frame(shared) else { return End::Told };
        match write(&mut sink, &frame, shared) {
            Ok(End::NotYet) => {
                shared.lock().is_busy = false;
                shared.changed.notify_all();
                told.send_modify(|progress| progress.frames += 1);
            }
            Ok(end) => return end,
            Err(_) => return End::Gone,
        }
    }
}

/// The next frame; none when the thread is to end.
fn next_frame(shared: &Shared) -> Option<Vec<u8>> {
    let mut slot = shared.lock();
    loop {
        if slot.is_ending {
            return None;
        }
        if let Some(frame) = slot.frame.take() {
            slot.is_busy = true;
            return Some(frame);
        }
        slot = shared.changed.wait(slot).unwrap_or_else(PoisonError::into_inner);
    }
}

fn write(sink: &mut impl Sink, frame: &[u8], shared: &Shared) -> io::Result<End> {
    let mut left = frame;
    while !left.is_empty() {
        if shared.lock().is_ending {
            return Ok(End::Told);
        }
        match sink.write(left.get(..CHUNK).unwrap_or(left)) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => left = left.get(written..).unwrap_or_default(),
            Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => sink.wait(PATIENCE)?,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(End::NotYet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// A terminal that takes so many bytes and then stops reading until it is told to go on.
    struct Terminal {
        room: usize,
        goes_on: mpsc::Receiver<usize>,
        got: mpsc::Sender<Vec<u8>>,
    }

    impl Sink for Terminal {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            assert!(bytes.len() <= CHUNK);
            if self.room == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let taken = bytes.len().min(self.room);
            self.room -= taken;
            self.got.send(bytes[..taken].to_vec()).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
            Ok(taken)
        }

        fn wait(&mut self, at_most: Duration) -> io::Result<()> {
            if let Ok(room) = self.goes_on.recv_timeout(at_most) {
                self.room += room;
            }
            Ok(())
        }
    }

    fn terminal(room: usize) -> (Terminal, mpsc::Sender<usize>, mpsc::Receiver<Vec<u8>>) {
        let (go_on, goes_on) = mpsc::channel();
        let (got, bytes) = mpsc::channel();
        (Terminal { room, goes_on, got }, go_on, bytes)
    }

    #[tokio::test]
    async fn a_frame_arrives_whole_and_in_chunks() {
        let (sink, _go_on, bytes) = terminal(usize::MAX);
        let mut writer = Writer::start(sink).unwrap();
        let mut progress = writer.progress();
        let frame: Vec<u8> = (0..=255).cycle().take(3 * CHUNK + 5).collect();
        writer.hand(frame.clone()).unwrap();
        progress.wait_for(|progress| progress.frames == 1).await.unwrap();
        assert!(writer.is_free());
        writer.end(Duration::from_secs(10));
        assert_eq!(progress.borrow().end, End::Told);
        assert_eq!(bytes.iter().flatten().collect::<Vec<_>>(), frame);
    }

    #[tokio::test]
    async fn a_terminal_that_stops_holds_one_frame_and_no_more_and_goes_on_where_it_was() {
        let (sink, go_on, bytes) = terminal(4);
        let mut writer = Writer::start(sink).unwrap();
        let mut progress = writer.progress();
        writer.hand(b"first frame".to_vec()).unwrap();
        assert_eq!(bytes.recv().unwrap(), b"firs");
        assert_eq!(writer.hand(b"second".to_vec()), Err(b"second".to_vec()));
        go_on.send(100).unwrap();
        progress.wait_for(|progress| progress.frames == 1).await.unwrap();
        writer.hand(b"second".to_vec()).unwrap();
        progress.wait_for(|progress| progress.frames == 2).await.unwrap();
        writer.end(Duration::from_secs(10));
        assert_eq!(bytes.iter().flatten().collect::<Vec<_>>(), b"t framesecond");
    }

    #[test]
    fn a_terminal_that_never_reads_does_not_keep_the_console_from_ending() {
        let (sink, _go_on, bytes) = terminal(0);
        let mut writer = Writer::start(sink).unwrap();
        writer.hand(vec![b'x'; 1 << 20]).unwrap();
        writer.end(Duration::from_millis(300));
        assert_eq!(writer.progress().borrow().end, End::Told);
        assert_eq!(bytes.iter().count(), 0);
    }

    #[tokio::test]
    async fn a_terminal_that_is_gone_is_told_of() {
        let (sink, _go_on, bytes) = terminal(100);
        drop(bytes);
        let mut writer = Writer::start(sink).unwrap();
        let mut progress = writer.progress();
        writer.hand(b"frame".to_vec()).unwrap();
        progress.wait_for(|progress| progress.end == End::Gone).await.unwrap();
        assert!(!writer.is_free());
    }
}
