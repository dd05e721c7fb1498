//! The sections of the form, each a page, and the fields that stand on it.

use super::fields;
use super::sheet::Sheet;
use crate::domain::container::{CheckDigit, ContainerNumber};
use crate::domain::goods_code::{self, CodeLength};
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{Field, Spot};
use crate::domain::tax_id::{TaxId, TaxIdCheck};

/// A page of the form. The first has all that a usual truck needs; the lists' first rows stand on it and on their own pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Main,
    Vehicle,
    Containers,
    Documents,
    Goods,
    Parties,
    Risk,
}

impl Section {
    pub(super) const ALL: [Self; 7] = [
        Self::Main,
        Self::Vehicle,
        Self::Containers,
        Self::Documents,
        Self::Goods,
        Self::Parties,
        Self::Risk,
    ];

    /// The next one, round and round.
    pub(super) fn next(self) -> Self {
        let place = Self::ALL.iter().position(|section| *section == self).unwrap_or(0);
        Self::ALL.get(place + 1).copied().unwrap_or(Self::Main)
    }

    /// The one before, round and round.
    pub(super) fn previous(self) -> Self {
        let place = Self::ALL.iter().position(|section| *section == self).unwrap_or(0);
        let before = place.checked_sub(1).and_then(|place| Self::ALL.get(place));
        before.copied().unwrap_or(Self::Risk)
    }

    /// The list that is on this page and may get rows.
    pub(super) fn group(self) -> Option<RowGroup> {
        match self {
            Self::Vehicle => Some(RowGroup::Trailer),
            Self::Containers => Some(RowGroup::Container),
            Self::Documents => Some(RowGroup::Document),
            Self::Goods => Some(RowGroup::Goods),
            Self::Risk => Some(RowGroup::RiskProfile),
            Self::Main | Self::Parties => None,
        }
    }

    /// The page of a list.
    pub(super) fn of_group(group: RowGroup) -> Self {
        match group {
            RowGroup::Trailer => Self::Vehicle,
            RowGroup::Container => Self::Containers,
            RowGroup::Document => Self::Documents,
            RowGroup::Goods => Self::Goods,
            RowGroup::RiskProfile => Self::Risk,
        }
    }

    /// Its fields that are open now, top down.
    pub(super) fn spots(self, sheet: &Sheet) -> Vec<Spot> {
        use Field as F;
        let once = |fields: &[Field]| fields.iter().map(|field| (*field).into()).collect::<Vec<Spot>>();
        let rows = |group| {
            let rows = 0..sheet.rows(group);
            rows.flat_map(|row| fields::of_group(group).iter().map(move |field| field.at(row))).collect()
        };
        let spots: Vec<Spot> = match self {
            Self::Main => return main(sheet),
            Self::Vehicle => [
                once(&[F::Plate, F::VehicleKind, F::VehicleCountry]),
                rows(RowGroup::Trailer),
                once(&[F::DriverName, F::DriverDocument, F::Axles]),
            ]
            .concat(),
            Self::Containers => rows(RowGroup::Container),
            Self::Documents => rows(RowGroup::Document),
            Self::Goods => rows(RowGroup::Goods),
            Self::Parties => once(&[
                F::Consignor,
                F::ConsignorTaxId,
                F::ConsignorTaxReason,
                F::Consignee,
                F::ConsigneeTaxId,
                F::ConsigneeTaxReason,
                F::Carrier,
                F::CarrierTaxId,
                F::CarrierTaxReason,
            ]),
            Self::Risk => [
                rows(RowGroup::RiskProfile),
                once(&[
                    F::RadiationValue,
                    F::RadiationUnit,
                    F::RadiationDevice,
                    F::RadiationNumber,
                    F::RadiationVerification,
                ]),
            ]
            .concat(),
        };
        spots.into_iter().filter(|spot| is_open(sheet, *spot)).collect()
    }
}

/// What a usual truck needs, in one go.
fn main(sheet: &Sheet) -> Vec<Spot> {
    use Field as F;
    let mut fields = vec![F::Direction];
    if sheet.is_departure() {
        fields.extend([F::RequestNumber, F::RequestDate]);
    }
    fields.extend([
        F::Plate,
        F::Container,
        F::ContainerReason,
        F::DocumentKind,
        F::DocumentNumber,
        F::DocumentDate,
        F::GoodsCode,
        F::GoodsCodeReason,
        F::GoodsDescription,
        F::Packages,
        F::Gross,
        F::Consignor,
        F::Consignee,
        F::Carrier,
    ]);
    fields.into_iter().map(Spot::from).filter(|spot| is_open(sheet, *spot)).collect()
}

/// A reason is asked for only where something has to be explained.
fn is_open(sheet: &Sheet, spot: Spot) -> bool {
    let row = usize::from(spot.row);
    let explains = |of: Field| {
        let is_wrong = |id: TaxId| id.check() != TaxIdCheck::Matches;
        TaxId::parse(sheet.typed(of.into())).is_ok_and(is_wrong)
    };
    match spot.field {
        Field::ContainerReason => matches!(check_digit(sheet, row), Some(CheckDigit::Expected(_))),
        Field::GoodsCodeReason => {
            let code = goods_code::parse(sheet.typed(Field::GoodsCode.at(row)));
            matches!(code, Ok((_, CodeLength::Unusual)))
        }
        Field::ConsignorTaxReason => explains(Field::ConsignorTaxId),
        Field::ConsigneeTaxReason => explains(Field::ConsigneeTaxId),
        Field::CarrierTaxReason => explains(Field::CarrierTaxId),
        _ => true,
    }
}

/// Result of ISO 6346 as soon as a container's number is whole.
pub(super) fn check_digit(sheet: &Sheet, row: usize) -> Option<CheckDigit> {
    ContainerNumber::parse(sheet.typed(Field::Container.at(row))).ok().map(|number| number.check_digit())
}
