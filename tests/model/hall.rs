//! The abstract hall: one state of console, link, portal and source, and the steps that lead from it.

use crate::support::lane;
use intrascope::domain::lane::{ChainInputs, SourceState, Stage};
use intrascope::scanner::device::{Reading, Uptime};
use intrascope::scanner::reports::{
    Calibration, DetectorOrder, PortalOrder, PortalOutputs, PortalReport, PortalStatus, Reported,
    SourceOrder, SourceReport, SourceStatus, Switch,
};
use intrascope::scanner::supervisor::{Event, Folder, LastUse, Order, Supervisor};
use std::time::Duration;

/// A tick.
const TICK: Duration = Duration::from_millis(100);

/// Ticks after which a request is given up.
const DEADLINE: u8 = 2;

/// Frames on their way, both ways together.
const FRAMES: usize = 3;

/// Which answer is believed, and from when it is dated: the part that the portal's driver has in the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Only the answer to the request that is outstanding, dated from when that was sent.
    MatchedAndDatedFromSending,
    /// Any answer answers the request that is outstanding.
    AnyAnswer,
    /// The right answer, dated from when it came.
    DatedFromArrival,
}

/// What may happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A tenth of a second passes: the source speaks, requests are given up and sent.
    Tick,
    /// The portal takes the oldest request and answers it.
    Answer,
    /// The oldest answer arrives.
    Arrive,
    /// The oldest request is lost.
    LoseRequest,
    /// The oldest answer is lost.
    LoseAnswer,
    /// The oldest answer comes twice.
    Double,
    /// A door opens.
    Open,
    /// The console is killed.
    Crash,
    /// It is started again.
    Restart,
}

/// A request on its way: its number and the outputs that it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Request {
    number: u8,
    outputs: PortalOutputs,
}

/// An answer on its way: the number of its request and what the portal said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Answer {
    number: u8,
    is_closed: bool,
    outputs: PortalOutputs,
}

/// The console: the supervisor, and what its drivers hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Console {
    supervisor: Supervisor,
    outputs: PortalOutputs,
    beam: Switch,
    last_number: u8,
    outstanding: Option<(u8, u8)>,
    heard_source: bool,
    asked_within: bool,
}

/// Everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hall {
    rule: Rule,
    tick: u8,
    /// When tick 0 is for the supervisor.
    base: Uptime,
    console: Option<Console>,
    lives: u8,
    requests: Vec<Request>,
    answers: Vec<Answer>,
    /// What the portal drives.
    driven: PortalOutputs,
    opened_at: Option<u8>,
    high_voltage: Switch,
}

impl Hall {
    /// Just before the end of the pre-warning.
    pub fn before_the_beam(rule: Rule) -> Self {
        Self::led_until(rule, |hall| {
            let stage = hall.console.as_ref().map(|console| console.supervisor.view(hall.now()).stage);
            matches!(stage, Some(Stage::Armed { left_ms: 1..=100 }))
        })
    }

    /// With the beam reported on.
    pub fn in_the_beam(rule: Rule) -> Self {
        let mut hall = Self::led_until(rule, |hall| hall.high_voltage == Switch::On);
        for _ in 0..3 {
            hall.good_tick();
        }
        hall.settle()
    }

    /// A lane with a good link, from its start until it is so far.
    fn led_until(rule: Rule, far_enough: fn(&Self) -> bool) -> Self {
        let mut hall = Self {
            rule,
            tick: 0,
            base: Duration::ZERO,
            console: None,
            lives: 0,
            requests: Vec::new(),
            answers: Vec::new(),
            driven: PortalOutputs::default(),
            opened_at: None,
            high_voltage: Switch::Off,
        };
        hall.start();
        let mut requested = false;
        while !far_enough(&hall) {
            hall.good_tick();
            let now = hall.now();
            let Some(console) = &mut hall.console else { continue };
            if !requested && console.supervisor.impediment(now).is_none() {
                let orders = console.supervisor.request_scan(now, lane::scan(1), Folder::Usable).unwrap();
                requested = true;
                hall.obey(orders);
            }
            assert!(hall.base < Duration::from_secs(20), "a good link leads to a beam");
        }
        hall.settle()
    }

