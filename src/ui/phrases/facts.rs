//! A fact in one line, with the values that tell it from others of its kind.

use crate::domain::approval::{Action, ActionKind, Seconded};
use crate::domain::check::CheckResult;
use crate::domain::exemption::Dimensions;
use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::fact_kind::FactKind;
use crate::domain::malfunction::{MalfunctionNumber, MalfunctionStep, Service, TestResult};
use crate::domain::note::{NoteKind, Written};
use crate::domain::registration::Ground;
use crate::domain::scan::{ImageWhy, NoImage, ScanKind};
use crate::domain::step::By;
use crate::domain::supervision::{Agreement, OutcomeResult};
use crate::domain::units::Millimetres;
use crate::ui::phrases::lane::exposed;
use crate::ui::phrases::{
    action_kind, exemption, jump, lane_fault, named, no_image, people, scan_end, state, verdict,
};
use crate::words::{Value, Words};

/// What a fact says.
pub fn fact(words: Words, entry: &Entry) -> String {
    match &entry.fact {
        Fact::Case { fact, .. } => of_case(words, fact),
        Fact::Booth { fact } => of_booth(words, fact),
    }
}

/// Who made an entry.
pub fn maker(words: Words, by: &By) -> String {
    match by {
        By::Officer(officer) => officer.name.to_string(),
        By::Station => words.say("journal-station"),
    }
}

/// The name of a kind of facts; of all of them where there is none.
pub fn fact_kind(words: Words, kind: Option<FactKind>) -> String {
    match kind {
        Some(kind) => named(words, "journal-kind", &kind),
        None => words.say("journal-any-kind"),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "numbers and made phrases come by value, texts by reference"
)]
fn text(value: impl ToString) -> Value<'static> {
    Value::from(value.to_string())
}

fn of_case(words: Words, fact: &CaseFact) -> String {
    let one = |id, name, value| words.say_with(id, &[(name, value)]);
    match fact {
        CaseFact::Registered(registration) => {
            let ground = match registration.ground {
                Ground::Arrival => words.say("record-arrival"),
                Ground::Departure { ref request_number, request_date } => {
                    let date = request_date.format("%d.%m.%Y");
                    words.say_with(
                        "record-departure",
                        &[("number", text(request_number)), ("date", text(date))],
                    )
                }
            };
            let vehicle = text(registration.plate.as_str());
            words.say_with("fact-registered", &[("vehicle", vehicle), ("ground", text(ground))])
        }
        CaseFact::Imported { file, .. } => one("fact-imported", "file", text(file)),
        CaseFact::Admitted(answers) => one("fact-admitted", "sides", sides(&answers.dimensions)),
        CaseFact::NotApplied(not_applied) => words.say_with(
            "fact-not-applied",
            &[
                ("ground", text(exemption(words, not_applied.ground))),
                ("instead", text(&not_applied.alternative)),
            ],
        ),
        CaseFact::LaneConfirmed(_)
        | CaseFact::ScanRequested { .. }
        | CaseFact::PrewarningBegan { .. }
        | CaseFact::BeamBegan { .. }
        | CaseFact::ScanEnded { .. }
        | CaseFact::ScanExposed { .. }
        | CaseFact::ImageAccepted { .. }
        | CaseFact::ImageMissing { .. }
        | CaseFact::ImageUnfit { .. } => of_scan(words, fact),
        CaseFact::AnalysisBegan
        | CaseFact::MarkPlaced(_)
        | CaseFact::MarkRemoved { .. }
        | CaseFact::DiscrepancyNoted(_)
        | CaseFact::DiscrepancyRemoved { .. } => of_analysis(words, fact),
        CaseFact::VerdictGiven(given) => {
            one("fact-verdict-given", "verdict", text(verdict(words, given.verdict)))
        }
        CaseFact::SheetPrinted(sheet) => one("fact-sheet-printed", "file", text(&sheet.file)),
        CaseFact::Sealed { seal } => one("fact-sealed", "seal", text(seal.as_str())),
        CaseFact::HandedOver { to } => one("fact-handed-over", "to", text(to)),
        CaseFact::DelayExplained { .. }
        | CaseFact::SecondOpinionAsked { .. }
        | CaseFact::OpinionGiven(_)
        | CaseFact::RecheckAsked { .. }
        | CaseFact::Rechecked(_)
        | CaseFact::Reopened { .. }
        | CaseFact::Overridden(_)
        | CaseFact::Cancelled { .. }
        | CaseFact::OutcomeRecorded(_) => of_supervision(words, fact),
        CaseFact::NoteWritten { .. } | CaseFact::NoteAcknowledged { .. } | CaseFact::NoteAnswered { .. } => {
            of_note(words, fact)
        }
        CaseFact::Purged(purge) => words.say_with(
            "fact-purged",
            &[("second", text(&purge.second.name)), ("reason", text(&purge.reason))],
        ),
    }
}

