//! The viewer: which part of the image is on the screen, in which tone, and how much of it was seen at reading size.

use crate::imaging::raster::Grey8;
use crate::imaging::seen::Seen;
use crate::imaging::tone::Tone;
use crate::imaging::viewport::{Area, FINEST_ZOOM, ImageSize, Screen, Viewport};
use crate::station::contract::Picture;
use crate::ui::message::{Outcome, RenderJob, Rendered};
use std::sync::Arc;

/// Coarsest zoom at which a part counts as seen: detectors have pitches of about 5 mm, so four rows in one are 2 cm, the
/// thickness of the smallest thing that an officer is asked to find by its outline.
const READING_ZOOM: f64 = 4.0;

/// A part of the image on so many pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct View {
    pub(super) viewport: Viewport,
    pub(super) screen: Screen,
}

impl View {
    /// What of the image it shows.
    pub(super) fn visible(&self) -> Area {
        self.viewport.visible(self.screen)
    }
}

/// A view as somebody else has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Held {
    /// Image pixels.
    pub(super) centre: (f64, f64),
    /// Image rows per pixel of this pane; `None` shows the whole image.
    pub(super) zoom: Option<f64>,
}

/// What is on the screen.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) grey: Arc<Grey8>,
    pub(super) view: View,
    /// Where the cursor was when it was asked for: the cross moves with the picture, never ahead of it.
    pub(super) cursor: (f64, f64),
    pub(super) generation: u64,
}

/// Whether a view is of the whole image, whatever the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Part,
}

/// One opened picture and how it is looked at.
#[derive(Debug, Clone)]
pub(super) struct Viewer {
    picture: Picture,
    image: ImageSize,
    /// The point that arrows move, image pixels; the view follows it as far as the edges let it.
    cursor: (f64, f64),
    /// As asked for by keys, whatever the pane's size; `None` shows the whole image.
    zoom: Option<f64>,
    /// The view that somebody else has, while this one follows it.
    held: Option<Held>,
    tone: Option<Tone>,
    value: Option<u16>,
    seen: Seen,
    generation: u64,
    asked: Option<View>,
    shown: Option<Shown>,
}

impl Viewer {
    /// The whole of a picture, in its automatic window.
    pub(super) fn new(picture: Picture) -> Self {
        let image = ImageSize { width: picture.image.width, height: picture.image.height };
        Self {
            cursor: (f64::from(image.width) / 2.0, f64::from(image.height) / 2.0),
            zoom: None,
            held: None,
            tone: None,
            value: None,
            seen: Seen::new(image, READING_ZOOM),
            generation: 0,
            asked: None,
            shown: None,
            image,
            picture,
        }
    }

    /// The whole of a picture in a tone that was in force before.
    pub(super) fn in_tone(picture: Picture, tone: Option<Tone>) -> Self {
        Self { tone, ..Self::new(picture) }
    }

    pub(super) fn image(&self) -> ImageSize {
        self.image
    }

    pub(super) fn cursor(&self) -> (f64, f64) {
        self.cursor
    }

    pub(super) fn tone(&self) -> Option<&Tone> {
        self.tone.as_ref()
    }

    /// The original's value under the cursor.
    pub(super) fn value(&self) -> Option<u16> {
        self.value
    }

    pub(super) fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    pub(super) fn seen_percent(&self) -> u8 {
        self.seen.share()
    }

    /// Whether the picture that was last asked for was made for another size of pane.
    pub(super) fn is_for_other(&self, screen: Screen) -> bool {
        self.asked.is_some_and(|asked| asked.screen != screen)
    }

