//! The case as labelled values: what was declared, what was scanned, who did it and when.

use crate::domain::Moment;
use crate::domain::analysis::{Curve, FilterChain, Polarity};
use crate::domain::case::{Case, Stamp};
use crate::domain::container::CheckDigit;
use crate::domain::lane::Exposure;
use crate::domain::registration::{
    DocumentKind, GoodsLine, Ground, RecordedContainer, Registration, ShippingDocument,
};
use crate::domain::scan::{Depth, ImageRecord, ScanKind};
use crate::paper::column::Column;
use crate::words::{Value, Words};
use chrono::{FixedOffset, NaiveDate};

/// Lines that one value may take on the front of the sheet: a goods description of 200 characters needs five.
const VALUE_LINES: usize = 5;
/// Lines of a name or a number.
const SHORT_LINES: usize = 2;
/// Shown where nothing is known.
const NOTHING: &str = "—";

/// Date and time in the booth's zone.
pub(super) fn date_time(at: Moment, zone: FixedOffset) -> String {
    at.with_timezone(&zone).format("%d.%m.%Y %H:%M:%S").to_string()
}

fn date(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// How much of the lists is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// Rows of each list.
    rows: usize,
    /// Lines of each row.
    lines: usize,
}

impl Shown {
    /// Tried in turn until the column has room: all rows whole, then fewer, then one row of each list, at last on a line of its own.
    pub(super) const STEPS: [Self; 10] = [
        Self::whole(99),
        Self::whole(20),
        Self::whole(10),
        Self::whole(6),
        Self::whole(4),
        Self::whole(3),
        Self::whole(2),
        Self::whole(1),
        Self { rows: 1, lines: SHORT_LINES },
        Self { rows: 1, lines: 1 },
    ];

    const fn whole(rows: usize) -> Self {
        Self { rows, lines: VALUE_LINES }
    }
}

/// What was declared when the vehicle was presented, as much of each list as `shown` says and the count of the other rows.
pub(super) fn declared(column: &mut Column<'_>, case: &Case, words: Words, shown: Shown) {
    let Shown { rows, lines } = shown;
    column.head(&words.say("sheet-declared"));
    if let Some(file) = &case.imported_from {
        column.field(&words.say("sheet-imported-from"), file.as_str(), SHORT_LINES);
    }
    let Some(registration) = &case.registration else { return };
    column.field(&words.say("sheet-plate"), registration.plate.as_str(), SHORT_LINES);
    for trailer in &registration.vehicle.trailers {
        column.field(&words.say("sheet-trailer"), trailer.as_str(), SHORT_LINES);
    }
    column.field(&words.say("sheet-ground"), &ground(registration, words), SHORT_LINES);
    for container in registration.containers.iter().take(rows) {
        column.field(&words.say("sheet-container"), &container_value(container, words), lines);
    }
    more(column, "sheet-more-containers", registration.containers.len(), rows, words);
    for document in registration.documents.iter().take(rows) {
        column.field(
            &document_label(document.kind, words),
            &document_value(document, words),
            lines.min(SHORT_LINES),
        );
    }
    more(column, "sheet-more-documents", registration.documents.len(), rows, words);
    for (place, line) in registration.goods.iter().enumerate().take(rows) {
        let label = words.say_with("sheet-goods", &[("number", (place + 1).to_string().into())]);
        column.field(&label, &goods_value(line, words), lines);
    }
    more(column, "sheet-more-goods", registration.goods.len(), rows, words);
}

/// How many rows are not shown; nothing where all are.
fn more(column: &mut Column<'_>, label: &str, count: usize, shown: usize, words: Words) {
    if count > shown {
        let rest = [("count", (count - shown).to_string().into())];
        column.field(&words.say(label), &words.say_with("sheet-more", &rest), 1);
    }
}

