//! The scanner room: the link to the inspection complex, the driver that mirrors and stops it, and its simulated far end.
//!
//! Everything above speaks [`crate::domain::lane`]; nothing above learns of ports, frames or polls.

pub mod detector;
pub mod device;
pub mod driver;
pub mod drop;
pub mod kernel;
pub mod line;
pub mod link;
pub mod look;
pub mod modbus;
pub mod monitor;
pub mod port;
pub mod portal;
pub mod ports;
pub mod range;
pub mod reports;
pub mod simulator;
pub mod source;
pub mod supervisor;
mod thread;

pub use driver::{DriverSettings, LaneHandle, Preview, connect};
pub use thread::LaneThread;
