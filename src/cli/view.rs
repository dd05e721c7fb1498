//! A quick look: one picture of each image file, printed and done.
//!
//! Runs before anything of the console is set up: no runtime, no store, no catalogue unless something has to be said.

mod fit;
mod load;
mod print;

use super::args::{ViewArgs, ViewCommand, quick};
use super::plaint::Told;
use super::{choices, complain, data};
use crate::formats::{ImageFormat, ImageHead};
use crate::terminal::graphics::ColourDepth;
use crate::terminal::passing;
use crate::terminal::probe::{
    self, ColourChoice, Environment, Findings, Graphics, GraphicsChoice, Passage, Window,
};
use crate::words::{Value, Words};
use anyhow::{Error, Result};
use clap::Parser;
use fit::{Canvas, Screen};
use print::{Ended, Printer};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

/// What a shell expects of a program that Ctrl-C ended: 128 and the signal's number.
const INTERRUPTED: u8 = 130;

/// The options when the command line is one of this command, read without those of the others.
pub(super) fn arguments(given: &[OsString]) -> Option<ViewArgs> {
    let (_, options) = given.split_at_checked(2).filter(|(start, _)| start.ends_with(&["view".into()]))?;
    let name = || OsString::from("intrascope view");
    let common = || ViewCommand::parse_from(std::iter::once(name()).chain(options.iter().cloned())).args;
    Some(quick(options).unwrap_or_else(common))
}

pub(super) fn run(args: &ViewArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let is_terminal = std::io::stdout().is_terminal();
    if !is_terminal {
        check_pipe(args, words)?;
    }
    let mut printer = Printer::open(is_terminal)?;
    let (way, canvas) = prepare(args, is_terminal)?;
    let mut code = ExitCode::SUCCESS;
    for file in &args.files {
        match show(file, args, way, &canvas, &mut printer) {
            Ok(Ended::Whole) => {}
            Ok(Ended::Gone) => return Ok(code),
            Ok(Ended::Interrupted) => return Ok(ExitCode::from(INTERRUPTED)),
            Err(error) => {
                complain(words, &in_words(words, error).context(file.display().to_string()));
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// Into a pipe nothing can be found out: how to draw and how large must have been said.
fn check_pipe(args: &ViewArgs, words: Words) -> Result<(), Told> {
    let missing = match (args.graphics, args.size) {
        (GraphicsChoice::None, _) => return Ok(()),
        (GraphicsChoice::Auto, None) => "--graphics, --size",
        (GraphicsChoice::Auto, Some(_)) => "--graphics",
        (_, None) => "--size",
        (_, Some(_)) => return Ok(()),
    };
    Err(Told(words.say_with("view-pipe-needs", &[("options", Value::from(missing))])))
}

/// How pictures are drawn, and on what.
fn prepare(args: &ViewArgs, is_terminal: bool) -> Result<((Graphics, Passage), Canvas)> {
    let environment = data::environment();
    let findings = if is_terminal && args.graphics != GraphicsChoice::None {
        passing::ask(rustix::stdio::stdout(), &environment, wall)?
    } else {
        Findings::default()
    };
    let choice = if is_terminal && args.graphics == GraphicsChoice::Auto {
        choices::read(Words::new(data::language(args.lang)))?.of(&environment.term, findings.name.as_deref())
    } else {
        args.graphics
    };
    let graphics = coloured(choice.settle(&findings, &environment), args.colours, &environment, is_terminal);
    let screen = is_terminal.then(|| {
        let window = Window::of(rustix::stdio::stdout()).unwrap_or_default();
        Screen { window, cell: probe::cell_size(window, &findings) }
    });
    let passage = choice.passage(&findings, &environment);
    Ok(((graphics, passage), Canvas::new(args.size, graphics, screen)))
}

/// The colours that were asked for. A stream made where no terminal is known, as in a script, is for one of today, not for a teletype.
fn coloured(
    graphics: Graphics,
    colours: ColourChoice,
    environment: &Environment,
    is_terminal: bool,
) -> Graphics {
    let is_unknown =
        !is_terminal && !environment.no_color && matches!(environment.term.as_str(), "" | "dumb");
    match (graphics, colours) {
        (Graphics::Cells(glyphs, ColourDepth::Mono), ColourChoice::Auto) if is_unknown => {
            Graphics::Cells(glyphs, ColourDepth::Grey256)
        }
        _ => colours.apply(graphics),
    }
}

fn show(
    file: &Path,
    args: &ViewArgs,
    (graphics, passage): (Graphics, Passage),
    canvas: &Canvas,
    printer: &mut Printer,
) -> Result<Ended> {
    let name = || super::say(&file.display().to_string());
    if graphics == Graphics::Words {
        let head = load::look_at(file)?;
        name()?;
        super::say(&described(Words::new(data::language(args.lang)), &head))?;
        return Ok(Ended::Whole);
    }
    let drawing = load::draw(file, args, |image| canvas.pixels(image))?;
    if args.files.len() > 1 && printer.is_terminal() {
        name()?;
    }
    printer.print(drawing, (graphics, passage), args.draft.unwrap_or_default(), canvas)
}

/// A file in words, where no picture is wanted.
fn described(words: Words, head: &ImageHead) -> String {
    let format = match head.format {
        ImageFormat::Png => "PNG",
        ImageFormat::Tiff => "TIFF",
        ImageFormat::Jpeg => "JPEG",
    };
    let values = [
        ("format", Value::from(format)),
        ("width", Value::from(head.width.to_string())),
        ("height", Value::from(head.height.to_string())),
        ("bits", Value::from(head.significant_bits)),
        ("energies", Value::from(head.planes)),
    ];
    words.say_with("record-image-is", &values)
}

/// Faults of files in the words that a case made of the same file would meet.
fn in_words(words: Words, error: Error) -> Error {
    match error.downcast::<load::NoPicture>() {
        Ok(fault) => Error::new(Told(fault.describe(words))),
        Err(error) => error,
    }
}

#[expect(clippy::disallowed_methods, reason = "the probe has no runtime and no clock but the machine's")]
fn wall() -> std::time::Instant {
    std::time::Instant::now()
}
