//! What a service tells the system that started it: ready, its state in a line, that it still answers, that it ends.

use super::data;
use crate::domain::text::CleanText;
use std::future::Future;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Characters of a state's line: `systemctl status` shows about as many.
const MAX_STATUS_CHARS: usize = 160;

/// Pings in the time that the watchdog allows. A ping begins up to one share late and waits up to one share for its answer: with four,
/// a station that answers is never taken for a dead one.
const PINGS_IN_TIME: u32 = 4;

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum News {
    /// The seats' sockets are open.
    Ready,
    /// What it does, for a person.
    Status(String),
    /// It still answers.
    Alive,
    /// It ends, of its own will.
    Stopping,
}

impl News {
    fn line(&self) -> String {
        match self {
            Self::Ready => "READY=1".to_owned(),
            // One line only: what followed a line break would be read as another message.
            Self::Status(text) => format!("STATUS={}", CleanText::bounded(text, MAX_STATUS_CHARS).as_str()),
            Self::Alive => "WATCHDOG=1".to_owned(),
            Self::Stopping => "STOPPING=1".to_owned(),
        }
    }
}

/// Whether the station's actor answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pulse {
    /// It did.
    Beats,
    /// It is gone.
    Gone,
}

/// The way to the system that started this process.
#[derive(Debug)]
pub(super) struct Notifier {
    socket: UnixDatagram,
    to: SocketAddr,
}

impl Notifier {
    /// The one that the environment names; `None` when nobody asked to be told.
    pub(super) fn of_environment() -> io::Result<Option<Self>> {
        match data::variable("NOTIFY_SOCKET") {
            name if name.is_empty() => Ok(None),
            name => Self::at(&name).map(Some),
        }
    }

    /// The one that listens at a path, or at an abstract name after `@`.
    fn at(name: &str) -> io::Result<Self> {
        let to = match name.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name)?,
            None if name.starts_with('/') => SocketAddr::from_pathname(name)?,
            None => return Err(io::Error::new(io::ErrorKind::Unsupported, format!("NOTIFY_SOCKET={name}"))),
        };
        let socket = UnixDatagram::unbound()?;
        // A system that does not read must never hold the station up.
        socket.set_nonblocking(true)?;
        Ok(Self { socket, to })
    }

    /// Tells all of it in one message.
    pub(super) fn tell(&self, news: &[News]) -> io::Result<()> {
        let lines: Vec<String> = news.iter().map(News::line).collect();
        self.socket.send_to_addr(lines.join("\n").as_bytes(), &self.to).map(drop)
    }

    /// Tells that the station is alive for as long as it answers. What it is asked with is `ping`: an answer that is not there after one
    /// share of the watchdog's time is none. Ends when the pulse is gone: nothing more is told, and the watchdog does its work.
    pub(super) async fn watch<F>(&self, every: Duration, mut ping: impl FnMut() -> F)
    where
        F: Future<Output = Pulse>,
    {
        let mut beat = tokio::time::interval(every);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            match tokio::time::timeout(every, ping()).await {
                Ok(Pulse::Beats) => {
                    if let Err(fault) = self.tell(&[News::Alive]) {
                        tracing::warn!(%fault, "the watchdog was not told");
                    }
                }
                Ok(Pulse::Gone) => return,
                Err(_) => tracing::warn!("the station did not answer in time: the watchdog is not told"),
            }
        }
    }
}

/// How often the watchdog wants to hear of this process; `None` when there is none.
pub(super) fn watchdog() -> Option<Duration> {
    watchdog_of(&data::variable("WATCHDOG_USEC"), &data::variable("WATCHDOG_PID"), std::process::id())
}

