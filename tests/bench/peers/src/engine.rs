//! What is asked of every engine.

use crate::workload::Step;
use crate::{bare, journal, redb, sqlite};
use anyhow::{Result, bail};
use intrascope::domain::case::Case;
use intrascope::domain::fact::{Entry, Fact};
use intrascope::domain::number::CaseNumber;
use std::path::Path;

/// Rows of the first page.
pub const PAGE: usize = 100;

/// A store of facts with its indexes.
pub trait Engine {
    /// Keeps these facts in one commit; they are on the disk when it returns.
    fn append(&mut self, steps: &[Step]) -> Result<()>;

    /// A case, folded from its facts.
    fn case(&mut self, number: &CaseNumber) -> Result<Option<Case>>;

    /// The newest rows, decoded; their count.
    fn first_page(&mut self) -> Result<usize>;

    /// Closes it in order.
    fn close(self: Box<Self>) -> Result<()>;
}

/// Opens an engine by its name, making it when it is not there.
pub fn open(engine: &str, dir: &Path) -> Result<Box<dyn Engine>> {
    Ok(match engine {
        "intrascope" => Box::new(journal::Intrascope::open(dir)?),
        "sqlite" => Box::new(sqlite::Sqlite::open(dir)?),
        "redb" => Box::new(redb::Redb::open(dir)?),
        "bare" => Box::new(bare::Bare::open(dir)?),
        other => bail!("no engine {other}"),
    })
}

/// Folds a case as the station does.
pub fn fold(entries: impl IntoIterator<Item = Result<Entry>>) -> Result<Option<Case>> {
    let mut case: Option<Case> = None;
    for entry in entries {
        let Entry { at, by, fact, .. } = entry?;
        let Fact::Case { number, fact } = fact else { continue };
        match &mut case {
            Some(case) => case.apply(at, &by, &fact),
            None => case = Case::begin(number, at, &by, &fact),
        }
    }
    Ok(case)
}
