//! The register of malfunctions: what stands, since when, what is due, and the forms in which each step is written down.

mod form;
mod view;

use crate::domain::authority::authorise_role;
use crate::domain::malfunction::{Malfunction, MalfunctionNumber, MalfunctionStep};
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKind;
use crate::station::contract::day::DayRequest;
use crate::station::contract::drafts::{DayForm, DraftKey};
use crate::station::contract::{Answer, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::day::Day;
use crate::ui::screens::malfunctions::form::{FollowForm, Wanted};
use crate::ui::screens::{CurrentScreen, Screen};
use crate::words::Value;
use ratatui::Frame;
use std::cmp::Reverse;

/// The chosen malfunction, how far its details are scrolled, and the form that is open.
#[derive(Debug, Default)]
pub struct Malfunctions {
    chosen: Option<MalfunctionNumber>,
    scroll: u16,
    form: Option<FollowForm>,
    progress: Progress,
}

/// Whether an answer of the station is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Progress {
    #[default]
    Idle,
    /// A question stands, or was answered with yes.
    Question,
    Asked,
}

impl Malfunctions {
    /// The chosen malfunction; the first where none is chosen or it has gone.
    fn malfunction<'a>(&self, scene: &'a Scene<'_>) -> Option<&'a Malfunction> {
        let rows = rows(scene);
        rows.get(self.place(&rows)).copied()
    }

    fn place(&self, rows: &[&Malfunction]) -> usize {
        rows.iter().position(|malfunction| Some(malfunction.number) == self.chosen).unwrap_or(0)
    }

    fn step(&mut self, action: Action, scene: &Scene<'_>) {
        let rows = rows(scene);
        let (place, last) = (self.place(&rows), rows.len().saturating_sub(1));
        let next = if action == Action::Up { place.saturating_sub(1) } else { (place + 1).min(last) };
        self.chosen = rows.get(next).map(|malfunction| malfunction.number);
        self.scroll = 0;
    }

    /// Why the chosen malfunction does not take a step now.
    fn hindrance(&self, wanted: Wanted, scene: &Scene<'_>) -> Option<Refusal> {
        let Some(session) = scene.session else { return Some(Refusal::NotSignedIn) };
        if let Err(refusal) = authorise_role(session.officer.role, wanted.step()) {
            return Some(refusal);
        }
        if wanted == Wanted::Report {
            return None;
        }
        let Some(malfunction) = self.malfunction(scene).filter(|found| found.returned.is_none()) else {
            return Some(Refusal::NoMalfunction);
        };
        let lacking = match wanted {
            Wanted::Return => malfunction.lacking_for_return(),
            Wanted::Test => malfunction.repaired.is_none().then_some(form::BEFORE_TEST),
            Wanted::Report | Wanted::Tell | Wanted::Repair => None,
        };
        lacking.map(Refusal::Requirement)
    }

    /// Whether nothing but the return is left to be done.
    fn is_ready(&self, scene: &Scene<'_>) -> bool {
        self.malfunction(scene).is_some_and(|malfunction| malfunction.lacking_for_return().is_none())
    }

    fn open_form(&mut self, wanted: Wanted, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(refusal) = self.hindrance(wanted, scene) {
            return vec![refused(phrases::refusal(scene.words, &refusal))];
        }
        let number = self.malfunction(scene).map_or(MalfunctionNumber(0), |malfunction| malfunction.number);
        self.form = Some(FollowForm::new(wanted, number, scene));
        self.progress = Progress::Idle;
        Vec::new()
    }

