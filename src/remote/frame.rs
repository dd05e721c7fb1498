//! Frames of the console wire: four bytes of length, then one JSON value; bounded, with a deadline on every read and write.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, ErrorKind};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout, timeout_at};
use zeroize::Zeroizing;

/// Bytes of a frame's length.
pub const HEADER: usize = 4;

/// The longest frame to the station. The longest request is a form: some 150 typed fields of at most 200 characters, 4 bytes each
/// and as much again escaped, is a quarter of it.
pub const MAX_TO_STATION: u32 = 1 << 20;

/// The longest frame to a console. A thousand rows of 300 bytes are 0.3 MiB; one case with 99 marks, 99 discrepancies and their
/// notes of 2000 characters is 2 MiB; a part of an update ends after the case that brings it beyond 2 MiB.
pub const MAX_TO_CONSOLE: u32 = 8 << 20;

/// Memory is taken in such steps, each only after the one before has arrived. A frame with a PIN fits the first: it is never copied.
const STEP: usize = 64 * 1024;

/// A frame to the station begins with room for so much: what a person types fits, and is not copied while it grows.
const ROOM: usize = 16 * 1024;

/// The first words of both sides.
pub const HANDSHAKE: Duration = Duration::from_secs(5);

/// A frame that has begun is whole after so long.
pub const WHOLE: Duration = Duration::from_secs(5);

/// A frame is written in so long, or the other side is given up.
pub const WRITE: Duration = Duration::from_secs(2);

/// Both sides say something at least so often.
pub const HEARTBEAT: Duration = Duration::from_secs(2);

/// Whoever says nothing for so long is gone: four heartbeats may be late.
pub const SILENCE: Duration = Duration::from_secs(10);

/// Why a frame could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Reading or writing failed.
    #[error("the socket: {0}")]
    Io(#[from] io::Error),
    /// The other side closed.
    #[error("the other side closed")]
    Closed,
    /// The other side announced more than a frame may have.
    #[error("a frame of {announced} bytes, and at most {max} are taken")]
    TooLong {
        /// How much.
        announced: u32,
        /// How much may be.
        max: u32,
    },
    /// Nothing came in time, or nothing was taken in time.
    #[error("no word in time")]
    Deadline,
    /// A value has no place on the wire.
    #[error("not to be said on the wire: {0}")]
    Unsayable(serde_json::Error),
}

/// The bytes of a frame, its length first. It may hold a PIN: it leaves memory when it was written.
pub type Frame = Zeroizing<Vec<u8>>;

/// Puts a value into a frame.
pub fn encode<T: Serialize>(value: &T, max: u32) -> Result<Frame, FrameError> {
    let mut frame = Zeroizing::new(Vec::with_capacity(ROOM));
    frame.extend_from_slice(&[0; HEADER]);
    serde_json::to_writer(&mut *frame, value).map_err(FrameError::Unsayable)?;
    let announced = u32::try_from(frame.len() - HEADER).unwrap_or(u32::MAX);
    if announced > max {
        return Err(FrameError::TooLong { announced, max });
    }
    for (place, byte) in frame.iter_mut().zip(announced.to_le_bytes()) {
        *place = byte;
    }
    Ok(frame)
}

/// Reads a value from the body of a frame.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body)
}

/// Reads the body of one frame: it begins within `patience` and is whole after [`WHOLE`] more.
pub async fn read_frame(
    reader: &mut (impl AsyncRead + Unpin),
    max: u32,
    patience: Duration,
) -> Result<Zeroizing<Vec<u8>>, FrameError> {
    let mut header = [0; HEADER];
    let begun = timeout(patience, reader.read(&mut header)).await.map_err(|_| FrameError::Deadline)??;
    if begun == 0 {
        return Err(FrameError::Closed);
    }
    let rest = read_rest(reader, header, begun, max);
    timeout_at(Instant::now() + WHOLE, rest).await.map_err(|_| FrameError::Deadline)?
}

