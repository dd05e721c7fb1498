//! The one test binary.

mod screens_oms;
mod support;
