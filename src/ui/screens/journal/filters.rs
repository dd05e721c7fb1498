//! The filters of the journal: three fields and a kind, read as what is asked.

use crate::domain::fact_kind::FactKind;
use crate::domain::journal::{JournalQuery, MAX_PERSON_CHARS};
use crate::domain::number::CaseNumber;
use crate::domain::period::{Period, parse_day};
use crate::domain::time::booth_day;
use crate::ui::keymap::Action;
use crate::ui::scene::Scene;
use crate::ui::widgets::field::{Field, FieldKind, Focus};

/// Characters of a whole case number.
const MAX_NUMBER_CHARS: usize = 22;

/// Characters of a day.
const MAX_DAY_CHARS: usize = 10;

/// What is typed and chosen.
#[derive(Debug)]
pub(super) struct Filters {
    fields: [Field; 3],
    focus: usize,
    pub(super) kind: Option<FactKind>,
}

/// What is typed and cannot be asked yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclear {
    Case,
    Day,
}

impl Default for Filters {
    fn default() -> Self {
        let fields = [
            Field::new(FieldKind::Digits, MAX_NUMBER_CHARS),
            Field::new(FieldKind::Text, MAX_PERSON_CHARS),
            Field::new(FieldKind::Digits, MAX_DAY_CHARS),
        ];
        Self { fields, focus: 0, kind: None }
    }
}

impl Filters {
    /// Case, person and day, each with its label's id and whether it is written into.
    pub(super) fn fields(&self) -> [(&'static str, &Field, Focus); 3] {
        let focus = |place| if place == self.focus { Focus::Here } else { Focus::Elsewhere };
        let [case, person, day] = &self.fields;
        [
            ("journal-case", case, focus(0)),
            ("journal-person", person, focus(1)),
            ("journal-day", day, focus(2)),
        ]
    }

    /// What they ask.
    pub(super) fn query(&self, scene: &Scene<'_>) -> Result<JournalQuery, Unclear> {
        let [case, person, day] = self.fields.each_ref().map(|field| field.value().trim());
        let on = if day.is_empty() { None } else { Some(parse_day(day).ok_or(Unclear::Day)?) };
        let period = on.and_then(|on| Period::days(on, on));
        let case = if case.is_empty() {
            None
        } else {
            let day = on.unwrap_or_else(|| booth_day(scene.now));
            Some(number(case, &scene.snapshot.booth.post_code, day).ok_or(Unclear::Case)?)
        };
        Ok(JournalQuery {
            case,
            person: (!person.is_empty()).then(|| person.to_owned()),
            kind: self.kind,
            since: period.map(|period| period.from),
            until: period.map(|period| period.to),
            ..JournalQuery::default()
        })
    }

    pub(super) fn act(&mut self, action: Action) {
        let count = self.fields.len();
        match action {
            Action::NextField => self.focus = (self.focus + 1) % count,
            Action::PreviousField => self.focus = (self.focus + count - 1) % count,
            Action::KindFilter => self.kind = next(self.kind),
            other => {
                if let Some(field) = self.fields.get_mut(self.focus) {
                    field.edit(other);
                }
            }
        }
    }

    pub(super) fn type_char(&mut self, c: char) {
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.type_char(c);
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.paste(text);
        }
    }
}

/// The kind after this one, and all of them after the last.
fn next(kind: Option<FactKind>) -> Option<FactKind> {
    let Some(kind) = kind else { return FactKind::ALL.first().copied() };
    let place = FactKind::ALL.iter().position(|known| *known == kind)?;
    FactKind::ALL.get(place + 1).copied()
}

/// A whole number, or the serial of a case of the day.
fn number(typed: &str, post: &str, day: chrono::NaiveDate) -> Option<CaseNumber> {
    if let Ok(number) = CaseNumber::parse(typed) {
        return Some(number);
    }
    // Six digits, so that a serial that is still being typed asks for no other case.
    let serial = typed.parse().ok().filter(|_| typed.len() == 6)?;
    CaseNumber::new(post, day, serial).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_turn_round() {
        let mut kind = None;
        let seen: Vec<_> = FactKind::ALL
            .iter()
            .map(|_| {
                kind = next(kind);
                kind
            })
            .collect();
        assert_eq!(seen, FactKind::ALL.map(Some));
        assert_eq!(next(kind), None);
    }

    #[test]
    fn a_serial_is_a_case_of_the_day() {
        let day = parse_day("23.11.2026").unwrap();
        let read = |typed| number(typed, "39855302", day).map(|number| number.to_string());
        assert_eq!(read("000417").as_deref(), Some("39855302/231126/000417"));
        assert_eq!(read("39855302/221126/000009").as_deref(), Some("39855302/221126/000009"));
        for typed in ["417", "0004177", "000000", "39855302/2211"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
