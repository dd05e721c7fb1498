//! The queue: every case that waits for somebody, those of the officer's own role first, and the last finished ones.

mod view;

pub use view::held;

use crate::domain::authority::{Relation, relation};
use crate::domain::case::{Case, CaseRow, CaseState};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, Role};
use crate::station::contract::{Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::phrases::seats;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::onward;
use crate::ui::screens::day::Day;
use crate::ui::screens::desk::Desk;
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen};
use ratatui::Frame;

/// The chosen case: it stays chosen while others come and go around it.
#[derive(Debug, Default)]
pub struct Queue {
    chosen: Option<CaseNumber>,
}

/// Whose turn a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// The officer's who looks.
    Mine,
    /// Somebody else's.
    Others,
    /// Nobody's: finished.
    Nobodys,
}

fn turn(state: CaseState, role: Role) -> Turn {
    let whose = match state {
        CaseState::Registered
        | CaseState::Admitted
        | CaseState::LaneChecked
        | CaseState::Scanning
        | CaseState::AwaitingImage => Role::Oms,
        CaseState::Queued
        | CaseState::InAnalysis
        | CaseState::Cleared
        | CaseState::Printed
        | CaseState::Suspected => Role::Oac,
        CaseState::HandedOver
        | CaseState::Closed
        | CaseState::NotApplied
        | CaseState::Examined
        | CaseState::Cancelled => return Turn::Nobodys,
    };
    if whose == role { Turn::Mine } else { Turn::Others }
}

/// What a row says beside its state: what the last facts alone do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    Nothing,
    /// A second opinion is awaited.
    OpinionAsked,
    /// A verdict stood before.
    Reopened,
}

fn note(case: &Case) -> Note {
    match (case.opinion_awaited(), case.rulings.is_empty()) {
        (Some(_), _) => Note::OpinionAsked,
        (None, false) => Note::Reopened,
        (None, true) => Note::Nothing,
    }
}

/// Whose turn a whole case is: a question for a supervisor, and a supervisor's own verdict, are the supervisor's.
fn turn_of(case: &Case, officer: Option<&Officer>) -> Turn {
    let role = officer.map_or(Role::Supervisor, |officer| officer.role);
    let is_own = officer
        .is_some_and(|officer| matches!(relation(officer, case), Relation::GaveTheVerdict | Relation::Both));
    if role == Role::Supervisor && (case.opinion_awaited().is_some() || is_own) {
        Turn::Mine
    } else {
        turn(case.state, role)
    }
}

/// The rows as shown: own turn first, oldest first within it, then the others', then the finished, newest first.
fn rows(scene: &Scene<'_>) -> Vec<(Turn, CaseRow)> {
    let officer = scene.session.map(|session| &session.officer);
    let mut rows: Vec<(Turn, CaseRow)> =
        scene.snapshot.unfinished.iter().map(|case| (turn_of(case, officer), case.row())).collect();
    rows.sort_by_key(|(turn, _)| *turn);
    rows.extend(scene.snapshot.recent.iter().map(|row| (Turn::Nobodys, row.clone())));
    rows
}

impl Queue {
    /// The chosen case's place among the rows; the first where it has gone.
    fn place(&self, rows: &[(Turn, CaseRow)]) -> usize {
        let is_chosen = |(_, row): &(Turn, CaseRow)| Some(&row.number) == self.chosen.as_ref();
        rows.iter().position(is_chosen).unwrap_or(0)
    }

    fn step(&mut self, action: Action, rows: &[(Turn, CaseRow)]) {
        let (place, last) = (self.place(rows), rows.len().saturating_sub(1));
        let next = match action {
            Action::Up => place.saturating_sub(1),
            Action::Down => place + 1,
            Action::PageUp => place.saturating_sub(view::PAGE),
            Action::PageDown => place + view::PAGE,
            Action::First => 0,
            _ => last,
        };
        self.chosen = rows.get(next.min(last)).map(|(_, row)| row.number.clone());
    }

    fn open(&self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let rows = rows(scene);
        let Some((_, row)) = rows.get(self.place(&rows)).cloned() else { return Vec::new() };
        if action == Action::ShowRecord {
            return vec![Outcome::Go(Box::new(CurrentScreen::Record(Record::new(row.number))))];
        }
        match scene.snapshot.case(&row.number) {
            Some(case) => {
                std::iter::once(onward(case, scene)).chain(held_elsewhere(&row.number, scene)).collect()
            }
            // Finished, or finished a moment ago: only its record is left.
            None => vec![Outcome::Ask(Purpose::Case, Request::ShowCase(row.number))],
        }
    }
}

/// Says that somebody else has the case open. The station decides what that comes to.
pub fn held_elsewhere(case: &CaseNumber, scene: &Scene<'_>) -> Option<Outcome> {
    let said = seats::holder(scene.words, scene.snapshot, case)?;
    Some(Outcome::Say(Saying::refused(said)))
}

impl Screen for Queue {
    fn layer(&self) -> Layer {
        Layer::Queue
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        let role = scene.session.map(|session| session.officer.role);
        match action {
            Action::NewCase => role == Some(Role::Oms),
            Action::OpenDesk => role == Some(Role::Supervisor),
            Action::OpenCase | Action::ShowRecord => !rows(scene).is_empty(),
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(Action::NewCase) if self.is_open(Action::NewCase, scene) => {
                vec![Outcome::Go(Box::new(CurrentScreen::Registration(Box::default())))]
            }
            Input::Action(Action::OpenDesk) if self.is_open(Action::OpenDesk, scene) => {
                vec![Outcome::Go(Box::new(CurrentScreen::Desk(Desk::default())))]
            }
            Input::Action(Action::BoothDay) => {
                vec![Outcome::Go(Box::new(CurrentScreen::Day(Day::default())))]
            }
            Input::Action(Action::Search) => {
                vec![Outcome::Go(Box::new(CurrentScreen::Search(Box::default())))]
            }
            Input::Action(action @ (Action::OpenCase | Action::ShowRecord)) => self.open(action, scene),
            Input::Action(
                action @ (Action::Up
                | Action::Down
                | Action::PageUp
                | Action::PageDown
                | Action::First
                | Action::Last),
            ) => {
                self.step(action, &rows(scene));
                Vec::new()
            }
            Input::Answered { purpose: Purpose::Case, answer } => match *answer {
                Ok(Reply::Case(case)) => {
                    vec![Outcome::Go(Box::new(CurrentScreen::Record(Record::new(case.number.clone()))))]
                }
                _ => Vec::new(),
            },
            Input::Entered | Input::Refreshed => {
                // What is shown as chosen is chosen: a case that comes in above must not slip under the Enter key.
                let rows = rows(scene);
                self.chosen = rows.get(self.place(&rows)).map(|(_, row)| row.number.clone());
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
