//! Everything that enters the console's loop, and everything that leaves it.

use crate::domain::Moment;
use crate::domain::number::CaseNumber;
use crate::imaging::raster::Grey8;
use crate::imaging::tone::Tone;
use crate::imaging::viewport::{Screen, Viewport};
use crate::station::contract::seats::Link;
use crate::station::contract::{Answer, Notice, Picture, Preview, Request, Snapshot};
use crate::terminal::graphics::{ColourDepth, Glyphs};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::overlays::reason::Reason;
use crate::ui::screens::CurrentScreen;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

pub use crate::terminal::input::{Code, Key};

/// What the display can do, as probed or overridden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Display {
    /// Columns.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
    /// Width of a cell, pixels.
    pub cell_width: u16,
    /// Height of a cell, pixels.
    pub cell_height: u16,
    /// How pictures are shown.
    pub graphics: PictureMode,
    /// How many colours cells can have.
    pub colours: ColourDepth,
}

/// How pictures are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureMode {
    /// Pixel for pixel, by a protocol of the terminal.
    Pixels,
    /// With characters.
    Cells(Glyphs),
    /// Not at all: words only.
    Words,
}

/// How a picture stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sharpness {
    /// As good as the display can show it.
    #[default]
    Whole,
    /// Coarser than that for now: the link is slow.
    Draft,
}

/// Enters the loop.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key.
    Key(Key),
    /// Pasted text.
    Pasted(String),
    /// The display changed its size.
    Resized(Display),
    /// The station's latest state.
    Snapshot(Arc<Snapshot>),
    /// The latest preview columns.
    Preview(Arc<Preview>),
    /// Something happened.
    Notice(Notice),
    /// The station answered.
    Answered {
        /// What had been asked for.
        purpose: Purpose,
        /// The answer.
        answer: Box<Answer>,
    },
    /// A picture was rendered.
    Rendered(Box<Rendered>),
    /// The clock moved on by about a second.
    Clock(Moment),
    /// The picture on the screen became whole, or a draft of itself.
    Sharpness(Sharpness),
    /// The link to the station changed.
    Link(Link),
}

/// Leaves the loop; carried out in `app` only.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Ask the station.
    Ask {
        /// What for.
        purpose: Purpose,
        /// What.
        request: Request,
    },
    /// Stop the scan now, past every queue.
    Stop,
    /// Render a part of a picture.
    Render(Box<RenderJob>),
    /// Ring the bell.
    Bell,
    /// End the console.
    Quit,
}

/// What an answer is for: the screen that asked looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signing in.
    SignIn,
    /// Signing out.
    SignOut,
    /// Registering a vehicle.
    Register,
    /// A step of the procedure.
    Step,
    /// The verdict.
    Verdict,
    /// Printing the sheet.
    Print,
    /// Opening the picture.
    Picture,
    /// Reading a case.
    Case,
    /// Reading rows.
    Rows,
    /// Searching: which question is answered.
    Search(Question),
    /// Reading the journal: which question is answered.
    Journal(Question),
    /// Counting a period: which question is answered.
    Statistics(Question),
    /// A step of the booth's day.
    Day,
    /// A step with accounts, or an own PIN.
    People,
    /// Reading what was typed before.
    Draft,
    /// Keeping what is typed, or letting it go.
    KeepDraft,
    /// Asking for an approval, giving, refusing or withdrawing it.
    Approval,
    /// Looking for earlier cases: which question is answered.
    Earlier(Question),
    /// Stopping the scan.
    Stop,
    /// Acknowledging the fault.
    Acknowledge,
    /// Warming up the source.
    Prepare,
    /// Locking the session.
    Lock,
    /// Opening it again.
    Unlock,
    /// The step whose text was typed over the screen.
    Reason,
    /// Looking on at another console, and what is proposed there.
    Watch,
}

/// The number of a search's question: made of the question itself, so that it cannot name another one, whoever asked it when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question(u64);

impl Question {
    /// The number of this question.
    pub fn of(query: &impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        query.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// A picture to be rendered off the loop.
#[derive(Debug, Clone)]
pub struct RenderJob {
    /// A later job makes an earlier one's result stale.
    pub generation: u64,
    /// The tiles.
    pub picture: Picture,
    /// Which part.
    pub viewport: Viewport,
    /// The pixels that it is drawn on.
    pub screen: Screen,
    /// Grey scale; `None` asks for the automatic window.
    pub tone: Option<Tone>,
    /// Where to read the original's value, pixels of the original.
    pub read_at: Option<(u32, u32)>,
}

/// A rendered picture.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// Whose.
    pub case: CaseNumber,
    /// Of which job.
    pub generation: u64,
    /// The pixels, or why there are none.
    pub grey: Result<Grey8, String>,
    /// The grey scale that was used: the automatic one where none was given.
    pub tone: Tone,
    /// The original's value at the place asked for.
    pub value: Option<u16>,
}

/// What a screen is told.
#[derive(Debug, Clone)]
pub enum Input {
    /// The screen was opened: it asks for what it needs.
    Entered,
    /// A key's meaning.
    Action(crate::ui::keymap::Action),
    /// A character for a text field.
    Typed(char),
    /// Text pasted into a field.
    Pasted(String),
    /// The station answered.
    Answered {
        /// What had been asked for.
        purpose: Purpose,
        /// The answer.
        answer: Box<Answer>,
    },
    /// A picture was rendered.
    Rendered(Box<Rendered>),
    /// Snapshot, preview or size changed.
    Refreshed,
    /// The person gave up what was being typed, after [`Outcome::Discard`] was confirmed.
    Discarded,
}

/// What a screen wants.
#[derive(Debug)]
pub enum Outcome {
    /// Ask the station.
    Ask(Purpose, Request),
    /// Render a picture.
    Render(Box<RenderJob>),
    /// Show another screen.
    Go(Box<CurrentScreen>),
    /// Say something on the message line.
    Say(Saying),
    /// Ask the person first.
    Confirm(Box<Confirm>),
    /// Ask the person for a text.
    Reason(Box<Reason>),
    /// Tell the screen that what was being typed is given up: what "yes" means when it leads to no other screen.
    Discard,
    /// End the console.
    Quit,
}

/// A sentence for the message line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The sentence, in the person's language.
    pub text: String,
    /// Whether something was done or refused.
    pub kind: SayingKind,
}

/// Done or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SayingKind {
    /// Something was done.
    Done,
    /// Something was refused.
    Refused,
}

impl Saying {
    /// Something was done.
    pub fn done(text: String) -> Self {
        Self { text, kind: SayingKind::Done }
    }

    /// Something was refused.
    pub fn refused(text: String) -> Self {
        Self { text, kind: SayingKind::Refused }
    }
}
