//! The exemption gate: the Order's four grounds on which the complex is not used, and the dimensions that it can scan.

mod shared;
mod view;

use crate::domain::authority::authorise_case;
use crate::domain::case::{Case, CaseState};
use crate::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use crate::domain::number::CaseNumber;
use crate::domain::officer::Role;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Step, StepKind};
use crate::domain::text::CleanText;
use crate::domain::units::Millimetres;
use crate::station::contract::drafts::{DraftKey, FormKind};
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::frame::fit;
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field, FieldKind};
use crate::words::Value;
use ratatui::Frame;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Metres as typed: three digits, a comma, three digits.
const MAX_METRE_CHARS: usize = 7;

/// What was done instead, characters: as much as the act has room for.
const MAX_ALTERNATIVE_CHARS: usize = 300;

/// As much of it as stands on one line of the question.
const MAX_SHOWN_ALTERNATIVE: usize = 46;

/// An answer to "does it carry …?"; open until the officer gives one, so that nothing is admitted by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Given {
    Open,
    No,
    Yes,
}

/// A side of the vehicle with its load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Side {
    Length,
    Width,
    Height,
}

impl Side {
    const ALL: [Self; 3] = [Self::Length, Self::Width, Self::Height];

    fn of(self, dimensions: &Dimensions) -> Millimetres {
        match self {
            Self::Length => dimensions.length,
            Self::Width => dimensions.width,
            Self::Height => dimensions.height,
        }
    }
}

/// A row that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Row {
    Cargo(ExemptionGround),
    Measure(Side),
    Alternative,
}

/// What the answers given so far come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finding {
    /// The first row that is still to be filled in.
    Open(Row),
    /// No ground of exemption.
    Admissible,
    /// The complex is not applied on this ground.
    Exempt(ExemptionGround),
}

/// The grounds that are asked for; the fourth follows from the dimensions.
const CARGO: [ExemptionGround; 3] =
    [ExemptionGround::LiveAnimals, ExemptionGround::LiveFish, ExemptionGround::HatchingEggs];

/// The answers given so far.
#[derive(Debug)]
pub struct Gate {
    number: CaseNumber,
    cargo: BTreeMap<ExemptionGround, Given>,
    sides: BTreeMap<Side, Field>,
    alternative: Field,
    focus: Row,
    /// Something was answered or typed that no answer of the station holds yet.
    touched: bool,
    /// A step was sent and its answer has not come.
    asked: bool,
}

impl Gate {
    /// The gate of a case, nothing answered.
    pub fn new(number: CaseNumber) -> Self {
        Self {
            number,
            cargo: CARGO.map(|ground| (ground, Given::Open)).into(),
            sides: Side::ALL.map(|side| (side, Field::new(FieldKind::Digits, MAX_METRE_CHARS))).into(),
            alternative: Field::new(FieldKind::Text, MAX_ALTERNATIVE_CHARS),
            focus: Row::Cargo(ExemptionGround::LiveAnimals),
            touched: false,
            asked: false,
        }
    }

    fn case<'a>(&self, scene: &'a Scene<'_>) -> Option<&'a Arc<Case>> {
        scene.snapshot.case(&self.number)
    }

    /// A case that was admitted already shows what it was admitted with.
    fn fill_from(&mut self, case: &Case) {
        let Some(answers) = &case.gate else { return };
        self.cargo = CARGO.map(|ground| (ground, Given::No)).into();
        let filled = |side: Side| {
            Field::with(FieldKind::Digits, MAX_METRE_CHARS, &side.of(&answers.dimensions).to_metres())
        };
        self.sides = Side::ALL.map(|side| (side, filled(side))).into();
    }

    fn given(&self, ground: ExemptionGround) -> Given {
        self.cargo.get(&ground).copied().unwrap_or(Given::Open)
    }

    fn measured(&self, side: Side) -> Option<Millimetres> {
        let typed = self.sides.get(&side)?.value();
        Millimetres::from_metres(typed).filter(|length| length.0 > 0)
    }

    fn dimensions(&self) -> Option<Dimensions> {
        Some(Dimensions {
            length: self.measured(Side::Length)?,
            width: self.measured(Side::Width)?,
            height: self.measured(Side::Height)?,
        })
    }

    fn exceeds(&self, side: Side, limits: &Dimensions) -> bool {
        self.measured(side).is_some_and(|length| length > side.of(limits))
    }

    fn finding(&self, limits: &Dimensions) -> Finding {
        if let Some(ground) = CARGO.into_iter().find(|ground| self.given(*ground) == Given::Yes) {
            return Finding::Exempt(ground);
        }
        if let Some(ground) = CARGO.into_iter().find(|ground| self.given(*ground) == Given::Open) {
            return Finding::Open(Row::Cargo(ground));
        }
        match self.dimensions() {
            Some(dimensions) if dimensions.fit_within(limits) => Finding::Admissible,
            Some(_) => Finding::Exempt(ExemptionGround::Oversize),
            None => {
                let open = Side::ALL.into_iter().find(|side| self.measured(*side).is_none());
                Finding::Open(Row::Measure(open.unwrap_or(Side::Length)))
            }
        }
    }

