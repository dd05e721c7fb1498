//! Composes the sheet: A4, landscape, the image as large as the page lets it, three columns under it.
//!
//! ```text
//! ┌ title, post and complex ──────────────────────── case, printed at ┐
//! │                                                                   │
//! │            the X-ray image, marks as numbered frames              │
//! │                                                                   │
//! ├ size, bits, energies ──────────────────────────── reduced depth? ─┤
//! │ declared            │ scanned              │ the stamp, or the    │
//! │ checkpoint          │ people and times     │ suspicion's findings │
//! └ digest of the original ────────────────────────────── page 1 of 1 ┘
//! ```
//! Findings that do not fit go on over further pages of three columns; only after the last of those is anything cut.

use crate::domain::case::Case;
use crate::domain::step::{Conclusion, Verdict};
use crate::paper::PaperError;
use crate::paper::canvas::{Area, BLACK, Canvas, DIM, Pen, RULE, WHITE};
use crate::paper::checkpoint::Code;
use crate::paper::column::{self, Column, Line};
use crate::paper::stamp::{self, Signature};
use crate::paper::typeface::{Faces, Style};
use crate::paper::{fields, findings, picture};
use crate::words::Words;
use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::image::Image;
use krilla::metadata::{self, Metadata};
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};

pub use crate::paper::checkpoint::Checkpoint;

/// The image as the OAC saw it, toned to 8 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetImage {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `width × height` bytes, row by row; 0 is black.
    pub grey: Vec<u8>,
}

/// The booth as the sheet names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booth {
    /// Customs post or crossing point.
    pub post_name: String,
    /// The inspection complex.
    pub ic_name: String,
}

/// In which language, when, and with which state of the journal a sheet is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    /// The language of the labels.
    pub words: Words,
    /// When; its offset is the booth's.
    pub at: DateTime<FixedOffset>,
    /// The journal, this verdict in it.
    pub checkpoint: Checkpoint,
}

/// A4 landscape, points: 297 × 210 mm.
const PAGE: (f32, f32) = (841.89, 595.28);
/// 8.5 mm: office printers leave 4 to 6 mm unprinted.
const MARGIN: f32 = 24.0;
const HEADER_HEIGHT: f32 = 36.0;
const CAPTION_HEIGHT: f32 = 16.0;
const FOOTER_HEIGHT: f32 = 12.0;
const GUTTER: f32 = 16.0;
/// What the columns keep even under a tall image: 22 lines of 10.2, or the stamp and eight lines.
const COLUMNS_HEIGHT_MIN: f32 = 225.0;
/// A suspicion needs its reasons beside the image: 25 lines.
const SUSPICION_HEIGHT_MIN: f32 = 255.0;
/// Pages after the front. Analysis, recommendation and 99 short marks fill less than two.
const FURTHER_PAGES_MAX: usize = 4;

const TITLE: Style = Style::bold(12.0);
const SUBTITLE: Style = Style::regular(8.0).grey(DIM);
const SMALL: Style = Style::regular(6.0).grey(DIM);

/// Renders the sheet of a case with a verdict.
///
/// # Errors
/// [`PaperError::NoVerdict`] before the verdict, [`PaperError::Image`] for an image that is not its size,
/// [`PaperError::Checkpoint`] for a checkpoint that no code can carry.
pub fn render(
    case: &Case,
    booth: &Booth,
    image: &SheetImage,
    printing: &Printing,
) -> Result<Vec<u8>, PaperError> {
    let conclusion = case.conclusion.as_ref().ok_or(PaperError::NoVerdict)?;
    let embedded = picture::embed(image)?;
    let faces = Faces::load()?;
    let Printing { words, at: printed_at, checkpoint } = printing;
    let (words, printed_at) = (*words, *printed_at);
    let code = Code::of(checkpoint, words)?;
    let sheet = Sheet { case, conclusion, booth, code, words, printed_at, faces: &faces };
    let size = case.image().map_or((image.width, image.height), |original| (original.width, original.height));
    let mut document = Document::new_with(settings()?);
    document.set_metadata(sheet.metadata());
    let plan = sheet.plan((image.width, image.height));
    sheet.front(&mut document, embedded, size, &plan)?;
    for (place, columns) in plan.further.iter().enumerate() {
        sheet.further(&mut document, columns, place + 2, plan.pages())?;
    }
    document.finish().map_err(|error| PaperError::Pdf(pdf_error(&error)))
}

