//! The gate for whoever looks on: the answers given and typed so far.

use super::{Gate, Given, MAX_ALTERNATIVE_CHARS, MAX_METRE_CHARS, Row, Side};
use crate::domain::exemption::ExemptionGround;
use crate::domain::number::CaseNumber;
use crate::station::contract::seats::Shown;
use crate::ui::keymap::Layer;
use crate::ui::screens::shown_with;
use crate::ui::widgets::field::{Field, FieldKind};
use serde::{Deserialize, Serialize};

/// The answers.
#[derive(Debug, Serialize, Deserialize)]
struct Draft {
    cargo: Vec<(ExemptionGround, Given)>,
    sides: Vec<(Side, String)>,
    alternative: String,
    focus: Row,
}

impl Gate {
    /// What others are told of the gate.
    pub(super) fn told(&self) -> Shown {
        let draft = Draft {
            cargo: self.cargo.iter().map(|(ground, given)| (*ground, *given)).collect(),
            sides: self.sides.iter().map(|(side, field)| (*side, field.value().to_owned())).collect(),
            alternative: self.alternative.value().to_owned(),
            focus: self.focus,
        };
        Shown { draft: serde_json::to_string(&draft).ok(), ..shown_with(Layer::Gate, &self.number) }
    }

    /// The gate as it is told of.
    pub fn watched(number: CaseNumber, draft: Option<&str>) -> Self {
        let mut gate = Self::new(number);
        let Some(draft) = draft.and_then(|draft| serde_json::from_str::<Draft>(draft).ok()) else {
            return gate;
        };
        gate.cargo.extend(draft.cargo);
        let field =
            |(side, text): (Side, String)| (side, Field::told(FieldKind::Digits, MAX_METRE_CHARS, &text));
        gate.sides.extend(draft.sides.into_iter().map(field));
        gate.alternative = Field::told(FieldKind::Text, MAX_ALTERNATIVE_CHARS, &draft.alternative);
        gate.focus = draft.focus;
        gate
    }
}
