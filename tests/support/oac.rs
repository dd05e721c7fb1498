//! A console driven without a station: keys in, effects out, the screen as text. The time stands still at 09:05:09 UTC.

pub use super::oms::{before, now, number, officer};
use crate::support::stream::expect_clean;
use crate::support::told::expect_told;
use intrascope::domain::Moment;
use intrascope::domain::case::Case;
use intrascope::domain::fact::CaseFact;
use intrascope::domain::lane::{LaneView, Link, SourceState};
use intrascope::domain::number::ScanId;
use intrascope::domain::officer::Role;
use intrascope::domain::policy::{Complex, Policy};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::{
    DocumentKind, GoodsLine, Ground, RecordedContainer, Registration, ShippingDocument,
};
use intrascope::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use intrascope::domain::step::{By, Step};
use intrascope::domain::text::CleanText;
use intrascope::domain::units::Grams;
use intrascope::imaging::raster::Grey8;
use intrascope::imaging::tone::{Curve, Polarity, Tone};
use intrascope::station::contract::day::PolicyInForce;
use intrascope::station::contract::seats::{ConsoleId, Token};
use intrascope::station::contract::storage::Storage;
use intrascope::station::contract::{
    Answer, Booth, Picture, Pin, Reply, Request, Session, SessionId, Snapshot, StoreHealth,
};
use intrascope::terminal::graphics::Glyphs;
use intrascope::terminal::input::{Code, Key, Modifiers};
use intrascope::ui::console::{Console, Setup};
use intrascope::ui::message::{Display, Effect, Message, PictureMode, Purpose, RenderJob, Rendered};
use intrascope::ui::scene::Placement;
use intrascope::ui::theme::{Theme, ThemeName};
use intrascope::words::Language;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::sync::Arc;

pub const SMALL: (u16, u16) = (80, 24);
pub const LARGE: (u16, u16) = (132, 43);

pub fn image(depth: Depth) -> ImageRecord {
    ImageRecord {
        sha256: ImageHash::parse(&"0a".repeat(32)).unwrap(),
        bytes: 3_200_000,
        format: "TIFF".to_owned(),
        width: 2_000,
        height: 800,
        bits: if depth == Depth::Full { 16 } else { 8 },
        energies: 1,
        depth,
    }
}

pub fn registration() -> Registration {
    let goods = |code: &str, description: &str, packages, kilograms: u64| GoodsLine {
        code: code.to_owned(),
        description: CleanText::new(description),
        code_reason: None,
        packages,
        gross: Grams(kilograms * 1_000),
        net: None,
        origin: None,
    };
    let container = intrascope::domain::container::ContainerNumber::parse("CSQU3054383").unwrap();
    Registration {
        containers: vec![RecordedContainer {
            check: container.check_digit(),
            number: container,
            reason: None,
            load: None,
        }],
        documents: vec![ShippingDocument {
            kind: DocumentKind::Waybill,
            number: CleanText::new("4471"),
            date: chrono::NaiveDate::from_ymd_opt(2026, 11, 21),
        }],
        goods: vec![
            goods("0805501000", "лимоны свежие", Some(1_296), 20_400),
            goods("0806101000", "виноград столовый", None, 1_150),
        ],
        ..Registration::bare(Ground::Arrival, intrascope::domain::plate::Plate::parse("123ABC16").unwrap())
    }
}

/// Applies a fact as the station does.
pub fn apply(case: &Case, at: Moment, role: Role, fact: &CaseFact) -> Case {
    let mut case = case.clone();
    case.apply(at, &By::Officer(officer(role)), fact);
    case
}

