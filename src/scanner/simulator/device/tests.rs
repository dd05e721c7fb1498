//! The device on its own clock: warm-up, warning, beam, watchdog.

use super::*;
use crate::domain::lane::Contact;

fn at(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn id() -> ScanId {
    ScanId::parse("1-2-3-4").unwrap()
}

fn status(device: &mut Device, now: Duration) -> Status {
    match device.on_message(now, &Message::Poll(5)).pop() {
        Some(Output::Send(Message::Status(status))) => status,
        other => panic!("{other:?}"),
    }
}

/// A fast device that was asked for a scan at 1 s and has its picture.
fn requested() -> Device {
    let mut device = Device::new(Pace::Fast, 1);
    device.on_tick(at(1.0));
    assert_eq!(device.on_message(at(1.0), &Message::RequestScan(id())), [Output::Render(id())]);
    device.on_rendered(&id(), vec![vec![9; 4]; 300]);
    device
}

/// Polls and ticks every 10 ms.
fn run(device: &mut Device, from: f64, to: f64) -> Vec<Output> {
    let steps = u32::try_from(at(to).saturating_sub(at(from)).as_millis().div_ceil(10)).unwrap();
    (1..=steps)
        .flat_map(|step| {
            let now = at(from) + Duration::from_millis(10) * step;
            status(device, now);
            device.on_tick(now)
        })
        .collect()
}

fn reason(outputs: &[Output]) -> Option<EndReason> {
    outputs.iter().find_map(|output| match output {
        Output::Send(Message::ScanEnded { reason, .. }) => Some(*reason),
        _ => None,
    })
}

#[test]
fn it_warms_up_before_it_is_ready() {
    let mut device = Device::new(Pace::Real, 1);
    let cold = status(&mut device, at(2.0));
    assert_eq!((cold.source, cold.warmup_ms), (SourceState::WarmingUp, 10_000));
    assert_eq!(cold.inputs.chain, Contact::Open);
    device.on_tick(at(12.0));
    let warm = status(&mut device, at(12.0));
    assert_eq!((warm.source, warm.inputs.chain, warm.poll), (SourceState::Ready, Contact::Closed, 5));
}

#[test]
fn a_request_is_refused_with_its_reason() {
    let code = |device: &mut Device, now| match device.on_message(now, &Message::RequestScan(id())).pop() {
        Some(Output::Send(Message::Refused { code, .. })) => code,
        other => panic!("{other:?}"),
    };
    let mut device = Device::new(Pace::Real, 1);
    assert_eq!(code(&mut device, at(1.0)), refusal::CHAIN_OPEN);
    assert_eq!(code(&mut device, at(5.0)), refusal::SOURCE_NOT_READY);
    assert_eq!(code(&mut requested(), at(1.1)), refusal::BUSY);
}

#[test]
fn a_scan_has_five_seconds_of_warning_then_its_columns_then_its_image() {
    let mut device = requested();
    assert_eq!(run(&mut device, 1.0, 5.99), []);
    assert_eq!(status(&mut device, at(5.99)).source, SourceState::Prewarning);
    run(&mut device, 5.99, 6.0);
    assert_eq!(status(&mut device, at(6.0)).source, SourceState::BeamOn);
    let out = run(&mut device, 6.0, 9.2);
    let numbers: Vec<u32> = out
        .iter()
        .filter_map(|output| match output {
            Output::Send(Message::Column { number, tag, .. }) if *tag == scan_tag(&id()) => Some(*number),
            _ => None,
        })
        .collect();
    assert_eq!(numbers, (0..300).collect::<Vec<u32>>());
    assert_eq!(reason(&out), Some(EndReason::Completed));
    assert_eq!(out.last(), Some(&Output::Drop(id())));
    assert_eq!(status(&mut device, at(9.2)).inputs.gates, Contact::Open, "the vehicle leaves");
    assert_eq!(reason(&device.on_message(at(9.3), &Message::Recall(id()))), Some(EndReason::Completed));
}

#[test]
fn a_stop_ends_warning_and_beam_at_once_and_drops_nothing() {
    for stopped_at in [3.0, 7.0] {
        let mut device = requested();
        run(&mut device, 1.0, stopped_at);
        let out = device.on_message(at(stopped_at), &Message::Stop);
        assert_eq!((out.len(), reason(&out)), (1, Some(EndReason::Stopped)));
        assert_eq!(status(&mut device, at(stopped_at)).source, SourceState::Ready);
        assert_eq!(device.on_message(at(stopped_at), &Message::Stop), [], "again does no harm");
    }
}

#[test]
fn without_polls_the_watchdog_ends_warning_and_beam() {
    for silent_from in [3.0, 7.0] {
        let mut device = requested();
        run(&mut device, 1.0, silent_from);
        assert_eq!(reason(&device.on_tick(at(silent_from + 0.99))), None);
        assert_eq!(reason(&device.on_tick(at(silent_from + 1.0))), Some(EndReason::Watchdog));
    }
}

#[test]
fn without_a_picture_the_warning_goes_on_and_without_cargo_the_source_faults() {
    let mut device = requested();
    device.columns.clear();
    run(&mut device, 1.0, 8.0);
    assert_eq!(status(&mut device, at(8.0)).source, SourceState::Prewarning);
    let out = device.on_render_failed(at(8.0), &id());
    assert_eq!(reason(&out), Some(EndReason::Source(NO_CARGO)));
    assert_eq!(status(&mut device, at(8.0)).source, SourceState::Faulted);
    device.on_message(at(8.1), &Message::AcknowledgeFault);
    assert_eq!(status(&mut device, at(8.1)).source, SourceState::Ready);
}
