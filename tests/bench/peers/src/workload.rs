//! The cases: ten facts each, all that a truck without suspicion leaves in the journal.

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveDate};
use intrascope::domain::analysis::{Curve, FilterChain, Polarity};
use intrascope::domain::case::{Case, CaseRow};
use intrascope::domain::exemption::{Dimensions, GateAnswers};
use intrascope::domain::fact::{CaseFact, Entry, Fact};
use intrascope::domain::number::{CaseNumber, ScanId};
use intrascope::domain::officer::{Officer, OfficerId, Role, SealNumber};
use intrascope::domain::registration::{DocumentDraft, Draft, GoodsDraft, PartyDraft, PartyDrafts, Registration};
use intrascope::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use intrascope::domain::step::{By, Conclusion, Confirmation, LaneCheck, SheetRecord, Verdict};
use intrascope::domain::units::Millimetres;

/// Facts of a case.
pub const FACTS: u32 = 10;

/// Facts of a commit while loading.
pub const BATCH: usize = 250;

/// Cases of a day: a busy post.
const CASES_A_DAY: u32 = 320;

/// Seconds between two facts.
const PACE_S: i64 = 27;

const POST: &str = "39855302";

/// A fact, and what an index of its own has to keep of it.
pub struct Step {
    pub number: CaseNumber,
    pub entry: Entry,
    /// The case's row as of this fact.
    pub row: CaseRow,
    /// Words under which the case is found; the first fact brings them.
    pub terms: Vec<String>,
}

pub fn number(case: u32) -> Result<CaseNumber> {
    let first = NaiveDate::from_ymd_opt(2021, 1, 4).context("a day")?;
    let day = first.checked_add_days(Days::new(u64::from(case / CASES_A_DAY))).context("a day")?;
    Ok(CaseNumber::new(POST, day, case % CASES_A_DAY + 1)?)
}

/// The facts of a case, oldest first.
pub fn case(index: u32) -> Result<Vec<Step>> {
    let number = number(index)?;
    let registration = registration(index)?;
    let terms = terms(&registration);
    let mut case: Option<Case> = None;
    let mut steps = Vec::new();
    for (place, (role, fact)) in (0_i64..).zip(facts(index, &number, registration)?) {
        let at = DateTime::from_timestamp(1_609_750_000 + i64::from(index) * 270 + place * PACE_S, 0);
        let at = at.context("a time")?;
        let by = officer(role)?;
        let now = match case.take() {
            None => Case::begin(number.clone(), at, &by, &fact).context("the first fact begins a case")?,
            Some(mut known) => {
                known.apply(at, &by, &fact);
                known
            }
        };
        steps.push(Step {
            number: number.clone(),
            entry: Entry::new(at, by, Fact::Case { number: number.clone(), fact }),
            row: now.row(),
            terms: if place == 0 { terms.clone() } else { Vec::new() },
        });
        case = Some(now);
    }
    Ok(steps)
}

fn registration(index: u32) -> Result<Registration> {
    let goods =
        ["цитрусовые свежие, в ящиках", "шиналар жеңіл автокөлік", "ceramic tiles, glazed", "обувь кожаная"];
    let draft = Draft {
        plate: format!("{:03}ABC{:02}", index % 1_000, index / 1_000 % 100),
        documents: vec![DocumentDraft {
            number: format!("CMR {index:07}"),
            date: "21.11.2026".to_owned(),
            ..DocumentDraft::default()
        }],
        goods: vec![GoodsDraft {
            code: "0805".to_owned(),
            description: goods.get(index as usize % goods.len()).copied().unwrap_or_default().to_owned(),
            packages: "1296".to_owned(),
            gross: "20400".to_owned(),
            ..GoodsDraft::default()
        }],
        parties: PartyDrafts {
            consignor: PartyDraft { name: format!("ТОО Груз-{}", index % 977), ..PartyDraft::default() },
            consignee: PartyDraft { name: format!("ЖШС Қабылдаушы {}", index % 613), ..PartyDraft::default() },
            ..PartyDrafts::default()
        },
        ..Draft::default()
    };
    draft.check().map_err(|faults| anyhow::anyhow!("{faults:?}"))
}

fn terms(registration: &Registration) -> Vec<String> {
    let mut text = vec![registration.plate.folded()];
    text.extend(registration.documents.iter().map(|document| document.number.to_string()));
    text.extend(registration.goods.iter().map(|goods| goods.description.to_string()));
    text.extend(registration.parties.iter().map(|party| party.name.to_string()));
    let words = text.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| word.chars().count() > 2).map(str::to_lowercase).collect()
}

fn facts(index: u32, number: &CaseNumber, registration: Registration) -> Result<Vec<(Role, CaseFact)>> {
    let scan = ScanId::new(number, 1);
    let dimensions =
        Dimensions { length: Millimetres(18_700), width: Millimetres(2_500), height: Millimetres(4_000) };
    let check = LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
    let end = ScanEnd::Completed { columns: 4_000, lost: 0, beam_ms: 18_000, dose_nsv: Some(5) };
    let sheet = SheetRecord { file: format!("{index}.pdf"), sha256: digest(index, 7), printer: None };
    let accepted = CaseFact::ImageAccepted { scan: scan.clone(), image: image(index)?, manifest: None };
    Ok(vec![
        (Role::Oms, CaseFact::Registered(registration)),
        (Role::Oms, CaseFact::Admitted(GateAnswers { dimensions })),
        (Role::Oms, CaseFact::LaneConfirmed(check)),
        (Role::Oms, CaseFact::ScanRequested { scan: scan.clone(), kind: ScanKind::First }),
        (Role::Oms, CaseFact::ScanEnded { scan, end }),
        (Role::Oms, accepted),
        (Role::Oac, CaseFact::AnalysisBegan),
        (Role::Oac, CaseFact::VerdictGiven(Box::new(conclusion()))),
        (Role::Oac, CaseFact::SheetPrinted(sheet)),
        (Role::Oac, CaseFact::Sealed { seal: SealNumber::parse(&format!("{:04}", index % 10_000))? }),
    ])
}

fn conclusion() -> Conclusion {
    let filters = FilterChain {
        low: 900,
        high: 60_000,
        curve: Curve::Logarithm,
        polarity: Polarity::Normal,
        sharpen: 1,
    };
    Conclusion {
        verdict: Verdict::WithoutSuspicion,
        analysis: "Однородный груз, без замечаний".into(),
        recommendation: "".into(),
        filters,
        viewed_percent: 100,
        mark: None,
        record: None,
    }
}

fn image(index: u32) -> Result<ImageRecord> {
    Ok(ImageRecord {
        sha256: ImageHash::parse(&digest(index, 1))?,
        bytes: 7_340_032,
        format: "TIFF".to_owned(),
        width: 4_000,
        height: 900,
        bits: 16,
        energies: 1,
        depth: Depth::Full,
    })
}

/// 64 digits that no packing shortens.
fn digest(index: u32, salt: u64) -> String {
    let mut state = u64::from(index) << 8 | salt;
    let mut digits = String::new();
    for _ in 0..4 {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        digits.push_str(&format!("{:016x}", z ^ (z >> 31)));
    }
    digits
}

fn officer(role: Role) -> Result<By> {
    let (id, name) = match role {
        Role::Oac => ("nurlanova.b", "Нурланова Б."),
        _ => ("akhmetov.a", "Ахметов А."),
    };
    Ok(By::Officer(Officer { id: OfficerId::parse(id)?, name: name.into(), role }))
}
