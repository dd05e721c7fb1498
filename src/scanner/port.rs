//! The serial port: the only file that names the serial crates.

use super::line::{Endpoint, LineSettings, Parity};
use crate::domain::lane::LinkHint;
use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_serial::{ClearBuffer, DataBits, SerialPort, SerialPortBuilderExt, SerialStream, StopBits};

/// Where the system keeps names of adapters.
const BY_ID: &str = "/dev/serial/by-id";

/// Adapters that are listed: a booth has four lines, an industrial hub sixteen.
const MAX_ADAPTERS: usize = 64;

/// A place of a network that does not answer within this time is not there.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// A duplex stream of bytes with a device at its other end.
pub trait ByteLink: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> ByteLink for T {}

/// Opens a line for one owner. Modem lines and flow control are left alone: a stuck line must not hold a stop back.
///
/// # Errors
/// It is not there, another process holds it, or it cannot be set so.
pub async fn open(port: &Endpoint, settings: LineSettings) -> io::Result<Box<dyn ByteLink>> {
    match port {
        Endpoint::Serial(path) => Ok(Box::new(open_serial(path, settings)?)),
        Endpoint::Tcp(place) => {
            let link = timeout(CONNECT_LIMIT, TcpStream::connect(place)).await??;
            // A request is one small packet: it must not wait for a second one.
            link.set_nodelay(true)?;
            Ok(Box::new(link))
        }
    }
}

fn open_serial(path: &Path, settings: LineSettings) -> io::Result<SerialStream> {
    let name = path.to_str().ok_or_else(|| io::Error::other("the port's path is not UTF-8"))?;
    let port = tokio_serial::new(name, settings.baud)
        .data_bits(if settings.data_bits == 7 { DataBits::Seven } else { DataBits::Eight })
        .parity(match settings.parity {
            Parity::None => tokio_serial::Parity::None,
            Parity::Even => tokio_serial::Parity::Even,
            Parity::Odd => tokio_serial::Parity::Odd,
        })
        .stop_bits(if settings.stop_bits == 2 { StopBits::Two } else { StopBits::One })
        .open_native_async()?;
    // What the line held before belongs to an older connection.
    port.clear(ClearBuffer::All)?;
    Ok(port)
}

/// Opens a serial port, reads back how it is set, and closes it: what a driver of the system made of what was asked.
///
/// # Errors
/// It cannot be opened, or does not tell; a place of a network has no such settings.
pub fn read_back(port: &Endpoint, asked: LineSettings) -> io::Result<LineSettings> {
    let Endpoint::Serial(path) = port else { return Err(io::ErrorKind::Unsupported.into()) };
    let opened = open_serial(path, asked)?;
    Ok(LineSettings {
        baud: opened.baud_rate()?,
        data_bits: match opened.data_bits()? {
            DataBits::Five => 5,
            DataBits::Six => 6,
            DataBits::Seven => 7,
            DataBits::Eight => 8,
        },
        parity: match opened.parity()? {
            tokio_serial::Parity::None => Parity::None,
            tokio_serial::Parity::Even => Parity::Even,
            tokio_serial::Parity::Odd => Parity::Odd,
        },
        stop_bits: if opened.stop_bits()? == StopBits::Two { 2 } else { 1 },
    })
}

/// The names by which the system knows its serial adapters, with the port that each leads to: they survive a replug.
pub fn by_id() -> Vec<(PathBuf, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(BY_ID) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .take(MAX_ADAPTERS)
        .filter_map(|entry| {
            let name = entry.ok()?.path();
            let port = std::fs::canonicalize(&name).ok()?;
            Some((name, port))
        })
        .collect();
    found.sort();
    found
}

/// What an opening that failed says of the port.
pub fn hint(fault: &io::Error) -> LinkHint {
    // serialport says that a port is held by a text of its own, as the kind that means a missing device.
    if fault.kind() == io::ErrorKind::ResourceBusy || fault.to_string().contains("exclusive lock") {
        LinkHint::Held
    } else {
        LinkHint::NoPort
    }
}

/// The device's end of a pseudo terminal, and the path at which the host opens the other end.
pub struct PseudoPort {
    /// The device's end.
    pub device: Master,
    /// Held open so that the device's end survives a host that leaves and comes back.
    _slave: File,
    /// Where the host's end lies.
    pub path: PathBuf,
}

/// The device's end: its descriptor stays in this process, and no program that is started has it.
#[derive(Debug)]
pub struct Master(AsyncFd<OwnedFd>);

impl Master {
    /// Writes what the line takes at this instant.
    ///
    /// # Errors
    /// It takes nothing now ([`io::ErrorKind::WouldBlock`]), or it is gone.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(&self.0, bytes)?)
    }
}

impl AsyncRead for Master {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            let mut ready = match self.0.poll_read_ready(context) {
                Poll::Ready(ready) => ready?,
                Poll::Pending => return Poll::Pending,
            };
            let read = ready.try_io(|line| Ok(rustix::io::read(line, buffer.initialize_unfilled())?));
            // Else it only seemed ready.
            if let Ok(count) = read {
                return Poll::Ready(count.map(|count| buffer.advance(count)));
            }
        }
    }
}

impl AsyncWrite for Master {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        loop {
            let mut ready = match self.0.poll_write_ready(context) {
                Poll::Ready(ready) => ready?,
                Poll::Pending => return Poll::Pending,
            };
            if let Ok(written) = ready.try_io(|line| Ok(rustix::io::write(line, bytes)?)) {
                return Poll::Ready(written);
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Makes a pseudo terminal, raw from the beginning.
///
/// # Errors
/// The system has none left.
pub fn pseudo() -> io::Result<PseudoPort> {
    let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&device)?;
    unlockpt(&device)?;
    let path = PathBuf::from(OsString::from_vec(ptsname(&device, Vec::new())?.into_bytes()));
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let held = File::from(rustix::fs::open(&path, flags, Mode::empty())?);
    let mut modes = tcgetattr(&held)?;
    modes.make_raw();
    tcsetattr(&held, OptionalActions::Now, &modes)?;
    fcntl_setfl(&device, fcntl_getfl(&device)? | OFlags::NONBLOCK)?;
    #[expect(
        deprecated,
        reason = "the other way is unsafe code; this descriptor is owned and never changed for another"
    )]
    let device = Master(AsyncFd::new(device)?);
    Ok(PseudoPort { device, _slave: held, path })
}
