//! A column of lines at one pitch: heads, labelled values and running text, cut where the column ends.

use crate::paper::canvas::{Area, Canvas, DIM, Pen, RULE};
use crate::paper::typeface::{Faces, Style};

/// From one baseline to the next, points.
pub(super) const PITCH: f32 = 9.2;
/// Running text and values.
pub(super) const BODY: Style = Style::regular(7.0);
const HEAD: Style = Style::bold(7.0);
const LABEL: Style = Style::regular(6.2).grey(DIM);
/// Width of the labels within a column, points: the longest label of the catalogue is 24 characters of 3.6 points.
const LABEL_WIDTH: f32 = 88.0;
/// From the top of a line to its baseline, points.
const ASCENT: f32 = 7.0;

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

/// How many lines a height holds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a page's height is positive and holds fewer than a hundred lines"
)]
pub(super) fn capacity(height: f32) -> usize {
    (height / PITCH).max(0.0) as usize
}

/// What `lines` leaves over when the first `room` of them are taken; the last place taken is `mark` when something is left.
pub(super) fn take(lines: &mut Vec<Line>, room: usize, mark: &str) -> Vec<Line> {
    if lines.len() <= room {
        return std::mem::take(lines);
    }
    let mut kept = room.saturating_sub(1);
    // A heading alone at the foot of a column announces nothing.
    while kept > 0 && matches!(lines.get(kept - 1), Some(Line::Head(_) | Line::Gap)) {
        kept -= 1;
    }
    let rest = lines.split_off(kept);
    let mut taken = std::mem::replace(lines, rest);
    if room > 0 {
        taken.push(Line::Text(mark.to_owned()));
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
        top += match line {
            Line::Gap => PITCH / 2.0,
            Line::Head(_) | Line::Labelled(..) | Line::Value(_) | Line::Text(_) => PITCH,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(count: usize) -> Vec<Line> {
        (0..count).map(|n| Line::Text(n.to_string())).collect()
    }

    #[test]
    fn what_fits_is_taken_whole() {
        let mut lines = texts(3);
        assert_eq!(take(&mut lines, 3, "more"), texts(3));
        assert!(lines.is_empty());
    }

    #[test]
    fn what_is_left_over_is_announced_and_kept() {
        let mut lines = texts(5);
        let taken = take(&mut lines, 3, "more");
        assert_eq!(taken, [Line::Text("0".into()), Line::Text("1".into()), Line::Text("more".into())]);
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn a_heading_never_ends_a_column() {
        let mut lines = vec![Line::Text("a".into()), Line::Gap, Line::Head("h".into()), Line::Text("b".into())];
        lines.extend(texts(4));
        let taken = take(&mut lines, 4, "more");
        assert_eq!(taken, [Line::Text("a".into()), Line::Text("more".into())]);
        assert_eq!(lines.first(), Some(&Line::Gap));
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