fn of_scan(words: Words, fact: &CaseFact) -> String {
    let of = |id, scan: &crate::domain::number::ScanId| words.say_with(id, &[("scan", text(scan.short()))]);
    let with = |id, scan: &crate::domain::number::ScanId, name, value| {
        words.say_with(id, &[("scan", text(scan.short())), (name, value)])
    };
    match fact {
        CaseFact::ScanRequested { scan, kind: ScanKind::First } => of("fact-scan-requested", scan),
        CaseFact::ScanRequested { scan, kind: ScanKind::Repeat { reason } } => {
            with("fact-scan-repeated", scan, "reason", text(reason))
        }
        CaseFact::PrewarningBegan { scan } => of("fact-prewarning-began", scan),
        CaseFact::BeamBegan { scan } => of("fact-beam-began", scan),
        CaseFact::ScanEnded { scan, end } => with("fact-scan-ended", scan, "end", text(scan_end(words, end))),
        CaseFact::ImageAccepted { scan, image, .. } => words.say_with(
            "fact-image-accepted",
            &[
                ("scan", text(scan.short())),
                ("format", text(&image.format)),
                ("width", text(image.width)),
                ("height", text(image.height)),
            ],
        ),
        CaseFact::ScanExposed { scan, exposure, armed_by } => {
            let what = exposed(words, exposure, armed_by.as_deref());
            with("fact-scan-exposed", scan, "what", text(what))
        }
        CaseFact::ImageMissing { scan, why } => {
            let why = no_image(words, &NoImage::Missing(ImageWhy { why: *why }));
            with("fact-image-missing", scan, "why", text(why))
        }
        CaseFact::ImageUnfit { scan, reason } => with("fact-image-unfit", scan, "reason", text(reason)),
        _ => words.say("fact-lane-confirmed"),
    }
}

fn of_analysis(words: Words, fact: &CaseFact) -> String {
    let line = |goods_line: &u16| text(u32::from(*goods_line) + 1);
    match fact {
        CaseFact::MarkPlaced(mark) => {
            let (number, note) = (("number", text(mark.number)), ("note", text(&mark.note)));
            match &mark.proposed_by {
                Some(by) => {
                    words.say_with("fact-mark-placed-proposed", &[number, note, ("by", text(&by.name))])
                }
                None => words.say_with("fact-mark-placed", &[number, note]),
            }
        }
        CaseFact::MarkRemoved { number } => words.say_with("fact-mark-removed", &[("number", text(number))]),
        CaseFact::DiscrepancyNoted(noted) => words.say_with(
            "fact-discrepancy-noted",
            &[("line", line(&noted.goods_line)), ("note", text(&noted.note))],
        ),
        CaseFact::DiscrepancyRemoved { goods_line } => {
            words.say_with("fact-discrepancy-removed", &[("line", line(goods_line))])
        }
        _ => words.say("fact-analysis-began"),
    }
}

