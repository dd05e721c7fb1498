//! The booth's key: what signs checkpoints, manifests and verdicts. Ed25519, in the text forms of C2SP signed notes.
//!
//! `keys/booth.key` is the owner's alone. `keys/booth.vkey`, the public half, is written once the journal names it, so
//! that every key that ever signed stands in the journal for ever.

mod name;
mod verifier;

pub use name::KeyName;
pub use verifier::VerifierKey;

use crate::domain::signed::Signed;
use crate::store::base64;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Secrecy, make_folder, open_regular, replace_file, replace_file_as};
use ed25519_dalek::{Signer as _, SigningKey};
use rustix::rand::{GetRandomFlags, getrandom};
use std::fmt;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use verifier::{ED25519, Id};

const SECRET: &str = "booth.key";
const PUBLIC: &str = "booth.vkey";

/// Where a key that cannot be read is put, so that nothing is lost; one is kept.
const SET_ASIDE: &str = "booth.key.bad";

/// How a secret key begins as text.
const SECRET_PREFIX: &str = "PRIVATE+KEY+";

/// The longest key as text: the prefix, a name, 8 digits of its id, 44 of the key, and the line's end.
const MAX_KEY_BYTES: u64 = 1_024;

/// What became of the booth's key at the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyReport {
    /// It was there, and the journal names it.
    Kept,
    /// It was made, or the journal may not name it yet: its public half, to be appended as a fact.
    Made(String),
}

impl KeyReport {
    /// The key, while the journal does not name it.
    pub(super) fn unnamed(&self) -> Option<String> {
        match self {
            Self::Kept => None,
            Self::Made(key) => Some(key.clone()),
        }
    }
}

/// Signs with the booth's key. Cloning it is cheap.
#[derive(Clone)]
pub struct Signer(Arc<Inner>);

struct Inner {
    secret: SigningKey,
    key: VerifierKey,
}

impl Signer {
    fn new(name: KeyName, secret: SigningKey) -> Self {
        let key = VerifierKey::new(name, secret.verifying_key());
        Self(Arc::new(Inner { secret, key }))
    }

    /// The public half.
    pub fn key(&self) -> &VerifierKey {
        &self.0.key
    }

    /// Signs a text.
    pub fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.0.secret.sign(text).to_bytes()
    }

    /// Signs a text that is kept with its signature.
    pub fn signed(&self, text: String) -> Signed {
        let signature = base64::encode(&self.sign(text.as_bytes()));
        Signed { text, key: self.key().to_string(), signature }
    }

    /// The key as text; for its file alone.
    fn secret_text(&self) -> String {
        let seed = [[ED25519].as_slice(), self.0.secret.as_bytes()].concat();
        format!("{SECRET_PREFIX}{}+{}+{}\n", self.key().name(), self.key().id(), base64::encode(&seed))
    }

    fn read_secret(text: &str) -> Option<Self> {
        let mut parts = text.strip_suffix('\n')?.strip_prefix(SECRET_PREFIX)?.splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = base64::decode(key)?;
        let (kind, seed) = bytes.split_first()?;
        let secret = SigningKey::from_bytes(seed.try_into().ok()?);
        let signer = Self::new(KeyName::parse(name)?, secret);
        (*kind == ED25519 && Id::parse(id)? == signer.key().id()).then_some(signer)
    }
}

/// The public half only: what signs is shown to nobody.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signer").field(&self.key().to_string()).finish()
    }
}

/// Reads the booth's key, or makes one under `name` where there is none. One that cannot be read is set aside.
pub(super) fn open_or_make(folder: &Path, name: &KeyName) -> Result<(Signer, KeyReport), StoreError> {
    make_folder(folder)?;
    let path = folder.join(SECRET);
    let found = match read_text(&path)? {
        Text::Missing => None,
        Text::Read(text) => Some(Signer::read_secret(&text)),
        Text::Unreadable => Some(None),
    };
    let signer = match found {
        Some(Some(signer)) => signer,
        Some(None) => {
            fs::rename(&path, folder.join(SET_ASIDE)).doing("rename", &path)?;
            make(folder, name)?
        }
        None => make(folder, name)?,
    };
    let key = signer.key().to_string();
    let published = read_public(folder)?.is_some_and(|published| published.to_string() == key);
    Ok((signer, if published { KeyReport::Kept } else { KeyReport::Made(key) }))
}

fn make(folder: &Path, name: &KeyName) -> Result<Signer, StoreError> {
    let path = folder.join(SECRET);
    let mut seed = [0; 32];
    let filled = getrandom(&mut seed, GetRandomFlags::empty()).doing("make", &path)?;
    if filled != seed.len() {
        return Err(std::io::Error::from(ErrorKind::UnexpectedEof)).doing("make", &path);
    }
    let signer = Signer::new(name.clone(), SigningKey::from_bytes(&seed));
    replace_file_as(folder, SECRET, signer.secret_text().as_bytes(), Secrecy::Owner)?;
    Ok(signer)
}

/// Writes the public half, once the journal names it.
pub(super) fn publish(folder: &Path, key: &VerifierKey) -> Result<(), StoreError> {
    replace_file(folder, PUBLIC, format!("{key}\n").as_bytes())
}

/// The public half as its file says; `None` where there is none that can be read.
pub(super) fn read_public(folder: &Path) -> Result<Option<VerifierKey>, StoreError> {
    Ok(match read_text(&folder.join(PUBLIC))? {
        Text::Read(text) => text.strip_suffix('\n').and_then(VerifierKey::parse),
        Text::Missing | Text::Unreadable => None,
    })
}

/// The public half of a data folder's key, without opening the store.
pub fn read_booth_key(data: &Path) -> Result<Option<VerifierKey>, StoreError> {
    read_public(&crate::store::folder::Folder::new(data).keys())
}

enum Text {
    Read(String),
    Missing,
    Unreadable,
}

fn read_text(path: &Path) -> Result<Text, StoreError> {
    let file = match open_regular(path) {
        Ok(file) => file,
        Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            return Ok(Text::Missing);
        }
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(MAX_KEY_BYTES + 1).read_to_end(&mut bytes).doing("read", path)?;
    let whole = (bytes.len() as u64 <= MAX_KEY_BYTES).then_some(bytes);
    Ok(whole.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Text::Unreadable, Text::Read))
}

#[cfg(test)]
mod tests;
