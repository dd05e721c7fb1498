//! A port's task with a driver that does next to nothing, over a real pseudo terminal.

use super::*;
use crate::scanner::port::PseudoPort;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Reports every byte that it hears; writes what it is ordered to.
#[derive(Default)]
struct Echo {
    outputs: VecDeque<Output<u8>>,
}

impl Driver for Echo {
    type Order = Vec<u8>;
    type Report = u8;

    fn opened(&mut self, _now: Uptime) {
        self.outputs.push_back(Output::Report(b'<'));
    }

    fn gone(&mut self, _now: Uptime, hint: LinkHint) {
        self.outputs.push_back(Output::Report(if hint == LinkHint::Stuck { b'#' } else { b'>' }));
    }

    fn received(&mut self, _now: Uptime, bytes: &[u8]) {
        self.outputs.extend(bytes.iter().map(|byte| Output::Report(*byte)));
    }

    fn tick(&mut self, _now: Uptime) {}

    fn order(&mut self, _now: Uptime, order: Vec<u8>) {
        self.outputs.push_back(Output::Write(order));
    }

    fn stop(&mut self, _now: Uptime) {
        self.outputs.push_back(Output::Preempt(b"STOP".to_vec()));
    }

    fn next(&mut self) -> Option<Output<u8>> {
        self.outputs.pop_front()
    }

    fn counters(&self) -> LinkCounters {
        LinkCounters::default()
    }
}

struct Rig {
    orders: mpsc::Sender<Vec<u8>>,
    stop: Arc<Notify>,
    words: mpsc::Receiver<PortWord<u8>>,
    end: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

fn rig(port: &std::path::Path) -> Rig {
    let (orders, ordered) = mpsc::channel(16);
    let (say, words) = mpsc::channel(16);
    let (end, shutdown) = watch::channel(false);
    let stop = Arc::new(Notify::new());
    let settings = PortSettings {
        port: Endpoint::Serial(port.to_owned()),
        settings: LineSettings::plain(115_200),
        began: Instant::now(),
    };
    let ears = PortEars { orders: ordered, stop: Arc::clone(&stop), shutdown };
    let task = tokio::spawn(Port::new(Echo::default(), settings, say, |word| word).run(ears));
    Rig { orders, stop, words, end, task }
}

impl Rig {
    async fn next(&mut self) -> u8 {
        loop {
            let word =
                tokio::time::timeout(Duration::from_secs(10), self.words.recv()).await.unwrap().unwrap();
            if let PortWord::Report(byte) = word {
                return byte;
            }
        }
    }
}

async fn hear(far: &mut PseudoPort, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    tokio::time::timeout(Duration::from_secs(10), far.device.read_exact(&mut bytes)).await.unwrap().unwrap();
    bytes
}

#[tokio::test]
async fn bytes_go_both_ways_and_the_last_word_is_a_stop() {
    let mut far = port::pseudo().unwrap();
    let mut rig = rig(&far.path);
    assert_eq!(rig.next().await, b'<');
    far.device.write_all(b"ab").await.unwrap();
    assert_eq!((rig.next().await, rig.next().await), (b'a', b'b'));
    rig.orders.send(b"go".to_vec()).await.unwrap();
    assert_eq!(hear(&mut far, 2).await, b"go");
    rig.end.send_replace(true);
    assert_eq!(hear(&mut far, 4).await, b"STOP");
    rig.task.await.unwrap();
}

#[tokio::test]
async fn a_stop_passes_whatever_floods() {
    let mut far = port::pseudo().unwrap();
    let mut rig = rig(&far.path);
    assert_eq!(rig.next().await, b'<');
    // Nobody takes the words any more: the port is no longer read, and the line is full.
    let flooded = tokio::time::timeout(Duration::from_millis(300), async {
        loop {
            far.device.write_all(&[b'x'; 512]).await.unwrap();
        }
    });
    flooded.await.unwrap_err();
    rig.stop.notify_one();
    assert_eq!(hear(&mut far, 4).await, b"STOP");
}

#[tokio::test]
async fn a_port_that_goes_is_told_and_opened_again_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("device");
    let far = port::pseudo().unwrap();
    std::os::unix::fs::symlink(&far.path, &name).unwrap();
    let mut rig = rig(&name);
    assert_eq!(rig.next().await, b'<');
    drop(far);
    assert_eq!(rig.next().await, b'>');
    std::fs::remove_file(&name).unwrap();
    let mut far = port::pseudo().unwrap();
    std::os::unix::fs::symlink(&far.path, &name).unwrap();
    while rig.next().await != b'<' {}
    far.device.write_all(b"c").await.unwrap();
    assert_eq!(rig.next().await, b'c');
}

#[tokio::test]
async fn a_port_that_another_holds_is_not_shared() {
    let far = port::pseudo().unwrap();
    let mut first = rig(&far.path);
    assert_eq!(first.next().await, b'<');
    let mut second = rig(&far.path);
    assert_eq!(second.next().await, b'>');
}
