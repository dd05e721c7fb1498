//! A number of the settings that lies outside what it may be: one shape for every device.

use std::ops::RangeInclusive;

/// A number out of its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {value} is not within {from} to {to}")]
pub struct RangeFault {
    /// The key in the device's section.
    pub field: &'static str,
    /// What the file says.
    pub value: u32,
    /// The lowest.
    pub from: u32,
    /// The highest.
    pub to: u32,
}

impl RangeFault {
    /// Looks at each number in turn.
    ///
    /// # Errors
    /// The first that is outside.
    pub fn find(numbers: &[(&'static str, u32, RangeInclusive<u32>)]) -> Result<(), Self> {
        let outside = numbers.iter().find(|(_, value, range)| !range.contains(value));
        outside.map_or(Ok(()), |(field, value, range)| {
            Err(Self { field, value: *value, from: *range.start(), to: *range.end() })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_outside_is_named_with_its_bounds() {
        let numbers = [("a", 5, 1..=5), ("b", 0, 1..=5), ("c", 6, 1..=5)];
        let fault = RangeFault { field: "b", value: 0, from: 1, to: 5 };
        assert_eq!(RangeFault::find(&numbers), Err(fault));
        assert_eq!(RangeFault::find(&numbers[..1]), Ok(()));
        assert_eq!(fault.to_string(), "b: 0 is not within 1 to 5");
    }
}
