//! What is known of each field of the form: what may be typed into it, how much, and whether it must be filled in.

use crate::domain::plate::Plate;
use crate::domain::registration::draft::{
    MAX_CONTAINERS, MAX_DESCRIPTION_CHARS, MAX_DEVICE_CHARS, MAX_DOCUMENTS, MAX_GOODS, MAX_NUMBER_CHARS,
    MAX_PARTY_CHARS, MAX_REASON_CHARS, MAX_RISK_PROFILES, MAX_TRAILERS,
};
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{ContainerLoad, DocumentKind, Field, RadiationUnit, VehicleKind};
use crate::ui::widgets::field::FieldKind;

/// A date, DD.MM.YYYY.
const DATE_CHARS: usize = 10;
/// A mass: eight digits of kilograms, the comma, two of grams.
const MASS_CHARS: usize = 11;

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// One of so many choices, turned with the arrows.
    Choice(usize),
    /// Typed, at most so many characters: the bound of the check, with room for separators.
    Text(FieldKind, usize),
}

pub(super) fn entry(field: Field) -> Entry {
    use Field as F;
    let text = |max| Entry::Text(FieldKind::Text, max);
    match field {
        F::Direction => Entry::Choice(2),
        F::DocumentKind => Entry::Choice(DocumentKind::ALL.len()),
        // What may stay open has one choice more: none.
        F::VehicleKind => Entry::Choice(VehicleKind::ALL.len() + 1),
        F::ContainerLoad => Entry::Choice(ContainerLoad::ALL.len() + 1),
        F::RadiationUnit => Entry::Choice(RadiationUnit::ALL.len() + 1),
        F::Plate | F::Trailer => Entry::Text(FieldKind::Capitals, Plate::MAX_CHARS),
        F::Container => Entry::Text(FieldKind::Latin, 14),
        F::VehicleCountry | F::Origin => Entry::Text(FieldKind::Latin, 2),
        F::Axles => Entry::Text(FieldKind::Whole, 2),
        F::GoodsCode => Entry::Text(FieldKind::Whole, 10),
        F::Packages => Entry::Text(FieldKind::Whole, 8),
        F::ConsignorTaxId | F::ConsigneeTaxId | F::CarrierTaxId => Entry::Text(FieldKind::Whole, 12),
        F::RequestDate | F::DocumentDate => Entry::Text(FieldKind::Digits, DATE_CHARS),
        F::Gross | F::Net | F::RadiationValue => Entry::Text(FieldKind::Digits, MASS_CHARS),
        F::RequestNumber | F::DocumentNumber | F::RiskProfile | F::RadiationNumber => text(MAX_NUMBER_CHARS),
        F::GoodsDescription => text(MAX_DESCRIPTION_CHARS),
        F::DriverName | F::Consignor | F::Consignee | F::Carrier => text(MAX_PARTY_CHARS),
        F::DriverDocument | F::RadiationDevice | F::RadiationVerification => text(MAX_DEVICE_CHARS),
        F::ContainerReason
        | F::GoodsCodeReason
        | F::ConsignorTaxReason
        | F::ConsigneeTaxReason
        | F::CarrierTaxReason => text(MAX_REASON_CHARS),
    }
}

/// Whether a registration is impossible without it.
pub(super) fn is_required(field: Field) -> bool {
    use Field as F;
    matches!(
        field,
        F::RequestNumber
            | F::RequestDate
            | F::Plate
            | F::DocumentNumber
            | F::GoodsCode
            | F::GoodsDescription
            | F::Gross
            | F::ContainerReason
            | F::GoodsCodeReason
            | F::ConsignorTaxReason
            | F::ConsigneeTaxReason
            | F::CarrierTaxReason
    )
}

/// The fields of one row of a list, in their order.
pub(super) fn of_group(group: RowGroup) -> &'static [Field] {
    use Field as F;
    match group {
        RowGroup::Trailer => &[F::Trailer],
        RowGroup::Container => &[F::Container, F::ContainerReason, F::ContainerLoad],
        RowGroup::Document => &[F::DocumentKind, F::DocumentNumber, F::DocumentDate],
        RowGroup::Goods => {
            &[F::GoodsCode, F::GoodsCodeReason, F::GoodsDescription, F::Packages, F::Gross, F::Net, F::Origin]
        }
        RowGroup::RiskProfile => &[F::RiskProfile],
    }
}

/// Rows that the form keeps of a list.
pub(super) fn most_rows(group: RowGroup) -> usize {
    match group {
        RowGroup::Trailer => MAX_TRAILERS,
        RowGroup::Container => MAX_CONTAINERS,
        RowGroup::Document => MAX_DOCUMENTS,
        RowGroup::Goods => MAX_GOODS,
        RowGroup::RiskProfile => MAX_RISK_PROFILES,
    }
}
