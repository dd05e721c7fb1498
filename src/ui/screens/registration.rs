//! Registration: what is written down when a vehicle is presented.

mod view;

use crate::domain::container::{CheckDigit, ContainerNumber};
use crate::domain::officer::Role;
use crate::domain::plate::Plate;
use crate::domain::refusal::Refusal;
use crate::domain::registration::{
    ContainerDraft, DepartureDraft, DocumentDraft, DocumentKind, Draft, Faults, Field, FieldFault,
    GoodsDraft, PartyDraft, PartyDrafts, Spot,
};
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field as TextField, FieldKind};
use crate::words::Value;
use ratatui::Frame;
use std::collections::{BTreeMap, BTreeSet};

/// Arrival or departure; a departure asks for the carrier's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Arrival,
    Departure,
}

/// A row that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Direction,
    DocumentKind,
    Text(Field),
}

/// Every text field with its kind and its bound; the bounds are those of the draft's check, with room for separators.
const TEXTS: [(Field, FieldKind, usize); 14] = [
    (Field::RequestNumber, FieldKind::Text, 40),
    (Field::RequestDate, FieldKind::Digits, 10),
    (Field::Plate, FieldKind::Capitals, Plate::MAX_CHARS),
    (Field::Container, FieldKind::Latin, 14),
    (Field::ContainerReason, FieldKind::Text, 200),
    (Field::DocumentNumber, FieldKind::Text, 40),
    (Field::DocumentDate, FieldKind::Digits, 10),
    (Field::GoodsCode, FieldKind::Whole, 10),
    (Field::GoodsDescription, FieldKind::Text, 200),
    (Field::Packages, FieldKind::Whole, 8),
    (Field::Gross, FieldKind::Digits, 11),
    (Field::Consignor, FieldKind::Text, 120),
    (Field::Consignee, FieldKind::Text, 120),
    (Field::Carrier, FieldKind::Text, 120),
];

/// The form as typed so far.
#[derive(Debug)]
pub struct RegistrationScreen {
    direction: Direction,
    document_kind: DocumentKind,
    texts: BTreeMap<Field, TextField>,
    focus: Row,
    /// Fields that had the focus and lost it: only their faults are shown.
    visited: BTreeSet<Field>,
    /// The form was sent and the answer has not come.
    asked: bool,
}

impl Default for RegistrationScreen {
    fn default() -> Self {
        Self {
            direction: Direction::Arrival,
            document_kind: DocumentKind::Waybill,
            texts: TEXTS.map(|(field, kind, max)| (field, TextField::new(kind, max))).into(),
            focus: Row::Direction,
            visited: BTreeSet::new(),
            asked: false,
        }
    }
}

impl RegistrationScreen {
    fn typed(&self, field: Field) -> String {
        self.texts.get(&field).map_or_else(String::new, |text| text.value().to_owned())
    }

    /// The rows that are open now, top down.
    fn rows(&self) -> Vec<Row> {
        let mut rows = vec![Row::Direction];
        if self.direction == Direction::Departure {
            rows.extend([Row::Text(Field::RequestNumber), Row::Text(Field::RequestDate)]);
        }
        rows.extend([Row::Text(Field::Plate), Row::Text(Field::Container)]);
        if matches!(self.check_digit(), Some(CheckDigit::Expected(_))) {
            rows.push(Row::Text(Field::ContainerReason));
        }
        rows.push(Row::DocumentKind);
        rows.extend(
            [
                Field::DocumentNumber,
                Field::DocumentDate,
                Field::GoodsCode,
                Field::GoodsDescription,
                Field::Packages,
                Field::Gross,
                Field::Consignor,
                Field::Consignee,
                Field::Carrier,
            ]
            .map(Row::Text),
        );
        rows
    }

    /// Result of ISO 6346 as soon as the number is whole.
    fn check_digit(&self) -> Option<CheckDigit> {
        ContainerNumber::parse(&self.typed(Field::Container)).ok().map(|number| number.check_digit())
    }

    fn draft(&self) -> Draft {
        let departure = (self.direction == Direction::Departure).then(|| DepartureDraft {
            request_number: self.typed(Field::RequestNumber),
            request_date: self.typed(Field::RequestDate),
        });
        Draft {
            departure,
            plate: self.typed(Field::Plate),
            containers: vec![ContainerDraft {
                number: self.typed(Field::Container),
                reason: self.typed(Field::ContainerReason),
                load: None,
            }],
            documents: vec![DocumentDraft {
                kind: Some(self.document_kind),
                number: self.typed(Field::DocumentNumber),
                date: self.typed(Field::DocumentDate),
            }],
            goods: vec![GoodsDraft {
                code: self.typed(Field::GoodsCode),
                description: self.typed(Field::GoodsDescription),
                packages: self.typed(Field::Packages),
                gross: self.typed(Field::Gross),
                ..GoodsDraft::default()
            }],
            parties: self.parties(),
            ..Draft::default()
        }
    }

