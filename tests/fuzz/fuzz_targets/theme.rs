//! Bytes for `intrascope_fuzz::theme`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::theme(bytes));
