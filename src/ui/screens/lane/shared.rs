//! The lane for whoever looks on: what was confirmed and typed there before the station has it.

use super::{Lane, MAX_REASON_CHARS, Row};
use crate::domain::Moment;
use crate::domain::number::CaseNumber;
use crate::station::contract::seats::Shown;
use crate::ui::keymap::Layer;
use crate::ui::screens::shown_with;
use crate::ui::widgets::field::{Field, FieldKind};
use serde::{Deserialize, Serialize};

/// What the station does not have yet.
#[derive(Debug, Serialize, Deserialize)]
struct Draft {
    driver_out: Option<Moment>,
    zone_searched: Option<Moment>,
    reason: String,
    focus: Row,
}

impl Lane {
    /// What others are told of the lane.
    pub(super) fn told(&self) -> Shown {
        let draft = Draft {
            driver_out: self.driver_out,
            zone_searched: self.zone_searched,
            reason: self.reason.value().to_owned(),
            focus: self.focus,
        };
        Shown { draft: serde_json::to_string(&draft).ok(), ..shown_with(Layer::Lane, &self.number) }
    }

    /// The lane as it is told of.
    pub fn watched(number: CaseNumber, draft: Option<&str>) -> Self {
        let lane = Self::new(number);
        let Some(draft) = draft.and_then(|draft| serde_json::from_str::<Draft>(draft).ok()) else {
            return lane;
        };
        Self {
            driver_out: draft.driver_out,
            zone_searched: draft.zone_searched,
            reason: Field::told(FieldKind::Text, MAX_REASON_CHARS, &draft.reason),
            focus: draft.focus,
            ..lane
        }
    }
}
