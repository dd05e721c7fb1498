//! The store on a thread of its own: many ask, one writes.
//!
//! Facts that wait together go to the disk in one write and one sync, then each asker is answered. Copying an original
//! does not pass through this thread, so that a gigabyte delays no fact.

use crate::domain::booth::BoothState;
use crate::domain::case::{Case, CaseRow};
use crate::domain::fact::Entry;
use crate::domain::journal::{JournalPage, JournalQuery};
use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::store::booth_key::Signer;
use crate::store::disk::{Disk, Gauge};
use crate::store::drafts::Drafts;
use crate::store::error::{Doing, StoreError};
use crate::store::journal::MAX_BATCH;
use crate::store::journal::recovery::TailCut;
use crate::store::mirror::MirrorState;
use crate::store::pages::{Span, Walked};
use crate::store::people::PeopleFile;
use crate::store::questions::Questions;
use crate::store::repair::Repair;
use crate::store::scrub::{Scrub, ScrubFound, Wants};
use crate::store::vault::Vault;
use crate::store::{Appended, EarlierFound, EarlierQuery, Found, IndexState, MAX_ROWS, Query, Store};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use tokio::sync::{mpsc, oneshot, watch};

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
    questions: Questions,
    vault: Vault,
    outbox: PathBuf,
    people: PeopleFile,
    signer: Signer,
    gauge: Gauge,
    mirror: watch::Receiver<MirrorState>,
    healed: Arc<[Repair]>,
    scrub: Arc<Mutex<Scrub>>,
}

impl StoreHandle {
    /// Moves a store to a thread of its own.
    pub fn spawn(store: Store) -> Result<Self, StoreError> {
        let (requests, waiting) = mpsc::channel(MAX_WAITING);
        let scrub = Arc::new(Mutex::new(Scrub::resume(store.witness())));
        let (vault, outbox, gauge) = (store.vault().clone(), store.outbox(), store.gauge().clone());
        let questions = store.questions();
        let people = store.people();
        let signer = store.signer().clone();
        let (states, mirror) = watch::channel(store.mirror_state());
        let healed = store.healed().into();
        let thread = thread::Builder::new().name("store".to_owned());
        thread.spawn(move || serve(store, waiting, &states)).doing("start a thread for", &outbox)?;
        Ok(Self { requests, questions, vault, outbox, people, signer, gauge, mirror, healed, scrub })
    }

    /// Appends a fact; answered once it is on the disk.
    pub async fn append(&self, entry: Entry) -> Result<Appended, StoreError> {
        self.request(|answer| Request::Append(Box::new(entry), answer)).await
    }

    /// See [`Store::case`]; beside the store's thread.
    pub async fn case(&self, number: CaseNumber) -> Result<Option<Case>, StoreError> {
        self.beside(move |questions| questions.case(&number)).await
    }

    /// See [`Store::unfinished`].
    pub async fn unfinished(&self) -> Result<Vec<Case>, StoreError> {
        self.ask(|store| store.unfinished()).await
    }

    /// See [`Store::booth_state`].
    pub async fn booth_state(&self) -> Result<BoothState, StoreError> {
        self.ask(|store| Ok(store.booth_state())).await
    }

    /// See [`Store::rows`]; beside the store's thread.
    pub async fn rows(&self, limit: usize, before: Option<CaseNumber>) -> Result<Vec<CaseRow>, StoreError> {
        self.beside(move |questions| questions.rows(limit.min(MAX_ROWS), before.as_ref())).await
    }

    /// See [`Store::search`]; beside the store's thread.
    pub async fn search(&self, query: Query) -> Result<Found, StoreError> {
        self.beside(move |questions| questions.search(&query)).await
    }

    /// A page of the journal, beside the store's thread.
    pub async fn page(&self, query: JournalQuery) -> Result<JournalPage, StoreError> {
        self.beside(move |questions| questions.page(&query)).await
    }

