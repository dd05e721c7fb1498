//! Forms from files: whole ones, ones with faults, files that are no forms, and files made to do harm.

use super::*;
use crate::domain::registration::{DocumentKind, Ground};
use proptest::prelude::*;

mod schema;

const EXAMPLE: &str = include_str!("../../../docs/referral.example.xml");

/// A form with only what must be there, and what a test puts in place of its last brace.
fn json(more: &str) -> String {
    format!(
        r#"{{"version":1,"direction":"arrival","vehicle":{{"plate":"123ABC16"}},
        "documents":[{{"kind":"waybill","number":"4471"}}],
        "goods":[{{"code":"0805","description":"цитрусовые","gross_kg":20400}}]{more}}}"#
    )
}

fn referral(inside: &str) -> String {
    format!("<a:InstrInspection xmlns:a='urn:a'>{inside}</a:InstrInspection>")
}

fn registration(text: &str) -> Registration {
    checked(read(text.as_bytes()).unwrap()).unwrap().0
}

fn fault(bytes: &[u8]) -> IntakeFault {
    read(bytes).unwrap_err()
}

fn misfits(text: &str) -> Vec<(String, MisfitKind)> {
    match fault(text.as_bytes()) {
        IntakeFault::Misfits(found) => {
            found.into_iter().map(|one| (one.path.to_string(), one.what)).collect()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn the_least_form_is_read_with_and_without_a_byte_order_mark() {
    let text = json("");
    let plain = registration(&text);
    assert_eq!((plain.plate.as_str(), plain.goods[0].code.as_str()), ("123ABC16", "0805"));
    assert_eq!(registration(&format!("\u{feff}\n {text}")), plain);
}

#[test]
fn every_field_that_the_form_does_not_have_is_named() {
    let text = json(
        r#","colour":"red","radiation":{"colour":1},"containers":[{"number":"CSQU3054383"},{"colour":1}]"#,
    );
    assert_eq!(
        misfits(&text),
        ["colour", "containers[2].colour", "radiation.colour"]
            .map(|path| (path.to_owned(), MisfitKind::Unknown))
    );
}

#[test]
fn what_stands_twice_or_is_of_another_kind_is_named() {
    for (more, path, what) in [
        (r#","direction":"departure""#, "direction", MisfitKind::Twice),
        (r#","containers":{}"#, "containers", MisfitKind::NoList),
        (r#","containers":["CSQU3054383"]"#, "containers[1]", MisfitKind::NoObject),
        (r#","parties":[]"#, "parties", MisfitKind::NoObject),
        (r#","risk_profiles":[true]"#, "risk_profiles[1]", MisfitKind::NoText),
        (r#","request":{"number":"1","date":"2026-11-22"}"#, "request", MisfitKind::Unknown),
    ] {
        assert_eq!(misfits(&json(more)), [(path.to_owned(), what)]);
    }
    assert_eq!(
        misfits(&json("").replace(r#""version":1,"#, ""))[0],
        ("version".to_owned(), MisfitKind::Missing)
    );
    assert_eq!(misfits(&json("").replace("\"version\":1", "\"version\":2"))[0].1, MisfitKind::OtherVersion);
}

#[test]
fn faults_stand_in_the_order_of_the_form_with_their_rows() {
    let text = r#"{"version":1,"direction":"departure","request":{"date":"22.11.2026"},
        "vehicle":{"plate":"123;","kind":"lorry","driver":{"document":"N 1"}},
        "containers":[{"number":"TASU1170000"},{"number":"CSQU3054384","load":"half"}],
        "documents":[{"number":"1"}],
        "goods":[{"code":"0805","description":"a","gross_kg":1},{"code":"08055","description":"a","gross_kg":1,"net_kg":1.001}],
        "parties":{"carrier":{"name":"a","tax_id":"700207400940"}}}"#;
    let faults = checked(read(text.as_bytes()).unwrap()).unwrap_err();
    assert_eq!(
        faults,
        [
            (Field::RequestNumber.into(), FieldFault::RequestMissing),
            (Field::RequestDate.into(), FieldFault::Format),
            (Field::Plate.into(), FieldFault::Format),
            (Field::VehicleKind.into(), FieldFault::NotInList),
            (Field::DriverName.into(), FieldFault::Missing),
            (Field::ContainerReason.at(1), FieldFault::CheckDigit(3)),
            (Field::ContainerLoad.at(1), FieldFault::NotInList),
            (Field::DocumentKind.into(), FieldFault::Missing),
            (Field::GoodsCodeReason.at(1), FieldFault::UnusualLength),
            (Field::Net.at(1), FieldFault::NetOverGross),
            (Field::CarrierTaxReason.into(), FieldFault::TaxIdImpossible),
        ]
    );
}

#[test]
fn a_row_that_says_nothing_is_a_fault_of_the_file() {
    let more = r#","containers":[{"number":"CSQU3054383"},{"load":"full"}],"risk_profiles":["1"," "],
        "radiation":{"unit":"counts_per_second"}"#;
    assert_eq!(
        checked(read(json(more).as_bytes()).unwrap()).unwrap_err(),
        [Field::Container.at(1), Field::RiskProfile.at(1), Field::RadiationValue.into()]
            .map(|spot| (spot, FieldFault::Missing))
    );
}

#[test]
fn a_file_without_a_direction_says_so() {
    let without = json("").replace(r#""direction":"arrival","#, "");
    assert_eq!(
        checked(read(without.as_bytes()).unwrap()).unwrap_err(),
        [(Field::Direction.into(), FieldFault::Missing)]
    );
}

#[test]
fn the_example_of_the_referral_becomes_a_registration_and_the_rest_is_listed() {
    let form = read(EXAMPLE.as_bytes()).unwrap();
    let (registration, not_kept) = checked(form).unwrap();
    assert_eq!(registration.ground, Ground::Arrival);
    assert_eq!(registration.vehicle.trailers[0].as_str(), "12ABC16");
    assert_eq!(registration.containers.len(), 2);
    assert_eq!(registration.containers[1].reason, Some("так нанесено на контейнере".into()));
    let documents: Vec<(DocumentKind, &str)> =
        registration.documents.iter().map(|document| (document.kind, document.number.as_str())).collect();
    assert_eq!(
        documents,
        [(DocumentKind::TransitDeclaration, "39855302/211126/0000417"), (DocumentKind::Waybill, "4471")]
    );
    assert_eq!(registration.goods[0].description.as_str(), "лимоны свежие, в ящиках");
    assert_eq!((registration.goods[0].gross.0, registration.goods[0].packages), (20_400_500, Some(1_296)));
    assert_eq!(registration.parties[0].name.as_str(), "ТОО «Алма & Ко»");
    assert_eq!(registration.risk_profiles, ["11/10000/01122026/00017/01".into()]);
    let names: Vec<&str> = not_kept.names.iter().map(CleanText::as_str).collect();
    assert!(
        names.contains(&"InstrNumber") && names.contains(&"InspectionObject/InspGoods/GoodsNumeric"),
        "{names:?}"
    );
    assert_eq!(not_kept.more, 0);
}

#[test]
fn a_departure_needs_the_carriers_request_in_a_referral_too() {
    let leaving = referral("<CustomsProcedureType>ЭК</CustomsProcedureType>");
    let faults = checked(read(leaving.as_bytes()).unwrap()).unwrap_err();
    assert_eq!(faults[0], (Field::RequestNumber.into(), FieldFault::RequestMissing));
    let transit = referral("<CustomsProcedureType>ТТ</CustomsProcedureType>");
    let faults = checked(read(transit.as_bytes()).unwrap()).unwrap_err();
    assert_eq!(faults[0], (Field::Direction.into(), FieldFault::NotInList));
}

#[test]
fn namespaces_are_of_no_account_and_two_of_one_are_a_fault() {
    let inside = "<x:InspectionObject xmlns:x='urn:x'><InspTransportMeans>\
        <TransportMeans><TransportIdentifier>1A</TransportIdentifier></TransportMeans>\
        <TransportMeans><TransportIdentifier>2B</TransportIdentifier></TransportMeans>\
        </InspTransportMeans></x:InspectionObject><InspectionObject/>";
    assert_eq!(
        misfits(&referral(inside)),
        [
            ("InspectionObject".to_owned(), MisfitKind::Twice),
            (
                "InspectionObject/InspTransportMeans/TransportMeans/TransportIdentifier".to_owned(),
                MisfitKind::Twice
            )
        ]
    );
}

#[test]
fn names_that_are_not_kept_are_listed_once_and_counted_beyond_fifty() {
    let many: String = (0..60).map(|n| format!("<X{n}/><X{n}>.</X{n}>")).collect();
    let form = read(referral(&many).as_bytes()).unwrap();
    assert_eq!((form.not_kept.names.len(), form.not_kept.more), (50, 10));
}

#[test]
fn a_document_type_or_an_entity_is_refused() {
    for text in [
        r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><InstrInspection>&b;</InstrInspection>"#
            .to_owned(),
        r#"<!DOCTYPE a SYSTEM "file:///etc/passwd"><InstrInspection/>"#.to_owned(),
        referral("&b;"),
    ] {
        assert_eq!(fault(text.as_bytes()), IntakeFault::Doctype, "{text}");
    }
}

#[test]
fn another_encoding_is_named() {
    let declared = br#"<?xml version="1.0" encoding="windows-1251"?><InstrInspection>"#;
    for (bytes, name) in [
        ([declared.as_slice(), b"\xd2\xce\xce</InstrInspection>"].concat(), "windows-1251"),
        ([declared.as_slice(), b"</InstrInspection>"].concat(), "windows-1251"),
        (b"\xff\xfe{\0}\0".to_vec(), "UTF-16"),
        (b"{\"a\":\"\xd2\"}".to_vec(), "?"),
    ] {
        assert_eq!(fault(&bytes), IntakeFault::Encoding(name.into()));
    }
}

#[test]
fn what_is_no_form_says_what_it_is() {
    for text in ["", "plate;123", "[1]", "\u{feff}"] {
        assert_eq!(fault(text.as_bytes()), IntakeFault::Neither, "{text}");
    }
    assert_eq!(fault(b"<html/>"), IntakeFault::OtherDocument("html".into()));
    for (text, line) in [
        ("{\n\"a\": }", 2),
        ("{\"a\":1} {", 1),
        ("<InstrInspection>\n<a></b></InstrInspection>", 2),
        ("<InstrInspection>\n<a>", 2),
        ("<InstrInspection/>\n<InstrInspection/>", 2),
        ("<InstrInspection/>\n.", 2),
        ("<InstrInspection>\n&#0;</InstrInspection>", 2),
    ] {
        assert!(
            matches!(fault(text.as_bytes()), IntakeFault::Syntax { line: at, .. } if at == line),
            "{text}"
        );
    }
}

#[test]
fn depth_is_bounded_in_both() {
    let deep = "<a>".repeat(40);
    assert_eq!(fault(referral(&deep).as_bytes()), IntakeFault::TooDeep(xml::MAX_DEPTH));
    let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
    assert!(matches!(fault(deep.as_bytes()), IntakeFault::Syntax { .. }));
}

#[test]
fn only_ordinary_files_of_bounded_size_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.json");
    let bound = usize::try_from(MAX_FILE_BYTES).unwrap();
    std::fs::write(&large, vec![b' '; bound + 1]).unwrap();
    for (path, fault) in [
        (folder.path(), IntakeFault::NoFile),
        (Path::new("/dev/zero"), IntakeFault::NoFile),
        (&large, IntakeFault::TooLarge(1024)),
    ] {
        assert_eq!(read_file(path), Err(Refusal::Intake(fault)), "{}", path.display());
    }
    assert!(matches!(
        read_file(&folder.path().join("none")),
        Err(Refusal::Intake(IntakeFault::Unreadable(_)))
    ));
    let form = folder.path().join("form.json");
    std::fs::write(&form, json("")).unwrap();
    assert_eq!(read_file(&form).unwrap().0.imported_from, Some("form.json".into()));
}

#[test]
fn texts_are_cleaned_and_over_long_ones_refused() {
    let spoofed = json("").replace("цитрусовые", "a\u{202e}b\\u001b[2J");
    assert_eq!(registration(&spoofed).goods[0].description.as_str(), "a\u{fffd}b\u{fffd}[2J");
    let long = json("").replace("цитрусовые", &"ң".repeat(201));
    assert_eq!(
        checked(read(long.as_bytes()).unwrap()).unwrap_err(),
        [(Field::GoodsDescription.into(), FieldFault::TooLong)]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_a_form_or_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&bytes).ok();
    }

    #[test]
    fn a_damaged_form_is_a_form_or_a_fault(at in any::<prop::sample::Index>(), byte in any::<u8>(), is_xml: bool) {
        let mut bytes = if is_xml { EXAMPLE.as_bytes().to_vec() } else { json("").into_bytes() };
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(form) = read(&bytes) {
            checked(form).ok();
        }
    }
}
