//! The scanner room: the link to the inspection complex, the driver that mirrors and stops it, and its simulated far end.
//!
//! Everything above speaks [`crate::domain::lane`]; nothing above learns of ports, frames or polls.

pub mod device;
pub mod driver;
pub mod drop;
pub mod line;
pub mod link;
pub mod port;
pub mod reports;
pub mod simulator;
mod thread;

pub use driver::{DriverSettings, LaneHandle, Preview, connect};
pub use thread::LaneThread;
