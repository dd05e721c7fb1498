//! Drafts at the console: what is typed in the form on the screen goes to the station, and comes back from there.
//!
//! At most once in two seconds and when the form is left; never a secret, for no form puts one into its draft.

use crate::domain::Moment;
use crate::station::contract::Request;
use crate::station::contract::drafts::{DraftKey, KeptDraft, MAX_DRAFT_BYTES};
use chrono::TimeDelta;

/// Between two keepings of one form: whoever types fast loses two seconds at most, and forty consoles make twenty writes a second.
const BETWEEN: TimeDelta = TimeDelta::seconds(2);

/// What a screen says of its form: its name at the station and what is typed; nothing where nothing is.
pub type Typed = (DraftKey, Option<String>);

/// Whether the form's step was taken: then nothing of it is kept any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was.
    Yes,
    /// It was not.
    No,
}

/// The form that is followed.
#[derive(Debug)]
struct Followed {
    key: DraftKey,
    /// What is typed, as last seen.
    typed: Option<String>,
    /// What the station has.
    kept: Option<String>,
    /// Not kept again before.
    next: Moment,
}

/// Follows the form on the screen.
#[derive(Debug, Default)]
pub struct Drafting {
    form: Option<Followed>,
}

impl Drafting {
    /// Looks at the form on the screen; what is to be asked comes back.
    pub fn follow(&mut self, typed: Option<Typed>, now: Moment, taken: Taken) -> Vec<Request> {
        let is_same = match (&self.form, &typed) {
            (Some(form), Some((key, _))) => form.key == *key,
            (None, None) => return Vec::new(),
            _ => false,
        };
        if !is_same {
            let mut requests: Vec<Request> = match taken {
                Taken::Yes => Vec::new(),
                Taken::No => self.flush().into_iter().collect(),
            };
            self.form = typed.map(|(key, typed)| {
                requests.push(Request::Draft(key.clone()));
                Followed { key, typed, kept: None, next: now + BETWEEN }
            });
            return requests;
        }
        let Some(form) = &mut self.form else { return Vec::new() };
        form.typed = typed.and_then(|(_, typed)| typed);
        if taken == Taken::Yes {
            form.kept.clone_from(&form.typed);
        }
        // A clock that was set back must not silence it.
        if now < form.next && now + BETWEEN >= form.next {
            return Vec::new();
        }
        form.next = now + BETWEEN;
        self.flush().into_iter().collect()
    }

    /// What the station does not have yet: before the form is left, or the session ends.
    pub fn flush(&mut self) -> Option<Request> {
        let form = self.form.as_mut().filter(|form| form.typed != form.kept)?;
        let key = form.key.clone();
        let text = form.typed.clone();
        match text {
            // What is too long is not kept: the last that was short enough stays.
            Some(text) if text.len() > MAX_DRAFT_BYTES => None,
            Some(text) => {
                form.kept = Some(text.clone());
                Some(Request::KeepDraft { key, text })
            }
            None => {
                form.kept = None;
                Some(Request::DropDraft(key))
            }
        }
    }

    /// The draft that came in, where it is this form's and nothing was typed into it meanwhile.
    pub fn restorable<'a>(&self, draft: &'a KeptDraft) -> Option<&'a str> {
        let form = self.form.as_ref()?;
        (form.key == draft.key && form.typed.is_none()).then_some(draft.text.as_str())
    }

    /// The form holds what came in: it is not kept again under another name before something changes.
    pub fn restored(&mut self, typed: Option<String>) {
        if let Some(form) = &mut self.form {
            form.kept.clone_from(&typed);
            form.typed = typed;
        }
    }

    /// What is typed is given up.
    pub fn give_up(&mut self) -> Option<Request> {
        self.form.take().map(|form| Request::DropDraft(form.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::officer::{Officer, OfficerId, Role};
    use crate::station::contract::drafts::DayForm;

    fn at(seconds: i64) -> Moment {
        "2026-11-23T09:00:00Z".parse::<Moment>().unwrap() + TimeDelta::seconds(seconds)
    }

    fn key(form: DayForm) -> DraftKey {
        DraftKey::Day { form }
    }

    fn typed(text: &str) -> Typed {
        (key(DayForm::Check), (!text.is_empty()).then(|| text.to_owned()))
    }

    fn keep(text: &str) -> Request {
        Request::KeepDraft { key: key(DayForm::Check), text: text.to_owned() }
    }

    fn opened() -> Drafting {
        let mut drafting = Drafting::default();
        let asked = drafting.follow(Some(typed("")), at(0), Taken::No);
        assert_eq!(asked, [Request::Draft(key(DayForm::Check))]);
        drafting
    }

    #[test]
    fn it_is_kept_once_in_two_seconds_and_when_it_is_left() {
        let mut drafting = opened();
        assert!(drafting.follow(Some(typed("a")), at(1), Taken::No).is_empty());
        assert_eq!(drafting.follow(Some(typed("ab")), at(2), Taken::No), [keep("ab")]);
        assert!(drafting.follow(Some(typed("ab")), at(9), Taken::No).is_empty(), "unchanged");
        assert!(drafting.follow(Some(typed("abc")), at(10), Taken::No).is_empty());
        assert_eq!(drafting.follow(None, at(10), Taken::No), [keep("abc")]);
        assert!(drafting.follow(None, at(20), Taken::No).is_empty());
    }

    #[test]
    fn what_became_a_step_is_kept_no_more() {
        let mut drafting = opened();
        drafting.follow(Some(typed("abc")), at(1), Taken::No);
        assert!(drafting.follow(None, at(1), Taken::Yes).is_empty());
    }

    #[test]
    fn an_emptied_form_drops_its_draft() {
        let mut drafting = opened();
        drafting.follow(Some(typed("abc")), at(2), Taken::No);
        assert_eq!(
            drafting.follow(Some(typed("")), at(5), Taken::No),
            [Request::DropDraft(key(DayForm::Check))]
        );
        assert!(drafting.follow(Some(typed("")), at(8), Taken::No).is_empty());
    }

    #[test]
    fn a_draft_comes_back_only_into_its_own_empty_form() {
        let author = Officer { id: OfficerId::parse("a").unwrap(), name: "А".into(), role: Role::Oms };
        let kept =
            |form| KeptDraft { key: key(form), author: author.clone(), at: at(0), text: "x".to_owned() };
        let mut drafting = opened();
        assert_eq!(drafting.restorable(&kept(DayForm::Check)), Some("x"));
        assert_eq!(drafting.restorable(&kept(DayForm::HandOver)), None);
        drafting.restored(Some("x".to_owned()));
        assert!(drafting.follow(Some(typed("x")), at(5), Taken::No).is_empty(), "it stays its author's");
        drafting.follow(Some(typed("xy")), at(6), Taken::No);
        assert_eq!(drafting.restorable(&kept(DayForm::Check)), None);
    }

    #[test]
    fn what_is_too_long_is_not_kept_and_a_clock_set_back_stops_nothing() {
        let mut drafting = opened();
        let long = "x".repeat(MAX_DRAFT_BYTES + 1);
        assert!(drafting.follow(Some(typed(&long)), at(3), Taken::No).is_empty());
        assert_eq!(drafting.follow(Some(typed("short")), at(-3_600), Taken::No), [keep("short")]);
    }
}
