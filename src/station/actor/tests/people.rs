//! Accounts under the real actor: from the first two supervisors to the verdict's PIN, and what a restart keeps.

use super::disk::{refused, verdict};
use super::*;
use crate::domain::account::{AccountBar, AccountFact, AccountState, AccountStep, NewPerson};
use crate::domain::secret::SecretFault;
use crate::station::clock::Driver;
use crate::station::contract::Session;
use crate::station::contract::day::DayRequest;
use crate::station::contract::people::PeopleRequest;
use std::collections::BTreeSet;

const OPTIONS: Options = Options::sized(1 << 20, 0);
const WRONG: &str = "840257";

fn id(name: &str) -> OfficerId {
    OfficerId::parse(name).unwrap()
}

fn own_pin(name: &str) -> String {
    format!("тыныш өзен {name} 7")
}

/// A booth in service: nobody is in its roster.
async fn service(data: &Path, clock: &Clock) -> Desk {
    let clock = clock.clone();
    Desk::open_by(data, OPTIONS, |settings| Settings { roster: Vec::new(), clock, ..settings }).await
}

fn driven() -> (Clock, Driver) {
    Clock::driven(Moment::from_timestamp(1_795_400_000, 0).unwrap())
}

impl Desk {
    async fn people(&self, asker: Asker, request: PeopleRequest) -> Answer {
        self.ask(asker, Request::People(request)).await
    }

    async fn account(&self, asker: Asker, step: AccountStep) -> Answer {
        self.people(asker, PeopleRequest::Step(step)).await
    }

    async fn enter(&self, name: &str, role: Role, pin: &str) -> Answer {
        self.ask(Asker::Nobody, Request::SignIn { officer: id(name), role, pin: Pin::new(pin) }).await
    }

    async fn entered(&self, name: &str, role: Role) -> Asker {
        asker(&signed_in(self.enter(name, role, &own_pin(name)).await))
    }

    /// From the first PIN to an own one.
    async fn begin_with(&self, name: &str, role: Role, first: &str) -> Asker {
        let Ok(Reply::PinToBeSet(session)) = self.enter(name, role, first).await else {
            panic!("the first PIN of {name} opens nothing")
        };
        let (old, new) = (Pin::new(first), Pin::new(&own_pin(name)));
        let set = self.people(asker(&session), PeopleRequest::SetPin { old, new }).await;
        assert!(matches!(set, Ok(Reply::Acknowledged)), "{set:?}");
        asker(&session)
    }

    /// The first two supervisors, with own PINs.
    async fn begin(&self) -> (Asker, Asker) {
        let person = |name: &str| NewPerson { id: id(name), name: name.into() };
        let begin = PeopleRequest::Begin(vec![person("sa"), person("sb")]);
        let pins = first_pins(self.people(Asker::CommandLine, begin).await);
        let first = self.begin_with("sa", Role::Supervisor, &pins[0].1).await;
        (first, self.begin_with("sb", Role::Supervisor, &pins[1].1).await)
    }

    /// A new account that has its first PIN.
    async fn let_in(&self, (first, second): (Asker, Asker), name: &str, role: Role) -> String {
        let roles = BTreeSet::from([role]);
        acknowledged(
            self.account(first, AccountStep::Create { id: id(name), name: name.into(), roles }).await,
        );
        let pins = first_pins(self.account(second, AccountStep::Activate { id: id(name) }).await);
        pins[0].1.clone()
    }

    async fn account_facts(&self) -> Vec<AccountFact> {
        let account = |fact| if let BoothFact::Account(fact) = fact { Some(fact) } else { None };
        self.booth_facts().await.into_iter().filter_map(account).collect()
    }
}

fn asker(session: &Session) -> Asker {
    Asker::Session(session.id)
}

fn signed_in(answer: Answer) -> Session {
    match answer {
        Ok(Reply::SignedIn(session)) => session,
        other => panic!("{other:?}"),
    }
}

fn acknowledged(answer: Answer) {
    match answer {
        Ok(Reply::Acknowledged) => {}
        other => panic!("{other:?}"),
    }
}