    /// A tick in which nothing goes wrong.
    fn good_tick(&mut self) {
        self.base += TICK;
        let view = self.console.as_ref().map(|console| console.supervisor.view(self.now()));
        let scan = view.and_then(|view| view.phase.scan().cloned());
        for event in lane::bystanders(self.now(), scan) {
            self.tell(event);
        }
        self.pass();
        while let Some(step) = [Step::Answer, Step::Arrive].into_iter().find(|step| self.can(*step)) {
            self.take(step);
        }
    }

    /// Forgets what only the way here needed, so that states are told apart by what matters.
    fn settle(mut self) -> Self {
        (self.tick, self.lives) = (0, 1);
        if let Some(console) = &mut self.console {
            console.asked_within = false;
            assert_eq!(console.outstanding, None, "a good link owes nothing");
        }
        self
    }

    fn now(&self) -> Uptime {
        self.base + TICK * u32::from(self.tick)
    }

    /// What may happen here.
    pub fn steps(&self, steps: &mut Vec<Step>) {
        let all = [
            Step::Tick,
            Step::Answer,
            Step::Arrive,
            Step::LoseRequest,
            Step::LoseAnswer,
            Step::Double,
            Step::Open,
            Step::Crash,
            Step::Restart,
        ];
        steps.extend(all.into_iter().filter(|step| self.can(*step)));
    }

    fn can(&self, step: Step) -> bool {
        match step {
            Step::Tick => true,
            Step::Answer | Step::LoseRequest => !self.requests.is_empty(),
            Step::Arrive | Step::LoseAnswer => !self.answers.is_empty(),
            Step::Double => !self.answers.is_empty() && self.has_room(),
            Step::Open => self.opened_at.is_none(),
            Step::Crash => self.console.is_some() && self.lives == 1 && self.high_voltage == Switch::On,
            Step::Restart => self.console.is_none(),
        }
    }

    fn has_room(&self) -> bool {
        self.requests.len() + self.answers.len() < FRAMES
    }

    /// Takes a step that can be taken.
    pub fn take(&mut self, step: Step) {
        match step {
            Step::Tick => {
                self.tick += 1;
                self.pass();
            }
            Step::Answer => self.answer(),
            Step::Arrive => self.arrive(),
            Step::LoseRequest => drop(self.requests.remove(0)),
            Step::LoseAnswer => drop(self.answers.remove(0)),
            Step::Double => {
                let oldest = self.answers[0];
                self.answers.insert(0, oldest);
            }
            Step::Open => self.opened_at = Some(self.tick),
            Step::Crash => self.console = None,
            Step::Restart => self.start(),
        }
    }

    /// A console begins: its lines are drained, its devices named, its memory empty.
    fn start(&mut self) {
        (self.requests, self.answers) = (Vec::new(), Vec::new());
        self.lives += 1;
        let mut supervisor = Supervisor::new(lane::rules());
        supervisor.last_use(self.now(), LastUse::Now);
        self.console = Some(Console {
            supervisor,
            outputs: PortalOutputs::default(),
            beam: Switch::Off,
            last_number: 0,
            outstanding: None,
            heard_source: false,
            asked_within: false,
        });
        for event in lane::present() {
            self.tell(event);
        }
    }

    /// What a tick brings: a word of the source, the supervisor's own look at the clock, and the next request.
    fn pass(&mut self) {
        let (now, tick) = (self.now(), self.tick);
        let on = self.high_voltage == Switch::On;
        let mut status = SourceStatus {
            state: if on { SourceState::BeamOn } else { SourceState::Ready },
            ..lane::source()
        };
        status.read.setpoint = Some(lane::rules().setpoint);
        status.read.kv = on.then_some(lane::rules().setpoint.kv);
        self.tell(Event::Source(SourceReport::Status(lane::reading(status, now, now))));
        if let Some(console) = &mut self.console {
            console.heard_source = true;
            let orders = console.supervisor.tick(now);
            self.obey(orders);
        }
        let room = self.has_room();
        let Some(console) = &mut self.console else { return };
        console.outstanding.take_if(|(_, sent)| tick.saturating_sub(*sent) >= DEADLINE);
        if console.outstanding.is_none() && room {
            console.last_number = console.last_number.wrapping_add(1);
            console.outstanding = Some((console.last_number, tick));
            self.requests.push(Request { number: console.last_number, outputs: console.outputs });
        }
    }

