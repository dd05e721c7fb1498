//! Registration: what is written down when a vehicle is presented, a section a page, and its earlier cases beside it.

mod fields;
mod sections;
mod shared;
mod sheet;
mod view;

use crate::domain::officer::Role;
use crate::domain::refusal::Refusal;
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{Field, FieldFault, Spot};
use crate::station::contract::drafts::DraftKey;
use crate::station::contract::earlier::EarlierQuery;
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::earlier::EarlierCases;
use crate::ui::screens::earlier::lookout::{Lookout, ROWS_ASKED};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::words::Value;
use ratatui::Frame;
use sections::Section;
use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};

/// The form as typed so far.
#[derive(Debug)]
pub struct RegistrationScreen {
    sheet: Sheet,
    section: Section,
    focus: Spot,
    /// Where the focus was on the pages that were left.
    left_at: BTreeMap<Section, Spot>,
    /// Fields that had the focus and lost it: only their faults are shown.
    visited: BTreeSet<Spot>,
    /// The row that the person is asked about.
    removing: Option<(RowGroup, usize)>,
    lookout: Lookout,
    /// The form was sent and the answer has not come.
    asked: bool,
}

impl Default for RegistrationScreen {
    fn default() -> Self {
        Self {
            sheet: Sheet::default(),
            section: Section::Main,
            focus: Field::Direction.into(),
            left_at: BTreeMap::new(),
            visited: BTreeSet::new(),
            removing: None,
            lookout: Lookout::default(),
            asked: false,
        }
    }
}

impl RegistrationScreen {
    /// The fields of the page that are open now, top down.
    fn spots(&self) -> Vec<Spot> {
        // A code passes 5 and 7 digits while it is typed: its reason is asked for when it was left so.
        let is_being_typed = |spot: &Spot| {
            let code = Field::GoodsCode.at(spot.row.into());
            spot.field == Field::GoodsCodeReason && self.focus == code && !self.visited.contains(&code)
        };
        self.section.spots(&self.sheet).into_iter().filter(|spot| !is_being_typed(spot)).collect()
    }

    /// The faults of the fields that were left already.
    fn shown_faults(&self) -> BTreeMap<Spot, FieldFault> {
        let faults = self.sheet.draft().check().err().unwrap_or_default();
        faults.into_iter().filter(|(spot, _)| self.visited.contains(spot)).collect()
    }

    fn earlier_query(&self) -> EarlierQuery {
        EarlierQuery::typed(&self.sheet.draft(), ROWS_ASKED)
    }

    fn focus_on(&mut self, spot: Spot) {
        self.visited.insert(self.focus);
        self.focus = spot;
    }

    fn move_focus(&mut self, action: Action) {
        self.visited.insert(self.focus);
        let spots = self.spots();
        let place = spots.iter().position(|spot| *spot == self.focus).unwrap_or(0);
        let step = if action == Action::PreviousField { spots.len() - 1 } else { 1 };
        if let Some(spot) = spots.get((place + step) % spots.len().max(1)) {
            self.focus = *spot;
        }
    }

    /// Turns to a page: back to where the focus was, else to its first fault, else to its beginning.
    fn turn_to(&mut self, section: Section) {
        self.visited.insert(self.focus);
        self.left_at.insert(self.section, self.focus);
        self.section = section;
        let (spots, faults) = (section.spots(&self.sheet), self.shown_faults());
        let before = self.left_at.get(&section).filter(|spot| spots.contains(spot));
        let fault = spots.iter().find(|spot| faults.contains_key(spot));
        if let Some(spot) = before.or(fault).or(spots.first()) {
            self.focus = *spot;
        }
    }

