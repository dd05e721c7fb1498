//! What lies over a screen: a question, the help.

pub mod confirm;
pub mod help;

use crate::ui::overlays::confirm::Confirm;
use crate::ui::overlays::help::Help;

/// At most one thing lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// A question before something that cannot be taken back.
    Confirm(Box<Confirm>),
    /// Every key of the screen.
    Help(Help),
}
