//! What is written down when a vehicle is presented, and how a draft of it is checked.

use crate::domain::container::{CheckDigit, ContainerFault, ContainerNumber};
use crate::domain::plate::{Plate, PlateFault};
use crate::domain::text::CleanText;
use crate::domain::units::Grams;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The ground on which the complex is applied (row 3 of the procedure); it fixes the direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "direction", rename_all = "snake_case")]
pub enum Ground {
    /// Arrival in the customs territory of the Eurasian Economic Union.
    Arrival,
    /// Departure, on the carrier's written request.
    Departure {
        /// The request's number.
        request_number: CleanText,
        /// The request's date.
        request_date: NaiveDate,
    },
}

/// Kind of shipping document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Waybill, CMR.
    Waybill,
    /// TIR carnet.
    TirCarnet,
    /// Transit declaration.
    TransitDeclaration,
    /// Goods declaration.
    GoodsDeclaration,
    /// Bill of lading.
    BillOfLading,
    /// Any other.
    Other,
}

impl DocumentKind {
    /// Every kind, in the order in which the form offers them.
    pub const ALL: [Self; 6] = [
        Self::Waybill,
        Self::TirCarnet,
        Self::TransitDeclaration,
        Self::GoodsDeclaration,
        Self::BillOfLading,
        Self::Other,
    ];
}

/// A document that travels with the goods.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShippingDocument {
    /// Kind.
    pub kind: DocumentKind,
    /// Number as printed.
    pub number: CleanText,
    /// Date as printed, where given.
    pub date: Option<NaiveDate>,
}

/// One line of declared goods.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GoodsLine {
    /// HS or EAEU code, 4 to 10 digits.
    pub code: String,
    /// Description as declared.
    pub description: CleanText,
    /// Number of packages, where given.
    pub packages: Option<u32>,
    /// Gross mass.
    pub gross: Grams,
}

/// A container as painted; a wrong check digit needs the officer's reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecordedContainer {
    /// The number.
    pub number: ContainerNumber,
    /// Result of ISO 6346.
    pub check: CheckDigit,
    /// Why a wrong digit was recorded all the same.
    pub reason: Option<CleanText>,
}

/// What a party is to the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// Who sends them.
    Consignor,
    /// Who receives them.
    Consignee,
    /// Who carries them.
    Carrier,
}

/// A party as the shipping documents name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// What it is to the goods.
    pub role: PartyRole,
    /// Its name, with BIN or IIN where the document has one.
    pub name: CleanText,
}

/// Everything written down when the vehicle was presented.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Registration {
    /// Ground of application, with its direction.
    #[serde(flatten)]
    pub ground: Ground,
    /// The vehicle's plate.
    pub plate: Plate,
    /// Containers; none for a tilt truck.
    pub containers: Vec<RecordedContainer>,
    /// Shipping documents, one at least.
    pub documents: Vec<ShippingDocument>,
    /// Goods lines, one at least.
    pub goods: Vec<GoodsLine>,
    /// Who sends, receives and carries, as far as it was written down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
}

/// The form as typed: every field a text, so that nothing typed is ever lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The direction and, for a departure, what is known of the request.
    pub departure: Option<DepartureDraft>,
    /// Plate.
    pub plate: String,
    /// Container number; empty for none.
    pub container: String,
    /// Why a wrong check digit is recorded.
    pub container_reason: String,
    /// Document kind.
    pub document_kind: Option<DocumentKind>,
    /// Document number.
    pub document_number: String,
    /// Document date, DD.MM.YYYY; empty for none.
    pub document_date: String,
    /// HS or EAEU code.
    pub goods_code: String,
    /// Description.
    pub goods_description: String,
    /// Packages; empty for none.
    pub packages: String,
    /// Gross mass, kg.
    pub gross: String,
    /// Consignor; empty where it is not known.
    pub consignor: String,
    /// Consignee; empty where it is not known.
    pub consignee: String,
    /// Carrier; empty where it is not known.
    pub carrier: String,
}

/// The carrier's written request as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DepartureDraft {
    /// Its number.
    pub request_number: String,
    /// Its date, DD.MM.YYYY.
    pub request_date: String,
}

