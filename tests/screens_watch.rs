//! Looking on: the desk's seats, the watched screens, pointers and proposals, what a watched officer sees, and what it all costs.

use crate::support::oac::{apply, in_analysis, officer};
use crate::support::oms::{self, before, number};
use crate::support::watching::{Booth, OAC, OMS, OTHER, SUP, display};
use intrascope::domain::analysis::Mark;
use intrascope::domain::case::Case;
use intrascope::domain::fact::{CaseFact, SessionEnd};
use intrascope::domain::lane::{LaneFault, ScanPhase};
use intrascope::domain::number::ScanId;
use intrascope::domain::officer::Role;
use intrascope::imaging::raster::Grey8;
use intrascope::imaging::tone::Preset;
use intrascope::station::contract::seats::{
    ConsoleId, ConsoleView, Lock, Pointing, Presence, Proposal, SeatRequest, Shown, ShownView, Token,
};
use intrascope::station::contract::{Picture, Reply, Request, Session, SessionId, Snapshot};
use intrascope::terminal::graphics::Glyphs;
use intrascope::terminal::input::{Key, Modifiers};
use intrascope::ui::keymap::{Action, Keymap, Layer};
use intrascope::ui::message::{Code, Effect, Input, Message, Outcome, PictureMode, Purpose, Rendered};
use intrascope::ui::scene::{Grain, Scene};
use intrascope::ui::screens::watch::Watch;
use intrascope::ui::screens::{CurrentScreen, Screen};
use intrascope::ui::theme::{Theme, ThemeName};
use intrascope::words::{Language, Words};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};

const RU: Language = Language::Ru;
const BRAILLE: PictureMode = PictureMode::Cells(Glyphs::Braille);

fn in_every_language(name: &str, draw: impl Fn(Language) -> String) {
    for language in Language::ALL {
        let text = draw(language);
        assert!(!text.contains('⟨'), "{name} lacks a phrase in {language:?}:\n{text}");
        insta::assert_snapshot!(format!("{name}_{}", language.code()), text);
    }
}

fn proposal(number: u32, note: &str) -> Proposal {
    let mark =
        Mark { number: 0, x: 400, y: 200, width: 500, height: 300, note: note.into(), proposed_by: None };
    Proposal { number, by: officer(Role::Supervisor), case: in_analysis().number, mark }
}

/// The supervisor at the desk, with the seats in sight.
fn at_desk(language: Language) -> Booth {
    let mut booth = Booth::analysing(language, BRAILLE);
    booth.console(OTHER).watching = Some(OAC);
    booth.console(OMS).session.as_mut().unwrap().lock = Lock::Locked;
    booth.settle();
    booth.press(SUP, &[Code::F(6), Code::Home, Code::Down]);
    booth
}

// The desk

#[test]
fn the_desk_tells_who_sits_where_and_at_what() {
    in_every_language("desk_seats", |language| at_desk(language).sup.text());
}

#[test]
fn at_a_seat_with_nobody_there_is_nothing_to_look_on_at() {
    let mut booth = at_desk(RU);
    booth.press(SUP, &[Code::Down, Code::Enter]);
    assert!(booth.sup.text().contains("никого нет"), "{}", booth.sup.text());
    assert!(!booth.sup.asked.iter().any(|request| matches!(request, Request::Seat(_))));
}