/// PDF/A-2b: what is printed is also what is kept, and must open in twenty years.
fn settings() -> Result<SerializeSettings, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|error| PaperError::Pdf(format!("{error:?}")))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

fn pdf_error(error: &KrillaError) -> String {
    match error {
        KrillaError::Validation(found) => format!("{error}: {found:?}"),
        other => other.to_string(),
    }
}

/// Where everything goes, decided before anything is drawn: the front must know how many pages there are.
struct Plan {
    picture: Area,
    columns: [Area; 3],
    declared: Vec<Line>,
    scanned: Vec<Line>,
    findings: Vec<Line>,
    /// Pages after the front: three columns each.
    further: Vec<[Vec<Line>; 3]>,
}

impl Plan {
    fn pages(&self) -> usize {
        1 + self.further.len()
    }
}

struct Sheet<'a> {
    case: &'a Case,
    conclusion: &'a Conclusion,
    booth: &'a Booth,
    code: Code,
    words: Words,
    printed_at: DateTime<FixedOffset>,
    faces: &'a Faces,
}

impl Sheet<'_> {
    fn title(&self) -> String {
        let number = self.case.number.to_string();
        self.words.say_with("sheet-document-title", &[("case", number.into())])
    }

    fn metadata(&self) -> Metadata {
        let at = self.printed_at;
        let part = |value: u32| u8::try_from(value).unwrap_or_default();
        let offset_minutes = at.offset().local_minus_utc() / 60;
        let date = metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
            .month(part(at.month()))
            .day(part(at.day()))
            .hour(part(at.hour()))
            .minute(part(at.minute()))
            .second(part(at.second()))
            .utc_offset_hour(i8::try_from(offset_minutes / 60).unwrap_or_default())
            .utc_offset_minute(part(offset_minutes.unsigned_abs() % 60));
        Metadata::new()
            .title(self.title())
            .language(self.words.language().code().to_owned())
            .creator(format!("Intrascope {}", env!("CARGO_PKG_VERSION")))
            .document_id(format!("{} {}", self.case.number, at.to_rfc3339()))
            .creation_date(date)
    }

    fn plan(&self, image: (u32, u32)) -> Plan {
        let body = Area {
            x: MARGIN,
            y: MARGIN + HEADER_HEIGHT,
            width: PAGE.0 - 2.0 * MARGIN,
            height: PAGE.1 - 2.0 * MARGIN - HEADER_HEIGHT - FOOTER_HEIGHT,
        };
        let columns_height = match self.conclusion.verdict {
            Verdict::WithoutSuspicion => COLUMNS_HEIGHT_MIN,
            Verdict::UnderSuspicion => SUSPICION_HEIGHT_MIN,
        };
        let room = Area { height: body.height - CAPTION_HEIGHT - columns_height, ..body };
        let picture = picture::place(image.0, image.1, room);
        let top = picture.bottom() + CAPTION_HEIGHT;
        let columns = three_columns(Area { y: top, height: body.bottom() - top, ..body });
        let height = columns[0].height;
        let cut = self.words.say("sheet-cut");
        let mut declared = self.declared(height - self.code.height());
        let zone = *self.printed_at.offset();
        let mut scanned = self.column(|column| {
            fields::scanned(column, self.case, self.words);
            fields::people_and_times(column, self.case, self.words, zone);
        });
        let mut text = self.column(|column| findings::write(column, self.case, self.conclusion, self.words));
        let beside = self.findings_area(columns[2]).height;
        let onward = self.words.say("sheet-continues");
        let findings = column::take(&mut text, beside, &onward);
        Plan {
            picture,
            columns,
            declared: column::take(&mut declared, height - self.code.height(), &cut),
            scanned: column::take(&mut scanned, height, &cut),
            findings,
            further: further_pages(text, &cut),
        }
    }

    /// What was declared, with as many rows of its lists as stand within the height.
    fn declared(&self, height: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        for shown in fields::Shown::STEPS {
            lines = self.column(|column| fields::declared(column, self.case, self.words, shown));
            if column::stands_within(&lines, height) {
                break;
            }
        }
        lines
    }

    fn column(&self, write: impl FnOnce(&mut Column<'_>)) -> Vec<Line> {
        let mut column = Column::new(self.faces, column_width());
        write(&mut column);
        column.into_lines()
    }

    /// What the verdict's own block leaves of its column.
    fn findings_area(&self, column: Area) -> Area {
        let (above, below) = match self.conclusion.verdict {
            Verdict::WithoutSuspicion => (stamp::STAMP_HEIGHT + 4.0, 0.0),
            Verdict::UnderSuspicion => (stamp::HEADING_HEIGHT, stamp::HANDOVER_HEIGHT),
        };
        Area { y: column.y + above, height: column.height - above - below, ..column }
    }

    fn front(
        &self,
        document: &mut Document,
        image: Image,
        original: (u32, u32),
        plan: &Plan,
    ) -> Result<(), PaperError> {
        self.page(document, 1, plan.pages(), |canvas| {
            picture::draw(canvas, image, &self.case.marks, original, plan.picture);
            self.caption(canvas, plan.picture);
            let [declared, scanned, verdict] = plan.columns;
            column::draw(canvas, declared, &plan.declared);
            self.code.draw(canvas, declared);
            column::draw(canvas, scanned, &plan.scanned);
            self.verdict(canvas, verdict);
            column::draw(canvas, self.findings_area(verdict), &plan.findings);
        })
    }

    fn verdict(&self, canvas: &mut Canvas<'_, '_>, area: Area) {
        let given_at = self
            .case
            .stamps
            .verdict
            .as_ref()
            .map(|stamp| stamp.at.with_timezone(&self.printed_at.timezone()));
        let date = given_at.unwrap_or(self.printed_at).format("%d.%m.%Y").to_string();
        let signature = Signature {
            conclusion: self.conclusion,
            officer: fields::verdict_officer(self.case),
            date: &date,
            seal: self.case.seal.as_ref().map_or("", |seal| seal.as_str()),
            handed_to: self.case.handed_to.as_ref().map_or("", |name| name.as_str()),
        };
        match self.conclusion.verdict {
            Verdict::WithoutSuspicion => stamp::draw_stamp(canvas, area, self.words, &signature),
            Verdict::UnderSuspicion => {
                stamp::draw_heading(canvas, area, self.conclusion);
                let foot = Area {
                    y: area.bottom() - stamp::HANDOVER_HEIGHT,
                    height: stamp::HANDOVER_HEIGHT,
                    ..area
                };
                stamp::draw_handover(canvas, foot, self.words, &signature);
            }
        }
    }

    fn caption(&self, canvas: &mut Canvas<'_, '_>, picture: Area) {
        let Some(image) = self.case.image() else { return };
        let baseline = picture.bottom() + 8.5;
        canvas.text(MARGIN, baseline, SMALL, &fields::caption(image, self.words));
        if let Some(flag) = fields::depth_flag(image, self.words) {
            let style = Style::bold(6.2).grey(WHITE);
            let width = canvas.faces.width(&flag, style) + 8.0;
            let x = PAGE.0 - MARGIN - width;
            canvas.fill(Area { x, y: baseline - 6.5, width, height: 9.0 }, BLACK);
            canvas.text(x + 4.0, baseline, style, &flag);
        }
    }

    fn further(
        &self,
        document: &mut Document,
        columns: &[Vec<Line>; 3],
        page: usize,
        pages: usize,
    ) -> Result<(), PaperError> {
        self.page(document, page, pages, |canvas| {
            for (area, lines) in three_columns(further_body()).into_iter().zip(columns) {
                column::draw(canvas, area, lines);
            }
        })
    }

    /// A page with its header and footer.
    fn page(
        &self,
        document: &mut Document,
        page: usize,
        pages: usize,
        draw: impl FnOnce(&mut Canvas<'_, '_>),
    ) -> Result<(), PaperError> {
        let settings =
            PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| PaperError::Pdf("page size".to_owned()))?;
        let mut leaf = document.start_page_with(settings);
        let mut surface = leaf.surface();
        let mut canvas = Canvas::new(&mut surface, self.faces);
        self.header(&mut canvas);
        draw(&mut canvas);
        self.footer(&mut canvas, page, pages);
        surface.finish();
        leaf.finish();
        Ok(())
    }

    fn header(&self, canvas: &mut Canvas<'_, '_>) {
        let (left, right) = (MARGIN, PAGE.0 - MARGIN);
        // Title and case number share the line: the number's side gets 300 points, 40 characters of 7.3.
        let half = right - left - 300.0;
        let title = canvas.faces.fit(&self.words.say("sheet-title"), TITLE, half);
        canvas.text(left, MARGIN + 11.0, TITLE, &title);
        let booth = format!("{} · {}", self.booth.post_name, self.booth.ic_name);
        canvas.text(left, MARGIN + 23.0, SUBTITLE, &canvas.faces.fit(&booth, SUBTITLE, half));
        let case = self.words.say_with("sheet-case", &[("case", self.case.number.to_string().into())]);
        canvas.text_to(right, MARGIN + 11.0, TITLE, &canvas.faces.fit(&case, TITLE, 296.0));
        let at = self.printed_at.format("%d.%m.%Y %H:%M").to_string();
        let printed = self.words.say_with("sheet-printed-at", &[("at", at.into())]);
        canvas.text_to(right, MARGIN + 23.0, SUBTITLE, &canvas.faces.fit(&printed, SUBTITLE, 296.0));
        canvas.rule(left, right, MARGIN + 29.0, Pen::solid(0.9, BLACK));
    }

    fn footer(&self, canvas: &mut Canvas<'_, '_>, page: usize, pages: usize) {
        let (left, right) = (MARGIN, PAGE.0 - MARGIN);
        let baseline = PAGE.1 - MARGIN;
        canvas.rule(left, right, baseline - 8.0, Pen::solid(0.4, RULE));
        if let Some(image) = self.case.image() {
            let digest =
                self.words.say_with("sheet-digest-whole", &[("digest", image.sha256.as_str().into())]);
            canvas.text(left, baseline, SMALL, &digest);
        }
        let count = [("page", page.to_string().into()), ("pages", pages.to_string().into())];
        canvas.text_to(right, baseline, SMALL, &self.words.say_with("sheet-page", &count));
    }
}

