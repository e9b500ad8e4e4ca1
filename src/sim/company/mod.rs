//! A company as WeCom knows it: departments, members, rules, rows.
//!
//! It is told once, from its beginning to its end, and asked for a moment; what happens to it is a
//! [`Change`].
//!
//! A company comes from a [`Seed`](super::Seed) ([`CompanySpec`]), from a terminal's log
//! ([`Replay`](super::Replay)) or from objects in WeCom's own shapes ([`Company::from_wire`]).

mod register;

pub mod member;

pub mod row;
pub mod shift;
mod shift_wire;

mod wire;

mod change;
mod history;

mod apply;

pub mod claim;
mod dates;
pub mod form;
mod forms;
pub mod plan;

mod records;

mod interval;
mod reckon;
pub mod report;

mod correction;
pub mod machine;

mod seeded;

mod diary;

mod day;
mod due;
mod paper;

mod names;

pub use change::{Change, Impossible, Kept};
pub use correction::CorrectionShows;
pub use form::Form;
pub use member::{Department, Member};
pub use plan::Plan;
pub use records::View;
pub use register::{Company, Given};
pub use report::Report;
pub use row::Row;
pub use seeded::CompanySpec;
pub use wire::NotACompany;