    fn answer(&mut self) {
        let Request { number, outputs } = self.requests.remove(0);
        let is_closed = self.opened_at.is_none();
        // The portal's own chain decides about the permit.
        let permit = if is_closed { outputs.permit } else { Switch::Off };
        self.driven = PortalOutputs { permit, ..outputs };
        self.answers.push(Answer { number, is_closed, outputs: self.driven });
    }

    fn arrive(&mut self) {
        let answer = self.answers.remove(0);
        if let Some(reading) = self.believe(answer) {
            self.tell(Event::Portal(PortalReport::Status(reading)));
        }
    }

    /// The rule: which answers count, and how they are dated.
    fn believe(&mut self, answer: Answer) -> Option<Reading<PortalStatus>> {
        let (rule, now, base) = (self.rule, self.now(), self.base);
        let console = self.console.as_mut()?;
        let is_matched = |number: u8| rule == Rule::AnyAnswer || number == answer.number;
        let (_, sent) = console.outstanding.take_if(|(number, _)| is_matched(*number))?;
        let sent_at = base + TICK * u32::from(sent);
        let asked_at = if rule == Rule::DatedFromArrival { now } else { sent_at };
        let reported = |switch| if switch == Switch::On { Reported::On } else { Reported::Off };
        let status = PortalStatus {
            inputs: if answer.is_closed { lane::closed() } else { ChainInputs::default() },
            horn: reported(answer.outputs.horn),
            lights: reported(answer.outputs.lights),
            permit: reported(answer.outputs.permit),
            ..lane::portal()
        };
        // When it came changes nothing but a figure on a screen, and would only make states differ.
        Some(lane::reading(status, asked_at, asked_at))
    }

    fn tell(&mut self, event: Event) {
        let now = self.now();
        let Some(console) = &mut self.console else { return };
        let orders = console.supervisor.on(now, event);
        self.obey(orders);
    }

    /// The source, the detector and the portal's driver do what they are told.
    fn obey(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Portal(PortalOrder::Outputs(outputs)) => {
                    if let Some(console) = &mut self.console {
                        console.outputs = outputs;
                    }
                }
                Order::Source(order) => self.obey_source(order),
                Order::Detector(DetectorOrder::Calibrate(Calibration::Dark)) => {
                    self.tell(lane::calibrated(Calibration::Dark));
                }
                _ => {}
            }
        }
    }

    fn obey_source(&mut self, order: SourceOrder) {
        match order {
            SourceOrder::Prepare(setpoint) => self.tell(Event::Source(SourceReport::Prepared(setpoint))),
            SourceOrder::BeamOn => self.switch(Switch::On),
            SourceOrder::BeamOff => self.switch(Switch::Off),
            SourceOrder::ClearFault | SourceOrder::Standby => {}
        }
    }

    fn switch(&mut self, beam: Switch) {
        self.high_voltage = beam;
        if let Some(console) = &mut self.console {
            console.beam = beam;
            console.asked_within |= beam == Switch::On;
        }
    }

    /// Whether the console asks for the beam: by its permit, or by high voltage.
    pub fn asks_for_beam(&self) -> bool {
        self.console
            .as_ref()
            .is_some_and(|console| console.outputs.permit == Switch::On || console.beam == Switch::On)
    }

    /// Whether the beam was asked for since the model began.
    pub fn asked_within(&self) -> bool {
        self.console.as_ref().is_some_and(|console| console.asked_within)
    }

    /// Ticks since the chain opened.
    pub fn open_for(&self) -> Option<u8> {
        self.opened_at.map(|at| self.tick - at)
    }

    pub fn tick(&self) -> u8 {
        self.tick
    }

    pub fn is_second_life(&self) -> bool {
        self.lives > 1 && self.console.is_some()
    }

    pub fn has_heard_source(&self) -> bool {
        self.console.as_ref().is_some_and(|console| console.heard_source)
    }

    pub fn has_high_voltage(&self) -> bool {
        self.high_voltage == Switch::On
    }
}
