//! What stands in the beam: shapes drawn as path lengths, summed to optical depths at both energies.
//!
//! Metres from the image's left edge and from the ground; path lengths across the vehicle in centimetres.

use super::physics::Material;
use super::physics::transmission;

/// What the image shows, metres: a semi-trailer of 16.5 m with air around it.
pub(super) const SPAN: (f32, f32) = (18.0, 5.1);

/// How far below the ground the lowest detector looks, metres.
const BELOW_GROUND: f32 = 0.06;

/// A rectangle in metres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) left: f32,
    pub(super) bottom: f32,
    pub(super) right: f32,
    pub(super) top: f32,
}

impl Area {
    /// From left and bottom, width and height.
    pub(super) fn at(left: f32, bottom: f32, width: f32, height: f32) -> Self {
        Self { left, bottom, right: left + width, top: bottom + height }
    }

    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f32 {
        self.top - self.bottom
    }

    fn around((x, y): (f32, f32), radius: f32) -> Self {
        Self::at(x - radius, y - radius, 2.0 * radius, 2.0 * radius)
    }
}

/// Optical depths of every pixel, row by row from the top.
pub(super) struct Scene {
    width: usize,
    height: usize,
    pixel: f32,
    high: Vec<f32>,
    low: Vec<f32>,
}

