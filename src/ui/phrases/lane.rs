//! What the devices of the lane read back, in words: figures with their units, exposures part by part.

use crate::domain::lane::{
    DeviceKind, Exposure, Followed, LinkHint, Microamps, MonitorAlarm, Occupancy, Stage, TenthsKv,
};
use crate::domain::officer::Officer;
use crate::domain::shift::ShiftFigures;
use crate::words::{Value, Words};

/// A device by its name, as a row begins with it.
pub fn device_name(words: Words, kind: DeviceKind) -> String {
    match kind {
        DeviceKind::Portal => words.say("device-name-portal"),
        DeviceKind::Source => words.say("lane-source"),
        DeviceKind::Monitor => words.say("device-name-monitor"),
        DeviceKind::Detector => words.say("device-name-detector"),
    }
}

/// What is wrong with a line, in a word; `None` where nothing is.
pub fn hint(words: Words, hint: LinkHint) -> Option<String> {
    match hint {
        LinkHint::None => None,
        LinkHint::NoPort => Some(words.say("hint-no-port")),
        LinkHint::Held => Some(words.say("hint-held")),
        LinkHint::Silent => Some(words.say("hint-silent")),
        LinkHint::Garbage => Some(words.say("hint-garbage")),
        LinkHint::Wrong => Some(words.say("hint-wrong")),
        LinkHint::Stuck => Some(words.say("hint-stuck")),
    }
}

/// What is wrong with a line and where to look; `None` where nothing is.
pub fn hint_advice(words: Words, hint: LinkHint) -> Option<String> {
    match hint {
        LinkHint::None => None,
        LinkHint::NoPort => Some(words.say("hint-no-port-advice")),
        LinkHint::Held => Some(words.say("hint-held-advice")),
        LinkHint::Silent => Some(words.say("hint-silent-advice")),
        LinkHint::Garbage => Some(words.say("hint-garbage-advice")),
        LinkHint::Wrong => Some(words.say("hint-wrong-advice")),
        LinkHint::Stuck => Some(words.say("hint-stuck-advice")),
    }
}

/// Where the whole lane stands.
pub fn stage(words: Words, stage: Stage) -> String {
    let left = |id, ms: u32| words.say_with(id, &[("seconds", Value::from(ms.div_ceil(1_000)))]);
    match stage {
        Stage::Disconnected => words.say("stage-disconnected"),
        Stage::Verifying => words.say("stage-verifying"),
        Stage::Standby => words.say("stage-standby"),
        Stage::WarmupRequired => words.say("stage-warmup-required"),
        Stage::Conditioning { step, of, left_ms } => words.say_with(
            "stage-conditioning",
            &[
                ("step", Value::from(u32::from(step))),
                ("of", Value::from(u32::from(of))),
                ("seconds", Value::from(left_ms.div_ceil(1_000))),
            ],
        ),
        Stage::CalibratingDark => words.say("stage-calibrating-dark"),
        Stage::CalibratingAir => words.say("stage-calibrating-air"),
        Stage::Ready => words.say("stage-ready"),
        Stage::Armed { left_ms } => left("stage-armed", left_ms),
        Stage::BeamRequested => words.say("stage-beam-requested"),
        Stage::Scanning => words.say("stage-scanning"),
        Stage::Stopping => words.say("stage-stopping"),
        Stage::Finalising => words.say("stage-finalising"),
        Stage::Fault => words.say("stage-fault"),
        Stage::EmergencyStop => words.say("stage-emergency-stop"),
    }
}

/// An exposure in one line; of a beam it is also said what was not reported.
pub fn exposed(words: Words, exposure: &Exposure, armed_by: Option<&Officer>) -> String {
    let background = exposure
        .background
        .map(|counts| words.say_with("exposure-background", &[("counts", Value::from(counts))]));
    let armed = armed_by.map(|officer| {
        words.say_with("exposure-armed-by", &[("name", Value::from(officer.name.to_string()))])
    });
    let after = [
        hours(words, exposure),
        background,
        exposure.occupancy.as_ref().map(|seen| vehicle(words, seen)),
        armed,
    ];
    let beam = if exposure.had_beam() { beam(words, exposure) } else { vec![words.say("exposure-none")] };
    beam.into_iter().chain(after.into_iter().flatten()).collect::<Vec<_>>().join(" · ")
}

/// The beam's own figures.
fn beam(words: Words, exposure: &Exposure) -> Vec<String> {
    let seconds = Value::from(thousandths(u64::from(exposure.beam_ms)));
    let time = words.say_with("exposure-beam", &[("seconds", seconds)]);
    let charge = exposure.charge_uas.map(|charge| milliampere_seconds(words, u64::from(charge)));
    let or = |told: Option<String>, unsaid: fn(Words) -> String| told.unwrap_or_else(|| unsaid(words));
    let mut parts = vec![
        or(exposure.kv_max.map(|kv| kilovolts(words, kv)), |words| words.say("exposure-no-kv")),
        or(exposure.current_max.map(|current| microamps(words, current)), |words| {
            words.say("exposure-no-current")
        }),
        time,
    ];
    if exposure.followed == Followed::Lost {
        parts.push(words.say("exposure-lost"));
    }
    if charge.is_some() || exposure.current_max.is_some() {
        parts.push(or(charge, |words| words.say("exposure-no-charge")));
    }
    parts.push(or(exposure.dose_nsv.map(|dose| nanosieverts(words, dose)), |words| {
        words.say("exposure-no-dose")
    }));
    parts
}

