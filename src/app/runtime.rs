//! The loop: keys, the station's word, rendered pictures and the clock come in; one frame at a time goes out.

use super::effects::{Consequence, Effects};
use super::loupe;
use super::screen::{Asked, Drawn, Heard, Means, Screen};
use super::telling::Telling;
use crate::station::clock;
use crate::station::contract::Snapshot;
use crate::station::contract::seats::Link;
use crate::station::handle::Handle;
use crate::terminal::guard::{Guard, Output};
use crate::terminal::input::decoder::Owed;
use crate::terminal::input::{Input, Reply};
use crate::terminal::probe::{ColourChoice, Environment, FIRST_WAIT, GraphicsChoice, SavedChoices};
use crate::terminal::source::Source;
use crate::terminal::writer::End;
use crate::ui::console::{Console, Setup};
use crate::ui::message::{Display, Message, Sharpness};
use crate::ui::theme::Theme;
use crate::words::Language;
use std::io;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// Results on their way to the loop: every ask of `effects`, a rendered picture, and as many again.
const MAX_RESULTS: usize = 32;

/// Frames that no key asked for come at most so often: the eye needs no more, and a thin link could not carry more.
const QUIET_FRAME: Duration = Duration::from_millis(100);

/// The same where there are no pictures: who chose words only has a link that counts every byte.
const TEXT_FRAME: Duration = Duration::from_secs(1);

/// The waterfall goes out at most so often: a sixel of it is some 100 kB, and a terminal that falls behind shows stale keys.
const PREVIEW_FRAME: Duration = Duration::from_millis(250);

/// The clock on the screen has seconds.
const CLOCK_TICK: Duration = Duration::from_secs(1);

/// What a console needs to know before it starts.
#[derive(Debug)]
pub struct ConsoleOptions {
    /// Language of the first screen.
    pub language: Language,
    /// How to draw pictures.
    pub graphics: GraphicsChoice,
    /// The link's speed in kilobits a second, where the person knows it; else it is measured.
    pub link_kbps: Option<NonZeroU32>,
    /// How the person once wanted them drawn, where `graphics` leaves it open.
    pub saved: SavedChoices,
    /// The colours that characters may have.
    pub colours: ColourChoice,
    /// Styles.
    pub theme: Theme,
    /// The environment as far as it tells of the terminal.
    pub environment: Environment,
    /// How it stands with a station in another process; `None` where the station is in this one.
    pub link: Option<watch::Receiver<Link>>,
}

/// Why a console could not run.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The terminal cannot be read or written.
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
}

/// Runs a console until the person quits or the terminal goes away; the screen is given back in any case.
pub async fn run(handle: Handle, options: ConsoleOptions) -> Result<(), AppError> {
    let guard = Guard::enter()?;
    let mut source = Source::open()?;
    let result = Loop::start(handle, options, &guard)?.run(&mut source).await;
    // While the terminal is still raw: the shell would echo what it was not asked.
    source.finish().await;
    drop(guard);
    result
}

struct Loop {
    handle: Handle,
    results: mpsc::Receiver<Message>,
    signals: [Signal; 3],
    link: Option<watch::Receiver<Link>>,
    running: Running,
}

/// Whether the loop goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    GoOn,
    End,
}

impl Loop {
    fn start(handle: Handle, options: ConsoleOptions, guard: &Guard) -> Result<Self, AppError> {
        let signals = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
        let [terminate, hangup, interrupt] = signals.map(signal);
        let (choice, saved, environment) = (options.graphics, options.saved, options.environment);
        let (colours, link_kbps) = (options.colours, options.link_kbps);
        let means = Means { choice, colours, saved, environment, link_kbps, display: None };
        let screen = Screen::over(Output::of(guard), means)?;
        let display = screen.display()?;
        let snapshot = handle.snapshot().borrow().clone();
        let console = Console::new(Setup {
            language: options.language,
            theme: options.theme,
            display,
            snapshot,
            now: clock::now(),
        });
        let (sender, results) = mpsc::channel(MAX_RESULTS);
        let effects = Effects::new(handle.clone(), sender.clone(), loupe::start(sender));
        let signals = [terminate?, hangup?, interrupt?];
        let quiet = if options.graphics == GraphicsChoice::None { TEXT_FRAME } else { QUIET_FRAME };
        let running = Running {
            console,
            screen,
            display,
            effects,
            telling: Telling::new(handle.clone()),
            last_frame: Instant::now(),
            next_preview: Instant::now(),
            dirty: true,
            quiet,
            told: Sharpness::default(),
        };
        Ok(Self { handle, results, signals, link: options.link, running })
    }

