//! What the monitor's lines come to: background, the vehicle in it, its alarms, and whether lines come in an order that can be.

use crate::domain::lane::{CHART_SAMPLES, MonitorView, Occupancy};
use crate::scanner::monitor::MonitorSettings;
use crate::scanner::monitor::line::{Counts, MonitorLine, Radiation, Word};
use crate::scanner::monitor::rule::{Compared, Second, WINDOW, threshold};

/// The last number of a vehicle before the monitor's count begins anew.
const LAST_NUMBER: u32 = 999_999;

/// How a line fits to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// It follows.
    Right,
    /// It was said before, and counts once.
    Repeated,
    /// It cannot come here.
    Wrong,
}

/// What a line changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    /// How it fits.
    pub(super) order: Order,
    /// The vehicle whose end it is.
    pub(super) ended: Option<Occupancy>,
}

impl Taken {
    const fn only(order: Order) -> Self {
        Self { order, ended: None }
    }
}

/// The vehicle that is in the monitor.
#[derive(Debug)]
struct Running {
    occupancy: Occupancy,
    gamma_limit: Option<u32>,
    neutron_limit: Option<u32>,
    second: Second,
    gamma: Compared,
    neutron: Compared,
}

impl Running {
    /// The vehicle as known so far.
    fn occupancy(&self) -> Occupancy {
        Occupancy { gamma_alarm: self.gamma.alarm(), neutron_alarm: self.neutron.alarm(), ..self.occupancy }
    }
}

/// Numbers of vehicles: each is the last and one, and a new count is believed once two of its numbers follow each other.
#[derive(Debug, Default)]
struct Numbers {
    last: Option<u32>,
    doubtful: Option<u32>,
}

impl Numbers {
    const fn after(number: u32) -> u32 {
        if number >= LAST_NUMBER { 1 } else { number + 1 }
    }

    /// Whether the number is believed.
    fn is_next(&mut self, number: u32) -> bool {
        let follows = |known: Option<u32>| known.is_some_and(|known| Self::after(known) == number);
        let is_next = self.last.is_none() || follows(self.last) || follows(self.doubtful);
        if is_next {
            (self.last, self.doubtful) = (Some(number), None);
        } else {
            // The vehicle had the number that follows; what was said may be a damaged digit.
            self.doubtful = Some(number);
            self.skip();
        }
        is_next
    }

    /// A vehicle ended whose number nobody heard.
    fn skip(&mut self) {
        self.last = self.last.map(Self::after);
    }
}

/// The account of all lines since the link came up.
#[derive(Debug)]
pub(super) struct Traffic {
    gamma_sigma: u32,
    neutron_sigma: u32,
    view: MonitorView,
    running: Option<Running>,
    numbers: Numbers,
    gamma_faulty: bool,
    neutron_faulty: bool,
    /// Vehicles whose end was not told by their own line.
    pub(super) ends_missed: u32,
}

impl Traffic {
    /// Of a monitor that has said nothing yet.
    pub(super) fn new(settings: &MonitorSettings) -> Self {
        Self {
            gamma_sigma: settings.gamma_sigma_tenths,
            neutron_sigma: settings.neutron_sigma_tenths,
            view: MonitorView::default(),
            running: None,
            numbers: Numbers::default(),
            gamma_faulty: false,
            neutron_faulty: false,
            ends_missed: 0,
        }
    }

    /// Whether a vehicle is in it.
    pub(super) fn is_occupied(&self) -> bool {
        self.running.is_some()
    }

    /// As the lane screen shows it.
    pub(super) fn view(&self) -> MonitorView {
        let occupancy = self.running.as_ref().map(Running::occupancy).or(self.view.occupancy);
        MonitorView {
            occupancy,
            is_occupied: self.is_occupied(),
            faulty: self.gamma_faulty || self.neutron_faulty,
            ..self.view.clone()
        }
    }

