//! What goes over the line for each thing that happens on a screen with a picture, and that the glass shows the picture after it.

use crate::support::glass::{Glass, Tape};
use crate::support::oac::{self, apply, before, in_analysis, job};
use crate::support::oms::{self, case, lane_checked, preview, requested};
use intrascope::app::{Drawn, Means, Screen};
use intrascope::domain::analysis::Mark;
use intrascope::domain::case::Case;
use intrascope::domain::fact::CaseFact;
use intrascope::domain::lane::{ScanPhase, SourceState};
use intrascope::domain::number::ScanId;
use intrascope::domain::officer::Role;
use intrascope::domain::text::CleanText;
use intrascope::imaging::raster::Grey8;
use intrascope::terminal::graphics::{ColourDepth, Glyphs, Picture};
use intrascope::terminal::probe::{ColourChoice, Environment, GraphicsChoice, SavedChoices};
use intrascope::ui::console::Console;
use intrascope::ui::message::{Code, Display, Effect, Message, PictureMode, RenderJob};
use intrascope::ui::screens::CurrentScreen;
use intrascope::ui::screens::lane::Lane;
use intrascope::words::Language;

const SIZE: (u16, u16) = (80, 24);
const CELL: (u16, u16) = (10, 20);

fn display(graphics: PictureMode) -> Display {
    Display {
        columns: SIZE.0,
        rows: SIZE.1,
        cell_width: CELL.0,
        cell_height: CELL.1,
        graphics,
        colours: ColourDepth::Grey256,
    }
}

/// A screen whose bytes are counted.
struct Line {
    screen: Screen,
    tape: Tape,
    display: Display,
    frames: u64,
    glass: Glass,
}

impl Line {
    fn new(choice: GraphicsChoice, graphics: PictureMode) -> Self {
        let tape = Tape::default();
        let environment = Environment { term: "xterm-256color".to_owned(), ..Environment::default() };
        let display = display(graphics);
        let means = Means {
            choice,
            colours: ColourChoice::default(),
            saved: SavedChoices::default(),
            environment,
            link_kbps: None,
            display: Some(display),
        };
        let screen = Screen::over(tape.clone(), means).unwrap();
        Self { screen, tape, display, frames: 0, glass: Glass::new(SIZE, CELL) }
    }

    fn sixel() -> Self {
        Self::new(GraphicsChoice::Sixel, PictureMode::Pixels)
    }

    /// Draws, and tells the bytes.
    async fn draw(&mut self, console: &Console) -> Vec<u8> {
        assert_eq!(self.screen.draw(console, self.display).unwrap(), Drawn::Now);
        self.frames += 1;
        let frames = self.frames;
        self.screen.progress().wait_for(|progress| progress.frames == frames).await.unwrap();
        let bytes = self.tape.take();
        self.glass.feed(&bytes);
        bytes
    }
}

fn has_sixel(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|window| window == b"\x1bPq")
}

fn check(what: &str, bytes: &[u8], most: usize) {
    eprintln!("{what}: {} bytes, at most {most}", bytes.len());
    assert!(bytes.len() <= most, "{what}: {} bytes", bytes.len());
}

fn marked() -> Case {
    let mark = |number: u16| Mark {
        number,
        x: 300 + 500 * u32::from(number),
        y: 300,
        width: 180,
        height: 140,
        note: CleanText::new("x"),
        proposed_by: None,
    };
    let facts = [CaseFact::MarkPlaced(mark(1)), CaseFact::MarkPlaced(mark(2))];
    facts.iter().fold(in_analysis(), |case, fact| apply(&case, before(20), Role::Oac, fact))
}

/// Something like a scan: a body with structure, and noise of a few levels over all of it.
fn scan(width: u32, height: u32, turned: u8) -> Grey8 {
    seen_from(0, (width, height), turned)
}

/// The same from `left` on.
fn seen_from(left: u32, (width, height): (u32, u32), turned: u8) -> Grey8 {
    let noise = |x: u32, y: u32| {
        let mixed = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D);
        u8::try_from(mixed >> 29).unwrap()
    };
    let pixel = |x: u32, y: u32| {
        let x = x + left;
        let body = if y > height / 4 && x > width / 6 { 90 + (x / 40 + y / 30) % 5 * 25 } else { 225 };
        (u8::try_from(body).unwrap() + noise(x, y)) ^ turned
    };
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| pixel(x, y))).collect();
    Grey8::new(width, height, pixels).unwrap()
}

