//! What lies over a screen: a question, a text, the help.

pub mod confirm;
pub mod help;
pub mod locked;
pub mod lost;
pub mod reason;

use crate::ui::overlays::confirm::Confirm;
use crate::ui::overlays::help::Help;
use crate::ui::overlays::locked::Locked;
use crate::ui::overlays::reason::Reason;

/// At most one thing lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// A question before something that cannot be taken back.
    Confirm(Box<Confirm>),
    /// Every key of the screen.
    Help(Help),
    /// A text that a step needs.
    Reason(Box<Reason>),
    /// The session is locked.
    Locked(Locked),
}
