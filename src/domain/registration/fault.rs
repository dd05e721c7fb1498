//! What is wrong with a form and where: named by field and row.

use serde::{Deserialize, Serialize};

/// A field of the form, for naming it in a refusal; in the order of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named as the draft's field, which is documented")]
pub enum Field {
    Direction,
    RequestNumber,
    RequestDate,
    Plate,
    VehicleKind,
    VehicleCountry,
    Trailer,
    DriverName,
    DriverDocument,
    Axles,
    Container,
    ContainerReason,
    ContainerLoad,
    DocumentKind,
    DocumentNumber,
    DocumentDate,
    GoodsCode,
    GoodsCodeReason,
    GoodsDescription,
    Packages,
    Gross,
    Net,
    Origin,
    Consignor,
    ConsignorTaxId,
    ConsignorTaxReason,
    Consignee,
    ConsigneeTaxId,
    ConsigneeTaxReason,
    Carrier,
    CarrierTaxId,
    CarrierTaxReason,
    RiskProfile,
    RadiationValue,
    RadiationUnit,
    RadiationDevice,
    RadiationNumber,
    RadiationVerification,
}

/// A list of the form: its fields stand in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowGroup {
    /// Trailers.
    Trailer,
    /// Containers.
    Container,
    /// Documents.
    Document,
    /// Goods lines.
    Goods,
    /// Risk profiles.
    RiskProfile,
}

impl RowGroup {
    /// The field with which the list begins.
    fn first(self) -> Field {
        match self {
            Self::Trailer => Field::Trailer,
            Self::Container => Field::Container,
            Self::Document => Field::DocumentKind,
            Self::Goods => Field::GoodsCode,
            Self::RiskProfile => Field::RiskProfile,
        }
    }
}

impl Field {
    /// The field in a row, counted from 0.
    pub fn at(self, row: usize) -> Spot {
        Spot { field: self, row: u16::try_from(row).unwrap_or(u16::MAX) }
    }

    /// The list in whose rows the field stands; `None` for a field that the form has once.
    pub fn group(self) -> Option<RowGroup> {
        match self {
            Self::Trailer => Some(RowGroup::Trailer),
            Self::Container | Self::ContainerReason | Self::ContainerLoad => Some(RowGroup::Container),
            Self::DocumentKind | Self::DocumentNumber | Self::DocumentDate => Some(RowGroup::Document),
            Self::GoodsCode
            | Self::GoodsCodeReason
            | Self::GoodsDescription
            | Self::Packages
            | Self::Gross
            | Self::Net
            | Self::Origin => Some(RowGroup::Goods),
            Self::RiskProfile => Some(RowGroup::RiskProfile),
            _ => None,
        }
    }
}

/// A field of the form in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// Which field.
    pub field: Field,
    /// In which row of the draft's list, counted from 0; always 0 for a field that the form has once.
    pub row: u16,
}

impl Spot {
    /// Its place in the form: list by list, row by row.
    pub fn place(self) -> (Field, u16, Field) {
        (self.field.group().map_or(self.field, RowGroup::first), self.row, self.field)
    }
}

impl From<Field> for Spot {
    /// The field in the first row.
    fn from(field: Field) -> Self {
        field.at(0)
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFault {
    /// It is empty and must not be.
    Missing,
    /// A departure without the carrier's written request: the rule forbids it.
    RequestMissing,
    /// It has not the field's form.
    Format,
    /// The container's fourth letter is none of U, J, Z, R.
    ContainerCategory,
    /// The check digit is wrong and no reason was typed; the computed digit stands inside.
    CheckDigit(u8),
    /// It is too long.
    TooLong,
    /// No level of the nomenclature has codes of this length, and no reason was typed.
    UnusualLength,
    /// No IIN or BIN can begin so, whatever its last digit, and no reason was typed.
    TaxIdImpossible,
    /// It is no code of ISO 3166-1.
    NoCountry,
    /// The net mass is more than the gross mass.
    NetOverGross,
    /// It is none of the values that the form offers.
    NotInList,
    /// The list has more rows than the form keeps; how many it keeps stands inside.
    TooMany(u16),
}

/// All that is wrong with a form, in its order.
pub type Faults = Vec<(Spot, FieldFault)>;
