//! The rows of an outcome file: each read by itself, each fault with its row and field.

use crate::domain::number::CaseNumber;
use crate::domain::supervision::{MAX_OUTCOME_DOCUMENTS, Outcome, OutcomeResult};
use crate::domain::text::CleanText;
use serde_json::{Map, Value};

/// Rows of one file: ten busy months of suspicions.
const MAX_ROWS: usize = 10_000;

/// Longest description of what was found, as on the screen.
const MAX_FOUND_CHARS: usize = 1_000;

/// Longest number of a document: with its kind and date.
const MAX_DOCUMENT_CHARS: usize = 100;

/// Every field of a row, as docs/outcome.schema.json names them.
const FIELDS: [&str; 4] = ["case", "result", "found", "documents"];

/// A row, or what is wrong with it.
pub(super) type Row = Result<(CaseNumber, Outcome), Fault>;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Its place in the file, from 1; nothing where the file as a whole is wrong.
    pub(super) row: Option<usize>,
    /// Which field.
    pub(super) field: Option<String>,
    /// What.
    pub(super) kind: FaultKind,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FaultKind {
    NotJson(String),
    NotAList,
    TooManyRows(usize),
    NotAnObject,
    Unknown,
    Missing,
    NotText,
    NoCaseNumber,
    NoResult,
    TooLong,
    TooManyDocuments(usize),
}

/// Reads a file: as a whole it must be a list, then each row stands for itself.
pub(super) fn read(text: &[u8]) -> Result<Vec<Row>, Fault> {
    let whole = |kind| Fault { row: None, field: None, kind };
    let value: Value =
        serde_json::from_slice(text).map_err(|error| whole(FaultKind::NotJson(error.to_string())))?;
    let Value::Array(rows) = value else { return Err(whole(FaultKind::NotAList)) };
    if rows.len() > MAX_ROWS {
        return Err(whole(FaultKind::TooManyRows(MAX_ROWS)));
    }
    let row = |(place, value): (usize, &Value)| {
        read_row(value).map_err(|(field, kind)| Fault { row: Some(place + 1), field, kind })
    };
    Ok(rows.iter().enumerate().map(row).collect())
}

type RowFault = (Option<String>, FaultKind);

fn of(field: &str, kind: FaultKind) -> RowFault {
    (Some(field.to_owned()), kind)
}

fn read_row(value: &Value) -> Result<(CaseNumber, Outcome), RowFault> {
    let Value::Object(row) = value else { return Err((None, FaultKind::NotAnObject)) };
    if let Some(unknown) = row.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        let name: String = CleanText::bounded(unknown, MAX_DOCUMENT_CHARS).into();
        return Err((Some(name), FaultKind::Unknown));
    }
    let missing = |field| of(field, FaultKind::Missing);
    let number = text(row, "case")?.ok_or_else(|| missing("case"))?;
    let number = CaseNumber::parse(number).map_err(|_| of("case", FaultKind::NoCaseNumber))?;
    let result = match text(row, "result")?.ok_or_else(|| missing("result"))? {
        "confirmed" => OutcomeResult::Confirmed,
        "not_confirmed" => OutcomeResult::NotConfirmed,
        _ => return Err(of("result", FaultKind::NoResult)),
    };
    let found = bounded("found", text(row, "found")?.unwrap_or_default(), MAX_FOUND_CHARS)?;
    if result == OutcomeResult::Confirmed && found.is_empty() {
        return Err(missing("found"));
    }
    Ok((number, Outcome { result, found, documents: documents(row)? }))
}

/// A field's text; nothing where it is absent or null.
fn text<'a>(row: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, RowFault> {
    match row.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(of(field, FaultKind::NotText)),
    }
}

fn bounded(field: &str, text: &str, max_chars: usize) -> Result<CleanText, RowFault> {
    if text.chars().count() > max_chars {
        return Err(of(field, FaultKind::TooLong));
    }
    Ok(CleanText::bounded(text, max_chars))
}