fn column_width() -> f32 {
    (PAGE.0 - 2.0 * MARGIN - 2.0 * GUTTER) / 3.0
}

fn three_columns(body: Area) -> [Area; 3] {
    let width = column_width();
    [0.0, 1.0, 2.0].map(|place| Area { x: body.x + place * (width + GUTTER), width, ..body })
}

fn further_body() -> Area {
    Area {
        x: MARGIN,
        y: MARGIN + HEADER_HEIGHT,
        width: PAGE.0 - 2.0 * MARGIN,
        height: PAGE.1 - 2.0 * MARGIN - HEADER_HEIGHT - FOOTER_HEIGHT,
    }
}

/// Spreads what the front had no room for over further pages; the last of them says where the rest is kept.
fn further_pages(mut text: Vec<Line>, cut: &str) -> Vec<[Vec<Line>; 3]> {
    let height = further_body().height;
    let mut pages = Vec::new();
    while !text.is_empty() && pages.len() < FURTHER_PAGES_MAX {
        let mut columns = [Vec::new(), Vec::new(), Vec::new()];
        for (place, lines) in columns.iter_mut().enumerate() {
            let is_last = pages.len() + 1 == FURTHER_PAGES_MAX && place == 2;
            *lines = if is_last {
                column::take(&mut text, height, cut)
            } else {
                column::take_within(&mut text, height)
            };
        }
        pages.push(columns);
    }
    pages
}
