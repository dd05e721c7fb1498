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
    for (text, fault) in [
        ("gamma_sigma_tenths = 9", MonitorFault::GammaSigma(9)),
        ("neutron_sigma_tenths = 201", MonitorFault::NeutronSigma(201)),
        ("background_s = 0", MonitorFault::Background(0)),
        ("background_s = 61", MonitorFault::Background(61)),
    ] {
        let checked = read(text).unwrap().check();
        assert_eq!(checked, Err(fault));
        let name = text.split(' ').next().unwrap();
        assert!(fault.to_string().starts_with(name));
    }
    assert!(read("sigma = 5").is_err(), "a field that nobody knows is no setting");
}
