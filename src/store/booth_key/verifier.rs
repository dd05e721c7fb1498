//! The public half of a booth's key, as C2SP writes it: `name+id+base64(1 || key)`.

use crate::store::base64;
use crate::store::booth_key::name::KeyName;
use crate::store::hash::Sha;
use ed25519_dalek::{Signature, VerifyingKey};
use std::fmt;

/// The signature's kind: Ed25519.
pub(super) const ED25519: u8 = 1;

/// Digits of a fingerprint: 128 bits, beyond any search for a second key that has them.
const FINGERPRINT_DIGITS: usize = 32;

/// Digits of a group, as one reads them aloud.
const GROUP_DIGITS: usize = 4;

/// A key's id: tells which key a signature is by, and proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id(pub(in crate::store) [u8; 4]);

impl Id {
    /// Reads 8 hexadecimal digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let id = Self(u32::from_str_radix(text, 16).ok()?.to_be_bytes());
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// A key that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: Id,
    key: VerifyingKey,
}

impl VerifierKey {
    pub(super) fn new(name: KeyName, key: VerifyingKey) -> Self {
        let sha = Sha::of(&[name.as_str().as_bytes(), b"\n", &[ED25519], key.as_bytes()]);
        let [a, b, c, d, ..] = sha.0;
        Self { name, id: Id([a, b, c, d]), key }
    }

    /// Reads a key; `None` unless its id is its own.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = base64::decode(key)?;
        let (kind, key) = bytes.split_first()?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let read = Self::new(KeyName::parse(name)?, key);
        (*kind == ED25519 && Id::parse(id)? == read.id).then_some(read)
    }

    /// Its name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Its id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Whether it signed this text so.
    pub fn verify(&self, text: &[u8], signature: &[u8; 64]) -> bool {
        // Strict: no key and no signature of which there are two forms.
        self.key.verify_strict(text, &Signature::from_bytes(signature)).is_ok()
    }

    /// Whether a signed text is by this key and holds.
    pub fn holds(&self, signed: &crate::domain::signed::Signed) -> bool {
        let signature = base64::decode(&signed.signature).and_then(|bytes| bytes.try_into().ok());
        signed.key == self.to_string()
            && signature.is_some_and(|signature| self.verify(signed.text.as_bytes(), &signature))
    }

    /// Short enough to write on paper: the beginning of the SHA-256 of the whole key text, in groups of four digits.
    pub fn fingerprint(&self) -> String {
        let digits: Vec<char> =
            Sha::of(&[self.to_string().as_bytes()]).hex().chars().take(FINGERPRINT_DIGITS).collect();
        digits.chunks(GROUP_DIGITS).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [[ED25519].as_slice(), self.key.as_bytes()].concat();
        write!(f, "{}+{}+{}", self.name, self.id, base64::encode(&key))
    }
}
