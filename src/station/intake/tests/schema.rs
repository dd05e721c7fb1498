//! The published schema and the reader agree: the same fields, the same values, the same bounds, and its example is read.

use crate::domain::plate::Plate;
use crate::domain::registration::draft::{
    MAX_CONTAINERS, MAX_DESCRIPTION_CHARS, MAX_DEVICE_CHARS, MAX_DOCUMENTS, MAX_GOODS, MAX_NUMBER_CHARS,
    MAX_PARTY_CHARS, MAX_REASON_CHARS, MAX_RISK_PROFILES, MAX_TRAILERS,
};
use crate::domain::registration::{ContainerLoad, DocumentKind, RadiationUnit, VehicleKind};
use crate::station::intake::{checked, json, read};
use serde::Serialize;
use serde_json::Value;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/case.schema.json")).unwrap()
}

/// The schema at a path of properties; a reference is followed.
fn at(path: &str) -> Value {
    let whole = schema();
    let mut here = whole.clone();
    for name in path.split('.').filter(|name| !name.is_empty()) {
        here = if name == "[]" { here["items"].clone() } else { here["properties"][name].clone() };
        if let Some(reference) = here["$ref"].as_str() {
            here = whole.pointer(reference.trim_start_matches('#')).unwrap().clone();
        }
    }
    here
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn every_object_has_the_readers_fields_and_no_other() {
    for (path, fields) in json::OBJECTS {
        let object = at(path);
        assert_eq!(object["additionalProperties"], Value::Bool(false), "{path}");
        let published = object["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            sorted(published),
            sorted(fields.iter().map(|name| (*name).to_owned()).collect()),
            "{path}"
        );
        for required in object["required"].as_array().into_iter().flatten() {
            assert!(fields.contains(&required.as_str().unwrap()), "{path}: {required}");
        }
    }
}

fn published<T: Serialize>(path: &str, all: &[T]) {
    let names: Vec<Value> = all.iter().map(|value| serde_json::to_value(value).unwrap()).collect();
    let listed: Vec<Value> =
        at(path)["enum"].as_array().unwrap().iter().filter(|one| !one.is_null()).cloned().collect();
    assert_eq!(listed, names, "{path}");
}

#[test]
fn every_list_of_values_is_the_forms_own() {
    published("vehicle.kind", &VehicleKind::ALL);
    published("containers.[].load", &ContainerLoad::ALL);
    published("documents.[].kind", &DocumentKind::ALL);
    published("radiation.unit", &RadiationUnit::ALL);
}

#[test]
fn every_bound_is_the_forms_own() {
    for (path, key, bound) in [
        ("vehicle.trailers", "maxItems", MAX_TRAILERS),
        ("containers", "maxItems", MAX_CONTAINERS),
        ("documents", "maxItems", MAX_DOCUMENTS),
        ("goods", "maxItems", MAX_GOODS),
        ("risk_profiles", "maxItems", MAX_RISK_PROFILES),
        ("vehicle.plate", "maxLength", Plate::MAX_CHARS),
        ("request.number", "maxLength", MAX_NUMBER_CHARS),
        ("documents.[].number", "maxLength", MAX_NUMBER_CHARS),
        ("goods.[].description", "maxLength", MAX_DESCRIPTION_CHARS),
        ("goods.[].code_reason", "maxLength", MAX_REASON_CHARS),
        ("vehicle.driver.name", "maxLength", MAX_PARTY_CHARS),
        ("parties.carrier.name", "maxLength", MAX_PARTY_CHARS),
        ("vehicle.driver.document", "maxLength", MAX_DEVICE_CHARS),
        ("radiation.device", "maxLength", MAX_DEVICE_CHARS),
    ] {
        assert_eq!(at(path)[key].as_u64(), u64::try_from(bound).ok(), "{path} {key}");
    }
}

#[test]
fn the_schemas_example_is_read_and_nothing_of_it_is_lost() {
    let example = schema()["examples"][0].clone();
    let (registration, not_kept) = checked(read(example.to_string().as_bytes()).unwrap()).unwrap();
    assert!(not_kept.names.is_empty());
    assert_eq!(
        (registration.containers.len(), registration.documents.len(), registration.goods.len()),
        (2, 2, 2)
    );
    assert_eq!(registration.goods[1].code_reason, Some("так в накладной".into()));
    assert_eq!(registration.parties[1].tax_id.as_ref().unwrap().id.as_str(), "611124400143");
    assert!(registration.radiation.unwrap().verification.is_some());
    assert!(registration.vehicle.driver.unwrap().document.is_some());
}

#[test]
fn without_any_required_field_the_example_is_refused() {
    for (path, required) in json::OBJECTS.map(|(path, _)| (path, at(path)["required"].clone())) {
        for name in required.as_array().into_iter().flatten() {
            let mut example = schema()["examples"][0].clone();
            let pointer =
                path.split('.').filter(|name| !name.is_empty()).fold(String::new(), |whole, name| {
                    if name == "[]" { format!("{whole}/0") } else { format!("{whole}/{name}") }
                });
            let object = example.pointer_mut(&pointer).and_then(Value::as_object_mut).unwrap();
            assert!(object.remove(name.as_str().unwrap()).is_some(), "{path} {name}");
            let found = read(example.to_string().as_bytes()).map(checked);
            assert!(!matches!(found, Ok(Ok(_))), "{path} without {name}");
        }
    }
}