    /// What was done instead is asked for as soon as one ground holds.
    fn asks_alternative(&self, limits: &Dimensions) -> bool {
        CARGO.into_iter().any(|ground| self.given(ground) == Given::Yes)
            || Side::ALL.into_iter().any(|side| self.exceeds(side, limits))
    }

    fn rows(&self, limits: &Dimensions) -> Vec<Row> {
        let mut rows: Vec<Row> = CARGO.into_iter().map(Row::Cargo).collect();
        rows.extend(Side::ALL.map(Row::Measure));
        if self.asks_alternative(limits) {
            rows.push(Row::Alternative);
        }
        rows
    }

    fn move_focus(&mut self, action: Action, limits: &Dimensions) {
        let rows = self.rows(limits);
        let place = rows.iter().position(|row| *row == self.focus).unwrap_or(0);
        let step = if action == Action::PreviousField { rows.len() - 1 } else { 1 };
        if let Some(row) = rows.get((place + step) % rows.len()) {
            self.focus = *row;
        }
    }

    /// Why a step is not open: the answer has not come, or the role or the case's state forbids it.
    fn refusal(&self, step: StepKind, scene: &Scene<'_>) -> Option<Refusal> {
        let Some(case) = self.case(scene) else { return Some(Refusal::NoCase) };
        let Some(session) = scene.session else { return Some(Refusal::NotSignedIn) };
        authorise_case(&session.officer, step, case, scene.snapshot.booth.in_one()).err()
    }

    fn admit(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(refusal) = self.refusal(StepKind::Admit, scene) {
            return refused(phrases::refusal(scene.words, &refusal));
        }
        match (self.finding(&scene.snapshot.booth.limits()), self.dimensions()) {
            (Finding::Admissible, Some(dimensions)) => {
                self.take(Step::Admit(GateAnswers { dimensions }), scene)
            }
            (Finding::Open(row), _) => {
                self.focus = row;
                refused(lacks(row, scene))
            }
            (Finding::Exempt(ground), _) => {
                let ground = Value::from(phrases::exemption(scene.words, ground));
                refused(scene.words.say_with("gate-must-exempt", &[("ground", ground)]))
            }
            (Finding::Admissible, None) => Vec::new(),
        }
    }

    fn exempt(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(refusal) = self.refusal(StepKind::Exempt, scene) {
            return refused(phrases::refusal(scene.words, &refusal));
        }
        let ground = match self.finding(&scene.snapshot.booth.limits()) {
            Finding::Exempt(ground) => ground,
            Finding::Admissible => return refused(scene.words.say("gate-no-ground")),
            Finding::Open(row) => {
                self.focus = row;
                return refused(lacks(row, scene));
            }
        };
        let alternative = CleanText::bounded(self.alternative.value(), MAX_ALTERNATIVE_CHARS);
        if alternative.is_empty() {
            self.focus = Row::Alternative;
            let lacking = Refusal::Requirement(Requirement::Alternative);
            return refused(phrases::refusal(scene.words, &lacking));
        }
        let dimensions = if ground == ExemptionGround::Oversize { self.dimensions() } else { None };
        self.ask_exempt(Exemption { ground, dimensions, alternative }, scene)
    }

    fn ask_exempt(&self, exemption: Exemption, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(case) = self.case(scene) else { return Vec::new() };
        let ground = Value::from(phrases::exemption(scene.words, exemption.ground));
        let instead = fit(exemption.alternative.as_str(), MAX_SHOWN_ALTERNATIVE);
        let instead = Value::from(instead.trim_end().to_owned());
        let details = vec![
            scene.words.say_with("gate-ask-ground", &[("ground", ground)]),
            scene.words.say_with("gate-ask-instead", &[("instead", instead)]),
        ];
        let request = take(case, Step::Exempt(exemption));
        let on_yes = Outcome::Ask(Purpose::Step, request);
        vec![Outcome::Confirm(Box::new(Confirm::new(scene.words.say("gate-ask-exempt"), details, on_yes)))]
    }

    fn take(&mut self, step: Step, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.asked {
            return Vec::new();
        }
        let Some(case) = self.case(scene) else { return Vec::new() };
        let request = take(case, step);
        self.asked = true;
        vec![Outcome::Ask(Purpose::Step, request)]
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        self.asked = false;
        let Ok(Reply::Done(case)) = answer else { return Vec::new() };
        let role = scene.session.map_or(Role::Oms, |session| session.officer.role);
        let id = if case.state == CaseState::NotApplied { "gate-exempted" } else { "gate-admitted" };
        vec![
            Outcome::Go(Box::new(CurrentScreen::for_case(case, role))),
            Outcome::Say(Saying::done(scene.words.say(id))),
        ]
    }

