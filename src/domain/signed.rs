//! A text with the signature of the booth's key under it.

use serde::{Deserialize, Serialize};

/// A signed text: whoever has the key can check it without the program that wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signed {
    /// The signed text, byte for byte.
    pub text: String,
    /// The verifier key (C2SP vkey string).
    pub key: String,
    /// Ed25519 signature, base64.
    pub signature: String,
}
