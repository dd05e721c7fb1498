//! The preview link: frames and messages as bytes. `docs/PROTOCOL.md` is its description, byte by byte.

pub mod frame;
pub mod message;

pub use frame::{Decoder, Frame, encode};
pub use message::{EndReason, Message, MessageFault, Status};
