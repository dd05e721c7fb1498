//! The referral for an inspection with the complex ("Направление на осмотр с ИДК") as XML; `docs/REFERRAL.md` has the mapping.
//!
//! Whatever the form has no place for is listed, never dropped in silence.

use crate::domain::intake::{IntakeFault, Misfit, MisfitKind, NotKept};
use crate::domain::registration::{
    ContainerDraft, ContainerLoad, DepartureDraft, DocumentDraft, DocumentKind, Draft, Faults, Field,
    FieldFault, GoodsDraft, PartyDraft, PartyDrafts, VehicleDraft,
};
use crate::domain::text::CleanText;
use crate::station::intake::xml::{self, Element};
use crate::station::intake::{Form, MAX_PATH_CHARS, date, misfit, no_direction};
use std::collections::BTreeMap;

/// Roots that a referral has: the Union's document and its forerunner.
const ROOTS: [&str; 2] = ["Voi_InstrInspection", "InstrInspection"];

/// Names of elements that are listed as not kept; the others are counted.
const MAX_NOT_KEPT: usize = 50;

/// Reads a referral.
pub fn read(text: &str) -> Result<Form, IntakeFault> {
    let root = xml::read(text)?;
    if !ROOTS.contains(&root.name.as_str()) {
        return Err(IntakeFault::OtherDocument(CleanText::bounded(&root.name, MAX_PATH_CHARS)));
    }
    let mut reader = Reader::default();
    let draft = reader.referral(&root);
    if !reader.misfits.is_empty() {
        return Err(IntakeFault::Misfits(reader.misfits));
    }
    Ok(Form { draft, faults: reader.faults, not_kept: reader.not_kept.listed() })
}

/// What the form has no place for: a name and nothing else, each once, in the order in which they came.
#[derive(Default)]
struct Unkept {
    places: BTreeMap<String, usize>,
}

impl Unkept {
    fn add(&mut self, path: String) {
        let place = self.places.len();
        self.places.entry(path).or_insert(place);
    }

    fn listed(self) -> NotKept {
        let mut paths: Vec<(usize, String)> =
            self.places.into_iter().map(|(path, place)| (place, path)).collect();
        paths.sort_unstable();
        let more = u32::try_from(paths.len().saturating_sub(MAX_NOT_KEPT)).unwrap_or(u32::MAX);
        let names = paths.iter().take(MAX_NOT_KEPT).map(|(_, path)| CleanText::bounded(path, MAX_PATH_CHARS));
        NotKept { names: names.collect(), more }
    }
}

/// An element whose children are taken by name; what is left over is not kept.
struct Open<'x> {
    path: String,
    element: Option<&'x Element>,
    taken: Vec<&'static str>,
}

impl<'x> Open<'x> {
    fn all(&mut self, name: &'static str) -> Vec<&'x Element> {
        self.taken.push(name);
        let children = self.element.map_or(&[] as &[Element], |element| &element.children);
        children.iter().filter(|child| child.name == name).collect()
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }
}

#[derive(Default)]
struct Reader {
    misfits: Vec<Misfit>,
    faults: Faults,
    not_kept: Unkept,
}

impl Reader {
    fn referral(&mut self, root: &Element) -> Draft {
        let mut referral = Open { path: String::new(), element: Some(root), taken: Vec::new() };
        let mut draft = Draft { departure: self.departure(&mut referral), ..Draft::default() };
        for named in referral.all("CustDocNumber") {
            let row = draft.documents.len();
            let document = self.customs_document(referral.path_of("CustDocNumber"), named, row);
            draft.documents.push(document);
        }
        let mut object = self.one(&mut referral, "InspectionObject");
        self.transport(&mut object, &mut draft);
        for named in object.all("InspDocuments") {
            let row = draft.documents.len();
            let document = self.document(object.path_of("InspDocuments"), named, row);
            draft.documents.push(document);
        }
        for line in object.all("InspGoods") {
            draft.goods.push(self.goods(object.path_of("InspGoods"), line));
        }
        draft.parties = PartyDrafts {
            consignor: self.party(&mut object, "Consignor"),
            consignee: self.party(&mut object, "Consignee"),
            carrier: self.party(&mut object, "Carrier"),
        };
        for profile in referral.all("RiskProfile").into_iter().chain(object.all("RiskProfile")) {
            let number = self.risk_profile(profile);
            draft.risk_profiles.push(number);
        }
        self.leave(object);
        self.leave(referral);
        draft
    }

    /// The direction as the declaration writes it, with Cyrillic letters or their Latin twins.
    fn departure(&mut self, referral: &mut Open<'_>) -> Option<DepartureDraft> {
        let mut request = self.one(referral, "CarrierRequest");
        let was_named = request.element.is_some();
        let iso = self.text(&mut request, "PrDocumentDate");
        let draft = DepartureDraft {
            request_number: self.text(&mut request, "PrDocumentNumber"),
            request_date: date(&mut self.faults, Field::RequestDate.into(), &iso),
        };
        self.leave(request);
        match self.text(referral, "CustomsProcedureType").to_uppercase().as_str() {
            "ЭК" | "EK" | "EX" => return Some(draft),
            "ИМ" | "IM" if !was_named => {}
            "ИМ" | "IM" => misfit(&mut self.misfits, "CarrierRequest", MisfitKind::Unknown),
            typed => no_direction(&mut self.faults, typed),
        }
        None
    }

