//! The console wire: frames of either direction in any pieces, what they say, and what a console makes of what the station says.

use intrascope::domain::number::CaseNumber;
use intrascope::remote::changes::{Assembly, ChangeFault, Update, changes, urgency};
use intrascope::remote::columns::{append, next};
use intrascope::remote::console_wire::{
    Asked, FromLocal, FromRemote, Greeting, SupervisorRequest, ToConsole, ToStation,
};
use intrascope::remote::frame::{MAX_TO_CONSOLE, MAX_TO_STATION, SILENCE, decode, read_frame};
use intrascope::remote::ring::count_missed;
use intrascope::remote::visible::{Sight, sight, visible};
use intrascope::station::contract::{MAX_RECENT, MAX_UNFINISHED, Preview, Request, Snapshot};
use std::collections::BTreeSet;
use std::io;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::runtime::{Builder, Runtime};

/// Frames that are right. Their first update is what the console of these tests begins with.
const RIGHT: &str = include_str!("../../../src/remote/console_wire/golden-3.jsonl");

/// The most columns of a preview, and the most pixels in one.
const PREVIEW: (u32, u16) = (8_192, 4_096);

/// The pieces in which a stream comes: a length that is cut, and more each time.
const FIRST_PIECE: usize = 3;

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
}

/// Bytes as a stream of frames, and again line by line as bodies of frames: a fuzzer finds words sooner than lengths.
pub fn console(bytes: &[u8]) {
    let mut console =
        Console { known: known().clone(), assembly: Assembly::default(), preview: Preview::default() };
    for max in [MAX_TO_STATION, MAX_TO_CONSOLE] {
        let whole = bodies(bytes, max, bytes.len());
        assert_eq!(whole, bodies(bytes, max, FIRST_PIECE), "where the stream is cut makes no difference");
        for body in &whole {
            station_hears(body);
            console.hears(body);
        }
    }
    for line in bytes.split(|byte| *byte == b'\n') {
        station_hears(line);
        console.hears(line);
    }
}

/// Every frame of a stream that gives `first` bytes at first, and doubles.
fn bodies(bytes: &[u8], max: u32, first: usize) -> Vec<Vec<u8>> {
    let mut reader = Pieces { rest: bytes, piece: first.max(1) };
    let mut found = Vec::new();
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            while let Ok(body) = read_frame(&mut reader, max, SILENCE).await {
                assert!(body.len() <= max as usize);
                found.push(body.to_vec());
            }
        });
    });
    found
}

struct Pieces<'a> {
    rest: &'a [u8],
    piece: usize,
}

impl AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (piece, rest) = self.rest.split_at(self.piece.min(into.remaining()).min(self.rest.len()));
        into.put_slice(piece);
        self.rest = rest;
        self.piece = self.piece.saturating_mul(2);
        Poll::Ready(Ok(()))
    }
}

/// What the station understands is said again as it was, and a remote seat says nothing that a local one would mean otherwise.
fn station_hears(body: &[u8]) {
    decode::<Greeting>(body).ok();
    let local = decode::<FromLocal>(body).ok();
    if let Some(said) = &local {
        assert_eq!(decode::<FromLocal>(&serde_json::to_vec(said).unwrap()).as_ref().ok(), Some(said));
    }
    if let Ok(said) = decode::<FromRemote>(body) {
        assert_eq!(decode::<FromRemote>(&serde_json::to_vec(&said).unwrap()).as_ref().ok(), Some(&said));
        let meant = locally(said);
        assert_eq!(local.as_ref(), Some(&meant));
        if let ToStation::Ask(asked) = meant {
            let drives = matches!(
                asked.request,
                Request::StopScan | Request::AcknowledgeFault | Request::PrepareSource | Request::Register(_)
            );
            assert!(!drives && SupervisorRequest::try_from(asked.request).is_ok());
        }
    }
}

/// A remote seat's word as a local seat's.
fn locally(said: FromRemote) -> FromLocal {
    match said {
        ToStation::Ask(asked) => {
            let Asked { id, key, session, request } = *asked;
            ToStation::Ask(Box::new(Asked { id, key, session, request: request.into() }))
        }
        ToStation::Stop(never) => match never {},
        ToStation::Active => ToStation::Active,
        ToStation::Show(shown) => ToStation::Show(shown),
        ToStation::Point(pointing) => ToStation::Point(pointing),
        ToStation::Replay { after } => ToStation::Replay { after },
        ToStation::Heartbeat => ToStation::Heartbeat,
    }
}

/// What a console has of its station.
struct Console {
    known: Snapshot,
    assembly: Assembly,
    preview: Preview,
}

impl Console {
    fn hears(&mut self, body: &[u8]) {
        let Ok(said) = decode::<ToConsole>(body) else { return };
        let again = serde_json::to_vec(&said).unwrap();
        let read = decode::<ToConsole>(&again).unwrap();
        assert_eq!(serde_json::to_vec(&read).unwrap(), again);
        match said {
            ToConsole::Update(part) => self.takes(*part),
            ToConsole::Preview(part) => {
                if let Ok(whole) = append(&self.preview, &part) {
                    assert!((whole.columns, whole.height) <= PREVIEW && whole.height <= PREVIEW.1);
                    assert_eq!(whole.pixels.len(), whole.columns as usize * usize::from(whole.height));
                    assert!(next(&whole, &whole).is_none());
                    self.preview = whole;
                }
            }
            ToConsole::Missed { from, to } => assert!(count_missed(from, to) == 0 || from <= to),
            _ => {}
        }
    }

    fn takes(&mut self, part: Update) {
        match self.assembly.take(Some(&self.known), part) {
            Ok(None) => {}
            Ok(Some(new)) => {
                holds(&new);
                told_on(&self.known, &new);
                for seen in [sight(&new, new.own), Sight::Lane].map(|sight| visible(&new, new.own, sight)) {
                    told_on(&new, &seen);
                }
                self.known = new;
            }
            // The console meets its station anew.
            Err(ChangeFault::Incomplete) => panic!("nothing is lacking where a snapshot is known"),
            Err(_) => self.assembly = Assembly::default(),
        }
    }
}

/// No list is longer than it may be, and no case is there twice.
fn holds(snapshot: &Snapshot) {
    let numbers: BTreeSet<&CaseNumber> = snapshot.unfinished.iter().map(|case| &case.number).collect();
    assert_eq!(numbers.len(), snapshot.unfinished.len());
    assert!(snapshot.unfinished.len() <= MAX_UNFINISHED);
    assert!(snapshot.recent.len() <= MAX_RECENT);
}

/// Whoever has `known` and is told what changed has `new`.
fn told_on(known: &Snapshot, new: &Snapshot) {
    urgency(Some(known), new);
    let mut assembly = Assembly::default();
    let taken =
        changes(Some(known), new).into_iter().map(|part| assembly.take(Some(known), part).unwrap()).last();
    assert_eq!(taken.flatten().as_ref(), Some(new));
}

/// The snapshot of the right frames.
fn known() -> &'static Snapshot {
    static KNOWN: OnceLock<Snapshot> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let updates = RIGHT.lines().filter_map(|line| decode(line.as_bytes()).ok());
        let mut parts = updates.filter_map(|said| match said {
            ToConsole::Update(part) => Some(part),
            _ => None,
        });
        let part = parts.next().unwrap();
        Assembly::default().take(None, *part).unwrap().unwrap()
    })
}
