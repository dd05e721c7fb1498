//! A thread of its own for the lane: whatever the consoles ask of the station, what stops a beam does not wait behind it.

use crate::domain::lane::LaneReport;
use crate::scanner::driver::{self, DriverSettings, LaneHandle};
use std::io;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::mpsc;

/// The thread; the lanes connected on it end with it.
#[derive(Debug)]
pub struct LaneThread(Option<Runtime>);

impl LaneThread {
    /// Starts it. One worker: the port's bytes, the ticks and the stop are all there is to do, and none of it computes.
    ///
    /// # Errors
    /// The system has no thread or no descriptor left.
    pub fn start() -> io::Result<Self> {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("lane").enable_all().build()?;
        Ok(Self(Some(runtime)))
    }

    /// As [`driver::connect`], on this thread.
    pub fn connect(&self, settings: DriverSettings) -> (LaneHandle, mpsc::Receiver<LaneReport>) {
        let _here = self.0.as_ref().map(Runtime::enter);
        driver::connect(settings)
    }

    /// Where the lane's tasks run, for whoever measures beside them.
    pub fn handle(&self) -> Option<&Handle> {
        self.0.as_ref().map(Runtime::handle)
    }
}

impl Drop for LaneThread {
    fn drop(&mut self) {
        // A runtime that is dropped waits for its blocking jobs, and must not where an asynchronous task drops it.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
