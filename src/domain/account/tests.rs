//! Every step by everybody on every kind of account, against a table written by hand; and that the fold follows.

use super::*;

fn id(name: &str) -> OfficerId {
    OfficerId::parse(name).unwrap()
}

fn person(name: &str) -> NewPerson {
    NewPerson { id: id(name), name: name.into() }
}

fn officer(name: &str, role: Role) -> Officer {
    Officer { id: id(name), name: name.into(), role }
}

fn supervisor(name: &str) -> Officer {
    officer(name, Role::Supervisor)
}

fn oms() -> BTreeSet<Role> {
    BTreeSet::from([Role::Oms])
}

/// Decides and folds, as a station does.
fn take(people: &mut People, by: &Officer, step: &AccountStep) -> Result<AccountFact, Refusal> {
    let fact = decide_account(people, by, step)?;
    people.apply(&By::Officer(by.clone()), &fact);
    Ok(fact)
}

fn refused(people: &People, by: &Officer, step: &AccountStep) -> AccountBar {
    match decide_account(people, by, step) {
        Err(Refusal::Account(bar)) => bar,
        other => panic!("{step:?}: {other:?}"),
    }
}

/// Supervisors `sa` and `sb`; operators in each state, named by it.
fn booth() -> People {
    let mut people = People::default();
    let fact = begin_accounts(&people, &[person("sa"), person("sb")]).unwrap();
    people.apply(&By::Station, &fact);
    for name in ["proposed", "active", "locked", "disabled"] {
        let create = AccountStep::Create { id: id(name), name: name.into(), roles: oms() };
        take(&mut people, &supervisor("sa"), &create).unwrap();
        if name != "proposed" {
            take(&mut people, &supervisor("sb"), &AccountStep::Activate { id: id(name) }).unwrap();
        }
    }
    people.apply(&By::Station, &AccountFact::Locked { officer: id("locked") });
    take(&mut people, &supervisor("sa"), &AccountStep::Disable { id: id("disabled") }).unwrap();
    people
}

