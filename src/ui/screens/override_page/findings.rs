//! What an override rests on: which marks of the standing verdict stay, and what differs in which goods line.

use crate::domain::analysis::{Discrepancy, Mark};
use crate::domain::case::Case;
use crate::domain::step::Verdict;
use crate::domain::text::CleanText;
use crate::ui::keymap::Action;
use crate::ui::screens::analysis::wording;
use crate::ui::widgets::field::{Field, FieldKind};
use crate::ui::widgets::note_line::MAX_NOTE_CHARS;
use crate::words::Words;

/// Whether a mark stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Goes,
}

/// Marks first, then the goods lines with their notes.
#[derive(Debug)]
pub(super) struct Findings {
    marks: Vec<(Mark, Fate)>,
    goods: Vec<(String, Field)>,
    chosen: usize,
    touched: bool,
}

impl Findings {
    /// Those of the verdict that stands; a verdict without suspicion rests on none of them.
    pub(super) fn new(case: &Case, verdict: Verdict) -> Self {
        let fate = match verdict {
            Verdict::UnderSuspicion => Fate::Stays,
            Verdict::WithoutSuspicion => Fate::Goes,
        };
        let note = |line: usize| {
            let noted = case.discrepancies.iter().find(|noted| usize::from(noted.goods_line) == line);
            noted.filter(|_| fate == Fate::Stays).map_or("", |noted| noted.note.as_str())
        };
        let goods = case.registration.as_ref().map_or(&[][..], |registration| &registration.goods);
        let goods = goods.iter().enumerate().map(|(line, goods)| {
            let name = format!("{} {} {}", line + 1, goods.code, goods.description);
            (name, Field::with(FieldKind::Text, MAX_NOTE_CHARS, note(line)))
        });
        Self {
            marks: case.marks.iter().map(|mark| (mark.clone(), fate)).collect(),
            goods: goods.collect(),
            chosen: 0,
            touched: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.goods.is_empty()
    }

    /// Whether something was chosen or typed here.
    pub(super) fn is_changed(&self) -> bool {
        self.touched
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        self.marks.iter().filter(|(_, fate)| *fate == Fate::Stays).map(|(mark, _)| mark.clone()).collect()
    }

    pub(super) fn discrepancies(&self) -> Vec<Discrepancy> {
        let noted = self.goods.iter().zip(0u16..).map(|((_, field), goods_line)| Discrepancy {
            goods_line,
            note: CleanText::bounded(field.value(), MAX_NOTE_CHARS),
        });
        noted.filter(|noted| !noted.note.is_empty()).collect()
    }

    pub(super) fn step(&mut self, action: Action) {
        let last = (self.marks.len() + self.goods.len()).saturating_sub(1);
        self.chosen =
            if action == Action::Up { self.chosen.saturating_sub(1) } else { (self.chosen + 1).min(last) };
    }

    pub(super) fn toggle(&mut self) {
        if let Some((_, fate)) = self.marks.get_mut(self.chosen) {
            *fate = if *fate == Fate::Stays { Fate::Goes } else { Fate::Stays };
            self.touched = true;
        }
    }

    /// Whether a goods line is chosen: what is typed is its note.
    pub(super) fn takes_text(&self) -> bool {
        self.chosen >= self.marks.len()
    }

    /// The note of the chosen goods line, to be typed into.
    pub(super) fn field(&mut self) -> Option<&mut Field> {
        let line = self.chosen.checked_sub(self.marks.len())?;
        self.touched = true;
        self.goods.get_mut(line).map(|(_, field)| field)
    }

    /// The same, to be drawn.
    pub(super) fn note(&self) -> Option<&Field> {
        let line = self.chosen.checked_sub(self.marks.len())?;
        self.goods.get(line).map(|(_, field)| field)
    }

    /// The place of the chosen one among the lines.
    pub(super) fn chosen(&self) -> usize {
        self.chosen
    }

    /// A line each: a box, and what it is.
    pub(super) fn lines(&self, words: Words) -> Vec<String> {
        let boxed = |is_in: bool| if is_in { "[x]" } else { "[ ]" };
        let marks = self.marks.iter().map(|(mark, fate)| {
            let text = words.say_with("analysis-mark", &[("mark", wording::mark(words, mark).into())]);
            format!("{} {text}", boxed(*fate == Fate::Stays))
        });
        let goods = self
            .goods
            .iter()
            .map(|(name, field)| format!("{} {name}", boxed(!field.value().trim().is_empty())));
        marks.chain(goods).collect()
    }
}
