//! The share of an officer's suspicions that were confirmed. Of few events it says nothing of a person, and cannot be made.

use crate::domain::statistics::quotient;
use serde::{Deserialize, Serialize};

/// Events from which on a rate of one person is shown. On fewer it is chance.
pub const MIN_EVENTS: u32 = 100;

/// A rate, or that there were too few events for one. There is no other way to make it than [`HitRate::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct HitRate(Hits);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hits {
    TooFew { events: u32 },
    Rate { events: u32, permille: u32 },
}

/// As it is written: without a rate where there are too few events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    events: u32,
    permille: Option<u32>,
}

/// A rate of too few events, or none of enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rate of one person needs {MIN_EVENTS} events, and has one from there on")]
struct Mismatch;

impl HitRate {
    /// Of so many events, so many confirmed.
    pub fn of(confirmed: u32, events: u32) -> Self {
        match quotient(confirmed, events, 1_000) {
            Some(permille) if events >= MIN_EVENTS => Self(Hits::Rate { events, permille }),
            _ => Self(Hits::TooFew { events }),
        }
    }

    /// How many outcomes there were.
    pub fn events(&self) -> u32 {
        match self.0 {
            Hits::TooFew { events } | Hits::Rate { events, .. } => events,
        }
    }

    /// The rate in thousandths; `None` of too few events.
    pub fn permille(&self) -> Option<u32> {
        match self.0 {
            Hits::TooFew { .. } => None,
            Hits::Rate { permille, .. } => Some(permille),
        }
    }
}

impl From<HitRate> for Written {
    fn from(rate: HitRate) -> Self {
        Self { events: rate.events(), permille: rate.permille() }
    }
}

impl TryFrom<Written> for HitRate {
    type Error = Mismatch;

    fn try_from(written: Written) -> Result<Self, Mismatch> {
        let Written { events, permille } = written;
        match (events >= MIN_EVENTS, permille) {
            (true, Some(permille)) => Ok(Self(Hits::Rate { events, permille })),
            (false, None) => Ok(Self(Hits::TooFew { events })),
            _ => Err(Mismatch),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_a_person_needs_a_hundred_events() {
        for (confirmed, events, permille) in [
            (0, 0, None),
            (99, 99, None),
            (0, 100, Some(0)),
            (33, 100, Some(330)),
            (2, 300, Some(7)),
            (1, 200, Some(5)),
        ] {
            let rate = HitRate::of(confirmed, events);
            assert_eq!((rate.events(), rate.permille()), (events, permille));
            let text = serde_json::to_string(&rate).unwrap();
            assert_eq!(serde_json::from_str::<HitRate>(&text).unwrap(), rate);
        }
        assert!(serde_json::from_str::<HitRate>(r#"{"events":99,"permille":500}"#).is_err());
        assert!(serde_json::from_str::<HitRate>(r#"{"events":100,"permille":null}"#).is_err());
    }
}
