//! Words and the cases that have them, sorted and packed: each word told by what differs from the one before it.
//!
//! A group is one byte of `shared << 4 | suffix length << 1 | single`, the suffix, and either one case (two bytes) or a
//! count and differences. Cases are told within a window of 65 536, so that two bytes name each.

use crate::store::index::varint;

/// Cases named by one block: the window's.
pub(in crate::store) type Id = u16;

/// A word and its cases, ascending.
pub(in crate::store) type Group = (Vec<u8>, Vec<Id>);

/// The longest block, that of a value.
const MAX_BLOCK_BYTES: usize = 4_096;

/// Length at which a block that is split is cut, so that its parts have room to grow.
const FILL_BYTES: usize = 3_300;

/// Cases of one group: three bytes each at most. A word with more has several groups.
const MAX_IDS: usize = 1_000;

/// The longest word: twelve characters of four bytes.
pub(in crate::store) const MAX_WORD_BYTES: usize = 48;

const _: () =
    assert!(3 * MAX_IDS + MAX_WORD_BYTES + 8 <= FILL_BYTES, "a group is no longer than a cut block");

/// Suffix lengths from here on have a byte of their own.
const LONG: u8 = 7;

/// Reading a block group by group, without keeping it.
pub(super) struct Groups<'a> {
    rest: &'a [u8],
    word: Vec<u8>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(block: &'a [u8]) -> Self {
        Self { rest: block, word: Vec::with_capacity(MAX_WORD_BYTES) }
    }

    /// The next word, its cases handed to `each`; `Ok(None)` at the end, `Err` when these bytes are no block.
    pub(super) fn next(&mut self, mut each: impl FnMut(&[u8], Id)) -> Result<Option<&[u8]>, ()> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.read(&mut each).ok_or(())?;
        Ok(Some(&self.word))
    }

    fn read(&mut self, each: &mut impl FnMut(&[u8], Id)) -> Option<()> {
        let head = varint::take_byte(&mut self.rest)?;
        let (shared, mut suffix) = (usize::from(head >> 4), head >> 1 & 0x07);
        if suffix == LONG {
            suffix = varint::take_byte(&mut self.rest)?;
        }
        if shared > self.word.len() {
            return None;
        }
        self.word.truncate(shared);
        self.word.extend_from_slice(varint::take_bytes(&mut self.rest, usize::from(suffix))?);
        if head & 1 == 1 {
            let id = varint::take_bytes(&mut self.rest, 2)?;
            each(&self.word, Id::from_le_bytes(id.try_into().ok()?));
            return Some(());
        }
        let mut id = 0u32;
        for _ in 0..varint::take(&mut self.rest)? {
            id = id.checked_add(varint::take_u32(&mut self.rest)?)?;
            each(&self.word, Id::try_from(id).ok()?);
        }
        Some(())
    }
}

/// Reads a block whole; `None` when these bytes are no block.
pub(super) fn decode(block: &[u8]) -> Option<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut reading = Groups::new(block);
    loop {
        let mut ids = Vec::new();
        let word = reading.next(|_, id| ids.push(id)).ok()?;
        let Some(word) = word else { return Some(groups) };
        match groups.last_mut() {
            Some((last, known)) if last == word => known.append(&mut ids),
            _ => groups.push((word.to_vec(), ids)),
        }
    }
}

/// Adds groups to groups, both sorted by word.
pub(super) fn merge(old: Vec<Group>, new: Vec<Group>) -> Vec<Group> {
    let mut merged: Vec<Group> = Vec::with_capacity(old.len() + new.len());
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    loop {
        let next = match (old.peek(), new.peek()) {
            (Some((a, _)), Some((b, _))) if a <= b => old.next(),
            (_, Some(_)) => new.next(),
            (_, None) => old.next(),
        };
        let Some((word, mut ids)) = next else { return merged };
        match merged.last_mut() {
            Some((last, known)) if *last == word => {
                known.append(&mut ids);
                known.sort_unstable();
                known.dedup();
            }
            _ => merged.push((word, ids)),
        }
    }
}

