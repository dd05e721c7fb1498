//! The cases: five countries' plates, valid containers, goods in three languages, several officers, five years of days.

use chrono::{DateTime, Days, NaiveDate};
use intrascope::domain::Moment;
use intrascope::domain::analysis::{Curve, FilterChain, Mark, Polarity};
use intrascope::domain::container::{CheckDigit, ContainerNumber};
use intrascope::domain::exemption::{Dimensions, GateAnswers};
use intrascope::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use intrascope::domain::number::{CaseNumber, ScanId};
use intrascope::domain::officer::{Officer, OfficerId, Role, SealNumber};
use intrascope::domain::plate::Plate;
use intrascope::domain::registration::{
    DocumentKind, GoodsLine, Ground, Party, PartyRole, RecordedContainer, Registration, ShippingDocument,
};
use intrascope::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use intrascope::domain::signed::Signed;
use intrascope::domain::step::{By, Conclusion, Confirmation, LaneCheck, SheetRecord, Verdict};
use intrascope::domain::time::{ClockReading, ClockSync};
use intrascope::domain::units::{Grams, Millimetres};

pub const POST: &str = "39855302";
const DAYS: u32 = 1_826;

/// Words of goods: syllables in the three languages make some thousands.
const SYLLABLES: [&[&str]; 3] = [
    &[
        "қант",
        "жем",
        "көк",
        "өніс",
        "тауар",
        "ұн",
        "мақта",
        "тері",
        "темір",
        "құрал",
        "жүн",
        "шай",
        "ағаш",
        "іш",
    ],
    &[
        "цитр",
        "обув",
        "запч",
        "мебел",
        "ткан",
        "метал",
        "пласт",
        "рез",
        "стекл",
        "бумаг",
        "хлоп",
        "ков",
        "фрукт",
        "щёт",
    ],
    &[
        "fruit", "shoe", "part", "furn", "text", "metal", "plast", "rubb", "glass", "paper", "cott", "tea",
        "tool", "wood",
    ],
];
const ENDINGS: [&[&str]; 3] = [
    &["тар", "дар", "лық", "ы", "шы", "хана", "дік", "сіз", "лер", "нің"],
    &["овые", "ные", "асти", "ы", "ая", "ение", "истый", "ка", "оватый", "изделия"],
    &["s", "ing", "ware", "ed", "y", "goods", "stuff", "parts", "board", "work"],
];

/// A number that looks random and is always the same for the same case and use.
pub fn random(case: u32, salt: u32) -> u64 {
    let mut value = u64::from(case) << 20 ^ u64::from(salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3 {
        value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value ^= value >> 27;
    }
    value
}

/// The same, below `end`.
pub fn below(case: u32, salt: u32, end: u32) -> u32 {
    u32::try_from(random(case, salt) % u64::from(end)).unwrap()
}

fn pick<'a, T: ?Sized>(from: &[&'a T], random: u64) -> &'a T {
    from[usize::try_from(random % from.len() as u64).unwrap()]
}

fn day(case: u32, cases: u32) -> (NaiveDate, u32) {
    let per_day = cases.div_ceil(DAYS).max(1);
    let day = NaiveDate::from_ymd_opt(2021, 11, 23).unwrap() + Days::new(u64::from(case / per_day));
    (day, case % per_day + 1)
}

pub fn number(case: u32, cases: u32) -> CaseNumber {
    let (day, serial) = day(case, cases);
    CaseNumber::new(POST, day, serial).unwrap()
}

pub fn plate(case: u32) -> String {
    let (digits, more) = (random(case, 1) % 1_000, random(case, 2));
    let letters: String =
        (0..3).map(|n| char::from(b'A' + (more >> (8 * n)).to_le_bytes()[0] % 26)).collect();
    match random(case, 3) % 10 {
        0..=4 => format!("{digits:03}{letters}{:02}", more % 17 + 1),
        5 | 6 => format!("А{digits:03}ВС{:03}", more % 200),
        7 => format!("{:02}{digits:03}{letters}", more % 90),
        8 => format!("{letters}{:04}", more % 10_000),
        _ => format!("沪{letters}{:04}", more % 10_000),
    }
}

pub fn container(case: u32) -> String {
    let owners =
        ["MSKU", "TCNU", "CSQU", "TEMU", "OOLU", "HLXU", "MSCU", "CMAU", "BMOU", "TGHU", "KTZU", "SEGU"];
    let start = format!("{}{:06}", pick(&owners, random(case, 4)), random(case, 5) % 1_000_000);
    (0..10)
        .filter_map(|digit| ContainerNumber::parse(&format!("{start}{digit}")).ok())
        .find(|number| number.check_digit() == CheckDigit::Matches)
        .unwrap()
        .to_string()
}

