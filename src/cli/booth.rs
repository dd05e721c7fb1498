//! The booth's names as its data folder keeps them: whoever opens the folder without its station makes cases of the same post.

use super::{demo, settings::BoothConfig};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

/// The file in the data folder.
const FILE: &str = "booth.toml";

/// What a booth is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    /// Customs post code, first part of every case number.
    pub(super) post_code: String,
    /// Customs post, by name.
    pub(super) post_name: String,
    /// Inspection complex; with the post it names the booth's key.
    pub(super) ic_name: String,
}

impl From<&BoothConfig> for Names {
    fn from(config: &BoothConfig) -> Self {
        Self {
            post_code: config.post_code.clone(),
            post_name: config.post_name.clone(),
            ic_name: config.ic_name.clone(),
        }
    }
}

impl Names {
    /// Those of the demo.
    pub(super) fn demo() -> Self {
        Self {
            post_code: demo::POST_CODE.to_owned(),
            post_name: demo::POST_NAME.to_owned(),
            ic_name: demo::IC_NAME.to_owned(),
        }
    }

    /// Those of a data folder; the demo's where no station has named it.
    pub(super) fn of(folder: &Path) -> anyhow::Result<Self> {
        match fs::read_to_string(folder.join(FILE)) {
            Ok(text) => Ok(toml::from_str(&text)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::demo()),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps them in a data folder, unless it has them.
    pub(super) fn keep(&self, folder: &Path) -> anyhow::Result<()> {
        if folder.join(FILE).exists() && Self::of(folder)? == *self {
            return Ok(());
        }
        fs::create_dir_all(folder)?;
        let next = folder.join("booth.toml.next");
        fs::write(&next, toml::to_string(self)?)?;
        Ok(fs::rename(next, folder.join(FILE))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_and_a_folder_without_them_is_the_demos() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Names::of(folder.path()).unwrap(), Names::demo());
        let names = Names { ic_name: "ИДК-7".to_owned(), ..Names::demo() };
        names.keep(folder.path()).unwrap();
        names.keep(folder.path()).unwrap();
        assert_eq!(Names::of(folder.path()).unwrap(), names);
        fs::write(folder.path().join(FILE), "what").unwrap();
        assert!(Names::of(folder.path()).is_err());
    }
}
