//! An own PIN and the accounts of the booth, as pictures in three languages, and what their keys ask of the station.

use crate::support::oms::{Seat, officer, ready_lane, request, snapshot};
use intrascope::domain::account::{Account, AccountState, AccountStep, People};
use intrascope::domain::booth::BoothState;
use intrascope::domain::officer::{OfficerId, Role};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::secret::SecretFault;
use intrascope::station::contract::people::{FirstPin, PeopleRequest};
use intrascope::station::contract::seats::Token;
use intrascope::station::contract::{Booth, Pin, Reply, Request, Session, SessionId, Snapshot};
use intrascope::ui::message::{Code, Effect, Purpose};
use intrascope::words::Language;
use std::sync::Arc;

const SMALL: (u16, u16) = (80, 24);

fn id(text: &str) -> OfficerId {
    OfficerId::parse(text).unwrap()
}

fn account(
    of: &str,
    name: &str,
    roles: &[Role],
    state: AccountState,
    credential: u32,
) -> (OfficerId, Account) {
    let account = Account {
        id: id(of),
        name: name.into(),
        roles: roles.iter().copied().collect(),
        state,
        credential,
        made_by: (credential > 0).then(|| id("serik.b")),
        activated_by: (credential > 0).then(|| id("sarsenov.d")),
    };
    (account.id.clone(), account)
}

/// A booth in service with people in every state; names as long as they are.
fn service() -> Snapshot {
    let (active, supervisor) = (AccountState::Active, [Role::Supervisor]);
    let proposed = |by| AccountState::Proposed { by: id(by) };
    let accounts = [
        account("sarsenov.d", "Сарсенов Дәурен Қайратұлы", &supervisor, active.clone(), 2),
        account("serik.b", "Серікбаев Бауыржан", &supervisor, active.clone(), 2),
        account("third.s", "Третьякова Светлана", &supervisor, active.clone(), 1),
        account("akhmetov.a", "Ахметов Асқар", &[Role::Oms, Role::Oac], active, 4),
        account("nurlanova.b", "Нұрланова Бағдагүл", &[Role::Oac], proposed("serik.b"), 0),
        account(
            "abdrakhmanov.konstantin.v",
            "Абдрахманов-Константинопольский",
            &[Role::Oms],
            proposed("sarsenov.d"),
            0,
        ),
        account(
            "locked.l",
            "Иванов Иван",
            &[Role::Oms, Role::Oac, Role::Supervisor],
            AccountState::Locked,
            3,
        ),
        account("gone.g", "Өтегенов Ғалым", &[Role::Oms], AccountState::Disabled, 5),
    ];
    let plain = snapshot(ready_lane(), Vec::new());
    let booth = Booth { training: None, roster: Vec::new(), ..(*plain.booth).clone() };
    let people = People { accounts: accounts.into() };
    let day = BoothState { people, ..(*plain.day).clone() };
    Snapshot { booth: Arc::new(booth), day: Arc::new(day), ..plain }
}

fn asked(effects: Vec<Effect>) -> Option<Request> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Ask { request, .. } => Some(request),
        _ => None,
    })
}

/// A console at which somebody has typed a first PIN.
fn with_first_pin(language: Language) -> Seat {
    let mut seat = Seat::empty(language, SMALL, service());
    seat.type_text("akhmetov.a");
    seat.press(Code::Down);
    seat.type_text("kxwm7302");
    seat.press(Code::Enter);
    let session = Session { id: SessionId(1), officer: officer(Role::Oms), token: Token::default() };
    seat.answer(Purpose::SignIn, Ok(Reply::PinToBeSet(session)));
    seat
}

/// The accounts, as the supervisor Sarsenov sees them.
fn at_accounts(language: Language) -> Seat {
    let mut seat = Seat::signed_in(language, SMALL, service(), Role::Supervisor);
    seat.press_all(&[Code::F(9), Code::Char('9')]);
    seat
}

/// Goes down to an account.
fn choose(seat: &mut Seat, of: &str) {
    for _ in 0..8 {
        if seat.text().lines().any(|line| line.contains('▶') && line.contains(of)) {
            return;
        }
        seat.press(Code::Down);
    }
    panic!("{of} is not in\n{}", seat.text());
}

