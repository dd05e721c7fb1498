//! The simulated lane as its own process, until it is told to end; and the list of what can go wrong in it.

use super::args::SimulatorArgs;
use super::{data, demo, say};
use crate::domain::lane::DeviceKind;
use crate::scanner::simulator::fault::{self, PlannedFault};
use crate::scanner::simulator::{self, Pace, SimulatorSettings};
use crate::words::Words;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Columns of a fault's name, so that what it does stands in one column behind it.
const NAME_COLUMNS: usize = 22;

pub(super) fn run(args: &SimulatorArgs) -> Result<ExitCode> {
    if args.faults {
        list()?;
    }
    if let (Some(ports), Some(drop)) = (&args.ports, &args.drop) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(serve(args, ports, drop))?;
        runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    }
    Ok(ExitCode::SUCCESS)
}

/// The faults of lines can be put on any of the four by the device's name.
fn list() -> Result<()> {
    for (name, is_of_a_line, what) in fault::list() {
        let mark = if is_of_a_line { "[DEVICE:]" } else { "         " };
        say(&format!("{mark}{name:<NAME_COLUMNS$} {what}"))?;
    }
    Ok(())
}

/// The faults that the options plan.
pub(super) fn planned(faults: &[String]) -> Result<Vec<PlannedFault>> {
    Ok(faults.iter().map(|text| text.parse()).collect::<Result<_, _>>()?)
}

async fn serve(args: &SimulatorArgs, ports: &Path, drop: &Path) -> Result<()> {
    let (source, faults) = (args.source.parse()?, planned(&args.fault)?);
    std::fs::create_dir_all(drop).with_context(|| format!("{}", drop.display()))?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let settings = SimulatorSettings {
        ports: ports.to_owned(),
        drop: drop.to_owned(),
        seed: args.seed,
        pace: if args.fast { Pace::Fast } else { Pace::Real },
        cargo: demo::cargo(&args.images, args.seed)?,
        source,
        faults,
    };
    let simulator = simulator::spawn(settings)
        .with_context(|| Words::new(data::language(args.lang)).say("command-simulator"))?;
    for kind in DeviceKind::ALL {
        say(&format!("{}: {}", kind.id(), simulator.port(kind)))?;
    }
    say(&format!("drop: {}", drop.display()))?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    simulator.shutdown().await;
    Ok(())
}
