//! The verdict page: the two verdicts with what each still lacks, what will be signed, and the officer's PIN last.

mod shared;
mod view;

use crate::domain::case::CaseState;
use crate::domain::procedure::lacking;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Conclusion, Step, Verdict};
use crate::domain::text::CleanText;
use crate::station::contract::drafts::{DraftKey, FormKind};
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Pin, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::notices;
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::{Analysis, newest, onward};
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field, FieldKind};
use crate::words::Value;
use ratatui::Frame;
use serde::{Deserialize, Serialize};

/// Longest analysis: half a page of the printed sheet.
pub const MAX_ANALYSIS_CHARS: usize = 1_000;

/// Longest recommendation: a quarter of it.
pub const MAX_RECOMMENDATION_CHARS: usize = 500;

/// What was typed and chosen so far; it stays with the analysis while the officer looks at the image again.
#[derive(Debug, Clone)]
pub struct Draft {
    verdict: Option<Verdict>,
    analysis: Field,
    recommendation: Field,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            verdict: None,
            analysis: Field::new(FieldKind::Text, MAX_ANALYSIS_CHARS),
            recommendation: Field::new(FieldKind::Text, MAX_RECOMMENDATION_CHARS),
        }
    }
}

impl Draft {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.analysis.value().is_empty() && self.recommendation.value().is_empty()
    }
}

/// A part of the page, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Part {
    Choice,
    Analysis,
    Recommendation,
    Pin,
}

/// The page, over the analysis that it closes.
#[derive(Debug)]
pub struct VerdictPage {
    analysis: Box<Analysis>,
    focus: Part,
    pin: Field,
}

impl VerdictPage {
    /// Opens.
    pub fn new(analysis: Box<Analysis>) -> Self {
        Self { analysis, focus: Part::Choice, pin: Field::new(FieldKind::Pin, Pin::MAX_CHARS) }
    }

    /// What would be signed with a verdict; nothing while no picture was shown.
    fn conclusion(&self, verdict: Verdict) -> Option<Conclusion> {
        let draft = &self.analysis.draft;
        let recommendation = match verdict {
            Verdict::WithoutSuspicion => CleanText::default(),
            Verdict::UnderSuspicion => CleanText::new(draft.recommendation.value()),
        };
        Some(Conclusion {
            mark: None,
            record: None,
            verdict,
            analysis: CleanText::new(draft.analysis.value()),
            recommendation,
            filters: self.analysis.chain()?,
            viewed_percent: self.analysis.viewed_percent(),
        })
    }

    /// What a verdict still lacks.
    fn lacks(&self, verdict: Verdict) -> Vec<Requirement> {
        let conclusion = self.conclusion(verdict);
        conclusion.map_or_else(Vec::new, |conclusion| lacking(self.analysis.case(), &conclusion))
    }

    /// What this page cannot supply: marks and discrepancies are placed and taken off elsewhere.
    fn obstacle(&self, verdict: Verdict) -> Option<Requirement> {
        self.lacks(verdict).into_iter().find(|requirement| {
            !matches!(requirement, Requirement::AnalysisText | Requirement::Recommendation)
        })
    }

    fn choose(&mut self, verdict: Verdict, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(requirement) = self.obstacle(verdict) {
            return vec![refuse(scene, "verdict-page-not-yet", requirement)];
        }
        self.analysis.draft.verdict = Some(verdict);
        Vec::new()
    }

