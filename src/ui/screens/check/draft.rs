//! A check while it is typed: a field or a choice for each test, rows of dose readings, a note.

use crate::domain::check::{CheckTest, CheckValues, DoseReading, MAX_DOSES};
use crate::domain::text::CleanText;
use crate::ui::message::Input;
use crate::ui::phrases;
use crate::ui::phrases::day::{fixed, read_fixed};
use crate::ui::scene::Scene;
use crate::ui::widgets::field::FieldKind;
use crate::ui::widgets::form::{Entry, Form};
use crate::words::{Value, Words};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Longest value: seven digits and a comma.
const MAX_VALUE_CHARS: usize = 8;

/// Longest place, or device with its number.
const MAX_NAME_CHARS: usize = 60;

/// A day as `DD.MM.YYYY`.
const DAY_CHARS: usize = 10;

/// Longest note: two lines.
const MAX_NOTE_CHARS: usize = 200;

/// Decimals of a dose rate in µSv/h: it is kept in nSv/h.
const RATE_DECIMALS: u8 = 3;

/// How a day is typed.
const DAY_FORM: &str = "%d.%m.%Y";

/// A column of a dose reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Place,
    Rate,
    Device,
    Verified,
}

impl Column {
    pub(super) const ALL: [Self; 4] = [Self::Place, Self::Rate, Self::Device, Self::Verified];

    fn name(self, words: Words) -> String {
        match self {
            Self::Place => words.say("check-place"),
            Self::Rate => words.say("check-rate"),
            Self::Device => words.say("check-device"),
            Self::Verified => words.say("check-verified"),
        }
    }
}

/// What a check lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// This test has no value.
    Missing(usize, CheckTest),
    /// What was typed is no value of this test.
    NotANumber(usize, CheckTest),
    /// This column of a dose reading, counted from 0.
    Dose(usize, usize, Column),
}

impl Lack {
    fn place(self) -> usize {
        match self {
            Self::Missing(place, _) | Self::NotANumber(place, _) | Self::Dose(place, ..) => place,
        }
    }

    /// In words.
    pub(super) fn text(self, words: Words) -> String {
        let test = |test| Value::from(phrases::check_test(words, test));
        match self {
            Self::Missing(_, missing) => words.say_with("check-missing", &[("test", test(missing))]),
            Self::NotANumber(_, wrong) => words.say_with("check-bad-value", &[("test", test(wrong))]),
            Self::Dose(_, dose, column) => words.say_with(
                "check-bad-dose",
                &[("number", Value::from(dose + 1)), ("what", Value::from(column.name(words)))],
            ),
        }
    }
}

/// A check being typed.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) tests: Vec<CheckTest>,
    doses: usize,
    pub(super) form: Form,
}

/// A test whose value is that it was done, or not.
pub(super) fn is_choice(test: CheckTest) -> bool {
    matches!(test, CheckTest::OffsetCalibration | CheckTest::GainCalibration)
}

fn dose_row(place: &str, device: &str, verified: &str) -> Vec<Entry> {
    vec![
        Entry::filled(FieldKind::Text, MAX_NAME_CHARS, place),
        Entry::text(FieldKind::Digits, MAX_VALUE_CHARS),
        Entry::filled(FieldKind::Text, MAX_NAME_CHARS, device),
        Entry::filled(FieldKind::Digits, DAY_CHARS, verified),
    ]
}

