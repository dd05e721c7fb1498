//! Rules as the settings file says them.

use crate::domain::lane::{MIN_PREWARNING, Setpoint};
use crate::scanner::supervisor::{Rules, RulesFault, Schedule, Step};

#[test]
fn the_usual_rules_can_be_kept_and_what_the_file_leaves_open_is_usual() {
    assert_eq!(Rules::default().check(), Ok(()));
    let text = "tail_ms = 500\nsetpoint = { kv = 3000, current = 100 }\n[[conditioning]]\nidle_days = 2\n\
                steps = [{ kv_percent = 50, current_percent = 0, hold_s = 60 }]\n";
    let rules: Rules = toml::from_str(text).unwrap();
    assert_eq!((rules.tail_ms, rules.setpoint.kv.0, rules.max_beam_s), (500, 3_000, 120));
    assert_eq!(rules.conditioning[0].steps, [Step { kv_percent: 50, current_percent: 0, hold_s: 60 }]);
    assert!(toml::from_str::<Rules>("tial_ms = 5").is_err());
}

#[test]
fn the_rule_that_cannot_be_kept_is_named() {
    type Change = fn(&mut Rules);
    let cases: [(Change, RulesFault); 9] = [
        (|r| r.setpoint = Setpoint::default(), RulesFault::NoVoltage),
        (|r| r.prewarning_s = 4, RulesFault::Prewarning),
        (|r| r.prewarning_s = 61, RulesFault::Prewarning),
        (|r| r.max_beam_s = 0, RulesFault::MaxBeam),
        (|r| r.speed_min_mm_s = r.speed_max_mm_s, RulesFault::Speed),
        (|r| r.kv_tolerance_percent = 0, RulesFault::Tolerance),
        (|r| r.dark_age_s = 59, RulesFault::DarkAge),
        (|r| r.conditioning[0].steps.clear(), RulesFault::Conditioning),
        (|r| r.conditioning[0].steps[0].kv_percent = 101, RulesFault::Conditioning),
    ];
    for (change, fault) in cases {
        let mut rules = Rules::default();
        change(&mut rules);
        assert_eq!(rules.check(), Err(fault));
        assert!(rules.prewarning() >= MIN_PREWARNING);
    }
}

#[test]
fn the_vendors_schedule_climbs_to_the_whole_in_small_steps() {
    let steps = Schedule::after_three_months().steps;
    let pairs: Vec<_> = steps.iter().map(|step| (step.kv_percent, step.current_percent)).collect();
    assert_eq!((pairs[0], steps[0].hold_s), ((10, 0), 900));
    assert_eq!(pairs.last(), Some(&(100, 100)));
    assert!(pairs.contains(&(50, 20)) && pairs.contains(&(50, 100)));
    for pair in pairs.windows(2) {
        assert!(pair[1].0 >= pair[0].0 && pair[1].0 - pair[0].0 <= 3 && pair[1].1 >= pair[0].1);
        assert!(pair[1].0 == pair[0].0 || pair[1].1 == pair[0].1, "voltage and current never rise together");
    }
}
