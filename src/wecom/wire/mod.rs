//! WeCom's JSON, by WeCom's names: the only place that knows them.
//!
//! Past here there are only words of the domain. Everything is read tolerantly, because fields come
//! and go without a version: what is absent stays absent, a number may be written as text, what is
//! not known is kept or left alone, and one bad row is set aside by name while the others are used.
//!
//! Read in this order: how every answer is wrapped ([`envelope`]), what can be wrong with one
//! ([`error`]), how its rows are kept apart ([`rows`]), what is new in it ([`unfamiliar`]), then one file
//! per kind of answer.

pub mod envelope;
pub mod error;
pub mod rows;
pub mod unfamiliar;

mod fields;
mod lenient;
pub mod page;

pub mod approval;
pub mod checkin;
pub mod contacts;
pub mod devices;
pub mod members;
pub mod reports;
pub mod rosters;
pub mod rules;

pub mod addresses;
pub mod message;
pub mod operation;
pub mod writing;

pub use addresses::Segment;
pub use checkin::{Rows, punches};
pub use contacts::{AgentProfile, Departments, agent, departments};
pub use devices::{RecordTime, device_records};
pub use envelope::{Refusal, Token, token};
pub use error::{Fault, Quarantined, WireError};
pub use members::{Members, NamedMember, NamedMembers, Placement, member, member_names, members, placements};
pub use page::{Cursor, Page};
pub use reports::{day_reports, range_reports};
pub use rosters::rosters;
pub use rows::Answer;
pub use rules::{Rules, effective_rules, rules};
pub use unfamiliar::Unfamiliar;
pub use writing::done;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod proofs;