    /// Counts through a span of the journal, beside the store's thread.
    pub async fn count<T: Send + 'static>(
        &self,
        span: Span,
        mut counted: T,
        each: fn(&mut T, &Entry),
    ) -> Result<(T, Walked), StoreError> {
        self.beside(move |questions| {
            let walked = questions.walk(&span, &mut |entry| each(&mut counted, entry))?;
            Ok((counted, walked))
        })
        .await
    }

    /// See [`Store::earlier`]; beside the store's thread.
    pub async fn earlier(&self, query: EarlierQuery) -> Result<EarlierFound, StoreError> {
        self.beside(move |questions| questions.earlier(&query)).await
    }

    /// See [`Store::next_serial`]; beside the store's thread.
    pub async fn next_serial(&self, post: String, day: NaiveDate) -> Result<u32, StoreError> {
        self.beside(move |questions| Ok(questions.last_serial(&post, day)?.saturating_add(1))).await
    }

    /// See [`Store::index_state`].
    pub fn index_state(&self) -> watch::Receiver<IndexState> {
        self.questions.index_state()
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

    /// See [`Store::recover`].
    pub async fn recover(&self) -> Result<Option<TailCut>, StoreError> {
        self.ask(Store::recover).await
    }

    /// See [`Store::tend_mirror`].
    pub async fn tend_mirror(&self) -> Result<(), StoreError> {
        self.ask(|store| {
            store.tend_mirror();
            Ok(())
        })
        .await
    }

    /// How the mirror stands, as of the last request.
    pub fn mirror_state(&self) -> MirrorState {
        self.mirror.borrow().clone()
    }

    /// What the opening healed from the mirror.
    pub fn healed(&self) -> &[Repair] {
        &self.healed
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

    /// Reads some more of the originals again, beside the store's thread; for idle time, one step after the other.
    pub async fn scrub_step(&self) -> Result<ScrubFound, StoreError> {
        let wants = self.scrub().wants();
        match wants {
            Wants::Nothing => self.with_scrub(Scrub::step).await,
            Wants::Walk(from) => {
                let walk = self.ask(move |store| Ok(store.walk(from))).await?;
                Ok(self.scrub().take_walk(walk))
            }
            Wants::Facts => {
                let (images, found) = self.with_scrub(|scrub, _| scrub.look_on()).await?;
                if !images.is_empty() {
                    let images = self.ask(move |store| store.unpurged(images)).await?;
                    self.scrub().feed(images);
                }
                Ok(found)
            }
        }
    }

    async fn with_scrub<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Scrub, &Vault) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (scrub, vault) = (Arc::clone(&self.scrub), self.vault.clone());
        let step = move || step(&mut scrub.lock().unwrap_or_else(PoisonError::into_inner), &vault);
        tokio::task::spawn_blocking(step).await.map_err(|_| StoreError::Closed)?
    }

    /// See [`Store::announce_purges`].
    pub async fn announce_purges(&self, numbers: Vec<CaseNumber>) -> Result<(), StoreError> {
        self.ask(move |store| store.announce_purges(&numbers)).await
    }

    /// How many purges are not finished.
    pub async fn purges_due(&self) -> Result<usize, StoreError> {
        self.ask(|store| store.purges_due().map(|due| due.len())).await
    }

    /// Erases what purges left to erase, and returns how many must wait for a device that is not there. The journal is
    /// looked through beside the store's thread, so that no fact waits for it.
    pub async fn finish_purges(&self) -> Result<usize, StoreError> {
        let Some((mut namers, mut walk)) = self.ask(Store::begin_erasing).await? else { return Ok(0) };
        let look = tokio::task::spawn_blocking(move || {
            let seen = namers.look_through(&mut walk)?;
            Ok((namers, seen))
        });
        let (namers, seen) = look.await.map_err(|_| StoreError::Closed)??;
        self.ask(move |store| store.erase(namers, seen)).await
    }

    /// How many originals scrubbing has found damaged beyond healing since the store was opened.
    pub fn damaged_originals(&self) -> u32 {
        self.scrub().damaged()
    }

    pub(in crate::store) fn scrub(&self) -> MutexGuard<'_, Scrub> {
        self.scrub.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes one of the second copies that are due, beside the store's thread; for idle time.
    pub async fn copy_due(&self) -> Result<(), StoreError> {
        if self.vault.copies_due() == 0 {
            return Ok(());
        }
        let vault = self.vault.clone();
        tokio::task::spawn_blocking(move || vault.copy_due()).await.map_err(|_| StoreError::Closed)?
    }

    /// The disk of the data folder, measured now.
    pub fn disk(&self) -> Disk {
        self.gauge.look()
    }

    /// What is being typed.
    pub fn drafts(&self) -> Drafts {
        Drafts::new(&self.gauge)
    }

    /// The secrets of accounts; beside the store's thread.
    pub fn people(&self) -> &PeopleFile {
        &self.people
    }

    /// The originals.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The folder of the printed sheets.
    pub fn outbox(&self) -> &Path {
        &self.outbox
    }

    /// Asks without the store's thread: a slow answer delays no fact.
    async fn beside<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Questions) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.requests.is_closed() {
            return Err(StoreError::Closed);
        }
        let questions = self.questions.clone();
        let asked = tokio::task::spawn_blocking(move || question(&questions));
        asked.await.map_err(|_| StoreError::Closed)?
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

fn serve(mut store: Store, mut waiting: mpsc::Receiver<Request>, states: &watch::Sender<MirrorState>) {
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
        let state = store.mirror_state();
        states.send_if_modified(|known| *known != state && std::mem::replace(known, state.clone()) != state);
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
