//! Where an export goes: a folder of folders, or one archive. Written under another name and named when it is whole.

use crate::station::export::ExportError;
use crate::station::jobs::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Personal data: for its owner alone.
const PRIVATE_FOLDER: u32 = 0o700;

/// The same of a file.
const PRIVATE_FILE: u32 = 0o600;

/// Read at once.
const CHUNK_BYTES: usize = 128 * 1024;

/// Ends the name of what is not whole yet.
const DRAFT: &str = "part";

/// An export under way.
pub(super) enum Sink {
    /// A folder for each case below `root`.
    Folder {
        /// Where.
        root: PathBuf,
        /// The case under way: its folder, and the name that it gets.
        case: Option<(PathBuf, PathBuf)>,
        /// Folders that are whole.
        done: Vec<PathBuf>,
        /// Files so far.
        files: u64,
    },
    /// One archive.
    Archive {
        /// The archive under way; none once it is finished.
        builder: Option<Box<tar::Builder<BufWriter<File>>>>,
        /// Its name until it is whole.
        draft: PathBuf,
        /// Its name.
        path: PathBuf,
        /// The folder of the case under way.
        case: String,
        /// Files so far.
        files: u64,
    },
}

impl Sink {
    /// Begins an export to a place where nothing is yet.
    pub(super) fn open(to: &Path) -> Result<Self, ExportError> {
        if to.extension().is_some_and(|extension| extension == "tar") {
            return Self::open_archive(to);
        }
        make_folder(to).or_else(|error| if to.is_dir() { Ok(()) } else { Err(failed(to)(error)) })?;
        Ok(Self::Folder { root: to.to_owned(), case: None, done: Vec::new(), files: 0 })
    }

    fn open_archive(to: &Path) -> Result<Self, ExportError> {
        if to.exists() {
            return Err(ExportError::Exists(to.to_owned()));
        }
        let draft = to.with_extension(format!("tar.{DRAFT}"));
        let file = create(&draft).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => ExportError::Exists(draft.clone()),
            _ => failed(&draft)(error),
        })?;
        let builder = Some(Box::new(tar::Builder::new(BufWriter::new(file))));
        Ok(Self::Archive { builder, draft, path: to.to_owned(), case: String::new(), files: 0 })
    }

    /// Begins a case's folder.
    pub(super) fn begin(&mut self, name: &str) -> Result<(), ExportError> {
        match self {
            Self::Archive { case, .. } => name.clone_into(case),
            Self::Folder { root, case, .. } => {
                let path = root.join(name);
                let draft = root.join(format!("{name}.{DRAFT}"));
                for taken in [&path, &draft] {
                    if taken.exists() {
                        return Err(ExportError::Exists(taken.clone()));
                    }
                }
                make_folder(&draft).map_err(failed(&draft))?;
                *case = Some((draft, path));
            }
        }
        Ok(())
    }

    /// Writes a file of the case and returns its digest.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<String, ExportError> {
        self.copy(name, bytes, bytes.len() as u64)
    }

    /// Copies a file of `length` bytes into the case and returns the digest of what was copied.
    pub(super) fn copy(&mut self, name: &str, from: impl Read, length: u64) -> Result<String, ExportError> {
        let mut from = Hashing { from: from.take(length), sha: Sha256::new() };
        match self {
            Self::Folder { case, files, .. } => {
                let Some((draft, _)) = case else {
                    return Err(failed(Path::new(name))(io::ErrorKind::NotFound.into()));
                };
                let path = draft.join(name);
                write_file(&path, &mut from).map_err(failed(&path))?;
                *files = files.saturating_add(1);
            }
            Self::Archive { builder, case, files, path, .. } => {
                let Some(builder) = builder else { return Err(failed(path)(io::ErrorKind::NotFound.into())) };
                let mut header = tar::Header::new_gnu();
                header.set_size(length);
                header.set_mode(PRIVATE_FILE);
                builder
                    .append_data(&mut header, format!("{case}/{name}"), &mut from)
                    .map_err(failed(path))?;
                *files = files.saturating_add(1);
            }
        }
        Ok(from.hex())
    }

    /// Names the case's folder: it is whole.
    pub(super) fn end(&mut self) -> Result<(), ExportError> {
        let Self::Folder { root, case, done, .. } = self else { return Ok(()) };
        let Some((draft, path)) = case.take() else { return Ok(()) };
        for folder in fs::read_dir(&draft).map_err(failed(&draft))?.flatten() {
            if folder.path().is_dir() {
                sync(&folder.path())?;
            }
        }
        sync(&draft)?;
        fs::rename(&draft, &path).map_err(failed(&path))?;
        done.push(path);
        sync(root)
    }

    /// Names the archive. How many files were written.
    pub(super) fn finish(&mut self) -> Result<u64, ExportError> {
        match self {
            Self::Folder { root, files, .. } => {
                sync(root.parent().unwrap_or(root))?;
                Ok(*files)
            }
            Self::Archive { builder, draft, path, files, .. } => {
                if let Some(builder) = builder.take() {
                    let writer = builder.into_inner().map_err(failed(draft))?;
                    let file = writer.into_inner().map_err(|error| failed(draft)(error.into_error()))?;
                    file.sync_all().map_err(failed(draft))?;
                }
                if path.exists() {
                    return Err(ExportError::Exists(path.clone()));
                }
                fs::rename(&*draft, &*path).map_err(failed(path))?;
                sync(path.parent().unwrap_or(path))?;
                Ok(*files)
            }
        }
    }

    /// Takes back what an export that failed has written.
    pub(super) fn abandon(self) {
        // The export's own failure is the one to tell.
        match self {
            Self::Folder { case, done, .. } => {
                let draft = case.map(|(draft, _)| draft);
                done.into_iter().chain(draft).for_each(|path| drop(fs::remove_dir_all(path)));
            }
            Self::Archive { draft, .. } => drop(fs::remove_file(draft)),
        }
    }
}

/// Reads and hashes.
struct Hashing<R> {
    from: R,
    sha: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.sha.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<R> Hashing<R> {
    fn hex(self) -> String {
        hexadecimal(&self.sha.finalize())
    }
}

fn write_file(path: &Path, from: &mut impl Read) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        make_folder(folder)?;
    }
    let mut file = create(path)?;
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        match from.read(&mut buffer)? {
            0 => return file.sync_all(),
            count => file.write_all(buffer.get(..count).unwrap_or_default())?,
        }
    }
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(path)
}

fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(PRIVATE_FOLDER).create(path)
}

fn sync(folder: &Path) -> Result<(), ExportError> {
    // The parent of a bare relative name is the empty path.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder).and_then(|opened| opened.sync_all()).map_err(failed(folder))
}

pub(super) fn failed(path: &Path) -> impl FnOnce(io::Error) -> ExportError {
    let path = path.to_owned();
    |source| ExportError::Write { path, source }
}
