//! The running machine: one actor owns the store and the scanner; everybody else holds a handle and asks.

pub mod actor;
pub mod clock;
pub mod contract;
pub mod decoding;
mod drafts;
mod earlier;
pub mod evidence;
pub mod export;
pub mod handle;
pub mod import;
pub mod intake;
mod jobs;
mod journal;
pub mod lines;
mod numbering;
pub mod outcomes;
pub mod people;
pub mod reading;
pub mod search;
pub mod sessions;
pub mod signing;
pub mod statistics;
