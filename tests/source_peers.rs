//! The simulated Spellman under a host that somebody else wrote: unmodified `PyMeasure`, property by property.

use crate::support::peers;
use crate::support::pump::{Pump, pump};
use intrascope::scanner::simulator::Pace;
use intrascope::scanner::simulator::fault::DeviceFault;
use intrascope::scanner::simulator::source::{SpellmanModel, SpellmanPart};
use intrascope::scanner::simulator::world::World;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/source_peers/xrv.py");

/// `PyMeasure` at the port of the simulated device.
struct Host {
    child: Child,
    stages: ChildStdin,
    found: BufReader<ChildStdout>,
}

impl Host {
    fn at(python: &PathBuf, device: &Pump) -> Self {
        let mut command = Command::new(python);
        command.arg(SCRIPT).arg(&device.path).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stages, found) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, stages, found }
    }

    /// What it found in this stage; its own words are on standard error if it did not find what it had to.
    fn finds(&mut self, stage: &str) -> Value {
        writeln!(self.stages, "{stage}").unwrap();
        let mut line = String::new();
        self.found.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|fault| panic!("{stage}: {line:?} {fault}"))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A hall whose chain is closed and whose source is warm.
fn device() -> Pump {
    let mut world = World::new(Pace::Fast);
    world.advance(Duration::from_secs(3));
    pump(Box::new(SpellmanPart::new(SpellmanModel::Xrv, Pace::Fast, 7)), world)
}

#[test]
fn pymeasure_reads_sets_and_switches_the_simulated_xrv() {
    let Some(python) = peers::python(&["pymeasure", "pyvisa_py"]) else { return };
    let device = device();
    let mut host = Host::at(&python, &device);
    let found = host.finds("reads");
    assert_eq!(found["dsp"], json!(["SWM00152-001", 1042.0]));
    assert!((found["hours"].as_f64().unwrap() - 1_000.7).abs() < 0.01, "{found}");
    assert_eq!(host.finds("settings"), json!({}));
    assert_eq!(host.finds("refusals"), json!({}), "a word with a wrong checksum has no answer");
    assert_eq!(host.finds("beam"), json!({ "on": true }));
    assert!(device.with(|world| world.high_voltage));
    assert_eq!(host.finds("off"), json!({ "on": false }));
    assert!(!device.with(|world| world.high_voltage));
    assert_eq!(host.finds("filament"), json!({ "cold": true, "enabled": true }));
    assert_eq!(host.finds("hours"), json!({ "hours": 0.0 }));
}

#[test]
fn pymeasure_sees_interlock_arc_and_watchdog_of_the_simulated_xrv() {
    let Some(python) = peers::python(&["pymeasure", "pyvisa_py"]) else { return };
    let device = device();
    let mut host = Host::at(&python, &device);
    device.with(|world| world.set_fault(DeviceFault::DoorOpens, true));
    let found = host.finds("on_refused");
    assert!(found["refused"].as_str().unwrap().contains("!,3"), "{found}");
    assert_eq!(found["interlock"], json!(false));
    device.with(|world| world.set_fault(DeviceFault::DoorOpens, false));
    assert_eq!(host.finds("beam"), json!({ "on": true }));
    // The source looks at its hall before every answer, so the arc is there with the next one.
    device.with(|world| world.set_fault(DeviceFault::SourceArc, true));
    let found = host.finds("errors");
    assert_eq!(found, json!({ "errors": 1 << 11, "fault": true, "on": false }));
    device.with(|world| world.set_fault(DeviceFault::SourceArc, false));
    assert_eq!(host.finds("errors")["errors"], json!(1 << 11), "an arc is latched");
    assert_eq!(host.finds("errors"), json!({ "errors": 0, "fault": false, "on": false }));
    assert_eq!(host.finds("beam"), json!({ "on": true }));
    let found = host.finds("silence");
    assert_eq!(
        found,
        json!({ "errors": 1 << 21, "fault": true, "on": false }),
        "a silent host loses the beam"
    );
    assert!(!device.with(|world| world.high_voltage));
}
