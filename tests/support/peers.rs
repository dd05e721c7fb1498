//! Programs that somebody else wrote, where this machine has them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where `.ci/run` puts the Python that has the packages.
const PYTHON: &str = "target/peers/bin/python";

/// A Python that can import these packages; `None`, said, where there is none.
pub fn python(packages: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("INTRASCOPE_PEERS").map_or_else(|| PYTHON.into(), PathBuf::from);
    let imports = format!("import {}", packages.join(", "));
    let is_there = Command::new(&path)
        .args(["-c", &imports])
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success());
    found(is_there, &format!("{} with {}", path.display(), packages.join(", "))).then_some(path)
}

/// Whether a program is on the path; said where it is not.
pub fn has_program(name: &str) -> bool {
    let which = Command::new("which").arg(name).output();
    found(which.is_ok_and(|output| output.status.success()), name)
}

fn found(is_there: bool, what: &str) -> bool {
    if !is_there {
        eprintln!("skipped: {what} is not here");
    }
    is_there
}
