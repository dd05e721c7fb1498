//! What a console says, in the words of its seat; and how fast it is listened to.

use crate::domain::seat::Place;
use crate::domain::text::CleanText;
use crate::remote::console_wire::{Asked, FromLocal, FromRemote, ToStation};
use crate::remote::frame::decode;
use crate::station::contract::Request;
use crate::station::contract::seats::{Pointing, Shown};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::Instant;

/// Frames of a console in one [`SPAN`]: a person presses ten keys a second, and each shows something else. Beyond them it is read more
/// slowly: nothing of it is dropped, and nobody else waits.
pub(super) const MAX_FRAMES: u32 = 200;

/// The time over which frames are counted.
pub(super) const SPAN: Duration = Duration::from_secs(1);

/// Characters of what was wrong with a frame.
const MAX_WHY: usize = 200;

/// What a console said.
#[derive(Debug)]
pub(super) enum Heard {
    Ask(Box<Asked<Request>>),
    Stop,
    Active,
    Show(Box<Shown>),
    Point(Option<Pointing>),
    Replay(u64),
    Heartbeat,
}

/// What was not understood.
#[derive(Debug)]
pub(super) struct Nonsense {
    /// The console's number for it, where that much was understood.
    pub(super) id: Option<u64>,
    /// What was wrong.
    pub(super) why: CleanText,
}

/// Reads a frame in the words of a seat: at a remote one there are none that drive or stop a scan.
pub(super) fn hear(place: Place, body: &[u8]) -> Result<Heard, Nonsense> {
    let heard = match place {
        Place::Local => decode::<FromLocal>(body).map(|said| said.heard(|_| Heard::Stop)),
        Place::Remote => decode::<FromRemote>(body).map(|said| said.heard(|never| match never {})),
    };
    heard.map_err(|fault| {
        // An error of the reader names positions and names of fields, and at worst a short value that was in place of one.
        let why = CleanText::bounded(&format!("{:?} at {}", fault.classify(), fault.column()), MAX_WHY);
        Nonsense { id: decode::<Numbered>(body).ok().map(|numbered| numbered.ask.id), why }
    })
}

impl<R: Into<Request>, S> ToStation<R, S> {
    fn heard(self, stop: impl FnOnce(S) -> Heard) -> Heard {
        match self {
            Self::Ask(asked) => {
                let Asked { id, key, session, request } = *asked;
                Heard::Ask(Box::new(Asked { id, key, session, request: request.into() }))
            }
            Self::Stop(word) => stop(word),
            Self::Active => Heard::Active,
            Self::Show(shown) => Heard::Show(shown),
            Self::Point(pointing) => Heard::Point(pointing),
            Self::Replay { after } => Heard::Replay(after),
            Self::Heartbeat => Heard::Heartbeat,
        }
    }
}

/// As much of a request as answers it.
#[derive(Deserialize)]
struct Numbered {
    ask: JustId,
}

#[derive(Deserialize)]
struct JustId {
    id: u64,
}

/// Counts frames, and says how long to wait before the next is read.
#[derive(Debug)]
pub(super) struct Pace {
    begun: Instant,
    frames: u32,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self { begun: now, frames: 0 }
    }

    /// A frame was read; `Some` for until when the next has to wait.
    pub(super) fn count(&mut self, now: Instant) -> Option<Instant> {
        if now >= self.begun + SPAN {
            *self = Self::new(now);
        }
        self.frames += 1;
        (self.frames >= MAX_FRAMES).then_some(self.begun + SPAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::frame::{MAX_TO_STATION, SILENCE, read_frame, write_frame};
    use proptest::prelude::*;

    #[test]
    fn nonsense_is_told_by_its_number_and_does_not_repeat_what_was_typed() {
        let words = br#"{"ask":{"id":7,"key":"x","session":null,"request":{"sign_in":{"pin":"1204"}}}}"#;
        let nonsense = hear(Place::Local, words).unwrap_err();
        assert_eq!(nonsense.id, Some(7));
        assert!(!nonsense.why.as_str().contains("1204"));
        assert!(hear(Place::Local, b"\xff").unwrap_err().id.is_none());
        assert!(matches!(hear(Place::Local, br#"{"stop":"now"}"#), Ok(Heard::Stop)));
        assert!(hear(Place::Remote, br#"{"stop":"now"}"#).is_err());
    }

    /// Frames that were right once.
    const RIGHT: &str = include_str!("../console_wire/golden-3.jsonl");

    /// Frames of one conversation; of a thousand conversations a hundred thousand.
    const FRAMES: usize = 100;

    /// A right frame with one byte changed, cut there, or doubled from there; or the bytes that come of it alone.
    fn spoilt((line, place, byte, how): (usize, usize, u8, u8)) -> Vec<u8> {
        let mut body = RIGHT.lines().cycle().nth(line).unwrap().as_bytes().to_vec();
        let place = place % body.len();
        match how % 4 {
            0 => body[place] = byte,
            1 => body.truncate(place),
            2 => body.extend_from_within(place..),
            _ => body = vec![byte; place % 8],
        }
        body
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn a_hundred_thousand_random_frames_are_words_or_nonsense(
            bodies in prop::collection::vec((0..60usize, any::<usize>(), any::<u8>(), any::<u8>()).prop_map(spoilt), FRAMES),
            place in prop_oneof![Just(Place::Local), Just(Place::Remote)],
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(async {
                let (mut here, mut there) = tokio::io::duplex(256);
                let saying = async move {
                    for body in bodies {
                        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
                        write_frame(&mut here, &[&length[..], &body].concat()).await.unwrap();
                    }
                };
                let hearing = async {
                    let mut heard = 0;
                    while let Ok(body) = read_frame(&mut there, MAX_TO_STATION, SILENCE).await {
                        heard += 1;
                        if let Err(nonsense) = hear(place, &body) {
                            assert!(nonsense.why.as_str().chars().count() <= MAX_WHY);
                        }
                    }
                    heard
                };
                assert_eq!(tokio::join!(saying, hearing).1, FRAMES);
            });
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_read_at_its_pace() {
        let mut pace = Pace::new(Instant::now());
        let began = Instant::now();
        for _ in 0..MAX_FRAMES * 3 {
            if let Some(until) = pace.count(Instant::now()) {
                tokio::time::sleep_until(until).await;
            }
        }
        assert_eq!(began.elapsed(), SPAN * 3);
        tokio::time::advance(SPAN).await;
        assert!(pace.count(Instant::now()).is_none());
    }
}
