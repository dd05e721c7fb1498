//! The one test binary.

mod screens_oac;
mod support;
