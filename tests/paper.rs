//! The printed sheet, read back with poppler as any other program would read it.

use chrono::{DateTime, FixedOffset, NaiveDate};
use intrascope::domain::Moment;
use intrascope::domain::analysis::{Curve, Discrepancy, FilterChain, Mark, Polarity};
use intrascope::domain::case::Case;
use intrascope::domain::fact::CaseFact;
use intrascope::domain::number::{CaseNumber, ScanId};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::registration::{ContainerDraft, DepartureDraft, DocumentDraft, Draft, GoodsDraft};
use intrascope::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use intrascope::domain::step::{By, Conclusion, Verdict};
use intrascope::domain::text::CleanText;
use intrascope::paper::PaperError;
use intrascope::paper::sheet::{Booth, Checkpoint, Printing, SheetImage, render};
use intrascope::words::{Language, Words};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each verdict's name and its mark in the three languages.
const MARKS: [(&str, &str); 2] = [
    ("without", "ИЖК бақылауы: күдіксіз|ИДК-контроль без подозрения|IC control without suspicion"),
    ("under", "ИЖК бақылауы: күдікті|ИДК-контроль под подозрением|IC control under suspicion"),
];

fn at(minute: u32) -> Moment {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(9, minute, 7).unwrap().and_utc()
}

fn printed_at() -> DateTime<FixedOffset> {
    at(9).with_timezone(&FixedOffset::east_opt(5 * 3_600).unwrap())
}

fn officer(id: &str, name: &str, role: Role) -> By {
    By::Officer(Officer { id: OfficerId::parse(id).unwrap(), name: name.into(), role })
}

fn booth() -> Booth {
    Booth {
        post_name: "Таможенный пост «Майкапчагай»".to_owned(), ic_name: "ИДК-2 стационарный".to_owned()
    }
}

/// A checkpoint as long as the booth's own.
fn checkpoint() -> Checkpoint {
    let root = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328".to_owned();
    let name = "intrascope/39855302/ИДК-2";
    let (base64, signature) = ("Xcnaeacgwq".repeat(4) + "AQ==", "HXjb0q".repeat(15) + "g=");
    let note = format!("{name}\n41377\n{base64}\nepoch 1\nhead {root}\n\n— {name} {signature}\n");
    Checkpoint { note, facts: 41_377, root }
}

/// A case as it stands when its verdict has just been given.
struct Story {
    case: Case,
    scan: ScanId,
}

impl Story {
    fn begin(draft: &Draft) -> Self {
        let number = CaseNumber::parse("39855302/231126/000417").unwrap();
        let oms = officer("akhmetov.a", "Ахметов Айдос Серікұлы", Role::Oms);
        let registered = CaseFact::Registered(draft.check().unwrap());
        let case = Case::begin(number.clone(), at(1), &oms, &registered).unwrap();
        Self { scan: ScanId::new(&number, 1), case }
    }

    fn scanned(mut self, size: (u32, u32), depth: Depth) -> Self {
        let oms = officer("akhmetov.a", "Ахметов Айдос Серікұлы", Role::Oms);
        let scan = self.scan.clone();
        let image = ImageRecord {
            sha256: ImageHash::parse(&"9f86d081884c7d65".repeat(4)).unwrap(),
            bytes: 12_345_678,
            format: "TIFF".to_owned(),
            width: size.0,
            height: size.1,
            bits: if depth == Depth::Full { 16 } else { 8 },
            energies: 2,
            depth,
        };
        let completed = ScanEnd::Completed { columns: size.0, lost: 0, beam_ms: 31_000, dose_nsv: Some(120) };
        self.case.apply(at(3), &oms, &CaseFact::ScanRequested { scan: scan.clone(), kind: ScanKind::First });
        self.case.apply(at(4), &By::Station, &CaseFact::BeamBegan { scan: scan.clone() });
        self.case.apply(at(5), &By::Station, &CaseFact::ScanEnded { scan: scan.clone(), end: completed });
        self.case.apply(at(6), &By::Station, &CaseFact::ImageAccepted { scan, image, manifest: None });
        self.apply(7, &CaseFact::AnalysisBegan);
        self
    }