/// The source's own counter before and after.
fn hours(words: Words, exposure: &Exposure) -> Option<String> {
    if exposure.hours_before.or(exposure.hours_after).is_none() {
        return exposure.had_beam().then(|| words.say("exposure-no-hours"));
    }
    let hours = |tenths: Option<u32>| Value::from(tenths.map_or_else(|| "—".to_owned(), tenth));
    let values = [("before", hours(exposure.hours_before)), ("after", hours(exposure.hours_after))];
    Some(words.say_with("exposure-hours", &values))
}

/// Microampere-seconds as `10,478 mAs`.
pub fn milliampere_seconds(words: Words, microampere_seconds: u64) -> String {
    let charge = Value::from(thousandths(microampere_seconds));
    words.say_with("exposure-charge", &[("charge", charge)])
}

/// The vehicle as the radiation portal monitor saw it.
fn vehicle(words: Words, occupancy: &Occupancy) -> String {
    let counts = words.say_with(
        "exposure-vehicle",
        &[("gamma", Value::from(occupancy.gamma_max)), ("neutrons", Value::from(occupancy.neutron_max))],
    );
    let alarms = [gamma_alarm(words, occupancy.gamma_alarm), neutron_alarm(words, occupancy.neutron_alarm)];
    std::iter::once(counts).chain(alarms.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}

/// A gamma alarm, and whether the monitor's own counts say the same; none where there is none.
pub fn gamma_alarm(words: Words, alarm: MonitorAlarm) -> Option<String> {
    match alarm {
        MonitorAlarm::None => None,
        MonitorAlarm::Told => Some(words.say("monitor-gamma-told")),
        MonitorAlarm::ToldOnly => Some(words.say("monitor-gamma-told-only")),
        MonitorAlarm::Computed => Some(words.say("monitor-gamma-computed")),
    }
}

/// The same of a neutron alarm.
pub fn neutron_alarm(words: Words, alarm: MonitorAlarm) -> Option<String> {
    match alarm {
        MonitorAlarm::None => None,
        MonitorAlarm::Told => Some(words.say("monitor-neutron-told")),
        MonitorAlarm::ToldOnly => Some(words.say("monitor-neutron-told-only")),
        MonitorAlarm::Computed => Some(words.say("monitor-neutron-computed")),
    }
}

/// `160,0 kV`.
pub fn kilovolts(words: Words, TenthsKv(tenths): TenthsKv) -> String {
    words.say_with("lane-kv", &[("kv", Value::from(tenth(tenths)))])
}

/// `500 µA`.
pub fn microamps(words: Words, Microamps(current): Microamps) -> String {
    words.say_with("lane-microamps", &[("current", Value::from(current))])
}

/// `90 nSv`.
pub fn nanosieverts(words: Words, nsv: u32) -> String {
    words.say_with("lane-dose-nsv", &[("nsv", Value::from(nsv))])
}

/// `0,80 m/s`.
pub fn speed(words: Words, mm_s: u32) -> String {
    let speed = format!("{},{:02}", mm_s / 1_000, mm_s % 1_000 / 10);
    words.say_with("lane-speed", &[("speed", Value::from(speed))])
}

/// Microseconds as `12,4 ms`.
pub fn milliseconds(words: Words, microseconds: u32) -> String {
    words.say_with("lane-age-ms", &[("ms", Value::from(tenth(microseconds / 100)))])
}

/// The beam time of a shift and its dose.
pub fn shift_exposure(words: Words, figures: &ShiftFigures) -> String {
    let seconds = figures.beam_ms / 1_000;
    let time = format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let dose = Value::from(micro(u64::from(figures.dose_nsv)));
    words.say_with("shift-exposure", &[("time", Value::from(time)), ("dose", dose)])
}

/// Tenths as a decimal: `160,0`.
pub fn tenth(tenths: u32) -> String {
    format!("{},{}", tenths / 10, tenths % 10)
}

/// Thousandths as a decimal: `10,478`.
pub fn thousandths(value: u64) -> String {
    format!("{},{:03}", value / 1_000, value % 1_000)
}

/// Nanosieverts as microsieverts with two decimals.
pub fn micro(nano: u64) -> String {
    format!("{},{:02}", nano / 1_000, nano % 1_000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn an_exposure_says_what_was_read_back_and_what_was_not_reported() {
        let words = Words::new(Language::En);
        assert_eq!(exposed(words, &Exposure::default(), None), "no beam reported");
        let lost = "voltage not reported · current not reported · beam 0,000 s · its end was not reported · \
                    dose not reported · source hours not reported";
        assert_eq!(exposed(words, &Exposure::lost(), None), lost);
        let occupancy =
            Occupancy { gamma_max: 900, gamma_alarm: MonitorAlarm::ToldOnly, ..Occupancy::default() };
        let whole = Exposure {
            kv_max: Some(TenthsKv(1_603)),
            current_max: Some(Microamps(498)),
            beam_ms: 21_040,
            charge_uas: Some(10_478),
            followed: Followed::ToItsEnd,
            hours_before: Some(12_345),
            hours_after: None,
            dose_nsv: Some(90),
            background: Some(1_240),
            occupancy: Some(occupancy),
        };
        let said = "160,3 kV · 498 µA · beam 21,040 s · 10,478 mAs · 90 nSv · source hours 1234,5 → — · \
                    gamma background 1240 /s · vehicle: gamma up to 900 /s, neutrons up to 0 /s, \
                    gamma alarm, counts below limit";
        assert_eq!(exposed(words, &whole, None), said);
    }
}
