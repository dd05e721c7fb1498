//! The lane in each of its stages, at 80×24 and 100×30: what every device said and how old it is, and what the officer may ask for.

use crate::support::oms::{
    Seat, admitted, case, lane_checked, number, officer, preview, ready_lane, request, requested, snapshot,
};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::lane::{
    ChainInputs, Contact, DeviceKind, DeviceView, Exposure, Followed, Impediment, Input, LaneFault, LaneView,
    Link, LinkHint, Microamps, MonitorAlarm, Occupancy, ScanPhase, SourceState, Stage, TenthsKv,
};
use intrascope::domain::number::ScanId;
use intrascope::domain::officer::Role;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::scan::ScanEnd;
use intrascope::station::contract::{Reply, Request};
use intrascope::ui::message::{Code, Purpose};
use intrascope::ui::phrases;
use intrascope::words::{Language, Words};
use std::sync::Arc;

/// The smallest screen, and one between it and a large one.
const SIZES: [(u16, u16); 2] = [(80, 24), (100, 30)];

fn scan_id() -> ScanId {
    ScanId::new(&number(417), 1)
}

fn vehicle(gamma_alarm: MonitorAlarm, neutron_alarm: MonitorAlarm) -> Occupancy {
    Occupancy {
        number: Some(17),
        samples: 40,
        background: 1_240,
        gamma_max: 1_610,
        neutron_max: 9,
        gamma_alarm,
        neutron_alarm,
    }
}

/// The lane in a stage, as its devices would have it then.
fn at(stage: Stage) -> LaneView {
    let mut lane = LaneView { stage, ..ready_lane() };
    match stage {
        Stage::Disconnected => {
            lane.link = Link::Down;
            lane.devices.source = DeviceView { hint: LinkHint::NoPort, ..DeviceView::default() };
            lane.devices.portal = DeviceView { hint: LinkHint::Silent, ..DeviceView::default() };
            lane.devices.monitor = DeviceView { hint: LinkHint::Garbage, ..DeviceView::default() };
            (lane.inputs, lane.age_ms) = (ChainInputs::default(), None);
        }
        Stage::Verifying => {
            lane.link = Link::Verifying;
            lane.devices.detector = DeviceView { link: Link::Verifying, ..DeviceView::default() };
        }
        Stage::WarmupRequired | Stage::Standby | Stage::CalibratingDark => lane.source = SourceState::Off,
        Stage::Conditioning { .. } | Stage::CalibratingAir => {
            lane.source = SourceState::WarmingUp;
            (lane.source_read.kv, lane.source_read.current) = (Some(TenthsKv(803)), Some(Microamps(98)));
        }
        Stage::Armed { left_ms } => {
            lane.source = SourceState::Prewarning;
            lane.phase = ScanPhase::Prewarning { scan: scan_id(), remaining_ms: left_ms };
        }
        Stage::BeamRequested => lane.phase = ScanPhase::Requested { scan: scan_id() },
        Stage::Scanning => {
            lane.source = SourceState::BeamOn;
            lane.phase = ScanPhase::Beam { scan: scan_id(), columns: 306, columns_expected: 900, lost: 2 };
            (lane.source_read.kv, lane.source_read.current) = (Some(TenthsKv(1_598)), Some(Microamps(498)));
            lane.speed_mm_s = Some(800);
            lane.monitor.is_occupied = true;
            lane.monitor.occupancy = Some(vehicle(MonitorAlarm::Told, MonitorAlarm::Computed));
            lane.monitor.chart.extend([1_390, 1_520, 1_610, 1_580]);
        }
        Stage::Stopping => lane.phase = ScanPhase::Stopping { scan: scan_id() },
        Stage::Fault => {
            lane.fault = Some(LaneFault::DeviceLost(DeviceKind::Monitor));
            lane.devices.monitor = DeviceView { hint: LinkHint::Held, ..DeviceView::default() };
        }
        Stage::EmergencyStop => {
            lane.fault = Some(LaneFault::EmergencyStop);
            (lane.inputs.emergency_stop, lane.inputs.chain) = (Contact::Open, Contact::Open);
        }
        Stage::Ready | Stage::Finalising => {}
    }
    lane
}

