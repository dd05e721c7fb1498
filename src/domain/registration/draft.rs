//! The form as typed: every field a text or a choice, so that nothing typed is ever lost.
//!
//! Every list of a new draft is empty. A row in which nothing was typed does not count (choices alone are nothing typed); a list that must
//! have a row and has none is checked as if it had one empty row, so that the fault stands in row 0.

use crate::domain::registration::{ContainerLoad, DocumentKind, RadiationUnit, VehicleKind};
use serde::{Deserialize, Serialize};

/// Rows that the form keeps of each list. A road train has a tractor and two trailers, a third where a dolly has its own plate.
pub const MAX_TRAILERS: usize = 3;
/// Four trucks' worth of 20-foot containers on one train.
pub const MAX_CONTAINERS: usize = 8;
/// A consolidated load names a waybill for each consignor.
pub const MAX_DOCUMENTS: usize = 20;
/// What two digits on the paper number.
pub const MAX_GOODS: usize = 99;
/// More profiles than one referral was seen to name.
pub const MAX_RISK_PROFILES: usize = 20;

/// Bounds of the typed texts, characters.
pub const MAX_NUMBER_CHARS: usize = 40;
/// A goods description.
pub const MAX_DESCRIPTION_CHARS: usize = 200;
/// A reason.
pub const MAX_REASON_CHARS: usize = 200;
/// Name of a party or a driver.
pub const MAX_PARTY_CHARS: usize = 120;
/// A device's name, its certificate, a driver's document.
pub const MAX_DEVICE_CHARS: usize = 60;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The direction and, for a departure, what is known of the request.
    pub departure: Option<DepartureDraft>,
    /// Plate.
    pub plate: String,
    /// The vehicle beside its plate.
    pub vehicle: VehicleDraft,
    /// Plates of the trailers.
    pub trailers: Vec<String>,
    /// Containers.
    pub containers: Vec<ContainerDraft>,
    /// Shipping documents; one must be.
    pub documents: Vec<DocumentDraft>,
    /// Goods lines; one must be.
    pub goods: Vec<GoodsDraft>,
    /// Who sends, receives and carries.
    pub parties: PartyDrafts,
    /// Numbers of risk profiles.
    pub risk_profiles: Vec<String>,
    /// The reading of the radiation control.
    pub radiation: RadiationDraft,
}

/// The carrier's written request as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DepartureDraft {
    /// Its number.
    pub request_number: String,
    /// Its date, DD.MM.YYYY.
    pub request_date: String,
}

/// The vehicle as typed; each may stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VehicleDraft {
    /// Kind.
    pub kind: Option<VehicleKind>,
    /// Country of registration, ISO 3166-1 alpha-2.
    pub country: String,
    /// Driver's name.
    pub driver_name: String,
    /// Driver's document; needs a name.
    pub driver_document: String,
    /// Axles, 1 to 99.
    pub axles: String,
}

/// A container as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ContainerDraft {
    /// Number.
    pub number: String,
    /// Why a wrong check digit is recorded.
    pub reason: String,
    /// How much of it the goods take.
    pub load: Option<ContainerLoad>,
}

/// A shipping document as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DocumentDraft {
    /// Kind; a waybill unless chosen.
    pub kind: Option<DocumentKind>,
    /// Number.
    pub number: String,
    /// Date, DD.MM.YYYY; empty for none.
    pub date: String,
}

/// A goods line as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GoodsDraft {
    /// HS or EAEU code.
    pub code: String,
    /// Why a code of a length that no level has is recorded.
    pub code_reason: String,
    /// Description.
    pub description: String,
    /// Packages; empty for none.
    pub packages: String,
    /// Gross mass, kg.
    pub gross: String,
    /// Net mass, kg; empty for none.
    pub net: String,
    /// Country of origin, ISO 3166-1 alpha-2; empty for none.
    pub origin: String,
}

/// The parties as typed; a document need not name all three.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartyDrafts {
    /// Who sends.
    pub consignor: PartyDraft,
    /// Who receives.
    pub consignee: PartyDraft,
    /// Who carries.
    pub carrier: PartyDraft,
}

/// A party as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartyDraft {
    /// Name.
    pub name: String,
    /// IIN or BIN; needs a name.
    pub tax_id: String,
    /// Why a number that fails its check is recorded.
    pub tax_reason: String,
}

impl PartyDraft {
    /// A party of which the name is known.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// The radiation control as typed; the unit alone is no reading.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RadiationDraft {
    /// Value.
    pub value: String,
    /// Unit; a reading must name it.
    pub unit: Option<RadiationUnit>,
    /// Name of the device.
    pub device: String,
    /// Its number.
    pub number: String,
    /// Its certificate of verification; empty for none.
    pub verification: String,
}
