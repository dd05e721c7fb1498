//! What several modules of the test binary share.

pub mod console;