    /// Turns over: to the next row of a list, and after the last one to the next page.
    fn page(&mut self, action: Action) {
        let spots = self.spots();
        let begins =
            |spot: &&Spot| spot.row != self.focus.row && spot.field.group() == self.focus.field.group();
        let later = action == Action::PageDown;
        let row = match self.section.group().filter(|group| self.focus.field.group() == Some(*group)) {
            Some(_) if later => spots.iter().filter(begins).find(|spot| spot.row > self.focus.row).copied(),
            Some(_) => {
                let before = spots.iter().filter(begins).rfind(|spot| spot.row < self.focus.row);
                let row = before.map(|spot| spot.row);
                spots.iter().filter(begins).find(|spot| Some(spot.row) == row).copied()
            }
            None => None,
        };
        match row {
            Some(spot) => self.focus_on(spot),
            None if later => self.turn_to(self.section.next()),
            None => self.turn_to(self.section.previous()),
        }
    }

    /// The list that a row is added to or taken from: that of the focused field, else that of the page.
    fn group(&self) -> Option<RowGroup> {
        self.focus.field.group().or(self.section.group())
    }

    fn add_row(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(group) = self.group() else {
            return vec![Outcome::Say(Saying::refused(scene.words.say("form-no-rows")))];
        };
        let Some(row) = self.sheet.new_row(group) else {
            let most = [("most", Value::from(fields::most_rows(group)))];
            return vec![Outcome::Say(Saying::refused(scene.words.say_with("form-rows-full", &most)))];
        };
        self.turn_to(Section::of_group(group));
        if let Some(first) = fields::of_group(group).first() {
            self.focus = first.at(row);
        }
        Vec::new()
    }

    fn ask_remove(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(group) = self.focus.field.group() else {
            return vec![Outcome::Say(Saying::refused(scene.words.say("form-no-row-here")))];
        };
        let row = usize::from(self.focus.row);
        self.removing = Some((group, row));
        let typed = self.sheet.row(group, row);
        if typed.is_empty() {
            return self.remove();
        }
        let question = scene.words.say("form-ask-remove");
        vec![Outcome::Confirm(Box::new(Confirm::new(question, typed, Outcome::Discard)))]
    }

    fn remove(&mut self) -> Vec<Outcome> {
        let Some((group, row)) = self.removing.take() else { return Vec::new() };
        self.sheet.remove_row(group, row);
        let moved = |spot: &Spot| match (spot.field.group() == Some(group), usize::from(spot.row)) {
            (true, place) if place == row => None,
            (true, place) if place > row => Some(spot.field.at(place - 1)),
            _ => Some(*spot),
        };
        self.visited = self.visited.iter().filter_map(moved).collect();
        if let Some(first) = fields::of_group(group).first() {
            self.focus = first.at(row.min(self.sheet.rows(group) - 1));
        }
        // The page may show the first row only.
        if !self.spots().contains(&self.focus) {
            self.section = Section::of_group(group);
        }
        Vec::new()
    }

    fn save(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.asked {
            return Vec::new();
        }
        let draft = self.sheet.draft();
        match draft.check() {
            Ok(_) => {
                self.asked = true;
                vec![Outcome::Ask(Purpose::Register, Request::Register(Box::new(draft)))]
            }
            Err(faults) => {
                self.show_faults(faults.first().map(|(spot, _)| *spot));
                let refusal = Refusal::Form(faults);
                vec![Outcome::Say(Saying::refused(phrases::refusal(scene.words, &refusal)))]
            }
        }
    }

    /// Shows every fault and goes to the first, on this page where it has it.
    fn show_faults(&mut self, first: Option<Spot>) {
        let all = Section::ALL.iter().flat_map(|section| section.spots(&self.sheet));
        self.visited.extend(all);
        let Some(spot) = first else { return };
        let has = |section: &Section| section.spots(&self.sheet).contains(&spot);
        if let Some(section) = std::iter::once(self.section).chain(Section::ALL).find(has) {
            self.section = section;
        }
        self.focus = spot;
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
                self.show_faults(faults.first().map(|(spot, _)| *spot));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let is_last = self.spots().last() == Some(&self.focus);
        match action {
            Action::SaveCase => return self.save(scene),
            Action::Confirm if is_last && self.section == Section::Main => {
                self.visited.insert(self.focus);
                return self.save(scene);
            }
            Action::Confirm if is_last => self.turn_to(self.section.next()),
            Action::NextField | Action::PreviousField | Action::Confirm => self.move_focus(action),
            Action::NextSection => self.turn_to(self.section.next()),
            Action::PreviousSection => self.turn_to(self.section.previous()),
            Action::PageUp | Action::PageDown => self.page(action),
            Action::AddRow => return self.add_row(scene),
            Action::RemoveRow => return self.ask_remove(scene),
            Action::EarlierCases => return self.list_earlier(scene),
            Action::Back => return self.leave(scene),
            edit => match self.sheet.text_mut(self.focus) {
                Some(text) => {
                    text.edit(edit);
                }
                None if matches!(edit, Action::Left | Action::Right) => self.sheet.turn(self.focus, edit),
                None => {}
            },
        }
        Vec::new()
    }

