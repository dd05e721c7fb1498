//! Whatever text stands in whatever field, a terminal is given shapes and the few sequences that place them.
//!
//! Every draw of every screen's test goes through [`crate::support::stream`] too; here the texts are mean.

use crate::support::oms::{
    SIZES, Seat, before, case, day, now, number, officer, ready_lane, registration, scanned, snapshot,
};
use crate::support::stream::{Medium, expect_clean, faults};
use intrascope::domain::analysis::{Curve, FilterChain, Mark, Polarity};
use intrascope::domain::booth::BoothState;
use intrascope::domain::case::{Case, CaseRow};
use intrascope::domain::fact::{CaseFact, Entry, Fact};
use intrascope::domain::journal::{JournalLine, JournalPage};
use intrascope::domain::malfunction::Done;
use intrascope::domain::malfunction::{Malfunction, MalfunctionNumber, Service, Symptom};
use intrascope::domain::officer::{Officer, Role};
use intrascope::domain::refusal::{ImportFault, Refusal};
use intrascope::domain::seat::{Person, Place, SeatName};
use intrascope::domain::shift::{Handover, HandoverItem};
use intrascope::domain::statistics::Statistics;
use intrascope::domain::step::{By, Conclusion, Verdict};
use intrascope::domain::text::{CleanText, shown};
use intrascope::station::contract::SessionId;
use intrascope::station::contract::earlier::{Earlier, EarlierRow};
use intrascope::station::contract::search::{Found, More};
use intrascope::station::contract::seats::{
    ConsoleId, ConsoleView, Lock, Presence, Proposal, SessionView, Shown,
};
use intrascope::station::contract::storage::IndexProgress;
use intrascope::station::contract::{Booth, Notice, NoticeKind, Reply, Request, Snapshot, StoreHealth};
use intrascope::terminal::graphics::sixel::{self, SixelLimits};
use intrascope::terminal::graphics::{CellSize, Picture, Tolerance};
use intrascope::terminal::output;
use intrascope::ui::message::{Code, Effect, Message, Purpose};
use intrascope::ui::screens::analysis::Analysis;
use intrascope::ui::screens::closing::Closing;
use intrascope::ui::screens::day::Day;
use intrascope::ui::screens::desk::Desk;
use intrascope::ui::screens::documents::Documents;
use intrascope::ui::screens::earlier::EarlierCases;
use intrascope::ui::screens::gate::Gate;
use intrascope::ui::screens::lane::Lane;
use intrascope::ui::screens::look::Look;
use intrascope::ui::screens::new_pin::NewPin;
use intrascope::ui::screens::notes::Notes;
use intrascope::ui::screens::outcome::OutcomePage;
use intrascope::ui::screens::override_page::OverridePage;
use intrascope::ui::screens::record::Record;
use intrascope::ui::screens::sign_in::SignIn;
use intrascope::ui::screens::verdict::VerdictPage;
use intrascope::ui::screens::watch::Watch;
use intrascope::ui::screens::{CurrentScreen, queue::Queue};
use intrascope::words::Language;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::process::Command;
use std::sync::Arc;

/// Texts that each have fooled some terminal.
const MEAN: [&str; 12] = [
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{1b}]8;;http://a.example\u{1b}\\x\u{1b}]8;;\u{1b}\\",
    "\u{1b}]0;title without an end",
    "\u{1b}[6n\u{1b}[2J\u{1b}c",
    "\u{9b}31m\u{90}q#0\u{9c}\u{9d}52;c;?\u{9c}",
    "a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{ad}",
    "\r\n\u{8}\u{7f}\0\t",
    "\u{1b}P",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{301}\u{489}\u{20dd}",
    "\u{378}\u{e000}\u{e0041}\u{fff9}\u{ffff}\u{10fffd}",
    "👩\u{200d}👩\u{fe0f}漢字\u{3000}ﷺ한",
];

/// Puts `text` into every text field that takes it, one after the other; names, kinds and numbers keep what they are.
fn poisoned<T: Serialize + DeserializeOwned>(value: &T, text: &str) -> T {
    let mut json = serde_json::to_value(value).unwrap();
    for place in places(&json) {
        let before = json.pointer(&place).cloned().unwrap();
        let mixed = format!("{}{text}", before.as_str().unwrap());
        *json.pointer_mut(&place).unwrap() = Value::String(mixed);
        if serde_json::from_value::<T>(json.clone()).is_err() {
            *json.pointer_mut(&place).unwrap() = before;
        }
    }
    serde_json::from_value(json).unwrap()
}

