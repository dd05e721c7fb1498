//! The load of a simulated vehicle: pallets, drums, sacks, timber, coils, machines, and now and then what was not declared.

use super::physics::Material::{self, Aluminium, Lead, Rubber, Steel, Water, Wood};
use super::random::Random;
use super::scene::{Area, Scene};
use super::truck::{Body, Hold};

/// Length that one pallet takes, metres.
const BAY: f32 = 1.25;

/// Goods across the vehicle, centimetres: two pallets of 1.0 to 1.2 m.
const DEPTH_CM: f32 = 220.0;

/// How often something dense is hidden among the goods.
const HIDDEN: f32 = 0.4;

/// Draws a load into the hold.
pub(super) fn draw(scene: &mut Scene, hold: Hold, random: &mut Random) {
    if hold.body == Body::Tank {
        chambers(scene, hold.area, random);
    } else {
        bays(scene, hold, random);
    }
    if random.chance(HIDDEN) {
        hidden(scene, hold.area, random);
    }
}

/// Most loads are of one kind; some are mixed.
fn bays(scene: &mut Scene, hold: Hold, random: &mut Random) {
    let kind = random.pick(7);
    let is_mixed = random.chance(0.55);
    let filled = hold.area.right - random.between(0.0, 2.0);
    let mut left = hold.area.left + 0.08;
    while left + BAY <= filled {
        let bay = Area::at(left, hold.area.bottom, BAY - 0.06, hold.area.height());
        let kind = if is_mixed { random.pick(7) } else { kind };
        match kind {
            // Cold goods come in boxes.
            0 | 1 => boxes(scene, bay, random),
            _ if hold.body == Body::Refrigerated => boxes(scene, bay, random),
            2 => drums(scene, bay, random),
            3 => sacks(scene, bay, random),
            4 => timber(scene, bay, random),
            5 => coil(scene, bay, random),
            _ => machine(scene, bay, random),
        }
        left += BAY;
    }
}

/// A wooden pallet 14 cm high; gives what is above it.
fn pallet(scene: &mut Scene, bay: Area) -> Area {
    scene.slab(Area::at(bay.left, bay.bottom + 0.115, bay.width(), 0.025), Wood, 190.0);
    scene.slab(Area::at(bay.left, bay.bottom, bay.width(), 0.02), Wood, 60.0);
    for block in [0.0, 0.5, 1.0] {
        let left = bay.left + block * (bay.width() - 0.13);
        scene.slab(Area::at(left, bay.bottom + 0.02, 0.13, 0.095), Wood, 80.0);
    }
    Area { bottom: bay.bottom + 0.14, ..bay }
}

/// How the goods stand in their cartons.
#[derive(Debug, Clone, Copy)]
enum Packing {
    /// Evenly: paper, textiles, powders.
    Even,
    /// Bottles or cans side by side, of this width in metres.
    Upright(f32),
    /// Fruit, parts, toys: no two fistfuls alike.
    Loose,
}

impl Packing {
    fn choose(random: &mut Random) -> Self {
        match random.pick(3) {
            0 => Self::Even,
            1 => Self::Upright(random.between(0.06, 0.11)),
            _ => Self::Loose,
        }
    }

    /// The share of the path that is filled at a place within the carton.
    fn share(self, x: f32, y: f32) -> f32 {
        match self {
            Self::Even => 1.0,
            Self::Upright(width) => {
                let place = (x / width).fract() * 2.0 - 1.0;
                0.35 + 0.85 * (1.0 - place * place).max(0.0).sqrt()
            }
            Self::Loose => 1.0 + 0.16 * (x * 71.0 + y * 23.0).sin() + 0.16 * (y * 83.0 - x * 31.0).sin(),
        }
    }
}

