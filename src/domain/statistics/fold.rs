//! Counts fact after fact, in the journal's order. Facts before the period only tell how things stood when it began.

use crate::domain::Moment;
use crate::domain::exemption::ExemptionGround;
use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::officer::Officer;
use crate::domain::period::Period;
use crate::domain::scan::{ScanEnd, ScanKind};
use crate::domain::statistics::downtime::Downtime;
use crate::domain::statistics::exposures::{Beam, ExposureFigures};
use crate::domain::statistics::people::{Deed, Outcomes, People};
use crate::domain::statistics::spans::{Room, Spans};
use crate::domain::statistics::{
    CaseFigures, Completeness, Rate, ScanFigures, ServiceFigures, Statistics, Throughput, quotient,
};
use crate::domain::step::{By, Verdict};
use crate::domain::supervision::{Outcome, OutcomeResult};
use crate::domain::time::booth_time;
use chrono::{TimeDelta, Timelike};
use std::collections::{BTreeMap, BTreeSet};

/// How long before the period facts of cases are looked at: a case that was begun earlier counts by its facts in the
/// period alone. At 4,000 facts a day they are 124,000, read in a second.
pub const CASE_LEAD: TimeDelta = TimeDelta::days(31);

/// How long before the period facts of the booth are looked at: a malfunction that was found earlier and not returned
/// from since is not known.
pub const BOOTH_LEAD: TimeDelta = TimeDelta::days(92);

/// Cases that are kept in mind: two years of a busy post, some 50 MB.
pub const MAX_CASES: usize = 250_000;

/// The figures as they grow.
#[derive(Debug)]
pub struct Fold {
    period: Period,
    now: Moment,
    facts: u64,
    completeness: Completeness,
    followed: BTreeMap<CaseNumber, Followed>,
    cases: CaseFigures,
    scans: ScanFigures,
    by_hour: [u32; 24],
    working_hours: BTreeSet<i64>,
    waiting: Spans,
    decision: Spans,
    outcomes: Outcomes,
    exemptions: BTreeMap<ExemptionGround, u32>,
    malfunctions: u32,
    downtime: Downtime,
    exposures: ExposureFigures,
    late_steps: u32,
    people: People,
}

/// A case as far as its figures need it.
#[derive(Debug, Default)]
struct Followed {
    image_in: Option<Moment>,
    begun: Option<Moment>,
    /// Who gave the verdict that stands.
    author: Option<Officer>,
    /// The verdict that was counted and stands.
    counted: Option<Verdict>,
    end: End,
    /// The outcome that was counted, and to whose verdict it belongs.
    outcome: Option<(OutcomeResult, Option<Officer>)>,
}

/// Whether a case was counted as finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum End {
    #[default]
    Open,
    Counted,
}

/// Whether a fact lies in the period or before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    Within,
}

impl Fold {
    /// Of a period. `now` ends what is still going on.
    pub fn new(period: Period, now: Moment) -> Self {
        Self {
            period,
            now,
            facts: 0,
            completeness: Completeness::Whole,
            followed: BTreeMap::new(),
            cases: CaseFigures::default(),
            scans: ScanFigures::default(),
            by_hour: [0; 24],
            working_hours: BTreeSet::new(),
            waiting: Spans::default(),
            decision: Spans::default(),
            outcomes: Outcomes::default(),
            exemptions: ExemptionGround::ALL.map(|ground| (ground, 0)).into(),
            malfunctions: 0,
            downtime: Downtime::new(period),
            exposures: ExposureFigures::default(),
            late_steps: 0,
            people: People::default(),
        }
    }

    /// The journal has more facts than were handed over.
    pub fn truncate(&mut self) {
        self.completeness = Completeness::Truncated;
    }

    /// Takes a fact.
    pub fn take(&mut self, entry: &Entry) {
        if entry.at >= self.period.to {
            return;
        }
        let when = if self.period.holds(entry.at) { When::Within } else { When::Before };
        if when == When::Within {
            self.facts = self.facts.saturating_add(1);
        }
        let before = self.period.from - entry.at;
        match &entry.fact {
            Fact::Case { number, fact } if before <= CASE_LEAD => self.case(number, fact, entry, when),
            Fact::Booth { fact } if before <= BOOTH_LEAD => self.booth(fact, entry.at, when),
            _ => {}
        }
    }

