//! The portal beside programs that somebody else wrote: our master and driver at pymodbus's serial server, our simulated portal under
//! `mbpoll`, which is libmodbus. Register by register.

use crate::support::host::Host;
use crate::support::peers;
use crate::support::pump::{Pump, pump, pump_tcp};
use intrascope::domain::lane::{Contact, chain_impediment};
use intrascope::scanner::line::{Endpoint, Line};
use intrascope::scanner::modbus::frame::{Answer, Request};
use intrascope::scanner::modbus::{Framing, Table};
use intrascope::scanner::portal::map::Cycle;
use intrascope::scanner::portal::{PortalDriver, PortalSettings};
use intrascope::scanner::reports::{
    PortalOrder, PortalOutputs, PortalReport, PortalStatus, Reported, Switch,
};
use intrascope::scanner::simulator::Pace;
use intrascope::scanner::simulator::portal::PortalPart;
use intrascope::scanner::simulator::world::World;
use intrascope::scanner::{device::LinkReport, port};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Child;
use tokio::time::timeout;

/// How long an answer of another process may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// pymodbus as the portal's PLC; ends with its value.
struct Plc {
    port: port::PseudoPort,
    _server: Child,
}

async fn plc() -> Option<Plc> {
    let python = peers::python(&["pymodbus", "serial"])?;
    let port = port::pseudo().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portal_peers/plc.py");
    let mut server = tokio::process::Command::new(python)
        .arg(script)
        .arg(&port.path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(server.stdout.take().unwrap());
    timeout(PATIENCE, said.read_line(&mut line)).await.unwrap().unwrap();
    assert_eq!(line, "ready\n");
    Some(Plc { port, _server: server })
}

impl Plc {
    /// Asks until the server has opened its port and answers.
    async fn ask(&mut self, request: &Request) -> Answer {
        let bytes = request.encode(Framing::Rtu, 1, 0).unwrap();
        let mut held = Vec::new();
        for _ in 0..100 {
            self.port.device.write_all(&bytes).await.unwrap();
            let mut part = [0; 300];
            while let Ok(read) = timeout(Duration::from_millis(200), self.port.device.read(&mut part)).await {
                held.extend(&part[..read.unwrap()]);
                if let Some(answer) = request.read_rtu(1, &held) {
                    return answer;
                }
            }
            held.clear();
        }
        panic!("no answer to {request:?}");
    }
}

#[tokio::test]
async fn our_requests_are_understood_by_pymodbus_register_by_register() {
    let Some(mut plc) = plc().await else { return };
    let read = |table, address, count| Request::Read { table, address, count };
    for address in (12..16).chain(18..40) {
        let answer = plc.ask(&read(Table::Holding, address, 1)).await;
        assert_eq!(answer, Answer::Words(vec![100 * address]));
    }
    let inputs: Vec<u16> = (200..232).collect();
    assert_eq!(plc.ask(&read(Table::Input, 0, 32)).await, Answer::Words(inputs));
    let pattern = |every: usize, from: usize, count: usize| {
        Answer::Bits((from..from + count).map(|place| place.is_multiple_of(every)).collect())
    };
    for (from, count) in [(0, 32), (0, 1), (3, 7), (15, 2), (8, 9), (31, 1)] {
        let (start, bits) = (u16::try_from(from).unwrap(), u16::try_from(count).unwrap());
        assert_eq!(plc.ask(&read(Table::Coil, start, bits)).await, pattern(3, from, count));
        assert_eq!(plc.ask(&read(Table::Discrete, start, bits)).await, pattern(2, from, count));
    }
    for address in 18..40 {
        let write = Request::WriteOne { address, value: address ^ 0xA5A5 };
        assert_eq!(plc.ask(&write).await, Answer::Written);
    }
    let expected: Vec<u16> = (18..40).map(|address| address ^ 0xA5A5).collect();
    assert_eq!(plc.ask(&read(Table::Holding, 18, 22)).await, Answer::Words(expected));
    let write = Request::Write { address: 20, values: vec![1, 2, 3] };
    assert_eq!(plc.ask(&write).await, Answer::Written);
    let exchange = Request::Exchange { address: 19, count: 6, to: 22, values: vec![0xFFFF, 7] };
    assert_eq!(plc.ask(&exchange).await, Answer::Words(vec![0x13 ^ 0xA5A5, 1, 2, 0xFFFF, 7, 0x18 ^ 0xA5A5]));
    let exchange = Request::Exchange { address: 6, count: 1, to: 16, values: vec![4_321] };
    assert_eq!(plc.ask(&exchange).await, Answer::Words(vec![4_321]), "written before it is read");
    for missing in [read(Table::Holding, 40, 1), Request::WriteOne { address: 40, value: 1 }] {
        assert_eq!(plc.ask(&missing).await, Answer::Exception(2));
    }
}

fn last(reports: &[PortalReport]) -> Option<PortalStatus> {
    reports.iter().rev().find_map(|report| match report {
        PortalReport::Status(reading) => Some(reading.value),
        _ => None,
    })
}

#[tokio::test]
async fn our_driver_runs_its_cycles_at_pymodbus_with_and_without_function_23() {
    for cycle in [Cycle::Exchange, Cycle::WriteThenRead] {
        let Some(mut plc) = plc().await else { return };
        // The server is there before the driver has its two seconds to find it.
        plc.ask(&Request::Read { table: Table::Holding, address: 0, count: 1 }).await;
        let mut settings = PortalSettings::at(Line::at(Endpoint::Serial(plc.port.path.clone())));
        // A Python on a busy machine.
        (settings.deadline_ms, settings.map.cycle) = (250, cycle);
        settings.check().unwrap();
        let Plc { port, _server } = plc;
        let (path, device) = (port.path.clone(), port.device);
        let mut host = Host::new(PortalDriver::new(&settings), Box::new(device));
        host.open().await;
        assert!(host.until(|reports| last(reports).is_some()).await, "{cycle:?} {path:?} {:?}", host.reports);
        let identity = "PLC 18768.1 815".to_owned();
        assert!(host.reports.contains(&PortalReport::Link(LinkReport::Up { identity })));
        let status = last(&host.reports).unwrap();
        assert_eq!(chain_impediment(&status.inputs), None);
        assert_eq!((status.key_reset, status.object), (Reported::Off, Reported::Off));
        assert_eq!((status.speed_mm_s, status.dose_nsv), (Some(910), Some(0x1_0002)));
        let on = Switch::On;
        let outputs = PortalOutputs { horn: on, lights: Switch::Off, permit: on, gates_closed: Switch::Off };
        host.order(PortalOrder::Outputs(outputs)).await;
        let is_driven = |status: PortalStatus| [status.horn, status.lights, status.permit];
        let expected = [Reported::On, Reported::Off, Reported::On];
        assert!(host.until(|reports| last(reports).map(is_driven) == Some(expected)).await);
    }
}

/// A portal with a vehicle ready; the hall stays as it is.
fn portal(framing: Framing) -> (Box<PortalPart>, World) {
    let mut world = World::new(Pace::Fast);
    world.advance(Duration::from_secs(2));
    assert_eq!(world.inputs().chain, Contact::Closed);
    (Box::new(PortalPart::new(framing, 4711, 99)), world)
}

/// What `mbpoll` says about these registers, counted from 0: their values, or its complaint.
fn mbpoll(place: &[&str], unit: &str, table: &str, from: u16, more: &[&str]) -> Result<Vec<u16>, String> {
    let (target, values) =
        more.split_at(more.iter().position(|word| !word.starts_with("-c")).unwrap_or(more.len()));
    let run = Command::new("mbpoll")
        .args(["-a", unit, "-0", "-t", table, "-r", &from.to_string(), "-o", "2", "-1", "-q"])
        .args(place.split_last().unwrap().1)
        .args(target)
        .arg(place.last().unwrap())
        .args(values)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    if !run.status.success() || said.contains("failed") {
        return Err(said);
    }
    // "[7]: \t 319"
    let value =
        |line: &str| line.strip_prefix('[')?.split_once("]:")?.1.split_whitespace().next()?.parse().ok();
    Ok(said.lines().filter_map(value).collect())
}

#[expect(clippy::cognitive_complexity, reason = "one table, register by register")]
fn every_register(place: &[&str], pump: &Pump) {
    let ask = |table, from, more: &[&str]| mbpoll(place, "1", table, from, more);
    let expected = [0x4950, 1, 0, 4711, 0, 99, 0, 0b1_0011_1111, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (address, value) in (0..).zip(expected) {
        assert_eq!(ask("4", address, &["-c1"]), Ok(vec![value]), "holding register {address}");
        let input = ask("3", address, &["-c1"]);
        if address < 16 {
            assert_eq!(input, Ok(vec![value]), "input register {address}");
        } else {
            assert!(input.unwrap_err().contains("Illegal data address"));
        }
    }
    assert_eq!(ask("4", 0, &["-c18"]), Ok(expected.to_vec()));
    let bits = |word: u16| (0..16).map(|place| word >> place & 1).collect::<Vec<u16>>();
    assert_eq!(ask("1", 0, &["-c16"]), Ok(bits(0b1_0011_1111)));
    assert_eq!(ask("0", 0, &["-c16"]), Ok(bits(0)));
    // Function 16 with two values, 6 with one.
    assert_eq!(ask("4", 16, &["7", "15"]), Ok(vec![]));
    assert_eq!(ask("4", 6, &["-c1"]), Ok(vec![7]), "the echo");
    assert_eq!(ask("4", 8, &["-c1"]), Ok(vec![15]), "horn, lights, permit, gates");
    assert!(pump.with(|world| world.horn && world.lights && world.permit));
    assert_eq!(ask("4", 17, &["0"]), Ok(vec![]));
    assert_eq!(ask("0", 0, &["-c16"]), Ok(bits(0)));
    for (table, from) in [("4", 18), ("4", 65_535), ("1", 16), ("0", 16)] {
        assert!(ask(table, from, &["-c1"]).unwrap_err().contains("Illegal data address"), "{table} {from}");
    }
    assert!(ask("4", 7, &["1"]).unwrap_err().contains("Illegal data address"), "inputs are not written");
    assert!(ask("0", 0, &["1"]).unwrap_err().contains("Illegal function"), "function 5");
}

#[test]
fn our_portal_is_read_and_written_by_mbpoll_register_by_register() {
    if !peers::has_program("mbpoll") {
        return;
    }
    let (part, world) = portal(Framing::Rtu);
    let pump = pump(part, world);
    let path = pump.path.to_str().unwrap();
    every_register(&["-m", "rtu", "-b", "115200", "-P", "none", path], &pump);
    let other = mbpoll(&["-m", "rtu", "-b", "115200", "-P", "none", path], "2", "4", 0, &["-c1"]);
    assert!(other.unwrap_err().contains("timed out"), "another unit's request is not ours to answer");
}

#[test]
fn our_portal_is_read_and_written_by_mbpoll_over_tcp() {
    if !peers::has_program("mbpoll") {
        return;
    }
    let (part, world) = portal(Framing::Tcp);
    let pump = pump_tcp(part, world);
    let place = pump.path.to_str().unwrap().to_owned();
    let (host, port) = place.split_once(':').unwrap();
    every_register(&["-m", "tcp", "-p", port, host], &pump);
}
