//! The form as typed: a text or a choice for every spot, and how many rows each list has.

mod typed;

pub(super) use typed::Typed;

use super::fields::{self, Entry};
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{
    ContainerDraft, ContainerLoad, DepartureDraft, DocumentDraft, DocumentKind, Draft, Field, GoodsDraft,
    PartyDraft, PartyDrafts, RadiationDraft, RadiationUnit, Spot, VehicleDraft, VehicleKind,
};
use crate::ui::keymap::Action;
use crate::ui::widgets::field::Field as TextField;
use std::collections::BTreeMap;

/// What was typed and chosen. What is not in it is empty, or the first choice; every list has one row at least.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    texts: BTreeMap<Spot, TextField>,
    choices: BTreeMap<Spot, usize>,
    rows: BTreeMap<RowGroup, usize>,
}

impl Sheet {
    pub(super) fn typed(&self, spot: Spot) -> &str {
        self.texts.get(&spot).map_or("", TextField::value)
    }

    /// A text as it is drawn; `None` while nothing was typed there.
    pub(super) fn text(&self, spot: Spot) -> Option<&TextField> {
        self.texts.get(&spot)
    }

    /// A text to be edited; `None` for a choice.
    pub(super) fn text_mut(&mut self, spot: Spot) -> Option<&mut TextField> {
        match fields::entry(spot.field) {
            Entry::Text(kind, max) => {
                Some(self.texts.entry(spot).or_insert_with(|| TextField::new(kind, max)))
            }
            Entry::Choice(_) => None,
        }
    }

    /// The place of what was chosen.
    pub(super) fn chosen(&self, spot: Spot) -> usize {
        self.choices.get(&spot).copied().unwrap_or(0)
    }

    /// Turns a choice by one.
    pub(super) fn turn(&mut self, spot: Spot, action: Action) {
        let Entry::Choice(count) = fields::entry(spot.field) else { return };
        let step = if action == Action::Left { count - 1 } else { 1 };
        self.choices.insert(spot, (self.chosen(spot) + step) % count);
    }

    pub(super) fn is_departure(&self) -> bool {
        self.chosen(Field::Direction.into()) > 0
    }

    pub(super) fn document_kind(&self, row: usize) -> DocumentKind {
        let place = self.chosen(Field::DocumentKind.at(row));
        DocumentKind::ALL.get(place).copied().unwrap_or(DocumentKind::Waybill)
    }

    pub(super) fn vehicle_kind(&self) -> Option<VehicleKind> {
        optional(&VehicleKind::ALL, self.chosen(Field::VehicleKind.into()))
    }

    pub(super) fn load(&self, row: usize) -> Option<ContainerLoad> {
        optional(&ContainerLoad::ALL, self.chosen(Field::ContainerLoad.at(row)))
    }

    pub(super) fn unit(&self) -> Option<RadiationUnit> {
        optional(&RadiationUnit::ALL, self.chosen(Field::RadiationUnit.into()))
    }

