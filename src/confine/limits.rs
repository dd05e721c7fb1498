//! Resource limits, and a memory that no debugger reads.

use rustix::io::Errno;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use rustix::thread::set_no_new_privs;

/// Memory of the decoder. A TIFF strip of 256 MiB decoded from as much again, a pyramid's bands of 32 MiB a plane, the program
/// itself with 50 MiB are 630 MiB; the rest is what allocators waste.
pub const DECODER_MEMORY_BYTES: u64 = 1 << 30;

/// Processor time of the decoder, seconds: the largest PNG of the limits takes 1 s on two cores of 2026, and a slow booth ten times that.
pub const DECODER_SECONDS: u64 = 60;

/// The largest file that the decoder writes: two planes of 160 million pixels with 2 bytes, and a third more for the smaller
/// levels, are 854 MB.
pub const DECODER_FILE_BYTES: u64 = 1 << 30;

/// Ends the decoder with the memory, time and output that an image of the limits needs.
pub(super) fn of_decoder() -> Result<(), String> {
    let limits = [
        (Resource::As, DECODER_MEMORY_BYTES),
        (Resource::Cpu, DECODER_SECONDS),
        (Resource::Fsize, DECODER_FILE_BYTES),
        (Resource::Core, 0),
    ];
    limits
        .into_iter()
        .try_for_each(|(resource, limit)| set(resource, limit))
        .and_then(|()| closed())
        .map_err(told)
}

/// What is open stays open; nothing else can be.
pub(super) fn no_more_descriptors() -> Result<(), String> {
    set(Resource::Nofile, 0).map_err(told)
}

/// A console leaves no image of its memory behind.
pub(super) fn of_console() -> Result<(), String> {
    set(Resource::Core, 0).and_then(|()| closed()).map_err(told)
}

fn set(resource: Resource, limit: u64) -> Result<(), Errno> {
    setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })
}

/// No program that is started gets more rights, and no other process looks into this one.
fn closed() -> Result<(), Errno> {
    set_no_new_privs(true)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
}

fn told(error: Errno) -> String {
    error.to_string()
}