async fn read_rest(
    reader: &mut (impl AsyncRead + Unpin),
    mut header: [u8; HEADER],
    begun: usize,
    max: u32,
) -> Result<Zeroizing<Vec<u8>>, FrameError> {
    if let Some(missing) = header.get_mut(begun..) {
        reader.read_exact(missing).await.map_err(ended)?;
    }
    let announced = u32::from_le_bytes(header);
    if announced > max {
        return Err(FrameError::TooLong { announced, max });
    }
    let length = usize::try_from(announced).unwrap_or(usize::MAX);
    let mut body = Zeroizing::new(Vec::new());
    while body.len() < length {
        let have = body.len();
        body.resize(have + (length - have).min(STEP), 0);
        if let Some(step) = body.get_mut(have..) {
            reader.read_exact(step).await.map_err(ended)?;
        }
    }
    Ok(body)
}

fn ended(error: io::Error) -> FrameError {
    if error.kind() == ErrorKind::UnexpectedEof { FrameError::Closed } else { FrameError::Io(error) }
}

/// Writes a frame within [`WRITE`].
pub async fn write_frame(writer: &mut (impl AsyncWrite + Unpin), frame: &[u8]) -> Result<(), FrameError> {
    timeout(WRITE, writer.write_all(frame)).await.map_err(|_| FrameError::Deadline)??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wait<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(future)
    }

    #[test]
    fn a_frame_reads_as_it_was_written() {
        wait(async {
            let (mut here, mut there) = tokio::io::duplex(64);
            let text = "ш".repeat(100_000);
            let frame = encode(&text, MAX_TO_STATION).unwrap();
            let writing = tokio::task::spawn(async move { write_frame(&mut here, &frame).await });
            let body = read_frame(&mut there, MAX_TO_STATION, SILENCE).await.unwrap();
            assert_eq!(decode::<String>(&body).unwrap(), text);
            writing.await.unwrap().unwrap();
            assert!(matches!(read_frame(&mut there, MAX_TO_STATION, SILENCE).await, Err(FrameError::Closed)));
        });
    }

    #[test]
    fn what_is_too_long_is_neither_written_nor_read() {
        assert!(matches!(encode(&"x".repeat(64), 64), Err(FrameError::TooLong { announced: 66, max: 64 })));
        let read = wait(async { read_frame(&mut [0xff; 100].as_slice(), 64, SILENCE).await });
        assert!(matches!(read, Err(FrameError::TooLong { announced: u32::MAX, max: 64 })));
    }

    #[test]
    fn silence_a_half_frame_and_a_full_pipe_come_to_their_deadlines() {
        wait(async {
            let (mut here, mut there) = tokio::io::duplex(64);
            let began = Instant::now();
            assert!(matches!(read_frame(&mut there, 64, SILENCE).await, Err(FrameError::Deadline)));
            assert_eq!(began.elapsed(), SILENCE);
            here.write_all(&[9, 0]).await.unwrap();
            assert!(matches!(read_frame(&mut there, 64, SILENCE).await, Err(FrameError::Deadline)));
            assert_eq!(began.elapsed(), SILENCE + WHOLE);
            assert!(matches!(write_frame(&mut here, &[0; 100]).await, Err(FrameError::Deadline)));
            assert_eq!(began.elapsed(), SILENCE + WHOLE + WRITE);
        });
    }

    /// A reader that counts how much room it was offered beyond what it gave.
    struct Stingy {
        given: usize,
        offered: usize,
        bytes: Vec<u8>,
    }

    impl AsyncRead for Stingy {
        fn poll_read(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            buffer: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<io::Result<()>> {
            self.offered = self.offered.max(self.given + buffer.remaining());
            let have = self.bytes.len().min(buffer.remaining());
            buffer.put_slice(&self.bytes[..have]);
            self.bytes.drain(..have);
            self.given += have;
            std::task::Poll::Ready(Ok(()))
        }
    }

    #[test]
    fn a_length_alone_takes_no_memory() {
        let mut reader = Stingy {
            given: 0,
            offered: 0,
            bytes: MAX_TO_CONSOLE.to_le_bytes().into_iter().chain([1]).collect(),
        };
        let read = wait(async { read_frame(&mut reader, MAX_TO_CONSOLE, SILENCE).await });
        assert!(matches!(read, Err(FrameError::Closed)));
        assert!(reader.offered <= HEADER + STEP, "{}", reader.offered);
    }

    proptest! {
        #[test]
        fn any_bytes_are_frames_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            wait(async {
                let mut reader = bytes.as_slice();
                while let Ok(body) = read_frame(&mut reader, 64, SILENCE).await {
                    assert!(body.len() <= 64);
                }
            });
        }
    }
}
