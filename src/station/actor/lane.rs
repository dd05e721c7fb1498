//! What people ask of the lane outside any case: the stop, the acknowledgement of a fault, the source's warm-up.

use super::Actor;
use crate::domain::authority::authorise_role;
use crate::domain::fact::BoothFact;
use crate::domain::refusal::Refusal;
use crate::domain::step::{By, StepKind};
use crate::station::contract::{Answer, Asker, Reply};

impl Actor {
    /// The beam off, whoever asks; a fact only where it ends a scan.
    pub(super) async fn stop_scan(&mut self, asker: Asker) -> Answer {
        self.lane.stop();
        let by = self.officer(asker).map_or(By::Station, By::Officer);
        let scan = self.stops.meant(self.view.phase.scan());
        if scan.is_some() {
            self.record_booth(by, BoothFact::StopRequested { scan }).await;
        }
        Ok(Reply::Acknowledged)
    }

    /// The latched fault, once its cause is gone.
    pub(super) async fn acknowledge(&mut self, asker: Asker) -> Answer {
        let officer = self.officer(asker)?;
        authorise_role(officer.role, StepKind::AcknowledgeFault)?;
        let Some(fault) = self.view.fault else { return Ok(Reply::Acknowledged) };
        self.lane.acknowledge_fault().await.map_err(Refusal::Lane)?;
        self.record_booth(By::Officer(officer), BoothFact::FaultAcknowledged(fault)).await;
        Ok(Reply::Acknowledged)
    }

    /// The lane answers first: what it refuses was never asked of a device, and is no fact.
    pub(super) async fn prepare_source(&mut self, asker: Asker) -> Answer {
        let officer = self.officer(asker)?;
        authorise_role(officer.role, StepKind::PrepareSource)?;
        self.lane.prepare().await.map_err(Refusal::Lane)?;
        self.record_booth(By::Officer(officer), BoothFact::WarmupRequested).await;
        Ok(Reply::Acknowledged)
    }
}
