//! Station, simulated scanner and console in one process.

use super::args::DemoArgs;
use super::booth::Names;
use super::cargo_files::FileCargo;
use super::simulator::planned;
use super::{choices, data, log, month, policy, say};
use crate::app::{self, ConsoleOptions};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::purge::Term;
use crate::paper::print::Printer;
use crate::remote::{self, server};
use crate::scanner::simulator::fault::PlannedFault;
use crate::scanner::simulator::{self, Cargo, Pace, PhantomCargo, Simulator, SimulatorSettings};
use crate::scanner::source::SourceProfile;
use crate::scanner::{DriverSettings, LaneThread};
use crate::station::actor::{self, DroppedFiles, Idle, Settings};
use crate::station::clock::Clock;
use crate::station::contract::day::PolicyInForce;
use crate::station::contract::{Booth, Pin};
use crate::station::decoding::Decoder;
use crate::station::sessions::RosterEntry;
use crate::store::{Store, StoreHandle};
use crate::terminal::graphics::ColourDepth;
use crate::terminal::probe::{Environment, GraphicsChoice, colour_depth};
use crate::ui::theme::{Theme, ThemeName};
use crate::words::{Value, Words};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// The demo officers: id, name, role, PIN. They exist in the demo only and are named on its sign-in screen. One of them has
/// both operators' roles: the policy says whether on one shift.
const OFFICERS: [(&str, &str, Role, &str); 5] = [
    ("akhmetov.a", "Ахметов А.", Role::Oms, "1204"),
    ("nurlanova.b", "Нурланова Б.", Role::Oac, "3507"),
    ("zhumabaeva.s", "Жұмабаева С.", Role::Supervisor, "5150"),
    ("serikov.d", "Сериков Д.", Role::Oms, "2816"),
    ("serikov.d", "Сериков Д.", Role::Oac, "2816"),
];

/// The demo's customs post, first part of every case number.
pub(super) const POST_CODE: &str = "39855302";

/// The demo's inspection complex; with the post it names the booth's key.
pub(super) const IC_NAME: &str = "ИДК-2";

/// The demo's customs post, by name.
pub(super) const POST_NAME: &str = "Майқапшағай";

/// The theme for who has no option to give, as a login shell.
const THEME_VARIABLE: &str = "INTRASCOPE_THEME";

pub(super) fn run(args: &DemoArgs) -> Result<ExitCode> {
    if args.month.month {
        return month::run(args);
    }
    // Before anything is opened: a word that is wrong leaves nothing behind.
    let far_end = FarEnd { source: args.source.parse()?, faults: planned(&args.fault)? };
    let folder = data::folder(&args.data)?;
    say(&Words::new(data::language(args.lang))
        .say_with("command-data", &[("folder", Value::from(folder.display().to_string()))]))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(serve(args, far_end, &folder));
    // Blocking work that hangs (a dead network share) must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    result.map(|()| ExitCode::SUCCESS)
}

async fn serve(args: &DemoArgs, far: FarEnd, folder: &Path) -> Result<()> {
    let saved = choices::read(Words::new(data::language(args.lang)))?;
    let (policy, in_force) = policy::in_force(folder, Words::new(data::language(args.lang)))?;
    let mut options = policy.options(&Names::of(folder)?);
    options.mirror = args.mirror.clone().or(options.mirror);
    options.copies = args.copies.clone().or(options.copies);
    let (store, _) = Store::open(folder, options)?;
    log::begin(folder)?;
    let outbox = folder.join("outbox");
    let (simulator, settings) = far_end(args, far, folder)?;
    let dropped = if simulator.is_some() { DroppedFiles::Remove } else { DroppedFiles::Keep };
    let lane_thread = LaneThread::start()?;
    let (lane, reports) = lane_thread.connect(settings);
    let clock = Clock::machine();
    let retention = args.retention_days.map_or_else(|| policy.term(), Term::days);
    let (booth, roster, printer) = (booth(in_force), roster()?, printer(args));
    let (idle, decoder) = (Idle::default(), Decoder::this_program());
    let station = Settings { booth, roster, outbox, printer, dropped, clock, retention, idle, decoder };
    let station = actor::start(station, StoreHandle::spawn(store)?, lane, reports).await?;
    let server = server::serve(&remote::socket_path(folder), station.handle.clone())?;
    let environment = data::environment();
    let options = ConsoleOptions {
        language: data::language(args.lang),
        graphics: if args.text_only { GraphicsChoice::None } else { args.graphics },
        link_kbps: args.link_kbps,
        saved,
        colours: args.colours,
        theme: theme(args.theme, &environment),
        environment,
        link: None,
    };
    let result = app::run(station.handle.clone(), options).await;
    drop(server);
    station.shutdown().await;
    if let Some(simulator) = simulator {
        simulator.shutdown().await;
    }
    drop(lane_thread);
    Ok(result?)
}