/// JSON pointers of all texts.
fn places(json: &Value) -> Vec<String> {
    let below = |name: &str, value: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        places(value).into_iter().map(move |place| format!("/{name}{place}")).collect::<Vec<_>>()
    };
    match json {
        Value::String(_) => vec![String::new()],
        Value::Array(values) => {
            values.iter().enumerate().flat_map(|(place, value)| below(&place.to_string(), value)).collect()
        }
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| below(name, value)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn chain() -> FilterChain {
    FilterChain { low: 0, high: 65_535, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 }
}

/// Cases in every state that a screen is made for.
fn cases(text: &str) -> Vec<Arc<Case>> {
    let clean = || CleanText::from(text);
    let mark = Mark { number: 1, x: 9, y: 9, width: 90, height: 60, note: clean(), proposed_by: None };
    let conclusion = |verdict| given(verdict, text);
    let by_oac = |serial, facts: Vec<CaseFact>| {
        let mut told = scanned(serial);
        told.push((Role::Oac, CaseFact::AnalysisBegan));
        told.extend(facts.into_iter().map(|fact| (Role::Oac, fact)));
        told
    };
    let tellings = [
        vec![],
        scanned(2)[..2].to_vec(),
        by_oac(3, vec![CaseFact::MarkPlaced(mark)]),
        by_oac(4, vec![conclusion(Verdict::WithoutSuspicion)]),
        by_oac(5, vec![conclusion(Verdict::UnderSuspicion), CaseFact::HandedOver { to: clean() }]),
    ];
    (1..).zip(tellings).map(|(serial, told)| Arc::new(poisoned(&*case(serial, &told, 40), text))).collect()
}

fn given(verdict: Verdict, text: &str) -> CaseFact {
    CaseFact::VerdictGiven(Box::new(Conclusion {
        mark: None,
        record: None,
        verdict,
        analysis: text.into(),
        recommendation: text.into(),
        filters: chain(),
        viewed_percent: 96,
    }))
}

/// A day on which everything was said in mean words.
fn mean_day(text: &str) -> BoothState {
    let by = || officer(Role::Oms);
    let symptom =
        Symptom { part: "часть".into(), symptom: "признак".into(), service: Service::Stopped };
    let found = Malfunction::new(MalfunctionNumber(3), Done { at: before(600), by: by(), what: symptom });
    let items = vec![HandoverItem::Note { text: "записка".into() }, HandoverItem::Check];
    let mut day = BoothState { malfunctions: vec![found], last_malfunction: 3, ..day() };
    if let Some(shift) = &mut day.shift {
        shift.handover = Some(Handover { by: by(), at: before(300), items, acknowledged: [].into() });
    }
    poisoned(&day, text)
}

fn mean_snapshot(text: &str) -> Snapshot {
    let cases = cases(text);
    let recent: Vec<CaseRow> = cases.iter().map(|case| poisoned(&case.row(), text)).collect();
    let told = snapshot(ready_lane(), cases);
    let roster = told.booth.roster.iter().map(|officer| poisoned(officer, text)).collect();
    let booth = Booth {
        post_name: format!("{text}пост"),
        ic_name: format!("{text}ИДК"),
        roster,
        training: None,
        ..Booth::clone(&told.booth)
    };
    Snapshot {
        booth: Arc::new(booth),
        lane: poisoned(&told.lane, text),
        recent: Arc::new(recent),
        store: StoreHealth::Failed(text.to_owned()),
        day: Arc::new(mean_day(text)),
        consoles: Arc::new(mean_consoles(text)),
        proposals: Arc::new(vec![mean_proposal(text)]),
        ..told
    }
}

fn mean_proposal(text: &str) -> Proposal {
    let note = CleanText::new(text);
    let mark = Mark { number: 0, x: 9, y: 9, width: 90, height: 60, note, proposed_by: None };
    poisoned(&Proposal { number: 1, by: officer(Role::Supervisor), case: number(1), mark }, text)
}

/// An own console that looks on at another one, which looks back.
fn mean_consoles(text: &str) -> Vec<ConsoleView> {
    let view = |id, other, role| ConsoleView {
        id: ConsoleId(id),
        seat: SeatName::parse("oac").unwrap(),
        place: Place::Local,
        roles: vec![role],
        person: Person::Any,
        account: Some(text.into()),
        since: now(),
        session: Some(SessionView {
            id: SessionId(id),
            officer: poisoned(&officer(role), text),
            since: now(),
            lock: Lock::Open,
        }),
        ended: None,
        shown: Arc::new(Shown { screen: text.into(), draft: Some(text.to_owned()), ..Shown::default() }),
        watching: Some(ConsoleId(other)),
        pointing: None,
        presence: Presence::Here,
    };
    vec![view(0, 1, Role::Supervisor), view(1, 0, Role::Oac)]
}

fn watch(text: &str) -> Watch {
    let consoles = mean_consoles(text);
    Watch::new(&consoles[1], consoles[1].session.as_ref().unwrap())
}

fn mean_journal(text: &str) -> JournalPage {
    let facts =
        cases(text).into_iter().map(|case| CaseFact::HandedOver { to: case.row().title.as_str().into() });
    let mut facts: Vec<CaseFact> = facts.collect();
    facts.push(CaseFact::Registered(poisoned(&registration(), text)));
    facts.push(given(Verdict::UnderSuspicion, text));
    let by: Officer = poisoned(&officer(Role::Oms), text);
    let line = |seq, fact| JournalLine {
        seq,
        entry: Entry::new(now(), By::Officer(by.clone()), Fact::Case { number: number(417), fact }),
    };
    let lines = (1..).zip(facts).map(|(seq, fact)| line(seq, fact)).collect();
    JournalPage { lines, next: None, looked: 9, last: 9 }
}

fn mean_earlier(text: &str) -> Earlier {
    let rows = cases(text).into_iter().map(|case| EarlierRow {
        row: poisoned(&case.row(), text),
        matched: Vec::new(),
        verdict: None,
        outcome: None,
    });
    Earlier { rows: rows.collect(), more: More::No, index: IndexProgress::Ready }
}

/// What the station would say to a question.
fn mean_reply(request: &Request, text: &str) -> Option<Reply> {
    let cases = cases(text);
    match request {
        Request::ShowCase(_) => Some(Reply::Case(Arc::clone(&cases[4]))),
        Request::ListCases { .. } => Some(Reply::Rows(cases.iter().map(|case| case.row()).collect())),
        Request::Search(_) => {
            let rows = cases.iter().map(|case| poisoned(&case.row(), text)).collect();
            Some(Reply::Found(Found { rows, more: More::No, index: IndexProgress::Failed(text.to_owned()) }))
        }
        Request::ReadJournal(_) => Some(Reply::Journal(mean_journal(text))),
        Request::Statistics(period) => {
            let entries: Vec<Entry> = mean_journal(text).lines.into_iter().map(|line| line.entry).collect();
            Some(Reply::Statistics(Arc::new(Statistics::of(&entries, *period, now()))))
        }
        Request::Earlier(_) => Some(Reply::Earlier(mean_earlier(text))),
        _ => None,
    }
}

/// Every screen there is, and who sits at it. A new one does not compile until it stands here.
fn screens(text: &str) -> Vec<(Role, CurrentScreen)> {
    let cases = cases(text);
    let case = |place: usize| Arc::clone(&cases[place]);
    let number = |place: usize| cases[place].number.clone();
    let analysis = || Box::new(Analysis::new(case(2)));
    let record = || Record::new(number(4));
    let screens = vec![
        CurrentScreen::SignIn(SignIn::default()),
        CurrentScreen::Queue(Queue::default()),
        CurrentScreen::Registration(Box::default()),
        CurrentScreen::Gate(Gate::new(number(0))),
        CurrentScreen::Lane(Lane::new(number(1))),
        CurrentScreen::Analysis(analysis()),
        CurrentScreen::Documents(Box::new(Documents::new(analysis()))),
        CurrentScreen::Verdict(Box::new(VerdictPage::new(analysis()))),
        CurrentScreen::Closing(Box::new(Closing::new(case(3)))),
        CurrentScreen::Record(record()),
        CurrentScreen::Search(Box::default()),
        CurrentScreen::Journal(Box::default()),
        CurrentScreen::Statistics(Box::default()),
        CurrentScreen::Look(Box::new(Look::new(case(4), record()))),
        CurrentScreen::Override(Box::new(OverridePage::new(case(4), None, record()))),
        CurrentScreen::Outcome(Box::new(OutcomePage::new(case(4), record()))),
        CurrentScreen::Desk(Desk::default()),
        CurrentScreen::NewPin(NewPin::by_choice()),
        CurrentScreen::Notes(Box::new(Notes::over(CurrentScreen::Queue(Queue::default()), number(4)))),
        CurrentScreen::Approvals(Box::default()),
        CurrentScreen::People(Box::default()),
        CurrentScreen::Watch(Box::new(watch(text))),
        CurrentScreen::Day(Day::default()),
        CurrentScreen::Shift(Box::default()),
        CurrentScreen::Malfunctions(Box::default()),
        CurrentScreen::Check(Box::default()),
        CurrentScreen::Earlier(Box::new(EarlierCases::over(
            CurrentScreen::Queue(Queue::default()),
            mean_earlier(text),
        ))),
    ];
    screens.into_iter().map(|screen| (role_at(&screen), screen)).collect()
}

fn role_at(screen: &CurrentScreen) -> Role {
    match screen {
        CurrentScreen::SignIn(_)
        | CurrentScreen::Queue(_)
        | CurrentScreen::Registration(_)
        | CurrentScreen::Gate(_)
        | CurrentScreen::Lane(_)
        | CurrentScreen::Shift(_)
        | CurrentScreen::Malfunctions(_)
        | CurrentScreen::Check(_)
        | CurrentScreen::NewPin(_)
        | CurrentScreen::Day(_) => Role::Oms,
        CurrentScreen::Analysis(_)
        | CurrentScreen::Documents(_)
        | CurrentScreen::Verdict(_)
        | CurrentScreen::Closing(_)
        | CurrentScreen::Earlier(_) => Role::Oac,
        CurrentScreen::Record(_)
        | CurrentScreen::Search(_)
        | CurrentScreen::Journal(_)
        | CurrentScreen::Statistics(_)
        | CurrentScreen::Look(_)
        | CurrentScreen::Override(_)
        | CurrentScreen::Outcome(_)
        | CurrentScreen::People(_)
        | CurrentScreen::Notes(_)
        | CurrentScreen::Approvals(_)
        | CurrentScreen::Watch(_)
        | CurrentScreen::Desk(_) => Role::Supervisor,
    }
}

/// Answers every question with mean words, as long as an answer leads to another one.
fn answer_all(seat: &mut Seat, mut effects: Vec<Effect>, text: &str) {
    for _ in 0..4 {
        let asked: Vec<(Purpose, Reply)> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask { purpose, request } => mean_reply(request, text).map(|reply| (*purpose, reply)),
                _ => None,
            })
            .collect();
        effects = asked.into_iter().flat_map(|(purpose, reply)| seat.answer(purpose, Ok(reply))).collect();
    }
}

