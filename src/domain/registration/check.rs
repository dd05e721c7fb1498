//! Checks a draft: format errors block, failed check digits need a typed reason, and every fault is named with its row.

mod reading;

pub use reading::parse_date;

use crate::domain::container::{CheckDigit, ContainerNumber};
use crate::domain::goods_code::{self, CodeLength};
use crate::domain::registration::check::reading::{
    are_blank, axles, bounded, code_fault, container_fault, country, date, device, is_blank, mass, number,
    packages, party_name, plate,
};
use crate::domain::registration::draft::{
    ContainerDraft, DocumentDraft, Draft, GoodsDraft, MAX_CONTAINERS, MAX_DESCRIPTION_CHARS, MAX_DOCUMENTS,
    MAX_GOODS, MAX_REASON_CHARS, MAX_RISK_PROFILES, MAX_TRAILERS, PartyDraft,
};
use crate::domain::registration::fault::{Faults, Field, FieldFault, Spot};
use crate::domain::registration::radiation::{Radiation, RadiationValue};
use crate::domain::registration::vehicle::{Driver, Vehicle};
use crate::domain::registration::{
    DocumentKind, GoodsLine, Ground, Party, PartyRole, RecordedContainer, RecordedTaxId, Registration,
    ShippingDocument,
};
use crate::domain::tax_id::{TaxId, TaxIdCheck};
use crate::domain::text::CleanText;

impl Draft {
    /// Checks every field and returns the registration, or all that is wrong, in the order of the form.
    pub fn check(&self) -> Result<Registration, Faults> {
        let mut checker = Checker::default();
        let registration = checker.form(self);
        match registration {
            Some(registration) if checker.faults.is_empty() => Ok(registration),
            _ => Err(checker.faults),
        }
    }
}

impl GoodsDraft {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.code, &self.code_reason, &self.description, &self.packages, &self.gross];
        are_blank(&texts) && are_blank(&[&self.net, &self.origin])
    }
}

impl DocumentDraft {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        are_blank(&[&self.number, &self.date])
    }
}

impl ContainerDraft {
    /// Whether no number was typed: a reason without one says nothing.
    pub fn is_empty(&self) -> bool {
        is_blank(&self.number)
    }
}

/// Gathers faults while it reads; `None` stands for what is missing or wrong.
#[derive(Default)]
struct Checker {
    faults: Faults,
}

impl Checker {
    fn form(&mut self, draft: &Draft) -> Option<Registration> {
        let ground = self.ground(draft);
        let plate = self.required(Field::Plate, &draft.plate, plate);
        let vehicle = self.vehicle(draft);
        let containers = self.containers(&draft.containers);
        let documents = self.documents(&draft.documents);
        let goods = self.goods(&draft.goods);
        let parties = self.parties(draft);
        let risk_profiles = self.risk_profiles(&draft.risk_profiles);
        let radiation = self.radiation(draft);
        Some(Registration {
            vehicle: Box::new(vehicle),
            containers,
            documents,
            goods,
            parties,
            risk_profiles,
            radiation: radiation.map(Box::new),
            ..Registration::bare(ground?, plate?)
        })
    }

    fn note(&mut self, spot: impl Into<Spot>, fault: FieldFault) {
        self.faults.push((spot.into(), fault));
    }

    fn keep<T>(&mut self, spot: impl Into<Spot>, read: Result<T, FieldFault>) -> Option<T> {
        read.map_err(|fault| self.note(spot, fault)).ok()
    }

    fn required<T>(
        &mut self,
        spot: impl Into<Spot>,
        typed: &str,
        read: impl Fn(&str) -> Result<T, FieldFault>,
    ) -> Option<T> {
        let read = if is_blank(typed) { Err(FieldFault::Missing) } else { read(typed) };
        self.keep(spot, read)
    }

    fn optional<T>(
        &mut self,
        spot: impl Into<Spot>,
        typed: &str,
        read: impl Fn(&str) -> Result<T, FieldFault>,
    ) -> Option<T> {
        if is_blank(typed) { None } else { self.keep(spot, read(typed)) }
    }

    /// The reason for recording what fails its check; without one, `fault` says what is wrong.
    fn reason(&mut self, spot: Spot, typed: &str, fault: FieldFault) -> Option<CleanText> {
        let reason = if is_blank(typed) { Err(fault) } else { bounded(typed, MAX_REASON_CHARS) };
        self.keep(spot, reason)
    }