pub fn document(case: u32) -> String {
    format!("{}", 10_000_000 + random(case, 6) % 90_000_000)
}

/// Frequent words are frequent: the product of two even choices is near its lower end.
pub fn word(case: u32, salt: u32) -> String {
    let language = usize::try_from(random(case, 7) % 3).unwrap();
    let (a, b) = (random(case, salt), random(case, salt + 100));
    let stem = pick(SYLLABLES[language], a % 14 * (b % 14) / 13);
    let middle = pick(SYLLABLES[language], b >> 8);
    let ending = pick(ENDINGS[language], a >> 16);
    if (a >> 32).is_multiple_of(3) { format!("{stem}{ending}") } else { format!("{stem}{middle}{ending}") }
}

pub fn officer(case: u32, salt: u32, role: Role) -> Officer {
    let names = [
        ("akhmetov.a", "Ахметов А."),
        ("serik.b", "Серік Б."),
        ("ivanova.m", "Иванова М."),
        ("kim.v", "Ким В."),
        ("zhaqsybekov.n", "Жақсыбеков Н."),
        ("orazova.g", "Оразова Г."),
        ("petrenko.o", "Петренко О."),
        ("tulegen.d", "Төлеген Д."),
    ];
    // A shift of some forty cases has the same people.
    let (id, name) =
        names[usize::try_from(random(case / 40, salt) % 4).unwrap() + if role == Role::Oms { 0 } else { 4 }];
    Officer { id: OfficerId::parse(id).unwrap(), name: name.into(), role }
}

fn registration(case: u32, at: NaiveDate) -> Registration {
    let containers = usize::from(!random(case, 8).is_multiple_of(10));
    let container = RecordedContainer {
        number: ContainerNumber::parse(&container(case)).unwrap(),
        check: CheckDigit::Matches,
        reason: None,
        load: None,
    };
    let lines = random(case, 9) % 3;
    let line = |line: u32| GoodsLine {
        code: format!("{:04}", 100 + random(case, 20 + line) % 1_200),
        description: format!(
            "{} {}, {}",
            word(case, 30 + line),
            word(case, 40 + line),
            word(case, 50 + line)
        )
        .as_str()
        .into(),
        packages: Some(below(case, 60 + line, 2_000) + 1),
        gross: Grams(random(case, 70 + line) % 20_000_000 + 1_000),
        code_reason: None,
        net: None,
        origin: None,
    };
    Registration {
        containers: vec![container; containers],
        documents: vec![ShippingDocument {
            kind: DocumentKind::Waybill,
            number: document(case).as_str().into(),
            date: Some(at),
        }],
        goods: [0, 1, 2].into_iter().filter(|place| u64::from(*place) <= lines).map(line).collect(),
        parties: [(PartyRole::Consignor, 100), (PartyRole::Consignee, 110)]
            .map(|(role, salt)| Party { role, name: party(case, salt).as_str().into(), tax_id: None })
            .into(),
        ..Registration::bare(Ground::Arrival, Plate::parse(&plate(case)).unwrap())
    }
}

/// One of some thousand firms.
fn party(case: u32, salt: u32) -> String {
    let firm = below(case, salt, 4_000);
    format!("ТОО «{}-{}»", word(firm, 1), word(firm, 2))
}

/// A signed text as long as those that the booth signs.
fn signed() -> Signed {
    let key = "intrascope/booth+00000000+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned();
    Signed { text: "x".repeat(1_100), key, signature: "A".repeat(88) }
}

/// Whether a case ends under suspicion.
pub fn is_suspected(case: u32) -> bool {
    random(case, 10).is_multiple_of(25)
}

fn conclusion(case: u32) -> Conclusion {
    let suspected = is_suspected(case);
    Conclusion {
        verdict: if suspected { Verdict::UnderSuspicion } else { Verdict::WithoutSuspicion },
        analysis: if suspected {
            "в средней части прицепа плотный предмет неправильной формы, не соответствующий заявленному грузу"
                .into()
        } else {
            "груз однороден, соответствует документам".into()
        },
        recommendation: if suspected {
            "досмотр средней части прицепа".into()
        } else {
            "".into()
        },
        filters: FilterChain {
            low: 12_000,
            high: 48_000,
            curve: Curve::Logarithm,
            polarity: Polarity::Normal,
            sharpen: 2,
        },
        viewed_percent: 98,
        mark: None,
        record: Some(Box::new(signed())),
    }
}