#[test]
fn a_desk_with_more_seats_and_cases_than_it_shows_goes_through_all_of_them() {
    let asked = CaseFact::SecondOpinionAsked { reason: "что за второй осью?".into() };
    let case =
        |serial| Case { number: number(serial), ..apply(&in_analysis(), before(40), Role::Oac, &asked) };
    let cases = (401..=420).map(|serial| Arc::new(case(serial))).collect();
    let mut booth = Booth::new(RU, BRAILLE, cases);
    for id in 10..40 {
        let console = ConsoleView { id: ConsoleId(id), ..booth.console(OTHER).clone() };
        Arc::make_mut(&mut booth.snapshot.consoles).push(console);
    }
    booth.console(OAC).presence = Presence::Gone;
    booth.settle();
    booth.press(SUP, &[Code::F(6)]);
    let text = booth.sup.text();
    assert!(text.contains("▶ 39855302/231126/000401") && text.contains("× связь пропала"), "{text}");
    for key in [Code::Home, Code::Down, Code::PageDown, Code::Down, Code::End, Code::Up] {
        booth.press(SUP, &[key]);
        assert_eq!(booth.sup.text().matches('▶').count(), 1, "{key:?} {}", booth.sup.text());
    }
}

#[test]
fn a_console_that_goes_away_ends_the_looking_on() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.look_on(1);
    booth.console(OAC).presence = Presence::Gone;
    booth.settle();
    assert!(booth.sup.text().contains("Консоль пропала"), "{}", booth.sup.text());
}

// The watched screens

#[test]
fn the_officers_image_is_followed_and_says_whose_it_is() {
    in_every_language("watch_analysis", |language| {
        let mut booth = Booth::analysing(language, BRAILLE);
        booth.look_on(1);
        booth.press(OAC, &[Code::PageUp, Code::PageUp, Code::Right]);
        booth.sup.text()
    });
}

#[test]
fn both_see_the_same_part_of_the_image_whatever_they_draw_with() {
    let mut booth = Booth::analysing(RU, PictureMode::Cells(Glyphs::Halves));
    booth.look_on(1);
    booth.press(OAC, &[Code::PageUp, Code::PageUp, Code::PageUp, Code::Down]);
    let view = |booth: &Booth, id| {
        let snapshot = &booth.snapshot;
        snapshot.consoles.iter().find(|console| console.id == id).unwrap().shown.view.clone()
    };
    let officers = view(&booth, OAC).unwrap();
    assert!(officers.zoom_millionths < u64::MAX && officers.cross.is_some());
    // Without moving anything the supervisor leaves the officer's view for an own one and points at its middle.
    booth.press(SUP, &[Code::F(4), Code::Right, Code::Left]);
    let pointing = booth.sup.console.pointing().unwrap();
    let middle = (officers.centre.0 / 1_000, officers.centre.1 / 1_000);
    assert_eq!((i64::from(pointing.x), i64::from(pointing.y)), middle);
}

#[test]
fn a_form_is_seen_as_it_is_typed() {
    in_every_language("watch_registration", |language| {
        let mut booth = Booth::new(language, BRAILLE, Vec::new());
        booth.press(OMS, &[Code::F(5)]);
        booth.look_on(0);
        booth.press(OMS, &[Code::Tab]);
        booth.type_text(OMS, "123ABC16");
        booth.sup.text()
    });
}

#[test]
fn the_lane_is_seen_with_what_is_confirmed_there() {
    in_every_language("watch_lane", |language| {
        let mut booth = Booth::new(language, BRAILLE, vec![oms::case(417, &[oms::admitted()], 60)]);
        booth.press(OMS, &[Code::Enter, Code::Char(' ')]);
        booth.look_on(0);
        booth.sup.text()
    });
}

#[test]
fn the_verdict_page_is_seen_without_the_pin() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.press(OAC, &[Code::F(9), Code::Tab]);
    booth.type_text(OAC, "груз однородный");
    booth.press(OAC, &[Code::Tab]);
    booth.type_text(OAC, "3507");
    booth.look_on(1);
    let text = booth.sup.text();
    assert!(text.contains("груз однородный"), "{text}");
    let shown = booth.oac.console.shown();
    assert!(!format!("{shown:?}").contains("3507") && !text.contains("••••"), "{text}");
}

