//! The shipping documents beside the image: goods line by goods line, with the discrepancies that the OAC names.

mod view;

use crate::domain::analysis::Discrepancy;
use crate::domain::case::{Case, CaseState};
use crate::domain::registration::GoodsLine;
use crate::domain::step::Step;
use crate::domain::text::CleanText;
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::{Analysis, newest, onward, take};
use crate::ui::screens::{CurrentScreen, Screen, shown_with};
use crate::ui::widgets::note_line::{MAX_NOTE_CHARS, NoteLine};
use crate::words::Value;
use ratatui::Frame;

/// The documents, over the analysis that they are compared with.
#[derive(Debug)]
pub struct Documents {
    analysis: Box<Analysis>,
    chosen: u16,
    pane: Pane,
    /// The first line of the papers that is shown.
    first: usize,
    note: Option<NoteLine>,
}

/// Which of the two parts the arrows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Goods,
    Papers,
}

impl Documents {
    /// Opens.
    pub fn new(analysis: Box<Analysis>) -> Self {
        Self { analysis, chosen: 0, pane: Pane::Goods, first: 0, note: None }
    }

    fn case(&self) -> &Case {
        self.analysis.case()
    }

    /// The declared goods; none for an imported case.
    fn goods(&self) -> &[GoodsLine] {
        self.case().registration.as_ref().map_or(&[], |registration| &registration.goods)
    }

    /// The discrepancy that stands against a goods line.
    fn discrepancy(&self, line: u16) -> Option<&Discrepancy> {
        self.case().discrepancies.iter().find(|noted| noted.goods_line == line)
    }

    /// The chosen line's place as officers count.
    fn chosen_place(&self) -> u16 {
        self.chosen.saturating_add(1)
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.note.is_some() {
            return self.note_key(action, scene);
        }
        match action {
            Action::Back => {
                let analysis = self.analysis.clone();
                return vec![Outcome::Go(Box::new(CurrentScreen::Analysis(analysis)))];
            }
            Action::NextField => {
                self.pane = if self.pane == Pane::Goods { Pane::Papers } else { Pane::Goods };
            }
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => self.step(action, scene),
            Action::Discrepancy if self.is_open(action, scene) => {
                let before = self.discrepancy(self.chosen).map(|noted| noted.note.to_string());
                self.note = Some(NoteLine::new(&before.unwrap_or_default()));
            }
            Action::Discrepancy if self.goods().is_empty() => {
                return vec![Outcome::Say(Saying::refused(scene.words.say("documents-none")))];
            }
            Action::Delete if self.is_open(action, scene) => return self.ask_withdraw(scene),
            Action::Delete => {
                return vec![Outcome::Say(Saying::refused(scene.words.say("documents-no-discrepancy")))];
            }
            _ => {}
        }
        Vec::new()
    }

    /// Moves in the part that the arrows move.
    fn step(&mut self, action: Action, scene: &Scene<'_>) {
        let step = |at: usize, page: usize, last: usize| match action {
            Action::Up => at.saturating_sub(1),
            Action::Down => (at + 1).min(last),
            Action::PageUp => at.saturating_sub(page),
            _ => (at + page).min(last),
        };
        match self.pane {
            Pane::Goods => {
                let (page, last) = (view::goods_page(self, scene), self.goods().len().saturating_sub(1));
                self.chosen = u16::try_from(step(self.chosen.into(), page, last)).unwrap_or(u16::MAX);
            }
            Pane::Papers => {
                let (page, lines) = view::papers_page(self, scene);
                self.first = step(self.first, page, lines.saturating_sub(page));
            }
        }
    }

    fn note_key(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(note) = self.note.as_mut().filter(|note| !note.is_sent()) else { return Vec::new() };
        match action {
            Action::Confirm => {
                let text = CleanText::bounded(note.value(), MAX_NOTE_CHARS);
                if text.is_empty() {
                    return vec![Outcome::Say(Saying::refused(scene.words.say("documents-note-first")))];
                }
                note.set_sent();
                let noted = Discrepancy { goods_line: self.chosen, note: text };
                return vec![take(self.case(), Step::NoteDiscrepancy(noted))];
            }
            Action::Back if note.is_changed() => {
                let details = vec![note.value().to_owned()];
                let question = scene.words.say("analysis-ask-discard");
                return vec![Outcome::Confirm(Box::new(Confirm::new(question, details, Outcome::Discard)))];
            }
            Action::Back => self.note = None,
            other => note.edit(&Input::Action(other)),
        }
        Vec::new()
    }

    fn ask_withdraw(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let line = [("line", Value::from(self.chosen_place()))];
        let question = scene.words.say_with("documents-ask-withdraw", &line);
        let details = self.discrepancy(self.chosen).map(|noted| noted.note.to_string());
        let on_yes = take(self.case(), Step::RemoveDiscrepancy { goods_line: self.chosen });
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details.into_iter().collect(), on_yes)))]
    }

    fn answered(&mut self, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match answer {
            Ok(Reply::Done(case)) => {
                let had = self.discrepancy(self.chosen).is_some();
                let is_noted = self.note.take_if(|note| note.is_sent()).is_some();
                self.analysis.set_case(case);
                let id = match (is_noted, had, self.discrepancy(self.chosen)) {
                    (true, _, _) => "documents-noted",
                    (false, true, None) => "documents-withdrawn",
                    // An answer to what was asked before the documents were opened.
                    (false, _, _) => return Vec::new(),
                };
                let line = [("line", Value::from(self.chosen_place()))];
                vec![Outcome::Say(Saying::done(scene.words.say_with(id, &line)))]
            }
            Err(_) => {
                self.note.iter_mut().for_each(NoteLine::reopen);
                Vec::new()
            }
            Ok(_) => Vec::new(),
        }
    }

    fn refreshed(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let case = newest(self.analysis.case(), scene);
        self.analysis.set_case(case);
        if matches!(self.case().state, CaseState::Queued | CaseState::InAnalysis) {
            Vec::new()
        } else {
            vec![onward(self.analysis.case(), scene)]
        }
    }
}

impl Screen for Documents {
    fn layer(&self) -> Layer {
        if self.note.is_some() { Layer::Note } else { Layer::Documents }
    }

    fn takes_text(&self) -> bool {
        self.note.is_some()
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        let in_analysis = self.case().state == CaseState::InAnalysis;
        match action {
            Action::Discrepancy => in_analysis && !self.goods().is_empty(),
            Action::Delete if self.note.is_none() => in_analysis && self.discrepancy(self.chosen).is_some(),
            _ => true,
        }
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        shown_with(Layer::Documents, &self.case().number)
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered | Input::Refreshed => self.refreshed(scene),
            Input::Answered { purpose: Purpose::Step, answer } => self.answered(*answer, scene),
            Input::Action(action) => self.act(action, scene),
            Input::Discarded => {
                self.note = None;
                Vec::new()
            }
            typed @ (Input::Typed(_) | Input::Pasted(_)) => {
                self.note.iter_mut().for_each(|note| note.edit(&typed));
                Vec::new()
            }
            Input::Answered { .. } | Input::Rendered(_) => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