    fn apply(&mut self, minute: u32, fact: &CaseFact) {
        self.case.apply(at(minute), &officer("nurlanova.b", "Нұрланова Бәтіма Өмірқызы", Role::Oac), fact);
    }

    fn mark(&mut self, number: u16, place: (u32, u32, u32, u32), note: &str) {
        let (x, y, width, height) = place;
        self.apply(
            7,
            &CaseFact::MarkPlaced(Mark { number, x, y, width, height, note: note.into(), proposed_by: None }),
        );
    }

    fn conclude(&mut self, verdict: Verdict, analysis: &str, recommendation: &str) {
        self.apply(
            8,
            &CaseFact::VerdictGiven(Box::new(Conclusion {
                mark: None,
                record: None,
                verdict,
                analysis: analysis.into(),
                recommendation: recommendation.into(),
                filters: FilterChain {
                    low: 1_200,
                    high: 48_000,
                    curve: Curve::Logarithm,
                    polarity: Polarity::Normal,
                    sharpen: 2,
                },
                viewed_percent: 97,
            })),
        );
    }
}

fn draft() -> Draft {
    Draft {
        plate: "123ABC16".to_owned(),
        containers: vec![ContainerDraft { number: "CSQU3054383".to_owned(), ..ContainerDraft::default() }],
        documents: vec![DocumentDraft {
            number: "4471".to_owned(),
            date: "21.11.2026".to_owned(),
            ..DocumentDraft::default()
        }],
        goods: vec![GoodsDraft {
            code: "0805".to_owned(),
            description: "Цитрусовые свежие: апельсины, мандарины".to_owned(),
            packages: "1296".to_owned(),
            gross: "20400,5".to_owned(),
            ..GoodsDraft::default()
        }],
        ..Draft::default()
    }
}

fn cleared(image: &SheetImage) -> Case {
    let mut story = Story::begin(&draft()).scanned((image.width, image.height), Depth::Full);
    story.conclude(Verdict::WithoutSuspicion, "Изображение соответствует заявленному грузу.", "");
    story.case
}

fn suspected(image: &SheetImage) -> Case {
    let departure =
        DepartureDraft { request_number: "М-118/4".to_owned(), request_date: "22.11.2026".to_owned() };
    let draft = Draft {
        departure: Some(departure),
        containers: vec![ContainerDraft {
            number: "TCNU1234560".to_owned(),
            reason: "так нанесено на контейнере, фото приложено".to_owned(),
            ..ContainerDraft::default()
        }],
        ..draft()
    };
    let (width, height) = (image.width, image.height);
    let mut story = Story::begin(&draft).scanned((width, height), Depth::Reduced);
    story.mark(1, (width / 3, height / 3, width / 9, height / 5), "плотный предмет правильной формы");
    story.mark(2, (width * 2 / 3, height / 2, width / 16, height / 6), "пустота, не свойственная грузу");
    let note = CleanText::from("плотность не соответствует заявленному товару");
    story.apply(7, &CaseFact::DiscrepancyNoted(Discrepancy { goods_line: 0, note }));
    story.conclude(
        Verdict::UnderSuspicion,
        "В средней части грузового отсека просматривается предмет высокой плотности с ровными краями, \
         не свойственный заявленному товару.",
        "Провести досмотр с выгрузкой средней части грузового отсека.",
    );
    story.case
}

/// A ramp with a dark square: an image when no real one is at hand.
fn drawn() -> SheetImage {
    let (width, height) = (1_200u32, 400u32);
    let grey = (0..width * height)
        .map(|pixel| {
            let (x, y) = (pixel % width, pixel / width);
            let dark = (400..600).contains(&x) && (100..200).contains(&y);
            if dark { 20 } else { u8::try_from(x * 200 / width + 40).unwrap() }
        })
        .collect();
    SheetImage { width, height, grey }
}