#[test]
fn every_other_screen_is_named_or_shown_by_its_case() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.look_on(1);
    booth.press(OAC, &[Code::F(4)]);
    assert!(booth.sup.text().contains("документы"), "{}", booth.sup.text());
    booth.press(OAC, &[Code::Esc, Code::F(3)]);
    assert!(booth.sup.text().contains("000417") && booth.sup.text().contains("запись дела"));
    booth.press(OAC, &[Code::Esc, Code::F(7)]);
    assert!(booth.sup.text().contains("Экран там: поиск"), "{}", booth.sup.text());
}

#[test]
fn a_locked_session_shows_nothing_and_an_ended_one_says_why_until_escape() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.look_on(1);
    booth.console(OAC).session.as_mut().unwrap().lock = Lock::Locked;
    booth.settle();
    assert!(booth.sup.text().contains("Сеанс заблокирован"), "{}", booth.sup.text());
    assert_eq!(booth.oac.console.shown(), Shown::default());
    booth.console(OAC).session.as_mut().unwrap().lock = Lock::Open;
    booth.settle();
    assert!(booth.sup.text().contains("его вид"), "{}", booth.sup.text());
    booth.end(OAC, SessionEnd::TakenOver);
    let text = booth.sup.text();
    assert!(text.contains("место занято другим"), "{text}");
    booth.settle();
    assert_eq!(booth.sup.text(), text);
    booth.press(SUP, &[Code::Esc]);
    assert!(booth.sup.text().contains("Стол старшего"), "{}", booth.sup.text());
    assert_eq!(booth.sup.asked.last(), Some(&Request::Seat(SeatRequest::Unwatch)));
}

#[test]
fn an_own_lock_ends_the_looking_on_for_so_long_as_it_lasts() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.look_on(1);
    let everybody = Arc::clone(&booth.snapshot.consoles);
    // A locked console is told of itself alone.
    let own = booth.console(SUP);
    own.watching = None;
    own.session.as_mut().unwrap().lock = Lock::Locked;
    let own = Arc::new(vec![own.clone()]);
    let seen = Snapshot { own: SUP, consoles: own, ..booth.snapshot.clone() };
    assert!(requests(booth.sup.console.update(Message::Snapshot(Arc::new(seen)))).is_empty());
    booth.snapshot.consoles = everybody;
    booth.console(SUP).watching = None;
    booth.sup.asked.clear();
    booth.settle();
    assert_eq!(booth.sup.asked.first(), Some(&Request::Seat(SeatRequest::Watch(OAC))));
    assert!(booth.sup.text().contains("его вид"), "{}", booth.sup.text());
}

#[test]
fn where_no_picture_can_be_shown_the_case_is_there_in_words() {
    in_every_language("watch_words", |language| {
        let mut booth = Booth::analysing(language, PictureMode::Words);
        booth.propose(proposal(1, "плотный предмет"));
        booth.look_on(1);
        assert!(!booth.sup.asked.iter().any(|asked| matches!(asked, Request::OpenPicture(_))));
        booth.sup.text()
    });
}

// Pointing and proposing

#[test]
fn the_supervisor_points_and_the_officer_sees_where_and_who() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.look_on(1);
    assert_eq!(booth.sup.console.pointing(), None);
    booth.press(SUP, &[Code::Left, Code::Left, Code::Up]);
    let Some(Pointing { case, x, y }) = booth.sup.console.pointing() else { panic!("points nowhere") };
    assert_eq!((case, x < 1_000, y < 400), (number(417), true, true));
    assert!(booth.oac.text().contains("Сарсенов Д."), "{}", booth.oac.text());
    booth.press(SUP, &[Code::Delete]);
    assert_eq!(booth.sup.console.pointing(), None);
}

