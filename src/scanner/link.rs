//! The frames of the preview link, as bytes. `docs/PROTOCOL.md` is their description, byte by byte.

pub mod frame;

pub use frame::{Decoder, Frame, encode};
