//! Bytes for `intrascope_fuzz::console`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::console(bytes));
