//! Bytes for `intrascope_fuzz::tiles`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::tiles(bytes));
