//! The vehicle beside its plate: kind, country, trailers, driver, axles.

use crate::domain::country::CountryCode;
use crate::domain::plate::Plate;
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// Kind of vehicle, as the act of an inspection with the complex knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VehicleKind {
    /// Truck above 3,5 t.
    HeavyTruck,
    /// Truck up to 3,5 t.
    LightTruck,
    /// Passenger car.
    Car,
    /// Bus.
    Bus,
    /// Vehicle without cargo.
    Empty,
    /// Any other.
    Other,
}

impl VehicleKind {
    /// Every kind, in the order in which the form offers them.
    pub const ALL: [Self; 6] =
        [Self::HeavyTruck, Self::LightTruck, Self::Car, Self::Bus, Self::Empty, Self::Other];
}

/// Who drives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Driver {
    /// Name as in the document.
    pub name: CleanText,
    /// The identity document, where it was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<CleanText>,
}

/// What is known of the vehicle beside its plate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Vehicle {
    /// Kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<VehicleKind>,
    /// Country of registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// Plates of the trailers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trailers: Vec<Plate>,
    /// Driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<Driver>,
    /// Axles, of the trailers too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub axles: Option<u8>,
}

impl Vehicle {
    /// Whether nothing beside the plate is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
