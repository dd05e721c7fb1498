//! Bytes for `intrascope_fuzz::image`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| intrascope_fuzz::image(bytes));
