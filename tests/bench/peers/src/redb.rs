//! redb: one file, every commit synced.

use crate::engine::{Engine, PAGE, fold};
use crate::workload::Step;
use anyhow::{Context, Result};
use intrascope::domain::case::{Case, CaseRow};
use intrascope::domain::number::CaseNumber;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::Path;

const FACTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("facts");
const CASE_FACTS: TableDefinition<'_, (&str, u64), ()> = TableDefinition::new("case_facts");
const ROWS: TableDefinition<'_, (&str, &str), &[u8]> = TableDefinition::new("rows");
const TERMS: TableDefinition<'_, (&str, &str), ()> = TableDefinition::new("terms");

/// The same cache as the others have.
const CACHE_BYTES: usize = 16 << 20;

pub struct Redb(Database);

impl Redb {
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir)?;
        let database = Database::builder().set_cache_size(CACHE_BYTES).create(dir.join("cases.redb"))?;
        let commit = database.begin_write()?;
        commit.open_table(FACTS)?;
        commit.open_table(CASE_FACTS)?;
        commit.open_table(ROWS)?;
        commit.open_table(TERMS)?;
        commit.commit()?;
        Ok(Self(database))
    }
}

impl Engine for Redb {
    fn append(&mut self, steps: &[Step]) -> Result<()> {
        let commit = self.0.begin_write()?;
        {
            let mut facts = commit.open_table(FACTS)?;
            let mut case_facts = commit.open_table(CASE_FACTS)?;
            let mut rows = commit.open_table(ROWS)?;
            let mut terms = commit.open_table(TERMS)?;
            let mut seq = facts.last()?.map_or(0, |(seq, _)| seq.value());
            for step in steps {
                seq += 1;
                let (number, day) = (step.number.to_string(), step.number.day().to_string());
                facts.insert(seq, serde_json::to_vec(&step.entry)?.as_slice())?;
                case_facts.insert((number.as_str(), seq), ())?;
                rows.insert((day.as_str(), number.as_str()), serde_json::to_vec(&step.row)?.as_slice())?;
                for term in &step.terms {
                    terms.insert((term.as_str(), number.as_str()), ())?;
                }
            }
        }
        Ok(commit.commit()?)
    }

    fn case(&mut self, number: &CaseNumber) -> Result<Option<Case>> {
        let read = self.0.begin_read()?;
        let (case_facts, facts) = (read.open_table(CASE_FACTS)?, read.open_table(FACTS)?);
        let number = number.to_string();
        let range = case_facts.range((number.as_str(), 0)..=(number.as_str(), u64::MAX))?;
        fold(range.map(|place| {
            let body = facts.get(place?.0.value().1)?.context("a fact that is not there")?;
            Ok(serde_json::from_slice(body.value())?)
        }))
    }

    fn first_page(&mut self) -> Result<usize> {
        let read = self.0.begin_read()?;
        let rows = read.open_table(ROWS)?;
        let newest: Result<Vec<CaseRow>> =
            rows.iter()?.rev().take(PAGE).map(|row| Ok(serde_json::from_slice(row?.1.value())?)).collect();
        Ok(newest?.len())
    }

    fn close(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