    /// Whether nothing was typed at all.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.values().all(|text| text.value().is_empty())
    }

    pub(super) fn rows(&self, group: RowGroup) -> usize {
        self.rows.get(&group).copied().unwrap_or(1)
    }

    /// What was typed into a row, in its order.
    pub(super) fn row(&self, group: RowGroup, row: usize) -> Vec<String> {
        let typed = fields::of_group(group).iter().map(|field| self.typed(field.at(row)).trim());
        typed.filter(|typed| !typed.is_empty()).map(str::to_owned).collect()
    }

    /// The row to be filled in next: the last one while it is empty, else a new one; `None` where there may be no more.
    pub(super) fn new_row(&mut self, group: RowGroup) -> Option<usize> {
        let count = self.rows(group);
        if self.row(group, count - 1).is_empty() {
            return Some(count - 1);
        }
        if count >= fields::most_rows(group) {
            return None;
        }
        self.rows.insert(group, count + 1);
        Some(count)
    }

    /// Takes a row out; those below it move up, and the only one becomes empty.
    pub(super) fn remove_row(&mut self, group: RowGroup, row: usize) {
        let count = self.rows(group);
        for field in fields::of_group(group) {
            for place in row..count {
                let (to, from) = (field.at(place), field.at(place + 1));
                move_up(&mut self.texts, to, from);
                move_up(&mut self.choices, to, from);
            }
        }
        self.rows.insert(group, count.saturating_sub(1).max(1));
    }

    /// All of it, as the station takes it.
    pub(super) fn draft(&self) -> Draft {
        let one = |field: Field| self.typed(field.into()).to_owned();
        let departure = self.is_departure().then(|| DepartureDraft {
            request_number: one(Field::RequestNumber),
            request_date: one(Field::RequestDate),
        });
        Draft {
            departure,
            plate: one(Field::Plate),
            vehicle: VehicleDraft {
                kind: self.vehicle_kind(),
                country: one(Field::VehicleCountry),
                driver_name: one(Field::DriverName),
                driver_document: one(Field::DriverDocument),
                axles: one(Field::Axles),
            },
            trailers: self.column(RowGroup::Trailer, |row| self.cell(Field::Trailer, row)),
            containers: self.column(RowGroup::Container, |row| self.container(row)),
            documents: self.column(RowGroup::Document, |row| self.document(row)),
            goods: self.column(RowGroup::Goods, |row| self.goods(row)),
            parties: self.parties(),
            risk_profiles: self.column(RowGroup::RiskProfile, |row| self.cell(Field::RiskProfile, row)),
            radiation: RadiationDraft {
                value: one(Field::RadiationValue),
                unit: self.unit(),
                device: one(Field::RadiationDevice),
                number: one(Field::RadiationNumber),
                verification: one(Field::RadiationVerification),
            },
        }
    }

    fn cell(&self, field: Field, row: usize) -> String {
        self.typed(field.at(row)).to_owned()
    }

    fn column<T>(&self, group: RowGroup, row: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.rows(group)).map(row).collect()
    }

    fn container(&self, row: usize) -> ContainerDraft {
        ContainerDraft {
            number: self.cell(Field::Container, row),
            reason: self.cell(Field::ContainerReason, row),
            load: self.load(row),
        }
    }

    fn document(&self, row: usize) -> DocumentDraft {
        DocumentDraft {
            kind: Some(self.document_kind(row)),
            number: self.cell(Field::DocumentNumber, row),
            date: self.cell(Field::DocumentDate, row),
        }
    }

    fn goods(&self, row: usize) -> GoodsDraft {
        GoodsDraft {
            code: self.cell(Field::GoodsCode, row),
            code_reason: self.cell(Field::GoodsCodeReason, row),
            description: self.cell(Field::GoodsDescription, row),
            packages: self.cell(Field::Packages, row),
            gross: self.cell(Field::Gross, row),
            net: self.cell(Field::Net, row),
            origin: self.cell(Field::Origin, row),
        }
    }

    fn parties(&self) -> PartyDrafts {
        let party = |name: Field, tax_id: Field, tax_reason: Field| PartyDraft {
            name: self.cell(name, 0),
            tax_id: self.cell(tax_id, 0),
            tax_reason: self.cell(tax_reason, 0),
        };
        PartyDrafts {
            consignor: party(Field::Consignor, Field::ConsignorTaxId, Field::ConsignorTaxReason),
            consignee: party(Field::Consignee, Field::ConsigneeTaxId, Field::ConsigneeTaxReason),
            carrier: party(Field::Carrier, Field::CarrierTaxId, Field::CarrierTaxReason),
        }
    }
}

/// What stands at a place of a choice that begins with "none".
fn optional<T: Copy>(all: &[T], place: usize) -> Option<T> {
    place.checked_sub(1).and_then(|place| all.get(place)).copied()
}

fn move_up<T>(kept: &mut BTreeMap<Spot, T>, to: Spot, from: Spot) {
    match kept.remove(&from) {
        Some(value) => kept.insert(to, value),
        None => kept.remove(&to),
    };
}
