//! The texts that the booth signs: what it took in as an image, and what an officer concluded from it.
//!
//! Each is one JSON object with its fields in a fixed order, pretty-printed, ended by a newline, and signed byte for byte.
//! A reader in ten years needs no program of ours: the text says what it is and what signing meant.

use crate::domain::Moment;
use crate::domain::analysis::{FilterChain, Mark};
use crate::domain::case::{Case, Stamp};
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::{Officer, OfficerId};
use crate::domain::policy::Wording;
use crate::domain::scan::{ImageRecord, Scan, ScanEnd, ScanKind};
use crate::domain::shift::{Handover, Shift, ShiftFigures, ShiftNumber};
use crate::domain::step::{Conclusion, Verdict};
use crate::domain::supervision::Ruling;
use crate::station::jobs::hexadecimal;
use crate::words::{Language, Words};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What a scan manifest says it is.
pub const MANIFEST: &str = "intrascope scan manifest 1";

/// What a verdict record says it is.
pub const RECORD: &str = "intrascope verdict record 1";

/// What the summary of a shift says it is.
pub const SHIFT: &str = "intrascope shift summary 1";

/// What an officer's signature is at this booth: no more is claimed than was done.
const SIGNING: &str = "given with the officer's PIN at this booth; signed by the booth's key";

/// The scanner's link carries no calibration yet.
const NO_CALIBRATION: &str = "not reported";

/// A longer note is cut in the record; its digest stands for the whole, which the journal has.
const MAX_NOTE_CHARS: usize = 200;

/// The longest text as it stands, escaped once more, in a fact of at most 256 KiB. 99 marks with notes of 200 Cyrillic
/// letters are 65 KB; a text beyond this names its notes by digest alone.
const MAX_TEXT_BYTES: usize = 160 * 1024;

/// Where and by what something was made.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// Code of the customs post.
    pub post: String,
    /// Name of the inspection complex, where the station knows it.
    pub complex: Option<String>,
    /// Version of the program.
    pub version: &'static str,
}