fn rendered(seat: &mut oac::Seat, case: &Case, job: &RenderJob, turned: u8) {
    seat.rendered(case, job, Ok(scan(job.screen.width, job.screen.height, turned)));
}

/// The view moved by a cell: the cursor stays on its pixel of the screen, as when a page is turned.
async fn pan(line: &mut Line, seat: &mut oac::Seat, case: &Case, turned: u8) -> Vec<u8> {
    let job = job(&seat.press(Code::Right));
    let grey = seen_from(u32::from(CELL.0), (job.screen.width, job.screen.height), turned);
    seat.rendered(case, &job, Ok(grey));
    line.draw(seat.console()).await
}

/// A seat with the image on its screen.
fn looking(case: &Case, graphics: PictureMode) -> oac::Seat {
    let mut seat = oac::Seat::with_graphics(Role::Oac, Language::En, SIZE, vec![case.clone()], graphics);
    seat.press(Code::Enter);
    let first = job(&seat.open_picture(case));
    rendered(&mut seat, case, &first, 0);
    seat
}

/// Whether the glass has the picture wherever the text does not cover it: to the nearest percent, the inks exactly.
fn expect_picture(glass: &Glass, seat: &oac::Seat, covered: &dyn Fn(u16, u16) -> bool) {
    let placement = seat.placement().unwrap();
    let picture: &Picture = &placement.picture;
    let (left, top) = (usize::from(placement.area.x) * 10, usize::from(placement.area.y) * 20);
    let width = picture.width() as usize;
    for (at, &grey) in picture.grey().iter().enumerate() {
        let (x, y) = (left + at % width, top + at / width);
        let cell = (u16::try_from(x / 10).unwrap(), u16::try_from(y / 20).unwrap());
        let shown = glass.pixel(x, y);
        if covered(cell.0, cell.1) {
            assert_eq!(shown, None, "pixels under text at {cell:?}");
            continue;
        }
        let shown = shown.unwrap_or_else(|| panic!("no pixel at {x}, {y}"));
        match picture.ink(at) {
            Some(ink) => assert_eq!(shown, <[u8; 3]>::from(ink.rgb()), "ink at {x}, {y}"),
            // A grey may be a percent off in red or blue, to be nearer by its brightness.
            None => assert!(
                brightness(shown).abs_diff(grey) <= 2 && shown.iter().all(|part| part.abs_diff(grey) <= 4),
                "{shown:?} for {grey} at {x}, {y}"
            ),
        }
    }
}

