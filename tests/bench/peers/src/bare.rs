//! No engine: one write and one sync in a file that has its length already. What no durable step can undercut.

use crate::engine::Engine;
use crate::workload::Step;
use anyhow::Result;
use intrascope::domain::case::Case;
use intrascope::domain::number::CaseNumber;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Room for every measured fact: some 3 000 of 2 KB.
const FILE_BYTES: usize = 8 << 20;

pub struct Bare(File);

impl Bare {
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir)?;
        let path = dir.join("facts");
        if !path.exists() {
            std::fs::write(&path, vec![0; FILE_BYTES])?;
        }
        let file = OpenOptions::new().write(true).open(path)?;
        file.sync_all()?;
        Ok(Self(file))
    }
}

impl Engine for Bare {
    fn append(&mut self, steps: &[Step]) -> Result<()> {
        for step in steps {
            self.0.write_all(&serde_json::to_vec(&step.entry)?)?;
        }
        Ok(self.0.sync_data()?)
    }

    fn case(&mut self, _number: &CaseNumber) -> Result<Option<Case>> {
        Ok(None)
    }

    fn first_page(&mut self) -> Result<usize> {
        Ok(0)
    }

    fn close(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