#[test]
fn a_proposed_mark_is_kept_by_the_oac_alone() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.look_on(1);
    booth.press(SUP, &[Code::F(5), Code::Left, Code::Enter]);
    booth.type_text(SUP, "плотный предмет");
    booth.press(SUP, &[Code::Enter]);
    assert_eq!(booth.snapshot.proposals.len(), 1);
    assert!(booth.sup.text().contains("Предложено"), "{}", booth.sup.text());
    assert!(booth.oac.text().contains("?1 Сарсенов Д.: плотный предмет"), "{}", booth.oac.text());
    let proposed = booth.snapshot.proposals[0].mark.clone();
    booth.press(OAC, &[Code::Tab]);
    assert!(booth.oac.text().contains("Enter: принять"), "{}", booth.oac.text());
    booth.press(OAC, &[Code::Enter]);
    let case = booth.snapshot.case(&number(417)).unwrap();
    assert_eq!(case.marks, [Mark { number: 1, proposed_by: Some(officer(Role::Supervisor)), ..proposed }]);
    assert!(booth.snapshot.proposals.is_empty(), "a kept proposal goes");
    assert!(booth.oac.text().contains("Метка 1"), "{}", booth.oac.text());
}

#[test]
fn a_proposal_is_dismissed_by_the_oac_or_by_whoever_made_it() {
    for by in [OAC, SUP] {
        let mut booth = Booth::analysing(RU, BRAILLE);
        booth.look_on(1);
        booth.propose(proposal(7, "что здесь?"));
        booth.press(by, &[Code::Tab, Code::Delete]);
        assert!(booth.snapshot.proposals.is_empty(), "{by:?}");
        assert!(booth.snapshot.case(&number(417)).unwrap().marks.is_empty());
    }
}

#[test]
fn proposals_and_pointers_are_told_from_marks() {
    in_every_language("watched_analysis", |language| {
        let mut booth = Booth::analysing(language, BRAILLE);
        booth.propose(proposal(1, "плотный предмет"));
        booth.look_on(1);
        booth.press(SUP, &[Code::Right, Code::Right, Code::Right, Code::Right]);
        booth.press(OAC, &[Code::Tab]);
        booth.oac.text()
    });
}

#[test]
fn whatever_is_told_of_a_view_or_a_zone_breaks_no_console() {
    let far = [0, 1, 1_999, u32::MAX];
    let centres = [(i64::MIN, i64::MAX), (0, 0), (i64::MAX, i64::MIN)];
    for mode in [PictureMode::Pixels, PictureMode::Cells(Glyphs::Halves), BRAILLE, PictureMode::Words] {
        for (centre, zoom_millionths) in centres.iter().zip([0, 1, u64::MAX - 1]) {
            let mut booth = Booth::analysing(RU, mode);
            for (number, at) in (1..).zip(far) {
                let mark = Mark { x: at, y: at, width: at, height: at, ..proposal(number, "").mark };
                booth.propose(Proposal { mark, ..proposal(number, "") });
            }
            booth.look_on(1);
            let view = ShownView { centre: *centre, zoom_millionths, tone: None, cross: Some((u32::MAX, 0)) };
            let pointing = Pointing { case: number(417), x: u32::MAX, y: u32::MAX };
            let other = booth.console(OTHER);
            (other.watching, other.pointing) = (Some(OAC), Some(pointing));
            let mut seen = booth.snapshot.clone();
            let console = Arc::make_mut(&mut seen.consoles).iter_mut().find(|one| one.id == OAC).unwrap();
            console.shown = Arc::new(Shown { view: Some(view), ..(*console.shown).clone() });
            for id in [OAC, SUP] {
                booth.hear(id, Snapshot { own: id, ..seen.clone() });
                for key in [Code::Tab, Code::PageUp, Code::PageUp, Code::Left, Code::Tab, Code::Home] {
                    booth.hear_key(id, key);
                    assert!(booth.desk(id).text().contains("000417"), "{mode:?} {id:?} {key:?}");
                }
            }
        }
    }
}

// The watched side

