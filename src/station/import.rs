//! Imports images and forms while no station runs: the same taking-in and the same fact as the station's own.

use crate::domain::case::Case;
use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::intake::NotKept;
use crate::domain::refusal::Refusal;
use crate::domain::registration::Registration;
use crate::domain::step::By;
use crate::domain::text::CleanText;
use crate::station::decoding::Decoder;
use crate::station::evidence::{self, Place};
use crate::station::numbering::next_number;
use crate::station::{clock, intake, jobs, signing};
use crate::store::{DiskLevel, StoreError, StoreHandle};
use std::path::PathBuf;

/// Makes cases from image files in a store that nobody else holds.
pub struct Importer {
    store: StoreHandle,
    post: String,
    policy: Option<String>,
    decoder: Decoder,
}

impl Importer {
    /// Imports into `store`, under the post's code and the policy of this SHA-256.
    pub fn new(store: StoreHandle, post: String, policy: Option<String>, decoder: Decoder) -> Self {
        Self { store, post, policy, decoder }
    }

    /// Makes a case of a file; it is on disk when this returns.
    pub async fn import(&self, path: PathBuf) -> Result<Case, Refusal> {
        if self.store.disk().level == DiskLevel::Full {
            return Err(Refusal::DiskFull);
        }
        let kept = |error: StoreError| Refusal::Store(error.to_string());
        let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let image = jobs::take_in(&self.store, &self.decoder, path, None).await.map_err(Refusal::Import)?;
        if let Some(fact) = signing::key_to_name(&self.store).await.map_err(kept)? {
            self.store.append(clock::entry(By::Station, Fact::Booth { fact })).await.map_err(kept)?;
        }
        let at = clock::now();
        let number = next_number(&self.store, &self.post, at).await?;
        let file = CleanText::bounded(&file, jobs::MAX_FILE_CHARS);
        let place = Place::new(&self.post, None);
        let text = evidence::import_manifest(&number, file.as_str(), &image, (&place, at));
        let manifest = Some(Box::new(self.store.signer().signed(text)));
        let fact = CaseFact::Imported { file, image, manifest, policy: self.policy.clone() };
        let case = Case::begin(number.clone(), at, &By::Station, &fact).ok_or(Refusal::NoCase)?;
        let entry = Entry { at, ..clock::entry(By::Station, Fact::Case { number, fact }) };
        self.store.append(entry).await.map_err(kept)?;
        Ok(case)
    }

    /// Makes a case of a form in a file; it is on disk when this returns.
    pub async fn import_case(&self, path: PathBuf) -> Result<(Case, NotKept), Refusal> {
        if self.store.disk().level == DiskLevel::Full {
            return Err(Refusal::DiskFull);
        }
        let (registration, not_kept) = intake::read_off_thread(path).await?;
        let at = clock::now();
        let number = next_number(&self.store, &self.post, at).await?;
        let registration = Registration { policy: self.policy.clone(), ..*registration };
        let fact = CaseFact::Registered(registration);
        let case = Case::begin(number.clone(), at, &By::Station, &fact).ok_or(Refusal::NoCase)?;
        let entry = Entry { at, ..clock::entry(By::Station, Fact::Case { number, fact }) };
        self.store.append(entry).await.map_err(|error| Refusal::Store(error.to_string()))?;
        Ok((case, not_kept))
    }

    /// Closes the store.
    pub async fn close(self) -> Result<(), StoreError> {
        self.store.close().await
    }
}
