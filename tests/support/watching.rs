//! An OAC, an OMS and a supervisor at their consoles, and as much of a station as they need between them.

use crate::support::oac::{in_analysis, now, officer};
use crate::support::oms::{self, before};
use crate::support::told::expect_told;
use intrascope::domain::case::Case;
use intrascope::domain::fact::{CaseFact, SessionEnd};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::seat::{Person, Place, SeatName};
use intrascope::domain::step::{By, Step};
use intrascope::imaging::raster::Grey8;
use intrascope::imaging::tone::{Curve, Polarity, Tone};
use intrascope::station::contract::seats::{
    ConsoleId, ConsoleView, Ended, Lock, Presence, Proposal, SeatRequest, SessionView, Token,
};
use intrascope::station::contract::{Answer, Picture, Reply, Request, Session, SessionId, Snapshot};
use intrascope::terminal::graphics::Glyphs;
use intrascope::terminal::input::{Code, Key, Modifiers};
use intrascope::ui::console::{Console, Setup};
use intrascope::ui::message::{Display, Effect, Message, PictureMode, Purpose, Rendered};
use intrascope::ui::theme::{Theme, ThemeName};
use intrascope::words::Language;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::sync::Arc;

pub const OMS: ConsoleId = ConsoleId(1);
pub const OAC: ConsoleId = ConsoleId(2);
pub const SUP: ConsoleId = ConsoleId(3);
/// A seat with nobody at it.
pub const SPARE: ConsoleId = ConsoleId(4);
/// A second supervisor, who looks on at the OAC all the time.
pub const OTHER: ConsoleId = ConsoleId(5);

/// One person's console.
pub struct Desk {
    pub console: Console,
    pub display: Display,
    /// Everything that it asked of the station, in order.
    pub asked: Vec<Request>,
}

impl Desk {
    fn new(id: ConsoleId, role: Role, language: Language, display: Display, snapshot: Snapshot) -> Self {
        let snapshot = Arc::new(Snapshot { own: id, ..snapshot });
        let theme = Theme::built_in(ThemeName::Mono);
        let mut console = Console::new(Setup { language, theme, display, snapshot, now: now() });
        let session = Session { id: SessionId(id.0), officer: officer(role), token: Token::default() };
        let answer = Box::new(Ok(Reply::SignedIn(session)));
        console.update(Message::Answered { purpose: Purpose::SignIn, answer });
        Self { console, display, asked: Vec::new() }
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(self.display.columns, self.display.rows)).unwrap();
        terminal.draw(|frame| drop(self.console.draw(frame))).unwrap();
        expect_told(terminal.backend().buffer(), ThemeName::Mono);
        terminal.backend().to_string()
    }
}

/// The booth.
pub struct Booth {
    pub snapshot: Snapshot,
    pub oms: Desk,
    pub oac: Desk,
    pub sup: Desk,
}

pub fn display(graphics: PictureMode) -> Display {
    Display {
        columns: 80,
        rows: 24,
        cell_width: 10,
        cell_height: 20,
        graphics,
        colours: intrascope::terminal::graphics::ColourDepth::Mono,
    }
}

pub fn view(id: ConsoleId, seat: &str, role: Role, who: Option<Officer>) -> ConsoleView {
    let session =
        |officer| SessionView { id: SessionId(id.0), officer, since: before(4_000), lock: Lock::Open };
    ConsoleView {
        id,
        seat: SeatName::parse(seat).unwrap(),
        place: if role == Role::Supervisor { Place::Remote } else { Place::Local },
        roles: vec![role],
        person: Person::Any,
        account: None,
        since: before(5_000),
        session: who.map(session),
        ended: None,
        shown: Arc::default(),
        watching: None,
        pointing: None,
        presence: Presence::Here,
    }
}

pub fn other_supervisor() -> Officer {
    Officer {
        id: OfficerId::parse("zhumagulov.e").unwrap(),
        name: "Жумагулов Е.".into(),
        role: Role::Supervisor,
    }
}

impl Booth {
    /// Everybody at their queue; the cases that are not finished.
    pub fn new(language: Language, graphics: PictureMode, cases: Vec<Arc<Case>>) -> Self {
        let consoles = vec![
            view(OMS, "oms", Role::Oms, Some(officer(Role::Oms))),
            view(OAC, "oac", Role::Oac, Some(officer(Role::Oac))),
            view(SUP, "sup", Role::Supervisor, Some(officer(Role::Supervisor))),
            view(SPARE, "oac", Role::Oac, None),
            view(OTHER, "sup", Role::Supervisor, Some(other_supervisor())),
        ];
        let base = oms::snapshot(oms::ready_lane(), cases);
        let snapshot = Snapshot { consoles: Arc::new(consoles), ..base };
        let desk = |id, role, display| Desk::new(id, role, language, display, snapshot.clone());
        let own = display(PictureMode::Cells(Glyphs::Braille));
        let (oms, oac) = (desk(OMS, Role::Oms, own), desk(OAC, Role::Oac, own));
        let sup = desk(SUP, Role::Supervisor, display(graphics));
        let mut booth = Self { snapshot, oms, oac, sup };
        booth.settle();
        booth
    }

    /// The OAC with a case in analysis on the screen.
    pub fn analysing(language: Language, graphics: PictureMode) -> Self {
        let mut booth = Self::new(language, graphics, vec![Arc::new(in_analysis())]);
        booth.press(OAC, &[Code::Enter]);
        booth
    }

    /// The supervisor looks on at the console with this place among the seats of the desk.
    pub fn look_on(&mut self, place: usize) {
        self.press(SUP, &[Code::F(6), Code::Home]);
        self.press(SUP, &vec![Code::Down; place]);
        self.press(SUP, &[Code::Enter]);
    }

