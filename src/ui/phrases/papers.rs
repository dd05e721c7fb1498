//! The papers of a case as labelled lines, as the record and the documents beside the image show them.

use crate::domain::container::CheckDigit;
use crate::domain::registration::{
    Field, GoodsLine, Ground, Party, PartyRole, Radiation, RecordedContainer, Registration, ShippingDocument,
    Vehicle,
};
use crate::domain::tax_id::{TaxIdCheck, TaxIdKind};
use crate::domain::text::CleanText;
use crate::ui::phrases;
use crate::ui::screens::analysis::wording;
use crate::words::{Value, Words};

/// Everything that was registered: label and value, in the order of the form.
pub fn registration_lines(words: Words, registration: &Registration) -> Vec<(String, String)> {
    let mut lines = paper_lines(words, registration);
    for (place, goods) in (1_u32..).zip(&registration.goods) {
        let label = words.say_with("papers-goods", &[("number", Value::from(place))]);
        let mut value = vec![wording::goods(words, goods)];
        value.extend(goods_details(words, goods));
        lines.push((label, value.join(" · ")));
    }
    lines
}

/// Everything but the goods: what is compared with them.
pub fn paper_lines(words: Words, registration: &Registration) -> Vec<(String, String)> {
    let mut lines = Lines { words, lines: Vec::new() };
    for document in &registration.documents {
        lines.document(document);
    }
    lines.add(Field::Direction, ground(words, &registration.ground));
    lines.add(Field::Plate, registration.plate.to_string());
    lines.vehicle(&registration.vehicle);
    registration.containers.iter().for_each(|container| lines.container(container));
    registration.parties.iter().for_each(|party| lines.party(party));
    registration.risk_profiles.iter().for_each(|profile| lines.add(Field::RiskProfile, profile.to_string()));
    registration.radiation.iter().for_each(|reading| lines.radiation(reading));
    if let Some(file) = &registration.imported_from {
        lines.lines.push((words.say("papers-imported"), file.to_string()));
    }
    lines.lines
}

/// What a goods line has beside its code, description, packages and gross mass.
pub fn goods_details(words: Words, goods: &GoodsLine) -> Vec<String> {
    let net =
        goods.net.map(|net| words.say_with("papers-net", &[("mass", Value::from(wording::kilograms(net)))]));
    let origin = goods.origin.as_ref().map(|origin| {
        words.say_with("papers-origin", &[("country", Value::from(origin.as_str().to_owned()))])
    });
    let reason = goods.code_reason.as_ref().map(|reason| {
        let reason = [("reason", Value::from(reason.to_string()))];
        format!("× {}", words.say_with("papers-code-length", &reason))
    });
    [net, origin, reason].into_iter().flatten().collect()
}

fn ground(words: Words, ground: &Ground) -> String {
    match ground {
        Ground::Arrival => words.say("documents-arrival"),
        Ground::Departure { request_number, request_date } => words.say_with(
            "documents-departure",
            &[
                ("number", Value::from(request_number.to_string())),
                ("date", Value::from(request_date.format("%d.%m.%Y").to_string())),
            ],
        ),
    }
}

/// IIN or BIN.
pub fn tax_id_kind(words: Words, kind: TaxIdKind) -> String {
    words.say(match kind {
        TaxIdKind::Iin => "form-iin",
        TaxIdKind::Bin => "form-bin",
    })
}

struct Lines {
    words: Words,
    lines: Vec<(String, String)>,
}

impl Lines {
    fn add(&mut self, field: Field, value: String) {
        self.lines.push((phrases::field(self.words, field), value));
    }

    fn document(&mut self, document: &ShippingDocument) {
        let date = document.date.map_or_else(String::new, |date| date.format(" · %d.%m.%Y").to_string());
        let kind = phrases::document_kind(self.words, document.kind);
        self.lines.push((self.words.say("papers-document"), format!("{kind} {}{date}", document.number)));
    }

    fn vehicle(&mut self, vehicle: &Vehicle) {
        if let Some(kind) = vehicle.kind {
            self.add(Field::VehicleKind, phrases::vehicle_kind(self.words, kind));
        }
        vehicle.country.iter().for_each(|code| self.add(Field::VehicleCountry, code.as_str().to_owned()));
        vehicle.trailers.iter().for_each(|plate| self.add(Field::Trailer, plate.to_string()));
        if let Some(driver) = &vehicle.driver {
            let document = driver.document.as_ref().map_or_else(String::new, |text| format!(" · {text}"));
            self.add(Field::DriverName, format!("{}{document}", driver.name));
        }
        vehicle.axles.iter().for_each(|axles| self.add(Field::Axles, axles.to_string()));
    }

    fn container(&mut self, container: &RecordedContainer) {
        let mut value = vec![container.number.to_string()];
        value.extend(container.load.map(|load| phrases::container_load(self.words, load)));
        if let CheckDigit::Expected(digit) = container.check {
            value.push(self.wrong_digit(digit, container.reason.as_ref()));
        }
        self.add(Field::Container, value.join(" · "));
    }

    fn wrong_digit(&self, digit: u8, reason: Option<&CleanText>) -> String {
        let reason = reason.map(ToString::to_string).unwrap_or_default();
        let values = [("digit", Value::from(digit)), ("reason", Value::from(reason))];
        format!("× {}", self.words.say_with("documents-check-digit", &values))
    }

    fn party(&mut self, party: &Party) {
        let field = match party.role {
            PartyRole::Consignor => Field::Consignor,
            PartyRole::Consignee => Field::Consignee,
            PartyRole::Carrier => Field::Carrier,
        };
        let mut value = vec![party.name.to_string()];
        if let Some(tax_id) = &party.tax_id {
            let kind = tax_id_kind(self.words, tax_id.id.kind());
            value.push(format!("{kind} {}", tax_id.id.as_str()));
            match tax_id.check {
                TaxIdCheck::Matches => {}
                TaxIdCheck::Expected(digit) => value.push(self.wrong_digit(digit, tax_id.reason.as_ref())),
                TaxIdCheck::Impossible => {
                    let reason = tax_id.reason.as_ref().map(ToString::to_string).unwrap_or_default();
                    let reason = [("reason", Value::from(reason))];
                    value.push(format!("× {}", self.words.say_with("papers-tax-impossible", &reason)));
                }
            }
        }
        self.add(field, value.join(" · "));
    }

    fn radiation(&mut self, reading: &Radiation) {
        let unit = phrases::radiation_unit(self.words, reading.unit);
        let mut value = vec![
            format!("{} {unit}", reading.value.to_text()),
            format!("{} № {}", reading.device, reading.number),
        ];
        value.extend(reading.verification.as_ref().map(ToString::to_string));
        self.add(Field::RadiationValue, value.join(" · "));
    }
}
