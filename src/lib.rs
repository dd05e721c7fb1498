//! Intrascope: the console that customs officers sit at, beside a cargo X-ray scanner.
//!
//! The rooms, bottom first; `docs/ARCHITECTURE.md` has the arrows, `tests/architecture.rs` enforces them.
#![forbid(unsafe_code)]

pub mod confine;
pub mod domain;
pub mod imaging;
pub mod words;

pub mod formats;
pub mod scanner;
pub mod store;

pub mod paper;
pub mod station;

pub mod remote;
pub mod terminal;
pub mod ui;

pub mod app;
pub mod cli;
