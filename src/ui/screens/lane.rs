//! The lane: the last confirmations before a scan, what the chain reports, and the image while it grows.

mod checklist;
mod countdown;
mod detail;
mod devices;
mod readings;
mod shared;
mod view;
mod waterfall;

use crate::domain::Moment;
use crate::domain::authority::{authorise_case, authorise_role};
use crate::domain::case::{Case, CaseState};
use crate::domain::lane::{Impediment, MIN_PREWARNING, ScanPhase, Stage};
use crate::domain::number::CaseNumber;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Confirmation, LaneCheck, Step, StepKind};
use crate::domain::text::CleanText;
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, PictureMode, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::gate::Gate;
use crate::ui::screens::lane::waterfall::Waterfall;
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field, FieldKind};
use crate::ui::widgets::image_pane::pane_pixels;
use crate::words::Value;
use ratatui::Frame;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The reason of a repeat, characters.
const MAX_REASON_CHARS: usize = 200;

/// A row of the checklist that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Row {
    DriverOut,
    ZoneSearched,
    RepeatReason,
}

/// What stands in the lower pane. The countdown lies over either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Image,
    Devices,
}

/// What the officer confirmed so far for the next scan of one case.
#[derive(Debug)]
pub struct Lane {
    number: CaseNumber,
    driver_out: Option<Moment>,
    zone_searched: Option<Moment>,
    reason: Field,
    focus: Row,
    /// Scans of the case when the confirmations were begun: each scan needs its own.
    scans: usize,
    /// The lane check was sent and its answer has not come.
    asked: bool,
    waterfall: Option<Waterfall>,
    pane: Pane,
}

impl Lane {
    /// The lane for a case, nothing confirmed.
    pub fn new(number: CaseNumber) -> Self {
        Self {
            number,
            driver_out: None,
            zone_searched: None,
            reason: Field::new(FieldKind::Text, MAX_REASON_CHARS),
            focus: Row::DriverOut,
            scans: 0,
            asked: false,
            waterfall: None,
            pane: Pane::Image,
        }
    }

    fn case<'a>(&self, scene: &'a Scene<'_>) -> Option<&'a Arc<Case>> {
        scene.snapshot.case(&self.number)
    }

    /// When a row was confirmed: in the case, where the station keeps it already, else here.
    fn confirmed_at(&self, row: Row, case: &Case) -> Option<Moment> {
        match (&case.lane_check, &case.stamps.lane_checked, row) {
            (Some(_), Some(stamp), Row::DriverOut | Row::ZoneSearched) => Some(stamp.at),
            (_, _, Row::DriverOut) => self.driver_out,
            (_, _, Row::ZoneSearched) => self.zone_searched,
            (_, _, Row::RepeatReason) => None,
        }
    }

    /// A repeat needs its reason before it is requested.
    fn needs_reason(case: &Case) -> bool {
        !case.scans.is_empty() && matches!(case.state, CaseState::Admitted | CaseState::LaneChecked)
    }

    fn rows(&self, scene: &Scene<'_>) -> Vec<Row> {
        let mut rows = vec![Row::DriverOut, Row::ZoneSearched];
        if self.case(scene).is_some_and(|case| Self::needs_reason(case)) {
            rows.push(Row::RepeatReason);
        }
        rows
    }

    /// The phase of the lane, where it belongs to this case's last scan.
    fn phase<'a>(&self, scene: &'a Scene<'_>) -> &'a ScanPhase {
        let phase = &scene.snapshot.lane.phase;
        let own = self.case(scene).and_then(|case| case.last_scan()).map(|scan| &scan.id);
        if own.is_some() && phase.scan() == own { phase } else { &ScanPhase::Idle }
    }

