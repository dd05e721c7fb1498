//! The simulated scanner as its own process, until it is told to end.

use super::args::SimulatorArgs;
use super::{demo, say};
use crate::scanner::simulator::{self, Pace, SimulatorSettings};
use anyhow::{Context, Result};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

pub(super) fn run(args: &SimulatorArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(args))?;
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    Ok(ExitCode::SUCCESS)
}

async fn serve(args: &SimulatorArgs) -> Result<()> {
    std::fs::create_dir_all(&args.drop).with_context(|| format!("{}", args.drop.display()))?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let settings = SimulatorSettings {
        link: Some(args.link.clone()),
        drop: args.drop.clone(),
        seed: args.seed,
        pace: if args.fast { Pace::Fast } else { Pace::Real },
        cargo: demo::cargo(&args.images, args.seed)?,
    };
    let simulator = simulator::spawn(settings).context("the simulated scanner")?;
    say(&format!("port: {}", args.link.display()))?;
    say(&format!("drop: {}", args.drop.display()))?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    simulator.shutdown().await;
    Ok(())
}