/// Cartons in layers, each of its own filling.
fn boxes(scene: &mut Scene, bay: Area, random: &mut Random) {
    let above = pallet(scene, bay);
    let density = random.between(0.12, 0.42);
    let packing = Packing::choose(random);
    let width =
        above.width() / [2.0, 3.0, 4.0][usize::from(random.chance(0.6)) + usize::from(random.chance(0.4))];
    let height = random.between(0.2, 0.4);
    let top = above.bottom + (above.height() - 0.1) * random.between(0.7, 1.0);
    let mut bottom = above.bottom;
    while bottom + height <= top {
        let mut left = above.left;
        while left + width <= above.right + 0.001 {
            let carton = Area::at(left + 0.006, bottom + 0.006, width - 0.012, height - 0.012);
            // Goods do not fill a carton to its lid.
            let (inner_width, inner_height) = (carton.width() - 0.02, carton.height() * 0.88);
            let goods = Area::at(carton.left + 0.01, carton.bottom + 0.008, inner_width, inner_height);
            let cm = DEPTH_CM * density * random.between(0.85, 1.1);
            scene.frame(carton, 0.008, Wood, 60.0);
            scene.fill(goods, Water, |x, y| cm * packing.share(x - goods.left, y - goods.bottom));
            left += width;
        }
        bottom += height;
    }
}

/// Steel drums of 200 l on pallets, two layers, two across the vehicle; every one filled to its own level.
fn drums(scene: &mut Scene, bay: Area, random: &mut Random) {
    let mut bay = bay;
    for _layer in 0..2 {
        let above = pallet(scene, bay);
        for side in [0.0, 0.595] {
            let drum = Area::at(above.left + side, above.bottom, 0.585, 0.88);
            let level = drum.height() * random.between(0.8, 0.96);
            scene.upright(Area { top: drum.bottom + level, ..drum }, Water, random.between(1.0, 1.7));
            scene.slab(drum, Steel, 0.8);
            for edge in [drum.left, drum.right - 0.012] {
                scene.slab(Area::at(edge, drum.bottom, 0.012, drum.height()), Steel, 5.0);
            }
            for hoop in [0.0, 0.29, 0.58, 0.865] {
                scene.slab(Area::at(drum.left, drum.bottom + hoop, drum.width(), 0.014), Steel, 4.0);
            }
        }
        bay = Area { bottom: above.bottom + 0.9, ..bay };
    }
}

/// Sacks of grain, sugar or cement in layers.
fn sacks(scene: &mut Scene, bay: Area, random: &mut Random) {
    let above = pallet(scene, bay);
    let density = random.between(0.3, 0.5);
    let layers = 5 + random.pick(4);
    let mut bottom = above.bottom;
    for layer in 0..layers {
        let shift = if layer % 2 == 0 { 0.0 } else { 0.12 };
        for half in [0.0, 0.5] {
            let left = above.left + half * above.width() + shift * (0.5 - half);
            let cm = DEPTH_CM * density * random.between(0.9, 1.1);
            scene.sack(Area::at(left, bottom - 0.015, above.width() / 2.0, 0.19), Water, cm);
        }
        bottom += 0.165;
    }
}

/// Sawn timber in bundles with battens between.
fn timber(scene: &mut Scene, bay: Area, random: &mut Random) {
    let long = Area { right: bay.right + 0.05, ..bay };
    let mut bottom = bay.bottom + 0.08;
    for _bundle in 0..3 {
        for x in [0.2, 0.95] {
            scene.slab(Area::at(bay.left + x, bottom - 0.07, 0.08, 0.07), Wood, 200.0);
        }
        for _board in 0..11 {
            let board = Area::at(long.left, bottom, long.width(), 0.044);
            scene.slab(board, Wood, DEPTH_CM * random.between(0.72, 0.86));
            bottom += 0.05;
        }
        bottom += 0.075;
    }
}