    /// Asks for the view as it is to be now; every answer to an earlier job becomes stale.
    pub(super) fn render(&mut self, screen: Screen) -> Outcome {
        let own = Held { centre: self.cursor, zoom: self.zoom };
        let Held { centre: (centre_x, centre_y), zoom } = self.held.unwrap_or(own);
        let zoom = zoom.unwrap_or(f64::MAX);
        let viewport = Viewport { centre_x, centre_y, zoom }.clamped(self.image, screen);
        self.generation += 1;
        self.asked = Some(View { viewport, screen });
        Outcome::Render(Box::new(RenderJob {
            generation: self.generation,
            picture: self.picture.clone(),
            viewport,
            screen,
            tone: self.tone.clone(),
            read_at: Some(self.cursor_pixel()),
        }))
    }

    /// The pixel of the original under the cursor.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates; cut below")]
    pub(super) fn cursor_pixel(&self) -> (u32, u32) {
        let (x, y) = (self.cursor.0 as u32, self.cursor.1 as u32);
        (x.min(self.image.width.saturating_sub(1)), y.min(self.image.height.saturating_sub(1)))
    }

    /// Takes a rendered picture; a stale one changes nothing. `Err` says why there is none.
    pub(super) fn take(&mut self, rendered: Rendered) -> Result<(), String> {
        let is_stale = rendered.generation != self.generation || rendered.case != self.picture.case;
        let Some(view) = self.asked.filter(|_| !is_stale) else { return Ok(()) };
        self.shown = None;
        let grey = Arc::new(rendered.grey?);
        self.tone = Some(rendered.tone);
        self.value = rendered.value;
        self.seen.mark(view.visible(), view.viewport.zoom);
        self.shown = Some(Shown { grey, view, cursor: self.cursor, generation: rendered.generation });
        Ok(())
    }

    /// Moves the cursor by shares of what is shown.
    pub(super) fn pan(&mut self, right: f64, down: f64) {
        let Some(asked) = self.asked else { return };
        let visible = asked.visible();
        let (x, y) = self.cursor;
        self.go_to(x + right * visible.width, y + down * visible.height);
    }

    /// Puts the cursor on a point of the image.
    pub(super) fn go_to(&mut self, x: f64, y: f64) {
        let within = |value: f64, whole: u32| value.min(f64::from(whole)).max(0.0);
        self.cursor = (within(x, self.image.width), within(y, self.image.height));
    }

    /// Multiplies the zoom; below 1 magnifies.
    pub(super) fn zoom_by(&mut self, factor: f64) {
        let Some(asked) = self.asked else { return };
        let zoom = (asked.viewport.zoom * factor).max(FINEST_ZOOM);
        let whole = Viewport::fit(self.image, asked.screen).zoom;
        self.zoom = (zoom < whole).then_some(zoom);
    }

    /// Shows the whole image.
    pub(super) fn show_whole(&mut self) {
        self.zoom = None;
    }

    /// Shows what somebody else sees, in their tone, with their cross.
    pub(super) fn hold(&mut self, held: Held, cross: Option<(u32, u32)>, tone: Option<Tone>) {
        self.held = Some(held);
        self.tone = tone;
        let (x, y) = cross.map_or(held.centre, |(x, y)| (f64::from(x) + 0.5, f64::from(y) + 0.5));
        self.go_to(x, y);
    }

    /// Goes on from there with an own view.
    pub(super) fn let_go(&mut self) {
        if let Some(held) = self.held.take() {
            self.go_to(held.centre.0, held.centre.1);
            self.zoom = held.zoom;
        }
    }

    /// The view that was last asked for, and whether it is of the whole image.
    pub(super) fn asked(&self) -> Option<(View, Extent)> {
        let zoom = self.held.map_or(self.zoom, |held| held.zoom);
        Some((self.asked?, zoom.map_or(Extent::Whole, |_| Extent::Part)))
    }

    /// Changes the tone; nothing before the first picture, whose window is the automatic one.
    pub(super) fn change_tone(&mut self, change: impl FnOnce(&mut Tone)) {
        if let Some(tone) = &mut self.tone {
            change(tone);
        }
    }

    /// Goes back to the automatic window.
    pub(super) fn automatic_tone(&mut self) {
        self.tone = None;
    }
}
