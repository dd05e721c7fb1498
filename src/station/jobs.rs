//! Work that takes long, off the actor: taking an image in, opening its tiles, writing a sheet.
//!
//! A job touches no state; what it found goes back to the actor, which decides and records.

use crate::domain::case::Case;
use crate::domain::lane::ImageFault;
use crate::domain::refusal::Refusal;
use crate::domain::scan::{Depth, ImageHash, ImageRecord};
use crate::domain::step::{Conclusion, SheetRecord};
use crate::domain::time::booth_time;
use crate::formats::{self, FormatError, ImageHead, Limits};
use crate::imaging::pyramid::Pyramid;
use crate::imaging::render::render;
use crate::imaging::viewport::{ImageSize, Screen, Viewport};
use crate::paper::print::{Printer, send};
use crate::paper::sheet::{self, SheetImage};
use crate::station::clock;
use crate::station::contract::filters::tone_of;
use crate::station::contract::{Booth, Picture};
use crate::store::StoreHandle;
use crate::words::{Language, Words};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Characters of an imported file's name that the record keeps.
pub(super) const MAX_FILE_CHARS: usize = 200;

/// Pixels across the longer side of the image on a sheet: 270 mm at 150 dots an inch.
const SHEET_PIXELS: u32 = 1_600;

/// Takes a dropped or imported file into the vault and makes its tiles. What is no image never gets as far as the vault.
pub(super) async fn take_in(
    store: &StoreHandle,
    path: PathBuf,
    expected: Option<ImageHash>,
) -> Result<ImageRecord, TakeInFault> {
    let looked = path.clone();
    blocking(move || look(&looked)).await.map_err(TakeInFault::Unreadable)?;
    let (sha256, bytes) =
        store.put_original(path, expected).await.map_err(|e| TakeInFault::Store(e.to_string()))?;
    let original = store.vault().path(&sha256);
    let tiles = store.vault().tiles_path(&sha256);
    let hash = sha256.clone();
    let head =
        blocking(move || make_tiles(&original, &hash, &tiles)).await.map_err(TakeInFault::Unreadable)?;
    Ok(record(sha256, bytes, &head))
}

/// Reads the file's head, within the limits.
fn look(path: &Path) -> Result<ImageHead, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    formats::probe(BufReader::new(file)).map_err(|error| describe(&error))
}

/// Why a file was not taken in.
#[derive(Debug)]
pub(super) enum TakeInFault {
    /// The vault did not keep it, or its digest is not the promised one.
    Store(String),
    /// It is no image that can be read.
    Unreadable(String),
}

impl TakeInFault {
    /// The fault as the case records it.
    pub(super) fn as_image_fault(&self) -> ImageFault {
        match self {
            Self::Store(_) => ImageFault::DigestDiffers,
            Self::Unreadable(_) => ImageFault::Unreadable,
        }
    }
}

impl std::fmt::Display for TakeInFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(why) | Self::Unreadable(why) => f.write_str(why),
        }
    }
}

fn record(sha256: ImageHash, bytes: u64, head: &ImageHead) -> ImageRecord {
    ImageRecord {
        sha256,
        bytes,
        format: format!("{:?}", head.format).to_uppercase(),
        width: head.width,
        height: head.height,
        bits: head.bits,
        energies: head.planes,
        depth: match head.depth() {
            formats::Depth::Full => Depth::Full,
            formats::Depth::Reduced => Depth::Reduced,
        },
    }
}

/// Makes the tiles beside their place and renames them there, so that a half-written file is never opened.
fn make_tiles(original: &Path, hash: &ImageHash, tiles: &Path) -> Result<ImageHead, String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    if let Some(folder) = tiles.parent() {
        fs::create_dir_all(folder).map_err(|e| words(&e))?;
    }
    let part = tiles.with_extension("part");
    let file = File::create(&part).map_err(|e| words(&e))?;
    let made = formats::ingest(original, &Limits::default(), hash.as_str(), BufWriter::new(file));
    match made {
        Ok(head) => fs::rename(&part, tiles).map(|()| head).map_err(|e| words(&e)),
        Err(error) => {
            // The part is derived and useless; that it cannot be removed would be no second fault to report.
            fs::remove_file(&part).ok();
            Err(describe(&error))
        }
    }
}