    /// Lists the earlier cases; the form waits behind the list as it is.
    fn list_earlier(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        // The answer to a form that was sent comes to the form.
        let Some(found) = self.lookout.cases().filter(|_| !self.asked).cloned() else {
            return vec![Outcome::Say(Saying::refused(scene.words.say("earlier-none")))];
        };
        let form = CurrentScreen::Registration(Box::new(std::mem::take(self)));
        let list = EarlierCases::over(form, found);
        vec![Outcome::Go(Box::new(CurrentScreen::Earlier(Box::new(list))))]
    }

    fn leave(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let queue = CurrentScreen::Queue(Queue::default());
        if self.sheet.is_empty() {
            vec![Outcome::Go(Box::new(queue))]
        } else {
            vec![Outcome::Confirm(Box::new(Confirm::before_leaving(queue, scene.words)))]
        }
    }

    /// What was typed may have brought other earlier cases.
    fn look_out(&mut self, mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
        let query = self.earlier_query();
        outcomes.extend(self.lookout.ask_if_due(query));
        outcomes
    }
}

impl Screen for RegistrationScreen {
    fn layer(&self) -> Layer {
        Layer::Registration
    }

    fn takes_text(&self) -> bool {
        matches!(fields::entry(self.focus.field), fields::Entry::Text(..))
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::SaveCase => !self.asked,
            Action::EarlierCases => !self.asked && self.lookout.cases().is_some(),
            Action::AddRow => self.group().is_some(),
            _ => true,
        }
    }

    fn draft_key(&self, scene: &Scene<'_>) -> Option<DraftKey> {
        let own = scene.snapshot.own_console();
        let seat = own.map_or_else(|| "booth".to_owned(), |own| own.seat.to_string());
        Some(DraftKey::Registration { seat })
    }

    fn draft(&self) -> Option<String> {
        if self.sheet.is_empty() { None } else { self.told().draft }
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        let Self { sheet, section, focus, .. } = Self::watched(Some(text));
        (self.sheet, self.section, self.focus) = (sheet, section, focus);
        !self.sheet.is_empty()
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        self.told()
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action) => {
                let outcomes = self.act(action, scene);
                self.look_out(outcomes)
            }
            Input::Answered { purpose: Purpose::Register, answer } => self.answered(&answer, scene),
            Input::Answered { purpose: Purpose::Earlier(question), answer } => {
                let query = self.earlier_query();
                self.lookout.answered(question, *answer, query)
            }
            Input::Typed(c) => {
                self.sheet.text_mut(self.focus).into_iter().for_each(|text| text.type_char(c));
                self.look_out(Vec::new())
            }
            Input::Pasted(pasted) => {
                self.sheet.text_mut(self.focus).into_iter().for_each(|text| text.paste(&pasted));
                self.look_out(Vec::new())
            }
            Input::Discarded => {
                let outcomes = self.remove();
                self.look_out(outcomes)
            }
            Input::Entered => self.lookout.entered(self.earlier_query()),
            Input::Refreshed => {
                let query = self.earlier_query();
                self.lookout.refreshed(&scene.snapshot.storage.index, query)
            }
            Input::Answered { .. } | Input::Rendered(_) => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
