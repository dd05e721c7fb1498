//! A semi-trailer in the beam: tractor, running gear, and the body that holds the load.

use super::physics::Material::{Aluminium, Lead, Rubber, Steel, Water, Wood};
use super::random::Random;
use super::scene::{Area, Scene};

/// Across the vehicle, centimetres.
const WIDTH_CM: f32 = 240.0;

/// Where the load may stand, and what kind of body is around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    pub(super) area: Area,
    pub(super) body: Body,
}

/// Bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Container,
    Refrigerated,
    Tank,
}

/// Draws a vehicle, driving to the left, and gives the space for its load.
pub(super) fn draw(scene: &mut Scene, random: &mut Random) -> Hold {
    let nose = random.between(0.5, 0.8);
    tractor(scene, nose, random);
    let rear = nose + 3.3;
    chassis(scene, rear);
    match random.pick(10) {
        0..6 => container(scene, rear),
        6..9 => refrigerated(scene, rear),
        _ => tank(scene, rear),
    }
}

fn tractor(scene: &mut Scene, nose: f32, random: &mut Random) {
    cab(scene, nose);
    cab_inside(scene, nose);
    engine(scene, nose);
    // Frame rails, a web each side with their flanges, and what hangs on them.
    scene.slab(Area::at(nose + 0.5, 0.72, 5.6, 0.26), Steel, 1.6);
    scene.slab(Area::at(nose + 0.5, 0.72, 5.6, 0.015), Steel, 14.0);
    scene.slab(Area::at(nose + 0.5, 0.965, 5.6, 0.015), Steel, 14.0);
    for place in [3.0, 4.1, 5.2, 6.0] {
        scene.slab(Area::at(nose + place, 0.78, 0.012, 0.16), Steel, 70.0);
    }
    fuel_tank(scene, Area::at(nose + 2.75, 0.42, 1.15, 0.62), random.between(0.3, 0.95));
    battery(scene, nose + 4.0);
    // Fifth wheel: plate, jaws, king pin.
    scene.slab(Area::at(nose + 4.35, 1.02, 0.9, 0.05), Steel, 60.0);
    scene.slab(Area::at(nose + 4.6, 0.95, 0.35, 0.08), Steel, 30.0);
    wheel(scene, nose + 1.42, Tyres::Single);
    wheel(scene, nose + 5.0, Tyres::Twin);
    // Final drive, and the shaft to it.
    scene.ring((nose + 5.0, 0.52), [0.24, 0.0], Steel, 16.0);
    scene.lying(Area::at(nose + 2.9, 0.62, 2.0, 0.1), Steel, 0.35);
}

fn cab(scene: &mut Scene, nose: f32) {
    // Two side panels and what lines them, sloped at the windscreen.
    let front =
        move |y: f32| nose + ((y - 1.6).max(0.0) * 0.13) + if y > 3.0 { (y - 3.0) * 0.45 } else { 0.0 };
    let whole = Area::at(nose, 0.95, 2.35, 2.8);
    let inside = move |x: f32, y: f32, depth: f32| x > front(y) + depth;
    scene.fill(whole, Steel, |x, y| if inside(x, y, 0.0) { 0.32 } else { 0.0 });
    scene.fill(whole, Water, |x, y| if inside(x, y, 0.03) { 2.2 } else { 0.0 });
    // Front wall and windscreen, seen along their width.
    scene.fill(whole, Water, |x, y| if inside(x, y, 0.0) && !inside(x, y, 0.05) { 26.0 } else { 0.0 });
    scene.fill(Area::at(nose, 0.95, 2.35, 1.0), Steel, |x, y| {
        if inside(x, y, 0.0) && !inside(x, y, 0.025) { 9.0 } else { 0.0 }
    });
    // Rear wall, roof, floor, the door's pillar and frame.
    scene.slab(Area::at(nose + 2.32, 0.95, 0.03, 2.8), Steel, 8.0);
    scene.slab(Area::at(nose + 0.75, 3.72, 1.6, 0.03), Steel, 8.0);
    scene.slab(Area::at(nose + 0.1, 1.3, 2.25, 0.035), Steel, 16.0);
    scene.slab(Area::at(nose + 1.3, 1.2, 0.07, 2.5), Steel, 0.9);
    scene.frame(Area::at(nose + 0.3, 1.15, 1.02, 1.75), 0.035, Steel, 0.7);
    scene.slab(Area::at(nose + 0.3, 2.0, 1.0, 0.03), Steel, 0.7);
    // Wind deflector.
    scene.fill(Area::at(nose + 1.2, 3.75, 1.15, 0.45), Water, |x, y| {
        if y - 3.75 < (x - nose - 1.2) * 0.39 { 2.0 } else { 0.0 }
    });
    scene.slab(Area::at(nose - 0.02, 0.42, 0.22, 0.5), Steel, 2.6);
    scene.slab(Area::at(nose - 0.02, 0.42, 0.1, 0.5), Water, 40.0);
}

