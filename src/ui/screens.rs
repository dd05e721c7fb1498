//! Every screen, and the one place where the current one is looked up.

pub mod analysis;
pub mod closing;
pub mod documents;
pub mod earlier;
pub mod gate;
pub mod lane;
pub mod queue;
pub mod record;
pub mod registration;
pub mod search;
pub mod sign_in;
pub mod verdict;

use crate::domain::case::{Case, CaseState};
use crate::domain::officer::Role;
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use ratatui::Frame;
use std::sync::Arc;

/// What every screen does.
pub trait Screen {
    /// The bindings that it uses now.
    fn layer(&self) -> Layer;

    /// Whether characters go into a field: then they are text, not commands.
    fn takes_text(&self) -> bool {
        false
    }

    /// Whether an action would do something now; what is not open is not in the footer.
    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool;

    /// Takes an input; what it wants comes back.
    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome>;

    /// Draws itself into `scene.body`; a sixel picture is handed back.
    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement>;
}

/// The current screen.
#[derive(Debug)]
pub enum CurrentScreen {
    SignIn(sign_in::SignIn),
    Queue(queue::Queue),
    Registration(Box<registration::RegistrationScreen>),
    Gate(gate::Gate),
    Lane(lane::Lane),
    Analysis(Box<analysis::Analysis>),
    Documents(Box<documents::Documents>),
    Verdict(Box<verdict::VerdictPage>),
    Closing(Box<closing::Closing>),
    Record(record::Record),
    Search(Box<search::Search>),
    Earlier(Box<earlier::EarlierCases>),
}

impl CurrentScreen {
    /// The screen as what every screen is.
    pub fn current(&self) -> &dyn Screen {
        match self {
            Self::SignIn(screen) => screen,
            Self::Queue(screen) => screen,
            Self::Registration(screen) => screen.as_ref(),
            Self::Gate(screen) => screen,
            Self::Lane(screen) => screen,
            Self::Analysis(screen) => screen.as_ref(),
            Self::Documents(screen) => screen.as_ref(),
            Self::Verdict(screen) => screen.as_ref(),
            Self::Closing(screen) => screen.as_ref(),
            Self::Record(screen) => screen,
            Self::Search(screen) => screen.as_ref(),
            Self::Earlier(screen) => screen.as_ref(),
        }
    }

    /// The same, to be changed.
    pub fn current_mut(&mut self) -> &mut dyn Screen {
        match self {
            Self::SignIn(screen) => screen,
            Self::Queue(screen) => screen,
            Self::Registration(screen) => screen.as_mut(),
            Self::Gate(screen) => screen,
            Self::Lane(screen) => screen,
            Self::Analysis(screen) => screen.as_mut(),
            Self::Documents(screen) => screen.as_mut(),
            Self::Verdict(screen) => screen.as_mut(),
            Self::Closing(screen) => screen.as_mut(),
            Self::Record(screen) => screen,
            Self::Search(screen) => screen.as_mut(),
            Self::Earlier(screen) => screen.as_mut(),
        }
    }

    /// The screen on which a role goes on with a case: its next step, or the record where it has none.
    pub fn for_case(case: &Arc<Case>, role: Role) -> Self {
        match (role, case.state) {
            (Role::Oms, CaseState::Registered) => Self::Gate(gate::Gate::new(case.number.clone())),
            (
                Role::Oms,
                CaseState::Admitted | CaseState::LaneChecked | CaseState::Scanning | CaseState::AwaitingImage,
            ) => Self::Lane(lane::Lane::new(case.number.clone())),
            (Role::Oac, CaseState::Queued | CaseState::InAnalysis) => {
                Self::Analysis(Box::new(analysis::Analysis::new(Arc::clone(case))))
            }
            (Role::Oac, CaseState::Cleared | CaseState::Printed | CaseState::Suspected) => {
                Self::Closing(Box::new(closing::Closing::new(Arc::clone(case))))
            }
            _ => Self::Record(record::Record::new(case.number.clone())),
        }
    }
}
