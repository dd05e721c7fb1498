//! The comparer on a real file, by a clock that the test drives.

use super::*;
use crate::domain::account::NewPerson;
use crate::store::{Options, Store, Used};
use chrono::TimeDelta;
use std::fs;
use tempfile::TempDir;

const PIN: &str = "739146";
const WRONG: &str = "840257";

fn at(seconds: i64) -> Moment {
    Moment::from_timestamp(1_795_400_000 + seconds, 0).unwrap()
}

fn id(name: &str) -> OfficerId {
    OfficerId::parse(name).unwrap()
}

fn own(name: &str, holds: u32, pin: &str) -> Preparation {
    let give = Give { officer: id(name), holds, number: holds + 1, own: Some(Pin::new(pin)) };
    Preparation { give: vec![give], forget: Vec::new(), damaged: Damaged::Refuse }
}

fn first(name: &str) -> Preparation {
    let give = Give { officer: id(name), holds: 0, number: 1, own: None };
    Preparation { give: vec![give], forget: Vec::new(), damaged: Damaged::Refuse }
}

/// A comparer on the file of a data folder; each call is a new start of the station.
fn comparer(dir: &TempDir) -> Comparer {
    let (store, _) = Store::open(dir.path(), Options::sized(1 << 20, 0)).unwrap();
    Comparer::new(store.people())
}

fn known(credential: u32) -> Standing {
    Standing::Known { credential, after: AfterTen::Locks }
}

async fn try_pin(comparer: &Comparer, name: &str, pin: &str, standing: Standing, now: Moment) -> Proof {
    try_for(comparer, (name, pin, standing), Purpose::SignIn, ("oms", now)).await
}

async fn try_for(
    comparer: &Comparer,
    (name, pin, standing): (&str, &str, Standing),
    purpose: Purpose,
    (seat, now): (&str, Moment),
) -> Proof {
    let attempt = Attempt { officer: id(name), pin: Pin::new(pin), standing };
    comparer.compare(vec![attempt], purpose, (seat.to_owned(), now)).await.remove(0)
}

#[tokio::test]
async fn iec_62443_4_2_cr_1_11_unsuccessful_logins_lock_and_a_restart_forgets_none_of_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut now = at(0);
    comparer(&dir).prepare(own("serik.b", 0, PIN), now).await.unwrap();
    let waits = [0, 0, 0, 2, 5, 15, 30, 60, 120];
    for wait in waits {
        // A new start each time: whoever cuts the power wins nothing.
        let proof = try_pin(&comparer(&dir), "serik.b", WRONG, known(1), now).await;
        assert_eq!((proof.outcome, proof.locks), (Err(Refusal::WrongPin), Locks::No));
        if wait > 0 {
            let refused = try_pin(&comparer(&dir), "serik.b", PIN, known(1), now).await.outcome;
            assert_eq!(refused, Err(Refusal::WaitAfterWrongPin { seconds: wait }), "even the right one");
        }
        now += TimeDelta::seconds(i64::from(wait));
    }
    let last = try_pin(&comparer(&dir), "serik.b", WRONG, known(1), now).await;
    assert_eq!((last.outcome, last.locks), (Err(Refusal::AccountLocked), Locks::Now));
    let again = try_pin(&comparer(&dir), "serik.b", PIN, known(1), now + TimeDelta::days(1)).await;
    assert_eq!(again.locks, Locks::Now, "the fact did not reach the journal: once more");
    let locked = try_pin(&comparer(&dir), "serik.b", PIN, Standing::Locked, now).await;
    assert_eq!((locked.outcome, locked.locks), (Err(Refusal::AccountLocked), Locks::No));
    let unlock = Preparation { give: Vec::new(), forget: vec![id("serik.b")], damaged: Damaged::Refuse };
    let comparer = comparer(&dir);
    comparer.prepare(unlock, now).await.unwrap();
    assert_eq!(try_pin(&comparer, "serik.b", PIN, known(1), now).await.outcome, Ok(Right::Own));
}

#[tokio::test]
async fn a_right_pin_clears_the_counter_and_the_last_supervisor_waits_instead() {
    let dir = tempfile::tempdir().unwrap();
    let comparer = comparer(&dir);
    let mut now = at(0);
    comparer.prepare(own("serik.b", 0, PIN), now).await.unwrap();
    for _ in 0..3 {
        assert!(try_pin(&comparer, "serik.b", WRONG, known(1), now).await.outcome.is_err());
    }
    assert_eq!(try_pin(&comparer, "serik.b", PIN, known(1), now).await.outcome, Ok(Right::Own));
    let last = || Standing::Known { credential: 1, after: AfterTen::Waits };
    for _ in 0..11 {
        now += TimeDelta::seconds(300);
        let proof = try_pin(&comparer, "serik.b", WRONG, last(), now).await;
        assert_eq!((proof.outcome, proof.locks), (Err(Refusal::WrongPin), Locks::No));
    }
    let waits = try_pin(&comparer, "serik.b", PIN, last(), now).await.outcome;
    assert_eq!(waits, Err(Refusal::WaitAfterWrongPin { seconds: 300 }));
    let back = try_pin(&comparer, "serik.b", PIN, last(), now - TimeDelta::days(30)).await.outcome;
    assert_eq!(back, Err(Refusal::WaitAfterWrongPin { seconds: 300 }), "the clock was set back");
    let after = now - TimeDelta::days(30) + TimeDelta::seconds(300);
    assert_eq!(try_pin(&comparer, "serik.b", PIN, last(), after).await.outcome, Ok(Right::Own));
}