impl Place {
    /// At this post, by this program.
    pub fn new(post: &str, complex: Option<&str>) -> Self {
        Self {
            post: post.to_owned(),
            complex: complex.map(str::to_owned),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

#[derive(Serialize)]
struct Times {
    requested: Option<Moment>,
    beam_began: Option<Moment>,
    ended: Option<Moment>,
    image_in: Moment,
}

#[derive(Serialize)]
struct Beam {
    /// Null where no meter told it.
    dose_nanosievert: Option<u32>,
    milliseconds: u32,
    /// The highest that were read back, and the current over time; null where the source did not tell.
    highest_tenths_kilovolt: Option<u32>,
    highest_microampere: Option<u32>,
    microampere_seconds: Option<u32>,
    /// The source's own counter after the beam.
    source_tenths_hour: Option<u32>,
    columns: u32,
    columns_lost: u32,
}

#[derive(Serialize)]
struct Manifest<'a> {
    what: &'static str,
    case: &'a CaseNumber,
    scan: &'a ScanId,
    kind: Option<&'a ScanKind>,
    imported_from: Option<&'a str>,
    image: &'a ImageRecord,
    times: Times,
    beam: Option<Beam>,
    scanner: &'a str,
    calibration: &'static str,
    booth: &'a Place,
    signed_at: Moment,
}

/// The manifest of a scan's image at the moment when it is taken in.
pub fn scan_manifest(
    (case, scan): (&CaseNumber, &Scan),
    image: &ImageRecord,
    scanner: Option<&str>,
    (place, at): (&Place, Moment),
) -> String {
    let read = scan.exposure.as_deref();
    let beam = match &scan.outcome {
        Some(ScanEnd::Completed { columns, lost, beam_ms, dose_nsv }) => Some(Beam {
            dose_nanosievert: *dose_nsv,
            milliseconds: *beam_ms,
            highest_tenths_kilovolt: read.and_then(|read| Some(read.kv_max?.0)),
            highest_microampere: read.and_then(|read| Some(read.current_max?.0)),
            microampere_seconds: read.and_then(|read| read.charge_uas),
            source_tenths_hour: read.and_then(|read| read.hours_after),
            columns: *columns,
            columns_lost: *lost,
        }),
        _ => None,
    };
    let times = Times {
        requested: Some(scan.requested_at),
        beam_began: scan.begun_at,
        ended: scan.ended_at,
        image_in: at,
    };
    text(&Manifest {
        what: MANIFEST,
        case,
        scan: &scan.id,
        kind: Some(&scan.kind),
        imported_from: None,
        image,
        times,
        beam,
        scanner: scanner.unwrap_or(NO_CALIBRATION),
        calibration: NO_CALIBRATION,
        booth: place,
        signed_at: at,
    })
}

/// The manifest of an image that another machine made: the booth vouches for its bytes, and for nothing before them.
pub fn import_manifest(
    case: &CaseNumber,
    file: &str,
    image: &ImageRecord,
    (place, at): (&Place, Moment),
) -> String {
    text(&Manifest {
        what: MANIFEST,
        case,
        scan: &ScanId::new(case, 1),
        kind: None,
        imported_from: Some(file),
        image,
        times: Times { requested: None, beam_began: None, ended: None, image_in: at },
        beam: None,
        scanner: NO_CALIBRATION,
        calibration: NO_CALIBRATION,
        booth: place,
        signed_at: at,
    })
}

#[derive(Serialize)]
struct Meaning {
    kk: String,
    ru: String,
    en: String,
}

impl Meaning {
    /// As it was entered, or as the catalogue words it where that was not kept.
    fn of(conclusion: &Conclusion) -> Self {
        if let Some(Wording { kk, ru, en }) = conclusion.mark.clone() {
            return Self { kk, ru, en };
        }
        let verdict = conclusion.verdict;
        let say = |language| {
            let words = Words::new(language);
            match verdict {
                Verdict::WithoutSuspicion => words.say("sheet-mark-without"),
                Verdict::UnderSuspicion => words.say("sheet-mark-under"),
            }
        };
        Self { kk: say(Language::Kk), ru: say(Language::Ru), en: say(Language::En) }
    }
}

#[derive(Serialize)]
struct NotedMark {
    number: u16,
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    #[serde(flatten)]
    note: Note,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed_by: Option<OfficerId>,
}

#[derive(Serialize)]
struct NotedDiscrepancy {
    /// Counted from 1, as the documents count.
    goods_line: u32,
    goods_code: Option<String>,
    #[serde(flatten)]
    note: Note,
}

/// A note, whole or cut, with the digest of the whole.
#[derive(Serialize)]
struct Note {
    note: String,
    note_sha256: String,
}

impl Note {
    fn of(note: &str, max_chars: usize) -> Self {
        let note_sha256 = hexadecimal(&Sha256::digest(note));
        Self { note: note.chars().take(max_chars).collect(), note_sha256 }
    }
}

/// A verdict that stood before this one.
#[derive(Serialize)]
struct Previous<'a> {
    verdict: Verdict,
    officer: Option<&'a Officer>,
    given_at: Option<Moment>,
    ended_for: Option<&'a str>,
}

impl<'a> Previous<'a> {
    fn of(verdict: Verdict, given: Option<&'a Stamp>, ended_for: Option<&'a str>) -> Self {
        let officer = given.and_then(|stamp| stamp.officer.as_ref());
        Self { verdict, officer, given_at: given.map(|stamp| stamp.at), ended_for }
    }
}

fn behind(ruling: &Ruling) -> Previous<'_> {
    Previous::of(ruling.conclusion.verdict, ruling.given.as_ref(), Some(ruling.reason.as_str()))
}

/// The verdicts behind the case, and the one that still stands while it is overridden.
fn previous(case: &Case) -> Vec<Previous<'_>> {
    let standing = case
        .conclusion
        .as_ref()
        .map(|conclusion| Previous::of(conclusion.verdict, case.stamps.verdict.as_ref(), None));
    case.rulings.iter().map(behind).chain(standing).collect()
}

