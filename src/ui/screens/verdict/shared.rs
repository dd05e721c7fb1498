//! The verdict page for whoever looks on: the choice and the texts, never the PIN.

use super::{Draft, MAX_ANALYSIS_CHARS, MAX_RECOMMENDATION_CHARS, Part, VerdictPage};
use crate::domain::step::Verdict;
use crate::station::contract::seats::Shown;
use crate::ui::keymap::Layer;
use crate::ui::screens::analysis::Analysis;
use crate::ui::screens::shown_with;
use crate::ui::widgets::field::{Field, FieldKind};
use serde::{Deserialize, Serialize};

/// What is chosen and typed.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    verdict: Option<Verdict>,
    analysis: String,
    recommendation: String,
    focus: Part,
}

impl From<Told> for Draft {
    fn from(told: Told) -> Self {
        let text = |max, text: &str| Field::told(FieldKind::Text, max, text);
        Self {
            verdict: told.verdict,
            analysis: text(MAX_ANALYSIS_CHARS, &told.analysis),
            recommendation: text(MAX_RECOMMENDATION_CHARS, &told.recommendation),
        }
    }
}

impl VerdictPage {
    /// What others are told of the page.
    pub(super) fn told(&self) -> Shown {
        let draft = &self.analysis.draft;
        let told = Told {
            verdict: draft.verdict,
            analysis: draft.analysis.value().to_owned(),
            recommendation: draft.recommendation.value().to_owned(),
            focus: self.focus,
        };
        let shown = shown_with(Layer::Verdict, &self.analysis.case().number);
        Shown { draft: serde_json::to_string(&told).ok(), ..shown }
    }

    /// The page as it is told of, over the case that it is for.
    pub fn watched(mut analysis: Box<Analysis>, draft: Option<&str>) -> Self {
        let told = draft.and_then(|draft| serde_json::from_str::<Told>(draft).ok());
        let focus = told.as_ref().map_or(Part::Choice, |told| told.focus);
        if let Some(told) = told {
            analysis.draft = told.into();
        }
        Self { focus, ..Self::new(analysis) }
    }

    /// Takes what was chosen and typed before; false where the text is none of this page.
    pub(super) fn take_told(&mut self, draft: &str) -> bool {
        let Ok(told) = serde_json::from_str::<Told>(draft) else { return false };
        self.analysis.draft = told.into();
        // What lacks something now cannot be chosen, whatever could before.
        if self.analysis.draft.verdict.is_some_and(|verdict| self.obstacle(verdict).is_some()) {
            self.analysis.draft.verdict = None;
        }
        true
    }
}
