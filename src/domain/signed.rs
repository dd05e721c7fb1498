//! A text with the booth's signature: what a manifest of an image or the record of a verdict is kept as.

use serde::{Deserialize, Serialize};

/// A text that the booth signed. Whoever has the verifier key can check it without this program (RFC 8032).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signed {
    /// The signed text, byte for byte.
    pub text: String,
    /// The verifier key, as `name+id+key` (C2SP signed-note).
    pub key: String,
    /// The Ed25519 signature of the text, base64.
    pub signature: String,
}