    /// The parts that the chosen verdict has.
    fn parts(&self) -> &'static [Part] {
        match self.analysis.draft.verdict {
            Some(Verdict::UnderSuspicion) => &[Part::Choice, Part::Analysis, Part::Recommendation, Part::Pin],
            Some(Verdict::WithoutSuspicion) | None => &[Part::Choice, Part::Analysis, Part::Pin],
        }
    }

    fn turn(&mut self, direction: Direction) {
        let parts = self.parts();
        let here = parts.iter().position(|part| *part == self.focus).unwrap_or(0);
        let next = match direction {
            Direction::Next => (here + 1) % parts.len(),
            Direction::Previous => (here + parts.len() - 1) % parts.len(),
        };
        self.focus = parts.get(next).copied().unwrap_or(Part::Choice);
    }

    fn field(&mut self) -> Option<&mut Field> {
        match self.focus {
            Part::Choice => None,
            Part::Analysis => Some(&mut self.analysis.draft.analysis),
            Part::Recommendation => Some(&mut self.analysis.draft.recommendation),
            Part::Pin => Some(&mut self.pin),
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (action, self.focus) {
            (Action::Back, _) => {
                let analysis = self.analysis.clone();
                return vec![Outcome::Go(Box::new(CurrentScreen::Analysis(analysis)))];
            }
            (Action::Verdict, _) | (Action::Confirm, Part::Pin) => return self.sign(scene),
            // From every part: the fields have no use for these keys, the choice is what they are for.
            (Action::Up, _) => return self.choose(Verdict::WithoutSuspicion, scene),
            (Action::Down, _) => return self.choose(Verdict::UnderSuspicion, scene),
            (Action::PreviousField, _) => self.turn(Direction::Previous),
            (Action::NextField | Action::Confirm, _) => self.turn(Direction::Next),
            (other, _) => {
                if let Some(field) = self.field() {
                    field.edit(other);
                }
            }
        }
        Vec::new()
    }

    /// Asks before signing, or goes to what is still lacking and says what it is.
    fn sign(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(verdict) = self.analysis.draft.verdict else {
            self.focus = Part::Choice;
            return vec![Outcome::Say(Saying::refused(scene.words.say("verdict-page-choose")))];
        };
        if let Some(requirement) = self.lacks(verdict).first().copied() {
            self.focus = match requirement {
                Requirement::AnalysisText => Part::Analysis,
                Requirement::Recommendation => Part::Recommendation,
                _ => Part::Choice,
            };
            return vec![refuse(scene, "verdict-page-lacks", requirement)];
        }
        if let Some(refusal) = self.held(scene) {
            return vec![Outcome::Say(Saying::refused(phrases::refusal(scene.words, &refusal)))];
        }
        let Some(conclusion) = self.conclusion(verdict).filter(|_| !self.pin.value().is_empty()) else {
            self.focus = Part::Pin;
            return vec![Outcome::Say(Saying::refused(scene.words.say("verdict-page-pin-first")))];
        };
        vec![self.ask(conclusion, scene)]
    }

    /// Why nobody signs yet, although the page is full: somebody's note is to be seen to first.
    fn held(&self, scene: &Scene<'_>) -> Option<Refusal> {
        let note = self.analysis.case().held_by().filter(|note| notices::holds_verdict(note, scene))?;
        Some(Refusal::NoteOpen { number: note.number, kind: note.written.kind })
    }

    fn ask(&self, conclusion: Conclusion, scene: &Scene<'_>) -> Outcome {
        let case = self.analysis.case();
        let mark = scene.mark(conclusion.verdict);
        let question = scene.words.say_with("verdict-page-ask", &[("verdict", Value::from(mark))]);
        let details = vec![
            scene.words.say_with(
                "verdict-page-ask-case",
                &[
                    ("number", Value::from(case.number.to_string())),
                    ("title", Value::from(case.title().to_owned())),
                ],
            ),
            scene
                .words
                .say_with("verdict-page-ask-viewed", &[("percent", Value::from(conclusion.viewed_percent))]),
            scene.words.say("verdict-page-ask-detail"),
        ];
        let request = Request::Take {
            case: case.number.clone(),
            revision: case.revision,
            step: Box::new(Step::GiveVerdict(Box::new(conclusion))),
            pin: Some(Pin::new(self.pin.value())),
        };
        Outcome::Confirm(Box::new(Confirm::new(question, details, Outcome::Ask(Purpose::Verdict, request))))
    }

    fn refreshed(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let case = newest(self.analysis.case(), scene);
        self.analysis.set_case(case);
        if self.analysis.case().state != CaseState::InAnalysis {
            // The snapshot may come before the answer; the person is told all the same.
            let given = self.analysis.case().conclusion.is_some();
            let said = given.then(|| Outcome::Say(Saying::done(scene.words.say("verdict-page-given"))));
            return std::iter::once(onward(self.analysis.case(), scene)).chain(said).collect();
        }
        // Marks may have come or gone since the choice was made.
        if self.analysis.draft.verdict.is_some_and(|verdict| self.obstacle(verdict).is_some()) {
            self.analysis.draft.verdict = None;
            self.focus = Part::Choice;
        }
        Vec::new()
    }

    fn answered(&mut self, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match answer {
            Ok(Reply::Done(case)) => {
                let said = scene.words.say("verdict-page-given");
                vec![onward(&case, scene), Outcome::Say(Saying::done(said))]
            }
            Err(refusal) => {
                self.pin.clear();
                if matches!(refusal, Refusal::WrongPin | Refusal::WaitAfterWrongPin { .. }) {
                    self.focus = Part::Pin;
                }
                Vec::new()
            }
            Ok(_) => Vec::new(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    Next,
    Previous,
}

fn refuse(scene: &Scene<'_>, id: &str, requirement: Requirement) -> Outcome {
    let what = phrases::requirement(scene.words, requirement);
    Outcome::Say(Saying::refused(scene.words.say_with(id, &[("what", Value::from(what))])))
}

impl Screen for VerdictPage {
    fn layer(&self) -> Layer {
        Layer::Verdict
    }

    fn takes_text(&self) -> bool {
        self.focus != Part::Choice
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        let chosen = self.analysis.draft.verdict;
        match action {
            Action::Verdict => {
                self.held(scene).is_none()
                    && !self.pin.value().is_empty()
                    && chosen.is_some_and(|verdict| self.lacks(verdict).is_empty())
            }
            _ => true,
        }
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        self.told()
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered => {
                self.pin = Field::secret(&scene.snapshot.booth);
                let mut outcomes = self.refreshed(scene);
                if outcomes.is_empty() && self.analysis.draft.verdict.is_none() {
                    outcomes.push(Outcome::Say(Saying::done(scene.words.say("verdict-page-choose"))));
                }
                return outcomes;
            }
            Input::Refreshed => return self.refreshed(scene),
            Input::Answered { purpose: Purpose::Verdict, answer } => return self.answered(*answer, scene),
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(c) => {
                if let Some(field) = self.field() {
                    field.type_char(c);
                }
            }
            Input::Pasted(text) => {
                if let Some(field) = self.field() {
                    field.paste(&text);
                }
            }
            Input::Answered { .. } | Input::Rendered(_) | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draft_key(&self, _scene: &Scene<'_>) -> Option<DraftKey> {
        let case = self.analysis.case();
        let is_open = case.state == CaseState::InAnalysis;
        is_open.then(|| DraftKey::Case { number: case.number.clone(), form: FormKind::Verdict })
    }

    fn draft(&self) -> Option<String> {
        if self.analysis.draft.is_empty() { None } else { self.told().draft }
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        self.take_told(text)
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