fn brightness([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u8::try_from((sum + 500) / 1000).unwrap()
}

fn nowhere(_: u16, _: u16) -> bool {
    false
}

#[tokio::test]
async fn sixels_go_out_for_what_changed_and_nothing_else() {
    let case = marked();
    let mut seat = looking(&case, PictureMode::Pixels);
    let mut line = Line::sixel();
    let whole = line.draw(seat.console()).await;
    assert!(has_sixel(&whole));
    check("whole picture of 800×340", &whole, 260_000);
    expect_picture(&line.glass, &seat, &nowhere);

    seat.update(Message::Clock(before(-1)));
    let tick = line.draw(seat.console()).await;
    check("status tick", &tick, 100);
    assert!(!has_sixel(&tick));

    let moved = job(&seat.press(Code::Left));
    rendered(&mut seat, &case, &moved, 0);
    let step = line.draw(seat.console()).await;
    check("cursor step", &step, 3_000);
    expect_picture(&line.glass, &seat, &nowhere);

    let selected = seat.press(Code::Tab);
    let jobs: Vec<_> = selected.iter().filter(|effect| matches!(effect, Effect::Render(_))).collect();
    if !jobs.is_empty() {
        let next = job(&selected);
        rendered(&mut seat, &case, &next, 0);
    }
    let mark = line.draw(seat.console()).await;
    check("mark selected", &mark, 20_000);
    expect_picture(&line.glass, &seat, &nowhere);

    seat.press(Code::Delete);
    let opened = line.draw(seat.console()).await;
    check("popup opened", &opened, 4_000);
    assert!(!has_sixel(&opened));
    assert!(line.glass.pixel(400, 200).is_none(), "the window lies over the picture");

    seat.press(Code::Esc);
    let closed = line.draw(seat.console()).await;
    check("popup closed", &closed, whole.len() / 2);
    expect_picture(&line.glass, &seat, &nowhere);

    let inverted = job(&seat.press(Code::Char('i')));
    rendered(&mut seat, &case, &inverted, 255);
    let window = line.draw(seat.console()).await;
    check("window changed", &window, whole.len() + whole.len() / 20);
    expect_picture(&line.glass, &seat, &nowhere);

    let panned = pan(&mut line, &mut seat, &case, 255).await;
    check("pan by one cell", &panned, whole.len() + whole.len() / 20);
    expect_picture(&line.glass, &seat, &nowhere);
}

#[tokio::test]
async fn the_thirteenth_step_of_the_cross_brings_the_whole_and_none_before_it() {
    let case = in_analysis();
    let mut seat = looking(&case, PictureMode::Pixels);
    let mut line = Line::sixel();
    let whole = line.draw(seat.console()).await.len();
    let mut wholes = 0;
    for (step, key) in [Code::Left, Code::Right].into_iter().cycle().take(30).enumerate() {
        let next = job(&seat.press(key));
        rendered(&mut seat, &case, &next, 0);
        let bytes = line.draw(seat.console()).await;
        if bytes.len() > whole / 2 {
            wholes += 1;
        } else {
            check("cursor step", &bytes, 3_000);
        }
        expect_picture(&line.glass, &seat, &nowhere);
        assert!(wholes <= step / 6 + 1);
    }
    assert!((1..=5).contains(&wholes), "{wholes}");
}

fn sends_image(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|window| window == b"_Ga=t,")
}

#[tokio::test]
async fn images_by_number_are_sent_for_what_changed_and_placed_around_windows() {
    let case = marked();
    let mut seat = looking(&case, PictureMode::Pixels);
    let mut line = Line::new(GraphicsChoice::Kitty, PictureMode::Pixels);
    let whole = line.draw(seat.console()).await;
    check("kitty: whole picture of 800×340", &whole, 260_000);
    expect_picture(&line.glass, &seat, &nowhere);

    seat.update(Message::Clock(before(-1)));
    let tick = line.draw(seat.console()).await;
    check("kitty: status tick", &tick, 100);

    let moved = job(&seat.press(Code::Left));
    rendered(&mut seat, &case, &moved, 0);
    let step = line.draw(seat.console()).await;
    check("kitty: cursor step", &step, 4_000);
    expect_picture(&line.glass, &seat, &nowhere);

    let selected = seat.press(Code::Tab);
    if selected.iter().any(|effect| matches!(effect, Effect::Render(_))) {
        rendered(&mut seat, &case, &job(&selected), 0);
    }
    line.draw(seat.console()).await;
    seat.press(Code::Delete);
    let opened = line.draw(seat.console()).await;
    check("kitty: popup opened", &opened, 8_000);
    assert!(!sends_image(&opened));
    assert!(line.glass.pixel(400, 200).is_none(), "the window lies over the picture");
    seat.press(Code::Esc);
    let closed = line.draw(seat.console()).await;
    check("kitty: popup closed", &closed, 8_000);
    assert!(!sends_image(&closed));
    expect_picture(&line.glass, &seat, &nowhere);

    let inverted = job(&seat.press(Code::Char('i')));
    rendered(&mut seat, &case, &inverted, 255);
    let window = line.draw(seat.console()).await;
    check("kitty: window changed", &window, whole.len() + whole.len() / 20);
    expect_picture(&line.glass, &seat, &nowhere);
    assert_eq!(line.glass.images(), 1);

    let panned = pan(&mut line, &mut seat, &case, 255).await;
    // The marks stay where they were here, so that they are sent as well as what is new.
    check("kitty: pan by one cell", &panned, whole.len() / 9);
    expect_picture(&line.glass, &seat, &nowhere);

    let mut beam = at_beam(PictureMode::Pixels);
    let mut lane = Line::new(GraphicsChoice::Kitty, PictureMode::Pixels);
    beam.preview(preview(scan_id(), 300));
    lane.draw(&beam.console).await;
    beam.preview(preview(scan_id(), 320));
    check("kitty: new column of 20 pixels", &lane.draw(&beam.console).await, 4_777);

    line.screen.close();
    line.glass.feed(&line.tape.take());
    assert_eq!(line.glass.images(), 0, "the terminal is left without images");
}

