//! A slow disk: a library before the C library's that adds ten milliseconds to every sync.

use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Added to each sync, as a hard disk or a worn USB stick adds it.
const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>
static void wait_ms(void) { struct timespec t = {0, 10000000}; nanosleep(&t, 0); }
int fsync(int fd) { int (*next)(int) = dlsym(RTLD_NEXT, "fsync"); wait_ms(); return next(fd); }
int fdatasync(int fd) { int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync"); wait_ms(); return next(fd); }
int sync_file_range(int fd, off64_t from, off64_t count, unsigned int flags) {
    int (*next)(int, off64_t, off64_t, unsigned int) = dlsym(RTLD_NEXT, "sync_file_range");
    wait_ms();
    return next(fd, from, count, flags);
}
"#;

/// Builds the library in `folder`; `None` where there is no C compiler.
pub fn library(folder: &Path) -> Result<Option<PathBuf>> {
    let (source, library) = (folder.join("slow.c"), folder.join("slow.so"));
    std::fs::write(&source, SOURCE)?;
    let compiler =
        Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).output();
    let Ok(compiled) = compiler else { return Ok(None) };
    ensure!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    Ok(Some(library))
}
