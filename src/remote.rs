//! The station over a Unix socket: a versioned mirror of part of the contract, its server and its client.
//!
//! Today it serves the command line: cases are read and images imported beside a running console.

pub mod accounts;
pub mod changes;
pub mod client;
pub mod columns;
pub mod console_client;
pub mod console_wire;
pub mod descriptor;
pub mod door;
pub mod frame;
pub mod once;
pub mod ring;
#[cfg(test)]
mod samples;
pub mod seats;
pub mod server;
pub mod visible;
pub mod wire;

use std::path::{Path, PathBuf};

/// The socket's name in the data folder.
pub const SOCKET: &str = "station.sock";

/// Where a data folder's station listens.
pub fn socket_path(data: &Path) -> PathBuf {
    data.join(SOCKET)
}
