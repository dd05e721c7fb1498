//! What a program says, line by line, kept and waited for.

use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Nothing here takes long; a machine that builds something else meanwhile may.
const PATIENCE: Duration = Duration::from_secs(40);

/// Lines as they come. A thread reads them, so that nobody is held up by a full pipe.
#[derive(Clone, Default)]
pub struct Log(Arc<(Mutex<Vec<String>>, Condvar)>);

impl Log {
    pub fn of(source: impl Read + Send + 'static) -> Self {
        let log = Self::default();
        let told = log.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(source).lines().map_while(Result::ok) {
                let (lines, news) = &*told.0;
                lines.lock().unwrap().push(line);
                news.notify_all();
            }
        });
        log
    }

    /// How many lines there are: where a later wait begins.
    pub fn len(&self) -> usize {
        self.0.0.lock().unwrap().len()
    }

    /// Waits for a line with this text, from the given one on.
    pub fn wait_for(&self, from: usize, text: &str) -> String {
        let (lines, news) = &*self.0;
        let find = |lines: &Vec<String>| lines.iter().skip(from).find(|line| line.contains(text)).cloned();
        let waited = news.wait_timeout_while(lines.lock().unwrap(), PATIENCE, |lines| find(lines).is_none());
        let (lines, _) = waited.unwrap();
        find(&lines).unwrap_or_else(|| panic!("«{text}» was not said:\n{}", lines[from..].join("\n")))
    }
}
