//! The one test binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and says what it skipped; clippy.toml frees only the tests' own bodies"
)]

mod architecture;
mod blocked;
mod catalogue;
mod corpus;
mod decoder;
mod deploy;
mod detector_peers;
mod drafts;
mod e2e;
mod faults;
mod frames;
mod guard_panic;
mod kill;
mod lane_day;
mod lane_faults;
mod lane_machine;
mod model;
mod month;
mod paper;
mod portal_peers;
mod power_cut;
mod procedure_machine;
mod procedure_rows;
mod real_terminals;
mod recount;
mod screens_form;
mod screens_journal;
mod screens_lane;
mod screens_notes;
mod screens_oac;
mod screens_oms;
mod screens_people;
mod screens_search;
mod screens_seats;
mod screens_shift;
mod screens_supervisor;
mod screens_watch;
mod security;
mod setup;
mod slow_link;
mod source_peers;
mod sshd;
mod station;
mod store_crash;
mod store_faults;
mod stream;
mod supervisor_machine;
mod support;
mod terminals;
mod view;
mod wire;
mod wire_authority;
