//! What a screen may look at while it updates or draws: all of it borrowed, none of it its own.

use crate::domain::Moment;
use crate::domain::step::Verdict;
use crate::station::contract::{Preview, Session, Snapshot};
use crate::terminal::graphics::picture::Picture;
use crate::ui::message::{Display, PictureMode};
use crate::ui::phrases;
use crate::ui::theme::Theme;
use crate::words::Words;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The surroundings of a screen.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The station's latest state.
    pub snapshot: &'a Snapshot,
    /// The latest preview columns.
    pub preview: &'a Arc<Preview>,
    /// Who is signed in.
    pub session: Option<&'a Session>,
    /// The catalogue in the person's language.
    pub words: Words,
    /// Styles.
    pub theme: &'a Theme,
    /// The display.
    pub display: Display,
    /// The area between header and footer.
    pub body: Rect,
    /// The time.
    pub now: Moment,
    /// How fine what changes all the time is written.
    pub grain: Grain,
}

/// How fine what changes all the time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grain {
    /// As it comes: for whoever stands beside the lane.
    #[default]
    Fine,
    /// Whole seconds: whoever looks on from elsewhere pays for every changed cell.
    Coarse,
}

impl Grain {
    /// Who chose words only has a link that counts every byte.
    pub fn of(display: Display) -> Self {
        match display.graphics {
            PictureMode::Words => Self::Coarse,
            PictureMode::Pixels | PictureMode::Cells(_) => Self::Fine,
        }
    }
}

impl Scene<'_> {
    /// The mark that a verdict enters now, as the policy words it.
    pub fn mark(&self, verdict: Verdict) -> String {
        phrases::wording(self.words, self.snapshot.booth.policy.policy.marks.of(verdict))
    }
}

/// A picture that the loop must put on the terminal after the cells: sixel only; other modes are cells already.
#[derive(Debug, Clone)]
pub struct Placement {
    /// Where, cells.
    pub area: Rect,
    /// What.
    pub picture: Arc<Picture>,
}
