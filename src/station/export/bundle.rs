//! What lies in the folder of an exported case.

use crate::domain::case::Case;
use crate::domain::number::ScanId;
use crate::domain::scan::ImageRecord;
use crate::domain::step::Conclusion;
use crate::station::export::picture;
use crate::station::export::sink::{Sink, failed};
use crate::station::export::{ExportError, ExportJob};
use crate::station::jobs::Tiles;
use crate::store::{Extract, TakenCase, TakenFrame, TakenText, public_key_pem};
use crate::words::{Language, Words};
use serde::Serialize;
use std::fs::File;
use std::path::Path;

/// What a proof says it is.
const PROOF: &str = "intrascope inclusion proof 1";

/// The largest sheet: a page with one picture is some 2 MB.
const MAX_SHEET_BYTES: u64 = 64 << 20;

/// Writes every case.
pub(super) fn write_all(sink: &mut Sink, job: &ExportJob<'_>, taken: &Extract) -> Result<(), ExportError> {
    for case in &taken.cases {
        sink.begin(&case.case.number.to_string().replace('/', "-"))?;
        let mut bundle = Bundle { sink, job, taken, sums: String::new() };
        bundle.write(case)?;
        sink.end()?;
    }
    Ok(())
}

/// The folder of a case under way.
struct Bundle<'a> {
    sink: &'a mut Sink,
    job: &'a ExportJob<'a>,
    taken: &'a Extract,
    sums: String,
}

#[derive(Serialize)]
struct Proof {
    what: &'static str,
    case: String,
    size: u64,
    root: String,
    frames: Vec<ProvedFrame>,
}

#[derive(Serialize)]
struct ProvedFrame {
    seq: u64,
    leaf_index: u64,
    /// Where it lies in `frames.bin`.
    offset: u64,
    bytes: u64,
    leaf: String,
    path: Vec<String>,
}

