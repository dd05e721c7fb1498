//! Supervisors through a real sshd: the shipped settings and units' places on a machine of the test's own, real keys, real terminals.

mod day;
mod keys;
mod log;
mod machine;
mod people;
mod refused;
mod slow;
mod terminals;
