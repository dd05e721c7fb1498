//! Putting one segment together from several files that should hold it: at each place the first file whose frame continues
//! the chain has the word.

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::open_regular;
use crate::store::hash::Sha;
use crate::store::journal::frame::{self, HEAD_BYTES, Head, OVERHEAD_BYTES};
use crate::store::journal::segment::{self, Segment};
use crate::store::records::MAX_RECORD_BYTES;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A segment as far as its chain goes.
#[derive(Debug)]
pub(super) struct Assembled {
    /// The last fact.
    pub(super) head: Head,
    /// Where it ends.
    pub(super) end: u64,
    /// Digest and hash of each frame, by its number: some 100 bytes each, 100 000 in a usual segment.
    pub(super) frames: BTreeMap<u64, (Sha, Sha)>,
    /// Why no file had a frame that goes on; at the end of all files [`Damage::CutShort`].
    pub(super) stop: Damage,
}

/// Puts segment `number` together from the journal folders that have it, and writes it to `draft` where one is wanted.
/// `None` when no folder has a header that continues `after`.
pub(super) fn assemble(
    folders: &[&Path],
    number: u32,
    after: Option<Head>,
    draft: Option<&Path>,
) -> Result<Option<Assembled>, StoreError> {
    let continues = |segment: &Segment| after.is_none_or(|after| after == segment.before);
    let mut headers = folders.iter().filter_map(|folder| Segment::open(folder, number).ok());
    let Some(segment) = headers.find(continues) else { return Ok(None) };
    let files: Vec<File> =
        folders.iter().filter_map(|folder| open_regular(&segment::path(folder, number)).ok()).collect();
    let mut out = match draft {
        Some(path) => Some((BufWriter::new(File::create(path).doing("create", path)?), path)),
        None => None,
    };
    let mut end = segment.scan()?.offset();
    let mut header = vec![0; usize::try_from(end).unwrap_or(0)];
    let source = File::open(&segment.path).doing("open", &segment.path)?;
    source.read_exact_at(&mut header, 0).doing("read", &segment.path)?;
    if let Some((out, path)) = &mut out {
        out.write_all(&header).doing("write", path)?;
    }
    let mut assembled =
        Assembled { head: segment.before, end, frames: BTreeMap::new(), stop: Damage::CutShort };
    loop {
        let (raw, head) = match next_of(&files, end, &assembled.head) {
            Ok(found) => found,
            Err(why) => {
                assembled.stop = why;
                break;
            }
        };
        if let Some((out, path)) = &mut out {
            out.write_all(&raw).doing("write", path)?;
        }
        let body = raw.get(..raw.len().saturating_sub(Sha::BYTES)).unwrap_or_default();
        assembled.frames.insert(head.seq, (Sha::of(&[body]), head.hash));
        assembled.head = head;
        end = end.saturating_add(raw.len() as u64);
    }
    assembled.end = end;
    if let Some((out, path)) = out {
        let file = out.into_inner().map_err(std::io::IntoInnerError::into_error).doing("write", path)?;
        file.sync_all().doing("sync", path)?;
    }
    Ok(Some(assembled))
}

/// The frame at `offset` that follows `before`, of the first file that has it. The damage told is that of the first file,
/// which is our own.
fn next_of(files: &[File], offset: u64, before: &Head) -> Result<(Vec<u8>, Head), Damage> {
    let mut first = None;
    for file in files {
        let raw = read_frame(file, offset);
        match frame::bytes_of_next(&raw, before).map(|(raw, head)| (raw.len(), head)) {
            Ok((length, head)) => {
                let mut raw = raw;
                raw.truncate(length);
                return Ok((raw, head));
            }
            Err(why) => first = first.or(Some(why)),
        }
    }
    Err(first.unwrap_or(Damage::CutShort))
}

/// As many bytes as the frame at `offset` says that it has, or as there are.
fn read_frame(file: &File, offset: u64) -> Vec<u8> {
    let mut head = [0; HEAD_BYTES];
    if file.read_exact_at(&mut head, offset).is_err() {
        return Vec::new();
    }
    let length = head.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut raw = head.to_vec();
    if length <= MAX_RECORD_BYTES {
        raw.resize(OVERHEAD_BYTES + length, 0);
        if file.read_exact_at(&mut raw, offset).is_err() {
            raw.truncate(HEAD_BYTES);
        }
    }
    raw
}