/// What the options say of the simulated hall.
struct FarEnd {
    source: SourceProfile,
    faults: Vec<PlannedFault>,
}

/// The scanner that the options name, or a simulator of our own behind real serial paths.
fn far_end(args: &DemoArgs, far: FarEnd, folder: &Path) -> Result<(Option<Simulator>, DriverSettings)> {
    if let (Some(ports), Some(drop)) = (&args.ports, &args.drop) {
        return Ok((None, simulator::driver(far.source, ports, drop.clone())));
    }
    let drop = folder.join("drop");
    std::fs::create_dir_all(&drop)?;
    let settings = SimulatorSettings {
        ports: folder.join("ports"),
        drop: drop.clone(),
        seed: args.seed,
        pace: if args.fast { Pace::Fast } else { Pace::Real },
        cargo: cargo(&args.images, args.seed)?,
        source: far.source,
        faults: far.faults,
    };
    let simulator = simulator::spawn(settings)
        .with_context(|| Words::new(data::language(args.lang)).say("command-simulator"))?;
    let settings = simulator::driver(far.source, &simulator.ports, drop);
    Ok((Some(simulator), settings))
}

/// The cargo that is scanned: the files, or the simulator's own.
pub(super) fn cargo(images: &[PathBuf], seed: u64) -> Result<Box<dyn Cargo + Send>> {
    if images.is_empty() {
        Ok(Box::new(PhantomCargo::new(seed)))
    } else {
        Ok(Box::new(FileCargo::open(images)?))
    }
}

fn officers() -> Result<Vec<(Officer, &'static str)>> {
    OFFICERS
        .into_iter()
        .map(|(id, name, role, pin)| {
            Ok((Officer { id: OfficerId::parse(id)?, name: name.into(), role }, pin))
        })
        .collect()
}

fn roster() -> Result<Vec<RosterEntry>> {
    Ok(officers()?.into_iter().map(|(officer, pin)| RosterEntry { officer, pin: Pin::new(pin) }).collect())
}

fn booth(policy: PolicyInForce) -> Arc<Booth> {
    let officers = officers().unwrap_or_default();
    Arc::new(Booth {
        post_name: POST_NAME.to_owned(),
        ic_name: IC_NAME.to_owned(),
        post_code: POST_CODE.to_owned(),
        policy,
        training: Some(
            officers.iter().map(|(officer, pin)| (officer.id.clone(), (*pin).to_owned())).collect(),
        ),
        roster: officers.into_iter().map(|(officer, _)| officer).collect(),
    })
}

fn printer(args: &DemoArgs) -> Option<Printer> {
    args.printer.clone().map(|queue| Printer { command: vec!["lp".to_owned()], queue })
}

pub(super) fn theme(asked: Option<ThemeName>, environment: &Environment) -> Theme {
    let colourless = environment.no_color || colour_depth(environment) == ColourDepth::Mono;
    let kept = || data::variable(THEME_VARIABLE).parse().ok();
    let name = if colourless { Some(ThemeName::Mono) } else { asked.or_else(kept) };
    Theme::built_in(name.unwrap_or_default())
}
