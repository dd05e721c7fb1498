//! Makes a folder on a second device the mirror of a data folder's journal.

use super::args::{MirrorArgs, MirrorCommand};
use super::{data, say};
use crate::store::{Initialised, init_mirror};
use crate::words::{Value, Words};
use anyhow::Result;
use std::path::absolute;
use std::process::ExitCode;

pub(super) fn run(args: &MirrorArgs) -> Result<ExitCode> {
    let MirrorCommand::Init { folder, data, lang } = &args.command;
    let words = Words::new(data::language(*lang));
    let folder = absolute(folder)?;
    let made = init_mirror(&data::folder(data)?, &folder)?;
    let named = [("folder", Value::from(folder.display().to_string()))];
    say(&match made {
        Initialised::Ready => words.say_with("mirror-ready", &named),
        Initialised::SameDevice => words.say_with("mirror-same-device", &named),
        Initialised::Already => words.say_with("mirror-already", &named),
        Initialised::Foreign => words.say_with("mirror-foreign", &named),
        Initialised::NoFacts => words.say("mirror-no-facts"),
    })?;
    Ok(match made {
        Initialised::Ready | Initialised::SameDevice | Initialised::Already => ExitCode::SUCCESS,
        Initialised::Foreign | Initialised::NoFacts => ExitCode::FAILURE,
    })
}
