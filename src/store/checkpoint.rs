//! Checkpoints: one signed line of the whole journal, in the form that transparency logs use (C2SP `tlog-checkpoint`).
//!
//! Whoever keeps one, on paper or on another machine, can tell later whether the journal still begins with the same facts.

pub(super) mod keeper;
mod note;

pub(super) use note::{Judged, Note, notes_in};

use crate::store::base64;
use crate::store::booth_key::{KeyName, Signer};
use crate::store::hash::Sha;

/// What stands before the number of the epoch.
const EPOCH: &str = "epoch ";

/// What stands before the last fact's hash.
const HEAD: &str = "head ";

/// The journal as of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the key that signs it.
    pub origin: KeyName,
    /// How many facts.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Sha,
    /// How often the journal was put back from a backup, counted from 1.
    pub epoch: u32,
    /// The last fact's hash in the chain.
    pub head: Sha,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let Self { origin, size, root, epoch, head } = self;
        format!("{origin}\n{size}\n{}\n{EPOCH}{epoch}\n{HEAD}{}\n", base64::encode(&root.0), head.hex())
    }

    /// Reads the text that is signed. Lines after those of ours belong to a later version and are passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = KeyName::parse(lines.next()?)?;
        let size = number(lines.next()?)?;
        let root = Sha(base64::decode(lines.next()?)?.try_into().ok()?);
        let epoch = u32::try_from(number(lines.next()?.strip_prefix(EPOCH)?)?).ok()?;
        let head = Sha::parse(lines.next()?.strip_prefix(HEAD)?)?;
        Some(Self { origin, size, root, epoch, head })
    }

    /// Reads the checkpoint out of a note whose signature somebody else has checked or made.
    pub fn of_note(note: &str) -> Option<Self> {
        Self::parse(&notes_in(note).first()?.text)
    }

    /// The text and, under it, its signature.
    pub(super) fn signed(&self, signer: &Signer) -> String {
        note::sign(&self.text(), signer)
    }
}

/// A number in its only form.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

#[cfg(test)]
mod against;
#[cfg(test)]
mod tests;
