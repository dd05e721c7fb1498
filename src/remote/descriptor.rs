//! Files that go over the socket as descriptors: read-only, one a frame, closed on exec.

use crate::remote::frame::{FrameError, WRITE};
use rustix::fs::{OFlags, fcntl_getfl};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, recvmsg, sendmsg,
};
use std::fs::File;
use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWriteExt, Interest, ReadBuf};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

/// Descriptors of one message that are looked at; the kernel closes those beyond.
const MAX_SEEN: usize = 4;

/// Why a file did not come, or may not go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorFault {
    /// It could be written to.
    #[error("the file is not open for reading only")]
    Writable,
    /// More than one came.
    #[error("more than one file came")]
    TooMany,
}

/// Whether a file is open for reading only.
pub fn is_read_only(file: impl AsFd) -> io::Result<bool> {
    Ok(fcntl_getfl(file)? & OFlags::ACCMODE == OFlags::RDONLY)
}

/// Writes a frame, and with its first byte a file that is open for reading only.
pub async fn write_with_file(
    writer: &mut OwnedWriteHalf,
    frame: &[u8],
    file: &File,
) -> Result<(), FrameError> {
    if !is_read_only(file)? {
        return Err(io::Error::new(ErrorKind::PermissionDenied, DescriptorFault::Writable).into());
    }
    let writing = async {
        let sent = send_first(writer.as_ref(), frame, file).await?;
        writer.write_all(frame.get(sent..).unwrap_or_default()).await
    };
    timeout(WRITE, writing).await.map_err(|_| FrameError::Deadline)??;
    Ok(())
}

async fn send_first(stream: &UnixStream, frame: &[u8], file: &File) -> io::Result<usize> {
    loop {
        stream.writable().await?;
        match stream.try_io(Interest::WRITABLE, || send(stream, frame, file)) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            done => return done,
        }
    }
}

fn send(stream: &UnixStream, frame: &[u8], file: &File) -> io::Result<usize> {
    let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut room);
    let files = [file.as_fd()];
    if !ancillary.push(SendAncillaryMessage::ScmRights(&files)) {
        return Err(ErrorKind::OutOfMemory.into());
    }
    Ok(sendmsg(stream, &[IoSlice::new(frame)], &mut ancillary, SendFlags::NOSIGNAL)?)
}

/// What came beside the bytes.
#[derive(Debug, Default)]
enum Came {
    #[default]
    Nothing,
    One(OwnedFd),
    TooMany,
}

/// The reading end of a socket that keeps the file that comes with a frame.
#[derive(Debug)]
pub struct DescriptorReader {
    half: OwnedReadHalf,
    came: Came,
}

impl DescriptorReader {
    /// Reads this end.
    pub fn new(half: OwnedReadHalf) -> Self {
        Self { half, came: Came::Nothing }
    }

    /// The file that came with the frame that was just read. One that could be written to is closed, and so is every surplus one.
    pub fn take_file(&mut self) -> Result<Option<File>, DescriptorFault> {
        match std::mem::take(&mut self.came) {
            Came::Nothing => Ok(None),
            Came::TooMany => Err(DescriptorFault::TooMany),
            Came::One(file) => match is_read_only(&file) {
                Ok(true) => Ok(Some(File::from(file))),
                Ok(false) | Err(_) => Err(DescriptorFault::Writable),
            },
        }
    }
}

impl AsyncRead for DescriptorReader {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let stream: &UnixStream = this.half.as_ref();
        let came = &mut this.came;
        loop {
            ready!(stream.poll_read_ready(context))?;
            let room = buffer.initialize_unfilled();
            match stream.try_io(Interest::READABLE, || receive(stream, room, came)) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
                Ok(bytes) => {
                    buffer.advance(bytes);
                    return Poll::Ready(Ok(()));
                }
            }
        }
    }
}

