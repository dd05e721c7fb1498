//! Forms as officers fill them: whole, with failing numbers, with faults in any row.

use super::*;
use crate::domain::registration::ContainerLoad;
use crate::domain::registration::draft::MAX_NUMBER_CHARS;
use crate::domain::registration::draft::{DepartureDraft, PartyDrafts, RadiationDraft, VehicleDraft};
use crate::domain::registration::radiation::RadiationUnit;
use crate::domain::registration::vehicle::VehicleKind;
use crate::domain::units::Grams;

fn container(number: &str) -> ContainerDraft {
    ContainerDraft { number: number.into(), ..ContainerDraft::default() }
}

fn goods() -> GoodsDraft {
    GoodsDraft {
        code: "0805".into(),
        description: "цитрусовые".into(),
        packages: "1296".into(),
        gross: "20400".into(),
        ..GoodsDraft::default()
    }
}

fn draft() -> Draft {
    Draft {
        plate: "123ABC16".into(),
        containers: vec![container("CSQU3054383")],
        documents: vec![DocumentDraft {
            number: "4471".into(),
            date: "21.11.2026".into(),
            ..DocumentDraft::default()
        }],
        goods: vec![goods()],
        ..Draft::default()
    }
}

fn faults(draft: &Draft) -> Faults {
    draft.check().unwrap_err()
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
    let leaving = Draft { departure: Some(DepartureDraft::default()), ..draft() };
    assert_eq!(
        faults(&leaving),
        [
            (Field::RequestNumber.into(), FieldFault::RequestMissing),
            (Field::RequestDate.into(), FieldFault::RequestMissing)
        ]
    );
}

#[test]
fn a_wrong_check_digit_needs_a_reason_in_its_own_row() {
    let wrong = ContainerDraft { number: "CSQU3054384".into(), ..ContainerDraft::default() };
    let typed = Draft { containers: vec![container("TASU1170000"), wrong.clone()], ..draft() };
    assert_eq!(faults(&typed), [(Field::ContainerReason.at(1), FieldFault::CheckDigit(3))]);
    let reasoned = ContainerDraft { reason: "нанесён так".into(), ..wrong };
    let typed = Draft { containers: vec![container("TASU1170000"), reasoned], ..draft() };
    let kept = typed.check().unwrap().containers;
    assert_eq!(
        (kept[1].check, kept[1].reason.clone()),
        (CheckDigit::Expected(3), Some("нанесён так".into()))
    );
}

#[test]
fn every_bad_field_is_named_in_the_order_of_the_form() {
    let line = GoodsDraft { code: "12".into(), gross: "0".into(), ..GoodsDraft::default() };
    let found = faults(&Draft { goods: vec![line], ..Draft::default() });
    let fields: Vec<Field> = found.iter().map(|(spot, _)| spot.field).collect();
    assert_eq!(
        fields,
        [Field::Plate, Field::DocumentNumber, Field::GoodsCode, Field::GoodsDescription, Field::Gross]
    );
}

#[test]
fn rows_without_anything_typed_do_not_count_and_faults_keep_their_rows() {
    let bad = GoodsDraft { gross: "0".into(), ..goods() };
    let typed = Draft { goods: vec![GoodsDraft::default(), goods(), bad], ..draft() };
    assert_eq!(faults(&typed), [(Field::Gross.at(2), FieldFault::Format)]);
    let typed = Draft { goods: vec![GoodsDraft::default(), goods()], ..draft() };
    assert_eq!(typed.check().unwrap().goods.len(), 1);
}

#[test]
fn every_list_is_bounded_at_the_first_row_too_many() {
    let many = |count| Draft {
        trailers: vec!["12ABC16".into(); count],
        containers: vec![container("CSQU3054383"); count],
        documents: vec![draft().documents[0].clone(); count],
        goods: vec![goods(); count],
        risk_profiles: vec!["55/10000/01122026/00017".into(); count],
        ..draft()
    };
    assert_eq!(
        faults(&many(100)),
        [
            (Field::Trailer.at(3), FieldFault::TooMany(3)),
            (Field::Container.at(8), FieldFault::TooMany(8)),
            (Field::DocumentNumber.at(20), FieldFault::TooMany(20)),
            (Field::GoodsCode.at(99), FieldFault::TooMany(99)),
            (Field::RiskProfile.at(20), FieldFault::TooMany(20)),
        ]
    );
    let kept = many(3).check().unwrap();
    assert_eq!((kept.vehicle.trailers.len(), kept.containers.len(), kept.risk_profiles.len()), (3, 3, 3));
}

#[test]
fn the_vehicle_is_written_down_as_far_as_it_is_known() {
    let vehicle = VehicleDraft {
        kind: Some(VehicleKind::HeavyTruck),
        country: "kg".into(),
        driver_name: "Әбдірахманов Қ. Ө.".into(),
        driver_document: "N 12345678".into(),
        axles: "5".into(),
    };
    let typed = Draft { vehicle: vehicle.clone(), trailers: vec!["01 KG 123 ABC".into()], ..draft() };
    let kept = typed.check().unwrap().vehicle;
    assert_eq!((kept.country.unwrap().as_str(), kept.axles), ("KG", Some(5)));
    assert_eq!(kept.driver.unwrap().name.as_str(), "Әбдірахманов Қ. Ө.");
    for (typed, fault) in [
        (
            VehicleDraft { country: "K".into(), ..vehicle.clone() },
            (Field::VehicleCountry, FieldFault::Format),
        ),
        (
            VehicleDraft { country: "XX".into(), ..vehicle.clone() },
            (Field::VehicleCountry, FieldFault::NoCountry),
        ),
        (VehicleDraft { axles: "0".into(), ..vehicle.clone() }, (Field::Axles, FieldFault::Format)),
        (VehicleDraft { axles: "+5".into(), ..vehicle.clone() }, (Field::Axles, FieldFault::Format)),
        (
            VehicleDraft { driver_name: " ".into(), ..vehicle.clone() },
            (Field::DriverName, FieldFault::Missing),
        ),
    ] {
        let found = faults(&Draft { vehicle: typed, ..draft() });
        assert_eq!(found, [(fault.0.into(), fault.1)]);
    }
}

