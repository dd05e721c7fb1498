//! XML as a tree of elements by their local names: no document types, no entities, bounded depth.

use crate::domain::intake::IntakeFault;
use crate::domain::text::CleanText;
use crate::station::intake::syntax;
use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};

/// Levels of elements: a referral has seven.
pub const MAX_DEPTH: u8 = 32;

/// Characters of an encoding's name in an answer; the longest registered one has 45.
const MAX_ENCODING_CHARS: usize = 45;

/// An element with what stands in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Name without its namespace's prefix: each office chooses its own.
    pub name: String,
    /// Names of attributes, without declarations of namespaces and what belongs to the schema's own.
    pub attributes: Vec<String>,
    /// Text, without that of the children.
    pub text: String,
    /// Children in their order.
    pub children: Vec<Element>,
}

/// Reads a document; its root.
pub fn read(text: &str) -> Result<Element, IntakeFault> {
    let mut reader = Reader::from_str(text);
    let mut building = Building { text, at: 0, open: Vec::new(), root: None };
    loop {
        let event = reader
            .read_event()
            .map_err(|error| syntax(place(text, reader.error_position()), &error.to_string()))?;
        building.at = reader.buffer_position();
        match event {
            Event::Eof => return building.done(),
            event => building.take(event)?,
        }
    }
}

/// The tree as far as it was read.
struct Building<'t> {
    text: &'t str,
    /// Bytes read.
    at: u64,
    /// Elements that are not closed, outermost first.
    open: Vec<Element>,
    root: Option<Element>,
}

impl Building<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), IntakeFault> {
        match event {
            Event::Start(start) => {
                let element = self.begun(&start)?;
                self.open.push(element);
            }
            Event::Empty(start) => {
                let element = self.begun(&start)?;
                self.close(element);
            }
            Event::End(_) => {
                if let Some(element) = self.open.pop() {
                    self.close(element);
                }
            }
            Event::Text(piece) => self.add(&piece.xml10_content())?,
            Event::CData(piece) => self.add(&piece.xml10_content())?,
            Event::GeneralRef(reference) => {
                let c = self.character(&reference)?;
                self.add(c.encode_utf8(&mut [0; 4]))?;
            }
            Event::Decl(declaration) => only_utf8(&declaration)?,
            Event::DocType(_) => return Err(IntakeFault::Doctype),
            Event::Comment(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn done(mut self) -> Result<Element, IntakeFault> {
        match (self.open.pop(), self.root.take()) {
            (Some(unclosed), _) => Err(self.fault(&format!("<{}> is not closed", unclosed.name))),
            (None, Some(root)) => Ok(root),
            (None, None) => Err(self.fault("no element")),
        }
    }

    fn begun(&self, start: &BytesStart<'_>) -> Result<Element, IntakeFault> {
        if self.root.is_some() {
            return Err(self.fault("a second root"));
        }
        if self.open.len() >= usize::from(MAX_DEPTH) {
            return Err(IntakeFault::TooDeep(MAX_DEPTH));
        }
        let name = start.local_name().as_ref().to_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.fault(&error.to_string()))?;
            let whole = attribute.key.as_ref();
            if whole != "xmlns" && !whole.starts_with("xmlns:") && !whole.starts_with("xsi:") {
                attributes.push(attribute.key.local_name().as_ref().to_owned());
            }
        }
        Ok(Element { name, attributes, ..Element::default() })
    }

    fn close(&mut self, element: Element) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn add(&mut self, piece: &str) -> Result<(), IntakeFault> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(piece),
            None if piece.trim().is_empty() => {}
            None => return Err(self.fault("text outside of the root")),
        }
        Ok(())
    }

    /// A character's number or one of the five names of XML itself; any other name would be an entity.
    fn character(&self, reference: &BytesRef<'_>) -> Result<char, IntakeFault> {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => return Ok(c),
            Ok(None) => {}
            Err(error) => return Err(self.fault(&error.to_string())),
        }
        match &**reference {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ => Err(IntakeFault::Doctype),
        }
    }

    fn fault(&self, why: &str) -> IntakeFault {
        syntax(place(self.text, self.at), why)
    }
}

/// The bytes are UTF-8 by now; a declaration that says otherwise is a file that was changed half.
fn only_utf8(declaration: &BytesDecl<'_>) -> Result<(), IntakeFault> {
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(Ok(name)) => Err(IntakeFault::Encoding(CleanText::bounded(&name, MAX_ENCODING_CHARS))),
        Some(Err(_)) => Err(IntakeFault::Encoding("?".into())),
    }
}

/// Line and column of a byte, from 1.
fn place(text: &str, at: u64) -> (usize, usize) {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let begun = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(before.get(begun..).unwrap_or_default()).chars().count() + 1;
    (line, column)
}
