//! The procedure: case life cycle, grounds, verdicts, seals, roles, identifiers, units. No IO, no clock: time is an argument.
//!
//! Owns every rule of the Order that the console enforces. It must never read a clock, a file or a channel.
#![warn(missing_docs)]

pub mod account;
pub mod analysis;
pub mod approval;
pub mod authority;
pub mod booth;
pub mod case;
pub mod check;
pub mod container;
pub mod country;
pub mod earlier;
pub mod exemption;
pub mod fact;
pub mod fact_kind;
pub mod fold;
pub mod goods_code;
pub mod intake;
pub mod journal;
pub mod lane;
pub mod malfunction;
pub mod note;
pub mod number;
pub mod officer;
pub mod period;
pub mod plate;
pub mod policy;
pub mod procedure;
pub mod purge;
pub mod refusal;
pub mod registration;
pub mod scan;
pub mod seat;
pub mod secret;
pub mod shift;
pub mod signed;
pub mod statistics;
pub mod step;
pub mod supervision;
pub mod tax_id;
pub mod text;
pub mod time;
pub mod units;

pub use time::Moment;
