//! When the complex is not used at all: the Order's four grounds, and the dimensions that this complex can scan.

use crate::domain::text::CleanText;
use crate::domain::units::Millimetres;
use serde::{Deserialize, Serialize};

/// The four grounds on which the complex is not used (Order No. 722, row 2 of the procedure).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExemptionGround {
    /// Live animals, travelling circuses and menageries included.
    LiveAnimals,
    /// Live fish.
    LiveFish,
    /// Hatching eggs of domestic or other birds.
    HatchingEggs,
    /// Goods or vehicles whose dimensions exceed what this complex can scan.
    Oversize,
}

impl ExemptionGround {
    /// Every ground, in the order of the Order.
    pub const ALL: [Self; 4] = [Self::LiveAnimals, Self::LiveFish, Self::HatchingEggs, Self::Oversize];
}

/// Outer dimensions of the vehicle with its load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dimensions {
    /// Length over all.
    pub length: Millimetres,
    /// Width over all.
    pub width: Millimetres,
    /// Height over all.
    pub height: Millimetres,
}

impl Dimensions {
    /// Whether the vehicle fits the complex whose limits are `limits`.
    pub fn fit_within(&self, limits: &Self) -> bool {
        self.length <= limits.length && self.width <= limits.width && self.height <= limits.height
    }

    /// Whether each of the three was given.
    pub fn are_positive(&self) -> bool {
        self.length.0 > 0 && self.width.0 > 0 && self.height.0 > 0
    }
}

/// The officer's answers at the gate: none of the three kinds of cargo, and the dimensions as measured.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GateAnswers {
    /// Outer dimensions.
    pub dimensions: Dimensions,
}

/// A case closed as "IC not applied".
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exemption {
    /// Why the complex is not used.
    pub ground: ExemptionGround,
    /// Dimensions, where the ground is their excess.
    pub dimensions: Option<Dimensions>,
    /// What was done instead.
    pub alternative: CleanText,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_millimetre_too_high_does_not_fit() {
        let limits =
            Dimensions { length: Millimetres(25_000), width: Millimetres(3_000), height: Millimetres(4_500) };
        assert!(limits.fit_within(&limits));
        let high = Dimensions { height: Millimetres(4_501), ..limits };
        assert!(!high.fit_within(&limits));
    }
}
