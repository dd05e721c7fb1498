//! The settings file, as shipped and as spoiled.

use super::check::SettingsFault;
use super::*;
use crate::domain::officer::Role;
use crate::domain::seat::Occupancy;
use crate::words::Language;

const SHIPPED: &str = include_str!("../../../docs/deploy/config/station.toml");

/// The least that settles everything that has no default.
pub(super) const LEAST: &str = r#"
[booth]
post_code = "39855302"
post_name = "Майқапшағай"
ic_name = "ИДК-2"
[scanner]
drop = "/srv/intrascope/drop"
[scanner.portal]
line = { port = "/dev/intrascope/portal" }
[scanner.source]
line = { port = "/dev/intrascope/source" }
profile = "spellman-xrv"
model = "XRV160P3000"
full_scale = { kv = 1600, current = 30000 }
limit = { kv = 1440, current = 15000 }
setpoint = { kv = 1200, current = 7500 }
[scanner.monitor]
line = { port = "/dev/intrascope/monitor" }
[scanner.detector]
line = { port = "/dev/intrascope/detector" }
"#;

#[test]
fn what_is_shipped_says_what_the_defaults_are() {
    let shipped = StationConfig::parse(SHIPPED).unwrap();
    assert_eq!(shipped, StationConfig::parse(LEAST).unwrap());
    assert_eq!(shipped.seats.len(), 3);
    assert_eq!(shipped.seats[0].roles, [Role::Oms]);
    assert_eq!(shipped.seats[2].place, Place::Remote);
    assert_eq!(shipped.seats[2].sessions, Occupancy::Many);
    assert!(shipped.seats[2].bind_account && !shipped.seats[0].bind_account);
    assert_eq!(shipped.socket(&shipped.seats[1]), Path::new("/run/intrascope/oac.sock"));
    assert_eq!(shipped.idle.after(Place::Local), Duration::from_mins(10));
    assert_eq!(shipped.idle.after(Place::Remote), Duration::from_mins(15));
    assert_eq!(shipped.printer(), None);
    let driver = shipped.driver(LastUse::Unknown);
    assert_eq!(driver.devices.source.model, shipped.scanner.source.model);
    assert_eq!(driver.rules.setpoint, shipped.scanner.source.setpoint);
}

#[test]
fn what_is_commented_out_is_right_when_it_counts() {
    let all = SHIPPED
        .replace("# mirror =", "mirror =")
        .replace("# copies =", "copies =")
        .replace("# [printer]", "[printer]")
        .replace("# queue =", "queue =");
    let config = StationConfig::parse(&all).unwrap();
    let rules =
        SHIPPED.lines().skip_while(|line| *line != "# [scanner.rules]").take_while(|line| !line.is_empty());
    let rules: Vec<&str> = rules.map(|line| line.trim_start_matches("# ")).collect();
    let (settled, own) = rules.split_at(rules.iter().position(|line| line.starts_with("A warm-up")).unwrap());
    let with = |more: String| StationConfig::parse(&format!("{SHIPPED}\n{more}")).unwrap().scanner.rules;
    assert_eq!(with(settled.join("\n")), Rules::default());
    let own = own.iter().skip_while(|line| !line.starts_with('[')).copied().collect::<Vec<_>>().join("\n");
    assert_eq!(with(own).conditioning[0].steps.len(), 2);
    assert_eq!(config.printer().unwrap().queue, "booth");
    assert_eq!(config.data.mirror.as_deref(), Some(Path::new("/srv/intrascope/mirror")));
    assert_eq!(config.data.copies.as_deref(), Some(Path::new("/srv/intrascope/originals")));
}

#[test]
fn a_fault_of_the_parser_names_its_line() {
    for (from, to, line) in [
        ("model = ", "modell = ", 7),
        ("profile = \"spellman-xrv\"", "profile = \"spelman\"", 10),
        ("[scanner]", "[scaner]", 5),
        ("drop = ", "drop ", 7),
        ("ic_name = \"ИДК-2\"", "ic_name = 2", 5),
    ] {
        let text = LEAST.trim_start().replace(from, to);
        let fault = StationConfig::parse(&text).unwrap_err();
        let SettingsFault::Syntax(syntax) = &fault else { panic!("{fault:?}") };
        let own = text.lines().position(|own| own.contains(to)).unwrap() + 1;
        assert!(syntax.line == own || syntax.line == line, "{to}: {}", syntax.line);
    }
    let seat = format!("{LEAST}[[seat]]\nname = \"oms\"\nrole = \"oms\"\n");
    let fault = StationConfig::parse(&seat).unwrap_err();
    assert_eq!(fault, SettingsFault::of_toml(&seat, &toml::from_str::<StationConfig>(&seat).unwrap_err()));
    assert!(fault.describe(Words::new(Language::En)).contains("role"), "{fault:?}");
}