#[test]
fn every_watched_screen_says_by_whom() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    assert!(!booth.oac.text().contains("наблюдает"));
    booth.look_on(1);
    booth.console(OTHER).watching = Some(OAC);
    booth.settle();
    let banner = "наблюдает: Сарсенов Д., Жумагулов Е.";
    for key in [Code::F(4), Code::Esc, Code::F(9), Code::Esc, Code::F(3), Code::Esc, Code::F(9), Code::Esc] {
        assert!(booth.oac.text().contains(banner), "{}", booth.oac.text());
        booth.press(OAC, &[key]);
    }
    assert!(!booth.oms.text().contains("наблюдает"), "only the watched one: {}", booth.oms.text());
}

#[test]
fn beside_an_alarm_the_alarm_comes_first() {
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.look_on(1);
    booth.snapshot.lane.fault = Some(LaneFault::BeamStuck);
    booth.settle();
    let text = booth.oac.text();
    let line = text.lines().nth(1).unwrap();
    assert!(line.contains("наблюдает") && line.find("!!") < line.find("наблюдает"), "{text}");
}

// Leases

#[test]
fn a_case_open_elsewhere_says_so_and_opens_all_the_same() {
    in_every_language("queue_held", |language| {
        let booth = Booth::analysing(language, BRAILLE);
        booth.sup.text()
    });
    let mut booth = Booth::analysing(RU, BRAILLE);
    booth.press(SUP, &[Code::Enter]);
    let text = booth.sup.text();
    assert!(text.contains("Открыто на другом месте: Нурланова Б., место ОАС"), "{text}");
    assert!(text.contains("Дело · 39855302/231126/000417"), "{text}");
}

// What a watcher can do

/// Every key that means anything anywhere, and characters of three scripts.
fn every_key() -> Vec<Code> {
    let named = [
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::BackTab,
        Code::Left,
        Code::Right,
        Code::Up,
        Code::Down,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
        Code::Insert,
        Code::Delete,
        Code::Backspace,
    ];
    // Stop and acknowledgement are every console's: the station decides whose.
    let functions = (1..=12).filter(|number| ![8, 12].contains(number)).map(Code::F);
    let typed = (' '..='~').chain('а'..='я').chain("әіңғүұқөһ".chars()).map(Code::Char);
    named.into_iter().chain(functions).chain(typed).collect()
}

fn is_of_watchers(request: &Request) -> bool {
    matches!(
        request,
        Request::Seat(
            SeatRequest::Watch(_)
                | SeatRequest::Unwatch
                | SeatRequest::Propose { .. }
                | SeatRequest::Dismiss { .. }
        ) | Request::OpenPicture(_)
            | Request::ShowCase(_)
            | Request::Earlier(_)
    )
}

fn requests(effects: Vec<Effect>) -> Vec<Request> {
    let request = |effect| match effect {
        Effect::Ask { request, .. } => Some(request),
        _ => None,
    };
    effects.into_iter().filter_map(request).collect()
}

fn key(code: Code) -> Message {
    Message::Key(Key { code, modifiers: Modifiers::default() })
}

/// A booth in which the supervisor looks on at an officer who has the screen that `keys` lead to.
fn watched(id: ConsoleId, keys: &[Code]) -> Booth {
    let lane = oms::case(418, &[oms::admitted()], 60);
    let mut booth = Booth::new(RU, BRAILLE, vec![lane, Arc::new(in_analysis())]);
    booth.propose(proposal(1, "что здесь?"));
    booth.press(id, keys);
    booth.look_on(usize::from(id != OMS));
    booth
}

