//! Parts that several screens share.

pub mod field;
pub mod image_pane;
