//! Earlier cases of the same truck, trailer, container or document beside the image.

use super::Analysis;
use crate::station::contract::Answer;
use crate::station::contract::earlier::EarlierQuery;
use crate::ui::message::{Outcome, Question, Saying};
use crate::ui::phrases::earlier;
use crate::ui::scene::Scene;
use crate::ui::screens::CurrentScreen;
use crate::ui::screens::earlier::lookout::ROWS_ASKED;
use crate::ui::screens::earlier::{EarlierCases, panel_lines};
use crate::ui::theme::Role;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

impl Analysis {
    /// Nothing for an image that was imported: no number of it is known.
    fn earlier_query(&self) -> EarlierQuery {
        let of = |registration| EarlierQuery::of(&self.case.number, registration, ROWS_ASKED);
        self.case.registration.as_ref().map(of).unwrap_or_default()
    }

    /// Asks once, when the image is on the screen: it comes first.
    pub(super) fn look_out(&mut self) -> Vec<Outcome> {
        let query = self.earlier_query();
        if self.lookout.is_idle() { self.lookout.ask_if_due(query) } else { Vec::new() }
    }

    /// What was found while the index was not whole is asked for again once it is.
    pub(super) fn look_again(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let query = self.earlier_query();
        if self.lookout.is_idle() {
            return Vec::new();
        }
        self.lookout.refreshed(&scene.snapshot.storage.index, query)
    }

    pub(super) fn earlier_found(&mut self, question: Question, answer: Answer) -> Vec<Outcome> {
        let query = self.earlier_query();
        self.lookout.answered(question, answer, query)
    }

    /// Lists them; image, marks in progress and what was typed wait behind the list as they are.
    pub(super) fn list_earlier(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(found) = self.lookout.cases().cloned() else {
            return vec![Outcome::Say(Saying::refused(scene.words.say("earlier-none")))];
        };
        let list = EarlierCases::over(CurrentScreen::Analysis(Box::new(self.clone())), found);
        vec![Outcome::Go(Box::new(CurrentScreen::Earlier(Box::new(list))))]
    }

    /// One line, where there are any: how many, what the last came to, and the key that lists them. Where it would leave the
    /// documents less than a third of the line, the date goes: the list has it.
    pub(super) fn earlier_line(&self, scene: &Scene<'_>) -> Option<String> {
        let found = self.lookout.cases()?;
        let whole = format!("{} · F11", earlier::summary(scene.words, found));
        if whole.width() * 3 <= usize::from(scene.body.width) * 2 {
            return Some(whole);
        }
        Some(format!("{} · F11", earlier::brief(scene.words, found)))
    }

    /// The same in the panel beside a wide image.
    pub(super) fn earlier_panel(&self, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
        let Some(found) = self.lookout.cases() else { return Vec::new() };
        let heading = format!(" {}", scene.words.say("earlier-heading"));
        let mut lines = vec![Line::styled(heading, scene.theme.style(Role::Heading))];
        lines.extend(panel_lines(found, scene, width));
        lines
    }
}
