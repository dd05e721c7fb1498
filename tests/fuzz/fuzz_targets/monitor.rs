//! Bytes for `intrascope_fuzz::monitor`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::monitor(bytes));