#[tokio::test]
async fn asvs_6_3_8_an_unknown_officer_is_answered_alike() {
    let dir = tempfile::tempdir().unwrap();
    let comparer = comparer(&dir);
    comparer.prepare(own("serik.b", 0, PIN), at(0)).await.unwrap();
    let mut now = at(0);
    for round in 0..13 {
        let known = try_for(&comparer, ("serik.b", WRONG, known(1)), Purpose::SignIn, ("a", now)).await;
        let stranger = ("nobody", WRONG, Standing::Stranger);
        let stranger = try_for(&comparer, stranger, Purpose::SignIn, ("b", now)).await;
        assert_eq!(known.outcome, stranger.outcome, "round {round}");
        assert_eq!(stranger.locks, Locks::No);
        now += TimeDelta::seconds(if round % 2 == 0 { 1 } else { 301 });
    }
    let keeping = comparer.lock();
    let nobody = keeping.nobody().unwrap();
    assert!(!hashing::is_outdated(nobody), "the digest of nobody costs as much time as anybody's");
}

#[tokio::test]
async fn asvs_6_4_1_the_first_pin_is_used_once_within_its_time_and_opens_only_the_way_to_an_own_one() {
    let dir = tempfile::tempdir().unwrap();
    let comparer = comparer(&dir);
    let given = comparer.prepare(first("serik.b"), at(0)).await.unwrap().remove(0);
    assert_eq!(given.officer, id("serik.b"));
    let pin = given.pin.as_typed();
    let hours = |hours| at(0) + TimeDelta::hours(hours);
    for purpose in [Purpose::SetPin, Purpose::Confirm] {
        let early = try_for(&comparer, ("serik.b", pin, known(1)), purpose, ("oms", at(0))).await;
        assert_eq!(early.outcome, Err(Refusal::WrongPin), "{purpose:?}");
    }
    let late = try_pin(&comparer, "serik.b", pin, known(1), hours(FIRST_PIN_HOURS)).await.outcome;
    assert_eq!(late, Err(Refusal::WrongPin));
    let soon = hours(FIRST_PIN_HOURS - 1);
    assert_eq!(try_pin(&comparer, "serik.b", pin, known(1), soon).await.outcome, Ok(Right::First));
    assert_eq!(try_pin(&comparer, "serik.b", pin, known(1), soon).await.outcome, Err(Refusal::WrongPin));
    let set = try_for(&comparer, ("serik.b", pin, known(1)), Purpose::SetPin, ("oms", soon)).await;
    assert_eq!(set.outcome, Ok(Right::First));
    comparer.prepare(own("serik.b", 1, PIN), soon).await.unwrap();
    assert_eq!(try_pin(&comparer, "serik.b", PIN, known(1), soon).await.outcome, Err(Refusal::WrongPin));
    assert_eq!(try_pin(&comparer, "serik.b", PIN, known(2), soon).await.outcome, Ok(Right::Own));
}

#[tokio::test]
async fn an_old_file_put_back_opens_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("people/secrets");
    comparer(&dir).prepare(own("serik.b", 0, PIN), at(0)).await.unwrap();
    let old = fs::read(&path).unwrap();
    comparer(&dir).prepare(own("serik.b", 1, "тыныш өзен"), at(0)).await.unwrap();
    let both = comparer(&dir);
    assert_eq!(
        try_pin(&both, "serik.b", PIN, known(1), at(0)).await.outcome,
        Ok(Right::Own),
        "until the fact"
    );
    assert_eq!(try_pin(&both, "serik.b", "тыныш өзен", known(2), at(0)).await.outcome, Ok(Right::Own));
    fs::write(&path, old).unwrap();
    let rolled_back = comparer(&dir);
    for pin in [PIN, "тыныш өзен"] {
        let outcome = try_pin(&rolled_back, "serik.b", pin, known(2), at(0)).await.outcome;
        assert_eq!(outcome, Err(Refusal::WrongPin), "{pin}");
    }
}