    #[expect(clippy::cognitive_complexity, reason = "one loop with one short arm for each source")]
    async fn run(mut self, source: &mut Source) -> Result<(), AppError> {
        let mut snapshots = self.handle.snapshot();
        let mut previews = self.handle.preview();
        let mut notices = self.handle.notices();
        let mut tick = tokio::time::interval(CLOCK_TICK);
        let mut this = self.running;
        let mut progress = this.screen.progress();
        if this.begin(source).await? == Flow::End {
            return Ok(());
        }
        loop {
            // On a loaded machine or a slow link something is always ready below: a due frame must not wait for a pause.
            this.draw_if_due()?;
            this.telling.tell_if_due(&this.console);
            let told = this.telling.due();
            let truer = this.screen.due();
            let flow = tokio::select! {
                biased;
                () = any_of(&mut self.signals) => Flow::End,
                // Keys first: snapshots come twenty times a second, and a stop key must never wait behind them.
                input = source.next() => match input {
                    // A key must not meet a state older than the answer to the key before it.
                    Ok(input) if this.catch_up(&mut self.results, &mut snapshots) == Flow::GoOn => this.input(input, source)?,
                    // The station has ended, or the terminal is gone: nobody is left to draw for.
                    _ => Flow::End,
                },
                Some(message) = self.results.recv() => this.take_and_draw(message)?,
                // Before the state: what is shown of a lane that nobody reports must not look fresh.
                changed = next_link(&mut self.link) => this.take_and_draw(Message::Link(changed))?,
                Ok(()) = snapshots.changed() => {
                    let snapshot = snapshots.borrow_and_update().clone();
                    this.take(Message::Snapshot(snapshot))
                }
                Ok(()) = previews.changed(), if this.may_preview() => {
                    this.next_preview = Instant::now() + PREVIEW_FRAME;
                    let preview = previews.borrow_and_update().clone();
                    this.take(Message::Preview(preview))
                }
                Ok(notice) = notices.recv() => this.take(Message::Notice(notice)),
                _ = tick.tick() => this.take(Message::Clock(clock::now())),
                // A terminal that does not read holds up what is drawn, and nothing else.
                changed = progress.changed() => match changed {
                    Ok(()) => {
                        // The word is given back before anything else asks for it: while it is held the writer waits to say the
                        // next one, and whoever asks meanwhile waits behind the writer, for ever.
                        let end = progress.borrow_and_update().end;
                        this.terminal_took(end)?
                    }
                    Err(_) => Flow::End,
                },
                () = tokio::time::sleep_until(truer.unwrap_or(this.last_frame)), if truer.is_some() => this.refine()?,
                () = tokio::time::sleep_until(this.last_frame + this.quiet), if this.may_draw() => Flow::GoOn,
                () = tokio::time::sleep_until(told.unwrap_or(this.last_frame)), if told.is_some() => Flow::GoOn,
            };
            if flow == Flow::End {
                this.screen.close();
                return Ok(());
            }
        }
    }
}

/// The first of the signals that end a console.
async fn any_of([terminate, hangup, interrupt]: &mut [Signal; 3]) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// The next change of the link; never comes where the station is in this process, or the link's keeper is gone.
async fn next_link(link: &mut Option<watch::Receiver<Link>>) -> Link {
    if let Some(links) = link
        && links.changed().await.is_ok()
    {
        return links.borrow_and_update().clone();
    }
    std::future::pending().await
}

/// What changes while the loop runs, apart from what it listens to.
struct Running {
    console: Console,
    screen: Screen,
    display: Display,
    effects: Effects,
    telling: Telling,
    last_frame: Instant,
    next_preview: Instant,
    dirty: bool,
    quiet: Duration,
    /// What the console was last told of the picture on the screen.
    told: Sharpness,
}

impl Running {
    /// The first frame, and what was typed before it.
    async fn begin(&mut self, source: &mut Source) -> io::Result<Flow> {
        let typed = self.ask(source).await?;
        self.draw()?;
        for input in typed {
            if self.input(input, source)? == Flow::End {
                return Ok(Flow::End);
            }
        }
        Ok(Flow::GoOn)
    }

    /// Asks the terminal what it can do, and gives it a moment: a picture should not come in blocks first and in pixels at once
    /// after. What was typed meanwhile is taken after the first frame.
    async fn ask(&mut self, source: &mut Source) -> io::Result<Vec<Input>> {
        let mut typed = Vec::new();
        if self.screen.ask()? == Asked::Nothing {
            return Ok(typed);
        }
        source.expect(Owed::Answers);
        let until = Instant::now() + FIRST_WAIT;
        // An error is a terminal that is gone, and comes again where it is looked for.
        while let Ok(Ok(input)) = tokio::time::timeout_at(until, source.next()).await {
            match input {
                Input::Reply(reply) => {
                    if self.hear(&reply, source) == Heard::All {
                        break;
                    }
                }
                _ => typed.push(input),
            }
        }
        Ok(typed)
    }

