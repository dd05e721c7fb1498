//! Proofs: that a leaf is in a tree, and that a smaller tree is the beginning of a larger one.
//!
//! They are built in one pass over the leaves. Both kinds are lists of subtrees' roots, and every such subtree is either
//! whole (a power of two of leaves at a multiple of it) or reaches to the tree's end.

use crate::store::hash::Sha;
use crate::store::tree::{Frontier, MAX_FRONTIER, fold, hashes_of, node};
use std::collections::HashMap;

/// Most leaves whose proofs are built in one pass: 10 000 times 64 subtrees of some 60 bytes are 40 MB at the very most.
pub const MAX_PROOFS: usize = 10_000;

/// Leaves `from..to` of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: u64,
    to: u64,
}

impl Span {
    fn leaves(self) -> u64 {
        self.to.saturating_sub(self.from)
    }

    /// Its two children; `None` for a leaf.
    fn split(self) -> Option<(Self, Self)> {
        let larger_half = self.leaves().checked_sub(1)?.checked_ilog2().map(|bits| 1u64 << bits)?;
        let middle = self.from.saturating_add(larger_half);
        Some((Self { to: middle, ..self }, Self { from: middle, ..self }))
    }

    /// Level and place of a whole subtree.
    fn whole(self) -> Option<(u32, u64)> {
        let level = self.leaves().is_power_of_two().then(|| self.leaves().trailing_zeros())?;
        Some((level, self.from.checked_shr(level).unwrap_or(0)))
    }
}

/// Subtrees whose roots are picked up while the leaves go by.
#[derive(Debug)]
struct Gatherer {
    size: u64,
    frontier: Frontier,
    wanted: HashMap<(u32, u64), Option<Sha>>,
}

impl Gatherer {
    fn new<'a>(size: u64, spans: impl Iterator<Item = &'a Span>) -> Self {
        let wanted = spans.filter_map(|span| span.whole()).map(|place| (place, None)).collect();
        Self { size, frontier: Frontier::default(), wanted }
    }

    fn push(&mut self, leaf: Sha) {
        // What is appended while the leaves are read does not belong to the tree that is proved.
        if self.frontier.size() == self.size {
            return;
        }
        let wanted = &mut self.wanted;
        self.frontier.push_and(leaf, |level, place, hash| {
            if let Some(slot) = wanted.get_mut(&(level, place)) {
                *slot = Some(*hash);
            }
        });
    }

    /// The root of a subtree; `None` before all leaves have gone by.
    fn root(&self, span: Span) -> Option<Sha> {
        if let Some(place) = span.whole() {
            return self.wanted.get(&place).copied().flatten();
        }
        // Not whole, so it reaches to the end: the frontier's last hashes are its whole subtrees.
        let hashes = self.frontier.hashes();
        let first = hashes.len().checked_sub(hashes_of(span.leaves()))?;
        (span.to == self.frontier.size()).then(|| hashes.get(first..).map(fold)).flatten()
    }

    fn roots(&self, spans: &[Span]) -> Option<Vec<Sha>> {
        spans.iter().map(|span| self.root(*span)).collect()
    }
}

/// The proof that a leaf is in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The leaf's place, counted from 0: fact number less one.
    pub leaf: u64,
    /// The siblings of the nodes above it, the lowest first.
    pub path: Vec<Sha>,
}

/// Builds the proofs that leaves are in a tree, in one pass over its leaves.
#[derive(Debug)]
pub struct Prover {
    leaves: Vec<(u64, Vec<Span>)>,
    gatherer: Gatherer,
}

impl Prover {
    /// For these leaves of a tree of `size`; `None` when one is not in it, or there are more than [`MAX_PROOFS`].
    pub fn new(leaves: &[u64], size: u64) -> Option<Self> {
        if leaves.len() > MAX_PROOFS || leaves.iter().any(|leaf| *leaf >= size) {
            return None;
        }
        let leaves: Vec<_> = leaves.iter().map(|leaf| (*leaf, siblings(*leaf, size))).collect();
        let gatherer = Gatherer::new(size, leaves.iter().flat_map(|(_, spans)| spans));
        Some(Self { leaves, gatherer })
    }

    /// The next leaf of the tree; those beyond its size are not looked at.
    pub fn push(&mut self, leaf: Sha) {
        self.gatherer.push(leaf);
    }

