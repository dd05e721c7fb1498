//! How far this machine's kernel confines a process of ours, tried from within.

use super::args::{ConfinementArgs, Process};
use super::{data, say, say_json};
use crate::confine::{self, Attempt, Confinement, Places};
use crate::words::{Value, Words};
use anyhow::Result;
use serde::Serialize;
use std::process::ExitCode;

/// What came of it.
#[derive(Serialize)]
struct Tried {
    confinement: Confinement,
    /// What could be done all the same.
    passed: Vec<Attempt>,
}

/// Confines this very process as the one that is asked about, and tries what it must not be able to do.
pub(super) fn run(args: &ConfinementArgs) -> Result<ExitCode> {
    let words = Words::new(data::language(args.lang));
    let confinement = match args.process {
        Process::Decoder => confine::decoder(&[]),
        Process::Console => {
            let terminals = vec!["/dev/tty".into()];
            confine::console(&Places { read: args.read.clone(), terminals })
        }
    };
    let tried = Tried { confinement, passed: confine::passed() };
    if args.json {
        say_json(&serde_json::to_string(&tried)?)?;
    } else {
        describe(words, &tried).iter().try_for_each(|line| say(line))?;
    }
    Ok(if tried.confinement == Confinement::Full { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a console says before its screen, when the kernel keeps less from it than it should.
pub(super) fn shortfall(words: Words, confinement: &Confinement) -> Option<String> {
    match confinement {
        Confinement::Full => None,
        Confinement::Partial(_) => Some(words.say("confinement-partial")),
        Confinement::None(_) => Some(words.say("confinement-none")),
    }
}

/// Lines for a person.
fn describe(words: Words, tried: &Tried) -> Vec<String> {
    let first = match &tried.confinement {
        Confinement::Full => words.say("confinement-full"),
        Confinement::Partial(_) => words.say("confinement-partial"),
        Confinement::None(_) => words.say("confinement-none"),
    };
    let part = |part: confine::Part| words.say(&format!("confinement-part-{}", part.id()));
    let missing = tried.confinement.missing().iter().map(|missing| {
        let values = [("part", Value::from(part(missing.part))), ("why", Value::from(missing.why.clone()))];
        words.say_with("confinement-missing", &values)
    });
    let passed = tried.passed.iter().map(|attempt| {
        let what = words.say(&format!("confinement-attempt-{}", attempt.id()));
        words.say_with("confinement-passed", &[("what", Value::from(what))])
    });
    std::iter::once(first).chain(missing).chain(passed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confine::{Missing, Part};
    use crate::words::Language;

    #[test]
    fn every_part_and_attempt_has_its_words() {
        let missing: Vec<Missing> =
            Part::ALL.into_iter().map(|part| Missing { part, why: "ENOSYS".to_owned() }).collect();
        for language in Language::ALL {
            for confinement in
                [Confinement::Full, Confinement::Partial(missing.clone()), Confinement::None(missing.clone())]
            {
                let tried = Tried { confinement, passed: Attempt::ALL.to_vec() };
                let lines = describe(Words::new(language), &tried);
                assert_eq!(lines.len(), 1 + tried.confinement.missing().len() + Attempt::ALL.len());
                assert!(lines.iter().all(|line| !line.contains('⟨')), "{lines:?}");
            }
        }
    }
}
