//! Bytes for `intrascope_fuzz::intake`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::intake(bytes));
