//! Work that takes long, off the actor: taking an image in, opening its tiles, writing a sheet.
//!
//! A job touches no state; what it found goes back to the actor, which decides and records.

use crate::domain::case::Case;
use crate::domain::lane::ImageFault;
use crate::domain::refusal::{ImportFault, Refusal, Undecoded};
use crate::domain::scan::{Depth, ImageHash, ImageRecord};
use crate::domain::step::{Conclusion, SheetRecord};
use crate::domain::time::booth_time;
use crate::formats::{self, ImageFormat, ImageHead};
use crate::imaging::pyramid::Pyramid;
use crate::imaging::render::render;
use crate::imaging::viewport::{ImageSize, Screen, Viewport};
use crate::paper::print::{Printer, send};
use crate::paper::sheet::{self, Printing, SheetImage};
use crate::station::clock::Clock;
use crate::station::contract::filters::tone_of;
use crate::station::contract::{Booth, Picture};
use crate::station::decoding::Decoder;
use crate::station::signing;
use crate::store::{Checkpoint, Encryption, PlainFile, SEALED, StoreHandle, Vault, memory_file};
use crate::words::{Language, Words};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::task::JoinError;

/// Characters of an imported file's name that the record keeps.
pub(super) const MAX_FILE_CHARS: usize = 200;

/// Pixels across the longer side of the image on a sheet: 270 mm at 150 dots an inch.
const SHEET_PIXELS: u32 = 1_600;

/// Takes a dropped or imported file into the vault and makes its tiles.
///
/// It is read to its last row first: what cannot be shown whole never gets into the vault, where nothing is thrown away.
pub(super) async fn take_in(
    store: &StoreHandle,
    decoder: &Decoder,
    path: PathBuf,
    expected: Option<ImageHash>,
) -> Result<ImageRecord, ImportFault> {
    let (looked, looker) = (path.clone(), decoder.clone());
    blocking(move || looker.look_through(&looked)).await.map_err(|error| crashed(&error))??;
    let kept = store.put_original(path, expected).await;
    let (sha256, bytes) = kept.map_err(|error| ImportFault::NotKept(error.to_string()))?;
    let original = store.vault().taken_in(&sha256);
    let tiles = match store.vault().encryption() {
        Encryption::Off => Tiles::At(store.vault().tiles_path(&sha256)),
        Encryption::Cases => Tiles::Memory,
    };
    let (hash, decoder) = (sha256.clone(), decoder.clone());
    let made = blocking(move || match tiles {
        Tiles::At(tiles) => make_tiles(&decoder, &original, &hash, &tiles),
        Tiles::Memory => tiles_in_memory(&decoder, &original, &hash).map(|(head, _)| head),
    })
    .await;
    Ok(record(sha256, bytes, &made.map_err(|error| crashed(&error))??))
}

/// The fault as the case of a dropped image records it.
pub(super) fn as_image_fault(fault: &ImportFault) -> ImageFault {
    match fault {
        // No fault of the image's: it is not kept because nobody could look at it.
        ImportFault::NotKept(_) | ImportFault::NotDecoded(Undecoded::NotStarted { .. }) => {
            ImageFault::NotKept
        }
        ImportFault::Unknown
        | ImportFault::NotSupported(_)
        | ImportFault::TooLarge(_)
        | ImportFault::Damaged
        | ImportFault::Empty
        | ImportFault::Unreadable(_)
        | ImportFault::NotDecoded(_) => ImageFault::Unreadable,
    }
}

fn crashed(error: &JoinError) -> ImportFault {
    ImportFault::Unreadable(error.to_string())
}

