//! The booth's own JSON form, `docs/case.schema.json`: every field known, none twice, none of another kind.

use crate::domain::intake::{IntakeFault, Misfit, MisfitKind, NotKept};
use crate::domain::registration::{
    ContainerDraft, DepartureDraft, DocumentDraft, Draft, Faults, Field, FieldFault, GoodsDraft, PartyDraft,
    PartyDrafts, RadiationDraft, Spot, VehicleDraft,
};
use crate::station::intake::{Form, date, misfit, no_direction, syntax};
use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// The version of the schema.
const VERSION: &str = "1";

/// Fields of each object, as the schema lists them.
const FORM: [&str; 10] = [
    "version",
    "direction",
    "request",
    "vehicle",
    "containers",
    "documents",
    "goods",
    "parties",
    "risk_profiles",
    "radiation",
];
const REQUEST: [&str; 2] = ["number", "date"];
const VEHICLE: [&str; 6] = ["plate", "kind", "country", "trailers", "driver", "axles"];
const DRIVER: [&str; 2] = ["name", "document"];
const CONTAINER: [&str; 3] = ["number", "reason", "load"];
const DOCUMENT: [&str; 3] = ["kind", "number", "date"];
const GOODS: [&str; 7] = ["code", "code_reason", "description", "packages", "gross_kg", "net_kg", "origin"];
const PARTIES: [&str; 3] = ["consignor", "consignee", "carrier"];
const PARTY: [&str; 3] = ["name", "tax_id", "tax_reason"];
const RADIATION: [&str; 5] = ["value", "unit", "device", "number", "verification"];

/// Every object with its place in the form, for comparing with the schema.
#[cfg(test)]
pub const OBJECTS: [(&str, &[&str]); 12] = [
    ("", &FORM),
    ("request", &REQUEST),
    ("vehicle", &VEHICLE),
    ("vehicle.driver", &DRIVER),
    ("containers.[]", &CONTAINER),
    ("documents.[]", &DOCUMENT),
    ("goods.[]", &GOODS),
    ("parties", &PARTIES),
    ("parties.consignor", &PARTY),
    ("parties.consignee", &PARTY),
    ("parties.carrier", &PARTY),
    ("radiation", &RADIATION),
];

/// Reads a form.
pub fn read(text: &str) -> Result<Form, IntakeFault> {
    let whole: Json = serde_json::from_str(text)
        .map_err(|error| syntax((error.line(), error.column()), &words_of(&error)))?;
    let mut reader = Reader::default();
    let draft = reader.form(&whole);
    if !reader.misfits.is_empty() {
        return Err(IntakeFault::Misfits(reader.misfits));
    }
    Ok(Form { draft, faults: reader.faults, not_kept: NotKept::default() })
}

/// What the parser says, without the place, which is told by itself.
fn words_of(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ").next().unwrap_or_default().to_owned()
}

/// JSON with every key as often as it stands: a map would keep the last of two and say nothing.
#[derive(Debug)]
enum Json {
    Null,
    Bool,
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Bool)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Text(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(row) = rows.next_element()? {
            list.push(row);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Json::Object(object))
    }
}

/// An object whose fields are all known, with its path.
struct Fields<'j> {
    path: String,
    fields: &'j [(String, Json)],
}

impl<'j> Fields<'j> {
    /// The field's value; nothing where it is missing or null.
    fn get(&self, name: &str) -> Option<&'j Json> {
        let found = self.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value);
        found.filter(|value| !matches!(value, Json::Null))
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

#[derive(Default)]
struct Reader {
    misfits: Vec<Misfit>,
    faults: Faults,
}

impl Reader {
    fn form(&mut self, whole: &Json) -> Draft {
        let form = self.object(String::new(), Some(whole), &FORM);
        match self.text(&form, "version").as_str() {
            VERSION => {}
            "" => misfit(&mut self.misfits, "version", MisfitKind::Missing),
            _ => misfit(&mut self.misfits, "version", MisfitKind::OtherVersion),
        }
        let departure = self.departure(&form);
        let vehicle = self.object(form.path_of("vehicle"), form.get("vehicle"), &VEHICLE);
        Draft {
            departure,
            plate: self.text(&vehicle, "plate"),
            trailers: self.texts(&vehicle, "trailers"),
            vehicle: self.vehicle(&vehicle),
            containers: self.rows(&form, "containers", Self::container),
            documents: self.rows(&form, "documents", Self::document),
            goods: self.rows(&form, "goods", Self::goods),
            parties: self.parties(&form),
            risk_profiles: self.texts(&form, "risk_profiles"),
            radiation: self.radiation(&form),
        }
    }

    fn departure(&mut self, form: &Fields<'_>) -> Option<DepartureDraft> {
        let request = self.object(form.path_of("request"), form.get("request"), &REQUEST);
        let draft = DepartureDraft {
            request_number: self.text(&request, "number"),
            request_date: self.date(&request, "date", Field::RequestDate.into()),
        };
        match self.text(form, "direction").as_str() {
            "departure" => return Some(draft),
            // A request belongs to a departure: one that would be dropped is a fault of the file.
            "arrival" if form.get("request").is_none() => {}
            "arrival" => misfit(&mut self.misfits, "request", MisfitKind::Unknown),
            typed => no_direction(&mut self.faults, typed),
        }
        None
    }

