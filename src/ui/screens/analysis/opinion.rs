//! The second opinion beside the image: asked for by the OAC, shown when it comes; the verdict stays the OAC's.

use super::Analysis;
use crate::domain::case::Case;
use crate::domain::step::Step;
use crate::ui::message::{Outcome, Saying};
use crate::ui::overlays::reason::{Make, Reason};
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::words::{Value, Words};

impl Analysis {
    /// Asks a supervisor to look at the image too.
    pub(super) fn ask_opinion(&self, scene: &Scene<'_>) -> Outcome {
        let words = scene.words;
        let make: Make = |reason| Step::AskSecondOpinion { reason };
        let details = vec![words.say("analysis-opinion-detail")];
        Outcome::Reason(Box::new(Reason::new(words.say("analysis-opinion-ask"), details, &self.case, make)))
    }

    /// Says that an opinion has come since so many were known.
    pub(super) fn opinion_came(&self, known: usize, scene: &Scene<'_>) -> Vec<Outcome> {
        let came = self.case.opinions.len() > known;
        let said = came.then(|| opinion_line(scene.words, &self.case)).flatten();
        said.map(|said| Outcome::Say(Saying::done(said))).into_iter().collect()
    }
}

/// The last opinion in a line, or that one is awaited; nothing where none was asked for.
pub fn opinion_line(words: Words, case: &Case) -> Option<String> {
    if case.opinion_awaited().is_some() {
        return Some(words.say("analysis-opinion-waits"));
    }
    let last = case.opinions.last()?;
    let name = last.stamp.officer.as_ref().map_or_else(String::new, |officer| officer.name.to_string());
    let values = [
        ("name", Value::from(name)),
        ("sees", Value::from(phrases::verdict(words, last.what.sees))),
        ("text", Value::from(last.what.text.to_string())),
    ];
    Some(words.say_with("analysis-opinion", &values))
}