fn describe(error: &FormatError) -> String {
    error.to_string()
}

/// Opens the tiles of a case's image; missing or damaged ones are made anew from the original.
pub(super) async fn open_picture(store: &StoreHandle, case: &Case) -> Result<Picture, Refusal> {
    let image = case.image().cloned().ok_or(Refusal::NoCase)?;
    let original = store.vault().path(&image.sha256);
    let tiles = store.vault().tiles_path(&image.sha256);
    let hash = image.sha256.clone();
    let file = blocking(move || {
        if !holds(&tiles, &hash) {
            make_tiles(&original, &hash, &tiles)?;
        }
        File::open(&tiles).map_err(|error| error.to_string())
    })
    .await
    .map_err(Refusal::Picture)?;
    Ok(Picture { case: case.number.clone(), image, tiles: Arc::new(file) })
}

/// Whether the file is a whole pyramid of this very original.
fn holds(tiles: &Path, hash: &ImageHash) -> bool {
    let pyramid = File::open(tiles).ok().and_then(|file| Pyramid::open(file).ok());
    pyramid.is_some_and(|pyramid| pyramid.origin().sha256 == hash.as_str())
}

/// What a sheet is made of.
pub(super) struct SheetJob {
    pub(super) case: Arc<Case>,
    pub(super) booth: Arc<Booth>,
    pub(super) language: Language,
    pub(super) outbox: PathBuf,
    pub(super) printer: Option<Printer>,
}

/// Writes the sheet of a case into the outbox and hands it to the printer, where there is one.
pub(super) async fn write_sheet(store: &StoreHandle, job: SheetJob) -> Result<SheetRecord, Refusal> {
    let picture = open_picture(store, &job.case).await?;
    blocking(move || compose(&job, &picture)).await.map_err(Refusal::Paper)
}

fn compose(job: &SheetJob, picture: &Picture) -> Result<SheetRecord, String> {
    let conclusion = job.case.conclusion.as_ref().ok_or_else(|| "no verdict".to_owned())?;
    let image = as_seen(picture, conclusion)?;
    let booth = sheet::Booth { post_name: job.booth.post_name.clone(), ic_name: job.booth.ic_name.clone() };
    let printed_at = booth_time(clock::now());
    let pdf = sheet::render(&job.case, &booth, &image, Words::new(job.language), printed_at)
        .map_err(|error| error.to_string())?;
    let file = format!("{}-{}.pdf", job.case.number.to_string().replace('/', "-"), job.case.revision.0);
    let path = job.outbox.join(&file);
    keep(&job.outbox, &path, &pdf).map_err(|error| error.to_string())?;
    // A printer that refuses does not undo the sheet: its words stand in the record and on the screen.
    let printer = job.printer.as_ref().map(|printer| match send(printer, &path, &file) {
        Ok(answer) => answer.to_string(),
        Err(error) => error.to_string(),
    });
    let sha256 = hexadecimal(&Sha256::digest(&pdf));
    Ok(SheetRecord { file, sha256, printer })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// The whole image through the filter chain in force.
fn as_seen(picture: &Picture, conclusion: &Conclusion) -> Result<SheetImage, String> {
    let file = picture.tiles.try_clone().map_err(|error| error.to_string())?;
    let mut pyramid = Pyramid::open(file).map_err(|error| error.to_string())?;
    let size = ImageSize { width: picture.image.width, height: picture.image.height };
    let longer = size.width.max(size.height).max(1);
    let scaled = |side: u32| {
        let pixels = u64::from(side) * u64::from(SHEET_PIXELS.min(longer)) / u64::from(longer);
        u32::try_from(pixels).unwrap_or(SHEET_PIXELS).max(1)
    };
    let screen = Screen { width: scaled(size.width), height: scaled(size.height), pixel_aspect: 1.0 };
    let viewport = Viewport::fit(size, screen);
    let grey =
        render(&mut pyramid, &viewport, screen, &tone_of(&conclusion.filters)).map_err(|e| e.to_string())?;
    Ok(SheetImage { width: grey.width(), height: grey.height(), grey: grey.pixels().to_vec() })
}

/// Durable before it is named: file, then folder.
fn keep(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    File::open(folder)?.sync_all()
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(error.to_string()),
    }
}
