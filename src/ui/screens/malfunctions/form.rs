//! The forms of the register: a report, who was told, the repair, the test of the image, the return by two people.

use super::{follow, numbered};
use crate::domain::account::Account;
use crate::domain::malfunction::{
    ImageTest, MalfunctionNumber, MalfunctionStep, Service, Symptom, TestResult, Told,
};
use crate::domain::officer::Officer;
use crate::domain::refusal::{Refusal, Requirement};
use crate::station::contract::Pin;
use crate::station::contract::day::DayRequest;
use crate::ui::keymap::Action;
use crate::ui::message::{Outcome, Saying};
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::FieldKind;
use crate::ui::widgets::form::{Entry, Form};
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Longest name of a part, or of a person who is told.
const MAX_NAME_CHARS: usize = 120;

/// Longest text of a symptom, of the work, of what was seen: four lines of the register.
const MAX_TEXT_CHARS: usize = 300;

/// What a test needs first.
pub(super) const BEFORE_TEST: Requirement = Requirement::Repair;

/// Columns of the labels: the longest in any language, marker and gap included.
const LABEL: u16 = 18;

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Report,
    Tell,
    Repair,
    Test,
    Return,
}

/// An open form.
#[derive(Debug)]
pub(super) struct FollowForm {
    pub(super) wanted: Wanted,
    number: MalfunctionNumber,
    pub(super) form: Form,
}

impl FollowForm {
    pub(super) fn new(wanted: Wanted, number: MalfunctionNumber, scene: &Scene<'_>) -> Self {
        let name = || Entry::text(FieldKind::Text, MAX_NAME_CHARS);
        let text = || Entry::text(FieldKind::Text, MAX_TEXT_CHARS);
        let entries = match wanted {
            Wanted::Report => vec![name(), text(), Entry::pick(2)],
            Wanted::Tell => {
                let first = names(scene, number).into_iter().next().unwrap_or_default();
                vec![Entry::filled(FieldKind::Text, MAX_NAME_CHARS, &first), name()]
            }
            Wanted::Repair => vec![text()],
            Wanted::Test => vec![Entry::pick(2), text()],
            Wanted::Return => {
                let seconds = Entry::pick(others(scene).len());
                let kind = FieldKind::of_secret(&scene.snapshot.booth);
                vec![seconds, Entry::text(kind, Pin::MAX_CHARS)]
            }
        };
        Self { wanted, number, form: Form::new(entries) }
    }

    /// The request, or what it still lacks, in words; the focus goes there.
    pub(super) fn request(&mut self, scene: &Scene<'_>) -> Result<DayRequest, String> {
        let words = scene.words;
        let form = &self.form;
        let lacking = |place: usize, requirement| {
            let said = phrases::refusal(words, &Refusal::Requirement(requirement));
            form.text(place).is_empty().then_some((place, said))
        };
        let unchosen = |place: usize, said: String| form.picked(place).is_none().then_some((place, said));
        let lacks = match self.wanted {
            Wanted::Report => lacking(0, Requirement::Part)
                .or_else(|| lacking(1, Requirement::Symptom))
                .or_else(|| unchosen(2, words.say("malfunction-service-first"))),
            Wanted::Tell => lacking(0, Requirement::Recipient).or_else(|| lacking(1, Requirement::Means)),
            Wanted::Repair => lacking(0, Requirement::Work),
            Wanted::Test => {
                unchosen(0, words.say("malfunction-result-first")).or_else(|| lacking(1, Requirement::Reason))
            }
            Wanted::Return => unchosen(0, words.say("malfunction-second-first"))
                .or_else(|| form.typed(1).is_empty().then(|| (1, words.say("shift-pin-first")))),
        };
        if let Some((place, said)) = lacks {
            self.form.focus_on(place);
            return Err(said);
        }
        self.complete(scene).ok_or_else(|| words.say("malfunction-second-first"))
    }

