//! What became of a form's file, in phrases.

use crate::domain::intake::{IntakeFault, Misfit, MisfitKind};
use crate::words::{Value, Words};

/// Why the file makes no form, in one line.
pub fn fault(words: Words, fault: &IntakeFault) -> String {
    let with = |id, name: &'static str, value: Value<'static>| words.say_with(id, &[(name, value)]);
    match fault {
        IntakeFault::Unreadable(why) => with("format-io", "why", why.to_string().into()),
        IntakeFault::NoFile => words.say("intake-no-file"),
        IntakeFault::TooLarge(most) => with("intake-too-large", "most", (*most).into()),
        IntakeFault::Encoding(name) => with("intake-encoding", "name", name.to_string().into()),
        IntakeFault::Neither => words.say("intake-neither"),
        IntakeFault::Syntax { line, column, why } => words.say_with(
            "intake-syntax",
            &[
                ("line", Value::from(*line)),
                ("column", Value::from(*column)),
                ("why", Value::from(why.to_string())),
            ],
        ),
        IntakeFault::Doctype => words.say("intake-doctype"),
        IntakeFault::TooDeep(most) => with("intake-too-deep", "most", u32::from(*most).into()),
        IntakeFault::OtherDocument(root) => with("intake-other-document", "name", root.to_string().into()),
        IntakeFault::Misfits(misfits) => match misfits.as_slice() {
            [only] => misfit(words, only),
            all => with("intake-misfits", "count", all.len().into()),
        },
    }
}

/// A place in the file that does not fit the form.
pub fn misfit(words: Words, misfit: &Misfit) -> String {
    let id = match misfit.what {
        MisfitKind::Unknown => "misfit-unknown",
        MisfitKind::Twice => "misfit-twice",
        MisfitKind::NoText => "misfit-no-text",
        MisfitKind::NoList => "misfit-no-list",
        MisfitKind::NoObject => "misfit-no-object",
        MisfitKind::Missing => "misfit-missing",
        MisfitKind::OtherVersion => "misfit-other-version",
    };
    words.say_with(id, &[("path", Value::from(misfit.path.to_string()))])
}
