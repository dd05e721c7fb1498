//! What is drawn and what keys mean. Never names the scanner, the store, the wire or the runtime.
//!
//! `key → Action → Input → update → Outcome → Effect`; `draw(&self)` changes nothing.

pub mod alarms;
pub mod console;
pub mod drafting;
pub mod frame;
pub mod keymap;
pub mod message;
pub mod notices;
pub mod overlays;
pub mod phrases;
pub mod scene;
pub mod screens;
pub mod theme;
pub mod widgets;