    fn case(&mut self, number: &CaseNumber, fact: &CaseFact, entry: &Entry, when: When) {
        if when == When::Within {
            self.count(fact, entry);
        }
        if self.followed.len() >= MAX_CASES && !self.followed.contains_key(number) {
            return self.truncate();
        }
        let mut case = std::mem::take(self.followed.entry(number.clone()).or_default());
        self.follow(&mut case, fact, entry, when);
        self.followed.insert(number.clone(), case);
    }

    /// What counts fact by fact.
    fn count(&mut self, fact: &CaseFact, entry: &Entry) {
        let (cases, scans) = (&mut self.cases, &mut self.scans);
        let figure = match fact {
            CaseFact::Registered(_) => &mut cases.registered,
            CaseFact::Imported { .. } => {
                cases.imported = cases.imported.saturating_add(1);
                &mut cases.registered
            }
            CaseFact::NotApplied(exemption) => {
                let ground = self.exemptions.entry(exemption.ground).or_default();
                *ground = ground.saturating_add(1);
                &mut cases.not_applied
            }
            CaseFact::Cancelled { .. } => &mut cases.cancelled,
            CaseFact::Reopened { .. } => &mut cases.reopened,
            CaseFact::Overridden(_) => &mut cases.overridden,
            CaseFact::ScanRequested { kind: ScanKind::First, .. } => &mut scans.first,
            CaseFact::ScanRequested { kind: ScanKind::Repeat { .. }, .. } => &mut scans.repeat,
            CaseFact::ScanEnded { end: ScanEnd::Completed { .. }, .. } => {
                let time = booth_time(entry.at);
                if let Some(hour) = self.by_hour.get_mut(time.hour() as usize) {
                    *hour = hour.saturating_add(1);
                }
                self.working_hours.insert(time.naive_local().and_utc().timestamp().div_euclid(3_600));
                &mut scans.completed
            }
            CaseFact::ScanEnded { .. } => &mut scans.failed,
            CaseFact::ImageMissing { .. } => &mut scans.no_image,
            CaseFact::ImageUnfit { .. } => &mut scans.unfit,
            CaseFact::DelayExplained { .. } => &mut self.late_steps,
            CaseFact::ScanExposed { exposure, .. } => return self.exposures.add(Beam::OfScan, exposure),
            _ => return self.count_deed(fact, &entry.by),
        };
        *figure = figure.saturating_add(1);
        self.count_deed(fact, &entry.by);
    }

    fn count_deed(&mut self, fact: &CaseFact, by: &By) {
        let deed = match fact {
            CaseFact::Registered(_) => Deed::Registered,
            CaseFact::ScanRequested { .. } => Deed::Scan,
            CaseFact::AnalysisBegan => Deed::Analysis,
            CaseFact::VerdictGiven(_) | CaseFact::Overridden(_) => Deed::Verdict,
            _ => return,
        };
        if let By::Officer(officer) = by
            && self.people.count(officer, deed).is_none()
        {
            self.truncate();
        }
    }

    /// What counts case by case.
    fn follow(&mut self, case: &mut Followed, fact: &CaseFact, entry: &Entry, when: When) {
        match fact {
            CaseFact::Imported { .. } | CaseFact::ImageAccepted { .. } => case.image_in = Some(entry.at),
            CaseFact::ImageUnfit { .. } => (case.image_in, case.begun) = (None, None),
            CaseFact::AnalysisBegan => {
                let waited = case.image_in.take();
                case.begun = Some(entry.at);
                self.span(waited, entry.at, when, |fold| &mut fold.waiting);
            }
            CaseFact::VerdictGiven(conclusion) => {
                let began = case.begun.take();
                self.span(began, entry.at, when, |fold| &mut fold.decision);
                self.stands(case, Some((conclusion.verdict, &entry.by)), when);
            }
            CaseFact::Overridden(by) => {
                self.taken_up(case);
                self.stands(case, Some((by.conclusion.verdict, &entry.by)), when);
            }
            CaseFact::Reopened { .. } => {
                self.taken_up(case);
                self.stands(case, None, when);
            }
            CaseFact::Sealed { .. }
            | CaseFact::HandedOver { .. }
            | CaseFact::NotApplied(_)
            | CaseFact::Cancelled { .. } => self.finished(case, when),
            CaseFact::OutcomeRecorded(outcome) => self.outcome(case, outcome, when),
            _ => {}
        }
    }

