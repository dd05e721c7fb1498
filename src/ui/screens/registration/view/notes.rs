//! What stands beside a field of the form: what is wrong with it, else what its check gives, else how it is filled in.

use crate::domain::container::CheckDigit;
use crate::domain::registration::{Field, FieldFault, Spot};
use crate::domain::tax_id::{TaxId, TaxIdCheck};
use crate::ui::frame::fit;
use crate::ui::phrases::{self, papers};
use crate::ui::scene::Scene;
use crate::ui::screens::registration::{RegistrationScreen, sections};
use crate::ui::theme::Role;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

pub(super) fn draw(
    screen: &RegistrationScreen,
    spot: Spot,
    fault: Option<FieldFault>,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let words = scene.words;
    let (text, role) = match fault {
        Some(FieldFault::Format) => {
            let fault = phrases::field_fault(words, FieldFault::Format);
            (format!("× {fault}: {}", hint(words, spot.field)), Role::Warning)
        }
        Some(fault) => (format!("× {}", phrases::field_fault(words, fault)), Role::Warning),
        None => plain(screen, spot, words),
    };
    let text = fit(&text, usize::from(area.width));
    frame.render_widget(Span::styled(text, scene.theme.style(role)), area);
}

fn plain(screen: &RegistrationScreen, spot: Spot, words: Words) -> (String, Role) {
    let checked = match spot.field {
        Field::Container => container(screen, spot, words),
        Field::ConsignorTaxId | Field::ConsigneeTaxId | Field::CarrierTaxId => {
            tax_id(screen.sheet.typed(spot), words)
        }
        _ => None,
    };
    match checked {
        Some(checked) => checked,
        None if screen.focus == spot => (hint(words, spot.field), Role::Faint),
        None => (String::new(), Role::Faint),
    }
}

/// What ISO 6346 gives.
fn container(screen: &RegistrationScreen, spot: Spot, words: Words) -> Option<(String, Role)> {
    match sections::check_digit(&screen.sheet, usize::from(spot.row))? {
        CheckDigit::Matches => {
            let last = last_char(screen.sheet.typed(spot));
            Some((words.say_with("registration-iso-matches", &[("digit", last)]), Role::Faint))
        }
        CheckDigit::Expected(digit) => {
            let said = words.say_with("registration-iso-expected", &[("digit", Value::from(digit))]);
            Some((format!("× {said}"), Role::Warning))
        }
    }
}

/// What the control digit of an IIN or BIN gives.
fn tax_id(typed: &str, words: Words) -> Option<(String, Role)> {
    let id = TaxId::parse(typed).ok()?;
    let kind = Value::from(papers::tax_id_kind(words, id.kind()));
    let wrong = |said: String| (format!("× {said}"), Role::Warning);
    Some(match id.check() {
        TaxIdCheck::Matches => {
            let values = [("kind", kind), ("digit", last_char(id.as_str()))];
            (words.say_with("form-tax-matches", &values), Role::Faint)
        }
        TaxIdCheck::Expected(digit) => {
            let values = [("kind", kind), ("digit", Value::from(digit))];
            wrong(words.say_with("form-tax-expected", &values))
        }
        TaxIdCheck::Impossible => wrong(phrases::field_fault(words, FieldFault::TaxIdImpossible)),
    })
}

fn last_char(text: &str) -> Value<'static> {
    Value::from(text.trim().chars().last().map_or_else(String::new, String::from))
}

/// How a field is filled in.
fn hint(words: Words, field: Field) -> String {
    use Field as F;
    words.say(match field {
        F::RequestDate | F::DocumentDate => "registration-hint-date",
        F::Plate | F::Trailer => "registration-hint-plate",
        F::Container => "registration-hint-container",
        F::ContainerReason
        | F::GoodsCodeReason
        | F::ConsignorTaxReason
        | F::ConsigneeTaxReason
        | F::CarrierTaxReason => "registration-hint-reason",
        F::GoodsCode => "registration-hint-code",
        F::Packages | F::Axles => "registration-hint-packages",
        F::Gross | F::Net => "registration-hint-gross",
        F::VehicleCountry | F::Origin => "form-hint-country",
        F::ConsignorTaxId | F::ConsigneeTaxId | F::CarrierTaxId => "form-hint-tax",
        F::RadiationValue => "form-hint-reading",
        F::RequestNumber
        | F::DocumentNumber
        | F::GoodsDescription
        | F::Consignor
        | F::Consignee
        | F::Carrier
        | F::DriverName
        | F::DriverDocument => "registration-hint-as-printed",
        _ => "registration-optional",
    })
}
