//! Bytes for `intrascope_fuzz::outcomes`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::outcomes(bytes));
