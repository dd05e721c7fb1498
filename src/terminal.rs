//! The screen as a device: entering and leaving it, its keys, what it can draw, and pictures as its bytes and cells.

pub mod brush;
pub mod canvas;
pub mod easel;
pub mod graphics;
pub mod guard;
pub mod input;
pub mod lines;
pub mod link;
pub mod output;
pub mod passing;
pub mod probe;
pub mod source;
pub mod writer;
