//! One fact after the other, from the journal into the index.

use crate::domain::case::Case;
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::store::error::StoreError;
use crate::store::facts;
use crate::store::follower::Shared;
use crate::store::index::{CaseChange, Change, Index, Standing};
use crate::store::journal::frame::Frame;
use crate::store::journal::reach::Reach;
use crate::store::journal::segment::Position;
use crate::store::records::{self, Kind};
use crate::store::terms;
use std::collections::{HashMap, VecDeque};

/// Folded cases kept in memory: ten times what a booth has open at once, some kilobytes each.
const MAX_FOLDED: usize = 256;

/// The cases last folded, with their places; the one that came first goes first.
pub(super) struct Folding {
    cases: HashMap<CaseNumber, (u32, Case)>,
    order: VecDeque<CaseNumber>,
    reach: Reach,
}

impl Folding {
    pub(super) fn new(shared: &Shared) -> Self {
        let reach = Reach::new(&shared.folder.journal());
        Self { cases: HashMap::new(), order: VecDeque::new(), reach }
    }

    /// Applies one fact.
    pub(super) fn apply(
        &mut self,
        shared: &Shared,
        position: Position,
        frame: &Frame,
    ) -> Result<(), StoreError> {
        // A fact of the booth changes nothing but the place in the journal.
        let case = if frame.kind == Kind::Case.code() {
            let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
            self.change(shared, &entry)?
        } else {
            None
        };
        let mut index = shared.write();
        let index = index.as_mut().ok_or(StoreError::Closed)?;
        index.apply(Change { head: frame.head, position, case })?;
        if index.is_full() { index.settle() } else { Ok(()) }
    }

    /// What a fact changes; `None` when it is of no case that ever began.
    fn change(&mut self, shared: &Shared, entry: &Entry) -> Result<Option<CaseChange>, StoreError> {
        let Fact::Case { number, .. } = &entry.fact else { return Ok(None) };
        let mut known = self.cases.remove(number);
        if known.is_none() {
            self.order.push_back(number.clone());
            known = self.look_up(shared, number)?;
        }
        let (ordinal, mut case) = match known {
            Some((ordinal, case)) => (Some(ordinal), Some(case)),
            None => (None, None),
        };
        facts::step(&mut case, entry);
        let Some(case) = case else {
            self.order.pop_back();
            return Ok(None);
        };
        let words = terms::of_entry(entry).iter().map(|term| terms::key(term)).collect();
        let change = CaseChange { number: number.clone(), ordinal, standing: Standing::of(&case), words };
        self.keep(shared, number, ordinal, case);
        Ok(Some(change))
    }

    fn keep(&mut self, shared: &Shared, number: &CaseNumber, ordinal: Option<u32>, case: Case) {
        if self.cases.len() >= MAX_FOLDED
            && let Some(oldest) = self.order.pop_front()
        {
            self.cases.remove(&oldest);
        }
        // A new case gets the next place.
        let ordinal = ordinal.or_else(|| shared.read().as_ref().map(Index::cases));
        if let Some(ordinal) = ordinal {
            self.cases.insert(number.clone(), (ordinal, case));
        }
    }

    fn look_up(&mut self, shared: &Shared, number: &CaseNumber) -> Result<Option<(u32, Case)>, StoreError> {
        let found = {
            let index = shared.read();
            let index = index.as_ref().ok_or(StoreError::Closed)?;
            match index.ordinal(number)? {
                Some(ordinal) => {
                    index.row(ordinal)?.map(|row| Ok((ordinal, index.reach(&row)?))).transpose()?
                }
                None => None,
            }
        };
        let Some((ordinal, stretches)) = found else { return Ok(None) };
        let case = facts::fold(&mut self.reach, number, &stretches)?;
        Ok(case.map(|case| (ordinal, case)))
    }
}
