//! A simulated device on a pseudo terminal, or behind a TCP port, for programs that somebody else wrote.

use intrascope::scanner::port;
use intrascope::scanner::simulator::world::{Part, PartOutput, World};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// As often as a simulator ticks.
const TICK: Duration = Duration::from_millis(5);

/// Pixels of a column, and columns, of the picture that a part gets: that of nothing in particular.
const PIXELS: u8 = 64;
const COLUMNS: usize = 200;

/// A part at work; ends, with its port, when it is dropped.
pub struct Pump {
    /// Where its peer opens it: a path, or `127.0.0.1:PORT`.
    pub path: PathBuf,
    /// The hall it stands in, to be read and to be given faults. Its time is the pump's own.
    pub world: Arc<Mutex<World>>,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Pump {
    /// Looks at the hall, or acts on it.
    pub fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        act(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Puts the part on a pseudo terminal.
pub fn pump(part: Box<dyn Part>, world: World) -> Pump {
    start(part, world, Place::Pseudo)
}

/// Puts the part behind a TCP port of this machine; one connection at a time.
pub fn pump_tcp(part: Box<dyn Part>, world: World) -> Pump {
    start(part, world, Place::Tcp)
}

enum Place {
    Pseudo,
    Tcp,
}

fn start(part: Box<dyn Part>, world: World, place: Place) -> Pump {
    let world = Arc::new(Mutex::new(world));
    let (path_out, path_in) = mpsc::channel();
    let (end, ended) = oneshot::channel();
    let mut line = Line { part, world: Arc::clone(&world), began: None };
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            tokio::select! {
                _ = ended => {}
                () = line.run(place, path_out) => {}
            }
        });
    });
    let path = path_in.recv().unwrap();
    Pump { path, world, end: Some(end), thread: Some(thread) }
}

struct Line {
    part: Box<dyn Part>,
    world: Arc<Mutex<World>>,
    began: Option<(Instant, Duration)>,
}

impl Line {
    async fn run(&mut self, place: Place, path: mpsc::Sender<PathBuf>) {
        match place {
            Place::Pseudo => {
                let mut pseudo = port::pseudo().unwrap();
                path.send(pseudo.path.clone()).unwrap();
                self.play(&mut pseudo.device).await;
            }
            Place::Tcp => {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
                path.send(listener.local_addr().unwrap().to_string().into()).unwrap();
                loop {
                    let (mut stream, _) = listener.accept().await.unwrap();
                    stream.set_nodelay(true).unwrap();
                    self.play(&mut stream).await;
                }
            }
        }
    }

    /// Until the other side has gone.
    async fn play(&mut self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
        let mut bytes = [0; 4096];
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let writes = tokio::select! {
                read = stream.read(&mut bytes) => match read {
                    Ok(count) if count > 0 => self.step(|part, world| part.received(world, &bytes[..count])),
                    _ => return,
                },
                _ = ticks.tick() => self.step(|part, world| part.tick(world)),
            };
            for write in writes {
                if stream.write_all(&write).await.is_err() {
                    return;
                }
            }
        }
    }

    fn step(&mut self, act: impl FnOnce(&mut dyn Part, &mut World)) -> Vec<Vec<u8>> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, offset) = *self.began.get_or_insert_with(|| (Instant::now(), world.now()));
        world.advance(offset + began.elapsed());
        act(self.part.as_mut(), &mut world);
        let mut writes = Vec::new();
        while let Some(output) = self.part.next() {
            match output {
                PartOutput::Write(bytes) => writes.push(bytes),
                PartOutput::Render(scan) => {
                    let column: Vec<u8> = (0..PIXELS).collect();
                    self.part.rendered(&scan, vec![column; COLUMNS]);
                }
                // A peer speaks with the part, it does not look into folders.
                PartOutput::Drop(..) => {}
            }
        }
        writes
    }
}
