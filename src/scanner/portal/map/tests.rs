//! Maps that are right, wrong and scattered, and what registers mean by them.

use super::*;
use crate::scanner::modbus::frame::Answer;
use crate::scanner::reports::{PortalOutputs, Reported, Switch};
use proptest::prelude::*;

/// The map of docs/PORTAL.md, word for word.
fn documented() -> PortalMap {
    let text = include_str!("../../../../docs/PORTAL.md");
    let (_, after) = text.split_once("```toml\n# The reference map").unwrap();
    let (map, _) = after.split_once("```").unwrap();
    toml::from_str(map.split_once('\n').unwrap().1).unwrap()
}

#[test]
fn the_reference_map_is_the_documented_one() {
    assert_eq!(documented(), PortalMap::reference());
    assert_eq!(PortalMap::reference().check(), Ok(()));
    let blocks = PortalMap::reference().blocks();
    assert_eq!(blocks, [Block { table: Table::Holding, address: 4, count: 8 }]);
}

/// What is changed in the reference map, the name that is wrong, and what is wrong with it.
type Wrong = (fn(&mut PortalMap), &'static str, MapProblem);

#[test]
fn a_wrong_map_is_refused_with_the_name_that_is_wrong() {
    let wrong: [Wrong; 13] = [
        (|map| map.doors.bit = None, "doors", MapProblem::Bit),
        (|map| map.doors.bit = Some(16), "doors", MapProblem::Bit),
        (|map| map.gates.table = Table::Coil, "gates", MapProblem::BitOfBit),
        (|map| map.gates.bit = Some(2), "gates", MapProblem::Twice("doors")),
        (|map| map.boot.table = Table::Discrete, "boot", MapProblem::Table),
        (|map| map.boot.words = 3, "boot", MapProblem::Words),
        (|map| map.speed.as_mut().unwrap().divide = 0, "speed", MapProblem::Scale),
        (|map| map.dose.as_mut().unwrap().min = u32::MAX, "dose", MapProblem::Scale),
        (|map| map.echo.table = Table::Input, "echo", MapProblem::NotHolding),
        (|map| map.echo.address = 16, "echo", MapProblem::Mirror),
        (|map| map.outputs.address = 18, "outputs", MapProblem::NotBeside),
        (|map| map.outputs.permit = 0, "outputs", MapProblem::Twice("horn")),
        (scatter, "map", MapProblem::Scattered),
    ];
    for (change, name, problem) in wrong {
        let mut map = PortalMap::reference();
        change(&mut map);
        if problem == (MapProblem::Scale) && name == "dose" {
            map.dose.as_mut().unwrap().max = 1;
        }
        assert_eq!(map.check(), Err(MapFault { name, problem }));
    }
}

fn scatter(map: &mut PortalMap) {
    for (place, bit) in
        [&mut map.doors, &mut map.gates, &mut map.horn, &mut map.object].into_iter().enumerate()
    {
        bit.address = 1_000 * u16::try_from(place + 1).unwrap();
    }
}

#[test]
fn signals_far_apart_are_read_in_blocks_the_echo_first() {
    let mut map = PortalMap::reference();
    map.doors = Bit { table: Table::Discrete, address: 40, bit: None, polarity: Polarity::Low };
    map.gates = Bit { address: 41, ..map.doors };
    map.echo.address = 60;
    assert_eq!(map.check(), Ok(()));
    let block = |table, address, count| Block { table, address, count };
    let expected = [block(Table::Holding, 60, 1), block(Table::Holding, 4, 8), block(Table::Discrete, 40, 2)];
    let mut blocks = map.blocks();
    blocks[1..].sort_by_key(|block| block.table.is_bits());
    assert_eq!(blocks, expected);
}

#[test]
fn registers_mean_what_the_map_says() {
    use crate::domain::lane::Contact::{Closed, Open};
    let map = PortalMap::reference();
    let mut image = Image::default();
    let words = vec![0, 7, 1, 0b1_0101_0111, 0b011, 91, 1, 2];
    assert!(image.add(map.blocks()[0], Answer::Words(words)));
    let status = map.read(&image).unwrap();
    let inputs = status.inputs;
    assert_eq!(
        [inputs.chain, inputs.emergency_stop, inputs.doors, inputs.gates],
        [Closed, Closed, Closed, Open]
    );
    assert_eq!([inputs.light_curtain, inputs.search_button], [Closed, Open]);
    assert_eq!([status.key_reset, status.object], [Reported::On, Reported::Off]);
    assert_eq!([status.horn, status.lights, status.permit], [Reported::On, Reported::On, Reported::Off]);
    assert_eq!((status.speed_mm_s, status.dose_nsv), (Some(910), Some(0x1_0002)));
}

#[test]
fn polarity_order_and_scale_are_undone_and_what_is_out_of_range_is_refused() {
    let mut map = PortalMap::reference();
    map.doors.polarity = Polarity::Low;
    let dose = map.dose.as_mut().unwrap();
    (dose.order, dose.divide, dose.min) = (WordOrder::LowFirst, 2, 5);
    let read = |speed: u16, alive: u16, dose: u16| {
        let mut image = Image::default();
        image.add(map.blocks()[0], Answer::Words(vec![0, 7, 1, alive << 8, 0, speed, dose, 1]));
        map.read(&image)
    };
    let status = read(2_000, 1, 4).unwrap();
    assert_eq!(status.inputs.doors, crate::domain::lane::Contact::Closed);
    assert_eq!((status.speed_mm_s, status.dose_nsv), (Some(20_000), Some(0x8002)));
    assert_eq!(read(8_000, 1, 4), Err(Implausible));
    assert_eq!(
        read(8_000, 0, 4).unwrap().speed_mm_s,
        None,
        "no sensor is alive: whatever stands there is no speed"
    );
    map.dose.as_mut().unwrap().min = 0x8003;
    let mut image = Image::default();
    image.add(map.blocks()[0], Answer::Words(vec![0, 7, 1, 0, 0, 0, 4, 1]));
    assert_eq!(map.read(&image), Err(Implausible));
}

#[test]
fn what_is_written_are_heartbeat_and_levels_side_by_side() {
    let mut map = PortalMap::reference();
    let on = Switch::On;
    let outputs = PortalOutputs { horn: on, lights: Switch::Off, permit: on, gates_closed: on };
    assert_eq!(map.write(9, outputs), (16, vec![9, 0b1101]));
    map.outputs.address = 15;
    map.outputs.gates_closed = None;
    assert_eq!(map.write(9, outputs), (15, vec![0b0101, 9]));
}

proptest! {
    #[test]
    fn any_registers_are_read_without_a_panic(words in prop::collection::vec(any::<u16>(), 0..20)) {
        let map = PortalMap::reference();
        let mut image = Image::default();
        let is_whole = words.len() == 8;
        prop_assert_eq!(image.add(map.blocks()[0], Answer::Words(words)), is_whole);
        let speed = map.read(&image).ok().and_then(|status| status.speed_mm_s);
        prop_assert!(speed <= Some(20_000));
    }
}
