//! Tells the station what this console shows and where its person points: the latest, a few times a second.

use crate::station::handle::Handle;
use crate::ui::console::Console;
use std::time::Duration;
use tokio::time::Instant;

/// A pointer moves smoothly enough at five steps a second, and a key held down costs no more than that.
const PAUSE: Duration = Duration::from_millis(200);

/// What the station was last told, and when.
pub(super) struct Telling {
    handle: Handle,
    begun: Instant,
    last: Option<Instant>,
    news: News,
}

/// Whether anything may be other than the station was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    None,
    Perhaps,
}

impl Telling {
    pub(super) fn new(handle: Handle) -> Self {
        Self { handle, begun: Instant::now(), last: None, news: News::Perhaps }
    }

    /// A person did something: an idle session locks later.
    pub(super) fn stir(&self) {
        self.handle.stir();
    }

    /// What is shown may have changed.
    pub(super) fn changed(&mut self) {
        self.news = News::Perhaps;
    }

    /// When the station is to be told next, maybe long ago; `None` while there is nothing to tell.
    pub(super) fn due(&self) -> Option<Instant> {
        // Never as of now: a clock that goes on between two looks would put it off for ever.
        (self.news == News::Perhaps).then(|| self.last.map_or(self.begun, |last| last + PAUSE))
    }

    /// Tells it, where it is time.
    pub(super) fn tell_if_due(&mut self, console: &Console) {
        let now = Instant::now();
        if self.due().is_some_and(|due| due <= now) {
            self.handle.show(console.shown());
            self.handle.point(console.pointing());
            self.last = Some(now);
            self.news = News::None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::contract::{Booth, Preview, Snapshot, StoreHealth};
    use crate::station::handle::Ends;
    use crate::station::lines::Lines;
    use crate::terminal::graphics::ColourDepth;
    use crate::ui::console::Setup;
    use crate::ui::message::{Display, PictureMode};
    use crate::ui::theme::{Theme, ThemeName};
    use crate::words::Language;
    use std::sync::Arc;
    use tokio::sync::{broadcast, mpsc, watch};

    fn snapshot() -> Snapshot {
        let booth = Booth {
            post_name: String::new(),
            ic_name: String::new(),
            post_code: String::new(),
            policy: crate::station::contract::day::PolicyInForce::default(),
            roster: Vec::new(),
            training: None,
        };
        Snapshot {
            booth: Arc::new(booth),
            at: crate::domain::Moment::UNIX_EPOCH,
            lane: crate::domain::lane::LaneView::default(),
            lane_case: None,
            unfinished: Arc::default(),
            recent: Arc::default(),
            store: StoreHealth::default(),
            storage: crate::station::contract::storage::Storage::default(),
            day: Arc::default(),
            own: crate::station::contract::seats::ConsoleId::default(),
            consoles: Arc::default(),
            proposals: Arc::default(),
        }
    }

    fn handle(snapshot: &Arc<Snapshot>) -> Handle {
        Handle::new(Ends {
            asks: mpsc::channel(1).0,
            snapshot: watch::channel(Arc::clone(snapshot)).1,
            preview: watch::channel(Arc::new(Preview::default())).1,
            notices: broadcast::channel(1).0,
            stop: Arc::new(|| {}),
            lines: Arc::new(Lines::default()),
        })
    }

    fn console(snapshot: Arc<Snapshot>) -> Console {
        let display = Display {
            columns: 80,
            rows: 24,
            cell_width: 8,
            cell_height: 16,
            graphics: PictureMode::Words,
            colours: ColourDepth::Mono,
        };
        Console::new(Setup {
            language: Language::Ru,
            theme: Theme::built_in(ThemeName::Mono),
            display,
            snapshot,
            now: crate::domain::Moment::UNIX_EPOCH,
        })
    }

    #[test]
    fn the_station_is_told_by_a_clock_that_goes_on() {
        let snapshot = Arc::new(snapshot());
        let mut telling = Telling::new(handle(&snapshot));
        telling.tell_if_due(&console(snapshot));
        assert_eq!((telling.news, telling.due()), (News::None, None));
    }

    #[tokio::test(start_paused = true)]
    async fn the_station_is_told_at_most_five_times_a_second() {
        let snapshot = Arc::new(snapshot());
        let mut telling = Telling::new(handle(&snapshot));
        let console = console(snapshot);
        let mut told = 0;
        for _ in 0..100 {
            telling.changed();
            let before = telling.last;
            telling.tell_if_due(&console);
            told += usize::from(telling.last != before);
            tokio::time::advance(Duration::from_millis(10)).await;
        }
        assert_eq!(told, 5);
        telling.tell_if_due(&console);
        assert_eq!(telling.due(), None);
    }
}
