//! The serial port: the only file that names the serial crates.

use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_serial::{ClearBuffer, SerialPort, SerialPortBuilderExt, SerialStream};

/// What the line runs at: 921 600 baud, 8N1 carries 336 columns of 256 pixels a second.
const BAUD: u32 = 921_600;

/// A duplex stream of bytes with a device at its other end.
pub trait ByteLink: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> ByteLink for T {}

/// Opens a port for one owner. Modem lines and flow control are left alone: a stuck line must not hold a stop back.
pub fn open(path: &Path) -> io::Result<SerialStream> {
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
