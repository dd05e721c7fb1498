//! The form for whoever looks on: as text for others, and drawn from such a text.

use super::RegistrationScreen;
use super::sections::Section;
use super::sheet::{Sheet, Typed};
use crate::station::contract::seats::Shown;
use crate::ui::keymap::Layer;
use serde::{Deserialize, Serialize};

/// The form and the page that is open.
#[derive(Debug, Serialize, Deserialize)]
struct Draft {
    page: usize,
    typed: Typed,
}

impl RegistrationScreen {
    /// What others are told of the form.
    pub(super) fn told(&self) -> Shown {
        let page = Section::ALL.iter().position(|section| *section == self.section).unwrap_or(0);
        let draft = Draft { page, typed: self.sheet.as_typed(self.focus) };
        Shown {
            screen: Layer::Registration.name().as_str().into(),
            draft: serde_json::to_string(&draft).ok(),
            ..Shown::default()
        }
    }

    /// The form as it is told of; an empty one where the text is none of a form.
    pub fn watched(draft: Option<&str>) -> Self {
        let Some(draft) = draft.and_then(|draft| serde_json::from_str::<Draft>(draft).ok()) else {
            return Self::default();
        };
        let section = Section::ALL.get(draft.page).copied().unwrap_or(Section::Main);
        let sheet = Sheet::of_typed(&draft.typed);
        Self { section, focus: draft.typed.focus, sheet, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::registration::Field;
    use crate::ui::keymap::Action;

    #[test]
    fn a_form_that_was_told_of_is_the_same_form() {
        let mut form = RegistrationScreen::default();
        form.sheet.text_mut(Field::Plate.into()).unwrap().paste("123ABC16");
        form.sheet.turn(Field::DocumentKind.at(0), Action::Right);
        form.focus = Field::Plate.into();
        let again = RegistrationScreen::watched(form.told().draft.as_deref());
        assert_eq!(again.sheet.draft(), form.sheet.draft());
        assert_eq!((again.section, again.focus), (form.section, form.focus));
    }

    #[test]
    fn rows_that_no_form_has_are_cut_to_those_that_it_can_have() {
        let draft = r#"{"page":7,"typed":{"texts":[[{"field":"goods_code","row":65535},"0805"],[{"field":"plate","row":0},"1\u001b[2J\u202e"]],
            "choices":[[{"field":"document_kind","row":0},99999]],"rows":[["goods",4000000000],["trailer",0]],
            "focus":{"field":"goods_code","row":65535}}}"#;
        let form = RegistrationScreen::watched(Some(draft)).sheet.draft();
        assert_eq!((form.plate.starts_with('1'), form.trailers.len()), (true, 1));
        assert!(!form.plate.contains(['\u{1b}', '\u{202e}']), "{}", form.plate);
        assert!(form.goods.len() <= crate::domain::registration::draft::MAX_GOODS, "{}", form.goods.len());
    }

    #[test]
    fn a_text_that_is_no_form_is_an_empty_form() {
        for draft in [None, Some(""), Some("{}"), Some("{\"page\":99}")] {
            assert!(RegistrationScreen::watched(draft).sheet.is_empty(), "{draft:?}");
        }
    }
}
