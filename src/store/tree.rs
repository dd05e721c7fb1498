//! The Merkle tree over the journal's frames (RFC 9162, SHA-256): one hash that stands for all of them in their order.
//!
//! A leaf is a whole frame, byte for byte as it stands in its segment. Nothing of the tree is kept but its frontier, the
//! roots of the whole subtrees from left to right: with it the tree goes on growing without a look back.

pub mod proof;

use crate::store::hash::Sha;

/// Stands before a leaf's bytes, so that no leaf can pass for a node.
const LEAF: [u8; 1] = [0];

/// Stands before a node's two hashes.
const NODE: [u8; 1] = [1];

/// The most hashes that a frontier can have: one for every bit of the tree's size.
pub const MAX_FRONTIER: usize = 64;

/// The hash of a leaf, whose bytes may come in parts.
pub(in crate::store) fn leaf(parts: &[&[u8]]) -> Sha {
    let mut all: Vec<&[u8]> = Vec::with_capacity(parts.len() + 1);
    all.push(&LEAF);
    all.extend_from_slice(parts);
    Sha::of(&all)
}

/// The hash of a leaf.
pub fn leaf_hash(bytes: &[u8]) -> Sha {
    leaf(&[bytes])
}

/// The hash of the node above two others.
fn node(left: &Sha, right: &Sha) -> Sha {
    Sha::of(&[&NODE, &left.0, &right.0])
}

/// The root above subtrees, given from left to right; the hash of nothing when there are none.
fn fold(hashes: &[Sha]) -> Sha {
    hashes.iter().rev().copied().reduce(|right, left| node(&left, &right)).unwrap_or_else(|| Sha::of(&[]))
}

/// The tree's right edge: the roots of its whole subtrees, the largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    hashes: Vec<Sha>,
}

impl Frontier {
    /// Of a tree of `size` leaves; `None` unless there are as many hashes as the size has bits set.
    pub fn new(size: u64, hashes: Vec<Sha>) -> Option<Self> {
        (hashes.len() == hashes_of(size)).then_some(Self { size, hashes })
    }

    /// Leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its hashes, at most [`MAX_FRONTIER`].
    pub fn hashes(&self) -> &[Sha] {
        &self.hashes
    }

    /// The root of the tree.
    pub fn root(&self) -> Sha {
        fold(&self.hashes)
    }

    /// One leaf more.
    pub fn push(&mut self, leaf: Sha) {
        self.push_and(leaf, |_, _, _| {});
    }

    /// One leaf more; `made` is told of every whole subtree that it closes: its level, its place on that level, its root.
    fn push_and(&mut self, leaf: Sha, mut made: impl FnMut(u32, u64, &Sha)) {
        let mut hash = leaf;
        made(0, self.size, &hash);
        // Every trailing one of the size is a subtree that waits for its right neighbour.
        for level in 1..=self.size.trailing_ones() {
            let Some(left) = self.hashes.pop() else { break };
            hash = node(&left, &hash);
            made(level, self.size.checked_shr(level).unwrap_or(0), &hash);
        }
        self.hashes.push(hash);
        self.size = self.size.saturating_add(1);
    }
}

/// How many hashes the frontier of a tree of `size` leaves has.
pub(in crate::store) fn hashes_of(size: u64) -> usize {
    size.count_ones() as usize
}

#[cfg(test)]
mod tests;