    /// Why the scan cannot be requested now; `None` when it can.
    fn hindrance(&self, scene: &Scene<'_>) -> Option<Refusal> {
        let Some(case) = self.case(scene) else { return Some(Refusal::NoCase) };
        let Some(session) = scene.session else { return Some(Refusal::NotSignedIn) };
        let next =
            if case.state == CaseState::Admitted { StepKind::ConfirmLane } else { StepKind::RequestScan };
        if let Err(refusal) = authorise_case(&session.officer, next, case, scene.snapshot.booth.in_one()) {
            return Some(refusal);
        }
        let policy = &scene.snapshot.booth.policy.policy;
        if let Some(bar) = scene.snapshot.day.bars_scans(policy, scene.now) {
            return Some(Refusal::Barred(bar));
        }
        if scene.snapshot.lane_case.as_ref().is_some_and(|other| *other != self.number) {
            return Some(Refusal::LaneTaken);
        }
        if scene.snapshot.lane.fault.is_some() {
            return Some(Refusal::Lane(Impediment::Fault));
        }
        let lacking = if self.confirmed_at(Row::DriverOut, case).is_none() {
            Some(Requirement::DriverOut)
        } else if self.confirmed_at(Row::ZoneSearched, case).is_none() {
            Some(Requirement::ZoneSearched)
        } else if Self::needs_reason(case) && self.repeat_reason().is_none() {
            Some(Requirement::RepeatReason)
        } else {
            None
        };
        lacking.map(Refusal::Requirement).or_else(|| scene.snapshot.lane.impediment().map(Refusal::Lane))
    }

    fn repeat_reason(&self) -> Option<CleanText> {
        let reason = CleanText::bounded(self.reason.value(), MAX_REASON_CHARS);
        (!reason.is_empty()).then_some(reason)
    }

    /// F5: first the lane check is put on record, then the scan is asked for.
    fn request_scan(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if let Some(hindrance) = self.hindrance(scene) {
            match hindrance {
                Refusal::Requirement(Requirement::DriverOut) => self.focus = Row::DriverOut,
                Refusal::Requirement(Requirement::ZoneSearched) => self.focus = Row::ZoneSearched,
                Refusal::Requirement(Requirement::RepeatReason) => self.focus = Row::RepeatReason,
                _ => {}
            }
            return vec![Outcome::Say(Saying::refused(phrases::refusal(scene.words, &hindrance)))];
        }
        match self.case(scene) {
            Some(case) if case.state == CaseState::LaneChecked => vec![self.ask_request(case, scene)],
            Some(case) if !self.asked => {
                let check =
                    LaneCheck { driver_out: Confirmation::Confirmed, zone_searched: Confirmation::Confirmed };
                let request = take(case, Step::ConfirmLane(check));
                self.asked = true;
                vec![Outcome::Ask(Purpose::Step, request)]
            }
            _ => Vec::new(),
        }
    }

    fn ask_request(&self, case: &Case, scene: &Scene<'_>) -> Outcome {
        let repeat_reason = if case.scans.is_empty() { None } else { self.repeat_reason() };
        let request = take(case, Step::RequestScan { repeat_reason });
        let seconds = Value::from(MIN_PREWARNING.as_secs());
        let details = vec![
            scene.words.say_with("lane-ask-scan-warning", &[("seconds", seconds)]),
            scene.words.say("lane-ask-scan-stop"),
        ];
        let on_yes = Outcome::Ask(Purpose::Step, request);
        Outcome::Confirm(Box::new(Confirm::new(scene.words.say("lane-ask-scan"), details, on_yes)))
    }

    /// Whether the officer may have the source warmed up now.
    fn may_prepare(scene: &Scene<'_>) -> bool {
        let lane = &scene.snapshot.lane;
        let is_its_time = matches!(lane.stage, Stage::WarmupRequired | Stage::Conditioning { .. });
        let is_oms = scene
            .session
            .is_some_and(|session| authorise_role(session.officer.role, StepKind::PrepareSource).is_ok());
        is_its_time && is_oms && lane.fault.is_none()
    }

