//! The whole booth through its own door: the built binary on a real terminal, keys in, screen and disk out.

mod checkpoints;
mod crash;
mod day;
mod ending;
mod evidence;
mod form;
mod import;
mod intake;
mod link;
mod refusals;
mod resize;
mod stop;
mod supervisor;
mod tampering;
mod verdicts;
