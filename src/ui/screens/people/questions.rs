//! What exactly happens with an account, asked before it does.

use super::PeopleScreen;
use crate::domain::account::{Account, AccountState, AccountStep};
use crate::station::contract::people::FIRST_PIN_HOURS;
use crate::ui::phrases::people::all_roles;
use crate::ui::scene::Scene;
use crate::ui::widgets::text_block;
use crate::words::Value;

/// Columns of a line of the question's window, its frame aside.
const COLUMNS: usize = 66;

/// The question and the lines below it.
pub(super) fn of(step: &AccountStep, account: &Account, scene: &Scene<'_>) -> (String, Vec<String>) {
    let words = scene.words;
    let officer = [("officer", Value::from(account.id.to_string()))];
    let hours = [("hours", Value::from(FIRST_PIN_HOURS))];
    let roles = [("roles", Value::from(all_roles(words, &account.roles)))];
    let (question, happens) = match step {
        AccountStep::Create { .. } => {
            (words.say_with("people-ask-create", &officer), words.say("people-ask-create-detail"))
        }
        AccountStep::Withdraw { .. } => {
            let detail = if account.credential > 0 {
                words.say("people-ask-withdraw-known")
            } else {
                words.say("people-ask-withdraw-new")
            };
            (words.say_with("people-ask-withdraw", &officer), detail)
        }
        AccountStep::Activate { .. } => (
            words.say_with("people-ask-activate", &officer),
            words.say_with("people-ask-activate-detail", &hours),
        ),
        AccountStep::Disable { .. } => {
            (words.say_with("people-ask-disable", &officer), words.say("people-ask-disable-detail"))
        }
        AccountStep::Enable { .. } => {
            (words.say_with("people-ask-enable", &officer), words.say("people-ask-enable-detail"))
        }
        AccountStep::ResetPin { .. } => {
            (words.say_with("people-ask-reset", &officer), words.say_with("people-ask-reset-detail", &hours))
        }
        AccountStep::Unlock { .. } => {
            (words.say_with("people-ask-unlock", &officer), words.say("people-ask-unlock-detail"))
        }
    };
    let mut details = vec![account.name.to_string(), words.say_with("people-roles", &roles)];
    if let (AccountStep::Activate { .. }, AccountState::Proposed { by }) = (step, &account.state) {
        let by = [("name", Value::from(PeopleScreen::name_of(by, scene)))];
        details.push(words.say_with("people-proposed-by", &by));
    }
    details.push(happens);
    let rows = |detail: String| text_block::lines(&detail, COLUMNS);
    (question, details.into_iter().flat_map(rows).collect())
}
