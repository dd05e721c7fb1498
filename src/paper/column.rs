//! A column of lines at one pitch: heads, labelled values and running text, cut where the column ends.

use crate::paper::canvas::{Area, Canvas, DIM, Pen, RULE};
use crate::paper::typeface::{Faces, Style};

/// From one baseline to the next, points.
pub(super) const PITCH: f32 = 10.2;
/// Running text and values.
pub(super) const BODY: Style = Style::regular(7.6);
const HEAD: Style = Style::bold(7.8);
const LABEL: Style = Style::regular(6.4).grey(DIM);
/// Width of the labels within a column, points: the longest label of the catalogue is 24 characters of 3.5 points.
const LABEL_WIDTH: f32 = 88.0;
/// From the top of a line to its baseline, points.
const ASCENT: f32 = 7.6;

/// One line of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// A heading with a rule under it.
    Head(String),
    /// A label and the first line of its value.
    Labelled(String, String),
    /// A further line of a value.
    Value(String),
    /// A line across the column.
    Text(String),
    /// An empty line.
    Gap,
}

/// Lines of a column of a given width.
pub(super) struct Column<'a> {
    faces: &'a Faces,
    width: f32,
    lines: Vec<Line>,
}

impl<'a> Column<'a> {
    pub(super) fn new(faces: &'a Faces, width: f32) -> Self {
        Self { faces, width, lines: Vec::new() }
    }

    /// Adds a heading, after a gap where something stands above it.
    pub(super) fn head(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Line::Gap);
        }
        self.lines.push(Line::Head(self.faces.fit(text, HEAD, self.width)));
    }

    /// Adds a labelled value on at most `max_lines` lines.
    pub(super) fn field(&mut self, label: &str, value: &str, max_lines: usize) {
        let width = self.width - LABEL_WIDTH;
        let mut wrapped = self.faces.wrap(value, BODY, width);
        if wrapped.len() > max_lines {
            wrapped.truncate(max_lines);
            if let Some(last) = wrapped.last_mut() {
                *last = self.faces.cut(last, BODY, width);
            }
        }
        let mut wrapped = wrapped.into_iter();
        let label = self.faces.fit(label, LABEL, LABEL_WIDTH - 4.0);
        self.lines.push(Line::Labelled(label, wrapped.next().unwrap_or_default()));
        self.lines.extend(wrapped.map(Line::Value));
    }

    /// Adds a paragraph on as many lines as it needs.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.lines.extend(self.faces.wrap(text, BODY, self.width).into_iter().map(Line::Text));
    }

    pub(super) fn into_lines(self) -> Vec<Line> {
        self.lines
    }
}

impl Line {
    fn height(&self) -> f32 {
        match self {
            Self::Gap => PITCH / 2.0,
            Self::Head(_) | Self::Labelled(..) | Self::Value(_) | Self::Text(_) => PITCH,
        }
    }
}

/// How many of the lines, from the first, stand within a height.
fn count_within(lines: &[Line], height: f32) -> usize {
    let mut left = height;
    lines
        .iter()
        .take_while(|line| {
            left -= line.height();
            left >= 0.0
        })
        .count()
}

/// Whether all lines stand within a height.
pub(super) fn stands_within(lines: &[Line], height: f32) -> bool {
    count_within(lines, height) == lines.len()
}

/// Takes off `lines` what stands within a height. Where something is left over, `mark` stands last.
pub(super) fn take(lines: &mut Vec<Line>, height: f32, mark: &str) -> Vec<Line> {
    if count_within(lines, height) == lines.len() {
        return std::mem::take(lines);
    }
    let mut taken = take_within(lines, height - PITCH);
    taken.push(Line::Text(mark.to_owned()));
    taken
}

/// Takes off `lines` what stands within a height, without a heading or a gap at its end.
pub(super) fn take_within(lines: &mut Vec<Line>, height: f32) -> Vec<Line> {
    let mut kept = count_within(lines, height);
    // A heading alone at the foot of a column announces nothing.
    while kept > 0 && kept < lines.len() && matches!(lines.get(kept - 1), Some(Line::Head(_) | Line::Gap)) {
        kept -= 1;
    }
    let rest = lines.split_off(kept);
    let taken = std::mem::replace(lines, rest);
    // A gap parts what stands above it from what stands below: nothing stands above the top of a column.
    if matches!(lines.first(), Some(Line::Gap)) {
        lines.remove(0);
    }
    taken
}