    /// From the gate of a vehicle that was admitted already, back to the lane; else to the queue.
    fn back(&self, scene: &Scene<'_>) -> CurrentScreen {
        match (self.case(scene), scene.session) {
            (Some(case), Some(session)) if case.state != CaseState::Registered => {
                CurrentScreen::for_case(case, session.officer.role)
            }
            _ => CurrentScreen::Queue(Queue::default()),
        }
    }

    fn leave(&self, to: CurrentScreen, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.touched {
            vec![Outcome::Confirm(Box::new(Confirm::before_leaving(to, scene.words)))]
        } else {
            vec![Outcome::Go(Box::new(to))]
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let limits = &scene.snapshot.booth.limits();
        match (action, self.focus) {
            (Action::Admit, _) => return self.admit(scene),
            (Action::Exempt, _) => return self.exempt(scene),
            (Action::NextField | Action::PreviousField, _) => self.move_focus(action, limits),
            (Action::Back, _) => return self.leave(self.back(scene), scene),
            (Action::ShowRecord, _) => {
                return self.leave(CurrentScreen::Record(Record::new(self.number.clone())), scene);
            }
            (Action::Toggle | Action::Left | Action::Right, Row::Cargo(ground)) => {
                let given = match (action, self.given(ground)) {
                    (Action::Right, _) | (Action::Toggle, Given::No) => Given::Yes,
                    _ => Given::No,
                };
                self.cargo.insert(ground, given);
                self.touched = true;
            }
            (action, _) => self.edit(|field| {
                field.edit(action);
            }),
        }
        Vec::new()
    }

    fn edit(&mut self, change: impl FnOnce(&mut Field)) {
        let field = match self.focus {
            Row::Measure(side) => self.sides.get_mut(&side),
            Row::Alternative => Some(&mut self.alternative),
            Row::Cargo(_) => None,
        };
        if let Some(field) = field {
            let before = field.value().to_owned();
            change(field);
            self.touched |= field.value() != before;
        }
    }
}

fn take(case: &Case, step: Step) -> Request {
    Request::Take { case: case.number.clone(), revision: case.revision, step: Box::new(step), pin: None }
}

fn refused(text: String) -> Vec<Outcome> {
    vec![Outcome::Say(Saying::refused(text))]
}

/// What is lacking in a row, in words.
fn lacks(row: Row, scene: &Scene<'_>) -> String {
    match row {
        Row::Cargo(ground) => {
            let question = Value::from(phrases::exemption(scene.words, ground));
            scene.words.say_with("gate-lacks-answer", &[("question", question)])
        }
        Row::Measure(side) => {
            let side = Value::from(scene.words.say(side_phrase(side)));
            scene.words.say_with("gate-lacks-side", &[("side", side)])
        }
        Row::Alternative => phrases::requirement(scene.words, Requirement::Alternative),
    }
}

fn side_phrase(side: Side) -> &'static str {
    match side {
        Side::Length => "gate-length",
        Side::Width => "gate-width",
        Side::Height => "gate-height",
    }
}

impl Screen for Gate {
    fn layer(&self) -> Layer {
        Layer::Gate
    }

    fn takes_text(&self) -> bool {
        !matches!(self.focus, Row::Cargo(_))
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        let finding = self.finding(&scene.snapshot.booth.limits());
        match action {
            Action::Admit => {
                !self.asked
                    && finding == Finding::Admissible
                    && self.refusal(StepKind::Admit, scene).is_none()
            }
            Action::Exempt => {
                matches!(finding, Finding::Exempt(_)) && self.refusal(StepKind::Exempt, scene).is_none()
            }
            Action::Toggle => !self.takes_text(),
            _ => true,
        }
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        self.told()
    }

    fn draft_key(&self, scene: &Scene<'_>) -> Option<DraftKey> {
        let is_open = self.case(scene).is_some_and(|case| case.state == CaseState::Registered);
        is_open.then(|| DraftKey::Case { number: self.number.clone(), form: FormKind::Gate })
    }

    fn draft(&self) -> Option<String> {
        if self.touched { self.told().draft } else { None }
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        *self = Self { touched: true, ..Self::watched(self.number.clone(), Some(text)) };
        true
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered => {
                if let Some(case) = self.case(scene).cloned() {
                    self.fill_from(&case);
                }
            }
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(c) => self.edit(|field| field.type_char(c)),
            Input::Pasted(pasted) => self.edit(|field| field.paste(&pasted)),
            Input::Answered { purpose: Purpose::Step, answer } => return self.answered(&answer, scene),
            Input::Answered { .. } | Input::Rendered(_) | Input::Refreshed | Input::Discarded => {}
        }
        // A row that an answer has closed cannot keep the focus.
        if !self.rows(&scene.snapshot.booth.limits()).contains(&self.focus) {
            self.focus = Row::Cargo(ExemptionGround::LiveAnimals);
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