/// A coil of steel strip on its cradle, its eye across the vehicle.
fn coil(scene: &mut Scene, bay: Area, random: &mut Random) {
    let radius = random.between(0.42, 0.58);
    let center = (f32::midpoint(bay.left, bay.right), bay.bottom + 0.12 + radius);
    scene.ring(center, [radius, 0.25], Steel, random.between(22.0, 40.0));
    for band in [0.3, 0.36, 0.42] {
        scene.ring(center, [band + 0.004, band - 0.004], Steel, 3.0);
    }
    for side in [-0.45, 0.3] {
        scene.fill(Area::at(center.0 + side, bay.bottom, 0.15, 0.3), Wood, |_, y| {
            (bay.bottom + 0.3 - y) * 500.0
        });
    }
}

/// A crated machine: frame, gears, motor, shafts, housings.
fn machine(scene: &mut Scene, bay: Area, random: &mut Random) {
    let height = bay.height() * random.between(0.5, 0.85);
    let crate_area = Area { top: bay.bottom + height, ..bay };
    scene.frame(crate_area, 0.05, Wood, 90.0);
    scene.slab(crate_area, Wood, 4.0);
    scene.slab(Area::at(bay.left + 0.1, bay.bottom + 0.06, bay.width() - 0.2, 0.1), Steel, 10.0);
    for _part in 0..4 + random.pick(4) {
        let (x, y) = (random.between(0.15, 0.75), random.between(0.16, height - 0.4));
        let part =
            Area::at(bay.left + x, bay.bottom + y, random.between(0.1, 0.35), random.between(0.08, 0.3));
        scene.slab(part, if random.chance(0.5) { Steel } else { Aluminium }, random.between(2.0, 9.0));
    }
    for _gear in 0..3 {
        let radius = random.between(0.08, 0.22);
        let center = (bay.left + random.between(0.3, 0.9), bay.bottom + random.between(0.35, height - 0.25));
        scene.ring(center, [radius, radius * 0.25], Steel, random.between(3.0, 8.0));
        scene.ring(center, [radius * 0.3, 0.0], Steel, 12.0);
        scene.ring(center, [radius, radius - 0.015], Rubber, 20.0);
    }
    let motor = Area::at(bay.left + 0.2, bay.bottom + 0.18, 0.5, 0.28);
    scene.lying(motor, Steel, 0.35);
}

/// Every chamber of a tank has its own level.
fn chambers(scene: &mut Scene, area: Area, random: &mut Random) {
    let middle = f32::midpoint(area.bottom, area.top);
    let radius = area.height() / 2.0;
    for chamber in [0.0, 4.0, 8.0] {
        let level = area.bottom + area.height() * random.between(0.15, 0.9);
        let liquid = Area {
            left: area.left + chamber,
            bottom: area.bottom,
            right: area.left + chamber + 4.0,
            top: level,
        };
        scene.fill(liquid, Water, |_, y| 160.0 * (radius * radius - (y - middle).powi(2)).max(0.0).sqrt());
    }
}

/// What the papers do not say: a block of lead, bricks packed together, cartons of cigarettes, a pipe.
fn hidden(scene: &mut Scene, area: Area, random: &mut Random) {
    let x = random.between(area.left + 0.5, area.right - 1.5);
    let y = area.bottom + random.between(0.3, area.height() * 0.6);
    match random.pick(4) {
        0 => scene.slab(Area::at(x, y, 0.3, 0.2), Lead, random.between(3.0, 6.0)),
        1 => bricks(scene, Area::at(x, y, 0.62, 0.3), Water, 46.0),
        2 => bricks(scene, Area::at(x, y, 0.9, 0.5), Wood, 70.0),
        _ => {
            scene.lying(Area::at(x, y, 0.9, 0.14), Steel, 0.7);
            scene.ring((x + 0.05, y + 0.07), [0.09, 0.0], Steel, 10.0);
        }
    }
}

fn bricks(scene: &mut Scene, area: Area, material: Material, cm: f32) {
    let mut bottom = area.bottom;
    while bottom < area.top {
        let mut left = area.left;
        while left < area.right {
            scene.slab(Area::at(left, bottom, 0.145, 0.092), material, cm);
            left += 0.155;
        }
        bottom += 0.1;
    }
}
