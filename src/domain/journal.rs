//! The journal as people look through it: what is asked, which facts fit, and the page that answers.

use crate::domain::Moment;
use crate::domain::fact::{Entry, Fact};
use crate::domain::fact_kind::FactKind;
use crate::domain::number::CaseNumber;
use crate::domain::step::By;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Facts of one answer at most: four pages of the largest screen.
pub const MAX_LINES: usize = 200;

/// Characters of a person's name or id that are looked for.
pub const MAX_PERSON_CHARS: usize = 64;

/// How far a booth's wall clock may have been off. Facts stand in the journal in the order in which they happened, and
/// are looked for by time this much further than the time asked for. Whoever looks for a fact of a clock that was further
/// off asks without a time.
pub const CLOCK_SLACK: TimeDelta = TimeDelta::days(1);

/// In which order facts are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The last fact first.
    #[default]
    NewestFirst,
    /// As they happened.
    OldestFirst,
}

/// What is asked of the journal. A fact has to fit all that is given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct JournalQuery {
    /// The order.
    #[serde(default)]
    pub order: Order,
    /// The fact to begin with, as [`JournalPage::next`] names it; `None` for the first in this order.
    #[serde(default)]
    pub from: Option<u64>,
    /// At most so many, and never more than [`MAX_LINES`].
    pub limit: usize,
    /// Of this case.
    #[serde(default)]
    pub case: Option<CaseNumber>,
    /// By this officer: the id, or a part of the name.
    #[serde(default)]
    pub person: Option<String>,
    /// About this.
    #[serde(default)]
    pub kind: Option<FactKind>,
    /// At this time or later.
    #[serde(default)]
    pub since: Option<Moment>,
    /// Before this time.
    #[serde(default)]
    pub until: Option<Moment>,
}

/// A fact with its number: the fact's own record, and `seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Its number, counted from 1 over the whole journal.
    pub seq: u64,
    /// It.
    #[serde(flatten)]
    pub entry: Entry,
}

/// A page of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// The facts that fit, in the order asked for. None does not mean that there are none: see `next`.
    pub lines: Vec<JournalLine>,
    /// The fact to go on with; `None` when all were looked at.
    pub next: Option<u64>,
    /// How many facts were looked at.
    pub looked: u64,
    /// The journal's last fact.
    pub last: u64,
}

impl JournalQuery {
    /// Whether a fact fits.
    pub fn fits(&self, entry: &Entry) -> bool {
        self.since.is_none_or(|since| entry.at >= since)
            && self.until.is_none_or(|until| entry.at < until)
            && self.kind.is_none_or(|kind| entry.fact.kind() == kind)
            && self.case.as_ref().is_none_or(|case| entry.case() == Some(case))
            && self.person.as_ref().is_none_or(|person| is_by(&entry.by, person))
    }

    /// Whether neither this fact nor any after it in the order can fit, however far the clock was off.
    pub fn is_past(&self, entry: &Entry) -> bool {
        match self.order {
            Order::NewestFirst => self.since.is_some_and(|since| entry.at < earlier(since)),
            Order::OldestFirst => self.until.is_some_and(|until| entry.at >= later(until)),
        }
    }
}

/// By as much earlier as a clock may have been off.
pub fn earlier(moment: Moment) -> Moment {
    moment.checked_sub_signed(CLOCK_SLACK).unwrap_or(Moment::MIN_UTC)
}

/// By as much later as a clock may have been off.
pub fn later(moment: Moment) -> Moment {
    moment.checked_add_signed(CLOCK_SLACK).unwrap_or(Moment::MAX_UTC)
}

impl Entry {
    /// The case that it is of.
    pub fn case(&self) -> Option<&CaseNumber> {
        match &self.fact {
            Fact::Case { number, .. } => Some(number),
            Fact::Booth { .. } => None,
        }
    }
}

fn is_by(by: &By, person: &str) -> bool {
    match by {
        By::Officer(officer) => {
            let person = person.trim().to_lowercase();
            officer.id.as_str() == person || officer.name.as_str().to_lowercase().contains(&person)
        }
        By::Station => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fact::{BoothFact, CaseFact};
    use crate::domain::officer::{Officer, OfficerId, Role};

    fn entry(at: &str, fact: Fact) -> Entry {
        let id = OfficerId::parse("nurlanova.b").unwrap();
        let officer = Officer { id, name: "Нурланова Б.".into(), role: Role::Oac };
        Entry::new(at.parse().unwrap(), By::Officer(officer), fact)
    }

    fn begun() -> Entry {
        let number = CaseNumber::parse("39855302/231126/000417").unwrap();
        entry("2026-11-23T09:00:00Z", Fact::Case { number, fact: CaseFact::AnalysisBegan })
    }

    #[test]
    fn a_fact_fits_when_it_fits_all_that_was_asked() {
        let signed_in = entry("2026-11-23T08:00:00Z", Fact::Booth { fact: BoothFact::SignedIn });
        let number = begun().case().cloned();
        let at = |text: &str| Some(text.parse().unwrap());
        let table = [
            (JournalQuery::default(), true, true),
            (JournalQuery { case: number, ..JournalQuery::default() }, true, false),
            (JournalQuery { kind: Some(FactKind::SignIn), ..JournalQuery::default() }, false, true),
            (JournalQuery { person: Some("нурлан".into()), ..JournalQuery::default() }, true, true),
            (JournalQuery { person: Some("nurlanova.b".into()), ..JournalQuery::default() }, true, true),
            (JournalQuery { person: Some("nurlanova".into()), ..JournalQuery::default() }, false, false),
            (JournalQuery { since: at("2026-11-23T09:00:00Z"), ..JournalQuery::default() }, true, false),
            (JournalQuery { until: at("2026-11-23T09:00:00Z"), ..JournalQuery::default() }, false, true),
        ];
        for (query, case_fits, booth_fits) in table {
            assert_eq!((query.fits(&begun()), query.fits(&signed_in)), (case_fits, booth_fits), "{query:?}");
        }
        let mut station = begun();
        station.by = By::Station;
        assert!(!JournalQuery { person: Some(String::new()), ..JournalQuery::default() }.fits(&station));
    }

    #[test]
    fn looking_ends_only_where_no_clock_could_have_been_so_wrong() {
        let since = "2026-11-24T09:00:00Z".parse::<Moment>().unwrap();
        let query = JournalQuery { since: Some(since), ..JournalQuery::default() };
        assert!(!query.is_past(&begun()), "a day off is still looked at");
        let query = JournalQuery { since: Some(since + TimeDelta::seconds(1)), ..query };
        assert!(query.is_past(&begun()));
        let query = JournalQuery { order: Order::OldestFirst, ..query };
        assert!(!query.is_past(&begun()), "later facts may fit");
    }

    #[test]
    fn a_line_is_the_record_and_its_number() {
        let line = JournalLine { seq: 7, entry: begun() };
        let text = serde_json::to_string(&line).unwrap();
        let record = serde_json::to_string(&line.entry).unwrap();
        assert_eq!(text, format!("{{\"seq\":7,{}", &record[1..]));
        assert_eq!(serde_json::from_str::<JournalLine>(&text).unwrap(), line);
    }
}
