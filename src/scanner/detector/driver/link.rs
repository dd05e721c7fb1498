//! Whether the link is up: the device named itself as configured, and answers its polls in time.

use crate::domain::lane::LinkHint;
use crate::domain::text::CleanText;
use crate::scanner::detector::driver::{DetectorDriver, bump};
use crate::scanner::detector::message::{LINK_VERSION, MAX_TEXT, Message};
use crate::scanner::device::{LinkReport, Output, Uptime};
use crate::scanner::link::Decoder;
use crate::scanner::reports::DetectorReport;
use std::time::Duration;

/// The question who the device is, is asked this often until it is answered.
pub const IDENTIFY_PERIOD: Duration = Duration::from_millis(500);

/// A device that has not named itself and answered by now is let go.
pub const VERIFY_LIMIT: Duration = Duration::from_secs(2);

/// With no poll answered in time for so long the port is closed and opened anew.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(2);

/// Bytes without the end of a frame that are more than a glitch: the shortest frame has eleven.
const MIN_GARBAGE: usize = 16;

/// Polls that are answered in time before the link is up: a device that is always a little late comes up never, not now and then.
const ANSWERS_TO_BE_UP: u32 = 2;

/// Where the link stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LinkState {
    /// No port, or it is about to be closed.
    Closed,
    /// The port is open, the device is asked who it is.
    Verifying {
        /// Since when.
        since: Uptime,
        /// When it was asked last.
        asked_at: Uptime,
    },
    /// It named itself as configured; so many polls in a row were answered.
    Named {
        /// Since when the port is open.
        since: Uptime,
        /// Its words.
        identity: String,
        /// So many.
        answers: u32,
    },
    /// It is the configured one and answers.
    Up,
}

impl DetectorDriver {
    pub(super) fn is_up(&self) -> bool {
        self.link == LinkState::Up
    }

    pub(super) fn is_named(&self) -> bool {
        matches!(self.link, LinkState::Named { .. } | LinkState::Up)
    }

    /// The first words: they change nothing in whatever device is there.
    pub(super) fn identify(&mut self, now: Uptime) {
        self.link = LinkState::Verifying { since: now, asked_at: now };
        self.send(&Message::Identify);
    }

    /// A decoder at the beginning of a stream; what the last one counted stays counted.
    pub(super) fn renew_decoder(&mut self) {
        bump(&mut self.damaged_before, self.decoder.damaged());
        self.decoder = Decoder::new();
    }

    pub(super) fn on_identity(&mut self, version: u8, [model, serial, firmware]: [&str; 3]) {
        let LinkState::Verifying { since, .. } = self.link else {
            bump(&mut self.counters.late, 1);
            return;
        };
        bump(&mut self.counters.accepted, 1);
        let is_serial = self.settings.serial.as_deref().is_none_or(|expected| expected == serial);
        if version != LINK_VERSION || model != self.settings.model || !is_serial {
            self.close(LinkHint::Wrong);
            return;
        }
        let identity = CleanText::bounded(&format!("{model} {serial} {firmware}"), 3 * MAX_TEXT + 2);
        self.link = LinkState::Named { since, identity: identity.as_str().to_owned(), answers: 0 };
    }

    pub(super) fn count_towards_up(&mut self) {
        let LinkState::Named { identity, answers, .. } = &mut self.link else { return };
        *answers += 1;
        if *answers >= ANSWERS_TO_BE_UP {
            let identity = std::mem::take(identity);
            self.link = LinkState::Up;
            self.report(DetectorReport::Link(LinkReport::Up { identity }));
        }
    }

    pub(super) fn miss_towards_up(&mut self) {
        if let LinkState::Named { answers, .. } = &mut self.link {
            *answers = 0;
        }
    }

    fn close(&mut self, hint: LinkHint) {
        self.link = LinkState::Closed;
        self.put(Output::Close(hint));
    }

    /// Lets go of a device that does not name itself, or does not answer.
    pub(super) fn watch(&mut self, now: Uptime) {
        let hint = if self.is_garbled || self.unframed >= MIN_GARBAGE {
            LinkHint::Garbage
        } else {
            LinkHint::Silent
        };
        match &mut self.link {
            LinkState::Verifying { since, .. } | LinkState::Named { since, .. }
                if now.saturating_sub(*since) >= VERIFY_LIMIT =>
            {
                self.close(hint);
            }
            LinkState::Verifying { asked_at, .. } if now.saturating_sub(*asked_at) >= IDENTIFY_PERIOD => {
                *asked_at = now;
                self.send(&Message::Identify);
            }
            LinkState::Up if now.saturating_sub(self.answered_at) >= SILENCE_LIMIT => self.close(hint),
            _ => {}
        }
    }
}