    /// The warm-up is beam too: it is asked first.
    fn ask_prepare(scene: &Scene<'_>) -> Outcome {
        let words = scene.words;
        let details = vec![words.say("lane-ask-prepare-beam"), words.say("lane-ask-scan-stop")];
        let on_yes = Outcome::Ask(Purpose::Prepare, Request::PrepareSource);
        Outcome::Confirm(Box::new(Confirm::new(words.say("lane-ask-prepare"), details, on_yes)))
    }

    fn prepared(answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        let said = match answer {
            Ok(_) => Saying::done(scene.words.say("lane-preparing")),
            Err(Refusal::Lane(why)) => {
                let why = Value::from(phrases::impediment(scene.words, *why));
                Saying::refused(scene.words.say_with("refusal-prepare", &[("why", why)]))
            }
            Err(_) => return Vec::new(),
        };
        vec![Outcome::Say(said)]
    }

    fn turn_pane(&mut self) {
        self.pane = match self.pane {
            Pane::Image => Pane::Devices,
            Pane::Devices => Pane::Image,
        };
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        self.asked = false;
        match answer {
            Ok(Reply::Done(case)) if case.number != self.number => Vec::new(),
            Ok(Reply::Done(case)) if case.state == CaseState::LaneChecked => {
                vec![self.ask_request(case, scene)]
            }
            Ok(Reply::Done(case)) if case.state == CaseState::Scanning => {
                // The image is what is looked at from here on.
                self.pane = Pane::Image;
                vec![Outcome::Say(Saying::done(scene.words.say("lane-requested")))]
            }
            _ => Vec::new(),
        }
    }

    fn refreshed(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let layout = view::layout(scene.body);
        let pixels = pane_pixels(layout.picture, scene.display);
        let Some(case) = self.case(scene) else { return Vec::new() };
        if case.scans.len() != self.scans {
            self.scans = case.scans.len();
            self.driver_out = None;
            self.zone_searched = None;
            self.reason.clear();
            self.focus = Row::DriverOut;
        }
        let expected = match self.phase(scene) {
            ScanPhase::Beam { columns_expected, .. } => *columns_expected,
            _ => scene.preview.columns,
        };
        let own = case.last_scan().filter(|scan| scene.preview.scan.as_ref() == Some(&scan.id));
        let own = own.filter(|_| scene.display.graphics != PictureMode::Words);
        self.waterfall = own.and_then(|_| {
            Waterfall::of(scene.preview, expected, (pixels.0, pixels.1), self.waterfall.take())
        });
        self.moved_on(case, scene)
    }

    /// Where the case went when the lane has nothing left to do with it.
    fn moved_on(&self, case: &Arc<Case>, scene: &Scene<'_>) -> Vec<Outcome> {
        match case.state {
            CaseState::Registered
            | CaseState::Admitted
            | CaseState::LaneChecked
            | CaseState::Scanning
            | CaseState::AwaitingImage => Vec::new(),
            CaseState::NotApplied => {
                vec![Outcome::Go(Box::new(CurrentScreen::Record(Record::new(self.number.clone()))))]
            }
            _ => {
                let number = Value::from(self.number.short());
                let said = scene.words.say_with("lane-handed", &[("number", number)]);
                vec![
                    Outcome::Go(Box::new(CurrentScreen::Queue(Queue::default()))),
                    Outcome::Say(Saying::done(said)),
                ]
            }
        }
    }

    fn toggle(&mut self, scene: &Scene<'_>) {
        let Some(case) = self.case(scene) else { return };
        let editable =
            case.state == CaseState::Admitted && scene.snapshot.lane.fault.is_none() && !self.asked;
        let turned = |at: Option<Moment>| if at.is_none() { Some(scene.now) } else { None };
        match self.focus {
            Row::DriverOut if editable => self.driver_out = turned(self.driver_out),
            Row::ZoneSearched if editable => self.zone_searched = turned(self.zone_searched),
            Row::RepeatReason => self.move_focus(Action::Down, scene),
            Row::DriverOut | Row::ZoneSearched => {}
        }
    }

