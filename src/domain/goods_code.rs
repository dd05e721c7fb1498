//! Commodity codes: digits of the Harmonized System and of the Union's nomenclature above it.

/// Lengths that a code may have at all: `\d{4,10}` of the Union's documents.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=10;

/// Whether a level of the nomenclature has codes of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeLength {
    /// A heading (4), a subheading (6), a code of the Union (8, 9 or 10 digits).
    Level,
    /// Between two levels: 5 or 7 digits.
    Unusual,
}

/// Why a text is no commodity code. Such an error blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GoodsCodeFault {
    /// Nothing typed.
    #[error("the code is empty")]
    Empty,
    /// Not 4 to 10 digits.
    #[error("a code has 4 to 10 digits")]
    Shape,
}

/// Reads a code as typed or printed, `0805 50 100 0`: white space does not count.
pub fn parse(typed: &str) -> Result<(String, CodeLength), GoodsCodeFault> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if code.is_empty() {
        return Err(GoodsCodeFault::Empty);
    }
    if !LENGTHS.contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(GoodsCodeFault::Shape);
    }
    let length = match code.len() {
        5 | 7 => CodeLength::Unusual,
        _ => CodeLength::Level,
    };
    Ok((code, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_of_the_nomenclature_pass_and_what_lies_between_is_told_apart() {
        for (typed, code, length) in [
            ("0805", "0805", CodeLength::Level),
            ("08055", "08055", CodeLength::Unusual),
            ("080550", "080550", CodeLength::Level),
            ("0805501", "0805501", CodeLength::Unusual),
            ("08055010", "08055010", CodeLength::Level),
            ("080550100", "080550100", CodeLength::Level),
            (" 0805 50 100 0 ", "0805501000", CodeLength::Level),
        ] {
            assert_eq!(parse(typed), Ok((code.to_owned(), length)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        assert_eq!(parse("  "), Err(GoodsCodeFault::Empty));
        for typed in ["080", "08055010001", "0805.50", "О805", "٠٨٠٥"] {
            assert_eq!(parse(typed), Err(GoodsCodeFault::Shape), "{typed}");
        }
    }
}
