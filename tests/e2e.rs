//! The whole booth through its own door: the built binary on a real terminal, keys in, screen and disk out.

mod checkpoints;
mod crash;
mod ending;
mod evidence;
mod form;
mod import;
mod link;
mod refusals;
mod resize;
mod stop;
mod tampering;
mod verdicts;
