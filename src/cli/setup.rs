//! Makes a booth's first two supervisors, and prints their first PINs, once.

use super::args::SetupArgs;
use super::booth::Names;
use super::plaint::Told;
use super::settings::{self, StationConfig};
use super::{data, policy, say};
use crate::domain::account::NewPerson;
use crate::domain::officer::OfficerId;
use crate::domain::text::CleanText;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WirePin, WireReply, WireRequest};
use crate::station::people::{FIRST_PIN_HOURS, alone};
use crate::store::{Store, StoreHandle};
use crate::words::{Value, Words};
use anyhow::Result;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The longest answer that is read, bytes: a name of 60 letters, four times over.
const MAX_ANSWER: u64 = 1_024;

/// What is to be done.
enum Task {
    Begin(Vec<NewPerson>),
    Renew(Vec<OfficerId>),
}

pub(super) fn run(args: &SetupArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let folder = folder(args, words)?;
    let task = task(args, words)?;
    let heading = match task {
        Task::Begin(_) => words.say_with("setup-done", &[("hours", Value::from(FIRST_PIN_HOURS))]),
        Task::Renew(_) => words.say_with("setup-renewed", &[("hours", Value::from(FIRST_PIN_HOURS))]),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let pins = runtime.block_on(carry_out(&folder, task, words))?;
    say(&heading)?;
    for WirePin { officer, pin } in pins {
        let values = [("officer", Value::from(officer.to_string())), ("pin", Value::from(pin))];
        say(&words.say_with("setup-first-pin", &values))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder of the station's settings, which then bears its names; or the one that is named.
fn folder(args: &SetupArgs, words: Words) -> Result<PathBuf> {
    let Some(path) = &args.config else { return data::folder(&args.data) };
    let config = StationConfig::read(path).map_err(|fault| settings::told(path, &fault, words))?;
    Names::from(&config.booth).keep(&config.data.folder)?;
    Ok(config.data.folder)
}

fn task(args: &SetupArgs, words: Words) -> Result<Task> {
    if !args.renewed.is_empty() {
        let ids = args.renewed.iter().map(|id| OfficerId::parse(id));
        return Ok(Task::Renew(ids.collect::<Result<_, _>>()?));
    }
    match args.supervisors.as_slice() {
        [] => Ok(Task::Begin(vec![ask_person(1, words)?, ask_person(2, words)?])),
        [first, second] => Ok(Task::Begin(vec![person(first, words)?, person(second, words)?])),
        _ => Err(Told(words.say("setup-two-supervisors")).into()),
    }
}

fn person(given: &str, words: Words) -> Result<NewPerson> {
    let bad = || Told(words.say_with("setup-bad-supervisor", &[("text", Value::from(given.to_owned()))]));
    let (id, name) = given.split_once(':').ok_or_else(bad)?;
    let id = OfficerId::parse(id.trim()).map_err(|_| bad())?;
    Ok(NewPerson { id, name: CleanText::new(name) })
}

fn ask_person(number: u32, words: Words) -> Result<NewPerson> {
    let number = [("number", Value::from(number))];
    let id = loop {
        let typed = answer(&words.say_with("setup-supervisor-id", &number))?;
        // Nothing more comes from a person who has closed the input: an empty answer is theirs too, and is asked again.
        let Some(typed) = typed else { return Err(Told(words.say("setup-two-supervisors")).into()) };
        if let Ok(id) = OfficerId::parse(&typed) {
            break id;
        }
    };
    let name = answer(&words.say_with("setup-supervisor-name", &number))?.unwrap_or_default();
    Ok(NewPerson { id, name: CleanText::new(&name) })
}

/// A line as typed; `None` once the input is closed.
fn answer(prompt: &str) -> Result<Option<String>> {
    super::prompt(prompt)?;
    let mut line = String::new();
    let read = io::stdin().lock().take(MAX_ANSWER).read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

/// By the running station where there is one, else in a folder that nobody holds.
async fn carry_out(folder: &Path, task: Task, words: Words) -> Result<Vec<WirePin>> {
    if let Some(mut client) = Client::connect(&socket_path(folder))? {
        let request = match task {
            Task::Begin(supervisors) => WireRequest::BeginAccounts { supervisors },
            Task::Renew(supervisors) => WireRequest::RenewAccounts { supervisors },
        };
        return match client.ask(request).await? {
            WireReply::FirstPins { pins } => Ok(pins),
            other => super::cases::refused(other),
        };
    }
    let (store, _) = Store::open(folder, policy::store_options(folder, words)?)?;
    let store = StoreHandle::spawn(store)?;
    let pins = match task {
        Task::Begin(supervisors) => alone::begin(&store, &supervisors).await,
        Task::Renew(supervisors) => alone::renew(&store, &supervisors).await,
    };
    store.close().await?;
    Ok(pins?.iter().map(WirePin::from).collect())
}
