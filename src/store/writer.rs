//! The store on a thread of its own: many ask, one writes.
//!
//! Facts that wait together go to the disk in one write and one sync, then each asker is answered. Copying an original
//! does not pass through this thread, so that a gigabyte delays no fact.

use crate::domain::case::{Case, CaseRow};
use crate::domain::fact::Entry;
use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::store::booth_key::Signer;
use crate::store::error::{Doing, StoreError};
use crate::store::journal::MAX_BATCH;
use crate::store::vault::Vault;
use crate::store::{Appended, Store};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use std::thread;
use tokio::sync::{mpsc, oneshot};

/// Requests that may wait: one write's worth of facts. Beyond that the askers wait in turn.
const MAX_WAITING: usize = MAX_BATCH;

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

enum Request {
    Append(Box<Entry>, Answer<Appended>),
    Ask(Box<dyn FnOnce(&mut Store) + Send>),
    Close(Answer<()>),
}

/// A handle on the store; clones share it. The store closes when the last is dropped.
#[derive(Clone)]
pub struct StoreHandle {
    requests: mpsc::Sender<Request>,
    vault: Vault,
    outbox: PathBuf,
    signer: Signer,
}

impl StoreHandle {
    /// Moves a store to a thread of its own.
    pub fn spawn(store: Store) -> Result<Self, StoreError> {
        let (requests, waiting) = mpsc::channel(MAX_WAITING);
        let (vault, outbox) = (store.vault().clone(), store.outbox());
        let signer = store.signer().clone();
        let thread = thread::Builder::new().name("store".to_owned());
        thread.spawn(move || serve(store, waiting)).doing("start a thread for", &outbox)?;
        Ok(Self { requests, vault, outbox, signer })
    }

    /// Appends a fact; answered once it is on the disk.
    pub async fn append(&self, entry: Entry) -> Result<Appended, StoreError> {
        self.request(|answer| Request::Append(Box::new(entry), answer)).await
    }

    /// See [`Store::case`].
    pub async fn case(&self, number: CaseNumber) -> Result<Option<Case>, StoreError> {
        self.ask(move |store| store.case(&number)).await
    }

    /// See [`Store::unfinished`].
    pub async fn unfinished(&self) -> Result<Vec<Case>, StoreError> {
        self.ask(Store::unfinished).await
    }

    /// See [`Store::rows`].
    pub async fn rows(&self, limit: usize, before: Option<CaseNumber>) -> Result<Vec<CaseRow>, StoreError> {
        self.ask(move |store| store.rows(limit, before.as_ref())).await
    }

    /// See [`Store::next_serial`].
    pub async fn next_serial(&self, post: String, day: NaiveDate) -> Result<u32, StoreError> {
        self.ask(move |store| store.next_serial(&post, day)).await
    }

    /// See [`Store::entries`].
    pub async fn entries(&self, from_seq: u64, limit: usize) -> Result<Vec<(u64, Entry)>, StoreError> {
        self.ask(move |store| store.entries(from_seq, limit)).await
    }

    /// See [`Store::checkpoint`].
    pub async fn checkpoint(&self, day: NaiveDate) -> Result<String, StoreError> {
        self.ask(move |store| store.checkpoint(day)).await
    }

    /// The booth's key.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// See [`Store::unnamed_key`].
    pub async fn unnamed_key(&self) -> Result<Option<String>, StoreError> {
        self.ask(|store| Ok(store.unnamed_key().map(str::to_owned))).await
    }

    /// See [`Store::idle`].
    pub async fn idle(&self) -> Result<(), StoreError> {
        self.ask(Store::idle).await
    }

    /// Closes the store in order; the folder is free once this has answered. Later requests are refused.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.request(Request::Close).await
    }

    /// Keeps an original, beside the store's thread; see [`Vault::put`].
    pub async fn put_original(
        &self,
        source: PathBuf,
        expected: Option<ImageHash>,
    ) -> Result<(ImageHash, u64), StoreError> {
        let vault = self.vault.clone();
        let copied = tokio::task::spawn_blocking(move || vault.put(&source, expected.as_ref()));
        copied.await.map_err(|_| StoreError::Closed)?
    }

    /// The originals.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The folder of the printed sheets.
    pub fn outbox(&self) -> &Path {
        &self.outbox
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.request(|answer| Request::Ask(Box::new(move |store| reply(answer, question(store))))).await
    }

    async fn request<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.requests.send(request(answer)).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

/// An asker that went away does not want the answer.
fn reply<T>(to: Answer<T>, answer: Result<T, StoreError>) {
    drop(to.send(answer));
}

fn serve(mut store: Store, mut waiting: mpsc::Receiver<Request>) {
    let mut taken = waiting.blocking_recv();
    while let Some(request) = taken.take() {
        match request {
            Request::Append(entry, answer) => taken = append(&mut store, &mut waiting, (*entry, answer)),
            Request::Ask(question) => question(&mut store),
            Request::Close(answer) => {
                // The folder is let go before the answer.
                let closed = store.close();
                return reply(answer, closed);
            }
        }
        taken = taken.or_else(|| waiting.blocking_recv());
    }
    if let Err(error) = store.close() {
        tracing::warn!(%error, "the store was not closed in order");
    }
}

/// Appends a fact and all that wait behind it, and returns the request that is no fact and ended the batch.
fn append(
    store: &mut Store,
    waiting: &mut mpsc::Receiver<Request>,
    first: (Entry, Answer<Appended>),
) -> Option<Request> {
    let (mut entries, mut answers) = (vec![first.0], vec![first.1]);
    let mut other = None;
    while entries.len() < MAX_BATCH && other.is_none() {
        match waiting.try_recv() {
            Ok(Request::Append(entry, answer)) => {
                entries.push(*entry);
                answers.push(answer);
            }
            Ok(request) => other = Some(request),
            Err(_) => break,
        }
    }
    for (answer, fate) in answers.into_iter().zip(store.append_all(&entries)) {
        reply(answer, fate);
    }
    store.rest_if_due();
    other
}

#[cfg(test)]
mod tests;
