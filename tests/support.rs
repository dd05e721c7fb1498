//! What several tests share.

pub mod booth;
pub mod desk;
pub mod glass;
pub mod host;
pub mod lane;
pub mod oac;
pub mod oms;
pub mod peers;
pub mod proof;
pub mod pump;
pub mod stream;
pub mod told;
pub mod virtual_lane;
pub mod watching;
