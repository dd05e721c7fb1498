//! A console with a made-up station: snapshots, cases told by their facts, keys in, text of the screen out.

use crate::support::stream::expect_clean;
use crate::support::told::expect_told;
use intrascope::domain::Moment;
use intrascope::domain::booth::{BoothState, CheckDone};
use intrascope::domain::case::Case;
use intrascope::domain::check::{CheckTest, CheckValues, DailyCheck, DoseReading, judge};
use intrascope::domain::exemption::{Dimensions, GateAnswers};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::lane::{
    ChainInputs, Contact, DeviceKind, DeviceView, Devices, LaneView, Link, LinkCounters, Microamps,
    MonitorView, Setpoint, SourceRead, SourceState, Stage, TenthsKv,
};
use intrascope::domain::number::{CaseNumber, ScanId};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::policy::{Complex, Policy};
use intrascope::domain::registration::{ContainerDraft, DocumentDraft, Draft, GoodsDraft, Registration};
use intrascope::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use intrascope::domain::shift::{Shift, ShiftFigures, ShiftNumber};
use intrascope::domain::step::{By, Confirmation, LaneCheck};
use intrascope::domain::units::Millimetres;
use intrascope::station::contract::day::PolicyInForce;
use intrascope::station::contract::seats::{ConsoleId, Token};
use intrascope::station::contract::storage::Storage;
use intrascope::station::contract::{
    Answer, Booth, Preview, Reply, Request, Session, SessionId, Snapshot, StoreHealth,
};
use intrascope::terminal::graphics::Glyphs;
use intrascope::terminal::input::Modifiers;
use intrascope::ui::console::{Console, Setup};
use intrascope::ui::message::{Code, Display, Effect, Key, Message, PictureMode, Purpose};
use intrascope::ui::theme::{Theme, ThemeName};
use intrascope::words::Language;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::sync::Arc;

/// The smallest screen, and a large one.
pub const SIZES: [(u16, u16); 2] = [(80, 24), (132, 43)];

/// The fixed time of every snapshot: 14:05:09 at the booth.
pub fn now() -> Moment {
    "2026-11-23T09:05:09Z".parse().unwrap()
}

/// So many seconds before [`now`].
pub fn before(seconds: i64) -> Moment {
    now() - chrono::TimeDelta::seconds(seconds)
}

pub fn officer(role: Role) -> Officer {
    let (id, name) = match role {
        Role::Oms => ("akhmetov.a", "Ахметов А."),
        Role::Oac => ("nurlanova.b", "Нурланова Б."),
        Role::Supervisor => ("sarsenov.d", "Сарсенов Д."),
    };
    Officer { id: OfficerId::parse(id).unwrap(), name: name.into(), role }
}

pub fn number(serial: u32) -> CaseNumber {
    CaseNumber::parse(&format!("39855302/231126/{serial:06}")).unwrap()
}

pub fn metres(length: u32, width: u32, height: u32) -> Dimensions {
    Dimensions { length: Millimetres(length), width: Millimetres(width), height: Millimetres(height) }
}

pub fn registration() -> Registration {
    Draft {
        plate: "123ABC16".into(),
        containers: vec![ContainerDraft { number: "CSQU3054383".into(), ..ContainerDraft::default() }],
        documents: vec![DocumentDraft {
            number: "4471".into(),
            date: "21.11.2026".into(),
            ..DocumentDraft::default()
        }],
        goods: vec![GoodsDraft {
            code: "0805".into(),
            description: "цитрусовые свежие, в ящиках".into(),
            packages: "1296".into(),
            gross: "20400".into(),
            ..GoodsDraft::default()
        }],
        ..Draft::default()
    }
    .check()
    .unwrap()
}

pub fn image() -> ImageRecord {
    ImageRecord {
        sha256: ImageHash::parse(&"9f86d081884c7d65".repeat(4)).unwrap(),
        bytes: 7_340_032,
        format: "TIFF".into(),
        width: 1_800,
        height: 1_024,
        bits: 16,
        energies: 2,
        depth: Depth::Full,
    }
}

/// A case told fact by fact; the last told fact's time is `since` seconds before now, each earlier one a minute before the next.
pub fn case(serial: u32, told: &[(Role, CaseFact)], since: i64) -> Arc<Case> {
    let by = By::Officer(officer(Role::Oms));
    let count = i64::try_from(told.len()).unwrap();
    let at = |place: i64| before(since + (count - place) * 60);
    let first = CaseFact::Registered(registration());
    let mut case = Case::begin(number(serial), at(0), &by, &first).unwrap();
    for (place, (role, fact)) in (1..).zip(told) {
        let by = match fact {
            CaseFact::BeamBegan { .. } | CaseFact::ScanEnded { .. } | CaseFact::ImageAccepted { .. } => {
                By::Station
            }
            _ => By::Officer(officer(*role)),
        };
        case.apply(at(place), &by, fact);
    }
    Arc::new(case)
}

pub fn admitted() -> (Role, CaseFact) {
    (Role::Oms, CaseFact::Admitted(GateAnswers { dimensions: metres(18_700, 2_500, 4_000) }))
}

