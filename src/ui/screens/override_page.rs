//! The override page: another verdict by another person in place of the one that stands, with all that is signed; PIN last.

mod findings;
mod view;

use crate::domain::analysis::FilterChain;
use crate::domain::case::Case;
use crate::domain::procedure::lacking;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Conclusion, Step, Verdict};
use crate::domain::supervision::Override;
use crate::domain::text::CleanText;
use crate::station::contract::drafts::{DraftKey, FormKind};
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Pin, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::overlays::reason::MAX_REASON_CHARS;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::{newest, onward};
use crate::ui::screens::record::Record;
use crate::ui::screens::verdict::{MAX_ANALYSIS_CHARS, MAX_RECOMMENDATION_CHARS};
use crate::ui::screens::{CurrentScreen, Screen, shown_with};
use crate::ui::widgets::field::{Field, FieldKind};
use crate::words::Value;
use findings::Findings;
use ratatui::Frame;
use std::sync::Arc;

/// A part of the page, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Choice,
    Reason,
    Analysis,
    Recommendation,
    Findings,
    Pin,
}

/// The page over the record that it was opened from.
#[derive(Debug)]
pub struct OverridePage {
    case: Arc<Case>,
    record: Option<Record>,
    /// How the supervisor looked at the image; whoever has not looked signs that too.
    filters: Option<FilterChain>,
    viewed_percent: u8,
    verdict: Verdict,
    reason: Field,
    analysis: Field,
    recommendation: Field,
    findings: Findings,
    focus: Part,
    pin: Field,
}

fn other(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::WithoutSuspicion => Verdict::UnderSuspicion,
        Verdict::UnderSuspicion => Verdict::WithoutSuspicion,
    }
}

impl OverridePage {
    /// Opens with the other verdict chosen.
    pub fn new(case: Arc<Case>, seen: Option<(FilterChain, u8)>, record: Record) -> Self {
        let standing = case.conclusion.as_ref();
        let verdict = standing.map_or(Verdict::UnderSuspicion, |standing| other(standing.verdict));
        let (filters, viewed_percent) = match seen {
            Some((filters, percent)) => (Some(filters), percent),
            None => (standing.map(|standing| standing.filters), 0),
        };
        Self {
            findings: Findings::new(&case, verdict),
            case,
            record: Some(record),
            filters,
            viewed_percent,
            verdict,
            reason: Field::new(FieldKind::Text, MAX_REASON_CHARS),
            analysis: Field::new(FieldKind::Text, MAX_ANALYSIS_CHARS),
            recommendation: Field::new(FieldKind::Text, MAX_RECOMMENDATION_CHARS),
            focus: Part::Choice,
            pin: Field::new(FieldKind::Pin, Pin::MAX_CHARS),
        }
    }

    /// What would be signed; nothing where no verdict stands that could be overridden.
    fn ruling(&self) -> Option<Override> {
        let recommendation = match self.verdict {
            Verdict::WithoutSuspicion => CleanText::default(),
            Verdict::UnderSuspicion => CleanText::new(self.recommendation.value()),
        };
        let conclusion = Conclusion {
            mark: None,
            record: None,
            verdict: self.verdict,
            analysis: CleanText::new(self.analysis.value()),
            recommendation,
            filters: self.filters?,
            viewed_percent: self.viewed_percent,
        };
        Some(Override {
            reason: CleanText::new(self.reason.value()),
            conclusion,
            marks: self.findings.marks(),
            discrepancies: self.findings.discrepancies(),
            second: None,
        })
    }