    fn transport(&mut self, object: &mut Open<'_>, draft: &mut Draft) {
        let path = object.path_of("InspTransportMeans");
        for named in object.all("InspTransportMeans") {
            let mut means = Open { path: path.clone(), element: Some(named), taken: Vec::new() };
            for vehicle in means.all("TransportMeans") {
                self.vehicle(means.path_of("TransportMeans"), vehicle, draft);
            }
            for container in means.all("InspContainer") {
                let row = draft.containers.len();
                let container = self.container(means.path_of("InspContainer"), container, row);
                draft.containers.push(container);
            }
            self.leave(means);
        }
    }

    fn vehicle(&mut self, path: String, named: &Element, draft: &mut Draft) {
        let mut vehicle = Open { path, element: Some(named), taken: Vec::new() };
        let plate = self.text(&mut vehicle, "TransportIdentifier");
        if !plate.is_empty() && !draft.plate.is_empty() {
            misfit(&mut self.misfits, &vehicle.path_of("TransportIdentifier"), MisfitKind::Twice);
        } else if !plate.is_empty() {
            draft.plate = plate;
        }
        draft.trailers.extend(self.texts(&mut vehicle, "TrailerIdentifier"));
        let country = self.text(&mut vehicle, "TransportMeansNationalityCode");
        if !country.is_empty() {
            draft.vehicle = VehicleDraft { country, ..VehicleDraft::default() };
        }
        self.leave(vehicle);
    }

    fn container(&mut self, path: String, named: &Element, row: usize) -> ContainerDraft {
        let mut container = Open { path, element: Some(named), taken: Vec::new() };
        // The Union's own spelling first.
        let number = match self.text(&mut container, "ContainerIdentificaror") {
            number if number.is_empty() => self.text(&mut container, "ContainerIdentificator"),
            number => number,
        };
        let load = match self.text(&mut container, "FullIndicator").as_str() {
            "" => None,
            "1" => Some(ContainerLoad::Full),
            "2" => Some(ContainerLoad::Part),
            _ => {
                self.faults.push((Field::ContainerLoad.at(row), FieldFault::NotInList));
                None
            }
        };
        let reason = self.text(&mut container, "CheckReason");
        self.leave(container);
        ContainerDraft { number, reason, load }
    }

    /// A customs document by its registration number, post/DDMMYY/serial, or by number and date.
    fn customs_document(&mut self, path: String, named: &Element, row: usize) -> DocumentDraft {
        let mut document = Open { path, element: Some(named), taken: Vec::new() };
        let kind = match self.text(&mut document, "DocKind").as_str() {
            "1" | "6" => DocumentKind::TransitDeclaration,
            "2" => DocumentKind::TirCarnet,
            "4" => DocumentKind::GoodsDeclaration,
            "7" => DocumentKind::BillOfLading,
            _ => DocumentKind::Other,
        };
        let mut registered = self.one(&mut document, "GTDID");
        let [post, day, serial] =
            ["CustomsCode", "RegistrationDate", "GTDNumber"].map(|name| self.text(&mut registered, name));
        self.leave(registered);
        let mut plain = self.one(&mut document, "DocNumber");
        let number = self.text(&mut plain, "DocNumber");
        let plain_day = self.text(&mut plain, "DocDate");
        self.leave(plain);
        self.leave(document);
        let (number, iso) = if serial.is_empty() {
            (number, plain_day)
        } else {
            (format!("{post}/{}/{serial}", short_day(&day, 2)), day)
        };
        let date = date(&mut self.faults, Field::DocumentDate.at(row), &iso);
        DocumentDraft { kind: Some(kind), number, date }
    }

    fn document(&mut self, path: String, named: &Element, row: usize) -> DocumentDraft {
        let mut document = Open { path, element: Some(named), taken: Vec::new() };
        let number = self.text(&mut document, "PrDocumentNumber");
        let iso = self.text(&mut document, "PrDocumentDate");
        let kind = document_kind(&self.text(&mut document, "PresentedDocumentModeCode"));
        self.leave(document);
        let date = date(&mut self.faults, Field::DocumentDate.at(row), &iso);
        DocumentDraft { kind: Some(kind), number, date }
    }