#[test]
fn no_key_of_a_watcher_does_anything_but_look_point_and_propose() {
    let screens: [(_, &[Code]); 8] = [
        (OMS, &[Code::F(5)]),
        (OMS, &[Code::Enter]),
        (OMS, &[]),
        (OAC, &[Code::Enter]),
        (OAC, &[Code::Enter, Code::F(4)]),
        (OAC, &[Code::Enter, Code::F(9)]),
        (OAC, &[Code::Enter, Code::F(3)]),
        (OAC, &[Code::F(7)]),
    ];
    let layer = Keymap::built_in().bindings(Layer::Watch);
    assert!(!layer.iter().any(|binding| binding.action == Action::Confirm));
    for (id, keys) in screens {
        for first in [None, Some(Code::F(4)), Some(Code::F(5)), Some(Code::Tab)] {
            let mut booth = watched(id, keys);
            booth.press(SUP, &first.into_iter().collect::<Vec<_>>());
            for code in every_key() {
                let leaves = matches!(code, Code::Esc | Code::F(10));
                let asked = requests(booth.sup.console.update(key(code)));
                assert!(asked.iter().all(is_of_watchers), "{keys:?} {first:?} {code:?}: {asked:?}");
                if leaves {
                    booth = watched(id, keys);
                    booth.press(SUP, &first.into_iter().collect::<Vec<_>>());
                }
            }
        }
    }
}

/// Every action that any key means anywhere.
fn every_action() -> Vec<Action> {
    let layers = [
        Layer::Global,
        Layer::Queue,
        Layer::Registration,
        Layer::Gate,
        Layer::Lane,
        Layer::Analysis,
        Layer::Filters,
        Layer::MarkFrame,
        Layer::Documents,
        Layer::Verdict,
        Layer::Closing,
        Layer::Record,
        Layer::Note,
        Layer::Search,
        Layer::Journal,
        Layer::Statistics,
        Layer::Look,
        Layer::Override,
        Layer::Outcome,
        Layer::Desk,
        Layer::Day,
        Layer::DayForm,
        Layer::Shift,
        Layer::Malfunctions,
        Layer::Check,
        Layer::Earlier,
        Layer::Watch,
    ];
    let bindings = layers.into_iter().flat_map(|layer| Keymap::built_in().bindings(layer));
    let actions: BTreeSet<Action> = bindings.map(|binding| binding.action).collect();
    actions.into_iter().collect()
}

/// Gives an input to the screen itself, past the keymap, and carries out what it needs to show a picture.
fn put(watch: &mut Watch, input: Input, scene: &Scene<'_>) -> Vec<Request> {
    let mut inputs = vec![input];
    let mut asked = Vec::new();
    while let Some(input) = inputs.pop() {
        for outcome in watch.update(input, scene) {
            match outcome {
                Outcome::Ask(_, Request::OpenPicture(case)) => {
                    let image = scene.snapshot.case(&case).unwrap().image().unwrap().clone();
                    let tiles = Arc::new(tempfile::tempfile().unwrap());
                    let answer = Box::new(Ok(Reply::Picture(Picture { case, image, tiles })));
                    inputs.push(Input::Answered { purpose: Purpose::Picture, answer });
                }
                Outcome::Ask(_, request) => asked.push(request),
                Outcome::Render(job) => inputs.push(Input::Rendered(Box::new(Rendered {
                    case: job.picture.case.clone(),
                    generation: job.generation,
                    grey: Ok(Grey8::filled(job.screen.width, job.screen.height, 0)),
                    tone: Preset::Full.tone(&[]),
                    value: None,
                }))),
                Outcome::Confirm(confirm) => drop(confirm),
                Outcome::Go(screen) => assert!(matches!(*screen, CurrentScreen::Desk(_)), "{screen:?}"),
                Outcome::Say(_) => {}
                other => panic!("a watcher is not asked: {other:?}"),
            }
        }
    }
    asked
}