/// Draws every screen with the text in every field of everything that it shows, and typed into it.
fn every_screen(text: &str, language: Language, size: (u16, u16)) {
    let seen = mean_snapshot(text);
    for (role, screen) in screens(text) {
        let mut seat = Seat::signed_in(language, size, seen.clone(), role);
        let effects = seat.console.go_to(screen);
        expect_clean(&seat.console, size);
        answer_all(&mut seat, effects, text);
        expect_clean(&seat.console, size);
        let typed = seat.paste(text);
        answer_all(&mut seat, typed, text);
        for c in text.chars().take(8) {
            seat.press(Code::Char(c));
        }
        expect_clean(&seat.console, size);
        seat.answer(Purpose::Stop, Err(Refusal::Import(ImportFault::Unreadable(text.to_owned()))));
        expect_clean(&seat.console, size);
        let what = NoticeKind::StoreFailed(text.to_owned());
        seat.console.update(Message::Notice(Notice { number: 1, what }));
        seat.press(Code::F(1));
        expect_clean(&seat.console, size);
    }
}

#[test]
fn known_tricks_draw_nothing_on_any_screen() {
    for (place, text) in MEAN.into_iter().enumerate() {
        every_screen(text, Language::ALL[place % 3], SIZES[place % 2]);
    }
    every_screen(&MEAN.concat(), Language::Kk, SIZES[0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn no_text_draws_on_any_screen(text in any::<String>(), trick in 0..MEAN.len(), language in 0_usize..3) {
        every_screen(&format!("{text}{}", MEAN[trick]), Language::ALL[language], SIZES[language % 2]);
    }
}

proptest! {
    #[test]
    fn no_line_of_a_command_or_of_the_log_draws(text in any::<String>(), trick in 0..MEAN.len()) {
        let line = shown(&format!("{text}{}\n", MEAN[trick])).into_owned();
        prop_assert_eq!(faults(line.as_bytes(), Medium::Lines), Vec::<String>::new());
    }
}

proptest! {
    #[test]
    fn a_picture_is_a_sixel_and_nothing_else(
        (width, height) in (1_u32..200, 1_u32..80),
        grey in any::<u8>(),
        seed in any::<u32>(),
    ) {
        let pixels = (0..width * height).map(|place| grey ^ u8::try_from(place.wrapping_mul(seed) >> 24).unwrap());
        let picture = Picture::new(width, height, pixels.collect()).unwrap();
        let limits = SixelLimits { registers: 256, max: (100, 60) };
        let tiles = sixel::tiles(&picture, limits, Tolerance::NONE, CellSize { width: 8, height: 16 });
        let at = output::Placement { column: 3, row: 2, screen_columns: 132, screen_rows: 43 };
        let bytes = output::place(&tiles, at).unwrap();
        prop_assert_eq!(faults(&bytes, Medium::Picture), Vec::<String>::new());
        prop_assert!(!faults(&bytes, Medium::Screen).is_empty(), "only where a picture is awaited");
    }
}

#[test]
fn the_parser_hears_what_must_not_be_there() {
    for text in MEAN {
        // Few marks are no tower, and wide signs no trick but for what joins them.
        let harmless = text.starts_with('\u{301}');
        let is_heard = !faults(text.as_bytes(), Medium::Lines).is_empty();
        assert!(is_heard || harmless, "{}", text.escape_debug());
    }
    for wrong in [
        "\u{1b}[?1003h",
        "\u{1b}[5n",
        "\u{1b}[>c",
        "\u{1b}c",
        "\u{1b}]0;x\u{7}",
        "\u{1b}Pq\u{1b}\\",
        "\u{1b}[3",
        "\n",
    ] {
        assert!(!faults(wrong.as_bytes(), Medium::Screen).is_empty(), "{}", wrong.escape_debug());
    }
    assert!(faults("\u{1b}[38;5;7mӘ\u{1b}[2;3H\u{1b}[?25l".as_bytes(), Medium::Screen).is_empty());
    assert!(faults("Ә — 1\n".as_bytes(), Medium::Lines).is_empty());
}

#[test]
fn commands_print_shapes_only() {
    let folder = tempfile::tempdir().unwrap();
    let mean = folder.path().join("a\u{1b}[2J\u{202e}\u{9b}31m.png");
    std::fs::write(&mean, "no image").unwrap();
    let data = folder.path().join("data\u{1b}]0;x\u{7}");
    for arguments in [
        vec!["import".as_ref(), mean.as_os_str()],
        vec!["case".as_ref(), "import".as_ref(), mean.as_os_str()],
        vec!["case".as_ref(), "show".as_ref(), "\u{1b}c".as_ref()],
        vec!["outcome".as_ref(), "import".as_ref(), mean.as_os_str()],
        vec!["search".as_ref(), "\u{1b}[6n".as_ref()],
        vec!["verify".as_ref()],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intrascope"));
        let output = command.args(&arguments).arg("--data").arg(&data).output().unwrap();
        for said in [&output.stdout, &output.stderr] {
            assert_eq!(faults(said, Medium::Lines), Vec::<String>::new(), "{arguments:?}");
        }
        assert!(output.stdout.len() + output.stderr.len() > 0 || output.status.success(), "{arguments:?}");
    }
}
