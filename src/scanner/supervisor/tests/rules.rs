//! Rules as the settings file says them.

use crate::domain::lane::MIN_PREWARNING;
use crate::scanner::supervisor::{Rules, RulesFault, Schedule, Step};

#[test]
fn the_usual_rules_can_be_kept_and_what_the_file_leaves_open_is_usual() {
    assert_eq!(Rules::default().check(), Ok(()));
    let text = "tail_ms = 500\n[[conditioning]]\nidle_days = 2\n\
                steps = [{ kv_percent = 50, current_percent = 0, hold_s = 60 }]\n";
    let rules: Rules = toml::from_str(text).unwrap();
    assert_eq!((rules.tail_ms, rules.max_beam_s), (500, 120));
    assert_eq!(rules.conditioning[0].steps, [Step { kv_percent: 50, current_percent: 0, hold_s: 60 }]);
    assert!(toml::from_str::<Rules>("tial_ms = 5").is_err());
    let elsewhere = toml::from_str::<Rules>("setpoint = { kv = 3000, current = 100 }");
    assert!(elsewhere.is_err(), "the setpoint has one place in the file: the source's section");
}

#[test]
fn the_rule_that_cannot_be_kept_is_named() {
    type Change = fn(&mut Rules);
    let cases: [(Change, &str); 9] = [
        (|r| r.prewarning_s = 4, "prewarning_s"),
        (|r| r.prewarning_s = 61, "prewarning_s"),
        (|r| r.max_beam_s = 0, "max_beam_s"),
        (|r| r.speed_min_mm_s = r.speed_max_mm_s, "speed_min_mm_s"),
        (|r| r.kv_tolerance_percent = 0, "kv_tolerance_percent"),
        (|r| r.dark_age_s = 59, "dark_age_s"),
        (|r| r.conditioning = vec![Schedule::after_three_months(); 17], "conditioning"),
        (|r| r.conditioning[0].steps.clear(), "conditioning[0].steps"),
        (|r| r.conditioning[0].steps[3].kv_percent = 101, "conditioning[0].steps[3]"),
    ];
    for (change, key) in cases {
        let mut rules = Rules::default();
        change(&mut rules);
        let said = rules.check().unwrap_err().to_string();
        assert_eq!(said.split(':').next(), Some(key), "{said}");
        assert!(rules.prewarning() >= MIN_PREWARNING);
    }
    let mut rules = Rules::default();
    rules.conditioning[0].steps[2].hold_s = 0;
    assert_eq!(rules.check(), Err(RulesFault::Step(0, 2)));
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