#[test]
fn what_makes_no_sense_is_refused_in_every_language() {
    let long = format!("folder = \"/{}\"", "x".repeat(110));
    for (from, to) in [
        ("\"39855302\"", "\"398\""),
        ("\"39855302\"", "\"3985530x\""),
        ("\"Майқапшағай\"", "\"\""),
        ("\"ИДК-2\"", "\"a\\u202eb\""),
        ("\"/var/lib/intrascope\"", "\"var/lib\""),
        ("# mirror = \"/srv", "mirror = \"srv"),
        ("# copies = \"/srv", "copies = \"srv"),
        ("limit = { kv = 1440,", "limit = { kv = 2300,"),
        ("setpoint = { kv = 1200,", "setpoint = { kv = 2100,"),
        ("\"/srv/intrascope/drop\"", "\"drop\""),
        ("# [printer]\n# queue = \"booth\"", "[printer]\nqueue = \"-o\""),
        ("# [printer]\n# queue = \"booth\"", "[printer]\nqueue = \"a b\""),
        ("local_minutes = 10", "local_minutes = 0"),
        ("remote_minutes = 15", "remote_minutes = 31"),
        ("folder = \"/run/intrascope\"", "folder = \"run\""),
        ("folder = \"/run/intrascope\"", &long),
        ("name = \"oac\"", "name = \"oms\""),
        ("name = \"oac\"", "name = \"OAC\""),
        ("name = \"oac\"", "name = \"../../etc\""),
        ("name = \"oac\"", "name = \"abcdefghijklmnopq\""),
        ("group = \"intrascope-oac\"", "group = \"intrascope-oms\""),
        ("group = \"intrascope-oac\"", "group = \"0\""),
        ("roles = [\"oac\"]", "roles = []"),
        ("roles = [\"oac\"]", "roles = [\"oac\", \"oac\"]"),
        ("roles = [\"supervisor\"]", "roles = [\"supervisor\", \"oms\"]"),
        (
            "place = \"local\"\nsessions = \"one\"\ngroup = \"intrascope-oms\"",
            "place = \"remote\"\nsessions = \"one\"\ngroup = \"intrascope-oms\"",
        ),
        ("roles = [\"oms\"]", "roles = [\"oac\"]"),
    ] {
        assert!(SHIPPED.contains(from), "{from}");
        let fault = StationConfig::parse(&SHIPPED.replace(from, to)).unwrap_err();
        assert!(!matches!(fault, SettingsFault::Syntax(_)), "{to}: {fault:?}");
        for language in Language::ALL {
            let said = fault.describe(Words::new(language));
            assert!(!said.contains('<') && !said.contains('\u{202e}') && said.len() > 10, "{to}: {said}");
        }
    }
    let seat =
        |n| format!("name=\"s{n}\"\nroles=[\"oms\"]\nplace=\"local\"\nsessions=\"one\"\ngroup=\"g{n}\"\n");
    let many: Vec<String> = (0..9).map(|n| format!("[[seat]]\n{}", seat(n))).collect();
    let fault = StationConfig::parse(&format!("{LEAST}{}", many.concat())).unwrap_err();
    assert_eq!(fault, SettingsFault::TooManySeats { most: 8 });
}

#[test]
fn a_file_is_read_or_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.toml");
    assert!(matches!(StationConfig::read(&path), Err(SettingsFault::Unreadable(_))));
    fs::write(&path, SHIPPED).unwrap();
    assert!(StationConfig::read(&path).is_ok());
    fs::write(&path, "#".repeat(65_537)).unwrap();
    let fault = StationConfig::read(&path).unwrap_err();
    assert_eq!(fault, SettingsFault::TooLong { bytes: 65_537, most: 65_536 });
    let said = told(&path, &fault, Words::new(Language::En)).to_string();
    assert!(said.contains("station.toml") && said.contains("65537"), "{said}");
}
