//! Reads a case form from a file: the booth's own JSON or the referral as XML. What is wrong is named, what is not kept is listed.

pub mod json;
pub mod referral;
pub mod xml;

use crate::domain::intake::{IntakeFault, Misfit, MisfitKind, NotKept};
use crate::domain::refusal::Refusal;
use crate::domain::registration::{
    ContainerDraft, DocumentDraft, Draft, Faults, Field, FieldFault, GoodsDraft, Registration, Spot,
};
use crate::domain::text::CleanText;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file. A form of 99 goods lines with every text as long as it may be has 99 × (2 × 200 + 60) characters of two bytes, and
/// an XML's names around them: 200 KiB.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Misfits that one answer names: a file with more was not made for this form.
const MAX_MISFITS: usize = 50;

/// Characters of a path in an answer.
const MAX_PATH_CHARS: usize = 120;

/// Characters of a file's name that the record keeps: file systems allow 255 bytes.
const MAX_NAME_CHARS: usize = 255;

/// Characters of a reader's own words.
const MAX_WHY_CHARS: usize = 200;

/// A form as the file has it.
#[derive(Debug, Default)]
pub struct Form {
    /// What stands in its fields.
    pub draft: Draft,
    /// Values that no field can hold: a date, a direction, one of a list.
    pub faults: Faults,
    /// What the form has no place for.
    pub not_kept: NotKept,
}

/// Reads and checks a file; the registration names it.
pub fn read_file(path: &Path) -> Result<(Registration, NotKept), Refusal> {
    let form = contents(path).and_then(|bytes| read(&bytes)).map_err(Refusal::Intake)?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (registration, not_kept) = checked(form).map_err(Refusal::Form)?;
    let imported_from = Some(CleanText::bounded(&name, MAX_NAME_CHARS));
    Ok((Registration { imported_from, ..registration }, not_kept))
}

/// Reads and checks a file beside the caller's thread: a network's folder may take its time.
pub(super) async fn read_off_thread(path: PathBuf) -> Result<(Box<Registration>, NotKept), Refusal> {
    match tokio::task::spawn_blocking(move || read_file(&path)).await {
        Ok(found) => found.map(|(registration, not_kept)| (Box::new(registration), not_kept)),
        Err(error) => {
            let why = CleanText::bounded(&error.to_string(), MAX_WHY_CHARS);
            Err(Refusal::Intake(IntakeFault::Unreadable(why)))
        }
    }
}

/// Reads a file's bytes as JSON or XML, by what they are and not by the file's name.
pub fn read(bytes: &[u8]) -> Result<Form, IntakeFault> {
    let text = decoded(bytes)?;
    match text.trim_start().chars().next() {
        Some('{') => json::read(text),
        Some('<') => referral::read(text),
        _ => Err(IntakeFault::Neither),
    }
}

/// The registration, or all that is wrong: what no field can hold, and what the form's own check finds elsewhere.
fn checked(form: Form) -> Result<(Registration, NotKept), Faults> {
    let mut faults = form.faults;
    faults.extend(unfilled(&form.draft));
    let checked = form.draft.check();
    if faults.is_empty() {
        return checked.map(|registration| (registration, form.not_kept));
    }
    let known: Vec<Spot> = faults.iter().map(|(spot, _)| *spot).collect();
    faults.extend(checked.err().into_iter().flatten().filter(|(spot, _)| !known.contains(spot)));
    faults.sort_by_key(|(spot, _)| spot.place());
    Err(faults)
}

/// Rows that say nothing: a person leaves one over on the screen, a file has none without a reason.
fn unfilled(draft: &Draft) -> Faults {
    let mut faults = Faults::new();
    let mut empty = |field: Field, rows: Vec<bool>| {
        let places = rows.into_iter().enumerate().filter(|(_, is_empty)| *is_empty);
        faults.extend(places.map(|(row, _)| (field.at(row), FieldFault::Missing)));
    };
    let are_blank = |texts: &[String]| texts.iter().map(|text| text.trim().is_empty()).collect();
    empty(Field::Trailer, are_blank(&draft.trailers));
    empty(Field::Container, draft.containers.iter().map(ContainerDraft::is_empty).collect());
    empty(Field::DocumentNumber, draft.documents.iter().map(DocumentDraft::is_empty).collect());
    empty(Field::GoodsCode, draft.goods.iter().map(GoodsDraft::is_empty).collect());
    empty(Field::RiskProfile, are_blank(&draft.risk_profiles));
    let is_unit_alone = draft.radiation.unit.is_some() && draft.radiation.value.trim().is_empty();
    empty(Field::RadiationValue, vec![is_unit_alone]);
    faults
}

fn contents(path: &Path) -> Result<Vec<u8>, IntakeFault> {
    let unreadable = |error: std::io::Error| {
        IntakeFault::Unreadable(CleanText::bounded(&error.to_string(), MAX_WHY_CHARS))
    };
    // Asked before it is opened: opening a pipe would wait for whoever writes into it.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(IntakeFault::NoFile);
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_FILE_BYTES {
        return Err(IntakeFault::TooLarge(u32::try_from(MAX_FILE_BYTES / 1024).unwrap_or(u32::MAX)));
    }
    Ok(bytes)
}

/// The text of a UTF-8 file, without its byte order mark.
fn decoded(bytes: &[u8]) -> Result<&str, IntakeFault> {
    let named = |name: &str| IntakeFault::Encoding(CleanText::bounded(name, MAX_PATH_CHARS));
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(named("UTF-16")),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        // The XML declaration is ASCII in every encoding that is met.
        let head = String::from_utf8_lossy(bytes.get(..error.valid_up_to().min(200)).unwrap_or_default());
        let declared = head.split("encoding=").nth(1).map(|rest| rest.trim_start_matches(['"', '\'']));
        named(declared.and_then(|rest| rest.split(['"', '\'']).next()).unwrap_or("?"))
    })
}

fn syntax((line, column): (usize, usize), why: &str) -> IntakeFault {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    IntakeFault::Syntax {
        line: number(line),
        column: number(column),
        why: CleanText::bounded(why, MAX_WHY_CHARS),
    }
}

fn misfit(misfits: &mut Vec<Misfit>, path: &str, what: MisfitKind) {
    if misfits.len() < MAX_MISFITS {
        misfits.push(Misfit { path: CleanText::bounded(path, MAX_PATH_CHARS), what });
    }
}

/// An ISO date as the form's own fields have it, `21.11.2026`; what is none is a fault of its field.
fn date(faults: &mut Faults, spot: Spot, iso: &str) -> String {
    if iso.is_empty() {
        return String::new();
    }
    // A time and a zone may follow the day.
    let day =
        iso.get(..10).filter(|_| matches!(iso.as_bytes().get(10), None | Some(b'T' | b'Z' | b'+' | b'-')));
    match day.and_then(|day| chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()) {
        Some(day) => day.format("%d.%m.%Y").to_string(),
        None => {
            faults.push((spot, FieldFault::Format));
            String::new()
        }
    }
}

/// A field without which the file says nothing of the direction.
fn no_direction(faults: &mut Faults, typed: &str) {
    let fault = if typed.is_empty() { FieldFault::Missing } else { FieldFault::NotInList };
    faults.push((Field::Direction.into(), fault));
}

#[cfg(test)]
mod tests;