    /// The tree's root and each leaf's proof, in the order in which they were asked for; `None` when leaves were missing.
    pub fn finish(self) -> Option<(Sha, Vec<Inclusion>)> {
        if self.gatherer.frontier.size() < self.gatherer.size {
            return None;
        }
        let prove = |(leaf, spans): &(u64, Vec<Span>)| {
            Some(Inclusion { leaf: *leaf, path: self.gatherer.roots(spans)? })
        };
        let paths = self.leaves.iter().map(prove);
        Some((self.gatherer.frontier.root(), paths.collect::<Option<_>>()?))
    }
}

/// The siblings of all nodes above a leaf, the lowest first.
fn siblings(leaf: u64, size: u64) -> Vec<Span> {
    let mut span = Span { from: 0, to: size };
    let mut siblings = Vec::new();
    while let Some((left, right)) = span.split() {
        let (inner, sibling) = if leaf < left.to { (left, right) } else { (right, left) };
        siblings.push(sibling);
        span = inner;
    }
    siblings.reverse();
    siblings
}

/// Builds the proof that a tree is the beginning of a larger one, in one pass over the larger one's leaves.
#[derive(Debug)]
pub struct ConsistencyProver {
    spans: Vec<Span>,
    gatherer: Gatherer,
}

impl ConsistencyProver {
    /// From the tree of `old` leaves to that of `new`; `None` unless `0 < old <= new`.
    pub fn new(old: u64, new: u64) -> Option<Self> {
        if old == 0 || old > new {
            return None;
        }
        let spans = between(old, new);
        let gatherer = Gatherer::new(new, spans.iter());
        Some(Self { spans, gatherer })
    }

    /// The next leaf of the larger tree; those beyond its size are not looked at.
    pub fn push(&mut self, leaf: Sha) {
        self.gatherer.push(leaf);
    }

    /// The proof; `None` when leaves were missing.
    pub fn finish(self) -> Option<Vec<Sha>> {
        let whole = self.gatherer.frontier.size() == self.gatherer.size;
        whole.then(|| self.gatherer.roots(&self.spans)).flatten()
    }
}

/// The subtrees of a consistency proof: `SUBPROOF` of RFC 9162, 2.1.4.1.
fn between(old: u64, new: u64) -> Vec<Span> {
    let mut span = Span { from: 0, to: new };
    let mut spans = Vec::new();
    while old < span.to {
        let Some((left, right)) = span.split() else { break };
        let (inner, other) = if old <= left.to { (left, right) } else { (right, left) };
        spans.push(other);
        span = inner;
    }
    // The old tree's own root is known to whoever checks; a part of it is not.
    if span.from > 0 || span.to != old {
        spans.push(span);
    }
    spans.reverse();
    spans
}

/// Whether `path` leads from a leaf to the root of a tree of `size` leaves (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(leaf: Sha, index: u64, size: u64, path: &[Sha], root: &Sha) -> bool {
    if index >= size || path.len() > MAX_FRONTIER {
        return false;
    }
    let (mut place, mut last, mut hash) = (index, size.saturating_sub(1), leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node(sibling, &hash);
            // A node without a right neighbour moves up as it is.
            let alone = if place & 1 == 1 { 0 } else { place.trailing_zeros() };
            (place, last) = (shift(place, alone), shift(last, alone));
        } else {
            hash = node(&hash, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree of `old` leaves is the beginning of that of `new` (RFC 9162, 2.1.4.2).
pub fn verify_consistency(old: (u64, &Sha), new: (u64, &Sha), proof: &[Sha]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 || old_size > new_size || proof.len() > MAX_FRONTIER + 1 {
        return false;
    }
    if old_size == new_size {
        return proof.is_empty() && old_root == new_root;
    }
    // A whole old tree is a node of the new one: its root begins the proof without being sent.
    let begins = old_size.is_power_of_two().then_some(old_root);
    let mut path = begins.into_iter().chain(proof);
    let Some(first) = path.next() else { return false };
    let (mut place, mut last) = (old_size.saturating_sub(1), new_size.saturating_sub(1));
    let whole = place.trailing_ones();
    (place, last) = (shift(place, whole), shift(last, whole));
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            old_hash = node(sibling, &old_hash);
            new_hash = node(sibling, &new_hash);
            let alone = if place & 1 == 1 { 0 } else { place.trailing_zeros() };
            (place, last) = (shift(place, alone), shift(last, alone));
        } else {
            new_hash = node(&new_hash, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

fn shift(value: u64, by: u32) -> u64 {
    value.checked_shr(by).unwrap_or(0)
}