#[test]
fn a_code_between_two_levels_needs_a_reason() {
    let odd = GoodsDraft { code: "08055".into(), ..goods() };
    let typed = Draft { goods: vec![goods(), odd.clone()], ..draft() };
    assert_eq!(faults(&typed), [(Field::GoodsCodeReason.at(1), FieldFault::UnusualLength)]);
    let reasoned = GoodsDraft { code_reason: "так в накладной".into(), ..odd };
    let kept = Draft { goods: vec![reasoned], ..draft() }.check().unwrap().goods;
    assert_eq!(kept[0].code_reason, Some("так в накладной".into()));
}

#[test]
fn net_is_never_more_than_gross() {
    let line = |net: &str| GoodsDraft { net: net.into(), origin: "uz".into(), ..goods() };
    assert_eq!(
        faults(&Draft { goods: vec![line("20400,001")], ..draft() }),
        [(Field::Net.into(), FieldFault::NetOverGross)]
    );
    let kept = Draft { goods: vec![line("20 400")], ..draft() }.check().unwrap().goods;
    assert_eq!((kept[0].net, kept[0].origin.unwrap().as_str()), (Some(Grams(20_400_000)), "UZ"));
}

#[test]
fn a_tax_number_that_fails_needs_a_reason_and_one_without_a_name_a_name() {
    let carrier = |name: &str, tax_id: &str, tax_reason: &str| Draft {
        parties: PartyDrafts {
            carrier: PartyDraft { name: name.into(), tax_id: tax_id.into(), tax_reason: tax_reason.into() },
            ..PartyDrafts::default()
        },
        ..draft()
    };
    for (name, tax_id, fault) in [
        ("ТОО «Алма»", "940140000386", (Field::CarrierTaxReason, FieldFault::CheckDigit(5))),
        ("ТОО «Алма»", "700207400940", (Field::CarrierTaxReason, FieldFault::TaxIdImpossible)),
        ("ТОО «Алма»", "94014000038", (Field::CarrierTaxId, FieldFault::Format)),
        ("", "940140000385", (Field::Carrier, FieldFault::Missing)),
    ] {
        assert_eq!(faults(&carrier(name, tax_id, "")), [(fault.0.into(), fault.1)], "{tax_id}");
    }
    let kept = carrier("ТОО «Алма»", "700207400940", "так в CMR").check().unwrap().parties;
    let id = kept[0].tax_id.clone().unwrap();
    assert_eq!((id.check, id.reason), (TaxIdCheck::Impossible, Some("так в CMR".into())));
}

#[test]
fn a_reading_names_its_unit_and_its_device() {
    let unit = Some(RadiationUnit::MicrosievertPerHour);
    let alone = Draft { radiation: RadiationDraft { unit, ..RadiationDraft::default() }, ..draft() };
    assert_eq!(alone.check().unwrap().radiation, None, "a unit alone is no reading");
    let value = RadiationDraft { value: "0,12".into(), ..RadiationDraft::default() };
    assert_eq!(
        faults(&Draft { radiation: value.clone(), ..draft() }),
        [
            (Field::RadiationUnit.into(), FieldFault::Missing),
            (Field::RadiationDevice.into(), FieldFault::Missing),
            (Field::RadiationNumber.into(), FieldFault::Missing),
        ]
    );
    let whole = RadiationDraft { unit, device: "РКС-01".into(), number: "0417".into(), ..value };
    let kept = Draft { radiation: whole, ..draft() }.check().unwrap().radiation.unwrap();
    assert_eq!((kept.value, kept.verification), (RadiationValue(120), None));
}

#[test]
fn over_long_texts_are_named_and_never_cut() {
    let typed = Draft {
        risk_profiles: vec!["9".repeat(MAX_NUMBER_CHARS + 1)],
        goods: vec![GoodsDraft { description: "ң".repeat(MAX_DESCRIPTION_CHARS + 1), ..goods() }],
        ..draft()
    };
    assert_eq!(
        faults(&typed),
        [
            (Field::GoodsDescription.into(), FieldFault::TooLong),
            (Field::RiskProfile.into(), FieldFault::TooLong)
        ]
    );
}

#[test]
fn a_line_of_the_first_versions_reads_and_writes_as_it_was() {
    let old = r#"{"direction":"arrival","plate":"123ABC16","containers":[{"number":"CSQU3054383","check":"matches","reason":null}],"documents":[{"kind":"waybill","number":"4471","date":null}],"goods":[{"code":"0805","description":"цитрусовые","packages":null,"gross":1000}],"parties":[{"role":"carrier","name":"ИП Жолдасов"}]}"#;
    let read: Registration = serde_json::from_str(old).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), old);
}

#[test]
fn a_full_load_is_recorded_beside_the_container() {
    let full = ContainerDraft { load: Some(ContainerLoad::Full), ..container("csqu 305438-3") };
    let kept = Draft { containers: vec![full], ..draft() }.check().unwrap().containers;
    assert_eq!(kept[0].load, Some(ContainerLoad::Full));
}