    /// The rows in which something was typed, with their places; more than `max` of them is a fault in the first that is too many.
    fn rows<'d, T>(
        &mut self,
        (field, max): (Field, usize),
        rows: &'d [T],
        is_empty: impl Fn(&T) -> bool,
    ) -> Vec<(usize, &'d T)> {
        let mut filled: Vec<(usize, &T)> =
            rows.iter().enumerate().filter(|(_, row)| !is_empty(row)).collect();
        if let Some((row, _)) = filled.get(max) {
            self.note(field.at(*row), FieldFault::TooMany(u16::try_from(max).unwrap_or(u16::MAX)));
            filled.truncate(max);
        }
        filled
    }

    fn ground(&mut self, draft: &Draft) -> Option<Ground> {
        let Some(request) = &draft.departure else { return Some(Ground::Arrival) };
        let number = self.requested(Field::RequestNumber, &request.request_number, number);
        let date = self.requested(Field::RequestDate, &request.request_date, date);
        Some(Ground::Departure { request_number: number?, request_date: date? })
    }

    /// A part of the carrier's written request: where it is missing, the rule forbids the departure.
    fn requested<T>(
        &mut self,
        field: Field,
        typed: &str,
        read: impl Fn(&str) -> Result<T, FieldFault>,
    ) -> Option<T> {
        let read = if is_blank(typed) { Err(FieldFault::RequestMissing) } else { read(typed) };
        self.keep(field, read)
    }

    fn vehicle(&mut self, draft: &Draft) -> Vehicle {
        let typed = &draft.vehicle;
        let country = self.optional(Field::VehicleCountry, &typed.country, country);
        let filled = self.rows((Field::Trailer, MAX_TRAILERS), &draft.trailers, |trailer| is_blank(trailer));
        let trailers = filled
            .into_iter()
            .filter_map(|(row, trailer)| self.keep(Field::Trailer.at(row), plate(trailer)))
            .collect();
        let name = if is_blank(&typed.driver_document) {
            self.optional(Field::DriverName, &typed.driver_name, party_name)
        } else {
            self.required(Field::DriverName, &typed.driver_name, party_name)
        };
        let document = self.optional(Field::DriverDocument, &typed.driver_document, device);
        let axles = self.optional(Field::Axles, &typed.axles, axles);
        Vehicle {
            kind: typed.kind,
            country,
            trailers,
            driver: name.map(|name| Driver { name, document }),
            axles,
        }
    }

    fn containers(&mut self, typed: &[ContainerDraft]) -> Vec<RecordedContainer> {
        let filled = self.rows((Field::Container, MAX_CONTAINERS), typed, ContainerDraft::is_empty);
        filled.into_iter().filter_map(|(row, container)| self.container(row, container)).collect()
    }

    fn container(&mut self, row: usize, typed: &ContainerDraft) -> Option<RecordedContainer> {
        let number = self.required(Field::Container.at(row), &typed.number, |typed| {
            ContainerNumber::parse(typed).map_err(container_fault)
        })?;
        let check = number.check_digit();
        let reason = match check {
            CheckDigit::Matches => None,
            CheckDigit::Expected(digit) => {
                let fault = FieldFault::CheckDigit(digit);
                Some(self.reason(Field::ContainerReason.at(row), &typed.reason, fault)?)
            }
        };
        Some(RecordedContainer { number, check, reason, load: typed.load })
    }

    fn documents(&mut self, typed: &[DocumentDraft]) -> Vec<ShippingDocument> {
        let filled = self.rows((Field::DocumentNumber, MAX_DOCUMENTS), typed, DocumentDraft::is_empty);
        if filled.is_empty() {
            self.note(Field::DocumentNumber, FieldFault::Missing);
        }
        filled.into_iter().filter_map(|(row, document)| self.document(row, document)).collect()
    }

    /// A TIR carnet's number is not judged: carnets with other forms than two letters and eight digits exist.
    fn document(&mut self, row: usize, typed: &DocumentDraft) -> Option<ShippingDocument> {
        let number = self.required(Field::DocumentNumber.at(row), &typed.number, number);
        let date = self.optional(Field::DocumentDate.at(row), &typed.date, date);
        Some(ShippingDocument { kind: typed.kind.unwrap_or(DocumentKind::Waybill), number: number?, date })
    }

    fn goods(&mut self, typed: &[GoodsDraft]) -> Vec<GoodsLine> {
        let mut filled = self.rows((Field::GoodsCode, MAX_GOODS), typed, GoodsDraft::is_empty);
        let empty = GoodsDraft::default();
        if filled.is_empty() {
            filled.push((0, &empty));
        }
        filled.into_iter().filter_map(|(row, line)| self.goods_line(row, line)).collect()
    }

    fn goods_line(&mut self, row: usize, typed: &GoodsDraft) -> Option<GoodsLine> {
        let code = self.keep(Field::GoodsCode.at(row), goods_code::parse(&typed.code).map_err(code_fault));
        let code_reason = match &code {
            Some((_, CodeLength::Unusual)) => {
                self.reason(Field::GoodsCodeReason.at(row), &typed.code_reason, FieldFault::UnusualLength)
            }
            _ => None,
        };
        let description = self.required(Field::GoodsDescription.at(row), &typed.description, |typed| {
            bounded(typed, MAX_DESCRIPTION_CHARS)
        });
        let packages = self.optional(Field::Packages.at(row), &typed.packages, packages);
        let gross = self.required(Field::Gross.at(row), &typed.gross, mass);
        let net = self.optional(Field::Net.at(row), &typed.net, mass);
        if gross.zip(net).is_some_and(|(gross, net)| net > gross) {
            self.note(Field::Net.at(row), FieldFault::NetOverGross);
        }
        let origin = self.optional(Field::Origin.at(row), &typed.origin, country);
        let (code, _) = code?;
        Some(GoodsLine { code, code_reason, description: description?, packages, gross: gross?, net, origin })
    }

    fn parties(&mut self, draft: &Draft) -> Vec<Party> {
        let parties = &draft.parties;
        [
            self.party(PartyRole::Consignor, &parties.consignor),
            self.party(PartyRole::Consignee, &parties.consignee),
            self.party(PartyRole::Carrier, &parties.carrier),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Not every document names all three; a tax number without its name says too little.
    fn party(&mut self, role: PartyRole, typed: &PartyDraft) -> Option<Party> {
        let (name_field, id_field, reason_field) = party_fields(role);
        let name = if is_blank(&typed.tax_id) {
            self.optional(name_field, &typed.name, party_name)
        } else {
            self.required(name_field, &typed.name, party_name)
        };
        let id = self
            .optional(id_field, &typed.tax_id, |typed| TaxId::parse(typed).map_err(|_| FieldFault::Format));
        let tax_id = id.and_then(|id| self.tax_id(reason_field, id, &typed.tax_reason));
        name.map(|name| Party { role, name, tax_id })
    }

    fn tax_id(&mut self, reason_field: Field, id: TaxId, typed: &str) -> Option<RecordedTaxId> {
        let check = id.check();
        let fault = match check {
            TaxIdCheck::Matches => return Some(RecordedTaxId { id, check, reason: None }),
            TaxIdCheck::Expected(digit) => FieldFault::CheckDigit(digit),
            TaxIdCheck::Impossible => FieldFault::TaxIdImpossible,
        };
        let reason = self.reason(reason_field.into(), typed, fault)?;
        Some(RecordedTaxId { id, check, reason: Some(reason) })
    }

    fn risk_profiles(&mut self, typed: &[String]) -> Vec<CleanText> {
        let filled = self.rows((Field::RiskProfile, MAX_RISK_PROFILES), typed, |profile| is_blank(profile));
        filled
            .into_iter()
            .filter_map(|(row, profile)| self.keep(Field::RiskProfile.at(row), number(profile)))
            .collect()
    }

    fn radiation(&mut self, draft: &Draft) -> Option<Radiation> {
        let typed = &draft.radiation;
        if are_blank(&[&typed.value, &typed.device, &typed.number, &typed.verification]) {
            return None;
        }
        let value = self.required(Field::RadiationValue, &typed.value, |typed| {
            RadiationValue::parse(typed).ok_or(FieldFault::Format)
        });
        let unit = self.keep(Field::RadiationUnit, typed.unit.ok_or(FieldFault::Missing));
        let name = self.required(Field::RadiationDevice, &typed.device, device);
        let number = self.required(Field::RadiationNumber, &typed.number, number);
        let verification = self.optional(Field::RadiationVerification, &typed.verification, device);
        Some(Radiation { value: value?, unit: unit?, device: name?, number: number?, verification })
    }
}

/// The fields of a party: name, number, reason.
fn party_fields(role: PartyRole) -> (Field, Field, Field) {
    match role {
        PartyRole::Consignor => (Field::Consignor, Field::ConsignorTaxId, Field::ConsignorTaxReason),
        PartyRole::Consignee => (Field::Consignee, Field::ConsigneeTaxId, Field::ConsigneeTaxReason),
        PartyRole::Carrier => (Field::Carrier, Field::CarrierTaxId, Field::CarrierTaxReason),
    }
}

#[cfg(test)]
mod tests;
