//! What is written down when a vehicle is presented: the recorded shapes. A draft of them is checked in [`check`].

pub mod check;
pub mod draft;
pub mod fault;
pub mod radiation;
pub mod vehicle;

pub use check::parse_date;
pub use draft::{
    ContainerDraft, DepartureDraft, DocumentDraft, Draft, GoodsDraft, PartyDraft, PartyDrafts,
    RadiationDraft, VehicleDraft,
};
pub use fault::{Faults, Field, FieldFault, Spot};
pub use radiation::{Radiation, RadiationUnit, RadiationValue};
pub use vehicle::{Driver, Vehicle, VehicleKind};

use crate::domain::container::{CheckDigit, ContainerNumber};
use crate::domain::country::CountryCode;
use crate::domain::plate::Plate;
use crate::domain::tax_id::{TaxId, TaxIdCheck};
use crate::domain::text::CleanText;
use crate::domain::units::Grams;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The ground on which the complex is applied (row 3 of the procedure); it fixes the direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "direction", rename_all = "snake_case")]
pub enum Ground {
    /// Arrival in the customs territory of the Eurasian Economic Union.
    Arrival,
    /// Departure, on the carrier's written request.
    Departure {
        /// The request's number.
        request_number: CleanText,
        /// The request's date.
        request_date: NaiveDate,
    },
}

/// Kind of shipping document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Waybill, CMR.
    Waybill,
    /// TIR carnet.
    TirCarnet,
    /// Transit declaration.
    TransitDeclaration,
    /// Goods declaration.
    GoodsDeclaration,
    /// Bill of lading.
    BillOfLading,
    /// Any other.
    Other,
}

impl DocumentKind {
    /// Every kind, in the order in which the form offers them.
    pub const ALL: [Self; 6] = [
        Self::Waybill,
        Self::TirCarnet,
        Self::TransitDeclaration,
        Self::GoodsDeclaration,
        Self::BillOfLading,
        Self::Other,
    ];
}

/// A document that travels with the goods.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShippingDocument {
    /// Kind.
    pub kind: DocumentKind,
    /// Number as printed.
    pub number: CleanText,
    /// Date as printed, where given.
    pub date: Option<NaiveDate>,
}

/// One line of declared goods.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GoodsLine {
    /// HS or EAEU code, 4 to 10 digits.
    pub code: String,
    /// Why a code was recorded whose length no level of the nomenclature has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_reason: Option<CleanText>,
    /// Description as declared.
    pub description: CleanText,
    /// Number of packages, where given.
    pub packages: Option<u32>,
    /// Gross mass.
    pub gross: Grams,
    /// Net mass, where given; never more than the gross mass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<Grams>,
    /// Country of origin, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<CountryCode>,
}

/// How much of a container the goods take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContainerLoad {
    /// All of it.
    Full,
    /// A part: other goods travel in it too.
    Part,
}

impl ContainerLoad {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Full, Self::Part];
}

/// A container as painted; a wrong check digit needs the officer's reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecordedContainer {
    /// The number.
    pub number: ContainerNumber,
    /// Result of ISO 6346.
    pub check: CheckDigit,
    /// Why a wrong digit was recorded all the same.
    pub reason: Option<CleanText>,
    /// How much of it the goods take, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<ContainerLoad>,
}

/// What a party is to the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// Who sends them.
    Consignor,
    /// Who receives them.
    Consignee,
    /// Who carries them.
    Carrier,
}

/// An IIN or BIN as the document has it; one that fails its check needs the officer's reason.
///
/// Whether it is an IIN or a BIN follows from the number itself: [`TaxId::kind`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecordedTaxId {
    /// The number.
    pub id: TaxId,
    /// Result of its control digit.
    pub check: TaxIdCheck,
    /// Why a number that fails was recorded all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CleanText>,
}

/// A party as the shipping documents name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// What it is to the goods.
    pub role: PartyRole,
    /// Its name; a foreign firm's own tax number may stand in it.
    pub name: CleanText,
    /// IIN or BIN, where the document has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<RecordedTaxId>,
}

/// Everything written down when the vehicle was presented. What few cases have is boxed: a fact of any kind takes as much room as this one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Registration {
    /// Ground of application, with its direction.
    #[serde(flatten)]
    pub ground: Ground,
    /// The vehicle's plate.
    pub plate: Plate,
    /// What else is known of the vehicle, with its trailers and its driver.
    #[serde(default, skip_serializing_if = "Vehicle::is_empty")]
    pub vehicle: Box<Vehicle>,
    /// Containers; none for a tilt truck.
    pub containers: Vec<RecordedContainer>,
    /// Shipping documents, one at least.
    pub documents: Vec<ShippingDocument>,
    /// Goods lines, one at least.
    pub goods: Vec<GoodsLine>,
    /// Who sends, receives and carries, as far as it was written down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// Numbers of the risk profiles that chose this vehicle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_profiles: Vec<CleanText>,
    /// The reading of the radiation control, where one was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radiation: Option<Box<Radiation>>,
    /// SHA-256 of the policy in force, in hex; the station writes it, nobody types it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Name of the file from which the form came, where it was not typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_from: Option<Box<CleanText>>,
}

impl Registration {
    /// A vehicle of which only ground and plate are known: what the rest of a registration is added to.
    pub fn bare(ground: Ground, plate: Plate) -> Self {
        Self {
            ground,
            plate,
            vehicle: Box::default(),
            containers: Vec::new(),
            documents: Vec::new(),
            goods: Vec::new(),
            parties: Vec::new(),
            risk_profiles: Vec::new(),
            radiation: None,
            policy: None,
            imported_from: None,
        }
    }
}
