//! Everything that case `k` holds, as a function of `k`.

use anyhow::Result;
use intrascope::domain::analysis::{Curve, FilterChain, Mark, Polarity};
use intrascope::domain::case::Case;
use intrascope::domain::exemption::{Dimensions, GateAnswers};
use intrascope::domain::officer::SealNumber;
use intrascope::domain::registration::{DocumentDraft, Draft, GoodsDraft};
use intrascope::domain::step::{Conclusion, Verdict};
use intrascope::domain::units::Millimetres;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Cursor;
use tiff::encoder::{TiffEncoder, colortype::Gray16};

/// Steps of a round, for either officer.
pub const STEPS: u64 = 5;

/// Steps of a whole case: those of the OMS, then those of the OAC.
pub const WHOLE: u64 = 2 * STEPS;

/// Size of the scans: small, so that the disk's own work is what takes the time.
const SCAN: (u32, u32) = (64, 48);

/// Every third case is under suspicion.
pub fn is_suspected(k: u64) -> bool {
    k.is_multiple_of(3)
}

/// The plate that says which case it is.
pub fn plate(k: u64) -> String {
    format!("KZ{k:08}")
}

/// The case that a plate names; `None` when it is none of ours.
pub fn of_plate(plate: &str) -> Option<u64> {
    plate.strip_prefix("KZ").filter(|digits| digits.len() == 8)?.parse().ok()
}

pub fn draft(k: u64) -> Draft {
    Draft {
        documents: vec![DocumentDraft {
            number: format!("CMR {}", mix(k) % 1_000_000),
            ..DocumentDraft::default()
        }],
        goods: vec![GoodsDraft {
            code: "0805".to_owned(),
            description: format!("цитрусовые, партия {}", mix(k + 1) % 10_000),
            packages: (1 + mix(k) % 2_000).to_string(),
            gross: (1_000 + mix(k) % 20_000).to_string(),
            ..GoodsDraft::default()
        }],
        ..plated(&plate(k))
    }
}

/// A form with only what must be there.
pub fn plated(plate: &str) -> Draft {
    Draft {
        plate: plate.to_owned(),
        documents: vec![DocumentDraft { number: "4471".to_owned(), ..DocumentDraft::default() }],
        goods: vec![GoodsDraft {
            code: "0805".to_owned(),
            description: "цитрусовые".to_owned(),
            gross: "20400".to_owned(),
            ..GoodsDraft::default()
        }],
        ..Draft::default()
    }
}

pub fn gate(k: u64) -> GateAnswers {
    let millimetres =
        |base: u64, span: u64| Millimetres(u32::try_from(base + mix(k) % span).unwrap_or(u32::MAX));
    GateAnswers {
        dimensions: Dimensions {
            length: millimetres(12_000, 6_000),
            width: Millimetres(2_500),
            height: millimetres(3_000, 1_000),
        },
    }
}

/// The file that the complex drops: 16 bits, every pixel from `k`.
pub fn image(k: u64) -> Result<Vec<u8>> {
    let pixels: Vec<u16> = (0..u64::from(SCAN.0 * SCAN.1))
        .map(|place| u16::try_from(mix(k.wrapping_mul(0x1_0001) ^ place) & 0xFFFF).unwrap_or_default())
        .collect();
    let mut file = Cursor::new(Vec::new());
    TiffEncoder::new(&mut file)?.write_image::<Gray16>(SCAN.0, SCAN.1, &pixels)?;
    Ok(file.into_inner())
}

pub fn mark(k: u64) -> Mark {
    let x = u32::try_from(mix(k) % 40).unwrap_or_default();
    Mark {
        number: 1,
        x,
        y: 7,
        width: 12,
        height: 9,
        note: format!("плотный предмет {k}").as_str().into(),
        proposed_by: None,
    }
}

pub fn conclusion(k: u64) -> Conclusion {
    let verdict = if is_suspected(k) { Verdict::UnderSuspicion } else { Verdict::WithoutSuspicion };
    let low = u16::try_from(mix(k) % 30_000).unwrap_or_default();
    Conclusion {
        verdict,
        analysis: format!("разбор дела {k}").as_str().into(),
        recommendation: format!("вскрыть {}", mix(k) % 100).as_str().into(),
        filters: FilterChain {
            low,
            high: low + 20_000,
            curve: Curve::Logarithm,
            polarity: Polarity::Normal,
            sharpen: 1,
        },
        viewed_percent: 100,
        mark: None,
        record: None,
    }
}

/// Facts of a case whose every step was taken: nine at the lane, and a mark of an unsuspected one goes again.
pub fn facts(k: u64) -> u32 {
    if is_suspected(k) { 14 } else { 15 }
}

pub fn seal(k: u64) -> Result<SealNumber> {
    Ok(SealNumber::parse(&format!("{:04}", k % 10_000))?)
}

pub fn recipient(k: u64) -> String {
    format!("Серік Б., пост {k}")
}

/// Steps of the case that are in its record, counted from its registration on.
pub fn progress(case: &Case) -> u64 {
    let suspected = of_plate(case.title()).is_some_and(is_suspected);
    let marked = case.marks_placed == 1 && case.marks.len() == usize::from(suspected);
    let done = [
        true,
        case.gate.is_some(),
        case.stamps.lane_checked.is_some(),
        case.stamps.scan_requested.is_some(),
        case.stamps.image_in.is_some(),
        case.stamps.analysis_begun.is_some(),
        marked,
        case.conclusion.is_some(),
        case.sheet.is_some(),
        case.seal.is_some() || case.handed_to.is_some(),
    ];
    done.iter().take_while(|step| **step).count() as u64
}

pub fn hexadecimal_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// A number that looks like chance and is none (splitmix64).
pub fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
