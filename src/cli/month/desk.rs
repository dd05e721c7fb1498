//! At the desk of analysis: the image is read, zones are marked, discrepancies named, a verdict is given, the sheet sealed or
//! the case handed over.

use super::chance::Chance;
use super::crew::Duty;
use super::truck::{Cargo, Truck};
use super::world::{Worked, World, done};
use crate::cli::month::supervision;
use crate::domain::analysis::{Curve, Discrepancy, FilterChain, Mark, Polarity};
use crate::domain::case::Case;
use crate::domain::officer::SealNumber;
use crate::domain::step::{Conclusion, Step, Verdict};
use crate::domain::text::CleanText;
use crate::station::contract::Request;
use crate::words::Language;
use anyhow::{Context, Result};

/// Without anything to find, a zone is marked and taken off again so often, per mille.
const SECOND_THOUGHTS: u64 = 30;

/// Readings for which a supervisor is asked, per mille.
const SECOND_OPINION: u64 = 25;

/// Cases under suspicion whose sheet is printed too, per mille.
const PRINTED_UNDER_SUSPICION: u64 = 600;

const UNFIT: [&str; 4] = [
    "полосы по всему снимку, груз не различим",
    "жүргізуші кабинасы мен жүк бөлігі түсірілмеген",
    "снимок смазан: автомобиль двигался рывками",
    "пробивной способности не хватило, нужен повтор на малой скорости",
];

const QUESTIONS: [&str; 3] = [
    "ребро жёсткости или тайник?",
    "тығыздығы күмәнді, бірге қараңызшы",
    "похоже на заводскую конструкцию, прошу посмотреть",
];

const SEEN: [&str; 8] = [
    "плотный предмет за передней стенкой",
    "неоднородность в полу прицепа",
    "пустота в запасном колесе заполнена",
    "жүктің арасында белгісіз қаптамалар",
    "упаковки другой плотности в глубине",
    "посторонний предмет в топливном баке",
    "кабина төбесінде жасырын қуыс",
    "органическое вещество среди металла",
];

const DIFFERS: [&str; 5] = [
    "по снимку вдвое больше мест, чем заявлено",
    "вид груза не соответствует описанию",
    "құжатта көрсетілмеген жүк бар",
    "вес по осям выше заявленного брутто",
    "структура груза не такая, как у заявленного товара",
];

const RECOMMENDED: [&str; 4] = [
    "полный досмотр с выгрузкой",
    "досмотр отмеченных зон",
    "белгіленген аймақтарды жете тексеру",
    "досмотр с применением эндоскопа и кинолога",
];

const WITHOUT: [&str; 3] =
    ["соответствует документам", "зон риска не выявлено", "құжаттарға сәйкес, күдікті аймақ жоқ"];

const EXAMINERS: [&str; 4] = [
    "Сейтқали Н., жете тексеру бөлімі",
    "Волков П. А., отдел таможенного досмотра",
    "Ермекова Д., старший инспектор",
    "Тлеубаев Қ., смена досмотра № 2",
];

/// What reading an image came to.
pub(super) enum Read {
    /// A verdict, and everything that it needs.
    Closed(Worked),
    /// Back to the lane: the image cannot be analysed.
    Unfit(Worked),
}

/// An officer takes the image and brings it to an end.
pub(super) async fn read(world: &World, truck: &mut Truck, case: Worked) -> Result<Read> {
    let officer = world.oac.take().await?;
    world.agenda.wait(truck.chance.seconds(4, 25)).await?;
    let case = world.take(&officer, &case, Step::BeginAnalysis).await?;
    if !truck.is_gone && truck.is_unfit() {
        world.agenda.wait(truck.chance.seconds(30, 110)).await?;
        let reason = truck.chance.word(&UNFIT).into();
        let case = world.take(&officer, &case, Step::RefuseImage { reason }).await?;
        world.tally().unfit += 1;
        world.release(officer, &world.oac).await?;
        return Ok(Read::Unfit(case));
    }
    let case = match truck.cargo {
        Cargo::AsDeclared => clear(world, &mut truck.chance, &officer, case).await?,
        Cargo::Suspect => suspect(world, &mut truck.chance, &officer, case).await?,
    };
    world.release(officer, &world.oac).await?;
    Ok(Read::Closed(case))
}

/// A supervisor is asked to look at the image too.
async fn second_opinion(
    world: &World,
    chance: &mut Chance,
    officer: &Duty,
    case: Worked,
    sees: Verdict,
) -> Result<Worked> {
    if !chance.happens(SECOND_OPINION) {
        return Ok(case);
    }
    let reason = chance.word(&QUESTIONS).into();
    let asked = world.take(officer, &case, Step::AskSecondOpinion { reason }).await?;
    let case = supervision::opinion(world, chance, &asked, sees).await?;
    world.agenda.wait(chance.seconds(10, 60)).await?;
    Ok(case)
}

