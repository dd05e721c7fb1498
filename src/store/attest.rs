//! What the store signs: checkpoints of the journal, and with the same key whatever else must be shown to be the booth's.

use crate::domain::fact::{BoothFact, Entry, Fact};
use crate::store::Store;
use crate::store::booth_key::{self, Signer};
use crate::store::error::StoreError;
use crate::store::hash::Sha;
use chrono::NaiveDate;

impl Store {
    /// How many facts there are, and the root of the tree over them.
    pub fn tree(&self) -> (u64, Sha) {
        self.journal.tree()
    }

    /// Signs the journal as it is on this day, keeps the checkpoint and returns it as a signed note.
    pub fn checkpoint(&mut self, day: NaiveDate) -> Result<String, StoreError> {
        self.checkpoints.sign(&self.journal, day)
    }

    /// The booth's key.
    pub fn signer(&self) -> &Signer {
        self.checkpoints.signer()
    }

    /// The booth's key while the journal does not name it: whoever has a clock appends [`BoothFact::KeyMade`].
    pub fn unnamed_key(&self) -> Option<&str> {
        self.unnamed_key.as_deref()
    }

    /// Publishes the key that a fact on the disk now names. A failure is mended by the same fact after the next start.
    pub(super) fn publish_named(&mut self, appended: &[Entry]) {
        let Some(key) = &self.unnamed_key else { return };
        let names = |entry: &Entry| matches!(&entry.fact, Fact::Booth { fact: BoothFact::KeyMade { key: named } } if named == key);
        if !appended.iter().any(names) {
            return;
        }
        match booth_key::publish(&self.folder.keys(), self.checkpoints.signer().key()) {
            Ok(()) => self.unnamed_key = None,
            Err(error) => tracing::warn!(%error, "the booth's public key was not written"),
        }
    }
}
