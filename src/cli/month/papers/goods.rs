//! What the month's vehicles carry, as documents declare it.

use super::Load;
use crate::cli::month::chance::Chance;
use crate::domain::exemption::ExemptionGround;
use crate::domain::registration::GoodsDraft;

/// Vehicles with more than one line of goods, per mille.
const MIXED: u64 = 240;

/// Lines whose code has a length that no level has, per mille.
const ODD_CODES: u64 = 12;

/// Why such a code is written down.
const ODD_REASON: &str = "так в накладной, декларация не подана";

/// From, to.
type Span = (u64, u64);

/// Code, description, packages, and kilograms a package.
const GOODS: [(&str, &str, Span, Span); 16] = [
    ("0805102200", "апельсины свежие", (900, 1_400), (14, 17)),
    ("0808108000", "алма", (700, 1_300), (15, 18)),
    ("0703101900", "лук репчатый", (600, 900), (24, 26)),
    ("6403993600", "обувь с верхом из кожи", (400, 1_200), (9, 14)),
    ("6110209100", "трикотаж бұйымдары", (300, 900), (11, 22)),
    ("8517130000", "смартфоны", (60, 500), (8, 12)),
    ("8703231940", "автомобили легковые", (4, 8), (1_450, 1_900)),
    ("8429521000", "экскаваторы гидравлические", (1, 2), (8_000, 11_000)),
    ("3901209009", "полиэтилен в гранулах", (780, 900), (25, 26)),
    ("6907219009", "плитка керамическая", (600, 1_100), (18, 22)),
    ("9403601009", "жиһаз", (120, 400), (22, 48)),
    ("8708709909", "колёса и их части", (150, 600), (18, 34)),
    ("2523290000", "цемент", (440, 460), (50, 51)),
    ("0902300001", "чай чёрный", (500, 1_100), (12, 20)),
    ("8418102001", "тоңазытқыштар", (80, 220), (62, 88)),
    ("3923301090", "бутылки пластмассовые", (800, 1_600), (5, 9)),
];

/// Goods for which the complex is not used.
const LIVING: [(ExemptionGround, &str, &str); 5] = [
    (ExemptionGround::LiveAnimals, "0102291000", "крупный рогатый скот живой"),
    (ExemptionGround::LiveAnimals, "0106190090", "животные передвижного цирка"),
    (ExemptionGround::LiveFish, "0301919000", "форель живая"),
    (ExemptionGround::HatchingEggs, "0407110000", "яйца куриные инкубационные"),
    (ExemptionGround::HatchingEggs, "0407199000", "яйца перепелиные инкубационные"),
];

/// The lines of a vehicle, and where they are from.
pub(super) fn lines(chance: &mut Chance, load: Load, origin: &str) -> Vec<GoodsDraft> {
    let living: Vec<_> = LIVING.iter().filter(|(ground, ..)| load == Load::Exempt(*ground)).collect();
    if let Some((_, code, description)) = chance.one(&living) {
        let gross = chance.within(900, 14_000).to_string();
        let line = GoodsDraft { gross, ..named(code, description, origin) };
        return vec![line];
    }
    let count = if chance.happens(MIXED) { chance.within(2, 6) } else { 1 };
    (0..count).map(|_| line(chance, origin, count)).collect()
}

fn line(chance: &mut Chance, origin: &str, of: u64) -> GoodsDraft {
    let (code, description, packages, kilograms) = chance.one(&GOODS).copied().unwrap_or_default();
    let packages = (chance.within(packages.0, packages.1) / of).max(1);
    let gross = packages * chance.within(kilograms.0, kilograms.1);
    let mut line = named(code, description, origin);
    if chance.happens(ODD_CODES) {
        // A code cut off between two levels.
        line.code = code.chars().take(5).collect();
        ODD_REASON.clone_into(&mut line.code_reason);
    }
    line.packages = packages.to_string();
    line.gross = gross.to_string();
    // Pallets and boxes are a twelfth at most.
    line.net = (gross - chance.pick(gross / 12 + 1)).max(1).to_string();
    line
}

fn named(code: &str, description: &str, origin: &str) -> GoodsDraft {
    let origin = origin.to_owned();
    GoodsDraft { code: code.to_owned(), description: description.to_owned(), origin, ..GoodsDraft::default() }
}
