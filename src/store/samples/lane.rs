//! What the devices of the lane added: exposures read back, and the word that begins a warm-up.

use crate::domain::fact::{BoothFact, CaseFact, Entry};
use crate::domain::lane::{Exposure, Followed, Microamps, MonitorAlarm, Occupancy, TenthsKv};
use crate::domain::number::ScanId;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::step::By;
use crate::store::samples::{booth_entry, case_entry, number};

/// One entry of every kind: as full as it can be, and as empty.
pub(super) fn entries() -> Vec<Entry> {
    let scan = ScanId::new(&number(1), 1);
    let officer =
        Officer {
            id: OfficerId::parse("akhmetov.a").unwrap(), name: "Ахметов А.".into(), role: Role::Oms
        };
    let armed_by = Some(Box::new(officer.clone()));
    let full = CaseFact::ScanExposed { scan: scan.clone(), exposure: Box::new(whole()), armed_by };
    let blank = CaseFact::ScanExposed { scan: scan.clone(), exposure: Box::default(), armed_by: None };
    let outside = |scan| booth_entry(BoothFact::SourceExposed { scan, exposure: Box::new(warm_up()) });
    let asked = Entry { by: By::Officer(officer), ..booth_entry(BoothFact::WarmupRequested) };
    let metered = Exposure { charge_uas: Some(10_478), ..whole() };
    let metered = CaseFact::ScanExposed { scan: scan.clone(), exposure: Box::new(metered), armed_by: None };
    let cut =
        CaseFact::ScanExposed { scan: scan.clone(), exposure: Box::new(Exposure::lost()), armed_by: None };
    vec![
        case_entry(1, 100, full),
        case_entry(1, 101, blank),
        outside(None),
        outside(Some(scan)),
        asked,
        case_entry(1, 102, metered),
        case_entry(1, 103, cut),
    ]
}

fn whole() -> Exposure {
    let occupancy = Occupancy {
        number: Some(17),
        samples: 105,
        background: 1_240,
        gamma_max: 1_310,
        neutron_max: 6,
        gamma_alarm: MonitorAlarm::Told,
        neutron_alarm: MonitorAlarm::Computed,
    };
    Exposure {
        kv_max: Some(TenthsKv(1_603)),
        current_max: Some(Microamps(498)),
        beam_ms: 21_040,
        charge_uas: None,
        followed: Followed::ToItsEnd,
        hours_before: Some(12_345),
        hours_after: Some(12_346),
        dose_nsv: Some(90),
        background: Some(1_240),
        occupancy: Some(occupancy),
    }
}

fn warm_up() -> Exposure {
    Exposure { kv_max: Some(TenthsKv(800)), beam_ms: 300_000, ..Exposure::default() }
}
