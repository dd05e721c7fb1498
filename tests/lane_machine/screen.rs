//! What the screen says never claims more than the world: a word that counts was true at an instant that is no older than its age.

use super::booth::Booth;
use super::causes::is_mangled;
use super::judge::{Judge, WORD};
use intrascope::domain::lane::{Contact, DeviceKind, LaneView, Link, SourceState, Stage};
use intrascope::scanner::source::SourceProfile;
use std::time::Duration;

pub fn judge(view: &LaneView, judge: &Judge, booth: &Booth) {
    let now = judge.truth.last().at;
    let fresh = |kind| {
        let device = view.devices.of(kind);
        let age =
            device.age_ms.filter(|_| device.link == Link::Up).map(|age| Duration::from_millis(age.into()));
        age.filter(|age| *age <= WORD)
    };
    if let Some(age) = fresh(DeviceKind::Portal) {
        for (input, contact) in view.inputs.named() {
            let was_so = judge.truth.was(age, |frame| frame.contact(input) == contact);
            assert!(contact == Contact::Unknown || was_so, "{input:?} is told as {contact:?} at {now:?}");
        }
    }
    // A Technix has no checksum: what a bad line makes of its words may be a word.
    let is_believable = booth.start.profile != SourceProfile::TechnixSr
        || !is_mangled(booth, DeviceKind::Source, now.saturating_sub(Duration::from_secs(2)));
    let is_told_off = matches!(view.source, SourceState::Off | SourceState::Ready | SourceState::WarmingUp);
    if let Some(age) = fresh(DeviceKind::Source).filter(|_| is_believable) {
        let was_off = judge.truth.was(age, |frame| !frame.high_voltage);
        assert!(!is_told_off || was_off, "{:?} is told at {now:?} beside high voltage", view.source);
    }
    match view.stage {
        Stage::Scanning | Stage::CalibratingAir => {
            assert_eq!(view.source, SourceState::BeamOn, "a beam is told that nobody reported");
        }
        Stage::Finalising => {
            let is_off = is_told_off || view.source == SourceState::Faulted;
            assert!(is_off, "the beam is told off at {now:?}, and the source says {:?}", view.source);
        }
        Stage::Ready => assert_eq!(view.impediment(), None, "ready, and not to be requested"),
        Stage::Armed { left_ms } => assert!(left_ms <= 5_000),
        _ => {}
    }
}
