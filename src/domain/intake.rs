//! Why a file makes no form: it cannot be read, it is neither JSON nor XML, or its fields are none of ours.

use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// Why the file of a case form was refused before its fields were checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", content = "detail", rename_all = "snake_case")]
pub enum IntakeFault {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(CleanText),
    /// It is a folder, a pipe or a device.
    #[error("it is no ordinary file")]
    NoFile,
    /// It is larger than any form; the most KiB stand inside.
    #[error("it is larger than {0} KiB")]
    TooLarge(u32),
    /// It is not UTF-8; what it says of itself, or seems to be, stands inside.
    #[error("it is not UTF-8: {0}")]
    Encoding(CleanText),
    /// Neither JSON nor XML.
    #[error("it is neither JSON nor XML")]
    Neither,
    /// It ends too early or is not well formed.
    #[error("line {line}, column {column}: {why}")]
    Syntax {
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
        /// In the words of the reader.
        why: CleanText,
    },
    /// It declares a document type or entities, which a form does not need and an attacker does.
    #[error("it declares a document type or entities")]
    Doctype,
    /// Its elements stand in each other deeper than any form; the most levels stand inside.
    #[error("its elements stand deeper than {0} levels")]
    TooDeep(u8),
    /// It is another document than the referral; its root stands inside.
    #[error("its root is {0}, not a referral")]
    OtherDocument(CleanText),
    /// Fields that the form does not have, or not in this way.
    #[error("{} of its fields are wrong", .0.len())]
    Misfits(Vec<Misfit>),
}

/// A place in the file that does not fit the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit {
    /// Names from the root down; rows are counted from 1.
    pub path: CleanText,
    /// What is wrong there.
    pub what: MisfitKind,
}

/// What is wrong with a place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MisfitKind {
    /// The form has no such field.
    Unknown,
    /// It stands twice.
    Twice,
    /// A text or a number must stand here.
    NoText,
    /// A list must stand here.
    NoList,
    /// An object must stand here.
    NoObject,
    /// It must be there and is not.
    Missing,
    /// Another version of the schema.
    OtherVersion,
}

/// What became of a file: how much of it the form has no place for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NotKept {
    /// Names of elements, each once.
    pub names: Vec<CleanText>,
    /// So many more names than are listed.
    pub more: u32,
}
