//! What several tests share.

pub mod oac;
pub mod oms;
