//! What was found of a terminal, what is used on it and why, as lines and as JSON.

use crate::terminal::graphics::ColourDepth;
use crate::terminal::probe::{
    self, CellSource, Environment, Findings, Graphics, GraphicsChoice, Interview, Passage, Reason, Window,
};
use crate::words::{Value, Words};
use serde_json::json;

/// Columns of a row's name, so that what was found stands in one column behind it.
const NAME_COLUMNS: usize = 24;

/// Everything that is known of a terminal.
pub(super) struct Report {
    pub(super) environment: Environment,
    /// None where there is no terminal.
    pub(super) window: Option<Window>,
    pub(super) interview: Interview,
    /// The choice of the command line.
    pub(super) asked: Option<GraphicsChoice>,
    /// The choice that was saved for this terminal.
    pub(super) kept: GraphicsChoice,
}

/// What settled on a way of drawing.
enum Word {
    Asked,
    Kept,
    Terminal(Reason),
}

impl Word {
    fn id(&self) -> &'static str {
        match self {
            Self::Asked => "option",
            Self::Kept => "kept",
            Self::Terminal(reason) => reason.id(),
        }
    }
}

impl Report {
    fn findings(&self) -> &Findings {
        &self.interview.findings
    }

    /// Which choice counts: as at a console's start.
    fn choice(&self) -> GraphicsChoice {
        match self.asked {
            Some(asked) if asked != GraphicsChoice::Auto => asked,
            // Auto on the command line of this check means to forget what was kept.
            Some(auto) => auto,
            None => self.kept,
        }
    }

    fn why(&self) -> Word {
        match (self.choice(), self.asked) {
            (GraphicsChoice::Auto, _) => {
                Word::Terminal(GraphicsChoice::Auto.reason(self.findings(), &self.environment))
            }
            (_, Some(_)) => Word::Asked,
            (_, None) => Word::Kept,
        }
    }

    fn used(&self) -> Graphics {
        self.choice().settle(self.findings(), &self.environment)
    }