    /// F5 in a form: what it says goes to the station, a return only after a question that names both people.
    fn save(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(form) = self.form.as_mut().filter(|_| self.progress != Progress::Asked) else {
            return Vec::new();
        };
        let request = match form.request(scene) {
            Ok(request) => Request::Day(request),
            Err(why) => return vec![refused(why)],
        };
        let ask = Outcome::Ask(Purpose::Day, request);
        let Some((question, details)) = form.question(scene) else {
            self.progress = Progress::Asked;
            return vec![ask];
        };
        self.progress = Progress::Question;
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details, ask)))]
    }

    /// What was typed stays until the station has it.
    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        // An answer to what another screen asked is none of this form's.
        if std::mem::take(&mut self.progress) == Progress::Idle {
            return Vec::new();
        }
        let Some(form) = &mut self.form else { return Vec::new() };
        if answer.is_err() {
            form.refused();
            return Vec::new();
        }
        let said = match form.wanted {
            Wanted::Report => {
                // The new one is the first to be looked at, whichever was chosen before.
                self.chosen = None;
                scene.words.say("malfunction-reported")
            }
            Wanted::Return => scene.words.say("malfunction-returned"),
            Wanted::Tell | Wanted::Repair | Wanted::Test => scene.words.say("malfunction-recorded"),
        };
        self.form = None;
        vec![Outcome::Say(Saying::done(said))]
    }

    /// Leaves a form; what was typed is asked about first.
    fn close_form(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if !self.form.as_ref().is_some_and(|form| form.form.is_changed()) {
            self.form = None;
            return Vec::new();
        }
        vec![Outcome::Confirm(Box::new(Confirm::leaving(Outcome::Discard, scene.words)))]
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(form) = &mut self.form {
            return match action {
                Action::Save => self.save(scene),
                Action::Back => self.close_form(scene),
                // Enter goes on to the next row; only F5 saves.
                Action::Confirm => {
                    form.form.update(&Input::Action(Action::NextField));
                    Vec::new()
                }
                Action::PageUp | Action::PageDown => form.offer_name(action, scene).into_iter().collect(),
                other => {
                    form.form.update(&Input::Action(other));
                    Vec::new()
                }
            };
        }
        match action {
            Action::Up | Action::Down => self.step(action, scene),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(1),
            Action::PageDown => self.scroll = (self.scroll + 1).min(view::last_line(self, scene)),
            Action::Back => {
                return vec![Outcome::Go(Box::new(CurrentScreen::Day(Day::at_malfunctions())))];
            }
            other => {
                if let Some(wanted) = Wanted::by(other) {
                    return self.open_form(wanted, scene);
                }
            }
        }
        Vec::new()
    }
}

/// The register as shown: the open ones first, the newest first within each.
fn rows<'a>(scene: &'a Scene<'_>) -> Vec<&'a Malfunction> {
    let mut rows: Vec<&Malfunction> = scene.snapshot.day.malfunctions.iter().collect();
    rows.sort_by_key(|malfunction| (malfunction.returned.is_some(), Reverse(malfunction.number)));
    rows
}

fn refused(text: String) -> Outcome {
    Outcome::Say(Saying::refused(text))
}

impl Screen for Malfunctions {
    fn layer(&self) -> Layer {
        if self.form.is_some() { Layer::DayForm } else { Layer::Malfunctions }
    }

    fn takes_text(&self) -> bool {
        self.form.as_ref().is_some_and(|form| form.form.takes_text())
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        match (action, Wanted::by(action)) {
            // They would still be taken; what is ready goes on.
            (_, Some(Wanted::Repair | Wanted::Test)) if self.is_ready(scene) => false,
            (_, Some(wanted)) => self.hindrance(wanted, scene).is_none(),
            (Action::RemoveNote | Action::Confirm, None) => false,
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(_) | Input::Pasted(_) => {
                if let Some(form) = &mut self.form {
                    form.form.update(&input);
                }
            }
            Input::Answered { purpose: Purpose::Day, answer } => return self.answered(&answer, scene),
            Input::Discarded => self.form = None,
            Input::Entered | Input::Refreshed => {
                // What is shown as chosen is chosen: one that is returned must not slip under a key.
                if self.form.is_none() {
                    self.chosen = self.malfunction(scene).map(|malfunction| malfunction.number);
                }
            }
            Input::Answered { .. } | Input::Rendered(_) => {}
        }
        Vec::new()
    }

    fn draft_key(&self, _scene: &Scene<'_>) -> Option<DraftKey> {
        let is_report = self.form.as_ref().is_some_and(|form| form.wanted == Wanted::Report);
        is_report.then_some(DraftKey::Day { form: DayForm::Malfunction })
    }

    fn draft(&self) -> Option<String> {
        self.form.as_ref().and_then(|form| form.form.draft())
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        self.form.as_mut().is_some_and(|form| form.form.restore(text))
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        match &self.form {
            Some(form) => form::draw(form, frame, scene),
            None => view::draw(self, frame, scene),
        }
        None
    }
}

/// The request of a step with a malfunction.
fn follow(number: MalfunctionNumber, step: MalfunctionStep) -> DayRequest {
    DayRequest::Follow { number, step }
}

/// The number as the phrases take it.
fn numbered(number: MalfunctionNumber) -> [(&'static str, Value<'static>); 1] {
    [("number", Value::from(number.0))]
}

impl Wanted {
    /// What a key of the register opens.
    fn by(action: Action) -> Option<Self> {
        match action {
            Action::ReportMalfunction => Some(Self::Report),
            Action::Tell => Some(Self::Tell),
            Action::Repair => Some(Self::Repair),
            Action::TestImage => Some(Self::Test),
            Action::ReturnToService => Some(Self::Return),
            _ => None,
        }
    }

    /// The step that it writes down.
    fn step(self) -> StepKind {
        match self {
            Self::Report => StepKind::ReportMalfunction,
            Self::Tell | Self::Repair | Self::Test => StepKind::FollowMalfunction,
            Self::Return => StepKind::ReturnToService,
        }
    }
}
