//! Verdicts that stood once: each whole, with what belonged to it, who ended it and why.

use super::{Entry, Story};
use crate::domain::case::Case;
use crate::domain::supervision::Ruling;
use crate::words::Value;

impl Story {
    pub(super) fn rulings(&mut self, case: &Case) {
        for (place, ruling) in case.rulings.iter().enumerate() {
            let values = [("number", Value::from(place + 1)), ("count", Value::from(case.rulings.len()))];
            self.entries.push(Entry::Heading(self.words.say_with("record-ruling", &values)));
            self.ruling(ruling);
        }
    }

    fn ruling(&mut self, ruling: &Ruling) {
        self.concluded(&ruling.conclusion);
        if let Some(given) = &ruling.given {
            self.row("record-ruling-given", self.stamped(given));
        }
        self.findings(&ruling.marks, &ruling.discrepancies);
        if let Some(image) = &ruling.image {
            self.row("record-sha256", image.as_str().to_owned());
        }
        if let Some(sheet) = &ruling.sheet {
            let file = Value::from(sheet.file.clone());
            self.row("record-sheet", self.words.say_with("record-superseded", &[("what", file)]));
            self.row("record-sheet-sha256", sheet.sha256.clone());
        }
        if let Some(seal) = &ruling.seal {
            let seal = Value::from(seal.as_str().to_owned());
            self.row("record-seal", self.words.say_with("record-superseded", &[("what", seal)]));
        }
        if let Some(to) = &ruling.handed_to {
            self.row("record-handed-to", to.to_string());
        }
        self.signed("record-verdict-record", ruling.conclusion.record.as_deref());
        self.row("record-ruling-ended", self.stamped(&ruling.ended));
        self.row("record-ruling-why", ruling.reason.to_string());
    }
}
