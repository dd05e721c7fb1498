//! The proposal of an account: name of sign-in, name and roles; of a known account, its roles alone.

use crate::domain::account::{Account, AccountState, AccountStep, MAX_NAME_CHARS};
use crate::domain::officer::{OfficerId, Role};
use crate::domain::text::CleanText;
use crate::ui::keymap::Action;
use crate::ui::message::Input;
use crate::ui::scene::Scene;
use crate::ui::widgets::field::{Field, FieldKind};
use std::collections::BTreeSet;

/// The longest name of sign-in, as an officer's id may be.
const MAX_ID_CHARS: usize = 32;

/// The roles in the order of the form.
pub(super) const ROLES: [Role; 3] = [Role::Oms, Role::Oac, Role::Supervisor];

/// A row of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Id,
    Name,
    Role(Role),
}

/// What was typed and chosen so far.
#[derive(Debug)]
pub(super) struct AccountForm {
    /// The account that is proposed again; none for a new one.
    pub(super) known: Option<Account>,
    pub(super) id: Field,
    pub(super) name: Field,
    pub(super) roles: BTreeSet<Role>,
    focus: usize,
}

impl AccountForm {
    /// Of an account that there is not yet.
    pub(super) fn of_new() -> Self {
        Self {
            known: None,
            id: Field::new(FieldKind::Account, MAX_ID_CHARS),
            name: Field::new(FieldKind::Text, MAX_NAME_CHARS),
            roles: BTreeSet::new(),
            focus: 0,
        }
    }

    /// Of a disabled one: its roles may be others from then on.
    pub(super) fn of_known(account: &Account) -> Self {
        Self { roles: account.roles.clone(), known: Some(account.clone()), ..Self::of_new() }
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let typed = if self.known.is_some() { &[][..] } else { &[Row::Id, Row::Name] };
        typed.iter().copied().chain(ROLES.map(Row::Role)).collect()
    }

    pub(super) fn here(&self) -> Option<Row> {
        self.rows().get(self.focus).copied()
    }

    /// Whether the last row has the focus.
    pub(super) fn is_at_end(&self) -> bool {
        self.focus + 1 == self.rows().len()
    }

    pub(super) fn takes_text(&self) -> bool {
        matches!(self.here(), Some(Row::Id | Row::Name))
    }

    /// Whether something would be lost with it.
    pub(super) fn is_changed(&self) -> bool {
        match &self.known {
            Some(account) => account.roles != self.roles,
            None => !(self.id.value().is_empty() && self.name.value().is_empty() && self.roles.is_empty()),
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        match self.here() {
            Some(Row::Id) => Some(&mut self.id),
            Some(Row::Name) => Some(&mut self.name),
            Some(Row::Role(_)) | None => None,
        }
    }

    pub(super) fn act(&mut self, action: Action) {
        let count = self.rows().len();
        match (action, self.here()) {
            (Action::NextField | Action::Confirm, _) => self.focus = (self.focus + 1) % count,
            (Action::PreviousField, _) => self.focus = (self.focus + count - 1) % count,
            (Action::Toggle | Action::Left | Action::Right, Some(Row::Role(role))) => {
                if !self.roles.remove(&role) {
                    self.roles.insert(role);
                }
            }
            (other, _) => {
                if let Some(field) = self.field() {
                    field.edit(other);
                }
            }
        }
    }

    pub(super) fn edit(&mut self, input: &Input) {
        let Some(field) = self.field() else { return };
        match input {
            Input::Typed(c) => field.type_char(*c),
            Input::Pasted(text) => field.paste(text),
            _ => {}
        }
    }

    /// The step and the account as it would be; or what is lacking, in words, with the focus on it.
    pub(super) fn proposal(&mut self, scene: &Scene<'_>) -> Result<(AccountStep, Account), String> {
        if let Some(account) = &self.known {
            if self.roles.is_empty() {
                return Err(scene.words.say("account-bar-no-role"));
            }
            let roles = self.roles.clone();
            let step = AccountStep::Enable { id: account.id.clone(), roles: roles.clone() };
            return Ok((step, Account { roles, ..account.clone() }));
        }
        let Ok(id) = OfficerId::parse(self.id.value()) else {
            self.focus = 0;
            return Err(scene.words.say("people-bad-id"));
        };
        if scene.snapshot.day.people.account(&id).is_some() {
            self.focus = 0;
            return Err(scene.words.say("account-bar-exists"));
        }
        let name = CleanText::bounded(self.name.value(), MAX_NAME_CHARS);
        if name.is_empty() {
            self.focus = 1;
            return Err(scene.words.say("account-bar-no-name"));
        }
        if self.roles.is_empty() {
            self.focus = 2;
            return Err(scene.words.say("account-bar-no-role"));
        }
        let account = Account {
            id: id.clone(),
            name: name.clone(),
            roles: self.roles.clone(),
            state: AccountState::Disabled,
            credential: 0,
            made_by: None,
            activated_by: None,
        };
        Ok((AccountStep::Create { id, name, roles: self.roles.clone() }, account))
    }
}
