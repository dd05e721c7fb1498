//! How long things take on a line: characters, silences, answers.

use crate::scanner::line::LineSettings;
use std::time::Duration;

/// Above 19 200 baud the silence between frames no longer shrinks (Serial Line V1.02, 2.5.1.1).
const SILENCE_FAST: Duration = Duration::from_micros(1_750);

/// Whether both sides may speak at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duplex {
    /// RS-232, RS-422, TCP: a stop goes out while an answer comes.
    Full,
    /// RS-485 on two wires: a stop waits for the answer, or its deadline.
    Half,
}

/// Times of one line and its slave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// An answer later than this after its request is nobody's.
    pub deadline: Duration,
    /// The slave's worst response: nothing comes later than this after a request.
    pub worst: Duration,
    /// The silence that ends a drain.
    pub quiet: Duration,
    /// Silence between frames.
    pub silence: Duration,
    /// One character on the line.
    pub character: Duration,
    /// Whether both sides may speak at once.
    pub duplex: Duplex,
}

impl Timing {
    /// The silence between frames and the time of one character (11 bits: start, 8, parity or stop, stop) on such a line.
    pub fn of_line(line: &LineSettings) -> (Duration, Duration) {
        let character = Duration::from_secs(11) / line.baud.max(1);
        let silence = if line.baud > 19_200 { SILENCE_FAST } else { character * 7 / 2 };
        (silence, character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_three_and_a_half_characters_until_it_no_longer_shrinks() {
        for (baud, silence_us) in [(9_600, 4_010), (19_200, 2_005), (38_400, 1_750), (115_200, 1_750)] {
            let (silence, _) = Timing::of_line(&LineSettings::plain(baud));
            assert_eq!(silence.as_micros(), silence_us, "{baud}");
        }
        assert_eq!(Timing::of_line(&LineSettings::plain(0)).1, Duration::from_secs(11));
    }
}