#[test]
fn a_first_pin_opens_one_page_and_nothing_else() {
    for language in Language::ALL {
        let seat = with_first_pin(language);
        insta::assert_snapshot!(format!("first_pin_{}", language.code()), seat.text());
    }
    let mut seat = with_first_pin(Language::En);
    for key in [3, 4, 6, 7, 9, 11] {
        seat.press(Code::F(key));
        assert!(seat.text().contains("Own PIN"), "F{key}: {}", seat.text());
    }
    assert!(seat.press(Code::F(8)).iter().any(|effect| matches!(effect, Effect::Stop)));
    seat.press(Code::Esc);
    seat.press(Code::Right);
    assert!(matches!(request(seat.press(Code::Enter)), Request::SignOut));
}

#[test]
fn an_own_pin_is_typed_twice_and_never_shown() {
    let mut seat = with_first_pin(Language::En);
    seat.type_text("three blue doors");
    seat.press(Code::Enter);
    seat.type_text("three blue does");
    assert!(asked(seat.press(Code::Enter)).is_none());
    insta::assert_snapshot!("own_pin_differs", seat.text());
    seat.type_text("three blue doors");
    seat.press(Code::Down);
    seat.type_text("three blue doors");
    assert!(!seat.text().contains("blue"), "{}", seat.text());
    let set = PeopleRequest::SetPin { old: Pin::new("kxwm7302"), new: Pin::new("three blue doors") };
    assert_eq!(request(seat.press(Code::F(5))), Request::People(set));
    seat.answer(Purpose::People, Err(Refusal::Secret(SecretFault::Common)));
    assert!(asked(seat.press(Code::F(5))).is_none(), "a refused PIN is not sent again");
    seat.type_text("four green walls");
    seat.press(Code::Down);
    seat.type_text("four green walls");
    assert!(asked(seat.press(Code::Enter)).is_some());
    seat.answer(Purpose::People, Err(Refusal::WrongPin));
    insta::assert_snapshot!("first_pin_typed_again", seat.text());
    seat.type_text("kxwm7302");
    let set = PeopleRequest::SetPin { old: Pin::new("kxwm7302"), new: Pin::new("four green walls") };
    assert_eq!(request(seat.press(Code::F(5))), Request::People(set));
    seat.answer(Purpose::People, Ok(Reply::Acknowledged));
    assert!(seat.text().contains("Your PIN is set"), "{}", seat.text());
}

#[test]
fn anybody_in_service_may_change_the_own_pin_and_nobody_in_training() {
    let mut seat = Seat::signed_in(Language::Ru, SMALL, service(), Role::Oms);
    seat.press(Code::F(9));
    insta::assert_snapshot!("day_in_service", seat.text());
    seat.press(Code::Char('9'));
    assert!(!seat.text().contains("sarsenov.d"), "an operator sees no accounts: {}", seat.text());
    seat.press(Code::Char('0'));
    for language in ["kk", "ru", "en"] {
        while !seat.text().contains(match language {
            "kk" => "Қазіргі",
            "ru" => "Нынешний",
            _ => "PIN that holds now",
        }) {
            seat.press(Code::F(2));
        }
        insta::assert_snapshot!(format!("own_pin_{language}"), seat.text());
    }
    let mut training =
        Seat::signed_in(Language::Ru, SMALL, snapshot(ready_lane(), Vec::new()), Role::Supervisor);
    training.press_all(&[Code::F(9), Code::Char('9'), Code::Char('0')]);
    assert!(!training.text().contains("Учётные") && !training.text().contains("Свой ПИН"));
}

#[test]
fn accounts_stand_in_the_order_in_which_they_need_somebody() {
    for language in Language::ALL {
        let mut seat = at_accounts(language);
        choose(&mut seat, "nurlanova.b");
        insta::assert_snapshot!(format!("accounts_{}", language.code()), seat.text());
    }
}

/// A key, the accounts at which it is open, and what it asks.
type Asked = (u8, &'static [&'static str], AccountStep);