impl Scene {
    /// An empty scene of pixels of this size in metres.
    pub(super) fn new(pixel: f32) -> Self {
        let (width, height) = (whole(SPAN.0 / pixel), whole(SPAN.1 / pixel));
        let empty = vec![0.0; width * height];
        Self { width, height, pixel, high: empty.clone(), low: empty }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// Adds a thing that is `path(x, y)` centimetres thick within `area`. Pixels that it covers in part get their share.
    pub(super) fn fill(&mut self, area: Area, material: Material, path: impl Fn(f32, f32) -> f32) {
        let [mu_high, mu_low] = material.attenuation();
        let (left, right) = (area.left / self.pixel, area.right / self.pixel);
        let ground = real(self.height) - BELOW_GROUND / self.pixel;
        let (top, bottom) = (ground - area.top / self.pixel, ground - area.bottom / self.pixel);
        let columns = whole(left).min(self.width)..whole(right.ceil()).min(self.width);
        for row in whole(top).min(self.height)..whole(bottom.ceil()).min(self.height) {
            let y = (ground - real(row) - 0.5) * self.pixel;
            let row_share = share(real(row), top, bottom);
            let start = row * self.width;
            let cells = start + columns.start..start + columns.end;
            let (Some(high), Some(low)) = (self.high.get_mut(cells.clone()), self.low.get_mut(cells)) else {
                continue;
            };
            for ((column, high), low) in columns.clone().zip(high).zip(low) {
                let column = real(column);
                let cm = path((column + 0.5) * self.pixel, y) * row_share * share(column, left, right);
                *high += mu_high * cm;
                *low += mu_low * cm;
            }
        }
    }

    /// A slab of even thickness.
    pub(super) fn slab(&mut self, area: Area, material: Material, cm: f32) {
        self.fill(area, material, |_, _| cm);
    }

    /// The four sides of a frame, each `rail` metres wide.
    pub(super) fn frame(&mut self, area: Area, rail: f32, material: Material, cm: f32) {
        let (width, height) = (area.width(), area.height());
        self.slab(Area::at(area.left, area.bottom, width, rail), material, cm);
        self.slab(Area::at(area.left, area.top - rail, width, rail), material, cm);
        self.slab(Area::at(area.left, area.bottom + rail, rail, height - 2.0 * rail), material, cm);
        self.slab(Area::at(area.right - rail, area.bottom + rail, rail, height - 2.0 * rail), material, cm);
    }

    /// A ring whose axis lies along the beam; a disc when `inner` is 0.
    pub(super) fn ring(&mut self, center: (f32, f32), [outer, inner]: [f32; 2], material: Material, cm: f32) {
        // The edge is softened over one pixel, which is what a square detector does to a round edge.
        let soft = self.pixel;
        self.fill(Area::around(center, outer + soft), material, |x, y| {
            let distance = (x - center.0).hypot(y - center.1);
            let within = ((outer - distance) / soft + 0.5).clamp(0.0, 1.0);
            let without = ((distance - inner) / soft + 0.5).clamp(0.0, 1.0);
            if inner > 0.0 { cm * within * without } else { cm * within }
        });
    }

    /// A solid cylinder that stands upright: thick in its middle, thin at its sides.
    pub(super) fn upright(&mut self, area: Area, material: Material, share: f32) {
        let (middle, radius) = (f32::midpoint(area.left, area.right), area.width() / 2.0);
        self.fill(area, material, |x, _| chord(x - middle, radius) * share);
    }

    /// A solid cylinder that lies along the vehicle.
    pub(super) fn lying(&mut self, area: Area, material: Material, share: f32) {
        let (middle, radius) = (f32::midpoint(area.bottom, area.top), area.height() / 2.0);
        self.fill(area, material, |_, y| chord(y - middle, radius) * share);
    }

    /// An ellipse, thickest in its middle.
    pub(super) fn sack(&mut self, area: Area, material: Material, cm: f32) {
        let middle = (f32::midpoint(area.left, area.right), f32::midpoint(area.bottom, area.top));
        let half = (area.width() / 2.0, area.height() / 2.0);
        self.fill(area, material, |x, y| {
            let (u, v) = ((x - middle.0) / half.0, (y - middle.1) / half.1);
            // A superellipse: a filled sack is nearly a box with round corners.
            cm * (1.0 - u.powi(4) - v.powi(4)).max(0.0).sqrt()
        });
    }

    /// The shares of the beam that arrive, at the high and at the low energy, blurred as by the detector's aperture.
    pub(super) fn transmissions(&self) -> [Vec<f32>; 2] {
        [&self.high, &self.low].map(|depths| {
            let sharp: Vec<f32> = depths.iter().map(|depth| transmission(*depth)).collect();
            blur_down(&blur_across(&sharp, self.width), self.width)
        })
    }
}

/// The way in centimetres through a circle of `radius` metres at `offset` metres from its middle.
fn chord(offset: f32, radius: f32) -> f32 {
    200.0 * (radius * radius - offset * offset).max(0.0).sqrt()
}

/// How much of the pixel that begins at `at` lies between `from` and `to`.
fn share(at: f32, from: f32, to: f32) -> f32 {
    (to.min(at + 1.0) - from.max(at)).clamp(0.0, 1.0)
}

fn blur_across(samples: &[f32], width: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(samples.len());
    for row in samples.chunks(width.max(1)) {
        let mut before = row.first().copied().unwrap_or(0.0);
        let mut here = before;
        for after in row.iter().skip(1).chain(row.last()) {
            out.push(before.mul_add(0.25, here.mul_add(0.5, after * 0.25)));
            before = here;
            here = *after;
        }
    }
    out
}

fn blur_down(samples: &[f32], width: usize) -> Vec<f32> {
    let above = samples.iter().take(width).chain(samples);
    let last = samples.len().saturating_sub(width);
    let below = samples.iter().skip(width).chain(samples.iter().skip(last));
    let column = above.zip(samples).zip(below);
    column.map(|((above, here), below)| above.mul_add(0.25, here.mul_add(0.5, below * 0.25))).collect()
}

/// Pixels as a real number: images are far below the 2^24 at which a float begins to skip.
#[expect(clippy::cast_precision_loss, reason = "an image side is far below 2^24")]
fn real(count: usize) -> f32 {
    count as f32
}

/// The whole part, 0 for what is negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floored and clamped at zero")]
fn whole(value: f32) -> usize {
    value.floor().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slab_weakens_the_beam_by_its_thickness_wherever_it_is() {
        let mut scene = Scene::new(0.05);
        scene.slab(Area::at(2.0, 1.0, 1.0, 1.0), Material::Steel, 10.0);
        let [high, low] = scene.transmissions();
        let darkest = high.iter().copied().fold(1.0, f32::min);
        let [mu, _] = Material::Steel.attenuation();
        assert!((darkest - transmission(10.0 * mu)).abs() < 1e-4);
        assert!(high.iter().zip(&low).all(|(high, low)| low <= high));
        // Nothing beside it, and nothing that leaves the image does harm.
        let touched = high.iter().filter(|share| **share < 0.999).count();
        assert!((20 * 20..=23 * 23).contains(&touched), "{touched}");
        scene.slab(Area::at(-5.0, -5.0, 100.0, 100.0), Material::Steel, 1.0);
        scene.slab(Area::at(50.0, 50.0, 1.0, 1.0), Material::Steel, 1.0);
    }

    #[test]
    fn a_part_of_a_pixel_counts_as_its_part() {
        let total = |left: f32| {
            let mut scene = Scene::new(0.05);
            scene.slab(Area::at(left, 1.0, 0.02, 1.0), Material::Water, 10.0);
            scene.high.iter().sum::<f32>()
        };
        assert!((total(2.0) - total(2.04)).abs() < 0.01 * total(2.0));
    }
}
