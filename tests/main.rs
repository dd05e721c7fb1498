//! The one test binary.

mod store_crash;