fn of_supervision(words: Words, fact: &CaseFact) -> String {
    let one = |id, name, value| words.say_with(id, &[(name, value)]);
    let because = |id, reason| words.say_with(id, &[("reason", text(reason))]);
    match fact {
        CaseFact::DelayExplained { state: at, reason } => words.say_with(
            "fact-delay-explained",
            &[("state", text(state(words, *at))), ("reason", text(reason))],
        ),
        CaseFact::SecondOpinionAsked { reason } => because("fact-second-opinion-asked", reason),
        CaseFact::OpinionGiven(given) => words.say_with(
            "fact-opinion-given",
            &[("verdict", text(verdict(words, given.sees))), ("text", text(&given.text))],
        ),
        CaseFact::RecheckAsked { reason } => because("fact-recheck-asked", reason),
        CaseFact::Rechecked(recheck) => {
            let id = match recheck.agreement {
                Agreement::Agrees => "fact-recheck-agrees",
                Agreement::Differs => "fact-recheck-differs",
            };
            one(id, "text", text(&recheck.text))
        }
        CaseFact::Overridden(given) => {
            let ruled = text(verdict(words, given.conclusion.verdict));
            let said =
                words.say_with("fact-overridden", &[("verdict", ruled), ("reason", text(&given.reason))]);
            with_second(words, said, given.second.as_deref())
        }
        CaseFact::Cancelled { reason, second } => {
            with_second(words, because("fact-cancelled", reason), second.as_deref())
        }
        CaseFact::OutcomeRecorded(outcome) => {
            let id = match outcome.result {
                OutcomeResult::Confirmed => "fact-outcome-confirmed",
                OutcomeResult::NotConfirmed => "fact-outcome-not-confirmed",
            };
            one(id, "found", text(&outcome.found))
        }
        CaseFact::Reopened { reason, second } => {
            with_second(words, because("fact-reopened", reason), second.as_deref())
        }
        _ => String::new(),
    }
}

fn of_booth(words: Words, fact: &BoothFact) -> String {
    let one = |id, name, value| words.say_with(id, &[(name, value)]);
    match fact {
        BoothFact::StationStarted { version } => one("fact-station-started", "version", text(version)),
        BoothFact::StationStopped => words.say("fact-station-stopped"),
        BoothFact::SignedIn => words.say("fact-signed-in"),
        BoothFact::SignInRefused { officer } => one("fact-sign-in-refused", "officer", text(officer)),
        BoothFact::SignedOut => words.say("fact-signed-out"),
        BoothFact::SignedInAt { .. }
        | BoothFact::SessionLocked { .. }
        | BoothFact::SessionUnlocked { .. }
        | BoothFact::SessionEnded { .. }
        | BoothFact::WatchBegan { .. }
        | BoothFact::WatchEnded { .. } => crate::ui::phrases::seats::fact(words, fact).unwrap_or_default(),
        BoothFact::ScannerConnected { identity } => one("fact-scanner-connected", "identity", text(identity)),
        BoothFact::ScannerLost => words.say("fact-scanner-lost"),
        BoothFact::FaultRaised(fault) => one("fact-fault-raised", "fault", text(lane_fault(words, *fault))),
        BoothFact::FaultAcknowledged(fault) => {
            one("fact-fault-acknowledged", "fault", text(lane_fault(words, *fault)))
        }
        BoothFact::StopRequested { scan: Some(scan) } => {
            one("fact-stop-requested", "scan", text(scan.short()))
        }
        BoothFact::StopRequested { scan: None } => words.say("fact-stop-requested-idle"),
        BoothFact::WarmupRequested => words.say("fact-warmup-requested"),
        BoothFact::SourceExposed { scan: None, exposure } => {
            one("fact-source-exposed", "what", text(exposed(words, exposure, None)))
        }
        BoothFact::SourceExposed { scan: Some(scan), exposure } => words.say_with(
            "fact-lost-scan-exposed",
            &[("scan", text(scan.short())), ("what", text(exposed(words, exposure, None)))],
        ),
        BoothFact::ClockJumped { by_ms } => one("fact-clock-jumped", "by", text(jump(*by_ms))),
        BoothFact::Account(fact) => people::account_fact(words, fact),
        BoothFact::PolicyChanged(_)
        | BoothFact::ShiftOpened { .. }
        | BoothFact::HandoverBegan { .. }
        | BoothFact::HandoverAcknowledged { .. }
        | BoothFact::ShiftClosed(_)
        | BoothFact::MalfunctionFound { .. }
        | BoothFact::MalfunctionFollowed { .. }
        | BoothFact::ReturnedToService { .. }
        | BoothFact::DailyCheckDone(_) => of_day(words, fact),
        BoothFact::ApprovalAsked(_)
        | BoothFact::ApprovalRefused { .. }
        | BoothFact::ApprovalWithdrawn { .. }
        | BoothFact::ApprovalExpired { .. } => of_approval(words, fact),
        BoothFact::IndexRebuilt { .. }
        | BoothFact::TailCut { .. }
        | BoothFact::KeyMade { .. }
        | BoothFact::Restored { .. }
        | BoothFact::MirrorLost { .. }
        | BoothFact::MirrorJoined { .. }
        | BoothFact::Healed { .. }
        | BoothFact::Repaired { .. }
        | BoothFact::DiskFilled { .. }
        | BoothFact::OriginalDamaged { .. }
        | BoothFact::BackupMade { .. } => of_store(words, fact),
    }
}

