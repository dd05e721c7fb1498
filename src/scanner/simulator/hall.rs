//! The hall of the simulator: gates, curtain, search button and chain, moved by nobody but time.

use crate::domain::lane::ChainInputs;
use crate::domain::lane::Contact;
use std::time::Duration;

/// A hall between two vehicles, or with one ready to be scanned.
#[derive(Debug)]
pub(super) struct Hall {
    turnover: Duration,
    /// When the vehicles began to change; `None` while one stands ready.
    changing_since: Option<Duration>,
}

impl Hall {
    /// A hall whose first vehicle drives in at `now`; every change of vehicles takes `turnover`.
    pub(super) fn new(turnover: Duration, now: Duration) -> Self {
        Self { turnover, changing_since: Some(now) }
    }

    /// The vehicle leaves, the next one comes.
    pub(super) fn change(&mut self, now: Duration) {
        self.changing_since = Some(now);
    }

    /// The inputs as of `now`. Half of the change the gates are open and the curtain is interrupted; then the curtain is clear, then
    /// the gates are closed and the zone is searched; the button comes last and closes the chain.
    pub(super) fn inputs(&mut self, now: Duration) -> ChainInputs {
        let closed = Contact::Closed;
        let shut = ChainInputs {
            chain: closed,
            emergency_stop: closed,
            doors: closed,
            gates: closed,
            light_curtain: closed,
            search_button: closed,
        };
        let Some(since) = self.changing_since else { return shut };
        let elapsed = now.saturating_sub(since);
        if elapsed >= self.turnover {
            self.changing_since = None;
            return shut;
        }
        let until = |share: u32| if elapsed < self.turnover * share / 4 { Contact::Open } else { closed };
        ChainInputs {
            chain: Contact::Open,
            emergency_stop: closed,
            doors: until(3),
            gates: until(3),
            light_curtain: until(2),
            search_button: Contact::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lane::chain_impediment;

    #[test]
    fn the_chain_closes_only_after_the_whole_change() {
        use Contact::{Closed, Open};
        let second = Duration::from_secs(1);
        let mut hall = Hall::new(4 * second, Duration::ZERO);
        let contacts = |hall: &mut Hall, at| {
            let inputs = hall.inputs(at);
            (inputs.gates, inputs.light_curtain, inputs.search_button, inputs.chain)
        };
        assert_eq!(contacts(&mut hall, second), (Open, Open, Open, Open));
        assert_eq!(contacts(&mut hall, second * 5 / 2), (Open, Closed, Open, Open));
        assert_eq!(contacts(&mut hall, second * 7 / 2), (Closed, Closed, Open, Open));
        assert_eq!(chain_impediment(&hall.inputs(4 * second)), None);
        hall.change(10 * second);
        assert_eq!(contacts(&mut hall, 10 * second), (Open, Open, Open, Open));
    }
}
