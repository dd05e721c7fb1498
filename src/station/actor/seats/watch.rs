//! Supervisors look on at a console, point, and propose marks: none of it can type there.

use crate::domain::analysis::Mark;
use crate::domain::case::CaseState;
use crate::domain::fact::BoothFact;
use crate::domain::number::CaseNumber;
use crate::domain::officer::Role;
use crate::domain::refusal::Refusal;
use crate::domain::seat::SeatFault;
use crate::domain::step::{By, StepKind};
use crate::station::actor::Actor;
use crate::station::contract::seats::{ConsoleId, MAX_PROPOSALS, Proposal};
use crate::station::contract::{Answer, Asker, Reply};
use std::sync::Arc;

impl Actor {
    pub(super) async fn watch(&mut self, console: ConsoleId, asker: Asker, target: ConsoleId) -> Answer {
        let officer = self.officer(asker)?;
        if officer.role != Role::Supervisor {
            return Err(Refusal::Role(StepKind::GiveOpinion));
        }
        let seated = self.sessions.at(target).filter(|_| target != console);
        let Some((watched, seat)) =
            seated.map(|(_, seated)| (seated.officer.clone(), seated.seat.name.clone()))
        else {
            return Err(Refusal::Seat(SeatFault::NobodyThere));
        };
        if self.seats.watching.get(&console) == Some(&target) {
            return Ok(Reply::Acknowledged);
        }
        self.end_watch(console).await;
        self.seats.watching.insert(console, target);
        let fact = BoothFact::WatchBegan { officer: watched, seat };
        self.record_booth(By::Officer(officer), fact).await;
        Ok(Reply::Acknowledged)
    }

    /// Ends the looking on of a console, and that at it: its session is over, or it wants no more.
    pub(in crate::station::actor) async fn end_watch(&mut self, console: ConsoleId) {
        let over: Vec<(ConsoleId, ConsoleId)> = self
            .seats
            .watching
            .iter()
            .filter(|(from, to)| {
                **from == console || (**to == console && self.sessions.at(console).is_none())
            })
            .map(|(from, to)| (*from, *to))
            .collect();
        for (from, to) in over {
            self.seats.watching.remove(&from);
            let watched =
                self.sessions.at(to).map(|(_, seated)| (seated.officer.clone(), seated.seat.name.clone()));
            let by = self.sessions.at(from).map(|(_, seated)| seated.officer.clone());
            // Whose session ended first is told by its own fact.
            if let (Some((officer, seat)), Some(by)) = (watched, by) {
                self.record_booth(By::Officer(by), BoothFact::WatchEnded { officer, seat }).await;
            }
        }
    }

    pub(super) fn propose_mark(&mut self, asker: Asker, case: CaseNumber, mark: Mark) -> Answer {
        let by = self.officer(asker)?;
        if by.role != Role::Supervisor {
            return Err(Refusal::Role(StepKind::PlaceMark));
        }
        let state = self.cases.get(&case).map(|case| case.state).ok_or(Refusal::NoCase)?;
        if state != CaseState::InAnalysis {
            return Err(Refusal::State { step: StepKind::PlaceMark, state });
        }
        if self.seats.proposals.iter().filter(|one| one.case == case).count() >= MAX_PROPOSALS {
            return Err(Refusal::Seat(SeatFault::TooManyProposals));
        }
        self.seats.last_proposal = self.seats.last_proposal.wrapping_add(1);
        let proposal = Proposal { number: self.seats.last_proposal, by, case, mark };
        Arc::make_mut(&mut self.seats.proposals).push(proposal);
        Ok(Reply::Acknowledged)
    }

    pub(super) fn dismiss(&mut self, asker: Asker, number: u32) -> Answer {
        let officer = self.officer(asker)?;
        let Some(proposal) = self.seats.proposals.iter().find(|one| one.number == number) else {
            return Ok(Reply::Acknowledged);
        };
        let reads = self.cases.get(&proposal.case).and_then(|case| case.analysed_by().cloned());
        if proposal.by.id != officer.id && reads != Some(officer.id) {
            return Err(Refusal::Role(StepKind::RemoveMark));
        }
        Arc::make_mut(&mut self.seats.proposals).retain(|one| one.number != number);
        Ok(Reply::Acknowledged)
    }
}