/// A field of the form, for naming it in a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named as the draft's field, which is documented")]
pub enum Field {
    RequestNumber,
    RequestDate,
    Plate,
    Container,
    ContainerReason,
    DocumentNumber,
    DocumentDate,
    GoodsCode,
    GoodsDescription,
    Packages,
    Gross,
    Consignor,
    Consignee,
    Carrier,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFault {
    /// It is empty and must not be.
    Missing,
    /// A departure without the carrier's written request: the rule forbids it.
    RequestMissing,
    /// It has not the field's form.
    Format,
    /// The container's fourth letter is none of U, J, Z, R.
    ContainerCategory,
    /// The check digit is wrong and no reason was typed; the computed digit stands inside.
    CheckDigit(u8),
    /// It is too long.
    TooLong,
}

/// Bounds of the typed texts, characters.
const MAX_NUMBER_CHARS: usize = 40;
const MAX_DESCRIPTION_CHARS: usize = 200;
const MAX_REASON_CHARS: usize = 200;
const MAX_PARTY_CHARS: usize = 120;

impl Draft {
    /// Checks every field and returns the registration, or all that is wrong, in the order of the form.
    pub fn check(&self) -> Result<Registration, Vec<(Field, FieldFault)>> {
        let mut faults = Vec::new();
        let mut note = |field: Field, fault: FieldFault| faults.push((field, fault));
        let ground = self.ground().map_err(|found| found.into_iter().for_each(|(f, x)| note(f, x))).ok();
        let plate = Plate::parse(&self.plate).map_err(|fault| note(Field::Plate, plate_fault(fault))).ok();
        let containers = self.containers().map_err(|(field, fault)| note(field, fault)).ok();
        let document = self.document().map_err(|found| found.into_iter().for_each(|(f, x)| note(f, x))).ok();
        let goods = self.goods().map_err(|found| found.into_iter().for_each(|(f, x)| note(f, x))).ok();
        let parties = self.parties().map_err(|found| found.into_iter().for_each(|(f, x)| note(f, x))).ok();
        match (ground, plate, containers, document, goods, &parties) {
            (Some(ground), Some(plate), Some(containers), Some(document), Some(goods), Some(_)) => {
                let parties = parties.unwrap_or_default();
                Ok(Registration {
                    ground,
                    plate,
                    containers,
                    documents: vec![document],
                    goods: vec![goods],
                    parties,
                })
            }
            _ => Err(faults),
        }
    }

    fn ground(&self) -> Result<Ground, Vec<(Field, FieldFault)>> {
        let Some(request) = &self.departure else { return Ok(Ground::Arrival) };
        let number = match bounded(&request.request_number, MAX_NUMBER_CHARS) {
            Err(FieldFault::Missing) => Err((Field::RequestNumber, FieldFault::RequestMissing)),
            other => other.map_err(|fault| (Field::RequestNumber, fault)),
        };
        let date = match request.request_date.trim() {
            "" => Err((Field::RequestDate, FieldFault::RequestMissing)),
            typed => parse_date(typed).ok_or((Field::RequestDate, FieldFault::Format)),
        };
        match (number, date) {
            (Ok(request_number), Ok(request_date)) => Ok(Ground::Departure { request_number, request_date }),
            (number, date) => Err([number.err(), date.err()].into_iter().flatten().collect()),
        }
    }

    fn containers(&self) -> Result<Vec<RecordedContainer>, (Field, FieldFault)> {
        if self.container.trim().is_empty() {
            return Ok(Vec::new());
        }
        let number = ContainerNumber::parse(&self.container).map_err(|fault| match fault {
            ContainerFault::Length | ContainerFault::Shape => (Field::Container, FieldFault::Format),
            ContainerFault::Category => (Field::Container, FieldFault::ContainerCategory),
        })?;
        let check = number.check_digit();
        let reason = match (check, bounded(&self.container_reason, MAX_REASON_CHARS)) {
            (CheckDigit::Matches, _) => None,
            (CheckDigit::Expected(digit), Err(FieldFault::Missing)) => {
                return Err((Field::ContainerReason, FieldFault::CheckDigit(digit)));
            }
            (CheckDigit::Expected(_), typed) => Some(typed.map_err(|fault| (Field::ContainerReason, fault))?),
        };
        Ok(vec![RecordedContainer { number, check, reason }])
    }

    fn document(&self) -> Result<ShippingDocument, Vec<(Field, FieldFault)>> {
        let number =
            bounded(&self.document_number, MAX_NUMBER_CHARS).map_err(|fault| (Field::DocumentNumber, fault));
        let date = match self.document_date.trim() {
            "" => Ok(None),
            typed => parse_date(typed).map(Some).ok_or((Field::DocumentDate, FieldFault::Format)),
        };
        match (number, date) {
            (Ok(number), Ok(date)) => Ok(ShippingDocument {
                kind: self.document_kind.unwrap_or(DocumentKind::Waybill),
                number,
                date,
            }),
            (number, date) => Err([number.err(), date.err()].into_iter().flatten().collect()),
        }
    }

    fn parties(&self) -> Result<Vec<Party>, Vec<(Field, FieldFault)>> {
        let typed = [
            (PartyRole::Consignor, &self.consignor, Field::Consignor),
            (PartyRole::Consignee, &self.consignee, Field::Consignee),
            (PartyRole::Carrier, &self.carrier, Field::Carrier),
        ];
        let (mut parties, mut faults) = (Vec::new(), Vec::new());
        for (role, typed, field) in typed {
            match bounded(typed, MAX_PARTY_CHARS) {
                Ok(name) => parties.push(Party { role, name }),
                // Not every document names all three.
                Err(FieldFault::Missing) => {}
                Err(fault) => faults.push((field, fault)),
            }
        }
        if faults.is_empty() { Ok(parties) } else { Err(faults) }
    }

