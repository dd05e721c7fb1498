//! The keeper of drafts: a thread of its own, so that neither the actor nor a fact waits for what is being typed.

use crate::domain::fact::{BoothFact, CaseFact};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId};
use crate::domain::refusal::Refusal;
use crate::station::contract::drafts::{DayForm, DraftKey, FormKind, KeptDraft};
use crate::station::contract::{Answer, Reply};
use crate::store::{DraftName, Drafts, StoreError};
use tokio::sync::{mpsc, oneshot};

/// Orders that may wait: every console's form twice, and the steps taken meanwhile.
const MAX_ORDERS: usize = 128;

/// Places that consoles leave to the station: a step that was taken lets its drafts go however fast somebody types.
const SPARED: usize = 64;

/// What the keeper is asked.
enum Order {
    Keep(Box<KeptDraft>, oneshot::Sender<Answer>),
    Show(DraftKey, Officer, oneshot::Sender<Answer>),
    Drop(DraftKey, Officer, oneshot::Sender<Answer>),
    Over(Over),
    End(oneshot::Sender<()>),
}

/// Which drafts are over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Over {
    /// Of this form, whoever typed them.
    Form(DraftKey),
    /// Of this form, by this officer.
    Own(DraftKey, OfficerId),
    /// Of every form of a case.
    Case(CaseNumber),
}

/// The hold on the keeper.
pub(super) struct Desk {
    orders: mpsc::Sender<Order>,
}

impl Desk {
    /// Begins to keep; the keeper ends with the last order after this is dropped.
    pub(super) fn open(drafts: Drafts) -> Self {
        let (orders, waiting) = mpsc::channel(MAX_ORDERS);
        tokio::task::spawn_blocking(move || serve(&drafts, waiting));
        Self { orders }
    }

    pub(super) fn keep(&self, draft: KeptDraft, answer: oneshot::Sender<Answer>) {
        self.order(answer, |answer| Order::Keep(Box::new(draft), answer));
    }

    pub(super) fn show(&self, key: DraftKey, officer: Officer, answer: oneshot::Sender<Answer>) {
        self.order(answer, |answer| Order::Show(key, officer, answer));
    }

    pub(super) fn let_go(&self, key: DraftKey, officer: Officer, answer: oneshot::Sender<Answer>) {
        self.order(answer, |answer| Order::Drop(key, officer, answer));
    }

    fn order(&self, answer: oneshot::Sender<Answer>, order: impl FnOnce(oneshot::Sender<Answer>) -> Order) {
        if self.orders.capacity() <= SPARED {
            return drop(answer.send(Err(Refusal::Store("too many drafts at once".to_owned()))));
        }
        // A keeper that is gone drops the answer, which says so.
        self.orders.try_send(order(answer)).ok();
    }

    /// Lets drafts go whose step was taken.
    pub(super) fn over(&self, over: Over) {
        if self.orders.try_send(Order::Over(over)).is_err() {
            tracing::warn!("a draft stays although its step was taken: too many wait");
        }
    }

    /// Waits until everything that was ordered is done.
    pub(super) async fn end(&self) {
        let (answer, ended) = oneshot::channel();
        if self.orders.send(Order::End(answer)).await.is_ok() {
            ended.await.ok();
        }
    }
}

/// The drafts that a fact of a case ends.
pub(super) fn after(number: &CaseNumber, fact: &CaseFact, by: Option<&OfficerId>) -> Vec<Over> {
    let form = match fact {
        CaseFact::Purged(_) | CaseFact::Cancelled { .. } | CaseFact::NotApplied(_) => {
            return vec![Over::Case(number.clone())];
        }
        CaseFact::Admitted(_) => FormKind::Gate,
        CaseFact::DiscrepancyNoted(_) => FormKind::Documents,
        CaseFact::VerdictGiven(_) => FormKind::Verdict,
        CaseFact::HandedOver { .. } => FormKind::HandOver,
        CaseFact::DelayExplained { .. } => FormKind::Delay,
        CaseFact::OpinionGiven(_) => FormKind::Opinion,
        CaseFact::Rechecked(_) => FormKind::Recheck,
        CaseFact::Reopened { .. } => FormKind::Reopen,
        CaseFact::Overridden(_) => FormKind::Override,
        CaseFact::OutcomeRecorded(_) => FormKind::Outcome,
        CaseFact::NoteWritten { .. } => FormKind::Note,
        CaseFact::NoteAnswered { .. } => FormKind::Answer,
        _ => return Vec::new(),
    };
    let key = DraftKey::Case { number: number.clone(), form };
    match by {
        Some(id) if form.is_of_each() => vec![Over::Own(key, id.clone())],
        _ => vec![Over::Form(key)],
    }
}

/// The draft that a fact of the booth ends.
pub(super) fn after_day(fact: &BoothFact) -> Option<Over> {
    let form = match fact {
        BoothFact::HandoverBegan { .. } => DayForm::HandOver,
        BoothFact::MalfunctionFound { .. } => DayForm::Malfunction,
        BoothFact::DailyCheckDone(_) => DayForm::Check,
        _ => return None,
    };
    Some(Over::Form(DraftKey::Day { form }))
}