fn first_pins(answer: Answer) -> Vec<(OfficerId, String)> {
    match answer {
        Ok(Reply::FirstPins(pins)) => {
            pins.into_iter().map(|first| (first.officer, first.pin.as_typed().to_owned())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn asvs_6_3_2_there_is_no_default_account_and_the_first_two_are_made_once_by_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    for (name, _, pin) in OFFICERS {
        assert_eq!(refused(desk.enter(name, Role::Supervisor, pin).await), Refusal::WrongPin);
    }
    let person = |name: &str| NewPerson { id: id(name), name: name.into() };
    let begin = || PeopleRequest::Begin(vec![person("sa"), person("sb")]);
    assert_eq!(refused(desk.people(Asker::Nobody, begin()).await), Refusal::NotSignedIn);
    desk.begin().await;
    let again = refused(desk.people(Asker::CommandLine, begin()).await);
    assert_eq!(again, Refusal::Account(AccountBar::Begun));
    desk.close().await;
}

#[tokio::test]
async fn asvs_6_4_1_a_first_pin_opens_a_session_that_may_only_set_an_own_one() {
    let dir = tempfile::tempdir().unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    let supervisors = desk.begin().await;
    let pin = desk.let_in(supervisors, "oms.a", Role::Oms).await;
    assert_eq!(refused(desk.enter("oms.a", Role::Oac, &pin).await), Refusal::WrongPin, "another role");
    let reset = desk.account(supervisors.0, AccountStep::ResetPin { id: id("oms.a") }).await;
    let reset = first_pins(reset).remove(0).1;
    assert_eq!(refused(desk.enter("oms.a", Role::Oms, &pin).await), Refusal::WrongPin, "an older one");
    let Ok(Reply::PinToBeSet(session)) = desk.enter("oms.a", Role::Oms, &reset).await else { panic!() };
    let session = asker(&session);
    for request in [
        Request::Day(DayRequest::OpenShift),
        Request::ListCases { before: None, limit: 1 },
        Request::AcknowledgeFault,
        Request::Checkpoint,
    ] {
        assert_eq!(refused(desk.ask(session, request).await), Refusal::PinMustBeSet);
    }
    assert_eq!(refused(desk.enter("oms.a", Role::Oms, &reset).await), Refusal::WrongPin, "once");
    let set = |old: &str, new: &str| PeopleRequest::SetPin { old: Pin::new(old), new: Pin::new(new) };
    let faults =
        [("7391", SecretFault::Short), ("777777", SecretFault::Repeated), (&reset, SecretFault::Same)];
    for (new, fault) in faults {
        assert_eq!(refused(desk.people(session, set(&reset, new)).await), Refusal::Secret(fault));
    }
    assert_eq!(refused(desk.people(session, set(WRONG, &own_pin("x"))).await), Refusal::WrongPin);
    acknowledged(desk.people(session, set(&reset, &own_pin("oms.a"))).await);
    acknowledged(desk.ask(session, Request::Day(DayRequest::OpenShift)).await);
    desk.close().await;
}

#[tokio::test]
async fn iec_62443_4_2_cr_1_11_ten_wrong_pins_lock_until_a_supervisor_unlocks_and_a_restart_changes_nothing()
{
    let dir = tempfile::tempdir().unwrap();
    let (clock, driver) = driven();
    let desk = service(dir.path(), &clock).await;
    let supervisors = desk.begin().await;
    let pin = desk.let_in(supervisors, "oms.a", Role::Oms).await;
    desk.begin_with("oms.a", Role::Oms, &pin).await;
    for _ in 0..5 {
        assert_eq!(refused(desk.enter("oms.a", Role::Oms, WRONG).await), Refusal::WrongPin);
        driver.advance(Duration::from_secs(5));
    }
    assert_eq!(refused(desk.enter("oms.a", Role::Oms, WRONG).await), Refusal::WrongPin);
    let waits = refused(desk.enter("oms.a", Role::Oms, &own_pin("oms.a")).await);
    assert_eq!(waits, Refusal::WaitAfterWrongPin { seconds: 15 });
    desk.close().await;
    let desk = service(dir.path(), &clock).await;
    let waits = refused(desk.enter("oms.a", Role::Oms, &own_pin("oms.a")).await);
    assert_eq!(waits, Refusal::WaitAfterWrongPin { seconds: 15 }, "as before the restart");
    for _ in 0..3 {
        driver.advance(Duration::from_mins(5));
        assert_eq!(refused(desk.enter("oms.a", Role::Oms, WRONG).await), Refusal::WrongPin);
    }
    driver.advance(Duration::from_mins(5));
    assert_eq!(refused(desk.enter("oms.a", Role::Oms, WRONG).await), Refusal::AccountLocked);
    assert_eq!(desk.account_facts().await.last(), Some(&AccountFact::Locked { officer: id("oms.a") }));
    driver.advance(Duration::from_hours(24));
    let locked = refused(desk.enter("oms.a", Role::Oms, &own_pin("oms.a")).await);
    assert_eq!(locked, Refusal::AccountLocked, "time does not unlock");
    let supervisor = desk.entered("sa", Role::Supervisor).await;
    acknowledged(desk.account(supervisor, AccountStep::Unlock { id: id("oms.a") }).await);
    desk.entered("oms.a", Role::Oms).await;
    desk.close().await;
}

#[tokio::test]
async fn asvs_7_4_2_whoever_is_disabled_is_out_at_once_and_comes_back_by_two_words() {
    let dir = tempfile::tempdir().unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    let (first, second) = desk.begin().await;
    let pin = desk.let_in((first, second), "oac.a", Role::Oac).await;
    let oac = desk.begin_with("oac.a", Role::Oac, &pin).await;
    let list = || Request::ListCases { before: None, limit: 1 };
    assert!(desk.ask(oac, list()).await.is_ok());
    acknowledged(desk.account(first, AccountStep::Disable { id: id("oac.a") }).await);
    assert_eq!(refused(desk.ask(oac, list()).await), Refusal::NotSignedIn);
    let out = refused(desk.enter("oac.a", Role::Oac, &own_pin("oac.a")).await);
    assert_eq!(out, Refusal::WrongPin, "as if there were no such account");
    let roles = BTreeSet::from([Role::Oms]);
    acknowledged(desk.account(second, AccountStep::Enable { id: id("oac.a"), roles }).await);
    let same = desk.account(second, AccountStep::Activate { id: id("oac.a") }).await;
    assert_eq!(refused(same), Refusal::Account(AccountBar::SameSupervisor));
    let pin = first_pins(desk.account(first, AccountStep::Activate { id: id("oac.a") }).await).remove(0).1;
    desk.begin_with("oac.a", Role::Oms, &pin).await;
    let old = refused(desk.enter("oac.a", Role::Oac, &own_pin("oac.a")).await);
    assert_eq!(old, Refusal::WrongPin, "the role of before");
    let own = desk.account(first, AccountStep::ResetPin { id: id("sa") }).await;
    assert_eq!(refused(own), Refusal::Account(AccountBar::Own));
    desk.until(|snapshot| {
        snapshot.day.people.account(&id("oac.a")).is_some_and(|account| account.state == AccountState::Active)
    })
    .await;
    desk.close().await;
}

#[tokio::test]
async fn asvs_7_5_3_the_pin_again_is_the_accounts_own_and_wrong_ones_count() {
    let dir = tempfile::tempdir().unwrap();
    let (clock, driver) = driven();
    let desk = service(dir.path(), &clock).await;
    let (first, _) = desk.begin().await;
    acknowledged(desk.ask(first, Request::Day(DayRequest::OpenShift)).await);
    let close = |pin: &str| Request::Day(DayRequest::CloseShift { pin: Pin::new(pin) });
    for _ in 0..4 {
        assert_eq!(refused(desk.ask(first, close(WRONG)).await), Refusal::WrongPin);
    }
    let waits = refused(desk.ask(first, close(&own_pin("sa"))).await);
    assert_eq!(waits, Refusal::WaitAfterWrongPin { seconds: 2 });
    let sign_in = refused(desk.enter("sa", Role::Supervisor, &own_pin("sa")).await);
    assert_eq!(sign_in, Refusal::WaitAfterWrongPin { seconds: 2 }, "one counter, wherever the PIN is typed");
    driver.advance(Duration::from_secs(2));
    acknowledged(desk.ask(first, close(&own_pin("sa"))).await);
    desk.close().await;
}

#[tokio::test]
async fn training_ends_with_the_first_account() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::open(dir.path(), OPTIONS).await;
    let oms = desk.sign_in(0).await;
    desk.begin().await;
    assert_eq!(refused(desk.ask(oms, Request::AcknowledgeFault).await), Refusal::NotSignedIn);
    let (name, role, pin) = OFFICERS[0];
    assert_eq!(refused(desk.enter(name, role, pin).await), Refusal::WrongPin);
    desk.close().await;
    let desk = Desk::open(dir.path(), OPTIONS).await;
    assert_eq!(refused(desk.enter(name, role, pin).await), Refusal::WrongPin, "after a restart too");
    desk.close().await;
}

#[tokio::test]
async fn lost_secrets_are_renewed_by_the_command_line_and_the_journal_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    desk.begin().await;
    desk.close().await;
    std::fs::remove_dir_all(dir.path().join("people")).unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    let lost = refused(desk.enter("sa", Role::Supervisor, &own_pin("sa")).await);
    assert_eq!(lost, Refusal::WrongPin);
    let renew = || PeopleRequest::Renew(vec![id("sa"), id("sb")]);
    assert_eq!(refused(desk.people(Asker::Nobody, renew()).await), Refusal::NotSignedIn);
    let pins = first_pins(desk.people(Asker::CommandLine, renew()).await);
    for (name, pin) in &pins {
        desk.begin_with(name.as_str(), Role::Supervisor, pin).await;
    }
    let facts = desk.account_facts().await;
    assert!(facts.iter().any(|fact| matches!(fact, AccountFact::Renewed { .. })), "{facts:?}");
    desk.close().await;
}

#[tokio::test]
async fn cfr_21_11_200_a_verdict_wants_the_accounts_pin_and_a_purge_two_peoples() {
    let dir = tempfile::tempdir().unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    let supervisors = desk.begin().await;
    let pin = desk.let_in(supervisors, "oac.a", Role::Oac).await;
    let oac = desk.begin_with("oac.a", Role::Oac, &pin).await;
    let image = dir.path().join("image.png");
    picture(&image, 1);
    let case = desk.import(&image).await;
    let step = async |case: &Arc<crate::domain::case::Case>, step: Step, pin: Option<&str>| {
        let (case, revision, pin) = (case.number.clone(), case.revision, pin.map(Pin::new));
        desk.ask(oac, Request::Take { case, revision, step: Box::new(step), pin }).await
    };
    let case = done(step(&case, Step::BeginAnalysis, None).await);
    assert_eq!(refused(step(&case, verdict(), None).await), Refusal::WrongPin);
    assert_eq!(refused(step(&case, verdict(), Some(WRONG)).await), Refusal::WrongPin);
    let other = own_pin("sa");
    assert_eq!(refused(step(&case, verdict(), Some(&other)).await), Refusal::WrongPin, "another's");
    let purge = async |second: &str| {
        let own = |name: &str, pin: &str| (id(name), Pin::new(pin));
        let (first, second) = (own("sa", &own_pin("sa")), own("sb", second));
        let cases = vec![case.number.clone()];
        desk.ask(Asker::CommandLine, Request::Purge { cases, reason: "term".into(), first, second }).await
    };
    assert_eq!(refused(purge(WRONG).await), Refusal::WrongPin);
    assert_eq!(refused(purge(&own_pin("sb")).await), Refusal::NotFinished, "the PINs are right");
    done(step(&case, verdict(), Some(&own_pin("oac.a"))).await);
    desk.close().await;
}

/// Whoever asks at the same time is answered by the comparer or told to ask again; nobody waits for ever.
#[tokio::test]
async fn many_sign_ins_at_once_are_answered_or_told_to_come_again() {
    let dir = tempfile::tempdir().unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    desk.begin().await;
    let pin = own_pin("sa");
    let asked = (0..16).map(|_| desk.enter("sa", Role::Supervisor, &pin));
    let answers = futures::future::join_all(asked).await;
    let entered = answers.iter().filter(|answer| matches!(answer, Ok(Reply::SignedIn(_)))).count();
    let later = answers.iter().filter(|answer| matches!(answer, Err(Refusal::TooManySignIns))).count();
    assert_eq!(entered + later, answers.len(), "{answers:?}");
    assert!(entered > 0);
    desk.close().await;
}

#[tokio::test]
async fn a_first_pin_is_not_used_up_where_the_shift_keeps_the_person_out() {
    let dir = tempfile::tempdir().unwrap();
    let desk = service(dir.path(), &Clock::machine()).await;
    let (first, second) = desk.begin().await;
    let roles = BTreeSet::from([Role::Oms, Role::Oac]);
    let (id, name) = (id("both.a"), "both.a".into());
    acknowledged(desk.account(first, AccountStep::Create { id: id.clone(), name, roles }).await);
    let pin = first_pins(desk.account(second, AccountStep::Activate { id: id.clone() }).await).remove(0).1;
    let oms = desk.begin_with("both.a", Role::Oms, &pin).await;
    acknowledged(desk.ask(oms, Request::Day(DayRequest::OpenShift)).await);
    let pin = first_pins(desk.account(first, AccountStep::ResetPin { id }).await).remove(0).1;
    for _ in 0..2 {
        assert_eq!(refused(desk.enter("both.a", Role::Oac, &pin).await), Refusal::OtherRole);
    }
    desk.begin_with("both.a", Role::Oms, &pin).await;
    desk.close().await;
}