pub fn lane_checked() -> (Role, CaseFact) {
    let check = LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
    (Role::Oms, CaseFact::LaneConfirmed(check))
}

pub fn requested(serial: u32, ordinal: u16) -> (Role, CaseFact) {
    let scan = ScanId::new(&number(serial), ordinal);
    (Role::Oms, CaseFact::ScanRequested { scan, kind: ScanKind::First })
}

/// The facts of a first scan whose image came in.
pub fn scanned(serial: u32) -> Vec<(Role, CaseFact)> {
    let scan = ScanId::new(&number(serial), 1);
    let end = ScanEnd::Completed { columns: 900, lost: 0, beam_ms: 18_000, dose_nsv: Some(12) };
    vec![
        admitted(),
        lane_checked(),
        requested(serial, 1),
        (Role::Oms, CaseFact::BeamBegan { scan: scan.clone() }),
        (Role::Oms, CaseFact::ScanEnded { scan: scan.clone(), end }),
        (Role::Oms, CaseFact::ImageAccepted { scan, image: image(), manifest: None }),
    ]
}

/// A lane on which nothing forbids a scan.
pub fn ready_lane() -> LaneView {
    let closed = Contact::Closed;
    LaneView {
        link: Link::Up,
        identity: Some("IS-6000 0.4".into()),
        inputs: ChainInputs {
            chain: closed,
            emergency_stop: closed,
            doors: closed,
            gates: closed,
            light_curtain: closed,
            search_button: closed,
        },
        source: SourceState::Ready,
        age_ms: Some(120),
        stage: Stage::Ready,
        devices: devices(),
        monitor: monitor(),
        source_read: SourceRead {
            setpoint: Some(Setpoint { kv: TenthsKv(1_600), current: Microamps(500) }),
            kv: Some(TenthsKv(0)),
            current: Some(Microamps(0)),
            hours_tenths: Some(12_345),
        },
        dose_nsv: Some(12),
        ..LaneView::default()
    }
}

/// All four devices, identified and answering.
pub fn devices() -> Devices {
    let mut devices = Devices::default();
    let known = [
        ("PLC-1214 SN 4471 V4.5", 120, Some(4_120)),
        ("XRV160 SN 0817 V2.11", 180, Some(21_340)),
        ("VM-250AG", 2_300, None),
        ("DT-900 SN 12", 640, None),
    ];
    for (kind, (identity, age_ms, round_trip_us)) in DeviceKind::ALL.into_iter().zip(known) {
        let counters =
            LinkCounters { accepted: 120_431, damaged: 3, late: 1, missed: 2, dropped: 0, opened: 1 };
        *devices.of_mut(kind) = DeviceView {
            link: Link::Up,
            identity: Some(identity.to_owned()),
            age_ms: Some(age_ms),
            round_trip_us,
            counters,
            ..DeviceView::default()
        };
    }
    devices
}

/// Background for ten seconds, and some noise on it.
pub fn monitor() -> MonitorView {
    MonitorView {
        background: Some(1_240),
        neutron_background: Some(4),
        chart: (0..50).map(|sample| 1_180 + sample * 37 % 120).collect(),
        threshold: Some(1_460),
        ..MonitorView::default()
    }
}

pub fn snapshot(lane: LaneView, unfinished: Vec<Arc<Case>>) -> Snapshot {
    let roster = [Role::Oms, Role::Oac, Role::Supervisor].map(officer).to_vec();
    let pins = ["1204", "3507", "9001"].map(str::to_owned);
    let training = roster.iter().map(|officer| officer.id.clone()).zip(pins).collect();
    Snapshot {
        booth: Arc::new(Booth {
            post_name: "Майкапчагай".into(),
            ic_name: "ИДК-2".into(),
            post_code: "39855302".into(),
            policy: PolicyInForce {
                policy: Policy {
                    complex: Complex { max_length_mm: 25_000, max_width_mm: 3_000, max_height_mm: 4_500 },
                    ..Policy::default()
                },
                ..PolicyInForce::default()
            },
            roster,
            training: Some(training),
        }),
        at: now(),
        lane,
        lane_case: None,
        unfinished: Arc::new(unfinished),
        recent: Arc::default(),
        store: StoreHealth::Keeps,
        storage: Storage::default(),
        day: Arc::new(day()),
        own: ConsoleId::default(),
        consoles: Arc::default(),
        proposals: Arc::default(),
    }
}

/// A day under way: shift 2 is open, and the check of the morning passed.
pub fn day() -> BoothState {
    let by = officer(Role::Oms);
    let check = CheckDone { at: before(5 * 3_600), by: by.clone(), check: good_check() };
    let shift = Shift {
        number: ShiftNumber(2),
        opened_by: by,
        opened_at: before(6 * 3_600),
        roles: [].into(),
        handover: None,
        figures: ShiftFigures { registered: 41, scans: 38, without_suspicion: 35, ..ShiftFigures::default() },
    };
    BoothState { shift: Some(shift), last_shift: 2, checks: [check].into(), ..BoothState::default() }
}