fn receive(stream: &UnixStream, room: &mut [u8], came: &mut Came) -> io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_SEEN))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let got = recvmsg(stream, &mut [IoSliceMut::new(room)], &mut ancillary, RecvFlags::CMSG_CLOEXEC)?;
    for message in ancillary.drain() {
        if let RecvAncillaryMessage::ScmRights(files) = message {
            for file in files {
                *came = match std::mem::take(came) {
                    Came::Nothing => Came::One(file),
                    Came::One(_) | Came::TooMany => Came::TooMany,
                };
            }
        }
    }
    Ok(got.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::frame::{MAX_TO_CONSOLE, SILENCE, decode, encode, read_frame, write_frame};
    use rustix::io::{FdFlags, fcntl_getfd};
    use std::io::{Read, Write};

    fn pair() -> (OwnedWriteHalf, DescriptorReader, OwnedReadHalf) {
        let (here, there) = UnixStream::pair().unwrap();
        let (unused, writer) = here.into_split();
        (writer, DescriptorReader::new(there.into_split().0), unused)
    }

    fn file(folder: &tempfile::TempDir, text: &str) -> File {
        let path = folder.path().join("tiles");
        std::fs::write(&path, text).unwrap();
        File::open(path).unwrap()
    }

    async fn read(reader: &mut DescriptorReader) -> String {
        decode(&read_frame(reader, MAX_TO_CONSOLE, SILENCE).await.unwrap()).unwrap()
    }

    #[tokio::test]
    async fn a_file_reads_the_same_there_and_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, mut reader, _unused) = pair();
        let plain = encode(&"before", MAX_TO_CONSOLE).unwrap();
        // Longer than the socket takes at once: the file comes with the first byte only.
        let long = "x".repeat(500_000);
        let frame = encode(&long, MAX_TO_CONSOLE).unwrap();
        let sent = file(&folder, "the tiles");
        let writing = tokio::task::spawn(async move {
            write_frame(&mut writer, &plain).await.unwrap();
            write_with_file(&mut writer, &frame, &sent).await.unwrap();
            write_frame(&mut writer, &plain).await.unwrap();
        });
        assert_eq!(read(&mut reader).await, "before");
        assert!(reader.take_file().unwrap().is_none());
        assert_eq!(read(&mut reader).await, long);
        let mut came = reader.take_file().unwrap().unwrap();
        assert_eq!(read(&mut reader).await, "before");
        assert!(reader.take_file().unwrap().is_none());
        let mut text = String::new();
        came.read_to_string(&mut text).unwrap();
        assert_eq!(text, "the tiles");
        assert_eq!(came.write(b"x").unwrap_err().raw_os_error(), Some(9), "EBADF");
        assert!(fcntl_getfd(&came).unwrap().contains(FdFlags::CLOEXEC));
        writing.await.unwrap();
    }

    #[tokio::test]
    async fn a_writable_file_neither_goes_nor_comes_and_two_are_closed() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, mut reader, _unused) = pair();
        let frame = encode(&"x", MAX_TO_CONSOLE).unwrap();
        let writable = File::create(folder.path().join("w")).unwrap();
        let refused = write_with_file(&mut writer, &frame, &writable).await.unwrap_err();
        assert!(matches!(refused, FrameError::Io(error) if error.kind() == ErrorKind::PermissionDenied));
        // A station that would send them all the same.
        send_first(writer.as_ref(), &frame, &writable).await.unwrap();
        assert_eq!(read(&mut reader).await, "x");
        assert_eq!(reader.take_file().unwrap_err(), DescriptorFault::Writable);
        let sound = file(&folder, "y");
        let half = frame.len() / 2;
        send_first(writer.as_ref(), &frame[..half], &sound).await.unwrap();
        send_first(writer.as_ref(), &frame[half..], &sound).await.unwrap();
        assert_eq!(read(&mut reader).await, "x");
        assert_eq!(reader.take_file().unwrap_err(), DescriptorFault::TooMany);
        assert!(reader.take_file().unwrap().is_none());
    }
}
