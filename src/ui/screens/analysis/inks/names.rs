//! Whose pointer and whose proposal it is, as cells beside them.

use super::{mark_area, pixels, whole};
use crate::station::contract::seats::Proposal;
use crate::ui::message::PictureMode;
use crate::ui::screens::analysis::proposals::Pointer;
use crate::ui::screens::analysis::viewer::View;

/// A name beside what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui::screens::analysis) struct Name {
    /// Cells from the pane's left edge.
    pub(in crate::ui::screens::analysis) column: u16,
    /// Cells from its top.
    pub(in crate::ui::screens::analysis) row: u16,
    pub(in crate::ui::screens::analysis) text: String,
}

/// The names as cells; none for sixel, over whose pixels no cell can be written.
pub(in crate::ui::screens::analysis) fn names(
    proposals: &[Proposal],
    pointers: &[Pointer],
    view: View,
    mode: PictureMode,
) -> Vec<Name> {
    let (across, down): (i32, i32) = match mode {
        PictureMode::Pixels | PictureMode::Words => return Vec::new(),
        PictureMode::Cells(glyphs) => {
            let (across, down) = glyphs.pixels_a_cell();
            (across.into(), down.into())
        }
    };
    let cell = |x: i32, y: i32, text: String| {
        let (column, row) = (u16::try_from(x / across).ok()?, u16::try_from(y / down).ok()?);
        (x >= 0 && y >= 0).then_some(Name { column, row, text })
    };
    let of_proposal = |proposal: &Proposal| {
        let area = pixels(mark_area(&proposal.mark), view);
        cell(area.left.saturating_add(across), area.top, format!("?{} {}", proposal.number, proposal.by.name))
    };
    let of_pointer = |pointer: &Pointer| {
        let (x, y) = view.viewport.screen_point(view.screen, pointer.x, pointer.y);
        cell(whole(x).saturating_add(across * 3), whole(y), pointer.name.clone())
    };
    let proposals = proposals.iter().filter_map(of_proposal);
    proposals.chain(pointers.iter().filter_map(of_pointer)).collect()
}