    fn complete(&self, scene: &Scene<'_>) -> Option<DayRequest> {
        let (form, number) = (&self.form, self.number);
        Some(match self.wanted {
            Wanted::Report => {
                let service = if form.picked(2) == Some(0) { Service::Stopped } else { Service::InUse };
                DayRequest::Report(Symptom { part: form.text(0), symptom: form.text(1), service })
            }
            Wanted::Tell => {
                follow(number, MalfunctionStep::Tell(Told { whom: form.text(0), how: form.text(1) }))
            }
            Wanted::Repair => follow(number, MalfunctionStep::Repair(form.text(0))),
            Wanted::Test => {
                let result = if form.picked(0) == Some(0) { TestResult::Passed } else { TestResult::Failed };
                follow(number, MalfunctionStep::Test(ImageTest { result, note: form.text(1) }))
            }
            Wanted::Return => {
                let second = self.second(scene)?;
                DayRequest::Return { number, second: (second.id, Pin::new(form.typed(1))) }
            }
        })
    }

    fn second(&self, scene: &Scene<'_>) -> Option<Officer> {
        others(scene).into_iter().nth(self.form.picked(0)?)
    }

    /// A return is asked about once more, with the names of the two.
    pub(super) fn question(&self, scene: &Scene<'_>) -> Option<(String, Vec<String>)> {
        if self.wanted != Wanted::Return {
            return None;
        }
        Some((scene.words.say("malfunction-ask-return"), vec![self.two(scene)]))
    }

    fn two(&self, scene: &Scene<'_>) -> String {
        let first = scene.session.map_or_else(String::new, |session| session.officer.name.to_string());
        let second = self.second(scene).map_or_else(|| "—".to_owned(), |officer| officer.name.to_string());
        let number = Value::from(self.number.0);
        let values = [("first", Value::from(first)), ("second", Value::from(second)), ("number", number)];
        scene.words.say_with("malfunction-return-hint", &values)
    }

    /// The station refused: everything stays but the PIN.
    pub(super) fn refused(&mut self) {
        if self.wanted == Wanted::Return {
            self.form.clear(1);
            self.form.focus_on(1);
        }
    }

    /// The next name of the policy; what somebody typed is never typed over.
    pub(super) fn offer_name(&mut self, action: Action, scene: &Scene<'_>) -> Option<Outcome> {
        let names = names(scene, self.number);
        if self.wanted != Wanted::Tell || names.is_empty() {
            return None;
        }
        let typed = self.form.typed(0).to_owned();
        let place = names.iter().position(|name| *name == typed);
        let next = match (place, action) {
            (None, _) if !typed.is_empty() => {
                let said = scene.words.say("malfunction-whom-typed");
                return Some(Outcome::Say(Saying::refused(said)));
            }
            (None, _) => 0,
            (Some(place), Action::PageUp) => (place + names.len() - 1) % names.len(),
            (Some(place), _) => (place + 1) % names.len(),
        };
        let name = names.get(next).map_or("", String::as_str);
        self.form.replace(0, Entry::filled(FieldKind::Text, MAX_NAME_CHARS, name));
        None
    }
}

/// Whom the policy names, those first who have not been told yet.
fn names(scene: &Scene<'_>, number: MalfunctionNumber) -> Vec<String> {
    let told = scene.snapshot.day.malfunction(number).map_or(&[][..], |malfunction| &malfunction.told);
    let mut names = scene.snapshot.booth.policy.policy.malfunction.tell.clone();
    names.sort_by_key(|name| told.iter().any(|done| done.what.whom.as_str() == name));
    names
}

/// Everybody else who may sign in, each once: the accounts of the booth, and in training the officers on the screen.
fn others(scene: &Scene<'_>) -> Vec<Officer> {
    let own = scene.session.map(|session| &session.officer.id);
    let accounts = scene.snapshot.day.people.accounts.values().filter(|account| account.is_active());
    let accounts = accounts.filter_map(Account::first_officer);
    let mut found: Vec<Officer> = Vec::new();
    for officer in accounts.chain(scene.snapshot.booth.roster.iter().cloned()) {
        if Some(&officer.id) != own && found.iter().all(|other| other.id != officer.id) {
            found.push(officer);
        }
    }
    found
}

