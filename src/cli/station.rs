//! The station as a service: the store, the scanner and the seats' sockets in one process, without a screen.

use super::args::StationArgs;
use super::booth::Names;
use super::plaint::Told;
use super::service::{News, Notifier, Pulse, watchdog};
use super::settings::{self, StationConfig};
use super::{data, log, policy};
use crate::remote::door::Door;
use crate::remote::seats::{Accounts, Seats, ServedSeat};
use crate::remote::{self, server};
use crate::scanner::LaneThread;
use crate::scanner::supervisor::LastUse;
use crate::station::actor::{self, DroppedFiles, Idle, Settings, Station};
use crate::station::clock::Clock;
use crate::station::contract::day::PolicyInForce;
use crate::station::contract::{Asker, Booth, Request};
use crate::station::decoding::Decoder;
use crate::station::handle::Handle;
use crate::store::{Store, StoreHandle};
use crate::words::{Value, Words};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// The most of `/etc/group` that is read: ten thousand groups of a hundred bytes.
const MAX_GROUPS: u64 = 1 << 20;

pub(super) fn run(args: &StationArgs) -> Result<ExitCode> {
    if args.check {
        return settings::check(args);
    }
    let words = Words::new(data::language(args.lang));
    let config =
        StationConfig::read(&args.config).map_err(|fault| settings::told(&args.config, &fault, words))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(serve(&config, words));
    // Blocking work that hangs (a dead network share) must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(2));
    result.map(|()| ExitCode::SUCCESS)
}

async fn serve(config: &StationConfig, words: Words) -> Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let folder = &config.data.folder;
    Names::from(&config.booth).keep(folder)?;
    log::begin(folder)?;
    let lane_thread = LaneThread::start()?;
    let station = start(config, &lane_thread, words).await?;
    // Last made, first dropped: nobody attaches to a station that goes down.
    let server = server::serve(&remote::socket_path(folder), station.handle.clone())?;
    let served = open_seats(config, station.handle.clone(), words).await?;
    let notifier = Notifier::of_environment()?;
    let status = words.say_with("service-ready", &[("seats", Value::from(served.len()))]);
    tell(notifier.as_ref(), &[News::Ready, News::Status(status.clone())]);
    super::remark(&status)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = alive(notifier.as_ref(), &station.handle) => {}
    }
    tell(notifier.as_ref(), &[News::Stopping]);
    drop(served);
    drop(server);
    station.shutdown().await;
    Ok(())
}

/// A system that cannot be told is no reason to end.
fn tell(notifier: Option<&Notifier>, news: &[News]) {
    if let Some(Err(error)) = notifier.map(|notifier| notifier.tell(news)) {
        tracing::warn!(%error, "the service manager was not told");
    }
}

/// Tells the watchdog as long as the actor and its store answer; for ever where there is none.
async fn alive(notifier: Option<&Notifier>, handle: &Handle) {
    let (Some(notifier), Some(every)) = (notifier, watchdog()) else { return std::future::pending().await };
    notifier
        .watch(every, || async {
            let asked = handle.ask(Asker::CommandLine, Request::ListCases { before: None, limit: 1 }).await;
            match asked {
                Err(crate::domain::refusal::Refusal::StationGone) => Pulse::Gone,
                // Any other answer is the actor's own.
                _ => Pulse::Beats,
            }
        })
        .await;
    // The actor is gone: what is left of this process serves nobody.
    tracing::error!("the station's actor is gone");
}

async fn start(config: &StationConfig, lane_thread: &LaneThread, words: Words) -> Result<Station> {
    let folder = &config.data.folder;
    let (own, in_force) = policy::in_force(folder, words)?;
    let mut options = own.options(&Names::from(&config.booth));
    options.mirror = config.data.mirror.clone().or(options.mirror);
    options.copies = config.data.copies.clone().or(options.copies);
    let (store, _) = Store::open(folder, options)?;
    let (lane, reports) = lane_thread.connect(config.driver(LastUse::Unknown));
    let after = |place| config.idle.after(place);
    let idle = Idle {
        local: after(settings::Place::Local),
        remote: after(settings::Place::Remote),
        ..Idle::default()
    };
    let settings = Settings {
        booth: booth(config, in_force),
        roster: Vec::new(),
        outbox: folder.join("outbox"),
        printer: config.printer(),
        // The drop folder is the complex's own.
        dropped: DroppedFiles::Keep,
        clock: Clock::machine(),
        retention: own.term(),
        idle,
        decoder: Decoder::this_program(),
    };
    Ok(actor::start(settings, StoreHandle::spawn(store)?, lane, reports).await?)
}

fn booth(config: &StationConfig, policy: PolicyInForce) -> Arc<Booth> {
    Arc::new(Booth {
        post_name: config.booth.post_name.clone(),
        ic_name: config.booth.ic_name.clone(),
        post_code: config.booth.post_code.clone(),
        policy,
        roster: Vec::new(),
        training: None,
    })
}

/// A socket for each seat, with its group; each is tried before anybody is let in.
async fn open_seats(config: &StationConfig, handle: Handle, words: Words) -> Result<Vec<ServedSeat>> {
    fs::create_dir_all(&config.sockets.folder)
        .with_context(|| config.sockets.folder.display().to_string())?;
    let seats = Seats::new(handle)?;
    let mut served = Vec::with_capacity(config.seats.len());
    for seat in &config.seats {
        let path = config.socket(seat);
        let group = group(&seat.group, words)?;
        let door = Door::bind(&path, Some(group)).map_err(|fault| refused(&path, &fault, words))?;
        let one = seats.serve(door, seat.seat()?, Accounts::Any).await;
        served.push(one.map_err(|fault| refused(&path, &fault, words))?);
    }
    Ok(served)
}

fn refused(path: &Path, fault: &dyn std::error::Error, words: Words) -> Told {
    let (seat, why) = (Value::from(path.display().to_string()), Value::from(fault.to_string()));
    Told(words.say_with("service-no-seat", &[("seat", seat), ("why", why)]))
}

/// The number of a Unix group.
fn group(name: &str, words: Words) -> Result<u32> {
    use std::io::Read;
    let mut text = String::new();
    fs::File::open("/etc/group")?.take(MAX_GROUPS).read_to_string(&mut text)?;
    let of = |line: &str| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1).and_then(|number| number.parse().ok())).flatten()
    };
    let unknown = || Told(words.say_with("service-no-group", &[("group", Value::from(name.to_owned()))]));
    Ok(text.lines().find_map(of).ok_or_else(unknown)?)
}
