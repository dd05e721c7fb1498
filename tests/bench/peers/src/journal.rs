//! Intrascope's own store, as the station opens it.

use crate::engine::{Engine, PAGE};
use crate::workload::Step;
use anyhow::Result;
use intrascope::domain::case::Case;
use intrascope::domain::fact::Entry;
use intrascope::domain::number::CaseNumber;
use intrascope::store::{Options, Store};
use std::path::Path;

pub struct Intrascope(Store);

impl Intrascope {
    pub fn open(dir: &Path) -> Result<Self> {
        // Without the reserve: the peers have none, and it is no record.
        Ok(Self(Store::open(dir, Options { ballast_bytes: 0, ..Options::default() })?.0))
    }
}

impl Engine for Intrascope {
    fn append(&mut self, steps: &[Step]) -> Result<()> {
        if let [step] = steps {
            self.0.append(&step.entry)?;
            return Ok(());
        }
        let entries: Vec<Entry> = steps.iter().map(|step| step.entry.clone()).collect();
        for fate in self.0.append_all(&entries) {
            fate?;
        }
        Ok(())
    }

    fn case(&mut self, number: &CaseNumber) -> Result<Option<Case>> {
        Ok(self.0.case(number)?)
    }

    fn first_page(&mut self) -> Result<usize> {
        Ok(self.0.rows(PAGE, None)?.len())
    }

    fn close(self: Box<Self>) -> Result<()> {
        // A load is over when every case can be found, as it is for the peers.
        self.0.wait_for_index()?;
        Ok(self.0.close()?)
    }
}
