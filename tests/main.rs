//! The one test binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod screens_oac;
mod support;
