//! What the commands read from files of others, read and thrown away: where fuzzers come in.

use super::{outcome, policy};

/// Whether the bytes are a policy file.
pub fn is_policy(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(policy::is_one)
}

/// Whether the bytes are a file of outcomes whose every row is one.
pub fn is_outcomes(bytes: &[u8]) -> bool {
    outcome::is_whole(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_is_told_from_what_is_none() {
        assert!(is_policy(include_bytes!("policy.toml")));
        assert!(!is_policy(b"version = 2") && !is_policy(b"\xff"));
        let row = r#"[{"case":"39855302/231126/000417","result":"not_confirmed"}]"#;
        assert!(is_outcomes(row.as_bytes()) && is_outcomes(b"[]"));
        assert!(!is_outcomes(b"[{}]") && !is_outcomes(b"{"));
    }
}
