//! What a supervisor begins from the record: each key is open where the table of authority opens its step.

use super::Record;
use crate::domain::authority::authorise_case;
use crate::domain::case::{Case, CaseState};
use crate::domain::officer::Role;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Step, StepKind, Verdict};
use crate::domain::supervision::{Agreement, Opinion, Recheck};
use crate::ui::keymap::Action;
use crate::ui::message::{Outcome, Saying};
use crate::ui::overlays::reason::{Make, Reason};
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::CurrentScreen;
use crate::ui::screens::look::Look;
use crate::ui::screens::outcome::OutcomePage;
use crate::ui::screens::override_page::OverridePage;
use crate::words::Value;
use std::sync::Arc;

/// The step that a key begins; nothing for a key that begins none.
fn step(action: Action, case: &Case) -> Option<StepKind> {
    match action {
        Action::Assess if case.state == CaseState::InAnalysis => Some(StepKind::GiveOpinion),
        Action::Assess => Some(StepKind::Recheck),
        Action::Reopen => Some(StepKind::Reopen),
        Action::Override => Some(StepKind::Override),
        Action::CancelCase => Some(StepKind::Cancel),
        Action::RecordOutcome => Some(StepKind::RecordOutcome),
        Action::AskRecheck => Some(StepKind::AskRecheck),
        _ => None,
    }
}

/// Whether the session's officer may begin it now.
pub(super) fn may(action: Action, case: &Case, scene: &Scene<'_>) -> Result<(), Refusal> {
    let officer = scene.session.map(|session| &session.officer).ok_or(Refusal::NotSignedIn)?;
    if action == Action::LookAtImage {
        return may_look(officer.role, case);
    }
    let Some(step) = step(action, case) else { return Ok(()) };
    authorise_case(officer, step, case, scene.snapshot.booth.in_one())?;
    match step {
        StepKind::GiveOpinion if case.opinion_asked.is_none() => {
            Err(Refusal::Requirement(Requirement::OpinionAsked))
        }
        StepKind::Reopen | StepKind::Override if case.purge.is_some() => Err(Refusal::AlreadyPurged),
        _ => Ok(()),
    }
}

fn may_look(role: Role, case: &Case) -> Result<(), Refusal> {
    match (role, case.image(), &case.purge) {
        // The station opens no image to an OMS.
        (Role::Oms, ..) => Err(Refusal::Role(StepKind::BeginAnalysis)),
        (_, _, Some(_)) => Err(Refusal::AlreadyPurged),
        (_, None, _) => Err(Refusal::Requirement(Requirement::Image)),
        _ => Ok(()),
    }
}

impl Record {
    /// Begins what a key is for, or says why not.
    pub(super) fn supervise(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(case) = self.case(scene).cloned() else { return Vec::new() };
        if let Err(refusal) = may(action, &case, scene) {
            return vec![Outcome::Say(Saying::refused(phrases::refusal(scene.words, &refusal)))];
        }
        let go = |screen| vec![Outcome::Go(Box::new(screen))];
        match action {
            Action::LookAtImage => go(CurrentScreen::Look(Box::new(Look::new(case, self.handed_on())))),
            Action::Override => {
                go(CurrentScreen::Override(Box::new(OverridePage::new(case, self.seen, self.handed_on()))))
            }
            Action::RecordOutcome => {
                go(CurrentScreen::Outcome(Box::new(OutcomePage::new(case, self.handed_on()))))
            }
            Action::Assess => vec![assess(&case, scene)],
            Action::Reopen => vec![ask("reopen", &case, scene, |reason| Step::Reopen { reason })],
            Action::CancelCase => vec![ask("cancel", &case, scene, |reason| Step::Cancel { reason })],
            Action::AskRecheck => {
                vec![ask("recheck-ask", &case, scene, |reason| Step::AskRecheck { reason })]
            }
            _ => Vec::new(),
        }
    }
}

/// A reason with the words of its subject: what it is, and what follows from it.
fn ask(subject: &str, case: &Arc<Case>, scene: &Scene<'_>, make: Make) -> Outcome {
    let (title, details) = heading(subject, case, scene);
    Outcome::Reason(Box::new(Reason::new(title, details, case, make)))
}

fn heading(subject: &str, case: &Case, scene: &Scene<'_>) -> (String, Vec<String>) {
    let words = scene.words;
    let number = [("number", Value::from(case.number.to_string()))];
    let title = words.say_with(&format!("supervise-{subject}"), &number);
    let stands = case.conclusion.as_ref().map(|conclusion| {
        let verdict = Value::from(phrases::mark(words, conclusion));
        words.say_with("supervise-stands", &[("verdict", verdict)])
    });
    let asked = match subject {
        "opinion" => case.opinion_asked.as_ref(),
        "recheck" => case.recheck_asked.as_ref(),
        _ => None,
    };
    let asked = asked
        .map(|asked| words.say_with("supervise-asked", &[("reason", Value::from(asked.what.to_string()))]));
    let detail = words.say(&format!("supervise-{subject}-detail"));
    (title, [stands, asked, Some(detail)].into_iter().flatten().collect())
}

/// The second opinion where one was asked for, else the result of a re-check.
fn assess(case: &Arc<Case>, scene: &Scene<'_>) -> Outcome {
    let words = scene.words;
    let sees = |verdict| {
        let verdict = Value::from(scene.mark(verdict));
        words.say_with("supervise-sees", &[("verdict", verdict)])
    };
    let (subject, choices): (_, Vec<(String, Make)>) = if case.state == CaseState::InAnalysis {
        (
            "opinion",
            vec![
                (sees(Verdict::WithoutSuspicion), |text| {
                    Step::GiveOpinion(Opinion { sees: Verdict::WithoutSuspicion, text })
                }),
                (sees(Verdict::UnderSuspicion), |text| {
                    Step::GiveOpinion(Opinion { sees: Verdict::UnderSuspicion, text })
                }),
            ],
        )
    } else {
        (
            "recheck",
            vec![
                (words.say("agreement-agrees"), |text| {
                    Step::Recheck(Recheck { agreement: Agreement::Agrees, text })
                }),
                (words.say("agreement-differs"), |text| {
                    Step::Recheck(Recheck { agreement: Agreement::Differs, text })
                }),
            ],
        )
    };
    let (title, details) = heading(subject, case, scene);
    Outcome::Reason(Box::new(Reason::choosing(title, details, case, choices)))
}
