//! The first people of a booth, by the command line: without a station, beside one, and after the secrets are lost.

use crate::station::start;
use intrascope::domain::officer::{OfficerId, Role};
use intrascope::domain::refusal::Refusal;
use intrascope::remote::{server, socket_path};
use intrascope::station::actor::Station;
use intrascope::station::clock::Clock;
use intrascope::station::contract::{Answer, Asker, Pin, Reply, Request};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the command on a data folder, beside whatever runs there.
async fn setup(data: &Path, args: &[&str], typed: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intrascope"));
    command.args(["setup", "--lang", "en"]).args(args).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let typed = typed.to_owned();
    let run = move || {
        let mut child = command.spawn().unwrap();
        // A command that asks for nothing may be gone before it is told anything.
        child.stdin.take().unwrap().write_all(typed.as_bytes()).ok();
        child.wait_with_output().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// The PINs that a run printed.
fn pins(output: &Output) -> BTreeMap<String, String> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let pin = |line: &str| {
        let (officer, pin) = line.split_once("   PIN ")?;
        Some((officer.to_owned(), pin.to_owned()))
    };
    said.lines().filter_map(pin).collect()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn enter(station: &Station, officer: &str, pin: &str) -> Answer {
    let officer = OfficerId::parse(officer).unwrap();
    let request = Request::SignIn { officer, role: Role::Supervisor, pin: Pin::new(pin) };
    station.handle.ask(Asker::Nobody, request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_6_3_2_the_first_two_supervisors_come_from_the_command_line_alone() {
    let folder = tempfile::tempdir().unwrap();
    let two = ["--supervisor", "sa:Әбдірахманов Қ.", "--supervisor", "sb:Серік Б."];
    let first = pins(&setup(folder.path(), &two, "").await);
    assert_eq!(first.keys().collect::<Vec<_>>(), ["sa", "sb"]);
    assert!(refused(&setup(folder.path(), &two, "").await).contains("once"));

    let station = start(folder.path(), Clock::machine()).await;
    let server = server::serve(&socket_path(folder.path()), station.handle.clone()).unwrap();
    let roster = enter(&station, "akhmetov.a", "1204").await;
    assert!(matches!(roster, Err(Refusal::WrongPin)), "nobody is in by default: {roster:?}");
    let entered = enter(&station, "sa", &first["sa"]).await;
    assert!(matches!(entered, Ok(Reply::PinToBeSet(_))), "{entered:?}");

    assert!(refused(&setup(folder.path(), &two, "").await).contains("once"), "beside the station too");
    let renewed = pins(&setup(folder.path(), &["--renew", "sa", "--renew", "sb"], "").await);
    let old = enter(&station, "sb", &first["sb"]).await;
    assert!(matches!(old, Err(Refusal::WrongPin)), "{old:?}");
    let entered = enter(&station, "sb", &renewed["sb"]).await;
    assert!(matches!(entered, Ok(Reply::PinToBeSet(_))), "{entered:?}");
    drop(server);
    station.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrong_is_asked_again_and_nothing_is_made_of_half_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let said = refused(&setup(folder.path(), &["--supervisor", "sa:A"], "").await);
    assert!(said.contains("twice"), "{said}");
    let said = refused(&setup(folder.path(), &["--supervisor", "sa", "--supervisor", "sb:B"], "").await);
    assert!(said.contains("ID:NAME"), "{said}");
    let said = refused(&setup(folder.path(), &[], "sa\nAman\nsb\n").await);
    assert!(said.contains("Type the name"), "{said}");
    let made = setup(folder.path(), &[], "Not An Id\nsa\nAman\nsb\nBota\n").await;
    assert_eq!(pins(&made).keys().collect::<Vec<_>>(), ["sa", "sb"]);
}