impl Draft {
    /// Nothing measured yet. Places and meters are the same every day: they stand as in the last check, the rates do not.
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let tests: Vec<CheckTest> =
            scene.snapshot.booth.policy.policy.daily_check.tests.keys().copied().collect();
        let value = |test: &CheckTest| match (is_choice(*test), test.decimals()) {
            (true, _) => Entry::pick(2),
            (false, 0) => Entry::text(FieldKind::Whole, MAX_VALUE_CHARS),
            (false, _) => Entry::text(FieldKind::Digits, MAX_VALUE_CHARS),
        };
        let mut entries: Vec<Entry> = tests.iter().map(value).collect();
        let last = scene.snapshot.day.checks.back().map_or(&[][..], |done| &done.check.measured.doses);
        for dose in last.iter().take(MAX_DOSES) {
            let verified = dose.verified_until.format(DAY_FORM).to_string();
            entries.extend(dose_row(dose.place.as_str(), dose.device.as_str(), &verified));
        }
        let mut doses = last.len().min(MAX_DOSES);
        if doses < MAX_DOSES {
            entries.extend(dose_row("", "", ""));
            doses += 1;
        }
        entries.push(Entry::text(FieldKind::Text, MAX_NOTE_CHARS));
        Self { tests, doses, form: Form::new(entries) }
    }

    /// Takes what a draft holds, with as many dose readings; false where it is of another check.
    pub(super) fn restore(&mut self, text: &str) -> bool {
        let rows = serde_json::from_str::<Vec<String>>(text).map_or(0, |rows| rows.len());
        let behind = rows.saturating_sub(self.tests.len() + 1);
        let doses = (behind / Column::ALL.len()).min(MAX_DOSES);
        if rows != self.dose_count_rows(doses) {
            return false;
        }
        while self.doses < doses {
            self.form.splice(self.note_place(), 0, dose_row("", "", ""));
            self.doses += 1;
        }
        while self.doses > doses {
            self.doses -= 1;
            self.form.splice(self.note_place(), Column::ALL.len(), Vec::new());
        }
        self.form.restore(text)
    }

    /// Rows of a form with so many dose readings.
    fn dose_count_rows(&self, doses: usize) -> usize {
        self.tests.len() + doses * Column::ALL.len() + 1
    }

    pub(super) fn doses(&self) -> usize {
        self.doses
    }

    /// The row of the form in which a column of a dose reading is.
    pub(super) fn dose_place(&self, dose: usize, column: usize) -> usize {
        self.tests.len() + dose * Column::ALL.len() + column
    }

    pub(super) fn note_place(&self) -> usize {
        self.dose_place(self.doses, 0)
    }

    /// The dose reading that has the focus.
    pub(super) fn dose_here(&self) -> Option<usize> {
        let behind = self.form.focus().checked_sub(self.tests.len())?;
        Some(behind / Column::ALL.len()).filter(|dose| *dose < self.doses)
    }

    pub(super) fn is_at_dose(&self) -> bool {
        self.dose_here().is_some_and(|dose| !self.is_blank(dose))
    }

    /// The test that has the focus.
    pub(super) fn test_here(&self) -> Option<CheckTest> {
        self.tests.get(self.form.focus()).copied()
    }

    fn is_blank(&self, dose: usize) -> bool {
        (0..Column::ALL.len()).all(|column| self.form.typed(self.dose_place(dose, column)).is_empty())
    }

    pub(super) fn focus_on(&mut self, lack: Lack) {
        self.form.focus_on(lack.place());
    }

    /// Takes typing; there is always one empty row for the next dose reading, up to the bound.
    pub(super) fn update(&mut self, input: &Input) {
        self.form.update(input);
        if self.doses < MAX_DOSES && self.doses.checked_sub(1).is_none_or(|last| !self.is_blank(last)) {
            self.form.splice(self.note_place(), 0, dose_row("", "", ""));
            self.doses += 1;
        }
    }

    /// Takes the dose reading at the focus away.
    pub(super) fn remove_dose(&mut self) {
        let Some(dose) = self.dose_here().filter(|dose| !self.is_blank(*dose)) else { return };
        self.form.splice(self.dose_place(dose, 0), Column::ALL.len(), Vec::new());
        self.doses -= 1;
        self.form.focus_on(self.dose_place(dose, 0));
        self.update(&Input::Refreshed);
    }

    /// A test's value as typed so far.
    pub(super) fn value(&self, place: usize, test: CheckTest) -> Result<u32, Lack> {
        if is_choice(test) {
            let chosen = self.form.picked(place).ok_or(Lack::Missing(place, test))?;
            return Ok(u32::from(chosen == 0));
        }
        let typed = self.form.typed(place);
        if typed.trim().is_empty() {
            return Err(Lack::Missing(place, test));
        }
        read_fixed(typed, test.decimals()).ok_or(Lack::NotANumber(place, test))
    }

    /// Everything measured, or the first thing that is lacking.
    pub(super) fn values(&self) -> Result<CheckValues, Lack> {
        let mut values = BTreeMap::new();
        for (place, test) in self.tests.iter().enumerate() {
            values.insert(*test, self.value(place, *test)?);
        }
        let filled = (0..self.doses).filter(|dose| !self.is_blank(*dose) || *dose == 0);
        let doses = filled.map(|dose| self.dose(dose)).collect::<Result<Vec<_>, _>>()?;
        Ok(CheckValues { values, doses, note: self.form.text(self.note_place()) })
    }

    fn dose(&self, dose: usize) -> Result<DoseReading, Lack> {
        let lack = |column: usize| {
            let name = Column::ALL.get(column).copied().unwrap_or(Column::Place);
            Lack::Dose(self.dose_place(dose, column), dose, name)
        };
        let text = |column: usize| {
            let text: CleanText = self.form.text(self.dose_place(dose, column));
            if text.is_empty() { Err(lack(column)) } else { Ok(text) }
        };
        let place = text(0)?;
        let rate = read_fixed(self.form.typed(self.dose_place(dose, 1)), RATE_DECIMALS);
        let rate_nsv_h = rate.ok_or_else(|| lack(1))?;
        let device = text(2)?;
        let day = NaiveDate::parse_from_str(self.form.typed(self.dose_place(dose, 3)).trim(), DAY_FORM);
        let verified_until = day.map_err(|_| lack(3))?;
        Ok(DoseReading { place, rate_nsv_h, device, verified_until })
    }
}

/// A dose rate as it is read, µSv/h.
pub(super) fn rate(nsv_h: u32) -> String {
    fixed(nsv_h, RATE_DECIMALS)
}

/// A day as it is typed.
pub(super) fn day(day: NaiveDate) -> String {
    day.format(DAY_FORM).to_string()
}