fn documents(row: &Map<String, Value>) -> Result<Vec<CleanText>, RowFault> {
    let documents = match row.get("documents") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(documents)) => documents,
        Some(_) => return Err(of("documents", FaultKind::NotAList)),
    };
    if documents.len() > MAX_OUTCOME_DOCUMENTS {
        return Err(of("documents", FaultKind::TooManyDocuments(MAX_OUTCOME_DOCUMENTS)));
    }
    let document = |(place, value): (usize, &Value)| {
        let field = format!("documents[{place}]");
        let text = value.as_str().ok_or_else(|| of(&field, FaultKind::NotText))?;
        match bounded(&field, text, MAX_DOCUMENT_CHARS)? {
            empty if empty.is_empty() => Err(of(&field, FaultKind::Missing)),
            document => Ok(document),
        }
    };
    documents.iter().enumerate().map(document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCHEMA: &str = include_str!("../../../docs/outcome.schema.json");

    fn only(text: &str) -> Row {
        read(text.as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn a_row_is_read_whole() {
        let row = r#"[{"case":"39855302/231126/000417","result":"confirmed","found":"сигареты","documents":["акт 17"]}]"#;
        let (number, outcome) = only(row).unwrap();
        assert_eq!((number.serial(), outcome.result), (417, OutcomeResult::Confirmed));
        assert_eq!((outcome.found.as_str(), outcome.documents.len()), ("сигареты", 1));
        let bare = only(r#"[{"case":"39855302/231126/000417","result":"not_confirmed"}]"#).unwrap();
        assert!(bare.1.found.is_empty() && bare.1.documents.is_empty());
    }

    #[test]
    fn each_fault_names_its_place_and_spares_the_other_rows() {
        let good = r#"{"case":"39855302/231126/000417","result":"not_confirmed"}"#;
        let with = |rest: &str| format!(r#"{{"case":"39855302/231126/000417",{rest}}}"#);
        let many = vec![r#""x""#; MAX_OUTCOME_DOCUMENTS + 1].join(",");
        let long = "я".repeat(MAX_FOUND_CHARS + 1);
        let cases = [
            ("7".to_owned(), None, FaultKind::NotAnObject),
            (with(r#""result":"maybe""#), Some("result"), FaultKind::NoResult),
            (with(r#""result":3"#), Some("result"), FaultKind::NotText),
            (with(r#""found":"x""#), Some("result"), FaultKind::Missing),
            (with(r#""result":"confirmed""#), Some("found"), FaultKind::Missing),
            (with(r#""result":"confirmed","found":" ""#), Some("found"), FaultKind::Missing),
            (with(&format!(r#""result":"confirmed","found":"{long}""#)), Some("found"), FaultKind::TooLong),
            (with(r#""result":"not_confirmed","note":1"#), Some("note"), FaultKind::Unknown),
            (with(r#""result":"not_confirmed","documents":"a""#), Some("documents"), FaultKind::NotAList),
            (
                with(r#""result":"not_confirmed","documents":["a",2]"#),
                Some("documents[1]"),
                FaultKind::NotText,
            ),
            (
                with(&format!(r#""result":"not_confirmed","documents":[{many}]"#)),
                Some("documents"),
                FaultKind::TooManyDocuments(MAX_OUTCOME_DOCUMENTS),
            ),
            (r#"{"case":"417","result":"confirmed"}"#.to_owned(), Some("case"), FaultKind::NoCaseNumber),
        ];
        for (bad, field, kind) in cases {
            let rows = read(format!("[{good},{bad},{good}]").as_bytes()).unwrap();
            assert!(rows[0].is_ok() && rows[2].is_ok(), "{bad}");
            assert_eq!(rows[1], Err(Fault { row: Some(2), field: field.map(str::to_owned), kind }), "{bad}");
        }
    }

    #[test]
    fn a_file_that_is_no_list_says_so() {
        assert!(matches!(read(b"[{").unwrap_err().kind, FaultKind::NotJson(why) if why.contains("line 1")));
        assert_eq!(read(b"{}").unwrap_err().kind, FaultKind::NotAList);
        let many = format!("[{}]", vec!["1"; MAX_ROWS + 1].join(","));
        assert_eq!(read(many.as_bytes()).unwrap_err().kind, FaultKind::TooManyRows(MAX_ROWS));
    }

    #[test]
    fn the_published_schema_names_the_fields_and_bounds_of_the_reader() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let row = &schema["items"];
        let named: std::collections::BTreeSet<&str> =
            row["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(named, FIELDS.into_iter().collect());
        assert_eq!(schema["maxItems"], MAX_ROWS);
        assert_eq!(row["properties"]["found"]["maxLength"], MAX_FOUND_CHARS);
        assert_eq!(row["properties"]["documents"]["maxItems"], MAX_OUTCOME_DOCUMENTS);
        assert_eq!(row["properties"]["documents"]["items"]["maxLength"], MAX_DOCUMENT_CHARS);
    }

    proptest! {
        #[test]
        fn any_bytes_are_rows_or_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            read(&bytes).ok();
        }
    }
}
