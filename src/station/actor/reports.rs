//! What the scanner reports becomes facts; what a start finds interrupted is brought to its end.

use super::{Actor, DroppedFiles, JobDone, Listing};
use crate::domain::case::{Case, CaseState};
use crate::domain::fact::{BoothFact, CaseFact};
use crate::domain::lane::{DroppedImage, Exposure, LaneFault, LaneReport};
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::refusal::Refusal;
use crate::domain::scan::{ImageHash, Scan, ScanEnd};
use crate::domain::step::By;
use crate::domain::text::CleanText;
use crate::station::contract::{NoticeKind, Reply};
use crate::station::{jobs, signing};
use std::fs;
use std::path::Path;
use std::sync::Arc;

impl Actor {
    /// The first thing a station does: the start is a fact, and so is what the last end interrupted.
    pub(super) async fn begin(&mut self) {
        // A store that cannot say so cannot keep the fact either; every screen shows that soon enough.
        if let Ok(Some(fact)) = signing::key_to_name(&self.store).await {
            self.record_booth(By::Station, fact).await;
        }
        let version = env!("CARGO_PKG_VERSION").to_owned();
        self.record_booth(By::Station, BoothFact::StationStarted { version }).await;
        self.record_healed().await;
        self.note_policy().await;
        // After any restart the state comes from the devices, never from disk: a scan that was on is over.
        self.lane.stop();
        let open: Vec<(CaseNumber, CaseState, Option<Scan>)> = self
            .cases
            .unfinished()
            .iter()
            .map(|case| (case.number.clone(), case.state, case.last_scan().cloned()))
            .collect();
        for (number, state, scan) in open {
            match (state, scan) {
                (CaseState::Scanning, Some(scan)) => self.interrupted(&number, scan).await,
                (CaseState::AwaitingImage, Some(scan)) => self.lane.expect_image(scan.id).await,
                _ => {}
            }
        }
        self.publish();
    }

    /// A scan that the last end interrupted: what it exposed nobody can tell any more, and the log says so.
    async fn interrupted(&mut self, number: &CaseNumber, scan: Scan) {
        if scan.exposure.is_none() {
            self.exposed(Some(scan.id.clone()), Box::new(Exposure::lost())).await;
        }
        let end = ScanEnd::Faulted(LaneFault::LinkLost);
        self.record_by_station(number, CaseFact::ScanEnded { scan: scan.id, end }).await;
    }

    /// The last thing: beam stopped, jobs finished, the end a fact, the store closed.
    pub(super) async fn end(mut self) {
        self.lane.stop();
        while let Some(done) = self.jobs.join_next().await {
            if let Ok(done) = done {
                self.job_done(done).await;
            }
        }
        self.drafts.end().await;
        self.record_booth(By::Station, BoothFact::StationStopped).await;
        self.sign_last().await;
        self.lane.shutdown().await;
        // A store that cannot be closed is recovered at the next start.
        self.store.close().await.ok();
    }

    /// Takes one report of the scanner.
    pub(super) async fn report(&mut self, report: LaneReport) {
        match report {
            LaneReport::Connected { identity } => {
                let identity = CleanText::new(&identity);
                self.scanner = Some(identity.clone());
                self.record_booth(By::Station, BoothFact::ScannerConnected { identity }).await;
            }
            LaneReport::Disconnected => {
                self.record_booth(By::Station, BoothFact::ScannerLost).await;
            }
            LaneReport::FaultRaised(fault) => {
                self.record_booth(By::Station, BoothFact::FaultRaised(fault)).await;
                self.notify(NoticeKind::FaultRaised(fault));
            }
            LaneReport::FaultCleared(fault) => self.notify(NoticeKind::FaultCleared(fault)),
            LaneReport::PrewarningBegan { scan } => {
                self.record_scan(&scan, CaseState::Scanning, |scan| CaseFact::PrewarningBegan { scan }).await;
            }
            LaneReport::BeamBegan { scan } => {
                self.record_scan(&scan, CaseState::Scanning, |scan| CaseFact::BeamBegan { scan }).await;
            }
            LaneReport::ScanEnded { scan, end } => {
                self.stops.ended(&scan, &end);
                self.record_scan(&scan, CaseState::Scanning, |scan| CaseFact::ScanEnded { scan, end }).await;
            }
            LaneReport::Exposed { scan, exposure } => self.exposed(scan, Box::new(exposure)).await,
            LaneReport::ImageMissing { scan, why } => {
                self.record_scan(&scan, CaseState::AwaitingImage, |scan| CaseFact::ImageMissing {
                    scan,
                    why,
                })
                .await;
            }
            LaneReport::ImageDropped { scan, image } => self.take_in(scan, image),
        }
    }