#[test]
fn no_action_reaches_the_watched_screen_whatever_the_keymap_says() {
    let screens: [(_, &[Code]); 6] = [
        (OMS, &[Code::F(5)]),
        (OMS, &[Code::Enter]),
        (OAC, &[Code::Enter]),
        (OAC, &[Code::Enter, Code::F(4)]),
        (OAC, &[Code::Enter, Code::F(9)]),
        (OAC, &[Code::Enter, Code::F(3)]),
    ];
    let theme = Theme::built_in(ThemeName::Mono);
    let session =
        Session { id: SessionId(SUP.0), officer: officer(Role::Supervisor), token: Token::default() };
    for (id, keys) in screens {
        let booth = watched(id, keys);
        let snapshot = Snapshot { own: SUP, ..booth.snapshot.clone() };
        let scene = Scene {
            snapshot: &snapshot,
            preview: &Arc::default(),
            session: Some(&session),
            words: Words::new(RU),
            theme: &theme,
            display: display(BRAILLE),
            body: Rect::new(0, 2, 80, 20),
            now: before(0),
            grain: Grain::Fine,
        };
        let console = snapshot.consoles.iter().find(|console| console.id == id).unwrap();
        for first in [None, Some(Action::ProposeMark), Some(Action::Follow), Some(Action::NextField)] {
            for action in every_action() {
                let mut watch = Watch::new(console, console.session.as_ref().unwrap());
                let mut asked = put(&mut watch, Input::Entered, &scene);
                asked.extend(
                    first.into_iter().flat_map(|first| put(&mut watch, Input::Action(first), &scene)),
                );
                asked.extend(put(&mut watch, Input::Action(action), &scene));
                asked.extend(put(&mut watch, Input::Typed('д'), &scene));
                asked.extend(put(&mut watch, Input::Action(action), &scene));
                assert!(asked.iter().all(is_of_watchers), "{keys:?} {first:?} {action:?}: {asked:?}");
            }
        }
    }
}

// What it costs

/// Counts what goes to the terminal.
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<Vec<u8>>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Thirty seconds of a scan: what the station says twenty times a second, a frame a second.
#[test]
fn a_text_only_watch_of_a_scan_costs_a_kilobyte_a_second() {
    let facts = [oms::admitted(), oms::lane_checked(), oms::requested(418, 1)];
    let mut booth = Booth::new(RU, PictureMode::Words, vec![oms::case(418, &facts, 5)]);
    booth.press(OMS, &[Code::Enter]);
    booth.look_on(0);
    let counter = Counter::default();
    let size = Rect::new(0, 0, display(BRAILLE).columns, display(BRAILLE).rows);
    let options = ratatui::TerminalOptions { viewport: ratatui::Viewport::Fixed(size) };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(counter.clone()), options).unwrap();
    terminal.draw(|frame| drop(booth.sup.console.draw(frame))).unwrap();
    let first = counter.0.lock().unwrap().len();
    let scan = ScanId::new(&number(418), 1);
    for second in 0..30_u32 {
        for step in 0..20_u32 {
            let columns = second * 60 + step * 3;
            let mut seen = Snapshot { own: SUP, ..booth.snapshot.clone() };
            seen.at = before(0) + chrono::TimeDelta::seconds(second.into());
            seen.lane.age_ms = Some((step * 37) % 400);
            seen.lane.dose_nsv = Some(columns);
            seen.lane.phase =
                ScanPhase::Beam { scan: scan.clone(), columns, columns_expected: 1_800, lost: second / 7 };
            booth.sup.console.update(Message::Snapshot(Arc::new(seen)));
        }
        let now = before(0) + chrono::TimeDelta::seconds(second.into());
        booth.sup.console.update(Message::Clock(now));
        terminal.draw(|frame| drop(booth.sup.console.draw(frame))).unwrap();
    }
    let text = booth.sup.text();
    assert!(text.contains('%') && text.contains("столбц"), "the scan is on: {text}");
    let after = counter.0.lock().unwrap().len() - first;
    eprintln!("the first frame: {first} bytes; thirty seconds: {after} bytes, {} a second", after / 30);
    assert!(first < 6_000, "{first}");
    assert!(after / 30 <= 1_024, "{after}");
}