fn serve(drafts: &Drafts, mut orders: mpsc::Receiver<Order>) {
    while let Some(order) = orders.blocking_recv() {
        // Whoever asked may be gone by now.
        match order {
            Order::Keep(draft, answer) => drop(answer.send(keep(drafts, &draft))),
            Order::Show(key, officer, answer) => drop(answer.send(show(drafts, &key, &officer))),
            Order::Drop(key, officer, answer) => drop(answer.send(let_go(drafts, &key, &officer))),
            Order::Over(what) => {
                if let Err(error) = over(drafts, &what) {
                    tracing::warn!(%error, "a draft stays although its step was taken");
                }
            }
            Order::End(answer) => drop(answer.send(())),
        }
    }
}

fn keep(drafts: &Drafts, draft: &KeptDraft) -> Answer {
    let name = name(&draft.key, &draft.author.id).ok_or(Refusal::NoDraft)?;
    let bytes = serde_json::to_vec(draft).map_err(|error| Refusal::Store(error.to_string()))?;
    drafts.put(&name, &bytes).map_err(|error| refusal(&error))?;
    Ok(Reply::Acknowledged)
}

fn show(drafts: &Drafts, key: &DraftKey, officer: &Officer) -> Answer {
    let found = shown(drafts, key, officer).map_err(|error| refusal(&error))?;
    Ok(Reply::Draft(found.map(|(_, draft)| Box::new(draft))))
}

/// Lets go what the officer was shown.
fn let_go(drafts: &Drafts, key: &DraftKey, officer: &Officer) -> Answer {
    if let Some((name, _)) = shown(drafts, key, officer).map_err(|error| refusal(&error))? {
        drafts.remove(&name).map_err(|error| refusal(&error))?;
    }
    Ok(Reply::Acknowledged)
}

/// The officer's own draft, or else the newest that another officer of the same role has left.
fn shown(
    drafts: &Drafts,
    key: &DraftKey,
    officer: &Officer,
) -> Result<Option<(DraftName, KeptDraft)>, StoreError> {
    if let Some(own) = name(key, &officer.id)
        && let Some(draft) = read(drafts, &own, key)
    {
        return Ok(Some((own, draft)));
    }
    let is_role = |draft: &KeptDraft| draft.author.role == officer.role;
    let mut left = named(drafts, key)?.into_iter();
    Ok(left.find_map(|name| read(drafts, &name, key).filter(is_role).map(|draft| (name, draft))))
}

/// A draft of this name; whatever else the file holds is told to the log and passed over.
fn read(drafts: &Drafts, at: &DraftName, key: &DraftKey) -> Option<KeptDraft> {
    let bytes = match drafts.get(at) {
        Ok(bytes) => bytes?,
        Err(error) => {
            tracing::warn!(%error, "a draft cannot be read");
            return None;
        }
    };
    match serde_json::from_slice::<KeptDraft>(&bytes) {
        Ok(draft) if draft.key == *key && name(key, &draft.author.id).as_ref() == Some(at) => Some(draft),
        Ok(_) => {
            tracing::warn!(name = ?at, "a draft is not the one that its name says");
            None
        }
        Err(error) => {
            tracing::warn!(%error, name = ?at, "a draft cannot be read");
            None
        }
    }
}

fn over(drafts: &Drafts, what: &Over) -> Result<(), StoreError> {
    let names = match what {
        Over::Own(key, id) => name(key, id).into_iter().collect(),
        Over::Form(key) => named(drafts, key)?,
        Over::Case(number) => {
            let case = case_part(number);
            let is_of_case = |name: &DraftName| name.parts().get(..2) == Some(&["case", &case]);
            drafts.names()?.into_iter().filter(is_of_case).collect()
        }
    };
    names.iter().try_for_each(|name| drafts.remove(name))
}

/// The drafts of a form, whoever typed them, the newest first.
fn named(drafts: &Drafts, key: &DraftKey) -> Result<Vec<DraftName>, StoreError> {
    let form = parts(key);
    let is_of_form = |name: &DraftName| {
        let (found, author) = (name.parts(), form.len());
        found.len() == author + 1 && found.iter().zip(&form).all(|(found, part)| found == part)
    };
    Ok(drafts.names()?.into_iter().filter(is_of_form).collect())
}

/// Where the draft of a form by an officer is kept; nowhere for a seat whose name is none.
fn name(key: &DraftKey, author: &OfficerId) -> Option<DraftName> {
    let parts = parts(key);
    let parts: Vec<&str> = parts.iter().map(String::as_str).chain([author.as_str()]).collect();
    DraftName::of(&parts)
}

fn parts(key: &DraftKey) -> Vec<String> {
    match key {
        DraftKey::Registration { seat } => vec!["registration".to_owned(), seat.clone()],
        DraftKey::Case { number, form } => {
            vec!["case".to_owned(), case_part(number), format!("{form:?}").to_lowercase()]
        }
        DraftKey::Day { form } => vec!["day".to_owned(), format!("{form:?}").to_lowercase()],
    }
}

fn case_part(number: &CaseNumber) -> String {
    number.to_string().replace('/', "-")
}

fn refusal(error: &StoreError) -> Refusal {
    match error {
        StoreError::DiskFull => Refusal::DiskFull,
        error => Refusal::Store(error.to_string()),
    }
}
