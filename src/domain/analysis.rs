//! What the OAC sees and notes: marks on the image, discrepancies with the documents, the filter chain in force.

use crate::domain::officer::Officer;
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// A marked zone, in pixels of the original.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// Its number within the case, counted from 1 and never used again.
    pub number: u16,
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width, at least 1.
    pub width: u32,
    /// Height, at least 1.
    pub height: u32,
    /// What the officer sees there.
    pub note: CleanText,
    /// The supervisor who proposed it, where the officer did not find it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_by: Option<Officer>,
}

/// A discrepancy between the scan and one named goods line or document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Discrepancy {
    /// The goods line's place in the registration, from 0.
    pub goods_line: u16,
    /// What differs.
    pub note: CleanText,
}

/// Grey curve of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// Grey follows transmission.
    Linear,
    /// Grey follows the logarithm of transmission: thick parts open up.
    Logarithm,
}

/// Light on dark or dark on light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// Air is bright.
    Normal,
    /// Air is dark.
    Inverted,
}

/// The filter chain in force: what the OAC saw, so that a supervisor sees the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FilterChain {
    /// 16-bit value shown darkest.
    pub low: u16,
    /// 16-bit value shown brightest.
    pub high: u16,
    /// Curve.
    pub curve: Curve,
    /// Polarity.
    pub polarity: Polarity,
    /// Sharpening step, 0 to 4.
    pub sharpen: u8,
}
