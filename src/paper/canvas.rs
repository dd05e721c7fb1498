//! Ink on a page: text, lines, frames and pictures at given points, y downwards from the upper left corner.

use crate::paper::typeface::{Faces, Style};
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;

/// Black ink.
pub(super) const BLACK: u8 = 0;
/// Grey of labels and small print: still dark enough for a worn toner.
pub(super) const DIM: u8 = 90;
/// Grey of rules.
pub(super) const RULE: u8 = 150;
/// The paper.
pub(super) const WHITE: u8 = 255;

/// A rectangle in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Area {
    pub(super) fn right(self) -> f32 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> f32 {
        self.y + self.height
    }

    /// The area without `points` at every edge.
    pub(super) fn inset(self, points: f32) -> Self {
        Self {
            x: self.x + points,
            y: self.y + points,
            width: self.width - 2.0 * points,
            height: self.height - 2.0 * points,
        }
    }
}

/// A line's look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pen {
    /// Points.
    pub(super) width: f32,
    /// 0 is black.
    pub(super) grey: u8,
    pub(super) dash: Dash,
}

/// Whether a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dash {
    Solid,
    Dashed,
}

impl Pen {
    pub(super) const fn solid(width: f32, grey: u8) -> Self {
        Self { width, grey, dash: Dash::Solid }
    }

    fn stroke(self) -> Stroke {
        let dash = match self.dash {
            Dash::Solid => None,
            Dash::Dashed => Some(StrokeDash { array: vec![2.5, 2.0], offset: 0.0 }),
        };
        Stroke { paint: luma::Color::new(self.grey).into(), width: self.width, dash, ..Stroke::default() }
    }
}

/// Draws on one page.
pub(super) struct Canvas<'a, 'b> {
    surface: &'a mut Surface<'b>,
    pub(super) faces: &'a Faces,
}

impl<'a, 'b> Canvas<'a, 'b> {
    pub(super) fn new(surface: &'a mut Surface<'b>, faces: &'a Faces) -> Self {
        Self { surface, faces }
    }

    /// Sets a text with its left end at `x` and its baseline at `y`.
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let face = self.faces.face(style.weight);
        let (text, glyphs) = face.set(text);
        if glyphs.is_empty() {
            return;
        }
        self.ink(style.grey);
        self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, face.font.clone(), &text, style.size, false);
    }

    /// Sets a text with its right end at `x`.
    pub(super) fn text_to(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.text(x - self.faces.width(text, style), y, style, text);
    }

    /// Sets a text with its middle at `x`.
    pub(super) fn text_at(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.text(x - self.faces.width(text, style) / 2.0, y, style, text);
    }

    /// A horizontal line from `x` to `to`.
    pub(super) fn rule(&mut self, x: f32, to: f32, y: f32, pen: Pen) {
        let mut path = PathBuilder::new();
        path.move_to(x, y);
        path.line_to(to, y);
        self.stroke(path.finish(), pen);
    }

    /// The outline of an area.
    pub(super) fn frame(&mut self, area: Area, pen: Pen) {
        self.stroke(rectangle(area), pen);
    }

    /// An area filled with a grey.
    pub(super) fn fill(&mut self, area: Area, grey: u8) {
        if let Some(path) = rectangle(area) {
            self.ink(grey);
            self.surface.draw_path(&path);
        }
    }

    /// Areas filled with one grey in one stroke, so that no seam is seen between neighbours.
    pub(super) fn fill_all(&mut self, areas: &[Area], grey: u8) {
        let mut path = PathBuilder::new();
        for area in areas {
            if let Some(rect) = Rect::from_xywh(area.x, area.y, area.width, area.height) {
                path.push_rect(rect);
            }
        }
        if let Some(path) = path.finish() {
            self.ink(grey);
            self.surface.draw_path(&path);
        }
    }

    /// A circle.
    pub(super) fn circle(&mut self, x: f32, y: f32, radius: f32, pen: Pen) {
        // Four Bézier arcs; 0.5523 is the handle length at which a quarter of a circle is off by less than 0.03 %.
        let handle = radius * 0.552_3;
        let mut path = PathBuilder::new();
        path.move_to(x + radius, y);
        path.cubic_to(x + radius, y + handle, x + handle, y + radius, x, y + radius);
        path.cubic_to(x - handle, y + radius, x - radius, y + handle, x - radius, y);
        path.cubic_to(x - radius, y - handle, x - handle, y - radius, x, y - radius);
        path.cubic_to(x + handle, y - radius, x + radius, y - handle, x + radius, y);
        path.close();
        self.stroke(path.finish(), pen);
    }

    /// A picture stretched over an area.
    pub(super) fn picture(&mut self, image: Image, area: Area) {
        let Some(size) = Size::from_wh(area.width, area.height) else { return };
        self.surface.push_transform(&Transform::from_translate(area.x, area.y));
        self.surface.draw_image(image, size);
        self.surface.pop();
    }

    fn ink(&mut self, grey: u8) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill { paint: luma::Color::new(grey).into(), ..Fill::default() }));
    }

    fn stroke(&mut self, path: Option<Path>, pen: Pen) {
        if let Some(path) = path {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(pen.stroke()));
            self.surface.draw_path(&path);
        }
    }
}

fn rectangle(area: Area) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(area.x, area.y, area.width, area.height)?);
    path.finish()
}