fn of_day(words: Words, fact: &BoothFact) -> String {
    let one = |id, name, value| words.say_with(id, &[(name, value)]);
    match fact {
        BoothFact::PolicyChanged(change) => one("fact-policy-changed", "sha256", text(&change.sha256)),
        BoothFact::ShiftOpened { shift } => one("fact-shift-opened", "shift", text(shift.0)),
        BoothFact::HandoverBegan { items } => one("fact-handover-began", "count", text(items.len())),
        BoothFact::HandoverAcknowledged { item } => {
            one("fact-handover-acknowledged", "item", text(u32::from(*item) + 1))
        }
        BoothFact::ShiftClosed(summary) => words.say_with(
            "fact-shift-closed",
            &[
                ("shift", text(summary.shift.0)),
                ("cases", text(summary.figures.registered)),
                ("scans", text(summary.figures.scans)),
            ],
        ),
        BoothFact::MalfunctionFound { number, symptom } => {
            let id = match symptom.service {
                Service::Stopped => "fact-malfunction-stopped",
                Service::InUse => "fact-malfunction-in-use",
            };
            let (part, symptom) = (text(&symptom.part), text(&symptom.symptom));
            words.say_with(id, &[("number", text(number.0)), ("part", part), ("symptom", symptom)])
        }
        BoothFact::MalfunctionFollowed { number, step } => of_malfunction(words, *number, step),
        BoothFact::ReturnedToService { number, second, .. } => words.say_with(
            "fact-returned-to-service",
            &[("number", text(number.0)), ("second", text(&second.name))],
        ),
        BoothFact::DailyCheckDone(check) => match check.overall {
            CheckResult::Pass => words.say("fact-daily-check-pass"),
            CheckResult::Limited => words.say("fact-daily-check-limited"),
            CheckResult::Fail => words.say("fact-daily-check-fail"),
        },
        _ => String::new(),
    }
}

/// On whose word besides the one who did it.
fn with_second(words: Words, said: String, second: Option<&Seconded>) -> String {
    let Some(second) = second else { return said };
    words.say_with("fact-seconded", &[("what", text(said)), ("second", text(&second.by.name))])
}

fn of_note(words: Words, fact: &CaseFact) -> String {
    match fact {
        CaseFact::NoteWritten { number, note } => written(words, *number, note),
        CaseFact::NoteAcknowledged { number } => {
            words.say_with("fact-note-acknowledged", &[("number", text(number))])
        }
        CaseFact::NoteAnswered { number, text: answer } => {
            words.say_with("fact-note-answered", &[("number", text(number)), ("text", text(answer))])
        }
        _ => String::new(),
    }
}

fn written(words: Words, number: u16, note: &Written) -> String {
    let id = match note.kind {
        NoteKind::Note => "fact-note-written",
        NoteKind::Instruction => "fact-instruction-written",
        NoteKind::Question => "fact-question-written",
    };
    words.say_with(id, &[("number", text(number)), ("text", text(&note.text))])
}

fn of_approval(words: Words, fact: &BoothFact) -> String {
    let of = |id, number: &crate::domain::approval::ApprovalNumber| {
        words.say_with(id, &[("number", text(number.0))])
    };
    match fact {
        BoothFact::ApprovalAsked(asked) => {
            let what =
                asked.action.kind().map_or_else(String::new, |kind: ActionKind| action_kind(words, kind));
            let about = match &asked.action {
                Action::Purge { cases, .. } => {
                    cases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
                }
                Action::Step { case, .. } => case.to_string(),
                Action::ReturnToService { number } => number.0.to_string(),
            };
            words.say_with(
                "fact-approval-asked",
                &[("number", text(asked.number.0)), ("what", text(what)), ("about", text(about))],
            )
        }
        BoothFact::ApprovalRefused { number, reason } => {
            words.say_with("fact-approval-refused", &[("number", text(number.0)), ("reason", text(reason))])
        }
        BoothFact::ApprovalWithdrawn { number } => of("fact-approval-withdrawn", number),
        BoothFact::ApprovalExpired { number } => of("fact-approval-expired", number),
        _ => String::new(),
    }
}

