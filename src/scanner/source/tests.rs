//! A driver and a simulated source on one bench: their bytes by hand, their time by steps.

mod faults;
mod orders;
mod rig;
mod truth;

use super::*;
use crate::domain::lane::{Microamps, TenthsKv};

const fn figures(kv: u32, current: u32) -> Setpoint {
    Setpoint { kv: TenthsKv(kv), current: Microamps(current) }
}

fn settings(profile: SourceProfile) -> SourceSettings {
    let (model, full_scale) = match profile {
        SourceProfile::SpellmanUx => ("UX50P50", figures(500, 2_000)),
        _ => ("XRV160P3000", figures(1_600, 30_000)),
    };
    SourceSettings {
        line: Line::at(Endpoint::Serial("/dev/ttyS0".into())),
        profile,
        model: model.to_owned(),
        firmware: None,
        full_scale,
        limit: figures(full_scale.kv.0 * 9 / 10, full_scale.current.0 / 2),
        setpoint: figures(full_scale.kv.0 * 3 / 4, full_scale.current.0 / 4),
        checksum: Coverage::ThroughComma,
    }
}

#[test]
fn settings_name_the_field_that_is_wrong() {
    type Change = fn(&mut SourceSettings);
    let rows: [(Change, Option<SourceFault>); 7] = [
        (|_| {}, None),
        (|s| s.full_scale.current.0 = 0, Some(SourceFault::FullScale)),
        (|s| s.limit.kv.0 = 1_601, Some(SourceFault::Limit)),
        (|s| s.setpoint.current.0 = 15_001, Some(SourceFault::Setpoint)),
        (|s| s.setpoint.kv.0 = 0, Some(SourceFault::NoVoltage)),
        (|s| s.model = " ".to_owned(), Some(SourceFault::Model)),
        (|s| s.checksum = Coverage::None, Some(SourceFault::Checksum)),
    ];
    for (change, fault) in rows {
        let mut changed = settings(SourceProfile::SpellmanXrv);
        change(&mut changed);
        assert_eq!(changed.check().err(), fault);
    }
}

#[test]
fn settings_are_read_from_their_file_and_nothing_unknown_passes() {
    let text = r#"
        line = { port = "tcp:10.0.0.7:4001" }
        profile = "spellman-xrv"
        model = "XRV160P3000"
        full_scale = { kv = 1600, current = 30000 }
        limit = { kv = 1400, current = 15000 }
        setpoint = { kv = 1200, current = 7500 }
        checksum = "none"
    "#;
    let read: SourceSettings = toml::from_str(text).unwrap();
    assert_eq!((read.check(), read.setpoint), (Ok(()), figures(1_200, 7_500)));
    assert!(toml::from_str::<SourceSettings>(&format!("{text}\nspeed = 1")).is_err());
}

#[test]
fn counts_and_figures_are_each_others() {
    for (value, full) in [(0, 1_600), (1_200, 1_600), (1_600, 1_600), (333, 500)] {
        assert_eq!(from_count(to_count(value, full), full, 10), value);
    }
    assert_eq!(to_count(1_601, 1_600), FULL_COUNT);
    // An XRV's highest reading is a fifth over its full scale.
    assert_eq!(from_count(FULL_COUNT, 1_600, 12), 1_920);
}
