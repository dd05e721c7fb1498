//! The daily check: every test of the policy's checklist with its limits, dose readings, a note, and the result before it is saved.

mod draft;
mod saved;
mod view;

use crate::domain::authority::authorise_role;
use crate::domain::booth::CheckStanding;
use crate::domain::check::{CheckResult, judge};
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKind;
use crate::domain::time::booth_day;
use crate::station::contract::day::DayRequest;
use crate::station::contract::drafts::{DayForm, DraftKey};
use crate::station::contract::{Answer, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::phrases::day::check_result;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::check::draft::Draft;
use crate::ui::screens::day::Day;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::words::Value;
use ratatui::Frame;

/// What the screen shows.
#[derive(Debug, Default)]
enum Mode {
    /// Not opened yet.
    #[default]
    Nothing,
    /// The last check, scrolled by so many lines.
    Saved(u16),
    /// A check being typed.
    Typing(Box<Draft>),
}

/// Whether an answer of the station is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Progress {
    #[default]
    Idle,
    /// The check that came to this was sent.
    Asked(CheckResult),
}

/// The screen of the daily check.
#[derive(Debug, Default)]
pub struct CheckScreen {
    mode: Mode,
    progress: Progress,
}

/// Why the officer records no check.
fn hindrance(scene: &Scene<'_>) -> Option<Refusal> {
    let Some(session) = scene.session else { return Some(Refusal::NotSignedIn) };
    authorise_role(session.officer.role, StepKind::RecordCheck).err()
}

impl CheckScreen {
    /// A day without a check begins with the form; a day with one, or a reader, with what is known.
    fn enter(&mut self, scene: &Scene<'_>) {
        let is_due = scene.snapshot.day.check_standing(scene.now) == CheckStanding::Missing;
        self.mode = if is_due && hindrance(scene).is_none() {
            Mode::Typing(Box::new(Draft::new(scene)))
        } else {
            Mode::Saved(0)
        };
    }

    fn begin(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(refusal) = hindrance(scene) {
            return vec![refused(phrases::refusal(scene.words, &refusal))];
        }
        self.mode = Mode::Typing(Box::new(Draft::new(scene)));
        Vec::new()
    }

    /// F5: a check that is not whole says what it lacks; one that failed is asked about once more.
    fn save(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Mode::Typing(draft) = &mut self.mode else { return Vec::new() };
        // A failed check is asked about; a question that was answered with no leaves nothing to wait for.
        if matches!(self.progress, Progress::Asked(CheckResult::Pass | CheckResult::Limited)) {
            return Vec::new();
        }
        let values = match draft.values() {
            Ok(values) => values,
            Err(lack) => {
                draft.focus_on(lack);
                return vec![refused(lack.text(scene.words))];
            }
        };
        let limits = &scene.snapshot.booth.policy.policy.daily_check.tests;
        let judged = match judge(values.clone(), limits, booth_day(scene.now)) {
            Ok(check) => check,
            Err(fault) => return vec![refused(phrases::check_fault(scene.words, fault))],
        };
        self.progress = Progress::Asked(judged.overall);
        let ask = Outcome::Ask(Purpose::Day, Request::Day(DayRequest::Check(Box::new(values))));
        if judged.overall != CheckResult::Fail {
            return vec![ask];
        }
        let details = vec![scene.words.say("check-ask-failed")];
        vec![Outcome::Confirm(Box::new(Confirm::new(scene.words.say("check-ask"), details, ask)))]
    }

    /// What was typed stays until the station has it.
    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        let asked = std::mem::take(&mut self.progress);
        let (Progress::Asked(result), Ok(_)) = (asked, answer) else { return Vec::new() };
        self.mode = Mode::Saved(0);
        let result = Value::from(check_result(scene.words, result));
        vec![Outcome::Say(Saying::done(scene.words.say_with("check-saved", &[("result", result)])))]
    }

    fn leave(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let to = CurrentScreen::Day(Day::at_check());
        match &self.mode {
            Mode::Typing(draft) if draft.form.is_changed() => {
                vec![Outcome::Confirm(Box::new(Confirm::before_leaving(to, scene.words)))]
            }
            _ => vec![Outcome::Go(Box::new(to))],
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (&mut self.mode, action) {
            (_, Action::Back) => return self.leave(scene),
            (Mode::Typing(_), Action::Save) => return self.save(scene),
            (Mode::Typing(draft), Action::RemoveDose) => draft.remove_dose(),
            (Mode::Typing(draft), other) => draft.update(&Input::Action(other)),
            (_, Action::NewCheck) => return self.begin(scene),
            (Mode::Saved(scroll), Action::NextField) => {
                *scroll = (*scroll + 1).min(saved::last_line(scene));
            }
            (Mode::Saved(scroll), Action::PreviousField) => *scroll = scroll.saturating_sub(1),
            (Mode::Saved(_) | Mode::Nothing, _) => {}
        }
        Vec::new()
    }
}

fn refused(text: String) -> Outcome {
    Outcome::Say(Saying::refused(text))
}

impl Screen for CheckScreen {
    fn layer(&self) -> Layer {
        Layer::Check
    }

    fn takes_text(&self) -> bool {
        matches!(&self.mode, Mode::Typing(draft) if draft.form.takes_text())
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        match (action, &self.mode) {
            (Action::Save | Action::NextField, mode) => matches!(mode, Mode::Typing(_)),
            (Action::RemoveDose, Mode::Typing(draft)) => draft.is_at_dose(),
            (Action::NewCheck, Mode::Saved(_)) => hindrance(scene).is_none(),
            (Action::RemoveDose | Action::NewCheck, _) => false,
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered => self.enter(scene),
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(_) | Input::Pasted(_) => {
                if let Mode::Typing(draft) = &mut self.mode {
                    draft.update(&input);
                }
            }
            Input::Answered { purpose: Purpose::Day, answer } => return self.answered(&answer, scene),
            Input::Answered { .. } | Input::Rendered(_) | Input::Refreshed | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draft_key(&self, _scene: &Scene<'_>) -> Option<DraftKey> {
        matches!(self.mode, Mode::Typing(_)).then_some(DraftKey::Day { form: DayForm::Check })
    }

    fn draft(&self) -> Option<String> {
        if let Mode::Typing(draft) = &self.mode { draft.form.draft() } else { None }
    }

    fn restore(&mut self, text: &str, _scene: &Scene<'_>) -> bool {
        if let Mode::Typing(draft) = &mut self.mode { draft.restore(text) } else { false }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        match &self.mode {
            Mode::Typing(draft) => view::draw(draft, frame, scene),
            Mode::Saved(scroll) => saved::draw(*scroll, frame, scene),
            Mode::Nothing => saved::draw(0, frame, scene),
        }
        None
    }
}