    /// What it still lacks.
    fn lacks(&self) -> Vec<Requirement> {
        let Some(ruling) = self.ruling() else { return vec![Requirement::Image] };
        let Override { reason, conclusion, marks, discrepancies, .. } = ruling;
        let judged = Case { marks, discrepancies, ..Case::clone(&self.case) };
        let reason = reason.is_empty().then_some(Requirement::Reason);
        reason.into_iter().chain(lacking(&judged, &conclusion)).collect()
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Choice, Part::Reason, Part::Analysis];
        if self.verdict == Verdict::UnderSuspicion {
            parts.push(Part::Recommendation);
        }
        if !self.findings.is_empty() {
            parts.push(Part::Findings);
        }
        parts.push(Part::Pin);
        parts
    }

    fn turn(&mut self, action: Action) {
        let parts = self.parts();
        let here = parts.iter().position(|part| *part == self.focus).unwrap_or(0);
        let next = if action == Action::PreviousField { here + parts.len() - 1 } else { here + 1 };
        self.focus = parts.get(next % parts.len()).copied().unwrap_or(Part::Choice);
    }

    fn field(&mut self) -> Option<&mut Field> {
        match self.focus {
            Part::Choice => None,
            Part::Reason => Some(&mut self.reason),
            Part::Analysis => Some(&mut self.analysis),
            Part::Recommendation => Some(&mut self.recommendation),
            Part::Findings => self.findings.field(),
            Part::Pin => Some(&mut self.pin),
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (action, self.focus) {
            (Action::Back, _) => return self.leave(scene),
            (Action::Verdict, _) | (Action::Confirm, Part::Pin) => return self.sign(scene),
            (Action::Up | Action::Down, Part::Findings) => self.findings.step(action),
            (Action::Up, _) => self.verdict = Verdict::WithoutSuspicion,
            (Action::Down, _) => self.verdict = Verdict::UnderSuspicion,
            (Action::Toggle, Part::Findings) => self.findings.toggle(),
            (Action::NextField | Action::PreviousField | Action::Confirm, _) => self.turn(action),
            (other, _) => {
                if let Some(field) = self.field() {
                    field.edit(other);
                }
            }
        }
        Vec::new()
    }

    /// Back to the record; what was typed is asked about first.
    fn leave(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let typed = [&self.reason, &self.analysis, &self.recommendation];
        if typed.iter().any(|field| !field.value().is_empty()) || self.findings.is_changed() {
            return vec![Outcome::Confirm(Box::new(Confirm::leaving(Outcome::Discard, scene.words)))];
        }
        self.go_back()
    }

    fn go_back(&mut self) -> Vec<Outcome> {
        let record = self.record.take().unwrap_or_else(|| Record::new(self.case.number.clone()));
        vec![Outcome::Go(Box::new(CurrentScreen::Record(record)))]
    }

    /// Asks before signing, or goes to what is still lacking and says what it is.
    fn sign(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let refuse = |text| vec![Outcome::Say(Saying::refused(text))];
        if let Some(requirement) = self.lacks().first().copied() {
            self.focus = match requirement {
                Requirement::Reason => Part::Reason,
                Requirement::AnalysisText => Part::Analysis,
                Requirement::Recommendation => Part::Recommendation,
                _ if self.findings.is_empty() => Part::Choice,
                _ => Part::Findings,
            };
            let what = Value::from(phrases::requirement(scene.words, requirement));
            return refuse(scene.words.say_with("verdict-page-lacks", &[("what", what)]));
        }
        let Some(ruling) = self.ruling().filter(|_| !self.pin.value().is_empty()) else {
            self.focus = Part::Pin;
            return refuse(scene.words.say("verdict-page-pin-first"));
        };
        vec![self.ask(ruling, scene)]
    }

    fn ask(&self, ruling: Override, scene: &Scene<'_>) -> Outcome {
        let words = scene.words;
        let verdict = Value::from(scene.mark(ruling.conclusion.verdict));
        let question = words.say_with("override-ask", &[("verdict", verdict)]);
        let case = [
            ("number", Value::from(self.case.number.to_string())),
            ("title", Value::from(self.case.title().to_owned())),
        ];
        let viewed = [("percent", Value::from(self.viewed_percent))];
        let details = vec![
            words.say_with("verdict-page-ask-case", &case),
            words.say_with("verdict-page-ask-viewed", &viewed),
            words.say("override-ask-detail"),
        ];
        let request = Request::Take {
            case: self.case.number.clone(),
            revision: self.case.revision,
            step: Box::new(Step::Override(Box::new(ruling))),
            pin: Some(Pin::new(self.pin.value())),
        };
        Outcome::Confirm(Box::new(Confirm::new(question, details, Outcome::Ask(Purpose::Verdict, request))))
    }

    fn answered(&mut self, purpose: Purpose, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match (purpose, answer) {
            (Purpose::Verdict, Ok(Reply::Done(case))) => {
                let said = scene.words.say("override-done");
                vec![onward(&case, scene), Outcome::Say(Saying::done(said))]
            }
            (Purpose::Verdict, Err(refusal)) => {
                self.pin.clear();
                self.focus = Part::Pin;
                match refusal {
                    // A finished case is in no snapshot: the newer one is asked for, so that it can be looked at and signed.
                    Refusal::Changed => {
                        let request = Request::ShowCase(self.case.number.clone());
                        vec![Outcome::Ask(Purpose::Case, request)]
                    }
                    _ => Vec::new(),
                }
            }
            (Purpose::Case, Ok(Reply::Case(case))) => {
                self.case = case;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

impl Screen for OverridePage {
    fn layer(&self) -> Layer {
        Layer::Override
    }

    fn takes_text(&self) -> bool {
        match self.focus {
            Part::Choice => false,
            Part::Findings => self.findings.takes_text(),
            _ => true,
        }
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::Verdict => !self.pin.value().is_empty() && self.lacks().is_empty(),
            Action::Toggle => self.focus == Part::Findings && !self.findings.takes_text(),
            _ => true,
        }
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        shown_with(Layer::Override, &self.case.number)
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered => {
                self.pin = Field::secret(&scene.snapshot.booth);
                self.case = newest(&self.case, scene);
            }
            Input::Refreshed => self.case = newest(&self.case, scene),
            Input::Answered { purpose, answer } => return self.answered(purpose, *answer, scene),
            Input::Action(action) => return self.act(action, scene),
            Input::Discarded => return self.go_back(),
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
            Input::Rendered(_) => {}
        }
        Vec::new()
    }

    fn draft_key(&self, _scene: &Scene<'_>) -> Option<DraftKey> {
        Some(DraftKey::Case { number: self.case.number.clone(), form: FormKind::Override })
    }

    fn draft(&self) -> Option<String> {
        let typed = [&self.reason, &self.analysis, &self.recommendation].map(Field::value);
        if typed.iter().all(|text| text.is_empty()) {
            return None;
        }
        serde_json::to_string(&(self.verdict, typed)).ok()
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        let Ok((verdict, [reason, analysis, recommendation])) =
            serde_json::from_str::<(Verdict, [String; 3])>(text)
        else {
            return false;
        };
        self.verdict = verdict;
        self.reason.set(&reason);
        self.analysis.set(&analysis);
        self.recommendation.set(&recommendation);
        true
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