fn told(stage: Stage) -> Vec<(Role, CaseFact)> {
    let mut told = vec![admitted()];
    if matches!(
        stage,
        Stage::Armed { .. } | Stage::BeamRequested | Stage::Scanning | Stage::Stopping | Stage::Finalising
    ) {
        told.extend([lane_checked(), requested(417, 1)]);
    }
    if stage == Stage::Finalising {
        let end = ScanEnd::Completed { columns: 900, lost: 2, beam_ms: 18_000, dose_nsv: Some(12) };
        told.push((Role::Oms, CaseFact::ScanEnded { scan: scan_id(), end }));
    }
    told
}

fn seat(language: Language, size: (u16, u16), lane: LaneView, told: &[(Role, CaseFact)]) -> Seat {
    let mut seat = Seat::signed_in(language, size, snapshot(lane, vec![case(417, told, 30)]), Role::Oms);
    seat.press(Code::Enter);
    seat
}

/// Every stage with the name of its snapshot.
fn stages() -> [(&'static str, Stage); 15] {
    [
        ("disconnected", Stage::Disconnected),
        ("verifying", Stage::Verifying),
        ("standby", Stage::Standby),
        ("warmup_required", Stage::WarmupRequired),
        ("conditioning", Stage::Conditioning { step: 2, of: 7, left_ms: 33_400 }),
        ("calibrating_dark", Stage::CalibratingDark),
        ("calibrating_air", Stage::CalibratingAir),
        ("ready", Stage::Ready),
        ("armed", Stage::Armed { left_ms: 3_400 }),
        ("beam_requested", Stage::BeamRequested),
        ("scanning", Stage::Scanning),
        ("stopping", Stage::Stopping),
        ("finalising", Stage::Finalising),
        ("fault", Stage::Fault),
        ("emergency_stop", Stage::EmergencyStop),
    ]
}

#[test]
fn every_stage_is_seen() {
    for (name, stage) in stages() {
        for language in Language::ALL {
            for size in SIZES {
                let mut seat = seat(language, size, at(stage), &told(stage));
                if matches!(stage, Stage::Scanning | Stage::Finalising) {
                    seat.preview(preview(scan_id(), 306));
                }
                let text = seat.text();
                assert!(!text.contains('⟨'), "{name} lacks a phrase in {language:?}:\n{text}");
                let words = Words::new(language);
                let said = phrases::lane::stage(words, stage);
                assert!(text.contains(&said), "{name} in {language:?} does not say {said}:\n{text}");
                // Russian stands for all on the wider screen: the words are the same, and there is more room for them.
                if size == SIZES[0] || language == Language::Ru {
                    insta::assert_snapshot!(
                        format!("{name}_{}_{}x{}", language.code(), size.0, size.1),
                        text
                    );
                }
            }
        }
    }
}

#[test]
fn each_input_and_each_device_has_its_word_and_its_age_at_80_columns() {
    for language in Language::ALL {
        let words = Words::new(language);
        let text = seat(language, SIZES[0], ready_lane(), &told(Stage::Ready)).text();
        let row = |name: &str| {
            let found =
                text.lines().find(|line| line.split('│').nth(3).is_some_and(|cell| cell.starts_with(name)));
            found.unwrap_or_else(|| panic!("{language:?} has no row of {name}:\n{text}")).to_owned()
        };
        let old = |ms: u32| words.say_with("lane-age-ms", &[("ms", ms.into())]);
        for (input, contact) in ready_lane().inputs.named() {
            let row = row(&phrases::input(words, input));
            let said = phrases::contact(words, input, contact);
            assert!(row.contains(&said) && row.contains(&old(120)), "{row}");
        }
        for (kind, ms) in DeviceKind::ALL.into_iter().zip([120, 180, 2_300, 640]) {
            let row = row(&phrases::lane::device_name(words, kind));
            assert!(row.contains(&old(ms)) && !row.contains('×'), "{row}");
        }
    }
}

#[test]
fn the_words_of_the_lane_fit_their_columns_at_80() {
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    for language in Language::ALL {
        let words = Words::new(language);
        let fits =
            |text: String, room: usize| assert!(width(&text) <= room, "{language:?}: {text} in {room}");
        let hints = [
            LinkHint::NoPort,
            LinkHint::Held,
            LinkHint::Silent,
            LinkHint::Garbage,
            LinkHint::Wrong,
            LinkHint::Stuck,
        ];
        for hint in hints {
            fits(phrases::lane::hint(words, hint).unwrap(), 13);
        }
        for kind in DeviceKind::ALL {
            fits(phrases::lane::device_name(words, kind), 17);
        }
        for id in ["device-answers", "monitor-alarm", "monitor-opened", "monitor-faulty", "monitor-occupied"]
        {
            fits(words.say(id), 13);
        }
        for id in ["monitor-empty", "lane-link-verifying", "lane-link-down", "lane-stale"] {
            fits(words.say(id), 13);
        }
        for (_, stage) in stages() {
            let stage = phrases::lane::stage(words, stage);
            fits(words.say_with("lane-stage", &[("stage", stage.into())]), 34);
        }
        for alarm in [MonitorAlarm::Told, MonitorAlarm::ToldOnly, MonitorAlarm::Computed] {
            fits(phrases::lane::gamma_alarm(words, alarm).unwrap(), 34);
            fits(phrases::lane::neutron_alarm(words, alarm).unwrap(), 34);
        }
        for id in ["lane-set", "lane-read"] {
            fits(words.say(id), 9);
        }
        for id in [
            "detail-accepted",
            "detail-damaged",
            "detail-late",
            "detail-missed",
            "detail-dropped",
            "detail-opened",
        ] {
            fits(words.say(id), 4);
        }
        let figures = [("now", 15_800.into()), ("background", 12_400.into()), ("threshold", 14_600.into())];
        fits(words.say_with("monitor-figures", &figures), 36);
        let of_devices = DeviceKind::ALL.into_iter().flat_map(|kind| {
            [LaneFault::DeviceLost(kind), LaneFault::Implausible(kind), LaneFault::DeviceReset(kind)]
        });
        let others = [
            LaneFault::Conflict,
            LaneFault::Speed,
            LaneFault::Setpoint,
            LaneFault::Calibration,
            LaneFault::EmergencyStop,
        ];
        for fault in of_devices.chain(others) {
            let alarm = [phrases::lane_fault(words, fault), phrases::lane_fault_advice(words, fault)];
            fits(format!(" !! {} · F12", alarm.join(" · ")), 80);
        }
    }
}

#[test]
fn a_warm_up_is_offered_in_its_stages_only_and_asked_first() {
    for (name, stage) in stages() {
        let mut seat = seat(Language::Ru, SIZES[0], at(stage), &told(stage));
        let is_offered = matches!(stage, Stage::WarmupRequired | Stage::Conditioning { .. });
        assert_eq!(seat.text().contains("F7 Прогрев"), is_offered, "{name}:\n{}", seat.text());
        assert!(seat.press(Code::F(7)).is_empty(), "{name}: asks first");
        assert_eq!(seat.text().contains("Прогреть источник?"), is_offered, "{name}");
        if is_offered {
            let asked = request(seat.press_all(&[Code::Right, Code::Enter]));
            assert!(matches!(asked, Request::PrepareSource), "{asked:?}");
        }
    }
}

#[test]
fn what_came_of_a_warm_up_is_said() {
    let mut seat = seat(Language::Ru, SIZES[0], at(Stage::WarmupRequired), &told(Stage::WarmupRequired));
    seat.answer(Purpose::Prepare, Err(Refusal::Lane(Impediment::Open(Input::Doors))));
    assert!(seat.text().contains("Прогрев не начат: не в порядке: Двери."), "{}", seat.text());
    seat.answer(Purpose::Prepare, Ok(Reply::Acknowledged));
    assert!(seat.text().contains("Прогрев запрошен."), "{}", seat.text());
}

#[test]
fn a_warm_up_is_the_oms_s_alone() {
    for role in [Role::Oac, Role::Supervisor] {
        let seen = snapshot(at(Stage::WarmupRequired), vec![case(417, &[admitted()], 30)]);
        let mut seat = Seat::signed_in(Language::Ru, SIZES[0], seen, role);
        seat.press(Code::Enter);
        assert!(!seat.text().contains("F7 Прогрев"), "{role:?}:\n{}", seat.text());
    }
}

#[test]
fn the_devices_are_seen_one_by_one() {
    for size in SIZES {
        let mut lane = at(Stage::Verifying);
        lane.devices.monitor.hint = LinkHint::Garbage;
        lane.devices.portal.counters.accepted = u32::MAX;
        let mut seat = seat(Language::Ru, size, lane, &told(Stage::Verifying));
        seat.press(Code::F(4));
        let text = seat.text();
        assert!(text.contains("PLC-1214") && text.contains(" 4G "), "{text}");
        insta::assert_snapshot!(format!("devices_{}x{}", size.0, size.1), text);
        seat.press(Code::F(4));
        assert!(!seat.text().contains(" 4G "), "and the image again");
    }
}

#[test]
fn nothing_lies_over_the_countdown() {
    let stage = Stage::Armed { left_ms: 3_400 };
    let mut seat = seat(Language::Ru, SIZES[0], ready_lane(), &told(stage));
    seat.press(Code::F(4));
    assert!(seat.text().contains("PLC-1214"));
    seat.see(snapshot(at(stage), vec![case(417, &told(stage), 2)]));
    let text = seat.text();
    assert!(text.contains("секунд до луча") && !text.contains("PLC-1214"), "{text}");
}

#[test]
fn a_fault_says_whom_to_tell_where_it_may_be_a_malfunction() {
    let tell = |fault| {
        let lane = LaneView { fault: Some(fault), ..ready_lane() };
        seat(Language::Ru, (132, 43), lane, &told(Stage::Ready)).text().contains("Сообщить за 30 мин")
    };
    assert!(tell(LaneFault::BeamStuck) && tell(LaneFault::DeviceLost(DeviceKind::Source)));
    assert!(!tell(LaneFault::Opened(Input::Gates)) && !tell(LaneFault::EmergencyStop));
}

#[test]
fn the_exposure_stands_in_the_record() {
    let exposure = Exposure {
        kv_max: Some(TenthsKv(1_603)),
        current_max: Some(Microamps(498)),
        beam_ms: 21_040,
        charge_uas: Some(10_478),
        followed: Followed::ToItsEnd,
        hours_before: Some(12_345),
        hours_after: Some(12_346),
        dose_nsv: Some(90),
        background: Some(1_240),
        occupancy: Some(vehicle(MonitorAlarm::None, MonitorAlarm::None)),
    };
    let armed_by = Some(Box::new(officer(Role::Oms)));
    let mut told = vec![admitted(), lane_checked(), requested(417, 1)];
    told.push((Role::Oms, CaseFact::ScanExposed { scan: scan_id(), exposure: Box::new(exposure), armed_by }));
    let known = case(417, &told, 30);
    assert!(known.scans[0].was_applied(), "the beam was on, whoever else says so");
    let mut seat = seat(Language::Ru, (132, 43), ready_lane(), &told);
    seat.press(Code::F(3));
    seat.answer(Purpose::Case, Ok(Reply::Case(Arc::clone(&known))));
    seat.press_all(&[Code::PageDown; 3]);
    let text = seat.text();
    for said in [
        "160,3 кВ · 498 мкА · луч 21,040 с · 10,478 мА·с · 90 нЗв",
        "наработка 1234,5 → 1234,6 ч",
        "Ахметов А.",
    ] {
        assert!(text.contains(said), "{said}:\n{text}");
    }
}