    /// Takes a line.
    pub(super) fn take(&mut self, line: MonitorLine) -> Taken {
        match line {
            MonitorLine::Background(radiation, counts) => {
                self.on_background(radiation, counts);
                Taken { order: Order::Right, ended: self.end_untold() }
            }
            MonitorLine::Fault(radiation, _) => {
                *self.faulty(radiation) = true;
                Taken { order: Order::Right, ended: self.end_untold() }
            }
            MonitorLine::Sample(Radiation::Gamma, word, counts) => {
                self.on_gamma(word, counts.total());
                Taken::only(Order::Right)
            }
            MonitorLine::Sample(Radiation::Neutron, word, counts) => {
                self.on_neutrons(word, counts.total());
                Taken::only(Order::Right)
            }
            MonitorLine::Left(number) => self.on_left(number),
            MonitorLine::Tampered => {
                self.view.tampered = true;
                Taken::only(Order::Right)
            }
            MonitorLine::TamperCleared => {
                self.view.tampered = false;
                Taken::only(Order::Right)
            }
            MonitorLine::Speed | MonitorLine::Setup => Taken::only(Order::Right),
        }
    }

    /// The vehicle is given up: no line of it will come any more.
    pub(super) fn abandon(&mut self) -> Option<Occupancy> {
        self.end_untold()
    }

    fn faulty(&mut self, radiation: Radiation) -> &mut bool {
        match radiation {
            Radiation::Gamma => &mut self.gamma_faulty,
            Radiation::Neutron => &mut self.neutron_faulty,
        }
    }

    fn on_background(&mut self, radiation: Radiation, counts: Counts) {
        *self.faulty(radiation) = false;
        let total = counts.total();
        match radiation {
            Radiation::Gamma => {
                self.view.background = Some(total);
                self.view.threshold = Some(threshold(total, self.gamma_sigma));
            }
            Radiation::Neutron => self.view.neutron_background = Some(total),
        }
    }

    /// The vehicle that is in it; the first sample of any kind is its beginning.
    fn running(&mut self) -> &mut Running {
        let (view, sigma) = (&self.view, self.neutron_sigma);
        self.running.get_or_insert_with(|| Running {
            occupancy: Occupancy { background: view.background.unwrap_or(0), ..Occupancy::default() },
            gamma_limit: view.threshold,
            neutron_limit: view.neutron_background.map(|background| threshold(background, sigma)),
            second: Second::default(),
            gamma: Compared::default(),
            neutron: Compared::default(),
        })
    }

    fn on_gamma(&mut self, word: Word, total: u32) {
        let running = self.running();
        running.gamma.told |= word == Word::Alarm;
        let occupancy = &mut running.occupancy;
        occupancy.samples = occupancy.samples.saturating_add(1);
        if let Some(sum) = running.second.push(total) {
            occupancy.gamma_max = occupancy.gamma_max.max(sum);
            running.gamma.over |= running.gamma_limit.is_some_and(|limit| sum > limit);
        }
        let windows = u32::try_from(WINDOW).unwrap_or(u32::MAX);
        if self.view.chart.len() >= CHART_SAMPLES {
            self.view.chart.remove(0);
        }
        self.view.chart.push(total.saturating_mul(windows));
    }

    fn on_neutrons(&mut self, word: Word, total: u32) {
        let running = self.running();
        running.neutron.told |= word == Word::Alarm;
        running.occupancy.neutron_max = running.occupancy.neutron_max.max(total);
        running.neutron.over |= running.neutron_limit.is_some_and(|limit| total > limit);
    }

    /// A background comes only without a vehicle: the line of its end was lost.
    fn end_untold(&mut self) -> Option<Occupancy> {
        let ended = self.running.take()?.occupancy();
        self.ends_missed = self.ends_missed.saturating_add(1);
        self.numbers.skip();
        self.view.occupancy = Some(ended);
        Some(ended)
    }

    fn on_left(&mut self, number: u32) -> Taken {
        // A monitor that does not count says 0 every time.
        let is_counted = number != 0;
        if is_counted && self.numbers.last == Some(number) {
            return Taken::only(Order::Repeated);
        }
        let Some(running) = self.running.take() else {
            // Nothing was in it: either its end was told before, or every sample of it was lost.
            let was_told = !is_counted && self.view.occupancy.is_some();
            return Taken::only(if was_told { Order::Repeated } else { Order::Wrong });
        };
        let is_believed = !is_counted || self.numbers.is_next(number);
        let mut ended = running.occupancy();
        ended.number = (is_counted && is_believed).then_some(number);
        self.view.occupancy = Some(ended);
        Taken { order: if is_believed { Order::Right } else { Order::Wrong }, ended: Some(ended) }
    }
}

#[cfg(test)]
mod tests;