    /// Records a fact of the scan's own case; a report of a scan that nobody awaits changes nothing.
    async fn record_scan(&mut self, scan: &ScanId, state: CaseState, fact: impl FnOnce(ScanId) -> CaseFact) {
        let number =
            self.cases.of_scan(scan).filter(|case| case.state == state).map(|case| case.number.clone());
        if let Some(number) = number {
            self.record_by_station(&number, fact(scan.clone())).await;
        }
    }

    /// Whose it was, or the booth's where no case awaits it or has it already: what the beam did is kept in any case, once for a scan.
    async fn exposed(&mut self, scan: Option<ScanId>, exposure: Box<Exposure>) {
        let has_none = |case: &&Arc<Case>| {
            case.scans.iter().any(|known| Some(&known.id) == scan.as_ref() && known.exposure.is_none())
        };
        let case = scan.as_ref().and_then(|scan| self.cases.of_scan(scan)).filter(has_none).map(|case| {
            let requested = case.stamps.scan_requested.as_ref();
            (case.number.clone(), requested.and_then(|stamp| stamp.officer.clone()).map(Box::new))
        });
        match (scan, case) {
            (Some(scan), Some((number, armed_by))) => {
                let fact = CaseFact::ScanExposed { scan, exposure, armed_by };
                self.record_by_station(&number, fact).await;
            }
            (scan, _) => self.record_booth(By::Station, BoothFact::SourceExposed { scan, exposure }).await,
        }
    }

    fn take_in(&mut self, scan: ScanId, image: DroppedImage) {
        let (store, decoder) = (self.store.clone(), self.settings.decoder.clone());
        self.jobs.spawn(async move {
            let expected = ImageHash::parse(&image.sha256).ok();
            let found = jobs::take_in(&store, &decoder, image.path.clone(), expected).await;
            JobDone::TakenIn { scan, dropped: image.path, found }
        });
    }

    /// Takes what a job found.
    pub(super) async fn job_done(&mut self, done: JobDone) {
        match done {
            JobDone::TakenIn { scan, dropped, found } => match found {
                Ok(image) => {
                    let manifest = self.sign_image(&scan, &image);
                    let fact = |scan| CaseFact::ImageAccepted { scan, image, manifest };
                    self.record_scan(&scan, CaseState::AwaitingImage, fact).await;
                    if self.settings.dropped == DroppedFiles::Remove {
                        remove_dropped(&dropped);
                    }
                }
                Err(fault) => {
                    let why = jobs::as_image_fault(&fault);
                    let fact = |scan| CaseFact::ImageMissing { scan, why };
                    self.record_scan(&scan, CaseState::AwaitingImage, fact).await;
                }
            },
            JobDone::Signed | JobDone::GivenBack => {}
            JobDone::Proved(proved) => self.proved(*proved).await,
            JobDone::Prepared(prepared) => self.prepared(*prepared).await,
            // Whoever asked may be gone by now; the record does not depend on it.
            JobDone::Opened { answer, found } => drop(answer.send(found.map(Reply::Picture))),
            JobDone::Read { answer, found } => drop(answer.send(found)),
            JobDone::Listed(Ok(rows)) => self.cases.list(rows),
            // The index is not there yet: asked for again once it is.
            JobDone::Listed(Err(_)) => self.listing = Listing::Due,
            JobDone::Written { answer, officer, case, found } => {
                let result = match found {
                    Ok(sheet) => self.record_sheet(&officer, &case, sheet).await,
                    Err(refusal) => Err(refusal),
                };
                drop(answer.send(result));
            }
            JobDone::Erased { answer, cases, found } => self.erased(answer, cases, found),
            JobDone::KeptUp { copied, found, damaged } => self.kept_up(copied, found, damaged).await,
            JobDone::FormRead { answer, by, found } => {
                let result = self.form_read(by, found).await;
                drop(answer.send(result));
            }
            JobDone::Imported { answer, by, file, found } => {
                let result = match found {
                    Ok(image) => {
                        let by = by.map_or(By::Station, By::Officer);
                        let fact = CaseFact::Imported {
                            file: CleanText::bounded(&file, jobs::MAX_FILE_CHARS),
                            image,
                            manifest: None,
                            policy: self.settings.booth.policy.hash(),
                        };
                        self.new_case(by, fact).await
                    }
                    Err(fault) => Err(Refusal::Import(fault)),
                };
                drop(answer.send(result));
            }
        }
    }
}

/// The image is in the vault under its digest: the copy in our own drop folder has done its work.
fn remove_dropped(image: &Path) {
    for path in [image.to_path_buf(), image.with_extension("json")] {
        // A file that stays costs room and nothing else: it is bound to a scan id that is never used again.
        fs::remove_file(path).ok();
    }
}