/// A case whose image has come in 118 seconds ago and waits for the OAC.
pub fn queued() -> Case {
    let oms = By::Officer(officer(Role::Oms));
    let number = number(417);
    let scan = ScanId::new(&number, 1);
    let fact = CaseFact::Registered(registration());
    let mut case = Case::begin(number, before(900), &oms, &fact).unwrap();
    let end = ScanEnd::Completed { columns: 2_000, lost: 0, beam_ms: 21_000, dose_nsv: Some(30) };
    case.apply(before(300), &oms, &CaseFact::ScanRequested { scan: scan.clone(), kind: ScanKind::First });
    case.apply(before(150), &By::Station, &CaseFact::ScanEnded { scan: scan.clone(), end });
    case.apply(
        before(118),
        &By::Station,
        &CaseFact::ImageAccepted { scan, image: image(Depth::Full), manifest: None },
    );
    case
}

/// A case made from a file: no registration, reduced depth.
pub fn imported() -> Case {
    let fact = CaseFact::Imported {
        file: CleanText::new("008_truck.jpg"),
        image: image(Depth::Reduced),
        manifest: None,
        policy: None,
    };
    Case::begin(number(418), before(60), &By::Station, &fact).unwrap()
}

pub fn in_analysis() -> Case {
    apply(&queued(), before(72), Role::Oac, &CaseFact::AnalysisBegan)
}

pub fn snapshot(cases: Vec<Case>) -> Arc<Snapshot> {
    let booth = Booth {
        post_name: "ТП Майкапчагай".to_owned(),
        ic_name: "ИДК-2".to_owned(),
        post_code: "39855302".to_owned(),
        policy: PolicyInForce {
            policy: Policy {
                complex: Complex { max_length_mm: 25_000, max_width_mm: 3_000, max_height_mm: 4_500 },
                ..Policy::default()
            },
            ..PolicyInForce::default()
        },
        roster: vec![officer(Role::Oms), officer(Role::Oac), officer(Role::Supervisor)],
        training: None,
    };
    let lane =
        LaneView { link: Link::Up, source: SourceState::Ready, age_ms: Some(120), ..LaneView::default() };
    Arc::new(Snapshot {
        booth: Arc::new(booth),
        at: now(),
        lane,
        lane_case: None,
        unfinished: Arc::new(cases.into_iter().map(Arc::new).collect()),
        recent: Arc::default(),
        store: StoreHealth::Keeps,
        storage: Storage::default(),
        day: Arc::new(crate::support::oms::day()),
        own: ConsoleId::default(),
        consoles: Arc::default(),
        proposals: Arc::default(),
    })
}

/// One person's seat.
pub struct Seat {
    console: Console,
    size: (u16, u16),
    graphics: PictureMode,
}

impl Seat {
    /// An officer at a console, just signed in: the queue is on the screen.
    pub fn new(role: Role, language: Language, size: (u16, u16), cases: Vec<Case>) -> Self {
        Self::with_graphics(role, language, size, cases, PictureMode::Cells(Glyphs::Braille))
    }

    pub fn with_graphics(
        role: Role,
        language: Language,
        size: (u16, u16),
        cases: Vec<Case>,
        graphics: PictureMode,
    ) -> Self {
        let setup = Setup {
            language,
            theme: Theme::built_in(ThemeName::Quiet),
            display: display(size, graphics),
            snapshot: snapshot(cases),
            now: now(),
        };
        let mut seat = Self { console: Console::new(setup), size, graphics };
        let session = Session { id: SessionId(1), officer: officer(role), token: Token::default() };
        seat.answer(Purpose::SignIn, Ok(Reply::SignedIn(session)));
        seat
    }