fn image(case: u32) -> ImageRecord {
    let part = |part: u32| random(case, 80 + part);
    let hash = format!("{:016x}{:016x}{:016x}{:016x}", part(0), part(1), part(2), part(3));
    ImageRecord {
        sha256: ImageHash::parse(&hash).unwrap(),
        bytes: 20_000_000 + random(case, 90) % 1_000_000,
        format: "TIFF".to_owned(),
        width: 4_212,
        height: 903,
        bits: 16,
        energies: 2,
        depth: Depth::Full,
    }
}

/// A case's facts in their order, each with its officer.
pub fn facts(case: u32, cases: u32) -> Vec<Entry> {
    let number = number(case, cases);
    let scan = ScanId::new(&number, 1);
    let dimensions =
        Dimensions { length: Millimetres(18_700), width: Millimetres(2_500), height: Millimetres(4_000) };
    let lane = LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
    let end = ScanEnd::Completed { columns: 4_212, lost: 3, beam_ms: 21_000, dose_nsv: Some(90) };
    let (oms, oac) = (By::Officer(officer(case, 11, Role::Oms)), By::Officer(officer(case, 12, Role::Oac)));
    let mark = Mark {
        number: 1,
        x: 810,
        y: 220,
        width: 130,
        height: 90,
        note: "плотный предмет".into(),
        proposed_by: None,
    };
    let sheet = SheetRecord {
        file: format!("{}.pdf", scan.as_str()),
        sha256: image(case).sha256.as_str().to_owned(),
        printer: Some("queued".to_owned()),
    };
    let last = if is_suspected(case) {
        CaseFact::HandedOver { to: "Серік Б., пост 7".into() }
    } else {
        CaseFact::Sealed { seal: SealNumber::parse("0417").unwrap() }
    };
    let mut facts = vec![
        (oms.clone(), CaseFact::Registered(registration(case, number.day()))),
        (oms.clone(), CaseFact::Admitted(GateAnswers { dimensions })),
        (oms.clone(), CaseFact::LaneConfirmed(lane)),
        (oms, CaseFact::ScanRequested { scan: scan.clone(), kind: ScanKind::First }),
        (By::Station, CaseFact::PrewarningBegan { scan: scan.clone() }),
        (By::Station, CaseFact::BeamBegan { scan: scan.clone() }),
        (By::Station, CaseFact::ScanEnded { scan: scan.clone(), end }),
        (
            By::Station,
            CaseFact::ImageAccepted { scan, image: image(case), manifest: Some(Box::new(signed())) },
        ),
        (oac.clone(), CaseFact::AnalysisBegan),
        (oac.clone(), CaseFact::VerdictGiven(Box::new(conclusion(case)))),
        (oac.clone(), CaseFact::SheetPrinted(sheet)),
        (oac.clone(), last),
    ];
    if is_suspected(case) {
        facts.insert(9, (oac, CaseFact::MarkPlaced(mark)));
    }
    let at =
        |place: usize| moment(case, cases) + chrono::TimeDelta::seconds(40 * i64::try_from(place).unwrap());
    let entry = |(place, (by, fact))| entry_at(at(place), by, Fact::Case { number: number.clone(), fact });
    facts.into_iter().enumerate().map(entry).collect()
}

fn moment(case: u32, cases: u32) -> Moment {
    let (day, serial) = day(case, cases);
    let begin = day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
    DateTime::from_timestamp(begin + i64::from(serial) * 157, 250_000_000).unwrap()
}

/// The facts of the cases `from..to` as a booth makes them: while one is analysed the next is at the lane.
pub fn shift(from: u32, to: u32, cases: u32) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut analysed: std::collections::VecDeque<Entry> = std::collections::VecDeque::new();
    for case in from..to {
        if case % 40 == 0 {
            let by = By::Officer(officer(case, 11, Role::Oms));
            entries.push(entry_at(moment(case, cases), by, Fact::Booth { fact: BoothFact::SignedIn }));
        }
        let mut facts = facts(case, cases);
        let rest = facts.split_off(8);
        for (place, fact) in facts.into_iter().enumerate() {
            entries.push(fact);
            if place % 2 == 1 {
                entries.extend(analysed.pop_front());
            }
        }
        entries.extend(analysed.drain(..));
        analysed.extend(rest);
    }
    entries.extend(analysed);
    entries
}

fn entry_at(at: Moment, by: By, fact: Fact) -> Entry {
    let boot = "00000000-0000-0000-0000-000000000000".to_owned();
    let clock = ClockReading { uptime_ms: 1_000_000, boot, sync: ClockSync::Free };
    Entry { clock: Some(clock), ..Entry::new(at, by, fact) }
}