    fn move_focus(&mut self, action: Action, scene: &Scene<'_>) {
        let rows = self.rows(scene);
        let place = rows.iter().position(|row| *row == self.focus).unwrap_or(0);
        let step = if action == Action::Up { rows.len() - 1 } else { 1 };
        if let Some(row) = rows.get((place + step) % rows.len()) {
            self.focus = *row;
        }
    }

    fn leave(&self, to: CurrentScreen, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.reason.value().is_empty() {
            vec![Outcome::Go(Box::new(to))]
        } else {
            vec![Outcome::Confirm(Box::new(Confirm::before_leaving(to, scene.words)))]
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        if !self.is_open(action, scene) && action != Action::RequestScan {
            return Vec::new();
        }
        match action {
            Action::RequestScan => return self.request_scan(scene),
            Action::PrepareSource => return vec![Self::ask_prepare(scene)],
            Action::LaneDevices => self.turn_pane(),
            Action::Toggle => self.toggle(scene),
            Action::Up | Action::Down => self.move_focus(action, scene),
            Action::Exempt => {
                return self.leave(CurrentScreen::Gate(Gate::new(self.number.clone())), scene);
            }
            Action::ShowRecord => {
                return self.leave(CurrentScreen::Record(Record::new(self.number.clone())), scene);
            }
            Action::Back => return self.leave(CurrentScreen::Queue(Queue::default()), scene),
            other if self.focus == Row::RepeatReason => {
                self.reason.edit(other);
            }
            _ => {}
        }
        Vec::new()
    }
}

fn take(case: &Case, step: Step) -> Request {
    Request::Take { case: case.number.clone(), revision: case.revision, step: Box::new(step), pin: None }
}

impl Screen for Lane {
    fn layer(&self) -> Layer {
        Layer::Lane
    }

    fn takes_text(&self) -> bool {
        self.focus == Row::RepeatReason
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        // While the warning sounds the lane has one thing to do: stop, if anybody is in the zone.
        if matches!(self.phase(scene), ScanPhase::Requested { .. } | ScanPhase::Prewarning { .. }) {
            return false;
        }
        let case = self.case(scene);
        match action {
            Action::RequestScan => !self.asked && self.hindrance(scene).is_none(),
            Action::PrepareSource => Self::may_prepare(scene),
            Action::Toggle => {
                case.is_some_and(|case| case.state == CaseState::Admitted)
                    && scene.snapshot.lane.fault.is_none()
            }
            Action::Exempt => match (case, scene.session) {
                (Some(case), Some(session)) => {
                    case.scans.is_empty()
                        && authorise_case(
                            &session.officer,
                            StepKind::Exempt,
                            case,
                            scene.snapshot.booth.in_one(),
                        )
                        .is_ok()
                }
                _ => false,
            },
            _ => true,
        }
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        self.told()
    }

    fn case(&self, scene: &Scene<'_>) -> Option<CaseNumber> {
        // While the warning sounds nothing lies over the lane.
        self.is_open(Action::Notes, scene).then(|| self.number.clone())
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered => {
                self.scans = self.case(scene).map_or(0, |case| case.scans.len());
                return self.refreshed(scene);
            }
            Input::Refreshed => return self.refreshed(scene),
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(c) if self.takes_text() => self.reason.type_char(c),
            Input::Pasted(pasted) if self.takes_text() => self.reason.paste(&pasted),
            Input::Answered { purpose: Purpose::Step, answer } => return self.answered(&answer, scene),
            Input::Answered { purpose: Purpose::Prepare, answer } => return Self::prepared(&answer, scene),
            Input::Answered { .. }
            | Input::Rendered(_)
            | Input::Typed(_)
            | Input::Pasted(_)
            | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene)
    }
}