/// No suspicion: verdict, sheet, seal.
async fn clear(world: &World, chance: &mut Chance, officer: &Duty, case: Worked) -> Result<Worked> {
    world.agenda.wait(chance.decision(45, 240)).await?;
    let mut case = second_opinion(world, chance, officer, case, Verdict::WithoutSuspicion).await?;
    if chance.happens(SECOND_THOUGHTS) {
        case = mark(world, chance, officer, &case).await?;
        world.agenda.wait(chance.seconds(15, 90)).await?;
        let number = case.marks.last().map_or(1, |mark| mark.number);
        case = world.take(officer, &case, Step::RemoveMark { number }).await?;
    }
    let conclusion = conclusion(chance, Verdict::WithoutSuspicion);
    let case = world.take(officer, &case, Step::GiveVerdict(Box::new(conclusion))).await?;
    world.tally().without += 1;
    world.agenda.wait(chance.seconds(5, 20)).await?;
    let case = print(world, chance, officer, &case).await?;
    world.agenda.wait(chance.seconds(12, 45)).await?;
    let seal = SealNumber::parse(&officer.member.seal)?;
    world.take(officer, &case, Step::RecordSeal { seal }).await
}

/// Something is found: zones, discrepancies, verdict, hand-over.
async fn suspect(world: &World, chance: &mut Chance, officer: &Duty, case: Worked) -> Result<Worked> {
    world.agenda.wait(chance.decision(120, 420)).await?;
    let mut case = second_opinion(world, chance, officer, case, Verdict::UnderSuspicion).await?;
    let discrepancies = chance.pick(2);
    for _ in 0..chance.within(1 - discrepancies, 3) {
        case = mark(world, chance, officer, &case).await?;
        world.agenda.wait(chance.seconds(20, 110)).await?;
    }
    if discrepancies > 0 {
        let lines = case.registration.as_ref().map_or(1, |registration| registration.goods.len());
        let goods_line = u16::try_from(chance.pick(u64::try_from(lines).unwrap_or(1))).unwrap_or(0);
        let noted = Discrepancy { goods_line, note: chance.word(&DIFFERS).into() };
        case = world.take(officer, &case, Step::NoteDiscrepancy(noted)).await?;
        world.agenda.wait(chance.seconds(20, 90)).await?;
    }
    let conclusion = conclusion(chance, Verdict::UnderSuspicion);
    let mut case = world.take(officer, &case, Step::GiveVerdict(Box::new(conclusion))).await?;
    world.tally().under += 1;
    if chance.happens(PRINTED_UNDER_SUSPICION) {
        world.agenda.wait(chance.seconds(5, 20)).await?;
        case = print(world, chance, officer, &case).await?;
    }
    world.agenda.wait(chance.seconds(60, 400)).await?;
    world.take(officer, &case, Step::HandOver { to: examiner(chance) }).await
}

/// To whom a case is handed over.
pub(super) fn examiner(chance: &mut Chance) -> CleanText {
    chance.word(&EXAMINERS).into()
}

async fn mark(world: &World, chance: &mut Chance, officer: &Duty, case: &Case) -> Result<Worked> {
    world.take(officer, case, Step::PlaceMark(zone(chance, case)?)).await
}

/// A zone somewhere on the image.
pub(super) fn zone(chance: &mut Chance, case: &Case) -> Result<Mark> {
    let image = case.image().context("no image to mark")?;
    let mut span = |whole: u32| {
        let length = chance.within(u64::from(whole / 12).max(1), u64::from(whole / 4).max(1));
        let start = chance.pick(u64::from(whole) - length + 1);
        (u32::try_from(start).unwrap_or(0), u32::try_from(length).unwrap_or(1))
    };
    let ((x, width), (y, height)) = (span(image.width), span(image.height));
    let note = chance.word(&SEEN).into();
    let number = case.marks_placed + 1;
    Ok(Mark { number, x, y, width, height, note, proposed_by: None })
}

/// A verdict as it is signed, with the view that it was given on.
pub(super) fn conclusion(chance: &mut Chance, verdict: Verdict) -> Conclusion {
    let (analysis, recommendation) = match verdict {
        Verdict::UnderSuspicion => (chance.word(&SEEN), chance.word(&RECOMMENDED)),
        Verdict::WithoutSuspicion if chance.happens(400) => (chance.word(&WITHOUT), ""),
        Verdict::WithoutSuspicion => ("", ""),
    };
    let bound = |value: u64| u16::try_from(value).unwrap_or(u16::MAX);
    let filters = FilterChain {
        low: bound(chance.pick(9_000)),
        high: bound(chance.within(48_000, 65_535)),
        curve: if chance.happens(550) { Curve::Logarithm } else { Curve::Linear },
        polarity: if chance.happens(150) { Polarity::Inverted } else { Polarity::Normal },
        sharpen: u8::try_from(chance.pick(4)).unwrap_or(0),
    };
    let viewed_percent = u8::try_from(chance.within(72, 100)).unwrap_or(100);
    Conclusion {
        verdict,
        analysis: analysis.into(),
        recommendation: recommendation.into(),
        filters,
        viewed_percent,
        mark: None,
        record: None,
    }
}

/// Prints the sheet.
pub(super) async fn print(world: &World, chance: &mut Chance, officer: &Duty, case: &Case) -> Result<Worked> {
    let language = if chance.happens(500) { Language::Kk } else { Language::Ru };
    let request = Request::PrintSheet { case: case.number.clone(), revision: case.revision, language };
    done(world.ask(officer, request).await).with_context(|| format!("the sheet of {}", case.number))
}
