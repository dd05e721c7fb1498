//! The booth's day: one page that says how shift, malfunctions and daily check stand, and leads to each of them.

mod view;

use crate::domain::officer::Role;
use crate::station::contract::Booth;
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::check::CheckScreen;
use crate::ui::screens::desk::Desk;
use crate::ui::screens::malfunctions::Malfunctions;
use crate::ui::screens::new_pin::NewPin;
use crate::ui::screens::people::PeopleScreen;
use crate::ui::screens::queue::Queue;
use crate::ui::screens::shift::ShiftScreen;
use crate::ui::screens::{CurrentScreen, Screen};
use ratatui::Frame;

/// A page of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Shift,
    Malfunctions,
    Check,
    Journal,
    Statistics,
    Desk,
    Approvals,
    People,
    OwnPin,
}

impl Page {
    /// Every page with the key that opens it.
    const ALL: [(Self, Action); 9] = [
        (Self::Shift, Action::Shift),
        (Self::Malfunctions, Action::Malfunctions),
        (Self::Check, Action::DailyCheck),
        (Self::Journal, Action::OpenJournal),
        (Self::Statistics, Action::OpenStatistics),
        (Self::Desk, Action::OpenDesk),
        (Self::Approvals, Action::Approvals),
        (Self::People, Action::Accounts),
        (Self::OwnPin, Action::ChangePin),
    ];

    /// Who may open it: these are the booth's, and everybody in it reads them.
    fn is_for(self, role: Role, booth: &Booth) -> bool {
        let in_service = booth.training.is_none();
        match self {
            Self::Shift
            | Self::Malfunctions
            | Self::Check
            | Self::Journal
            | Self::Statistics
            | Self::Approvals => {
                matches!(role, Role::Oms | Role::Oac | Role::Supervisor)
            }
            Self::Desk => role == Role::Supervisor,
            // In training there are no accounts: the officers and their PINs stand on the screen.
            Self::People => in_service && role == Role::Supervisor,
            Self::OwnPin => in_service,
        }
    }

    /// Its screen.
    fn open(self) -> CurrentScreen {
        match self {
            Self::Shift => CurrentScreen::Shift(Box::<ShiftScreen>::default()),
            Self::Malfunctions => CurrentScreen::Malfunctions(Box::<Malfunctions>::default()),
            Self::Check => CurrentScreen::Check(Box::<CheckScreen>::default()),
            Self::Journal => CurrentScreen::Journal(Box::default()),
            Self::Statistics => CurrentScreen::Statistics(Box::default()),
            Self::Desk => CurrentScreen::Desk(Desk::default()),
            Self::Approvals => CurrentScreen::Approvals(Box::default()),
            Self::People => CurrentScreen::People(Box::<PeopleScreen>::default()),
            Self::OwnPin => CurrentScreen::NewPin(NewPin::by_choice()),
        }
    }
}

/// The chosen page.
#[derive(Debug, Default)]
pub struct Day {
    chosen: Page,
}

/// The pages of the role that is signed in.
fn pages(scene: &Scene<'_>) -> Vec<(Page, Action)> {
    let role = scene.session.map_or(Role::Supervisor, |session| session.officer.role);
    Page::ALL.into_iter().filter(|(page, _)| page.is_for(role, &scene.snapshot.booth)).collect()
}

impl Day {
    /// With the row of the register chosen.
    pub fn at_malfunctions() -> Self {
        Self { chosen: Page::Malfunctions }
    }

    /// With the row of the daily check chosen.
    pub fn at_check() -> Self {
        Self { chosen: Page::Check }
    }

    /// With the row of the approvals chosen.
    pub fn at_approvals() -> Self {
        Self { chosen: Page::Approvals }
    }

    /// With the row of the accounts chosen.
    pub fn at_people() -> Self {
        Self { chosen: Page::People }
    }

    /// With the row of the own PIN chosen.
    pub fn at_own_pin() -> Self {
        Self { chosen: Page::OwnPin }
    }

    fn step(&mut self, by: usize, scene: &Scene<'_>) {
        let pages = pages(scene);
        let place = pages.iter().position(|(page, _)| *page == self.chosen).unwrap_or(0);
        if let Some((page, _)) = pages.get((place + by) % pages.len().max(1)) {
            self.chosen = *page;
        }
    }
}

impl Screen for Day {
    fn layer(&self) -> Layer {
        Layer::Day
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        match Page::ALL.iter().find(|(_, key)| *key == action) {
            Some((page, _)) => pages(scene).iter().any(|(open, _)| open == page),
            None => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let Input::Action(action) = input else { return Vec::new() };
        let go = |screen| vec![Outcome::Go(Box::new(screen))];
        match action {
            Action::Up => self.step(pages(scene).len().saturating_sub(1), scene),
            Action::Down => self.step(1, scene),
            Action::Confirm => return go(self.chosen.open()),
            Action::Back => return go(CurrentScreen::Queue(Queue::default())),
            other => {
                if let Some((page, _)) = pages(scene).into_iter().find(|(_, key)| *key == other) {
                    return go(page.open());
                }
            }
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
