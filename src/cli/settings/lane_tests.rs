//! Every fault of the lane's settings: its key, its line, and its words in each language.

use super::tests::LEAST;
use super::*;
use crate::words::Language;

/// The least settings with a text exchanged, and the fault that comes of it, in a language.
fn refused(from: &str, to: &str) -> impl Fn(Language) -> String + use<> {
    assert!(LEAST.contains(from), "{from}");
    let fault = StationConfig::parse(&LEAST.replacen(from, to, 1)).unwrap_err();
    move |language| fault.describe(Words::new(language))
}

/// With the line of what was put in, counted apart.
fn line_of(to: &str, wanted: &str) -> usize {
    let text = LEAST.replacen(to, wanted, 1);
    let mark = wanted.lines().last().unwrap();
    text.lines().position(|line| line.contains(mark)).unwrap() + 1
}

const PORTAL: &str = "line = { port = \"/dev/intrascope/portal\" }";

#[test]
fn a_device_that_makes_no_sense_names_its_line_and_key_in_every_language() {
    let portal = |more: &str| format!("{PORTAL}\n{more}");
    let map = |more: &str| {
        let rest = include_str!("lane_tests/map.toml");
        portal(&format!("[scanner.portal.map]\n{rest}\n{more}"))
    };
    let after = "line = { port = \"/dev/intrascope/detector\" }";
    let rules = |more: &str| format!("{after}\n[scanner.rules]\n{more}");
    let profile = "profile = \"spellman-xrv\"";
    let source = "line = { port = \"/dev/intrascope/source\" }";
    let rows: Vec<(&str, String, &str)> = vec![
        ("limit = { kv = 1440,", "limit = { kv = 2300,".to_owned(), "scanner.source.limit"),
        ("setpoint = { kv = 1200,", "setpoint = { kv = 2100,".to_owned(), "scanner.source.setpoint"),
        ("setpoint = { kv = 1200,", "setpoint = { kv = 0,".to_owned(), "scanner.source.setpoint"),
        ("full_scale = { kv = 1600,", "full_scale = { kv = 0,".to_owned(), "scanner.source.full_scale"),
        ("model = \"XRV160P3000\"", "model = \"\"".to_owned(), "scanner.source.model"),
        (profile, format!("{profile}\nchecksum = \"none\""), "scanner.source.checksum"),
        (PORTAL, portal("unit = 0"), "scanner.portal.unit"),
        (PORTAL, portal("framing = \"tcp\""), "scanner.portal.framing"),
        (PORTAL, PORTAL.replace(" }", ", baud = 1 }"), "scanner.portal.line.baud"),
        (source, PORTAL.replace(" }", ", baud = 9600 }"), "scanner.source.line.port"),
        (PORTAL, map("doors = { address = 7, bit = 16 }"), "scanner.portal.map.doors"),
        (PORTAL, map("doors = { address = 7, bit = 0 }"), "scanner.portal.map.doors"),
        (PORTAL, map("doors = { address = 7, bit = 2, table = \"coil\" }"), "scanner.portal.map.doors"),
        (after, after.replace(" }", ", data_bits = 7 }"), "scanner.detector.line.data_bits"),
        (after, format!("{after}\nmodel = \"\""), "scanner.detector.model"),
        (after, rules("prewarning_s = 4"), "scanner.rules.prewarning_s"),
        (after, rules("speed_min_mm_s = 8000"), "scanner.rules.speed_min_mm_s"),
        (after, rules("setpoint = { kv = 1, current = 1 }"), "setpoint"),
        (
            after,
            rules("[[scanner.rules.conditioning]]\nidle_days = 1\nsteps = []"),
            "scanner.rules.conditioning[1].steps",
        ),
    ];
    for (from, to, key) in rows {
        let said = refused(from, &to);
        let line = line_of(from, &to);
        for (language, numbered) in [
            (Language::En, format!("line {line}")),
            (Language::Ru, format!("строка {line}")),
            (Language::Kk, format!("{line}-жол")),
        ] {
            let said = said(language);
            let fits = said.starts_with(&numbered) && said.contains(key) && !said.contains('⟨');
            assert!(fits, "{to}: {said}");
        }
    }
}

#[test]
fn the_parsers_own_words_are_said_in_every_language() {
    for (from, to, told) in [
        ("model =", "modell =", "modell"),
        ("\"spellman-xrv\"", "\"spelman\"", "spelman"),
        ("drop = \"/srv/intrascope/drop\"", "", "drop"),
        ("\"/dev/intrascope/source\"", "\"ttyS0\"", "scanner.source.line.port"),
        ("\"/dev/intrascope/source\"", "\"tcp:plc\"", "scanner.source.line.port"),
        ("kv = 1440", "kv = 1, kv = 1440", "kv"),
        ("kv = 1440", "kv = \"1440\"", "scanner.source.limit.kv"),
        ("kv = 1440", "kv = -3", "-3"),
        ("kv = 1440", "kv = 1440.5", "scanner.source.limit.kv"),
        ("\"/dev/intrascope/source\" }", "\"/dev/x\", baud = true }", "scanner.source.line.baud"),
        ("model = \"XRV160P3000\"", "model = XRV", "model = XRV"),
        ("line = { port = \"/dev/intrascope/source\" }", "line = \"/dev/ttyS0\"", "scanner.source.line"),
    ] {
        let said = refused(from, to);
        let [kk, ru, en] = Language::ALL.map(&said);
        for said in [&kk, &ru, &en] {
            let own = said.split(" (").next().unwrap();
            assert!(own.contains(told) && !own.contains('⟨') && !own.contains("expected"), "{to}: {said}");
        }
        assert!(kk != ru && ru != en && ru.contains("строка"), "{kk} {ru} {en}");
    }
}

#[test]
fn one_adapter_by_two_names_is_one_port() {
    let folder = tempfile::tempdir().unwrap();
    let (port, name) = (folder.path().join("tty"), folder.path().join("by-id"));
    fs::write(&port, "").unwrap();
    std::os::unix::fs::symlink(&port, &name).unwrap();
    let text = LEAST
        .replace("/dev/intrascope/monitor", &port.display().to_string())
        .replace("/dev/intrascope/detector", &name.display().to_string());
    let said = StationConfig::parse(&text).unwrap_err().describe(Words::new(Language::En));
    assert!(said.contains("scanner.detector.line.port: scanner.monitor has the same port"), "{said}");
    let far = LEAST
        .replace("/dev/intrascope/monitor", "tcp:Booth:502")
        .replace("/dev/intrascope/detector", "tcp:booth:502");
    assert!(StationConfig::parse(&far).is_err());
}