/// Every test as good as it must be.
pub fn good_check() -> DailyCheck {
    let dose = DoseReading {
        place: "кабина оператора".into(),
        rate_nsv_h: 120,
        device: "ДКГ-07 № 1412".into(),
        verified_until: "2027-03-01".parse().unwrap(),
    };
    let values = CheckTest::ALL.map(|test| (test, test.usual_limit().pass)).into();
    let measured = CheckValues { values, doses: vec![dose], note: "".into() };
    let limits = CheckTest::ALL.map(|test| (test, test.usual_limit())).into();
    judge(measured, &limits, "2026-11-23".parse().unwrap()).unwrap()
}

/// A preview with a vehicle-like shape: bright air, a darker body, wheels.
pub fn preview(scan: ScanId, columns: u32) -> Preview {
    const HEIGHT: u16 = 64;
    let pixel = |x: u32, y: u16| match y {
        0..=11 => 230,
        12..=47 if x > 40 => u8::try_from(70 + (x / 60) % 3 * 30).unwrap(),
        48..=57 if x % 220 > 40 && x % 220 < 110 => 20,
        48..=52 => 60,
        _ => 235,
    };
    let pixels = (0..columns).flat_map(|x| (0..HEIGHT).map(move |y| pixel(x, y))).collect();
    Preview { scan: Some(scan), height: HEIGHT, columns, pixels: Arc::new(pixels) }
}

/// A console under test.
pub struct Seat {
    pub console: Console,
    size: (u16, u16),
}

impl Seat {
    /// A console with nobody signed in.
    pub fn empty(language: Language, size: (u16, u16), snapshot: Snapshot) -> Self {
        let display = Display {
            columns: size.0,
            rows: size.1,
            cell_width: 8,
            cell_height: 16,
            // Braille is the one way of showing pictures that a text snapshot can hold.
            graphics: PictureMode::Cells(Glyphs::Braille),
            // And without colours, as the theme is.
            colours: intrascope::terminal::graphics::ColourDepth::Mono,
        };
        let theme = Theme::built_in(ThemeName::Mono);
        let setup = Setup { language, theme, display, snapshot: Arc::new(snapshot), now: now() };
        Self { console: Console::new(setup), size }
    }

    /// A console at the queue.
    pub fn signed_in(language: Language, size: (u16, u16), snapshot: Snapshot, role: Role) -> Self {
        let mut seat = Self::empty(language, size, snapshot);
        let session = Session { id: SessionId(1), officer: officer(role), token: Token::default() };
        seat.answer(Purpose::SignIn, Ok(Reply::SignedIn(session)));
        seat
    }

    pub fn press(&mut self, code: Code) -> Vec<Effect> {
        self.console.update(Message::Key(Key { code, modifiers: Modifiers::default() }))
    }

    pub fn press_all(&mut self, codes: &[Code]) -> Vec<Effect> {
        codes.iter().flat_map(|code| self.press(*code)).collect()
    }

    pub fn type_text(&mut self, text: &str) {
        // But for the earlier cases of what was typed: their answer never comes here, so that it is asked for once.
        let is_other = |effect: &Effect| !matches!(effect, Effect::Ask { purpose: Purpose::Earlier(_), .. });
        for c in text.chars() {
            assert!(!self.press(Code::Char(c)).iter().any(is_other), "typing asks for nothing");
        }
    }

    pub fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.console.update(Message::Pasted(text.to_owned()))
    }

    /// Where the cursor stands.
    pub fn cursor(&self) -> (u16, u16) {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| drop(self.console.draw(frame))).unwrap();
        let place = terminal.get_cursor_position().unwrap();
        (place.x, place.y)
    }

    pub fn answer(&mut self, purpose: Purpose, answer: Answer) -> Vec<Effect> {
        self.console.update(Message::Answered { purpose, answer: Box::new(answer) })
    }

    pub fn see(&mut self, snapshot: Snapshot) -> Vec<Effect> {
        self.console.update(Message::Snapshot(Arc::new(snapshot)))
    }

    pub fn preview(&mut self, preview: Preview) {
        let effects = self.console.update(Message::Preview(Arc::new(preview)));
        assert!(effects.is_empty());
    }

    /// The screen as text, one line a row.
    pub fn text(&self) -> String {
        expect_clean(&self.console, self.size);
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| drop(self.console.draw(frame))).unwrap();
        expect_told(terminal.backend().buffer(), ThemeName::Mono);
        terminal.backend().to_string()
    }
}

/// The one request among the effects, but for what becomes of drafts.
pub fn request(effects: Vec<Effect>) -> Request {
    let mut requests = effects.into_iter().filter_map(|effect| match effect {
        Effect::Ask { purpose: Purpose::Draft | Purpose::KeepDraft, .. } => None,
        Effect::Ask { request, .. } => Some(request),
        _ => None,
    });
    let request = requests.next().unwrap();
    assert!(requests.next().is_none(), "one request only");
    request
}