/// The labels of a form's rows, and the words of their choices.
fn rows(form: &FollowForm, scene: &Scene<'_>) -> Vec<(String, Vec<String>)> {
    let words = scene.words;
    let text = |label: String| (label, Vec::new());
    match form.wanted {
        Wanted::Report => vec![
            text(words.say("malfunction-part")),
            text(words.say("malfunction-what")),
            (
                words.say("malfunction-service"),
                vec![words.say("malfunction-stopped"), words.say("malfunction-in-use")],
            ),
        ],
        Wanted::Tell => vec![text(words.say("malfunction-whom")), text(words.say("malfunction-how"))],
        Wanted::Repair => vec![text(words.say("malfunction-work"))],
        Wanted::Test => vec![
            (
                words.say("malfunction-result"),
                vec![words.say("malfunction-passed"), words.say("malfunction-failed")],
            ),
            text(words.say("malfunction-note")),
        ],
        Wanted::Return => {
            vec![(words.say("malfunction-second"), Vec::new()), text(words.say("malfunction-second-pin"))]
        }
    }
}

fn title(form: &FollowForm, scene: &Scene<'_>) -> String {
    let (words, number) = (scene.words, numbered(form.number));
    match form.wanted {
        Wanted::Report => words.say("malfunction-report"),
        Wanted::Tell => words.say_with("malfunction-tell", &number),
        Wanted::Repair => words.say_with("malfunction-repair", &number),
        Wanted::Test => words.say_with("malfunction-test", &number),
        Wanted::Return => words.say_with("malfunction-return", &number),
    }
}

fn hint(form: &FollowForm, scene: &Scene<'_>) -> String {
    match form.wanted {
        Wanted::Report => scene.words.say("malfunction-report-hint"),
        Wanted::Tell => {
            let names = Value::from(names(scene, form.number).join("; "));
            scene.words.say_with("malfunction-whom-hint", &[("names", names)])
        }
        Wanted::Return => form.two(scene),
        Wanted::Repair | Wanted::Test => String::new(),
    }
}

/// Draws the form: its rows, and below them what there is to know.
pub(super) fn draw(form: &FollowForm, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let block = Block::bordered()
        .title(format!(" {} ", title(form, scene)))
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let rows = rows(form, scene);
    let heights = rows.iter().map(|_| Constraint::Length(2)).chain([Constraint::Min(0)]);
    let areas = Layout::vertical(heights).split(Rect { y: inner.y + 1, height: inner.height - 1, ..inner });
    for (place, (label, options)) in rows.iter().enumerate() {
        let Some(area) = areas.get(place) else { continue };
        let row = Rect { height: 1, ..*area };
        if form.wanted == Wanted::Return && place == 0 {
            draw_second(form, (frame, row), label, scene);
        } else {
            form.form.draw_row((place, label, LABEL), (frame, row), options, scene);
        }
    }
    let Some(rest) = areas.last().copied() else { return };
    let width = usize::from(rest.width).saturating_sub(3);
    let lines = text_block::lines(&hint(form, scene), width);
    let lines: Vec<Line<'_>> = lines.into_iter().map(|line| Line::raw(format!("  {line}"))).collect();
    let lines = text_block::within(lines, rest.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), rest);
}

/// The second person is one line with arrows: a roster does not fit side by side.
fn draw_second(form: &FollowForm, target: (&mut Frame<'_>, Rect), label: &str, scene: &Scene<'_>) {
    let chosen = form.second(scene).map_or_else(|| "—".to_owned(), |officer| officer.name.to_string());
    let (frame, area) = target;
    let focused = form.form.focus() == 0;
    let marker = if focused { "▶" } else { " " };
    let label = crate::ui::frame::fit(&format!("{marker} {label}"), usize::from(LABEL));
    let role = if focused { Role::Focus } else { Role::Text };
    let line = Line::from(vec![
        ratatui::text::Span::raw(label),
        ratatui::text::Span::styled(format!("← {chosen} →"), scene.theme.style(role)),
    ]);
    frame.render_widget(line, area);
}