fn cab_inside(scene: &mut Scene, nose: f32) {
    // Seats, berth, dashboard, steering column, mirror.
    scene.sack(Area::at(nose + 0.95, 1.65, 0.55, 0.18), Water, 20.0);
    scene.sack(Area::at(nose + 1.38, 1.7, 0.18, 0.85), Water, 16.0);
    scene.slab(Area::at(nose + 1.0, 1.34, 0.4, 0.3), Steel, 1.2);
    scene.sack(Area::at(nose + 1.65, 1.75, 0.65, 0.16), Water, 60.0);
    scene.slab(Area::at(nose + 1.65, 1.36, 0.65, 0.34), Water, 18.0);
    scene.sack(Area::at(nose + 0.12, 1.6, 0.42, 0.42), Water, 34.0);
    scene.slab(Area::at(nose + 0.2, 1.7, 0.2, 0.14), Steel, 2.2);
    scene.ring((nose + 0.62, 1.95), [0.2, 0.175], Steel, 1.5);
    scene.slab(Area::at(nose + 0.5, 1.35, 0.05, 0.6), Steel, 4.0);
    scene.slab(Area::at(nose + 0.22, 2.35, 0.09, 0.5), Aluminium, 6.0);
}

fn engine(scene: &mut Scene, nose: f32) {
    // Radiator, block with six cylinders, head, sump, clutch, gearbox.
    scene.slab(Area::at(nose + 0.3, 0.7, 0.1, 0.75), Aluminium, 22.0);
    scene.ring((nose + 0.5, 1.05), [0.33, 0.06], Water, 3.0);
    let block = Area::at(nose + 0.62, 0.62, 1.12, 0.62);
    scene.slab(block, Steel, 9.0);
    for cylinder in [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] {
        let left = block.left + 0.06 + cylinder * 0.172;
        scene.upright(Area::at(left, 0.8, 0.15, 0.42), Steel, 0.6);
        scene.slab(Area::at(left + 0.05, 1.24, 0.05, 0.12), Steel, 9.0);
    }
    scene.lying(Area::at(block.left, 0.66, 1.12, 0.12), Steel, 0.8);
    scene.slab(Area::at(block.left, 1.22, 1.12, 0.12), Aluminium, 24.0);
    scene.slab(Area::at(block.left + 0.1, 0.45, 0.9, 0.17), Aluminium, 5.0);
    scene.slab(Area::at(block.left + 0.1, 0.45, 0.9, 0.13), Water, 26.0);
    scene.ring((nose + 1.85, 0.88), [0.25, 0.0], Steel, 7.0);
    scene.fill(Area::at(nose + 1.85, 0.6, 1.0, 0.5), Aluminium, |x, y| {
        let half = 0.25 - (x - nose - 1.85) * 0.1;
        if (y - 0.86).abs() < half { 16.0 } else { 0.0 }
    });
    for gear in [2.05, 2.25, 2.45, 2.6] {
        scene.slab(Area::at(nose + gear, 0.72, 0.06, 0.28), Steel, 17.0);
    }
    // Exhaust: silencer behind the cab.
    scene.slab(Area::at(nose + 2.45, 1.1, 0.18, 1.9), Steel, 1.2);
}

fn fuel_tank(scene: &mut Scene, area: Area, filled: f32) {
    scene.slab(area, Aluminium, 0.8);
    scene.frame(area, 0.012, Aluminium, 40.0);
    let fuel = Area { top: area.bottom + area.height() * filled, ..area };
    scene.slab(fuel, Water, 0.84 * 60.0);
    for strap in [0.25, 0.75] {
        scene.slab(Area::at(area.left + area.width() * strap, area.bottom, 0.05, area.height()), Steel, 0.8);
    }
}

fn battery(scene: &mut Scene, left: f32) {
    let case = Area::at(left, 0.5, 0.5, 0.3);
    scene.slab(case, Water, 14.0);
    for plate in [0.03, 0.11, 0.19, 0.27, 0.35, 0.43] {
        scene.slab(Area::at(left + plate, 0.53, 0.045, 0.21), Lead, 2.6);
    }
}

enum Tyres {
    Single,
    Twin,
}