/// Every account against every key: what the station would refuse is not even asked.
#[test]
fn only_what_is_open_now_is_asked_and_only_after_a_question() {
    let step: fn(OfficerId) -> [Asked; 5] = |id| {
        [
            (6, &["nurlanova.b"], AccountStep::Activate { id: id.clone() }),
            (11, &["abdrakhmanov", "nurlanova.b"], AccountStep::Withdraw { id: id.clone() }),
            (3, &["locked.l"], AccountStep::Unlock { id: id.clone() }),
            (7, &["akhmetov.a", "locked.l", "serik.b", "third.s"], AccountStep::ResetPin { id: id.clone() }),
            (4, &["akhmetov.a", "locked.l", "serik.b", "third.s"], AccountStep::Disable { id }),
        ]
    };
    let all = [
        "nurlanova.b",
        "abdrakhmanov.konstantin.v",
        "locked.l",
        "akhmetov.a",
        "sarsenov.d",
        "serik.b",
        "third.s",
        "gone.g",
    ];
    for of in all {
        for (key, open, expected) in step(id(of)) {
            let mut seat = at_accounts(Language::En);
            choose(&mut seat, of.get(..12.min(of.len())).unwrap());
            assert!(asked(seat.press(Code::F(key))).is_none(), "nothing without a question");
            seat.press(Code::Right);
            let is_open = open.iter().any(|open| of.starts_with(open));
            let got = asked(seat.press(Code::Enter));
            let expected = is_open.then(|| Request::People(PeopleRequest::Step(expected)));
            assert_eq!(got, expected, "F{key} of {of}");
        }
    }
}

#[test]
fn activating_says_what_happens_and_shows_the_first_pin_once() {
    for language in Language::ALL {
        let mut seat = at_accounts(language);
        choose(&mut seat, "nurlanova.b");
        seat.press(Code::F(6));
        insta::assert_snapshot!(format!("activate_{}", language.code()), seat.text());
        seat.press(Code::Right);
        seat.press(Code::Enter);
        // Whoever goes back before the answer sees it all the same.
        seat.press(Code::Esc);
        let pin = FirstPin { officer: id("nurlanova.b"), pin: Pin::new("h7kp-mw3x-29tz") };
        seat.answer(Purpose::People, Ok(Reply::FirstPins(vec![pin])));
        insta::assert_snapshot!(format!("first_pin_shown_{}", language.code()), seat.text());
        seat.press(Code::Esc);
        seat.press(Code::Esc);
        assert!(seat.text().contains("h7kp"), "no is the answer unless somebody says yes");
        seat.press(Code::Esc);
        seat.press(Code::Right);
        seat.press(Code::Enter);
        assert!(!seat.text().contains("h7kp"));
    }
}

#[test]
fn an_account_is_proposed_with_name_and_roles() {
    let mut seat = at_accounts(Language::Ru);
    seat.press(Code::F(5));
    seat.type_text("omarov.n");
    seat.press(Code::Down);
    seat.type_text("Омаров Нұрлан");
    assert!(asked(seat.press(Code::F(5))).is_none(), "an account needs a role");
    seat.press(Code::Char(' '));
    insta::assert_snapshot!("account_form_ru", seat.text());
    seat.press(Code::F(5));
    insta::assert_snapshot!("account_create_ru", seat.text());
    seat.press(Code::Right);
    let create =
        AccountStep::Create {
            id: id("omarov.n"), name: "Омаров Нұрлан".into(), roles: [Role::Oms].into()
        };
    assert_eq!(request(seat.press(Code::Enter)), Request::People(PeopleRequest::Step(create)));
    seat.answer(Purpose::People, Ok(Reply::Acknowledged));
    assert!(seat.text().contains("Учётные записи: 8"), "{}", seat.text());
}

#[test]
fn a_disabled_account_comes_back_in_other_roles() {
    let mut seat = at_accounts(Language::En);
    choose(&mut seat, "gone.g");
    seat.press(Code::F(9));
    seat.press_all(&[Code::Down, Code::Char(' ')]);
    seat.press(Code::F(5));
    seat.press(Code::Right);
    let enable = AccountStep::Enable { id: id("gone.g"), roles: [Role::Oms, Role::Oac].into() };
    assert_eq!(request(seat.press(Code::Enter)), Request::People(PeopleRequest::Step(enable)));
}
