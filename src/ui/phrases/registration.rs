//! A registration in labelled rows, for the record on the screen and on the command line.

use crate::domain::container::CheckDigit;
use crate::domain::registration::{
    Field, GoodsLine, Ground, Party, PartyRole, Radiation, RecordedContainer, RecordedTaxId, Registration,
    ShippingDocument, Vehicle,
};
use crate::domain::tax_id::{TaxIdCheck, TaxIdKind};
use crate::ui::phrases;
use crate::words::{Value, Words};

/// A label and its value.
pub type Row = (String, String);

/// Everything that was written down, in the order of the form; what was not is not named.
pub fn rows(words: Words, registration: &Registration) -> Vec<Row> {
    let mut rows = vec![
        (words.say("record-ground"), ground(words, &registration.ground)),
        (words.say("record-plate"), registration.plate.to_string()),
    ];
    rows.extend(vehicle(words, &registration.vehicle));
    let containers = registration.containers.iter();
    rows.extend(containers.map(|one| (words.say("record-container"), container(words, one))));
    let documents = registration.documents.iter();
    rows.extend(documents.map(|one| (words.say("record-document"), document(words, one))));
    rows.extend(registration.goods.iter().map(|one| (words.say("record-goods"), goods(words, one))));
    rows.extend(registration.parties.iter().map(|one| party(words, one)));
    let risk = phrases::field(words, Field::RiskProfile);
    rows.extend(registration.risk_profiles.iter().map(|number| (risk.clone(), number.to_string())));
    if let Some(reading) = &registration.radiation {
        rows.push((phrases::field(words, Field::RadiationValue), radiation(words, reading)));
    }
    if let Some(file) = &registration.imported_from {
        rows.push((words.say("record-form-file"), file.to_string()));
    }
    rows
}

fn ground(words: Words, ground: &Ground) -> String {
    match ground {
        Ground::Arrival => words.say("record-arrival"),
        Ground::Departure { request_number, request_date } => {
            let values = [
                ("number", Value::from(request_number.to_string())),
                ("date", Value::from(request_date.format("%d.%m.%Y").to_string())),
            ];
            words.say_with("record-departure", &values)
        }
    }
}

fn vehicle(words: Words, vehicle: &Vehicle) -> Vec<Row> {
    let label = |field| phrases::field(words, field);
    let mut rows: Vec<Row> =
        vehicle.trailers.iter().map(|plate| (label(Field::Trailer), plate.to_string())).collect();
    let driver = vehicle.driver.as_ref().map(|driver| match &driver.document {
        Some(document) => format!("{} · {document}", driver.name),
        None => driver.name.to_string(),
    });
    let single = [
        (Field::VehicleKind, vehicle.kind.map(|kind| phrases::vehicle_kind(words, kind))),
        (Field::VehicleCountry, vehicle.country.map(|country| country.to_string())),
        (Field::Axles, vehicle.axles.map(|axles| axles.to_string())),
        (Field::DriverName, driver),
    ];
    rows.extend(single.into_iter().filter_map(|(field, value)| value.map(|value| (label(field), value))));
    rows
}

fn container(words: Words, container: &RecordedContainer) -> String {
    let mut parts = vec![container.number.to_string()];
    if let CheckDigit::Expected(digit) = container.check {
        parts.push(words.say_with("recorded-digit", &[("digit", Value::from(digit))]));
    }
    parts.extend(container.reason.as_ref().map(ToString::to_string));
    parts.extend(container.load.map(|load| phrases::container_load(words, load)));
    parts.join(" · ")
}

fn document(words: Words, document: &ShippingDocument) -> String {
    let date = document.date.map(|date| date.format(" · %d.%m.%Y").to_string()).unwrap_or_default();
    format!("{} № {}{date}", phrases::document_kind(words, document.kind), document.number)
}

fn goods(words: Words, goods: &GoodsLine) -> String {
    let mass = |id, kilograms: String| words.say_with(id, &[("kilograms", Value::from(kilograms))]);
    let mut parts = vec![goods.code.clone()];
    parts.extend(goods.code_reason.as_ref().map(|reason| format!("({reason})")));
    parts.extend([goods.description.to_string(), mass("record-gross", goods.gross.to_kilograms())]);
    parts.extend(goods.net.map(|net| mass("record-net", net.to_kilograms())));
    parts.extend(
        goods.packages.map(|count| words.say_with("record-packages", &[("count", Value::from(count))])),
    );
    parts.extend(goods.origin.map(|origin| origin.to_string()));
    parts.join(" · ")
}

fn party(words: Words, party: &Party) -> Row {
    let label = words.say(match party.role {
        PartyRole::Consignor => "record-consignor",
        PartyRole::Consignee => "record-consignee",
        PartyRole::Carrier => "record-carrier",
    });
    match &party.tax_id {
        Some(recorded) => (label, format!("{} · {}", party.name, tax_id(words, recorded))),
        None => (label, party.name.to_string()),
    }
}

/// An IIN or BIN as recorded, with what is wrong with it and why it stands all the same.
pub fn tax_id(words: Words, recorded: &RecordedTaxId) -> String {
    let number = [("number", Value::from(recorded.id.to_string()))];
    let mut parts = vec![match recorded.id.kind() {
        TaxIdKind::Iin => words.say_with("tax-id-iin", &number),
        TaxIdKind::Bin => words.say_with("tax-id-bin", &number),
    }];
    match recorded.check {
        TaxIdCheck::Matches => {}
        TaxIdCheck::Expected(digit) => {
            parts.push(words.say_with("recorded-digit", &[("digit", Value::from(digit))]));
        }
        TaxIdCheck::Impossible => parts.push(words.say("recorded-impossible")),
    }
    parts.extend(recorded.reason.as_ref().map(ToString::to_string));
    parts.join(" · ")
}

fn radiation(words: Words, reading: &Radiation) -> String {
    let unit = phrases::radiation_unit(words, reading.unit);
    let verification = reading.verification.as_ref().map(|text| format!(" · {text}")).unwrap_or_default();
    format!("{} {unit} · {} № {}{verification}", reading.value.to_text(), reading.device, reading.number)
}
