//! The form as typed, as text: for whoever looks on.

use super::Sheet;
use crate::domain::registration::Spot;
use crate::domain::registration::fault::RowGroup;
use serde::{Deserialize, Serialize};

/// Everything typed and chosen, and where the cursor is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ui::screens::registration) struct Typed {
    texts: Vec<(Spot, String)>,
    choices: Vec<(Spot, usize)>,
    rows: Vec<(RowGroup, usize)>,
    pub(in crate::ui::screens::registration) focus: Spot,
}

impl Sheet {
    /// What is typed, with the focus.
    pub(in crate::ui::screens::registration) fn as_typed(&self, focus: Spot) -> Typed {
        let texts = self.texts.iter().map(|(spot, text)| (*spot, text.value().to_owned()));
        Typed {
            texts: texts.filter(|(_, text)| !text.is_empty()).collect(),
            choices: self.choices.iter().map(|(spot, place)| (*spot, *place)).collect(),
            rows: self.rows.iter().map(|(group, count)| (*group, *count)).collect(),
            focus,
        }
    }

    /// A form with what was typed elsewhere; what no form can hold is cut to what one can.
    pub(in crate::ui::screens::registration) fn of_typed(typed: &Typed) -> Self {
        let mut sheet = Self::default();
        for (group, count) in &typed.rows {
            sheet.rows.insert(*group, (*count).clamp(1, super::fields::most_rows(*group)));
        }
        for (spot, place) in &typed.choices {
            if let super::Entry::Choice(count) = super::fields::entry(spot.field) {
                sheet.choices.insert(*spot, (*place).min(count.saturating_sub(1)));
            }
        }
        for (spot, text) in &typed.texts {
            if let super::Entry::Text(kind, max) = super::fields::entry(spot.field) {
                sheet.texts.insert(*spot, super::TextField::told(kind, max, text));
            }
        }
        sheet
    }
}