/// A watchdog that is set for another process is not ours: the variables are handed down to children.
fn watchdog_of(micros: &str, process: &str, own: u32) -> Option<Duration> {
    let is_ours = process.is_empty() || process.parse() == Ok(own);
    let micros = micros.parse().ok().filter(|micros| *micros > 0 && is_ours)?;
    Some(Duration::from_micros(micros) / PINGS_IN_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const EVERY: Duration = Duration::from_secs(5);

    fn at_path() -> (tempfile::TempDir, UnixDatagram, Notifier) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let system = UnixDatagram::bind(&path).unwrap();
        system.set_nonblocking(true).unwrap();
        let notifier = Notifier::at(path.to_str().unwrap()).unwrap();
        (folder, system, notifier)
    }

    fn heard(system: &UnixDatagram) -> Option<String> {
        let mut bytes = [0; 512];
        let length = system.recv(&mut bytes).ok()?;
        Some(String::from_utf8(bytes[..length].to_vec()).unwrap())
    }

    #[test]
    fn news_arrive_at_a_path_and_at_an_abstract_name() {
        let (_folder, system, notifier) = at_path();
        notifier.tell(&[News::Ready, News::Status("3 seats".to_owned())]).unwrap();
        assert_eq!(heard(&system).unwrap(), "READY=1\nSTATUS=3 seats");

        let name = format!("intrascope-test-{}", std::process::id());
        let system = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        let notifier = Notifier::at(&format!("@{name}")).unwrap();
        notifier.tell(&[News::Stopping]).unwrap();
        assert_eq!(heard(&system).unwrap(), "STOPPING=1");
    }

    #[test]
    fn without_somebody_who_asked_nobody_is_told() {
        // Under a service manager of the tests' own both may be there, and that is right too.
        assert_eq!(
            Notifier::of_environment().unwrap().is_some(),
            !data::variable("NOTIFY_SOCKET").is_empty()
        );
        assert!(watchdog().is_none() || !data::variable("WATCHDOG_USEC").is_empty());
    }

    #[test]
    fn a_state_cannot_smuggle_a_message() {
        let line = News::Status("scan\nREADY=1\u{1b}[2J".to_owned()).line();
        assert_eq!(line, "STATUS=scan READY=1\u{fffd}[2J");
        assert!(News::Status("я".repeat(999)).line().chars().count() <= MAX_STATUS_CHARS + 7);
    }

    #[test]
    fn a_name_that_is_no_socket_is_refused_and_nobody_at_it_is_an_error() {
        assert!(Notifier::at("vsock:2:1234").is_err());
        assert!(Notifier::at("relative").is_err());
        let (folder, system, notifier) = at_path();
        drop((system, folder));
        assert!(notifier.tell(&[News::Ready]).is_err());
    }

    #[test]
    fn a_system_that_does_not_read_holds_nobody_up() {
        let (_folder, system, notifier) = at_path();
        let told = (0..100_000).take_while(|_| notifier.tell(&[News::Alive]).is_ok()).count();
        assert!(told < 100_000, "the queue is full, and that is an error, not a wait");
        assert!(heard(&system).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn the_watchdog_hears_of_a_station_that_answers_and_of_no_other() {
        let (_folder, system, notifier) = at_path();
        let asked = AtomicUsize::new(0);
        notifier
            .watch(EVERY, || {
                let turn = asked.fetch_add(1, Ordering::Relaxed);
                async move {
                    match turn {
                        0 | 1 | 3 => Pulse::Beats,
                        2 => std::future::pending().await,
                        _ => Pulse::Gone,
                    }
                }
            })
            .await;
        let heard: Vec<String> = std::iter::from_fn(|| heard(&system)).collect();
        assert_eq!(heard, ["WATCHDOG=1"; 3], "not for the turn that hung, nothing after the end");
        assert_eq!(asked.load(Ordering::Relaxed), 5);
    }

    #[test]
    fn the_watchdogs_time_is_shared_and_only_ours() {
        let second = "1000000";
        assert_eq!(watchdog_of(second, "", 7), Some(Duration::from_millis(250)));
        assert_eq!(watchdog_of(second, "7", 7), Some(Duration::from_millis(250)));
        for (micros, process) in
            [(second, "8"), ("0", ""), ("", ""), ("-1", ""), ("soon", "7"), (second, "x")]
        {
            assert_eq!(watchdog_of(micros, process, 7), None, "{micros} {process}");
        }
    }
}