impl Bundle<'_> {
    fn write(&mut self, taken: &TakenCase) -> Result<(), ExportError> {
        let case = &taken.case;
        self.put("VERIFY.txt", verify_text().as_bytes())?;
        self.put_json("record.json", case)?;
        self.put("checkpoint.txt", self.job.checkpoint.as_bytes())?;
        self.put("booth.vkey", format!("{}\n", self.job.key).as_bytes())?;
        self.put("booth.pem", public_key_pem(self.job.key).as_bytes())?;
        self.frames(taken)?;
        for text in &taken.signed {
            self.signed(text)?;
        }
        for scan in &case.scans {
            if let Some(image) = &scan.image {
                self.original(case, &scan.id, image)?;
            }
        }
        self.picture(case)?;
        self.sheet(case)?;
        let sums = std::mem::take(&mut self.sums);
        self.sink.put("SHA256SUMS", sums.as_bytes())?;
        Ok(())
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let sha = self.sink.put(name, bytes)?;
        self.note(name, &sha);
        Ok(())
    }

    fn note(&mut self, name: &str, sha: &str) {
        self.sums.extend([sha, "  ", name, "\n"]);
    }

    fn put_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), ExportError> {
        let mut json =
            serde_json::to_string_pretty(value).map_err(|error| failed(Path::new(name))(error.into()))?;
        json.push('\n');
        self.put(name, json.as_bytes())
    }

    /// Every fact of the case: its bytes, the same readable, and where it stands in the journal's tree.
    ///
    /// A case of a thousand facts is half a megabyte: it is held in memory whole.
    fn frames(&mut self, taken: &TakenCase) -> Result<(), ExportError> {
        let (mut bytes, mut lines, mut frames) = (Vec::new(), Vec::new(), Vec::new());
        for frame in &taken.frames {
            let raw = self.taken.raw(frame)?;
            lines.extend_from_slice(format!("{{\"seq\":{},\"record\":", frame.seq).as_bytes());
            lines.extend_from_slice(Extract::record(&raw));
            lines.extend_from_slice(b"}\n");
            frames.push(proved(frame, bytes.len(), raw.len()));
            bytes.extend_from_slice(&raw);
        }
        self.put("frames.bin", &bytes)?;
        self.put("frames.jsonl", &lines)?;
        self.put_json(
            "proof.json",
            &Proof {
                what: PROOF,
                case: taken.case.number.to_string(),
                size: self.taken.size,
                root: self.taken.root_base64(),
                frames,
            },
        )
    }

    /// A signed text as a file of its own, with the signature beside it as `openssl` reads it.
    fn signed(&mut self, text: &TakenText) -> Result<(), ExportError> {
        let name = text.scan.as_ref().map_or_else(
            || format!("signed/verdict-{}", text.seq),
            |scan| format!("signed/manifest-{scan}-{}", text.seq),
        );
        self.put(&format!("{name}.json"), text.signed.text.as_bytes())?;
        self.put(&format!("{name}.vkey"), format!("{}\n", text.signed.key).as_bytes())?;
        self.put(&format!("{name}.sig"), &text.signature().unwrap_or_default())
    }

    fn original(&mut self, case: &Case, scan: &ScanId, image: &ImageRecord) -> Result<(), ExportError> {
        let hash = image.sha256.as_str();
        let bad = || ExportError::Original { case: case.number.clone(), hash: hash.to_owned() };
        let plain = match self.taken.vault().open_plain(&image.sha256, &case.number) {
            Ok(plain) => plain,
            // The record says what went, when and by whom.
            Err(_) if case.purge.is_some() => return Ok(()),
            Err(_) => return Err(bad()),
        };
        let path = plain.path();
        let file = File::open(path).map_err(failed(path))?;
        if file.metadata().map_err(failed(path))?.len() != image.bytes {
            return Err(bad());
        }
        let name = format!("originals/{scan}.{}", extension(&image.format));
        let sha = self.sink.copy(&name, file, image.bytes)?;
        if sha != hash {
            return Err(bad());
        }
        self.note(&name, &sha);
        Ok(())
    }

    /// The picture of the image that the verdict is on.
    fn picture(&mut self, case: &Case) -> Result<(), ExportError> {
        let (Some(Conclusion { filters, .. }), Some(image), Some(scan)) =
            (&case.conclusion, case.image(), case.last_scan())
        else {
            return Ok(());
        };
        let vault = self.taken.vault();
        let bad = |why| ExportError::Picture { case: case.number.clone(), why };
        let original = match vault.open_plain(&image.sha256, &case.number) {
            Ok(original) => original,
            Err(_) if case.purge.is_some() => return Ok(()),
            Err(error) => return Err(bad(error.to_string())),
        };
        let tiles = if vault.is_sealed(&image.sha256, &case.number) {
            Tiles::Memory
        } else {
            Tiles::At(vault.tiles_path(&image.sha256))
        };
        let mut grey =
            picture::as_seen(self.job.decoder, original.path(), &tiles, image, *filters).map_err(bad)?;
        self.put(&format!("pictures/{}-seen.png", scan.id), &picture::png(&grey).map_err(bad)?)?;
        picture::draw_marks(&mut grey, image, &case.marks);
        self.put(&format!("pictures/{}-marks.png", scan.id), &picture::png(&grey).map_err(bad)?)
    }

    fn sheet(&mut self, case: &Case) -> Result<(), ExportError> {
        let Some(sheet) = &case.sheet else { return Ok(()) };
        let bad = || ExportError::Sheet(case.number.clone());
        let (path, file) = match self.taken.sheet(case) {
            Some(Ok(found)) => found,
            _ if case.purge.is_some() => return Ok(()),
            _ => return Err(bad()),
        };
        let length = file.metadata().map_err(failed(&path))?.len();
        if length > MAX_SHEET_BYTES {
            return Err(bad());
        }
        let sha = self.sink.copy("sheet.pdf", file, length)?;
        if sha != sheet.sha256 {
            return Err(bad());
        }
        self.note("sheet.pdf", &sha);
        Ok(())
    }
}

fn proved(frame: &TakenFrame, offset: usize, bytes: usize) -> ProvedFrame {
    ProvedFrame {
        seq: frame.seq,
        leaf_index: frame.leaf_index(),
        offset: offset as u64,
        bytes: bytes as u64,
        leaf: frame.leaf_base64(),
        path: frame.path_base64(),
    }
}

fn extension(format: &str) -> &'static str {
    match format {
        "TIFF" => "tif",
        "PNG" => "png",
        "JPEG" => "jpg",
        _ => "bin",
    }
}

/// What each file is and how to check it, in the three languages.
fn verify_text() -> String {
    let texts = Language::ALL.map(|language| Words::new(language).say("export-verify"));
    texts.join("\n\n----\n\n") + "\n"
}
