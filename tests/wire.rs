//! The console wire over real sockets: what a console sees and may do, what it does wrong, and what the others notice of it.

mod attached;
mod broken;
mod hostile;
pub mod support;
