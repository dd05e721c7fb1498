//! The story of a case in labelled rows, from its facts alone.

mod keeping;
mod rulings;
mod scans;
mod supervision;

use crate::domain::analysis::{Discrepancy, Mark};
use crate::domain::case::{Case, Stamp};
use crate::domain::step::Conclusion;
use crate::domain::units::Millimetres;
use crate::ui::phrases;
use crate::ui::screens::analysis::wording;
use crate::words::{Value, Words};

/// One entry of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Begins a part.
    Heading(String),
    /// A label and its value.
    Row(String, String),
}

/// The story so far, in the order of the procedure; what has not happened is not named.
pub fn story(case: &Case, words: Words) -> Vec<Entry> {
    let mut story = Story { entries: Vec::new(), words };
    story.row("record-state", phrases::state(words, case.state));
    story.registration(case);
    story.admission(case);
    case.scans.iter().for_each(|scan| story.scan(scan));
    story.analysis(case);
    if let Some(conclusion) = &case.conclusion {
        story.verdict(conclusion, case);
    }
    story.closing(case);
    story.rulings(case);
    story.supervision(case);
    story.purge(case);
    story.policy(case);
    story.stamps(case);
    story.entries
}

/// Entries told so far.
struct Story {
    entries: Vec<Entry>,
    words: Words,
}

impl Story {
    fn heading(&mut self, id: &str) {
        self.entries.push(Entry::Heading(self.words.say(id)));
    }

    fn row(&mut self, id: &str, value: String) {
        self.entries.push(Entry::Row(self.words.say(id), value));
    }

    fn named(&mut self, label: String, value: String) {
        self.entries.push(Entry::Row(label, value));
    }

    fn registration(&mut self, case: &Case) {
        self.heading("record-registration");
        if let Some(file) = &case.imported_from {
            self.row("record-imported", file.to_string());
        }
        let Some(registration) = &case.registration else { return };
        for (label, value) in phrases::registration::rows(self.words, registration) {
            self.named(label, value);
        }
    }

    fn admission(&mut self, case: &Case) {
        let dimensions = match (&case.exemption, &case.gate) {
            (Some(exemption), _) => {
                self.heading("record-exemption");
                self.row("record-exemption-ground", phrases::exemption(self.words, exemption.ground));
                self.row("record-alternative", exemption.alternative.to_string());
                exemption.dimensions
            }
            (None, Some(gate)) => {
                self.heading("record-gate");
                self.row("record-exemption-ground", self.words.say("record-no-exemption"));
                Some(gate.dimensions)
            }
            (None, None) => None,
        };
        if let Some(dimensions) = dimensions {
            let sides = [dimensions.length, dimensions.width, dimensions.height];
            let sides = Value::from(sides.map(Millimetres::to_metres).join(" × "));
            self.row("record-dimensions", self.words.say_with("record-metres", &[("sides", sides)]));
        }
    }

    fn analysis(&mut self, case: &Case) {
        if !case.marks.is_empty() || !case.discrepancies.is_empty() {
            self.heading("record-analysis");
            self.findings(&case.marks, &case.discrepancies);
        }
    }

    fn findings(&mut self, marks: &[Mark], discrepancies: &[Discrepancy]) {
        for mark in marks {
            let number = Value::from(mark.number);
            let label = self.words.say_with("record-mark", &[("number", number)]);
            let place = format!("x {} y {} · {} × {}", mark.x, mark.y, mark.width, mark.height);
            self.named(label, format!("{} · {place}", mark.note));
        }
        for discrepancy in discrepancies {
            let line = Value::from(u32::from(discrepancy.goods_line) + 1);
            let label = self.words.say_with("record-discrepancy", &[("line", line)]);
            self.named(label, discrepancy.note.to_string());
        }
    }

    fn verdict(&mut self, conclusion: &Conclusion, case: &Case) {
        self.heading("record-verdict");
        self.concluded(conclusion);
        if let Some(Stamp { officer: Some(officer), .. }) = &case.stamps.verdict {
            self.row("record-signed", officer.name.to_string());
        }
        self.signed("record-verdict-record", conclusion.record.as_deref());
    }

    fn concluded(&mut self, conclusion: &Conclusion) {
        self.row("record-mark-entered", phrases::mark(self.words, conclusion));
        if !conclusion.analysis.is_empty() {
            self.row("record-analysis-text", conclusion.analysis.to_string());
        }
        if !conclusion.recommendation.is_empty() {
            self.row("record-recommendation", conclusion.recommendation.to_string());
        }
        let viewed = Value::from(conclusion.viewed_percent);
        self.row("record-viewed", self.words.say_with("record-percent", &[("percent", viewed)]));
        self.row("record-filters", wording::chain(self.words, &conclusion.filters).join(" · "));
    }

    fn closing(&mut self, case: &Case) {
        if case.sheet.is_none() && case.handed_to.is_none() {
            return;
        }
        self.heading("record-closing");
        if let Some(sheet) = &case.sheet {
            self.row("record-sheet", sheet.file.clone());
            self.row("record-sheet-sha256", sheet.sha256.clone());
            if let Some(printer) = &sheet.printer {
                self.row("record-printer", printer.clone());
            }
        }
        if let Some(seal) = &case.seal {
            self.row("record-seal", seal.as_str().to_owned());
        }
        if let Some(to) = &case.handed_to {
            self.row("record-handed-to", to.to_string());
        }
    }

    fn stamps(&mut self, case: &Case) {
        self.heading("record-stamps");
        let stamps = &case.stamps;
        let named = [
            ("record-stamp-presented", &stamps.presented),
            ("record-stamp-admitted", &stamps.admitted),
            ("record-stamp-lane-checked", &stamps.lane_checked),
            ("record-stamp-scan-requested", &stamps.scan_requested),
            ("record-stamp-scan-begun", &stamps.scan_begun),
            ("record-stamp-scan-ended", &stamps.scan_ended),
            ("record-stamp-image-in", &stamps.image_in),
            ("record-stamp-analysis-begun", &stamps.analysis_begun),
            ("record-stamp-verdict", &stamps.verdict),
            ("record-stamp-printed", &stamps.printed),
            ("record-stamp-sealed", &stamps.sealed),
            ("record-stamp-handed-over", &stamps.handed_over),
            ("record-stamp-closed", &stamps.closed),
        ];
        for (id, stamp) in named {
            if let Some(stamp) = stamp {
                self.row(id, self.stamped(stamp));
            }
        }
    }

    fn stamped(&self, stamp: &Stamp) -> String {
        let who = match &stamp.officer {
            Some(officer) => format!("{} {}", phrases::role(self.words, officer.role), officer.name),
            None => self.words.say("record-by-station"),
        };
        format!("{} · {who}", phrases::date_time(stamp.at))
    }
}
