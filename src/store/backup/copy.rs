//! Copying a file so that its name stands for whole content on the disk, or does not exist.

use crate::store::error::{Doing, StoreError};
use crate::store::folder::{make_folder, open_regular, sync_folder};
use crate::store::hash::{CHUNK_BYTES, Sha, digest};
use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A copy under way; what a crash leaves of it is written over by the next.
const DRAFT: &str = ".copy.tmp";

/// Kept as it is: an original, a sheet.
pub(super) const READ_ONLY: u32 = 0o444;

/// For its owner alone.
pub(super) const PRIVATE: u32 = 0o600;

/// How a file is to be copied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// At most so many bytes from the beginning.
    pub(super) bytes: u64,
    /// The digest that it must have; another one keeps nothing.
    pub(super) expected: Option<Sha>,
    /// Permissions of the copy.
    pub(super) mode: u32,
}

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) sha: Sha,
    pub(super) bytes: u64,
}

/// Copies a file durably; `None`, and nothing kept, when it has not the expected digest.
pub(super) fn copy(from: &Path, to: &Path, terms: Terms) -> Result<Option<Copied>, StoreError> {
    let folder = to.parent().unwrap_or(to);
    make_folder(folder)?;
    let draft = folder.join(DRAFT);
    let copied = copy_draft(from, &draft, terms)?;
    if terms.expected.is_some_and(|expected| expected != copied.sha) {
        fs::remove_file(&draft).doing("remove", &draft)?;
        return Ok(None);
    }
    fs::rename(&draft, to).doing("rename", &draft)?;
    sync_folder(folder)?;
    Ok(Some(copied))
}

fn copy_draft(from: &Path, draft: &Path, terms: Terms) -> Result<Copied, StoreError> {
    let source = open_regular(from)?;
    remove_if_there(draft)?;
    let mut file = File::create(draft).doing("create", draft)?;
    let (sha, bytes) =
        digest(source.take(terms.bytes), terms.bytes, |piece| file.write_all(piece)).doing("copy", from)?;
    file.set_permissions(Permissions::from_mode(terms.mode)).doing("protect", draft)?;
    file.sync_all().doing("sync", draft)?;
    Ok(Copied { sha, bytes })
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).doing("remove", path),
        _ => Ok(()),
    }
}

/// Whether `to` is the first `bytes` of `from`, byte for byte, and what digest they have.
pub(super) fn same(from: &Path, to: &Path, bytes: u64) -> Result<Option<Copied>, StoreError> {
    let Ok(there) = open_regular(to) else { return Ok(None) };
    if there.metadata().doing("measure", to)?.len() != bytes {
        return Ok(None);
    }
    let mut there = there;
    let mut buffer = vec![0; CHUNK_BYTES];
    let source = open_regular(from)?;
    let compared = digest(source.take(bytes), bytes, |piece| {
        let other = buffer.get_mut(..piece.len()).unwrap_or_default();
        there.read_exact(other)?;
        if other == piece { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    });
    match compared {
        Ok((sha, length)) if length == bytes => Ok(Some(Copied { sha, bytes })),
        // Other bytes, or a copy that cannot be read: it gets another, and a source that cannot be read is told then.
        _ => Ok(None),
    }
}

/// Names of the regular files in a folder that may not exist, at most `limit`, sorted.
pub(super) fn files_in(folder: &Path, limit: usize) -> Result<Vec<PathBuf>, StoreError> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).doing("list", folder),
    };
    let mut files = Vec::new();
    for entry in listed {
        let path = entry.doing("list", folder)?.path();
        if path.is_file() && files.len() < limit {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