#[derive(Serialize)]
struct Record<'a> {
    what: &'static str,
    case: &'a CaseNumber,
    scan: Option<&'a ScanId>,
    image_sha256: Option<&'a str>,
    verdict: Verdict,
    meaning: Meaning,
    marks: Vec<NotedMark>,
    discrepancies: Vec<NotedDiscrepancy>,
    analysis: &'a str,
    recommendation: &'a str,
    filters: &'a FilterChain,
    viewed_percent: u8,
    officer: &'a Officer,
    /// Who approved it, where it took two.
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<&'a Officer>,
    signing: &'static str,
    previous_verdicts: Vec<Previous<'a>>,
    booth: &'a Place,
    signed_at: Moment,
}

/// The record of a verdict at the moment when it is given.
pub fn verdict_record(
    case: &Case,
    conclusion: &Conclusion,
    people: (&Officer, Option<&Officer>),
    (place, at): (&Place, Moment),
) -> String {
    let with_notes = |max_chars| text(&record(case, conclusion, people, (place, at), max_chars));
    let whole = with_notes(MAX_NOTE_CHARS);
    // As it will stand within the fact: every quote and newline escaped.
    let length = serde_json::to_string(&whole).map_or(usize::MAX, |escaped| escaped.len());
    if length > MAX_TEXT_BYTES { with_notes(0) } else { whole }
}

fn record<'a>(
    case: &'a Case,
    conclusion: &'a Conclusion,
    (officer, second): (&'a Officer, Option<&'a Officer>),
    (place, at): (&'a Place, Moment),
    max_chars: usize,
) -> Record<'a> {
    let scan = case.last_scan();
    let goods = case.registration.as_ref().map(|registration| registration.goods.as_slice());
    let discrepancies = case.discrepancies.iter().map(|discrepancy| NotedDiscrepancy {
        goods_line: u32::from(discrepancy.goods_line).saturating_add(1),
        goods_code: goods
            .and_then(|goods| goods.get(usize::from(discrepancy.goods_line)))
            .map(|line| line.code.clone()),
        note: Note::of(discrepancy.note.as_str(), max_chars),
    });
    Record {
        what: RECORD,
        case: &case.number,
        scan: scan.map(|scan| &scan.id),
        image_sha256: case.image().map(|image| image.sha256.as_str()),
        verdict: conclusion.verdict,
        meaning: Meaning::of(conclusion),
        marks: case.marks.iter().map(|mark| noted(mark, max_chars)).collect(),
        discrepancies: discrepancies.collect(),
        analysis: conclusion.analysis.as_str(),
        recommendation: conclusion.recommendation.as_str(),
        filters: &conclusion.filters,
        viewed_percent: conclusion.viewed_percent,
        officer,
        second,
        signing: SIGNING,
        previous_verdicts: previous(case),
        booth: place,
        signed_at: at,
    }
}

fn noted(mark: &Mark, max_chars: usize) -> NotedMark {
    let Mark { number, x, y, width, height, note, proposed_by } = mark;
    let note = Note::of(note.as_str(), max_chars);
    // By the id alone, so that ninety-nine of them have room.
    let proposed_by = proposed_by.as_ref().map(|by| by.id.clone());
    NotedMark { number: *number, x: *x, y: *y, width: *width, height: *height, note, proposed_by }
}

/// One JSON object, pretty-printed. Maps with text keys and finite numbers always can be.
fn text(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct ShiftText<'a> {
    what: &'static str,
    shift: ShiftNumber,
    opened_by: &'a Officer,
    opened_at: Moment,
    closed_by: &'a Officer,
    figures: &'a ShiftFigures,
    handover: Option<&'a Handover>,
    signing: &'static str,
    booth: &'a Place,
    signed_at: Moment,
}

/// The summary of a shift at its end: what it came to, what was handed over, who acknowledged what.
pub fn shift_record(shift: &Shift, officer: &Officer, (place, at): (&Place, Moment)) -> String {
    text(&ShiftText {
        what: SHIFT,
        shift: shift.number,
        opened_by: &shift.opened_by,
        opened_at: shift.opened_at,
        closed_by: officer,
        figures: &shift.figures,
        handover: shift.handover.as_ref(),
        signing: SIGNING,
        booth: place,
        signed_at: at,
    })
}

#[cfg(test)]
mod tests;