    pub fn desk(&mut self, id: ConsoleId) -> &mut Desk {
        match id {
            OMS => &mut self.oms,
            OAC => &mut self.oac,
            _ => &mut self.sup,
        }
    }

    pub fn press(&mut self, id: ConsoleId, codes: &[Code]) {
        for code in codes {
            let key = Key { code: *code, modifiers: Modifiers::default() };
            self.tell(id, Message::Key(key));
            self.settle();
        }
    }

    /// Tells one console of a state that the others do not know.
    pub fn hear(&mut self, id: ConsoleId, seen: Snapshot) {
        self.tell(id, Message::Snapshot(Arc::new(seen)));
    }

    /// Presses a key of which the others do not hear.
    pub fn hear_key(&mut self, id: ConsoleId, code: Code) {
        self.tell(id, Message::Key(Key { code, modifiers: Modifiers::default() }));
    }

    pub fn type_text(&mut self, id: ConsoleId, text: &str) {
        self.press(id, &text.chars().map(Code::Char).collect::<Vec<_>>());
    }

    pub fn console(&mut self, id: ConsoleId) -> &mut ConsoleView {
        let consoles = Arc::make_mut(&mut self.snapshot.consoles);
        consoles.iter_mut().find(|console| console.id == id).unwrap()
    }

    pub fn propose(&mut self, proposal: Proposal) {
        Arc::make_mut(&mut self.snapshot.proposals).push(proposal);
        self.settle();
    }

    /// The session at a console ends without its officer.
    pub fn end(&mut self, id: ConsoleId, why: SessionEnd) {
        let console = self.console(id);
        let session = console.session.take().unwrap();
        console.ended =
            Some(Ended { session: session.id, officer: session.officer, at: now(), why, by: None });
        self.settle();
    }

    /// Tells every console of every other one until nobody has anything new to say.
    pub fn settle(&mut self) {
        for _ in 0..4 {
            for id in [OMS, OAC, SUP] {
                let desk = self.desk(id);
                let (shown, pointing) = (desk.console.shown(), desk.console.pointing());
                let console = self.console(id);
                if console.session.as_ref().is_some_and(|session| session.lock == Lock::Open) {
                    console.shown = Arc::new(shown);
                } else {
                    console.shown = Arc::default();
                }
                console.pointing = pointing.filter(|_| console.watching.is_some());
            }
            for id in [OMS, OAC, SUP] {
                let seen = Arc::new(Snapshot { own: id, ..self.snapshot.clone() });
                self.tell(id, Message::Snapshot(seen));
            }
        }
    }

    fn tell(&mut self, id: ConsoleId, message: Message) {
        let mut waiting = std::collections::VecDeque::from([message]);
        for _ in 0..40 {
            let Some(message) = waiting.pop_front() else { return };
            for effect in self.desk(id).console.update(message) {
                waiting.extend(self.carry_out(id, effect));
            }
        }
        panic!("no end of messages");
    }

    fn carry_out(&mut self, id: ConsoleId, effect: Effect) -> Option<Message> {
        match effect {
            Effect::Ask { purpose, request } => {
                self.desk(id).asked.push(request.clone());
                let answer = Box::new(self.answer(id, request)?);
                Some(Message::Answered { purpose, answer })
            }
            Effect::Render(job) => Some(Message::Rendered(Box::new(Rendered {
                case: job.picture.case.clone(),
                generation: job.generation,
                grey: Ok(Grey8::filled(job.screen.width, job.screen.height, 0)),
                tone: job.tone.unwrap_or(Tone {
                    low: 12_000,
                    high: 48_000,
                    curve: Curve::Linear,
                    polarity: Polarity::Normal,
                    sharpen: 0,
                }),
                value: Some(2_032),
            }))),
            Effect::Stop | Effect::Bell | Effect::Quit => None,
        }
    }

    /// The station, as far as it goes; no answer to what it does not know.
    fn answer(&mut self, id: ConsoleId, request: Request) -> Option<Answer> {
        Some(Ok(match request {
            Request::Seat(SeatRequest::Watch(target)) => {
                self.console(id).watching = Some(target);
                Reply::Acknowledged
            }
            Request::Seat(SeatRequest::Unwatch) => {
                self.console(id).watching = None;
                Reply::Acknowledged
            }
            Request::Seat(SeatRequest::Propose { case, mark }) => {
                let number = u32::try_from(self.snapshot.proposals.len()).unwrap() + 1;
                let by = officer(Role::Supervisor);
                Arc::make_mut(&mut self.snapshot.proposals).push(Proposal { number, by, case, mark });
                Reply::Acknowledged
            }
            Request::Seat(SeatRequest::Dismiss { proposal }) => {
                Arc::make_mut(&mut self.snapshot.proposals).retain(|one| one.number != proposal);
                Reply::Acknowledged
            }
            Request::OpenPicture(number) => {
                let image = self.snapshot.case(&number)?.image()?.clone();
                let tiles = Arc::new(tempfile::tempfile().unwrap());
                Reply::Picture(Picture { case: number, image, tiles })
            }
            Request::Take { case, step, .. } => {
                let Step::PlaceMark(mark) = *step else { return None };
                let cases = Arc::make_mut(&mut self.snapshot.unfinished);
                let case = cases.iter_mut().find(|one| one.number == case)?;
                let by = By::Officer(officer(Role::Oac));
                Arc::make_mut(case).apply(now(), &by, &CaseFact::MarkPlaced(mark));
                Reply::Done(Arc::clone(case))
            }
            Request::ShowCase(number) => Reply::Case(Arc::clone(self.snapshot.case(&number)?)),
            _ => return None,
        }))
    }
}