#[tokio::test]
async fn iec_62443_4_2_cr_1_11_a_seat_pauses_whosesoever_the_pins_were_and_the_others_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let comparer = comparer(&dir);
    comparer.prepare(own("serik.b", 0, PIN), at(0)).await.unwrap();
    for place in 0..20 {
        let name = format!("nobody-{place}");
        let proof = try_pin(&comparer, &name, WRONG, Standing::Stranger, at(place)).await;
        assert_eq!(proof.outcome, Err(Refusal::WrongPin));
    }
    let paused = try_pin(&comparer, "serik.b", PIN, known(1), at(20)).await.outcome;
    assert_eq!(paused, Err(Refusal::SeatPaused { seconds: 119 }));
    let elsewhere = try_for(&comparer, ("serik.b", PIN, known(1)), Purpose::SignIn, ("oac", at(20))).await;
    assert_eq!(elsewhere.outcome, Ok(Right::Own));
    let restarted = self::comparer(&dir);
    assert!(try_pin(&restarted, "serik.b", PIN, known(1), at(20)).await.outcome.is_err());
    assert_eq!(try_pin(&restarted, "serik.b", PIN, known(1), at(139)).await.outcome, Ok(Right::Own));
}

#[tokio::test]
async fn a_damaged_file_is_told_until_two_people_are_given_new_pins() {
    let dir = tempfile::tempdir().unwrap();
    comparer(&dir).prepare(own("serik.b", 0, PIN), at(0)).await.unwrap();
    fs::write(dir.path().join("people/secrets"), "x").unwrap();
    let comparer = comparer(&dir);
    let told = try_pin(&comparer, "serik.b", PIN, known(1), at(0)).await.outcome;
    assert!(matches!(told, Err(Refusal::Store(_))), "{told:?}");
    assert!(comparer.prepare(own("serik.b", 1, PIN), at(0)).await.is_err());
    let renewal = Preparation { damaged: Damaged::PutAside, ..first("serik.b") };
    assert_eq!(comparer.prepare(renewal, at(0)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn asvs_16_5_3_what_cannot_be_counted_is_refused_and_a_right_pin_still_opens() {
    let dir = tempfile::tempdir().unwrap();
    let comparer = comparer(&dir);
    comparer.prepare(own("serik.b", 0, PIN), at(0)).await.unwrap();
    let given = comparer.prepare(first("nurlanova.b"), at(0)).await.unwrap().remove(0);
    // No file can be made in what is no folder.
    fs::rename(dir.path().join("people"), dir.path().join("gone")).unwrap();
    fs::write(dir.path().join("people"), "").unwrap();
    let wrong = try_pin(&comparer, "serik.b", WRONG, known(1), at(0)).await.outcome;
    assert!(matches!(wrong, Err(Refusal::Store(_))), "{wrong:?}");
    assert_eq!(try_pin(&comparer, "serik.b", PIN, known(1), at(0)).await.outcome, Ok(Right::Own));
    let pin = given.pin.as_typed();
    let refused = try_pin(&comparer, "nurlanova.b", pin, known(1), at(0)).await.outcome;
    assert!(matches!(refused, Err(Refusal::Store(_))), "its use could not be written down");
    fs::remove_file(dir.path().join("people")).unwrap();
    fs::rename(dir.path().join("gone"), dir.path().join("people")).unwrap();
    let opens = try_pin(&comparer, "nurlanova.b", pin, known(1), at(0)).await.outcome;
    assert_eq!(opens, Ok(Right::First));
    let held = comparer.lock().held(&id("nurlanova.b"));
    assert_eq!(held.first().and_then(|held| held.first).map(|first| first.used), Some(Used::Yes));
}

#[tokio::test]
async fn so_many_may_wait_and_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let comparer = comparer(&dir);
    let admitted: Vec<_> = (0..MAX_ASKERS).map(|_| comparer.admit().unwrap()).collect();
    assert_eq!(comparer.admit().unwrap_err(), Refusal::TooManySignIns);
    drop(admitted);
    assert!(comparer.admit().is_ok());
}

#[test]
fn an_account_that_may_not_sign_in_stands_like_a_stranger() {
    let mut people = People::default();
    let person = |name: &str| NewPerson { id: id(name), name: name.into() };
    let begun = AccountFact::Begun { supervisors: vec![person("sa"), person("sb")] };
    people.apply(&crate::domain::step::By::Station, &begun);
    assert_eq!(Standing::of(&people, &id("sa")), known(1));
    assert_eq!(Standing::of(&people, &id("nobody")), Standing::Stranger);
    people.apply(&crate::domain::step::By::Station, &AccountFact::Locked { officer: id("sb") });
    assert_eq!(Standing::of(&people, &id("sb")), Standing::Locked);
    assert_eq!(Standing::of(&people, &id("sa")), Standing::Known { credential: 1, after: AfterTen::Waits });
    people.apply(&crate::domain::step::By::Station, &AccountFact::Disabled { officer: id("sb") });
    assert_eq!(Standing::of(&people, &id("sb")), Standing::Stranger);
}
