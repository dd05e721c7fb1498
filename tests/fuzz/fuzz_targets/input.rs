//! Bytes for `intrascope_fuzz::input`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::input(bytes));
