//! One table a rule of the supervisor.

mod bench;
mod conditioning;
mod faults;
mod links;
mod rules;
mod scans;
mod stops;
