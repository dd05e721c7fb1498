//! scanner (placeholder until the room is merged)
use crate::domain::number::ScanId;
use std::sync::Arc;

/// The preview columns received so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// Whose.
    pub scan: Option<ScanId>,
    /// Pixels a column.
    pub height: u16,
    /// Columns received.
    pub columns: u32,
    /// 8-bit pixels, column after column.
    pub pixels: Arc<Vec<u8>>,
}