/// A real scan, converted to grey, where the data set is at hand.
fn real() -> Option<SheetImage> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cargo_ajna");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "jpg"));
    files.sort();
    let bytes = std::fs::read(files.first()?).ok()?;
    let options = zune_core::options::DecoderOptions::default()
        .jpeg_set_out_colorspace(zune_core::colorspace::ColorSpace::Luma);
    let cursor = zune_core::bytestream::ZCursor::new(bytes);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(cursor, options);
    let grey = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    Some(SheetImage { width: width.try_into().ok()?, height: height.try_into().ok()?, grey })
}

fn printing(language: Language) -> Printing {
    Printing { words: Words::new(language), at: printed_at(), checkpoint: checkpoint() }
}

fn pdf(case: &Case, image: &SheetImage, language: Language) -> Vec<u8> {
    render(case, &booth(), image, &printing(language)).unwrap()
}

/// Runs a poppler tool on the PDF; `None`, with a message, where poppler is not installed.
fn poppler(tool: &str, pdf: &[u8], arguments: &[&str]) -> Option<Vec<u8>> {
    if Command::new(tool).arg("-v").output().is_err() {
        eprintln!("skipped: {tool} is not installed");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new(tool).arg(&file).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

fn text(pdf: &[u8]) -> Option<String> {
    poppler("pdftotext", pdf, &["-layout", "-"]).map(|text| String::from_utf8(text).unwrap())
}

fn pages(text: &str) -> usize {
    text.matches('\u{c}').count()
}

#[test]
fn the_same_sheet_is_the_same_bytes() {
    let image = drawn();
    let case = cleared(&image);
    let first = pdf(&case, &image, Language::Ru);
    assert!(first.starts_with(b"%PDF"));
    assert_eq!(first, pdf(&case, &image, Language::Ru));
}

#[test]
fn the_mark_stands_in_three_languages_on_every_sheet() {
    let image = drawn();
    for language in Language::ALL {
        for (case, (name, marks)) in [cleared(&image), suspected(&image)].iter().zip(MARKS) {
            let Some(text) = text(&pdf(case, &image, language)) else { return };
            for mark in marks.split('|') {
                assert!(text.contains(mark), "{name} {}: {mark}", language.code());
            }
            assert_eq!(pages(&text), 1, "{name} {}", language.code());
            assert!(text.contains("39855302/231126/000417"));
            assert!(text.contains("23.11.2026 14:09"), "the booth's own time");
            assert!(text.contains("Нұрланова Бәтіма Өмірқызы"), "Kazakh letters");
        }
    }
}

#[test]
fn only_a_sheet_without_suspicion_has_a_place_for_the_seal() {
    let image = drawn();
    let (seal, handed) = ("номер личной номерной печати", "передано на досмотр (кому)");
    let Some(cleared) = text(&pdf(&cleared(&image), &image, Language::Ru)) else { return };
    assert!(cleared.contains(seal) && !cleared.contains(handed));
    let Some(suspected) = text(&pdf(&suspected(&image), &image, Language::Ru)) else { return };
    assert!(!suspected.contains(seal) && suspected.contains(handed));
    assert!(suspected.contains("ПОНИЖЕННАЯ ГЛУБИНА") && !cleared.contains("ПОНИЖЕННАЯ ГЛУБИНА"));
}

#[test]
fn the_sheet_of_a_reopened_case_says_which_verdict_it_replaces() {
    let image = drawn();
    let case = suspected(&image);
    let mut told = Story { scan: ScanId::new(&case.number, 1), case };
    told.apply(9, &CaseFact::Reopened { reason: "тень у стенки".into(), second: None });
    told.apply(10, &CaseFact::AnalysisBegan);
    told.conclude(Verdict::WithoutSuspicion, "", "");
    for language in Language::ALL {
        let Some(text) = text(&pdf(&told.case, &image, language)) else { return };
        let words = Words::new(language);
        let head = words.say("sheet-superseded-head");
        assert!(text.contains(&head) && text.contains("тень"), "{head} in\n{text}");
    }
}

#[test]
fn the_image_and_its_frames_are_on_the_paper() {
    let image = SheetImage { grey: vec![128; 1_200 * 400], ..drawn() };
    let mut story = Story::begin(&draft()).scanned((1_200, 400), Depth::Full);
    story.mark(1, (600, 200, 300, 100), "");
    story.conclude(Verdict::UnderSuspicion, "x", "y");
    let Some(page) =
        poppler("pdftoppm", &pdf(&story.case, &image, Language::En), &["-r", "144", "-gray", "-singlefile"])
    else {
        return;
    };
    let (width, pixels) = pgm(&page);
    // 24 points of margin and 36 of header, two pixels a point; the picture is 793.89 points wide and so 264.63 high,
    // or as high as the columns let it: its middle is the page's in any case.
    let grey = |x: usize, y: usize| pixels[y * width + x];
    let middle = width / 2;
    assert!((120..136).contains(&grey(middle - 200, 300)), "the picture is on the page");
    let frame_left = (0..40).map(|step| grey(middle - 20 + step, 420)).min().unwrap();
    assert!(frame_left < 30, "the frame's left edge stands at the picture's middle: {frame_left}");
    let inside = (60..100).map(|step| grey(middle + step, 420)).min().unwrap();
    assert!((120..136).contains(&inside), "inside the frame nothing is drawn: {inside}");
}

#[test]
fn the_checkpoint_is_on_the_front_for_the_eye_and_for_a_phone() {
    let image = drawn();
    for case in [cleared(&image), suspected(&image)] {
        let pdf = pdf(&case, &image, Language::Ru);
        let Some(text) = text(&pdf) else { return };
        assert!(text.contains("журнал 41377 · корень 5dc9da79a70659a9"), "{text}");
        let Some(page) = poppler("pdftoppm", &pdf, &["-r", "150", "-gray", "-singlefile"]) else { return };
        if Command::new("zbarimg").arg("--version").output().is_err() {
            eprintln!("skipped: zbarimg is not installed");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sheet.pgm");
        std::fs::write(&file, page).unwrap();
        let read =
            Command::new("zbarimg").args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(&file).output();
        let read = String::from_utf8(read.unwrap().stdout).unwrap();
        assert_eq!(read.trim_end(), checkpoint().note.trim_end());
    }
}

/// Width and pixels of a binary PGM.
fn pgm(bytes: &[u8]) -> (usize, &[u8]) {
    let mut fields = bytes.splitn(4, u8::is_ascii_whitespace);
    assert_eq!(fields.next(), Some(b"P5".as_slice()));
    let number = |field: &[u8]| std::str::from_utf8(field).unwrap().parse::<usize>().unwrap();
    let (width, height) = (number(fields.next().unwrap()), number(fields.next().unwrap()));
    let rest = fields.next().unwrap();
    (width, &rest[rest.len() - width * height..])
}

#[test]
fn long_findings_go_on_over_further_sheets_and_end_with_a_note() {
    let image = drawn();
    let long = "тығыздығы жоғары зат ".repeat(95);
    let mut story = Story::begin(&draft()).scanned((1_200, 400), Depth::Full);
    story.conclude(Verdict::UnderSuspicion, &long, &"разгрузить ".repeat(180));
    let Some(two) = text(&pdf(&story.case, &image, Language::Ru)) else { return };
    assert_eq!(pages(&two), 2);
    assert!(two.contains("продолжение на следующем листе") && two.contains("Лист 2 из 2"));
    assert_eq!(two.matches("разгрузить").count(), 180);
    let note = "х".repeat(2_000);
    for number in 1..=99 {
        story.mark(number, (u32::from(number) * 12, u32::from(number) * 4, 40, 40), &note);
    }
    let five = text(&pdf(&story.case, &image, Language::Ru)).unwrap();
    assert_eq!(pages(&five), 5);
    assert!(five.contains("остальное хранится в записи дела"));
}

#[test]
fn lists_are_shown_as_far_as_there_is_room_and_the_rest_is_counted() {
    let image = drawn();
    let mut long = draft();
    long.trailers = vec!["12ABC16".to_owned()];
    long.containers = vec![long.containers[0].clone(); 8];
    long.documents = vec![long.documents[0].clone(); 20];
    long.goods = vec![long.goods[0].clone(); 99];
    let mut story = Story::begin(&long).scanned((1_200, 400), Depth::Full);
    story.conclude(Verdict::WithoutSuspicion, "Изображение соответствует заявленному грузу.", "");
    let Some(sheet) = text(&pdf(&story.case, &image, Language::Ru)) else { return };
    assert_eq!(pages(&sheet), 1);
    assert!(sheet.contains("12ABC16") && sheet.contains("Товар, строка 1"), "{sheet}");
    let hidden: Vec<usize> = sheet
        .split("… ещё ")
        .skip(1)
        .filter_map(|rest| rest.split(',').next().and_then(|count| count.trim().parse().ok()))
        .collect();
    let [containers, documents, goods] = hidden[..] else { panic!("three counts: {hidden:?}\n{sheet}") };
    assert_eq!(sheet.matches("CSQU3054383").count() + containers, 8, "{sheet}");
    assert_eq!(sheet.matches("4471").count() + documents, 20, "{sheet}");
    assert_eq!(sheet.matches("Товар, строка").count() + goods, 99, "{sheet}");
    assert!(!sheet.contains("остальное хранится в записи дела"), "nothing is cut besides");
}

#[test]
fn any_shape_of_image_and_any_text_is_printed() {
    let mut story =
        Story::begin(&Draft { plate: "新A12345".to_owned(), ..draft() }).scanned((1, 1), Depth::Full);
    story.mark(1, (0, 0, u32::MAX, u32::MAX), "مرحبا \u{1f69b} \u{301}");
    story.conclude(Verdict::UnderSuspicion, "\u{fffd}", "-");
    for (width, height) in [(1, 1), (4_000, 1), (1, 4_000)] {
        let image =
            SheetImage { width, height, grey: vec![7; 4_000.min(usize::try_from(width * height).unwrap())] };
        let Some(text) = text(&pdf(&story.case, &image, Language::Kk)) else { return };
        assert!(text.contains("□A12345"), "{width}×{height}");
    }
}

#[test]
fn without_a_verdict_there_is_no_sheet() {
    let image = drawn();
    let story = Story::begin(&draft()).scanned((1_200, 400), Depth::Full);
    let refused = render(&story.case, &booth(), &image, &printing(Language::En));
    assert!(matches!(refused, Err(PaperError::NoVerdict)));
}

/// Writes the sheets of both verdicts in three languages and says where: `cargo test -- --ignored --nocapture look`.
#[test]
#[ignore = "writes files for a person to look at"]
fn look() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let image = real().unwrap_or_else(drawn);
    for language in Language::ALL {
        for (case, (name, _)) in [cleared(&image), suspected(&image)].iter().zip(MARKS) {
            let file = folder.join(format!("sheet-{name}-{}.pdf", language.code()));
            std::fs::write(&file, pdf(case, &image, language)).unwrap();
            eprintln!("{}", file.display());
        }
    }
}

#[test]
fn a_real_scan_is_printed_small_enough_to_keep() {
    let Some(image) = real() else {
        eprintln!("skipped: no scans beside the project");
        return;
    };
    let pdf = pdf(&suspected(&image), &image, Language::Kk);
    let Some(text) = text(&pdf) else { return };
    assert_eq!(pages(&text), 1);
    // Grey pixels, losslessly packed, and two font subsets of under 60 kB each.
    assert!(pdf.len() < image.grey.len() + 120_000, "{} bytes", pdf.len());
}
