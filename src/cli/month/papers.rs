//! What the vehicles of the month have with them: plates, containers, documents, goods, parties, as somebody would type them.

use super::chance::Chance;
use crate::domain::container::{CheckDigit, ContainerNumber};
use crate::domain::exemption::ExemptionGround;
use crate::domain::registration::{
    ContainerDraft, DepartureDraft, DocumentDraft, DocumentKind, Draft, GoodsDraft,
};
use chrono::{Days, NaiveDate};

/// Vehicles that come again and again.
const FLEET: u64 = 2_600;

/// What the fleet's plates are drawn for.
const FLEET_PURPOSE: u64 = 0xF1EE7;

/// Owner codes of containers, with the category U.
const OWNERS: [&str; 10] = ["CSQU", "MSKU", "TGHU", "CAIU", "TRLU", "MEDU", "SEGU", "TCNU", "KTZU", "OOLU"];

/// Containers with a wrong check digit, per mille of all.
const MISPAINTED: u64 = 18;

/// Vehicles with a container, per mille.
const WITH_CONTAINER: u64 = 460;

/// Of a thousand vehicles with a container, so many have two.
const SECOND_CONTAINER: u64 = 120;

/// Goods lines of one vehicle at most.
const MOST_LINES: u64 = 4;

/// Why a wrong check digit is written down.
const MISPAINTED_REASONS: [&str; 4] = [
    "нанесён так на всех сторонах контейнера",
    "последняя цифра закрашена, переписано с CMR",
    "контейнерде осылай жазылған",
    "номер перебит, фото приложено к делу",
];

/// Code, description, packages, and kilograms a package.
const GOODS: [(&str, &str, (u64, u64), (u64, u64)); 16] = [
    ("0805102200", "апельсины свежие", (900, 1_400), (14, 17)),
    ("0808108000", "алма", (700, 1_300), (15, 18)),
    ("0703101900", "лук репчатый", (600, 900), (24, 26)),
    ("6403993600", "обувь с верхом из кожи", (400, 1_200), (9, 14)),
    ("6110209100", "трикотаж бұйымдары", (300, 900), (11, 22)),
    ("8517130000", "смартфоны", (60, 500), (8, 12)),
    ("8703231940", "автомобили легковые", (4, 8), (1_450, 1_900)),
    ("8429521000", "экскаваторы гидравлические", (1, 2), (8_000, 11_000)),
    ("3901209009", "полиэтилен в гранулах", (780, 900), (25, 26)),
    ("6907219009", "плитка керамическая", (600, 1_100), (18, 22)),
    ("9403601009", "жиһаз", (120, 400), (22, 48)),
    ("8708709909", "колёса и их части", (150, 600), (18, 34)),
    ("2523290000", "цемент", (440, 460), (50, 51)),
    ("0902300001", "чай чёрный", (500, 1_100), (12, 20)),
    ("8418102001", "тоңазытқыштар", (80, 220), (62, 88)),
    ("3923301090", "бутылки пластмассовые", (800, 1_600), (5, 9)),
];

/// Goods for which the complex is not used.
const LIVING: [(ExemptionGround, &str, &str); 5] = [
    (ExemptionGround::LiveAnimals, "0102291000", "крупный рогатый скот живой"),
    (ExemptionGround::LiveAnimals, "0106190090", "животные передвижного цирка"),
    (ExemptionGround::LiveFish, "0301919000", "форель живая"),
    (ExemptionGround::HatchingEggs, "0407110000", "яйца куриные инкубационные"),
    (ExemptionGround::HatchingEggs, "0407199000", "яйца перепелиные инкубационные"),
];

const SENDERS: [&str; 6] = [
    "Urumqi Huaxin Trade Co., Ltd",
    "Yiwu Export Union",
    "ТОО «Алматы Логистик»",
    "ООО «Сибирский торговый дом»",
    "Khorgos Fresh Fruit Co.",
    "«Шығыс Экспорт» ЖШС",
];

const RECEIVERS: [&str; 6] = [
    "ТОО «Алма Трейд»",
    "«Өскемен Сауда» ЖШС",
    "ИП Сатпаева Г. К.",
    "ООО «Омск-Импорт»",
    "ТОО «Semey Build»",
    "АО «Восток Маш»",
];

const CARRIERS: [&str; 5] =
    ["ТОО «Транс-Шығыс»", "«Zaisan Cargo» ЖШС", "ИП Қалиев М.", "Xinjiang Road Freight", "ООО «Алтай-Авто»"];

/// What a vehicle carries, as far as the gate asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Load {
    /// Goods of any kind.
    Goods,
    /// Something for which the complex is not used.
    Exempt(ExemptionGround),
}

