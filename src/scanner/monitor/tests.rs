//! The monitor's settings as a file may say them.

use super::*;

fn read(text: &str) -> Result<MonitorSettings, toml::de::Error> {
    toml::from_str(&format!("line = {{ port = \"/dev/ttyS1\" }}\n{text}"))
}

#[test]
fn what_the_file_leaves_out_is_usual() {
    let settings = read("").unwrap();
    assert_eq!(settings, MonitorSettings::on(settings.line.clone()));
    assert_eq!((settings.check(), settings.background_limit()), (Ok(()), Duration::from_secs(11)));
    assert_eq!(settings.line.settings(USUAL), USUAL);
}

#[test]
fn a_field_that_cannot_be_used_is_named() {
    for (text, field) in [
        ("gamma_sigma_tenths = 9", "gamma_sigma_tenths"),
        ("neutron_sigma_tenths = 201", "neutron_sigma_tenths"),
        ("background_s = 0", "background_s"),
        ("background_s = 61", "background_s"),
    ] {
        assert_eq!(read(text).unwrap().check().map_err(|fault| fault.field), Err(field), "{text}");
    }
    assert!(read("sigma = 5").is_err(), "a field that nobody knows is no setting");
}
