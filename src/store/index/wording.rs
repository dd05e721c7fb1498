//! The words of the cases in sled: one row of sorted blocks for each window of cases.

use crate::store::error::StoreError;
use crate::store::index::block::{self, Group, Groups};
use crate::store::index::db::{Batch, Db, Go};
use crate::store::index::{keys, unreadable};
use std::collections::BTreeSet;

/// Bytes of a block's key besides its word: kind and window before it, end mark and case after it.
const KEY_HEAD: usize = 3;
const KEY_END: usize = 3;

/// Adds words to their blocks, splitting those that become too long.
pub(super) fn add(
    db: &Db,
    batch: &mut Batch,
    words: &BTreeSet<(u16, Vec<u8>, u16)>,
) -> Result<(), StoreError> {
    let mut words = words.iter().peekable();
    while let Some((window, word, id)) = words.peek() {
        let (window, prefix) = (*window, keys::window(*window));
        let found = db.at_or_before(&keys::words(window, word, *id), &prefix)?;
        let (key, block) = found.unwrap_or_else(|| (prefix.clone(), Vec::new()));
        let next = db.after(&key, &prefix)?;
        let mut new: Vec<Group> = Vec::new();
        while let Some((_, word, id)) = words.next_if(|(of, word, id)| {
            *of == window && next.as_ref().is_none_or(|next| keys::words(window, word, *id) < *next)
        }) {
            match new.last_mut() {
                Some((last, ids)) if last == word => ids.push(*id),
                _ => new.push((word.clone(), vec![*id])),
            }
        }
        let old = block::decode(&block).ok_or_else(unreadable)?;
        for (place, (word, id, block)) in block::encode(&block::merge(old, new)).into_iter().enumerate() {
            // The first part stays under its key: nothing before it was added.
            let key = if place == 0 { key.clone() } else { keys::words(window, &word, id) };
            batch.insert(key, block)?;
        }
    }
    Ok(())
}

/// How much of a word is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Fit {
    /// Its beginning.
    Beginning,
    /// All of it, as far as it is kept.
    Whole,
}

impl Fit {
    pub(super) fn holds(self, word: &[u8], asked: &[u8]) -> bool {
        match self {
            Self::Beginning => word.starts_with(asked),
            Self::Whole => word == asked,
        }
    }
}

/// The cases of a window that have a word that fits; returns how many were handed over.
pub(super) fn read(
    db: &Db,
    window: u16,
    (start, fit): (&[u8], Fit),
    each: &mut dyn FnMut(u16),
) -> Result<usize, StoreError> {
    let prefix = keys::window(window);
    let Some((first, _)) = db.at_or_before(&keys::words(window, start, 0), &prefix)? else { return Ok(0) };
    let mut count = 0;
    db.from(&first, &prefix, |key, block| {
        let begins = key.get(KEY_HEAD..key.len().saturating_sub(KEY_END)).unwrap_or_default();
        if begins > start && !fit.holds(begins, start) {
            return Ok(Go::Stop);
        }
        let mut groups = Groups::new(block);
        while let Some(word) = groups
            .next(|word, id| {
                if fit.holds(word, start) {
                    count += 1;
                    each(id);
                }
            })
            .map_err(|()| unreadable())?
        {
            if word > start && !fit.holds(word, start) {
                return Ok(Go::Stop);
            }
        }
        Ok(Go::On)
    })?;
    Ok(count)
}

/// Whether a case of a window has exactly this word.
pub(super) fn has(db: &Db, window: u16, word: &[u8], id: u16) -> Result<bool, StoreError> {
    let Some((_, block)) = db.at_or_before(&keys::words(window, word, id), &keys::window(window))? else {
        return Ok(false);
    };
    let (mut groups, mut found) = (Groups::new(&block), false);
    while let Some(reached) =
        groups.next(|of, case| found |= case == id && of == word).map_err(|()| unreadable())?
    {
        if reached > word {
            break;
        }
    }
    Ok(found)
}