/// The form of a vehicle that is presented on this day.
pub(super) fn draft(seed: u64, chance: &mut Chance, load: Load, is_departure: bool, day: NaiveDate) -> Draft {
    let mut draft = Draft { plate: plate(seed, chance), ..Draft::default() };
    if is_departure {
        draft.departure = Some(DepartureDraft {
            request_number: format!("{}-{}", chance.within(1, 60), chance.digits(4)),
            request_date: date(days_before(day, chance.within(0, 3))),
        });
    }
    if load == Load::Goods && chance.happens(WITH_CONTAINER) {
        let count = if chance.happens(SECOND_CONTAINER) { 2 } else { 1 };
        draft.containers = (0..count).map(|_| container(chance)).collect();
    }
    draft.documents = vec![DocumentDraft {
        kind: chance.one(&DocumentKind::ALL).copied(),
        number: chance.digits(7),
        date: date(days_before(day, chance.within(1, 12))),
    }];
    let lines = if load == Load::Goods { chance.within(1, MOST_LINES) } else { 1 };
    draft.goods = (0..lines).map(|_| goods(chance, load)).collect();
    draft.parties.consignor.name = chance.word(&SENDERS).to_owned();
    draft.parties.consignee.name = chance.word(&RECEIVERS).to_owned();
    draft.parties.carrier.name = chance.word(&CARRIERS).to_owned();
    draft
}

fn goods(chance: &mut Chance, load: Load) -> GoodsDraft {
    let mut line = GoodsDraft::default();
    let living: Vec<_> = LIVING.iter().filter(|(ground, ..)| load == Load::Exempt(*ground)).collect();
    if let Some((_, code, description)) = chance.one(&living) {
        line.code = (*code).to_owned();
        line.description = (*description).to_owned();
        line.gross = chance.within(900, 14_000).to_string();
    } else if let Some((code, description, packages, kilograms)) = chance.one(&GOODS) {
        let packages = chance.within(packages.0, packages.1);
        line.code = (*code).to_owned();
        line.description = (*description).to_owned();
        line.packages = packages.to_string();
        line.gross = (packages * chance.within(kilograms.0, kilograms.1)).to_string();
    }
    line
}

/// A plate of the fleet: the same vehicle has the same plate every time.
fn plate(seed: u64, chance: &mut Chance) -> String {
    let mut of = Chance::of(seed, &[FLEET_PURPOSE, chance.pick(FLEET)]);
    match of.pick(10) {
        0..=4 => {
            let number = of.digits(3);
            format!("{number}{}{:02}", of.letters(3, "ABCDEHKMNPRT"), of.within(1, 20))
        }
        5..=7 => format!("新{}{}", of.letters(1, "ABFH"), of.digits(5)),
        8 => format!("{}{}{}22", of.letters(1, "АВЕКМНОРСТУХ"), of.digits(3), of.letters(2, "АВЕКМНОРСТУХ")),
        _ => format!("{:02}KG{}{}", of.within(1, 9), of.digits(3), of.letters(3, "ABCDEFG")),
    }
}

/// A container as painted, and why its check digit is wrong where it is.
fn container(chance: &mut Chance) -> ContainerDraft {
    let body = format!("{}{}", chance.word(&OWNERS), chance.digits(6));
    let right = match ContainerNumber::parse(&format!("{body}0")).map(|number| number.check_digit()) {
        Ok(CheckDigit::Expected(digit)) => digit,
        Ok(CheckDigit::Matches) | Err(_) => 0,
    };
    let (digit, reason) = if chance.happens(MISPAINTED) {
        ((right + 1) % 10, chance.word(&MISPAINTED_REASONS).to_owned())
    } else {
        (right, String::new())
    };
    ContainerDraft { number: format!("{body}{digit}"), reason, ..ContainerDraft::default() }
}

fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn date(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_right_and_the_fleet_comes_again() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let grounds = ExemptionGround::ALL.map(Load::Exempt);
        let loads: Vec<Load> = [Load::Goods; 8].into_iter().chain(grounds).collect();
        let mut plates = std::collections::BTreeMap::<String, u32>::new();
        let mut mispainted = 0;
        for number in 0..12_000_u64 {
            let mut chance = Chance::of(722, &[1, number]);
            let load = loads[usize::try_from(number).unwrap() % loads.len()];
            let draft = draft(722, &mut chance, load, number % 5 == 0, day);
            let registration = draft.check().unwrap_or_else(|faults| panic!("{faults:?}: {draft:?}"));
            *plates.entry(registration.plate.as_str().to_owned()).or_default() += 1;
            mispainted += registration.containers.iter().filter(|one| one.reason.is_some()).count();
        }
        assert!(plates.values().any(|times| *times > 4), "some come often");
        assert!(plates.len() > 1_500, "and many come");
        assert!((20..200).contains(&mispainted), "{mispainted}");
    }
}
