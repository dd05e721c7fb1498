//! Reads single fields: what was typed becomes a value or a named fault.

use crate::domain::container::ContainerFault;
use crate::domain::country::{CountryCode, CountryFault};
use crate::domain::goods_code::GoodsCodeFault;
use crate::domain::plate::{Plate, PlateFault};
use crate::domain::registration::draft::{MAX_DEVICE_CHARS, MAX_NUMBER_CHARS, MAX_PARTY_CHARS};
use crate::domain::registration::fault::FieldFault;
use crate::domain::text::CleanText;
use crate::domain::units::Grams;
use chrono::NaiveDate;

/// Digits of a number of packages: eight in the Union's documents.
const MAX_PACKAGES_DIGITS: usize = 8;
/// Digits of a number of axles.
const MAX_AXLES_DIGITS: usize = 2;

/// Reads DD.MM.YYYY, with the years 2000 to 2099.
pub fn parse_date(typed: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(typed.trim(), "%d.%m.%Y").ok()?;
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    let last = NaiveDate::from_ymd_opt(2099, 12, 31)?;
    (first..=last).contains(&date).then_some(date)
}

pub(super) fn is_blank(typed: &str) -> bool {
    typed.trim().is_empty()
}

pub(super) fn are_blank(typed: &[&String]) -> bool {
    typed.iter().all(|text| is_blank(text))
}

pub(super) fn plate(typed: &str) -> Result<Plate, FieldFault> {
    Plate::parse(typed).map_err(|fault| match fault {
        PlateFault::Empty => FieldFault::Missing,
        PlateFault::TooLong => FieldFault::TooLong,
        PlateFault::Character => FieldFault::Format,
    })
}

pub(super) fn container_fault(fault: ContainerFault) -> FieldFault {
    match fault {
        ContainerFault::Length | ContainerFault::Shape => FieldFault::Format,
        ContainerFault::Category => FieldFault::ContainerCategory,
    }
}

pub(super) fn code_fault(fault: GoodsCodeFault) -> FieldFault {
    match fault {
        GoodsCodeFault::Empty => FieldFault::Missing,
        GoodsCodeFault::Shape => FieldFault::Format,
    }
}

pub(super) fn country(typed: &str) -> Result<CountryCode, FieldFault> {
    CountryCode::parse(typed).map_err(|fault| match fault {
        CountryFault::Shape => FieldFault::Format,
        CountryFault::Unassigned => FieldFault::NoCountry,
    })
}

pub(super) fn date(typed: &str) -> Result<NaiveDate, FieldFault> {
    parse_date(typed).ok_or(FieldFault::Format)
}

pub(super) fn mass(typed: &str) -> Result<Grams, FieldFault> {
    Grams::from_kilograms(typed).filter(|mass| mass.0 > 0).ok_or(FieldFault::Format)
}

pub(super) fn packages(typed: &str) -> Result<u32, FieldFault> {
    digits(typed, MAX_PACKAGES_DIGITS)
}

pub(super) fn axles(typed: &str) -> Result<u8, FieldFault> {
    digits(typed, MAX_AXLES_DIGITS).and_then(|count| match u8::try_from(count) {
        Ok(axles) if axles > 0 => Ok(axles),
        _ => Err(FieldFault::Format),
    })
}

fn digits(typed: &str, max: usize) -> Result<u32, FieldFault> {
    let typed = typed.trim();
    let are_digits = typed.len() <= max && typed.bytes().all(|b| b.is_ascii_digit());
    typed.parse().ok().filter(|_| are_digits).ok_or(FieldFault::Format)
}

pub(super) fn number(typed: &str) -> Result<CleanText, FieldFault> {
    bounded(typed, MAX_NUMBER_CHARS)
}

pub(super) fn party_name(typed: &str) -> Result<CleanText, FieldFault> {
    bounded(typed, MAX_PARTY_CHARS)
}

pub(super) fn device(typed: &str) -> Result<CleanText, FieldFault> {
    bounded(typed, MAX_DEVICE_CHARS)
}

pub(super) fn bounded(typed: &str, max_chars: usize) -> Result<CleanText, FieldFault> {
    match typed.trim().chars().count() {
        0 => Err(FieldFault::Missing),
        count if count > max_chars => Err(FieldFault::TooLong),
        _ => Ok(CleanText::bounded(typed, max_chars)),
    }
}