    fn parties(&self) -> PartyDrafts {
        PartyDrafts {
            consignor: PartyDraft::named(&self.typed(Field::Consignor)),
            consignee: PartyDraft::named(&self.typed(Field::Consignee)),
            carrier: PartyDraft::named(&self.typed(Field::Carrier)),
        }
    }

    /// The faults of the fields that were left already.
    fn shown_faults(&self) -> BTreeMap<Field, FieldFault> {
        let faults = self.draft().check().err().unwrap_or_default();
        let shown = |(spot, fault): (Spot, FieldFault)| {
            (spot.row == 0 && self.visited.contains(&spot.field)).then_some((spot.field, fault))
        };
        faults.into_iter().filter_map(shown).collect()
    }

    fn leave_row(&mut self) {
        if let Row::Text(field) = self.focus {
            self.visited.insert(field);
        }
    }

    fn move_focus(&mut self, action: Action) {
        self.leave_row();
        let rows = self.rows();
        let place = rows.iter().position(|row| *row == self.focus).unwrap_or(0);
        let step = if action == Action::PreviousField { rows.len() - 1 } else { 1 };
        self.focus = rows.get((place + step) % rows.len()).copied().unwrap_or(Row::Direction);
    }

    fn is_last(&self) -> bool {
        self.rows().last() == Some(&self.focus)
    }

    fn save(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.asked {
            return Vec::new();
        }
        let draft = self.draft();
        match draft.check() {
            Ok(_) => {
                self.asked = true;
                vec![Outcome::Ask(Purpose::Register, Request::Register(Box::new(draft)))]
            }
            Err(faults) => {
                self.show_faults(&faults);
                let refusal = Refusal::Form(faults);
                vec![Outcome::Say(Saying::refused(phrases::refusal(scene.words, &refusal)))]
            }
        }
    }

    /// Shows every fault and goes to the first.
    fn show_faults(&mut self, faults: &Faults) {
        self.visited.extend(TEXTS.map(|(field, ..)| field));
        if let Some((spot, _)) = faults.first() {
            self.focus = Row::Text(spot.field);
        }
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        self.asked = false;
        match answer {
            Ok(Reply::Done(case)) => {
                let role = scene.session.map_or(Role::Oms, |session| session.officer.role);
                let number = Value::from(case.number.to_string());
                let said = scene.words.say_with("registration-done", &[("number", number)]);
                vec![
                    Outcome::Go(Box::new(CurrentScreen::for_case(case, role))),
                    Outcome::Say(Saying::done(said)),
                ]
            }
            Err(Refusal::Form(faults)) => {
                self.show_faults(faults);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (action, self.focus) {
            (Action::SaveCase, _) => return self.save(scene),
            (Action::Confirm, _) if self.is_last() => {
                self.leave_row();
                return self.save(scene);
            }
            (Action::NextField | Action::PreviousField | Action::Confirm, _) => self.move_focus(action),
            (Action::Back, _) => return self.leave(scene),
            (Action::Left | Action::Right, Row::Direction) => {
                self.direction = match self.direction {
                    Direction::Arrival => Direction::Departure,
                    Direction::Departure => Direction::Arrival,
                };
            }
            (Action::Left | Action::Right, Row::DocumentKind) => self.turn_kind(action),
            (action, Row::Text(field)) => {
                if let Some(text) = self.texts.get_mut(&field) {
                    text.edit(action);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn turn_kind(&mut self, action: Action) {
        let kinds = DocumentKind::ALL;
        let place = kinds.iter().position(|kind| *kind == self.document_kind).unwrap_or(0);
        let step = if action == Action::Left { kinds.len() - 1 } else { 1 };
        self.document_kind =
            kinds.get((place + step) % kinds.len()).copied().unwrap_or(DocumentKind::Waybill);
    }

    fn leave(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let queue = CurrentScreen::Queue(Queue::default());
        let is_empty = self.texts.values().all(|text| text.value().is_empty());
        if is_empty {
            vec![Outcome::Go(Box::new(queue))]
        } else {
            vec![Outcome::Confirm(Box::new(Confirm::before_leaving(queue, scene.words)))]
        }
    }

    fn focused_text(&mut self) -> Option<&mut TextField> {
        match self.focus {
            Row::Text(field) => self.texts.get_mut(&field),
            Row::Direction | Row::DocumentKind => None,
        }
    }
}

impl Screen for RegistrationScreen {
    fn layer(&self) -> Layer {
        Layer::Registration
    }

    fn takes_text(&self) -> bool {
        matches!(self.focus, Row::Text(_))
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::SaveCase => !self.asked,
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action) => return self.act(action, scene),
            Input::Answered { purpose: Purpose::Register, answer } => return self.answered(&answer, scene),
            Input::Typed(c) => {
                if let Some(text) = self.focused_text() {
                    text.type_char(c);
                }
            }
            Input::Pasted(pasted) => {
                if let Some(text) = self.focused_text() {
                    text.paste(&pasted);
                }
            }
            Input::Entered
            | Input::Answered { .. }
            | Input::Rendered(_)
            | Input::Refreshed
            | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