    fn span(&mut self, from: Option<Moment>, to: Moment, when: When, of: fn(&mut Self) -> &mut Spans) {
        if let (Some(from), When::Within) = (from, when)
            && of(self).push(from, to) == Room::Full
        {
            self.truncate();
        }
    }

    /// A verdict takes the place of the one that stood, or nothing does.
    fn stands(&mut self, case: &mut Followed, verdict: Option<(Verdict, &By)>, when: When) {
        if let Some(before) = case.counted.take() {
            let figure = self.verdicts(before);
            *figure = figure.saturating_sub(1);
        }
        case.author = verdict.and_then(|(_, by)| author(by));
        if let (Some((verdict, _)), When::Within) = (verdict, when) {
            let figure = self.verdicts(verdict);
            *figure = figure.saturating_add(1);
            case.counted = Some(verdict);
        }
    }

    fn verdicts(&mut self, verdict: Verdict) -> &mut u32 {
        match verdict {
            Verdict::WithoutSuspicion => &mut self.cases.without_suspicion,
            Verdict::UnderSuspicion => &mut self.cases.under_suspicion,
        }
    }

    fn finished(&mut self, case: &mut Followed, when: When) {
        if when == When::Within && case.end == End::Open {
            case.end = End::Counted;
            self.cases.finished = self.cases.finished.saturating_add(1);
        }
    }

    fn taken_up(&mut self, case: &mut Followed) {
        if std::mem::take(&mut case.end) == End::Counted {
            self.cases.finished = self.cases.finished.saturating_sub(1);
        }
    }

    /// A case's last outcome of the period counts.
    fn outcome(&mut self, case: &mut Followed, outcome: &Outcome, when: When) {
        if when == When::Before {
            return;
        }
        if let Some((result, author)) = case.outcome.take() {
            self.outcomes.take_back(result);
            self.of_author(author.as_ref(), |outcomes| outcomes.take_back(result));
        }
        self.outcomes.add(outcome.result);
        self.of_author(case.author.as_ref(), |outcomes| outcomes.add(outcome.result));
        case.outcome = Some((outcome.result, case.author.clone()));
    }

    fn of_author(&mut self, author: Option<&Officer>, change: impl FnOnce(&mut Outcomes)) {
        if let Some(author) = author
            && self.people.outcomes(author, change).is_none()
        {
            self.truncate();
        }
    }

    fn booth(&mut self, fact: &BoothFact, at: Moment, when: When) {
        match fact {
            BoothFact::MalfunctionFound { number, symptom } => {
                if when == When::Within {
                    self.malfunctions = self.malfunctions.saturating_add(1);
                }
                if self.downtime.found(at, *number, symptom).is_none() {
                    self.truncate();
                }
            }
            BoothFact::ReturnedToService { number, .. } => self.downtime.returned(at, *number),
            BoothFact::SourceExposed { exposure, .. } if when == When::Within => {
                self.exposures.add(Beam::Outside, exposure);
            }
            _ => {}
        }
    }

    /// The figures.
    pub fn finish(self) -> Statistics {
        let cases = self.cases;
        let working_hours = u32::try_from(self.working_hours.len()).unwrap_or(u32::MAX);
        Statistics {
            from: self.period.from,
            to: self.period.to,
            facts: self.facts,
            completeness: self.completeness,
            cases,
            scans: self.scans,
            throughput: Throughput {
                by_hour: self.by_hour,
                working_hours,
                per_hour_hundredths: quotient(self.scans.completed, working_hours, 100),
            },
            waiting: self.waiting.figures(),
            decision: self.decision.figures(),
            suspicion: Rate::new(
                cases.under_suspicion,
                cases.under_suspicion.saturating_add(cases.without_suspicion),
            ),
            confirmed: self.outcomes.rate(),
            exemptions: self.exemptions,
            service: ServiceFigures {
                malfunctions: self.malfunctions,
                downtime_ms: self.downtime.total_ms(self.now),
            },
            exposures: self.exposures,
            late_steps: self.late_steps,
            people: self.people.figures(),
        }
    }
}

fn author(by: &By) -> Option<Officer> {
    match by {
        By::Officer(officer) => Some(officer.clone()),
        By::Station => None,
    }
}
