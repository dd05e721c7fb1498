//! The file in which a person's choices for their terminals are kept: `terminal.toml` below the XDG settings folder.

use super::{data, remark};
use crate::terminal::probe::saved::{MAX_BYTES, SavedFault};
use crate::terminal::probe::{GraphicsChoice, SavedChoices};
use crate::words::{Value, Words};
use anyhow::{Context, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The file's name in the settings folder.
const NAME: &str = "terminal.toml";

/// Where the choices are; none where the account has no home.
pub(super) fn path() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "intrascope")?;
    Some(folders.config_dir().join(NAME))
}

/// The saved choices. A file that cannot be read is remarked on, and is as none: a picture is no reason to keep a console shut.
pub(super) fn read(words: Words) -> io::Result<SavedChoices> {
    let Some(path) = path() else { return Ok(SavedChoices::default()) };
    match read_file(&path) {
        Ok(saved) => Ok(saved),
        Err(why) => {
            let values = [("file", Value::from(path.display().to_string())), ("why", Value::from(why))];
            remark(&words.say_with("terminal-saved-broken", &values))?;
            Ok(SavedChoices::default())
        }
    }
}

fn read_file(path: &Path) -> Result<SavedChoices, String> {
    let mut text = String::new();
    let limit = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    match File::open(path) {
        Ok(file) => file.take(limit).read_to_string(&mut text).map_err(|fault| fault.to_string())?,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(SavedChoices::default()),
        Err(fault) => return Err(fault.to_string()),
    };
    SavedChoices::parse(&text).map_err(|fault: SavedFault| fault.to_string())
}

/// Keeps a choice for this terminal, and says where. A broken file is not written over: what it says may be worth mending.
pub(super) fn keep(name: Option<&str>, graphics: GraphicsChoice) -> Result<PathBuf> {
    let path = path().context("no home folder")?;
    let mut saved =
        read_file(&path).map_err(anyhow::Error::msg).with_context(|| path.display().to_string())?;
    saved.keep(&data::environment().term, name, graphics);
    write_file(&path, &saved.to_text()?).with_context(|| path.display().to_string())?;
    Ok(path)
}

/// Whole or not at all, for its owner only.
fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let new = folder.join(format!(".{NAME}.{}", std::process::id()));
    let written =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, path)
        });
    if written.is_err() {
        fs::remove_file(&new).ok();
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn choices_are_kept_for_their_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/intrascope").join(NAME);
        assert_eq!(read_file(&path), Ok(SavedChoices::default()));
        let mut saved = SavedChoices::default();
        saved.keep("xterm", Some("XTerm(379)"), GraphicsChoice::Half);
        write_file(&path, &saved.to_text().unwrap()).unwrap();
        assert_eq!(read_file(&path), Ok(saved));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_none_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        for bytes in [b"\xff\xfe".to_vec(), b"[[terminal".to_vec(), vec![b' '; MAX_BYTES + 1]] {
            fs::write(&path, bytes).unwrap();
            assert!(read_file(&path).is_err());
        }
        assert!(read_file(folder.path()).is_err());
    }
}
