//! Pixels of a radiograph: kept as 16-bit tiles, toned and rendered to 8 bits for one viewport. Pure functions over one file.
//!
//! Grey is 16-bit throughout: 0 lets nothing through, 65535 is bright air.

pub mod pyramid;
pub mod raster;
pub mod reduce;
pub mod render;
pub mod resample;
pub mod seen;
pub mod tone;
pub mod viewport;

pub use pyramid::{Origin, Pyramid, PyramidError, PyramidWriter};
pub use raster::{Grey8, Raster, Rect};
pub use reduce::Reducer;
pub use render::{render, transmission_at};
pub use seen::Seen;
pub use tone::{Curve, Polarity, Preset, Tone};
pub use viewport::{Area, ImageSize, Screen, Viewport};
