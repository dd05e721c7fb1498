//! Authority as the station answers it over its seats' sockets: role × step × case state × same person × seat, and every other request
//! by who asks. The answers are those of tables written here by hand; what they do not name is refused.

mod cast;
mod law;
mod others;
mod standards;
mod steps;
mod words;
