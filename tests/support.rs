//! What several tests share.

pub mod booth;
pub mod oac;
pub mod oms;
pub mod proof;
