//! SQLite: write-ahead log, every commit synced.

use crate::engine::{Engine, PAGE, fold};
use crate::workload::Step;
use anyhow::Result;
use intrascope::domain::case::{Case, CaseRow};
use intrascope::domain::number::CaseNumber;
use rusqlite::{Connection, params};
use std::path::Path;

pub struct Sqlite(Connection);

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -16384;
    CREATE TABLE IF NOT EXISTS facts (seq INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS case_facts (number TEXT, seq INTEGER, PRIMARY KEY (number, seq)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS rows (day TEXT, number TEXT, body BLOB NOT NULL, PRIMARY KEY (day, number)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS terms (term TEXT, number TEXT, PRIMARY KEY (term, number)) WITHOUT ROWID;
";

impl Sqlite {
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir)?;
        let connection = Connection::open(dir.join("cases.sqlite"))?;
        connection.execute_batch(TABLES)?;
        Ok(Self(connection))
    }
}

impl Engine for Sqlite {
    fn append(&mut self, steps: &[Step]) -> Result<()> {
        let commit = self.0.transaction()?;
        for step in steps {
            let number = step.number.to_string();
            commit
                .prepare_cached("INSERT INTO facts (body) VALUES (?1)")?
                .execute(params![serde_json::to_vec(&step.entry)?])?;
            let seq = commit.last_insert_rowid();
            commit.prepare_cached("INSERT INTO case_facts VALUES (?1, ?2)")?.execute(params![number, seq])?;
            commit.prepare_cached("INSERT OR REPLACE INTO rows VALUES (?1, ?2, ?3)")?.execute(params![
                step.number.day().to_string(),
                number,
                serde_json::to_vec(&step.row)?
            ])?;
            for term in &step.terms {
                commit
                    .prepare_cached("INSERT OR IGNORE INTO terms VALUES (?1, ?2)")?
                    .execute(params![term, number])?;
            }
        }
        Ok(commit.commit()?)
    }

    fn case(&mut self, number: &CaseNumber) -> Result<Option<Case>> {
        let mut facts = self.0.prepare_cached(
            "SELECT body FROM case_facts JOIN facts USING (seq) WHERE number = ?1 ORDER BY seq",
        )?;
        let bodies = facts.query_map([number.to_string()], |row| row.get::<_, Vec<u8>>(0))?;
        fold(bodies.map(|body| Ok(serde_json::from_slice(&body?)?)))
    }

    fn first_page(&mut self) -> Result<usize> {
        let mut newest =
            self.0.prepare_cached("SELECT body FROM rows ORDER BY day DESC, number DESC LIMIT ?1")?;
        let bodies = newest.query_map([PAGE as i64], |row| row.get::<_, Vec<u8>>(0))?;
        let rows: Result<Vec<CaseRow>> = bodies.map(|body| Ok(serde_json::from_slice(&body?)?)).collect();
        Ok(rows?.len())
    }

    fn close(self: Box<Self>) -> Result<()> {
        self.0.close().map_err(|(_, error)| error.into())
    }
}