    fn goods(&self) -> Result<GoodsLine, Vec<(Field, FieldFault)>> {
        let code = goods_code(&self.goods_code).map_err(|fault| (Field::GoodsCode, fault));
        let description = bounded(&self.goods_description, MAX_DESCRIPTION_CHARS)
            .map_err(|fault| (Field::GoodsDescription, fault));
        let packages = match self.packages.trim() {
            "" => Ok(None),
            typed if typed.len() <= 8 => {
                typed.parse().map(Some).map_err(|_| (Field::Packages, FieldFault::Format))
            }
            _ => Err((Field::Packages, FieldFault::Format)),
        };
        let gross = match self.gross.trim() {
            "" => Err((Field::Gross, FieldFault::Missing)),
            typed => {
                Grams::from_kilograms(typed).filter(|g| g.0 > 0).ok_or((Field::Gross, FieldFault::Format))
            }
        };
        match (code, description, packages, gross) {
            (Ok(code), Ok(description), Ok(packages), Ok(gross)) => {
                Ok(GoodsLine { code, description, packages, gross })
            }
            (a, b, c, d) => Err([a.err(), b.err(), c.err(), d.err()].into_iter().flatten().collect()),
        }
    }
}

fn plate_fault(fault: PlateFault) -> FieldFault {
    match fault {
        PlateFault::Empty => FieldFault::Missing,
        PlateFault::TooLong => FieldFault::TooLong,
        PlateFault::Character => FieldFault::Format,
    }
}

/// HS codes have 4 to 10 digits (`HS \d{4,10}` of the Union's documents).
fn goods_code(typed: &str) -> Result<String, FieldFault> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    match code.len() {
        0 => Err(FieldFault::Missing),
        4..=10 if code.bytes().all(|b| b.is_ascii_digit()) => Ok(code),
        _ => Err(FieldFault::Format),
    }
}

fn bounded(typed: &str, max_chars: usize) -> Result<CleanText, FieldFault> {
    let count = typed.trim().chars().count();
    match count {
        0 => Err(FieldFault::Missing),
        n if n > max_chars => Err(FieldFault::TooLong),
        _ => Ok(CleanText::bounded(typed, max_chars)),
    }
}

/// Reads DD.MM.YYYY, with the years 2000 to 2099.
pub fn parse_date(typed: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(typed.trim(), "%d.%m.%Y").ok()?;
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    let last = NaiveDate::from_ymd_opt(2099, 12, 31)?;
    (first..=last).contains(&date).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            plate: "123ABC16".into(),
            container: "CSQU3054383".into(),
            document_number: "4471".into(),
            document_date: "21.11.2026".into(),
            goods_code: "0805".into(),
            goods_description: "цитрусовые".into(),
            packages: "1296".into(),
            gross: "20400".into(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_whole_draft_becomes_a_registration() {
        let registration = draft().check().unwrap();
        assert_eq!(registration.ground, Ground::Arrival);
        assert_eq!(registration.containers[0].check, CheckDigit::Matches);
        assert_eq!(registration.goods[0].gross, Grams(20_400_000));
    }

    #[test]
    fn row_3_departure_only_on_the_carriers_written_request() {
        let faults = Draft { departure: Some(DepartureDraft::default()), ..draft() }.check().unwrap_err();
        assert_eq!(
            faults,
            [
                (Field::RequestNumber, FieldFault::RequestMissing),
                (Field::RequestDate, FieldFault::RequestMissing)
            ]
        );
    }

    #[test]
    fn a_wrong_check_digit_needs_a_reason() {
        let wrong = Draft { container: "CSQU3054384".into(), ..draft() };
        assert_eq!(wrong.check().unwrap_err(), [(Field::ContainerReason, FieldFault::CheckDigit(3))]);
        let reasoned = Draft { container_reason: "нанесён так".into(), ..wrong };
        assert_eq!(reasoned.check().unwrap().containers[0].check, CheckDigit::Expected(3));
    }

    #[test]
    fn every_bad_field_is_named_in_the_order_of_the_form() {
        let faults =
            Draft { goods_code: "12".into(), gross: "0".into(), ..Draft::default() }.check().unwrap_err();
        let fields: Vec<Field> = faults.iter().map(|(field, _)| *field).collect();
        assert_eq!(
            fields,
            [Field::Plate, Field::DocumentNumber, Field::GoodsCode, Field::GoodsDescription, Field::Gross]
        );
    }
}
