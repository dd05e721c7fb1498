//! Numbers with check digits, most of them right: containers, IIN and BIN.

use crate::cli::month::chance::Chance;
use crate::domain::container::{CheckDigit, ContainerNumber};
use crate::domain::registration::{ContainerDraft, ContainerLoad, PartyDraft};
use crate::domain::tax_id::{TaxId, TaxIdCheck};

/// Owner codes of containers, with the category U.
const OWNERS: [&str; 10] = ["CSQU", "MSKU", "TGHU", "CAIU", "TRLU", "MEDU", "SEGU", "TCNU", "KTZU", "OOLU"];

/// Containers with a wrong check digit, per mille of all.
const MISPAINTED: u64 = 18;

/// Why a wrong check digit is written down.
const MISPAINTED_REASONS: [&str; 4] = [
    "нанесён так на всех сторонах контейнера",
    "последняя цифра закрашена, переписано с CMR",
    "контейнерде осылай жазылған",
    "номер перебит, фото приложено к делу",
];

/// IIN and BIN that fail their check, per mille of all.
const MISPRINTED: u64 = 10;

/// Why one that fails is written down.
const MISPRINTED_REASON: &str = "так напечатано в CMR";

/// A container as painted, and why its check digit is wrong where it is.
pub(super) fn container(chance: &mut Chance) -> ContainerDraft {
    let body = format!("{}{}", chance.word(&OWNERS), chance.digits(6));
    let right = match ContainerNumber::parse(&format!("{body}0")).map(|number| number.check_digit()) {
        Ok(CheckDigit::Expected(digit)) => digit,
        Ok(CheckDigit::Matches) | Err(_) => 0,
    };
    let load = Some(if chance.happens(820) { ContainerLoad::Full } else { ContainerLoad::Part });
    if chance.happens(MISPAINTED) {
        let number = format!("{body}{}", (right + 1) % 10);
        ContainerDraft { number, reason: chance.word(&MISPAINTED_REASONS).to_owned(), load }
    } else {
        ContainerDraft { number: format!("{body}{right}"), reason: String::new(), load }
    }
}

/// A party of the country, with its BIN.
pub(super) fn firm(chance: &mut Chance, name: &str) -> PartyDraft {
    let body = loop {
        let body = format!("{:02}{:02}4{}", chance.within(2, 25), chance.within(1, 12), chance.digits(6));
        if right_digit(&body).is_some() {
            break body;
        }
    };
    let right = right_digit(&body).unwrap_or(0);
    let fails = chance.happens(MISPRINTED);
    let digit = if fails { (right + 1) % 10 } else { right };
    let tax_reason = if fails { MISPRINTED_REASON.to_owned() } else { String::new() };
    PartyDraft { name: name.to_owned(), tax_id: format!("{body}{digit}"), tax_reason }
}

/// The control digit of eleven digits; none where no number can begin with them.
fn right_digit(body: &str) -> Option<u8> {
    match TaxId::parse(&format!("{body}0")).ok()?.check() {
        TaxIdCheck::Matches => Some(0),
        TaxIdCheck::Expected(digit) => Some(digit),
        TaxIdCheck::Impossible => None,
    }
}
