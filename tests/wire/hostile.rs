//! Consoles that are stopped, killed, half-open, flooding, or say anything at all: the station goes on and the others notice nothing.

use super::support::{Count, Raw, Sockets, Stub, console, oms, seen, soon, supervisors};
use intrascope::remote::console_wire::{Asked, Ending, FromLocal, Key, StopWord, ToConsole};
use intrascope::remote::frame::{MAX_TO_STATION, encode};
use intrascope::station::contract::{Asker, Reply, Request, StoreHealth};
use intrascope::station::handle::Handle;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::path::Path;

/// Frames of random bytes that go over the real socket; a hundred thousand go to the reader alone, in its own tests.
const RANDOM_FRAMES: usize = 3_000;

/// A console that works as it should, and goes on doing so.
async fn works(stub: &mut Stub, handle: &Handle) {
    let asking = handle.clone();
    // Of the others there may be requests that nobody waits for any more.
    let ours = Request::ListCases { before: None, limit: 4_242 };
    let request = ours.clone();
    let asking = tokio::task::spawn(async move { asking.ask(Asker::Nobody, request).await });
    loop {
        let ask = stub.asked().await;
        let is_ours = ask.request == ours;
        ask.answer.send(Ok(Reply::Acknowledged)).ok();
        if is_ours {
            break;
        }
    }
    soon("answered", asking).await.unwrap().unwrap();
    let mark = format!("{:?}", Key::random().unwrap());
    stub.publish(|snapshot| snapshot.store = StoreHealth::Failed(mark.clone()));
    seen(handle, |snapshot| snapshot.store == StoreHealth::Failed(mark.clone())).await;
}

async fn until_gone(sockets: &Sockets, left: usize) {
    soon("the others are gone", async {
        while sockets.seats.consoles() > left {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_stops_reading_is_given_up_and_nobody_else_waits() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let station = console(&path).await;
    // As a stopped process: its socket stands, and nobody reads it.
    let stopped = Raw::greeted(&path).await;
    let silent = Raw::greeted(&path).await;
    let half_open = Raw::dial(&path).await;
    let big = "x".repeat(300_000);
    for round in 0..20 {
        stub.publish(|snapshot| snapshot.store = StoreHealth::Failed(format!("{round}{big}")));
        works(&mut stub, &station.handle()).await;
    }
    until_gone(&sockets, 1).await;
    works(&mut stub, &station.handle()).await;
    drop((stopped, silent, half_open));
}

#[tokio::test(flavor = "multi_thread")]
async fn consoles_that_are_killed_leave_nothing_behind() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let station = console(&path).await;
    for round in 0..200 {
        let mut raw =
            if round % 2 == 0 { Raw::dial(&path).await } else { killed_after_greeting(&path).await };
        // In the middle of a frame.
        raw.shout(&[200, 0, 0, 0, b'{']).await;
        drop(raw);
    }
    until_gone(&sockets, 1).await;
    works(&mut stub, &station.handle()).await;
    // The station's own line, and this console's.
    assert_eq!(stub.lines.live().len(), 2);
}

async fn killed_after_greeting(path: &Path) -> Raw {
    loop {
        let mut raw = Raw::dial(path).await;
        raw.say(&intrascope::remote::console_wire::Greeting {
            hello: intrascope::remote::seats::this_program(),
        })
        .await;
        // The ones before may still be on their way out.
        if let Some(ToConsole::Welcome(_)) = raw.hear().await {
            return raw;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_read_slowly_and_harms_nobody() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let station = console(&path).await;
    let sent = Count::default();
    let counted = sent.clone();
    let flood = tokio::task::spawn(async move {
        let mut raw = Raw::greeted(&path).await;
        let frame = encode(&FromLocal::Heartbeat, MAX_TO_STATION).unwrap();
        // Until the station has had enough of not being read itself.
        while raw.shout(&frame).await {
            counted.add();
        }
    });
    for _ in 0..50 {
        works(&mut stub, &station.handle()).await;
    }
    flood.abort();
    // The reader takes 200 a second; the rest waits in the socket or was never taken.
    assert!(sent.get() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_requests_at_once_than_one_may_have_are_refused_and_end_it() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let mut raw = Raw::greeted(&path).await;
    for id in 1..=19 {
        let asked =
            Asked { id, key: Key::from_number(u128::from(id)), session: None, request: Request::Checkpoint };
        raw.say(&FromLocal::Ask(Box::new(asked))).await;
    }
    for id in 17..=19 {
        let word = raw.hear_until(|word| matches!(word, ToConsole::NotUnderstood { .. })).await;
        assert!(matches!(word, ToConsole::NotUnderstood { id: Some(found), .. } if found == id), "{word:?}");
    }
    let word = raw.hear_until(|word| matches!(word, ToConsole::Ended(_))).await;
    assert!(matches!(word, ToConsole::Ended(Ending::NotUnderstood)));
    let station = console(&path).await;
    works(&mut stub, &station.handle()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_seats_words_are_no_words_at_the_supervisors() {
    let stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let mut raw = Raw::greeted(&sockets.serve(supervisors()).await).await;
    raw.say(&FromLocal::Stop(StopWord::Now)).await;
    for (id, request) in [(1, Request::StopScan), (2, Request::AcknowledgeFault)] {
        let asked = Asked { id, key: Key::from_number(1), session: None, request };
        raw.say(&FromLocal::Ask(Box::new(asked))).await;
    }
    for id in [None, Some(1), Some(2)] {
        let word = raw.hear_until(|word| matches!(word, ToConsole::NotUnderstood { .. })).await;
        assert!(matches!(word, ToConsole::NotUnderstood { id: found, .. } if found == id), "{word:?}");
    }
    raw.hear_until(|word| matches!(word, ToConsole::Ended(Ending::NotUnderstood))).await;
    assert_eq!(stub.stopped(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn random_bytes_over_the_socket_end_their_own_console_only() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let station = console(&path).await;
    let mut runner = TestRunner::deterministic();
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        "\\{\"(ask|stop|show|replay)\":[a-z0-9{}\":,\\[\\]]{0,40}\\}".prop_map(String::into_bytes),
    ];
    let mut raw = None;
    for frame in 0..RANDOM_FRAMES {
        let mut speaking = match raw.take() {
            Some(raw) => raw,
            None => killed_after_greeting(&path).await,
        };
        let body = bytes.new_tree(&mut runner).unwrap().current();
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        // Every tenth is bytes without a frame.
        let said = if frame % 10 == 0 { body } else { [&length[..], &body].concat() };
        if speaking.shout(&said).await {
            raw = Some(speaking);
        }
    }
    drop(raw);
    until_gone(&sockets, 1).await;
    works(&mut stub, &station.handle()).await;
}