    fn hear(&mut self, reply: &Reply, source: &mut Source) -> Heard {
        let heard = self.screen.hear(reply);
        if heard == Heard::All {
            source.expect(Owed::Nothing);
        }
        heard
    }

    fn input(&mut self, input: Input, source: &mut Source) -> io::Result<Flow> {
        if matches!(input, Input::Key(_) | Input::Paste(_)) {
            self.telling.stir();
            self.screen.stir();
        }
        match input {
            Input::Key(key) => self.take_and_draw(Message::Key(key)),
            Input::Paste(text) => self.take_and_draw(Message::Pasted(text)),
            Input::Resize { .. } => {
                self.display = self.screen.display()?;
                self.screen.forget()?;
                self.take_and_draw(Message::Resized(self.display))
            }
            Input::Reply(Reply::Ready) => {
                self.screen.answered();
                self.refine()?;
                if self.may_draw() {
                    self.draw()?;
                }
                Ok(Flow::GoOn)
            }
            // A display that became another is followed as a window is.
            Input::Reply(reply) => {
                self.hear(&reply, source);
                if self.screen.display()? != self.display {
                    self.draw()?;
                }
                Ok(Flow::GoOn)
            }
        }
    }

    /// Takes the answers and the state that are already there.
    fn catch_up(
        &mut self,
        results: &mut mpsc::Receiver<Message>,
        snapshots: &mut watch::Receiver<Arc<Snapshot>>,
    ) -> Flow {
        while let Ok(message) = results.try_recv() {
            if self.take(message) == Flow::End {
                return Flow::End;
            }
        }
        // A closed channel is the station's end; the console shows what it knew last.
        if snapshots.has_changed().unwrap_or(false) {
            let snapshot = snapshots.borrow_and_update().clone();
            return self.take(Message::Snapshot(snapshot));
        }
        Flow::GoOn
    }

    /// Takes a message whose effect a person waits for.
    fn take_and_draw(&mut self, message: Message) -> io::Result<Flow> {
        let flow = self.take(message);
        if flow == Flow::GoOn {
            self.draw()?;
        }
        Ok(flow)
    }

    fn take(&mut self, message: Message) -> Flow {
        self.dirty = true;
        self.telling.changed();
        let effects = self.console.update(message);
        for effect in effects {
            match self.effects.carry_out(effect, self.console.session()) {
                Consequence::None => {}
                Consequence::Bell => self.screen.ring(),
                Consequence::Quit => return Flow::End,
            }
        }
        Flow::GoOn
    }

    fn draw_if_due(&mut self) -> io::Result<()> {
        if self.may_draw() && Instant::now() >= self.last_frame + self.quiet { self.draw() } else { Ok(()) }
    }

    fn may_draw(&self) -> bool {
        self.dirty && self.screen.is_free()
    }

    /// Whether the waterfall is looked at again: snapshots wake the loop often enough for that.
    fn may_preview(&self) -> bool {
        self.quiet == QUIET_FRAME && Instant::now() >= self.next_preview
    }

    /// The terminal took a frame whole, or is gone.
    fn terminal_took(&mut self, end: End) -> io::Result<Flow> {
        if end != End::NotYet {
            return Ok(Flow::End);
        }
        self.refine()
    }

    fn refine(&mut self) -> io::Result<Flow> {
        self.screen.refine()?;
        self.tell_sharpness();
        Ok(Flow::GoOn)
    }

    /// Who looks at a draft is told so.
    fn tell_sharpness(&mut self) {
        let sharpness = self.screen.sharpness();
        if sharpness != self.told {
            self.told = sharpness;
            // What a picture looks like ends nothing.
            self.take(Message::Sharpness(sharpness));
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        self.follow_window()?;
        if self.screen.draw(&self.console, self.display)? == Drawn::Now {
            self.dirty = false;
            self.last_frame = Instant::now();
        }
        self.tell_sharpness();
        Ok(())
    }

    /// A frame may be due before the loop is told that the window has changed: it is laid out for the window as it is.
    fn follow_window(&mut self) -> io::Result<()> {
        let display = self.screen.display()?;
        if display != self.display {
            self.display = display;
            self.screen.forget()?;
            // Nothing that a resize leads to ends the loop.
            self.take(Message::Resized(display));
        }
        Ok(())
    }
}