fn steps(name: &str) -> [(&'static str, AccountStep); 6] {
    let id = id(name);
    [
        ("withdraw", AccountStep::Withdraw { id: id.clone() }),
        ("activate", AccountStep::Activate { id: id.clone() }),
        ("disable", AccountStep::Disable { id: id.clone() }),
        ("enable", AccountStep::Enable { id: id.clone(), roles: oms() }),
        ("reset", AccountStep::ResetPin { id: id.clone() }),
        ("unlock", AccountStep::Unlock { id }),
    ]
}

#[test]
fn every_step_on_every_state_is_as_the_table_says_and_all_else_is_denied() {
    let open = |state: &str| -> &[&str] {
        match state {
            "proposed" => &["withdraw", "activate"],
            "active" => &["disable", "reset"],
            "locked" => &["disable", "reset", "unlock"],
            _ => &["enable"],
        }
    };
    let people = booth();
    let mut cells = 0;
    for state in ["proposed", "active", "locked", "disabled"] {
        for (name, step) in steps(state) {
            let decided = decide_account(&people, &supervisor("sb"), &step);
            assert_eq!(decided.is_ok(), open(state).contains(&name), "{name} on {state}: {decided:?}");
            if decided.is_err() {
                assert_eq!(decided, Err(Refusal::Account(AccountBar::State)));
            }
            cells += 1;
        }
    }
    assert_eq!(cells, 24);
}

#[test]
fn asvs_8_2_1_only_a_supervisor_with_an_active_account_manages_accounts() {
    let people = booth();
    let mut others = vec![supervisor("nobody"), supervisor("active"), supervisor("locked")];
    others.extend([Role::Oms, Role::Oac].map(|role| officer("sb", role)));
    for by in others {
        for state in ["proposed", "active", "locked", "disabled", "unknown"] {
            for (_, step) in steps(state) {
                assert_eq!(refused(&people, &by, &step), AccountBar::Role, "{by:?} {step:?}");
            }
        }
        let create = AccountStep::Create { id: id("new"), name: "new".into(), roles: oms() };
        assert_eq!(refused(&people, &by, &create), AccountBar::Role);
    }
}

#[test]
fn nist_ac_5_who_proposes_does_not_activate_and_nobody_changes_the_own_account() {
    let mut people = booth();
    let activate = AccountStep::Activate { id: id("proposed") };
    assert_eq!(refused(&people, &supervisor("sa"), &activate), AccountBar::SameSupervisor);
    assert!(take(&mut people, &supervisor("sb"), &activate).is_ok());
    let again = AccountStep::Enable { id: id("disabled"), roles: BTreeSet::from([Role::Oac]) };
    take(&mut people, &supervisor("sb"), &again).unwrap();
    let activate = AccountStep::Activate { id: id("disabled") };
    assert_eq!(refused(&people, &supervisor("sb"), &activate), AccountBar::SameSupervisor);
    let fact = take(&mut people, &supervisor("sa"), &activate).unwrap();
    assert_eq!(fact, AccountFact::Activated { officer: id("disabled"), credential: 2 });
    let account = people.account(&id("disabled")).unwrap();
    assert_eq!((account.is_active(), account.roles.contains(&Role::Oac)), (true, true));
    assert!(account.officer(Role::Oms).is_none(), "other roles take two people too");
    for (_, step) in steps("sa") {
        assert_eq!(refused(&people, &supervisor("sa"), &step), AccountBar::Own);
    }
}

#[test]
fn two_supervisors_stay() {
    let mut people = booth();
    let disable = |name| AccountStep::Disable { id: id(name) };
    assert_eq!(refused(&people, &supervisor("sa"), &disable("sb")), AccountBar::LastSupervisors);
    for name in ["sc", "sd"] {
        let roles = BTreeSet::from([Role::Supervisor]);
        take(&mut people, &supervisor("sa"), &AccountStep::Create { id: id(name), name: name.into(), roles })
            .unwrap();
    }
    assert_eq!(refused(&people, &supervisor("sa"), &disable("sb")), AccountBar::LastSupervisors, "proposals");
    take(&mut people, &supervisor("sb"), &AccountStep::Activate { id: id("sc") }).unwrap();
    take(&mut people, &supervisor("sa"), &disable("sb")).unwrap();
    assert_eq!(refused(&people, &supervisor("sa"), &disable("sc")), AccountBar::LastSupervisors);
    assert_eq!(refused(&people, &supervisor("sb"), &disable("active")), AccountBar::Role, "disabled");
    let is_locked = |people: &mut People, name: &str| {
        let may = people.may_lock(&id(name));
        if may {
            people.apply(&By::Station, &AccountFact::Locked { officer: id(name) });
        }
        may
    };
    assert!(is_locked(&mut people, "sc"));
    assert!(!is_locked(&mut people, "sa"), "nobody would be left to unlock it");
    assert!(is_locked(&mut people, "active"));
    assert!(!people.may_lock(&id("nobody")) && !people.may_lock(&id("disabled")));
}

#[test]
fn a_proposal_that_never_held_goes_and_one_that_held_is_disabled_again() {
    let mut people = booth();
    take(&mut people, &supervisor("sb"), &AccountStep::Withdraw { id: id("proposed") }).unwrap();
    assert!(people.account(&id("proposed")).is_none());
    take(&mut people, &supervisor("sb"), &AccountStep::Enable { id: id("disabled"), roles: oms() }).unwrap();
    take(&mut people, &supervisor("sb"), &AccountStep::Withdraw { id: id("disabled") }).unwrap();
    let account = people.account(&id("disabled")).unwrap();
    assert_eq!((&account.state, account.credential), (&AccountState::Disabled, 1));
}

#[test]
fn what_cannot_be_an_account_is_refused_in_words() {
    let people = booth();
    let create =
        |name: &str, roles: BTreeSet<Role>| AccountStep::Create { id: id(name), name: name.into(), roles };
    let by = supervisor("sa");
    assert_eq!(refused(&people, &by, &create("active", oms())), AccountBar::Exists);
    assert_eq!(refused(&people, &by, &create("new", BTreeSet::new())), AccountBar::NoRole);
    let nameless = AccountStep::Create { id: id("new"), name: " ".into(), roles: oms() };
    assert_eq!(refused(&people, &by, &nameless), AccountBar::NoName);
    assert_eq!(refused(&people, &by, &AccountStep::Unlock { id: id("new") }), AccountBar::Unknown);
    let none = AccountStep::Enable { id: id("disabled"), roles: BTreeSet::new() };
    assert_eq!(refused(&people, &by, &none), AccountBar::NoRole);
    let mut full = booth();
    for place in full.accounts.len()..MAX_ACCOUNTS {
        take(&mut full, &by, &create(&format!("p{place}"), oms())).unwrap();
    }
    assert_eq!(refused(&full, &by, &create("new", oms())), AccountBar::TooMany);
    let kept = serde_json::to_vec(&full).unwrap();
    assert!(kept.len() < 128 << 10, "{}", kept.len());
    assert_eq!(serde_json::from_slice::<People>(&kept).unwrap(), full);
}

#[test]
fn asvs_6_3_2_there_is_no_default_account() {
    let people = People::default();
    assert!(people.is_empty());
    for by in ["sa", "admin"].map(supervisor) {
        let create = AccountStep::Create { id: id("new"), name: "new".into(), roles: oms() };
        assert_eq!(refused(&people, &by, &create), AccountBar::Role);
    }
    let two = |one: &str, other: &str| begin_accounts(&people, &[person(one), person(other)]);
    assert_eq!(two("sa", "sa"), Err(Refusal::Account(AccountBar::TwoPeople)));
    assert_eq!(begin_accounts(&people, &[person("sa")]), Err(Refusal::Account(AccountBar::TwoPeople)));
    assert!(two("sa", "sb").is_ok());
    let again = begin_accounts(&booth(), &[person("sc"), person("sd")]);
    assert_eq!(again, Err(Refusal::Account(AccountBar::Begun)));
}

#[test]
fn lost_secrets_are_renewed_for_two_supervisors_at_once() {
    let mut people = booth();
    let bar = |people: &People, ids: &[&str]| {
        let ids: Vec<OfficerId> = ids.iter().map(|name| id(name)).collect();
        renew_supervisors(people, &ids).map_err(|refusal| match refusal {
            Refusal::Account(bar) => bar,
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(bar(&people, &["sa"]), Err(AccountBar::TwoPeople));
    assert_eq!(bar(&people, &["sa", "sa"]), Err(AccountBar::TwoPeople));
    assert_eq!(bar(&people, &["sa", "nobody"]), Err(AccountBar::Unknown));
    assert_eq!(bar(&people, &["sa", "active"]), Err(AccountBar::NotSupervisor));
    people.apply(&By::Station, &AccountFact::Locked { officer: id("sb") });
    let fact = bar(&people, &["sa", "sb"]).unwrap();
    people.apply(&By::Station, &fact);
    for name in ["sa", "sb"] {
        let account = people.account(&id(name)).unwrap();
        assert_eq!((account.is_active(), account.credential), (true, 2), "{name}");
    }
}
