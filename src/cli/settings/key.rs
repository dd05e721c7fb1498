//! Keys of the settings file: how a person reads them, and on which line they stand, whatever way of writing tables was chosen.

use toml::de::{DeTable, DeValue};

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A key of a table.
    Name(String),
    /// A place in an array, from 0.
    Place(usize),
}

/// The way to a value from the file's root on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Key(Vec<Part>);

impl Key {
    /// Of a dotted name, such as `scanner.source`.
    pub(super) fn of(dotted: &str) -> Self {
        Self(dotted.split('.').map(|name| Part::Name(name.to_owned())).collect())
    }

    /// One step further, or several where the name has dots.
    pub(super) fn then(mut self, dotted: &str) -> Self {
        self.0.extend(Self::of(dotted).0);
        self
    }

    /// That place of an array.
    pub(super) fn at(mut self, place: usize) -> Self {
        self.0.push(Part::Place(place));
        self
    }

    /// The line of the value in the text, from 1; where it is not written down, that of the nearest table around it.
    pub(super) fn line(&self, text: &str) -> usize {
        let Ok(root) = DeTable::parse(text) else { return 1 };
        let mut start = 0;
        let mut table = Some(root.get_ref());
        let mut value: Option<&DeValue<'_>> = None;
        for part in &self.0 {
            let next = match part {
                Part::Name(name) => table.and_then(|table| table.get_key_value(name.as_str())),
                Part::Place(place) => {
                    let Some(found) = value.and_then(|value| value.as_array()?.get(*place)) else { break };
                    start = found.span().start;
                    (value, table) = (Some(found.get_ref()), found.get_ref().as_table());
                    continue;
                }
            };
            let Some((key, found)) = next else { break };
            start = key.span().start;
            (value, table) = (Some(found.get_ref()), found.get_ref().as_table());
        }
        line_of(text, start)
    }

    /// The innermost value in which this byte of the text lies.
    pub(super) fn around(text: &str, byte: usize) -> Self {
        let mut key = Self::default();
        if let Ok(root) = DeTable::parse(text) {
            key.descend(root.get_ref(), byte);
        }
        key
    }

    fn descend(&mut self, table: &DeTable<'_>, byte: usize) {
        // Of tables whose headers lie apart the spans may enclose others: the one that begins last is the innermost.
        let held = table.iter().filter(|(key, value)| {
            key.span().contains(&byte) || value.span().contains(&byte) || holds(value.get_ref(), byte)
        });
        if let Some((key, value)) = held.max_by_key(|(key, _)| key.span().start) {
            self.0.push(Part::Name(key.get_ref().to_string()));
            self.descend_into(value.get_ref(), byte);
        }
    }

    fn descend_into(&mut self, value: &DeValue<'_>, byte: usize) {
        if let Some(table) = value.as_table() {
            self.descend(table, byte);
        }
        for (place, value) in value.as_array().into_iter().flat_map(|array| array.iter().enumerate()) {
            if value.span().contains(&byte) || holds(value.get_ref(), byte) {
                self.0.push(Part::Place(place));
                return self.descend_into(value.get_ref(), byte);
            }
        }
    }
}

/// Whether something within lies around this byte.
fn holds(value: &DeValue<'_>, byte: usize) -> bool {
    let within =
        |span: std::ops::Range<usize>, value: &DeValue<'_>| span.contains(&byte) || holds(value, byte);
    match value {
        DeValue::Table(table) => table
            .iter()
            .any(|(key, value)| key.span().contains(&byte) || within(value.span(), value.get_ref())),
        DeValue::Array(array) => array.iter().any(|value| within(value.span(), value.get_ref())),
        _ => false,
    }
}

impl std::fmt::Display for Key {
    /// As in the file, places of an array counted from 1: `scanner.rules.conditioning[2].steps`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, part) in self.0.iter().enumerate() {
            match part {
                Part::Name(name) if place == 0 => f.write_str(name)?,
                Part::Name(name) => write!(f, ".{name}")?,
                Part::Place(place) => write!(f, "[{}]", place.saturating_add(1))?,
            }
        }
        Ok(())
    }
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(1, |before| before.matches('\n').count().saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
[scanner.portal]
line = { port = \"/dev/a\" }
[scanner.portal.map]
doors = { address = 3 }
[scanner.portal.map.gates]
address = 9
[scanner]
drop = \"/srv\"
rules.tail_ms = 5
[[scanner.rules.conditioning]]
steps = [
  { hold_s = 1 },
  { hold_s = 0 },
]
";

    #[test]
    fn a_key_is_found_however_its_table_is_written() {
        for (key, line) in [
            (Key::of("scanner.portal.line.port"), 2),
            (Key::of("scanner.portal.map.doors.address"), 4),
            (Key::of("scanner.portal.map").then("gates.address"), 6),
            (Key::of("scanner.drop"), 8),
            (Key::of("scanner.portal.map.horn"), 3),
        ] {
            assert_eq!(key.line(TEXT), line, "{key}");
        }
    }

    #[test]
    fn places_of_an_array_have_lines_of_their_own() {
        let text = TEXT.replace("rules.tail_ms = 5\n", "");
        let step = Key::of("scanner.rules.conditioning").at(0).then("steps").at(1);
        assert_eq!(
            (step.line(&text), step.to_string().as_str()),
            (12, "scanner.rules.conditioning[1].steps[2]")
        );
        for wanted in ["hold_s = 0", "address = 9", "doors", "drop", "port = "] {
            let byte = text.find(wanted).unwrap();
            let found = Key::around(&text, byte);
            assert_eq!(found.line(&text), line_of(&text, byte), "{wanted}: {found}");
        }
        let byte = text.find("= 0").unwrap() + 2;
        assert_eq!(Key::around(&text, byte).to_string(), "scanner.rules.conditioning[1].steps[2].hold_s");
    }
}