    pub fn console(&self) -> &Console {
        &self.console
    }

    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        self.console.update(message)
    }

    pub fn press(&mut self, code: Code) -> Vec<Effect> {
        self.console.update(Message::Key(Key { code, modifiers: Modifiers::default() }))
    }

    /// Presses keys one after the other; the last one's effects come back.
    pub fn press_all(&mut self, codes: &[Code]) -> Vec<Effect> {
        codes.iter().fold(Vec::new(), |_, code| self.press(*code))
    }

    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            assert!(self.press(Code::Char(c)).is_empty(), "typing asks for nothing");
        }
    }

    pub fn answer(&mut self, purpose: Purpose, answer: Answer) -> Vec<Effect> {
        self.console.update(Message::Answered { purpose, answer: Box::new(answer) })
    }

    pub fn done(&mut self, purpose: Purpose, case: &Case) -> Vec<Effect> {
        self.answer(purpose, Ok(Reply::Done(Arc::new(case.clone()))))
    }

    pub fn refuse(&mut self, purpose: Purpose, refusal: Refusal) -> Vec<Effect> {
        self.answer(purpose, Err(refusal))
    }

    pub fn publish(&mut self, cases: Vec<Case>) -> Vec<Effect> {
        self.console.update(Message::Snapshot(snapshot(cases)))
    }

    pub fn resize(&mut self, size: (u16, u16)) -> Vec<Effect> {
        self.size = size;
        self.console.update(Message::Resized(display(size, self.graphics)))
    }

    /// Hands over the picture that was asked for; its tiles are never read here.
    pub fn open_picture(&mut self, case: &Case) -> Vec<Effect> {
        let tiles = Arc::new(tempfile::tempfile().unwrap());
        let image = case.image().unwrap().clone();
        let picture = Picture { case: case.number.clone(), image, tiles };
        self.answer(Purpose::Picture, Ok(Reply::Picture(picture)))
    }

    /// Answers a job with an even grey.
    pub fn render(&mut self, case: &Case, job: &RenderJob) -> Vec<Effect> {
        let grey = Grey8::filled(job.screen.width, job.screen.height, 0);
        self.rendered(case, job, Ok(grey))
    }

    pub fn rendered(&mut self, case: &Case, job: &RenderJob, grey: Result<Grey8, String>) -> Vec<Effect> {
        let automatic =
            Tone { low: 12_000, high: 48_000, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };
        self.console.update(Message::Rendered(Box::new(Rendered {
            case: case.number.clone(),
            generation: job.generation,
            grey,
            tone: job.tone.clone().unwrap_or(automatic),
            value: Some(2_032),
        })))
    }

    /// The picture that the loop would put over the cells.
    pub fn placement(&self) -> Option<Placement> {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        let mut placement = None;
        terminal.draw(|frame| placement = self.console.draw(frame)).unwrap();
        placement
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        expect_clean(&self.console, self.size);
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| drop(self.console.draw(frame))).unwrap();
        expect_told(terminal.backend().buffer(), ThemeName::Quiet);
        terminal.backend().to_string()
    }
}

fn display((columns, rows): (u16, u16), graphics: PictureMode) -> Display {
    Display {
        columns,
        rows,
        cell_width: 10,
        cell_height: 20,
        graphics,
        colours: intrascope::terminal::graphics::ColourDepth::Grey256,
    }
}

/// The one render job among the effects.
pub fn job(effects: &[Effect]) -> RenderJob {
    let mut jobs = effects.iter().filter_map(|effect| match effect {
        Effect::Render(job) => Some(job.as_ref().clone()),
        _ => None,
    });
    let Some(job) = jobs.next() else { panic!("no render job") };
    assert!(jobs.next().is_none(), "one job at a time");
    job
}

/// The one request among the effects.
pub fn asked(effects: &[Effect]) -> (Purpose, Request) {
    let mut asked = effects.iter().filter_map(|effect| match effect {
        Effect::Ask { purpose, request } => Some((*purpose, request.clone())),
        _ => None,
    });
    let Some(one) = asked.next() else { panic!("no request") };
    assert!(asked.next().is_none(), "one request at a time");
    one
}

/// The step asked for, with the PIN that goes with it.
pub fn step(effects: &[Effect]) -> (Step, Option<Pin>) {
    match asked(effects).1 {
        Request::Take { step, pin, .. } => (*step, pin),
        other => panic!("no step: {other:?}"),
    }
}