/// A wheel pair with its axle, hub and brake; the near and the far side lie over each other.
fn wheel(scene: &mut Scene, x: f32, tyres: Tyres) {
    let (count, radius) = match tyres {
        Tyres::Single => (2.0, 0.5),
        Tyres::Twin => (4.0, 0.5),
    };
    let center = (x, radius);
    // Tread and side walls, bead wire, rim and its well, disc.
    scene.ring(center, [radius, radius - 0.035], Rubber, 27.0 * count);
    scene.ring(center, [radius - 0.012, radius - 0.03], Steel, 0.35 * count);
    scene.ring(center, [radius - 0.035, 0.29], Rubber, 3.4 * count);
    scene.ring(center, [0.305, 0.285], Steel, 2.4 * count);
    scene.ring(center, [0.285, 0.262], Steel, 5.0 * count);
    scene.ring(center, [0.262, 0.1], Steel, 1.2 * count);
    // Brake drum, hub, and the axle seen from its end.
    scene.ring(center, [0.21, 0.19], Steel, 36.0);
    scene.ring(center, [0.19, 0.1], Steel, 7.0);
    scene.ring(center, [0.11, 0.0], Steel, 30.0);
    scene.ring(center, [0.065, 0.0], Steel, 90.0);
    for step in 0_u8..10 {
        let (sine, cosine) = (f32::from(step) * std::f32::consts::TAU / 10.0).sin_cos();
        scene.ring((x + 0.15 * cosine, radius + 0.15 * sine), [0.016, 0.0], Steel, 6.0);
    }
    // Leaf spring above.
    for leaf in [0.0_f32, 1.0, 2.0, 3.0] {
        let half = 0.62 - leaf * 0.12;
        scene.fill(Area::at(x - half, radius + 0.1, 2.0 * half, 0.2), Steel, |px, y| {
            let line = radius + 0.13 + leaf * -0.018 + (px - x).powi(2) * 0.25;
            if (y - line).abs() < 0.007 { 16.0 } else { 0.0 }
        });
    }
}

/// The trailer's rails, cross members, axles, legs and lamps; 13.2 m from `front`.
fn chassis(scene: &mut Scene, front: f32) {
    scene.slab(Area::at(front, 0.95, 12.9, 0.17), Steel, 1.6);
    scene.slab(Area::at(front, 1.1, 12.9, 0.018), Steel, 22.0);
    scene.fill(Area::at(front + 2.4, 0.72, 10.5, 0.24), Steel, |_, _| 1.6);
    scene.slab(Area::at(front + 2.4, 0.72, 10.5, 0.018), Steel, 22.0);
    for step in 0_u8..13 {
        scene.slab(Area::at(front + 0.4 + f32::from(step), 0.96, 0.008, 0.14), Steel, 90.0);
    }
    for axle in [8.2, 9.51, 10.82] {
        wheel(scene, front + axle, Tyres::Single);
        scene.slab(Area::at(front + axle - 0.6, 0.55, 0.3, 0.2), Rubber, 24.0);
    }
    // Landing legs, side guard, bumper, spare wheel, pallet box.
    for part in [(0.14, 0.75), (0.09, 0.95)] {
        scene.slab(Area::at(front + 3.0, 0.95 - part.1 + 0.12, part.0, part.1), Steel, 2.4);
    }
    scene.slab(Area::at(front + 2.95, 0.12, 0.3, 0.03), Steel, 40.0);
    scene.slab(Area::at(front + 4.0, 0.45, 3.4, 0.07), Aluminium, 1.0);
    scene.slab(Area::at(front + 12.75, 0.45, 0.1, 0.14), Steel, 20.0);
    scene.slab(Area::at(front + 12.82, 0.6, 0.04, 0.5), Steel, 3.0);
    scene.slab(Area::at(front + 4.6, 0.33, 1.0, 0.28), Rubber, 22.0);
    scene.slab(Area::at(front + 6.0, 0.3, 0.75, 0.4), Steel, 0.5);
    scene.slab(Area::at(front + 6.02, 0.32, 0.7, 0.24), Wood, 45.0);
}

