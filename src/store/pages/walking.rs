//! Reading on through a span of time, for whoever counts.

use super::{Pages, decode};
use crate::domain::Moment;
use crate::domain::fact::Entry;
use crate::domain::journal::{earlier, later};
use crate::store::error::StoreError;
use crate::store::journal::recovery::Walk;
use crate::store::records::Kind;

/// What is read of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Facts of the booth from here on.
    pub booth_from: Moment,
    /// Facts of cases from here on.
    pub from: Moment,
    /// Facts before here.
    pub to: Moment,
    /// At most so many facts are read; those of the booth alone that stand before `from` are passed over faster.
    pub limit: u64,
}

/// Whether a span was read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walked {
    /// It was.
    Whole,
    /// It has more facts than the limit.
    Cut,
}

impl Pages {
    /// Hands every fact of a span to `each`, in the journal's order. Facts of a day more on either side come with them,
    /// as far as a clock may have been off: who counts looks at each fact's own time.
    pub(in crate::store) fn walk(
        &mut self,
        span: &Span,
        each: &mut dyn FnMut(&Entry),
    ) -> Result<Walked, StoreError> {
        let begin = self.first_at(earlier(span.booth_from.min(span.from)))?;
        let cases_begin = self.first_at(earlier(span.from))?;
        let end = later(span.to);
        let mut walk = Walk::new(&self.segments, begin, self.last);
        let mut read = 0_u64;
        while let Some((_, frame)) = walk.next()? {
            if frame.head.seq < cases_begin && frame.kind == Kind::Case.code() {
                continue;
            }
            if read >= span.limit {
                return Ok(Walked::Cut);
            }
            read = read.saturating_add(1);
            let entry = decode(&frame)?;
            if entry.at >= end {
                break;
            }
            each(&entry);
        }
        Ok(Walked::Whole)
    }
}