fn record(sha256: ImageHash, bytes: u64, head: &ImageHead) -> ImageRecord {
    ImageRecord {
        sha256,
        bytes,
        format: match head.format {
            ImageFormat::Png => "PNG",
            ImageFormat::Tiff => "TIFF",
            ImageFormat::Jpeg => "JPEG",
        }
        .to_owned(),
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

/// Where the tiles of an image are made.
pub(super) enum Tiles {
    /// On the disk, at this place.
    At(PathBuf),
    /// In memory only, since what they show is sealed.
    Memory,
}

/// Makes tiles that no disk sees; they are gone with the file.
pub(super) fn tiles_in_memory(
    decoder: &Decoder,
    original: &Path,
    hash: &ImageHash,
) -> Result<(ImageHead, File), ImportFault> {
    let file = memory_file().map_err(unreadable)?;
    let head = decoder.make_tiles(original, hash, &file)?;
    Ok((head, file))
}

/// Makes the tiles beside their place and renames them there, so that a half-written file is never opened.
pub(super) fn make_tiles(
    decoder: &Decoder,
    original: &Path,
    hash: &ImageHash,
    tiles: &Path,
) -> Result<ImageHead, ImportFault> {
    if let Some(folder) = tiles.parent() {
        fs::create_dir_all(folder).map_err(unreadable)?;
    }
    let part = tiles.with_extension("part");
    // Read too, to be proven before it gets its name.
    let file = File::options().read(true).write(true).create(true).truncate(true).open(&part);
    let made = file.map_err(unreadable).and_then(|file| decoder.make_tiles(original, hash, &file));
    let made = made.and_then(|head| fs::rename(&part, tiles).map(|()| head).map_err(unreadable));
    if made.is_err() {
        // The part is derived and useless; that it cannot be removed would be no second fault to report.
        fs::remove_file(&part).ok();
    }
    made
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn unreadable(error: io::Error) -> ImportFault {
    ImportFault::Unreadable(error.to_string())
}

/// Opens the tiles of a case's image; missing or damaged ones are made anew from the original.
pub(super) async fn open_picture(
    store: &StoreHandle,
    decoder: &Decoder,
    case: &Case,
) -> Result<Picture, Refusal> {
    let image = case.image().cloned().ok_or(Refusal::NoCase)?;
    let (vault, decoder) = (store.vault().clone(), decoder.clone());
    let (hash, number) = (image.sha256.clone(), case.number.clone());
    let file = blocking(move || {
        let tiles = vault.tiles_path(&hash);
        if vault.is_sealed(&hash, &number) {
            let plain = vault.open_plain(&hash, &number).map_err(|error| error.to_string())?;
            let made = tiles_in_memory(&decoder, plain.path(), &hash).map(|(_, file)| file);
            return made.map_err(|error| error.to_string());
        }
        let original = vault.path(&hash);
        if !holds(&tiles, &hash) {
            make_tiles(&decoder, &original, &hash, &tiles).map_err(|error| error.to_string())?;
        }
        File::open(&tiles).map_err(|error| error.to_string())
    })
    .await
    .unwrap_or_else(|error| Err(error.to_string()))
    .map_err(Refusal::Picture)?;
    Ok(Picture { case: case.number.clone(), image, tiles: Arc::new(file) })
}

/// Whether the file is a whole pyramid of this very original.
pub(super) fn holds(tiles: &Path, hash: &ImageHash) -> bool {
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
    pub(super) clock: Clock,
    pub(super) decoder: Decoder,
}

/// Writes the sheet of a case into the outbox and hands it to the printer, where there is one.
pub(super) async fn write_sheet(store: &StoreHandle, job: SheetJob) -> Result<SheetRecord, Refusal> {
    let picture = open_picture(store, &job.decoder, &job.case).await?;
    // The sheet carries the journal's state away from the booth, this verdict in it.
    let note =
        signing::checkpoint(store, &job.clock).await.map_err(|error| Refusal::Store(error.to_string()))?;
    let vault = store.vault().clone();
    let written = blocking(move || compose(&vault, &job, &picture, note)).await;
    written.unwrap_or_else(|error| Err(error.to_string())).map_err(Refusal::Paper)
}

fn compose(vault: &Vault, job: &SheetJob, picture: &Picture, note: String) -> Result<SheetRecord, String> {
    let conclusion = job.case.conclusion.as_ref().ok_or_else(|| "no verdict".to_owned())?;
    let image = as_seen(picture, conclusion)?;
    let booth = sheet::Booth { post_name: job.booth.post_name.clone(), ic_name: job.booth.ic_name.clone() };
    let signed = Checkpoint::of_note(&note).ok_or_else(|| "no checkpoint".to_owned())?;
    let checkpoint = sheet::Checkpoint { note, facts: signed.size, root: signed.root.hex() };
    let printing = Printing { words: Words::new(job.language), at: booth_time(job.clock.now()), checkpoint };
    let pdf = sheet::render(&job.case, &booth, &image, &printing).map_err(|error| error.to_string())?;
    let file = format!("{}-{}.pdf", job.case.number.to_string().replace('/', "-"), job.case.revision.0);
    let (file, kept) = keep_sheet(vault, job, file, &pdf)?;
    // A printer that refuses does not undo the sheet: its words stand in the record and on the screen.
    let printer = job.printer.as_ref().map(|printer| match send(printer, kept.path(), &file) {
        Ok(answer) => answer.to_string(),
        Err(error) => error.to_string(),
    });
    let sha256 = hexadecimal(&Sha256::digest(&pdf));
    Ok(SheetRecord { file, sha256, printer })
}

/// Keeps a sheet in the outbox, sealed where the case is; its name there, and its plain bytes for the printer.
fn keep_sheet(
    vault: &Vault,
    job: &SheetJob,
    file: String,
    pdf: &[u8],
) -> Result<(String, PlainFile), String> {
    let number = &job.case.number;
    let is_sealed = job.case.image().is_some_and(|image| vault.is_sealed(&image.sha256, number));
    let file = if is_sealed { file + SEALED } else { file };
    let path = job.outbox.join(&file);
    if is_sealed {
        vault.seal_sheet(&file, pdf, number).map_err(|error| error.to_string())?;
    } else {
        keep(&job.outbox, &path, pdf).map_err(|error| error.to_string())?;
    }
    let sha256 = hexadecimal(&Sha256::digest(pdf));
    let record = SheetRecord { file: file.clone(), sha256, printer: None };
    let plain = vault.open_sheet(&path, &record, number).map_err(|error| error.to_string())?;
    Ok((file, plain))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
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
fn keep(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let part = path.with_extension("part");
    let written = write_whole(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // The first error is the one to tell; a part that stays goes at the next start.
        fs::remove_file(&part).ok();
    }
    written?;
    File::open(folder)?.sync_all()
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    tokio::task::spawn_blocking(work).await
}
