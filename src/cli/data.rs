//! The data folder, the language and the terminal, as options and environment give them.

use super::args::DataArgs;
use crate::terminal::probe::Environment;
use crate::words::Language;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The folder that the option names, or the one under the XDG data folder.
pub(super) fn folder(args: &DataArgs) -> Result<PathBuf> {
    if let Some(folder) = &args.data {
        return std::path::absolute(folder).with_context(|| format!("{}", folder.display()));
    }
    let folders =
        directories::ProjectDirs::from("", "", "intrascope").context("no home folder: use --data DIR")?;
    Ok(folders.data_dir().to_owned())
}

/// A variable of the environment; empty where there is none.
#[expect(clippy::disallowed_methods, reason = "the environment is read in cli only")]
pub(super) fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// The first of these variables that is not empty.
fn first_variable(names: &[&str]) -> String {
    names.iter().map(|name| variable(name)).find(|value| !value.is_empty()).unwrap_or_default()
}

/// The language that the option names, or that of the environment, or Russian.
pub(super) fn language(option: Option<Language>) -> Language {
    let environment = || Language::from_code(first_variable(&["LC_ALL", "LC_MESSAGES", "LANG"]).get(..2)?);
    option.or_else(environment).unwrap_or_default()
}

/// What the environment tells of the terminal.
pub(super) fn environment() -> Environment {
    Environment {
        term: variable("TERM"),
        colorterm: variable("COLORTERM"),
        no_color: !variable("NO_COLOR").is_empty(),
        tmux: !variable("TMUX").is_empty(),
        ssh: !first_variable(&["SSH_CONNECTION", "SSH_TTY"]).is_empty(),
        program: first_variable(&["TERM_PROGRAM", "LC_TERMINAL"]),
        locale: first_variable(&["LC_ALL", "LC_CTYPE", "LANG"]),
    }
}