fn of_malfunction(words: Words, number: MalfunctionNumber, step: &MalfunctionStep) -> String {
    let number = ("number", text(number.0));
    match step {
        MalfunctionStep::Tell(told) => words.say_with(
            "fact-malfunction-told",
            &[number, ("whom", text(&told.whom)), ("how", text(&told.how))],
        ),
        MalfunctionStep::Repair(work) => {
            words.say_with("fact-malfunction-repaired", &[number, ("work", text(work))])
        }
        MalfunctionStep::Test(test) => {
            let id = match test.result {
                TestResult::Passed => "fact-malfunction-passed",
                TestResult::Failed => "fact-malfunction-failed",
            };
            words.say_with(id, &[number, ("note", text(&test.note))])
        }
    }
}

fn of_store(words: Words, fact: &BoothFact) -> String {
    let one = |id, name, value| words.say_with(id, &[(name, value)]);
    match fact {
        BoothFact::IndexRebuilt { frames } => one("fact-index-rebuilt", "facts", text(frames)),
        BoothFact::TailCut { bytes } => one("fact-tail-cut", "bytes", text(bytes)),
        BoothFact::KeyMade { key } => one("fact-key-made", "key", text(key)),
        BoothFact::Restored { epoch, facts, from, .. } => words.say_with(
            "fact-restored",
            &[("from", text(from)), ("facts", text(facts)), ("epoch", text(epoch))],
        ),
        BoothFact::MirrorLost { why } => one("fact-mirror-lost", "why", text(why)),
        BoothFact::MirrorJoined { frames } => one("fact-mirror-joined", "facts", text(frames)),
        BoothFact::Healed { what } => one("fact-healed", "what", text(what)),
        BoothFact::Repaired { lost_from, lost_to: Some(lost_to), kept_in } => words.say_with(
            "fact-repaired",
            &[("from", text(lost_from)), ("to", text(lost_to)), ("kept", text(kept_in))],
        ),
        BoothFact::Repaired { lost_from, lost_to: None, kept_in } => {
            words.say_with("fact-repaired-open", &[("from", text(lost_from)), ("kept", text(kept_in))])
        }
        BoothFact::DiskFilled { percent } => one("fact-disk-filled", "percent", text(percent)),
        BoothFact::OriginalDamaged { sha256 } => {
            one("fact-original-damaged", "sha256", text(sha256.as_str()))
        }
        BoothFact::BackupMade { to, facts } => {
            words.say_with("fact-backup-made", &[("to", text(to)), ("facts", text(facts))])
        }
        _ => String::new(),
    }
}

fn sides(dimensions: &Dimensions) -> Value<'static> {
    let sides = [dimensions.length, dimensions.width, dimensions.height];
    text(sides.map(Millimetres::to_metres).join(" × "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    /// One record of every kind of fact that was ever written.
    const RECORDS: &str = include_str!("../../store/records/schema-1.jsonl");

    #[test]
    fn every_fact_that_was_ever_written_has_words_in_every_language() {
        for line in RECORDS.lines() {
            let entry: Entry = serde_json::from_str(line).unwrap();
            for language in Language::ALL {
                let words = Words::new(language);
                let said = fact(words, &entry);
                let is_whole = !said.is_empty() && !said.contains(['⟨', '{']);
                assert!(is_whole, "{language:?} {line}: {said}");
                assert!(!maker(words, &entry.by).contains('⟨'));
            }
        }
    }

    #[test]
    fn every_kind_has_a_name() {
        for language in Language::ALL {
            let named = |kind| fact_kind(Words::new(language), kind);
            let names = FactKind::ALL.into_iter().map(Some).chain([None]).map(named);
            assert!(names.into_iter().all(|name| !name.contains('⟨') && name.chars().count() <= 22));
        }
    }
}