    /// The name by which the same would be chosen.
    fn used_name(&self) -> &'static str {
        let used = self.used();
        let is_used = |choice: GraphicsChoice| choice.settle(self.findings(), &self.environment) == used;
        let names = GraphicsChoice::NAMES.into_iter().filter(|(_, choice)| *choice != GraphicsChoice::Auto);
        names.into_iter().find_map(|(name, choice)| is_used(choice).then_some(name)).unwrap_or_default()
    }

    fn multiplexer(&self) -> Option<&'static str> {
        if self.environment.is_in_tmux() || self.findings().is_tmux() {
            Some("tmux")
        } else {
            self.environment.is_multiplexed().then_some("screen")
        }
    }

    fn colours(&self) -> &'static str {
        match probe::known_depth(self.findings(), &self.environment) {
            ColourDepth::Truecolor => "truecolor",
            ColourDepth::Grey256 => "256",
            ColourDepth::Ansi16 | ColourDepth::ConsoleGreys => "16",
            ColourDepth::Mono => "mono",
        }
    }

    /// For a person: what was found, then what is used.
    pub(super) fn lines(&self, words: Words) -> Vec<String> {
        let Some(window) = self.window else {
            return std::iter::once(words.say("terminal-none")).chain(self.surroundings(words)).collect();
        };
        let found = self.surroundings(words).into_iter().chain(self.answers(words));
        found.chain(self.decisions(window, words)).collect()
    }

    fn surroundings(&self, words: Words) -> Vec<String> {
        let environment = &self.environment;
        let told = |text: &str| if text.is_empty() { words.say("terminal-unset") } else { text.to_owned() };
        vec![
            row("TERM", &told(&environment.term)),
            row("COLORTERM", &told(&environment.colorterm)),
            row(&words.say("terminal-program"), &told(&environment.program)),
            row(&words.say("terminal-locale"), &told(&environment.locale)),
            row(&words.say("terminal-ssh"), &yes(environment.ssh, words)),
            row(
                &words.say("terminal-between"),
                &self.multiplexer().map_or_else(|| words.say("terminal-nothing"), str::to_owned),
            ),
        ]
    }

    fn answers(&self, words: Words) -> Vec<String> {
        let findings = self.findings();
        if !self.environment.is_worth_asking() {
            return vec![row(&words.say("terminal-answers"), &words.say("terminal-not-asked"))];
        }
        if *findings == Findings::default() {
            return vec![row(&words.say("terminal-answers"), &words.say("terminal-no-answers"))];
        }
        let unsaid = || words.say("terminal-unsaid");
        let trip = self.interview.round_trip.map(|trip| format!("{} ms", trip.as_millis()));
        let attributes: Vec<String> = findings.attributes.iter().map(ToString::to_string).collect();
        let attributes = (!attributes.is_empty()).then(|| attributes.join(" "));
        let size = |size: Option<(u32, u32)>| size.map(|(width, height)| format!("{width}×{height}"));
        let small = |size: Option<(u16, u16)>| size.map(|(width, height)| format!("{width}×{height}"));
        let registers = findings.registers.map(|registers| registers.to_string());
        let mut lines: Vec<String> = [
            (words.say("terminal-trip"), trip),
            (words.say("terminal-name"), findings.name.clone()),
            (words.say("terminal-attributes"), attributes),
            (words.say("terminal-kitty"), Some(yes(findings.takes_kitty(), words))),
            (words.say("terminal-sixel"), Some(yes(findings.sixel, words))),
            (words.say("terminal-registers"), registers),
            (words.say("terminal-geometry"), size(findings.geometry)),
            (words.say("terminal-cell"), small(findings.cell_pixels)),
            (words.say("terminal-window"), small(findings.window_pixels)),
            (words.say("terminal-synchronized"), Some(yes(findings.synchronized_output, words))),
        ]
        .into_iter()
        .map(|(name, value)| row(&name, &value.unwrap_or_else(unsaid)))
        .collect();
        if self.environment.is_in_tmux() {
            lines.push(row(&words.say("terminal-outside"), &yes(findings.outside.answered, words)));
        }
        lines
    }

    fn decisions(&self, window: Window, words: Words) -> Vec<String> {
        let name = [("name", Value::from(self.used_name()))];
        let drawn = match self.used() {
            Graphics::Kitty(_) | Graphics::Sixel(_) | Graphics::Iterm2 => {
                words.say_with("terminal-used-pixels", &name)
            }
            Graphics::Cells(..) => words.say_with("terminal-used-cells", &name),
            Graphics::Words => words.say("terminal-used-words"),
        };
        let (cell, source) = probe::measured_cell(window, self.findings());
        let source = words.say(&format!("terminal-cell-{}", cell_source(source)));
        let size =
            format!("{}×{} · {}×{} px: {source}", window.columns, window.rows, cell.width, cell.height);
        let mut lines = vec![
            String::new(),
            row(&words.say("terminal-pictures"), &format!("{drawn}: {}", reason(&self.why(), words))),
            row("", &words.say("terminal-override")),
        ];
        if self.choice().passage(self.findings(), &self.environment) == Passage::Tmux {
            lines.push(row("", &words.say("terminal-through-tmux")));
        }
        lines.push(row(&words.say("terminal-size"), &size));
        lines.push(row(&words.say("terminal-colours"), self.colours()));
        lines
    }

    /// For the next program. Names are those of the command line.
    pub(super) fn as_json(&self) -> serde_json::Value {
        let (environment, findings) = (&self.environment, self.findings());
        let cell = self.window.map(|window| probe::measured_cell(window, findings));
        json!({
            "terminal": self.window.is_some(),
            "environment": {
                "term": environment.term,
                "colorterm": environment.colorterm,
                "program": environment.program,
                "locale": environment.locale,
                "no_color": environment.no_color,
                "ssh": environment.ssh,
                "multiplexer": self.multiplexer(),
            },
            "answers": {
                "answered": findings.answered,
                "round_trip_ms": self.interview.round_trip.map(|trip| trip.as_secs_f64() * 1000.0),
                "name": findings.name,
                "attributes": findings.attributes,
                "kitty": findings.takes_kitty(),
                "sixel": findings.sixel,
                "registers": findings.registers,
                "geometry": findings.geometry,
                "cell": findings.cell_pixels,
                "window": findings.window_pixels,
                "synchronized_output": findings.synchronized_output,
                "outside": { "answered": findings.outside.answered, "sixel": findings.outside.sixel, "kitty": findings.outside.kitty },
            },
            "used": {
                "graphics": self.used_name(),
                "reason": self.why().id(),
                "through_tmux": self.choice().passage(findings, environment) == Passage::Tmux,
                "saved": self.kept,
                "colours": self.colours(),
                "columns": self.window.map(|window| window.columns),
                "rows": self.window.map(|window| window.rows),
                "cell": cell.map(|(cell, _)| [cell.width, cell.height]),
                "cell_from": cell.map(|(_, source)| cell_source(source)),
            },
        })
    }
}