/// Draws lines from the top of an area.
pub(super) fn draw(canvas: &mut Canvas<'_, '_>, area: Area, lines: &[Line]) {
    let mut top = area.y;
    for line in lines {
        let baseline = top + ASCENT;
        match line {
            Line::Head(text) => {
                canvas.text(area.x, baseline, HEAD, text);
                canvas.rule(area.x, area.right(), baseline + 1.8, Pen::solid(0.5, RULE));
            }
            Line::Labelled(label, value) => {
                canvas.text(area.x, baseline, LABEL, label);
                canvas.text(area.x + LABEL_WIDTH, baseline, BODY, value);
            }
            Line::Value(text) => canvas.text(area.x + LABEL_WIDTH, baseline, BODY, text),
            Line::Text(text) => canvas.text(area.x, baseline, BODY, text),
            Line::Gap => {}
        }
        top += line.height();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};

    fn texts(count: usize) -> Vec<Line> {
        (0..count).map(|n| Line::Text(n.to_string())).collect()
    }

    /// A height that holds so many lines, with a hair to spare for rounding.
    fn room(lines: u8) -> f32 {
        f32::from(lines) * PITCH + 0.1
    }

    #[test]
    fn what_fits_is_taken_whole() {
        let mut lines = texts(3);
        assert_eq!(take(&mut lines, room(3), "more"), texts(3));
        assert!(lines.is_empty());
    }

    #[test]
    fn what_is_left_over_is_announced_and_kept() {
        let mut lines = texts(5);
        let taken = take(&mut lines, room(3), "more");
        assert_eq!(taken, [Line::Text("0".into()), Line::Text("1".into()), Line::Text("more".into())]);
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn a_heading_never_ends_a_column_and_a_gap_never_begins_one() {
        let heading = Line::Head("h".into());
        let mut lines = vec![Line::Text("a".into()), Line::Gap, heading.clone(), Line::Text("b".into())];
        lines.extend(texts(4));
        let taken = take(&mut lines, room(4), "more");
        assert_eq!(taken, [Line::Text("a".into()), Line::Text("more".into())]);
        assert_eq!(lines.first(), Some(&heading));
    }

    #[test]
    fn no_room_takes_nothing_but_the_mark() {
        let mut lines = texts(2);
        assert_eq!(take(&mut lines, -5.0, "more"), [Line::Text("more".into())]);
        assert_eq!(lines, texts(2));
    }

    #[test]
    fn no_heading_and_no_label_of_the_catalogue_is_cut() {
        let faces = Faces::load().unwrap();
        let heads = ["declared", "scanned", "people", "marks", "discrepancies", "analysis", "recommendation"];
        let labels = [
            "imported-from",
            "plate",
            "ground",
            "container",
            "document-waybill",
            "document-tir",
            "document-transit",
            "document-goods",
            "document-lading",
            "document-other",
            "scan-id",
            "scan-kind",
            "filters",
            "viewed",
            "digest",
            "oms",
            "oac",
            "time-presented",
            "time-admitted",
            "time-scan-begun",
            "time-scan-ended",
            "time-image-in",
            "time-analysis",
            "time-verdict",
            "time-handed-over",
        ];
        for language in Language::ALL {
            let width =
                |name: &str, style| faces.width(&Words::new(language).say(&format!("sheet-{name}")), style);
            for head in heads {
                assert!(width(head, HEAD) <= 250.0, "{} {head}", language.code());
            }
            for label in labels {
                assert!(width(label, LABEL) <= LABEL_WIDTH - 4.0, "{} {label}", language.code());
            }
        }
    }

    #[test]
    fn a_long_value_is_cut_with_an_ellipsis() {
        let faces = Faces::load().unwrap();
        let mut column = Column::new(&faces, 250.0);
        column.field("label", &"слово ".repeat(100), 2);
        let lines = column.into_lines();
        assert_eq!(lines.len(), 2);
        assert!(matches!(lines.last(), Some(Line::Value(text)) if text.ends_with('…')));
    }
}
