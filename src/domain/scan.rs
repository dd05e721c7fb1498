//! One scan of a case: kind, times, how it ended, its image.

use crate::domain::Moment;
use crate::domain::lane::{Exposure, ImageFault, LaneFault};
use crate::domain::number::ScanId;
use crate::domain::officer::Officer;
use crate::domain::signed::Signed;
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// First scan, or a repeat with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScanKind {
    /// The first of its case.
    First,
    /// A repeat.
    Repeat {
        /// Why.
        reason: CleanText,
    },
}

/// How a scan ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "end", content = "detail", rename_all = "snake_case")]
pub enum ScanEnd {
    /// The device reported the whole vehicle scanned.
    Completed {
        /// Preview columns received.
        columns: u32,
        /// Preview columns lost on the link.
        lost: u32,
        /// Beam time as the device reported it, milliseconds.
        beam_ms: u32,
        /// Dose read back, nanosieverts; none where the portal has no meter.
        dose_nsv: Option<u32>,
    },
    /// An officer pressed stop.
    Stopped,
    /// The device refused the request; its code.
    Refused(u16),
    /// A fault ended it.
    Faulted(LaneFault),
}

/// How much the stored image can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// 16-bit, lossless.
    Full,
    /// 8-bit or lossy source: not for measurement, flagged on every screen.
    Reduced,
}

/// SHA-256 of an original, 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageHash(String);

/// A text that is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has 64 hexadecimal digits")]
pub struct HashFault;

impl ImageHash {
    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, HashFault> {
        let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if fits { Ok(Self(text.to_owned())) } else { Err(HashFault) }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ImageHash {
    type Error = HashFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ImageHash> for String {
    fn from(hash: ImageHash) -> Self {
        hash.0
    }
}

/// The original image of a scan, as kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImageRecord {
    /// Digest of the original file, by which it is kept.
    pub sha256: ImageHash,
    /// Its size.
    pub bytes: u64,
    /// Format, such as `TIFF`.
    pub format: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Bits a sample as stored.
    pub bits: u8,
    /// Energies: 1 or 2.
    pub energies: u8,
    /// Depth.
    pub depth: Depth,
}

/// Why there is no image to analyse.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoImage {
    /// None came, or none that could be accepted.
    Missing(ImageWhy),
    /// The OAC found it unfit for analysis.
    Unfit {
        /// Why.
        reason: CleanText,
    },
}

/// Wrapper that gives [`ImageFault`] a field name of its own in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImageWhy {
    /// The fault.
    pub why: ImageFault,
}

/// A scan within its case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scan {
    /// Id issued at the request.
    pub id: ScanId,
    /// First or repeat.
    #[serde(flatten)]
    pub kind: ScanKind,
    /// Requested by the OMS.
    pub requested_at: Moment,
    /// Beam first reported on.
    pub begun_at: Option<Moment>,
    /// End reported.
    pub ended_at: Option<Moment>,
    /// How it ended.
    pub outcome: Option<ScanEnd>,
    /// Image accepted.
    pub image_at: Option<Moment>,
    /// The image.
    pub image: Option<ImageRecord>,
    /// Why there is none to analyse.
    pub no_image: Option<NoImage>,
    /// What the booth signed when it took the image in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Box<Signed>>,
    /// What the devices read back of the exposure; none for an imported image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure: Option<Box<Exposure>>,
    /// Who armed it, as told with the exposure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub armed_by: Option<Box<Officer>>,
}

impl Scan {
    /// Whether the beam was on, by what the device said.
    pub fn was_applied(&self) -> bool {
        self.begun_at.is_some()
            || self.exposure.as_ref().is_some_and(|exposure| exposure.beam_ms > 0)
            || self.image.is_some()
            || matches!(self.outcome, Some(ScanEnd::Completed { .. }))
    }
}
