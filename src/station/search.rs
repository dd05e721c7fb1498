//! Reads what was typed into a search: dates, a verdict's words, and the terms that are left.

mod held;

pub use held::among;

use crate::domain::step::Verdict;
use crate::domain::text::{CleanText, REMOVED};
use crate::station::contract::search::{MAX_SEARCH_CHARS, SearchQuery};
use chrono::{Days, Months, NaiveDate};

/// Terms that are looked for: plate, container, document, party, officer and three words of goods. Further ones are not looked at,
/// which can only show more cases, never hide one.
pub const MAX_TERMS: usize = 8;

/// Letters from which the beginning of a verdict's word is taken for it.
const MIN_VERDICT_LETTERS: usize = 3;

/// The words by which the two verdicts differ, in the three languages; "with suspicion" is what one says of the second.
const VERDICT_WORDS: [(&str, Verdict); 7] = [
    ("without", Verdict::WithoutSuspicion),
    ("with", Verdict::UnderSuspicion),
    ("under", Verdict::UnderSuspicion),
    ("без", Verdict::WithoutSuspicion),
    ("под", Verdict::UnderSuspicion),
    ("күдіксіз", Verdict::WithoutSuspicion),
    ("күдікті", Verdict::UnderSuspicion),
];

/// The words that follow them: read with them, looked for where they stand alone.
const SUSPICION: [&str; 3] = ["suspicion", "подозрения", "подозрением"];

/// What a search looks for: every term, the verdict and the days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sought {
    /// Terms as typed.
    pub terms: Vec<String>,
    /// Verdict.
    pub verdict: Option<Verdict>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// Reads a search. A text in quotation marks is a term whatever it looks like.
pub fn read(query: &SearchQuery) -> Sought {
    let text = CleanText::bounded(&query.text, MAX_SEARCH_CHARS);
    let is_open = query.text.ends_with(|c: char| !c.is_whitespace());
    let mut sought = Sought::default();
    let mut tokens = text.as_str().split_whitespace().peekable();
    while let Some(token) = tokens.next() {
        let is_last = tokens.peek().is_none();
        if token.starts_with(['"', '«']) {
            sought.term(token);
        } else if let Some(days) = days(token) {
            sought.narrow(days);
        } else if is_last && is_open && is_begun_date(token) {
            // Still being typed: it says nothing yet.
        } else if let Some(verdict) = verdict_of(token) {
            sought.verdict = Some(verdict);
            tokens.next_if(|next| is_beginning(next, &SUSPICION));
        } else {
            sought.term(token);
        }
    }
    sought.verdict = query.verdict.or(sought.verdict);
    sought
}

impl Sought {
    fn term(&mut self, token: &str) {
        let term = token.trim_matches(|c: char| !c.is_alphanumeric() || c == REMOVED);
        if !term.is_empty() && self.terms.len() < MAX_TERMS {
            self.terms.push(term.to_owned());
        }
    }

    /// Several dates narrow one another.
    fn narrow(&mut self, (first, last): (NaiveDate, NaiveDate)) {
        self.from = self.from.max(Some(first));
        self.to = Some(self.to.map_or(last, |to| to.min(last)));
    }
}

/// The verdict that a word names, in any of the three languages. What two of the words begin with names neither.
pub fn verdict_of(word: &str) -> Option<Verdict> {
    let word = word.trim_end_matches([',', ';', '.']).to_lowercase();
    let whole = VERDICT_WORDS.into_iter().find(|(whole, _)| *whole == word);
    let mut begun = VERDICT_WORDS.into_iter().filter(|(whole, _)| is_beginning(&word, &[whole]));
    let (first, second) = (begun.next(), begun.next());
    whole.or(first.filter(|_| second.is_none())).map(|(_, verdict)| verdict)
}

/// Whether a token begins one of the words, with enough letters to mean it.
fn is_beginning(token: &str, words: &[&str]) -> bool {
    let token = token.to_lowercase();
    token.chars().count() >= MIN_VERDICT_LETTERS && words.iter().any(|word| word.starts_with(&token))
}

/// The first and the last day of a date, a month, a year, or a range of them.
fn days(token: &str) -> Option<(NaiveDate, NaiveDate)> {
    let token = token.trim_end_matches([',', ';']);
    let Some((first, last)) = token.split_once(['-', '–']) else { return period(token) };
    let (first, last) = (period(first)?, period(last)?);
    Some((first.0.min(last.0), first.1.max(last.1)))
}

/// `23.11.2026`, `11.2026` or `2026`.
fn period(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut parts = text.rsplit('.');
    let year = parts.next().filter(|year| year.len() == 4 && year.starts_with("20")).and_then(number)?;
    let short = |part: &str| number(part).filter(|_| part.len() <= 2).ok_or(());
    let month = parts.next().map(short).transpose().ok()?;
    let day = parts.next().map(short).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.unwrap_or(1), day.unwrap_or(1))?;
    let next = match (month, day) {
        (_, Some(_)) => first.checked_add_days(Days::new(1)),
        (Some(_), None) => first.checked_add_months(Months::new(1)),
        (None, _) => first.checked_add_months(Months::new(12)),
    };
    Some((first, next?.pred_opt()?))
}

/// A number of digits alone, without a sign.
fn number(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether more digits could make a date of it: as a term it would only empty the list between two keys.
fn is_begun_date(token: &str) -> bool {
    let (before, last) = match token.rsplit_once(['-', '–']) {
        Some((first, last)) if period(first).is_some() => (first, last),
        Some(_) => return false,
        None => ("", token),
    };
    let parts: Vec<&str> = last.split('.').collect();
    let are_digits = parts.iter().all(|part| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let is_dotted = parts.len() > 1 && parts.first().is_some_and(|part| (1..=2).contains(&part.len()));
    are_digits && parts.len() <= 3 && (is_dotted || !before.is_empty())
}

#[cfg(test)]
mod tests;
