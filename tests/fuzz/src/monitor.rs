//! The radiation monitor's lines: where the stream was cut makes no difference, and no sample is more than a detector can count.

use intrascope::scanner::device::{Driver, Output};
use intrascope::scanner::line::{Endpoint, Line};
use intrascope::scanner::monitor::line::{DETECTORS, MAX_GAMMA};
use intrascope::scanner::monitor::{MonitorDriver, MonitorSettings};
use intrascope::scanner::reports::MonitorReport;
use std::time::Duration;

/// Bytes of the monitor's line.
pub fn monitor(bytes: &[u8]) {
    let whole = heard(bytes, bytes.len().max(1));
    assert_eq!(whole, heard(bytes, 7));
    for output in whole {
        if let Output::Report(MonitorReport::View(view)) = output {
            let most = MAX_GAMMA * u32::try_from(DETECTORS).unwrap() * 5;
            assert!(view.value.chart.iter().all(|sample| *sample <= most));
        }
    }
}

fn heard(bytes: &[u8], piece: usize) -> Vec<Output<MonitorReport>> {
    let settings = MonitorSettings::on(Line::at(Endpoint::Tcp("a:1".into())));
    let mut driver = MonitorDriver::new(settings);
    let now = Duration::from_secs(1);
    driver.opened(now);
    for piece in bytes.chunks(piece) {
        driver.received(now, piece);
    }
    let mut heard: Vec<_> = std::iter::from_fn(|| driver.next()).collect();
    // Whatever it was, a second of silence within a vehicle or a minute of it leaves no link up.
    driver.tick(now + Duration::from_mins(1));
    driver.tick(now + Duration::from_mins(2));
    heard.extend(std::iter::from_fn(|| driver.next()));
    assert!(heard.iter().any(|output| matches!(output, Output::Close(_))));
    heard
}