/// An OMS who looks on at the beam.
fn at_beam(graphics: PictureMode) -> oms::Seat {
    let told = [oms::admitted(), lane_checked(), requested(417, 1)];
    let phase = ScanPhase::Beam { scan: scan_id(), columns: 300, columns_expected: 800, lost: 0 };
    let lane = intrascope::domain::lane::LaneView { phase, source: SourceState::BeamOn, ..oms::ready_lane() };
    let snapshot = oms::snapshot(lane, vec![case(417, &told, 2)]);
    let mut seat = oms::Seat::signed_in(Language::Ru, SIZE, snapshot, Role::Oms);
    seat.console.go_to(CurrentScreen::Lane(Lane::new(oms::number(417))));
    seat.console.update(Message::Resized(display(graphics)));
    seat
}

fn scan_id() -> ScanId {
    ScanId::new(&oms::number(417), 1)
}

#[tokio::test]
async fn a_new_column_is_a_strip_of_the_waterfall() {
    let mut seat = at_beam(PictureMode::Pixels);
    let mut line = Line::sixel();
    seat.preview(preview(scan_id(), 300));
    let whole = line.draw(&seat.console).await;
    assert!(has_sixel(&whole));
    seat.preview(preview(scan_id(), 320));
    let column = line.draw(&seat.console).await;
    assert!(has_sixel(&column));
    check("new column of 20 pixels", &column, 4_777);
    let same = line.draw(&seat.console).await;
    check("nothing new", &same, 60);
}

#[tokio::test]
async fn half_blocks_go_out_for_what_changed() {
    let case = marked();
    let mode = PictureMode::Cells(Glyphs::Halves);
    let mut seat = looking(&case, mode);
    let mut line = Line::new(GraphicsChoice::Half, mode);
    let whole = line.draw(seat.console()).await;
    check("whole picture in half blocks", &whole, 30_000);
    seat.update(Message::Clock(before(-1)));
    let tick = line.draw(seat.console()).await;
    check("status tick", &tick, 100);
    let moved = job(&seat.press(Code::Left));
    rendered(&mut seat, &case, &moved, 0);
    let step = line.draw(seat.console()).await;
    check("cursor step", &step, 1_000);
    seat.press(Code::Tab);
    line.draw(seat.console()).await;
    seat.press(Code::Delete);
    let opened = line.draw(seat.console()).await;
    check("popup opened", &opened, 4_000);
    seat.press(Code::Esc);
    let closed = line.draw(seat.console()).await;
    check("popup closed", &closed, 12_000);
    let inverted = job(&seat.press(Code::Char('i')));
    rendered(&mut seat, &case, &inverted, 255);
    check("window changed", &line.draw(seat.console()).await, 30_000);
    check("pan by one cell", &pan(&mut line, &mut seat, &case, 255).await, 30_000);
    let mut beam = at_beam(mode);
    let mut line = Line::new(GraphicsChoice::Half, mode);
    beam.preview(preview(scan_id(), 300));
    line.draw(&beam.console).await;
    beam.preview(preview(scan_id(), 320));
    let column = line.draw(&beam.console).await;
    check("new column", &column, 1_500);
}

#[tokio::test]
async fn resizes_and_pages_leave_the_picture_whole() {
    let case = marked();
    let mut seat = looking(&case, PictureMode::Pixels);
    let mut line = Line::sixel();
    line.draw(seat.console()).await;
    // Help takes the whole body, and the picture stands there again when it is gone.
    seat.press(Code::F(1));
    let help = line.draw(seat.console()).await;
    assert!(!has_sixel(&help));
    assert!((100..300).all(|y| line.glass.pixel(300, y).is_none()), "pixels under the help");
    seat.press(Code::Esc);
    line.draw(seat.console()).await;
    expect_picture(&line.glass, &seat, &nowhere);
    line.screen.forget().unwrap();
    line.draw(seat.console()).await;
    expect_picture(&line.glass, &seat, &nowhere);
}
