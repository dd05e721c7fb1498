//! The one test binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and says what it skipped; clippy.toml frees only the tests' own bodies"
)]

mod architecture;
mod catalogue;
mod e2e;
mod guard_panic;
mod paper;
mod screens_oac;
mod screens_oms;
mod store_crash;
mod store_faults;
mod support;
