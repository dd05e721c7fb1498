//! What the vehicles of the month have with them: plates, containers, documents, goods, parties, as somebody would type them.

mod goods;
mod numbers;

use super::chance::Chance;
use crate::domain::exemption::ExemptionGround;
use crate::domain::registration::radiation::RadiationUnit;
use crate::domain::registration::vehicle::VehicleKind;
use crate::domain::registration::{
    DepartureDraft, DocumentDraft, DocumentKind, Draft, PartyDraft, PartyDrafts, RadiationDraft, VehicleDraft,
};
use chrono::{Days, NaiveDate};

/// Vehicles that come again and again.
const FLEET: u64 = 2_600;

/// What the fleet's plates are drawn for.
const FLEET_PURPOSE: u64 = 0xF1EE7;

/// Vehicles with a container, per mille; of them, those with two.
const WITH_CONTAINER: u64 = 460;
const WITH_TWO: u64 = 150;

/// Vehicles with a risk profile, per mille.
const PROFILED: u64 = 90;

const DRIVERS: [&str; 8] = [
    "Әбдірахманов Қ. Ө.",
    "Wang Lei",
    "Соколов Д. А.",
    "Ғабитов Е.",
    "Zhang Jun",
    "Тоқтаров Ж. С.",
    "Мамытов Б.",
    "Li Wei",
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

/// A vehicle of the fleet: the same one has the same plates, country and driver every time.
struct Known {
    plate: String,
    country: &'static str,
    trailer: Option<String>,
    driver: &'static str,
    driver_document: String,
    axles: u64,
}

/// The form of a vehicle that is presented on this day.
pub(super) fn draft(seed: u64, chance: &mut Chance, load: Load, is_departure: bool, day: NaiveDate) -> Draft {
    let known = known(seed, chance);
    let departure = is_departure.then(|| DepartureDraft {
        request_number: format!("{}-{}", chance.within(1, 60), chance.digits(4)),
        request_date: date(days_before(day, chance.within(0, 3))),
    });
    let containers = match (load, chance.happens(WITH_CONTAINER), chance.happens(WITH_TWO)) {
        (Load::Goods, true, false) => 1,
        (Load::Goods, true, true) => 2,
        _ => 0,
    };
    Draft {
        departure,
        containers: (0..containers).map(|_| numbers::container(chance)).collect(),
        documents: documents(chance, day),
        goods: goods::lines(chance, load, if is_departure { "KZ" } else { "CN" }),
        parties: parties(chance),
        risk_profiles: profiles(chance, day),
        radiation: radiation(chance),
        plate: known.plate,
        trailers: known.trailer.into_iter().collect(),
        vehicle: VehicleDraft {
            kind: Some(VehicleKind::HeavyTruck),
            country: known.country.to_owned(),
            driver_name: known.driver.to_owned(),
            driver_document: known.driver_document,
            axles: known.axles.to_string(),
        },
    }
}

fn documents(chance: &mut Chance, day: NaiveDate) -> Vec<DocumentDraft> {
    let count = if chance.happens(350) { 2 } else { 1 };
    let mut one = || DocumentDraft {
        kind: chance.one(&DocumentKind::ALL).copied(),
        number: chance.digits(7),
        date: date(days_before(day, chance.within(1, 12))),
    };
    (0..count).map(|_| one()).collect()
}

fn parties(chance: &mut Chance) -> PartyDrafts {
    let consignor = PartyDraft::named(chance.word(&SENDERS));
    let receiver = chance.word(&RECEIVERS);
    let consignee = numbers::firm(chance, receiver);
    let carrier = PartyDraft::named(chance.word(&CARRIERS));
    PartyDrafts { consignor, consignee, carrier }
}

fn profiles(chance: &mut Chance, day: NaiveDate) -> Vec<String> {
    if !chance.happens(PROFILED) {
        return Vec::new();
    }
    vec![format!("{}/10000/{}/{:05}", chance.within(11, 55), day.format("%d%m%Y"), chance.within(1, 400))]
}

fn radiation(chance: &mut Chance) -> RadiationDraft {
    if !chance.happens(900) {
        return RadiationDraft::default();
    }
    RadiationDraft {
        value: format!("0,{:02}", chance.within(8, 19)),
        unit: Some(RadiationUnit::MicrosievertPerHour),
        device: "РКС-01".to_owned(),
        number: "0417".to_owned(),
        verification: "KZ.05.01.0212".to_owned(),
    }
}

fn known(seed: u64, chance: &mut Chance) -> Known {
    let mut of = Chance::of(seed, &[FLEET_PURPOSE, chance.pick(FLEET)]);
    let (plate, country) = match of.pick(10) {
        0..=4 => {
            let number = of.digits(3);
            (format!("{number}{}{:02}", of.letters(3, "ABCDEHKMNPRT"), of.within(1, 20)), "KZ")
        }
        5..=7 => (format!("新{}{}", of.letters(1, "ABFH"), of.digits(5)), "CN"),
        8 => {
            let first = of.letters(1, "АВЕКМНОРСТУХ");
            (format!("{first}{}{}22", of.digits(3), of.letters(2, "АВЕКМНОРСТУХ")), "RU")
        }
        _ => (format!("{:02}KG{}{}", of.within(1, 9), of.digits(3), of.letters(3, "ABCDEFG")), "KG"),
    };
    let trailer =
        of.happens(700).then(|| format!("{}{}{:02}", of.digits(2), of.letters(3, "ABCDE"), of.within(1, 20)));
    let axles = if trailer.is_some() { of.within(4, 6) } else { of.within(2, 4) };
    let driver_document = format!("N {}", of.digits(8));
    Known { plate, country, trailer, driver: of.word(&DRIVERS), driver_document, axles }
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
        let (mut mispainted, mut misprinted, mut several) = (0, 0, 0);
        for number in 0..12_000_u64 {
            let mut chance = Chance::of(722, &[1, number]);
            let load = loads[usize::try_from(number).unwrap() % loads.len()];
            let draft = draft(722, &mut chance, load, number % 5 == 0, day);
            let registration = draft.check().unwrap_or_else(|faults| panic!("{faults:?}: {draft:?}"));
            *plates.entry(registration.plate.as_str().to_owned()).or_default() += 1;
            mispainted += registration.containers.iter().filter(|one| one.reason.is_some()).count();
            let ids = registration.parties.iter().filter_map(|party| party.tax_id.as_ref());
            misprinted += ids.filter(|id| id.reason.is_some()).count();
            several += usize::from(registration.containers.len() > 1 && registration.goods.len() > 1);
        }
        assert!(plates.values().any(|times| *times > 4), "some come often");
        assert!(plates.len() > 1_500, "and many come");
        assert!((20..200).contains(&mispainted), "{mispainted}");
        assert!((20..400).contains(&misprinted), "{misprinted}");
        assert!(several > 40, "{several}");
    }
}
