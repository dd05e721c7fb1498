//! Looks at the lane's devices: their ports by name, how the lines are set, who answers, how fast, and what was damaged.

use crate::cli::args::DoctorArgs;
use crate::cli::settings::{self, StationConfig};
use crate::cli::{say, say_json};
use crate::domain::lane::LinkHint;
use crate::domain::text::CleanText;
use crate::scanner::kernel::KernelCounters;
use crate::scanner::look::{Seen, look};
use crate::scanner::port;
use crate::ui::phrases;
use crate::words::{Value, Words};
use anyhow::Result;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// How long is looked: the radiation portal monitor tells its background every 5 s, and two lines make it known.
const LOOK: Duration = Duration::from_secs(12);

/// Exit code when a device is not there.
const MISSING: u8 = 1;

/// Characters of an identity that are shown: a line of 80 columns and its half.
const MAX_SHOWN: usize = 120;

/// Exit code 0 when all four devices answered.
pub(super) fn run(args: &DoctorArgs, words: Words) -> Result<ExitCode> {
    let config =
        StationConfig::read(&args.config).map_err(|fault| settings::told(&args.config, &fault, words))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let seen = runtime.block_on(look(&config.scanner.devices(), LOOK));
    if args.json {
        let devices: Vec<_> = seen.iter().map(as_json).collect();
        say_json(&serde_json::to_string_pretty(&json!({ "adapters": adapters(), "devices": devices }))?)?;
    } else {
        for line in lines(&seen, words) {
            say(&line)?;
        }
    }
    let all = seen.iter().all(|device| device.hint == LinkHint::None);
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::from(MISSING) })
}

fn adapters() -> Vec<(String, String)> {
    port::by_id().iter().map(|(name, port)| (path(name), path(port))).collect()
}

fn path(path: &Path) -> String {
    CleanText::bounded(&path.display().to_string(), MAX_SHOWN).as_str().to_owned()
}

fn lines(seen: &[Seen], words: Words) -> Vec<String> {
    let mut lines: Vec<String> = adapters().iter().map(|(name, port)| format!("{name} → {port}")).collect();
    if lines.is_empty() {
        lines.push(words.say("doctor-scanner-no-adapters"));
    }
    for device in seen {
        lines.extend(device_lines(device, words));
    }
    lines
}

fn device_lines(seen: &Seen, words: Words) -> Vec<String> {
    let say = |id, values: &[(&str, Value<'_>)]| format!("    {}", words.say_with(id, values));
    let mark = if seen.hint == LinkHint::None { "✓" } else { "×" };
    let real = seen.real.as_deref().map_or_else(String::new, |real| format!(" → {}", path(real)));
    let mut lines = vec![format!("{mark} {}: {}{real}", phrases::device(words, seen.kind), seen.port)];
    if let Some(identity) = &seen.identity {
        let identity = CleanText::bounded(identity, MAX_SHOWN).as_str().to_owned();
        lines.push(say("doctor-scanner-identity", &[("identity", Value::from(identity))]));
    }
    lines.extend(phrases::lane::hint(words, seen.hint).map(|hint| format!("    {hint}")));
    let asked = Value::from(seen.asked.to_string());
    lines.push(match seen.read_back {
        Some(read) if read == seen.asked => say("doctor-scanner-set", &[("line", asked)]),
        Some(read) => {
            say("doctor-scanner-differs", &[("line", asked), ("read", Value::from(read.to_string()))])
        }
        None => say("doctor-scanner-not-read", &[("line", asked)]),
    });
    if let Some([least, middle, most]) = spread(&seen.round_trips) {
        lines.push(say("doctor-scanner-times", &[("least", least), ("middle", middle), ("most", most)]));
    }
    let counters = seen.counters;
    lines.push(say(
        "doctor-scanner-counters",
        &[
            ("accepted", Value::from(counters.accepted)),
            ("damaged", Value::from(counters.damaged)),
            ("late", Value::from(counters.late)),
            ("missed", Value::from(counters.missed)),
            ("dropped", Value::from(counters.dropped)),
        ],
    ));
    lines.push(match seen.kernel {
        Some([before, after]) => say("doctor-scanner-kernel", &port_counters(before, after)),
        None => say("doctor-scanner-kernel-silent", &[]),
    });
    lines
}

/// Since the machine's start, and by how much they grew while it was looked at.
fn port_counters(before: KernelCounters, after: KernelCounters) -> [(&'static str, Value<'static>); 4] {
    let grew = after.since(before);
    let text = |all: u32, more: u32| Value::from(format!("{all} (+{more})"));
    [
        ("framing", text(after.framing, grew.framing)),
        ("parity", text(after.parity, grew.parity)),
        ("overruns", text(after.overruns, grew.overruns)),
        ("breaks", text(after.breaks, grew.breaks)),
    ]
}

/// Shortest, middle and longest round trip, milliseconds with one decimal.
fn spread(times: &[Duration]) -> Option<[Value<'static>; 3]> {
    let places = [0, times.len() / 2, times.len().checked_sub(1)?];
    let text = |place: usize| {
        let micros = times.get(place).map_or(0, Duration::as_micros);
        Value::from(format!("{}.{}", micros / 1_000, micros % 1_000 / 100))
    };
    Some(places.map(text))
}

fn as_json(seen: &Seen) -> serde_json::Value {
    let micros: Vec<u128> = seen.round_trips.iter().map(Duration::as_micros).collect();
    json!({
        "device": seen.kind,
        "port": seen.port.to_string(),
        "leads_to": seen.real.as_deref().map(path),
        "set": seen.asked.to_string(),
        "read_back": seen.read_back.map(|read| read.to_string()),
        "identity": seen.identity,
        "hint": seen.hint,
        "round_trips_us": { "count": micros.len(), "least": micros.first(),
            "middle": micros.get(micros.len() / 2), "most": micros.last() },
        "counters": seen.counters,
        "kernel": seen.kernel.map(|[before, after]| json!({ "before": before, "after": after })),
    })
}