    fn goods(&mut self, path: String, named: &Element) -> GoodsDraft {
        let mut line = Open { path, element: Some(named), taken: Vec::new() };
        let draft = GoodsDraft {
            code: self.text(&mut line, "GoodsTNVEDCode"),
            code_reason: self.text(&mut line, "CheckReason"),
            // A long description comes in pieces.
            description: self.texts(&mut line, "GoodsDescription").join(" "),
            packages: whole(&self.text(&mut line, "PakageQuantity")),
            gross: mass(&self.text(&mut line, "GrossWeightQuantity")),
            net: mass(&self.text(&mut line, "NetWeightQuantity")),
            origin: self.text(&mut line, "OriginCountryCode"),
        };
        self.leave(line);
        draft
    }

    fn party(&mut self, object: &mut Open<'_>, name: &'static str) -> PartyDraft {
        let mut party = self.one(object, name);
        let long = self.text(&mut party, "OrganizationName");
        let short = if long.is_empty() { self.text(&mut party, "ShortName") } else { String::new() };
        let mut features = self.one(&mut party, "RKOrganizationFeatures");
        let bin = self.text(&mut features, "BIN");
        let tax_id = if bin.is_empty() { self.text(&mut features, "IIN") } else { bin };
        let draft = PartyDraft {
            name: if long.is_empty() { short } else { long },
            tax_id,
            tax_reason: self.text(&mut party, "CheckReason"),
        };
        self.leave(features);
        self.leave(party);
        draft
    }

    /// Kind / body / DDMMYYYY / serial / version, as an officer reads the number out.
    fn risk_profile(&mut self, named: &Element) -> String {
        let mut profile = Open { path: "RiskProfile".to_owned(), element: Some(named), taken: Vec::new() };
        let kind = self.text(&mut profile, "RiskProfileKind");
        let body = self.text(&mut profile, "CustomsCode");
        let day = short_day(&self.text(&mut profile, "RegistryDate"), 4);
        let serial = self.text(&mut profile, "SequenceNumber");
        let version = self.text(&mut profile, "RiskProfileNumberVersion");
        self.leave(profile);
        let parts = [kind, body, day, serial, version];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    }

    /// The only child of that name; a second one is a fault of the file.
    fn one<'x>(&mut self, parent: &mut Open<'x>, name: &'static str) -> Open<'x> {
        let found = parent.all(name);
        let path = parent.path_of(name);
        if found.len() > 1 {
            misfit(&mut self.misfits, &path, MisfitKind::Twice);
        }
        Open { path, element: found.first().copied(), taken: Vec::new() }
    }

    /// The text of the only child of that name.
    fn text(&mut self, parent: &mut Open<'_>, name: &'static str) -> String {
        let child = self.one(parent, name);
        let text = child.element.map_or_else(String::new, |element| element.text.trim().to_owned());
        self.leave(child);
        text
    }

    fn texts(&mut self, parent: &mut Open<'_>, name: &'static str) -> Vec<String> {
        let path = parent.path_of(name);
        let mut texts = Vec::new();
        for element in parent.all(name) {
            texts.push(element.text.trim().to_owned());
            self.leave(Open { path: path.clone(), element: Some(element), taken: Vec::new() });
        }
        texts
    }

    /// Lists what was not taken: children, attributes, and text between children.
    fn leave(&mut self, open: Open<'_>) {
        let Some(element) = open.element else { return };
        for attribute in &element.attributes {
            self.not_kept.add(open.path_of(&format!("@{attribute}")));
        }
        for child in element.children.iter().filter(|child| !open.taken.contains(&child.name.as_str())) {
            self.not_kept.add(open.path_of(&child.name));
        }
        if !open.taken.is_empty() && !element.text.trim().is_empty() {
            self.not_kept.add(open.path_of("text()"));
        }
    }
}

/// Codes of the Union's classifier of documents that the form has kinds for.
fn document_kind(code: &str) -> DocumentKind {
    match code {
        "02011" => DocumentKind::BillOfLading,
        "02015" => DocumentKind::Waybill,
        "02024" => DocumentKind::TirCarnet,
        _ => DocumentKind::Other,
    }
}

/// An ISO day as numbers of documents have it, with two or four digits of the year; what is no day stays as it is.
fn short_day(iso: &str, year_digits: usize) -> String {
    match chrono::NaiveDate::parse_from_str(iso.get(..10).unwrap_or(iso), "%Y-%m-%d") {
        Ok(day) if year_digits == 2 => day.format("%d%m%y").to_string(),
        Ok(day) => day.format("%d%m%Y").to_string(),
        Err(_) => iso.to_owned(),
    }
}

/// `1296.00` is a whole number of packages; what is none stays as it is, for the form to refuse.
fn whole(decimal: &str) -> String {
    match decimal.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => decimal.to_owned(),
    }
}

/// A mass with six decimals, as the Union's documents have it, as far as grams reach; smaller fractions stay, for the form to refuse.
fn mass(decimal: &str) -> String {
    match decimal.split_once('.') {
        Some((kilograms, fraction)) if fraction.len() > 3 => {
            format!("{kilograms}.{:0<3}", fraction.trim_end_matches('0'))
        }
        _ => decimal.to_owned(),
    }
}
