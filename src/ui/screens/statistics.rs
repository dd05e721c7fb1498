//! The statistics: the figures of a day, a week, a month or of typed dates, and of each officer.

mod view;

use crate::domain::period::{Period, parse_day};
use crate::domain::statistics::Statistics;
use crate::domain::text::CleanText;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Question};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field, FieldKind};
use chrono::TimeDelta;
use ratatui::Frame;
use std::sync::Arc;

/// Characters of a date.
const MAX_DAY_CHARS: usize = 10;

/// Which period, and what was counted of it.
#[derive(Debug)]
pub struct StatisticsScreen {
    length: Length,
    /// `None` until the screen is opened: it begins with today.
    period: Option<Period>,
    /// First and last date, and which of them is written into; `None` unless dates are being typed.
    typing: Option<usize>,
    dates: [Field; 2],
    asked: Option<Period>,
    counted: Option<Arc<Statistics>>,
    sheet: Sheet,
    first: usize,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Day,
    Week,
    Month,
    Dates,
}

/// What is shown of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Figures,
    People,
    Exposures,
}

impl Default for StatisticsScreen {
    fn default() -> Self {
        Self {
            length: Length::Day,
            period: None,
            typing: None,
            dates: [(); 2].map(|()| Field::new(FieldKind::Digits, MAX_DAY_CHARS)),
            asked: None,
            counted: None,
            sheet: Sheet::Figures,
            first: 0,
        }
    }
}

impl StatisticsScreen {
    /// The period of this length that holds a moment.
    fn of(length: Length, moment: crate::domain::Moment) -> Option<Period> {
        match length {
            Length::Day | Length::Dates => Period::day_of(moment),
            Length::Week => Period::week_of(moment),
            Length::Month => Period::month_of(moment),
        }
    }

    /// Counts a period, whatever was shown before.
    fn show(&mut self, period: Option<Period>) -> Vec<Outcome> {
        let Some(period) = period else { return Vec::new() };
        (self.period, self.first) = (Some(period), 0);
        // While an answer is awaited no other is asked for: the latest period is asked for afterwards.
        if self.asked.is_some() {
            return Vec::new();
        }
        self.asked = Some(period);
        vec![Outcome::Ask(Purpose::Statistics(Question::of(&period)), Request::Statistics(period))]
    }

    fn answered(&mut self, question: Question, answer: Answer) -> Vec<Outcome> {
        let Some(asked) = self.asked.take_if(|period| Question::of(period) == question) else {
            return Vec::new();
        };
        if self.period != Some(asked) {
            return self.show(self.period);
        }
        if let Ok(Reply::Statistics(counted)) = answer {
            self.counted = Some(counted);
        }
        Vec::new()
    }

    /// The period before this one, or after it, of the same length.
    fn step(&mut self, action: Action) -> Vec<Outcome> {
        let Some(period) = self.period else { return Vec::new() };
        let length = period.to - period.from;
        let next = match (self.length, action) {
            (Length::Dates, Action::Earlier) => {
                Some(Period { from: period.from - length, to: period.to - length })
            }
            (Length::Dates, _) => Some(Period { from: period.from + length, to: period.to + length }),
            (_, Action::Earlier) => Self::of(self.length, period.from - TimeDelta::seconds(1)),
            _ => Self::of(self.length, period.to),
        };
        self.show(next)
    }

    fn choose(&mut self, length: Length, scene: &Scene<'_>) -> Vec<Outcome> {
        self.length = length;
        self.show(Self::of(length, scene.now))
    }

    /// The dates as typed; `None` while they are none.
    fn typed(&self) -> Option<Period> {
        let [first, last] = self.dates.each_ref().map(|field| parse_day(field.value()));
        Period::days(first?, last?)
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::Back => return vec![Outcome::Go(Box::new(CurrentScreen::Queue(Queue::default())))],
            Action::PeriodDay => return self.choose(Length::Day, scene),
            Action::PeriodWeek => return self.choose(Length::Week, scene),
            Action::PeriodMonth => return self.choose(Length::Month, scene),
            Action::PeriodDates => self.typing = Some(0),
            Action::Earlier | Action::Later => return self.step(action),
            Action::People => {
                self.first = 0;
                self.sheet = match self.sheet {
                    Sheet::Figures => Sheet::People,
                    Sheet::People => Sheet::Exposures,
                    Sheet::Exposures => Sheet::Figures,
                };
            }
            Action::PageDown | Action::PageUp => self.scroll(action, scene),
            _ => {}
        }
        Vec::new()
    }

    fn scroll(&mut self, action: Action, scene: &Scene<'_>) {
        let people = self.counted.as_ref().map_or(0, |counted| counted.people.len());
        let page = view::people_on(scene.body);
        let last = people.saturating_sub(page);
        self.first = match action {
            Action::PageUp => self.first.saturating_sub(page),
            _ => (self.first + page).min(last),
        };
    }

    /// Keys while dates are being typed.
    fn type_dates(&mut self, at: usize, action: Action) -> Vec<Outcome> {
        match action {
            Action::Back => self.typing = None,
            Action::Confirm if self.typed().is_some() => {
                (self.length, self.typing) = (Length::Dates, None);
                return self.show(self.typed());
            }
            Action::Confirm | Action::NextField | Action::PreviousField => {
                self.typing = Some(1 - at.min(1));
            }
            other => {
                if let Some(field) = self.dates.get_mut(at) {
                    field.edit(other);
                }
            }
        }
        Vec::new()
    }
}

impl Screen for StatisticsScreen {
    fn layer(&self) -> Layer {
        if self.typing.is_some() { Layer::StatisticsDates } else { Layer::Statistics }
    }

    fn takes_text(&self) -> bool {
        self.typing.is_some()
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::People => self.counted.is_some(),
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match (input, self.typing) {
            (Input::Entered, _) => {
                self.asked = None;
                let today = Self::of(self.length, scene.now);
                self.show(self.period.or(today))
            }
            (Input::Action(action), Some(at)) => self.type_dates(at, action),
            (Input::Action(action), None) => self.act(action, scene),
            (Input::Typed(c), Some(at)) => {
                if let Some(field) = self.dates.get_mut(at) {
                    field.type_char(c);
                }
                Vec::new()
            }
            (Input::Pasted(text), Some(at)) => {
                if let Some(field) = self.dates.get_mut(at) {
                    field.paste(CleanText::bounded(&text, MAX_DAY_CHARS).as_str());
                }
                Vec::new()
            }
            (Input::Answered { purpose: Purpose::Statistics(question), answer }, _) => {
                self.answered(question, *answer)
            }
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
