//! The serial port: the only file that names the serial crates.

use super::line::{Endpoint, LineSettings, Parity};
use crate::domain::lane::LinkHint;
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_serial::{ClearBuffer, DataBits, SerialPort, SerialPortBuilderExt, SerialStream, StopBits};

/// What the line of a whole complex runs at: 921 600 baud, 8N1 carries 336 columns of 256 pixels a second.
const BAUD: u32 = 921_600;

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

/// Opens the port of a whole complex.
pub fn open_complex(path: &Path) -> io::Result<SerialStream> {
    let name = path.to_str().ok_or_else(|| io::Error::other("the port's path is not UTF-8"))?;
    let port = tokio_serial::new(name, BAUD).open_native_async()?;
    // What the line held before belongs to an older connection.
    port.clear(ClearBuffer::All)?;
    Ok(port)
}

/// The device's end of a pseudo terminal, and the path at which the host opens the other end.
pub struct PseudoPort {
    /// The device's end.
    pub device: SerialStream,
    /// Held open so that the device's end survives a host that leaves and comes back.
    _slave: File,
    /// Where the host's end lies.
    pub path: PathBuf,
}

/// Makes a pseudo terminal.
pub fn pseudo() -> io::Result<PseudoPort> {
    let (device, mut slave) = SerialStream::pair()?;
    slave.set_exclusive(false)?;
    let path = slave.name().ok_or_else(|| io::Error::other("the pseudo terminal has no name"))?;
    // A serial stream keeps a lock on its port, which would keep the host out; a plain file does not.
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let held = File::from(rustix::fs::open(path.as_str(), flags, Mode::empty())?);
    Ok(PseudoPort { device, _slave: held, path: PathBuf::from(path) })
}