fn ground(registration: &Registration, words: Words) -> String {
    match &registration.ground {
        Ground::Arrival => words.say("sheet-ground-arrival"),
        Ground::Departure { request_number, request_date } => words.say_with(
            "sheet-ground-departure",
            &[("number", request_number.as_str().into()), ("date", date(*request_date).into())],
        ),
    }
}

fn container_value(container: &RecordedContainer, words: Words) -> String {
    let number = container.number.as_str();
    match container.check {
        CheckDigit::Matches => words.say_with("sheet-container-matches", &[("number", number.into())]),
        CheckDigit::Expected(digit) => words.say_with(
            "sheet-container-expected",
            &[
                ("number", number.into()),
                ("digit", digit.to_string().into()),
                ("reason", container.reason.as_ref().map_or(NOTHING, |reason| reason.as_str()).into()),
            ],
        ),
    }
}

fn document_label(kind: DocumentKind, words: Words) -> String {
    match kind {
        DocumentKind::Waybill => words.say("sheet-document-waybill"),
        DocumentKind::TirCarnet => words.say("sheet-document-tir"),
        DocumentKind::TransitDeclaration => words.say("sheet-document-transit"),
        DocumentKind::GoodsDeclaration => words.say("sheet-document-goods"),
        DocumentKind::BillOfLading => words.say("sheet-document-lading"),
        DocumentKind::Other => words.say("sheet-document-other"),
    }
}

fn document_value(document: &ShippingDocument, words: Words) -> String {
    let number = document.number.as_str();
    match document.date {
        Some(day) => {
            words.say_with("sheet-document-dated", &[("number", number.into()), ("date", date(day).into())])
        }
        None => words.say_with("sheet-document-undated", &[("number", number.into())]),
    }
}

fn goods_value(line: &GoodsLine, words: Words) -> String {
    let mass = line.gross.to_kilograms();
    let masses = match line.packages {
        Some(packages) => words.say_with(
            "sheet-goods-packages",
            &[("packages", packages.to_string().into()), ("gross", mass.into())],
        ),
        None => words.say_with("sheet-goods-gross", &[("gross", mass.into())]),
    };
    let net = line.net.map(|net| words.say_with("sheet-goods-net", &[("net", net.to_kilograms().into())]));
    let origin = line.origin.map(|origin| origin.to_string());
    let parts = [line.code.clone(), line.description.to_string(), masses];
    parts.into_iter().chain(net).chain(origin).collect::<Vec<_>>().join(" · ")
}

/// What was scanned and how the image was looked at.
pub(super) fn scanned(column: &mut Column<'_>, case: &Case, words: Words) {
    column.head(&words.say("sheet-scanned"));
    if let Some(scan) = case.last_scan() {
        column.field(&words.say("sheet-scan-id"), scan.id.as_str(), 1);
        let kind = match &scan.kind {
            ScanKind::First => words.say("sheet-scan-first"),
            ScanKind::Repeat { reason } => {
                words.say_with("sheet-scan-repeat", &[("reason", reason.as_str().into())])
            }
        };
        column.field(&words.say("sheet-scan-kind"), &kind, SHORT_LINES);
    }
    if let Some(conclusion) = &case.conclusion {
        column.field(&words.say("sheet-filters"), &filters(conclusion.filters, words), SHORT_LINES);
        let percent = words
            .say_with("sheet-viewed-percent", &[("percent", conclusion.viewed_percent.to_string().into())]);
        column.field(&words.say("sheet-viewed"), &percent, 1);
    }
    if let Some(image) = case.image() {
        let digest: String = image.sha256.as_str().chars().take(DIGEST_SHOWN).collect();
        column.field(&words.say("sheet-digest"), &format!("{digest}…"), 1);
    }
}

/// Digits of the image's digest that two people compare by eye; the whole of it stands in the small print.
const DIGEST_SHOWN: usize = 16;

