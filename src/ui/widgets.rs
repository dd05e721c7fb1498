//! Parts that several screens share.

pub mod chart;
pub mod field;
pub mod form;
pub mod image_pane;
pub mod note_line;
pub mod scrub;
pub mod text_block;
