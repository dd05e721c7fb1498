//! Every screen, and the one place where the current one is looked up.

pub mod analysis;
pub mod approvals;
pub mod check;
pub mod closing;
pub mod day;
pub mod desk;
pub mod documents;
pub mod earlier;
pub mod gate;
pub mod journal;
pub mod lane;
pub mod look;
pub mod malfunctions;
pub mod new_pin;
pub mod notes;
pub mod outcome;
pub mod override_page;
pub mod people;
pub mod queue;
pub mod record;
pub mod registration;
pub mod search;
pub mod shift;
pub mod sign_in;
pub mod statistics;
pub mod verdict;
pub mod watch;

use crate::domain::authority::{Relation, relation};
use crate::domain::case::{Case, CaseState};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, Role};
use crate::station::contract::drafts::DraftKey;
use crate::station::contract::seats::{Pointing, Shown};
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

    /// What others who look on are told of it: its name, its case, the part of the image, what is typed; never a secret.
    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        Shown { screen: self.layer().name().as_str().into(), ..Shown::default() }
    }

    /// The form that is being typed, by the name under which the station keeps its draft.
    fn draft_key(&self, _scene: &Scene<'_>) -> Option<DraftKey> {
        None
    }

    /// What is typed in it, as text; nothing where nothing is typed. Never a secret.
    fn draft(&self) -> Option<String> {
        None
    }

    /// Takes a draft; false where it is none of this form.
    fn restore(&mut self, _text: &str, _scene: &Scene<'_>) -> bool {
        false
    }

    /// The case whose notes can be opened over it.
    fn case(&self, scene: &Scene<'_>) -> Option<CaseNumber> {
        self.shown(scene).case
    }

    /// Where its person points on an image that they look on at.
    fn pointing(&self) -> Option<Pointing> {
        None
    }
}

/// What others are told of a screen with a case open.
pub fn shown_with(screen: Layer, case: &CaseNumber) -> Shown {
    Shown { screen: screen.name().as_str().into(), case: Some(case.clone()), ..Shown::default() }
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
    Journal(Box<journal::Journal>),
    Statistics(Box<statistics::StatisticsScreen>),
    Look(Box<look::Look>),
    Override(Box<override_page::OverridePage>),
    Outcome(Box<outcome::OutcomePage>),
    Desk(desk::Desk),
    Day(day::Day),
    Shift(Box<shift::ShiftScreen>),
    Malfunctions(Box<malfunctions::Malfunctions>),
    Check(Box<check::CheckScreen>),
    Earlier(Box<earlier::EarlierCases>),
    NewPin(new_pin::NewPin),
    Notes(Box<notes::Notes>),
    Approvals(Box<approvals::Approvals>),
    People(Box<people::PeopleScreen>),
    Watch(Box<watch::Watch>),
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
            Self::Journal(screen) => screen.as_ref(),
            Self::Statistics(screen) => screen.as_ref(),
            Self::Look(screen) => screen.as_ref(),
            Self::Override(screen) => screen.as_ref(),
            Self::Outcome(screen) => screen.as_ref(),
            Self::Desk(screen) => screen,
            Self::Day(screen) => screen,
            Self::Shift(screen) => screen.as_ref(),
            Self::Malfunctions(screen) => screen.as_ref(),
            Self::Check(screen) => screen.as_ref(),
            Self::Earlier(screen) => screen.as_ref(),
            Self::NewPin(screen) => screen,
            Self::People(screen) => screen.as_ref(),
            Self::Notes(screen) => screen.as_ref(),
            Self::Approvals(screen) => screen.as_ref(),
            Self::Watch(screen) => screen.as_ref(),
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
            Self::Journal(screen) => screen.as_mut(),
            Self::Statistics(screen) => screen.as_mut(),
            Self::Look(screen) => screen.as_mut(),
            Self::Override(screen) => screen.as_mut(),
            Self::Outcome(screen) => screen.as_mut(),
            Self::Desk(screen) => screen,
            Self::Day(screen) => screen,
            Self::Shift(screen) => screen.as_mut(),
            Self::Malfunctions(screen) => screen.as_mut(),
            Self::Check(screen) => screen.as_mut(),
            Self::Earlier(screen) => screen.as_mut(),
            Self::NewPin(screen) => screen,
            Self::People(screen) => screen.as_mut(),
            Self::Notes(screen) => screen.as_mut(),
            Self::Approvals(screen) => screen.as_mut(),
            Self::Watch(screen) => screen.as_mut(),
        }
    }

    /// The screen on which a person goes on with a case: a supervisor brings an own verdict to its end.
    pub fn for_officer(case: &Arc<Case>, officer: &Officer) -> Self {
        let open = matches!(case.state, CaseState::Cleared | CaseState::Printed | CaseState::Suspected);
        let is_own = matches!(relation(officer, case), Relation::GaveTheVerdict | Relation::Both);
        if open && is_own && officer.role == Role::Supervisor {
            return Self::Closing(Box::new(closing::Closing::new(Arc::clone(case))));
        }
        Self::for_case(case, officer.role)
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
