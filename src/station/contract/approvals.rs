//! Approvals as consoles ask for them: each shows the exact action, and approves it by the digest of what it has shown.

use crate::domain::approval::{Action, ApprovalNumber};
use crate::domain::officer::Officer;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 over an approval's number, who asked for it and the action, each as its JSON; lower-case hexadecimal. A console
/// computes it over what it shows, and the station over what it would carry out.
pub fn digest(number: ApprovalNumber, by: &Officer, action: &Action) -> String {
    // Values of the domain can always be written: they have text keys and no floating numbers.
    let told = serde_json::to_vec(&(number, by, action)).unwrap_or_default();
    Sha256::digest(told).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::malfunction::MalfunctionNumber;
    use crate::domain::officer::{OfficerId, Role};

    #[test]
    fn whatever_differs_in_what_is_shown_differs_in_its_digest() {
        let by = |id| Officer { id: OfficerId::parse(id).unwrap(), name: id.into(), role: Role::Oms };
        let back = |number| Action::ReturnToService { number: MalfunctionNumber(number) };
        let purge = |reason: &str| Action::Purge { cases: Vec::new(), reason: reason.into() };
        let (one, two) = (ApprovalNumber(1), ApprovalNumber(2));
        let supervisor = Officer { role: Role::Supervisor, ..by("a") };
        let digests = std::collections::BTreeSet::from([
            digest(one, &by("a"), &back(3)),
            digest(two, &by("a"), &back(3)),
            digest(one, &by("b"), &back(3)),
            digest(one, &supervisor, &back(3)),
            digest(one, &by("a"), &back(4)),
            digest(one, &by("a"), &purge("x")),
            digest(one, &by("a"), &purge("y")),
        ]);
        assert_eq!(digests.len(), 7);
        assert!(digests.iter().all(|digest| digest.len() == 64));
    }
}
