//! Looks out for earlier cases while one types: one question under way, the latest asked next.

use crate::station::contract::earlier::{Earlier, EarlierQuery};
use crate::station::contract::storage::IndexProgress;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::message::{Outcome, Purpose, Question};

/// Cases asked for at once: more of one truck than a person reads through beside a form.
pub const ROWS_ASKED: usize = 50;

/// What was asked and what was found.
#[derive(Debug, Clone, Default)]
pub struct Lookout {
    /// The question whose answer has not come. While it has not, no other is asked.
    asked: Option<EarlierQuery>,
    /// The question that was answered last.
    answered: Option<EarlierQuery>,
    found: Option<Earlier>,
}

impl Lookout {
    /// Asks, unless that was answered, there is nothing to look for, or another question is under way.
    pub fn ask_if_due(&mut self, query: EarlierQuery) -> Vec<Outcome> {
        if query.keys.is_empty() {
            (self.answered, self.found) = (None, None);
            return Vec::new();
        }
        if self.asked.is_some() || self.answered.as_ref() == Some(&query) {
            return Vec::new();
        }
        self.asked = Some(query.clone());
        vec![Outcome::Ask(Purpose::Earlier(Question::of(&query)), Request::Earlier(query))]
    }

    /// Takes an answer; `now` is what stands there by now, and is asked for next where it is something else.
    pub fn answered(&mut self, question: Question, answer: Answer, now: EarlierQuery) -> Vec<Outcome> {
        let Some(query) = self.asked.take_if(|query| Question::of(query) == question) else {
            return Vec::new();
        };
        // A refused question counts as answered: to ask it again at once would only repeat the refusal.
        self.answered = Some(query);
        self.found = match answer {
            Ok(Reply::Earlier(found)) => Some(found),
            _ => None,
        };
        self.ask_if_due(now)
    }

    /// Back from another screen: what was asked before is not waited for, and what was found may have changed.
    pub fn entered(&mut self, query: EarlierQuery) -> Vec<Outcome> {
        (self.asked, self.answered) = (None, None);
        self.ask_if_due(query)
    }

    /// What was found while the index was not whole is asked for again once it is.
    pub fn refreshed(&mut self, index: &IndexProgress, query: EarlierQuery) -> Vec<Outcome> {
        let was_partial = self.found.as_ref().is_some_and(|found| found.index != IndexProgress::Ready);
        if was_partial && *index == IndexProgress::Ready {
            self.answered = None;
        }
        self.ask_if_due(query)
    }

    /// Whether the question was never put.
    pub fn is_idle(&self) -> bool {
        self.asked.is_none() && self.answered.is_none()
    }

    /// What was found last; while the next question is under way it still stands, so that nothing flickers.
    pub fn found(&self) -> Option<&Earlier> {
        self.found.as_ref()
    }

    /// What was found, where there is anything.
    pub fn cases(&self) -> Option<&Earlier> {
        self.found().filter(|found| !found.rows.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::Refusal;
    use crate::domain::registration::Draft;
    use crate::station::contract::search::More;

    fn typed(plate: &str) -> EarlierQuery {
        EarlierQuery::typed(&Draft { plate: plate.into(), ..Draft::default() }, ROWS_ASKED)
    }

    fn found(index: IndexProgress) -> Reply {
        Reply::Earlier(Earlier { rows: Vec::new(), more: More::No, index })
    }

    #[test]
    fn one_question_is_under_way_and_the_latest_is_asked_next() {
        let mut lookout = Lookout::default();
        assert!(lookout.ask_if_due(typed("12")).is_empty(), "two letters say nothing");
        assert_eq!(lookout.ask_if_due(typed("123")).len(), 1);
        assert!(lookout.ask_if_due(typed("123A")).is_empty());
        assert!(lookout.ask_if_due(typed("123AB")).is_empty());
        let first = Question::of(&typed("123"));
        let asked = lookout.answered(first, Ok(found(IndexProgress::Ready)), typed("123AB"));
        assert!(matches!(&asked[..], [Outcome::Ask(_, Request::Earlier(query))] if *query == typed("123AB")));
        assert!(
            lookout.answered(first, Ok(found(IndexProgress::Ready)), typed("123AB")).is_empty(),
            "a stale one"
        );
        let second = Question::of(&typed("123AB"));
        assert!(
            lookout.answered(second, Ok(found(IndexProgress::Ready)), typed("123ab")).is_empty(),
            "the same"
        );
        assert!(lookout.ask_if_due(typed("123 AB")).is_empty(), "folded, it is the same");
        lookout.ask_if_due(typed(""));
        assert!(lookout.found().is_none(), "nothing typed, nothing found");
    }

    #[test]
    fn a_refusal_is_not_asked_again_and_a_part_is_when_the_index_is_whole() {
        let mut lookout = Lookout::default();
        let (query, question) = (typed("123"), Question::of(&typed("123")));
        lookout.ask_if_due(query.clone());
        assert!(lookout.answered(question, Err(Refusal::NotSignedIn), query.clone()).is_empty());
        assert_eq!(lookout.entered(query.clone()).len(), 1);
        lookout.answered(question, Ok(found(IndexProgress::Building { percent: 40 })), query.clone());
        assert!(lookout.refreshed(&IndexProgress::Building { percent: 60 }, query.clone()).is_empty());
        assert_eq!(lookout.refreshed(&IndexProgress::Ready, query).len(), 1);
    }
}