fn filters(chain: FilterChain, words: Words) -> String {
    let curve = match chain.curve {
        Curve::Linear => words.say("sheet-curve-linear"),
        Curve::Logarithm => words.say("sheet-curve-logarithm"),
    };
    let polarity = match chain.polarity {
        Polarity::Normal => words.say("sheet-polarity-normal"),
        Polarity::Inverted => words.say("sheet-polarity-inverted"),
    };
    words.say_with(
        "sheet-filter-chain",
        &[
            ("low", chain.low.to_string().into()),
            ("high", chain.high.to_string().into()),
            ("curve", curve.into()),
            ("polarity", polarity.into()),
            ("sharpen", chain.sharpen.to_string().into()),
        ],
    )
}

/// The picture's size and origin, for its caption.
pub(super) fn caption(image: &ImageRecord, words: Words) -> String {
    words.say_with(
        "sheet-image",
        &[
            ("width", image.width.to_string().into()),
            ("height", image.height.to_string().into()),
            ("bits", image.bits.to_string().into()),
            ("energies", image.energies.to_string().into()),
            ("format", image.format.as_str().into()),
        ],
    )
}

/// The flag of an image that must not be measured, where it is one.
pub(super) fn depth_flag(image: &ImageRecord, words: Words) -> Option<String> {
    match image.depth {
        Depth::Full => None,
        Depth::Reduced => Some(words.say("sheet-reduced")),
    }
}

/// Who did it and when.
pub(super) fn people_and_times(column: &mut Column<'_>, case: &Case, words: Words, zone: FixedOffset) {
    let stamps = &case.stamps;
    column.head(&words.say("sheet-people"));
    let oms = name(stamps.scan_requested.as_ref().or(stamps.presented.as_ref()));
    column.field(&words.say("sheet-oms"), oms, SHORT_LINES);
    column.field(&words.say("sheet-oac"), verdict_officer(case), SHORT_LINES);
    let times = [
        (words.say("sheet-time-presented"), &stamps.presented),
        (words.say("sheet-time-admitted"), &stamps.admitted),
        (words.say("sheet-time-scan-begun"), &stamps.scan_begun),
        (words.say("sheet-time-scan-ended"), &stamps.scan_ended),
        (words.say("sheet-time-image-in"), &stamps.image_in),
        (words.say("sheet-time-analysis"), &stamps.analysis_begun),
        (words.say("sheet-time-verdict"), &stamps.verdict),
        (words.say("sheet-time-handed-over"), &stamps.handed_over),
    ];
    for (label, stamp) in times {
        if let Some(stamp) = stamp {
            column.field(&label, &date_time(stamp.at, zone), 1);
        }
    }
    if let Some(exposure) = case.last_scan().and_then(|scan| scan.exposure.as_deref()) {
        column.field(&words.say("sheet-exposure"), &exposed(exposure, words), SHORT_LINES);
    }
}

/// What the devices read back of the scan.
fn exposed(exposure: &Exposure, words: Words) -> String {
    let told = |value: Option<String>| Value::from(value.unwrap_or_else(|| NOTHING.to_owned()));
    let kv = exposure.kv_max.map(|kv| format!("{},{}", kv.0 / 10, kv.0 % 10));
    let seconds = format!("{},{:03}", exposure.beam_ms / 1_000, exposure.beam_ms % 1_000);
    words.say_with(
        "sheet-exposure-is",
        &[
            ("kv", told(kv)),
            ("current", told(exposure.current_max.map(|current| current.0.to_string()))),
            ("seconds", Value::from(seconds)),
            ("dose", told(exposure.dose_nsv.map(|dose| dose.to_string()))),
        ],
    )
}

/// The officer who gave the verdict.
pub(super) fn verdict_officer(case: &Case) -> &str {
    name(case.stamps.verdict.as_ref())
}

fn name(stamp: Option<&Stamp>) -> &str {
    stamp.and_then(|stamp| stamp.officer.as_ref()).map_or(NOTHING, |officer| officer.name.as_str())
}