/// Blocks of sorted groups, each with the word and the case that it begins with.
pub(super) fn encode(groups: &[Group]) -> Vec<(Vec<u8>, Id, Vec<u8>)> {
    let whole = pack(groups, MAX_BLOCK_BYTES);
    if whole.len() == 1 { whole } else { pack(groups, FILL_BYTES) }
}

fn pack(groups: &[Group], limit: usize) -> Vec<(Vec<u8>, Id, Vec<u8>)> {
    let mut blocks: Vec<(Vec<u8>, Id, Vec<u8>)> = Vec::new();
    let mut before: &[u8] = &[];
    for (word, ids) in groups {
        for ids in ids.chunks(MAX_IDS) {
            let Some(first) = ids.first() else { continue };
            let group = group(before, word, ids);
            match blocks.last_mut() {
                Some((_, _, block)) if block.len() + group.len() <= limit => block.extend_from_slice(&group),
                _ => blocks.push((word.clone(), *first, self::group(&[], word, ids))),
            }
            before = word;
        }
    }
    blocks
}

fn group(before: &[u8], word: &[u8], ids: &[Id]) -> Vec<u8> {
    let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count().min(0x0f);
    let suffix = word.get(shared..).unwrap_or_default();
    let mut bytes = Vec::with_capacity(suffix.len() + 2 * ids.len() + 4);
    // `shared` is at most 15 and the length at most MAX_WORD_BYTES: both fit.
    let length = u8::try_from(suffix.len()).unwrap_or(u8::MAX);
    let short = length.min(LONG);
    let single = u8::from(ids.len() == 1);
    bytes.push(u8::try_from(shared).unwrap_or(0) << 4 | short << 1 | single);
    if short == LONG {
        bytes.push(length);
    }
    bytes.extend_from_slice(suffix);
    if let [id] = ids {
        bytes.extend_from_slice(&id.to_le_bytes());
        return bytes;
    }
    varint::push(&mut bytes, ids.len() as u64);
    let mut before = 0;
    for id in ids {
        varint::push(&mut bytes, u64::from(id.saturating_sub(before)));
        before = *id;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn groups(postings: &BTreeMap<Vec<u8>, BTreeSet<Id>>) -> Vec<Group> {
        postings.iter().map(|(word, ids)| (word.clone(), ids.iter().copied().collect())).collect()
    }

    fn postings(raw: Vec<(String, Id)>) -> BTreeMap<Vec<u8>, BTreeSet<Id>> {
        let mut all: BTreeMap<Vec<u8>, BTreeSet<Id>> = BTreeMap::new();
        for (word, id) in raw {
            all.entry(word.into_bytes()).or_default().insert(id);
        }
        all
    }

    proptest! {
        #[test]
        fn blocks_read_as_they_were_packed(
            old in proptest::collection::vec(("[a-c0-3]{1,40}", any::<Id>()), 0..800),
            new in proptest::collection::vec(("[a-b0]{1,3}", any::<Id>()), 0..4_000),
        ) {
            let (old, new) = (postings(old), postings(new));
            let merged = merge(groups(&old), groups(&new));
            let mut both = old;
            for (word, ids) in new {
                both.entry(word).or_default().extend(ids);
            }
            prop_assert_eq!(&merged, &groups(&both));
            let blocks = encode(&merged);
            let mut read: Vec<Group> = Vec::new();
            for (word, first, block) in &blocks {
                prop_assert!(block.len() <= MAX_BLOCK_BYTES);
                let part = decode(block).unwrap();
                prop_assert_eq!((&part[0].0, part[0].1[0]), (word, *first));
                read = merge(read, part);
            }
            prop_assert_eq!(read, merged);
        }

        #[test]
        fn any_bytes_are_a_block_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode(&bytes);
        }
    }
}