    fn vehicle(&mut self, vehicle: &Fields<'_>) -> VehicleDraft {
        let driver = self.object(vehicle.path_of("driver"), vehicle.get("driver"), &DRIVER);
        VehicleDraft {
            kind: self.choice(vehicle, "kind", Field::VehicleKind.into()),
            country: self.text(vehicle, "country"),
            driver_name: self.text(&driver, "name"),
            driver_document: self.text(&driver, "document"),
            axles: self.text(vehicle, "axles"),
        }
    }

    fn container(&mut self, row: usize, path: String, value: &Json) -> ContainerDraft {
        let container = self.object(path, Some(value), &CONTAINER);
        ContainerDraft {
            number: self.text(&container, "number"),
            reason: self.text(&container, "reason"),
            load: self.choice(&container, "load", Field::ContainerLoad.at(row)),
        }
    }

    fn document(&mut self, row: usize, path: String, value: &Json) -> DocumentDraft {
        let document = self.object(path, Some(value), &DOCUMENT);
        if document.get("kind").is_none() {
            self.faults.push((Field::DocumentKind.at(row), FieldFault::Missing));
        }
        DocumentDraft {
            kind: self.choice(&document, "kind", Field::DocumentKind.at(row)),
            number: self.text(&document, "number"),
            date: self.date(&document, "date", Field::DocumentDate.at(row)),
        }
    }

    fn goods(&mut self, _: usize, path: String, value: &Json) -> GoodsDraft {
        let line = self.object(path, Some(value), &GOODS);
        GoodsDraft {
            code: self.text(&line, "code"),
            code_reason: self.text(&line, "code_reason"),
            description: self.text(&line, "description"),
            packages: self.text(&line, "packages"),
            gross: self.text(&line, "gross_kg"),
            net: self.text(&line, "net_kg"),
            origin: self.text(&line, "origin"),
        }
    }

    fn parties(&mut self, form: &Fields<'_>) -> PartyDrafts {
        let parties = self.object(form.path_of("parties"), form.get("parties"), &PARTIES);
        let mut party = |name: &str| {
            let party = self.object(parties.path_of(name), parties.get(name), &PARTY);
            PartyDraft {
                name: self.text(&party, "name"),
                tax_id: self.text(&party, "tax_id"),
                tax_reason: self.text(&party, "tax_reason"),
            }
        };
        let [consignor, consignee, carrier] = PARTIES.map(&mut party);
        PartyDrafts { consignor, consignee, carrier }
    }

    fn radiation(&mut self, form: &Fields<'_>) -> RadiationDraft {
        let reading = self.object(form.path_of("radiation"), form.get("radiation"), &RADIATION);
        RadiationDraft {
            value: self.text(&reading, "value"),
            unit: self.choice(&reading, "unit", Field::RadiationUnit.into()),
            device: self.text(&reading, "device"),
            number: self.text(&reading, "number"),
            verification: self.text(&reading, "verification"),
        }
    }

    /// The fields of an object; each that is not known, or stands twice, is named.
    fn object<'j>(&mut self, path: String, value: Option<&'j Json>, known: &[&str]) -> Fields<'j> {
        let fields: &[(String, Json)] = match value {
            None => &[],
            Some(Json::Object(fields)) => fields,
            Some(_) => {
                misfit(&mut self.misfits, if path.is_empty() { "." } else { &path }, MisfitKind::NoObject);
                &[]
            }
        };
        let object = Fields { path, fields };
        for (place, (name, _)) in fields.iter().enumerate() {
            let is_twice = fields.iter().take(place).any(|(before, _)| before == name);
            if !known.contains(&name.as_str()) {
                misfit(&mut self.misfits, &object.path_of(name), MisfitKind::Unknown);
            } else if is_twice {
                misfit(&mut self.misfits, &object.path_of(name), MisfitKind::Twice);
            }
        }
        object
    }

    /// A field's text; a number is taken as it stands.
    fn text(&mut self, object: &Fields<'_>, name: &str) -> String {
        match object.get(name) {
            None => String::new(),
            Some(Json::Text(text)) => text.clone(),
            Some(_) => {
                misfit(&mut self.misfits, &object.path_of(name), MisfitKind::NoText);
                String::new()
            }
        }
    }

    fn texts(&mut self, object: &Fields<'_>, name: &str) -> Vec<String> {
        self.rows(object, name, |reader, _, path, value| match value {
            Json::Text(text) => text.clone(),
            _ => {
                misfit(&mut reader.misfits, &path, MisfitKind::NoText);
                String::new()
            }
        })
    }

    fn rows<T>(
        &mut self,
        object: &Fields<'_>,
        name: &str,
        read: impl Fn(&mut Self, usize, String, &Json) -> T,
    ) -> Vec<T> {
        let path = object.path_of(name);
        match object.get(name) {
            None => Vec::new(),
            Some(Json::List(rows)) => {
                let numbered = rows.iter().enumerate();
                numbered.map(|(row, value)| read(self, row, format!("{path}[{}]", row + 1), value)).collect()
            }
            Some(_) => {
                misfit(&mut self.misfits, &path, MisfitKind::NoList);
                Vec::new()
            }
        }
    }

    /// One of the form's own values, by the name under which the record keeps it.
    fn choice<T: DeserializeOwned>(&mut self, object: &Fields<'_>, name: &str, spot: Spot) -> Option<T> {
        object.get(name)?;
        let typed = self.text(object, name);
        let value = serde_json::from_value(serde_json::Value::String(typed)).ok();
        if value.is_none() {
            self.faults.push((spot, FieldFault::NotInList));
        }
        value
    }

    fn date(&mut self, object: &Fields<'_>, name: &str, spot: Spot) -> String {
        let iso = self.text(object, name);
        date(&mut self.faults, spot, &iso)
    }
}