fn row(name: &str, value: &str) -> String {
    format!("{name:<NAME_COLUMNS$} {value}").trim_end().to_owned()
}

fn yes(is: bool, words: Words) -> String {
    if is { words.say("terminal-yes") } else { words.say("terminal-no") }
}

fn reason(word: &Word, words: Words) -> String {
    words.say(&format!("terminal-why-{}", word.id()))
}

fn cell_source(source: CellSource) -> &'static str {
    match source {
        CellSource::Kernel => "kernel",
        CellSource::Cell => "report",
        CellSource::Window => "window",
        CellSource::Usual => "usual",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use std::time::Duration;

    fn xterm() -> Report {
        let findings = Findings {
            answered: true,
            sixel: true,
            attributes: vec![63, 1, 4],
            registers: Some(1024),
            geometry: Some((1000, 1000)),
            name: Some("XTerm(379)".to_owned()),
            ..Findings::default()
        };
        Report {
            environment: Environment { term: "xterm-256color".to_owned(), ..Environment::default() },
            window: Some(Window { columns: 160, rows: 50, pixel_width: 1282, pixel_height: 802 }),
            interview: Interview { findings, round_trip: Some(Duration::from_millis(7)) },
            asked: None,
            kept: GraphicsChoice::Auto,
        }
    }

    #[test]
    fn everything_found_and_used_is_said_in_every_language() {
        for language in Language::ALL {
            let words = Words::new(language);
            let text = xterm().lines(words).join("\n");
            for told in
                ["XTerm(379)", "7 ms", "63 1 4", "1024", "1000×1000", "160×50", "8×16", "--graphics", "256"]
            {
                assert!(text.contains(told), "{told}: {text}");
            }
            let nowhere = Report { window: None, ..xterm() }.lines(words).join("\n");
            let linux = Environment { term: "linux".to_owned(), ..Environment::default() };
            let unasked = Report { environment: linux, interview: Interview::default(), ..xterm() };
            let tmux = Report { environment: Environment { tmux: true, ..xterm().environment }, ..xterm() };
            let others = [unasked, tmux].map(|report| report.lines(words).join("\n"));
            assert!(
                !format!("{text}{nowhere}{}", others.join("")).contains('⟨'),
                "{text}{nowhere}{others:?}"
            );
            let reasons = Reason::ALL.map(Word::Terminal).into_iter().chain([Word::Asked, Word::Kept]);
            for word in reasons {
                assert!(!reason(&word, words).contains('⟨'), "{}", word.id());
            }
            for source in [CellSource::Kernel, CellSource::Cell, CellSource::Window, CellSource::Usual] {
                assert!(words.has(&format!("terminal-cell-{}", cell_source(source))));
            }
        }
    }

    #[test]
    fn a_word_outweighs_the_terminal_and_the_option_what_was_kept() {
        let report = xterm();
        assert_eq!((report.used_name(), report.why().id()), ("sixel", "sixel"));
        let kept = Report { kept: GraphicsChoice::Braille, ..xterm() };
        assert_eq!((kept.used_name(), kept.why().id()), ("braille", "kept"));
        let asked = Report { asked: Some(GraphicsChoice::Half), kept: GraphicsChoice::Braille, ..xterm() };
        assert_eq!((asked.used_name(), asked.why().id()), ("half", "option"));
        let forgetting =
            Report { asked: Some(GraphicsChoice::Auto), kept: GraphicsChoice::Braille, ..xterm() };
        assert_eq!((forgetting.used_name(), forgetting.why().id()), ("sixel", "sixel"));
        let json = asked.as_json();
        assert_eq!(json["used"]["graphics"], "half");
        assert_eq!(json["used"]["saved"], "braille");
        assert_eq!(json["answers"]["geometry"][0], 1000);
    }
}