/// An ISO 668 container, 1AA: 12.19 m by 2.59 m, side walls of corrugated steel.
fn container(scene: &mut Scene, front: f32) -> Hold {
    let area = Area::at(front + 0.35, 1.14, 12.19, 2.59);
    // Two walls of 1.6 mm; the flanks of the corrugation lie steeper to the beam and are longer to pass.
    scene.fill(area, Steel, |x, _| {
        let phase = ((x - area.left) / 0.278).fract();
        if (0.25..0.37).contains(&phase) || (0.75..0.87).contains(&phase) { 0.66 } else { 0.32 }
    });
    rails(scene, area);
    for x in [area.left, area.right - 0.16] {
        scene.slab(Area::at(x, area.bottom, 0.16, area.height()), Steel, 1.6);
        for y in [area.bottom, area.top - 0.12] {
            scene.slab(Area::at(x, y, 0.18, 0.12), Steel, 8.0);
        }
    }
    // Front wall and door, seen along their width, and the four locking bars of the door.
    scene.slab(Area::at(area.left + 0.03, area.bottom, 0.045, area.height()), Steel, 14.0);
    scene.slab(Area::at(area.right - 0.06, area.bottom, 0.045, area.height()), Steel, 24.0);
    scene.slab(Area::at(area.right + 0.0, area.bottom + 0.1, 0.034, area.height() - 0.2), Steel, 9.0);
    floor(scene, area);
    Hold { area: Area::at(area.left + 0.12, area.bottom + 0.2, 11.9, 2.1), body: Body::Container }
}

/// Bottom and top rails, and the roof with the shadow that its waves throw.
fn rails(scene: &mut Scene, area: Area) {
    scene.slab(Area::at(area.left, area.bottom, area.width(), 0.16), Steel, 0.9);
    scene.slab(Area::at(area.left, area.top - 0.06, area.width(), 0.06), Steel, 1.2);
    scene.fill(Area::at(area.left, area.top - 0.05, area.width(), 0.03), Steel, |x, y| {
        let wave = (x / 0.209).fract() - 0.5;
        if (y - area.top + 0.035).abs() < 0.006 + 0.008 * wave.abs() { 26.0 } else { 1.2 }
    });
}

/// Plywood on cross members of steel, both seen along their length.
fn floor(scene: &mut Scene, area: Area) {
    scene.slab(Area::at(area.left, area.bottom + 0.155, area.width(), 0.028), Wood, WIDTH_CM * 0.75);
    for step in 0_u8..40 {
        let x = area.left + 0.2 + f32::from(step) * 0.302;
        scene.slab(Area::at(x, area.bottom + 0.03, 0.005, 0.122), Steel, WIDTH_CM * 0.5);
        scene.slab(Area::at(x, area.bottom + 0.145, 0.045, 0.008), Steel, WIDTH_CM * 0.5);
    }
}

/// An insulated body with its cooling unit.
fn refrigerated(scene: &mut Scene, front: f32) -> Hold {
    let area = Area::at(front + 0.1, 1.14, 13.1, 2.75);
    scene.slab(area, Aluminium, 0.5);
    scene.slab(area, Water, 0.9);
    // Foam of 6 cm in roof, floor and ends, seen along the vehicle's width; a liner of aluminium.
    scene.frame(area, 0.07, Water, 9.0);
    scene.frame(area, 0.012, Aluminium, 30.0);
    for step in 0_u8..22 {
        scene.slab(
            Area::at(area.left + 0.3 + f32::from(step) * 0.6, area.bottom, 0.03, area.height()),
            Steel,
            0.25,
        );
    }
    floor(scene, Area { bottom: area.bottom - 0.08, ..area });
    let unit = Area::at(area.left - 0.45, area.bottom + 1.0, 0.45, 1.6);
    scene.frame(unit, 0.02, Aluminium, 12.0);
    scene.slab(Area::at(unit.left + 0.06, unit.bottom + 0.1, 0.32, 0.42), Steel, 9.0);
    scene.ring((unit.left + 0.22, unit.bottom + 0.85), [0.16, 0.03], Aluminium, 9.0);
    scene.slab(Area::at(unit.left + 0.04, unit.bottom + 1.15, 0.36, 0.35), Aluminium, 14.0);
    scene.slab(Area::at(area.right, area.bottom, 0.03, area.height()), Steel, 10.0);
    Hold { area: Area::at(area.left + 0.15, area.bottom + 0.11, 12.8, 2.2), body: Body::Refrigerated }
}

/// A tank of three chambers.
fn tank(scene: &mut Scene, front: f32) -> Hold {
    let area = Area::at(front + 0.4, 1.2, 12.2, 2.1);
    scene.lying(area, Steel, 0.008);
    for end in [0.0, 4.0, 8.0, 12.16] {
        scene.slab(Area::at(area.left + end, area.bottom, 0.03, area.height()), Steel, 18.0);
    }
    for hatch in [2.0, 6.0, 10.0] {
        scene.slab(Area::at(area.left + hatch, area.top, 0.5, 0.14), Steel, 3.0);
    }
    scene.slab(Area::at(area.left + 0.5, area.top + 0.18, 11.0, 0.03), Aluminium, 4.0);
    scene.slab(Area::at(area.left, area.bottom - 0.09, 12.2, 0.09), Steel, 1.6);
    Hold { area, body: Body::Tank }
}
