//! The files that a finished scan leaves in the drop folder: image first, manifest last, each appearing whole.

use super::cargo::CargoImage;
use super::detector::other;
use super::physics::AIR_LEVEL;
use super::world::DropForm;
use crate::domain::number::ScanId;
use crate::scanner::drop::Manifest;
use crate::scanner::drop::hex;
use crate::scanner::drop::image_name;
use crate::scanner::drop::manifest_name;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Cursor, Write};
use std::path::Path;
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype::Gray16;
use tiff::tags::Tag;

/// Rows in a strip: a strip of the widest phantom (2 400 pixels of 2 bytes) has 77 KB.
const ROWS_PER_STRIP: u32 = 16;

/// What the image's description (TIFF tag 270) says.
#[derive(serde::Serialize)]
struct Description<'a> {
    scan_id: &'a str,
    /// Beam end-points of the pages in their order, in `MeV`.
    energies_mev: &'a [u8],
    significant_bits: u8,
    /// The level of nothing in the beam.
    air: u16,
}

/// Writes `<scan-id>.tif`, then `<scan-id>.json`, in this form.
pub(super) fn drop_image(folder: &Path, scan: &ScanId, image: &CargoImage, form: DropForm) -> io::Result<()> {
    let named = if form == DropForm::Misnamed { &other(scan) } else { scan };
    let mut bytes = encode(named, image).map_err(io::Error::other)?;
    let manifest = Manifest {
        scan_id: named.to_string(),
        file: image_name(named),
        bytes: u64::try_from(bytes.len()).map_err(io::Error::other)?,
        sha256: hex(&Sha256::digest(&bytes)),
        significant_bits: image.significant_bits(),
        energies: u8::try_from(image.planes().len()).map_err(io::Error::other)?,
    };
    if form == DropForm::Altered
        && let Some(last) = bytes.last_mut()
    {
        *last ^= 1;
    }
    let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
    appear(folder, &image_name(named), &bytes)?;
    appear(folder, &manifest_name(named), &text)
}

/// Lets a file appear whole: written beside its name, on disk before it is renamed.
fn appear(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = folder.join(format!("{name}.part"));
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, folder.join(name))?;
    File::open(folder)?.sync_all()
}

/// A little-endian TIFF with one page an energy: page 0 the high one, page 1 the low one; 16-bit, uncompressed strips.
fn encode(scan: &ScanId, image: &CargoImage) -> Result<Vec<u8>, EncodeFault> {
    let energies: &[u8] = if image.planes().len() == 2 { &[6, 4] } else { &[6] };
    let description = serde_json::to_string(&Description {
        scan_id: scan.as_str(),
        energies_mev: energies,
        significant_bits: image.significant_bits(),
        air: AIR_LEVEL,
    })?;
    let mut out = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut out)?;
    for plane in image.planes() {
        let mut page = encoder.new_image::<Gray16>(image.width(), image.height())?;
        page.rows_per_strip(ROWS_PER_STRIP)?;
        page.encoder().write_tag(Tag::ImageDescription, description.as_str())?;
        page.write_data(plane)?;
    }
    Ok(out.into_inner())
}

#[derive(Debug, thiserror::Error)]
enum EncodeFault {
    #[error("the description cannot be written")]
    Description(#[from] serde_json::Error),
    #[error("the image cannot be written")]
    Image(#[from] tiff::TiffError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiff::decoder::{Decoder, DecodingResult};

    #[test]
    fn both_energies_read_back_and_the_drop_proves() {
        let scan = ScanId::parse("1-2-3-4").unwrap();
        let planes = vec![(0..6000).collect(), (0..6000).rev().collect()];
        let image = CargoImage::new(100, 60, planes.clone(), 16).unwrap();
        let folder = tempfile::tempdir().unwrap();
        drop_image(folder.path(), &scan, &image, DropForm::True).unwrap();
        let dropped = crate::scanner::drop::look(folder.path(), &scan).unwrap().unwrap();
        assert_eq!(std::fs::metadata(&dropped.path).unwrap().len(), dropped.bytes);

        let mut decoder = Decoder::new(File::open(&dropped.path).unwrap()).unwrap();
        for (page, plane) in planes.into_iter().enumerate() {
            decoder.seek_to_image(page).unwrap();
            assert_eq!(decoder.dimensions().unwrap(), (100, 60));
            let text = decoder.get_tag_ascii_string(Tag::ImageDescription).unwrap();
            let description: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(description["energies_mev"], serde_json::json!([6, 4]));
            assert_eq!(description["scan_id"], "1-2-3-4");
            let DecodingResult::U16(samples) = decoder.read_image().unwrap() else { panic!("not 16-bit") };
            assert_eq!(samples, plane);
        }
        assert!(std::fs::read_dir(folder.path()).unwrap().count() == 2, "no part files stay behind");
    }

    #[test]
    fn an_image_under_another_name_never_comes_and_an_altered_one_is_refused() {
        let scan = ScanId::parse("1-2-3-4").unwrap();
        let image = CargoImage::new(100, 60, vec![(0..6000).collect()], 16).unwrap();
        let look = |form| {
            let folder = tempfile::tempdir().unwrap();
            drop_image(folder.path(), &scan, &image, form).unwrap();
            (
                crate::scanner::drop::look(folder.path(), &scan),
                crate::scanner::drop::look(folder.path(), &other(&scan)),
            )
        };
        let (own, others) = look(DropForm::Misnamed);
        assert!(own.is_none() && others.unwrap().is_ok());
        let (own, others) = look(DropForm::Altered);
        assert_eq!((own, others), (Some(Err(crate::domain::lane::ImageFault::DigestDiffers)), None));
    }
}
